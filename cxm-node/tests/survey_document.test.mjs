// Survey documents and contact policies, held to the vectors that the three languages share.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { ContactPolicy, ExperienceModel, Survey } from '../index.mjs'
import { folder, leave, read } from './vectors.mjs'

const vectors = read(join(folder, 'survey.json'))
const survey = new Survey(vectors.survey)
const whole = vectors.responses.find(({ name }) => name === 'bare answers').response

test('every response has its problems', () => {
  for (const { name, response, problems } of vectors.responses) {
    const before = structuredClone(response)
    const parsed = survey.parse(response)
    assert.deepEqual(parsed.problems.map(({ code, severity, pointer }) => ({ code, severity, pointer })), problems, name)
    assert.deepEqual(survey.validate(response), parsed.problems, name)
    assert.deepEqual(survey.parse(JSON.stringify(response)), parsed, name)
    assert.deepEqual(survey.parse(Buffer.from(JSON.stringify(response))), parsed, name)
    assert.deepEqual(response, before, name)
    const broken = problems.some(({ severity }) => severity === 'error')
    assert.deepEqual([parsed.ok, parsed.value === null], [!broken, broken], name)
    const { value, issues } = survey['~standard'].validate(response)
    assert.deepEqual([issues?.length, value ?? null], [broken ? problems.filter(({ severity }) => severity === 'error').length : undefined, parsed.value], name)
  }
  const { next, contact } = vectors
  for (const { answers, question } of next) assert.equal(survey.nextQuestion(answers)?.id ?? null, question)
  for (const { name, policy, history, now, survey: id, allowed, reason, until } of contact) {
    const answer = new ContactPolicy(policy).mayInvite(history, now, { survey: id })
    assert.deepEqual(answer, { allowed, reason, until: until && new Date(until) }, name)
  }
  leave('node.survey.count', `${vectors.responses.length + next.length + contact.length}\n`)
})

test('a parsed response has its answers under their keys', () => {
  const parsed = survey.parse({ ...whole, answers: { nps: 9 } })
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value.answers, { nps: { score: 9 } })
})

test('bad data never throw', () => {
  const loop = []
  loop.push(loop)
  const bad = [
    '', '{', 'null', 7, null, undefined, [], loop, 7n, '['.repeat(1_000_000), '"\ud83d"', Uint8Array.of(0xff), Symbol('s'), () => 9,
    { ...whole, answers: { nps: NaN } }, { ...whole, answers: { nps: 9, line: Infinity } }, { toJSON() { throw new Error('no') } }, Object.create(null),
  ]
  for (const one of bad) {
    const parsed = survey.parse(one)
    assert.ok(!parsed.ok && parsed.value === null && parsed.problems.length > 0, inspect(one))
    assert.deepEqual(survey.validate(one), parsed.problems)
    assert.ok(survey['~standard'].validate(one).issues.length > 0)
  }
})

test('Standard Schema: version, vendor, and the path of an issue', () => {
  const schema = survey['~standard']
  assert.deepEqual([schema.version, schema.vendor, schema === survey['~standard']], [1, 'cxm', true])
  const paths = (answers) => schema.validate({ ...whole, answers: { ...whole.answers, ...answers } }).issues.map(({ path }) => path)
  assert.deepEqual(paths({ nps: { score: 11 } }), [['answers', 'nps', 'score']])
  assert.deepEqual(paths({ many: { choices: ['a', 'z'] } }), [['answers', 'many', 'choices', 1]])
  assert.deepEqual(paths({ 'a/~b': 1 }), [['answers', 'a/~b']])
  const { validate } = schema // without its object
  assert.equal(validate(whole).issues, undefined)
  assert.ok(validate({ ...whole, language: 'xx' }).value) // whatever is only a warning
})

test('Dates are taken as they are', () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const policy = new ContactPolicy({ quarantine: 'P84D' })
  assert.equal(policy.mayInvite([new Date('2026-11-11T00:00:00Z')], now).allowed, false)
  assert.ok(policy.mayInvite(new Set([{ at: '2026-11-11', outcome: 'bounced' }]), now).allowed)
  assert.ok(new ContactPolicy().mayInvite([now, now], now, null).allowed)
  assert.throws(() => policy.mayInvite([now, 'soon'], now), { name: 'CxmError', code: 'invalid_time', row: 1 })
  assert.throws(() => policy.mayInvite([], now, { chanel: 'mail' }), { code: 'invalid_option', field: 'chanel' })
})

