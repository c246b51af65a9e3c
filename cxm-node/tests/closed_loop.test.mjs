import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { AlertRules, AlertState, Case, closedLoop, nps, problemsOf, toNotify, worklist } from '../index.mjs'

const RULES = [{ id: 'low', when: { answer: { question: 'nps', test: { prop: 'score', op: 'le', value: 6 } } }, route: [{ to: 'role:service' }], cooldown: 'P7D', openCase: 'inner' }]
const RESPONSE = { id: 'r1', respondent: 'c1', at: '2026-11-21T10:00:00+01:00', answers: { nps: { score: 3 } } }

const opened = () => Case.open({ id: 'k1', customer: 'c1', rule: 'low', at: '2026-11-21T10:00:00Z', sla: 'P2D' })

test('a case goes only where it may', () => {
  const found = opened()
  found.transition('acknowledged', { by: 'emp:1', at: new Date('2026-11-21T11:00:00Z') })
  assert.throws(() => found.transition('reopened', { by: 'emp:1', at: '2026-11-21T12:00:00Z' }), { name: 'CxmError', code: 'illegal_transition' })
  assert.equal(found.state, 'acknowledged')
  assert.equal(found.isOverdue('2026-11-22T10:00:00Z'), false)
  assert.equal(found.isOverdue(new Date('2026-11-24T10:00:00Z')), true)
  assert.ok(Case.fromJSON(JSON.stringify(found)).equals(found) && new Case(found.toJSON()).equals(found))
  assert.ok(!opened().equals(found))
  assert.equal(String(found), 'Case(k1, acknowledged)')
})

test('a case is closed only with a root cause, and the option is named as in JavaScript', () => {
  const found = opened().transition('assessed', { by: 'a', at: '2026-11-21T11:00:00Z' }).transition('resolved', { by: 'a', at: '2026-11-21T12:00:00Z' })
  const at = '2026-11-21T13:00:00Z'
  assert.throws(() => found.transition('closed', { by: 'a', at }), { code: 'illegal_transition', field: 'rootCause', message: /root cause is known/ })
  found.transition('closed', { by: 'a', at, rootCause: 'billing', note: 'called back' }).followUp({ recovered: true, response: 'r9' })
  assert.deepEqual([found.rootCause, found.history.length, found.history.at(-1).note], ['billing', 4, 'called back'])
  found.history.pop()
  assert.equal(found.state, 'closed') // history is not the caller's to change
})

test('an overdue case is escalated', () => {
  const found = opened().escalateIfOverdue({ by: 'boss', at: '2026-11-22T10:00:00Z' })
  assert.equal(found.state, 'received')
  assert.equal(found.escalateIfOverdue({ by: 'boss', at: '2026-11-24T10:00:00Z' }).state, 'escalated')
})

test('the closed loop is a table of rates and times', () => {
  const answered = opened().transition('acknowledged', { by: 'a', at: '2026-11-21T12:00:00Z' })
  const rows = closedLoop([answered, { ...opened().toJSON(), id: 'k2' }], '2026-11-22T10:00:00Z')
  const row = (name) => rows.find(({ measure }) => measure === name)
  assert.deepEqual([row('response_rate').estimate, row('response_rate').n, row('response_rate').nEvents], [0.5, 2, 1])
  assert.deepEqual([row('time_to_response').estimate, row('time_to_response').unit], [2, 'hours'])
  assert.equal(closedLoop([], new Date(0), { as: 'columns' }).estimate[0], null)
  assert.deepEqual(new Set(closedLoop([], new Date(0), { as: 'columns' }).method), new Set(['clopper_pearson', 'kaplan_meier', 'analysis_of_covariance']))
  assert.throws(() => closedLoop(null, new Date(0)), { code: 'invalid_option', field: 'cases' })
})

