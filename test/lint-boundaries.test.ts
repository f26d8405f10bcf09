import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { productVersion } from '../shared/product.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The code of a module without its comments and the contents of its strings and patterns. */
const codeOf = (source: string): string =>
  source
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

const importsOf = (source: string): string[] =>
  [
    ...source.matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s*'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm,
    ),
  ].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')

const pureModules = globSync('shared/**/*.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.startsWith('shared/adapters/'))
  .sort()

/** What the pure core may take from Node: computing, and no input or output. */
const pureBuiltins = new Set([
  'node:buffer',
  'node:crypto',
  'node:util',
  'node:zlib',
  'node:assert',
  'node:url',
])
/** Packages that only compute. */
const purePackages = new Set([
  'any-ascii',
  'cheerio',
  'cheerio/slim',
  'csv-parse/sync',
  'csv-stringify/sync',
  'fast-xml-parser',
  'i18n-iso-countries',
  'opencc-js',
  'p-limit',
  'pinyin-pro',
  'zod',
])
const forbiddenImport = (path: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) {
    const target = join(dirname(path), specifier).replaceAll('\\', '/')
    if (!target.startsWith('shared/')) return 'leads out of shared/'
    return target.startsWith('shared/adapters/') ? 'leads to an adapter' : undefined
  }
  if (specifier.startsWith('node:')) return pureBuiltins.has(specifier) ? undefined : 'does input or output'
  return purePackages.has(specifier) ||
    specifier.startsWith('opencc-js/') ||
    specifier.startsWith('i18n-iso-countries/')
    ? undefined
    : 'is not among the packages that only compute'
}

const forbiddenCode: [name: string, pattern: RegExp][] = [
  ['process', /\bprocess\s*[.[]/],
  ['Date.now()', /\bDate\s*\.\s*now\b/],
  ['new Date() without an argument', /\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))/],
  ['Date() as a function', /(?<!new\s)\bDate\s*\(\s*\)/],
  ['performance.now()', /\bperformance\s*\./],
  ['Math.random()', /\bMath\s*\.\s*random\b/],
  ['crypto randomness', /\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/],
  ['fetch()', /(?<![.\w])fetch\s*\(\s*(?:''|`|url|new URL)/],
  ['timers', /\bset(?:Timeout|Interval|Immediate)\s*\(/],
  ['console', /\bconsole\s*\./],
]

describe('the pure core', () => {
  test('is found', () => {
    expect(pureModules.length).toBeGreaterThan(80)
  })

  test('imports nothing that reaches outside', () => {
    const found = pureModules.flatMap((path) =>
      importsOf(read(path)).flatMap((specifier) => {
        const why = forbiddenImport(path, specifier)
        return why === undefined ? [] : [`${path}: ${specifier} ${why}`]
      }),
    )
    expect(found).toEqual([])
  })

  test('knows no clock, environment, network or chance', () => {
    const found = pureModules.flatMap((path) => {
      const code = codeOf(read(path))
      return forbiddenCode.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${path}: ${name}`)
    })
    expect(found).toEqual([])
  })

  test.each([
    ["import { DynamoDBClient } from '@aws-sdk/client-dynamodb'", 'is not among'],
    ["import { readFile } from 'node:fs/promises'", 'input or output'],
    ["import http from 'node:http'", 'input or output'],
    ["export { httpGet } from '../adapters/http-get.ts'", 'an adapter'],
    ["import type { Table } from '../adapters/dynamo.ts'", 'an adapter'],
    ["import { x } from '../../cli/main.ts'", 'out of shared'],
    ["const { x } = await import('node:child_process')", 'input or output'],
    ["import {\n  a,\n  b,\n} from 'node:net'", 'input or output'],
  ])('would be caught importing: %j', (source, why) => {
    expect(
      importsOf(source).map((specifier) => forbiddenImport('shared/lists/example.ts', specifier)),
    ).toEqual([expect.stringContaining(why)])
  })

  test.each([
    'const now = Date.now()',
    'const now = new Date()',
    'const now = new Date',
    'const seed = Math.random()',
    "const stage = process.env['STAGE']",
    'const id = randomUUID()',
    'setTimeout(() => {}, 5)',
    "const text = await fetch('https://example.org')",
    'console.log(1)',
  ])('would be caught writing: %s', (source) => {
    expect(forbiddenCode.some(([, pattern]) => pattern.test(codeOf(source)))).toBe(true)
  })

  test.each([
    "const at = new Date('2024-01-01')",
    'const at = new Date(time.getTime())',
    '// Date.now() is a clock',
    "const text = 'new Date()'",
    'await deps.fetch({ source })',
  ])('may write: %s', (source) => {
    expect(forbiddenCode.filter(([, pattern]) => pattern.test(codeOf(source)))).toEqual([])
  })
})

describe('the linter', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tierwatch-lint-'))
    for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
      copyFileSync(join(root, file), join(folder, file))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The rules that a module breaks when it stands at that path. */
  const rulesBroken = (path: string, source: string): string[] => {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), source)
    let output: string
    try {
      output = execFileSync(
        join(root, 'node_modules/.bin/oxlint'),
        ['--type-aware', '--deny-warnings', '--format', 'json', path],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      )
    } catch (error) {
      // A module that breaks a rule ends the linter with 1: its findings are on stdout all the same.
      output = (error as { stdout: string }).stdout
    }
    const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string }[] }
    return [...new Set(diagnostics.map(({ code }) => code))]
  }

  const write = 'const write = async (): Promise<void> => {}\n'
  test.each<[title: string, path: string, source: string, rules: string[]]>([
    [
      'a floating promise',
      'functions/example/handler.ts',
      `${write}export const handler = (): void => {\n  write()\n}\n`,
      ['typescript(no-floating-promises)'],
    ],
    [
      'an awaited promise',
      'functions/example/handler.ts',
      `${write}export const handler = async (): Promise<void> => {\n  await write()\n}\n`,
      [],
    ],
    [
      'an SDK in the pure core',
      'shared/lists/example.ts',
      "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nexport const client = new DynamoDBClient({})\n",
      ['eslint(no-restricted-imports)'],
    ],
    [
      'an SDK in an adapter',
      'shared/adapters/example.ts',
      "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'\nexport const client = new DynamoDBClient({})\n",
      [],
    ],
    [
      'a file in the pure core',
      'shared/lists/example.ts',
      "import { readFileSync } from 'node:fs'\nexport const text = readFileSync('x', 'utf8')\n",
      ['eslint(no-restricted-imports)'],
    ],
    [
      'an adapter in the pure core',
      'shared/lists/example.ts',
      "import { Table } from '../adapters/dynamo.ts'\nexport const make = Table\n",
      ['eslint(no-restricted-imports)'],
    ],
    [
      'the environment in the pure core',
      'shared/lists/example.ts',
      "export const stage = process.env['STAGE']\n",
      ['eslint(no-restricted-globals)'],
    ],
    [
      'any',
      'shared/lists/example.ts',
      'export const read = (text: string): any => JSON.parse(text)\n',
      ['typescript(no-explicit-any)'],
    ],
  ])('on %s', (_title, path, source, rules) => {
    expect(rulesBroken(path, source)).toEqual(expect.arrayContaining(rules))
    if (rules.length === 0) expect(rulesBroken(path, source)).toEqual([])
  })
})

test('the product states the version of its package', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(productVersion).toBe(version)
})
