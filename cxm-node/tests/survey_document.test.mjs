// Survey documents and contact policies, held to the vectors that the three languages share.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { ContactPolicy, Survey } from '../index.mjs'

const vectors = JSON.parse(readFileSync(new URL('../../conformance/survey.json', import.meta.url), 'utf8'))
const survey = new Survey(vectors.survey)

for (const { name, response, problems } of vectors.responses) {
  test(`a response: ${name}`, () => {
    const found = survey.validate(response)
    assert.deepEqual(found.map(({ code, severity, pointer }) => ({ code, severity, pointer })), problems)
    const standard = survey['~standard'].validate(response)
    assert.equal(standard.issues === undefined, !found.some(({ severity }) => severity === 'error'))
  })
}

for (const { answers, question } of vectors.next) {
  test(`the next question is ${question}`, () => assert.equal(survey.nextQuestion(answers)?.id ?? null, question))
}

for (const { name, policy, history, now, survey: id, allowed, reason, until } of vectors.contact) {
  test(`a contact policy: ${name}`, () => {
    const answer = new ContactPolicy(policy).mayInvite(history, now, { survey: id })
    assert.deepEqual(answer, { allowed, reason, until: until && new Date(until) })
  })
}

test('bad data never throw', () => {
  const loop = []
  loop.push(loop)
  for (const bad of ['', '{', 'null', 7, null, undefined, [], loop, 7n, '['.repeat(1_000_000), { answers: { nps: NaN } }]) {
    const parsed = survey.parse(bad)
    assert.ok(!parsed.ok && parsed.value === null && parsed.problems.length > 0)
  }
})

test('a pointer becomes the path of a Standard Schema issue', () => {
  const { response } = vectors.responses.find(({ name }) => name === 'eleven')
  const [issue] = survey['~standard'].validate(response).issues
  assert.deepEqual(issue.path, ['answers', 'nps', 'score'])
})

test('Dates are taken as they are', () => {
  const now = new Date('2026-11-21T00:00:00Z')
  const policy = new ContactPolicy({ quarantine: 'P84D' })
  assert.equal(policy.mayInvite([new Date('2026-11-11T00:00:00Z')], now).allowed, false)
  assert.throws(() => policy.mayInvite([now, 'soon'], now), { name: 'CxmError', code: 'invalid_time', row: 1 })
})

test('a survey round-trips and breaks its rules', () => {
  assert.ok(Survey.fromJSON(JSON.stringify(survey)).equals(survey))
  const changed = survey.toJSON()
  changed.questions[2].kind.csat.scale.max = 7
  assert.deepEqual([...new Set(survey.checkRevision(new Survey(changed)).map(({ code }) => code))], ['V-S5'])
  changed.questions[2].kind.csat.topBox = 7
  assert.throws(() => new Survey(changed), { code: 'invalid_document', pointer: '/questions/2/kind/csat/topBox' })
})

test('choices are counted of respondents and of responses', () => {
  const [a] = survey.tabulate('many', [['a', 'b'], ['a'], null])
  assert.deepEqual([a.choice, a.n, a.shareOfRespondents, a.shareOfResponses], ['a', 2, 1, 2 / 3])
})
