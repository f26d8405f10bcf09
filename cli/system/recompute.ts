import { ruleVersion } from '../../shared/alerts/build-alert.ts'
import { entryInVersion } from '../../shared/evidence/entry-in-version.ts'
import { type EvidenceVerdict, verifyEvidence } from '../../shared/evidence/verify.ts'
import type { AlertRecord } from '../../shared/matches/ports.ts'
import { productVersion } from '../../shared/product.ts'
import { evaluateRecorded } from '../../shared/screening/recorded-meeting.ts'
import { screeningModel } from '../../shared/screening/model.ts'
import { readerOf } from '../../shared/sources/registry.ts'
import type { System } from './system.ts'

/** Recomputes an alert from its sealed record and the archived bytes, with the parser, rules and model of this release. */
export const recomputeAlert = (
  system: Pick<System, 'documents' | 'lists'>,
  alert: Pick<AlertRecord, 'alertId' | 'recordSha256'>,
  text: string,
): Promise<EvidenceVerdict> => {
  const model = screeningModel()
  return verifyEvidence(
    {
      readDocument: (key) => system.documents.read(key),
      entryHash: entryInVersion(system.lists),
      readerOf,
      evaluate: (designation, supplier, own, recorded) =>
        evaluateRecorded(designation, supplier, model, own, recorded),
      versions: { product: productVersion, rules: ruleVersion, model: model.version },
    },
    alert.alertId,
    text,
    alert.recordSha256,
  )
}
