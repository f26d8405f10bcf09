import type { Alert } from '../../model/alert.ts'
import { clean } from './plain-text.ts'
import { sharedFactWords } from './words.ts'

const words = (field: string): string => {
  const shared = sharedFactWords[field]
  if (shared !== undefined) return shared
  const [side = '', fact = ''] = field.split('.')
  const whose = side === 'supplier' ? 'your supplier’s' : 'the listing’s'
  return `${whose} ${fact.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`
}

/** Who had cleared the match, when and for what, and why it is back; nothing where it was never cleared. */
export const clearedBefore = ({ previouslyCleared: ended }: Alert): string | undefined => {
  if (!ended) return undefined
  const by = `${clean(ended.author, 80)}${ended.approvedBy === undefined ? '' : `, approved by ${clean(ended.approvedBy, 80)}`}`
  const codes = ended.reasonCodes.map((code) => clean(code, 40)).join(', ')
  const cleared = `It was cleared by ${by} on ${clean(ended.at.slice(0, 10), 10)} (${codes}): "${clean(ended.reason, 300)}".`
  switch (ended.because) {
    case 'expired':
      return `${cleared} The clearing counted until ${clean(ended.until ?? '', 10)}, and has run out; the facts are the same.`
    case 'relisted':
      return `${cleared} The listing had ended since then, and is back.`
    case 'facts-changed': {
      const shown = ended.fields.slice(0, 6).map((field) => clean(words(field), 60))
      const more = ended.fields.length - shown.length
      return `${cleared} It is back because what it rested on changed: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
    }
  }
}
