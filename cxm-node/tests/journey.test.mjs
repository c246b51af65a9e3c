import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { CxmError, EventLog } from '../index.mjs'

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
