import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, StorageClass } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { StageConfig } from '../config.ts'

/** Who writes what in the evidence bucket: the prefixes that the document store and the sealer use. */
export const evidencePrefixes = {
  /** Every fetched document, before it is read. */
  incoming: 'incoming/',
  /** Documents that facts rest on: kept for good. */
  documents: 'documents/',
  /** What a list version holds, in pieces named by their hash. */
  segments: 'segments/',
  /** Disposable: a list version's index, made once for all functions that screen with it. */
  listIndexes: 'list-index/',
  /** Disposable: what a parser version made of raw entries. */
  readCache: 'read-cache/',
  /** What was said to a customer and why, written before it is sent. */
  sealed: 'sealed/',
  /** Heads of the audit trail: a tail that is cut off is missed. */
  anchors: 'anchors/',
  /** Reports and digests as files, written before they are sent. */
  reports: 'reports/',
  /** Weekly attestations, written before they are sent. */
  attestations: 'attestations/',
} as const

/** How the functions lock what they write: from the configuration, by the schema of their environment. */
export const lockVariables = ({
  retention,
}: StageConfig): { EVIDENCE_LOCK_MODE: 'GOVERNANCE' | 'COMPLIANCE'; EVIDENCE_LOCK_YEARS: string } => ({
  EVIDENCE_LOCK_MODE: retention.mode === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE',
  EVIDENCE_LOCK_YEARS: String(retention.years),
})

/** The bucket that proves, years later, what a source said and what was alerted because of it. */
export class EvidenceStore extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, props: { config: StageConfig; key: IKey; accessLogs: IBucket }) {
    super(scope, id)
    const { config } = props
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      objectLockEnabled: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      // One data key for many objects: a fifteen-minute poll would else ask KMS for each of them.
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      removalPolicy: config.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'unfinished-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        {
          // A document that changed no fact; one that did has its own copy under documents/.
          id: 'incoming-expires',
          prefix: evidencePrefixes.incoming,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          // Rewritten by every check that reads a new document.
          id: 'read-cache-versions-expire',
          prefix: evidencePrefixes.readCache,
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          // Made anew when it is asked for after that.
          id: 'list-indexes-expire',
          prefix: evidencePrefixes.listIndexes,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(1),
        },
        ...[
          evidencePrefixes.documents,
          evidencePrefixes.sealed,
          evidencePrefixes.anchors,
          evidencePrefixes.reports,
          evidencePrefixes.attestations,
        ].map((prefix) => ({
          // Read when somebody asks for proof: rarely, but then at once, which rules the deep archives out.
          id: `${prefix.slice(0, -1)}-cool-down`,
          prefix,
          transitions: [
            { storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(90) },
            { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(365) },
          ],
        })),
      ],
    })
  }
}
