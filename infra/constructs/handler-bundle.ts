import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { IConstruct } from 'constructs'
import { buildSync, type OutputFile } from 'esbuild'
import { type FunctionName, functionEnvironments } from '../../shared/runtime/env.ts'

const projectRoot = fileURLToPath(new URL('../../', import.meta.url))
const names = Object.keys(functionEnvironments) as FunctionName[]

/** Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has none. */
const requireBanner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);"

/** Nothing is written there: source maps name the sources relative to it, so that they are the same in every checkout. */
const nominalOutdir = path.join(projectRoot, 'cdk.out', 'bundles')

/**
 * Bundles all handlers at once: they share most of their modules, which are then read and parsed once.
 * The SDK is bundled: its version is ours and not the runtime's.
 */
const bundleAll = (minify: boolean): OutputFile[] =>
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: Object.fromEntries(
      names.map((name) => [`${name}/index`, path.join('functions', name, 'handler.ts')]),
    ),
    outdir: nominalOutdir,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    minify,
    // Class names are the names of errors in logs and metrics.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
  }).outputFiles

/** Bundles of an app that is being synthesised; another app, later, bundles what the sources are then. */
const bundlesOfApp = new WeakMap<IConstruct, OutputFile[]>()

/** Writes `index.mjs` and `index.mjs.map` of one handler into `directory`. */
const writeBundle = (app: IConstruct, name: FunctionName, minify: boolean, directory: string): void => {
  const files = bundlesOfApp.get(app) ?? bundleAll(minify)
  bundlesOfApp.set(app, files)
  const prefix = path.join(nominalOutdir, name) + path.sep
  const own = files.filter((file) => file.path.startsWith(prefix))
  if (own.length === 0) throw new Error(`esbuild made no bundle of ${name}.`)
  mkdirSync(directory, { recursive: true })
  for (const file of own) writeFileSync(path.join(directory, file.path.slice(prefix.length)), file.contents)
}

/**
 * A handler's code as an asset. It is bundled by esbuild inside this process: `NodejsFunction` would start npx and a
 * shell for each of the functions and parse the SDK anew for each. Skipped for stacks that are synthesised without
 * bundling (the template tests).
 */
export const handlerCode = (scope: IConstruct, name: FunctionName, minify: boolean): Code =>
  Code.fromAsset(path.join(projectRoot, 'functions', name), {
    // The hash of what is deployed: a change in shared/ alone changes the bundle, and nothing else does.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler below does the work or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (directory) => {
          writeBundle(scope.node.root, name, minify, directory)
          return true
        },
      },
    },
  })
