import { SourceShapeError } from '../../errors.ts'

/**
 * Words of the pages that bot protection serves with status 200 in place of the document. Only asked of a page that
 * lacks the positive marker: the true pages carry such scripts too.
 */
const challengeWords =
  /access denied|just a moment|checking your browser|captcha|are you (?:a )?(?:human|robot)|request unsuccessful|incapsula|edgesuite|unusual traffic|enable javascript and cookies|automated access|request (?:has been )?blocked/i

/** The fault of a page that is not the document: a challenge page is told from any other page. */
export const foreignPage = (html: string, expected: string): SourceShapeError =>
  challengeWords.test(html)
    ? new SourceShapeError('challenge-page', `The site served a challenge page in place of ${expected}`)
    : new SourceShapeError('not-the-document', `The document is not ${expected}`)
