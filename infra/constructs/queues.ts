import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

/** Receives before a message is set aside: enough for throttling to pass, few enough to see a poison message soon. */
export const maxReceiveCount = 5

/** AWS asks for six times the function's time-out, so that retries of a throttled batch do not use up receives. */
export const visibilityFor = (functionTimeout: Duration): Duration =>
  Duration.seconds(functionTimeout.toSeconds() * 6)

/** What could not be processed, kept for 14 days: the longest that SQS offers. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue
  /** What stands in it, for its alarm: "change sets whose stream record failed". */
  readonly content: string

  constructor(scope: Construct, id: string, props: { content: string; ephemeral: boolean }) {
    super(scope, id)
    this.content = props.content
    this.queue = new Queue(this, 'Queue', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: props.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    })
  }

  metricDepth(): Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(5),
      statistic: Stats.MAXIMUM,
    })
  }

  /** The checker knows dead-letter queues by the queue that names them; streams and schedules are no queues. */
  acknowledgeNoQueueInFront(of: string): void {
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: `This is itself the dead-letter queue of ${of}: nothing stands behind it but its alarm.`,
    })
  }
}

/** A queue in front of one function, with its dead-letter queue. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: DeadLetterQueue

  constructor(
    scope: Construct,
    id: string,
    props: { consumerTimeout: Duration; content: string; ephemeral: boolean },
  ) {
    super(scope, id)
    this.deadLetters = new DeadLetterQueue(this, 'Dead', props)
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: visibilityFor(props.consumerTimeout),
      retentionPeriod: Duration.days(4),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount },
      removalPolicy: props.ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    })
  }

  /** Seconds that the oldest message has waited. */
  metricOldestMessage(): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(5),
      statistic: Stats.MAXIMUM,
    })
  }
}
