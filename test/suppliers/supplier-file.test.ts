import { describe, expect, test } from 'vitest'
import { parseSupplierFile } from '../../shared/suppliers/supplier-file.ts'
import { bytesOf, facts, problemsOf, read } from './files.ts'

const names = (text: string): string[] =>
  parseSupplierFile(bytesOf(text), 'suppliers.csv').map(({ name }) => name)

describe('what spreadsheets make of a supplier file', () => {
  const plain = read(
    'supplier_id,name,country,goods',
    'S-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth',
    'S-2,Acme,VN,',
  )

  test('reads columns in any order, with the defaults of what is not there', () => {
    expect(read('country,name,supplier_id', 'Viet Nam,Acme,S-2')).toEqual([
      facts('S-2', { name: 'Acme', country: 'VN' }),
    ])
    expect(plain[0]).toEqual(
      facts('S-1', {
        name: 'Lao, Mills',
        country: 'CN',
        goods: [
          { hs: '520511', text: 'yarn', country: 'CN', region: 'CN-XJ' },
          { hs: '5208', text: 'cloth' },
        ],
      }),
    )
  })

  test.each([
    [
      'a byte order mark',
      '\ufeffsupplier_id,name,country,goods\nS-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth\nS-2,Acme,VN,\n',
    ],
    [
      'semicolons',
      'supplier_id;name;country;goods\nS-1;Lao, Mills;CN;5205.11 yarn @CN-XJ | 5208 cloth\nS-2;Acme;VN;\n',
    ],
    [
      'sep=;',
      'sep=;\r\nsupplier_id;name;country;goods\r\nS-1;Lao, Mills;CN;5205.11 yarn @CN-XJ | 5208 cloth\r\nS-2;Acme;VN;\r\n',
    ],
    [
      'sep= with a tab and a mark',
      '\ufeffsep=\t\nsupplier_id\tname\tcountry\tgoods\nS-1\tLao, Mills\tCN\t5205.11 yarn @CN-XJ | 5208 cloth\nS-2\tAcme\tVN\t\n',
    ],
    [
      'tabs',
      'supplier_id\tname\tcountry\tgoods\nS-1\tLao, Mills\tCN\t5205.11 yarn @CN-XJ | 5208 cloth\nS-2\tAcme\tVN\n',
    ],
    [
      'CRLF and no last line break',
      'supplier_id,name,country,goods\r\nS-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth\r\nS-2,Acme,VN,',
    ],
    [
      'the line breaks of an old Macintosh',
      'supplier_id,name,country,goods\rS-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth\rS-2,Acme,VN,\r',
    ],
    [
      'empty columns and rows',
      'supplier_id,name,country,goods,,,\n,,,,,,\nS-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth,,,\n\nS-2,Acme,VN,,,,\n , ,,,,,\n\n',
    ],
    [
      'a header in capitals, with blanks and hyphens',
      ' SUPPLIER-ID ,Name,COUNTRY,"Goods "\nS-1,"Lao, Mills",CN,5205.11 yarn @CN-XJ | 5208 cloth\nS-2,Acme,VN,\n',
    ],
    [
      'non-breaking and doubled blanks',
      'supplier_id,name,country,goods\n\u00a0S-1,"Lao,\u00a0 Mills\u00a0",CN\u00a0,5205.11\u00a0yarn @CN-XJ\u00a0|\u00a05208 cloth\nS-2,\u200bAcme\u200e,VN,\n',
    ],
    [
      'cells as formulas',
      'supplier_id,name,country,goods\n="S-1",="Lao, Mills",CN,"=""5205.11 yarn @CN-XJ | 5208 cloth"""\nS-2,Acme,VN,\n',
    ],
    [
      'every cell in quotes',
      '"supplier_id","name","country","goods"\n"S-1" , "Lao, Mills","CN","5205.11 yarn @CN-XJ | 5208 cloth"\n"S-2","Acme","VN",""\n',
    ],
  ])('reads the same from %s', (_habit, text) => {
    expect(parseSupplierFile(bytesOf(text), 'suppliers.csv')).toEqual(plain)
  })

  test('keeps leading zeros, quotes within cells and letters of all scripts', () => {
    expect(
      read('supplier_id,name', '="0012",Acme', "'0013,Acme").map(({ supplierId }) => supplierId),
    ).toEqual(['0012', '0013'])
    expect(
      names('supplier_id,name\n1,"The ""Best"" Mill"\n2,5" Pipe Works\n3,和田泰达服饰\n4,Ñandú Ltda'),
    ).toEqual(['The "Best" Mill', '5" Pipe Works', '和田泰达服饰', 'Ñandú Ltda'])
  })

  test('composes letters, so that two spellings of one sign are one', () => {
    expect(names('supplier_id,name\n1,Socie\u0301te\u0301')).toEqual(['Société'])
  })
})

