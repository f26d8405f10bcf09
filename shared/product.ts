/** What the user agent, the records and `--version` say. Kept equal to package.json by a test. */
export const productVersion = '0.1.0'