test('an alert is raised once in its cooldown', () => {
  const rules = new AlertRules(RULES)
  assert.equal(rules.size, 1)
  const [alert] = rules.evaluate(RESPONSE)
  assert.deepEqual([alert.rule, alert.respondent, alert.route, alert.openCase, alert.values], ['low', 'c1', ['role:service'], 'inner', { nps: { score: 3 } }])
  const event = alert.toCloudEvent('/survey')
  assert.deepEqual([event.specversion, event.source, event.id, event.data.rule], ['1.0', '/survey', alert.id, 'low'])
  assert.equal(event.data.openCase, 'inner')
  for (const nobody of ['', ' ', undefined]) assert.throws(() => alert.toCloudEvent(nobody), { code: 'invalid_option', field: 'source' })
  assert.throws(() => { alert.values.nps.score = 1 }, TypeError)
  assert.ok(new AlertRules(JSON.stringify(RULES)).evaluate(JSON.stringify(RESPONSE))[0].equals(alert))
  assert.deepEqual(rules.evaluate({ ...RESPONSE, id: 'r2' }), [])
  assert.equal(rules.evaluate({ ...RESPONSE, id: 'r3' }, { now: new Date('2026-12-21T10:00:00Z') }).length, 1)
})

test('what a cooldown remembers merges and keeps', () => {
  const rules = new AlertRules(RULES)
  const empty = new AlertState()
  const { alerts, state } = rules.evaluateWith(empty, RESPONSE)
  assert.equal(alerts.length, 1)
  assert.ok(empty.equals(new AlertState()) && !state.equals(empty))
  assert.ok(AlertState.fromBytes(state.toBytes()).equals(state) && AlertState.merged([empty, state]).equals(state) && state.clone().merge(state).equals(state))
  assert.deepEqual(rules.evaluateWith(state, RESPONSE).alerts, [])
  assert.throws(() => AlertState.fromBytes(state.toBytes().slice(1)), { code: 'invalid_state' })
  assert.throws(() => state.merge({}), { code: 'invalid_option' })
})

test('what a cooldown remembers goes out and in as JSON', () => {
  const text = '{"cxm":"alert_memory/1","fired":{"low":{"c1":"2026-11-21T09:00:00Z"}}}'
  const state = AlertState.fromJSON(text)
  assert.equal(JSON.stringify(state), text)
  assert.ok(AlertState.fromJSON(state.toJSON()).equals(state) && AlertState.merged([state, new AlertState()]).equals(state))
  assert.throws(() => AlertState.fromJSON('{}'), { name: 'CxmError', code: 'invalid_json' })
})

test('a case is copied, and a time without its offset is refused', () => {
  const made = Case.open({ id: 'k', at: '2026-11-21T09:00:00Z' })
  const copy = made.clone()
  copy.transition('acknowledged', { by: 'emp:1', at: '2026-11-21T10:00:00Z' })
  assert.deepEqual([made.state, copy.state], ['received', 'acknowledged'])
  assert.throws(() => Case.open({ id: 'k', at: '2026-11-21T09:00:00' }), { code: 'invalid_time', field: 'at', message: /with its offset/ })
})

test('an estimate may stand among the metrics', () => {
  const when = { metric: { metric: 'nps', test: { prop: 'estimate', op: 'lt', value: 30 }, significant: true } }
  const rules = new AlertRules([{ id: 'sure', when, route: [] }])
  const fired = (answers, interval = 'anytime') => rules.evaluate(RESPONSE, { context: { metrics: { nps: nps(answers, { interval }) } } }).length
  assert.deepEqual([fired([0, 10]), fired(Array(50).fill(0))], [0, 1])
  assert.throws(() => fired([0, 10], 'wald'), { code: 'invalid_option', pointer: '/metrics/nps', got: 'wald' })
})

test('what cannot be evaluated is refused by name', () => {
  const rules = new AlertRules(RULES)
  assert.throws(() => rules.evaluate({ ...RESPONSE, at: 'noon' }), { code: 'invalid_time', pointer: '/at' })
  assert.throws(() => rules.evaluate(RESPONSE, { now: 12 }), { code: 'invalid_time' })
  assert.throws(() => rules.evaluate({ ...RESPONSE, at: 1n }), { code: 'invalid_time', pointer: '/at' })
  assert.throws(() => rules.evaluate({ ...RESPONSE, at: 2n ** 60n }), { code: 'invalid_json' })
  assert.throws(() => new AlertRules([...RULES, ...RULES]), { code: 'duplicate_id', pointer: '/1/id' })
})

