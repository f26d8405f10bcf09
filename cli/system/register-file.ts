import { setTimeout as sleep } from 'node:timers/promises'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { TransientError } from '../../shared/errors.ts'
import { sha256 } from '../../shared/hash.ts'
import type { IntakeRecord } from '../../shared/suppliers/intake.ts'
import { outputOf, type System, uploadSupplierFile } from './system.ts'

const maxWaitMilliseconds = 120_000

/**
 * Uploads a supplier file and waits for what becomes of it, and for its screening (`screened`: it has ended). The
 * upload's version names the intake.
 */
export const registerFile = async (
  system: System,
  upload: {
    customerId: string
    file: string
    bytes: Uint8Array
    /** Lets the file remove suppliers. */
    confirmRemovals: boolean
    author?: string
    /** Replays: the logical time of the upload. */
    logicalAt?: string
  },
): Promise<IntakeRecord & { screened: boolean }> => {
  const { customerId, file, bytes, confirmRemovals } = upload
  const { key, versionId } = await uploadSupplierFile(
    system,
    customerId,
    file,
    bytes,
    confirmRemovals ? (upload.author ?? 'not named') : undefined,
    upload.logicalAt,
  )
  const version =
    versionId ??
    (
      await system.s3.send(
        new HeadObjectCommand({ Bucket: outputOf(system.outputs, 'IntakeBucket'), Key: key }),
      )
    ).VersionId ??
    ''
  const intakeId = sha256(`${customerId}\n${key}\n${version}`).slice(0, 16)
  const deadline = Date.now() + maxWaitMilliseconds
  for (;;) {
    const record = await system.intakes.intake(customerId, intakeId)
    if (record && record.state !== 'applying') {
      return { ...record, screened: await system.settle() }
    }
    if (Date.now() > deadline) {
      throw new TransientError(
        `${file} was uploaded and is not taken in yet`,
        'Look at it again with tierwatch suppliers; the intake queue’s dead letters say why it failed.',
      )
    }
    await sleep(100)
  }
}
