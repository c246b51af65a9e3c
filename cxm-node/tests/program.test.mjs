// What only Node has of initiatives, ranks and targets: layouts, camelCase, twins. The numbers are in the shared vectors.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as cxm from '../index.mjs'

const answers = { region: ['n', 'n', 'n', 'n', 's', 's', 's', 's'], score: [10, 9, 9, 2, 8, 7, 3, 1] }
const refused = (code, field) => (error) => error instanceof cxm.CxmError && error.code === code && error.field === field

test('a table of scores is ranked, whatever its layout', async () => {
  const ranked = cxm.rank(cxm.score(answers, 'nps', 'score', { by: 'region' }), { by: 'region' })
  assert.deepEqual(ranked.map((row) => row.region), ['n', 's'])
  const columns = cxm.score(answers, 'nps', 'score', { by: 'region', as: 'columns' })
  assert.deepEqual(cxm.rank(columns, { by: 'region' }), ranked)
  assert.deepEqual(cxm.rank(cxm.score(answers, 'nps', 'score', { by: 'region', as: 'ipc' }), { by: 'region' }).map((row) => row.rank), [1, 2])
  assert.deepEqual(await cxm.rankAsync(columns, { by: 'region' }), ranked)
})

test('estimates are ranked by name, in their own direction, whatever the names', () => {
  const effort = (column) => cxm.ces(column, { form: 'effort', scale: [1, 7] })
  const ranked = cxm.rank({ call_centre: effort([5, 6, 4, 7]), webShop: effort([1, 2, 2, 3]) })
  assert.deepEqual(ranked.map((row) => row.name), ['webShop', 'call_centre'])
  assert.throws(() => cxm.rank({ a: cxm.nps([1, 9]), b: cxm.csat([1, 5]) }), refused('definition_mismatch', 'estimates'))
})

test('an impact without a control takes its options third', async () => {
  const units = ['a', 'b', 'c']
  const impact = cxm.initiativeImpact([5, 6, 7], [8, 8, 11], { unitsBefore: units, unitsAfter: units })
  assert.equal(impact.estimate, 3)
  assert.deepEqual(impact.flags, ['low_base', 'no_control'])
  const alone = cxm.initiativeImpact([5, 6, 7], [8, 8, 11], null, null, { unitsBefore: units, unitsAfter: units })
  assert.ok(alone.equals(impact))
  assert.ok((await cxm.initiativeImpactAsync([5, 6, 7], [8, 8, 11], { unitsBefore: units, unitsAfter: units })).equals(impact))
  assert.throws(() => cxm.initiativeImpact([5, 6], [8, 8], { unitsBefore: ['a', 'b'] }), refused('invalid_option', 'unitsAfter'))
})

test('a benchmark with half an interval is refused in words of JavaScript', () => {
  assert.throws(() => new cxm.Benchmark({ metric: 'nps', value: 20, confLow: 30 }), (error) => {
    assert.deepEqual([error.code, error.field, error.got], ['invalid_option', 'confLow', '30 to nothing around 20'])
    return error.message.startsWith('confLow must be an interval')
  })
})

