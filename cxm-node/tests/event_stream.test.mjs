import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { EventLog, EventStream } from '../index.mjs'

const NAMES = { customer: 'who', touchpoint: 'what', time: 'at', channel: 'where', attributes: 'plan' }
const at = (hour) => new Date(Date.UTC(2026, 0, 1, hour))
const rows = (...events) => events.map(([who, what, hour]) => ({ who, what, at: at(hour), where: hour % 2 ? 'web' : null, plan: who.toUpperCase() }))
const BATCHES = [
  rows(['ann', 'visit', 0], ['bob', 'visit', 3]),
  rows(['bob', 'pay', 30], ['ann', 'pay', 1], ['cid', 'visit', 31]),
  rows(['cid', 'visit', 70], ['bob', 'help', 69]),
  rows(['cid', 'pay', 71]),
]
const stream = (more = {}) => new EventStream({ ...NAMES, idle: '40h', lateness: '30h', ...more })

test('drained logs merge into the log of all', () => {
  const own = stream()
  const logs = BATCHES.map((batch) => own.observe(batch).drain())
  assert.deepEqual(logs.map((log) => log.nCustomers), [0, 0, 0, 1])
  assert.deepEqual([own.nOpen, own.nOpenCustomers, own.nClosedCustomers, own.nLate, own.nLeftOut, own.nDropped], [6, 2, 1, 0, 0, 0])
  assert.deepEqual(own.watermark, at(41))
  assert.ok(EventLog.merged([...logs, own.finish()]).equals(new EventLog(BATCHES.flat(), NAMES)))
  assert.match(inspect(own), /^EventStream \{/)
})

test('a stream travels and merges with one of other customers', () => {
  const own = stream().observe(BATCHES[0])
  for (const other of [EventStream.fromBytes(own.toBytes()), own.clone()]) {
    assert.ok(other.equals(own))
    assert.equal(other.observe(BATCHES[1]).openLog().nEvents, 5)
    assert.equal(own.nOpen, 2)
  }
  const parts = BATCHES[0].map((row) => stream().observe([row]))
  assert.ok(EventStream.merged(parts).equals(own))
  assert.throws(() => own.merge(parts[0]), { code: 'duplicate_id', got: 'ann' })
  assert.throws(() => own.toJSON(), { code: 'invalid_state' })
  assert.equal(stream().watermark, null)
})

test('events out of time are refused, left out or taken in', () => {
  const own = stream({ lateness: '1h', late: 'error' }).observe(rows(['ann', 'visit', 0], ['bob', 'visit', 9]))
  assert.throws(() => own.observe(rows(['bob', 'pay', 10], ['ann', 'pay', 1])), { code: 'out_of_range', row: 1, field: 'time' })
  assert.equal(own.nOpen, 2)
  const again = stream({ lateness: null, idle: '5h', returning: 'keep' }).observe(rows(['ann', 'visit', 0], ['bob', 'visit', 9]))
  assert.equal(again.drain().append(again.observe(rows(['ann', 'pay', 10])).finish()).nEvents, 3)
  assert.equal(again.nReturning, 1)
  assert.throws(() => stream({ late: 'lost' }), { code: 'invalid_option', field: 'late' })
  assert.throws(() => stream({ maxOpen: 1 }).observe(BATCHES[0]), { code: 'out_of_range', field: 'maxOpen' })
})
