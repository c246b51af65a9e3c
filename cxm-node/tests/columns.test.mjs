import assert from 'node:assert/strict'
import test from 'node:test'

import { Tally, csat, mean, nps, npsAsync } from '../index.mjs'

const answers = [10, 9, 3, 7]
const code = (expected, more = {}) => (error) => {
  assert.equal(error.name, 'CxmError')
  assert.deepEqual({ code: error.code, ...Object.fromEntries(Object.keys(more).map((key) => [key, error[key]])) }, { code: expected, ...more })
  return true
}

test('every kind of typed array gives the same bits', () => {
  const expected = nps(answers)
  for (const Kind of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
    assert.ok(nps(Kind.from(answers)).equals(expected), Kind.name)
  }
  for (const Kind of [BigInt64Array, BigUint64Array]) assert.ok(nps(Kind.from(answers, BigInt)).equals(expected), Kind.name)
})

test('a typed array that begins in the middle of its buffer is read from there', () => {
  assert.equal(nps(new Float64Array(new Float64Array([0, 0, 10, 9]).buffer, 16, 2)).estimate, 100)
})

test('null, undefined, NaN and holes are missing', () => {
  // eslint-disable-next-line no-sparse-arrays
  assert.equal(nps([10, null, undefined, NaN, , 9]).nMissing, 4)
  assert.equal(nps(new Float64Array([10, NaN])).nMissing, 1)
  assert.equal(nps(new Array(3)).nMissing, 3)
})

test('text, bigint and numbers of one array are read alike', () => {
  const mixed = nps(['10 - Extremely likely', ' 9 ', 3n, 7, null, 'n/a'], { na: 'N/A' })
  assert.deepEqual([mixed.n, mixed.nMissing, mixed.estimate], [4, 2, 25])
  assert.ok(nps(['10', '9', '3', '7']).equals(nps(answers)))
})

test('an array of nothing has no score', () => {
  for (const nothing of [[], [null], new Uint8Array(), new Float64Array([NaN])]) {
    assert.deepEqual([nps(nothing).estimate, nps(nothing).flags], [null, ['no_data']])
  }
})

test('numbers reach the core as they are', () => {
  for (const [value, expected] of [
    [-1, 'out_of_range'], [9.9, 'not_an_integer'], [2 ** 32 + 5, 'out_of_range'], [2 ** 53, 'out_of_range'], [1e300, 'out_of_range'],
    [Infinity, 'not_a_number'], [-Infinity, 'not_a_number'], [2n ** 63n, 'out_of_range'], [-(2n ** 70n), 'out_of_range'],
  ]) {
    assert.throws(() => nps([9, value]), code(expected, { row: 1 }), String(value))
  }
  assert.throws(() => nps(new BigInt64Array([9n, 2n ** 62n])), code('out_of_range', { row: 1 }))
  assert.throws(() => nps(new BigUint64Array([2n ** 63n])), code('out_of_range', { row: 0 }))
})

test('a value that is no answer is refused with its row, whatever it is', () => {
  for (const value of [{}, [], true, Symbol('s'), () => 9, new Date(), new Date(NaN), 'ten']) {
    assert.throws(() => nps([9, 9, value]), code('not_a_number', { row: 2 }), typeof value)
  }
})

test('a lone surrogate is refused with its row', () => {
  assert.throws(() => nps(['9', '\ud83d']), code('invalid_encoding', { row: 1 }))
  assert.throws(() => nps([9, '\ude00']), code('invalid_encoding', { row: 1 }))
  assert.equal(csat(['\u{1f600}', 'é', 'no'], { labels: { '\u{1f600}': 5, é: 4, no: 1 } }).n, 3)
  assert.throws(() => csat(['a'], { labels: { '\ud83d': 5 } }), code('invalid_json'))
})

test('what is no column is refused', () => {
  for (const value of ['9', 9, null, undefined, {}, new DataView(new ArrayBuffer(8)), new Set([9])]) {
    assert.throws(() => nps(value), code('invalid_option', { field: 'column' }))
  }
})

test('weights and counts are columns beside the answers', () => {
  assert.equal(nps([10, 0], { counts: new Uint32Array([3, 1]) }).estimate, 50)
  assert.equal(nps([10, 0], { weights: [1.5, 0.5] }).estimate, 50)
  assert.equal(nps([10, 0], { weights: null, counts: undefined }).estimate, 0)
  assert.throws(() => nps([10, 0], { counts: [1, 1.5] }), code('not_an_integer', { row: 1 }))
  assert.throws(() => nps([10, 0], { weights: [1] }), code('length_mismatch'))
})

test('labels may be any word, also __proto__ and constructor', () => {
  const labels = JSON.parse('{"__proto__": 5, "constructor": 4, "veryBad": 1}')
  const scored = csat(['__proto__', 'constructor', 'veryBad'], { labels })
  assert.deepEqual([scored.n, scored.distribution], [3, [1, 0, 0, 1, 1]])
  assert.equal(csat(['yes'], { labels: new Map([['yes', 5]]) }).n, 1)
  assert.equal({}.polluted, undefined)
})

test('a shared buffer is read in place', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2))
  shared.set([10, 10])
  assert.equal(nps(shared).estimate, 100)
})

test('the Async form works on a copy', async () => {
  const column = new Uint8Array(100_000).fill(10)
  const scored = npsAsync(column)
  column.fill(0)
  assert.equal((await scored).estimate, 100)
})

test('all bits of a number in the options arrive', () => {
  for (const level of [0.1 + 0.2, 1 - 2 ** -52, 0.123456789012345678, 5e-324]) {
    assert.equal(mean([1, 2], { scale: [1, 5], level }).confLevel, level)
  }
  const weight = 0.1 + 0.2
  const tally = new Tally({ weighted: true }).add(10, { weight })
  assert.ok(tally.equals(new Tally({ weighted: true }).observe([10], { weights: [weight] })))
})