test('a scorecard is a table and a page', async () => {
  const rows = [{ perspective: 'customer', metric: 'nps', estimate: 41, confLow: 38, confHigh: 44, target: 40 }]
  assert.equal(cxm.balancedScorecard(rows)[0].status, 'undecided')
  const page = cxm.balancedScorecardPage(rows, { form: 'markdown', title: 'A <b> year' })
  assert.match(page, /^# A &lt;b&gt; year\n/)
  assert.equal(await cxm.balancedScorecardPageAsync(rows, { form: 'markdown', title: 'A <b> year' }), page)
  assert.throws(() => cxm.balancedScorecardPage(rows, { form: 'pdf' }), refused('invalid_option', 'form'))
})

test('a watched metric of a change is read under its name in JavaScript', () => {
  const changes = [{ at: '2026-10-05', effect: 2, pValue: 0.01 }]
  const [, effective] = cxm.rateOfImprovement(changes, { every: 'month', start: '2026-10-01', end: '2026-10-31', rows: 'pooled' })
  assert.deepEqual([effective.measure, effective.estimate], ['effective', 1])
})

test('all four KPIs come as the layout that is asked for', async () => {
  const records = { versions: { at: ['2026-10-05'] }, goals: null }
  const options = { every: 'month', start: '2026-10-01', end: new Date('2026-10-31T00:00:00Z') }
  const table = cxm.programKpis(records, { ...options, as: 'columns' })
  assert.deepEqual([[...table.kpi], [...table.estimate]], [['rate_of_improvement'], [1]])
  assert.deepEqual(await cxm.programKpisAsync(records, { ...options, as: 'columns' }), table)
  assert.throws(() => cxm.programKpis({}, options), refused('invalid_option', 'activity'))
})

test('a model is taken as an object, a document and a text', () => {
  const document = {
    cxm: '1.0', id: 'shop', personas: [], journeys: [],
    version: { seq: 1, parents: [], at: '2026-02-01T00:00:00+00:00', author: 'emp:mia', message: 'first' },
    goals: [{ id: 'day-1', name: { en: 'Day 1' }, action: { event: { type: 'b' } }, start: { event: { type: 'a' } }, population: 'customers', objective: 'o' }],
    programs: [{ id: 'voice', name: { en: 'Voice' }, objectives: [], owner: 'emp:mia', reviewEvery: 'P1M', reviews: [['2026-01-31', 'ok']] }],
  }
  const model = new cxm.ExperienceModel(document)
  const [rows, ...others] = [model, document, JSON.stringify(document)].map((given) => cxm.programReviews(given, { today: '2026-03-03' }))
  for (const other of others) assert.deepEqual(other, rows)
  assert.equal(rows[0].daysOverdue, 3)
  const answers = { q: Array(6).fill('q-goal'), a: ['day 1', 'Day 1', 'day-1', 'day 1', 'growth', 'growth'] }
  assert.equal(cxm.alignment(answers, { question: 'q', answer: 'a', model }).find((row) => row.measure === 'match').estimate, 4 / 6)
})

test('a Map is a frame, and names estimates', () => {
  const frame = new Map(Object.entries(answers))
  assert.deepEqual(cxm.score(frame, 'nps', 'score', { by: 'region' }), cxm.score(answers, 'nps', 'score', { by: 'region' }))
  const estimates = { a: cxm.nps([9, 9, 3]), b: cxm.nps([1, 9, 8]) }
  assert.deepEqual(cxm.rank(new Map(Object.entries(estimates))), cxm.rank(estimates))
  assert.deepEqual(cxm.rank({}), [])
  assert.throws(() => cxm.score(new Set([answers]), 'nps', 'score'), refused('invalid_option', 'frame'))
})

test('an invalid Date is refused as one, and no records are passed over', () => {
  const window = { every: 'week', start: '2026-11-02', end: '2026-11-15' }
  assert.throws(() => cxm.rateOfImprovement([{ at: '2026-11-03' }], { ...window, start: new Date('x') }), refused('invalid_time', 'start'))
  assert.throws(() => cxm.programKpis({ versions: [{ at: '2026-11-03' }], idaes: [] }, window), refused('invalid_option', 'idaes'))
})

test('a benchmark has a form in JSON, and equals another of it', () => {
  const benchmark = new cxm.Benchmark({ metric: 'nps', value: 20, n: 100 })
  assert.ok(cxm.Benchmark.fromJSON(JSON.stringify(benchmark)).equals(benchmark))
  assert.ok(!benchmark.equals(new cxm.Benchmark({ metric: 'nps', value: 20 })))
  const ofModel = { id: 'peers', metric: 'nps', subject: 'industry', value: 20, ci: [15, 25], source: 'a survey', asOf: '2026-01-31', 'x-note': 1 }
  assert.equal(new cxm.Benchmark(ofModel).confHigh, 25)
  assert.throws(() => new cxm.Benchmark({ metric: 'nps', value: 20, asOf: new Date('x') }), refused('invalid_option', 'asOf'))
})
