// Compiled, never run: documents, and a survey as a Standard Schema.
import type { StandardSchemaV1 } from '@standard-schema/spec'

import { AlertRules, Benchmark, ContactPolicy, ExperienceModel, Survey, compareAcross, compareAcrossAsync, diffModels, jsonPatch, jsonSchema, mergeModels, type Change, type Conflict, type ParsedResponse, type Problem, type SurveyResponse, type documents } from '../../index.mjs'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : ['differs']) => {}

const survey = new Survey('{}')

// `ok` tells a response from problems.
const parsed: ParsedResponse = survey.parse({ answers: {} })
if (parsed.ok) same<typeof parsed.value, SurveyResponse>()
else {
  same<typeof parsed.value, null>()
  // @ts-expect-error: there is no response
  parsed.value.answers
}
export const problems: Problem[] = parsed.problems
// @ts-expect-error: it may be refused
parsed.value.answers

// Keys of one's own stand on every object of a model.
export const step: documents.Flow = { step: 'landing', 'x-note': 'ask Ana' }
// @ts-expect-error: a key that is none
export const misspelt: documents.Flow = { step: 'landing', note: 'ask Ana' }

// Every library that takes a Standard Schema takes a survey.
const schema: StandardSchemaV1<unknown, SurveyResponse> = survey
same<StandardSchemaV1.InferOutput<Survey>, SurveyResponse>()
const result: StandardSchemaV1.Result<SurveyResponse> | Promise<StandardSchemaV1.Result<SurveyResponse>> = schema['~standard'].validate(1)
function validated<Schema extends StandardSchemaV1>(of: Schema): StandardSchemaV1.InferOutput<Schema> | undefined {
  const answer = of['~standard'].validate({})
  return answer instanceof Promise || answer.issues ? undefined : (answer.value as StandardSchemaV1.InferOutput<Schema>)
}
export const answers: SurveyResponse['answers'] | undefined = validated(survey)?.answers

Survey.template('purchase_stages', { brand: 'Acme' }).equals(survey)
// @ts-expect-error: no such template
Survey.template('four_questions')
const next: string | undefined = survey.nextQuestion({ nps: 9 })?.id
const full: string | null = survey.fullQuota({ nps: 9 }, { fans: 3 })
const shares = survey.tabulate('many', [['a'], null], { level: 0.9 }).map((row) => row.shareOfRespondents)

const policy = new ContactPolicy({ quarantine: 'P84D', frequencyCap: { invitations: 3, within: 'P1Y' } })
const { allowed, until } = policy.mayInvite([new Date(), { at: '2026-11-11', outcome: 'bounced' }], new Date(), { survey: 's' })
same<typeof allowed, boolean>()
same<typeof until, Date | null>()
new ContactPolicy('P84D', { scope: 'survey', frequencyCap: [3, 'P1Y'] }).mayInvite([], new Date())
// @ts-expect-error: no such scope
new ContactPolicy({ scope: 'person' })

const model: ExperienceModel = ExperienceModel.load(new URL('file:///model.cxm.json'))
const hash: string = model.hash
// @ts-expect-error: a model does not change
model.hash = ''
const name: string | undefined = model.persona('a').name['en']
const goals: documents.Goal[] = [...model.goals.values()]
// @ts-expect-error: a journey map has no such key
model.journey('a').stagez
const drawn: string = model.journey('a').toMermaid()
ExperienceModel.problems('{}', { strict: true }).map(({ pointer }) => pointer)
const changes: Change[] = diffModels(model, model.toJSON())
const patch: string[] = jsonPatch('{}', Buffer.from('{}')).map(({ path }) => path)
const merged = mergeModels(model, model, '{}')
same<typeof merged.document, ExperienceModel>()
const conflicts: Conflict[] = merged.conflicts
const text: string = mergeModels({}, '{}', {}).document
const bytes = mergeModels('{}', Buffer.from('{}'), '{}').document
same<typeof bytes, string>()
same<ReturnType<typeof model.clone>, ExperienceModel>()
const owned: number = model.ownerCoverage().reduce((sum, row) => sum + row.n - row.nUnowned, 0)

const across = compareAcross(model, model.toJSON(), new Map([['score', [9]], ['touchpoint', ['shop']], ['version', [1]]]), 'nps', 'score', { minN: 5 })
same<(typeof across)[0]['scoreOld'], number | null>()
const acrossColumns = compareAcrossAsync(model, '{}', [], { metric: 'csat', column: 'score' }, { as: 'columns', signal: AbortSignal.timeout(5) })
same<Awaited<typeof acrossColumns>['touchpoint'], (string | null)[]>()
// @ts-expect-error: a metric by name needs the column
compareAcross(model, model, [], 'nps')
// @ts-expect-error: no such option
compareAcross(model, model, [], 'nps', 'score', { touchpint: 'where' })
const copies: boolean = new AlertRules(model).clone().equals(AlertRules.fromJSON('[]')) && ContactPolicy.fromJSON(policy.toJSON()).clone().equals(policy)
const ofModel: number | null = new Benchmark((model.toJSON().benchmarks ?? [])[0]!).confLow

export { across, acrossColumns, copies, ofModel }
export { changes, conflicts, drawn, full, goals, hash, name, next, owned, patch, result, shares, text }
export const keys: string[] = Object.keys(jsonSchema('Survey'))
