import type { Alert, Notice } from '../../model/alert.ts'
import type { Customer } from '../../model/supplier.ts'

export interface Message {
  subject: string
  text: string
}

export const alertMessage = (alert: Alert, customer: Customer): Message => ({
  subject: `Tierwatch alert ${alert.alertId.slice(0, 12)} for ${customer.customerId}`.slice(0, 99),
  text: `${alert.designation.name} / ${alert.supplier.name}`,
})
export const reportMessage = (notice: Notice, alerts: readonly Alert[], customer: Customer): Message => ({
  subject: `Tierwatch report for ${customer.customerId}`.slice(0, 99),
  text: `${notice.screened} suppliers screened, ${alerts.length} matches`,
})
export const digestMessage = (notice: Notice, alerts: readonly Alert[], customer: Customer): Message => ({
  subject: `Tierwatch digest for ${customer.customerId}`.slice(0, 99),
  text: `${notice.screened} suppliers screened, ${alerts.length} changes`,
})
