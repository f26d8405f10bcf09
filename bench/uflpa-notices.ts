/**
 * Asks the Federal Register for the notices on the UFLPA Entity List and prints those that the table of notices lacks,
 * or knows without a citation, as lines for `shared/sources/dhs-uflpa/notices.json`.
 *
 *   node bench/uflpa-notices.ts <contact> [from, YYYY-MM-DD] [to, YYYY-MM-DD]
 */
import { setTimeout } from 'node:timers/promises'
import { httpGet, userAgent } from '../shared/adapters/http-get.ts'
import { productVersion } from '../shared/product.ts'
import { listingNotices } from '../shared/sources/dhs-uflpa/notices.ts'
import { federalRegister } from '../shared/sources/federal-register/client.ts'
import { allowedHosts } from '../shared/sources/fetch/fetch-documents.ts'
import { findUflpaNotices, missingNotices } from '../shared/sources/fetch/uflpa-notices.ts'

const [contact, from = '2022-06-01', to = new Date().toISOString().slice(0, 10)] = process.argv.slice(2)
if (!contact || !/^\d{4}-\d{2}-\d{2}$/.test(from) || !/^\d{4}-\d{2}-\d{2}$/.test(to)) {
  console.error('usage: node bench/uflpa-notices.ts <contact> [from, YYYY-MM-DD] [to, YYYY-MM-DD]')
  process.exit(2)
}
const found = await findUflpaNotices(
  federalRegister({
    get: httpGet({
      userAgent: userAgent(productVersion, contact),
      allowedHosts,
      timeoutMilliseconds: 60_000,
      maxBytes: 20_000_000,
    }),
    clock: { now: () => Date.now(), sleep: (milliseconds) => setTimeout(milliseconds) },
  }),
  from,
  to,
)
const missing = missingNotices(found, listingNotices)
console.error(
  `${found.length} notices on the list from ${from} to ${to}; ${missing.length} to add or to complete`,
)
console.log(JSON.stringify(missing, null, 2))
