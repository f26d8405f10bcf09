import { Template } from 'aws-cdk-lib/assertions'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { tierwatchApp, type TierwatchApp } from '../../infra/tierwatch-app.ts'

export interface Resource {
  Type: string
  Properties: Record<string, unknown>
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  DependsOn?: string[]
}

/** A resource with its logical id, and its stack's part of the name: data, pipeline, monitoring. */
export interface Placed extends Resource {
  id: string
  stack: 'data' | 'pipeline' | 'monitoring'
}

export interface Synthesised {
  app: TierwatchApp
  templates: Record<Placed['stack'], Template>
  all: Placed[]
  ofType: (type: string) => Placed[]
}

export const contexts = {
  local: { stage: 'local' },
  prod: { stage: 'prod', contact: 'ops@example.org', opsEmail: 'ops@example.org', region: 'eu-central-1' },
}

/** The app of a stage without bundles: no handler is compiled to look at a template. */
export const appOf = (stage: keyof typeof contexts, checks = false): TierwatchApp =>
  tierwatchApp({
    outdir: mkdtempSync(path.join(tmpdir(), 'tierwatch-templates-')),
    context: { ...contexts[stage], 'aws:cdk:bundling-stacks': [] },
    checks,
  })

export const templatesOf = (stage: keyof typeof contexts): Synthesised => {
  const app = appOf(stage)
  const templates = {
    data: Template.fromStack(app.data),
    pipeline: Template.fromStack(app.pipeline),
    monitoring: Template.fromStack(app.monitoring),
  }
  const all = (Object.entries(templates) as [Placed['stack'], Template][]).flatMap(([stack, template]) =>
    Object.entries(template.toJSON()['Resources'] as Record<string, Resource>).map(([id, resource]) => ({
      ...resource,
      id,
      stack,
    })),
  )
  return { app, templates, all, ofType: (type) => all.filter((resource) => resource.Type === type) }
}

/** The logical id that a reference within or across the stacks means; `undefined` where it is none. */
export const targetOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::ImportValue'?: string }
  if (reference.Ref !== undefined) return reference.Ref
  if (reference['Fn::GetAtt'] !== undefined) return reference['Fn::GetAtt'][0]
  const name = reference['Fn::ImportValue']
  return name === undefined
    ? undefined
    : /:ExportsOutput(?:Ref|FnGetAtt)(\w+?[0-9A-F]{8})(?:[A-Z]\w*?)?[0-9A-F]{8}$/.exec(name)?.[1]
}

/** Reads a nested property; throws where it is not there, so that a test cannot pass on nothing. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- templates are JSON: the test knows the type
export const at = <T>(resource: Resource, ...keys: (string | number)[]): T => {
  let value: unknown = resource.Properties
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !(key in value)) {
      throw new Error(`${resource.Type} has no ${keys.join('.')}`)
    }
    value = (value as Record<string | number, unknown>)[key]
  }
  return value as T
}
