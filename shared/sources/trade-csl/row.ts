/**
 * One party of the Consolidated Screening List as either of its two forms gives it; the raw entry holds it as JSON.
 * Lists within a cell are parted at their semicolons.
 */
export interface ScreeningRow {
  /** Code of the list: `SDN`, `DPL`, … */
  list: string
  /** The Treasury's own number; the other agencies' rows have none. */
  entityNumber?: string
  /** `Individual`, `Entity`, `Vessel`, `Aircraft`; absent on the lists of other agencies than the Treasury. */
  type?: string
  name: string
  aliases: string[]
  addresses: string[]
  /** ISO 3166-1 alpha-2, where the row gives countries without addresses. */
  countries: string[]
  programmes: string[]
  citation?: string
  startDate?: string
  endDate?: string
  title?: string
  remarks?: string
  licenceRequirement?: string
  licencePolicy?: string
  birthDates: string[]
  birthPlaces: string[]
  nationalities: string[]
  citizenships: string[]
  /** "CN, 911100001000274544, Unified Social Credit Code (USCC)". */
  ids: string[]
  vessel: {
    callSign?: string
    vesselType?: string
    flag?: string
    owner?: string
    tonnage?: string
    grossRegisteredTonnage?: string
  }
  /** Tells rows of one list and name apart: a hash of the row's own content. */
  discriminator?: string
}
