import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { CxmError, EventLog, chart } from '../index.mjs'

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

const SHOP = [
  ['a', 'visit', '2026-03-01T10:00Z', 'plus'], ['a', 'cart', '2026-03-01T10:01Z', 'plus'], ['a', 'pay', '2026-03-01T10:05Z', 'plus'],
  ['b', 'visit', '2026-03-01T10:00Z', 'basic'], ['b', 'cart', '2026-03-01T10:02Z', 'basic'], ['c', 'visit', '2026-03-01T10:00Z', 'basic'],
].map(([who, what, at, plan]) => ({ who, what, at, plan }))

test('a funnel counts shares and times', async () => {
  const shop = log(SHOP)
  const rows = shop.funnel(['visit', 'cart', 'pay'], { within: '7d', asOf: new Date('2026-04-01') })
  assert.deepEqual(rows.map(({ step, n, medianSeconds }) => [step, n, medianSeconds]), [[0, 3, null], [1, 2, 90], [2, 1, 240]])
  assert.deepEqual([rows[0].confLow, rows[2].shareOfPrevious, rows[2].nExcluded], [1, 0.5, 0])
  assert.deepEqual(await shop.funnelAsync(['visit', ['cart', 'pay']], { as: 'columns' }).then(({ touchpoint }) => [...touchpoint]), ['visit', 'cart or pay'])
  assert.throws(() => shop.funnel(['visit', 'cart'], { order: 'loose' }), (error) => error.code === 'invalid_option' && error.field === 'order')
  assert.match(chart.funnel(rows).toSVG(), /visit/)
})

test('groups of a funnel are compared', () => {
  const shop = log(SHOP, { attributes: 'plan' })
  assert.deepEqual(shop.funnel(['visit', 'cart'], { by: 'plan' }).map(({ plan, n }) => [plan, n]), [['basic', 2], ['basic', 1], ['plus', 1], ['plus', 1]])
  const [row] = shop.compareFunnels(['visit', 'cart'], { by: 'plan', baseline: 'basic' })
  assert.deepEqual([row.plan, row.baseline, row.difference], ['plus', 'basic', 0.5])
})
