/** What a function answered. `payload` is JSON text: the handler's result, or the error as Lambda would show it. */
export interface InvocationResult {
  requestId: string
  payload: string
  functionError?: FunctionError
}

export interface FunctionError {
  errorType: string
  errorMessage: string
  trace?: string[]
}

export const failed = (requestId: string, functionError: FunctionError): InvocationResult => ({
  requestId,
  functionError,
  payload: JSON.stringify(functionError),
})
