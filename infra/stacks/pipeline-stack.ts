import { Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { metricsNamespace, type StageConfig } from '../config.ts'
import type { AnyHandler } from '../constructs/access.ts'
import type { AlarmBook } from '../constructs/alarm-book.ts'
import { AlertDelivery } from '../constructs/alert-delivery.ts'
import { Attestations } from '../constructs/attestations.ts'
import { ChangeScreening } from '../constructs/change-screening.ts'
import { DueDates } from '../constructs/due-dates.ts'
import { EventPublishing } from '../constructs/event-publishing.ts'
import { FanOut } from '../constructs/fan-out.ts'
import { Onboarding } from '../constructs/onboarding.ts'
import type { DeadLetterQueue, WorkQueue } from '../constructs/queues.ts'
import { SourceChecks } from '../constructs/source-checks.ts'
import { SupplierIntake } from '../constructs/supplier-intake.ts'
import { SupplierScreening } from '../constructs/supplier-screening.ts'
import { Watchdog } from '../constructs/watchdog.ts'
import type { DataStack } from './data-stack.ts'
import { output } from './output.ts'

/** What runs: one construct for each capability, in the order in which a change passes through them. */
export class PipelineStack extends Stack {
  readonly sourceChecks: SourceChecks
  readonly dueDates: DueDates
  readonly fanOut: FanOut
  readonly changeScreening: ChangeScreening
  readonly supplierIntake: SupplierIntake
  readonly supplierScreening: SupplierScreening
  readonly eventPublishing: EventPublishing
  readonly alertDelivery: AlertDelivery
  readonly attestations: Attestations
  readonly onboarding: Onboarding
  readonly watchdog: Watchdog

  constructor(scope: Construct, id: string, props: { config: StageConfig; data: DataStack }) {
    const { config, data } = props
    super(scope, id, {
      env: { region: config.region },
      description: `Tierwatch ${config.stage}: checks, screening, alerts`,
    })

    this.sourceChecks = new SourceChecks(this, 'SourceChecks', { config, data })
    this.dueDates = new DueDates(this, 'DueDates', { config, data })
    this.changeScreening = new ChangeScreening(this, 'ChangeScreening', { config, data })
    this.fanOut = new FanOut(this, 'FanOut', { config, data, screenWork: this.changeScreening.work })
    this.supplierIntake = new SupplierIntake(this, 'SupplierIntake', { config, data })
    this.supplierScreening = new SupplierScreening(this, 'SupplierScreening', { config, data })
    this.eventPublishing = new EventPublishing(this, 'EventPublishing', { config, data })
    this.alertDelivery = new AlertDelivery(this, 'AlertDelivery', {
      config,
      data,
      events: this.eventPublishing.work,
    })
    this.attestations = new Attestations(this, 'Attestations', { config, data })
    this.onboarding = new Onboarding(this, 'Onboarding', {
      config,
      data,
      failedDeliveries: this.alertDelivery.failedDeliveries,
    })
    this.watchdog = new Watchdog(this, 'Watchdog', {
      config,
      data,
      screenWork: this.changeScreening.work,
      fanOutRedrive: this.fanOut.redrive,
      screenSupplierRedrive: this.supplierScreening.redrive,
      sendRedrive: this.alertDelivery.redrive,
    })

    this.functionOutput('CheckSourceFunction', this.sourceChecks.handler)
    this.functionOutput('DueDatesFunction', this.dueDates.handler)
    this.functionOutput('FanOutFunction', this.fanOut.handler)
    this.functionOutput('ScreenChangesFunction', this.changeScreening.handler)
    this.functionOutput('IntakeSuppliersFunction', this.supplierIntake.handler)
    this.functionOutput('ScreenSupplierFunction', this.supplierScreening.handler)
    this.functionOutput('SendAlertsFunction', this.alertDelivery.handler)
    this.functionOutput('AttestFunction', this.attestations.handler)
    this.functionOutput('PublishEventsFunction', this.eventPublishing.handler)
    this.functionOutput('WatchdogFunction', this.watchdog.handler)
    this.functionOutput('OnboardingFunction', this.onboarding.handler)

    this.queueOutputs('Screen', this.changeScreening.work)
    this.queueOutputs('FanOutRedrive', this.fanOut.redrive)
    this.queueOutputs('ScreenSupplierRedrive', this.supplierScreening.redrive)
    this.queueOutputs('SendRedrive', this.alertDelivery.redrive)
    this.queueOutputs('Events', this.eventPublishing.work)
    this.deadLetterOutput('CheckSource', this.sourceChecks.deadLetters)
    this.deadLetterOutput('DueDates', this.dueDates.deadLetters)
    this.deadLetterOutput('FanOutStream', this.fanOut.streamDeadLetters)
    this.deadLetterOutput('ScreenSupplierStream', this.supplierScreening.streamDeadLetters)
    this.deadLetterOutput('SendAlertsStream', this.alertDelivery.streamDeadLetters)
    this.deadLetterOutput('Attest', this.attestations.deadLetters)
    this.deadLetterOutput('Deliveries', this.alertDelivery.failedDeliveries)
    this.deadLetterOutput('PublishEventsStream', this.eventPublishing.streamDeadLetters)
    this.deadLetterOutput('Watchdog', this.watchdog.deadLetters)

    output(this, 'EventBus', this.eventPublishing.bus.eventBusName, 'Bus of the events for other systems')
    output(this, 'MetricsNamespace', metricsNamespace, 'Namespace of the gauges')
  }

  get handlers(): AnyHandler[] {
    return [
      this.sourceChecks.handler,
      this.dueDates.handler,
      this.fanOut.handler,
      this.changeScreening.handler,
      this.supplierIntake.handler,
      this.supplierScreening.handler,
      this.attestations.handler,
      this.eventPublishing.handler,
      this.alertDelivery.handler,
      this.watchdog.handler,
      this.onboarding.handler,
    ]
  }

  watch(alarms: AlarmBook): void {
    this.watchdog.watch(alarms)
    this.sourceChecks.watch(alarms)
    this.dueDates.watch(alarms)
    this.fanOut.watch(alarms)
    this.changeScreening.watch(alarms)
    this.supplierIntake.watch(alarms)
    this.supplierScreening.watch(alarms)
    this.attestations.watch(alarms)
    this.eventPublishing.watch(alarms)
    this.alertDelivery.watch(alarms)
    this.onboarding.watch(alarms)
    // An expression of an alarm takes ten metrics: those of the functions that write metric records at all.
    alarms.watchMetricRecords([
      this.sourceChecks.handler,
      this.dueDates.handler,
      this.alertDelivery.handler,
      this.watchdog.handler,
    ])
  }

  private functionOutput(name: string, handler: AnyHandler): void {
    output(this, name, handler.function.functionName, `The function ${handler.name}`)
  }

  /** `Queue<Name>` and `Dlq<Name>`: a redrive moves the second back into the first. */
  private queueOutputs(name: string, work: WorkQueue): void {
    output(this, `Queue${name}`, work.queue.queueUrl, `Work of ${name}`)
    this.deadLetterOutput(name, work.deadLetters)
  }

  private deadLetterOutput(name: string, letters: DeadLetterQueue): void {
    output(this, `Dlq${name}`, letters.queue.queueUrl, `Dead letters: ${letters.content}`)
  }
}