describe('places of wrong cells', () => {
  test('a problem names file, line, field and reason; every problem is told', () => {
    expect(
      problemsOf(() =>
        read(
          'supplier_id,name,country,goods',
          'S-1,,Atlantis,520 yarn',
          ',Acme,CN,',
          'S-3,Acme,CN,cloth,surplus',
        ),
      ),
    ).toEqual([
      { file: 'suppliers.csv', line: 2, field: 'name', reason: 'is empty' },
      { file: 'suppliers.csv', line: 2, field: 'country', reason: '"Atlantis" is not a country' },
      {
        file: 'suppliers.csv',
        line: 2,
        field: 'goods',
        reason: '"520" is not an HS code of 2, 4, 6, 8 or 10 digits',
      },
      { file: 'suppliers.csv', line: 3, field: 'supplier_id', reason: 'is empty' },
      {
        file: 'suppliers.csv',
        line: 4,
        reason:
          'the row has more cells than the header\'s 4 ("surplus"); a cell that holds the separator stands in quotes',
      },
    ])
  })

  test('cells over several lines, blank lines and sep= are counted as an editor counts them', () => {
    const file = [
      'sep=;',
      'supplier_id;name;address;country',
      '',
      'S-1;Acme;"No. 1',
      'Mill Road',
      '',
      'Hanoi";VN',
      'S-2;Acme;"x',
      'y";Nowhere',
      '',
      'S-3;;;',
    ]
    expect(problemsOf(() => read(...file)).map(({ line, field }) => [line, field])).toEqual([
      [8, 'country'],
      [11, 'name'],
    ])
    const [first] = read(...file.slice(0, 7))
    expect(first?.address).toBe('No. 1 Mill Road Hanoi')
  })

  test('a report ends after a hundred problems and says how many more there are', () => {
    const rows = Array.from({ length: 130 }, (_, at) => `S-${at},Acme,Nowhere`)
    const problems = problemsOf(() => read('supplier_id,name,country', ...rows))
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toEqual({ file: 'suppliers.csv', reason: 'and 30 more problems' })
  })
})

describe('files that are refused whole', () => {
  const reasonOf = (bytes: Uint8Array): string => {
    const [problem] = problemsOf(() => parseSupplierFile(bytes, 'suppliers.csv'))
    return `${problem?.line ?? '-'}: ${problem?.reason}`
  }
  const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'))

  test.each([
    ['nothing', new Uint8Array(), /^-: the file is empty/],
    ['only blanks', bytesOf('\n ,\n'), /^-: the file has no header and no rows/],
    ['a header alone', bytesOf('supplier_id,name\n'), /^-: the file has a header and no rows/],
    ['XLSX', bytesOf('PK\u0003\u0004rest'), /^-: .*XLSX.*"CSV UTF-8"/],
    ['XLS', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), /^-: .*XLS.*"CSV UTF-8"/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8), /^-: .*compressed/],
    ['UTF-16 with a mark', utf16('\ufeffsupplier_id,name\nS-1,Acme'), /^-: .*UTF-16.*"CSV UTF-8"/],
    ['UTF-16 without a mark', utf16('supplier_id,name\nS-1,Acme'), /^1: .*UTF-16.*"CSV UTF-8"/],
    [
      'Windows-1252',
      new Uint8Array(Buffer.from('supplier_id,name\nS-1,Acme\nS-2,Soci\xe9t\xe9', 'latin1')),
      /^3: .*Windows-1252.*"CSV UTF-8"/,
    ],
    [
      'GB 18030',
      Uint8Array.of(...bytesOf('supplier_id,name\nS-1,'), 0xba, 0xcd, 0xcc, 0xef),
      /^2: .*not UTF-8/,
    ],
  ])('%s', (_kind, bytes, reason) => {
    expect(reasonOf(bytes)).toMatch(reason)
  })

  test('a forgotten quote is told where it opens, and swallows no supplier', () => {
    expect(reasonOf(bytesOf('supplier_id,name\nS-1,"Acme\nS-2,Other\nS-3,Third\n'))).toMatch(
      /^2: .*never closed/,
    )
    expect(reasonOf(bytesOf('supplier_id,name\nS-1,"Acme\nS-2,Other\nS-3,"Third"\n'))).toMatch(
      /^2: .*more text in line 4/,
    )
  })

  test('columns that are unknown, doubled, nameless or missing', () => {
    expect(problemsOf(() => read('supplier_id,Nmae,,country,Country', 'S-1,Acme,x,CN,CN'))).toMatchObject([
      {
        line: 1,
        field: 'Nmae',
        reason: expect.stringMatching(/^unknown column; the columns are supplier_id, roles/) as string,
      },
      { line: 1, field: 'column 3', reason: 'the column has no name' },
      { line: 1, field: 'country', reason: 'the column stands twice, as columns 4 and 5' },
      { line: 1, field: 'name', reason: 'this column is required' },
    ])
  })

  test('more rows than are taken at a time', () => {
    const rows = Array.from({ length: 10_001 }, (_, at) => `S-${at},Acme`)
    expect(problemsOf(() => read('supplier_id,name', ...rows))[0]?.reason).toMatch(
      /at most 10000 suppliers; send the others as suppliers-2\.patch\.csv/,
    )
  })
})

describe('cells whose characters were lost before', () => {
  test.each([
    ['question marks for Chinese', '????', /"\?\?\?\?" has lost characters/],
    ['the replacement character', 'Caf\ufffd Textil', /has lost characters/],
    ['UTF-8 read as Windows-1252', 'SociÃ©tÃ© Textile', /\("Société Textile" was meant\)/],
    ['Chinese read as Windows-1252', 'å’Œç”°', /\("和田" was meant\)/],
    ['a failed formula', '#N/A', /spreadsheet's error/],
    ['a control character', 'Ac\u0007me', /control character U\+0007/],
  ])('%s', (_how, name, reason) => {
    const problems = problemsOf(() => read('supplier_id,name', `S-1,${name}`))
    expect(problems).toMatchObject([
      { line: 2, field: 'name', reason: expect.stringMatching(reason) as string },
    ])
  })

  test('real names with such letters are read', () => {
    expect(
      names('supplier_id,name\n1,São Paulo Têxtil\n2,Ærø Møbler\n3,Who? Where? Ltd\n4,Müller & Söhne'),
    ).toHaveLength(4)
  })

  test('notes may hold anything', () => {
    expect(read('supplier_id,name,notes', 'S-1,Acme,???')[0]?.notes).toBe('???')
  })
})
