import assert from 'node:assert/strict'
import test from 'node:test'

import { Metric, TallyCube, score, scoreAsync, toCSV } from '../index.mjs'

const rows = [
  { region: 'EU', score: 10 },
  { region: 'US', score: 9 },
  { region: 'EU', score: 3 },
  { score: 7 },
]

test('row objects, an object of columns and the Async form give the same table', async () => {
  const expected = score(rows, 'nps', 'score', { by: 'region' })
  assert.deepEqual(expected.map(({ region, estimate, n }) => [region, estimate, n]), [['EU', 0, 2], ['US', 100, 1], [null, 0, 1]])
  const columns = { region: ['EU', 'US', 'EU', null], score: Uint8Array.of(10, 9, 3, 7) }
  assert.deepEqual(score(columns, 'nps', 'score', { by: ['region'] }), expected)
  assert.deepEqual(await scoreAsync(rows, 'nps', 'score', { by: 'region' }), expected)
})

test('a table comes as rows or as columns', () => {
  const columns = score(rows, 'nps', 'score', { by: 'region', as: 'columns' })
  assert.deepEqual([columns.region, columns.n], [['EU', 'US', null], [2, 1, 1]])
  assert.throws(() => score(rows, 'nps', 'score', { as: 'frame' }), { code: 'invalid_option', field: 'as' })
})

test('group keys are the values of the caller', () => {
  const of = (keys) => score({ key: keys, score: keys.map ? Array.from(keys, () => 9) : [] }, 'nps', 'score', { by: 'key' }).map(({ key }) => key)
  const day = new Date('2024-05-01T12:00:00Z')
  assert.deepEqual(of([2n ** 60n, 5n, 2n ** 60n]), [5n, 2n ** 60n])
  assert.deepEqual(of(BigInt64Array.of(7n, -(2n ** 62n))), [-(2n ** 62n), 7n])
  assert.equal(of([day, day])[0], day)
  assert.deepEqual(of([true, false]), [false, true])
  assert.deepEqual(of([1.5, NaN, 1]), [1, 1.5, null])
  assert.deepEqual(of(['é', 'e', undefined, '']), ['', 'e', 'é', null])
})

test('columns and groups may be called __proto__', () => {
  const table = score(JSON.parse('[{"__proto__": "constructor", "score": 9}, {"__proto__": "__proto__", "score": 3}]'), 'nps', 'score', { by: '__proto__' })
  assert.deepEqual(table.map((row) => [Object.hasOwn(row, '__proto__'), Object.entries(row)[0]]), [
    [true, ['__proto__', '__proto__']], [true, ['__proto__', 'constructor']],
  ])
  assert.equal(Object.getPrototypeOf(table[0]), Object.prototype)
})

test('a column that no row has is not found, though Object.prototype has it', () => {
  assert.throws(() => score(rows, 'nps', 'constructor'), { code: 'unknown_column' })
  assert.throws(() => score(rows, 'nps', 'scores', { by: 'region' }), (error) => {
    assert.equal(error.code, 'unknown_column')
    assert.match(error.message, /did you mean "score"\?/)
    return true
  })
})

test('columns that the call does not name are not read', () => {
  assert.equal(score([{ score: 9, comment: '\ud83d', more: Symbol('s') }], 'nps', 'score')[0].n, 1)
  assert.throws(() => score([{ score: 9, comment: '\ud83d' }], 'nps', 'score', { by: 'comment' }), { code: 'invalid_encoding', row: 0 })
})

test('a metric carries its column and its options', () => {
  const metric = new Metric('csat', { column: 'score', scale: [1, 10], top: 1 })
  const expected = score(rows, 'csat', 'score', { scale: [1, 10], top: 1 })
  assert.deepEqual(score(rows, metric, { by: [] }), expected)
  assert.deepEqual(score(rows, metric), expected)
  assert.deepEqual(score(rows, { metric: 'csat', column: 'score', scale: [1, 10], top: 1 }), expected)
  assert.deepEqual(JSON.parse(JSON.stringify(metric)), { column: 'score', scale: [1, 10], top: 1, metric: 'csat' })
  assert.throws(() => new Metric('cast'), { code: 'unknown_metric' })
  assert.throws(() => new Metric('csat', { tpo: 2 }), { code: 'invalid_option', field: 'tpo' })
})

