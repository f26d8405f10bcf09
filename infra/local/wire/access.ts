/** One permission that a call needs: what IAM would decide on. */
export interface AccessRequest {
  /** `dynamodb:GetItem`. */
  action: string
  /** ARN, or `*` for an action that has no resources. */
  resource: string
  /** Condition keys and their values. */
  context: Readonly<Record<string, readonly string[]>>
}

/** Hears which permissions the calls of a service need. */
export interface AccessObserver {
  /** Whether the caller is one whose calls are looked at: asked first, because finding out the needs takes time. */
  wants(accessKeyId: string): boolean
  /** Nothing is enforced: what a role would not allow is noted, and the call is done. */
  observe(accessKeyId: string, needed: readonly AccessRequest[]): void
}

/** Who signed a request, from its Authorization header; an empty text where nobody did. */
export const accessKeyIdOf = (authorization: string | string[] | undefined): string =>
  /Credential=([^/,\s]+)/.exec(String(authorization ?? ''))?.[1] ?? ''

/** Tells an observer of a call's needs, if it wants to hear of this caller. */
export const observeCall = (
  observer: AccessObserver | undefined,
  authorization: string | string[] | undefined,
  needed: () => readonly AccessRequest[],
): void => {
  if (!observer) return
  const accessKeyId = accessKeyIdOf(authorization)
  if (observer.wants(accessKeyId)) observer.observe(accessKeyId, needed())
}

export const access = (
  action: string,
  resource: string,
  context: AccessRequest['context'] = {},
): AccessRequest => ({ action, resource, context })
