import { Duration, Stack } from 'aws-cdk-lib'
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { describeSource, watchedSources } from '../../shared/model/source.ts'
import type { StageConfig } from '../config.ts'
import { AlarmBook } from '../constructs/alarm-book.ts'
import { OpsTopic } from '../constructs/ops-topic.ts'
import { output } from './output.ts'
import type { DataStack } from './data-stack.ts'
import type { PipelineStack } from './pipeline-stack.ts'

/** What functions call on the tables of lists and of customers. */
const everyOperation = [
  'GetItem',
  'Query',
  'BatchGetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
] as const

/** Who watches: the alarms of every capability, the topic that they go to, and one page to look at. */
export class MonitoringStack extends Stack {
  readonly alarms: AlarmBook

  constructor(
    scope: Construct,
    id: string,
    props: { config: StageConfig; data: DataStack; pipeline: PipelineStack },
  ) {
    const { config, data, pipeline } = props
    super(scope, id, {
      env: { region: config.region },
      description: `Tierwatch ${config.stage}: alarms and dashboard`,
    })
    const ops = new OpsTopic(this, 'Ops', { config })
    this.alarms = new AlarmBook(this, 'Alarms', { stage: config.stage, topic: ops.topic })
    pipeline.watch(this.alarms)
    this.alarms.watchTables({
      lists: { table: data.lists, operations: everyOperation },
      registry: { table: data.registry, operations: everyOperation },
      index: { table: data.index, operations: ['Query', 'BatchWriteItem'] },
    })

    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) })
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# Tierwatch ${config.stage}\nFrom what a customer feels (first rows) to what causes it. Each alarm names its place in docs/runbook.md.`,
        width: 24,
        height: 2,
      }),
    )
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms.alarms, width: 24, height: 8 }),
    )
    dashboard.addWidgets(...sourceWidgets(pipeline))
    dashboard.addWidgets(...workWidgets(pipeline))
    dashboard.addWidgets(...functionWidgets(pipeline))

    output(this, 'OpsTopic', ops.topic.topicArn, 'Topic of all alarms')
  }
}

const graph = (title: string, left: IMetric[]): IWidget =>
  new GraphWidget({ title, left, width: 12, height: 6 })

const sourceWidgets = ({ watchdog }: PipelineStack): IWidget[] => [
  graph(
    'Seconds since the last successful check',
    watchedSources.map((source) =>
      watchdog.metricOfSource('SourceCheckAgeSeconds', source).with({ label: describeSource[source].title }),
    ),
  ),
  graph(
    'Held by a guard',
    watchedSources.map((source) =>
      watchdog.metricOfSource('SourceHeld', source).with({ label: describeSource[source].title }),
    ),
  ),
]

const workWidgets = (pipeline: PipelineStack): IWidget[] => {
  const { watchdog, fanOut, changeScreening, supplierScreening, alertDelivery } = pipeline
  return [
    graph('Unfinished work (seconds)', [
      watchdog.metricPendingChangeSetAge(),
      watchdog.metricUnsentNoticeAge(),
    ]),
    graph('Oldest message (seconds)', [
      changeScreening.work.metricOldestMessage().with({ label: 'screen' }),
      fanOut.redrive.metricOldestMessage().with({ label: 'fan-out redrive' }),
      supplierScreening.redrive.metricOldestMessage().with({ label: 'screen-supplier redrive' }),
      alertDelivery.redrive.metricOldestMessage().with({ label: 'send redrive' }),
    ]),
  ]
}

const functionWidgets = ({ handlers }: PipelineStack): IWidget[] => [
  graph(
    'Errors',
    handlers.map((handler) => handler.metricErrors().with({ label: handler.name })),
  ),
  graph(
    'Duration, 99th percentile (ms)',
    handlers.map((handler) => handler.metricDuration().with({ label: handler.name })),
  ),
]