test('periods are dates, every one from the first to the last', () => {
  const table = score({ at: ['2024-01-15', '2024-03-15'], score: [10, 9] }, 'nps', 'score', { time: 'at', every: 'month' })
  assert.deepEqual(table.map(({ period, n, estimate }) => [period, n, estimate]), [['2024-01-01', 1, 100], ['2024-02-01', 0, null], ['2024-03-01', 1, 100]])
})

test('no rows give no groups, and what is no frame is refused', () => {
  assert.deepEqual(score([], 'nps', 'score', { by: 'region' }), [])
  for (const bad of [null, undefined, 'rows', 3, new Float64Array(2)]) assert.throws(() => score(bad, 'nps', 'score'), { code: 'invalid_option', field: 'frame' })
  assert.throws(() => score({ score: 'nine' }, 'nps', 'score'), { code: 'invalid_option' })
  assert.throws(() => score({ score: [9], region: [1, 2] }, 'nps', 'score', { by: 'region' }), { code: 'length_mismatch' })
})

test('a group column that has the name of a result column in JavaScript is refused', () => {
  for (const name of ['nMissing', 'confLow']) {
    assert.throws(() => score([{ [name]: 'a', score: 9 }], 'nps', 'score', { by: name }), { code: 'duplicate_id', field: name })
    assert.equal(score([{ [name]: 9 }], 'nps', name)[0].n, 1) // as answers it is in nobody's way
  }
})

test('infinite group keys are infinite again', () => {
  const groups = { g: [Infinity, NaN, 1.5, -Infinity], score: [9, 9, 9, 9] }
  assert.deepEqual(score(groups, 'nps', 'score', { by: 'g', as: 'columns' }).g, [-Infinity, 1.5, Infinity, null])
  const cube = new TallyCube({ by: ['g'], every: null }).observe(groups, { value: 'score' })
  assert.deepEqual(cube.score('nps', { by: 'g', as: 'columns' }).g, [-Infinity, 1.5, Infinity, null])
})

test('what is no row is no row of missing values', () => {
  assert.equal(score([null, undefined, { score: 9 }], 'nps', 'score')[0].nMissing, 2)
  for (const row of [5, 'nine', [9], true]) {
    assert.throws(() => score([{ score: 9 }, row], 'nps', 'score'), { code: 'invalid_option', field: 'frame', message: /^row 1 of frame must be an object/ })
  }
  assert.throws(() => score({ score: 9 }, 'nps', 'score'), { code: 'invalid_option', field: 'score', message: /^column "score" must be/ })
})

test('a table is written as CSV that a spreadsheet may open', () => {
  const table = score([{ region: '=1+1', score: 10 }, { region: 'a,b', score: 3 }, { score: 9 }], 'nps', 'score', { by: 'region' })
  const lines = toCSV(table).split('\r\n')
  assert.equal(lines[0], 'region,estimate,stdError,confLow,confHigh,n,nMissing,nInvalid,nEff,flags')
  assert.ok(lines[1].startsWith('=1+1,100,0,-48.') && lines[2].startsWith('"a,b",-100,') && lines[3].startsWith(',100,'))
  assert.ok(toCSV(table, { spreadsheetSafe: true }).includes("\r\n'=1+1,100,"))
  assert.equal(toCSV(score([{ score: 10 }], 'nps', 'score', { as: 'columns' }), { delimiter: 'tab' }).split('\t')[0], 'estimate')
  assert.throws(() => toCSV(table, { delimiter: 'two' }), { code: 'invalid_option', field: 'delimiter' })
  assert.throws(() => toCSV([{ a: {} }]), { code: 'invalid_option', field: 'a', row: 0 })
})