test('a survey round-trips and breaks its rules', () => {
  assert.ok(Survey.fromJSON(JSON.stringify(survey)).equals(survey))
  assert.deepEqual([survey.id, inspect(survey)], ['s', 'Survey s · rev 3 · questions 13'])
  const changed = survey.toJSON()
  changed.questions[2].kind.csat.scale.max = 7
  assert.deepEqual([...new Set(survey.checkRevision(new Survey(changed)).map(({ code }) => code))], ['V-S5'])
  assert.throws(() => survey.checkRevision(changed), { field: 'newer' })
  changed.questions[2].kind.csat.topBox = 7
  assert.throws(() => new Survey(changed), { code: 'invalid_document', pointer: '/questions/2/kind/csat/topBox' })
})

test('choices are counted of respondents and of responses', () => {
  const [a] = survey.tabulate('many', [['a', 'b'], ['a'], null])
  assert.deepEqual([a.choice, a.n, a.shareOfRespondents, a.shareOfResponses], ['a', 2, 1, 2 / 3])
  assert.throws(() => survey.tabulate('many', [['a'], ['z']]), { pointer: '/1/choices/0', row: 1 })
  assert.equal(survey.tabulate('sets', [[{ shown: ['a', 'b'], best: 'a', worst: 'b' }]])[0].score, 1)
})

test('a matrix is counted by row and a ranking by place', () => {
  const [given] = read(join(folder, 'survey_questions.json')).cases
  const own = new Survey(given.survey)
  const staff = own.tabulate('service', given.answers).filter(({ row }) => row === 'staff')
  assert.deepEqual(staff.map(({ point, share, nAnswered }) => [point, share, nAnswered]), [[1, 0.25, 4], [2, 0.25, 4], [3, 0.5, 4]])
  const [a] = own.tabulate('order', [['a', 'b', 'c'], ['b', 'a', 'c']])
  assert.deepEqual([a.meanRank, a.nFirst, a.shareFirst], [1.5, 1, 0.5])
  assert.throws(() => own.nextQuestion({ nsp: 9 }), { code: 'unknown_id', field: 'answers', pointer: '/nsp', message: /the nearest is "nps"/ })
})

test('a policy is made of a quarantine and options, or of its document', () => {
  const now = new Date('2026-11-21T09:00:00Z')
  const past = ['2026-10-01T09:00:00Z']
  const told = (policy) => policy.mayInvite(past, now).reason
  for (const cap of [[1, 'P1Y'], { invitations: 1, within: 'P1Y' }]) assert.equal(told(new ContactPolicy(null, { frequencyCap: cap })), 'frequency_cap')
  assert.equal(told(new ContactPolicy('P84D', { scope: 'customer' })), 'quarantine')
  assert.equal(told(new ContactPolicy('P84D')), told(new ContactPolicy('{"quarantine": "P84D"}')))
  assert.throws(() => new ContactPolicy('84 days'), { code: 'invalid_duration' })
  assert.throws(() => new ContactPolicy('P84D', { scop: 'customer' }), { code: 'invalid_option', field: 'scop' })
})

test('a copy is one of its own', () => {
  const copy = survey.clone()
  assert.ok(copy !== survey && copy instanceof Survey && copy.equals(survey))
})

test('the recommendation question in its standard wording', () => {
  const { text } = Survey.template('nps', { brand: 'Acme' }).toJSON().questions[0]
  assert.deepEqual(Object.keys(text).sort(), ['de', 'en', 'es', 'fr'])
  assert.equal(text.en, 'On a scale of 0-10, how likely are you to recommend Acme to a friend or colleague?')
  assert.deepEqual(Object.keys(Survey.template('nps', { languages: ['fr'] }).toJSON().questions[0].text), ['fr'])
  assert.deepEqual(Object.keys(Survey.template('nps', { languages: ['DE'] }).toJSON().questions[0].text), ['de'])
  for (const languages of [['it'], []]) {
    assert.throws(() => Survey.template('nps', { languages }), { code: 'invalid_option', field: 'languages' })
  }
  assert.match(Survey.template('nps').toJSON().questions[0].text.de, /dass Sie uns einem Freund/)
  assert.throws(() => Survey.template('nps', { brand: ' ' }), { code: 'invalid_option', field: 'brand' })
})

