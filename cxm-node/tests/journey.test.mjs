import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { CxmError, Estimate, EventLog, ExperienceModel } from '../index.mjs'

const ROWS = [
  { who: 'b', what: 'pay', at: new Date('2026-01-03T00:00Z'), where: 'web' },
  { who: 'a', what: 'visit', at: new Date('2026-01-01T00:00Z'), where: null },
  { who: 'b', what: 'visit', at: new Date('2026-01-02T00:00Z'), where: 'app' },
  { who: 'a', what: 'cart', at: new Date('2026-01-04T00:00Z'), where: 'web' },
  { who: 'c', what: 'visit', at: new Date('2026-01-01T00:00Z'), where: 'web' },
]
const COLUMNS = { customer: 'who', touchpoint: 'what', time: 'at' }
const log = (rows = ROWS, more = {}) => new EventLog(rows, { ...COLUMNS, ...more })

test('a log tells what it holds', () => {
  const own = log(ROWS, { channel: 'where' })
  assert.deepEqual([own.nEvents, own.nCustomers, own.nDropped, own.touchpoints, own.channels], [5, 3, 0, ['cart', 'pay', 'visit'], ['app', 'web']])
  assert.match(inspect(own), /^EventLog \{/)
})

test('a table comes as rows, as columns, and later', async () => {
  const rows = log().directlyFollows()
  assert.deepEqual(rows.map(({ source, target, n, medianSeconds }) => [source, target, n, medianSeconds]), [['visit', 'cart', 1, 259200], ['visit', 'pay', 1, 86400]])
  assert.deepEqual([...log().directlyFollows({ as: 'columns' }).n], [1, 1])
  assert.deepEqual(await log().directlyFollowsAsync(), rows)
  assert.deepEqual((await EventLog.fromAsync(ROWS, COLUMNS)).directlyFollows(), rows)
})

test('logs of different customers merge, those of the same are appended', () => {
  const parts = [log(ROWS.filter((row) => row.who === 'a')), log(ROWS.filter((row) => row.who !== 'a'))]
  assert.ok(EventLog.merged(parts).equals(log()))
  assert.throws(() => parts[0].merge(log()), (error) => error instanceof CxmError && error.code === 'duplicate_id' && error.field === 'customer')
  assert.equal(parts[0].append(log()).nEvents, 7)
})

test('bytes and clones hold the same log', () => {
  const own = log(ROWS, { channel: 'where' })
  assert.ok(EventLog.fromBytes(own.toBytes()).equals(own))
  const clone = own.clone()
  clone.append(log(ROWS, { channel: 'where' }))
  assert.deepEqual([own.nEvents, clone.nEvents], [5, 10])
})

test('rows without a touchpoint are named or dropped', () => {
  const rows = ROWS.map((row, index) => (index === 1 ? { ...row, what: null } : row))
  assert.throws(() => log(rows), (error) => error.code === 'too_few' && error.row === 1 && error.field === 'touchpoint')
  assert.equal(log(rows, { missing: 'drop' }).nDropped, 1)
})

test('throughput is in seconds', () => {
  const { n, nSingle, median, medianLow } = log().throughput({ level: 0.9 })
  assert.deepEqual([n, nSingle, median, medianLow], [3, 1, 86400, null])
})

const GOAL = {
  who: ['a', 'a', 'b', 'c', 'c', 'd'],
  what: ['visit', 'pay', 'visit', 'visit', 'leave', 'visit'],
  at: ['2026-01-01', '2026-01-02', '2026-01-08', '2026-01-01', '2026-01-04', '2026-01-01'],
  plan: ['x', 'x', 'y', 'y', 'y', 'x'],
}

test('goal performance is an estimate with its curve and groups', () => {
  const own = new EventLog(GOAL, { customer: 'who', touchpoint: 'what', time: 'at', attributes: ['plan'] })
  const goal = own.goalPerformance({ start: 'visit', action: 'pay', within: 'P7D', asOf: '2026-01-10' })
  assert.ok(goal instanceof Estimate)
  assert.deepEqual([goal.estimate, goal.method, goal.nReached, goal.nWatching, goal.groups], [0.25, 'kaplan_meier', 1, 1, null])
  assert.deepEqual(goal.curve.map((row) => row.seconds), [0, 86400, 604800])
  const groups = own.goalPerformance({ start: 'visit', action: 'pay', exit: 'leave', within: 'P7D', asOf: new Date('2026-01-10'), by: 'plan' })
  assert.deepEqual(groups.groups.map((row) => row.plan), ['x', 'y'])
  assert.equal(groups.test.method, 'gray')
  assert.throws(() => own.goalPerformance('buy'), { code: 'no_model' })
  assert.throws(() => own.coverage, { code: 'no_model' })
  assert.equal(own.tolerance({ bad: 'pay', churn: 'leave', most: 1 }).length, 2)
})

test('a log from a model knows its goals', () => {
  const model = ExperienceModel.load(new URL('../../examples/data/experience.cxm.json', import.meta.url))
  const rows = {
    who: ['a', 'a', 'a', 'b', 'b'],
    type: ['programme.enrolled', 'benefit.received', 'page.read', 'programme.enrolled', 'programme.opted_out'],
    at: ['2026-01-01T10:00', '2026-01-02T09:00', '2026-01-05', '2026-01-01T10:00', '2026-01-01T11:00'],
    rank: [null, 1, null, null, null],
  }
  const own = EventLog.fromModel(rows, model, { customer: 'who', event: 'type', time: 'at', properties: ['rank'] })
  const goal = own.goalPerformance('benefit-day-1', { asOf: '2026-02-01' })
  assert.deepEqual([goal.n, goal.nReached, goal.nExited], [2, 1, 1])
  assert.deepEqual([own.coverage.estimate, own.coverage.n], [0.4, 5])
})
