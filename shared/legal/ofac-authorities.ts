/**
 * The authority behind an OFAC programme, for the citation of a listing. Only what was read in the source named, or
 * what the tag itself says; a programme that is not here is cited as "31 CFR chapter V" alone.
 */
const ofacAuthorities: Readonly<Record<string, { authority: string; readIn: string }>> = {
  BALKANS: { authority: 'E.O. 13219 as amended by E.O. 13304; 31 CFR part 588', readIn: '31 CFR 588.201' },
  'CAATSA - IRAN': { authority: 'Pub. L. 115-44, title I', readIn: "OFAC's programme tag definitions" },
  'CAATSA - RUSSIA': { authority: 'Pub. L. 115-44, title II', readIn: "OFAC's programme tag definitions" },
  CUBA: { authority: '31 CFR part 515', readIn: '90 FR 13286' },
  CYBER2: { authority: 'E.O. 13694 as amended by E.O. 13757', readIn: 'State Department, cyber sanctions' },
  DPRK: { authority: 'E.O. 13551; 31 CFR part 510', readIn: "OFAC's programme tag definitions" },
  DPRK2: { authority: 'E.O. 13687; 31 CFR part 510', readIn: "OFAC's programme tag definitions" },
  DPRK3: { authority: 'E.O. 13722; 31 CFR part 510', readIn: "OFAC's programme tag definitions" },
  DPRK4: { authority: 'E.O. 13810; 31 CFR part 510', readIn: "OFAC's programme tag definitions" },
  'DPRK-NKSPEA': { authority: 'Pub. L. 114-122', readIn: "OFAC's programme tag definitions" },
  'ETHIOPIA-EO14046': { authority: 'E.O. 14046; 31 CFR part 550', readIn: '87 FR 7374' },
  'FSE-IR': { authority: 'E.O. 13608', readIn: 'OFAC FAQ 191' },
  'FSE-SY': { authority: 'E.O. 13608', readIn: 'OFAC FAQ 191' },
  FTO: { authority: '31 CFR part 597', readIn: 'OFAC, notice of 12 April 2006' },
  GLOMAG: { authority: 'E.O. 13818; 31 CFR part 583', readIn: '83 FR 30541' },
  HIFPAA: {
    authority: 'Hizballah International Financing Prevention Amendments Act of 2018',
    readIn: 'a glossary of OFAC abbreviations',
  },
  'HRIT-IR': { authority: 'E.O. 13606', readIn: 'the title of E.O. 13606' },
  'HRIT-SY': { authority: 'E.O. 13606', readIn: 'the title of E.O. 13606' },
  IFCA: { authority: 'Iran Freedom and Counter-Proliferation Act of 2012', readIn: '78 FR 33945' },
  IFSR: { authority: '31 CFR part 561', readIn: '78 FR 16403' },
  IRAN: { authority: 'E.O. 13599; 31 CFR part 560', readIn: 'OFAC FAQ 638' },
  'IRAN-CON-ARMS-EO': { authority: 'E.O. 13949', readIn: 'the title of E.O. 13949' },
  'IRAN-EO13871': { authority: 'E.O. 13871; 31 CFR part 562', readIn: '31 CFR 562.201' },
  'IRAN-HR': { authority: 'E.O. 13553; 31 CFR part 562', readIn: '31 CFR 562.201' },
  'IRAN-TRA': {
    authority: 'Iran Threat Reduction and Syria Human Rights Act of 2012; E.O. 13628',
    readIn: 'the title of E.O. 13628',
  },
  NPWMD: { authority: 'E.O. 13382; 31 CFR part 544', readIn: 'OFAC FAQ 639' },
  // The tag of April to July 2021, before the order had its number.
  'RUSSIA-EO': { authority: 'E.O. 14024; 31 CFR part 587', readIn: 'OFAC FAQ 891' },
  'RUSSIA-EO14024': { authority: 'E.O. 14024; 31 CFR part 587', readIn: 'OFAC FAQ 886' },
  SDGT: { authority: 'E.O. 13224; 31 CFR part 594', readIn: "OFAC's delta file of 26 August 2026" },
  SDNT: { authority: '31 CFR part 536', readIn: '62 FR 9959' },
  SDNTK: { authority: '31 CFR part 598', readIn: '31 CFR 598.314' },
  SOMALIA: { authority: '31 CFR part 551', readIn: '86 FR 22346' },
  SSIDES: {
    authority:
      'Support for the Sovereignty, Integrity, Democracy, and Economic Stability of Ukraine Act of 2014',
    readIn: "OFAC's programme tag definitions",
  },
  UHRPA: {
    authority: 'Pub. L. 116-145, section 6',
    readIn: 'the act, as published by the Government Publishing Office',
  },
  'UKRAINE-EO13662': { authority: 'E.O. 13662; 31 CFR part 589', readIn: 'OFAC FAQ 370' },
}

/** Tags that name their order: `VENEZUELA-EO13850`. */
const namedOrder = /-EO(\d{5})$/

/** The authorities of some programmes, each once, in the order of the programmes. */
export const authoritiesOf = (programs: readonly string[]): string[] => [
  ...new Set(
    programs.flatMap((program) => {
      const known = ofacAuthorities[program]
      if (known) return [known.authority]
      const order = namedOrder.exec(program)?.[1]
      return order === undefined ? [] : [`E.O. ${order}`]
    }),
  ),
]