test('the templates, and a survey of a model', () => {
  assert.deepEqual(Survey.template('three_questions').toJSON().questions.map(({ id }) => id), ['q-who', 'q-what', 'q-goal'])
  assert.equal(Survey.template('purchase_stages', { brand: 'Acme' }).toJSON().questions.length, 8)
  assert.throws(() => Survey.template('four_questions'), { code: 'invalid_option' })
  const model = new ExperienceModel(read(join(folder, 'experience.json')).document)
  assert.ok(model.survey('after-box').equals(new Survey(model.surveys.get('after-box'))))
})

test('the schema of a response names its questions', () => {
  assert.equal(survey.jsonSchema().$defs.SurveyResponse.properties.survey.const, 's')
})

test('a full quota is named', () => {
  const document = { ...vectors.survey, quotas: [{ id: 'fans', when: { test: { prop: 'nps', op: 'ge', value: 9 } }, max: 2 }] }
  const made = new Survey(document)
  assert.deepEqual([made.fullQuota({ nps: 9 }, { fans: 2 }), made.fullQuota({ nps: 9 }, { fans: 1 }), made.fullQuota({ nps: 3 }, { fans: 2 })], ['fans', null, null])
})

test('a response of maps, sets and bigints is read as objects, lists and numbers; what is none is refused by name', () => {
  const survey = new Survey({ id: 's', rev: 1, kind: 'pulse', respondents: 'customers', title: { en: 'Us' }, questions: [{ id: 'nps', rev: 1, text: { en: 'How likely?' }, kind: 'nps' }] })
  const response = { id: 'r', survey: 's', rev: 1, at: new Date('2026-11-21T09:00:00Z'), status: 'complete', answers: { nps: 9 } }
  const plain = survey.parse(response)
  assert.equal(plain.ok, true)
  assert.deepEqual(survey.parse(new Map(Object.entries({ ...response, answers: new Map([['nps', 9n]]) }))), plain)
  assert.deepEqual(survey.parse({ ...response, answers: new Map() }).problems.map(({ pointer }) => pointer), survey.parse({ ...response, answers: {} }).problems.map(({ pointer }) => pointer))
  for (const [given, code] of [[{ ...response, at: new Date('x') }, 'invalid_time'], [{ ...response, answers: { nps: 2n ** 60n } }, 'invalid_json'], [{ ...response, answers: { nps: NaN } }, 'invalid_json']]) {
    const { ok, problems } = survey.parse(given)
    assert.deepEqual([ok, problems[0].code], [false, code])
  }
  const [nothing] = survey.parse(NaN).problems
  assert.deepEqual([nothing.code, nothing.message], ['invalid_json', 'the response has no form in JSON: it is NaN, which JSON has no number for'])
  assert.equal(survey.nextQuestion(new Map([['nps', 9]])), null)
})

test('what should be a list is refused as a CxmError', () => {
  assert.throws(() => new ContactPolicy('P84D').mayInvite(null, new Date()), { code: 'invalid_option', field: 'history' })
  assert.throws(() => new ContactPolicy('P84D').mayInvite([], new Date('x')), { code: 'invalid_time', field: 'now' })
})

test('a contact policy has its document, copies and one line', () => {
  const policy = new ContactPolicy('P84D', { frequencyCap: [3, 'P1Y'] })
  assert.deepEqual(policy.toJSON(), { quarantine: 'P84D', frequencyCap: { invitations: 3, within: 'P1Y' } })
  assert.ok(policy.equals(policy.clone()) && policy.equals(ContactPolicy.fromJSON(JSON.stringify(policy))) && !policy.equals(new ContactPolicy('P84D')))
  assert.equal(inspect(new ContactPolicy('P84D')), 'ContactPolicy {"quarantine":"P84D"}')
})

test('a misspelt outcome and a misspelt key of a policy are refused', () => {
  const misspelt = [{ at: '2026-01-01T00:00:00Z', outcom: 'optedOut' }]
  assert.throws(() => new ContactPolicy('P84D').mayInvite(misspelt, '2026-11-21T00:00:00Z'), { code: 'unknown_key', message: /did you mean "outcome"/ })
  assert.throws(() => new ContactPolicy({ quarantin: 'P84D' }), { code: 'unknown_key', message: /did you mean "quarantine"/ })
  assert.deepEqual(new ContactPolicy('\ufeff{"quarantine":"P84D"}').toJSON(), { quarantine: 'P84D' })
})

test('half a character is a problem of the response', () => {
  const survey = new Survey(vectors.survey)
  const response = { survey: 's', rev: 3, id: 'r', at: '2026-11-21T09:00:00Z', status: 'complete', answers: { why: '\ud800' } }
  assert.deepEqual(survey.parse(response).problems.map((problem) => problem.code), ['invalid_json'])
})
