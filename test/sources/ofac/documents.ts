export const tempuri = 'http://tempuri.org/sdnList.xsd'
export const sls = 'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML'

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export interface DocumentParts {
  entries: readonly string[]
  namespace?: string
  date?: string
  count?: number | string
  /** White space between the children of the root. */
  space?: string
}

/** A document in the layout of OFAC's classic file around given entries. */
export const documentOf = ({
  entries,
  namespace = sls,
  date = '05/06/2024',
  count,
  space = '\r\n  ',
}: DocumentParts): string =>
  [
    '<?xml version="1.0" standalone="yes"?>\r\n',
    `<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="${namespace}">`,
    `${space}<publshInformation><Publish_Date>${date}</Publish_Date><Record_Count>${count ?? entries.length}</Record_Count></publshInformation>`,
    ...entries.map((entry) => `${space}${entry}`),
    '\r\n</sdnList>',
  ].join('')

/** The smallest entry that OFAC's schema allows, with anything more behind the programmes. */
export const entryOf = (
  uid: string,
  more = '',
  { sdnType = 'Entity', lastName = 'ACME TRADING LLC', before = '' } = {},
): string =>
  `<sdnEntry><uid>${uid}</uid>${before}<lastName>${lastName}</lastName><sdnType>${sdnType}</sdnType><programList><program>SDGT</program></programList>${more}</sdnEntry>`