test('a shift fires in the period that signals, and its chart tells what it reaches', () => {
  const rules = new AlertRules([{ id: 'shift', route: [], when: { shift: { metric: 'nps', method: 'cusum', arl0: 370 } } }])
  const [{ rule, arl0, reached, threshold }] = rules.shifts
  assert.deepEqual([rule, arl0, threshold, reached >= 370], ['shift', 370, 4.78, true])
  const fired = (series) => rules.evaluate({ id: '1' }, { context: { metrics: { nps: { baseline: [38, 42, 38, 42, 40], series } } } })
  assert.equal(fired([41, 34]).length, 0)
  assert.deepEqual(fired([41, 34, 34])[0].values['shift of nps'].direction, 'down')
})

test('what no cooldown asks for is forgotten', () => {
  const rules = new AlertRules(RULES)
  rules.evaluate(RESPONSE)
  rules.forget(new Date('2026-11-22T10:00:00Z'))
  assert.ok(!rules.state.equals(new AlertState()))
  rules.forget('2026-12-22T10:00:00Z')
  assert.ok(rules.state.equals(new AlertState()))
  assert.throws(() => rules.forget(), { code: 'invalid_time' })
})

test('cases are told by team, by value and by what came of them', () => {
  const at = '2026-11-21T10:00:00Z'
  const now = '2026-11-22T10:00:00Z'
  const cases = [0, 1, 2, 3, 4, 5].map((i) => Case.open({ id: `k${i}`, customer: `c${i}`, at, team: 'north', valueAtRisk: { minor: i, currency: 'EUR' }, feedback: [`f${i}`] }))
  cases[0].transition('acknowledged', { by: 'a', at: '2026-11-21T12:00:00Z' })
  const [first] = closedLoop(cases, now, { by: 'team' })
  assert.deepEqual([first.team, first.measure, first.observed, first.n], ['north', 'response_rate', 1 / 6, 6])
  assert.deepEqual(worklist(cases, now, { team: 'north', as: 'columns' }).case, ['k5', 'k4', 'k3', 'k2', 'k1', 'k0'])
  cases[2].ledTo('ch').ledTo('ch')
  const told = toNotify({ id: 'ch', causedBy: ['f4', 'f9', 'f8'] }, cases, { feedback: [{ id: 'f9', author: 'c9', a_note: 1 }] })
  assert.deepEqual(told.map(({ customer, id }) => [customer, id]), [['c2', 'k2'], ['c4', 'f4'], ['c9', 'f9'], [null, 'f8']])
  assert.throws(() => toNotify({ causedBy: [] }, cases), { code: 'invalid_option', field: 'change' })
  assert.deepEqual(cases[0].clock('2026-11-21T16:00:00Z'), { elapsedHours: 6, hoursLeft: null, hoursToResponse: 2, isOverdue: false })
  cases[1].followUp({ recovered: true }).followUp({ score: 8, at: new Date('2026-11-21T20:00:00Z') })
  assert.equal(cases[1].toJSON().followUpScore, 8)
})

test('what is misspelt beside a record is refused, and a state is a state', () => {
  const rules = new AlertRules(RULES)
  assert.throws(() => rules.evaluate(RESPONSE, { nwo: new Date() }), { code: 'invalid_option', field: 'nwo' })
  assert.throws(() => rules.evaluateWith({}, RESPONSE), { code: 'invalid_option', field: 'state', message: 'state must be an AlertState, got object' })
  for (const key of ['caused_by', 'causdBy']) {
    assert.throws(() => toNotify({ id: 'c', [key]: ['r1'] }, []), { code: 'unknown_key', field: 'change', got: key, message: `the change has no "${key}"; did you mean "causedBy"?` })
  }
  assert.throws(() => toNotify({ id: 'ch', causedBy: 'r1' }, []), { code: 'invalid_option', message: /got \{"causedBy":"r1","id":"ch"\}$/ })
  assert.throws(() => toNotify(undefined, []), { code: 'invalid_option', field: 'change' })
  assert.throws(() => Case.open({ id: 'k', at: '2026-11-21T09:00:00Z', wibble: 1 }), { code: 'invalid_option', message: /^Case\.open has no option "wibble"/ })
  assert.throws(() => opened().escalateIfOverdue({ by: 'a', at: '2026-11-21T11:00:00Z', wibble: 1 }), { message: /^escalateIfOverdue has no option "wibble"/ })
  assert.throws(() => new AlertRules(null), { code: 'invalid_json', message: /a list of alert rules, or an experience model here, not null/ })
})

