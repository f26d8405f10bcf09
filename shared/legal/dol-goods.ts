/**
 * What the Department of Labor's list of goods is in law: a list to inform, and no prohibition of its own. The Bureau of
 * International Labor Affairs is "to develop and make available to the public a list of goods from countries that [it]
 * has reason to believe are produced by forced labor or child labor in violation of international standards, including,
 * to the extent practicable, goods that are produced with inputs that are produced with forced labor or child labor"
 * (22 U.S.C. 7112(b)(2)(C), read in a copy of the United States Code).
 */
export const dolGoodsList = {
  title: 'List of Goods Produced by Child Labor or Forced Labor',
  agency: 'Department of Labor',
  url: 'https://www.dol.gov/agencies/ilab/reports/child-labor/list-of-goods',
  citation: '22 U.S.C. 7112(b)(2)(C)',
  /** The Act that made it: section 105(b)(2)(C) of the Trafficking Victims Protection Reauthorization Act of 2005. */
  enactedBy: 'TVPRA 2005, section 105(b)(2)(C)',
  effect: 'not a prohibition',
  checkedOn: '2026-11-26',
} as const
