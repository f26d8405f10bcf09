/**
 * OFAC's `idList` mixes identifiers with everything else that is known of a party. This table says which labels are
 * identifiers and gives them stable keys, the same that supplier files use (`USCC:…`, `TAX-RU:…` is `TAX` with a country).
 * Labels are spelled as OFAC prints them.
 */
const labelsByType = {
  USCC: ['Unified Social Credit Code (USCC)'],
  LEI: ['Legal Entity Number'],
  DUNS: ['D-U-N-S Number'],
  SWIFT: ['SWIFT/BIC'],
  BIK: ['BIK (RU)'],
  ISIN: ['ISIN'],
  TICKER: ['Equity Ticker'],
  // A number "IMO 9187629" becomes IMO, see `readIdentifier`.
  'VESSEL-REGISTRATION': ['Vessel Registration Identification'],
  MMSI: ['MMSI'],
  'AIRCRAFT-TAIL': ['Aircraft Tail Number'],
  'AIRCRAFT-SERIAL': ["Aircraft Manufacturer's Serial Number (MSN)"],
  'AIRCRAFT-CONSTRUCTION': ['Aircraft Construction Number (also called L/N or S/N or F/N)'],
  'MODE-S': ['Aircraft Mode S Transponder Code'],
  PASSPORT: ['Passport', 'Diplomatic Passport', 'Stateless Person Passport'],
  'TRAVEL-DOCUMENT': ['Travel Document Number'],
  'NATIONAL-ID': [
    'National ID No.',
    'National Foreign ID Number',
    'Identification Number',
    'Personal ID Card',
    'Identity Card',
    'Cedula No.',
    'Cedula de Ciudadania',
    'Cedula de Residencia',
    'Cedula de Extranjeria',
    'D.N.I.',
    'N.I.E.',
    'C.U.I.',
    'C.U.I.P.',
    'C.U.R.P.',
    'I.F.E.',
    'LE Number',
    'SSN',
    'Tarjeta de Identidad',
    'Numero de Identidad',
    'Credencial electoral',
    'Electoral Registry No.',
    'Bosnian Personal ID No.',
    'Kenyan ID No.',
    'Turkish Identification Number',
    'Tazkira National ID Card',
    'UAE Identification',
    'Residency Number',
    'Refugee ID Card',
    'Stateless Person ID Card',
    'Birth Certificate Number',
    'Cartilla de Servicio Militar Nacional',
  ],
  TAX: [
    'Tax ID No.',
    'US FEIN',
    'RUC #',
    'NIT #',
    'RIF #',
    'RFC',
    'R.F.C.',
    'RTN',
    'RSIN',
    'C.I.F.',
    'N.I.F.',
    'C.U.I.T.',
    'C.N.P.J.',
    'Italian Fiscal Code',
    'Fiscal Code',
    'Romanian Tax Registration',
    'Paraguayan tax identification number',
  ],
  VAT: ['V.A.T. Number'],
  GAZETTE: ['Government Gazette Number'],
  REGISTRATION: [
    'Registration ID',
    'Registration Number',
    'Public Registration Number',
    'Company Number',
    'UK Company Number',
    'Business Registration Number',
    'Business Registration Document #',
    'Business Number',
    'Commercial Registry Number',
    'Certificate of Incorporation Number',
    'Enterprise Number',
    'Organization Code',
    'Folio Mercantil No.',
    'Matricula Mercantil No',
    'C.R. No.',
    'Chamber of Commerce Number',
    'Dubai Chamber of Commerce Membership No.',
    'Istanbul Chamber of Comm. No.',
    'Economic Register Number (CBLS)',
    'Registered Charity No.',
    'Branch Unit Number',
    'File Number',
    'Central Registration Number',
    'Unique Identification Number',
  ],
  LICENCE: [
    'License',
    'Trade License No.',
    'Tourism License No.',
    'Pilot License Number',
    "Driver's License No.",
    'Permit Number',
    'SRE Permit No.',
    'Afghan Money Service Provider License Number',
  ],
} as const

/** Labels of facts that are no identifiers. Labels that end in ":" or "-" introduce a sentence and are notes as well. */
const noteLabels = new Set([
  'Website',
  'Email Address',
  'Phone Number',
  'Telephone',
  'Fax',
  'Gender',
  'Target Type',
  'Organization Type',
  'Organization Established Date',
  'Nationality of Registration',
  'Former Vessel Flag',
  'Other Vessel Flag',
  'Other Vessel Type',
  'Other Vessel Call Sign',
  'Vessel Year of Build',
  'Vessel Flag',
  'Issuer Name',
  'Chinese Commercial Code',
  'Aircraft Model',
  'Aircraft Operator',
  'Aircraft Manufacture Date',
  'Previous Aircraft Tail Number',
])

const typeByLabel = new Map<string, string>(
  Object.entries(labelsByType).flatMap(([type, labels]) => labels.map((label) => [label, type] as const)),
)

/** "Digital Currency Address - XBT": one label per currency, new ones come without notice. */
const walletLabel = /^Digital Currency Address - (\S+)$/

/**
 * What a measure says of itself: "Effective Date (CMIC)", "Executive Order 14024 Directive Information -". OFAC prints
 * such labels with and without the closing ":" or "-".
 */
const measureLabel = /\bDate \(|^(Executive Order|CAATSA|Secondary sanctions|Additional Sanctions) /

/** Whether the label introduces a note rather than an identifier. */
export const isNoteLabel = (label: string): boolean =>
  noteLabels.has(label) || /[:-]$/.test(label) || measureLabel.test(label)

/** Stable type and value of an identifier; a label without a key of its own stays as published. */
export const readIdentifier = (label: string, number: string): { type: string; value: string } => {
  const wallet = walletLabel.exec(label)
  if (wallet) return { type: `WALLET-${wallet[1]}`, value: number }
  const isVessel = label === 'Vessel Registration Identification'
  const imo = /^(IMO )?(\d{7})$/.exec(number)
  if (imo?.[2] !== undefined && (isVessel || imo[1] !== undefined)) {
    // Owners and managers of ships have IMO numbers of their own, from another series.
    return { type: isVessel ? 'IMO' : 'IMO-COMPANY', value: imo[2] }
  }
  const type = typeByLabel.get(label) ?? label
  // OFAC prints national numbers under "Legal Entity Number" too; only ISO 17442 codes are LEIs.
  if (type === 'LEI' && !/^[A-Z0-9]{18}\d{2}$/.test(number)) return { type: 'REGISTRATION', value: number }
  return { type, value: number }
}

/** All labels with a key, longest first: for finding them in the free text of remarks. */
export const identifierLabels: readonly string[] = [...typeByLabel.keys()].sort(
  (a, b) => b.length - a.length || (a < b ? -1 : 1),
)
