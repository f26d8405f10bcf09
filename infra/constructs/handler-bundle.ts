import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'
import type { FunctionName } from '../../shared/runtime/env.ts'

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has none. */
const requireBanner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);"

/** Bundles one handler into `<directory>/index.mjs`, with its source map. The SDK is bundled: its version is ours. */
export const bundleHandler = (name: FunctionName, directory: string, minify: boolean): void => {
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: [path.join('functions', name, 'handler.ts')],
    outfile: path.join(directory, 'index.mjs'),
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
  })
}

/**
 * A handler's code as an asset. It is bundled by esbuild inside this process: `NodejsFunction` would start npx and a
 * shell for each of the functions, which is most of the time of a synth. Skipped for stacks that are synthesised
 * without bundling (the template tests).
 */
export const handlerCode = (name: FunctionName, minify: boolean): Code =>
  Code.fromAsset(path.join(projectRoot, 'functions', name), {
    // The hash of what is deployed: a change in shared/ alone changes the bundle, and nothing else does.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundler below does the work or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle: (directory) => {
          bundleHandler(name, directory, minify)
          return true
        },
      },
    },
  })