test('what rules cannot look at is refused with its place', () => {
  const rules = new AlertRules([...RULES, { id: 'm', route: [], when: { metric: { metric: 'nps', test: { prop: 'estimate', op: 'lt', value: 30 } } } }])
  const wrong = { ...RESPONSE, survey: 's', rev: 1, status: 'complete', respondent: 7 }
  const [{ code, pointer, message }] = problemsOf('SurveyResponse', wrong)
  assert.throws(() => rules.evaluate(wrong), { code, pointer, message: `${code} at ${pointer}: ${message}` })
  assert.throws(() => rules.evaluate({ id: 'e', type: 'help.requested', subject: 7 }), { code: 'invalid_json', pointer: '/subject' })
  assert.throws(() => rules.evaluate('{"id": "a", "id": "b"}'), { code: 'duplicate_key', pointer: '/id' })
  const contexts = [[{ metrics: 5 }, '/metrics'], [{ metrics: [] }, '/metrics'], [{ metrics: 'x' }, '/metrics'], [{ metrics: { nps: '3' } }, '/metrics/nps'], [{ metrics: { nps: [3] } }, '/metrics/nps'], [{ metrics: { nps: { estimate: '2' } } }, '/metrics/nps/estimate'], [{ events: 5 }, '/events'], [{ events: [5] }, '/events/0']]
  for (const [context, pointer] of contexts) {
    assert.throws(() => rules.evaluate(RESPONSE, { context }), { code: 'invalid_json', pointer, field: 'context' })
  }
  assert.equal(rules.evaluate(RESPONSE, { context: { metrics: null, events: null } }).length, 1)
})

test('fields of an estimate and of an answer are told by their names in documents', () => {
  const of = (when) => () => new AlertRules([{ id: 'm', route: [], when }])
  const fields = ['metric', 'estimate', 'std_error', 'conf_low', 'conf_high', 'conf_level', 'method', 'n', 'n_missing', 'n_invalid', 'n_eff', 'unit', 'direction', 'flags', 'distribution', 'scale', 'std_dev', 'definition']
  const metric = (prop) => ({ metric: { metric: 'nps', test: { prop, op: 'exists', value: true } } })
  const listed = new RegExp(`of a field of an estimate: ${fields.map((field) => JSON.stringify(field)).join(', ')}, got "estmate"; did you mean "estimate"\\?$`)
  assert.throws(of(metric('estmate')), { code: 'invalid_option', message: listed })
  for (const field of fields) assert.doesNotThrow(of(metric(field)))
  assert.throws(of({ answer: { question: 'nps', test: { prop: 'bestworst', op: 'exists', value: true } } }), { code: 'invalid_option', message: /"bestWorst".*did you mean "bestWorst"\?$/ })
})

test('a record of maps, sets and bigints is the record of objects, lists and numbers', () => {
  const held = new Map(Object.entries({ ...RESPONSE, answers: new Map([['nps', { score: 3n }]]) }))
  const [alert] = new AlertRules(new Set(RULES)).evaluate(held)
  assert.ok(alert.equals(new AlertRules(RULES).evaluate(RESPONSE)[0]))
  const low = new AlertRules([{ id: 'm', route: [], when: { metric: { metric: 'nps', test: { prop: 'conf_high', op: 'lt', value: 30 } } } }])
  for (const metrics of [{ nps: nps([0, 1, 2]) }, new Map([['nps', nps([0, 1, 2])]])]) {
    for (const context of [{ metrics }, new Map([['metrics', metrics]])]) assert.equal(low.evaluate({ id: '1' }, { context }).length, 1)
  }
  const [row] = closedLoop(new Map([['k1', opened()]]), '2026-11-22T10:00:00Z')
  assert.equal(row.n, 1)
})

test('rules, their state and alerts read well, and rules have copies', () => {
  const rules = new AlertRules(RULES)
  const [alert] = rules.evaluate(RESPONSE)
  assert.deepEqual([inspect(rules), inspect(rules.state), `${alert}`], ['AlertRules of 1 rules', 'AlertState of 1 rules, 1 alerts', 'Alert low · c1'])
  assert.deepEqual(rules.toJSON(), RULES)
  const copy = rules.clone()
  assert.ok(copy.equals(rules) && !AlertRules.fromJSON(rules.toJSON()).equals(rules))
  assert.equal(copy.evaluate(RESPONSE).length, 0) // it remembers
})
