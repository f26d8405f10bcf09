import presumptions from './presumptions.json' with { type: 'json' }

/**
 * The presumptions that the law itself makes, as the document that is committed like any list: no agency publishes them
 * as one. It is written by us (`presumptions.meta.json` says from what) and ships with the code, so that a change of it
 * is a change of the law or a correction of ours, seen in review and told as a change set.
 */
export const statuteDocument = (): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(presumptions, null, 2)}\n`)
