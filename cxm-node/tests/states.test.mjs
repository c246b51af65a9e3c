import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'

import { Tally, TallyCube, Transition, nps } from '../index.mjs'

const rows = [
  { region: 'EU', score: 10, at: new Date('2024-01-31T23:30:00Z') },
  { region: 'US', score: 9, at: new Date('2024-02-01T00:30:00Z') },
  { region: 'EU', score: 3, at: new Date('2024-02-02T00:00:00Z') },
  { region: null, score: 7, at: new Date('2024-02-03T00:00:00Z') },
]
const states = {
  Tally: () => new Tally().observe([10, 9, 3, null]),
  TallyCube: () => new TallyCube({ by: 'region', every: 'day' }).observe(rows, { value: 'score', time: 'at' }),
  Transition: () => new Transition().observe([10, 9, 3, null], [10, 3, 8, 9]),
}
const batchesWithAnError = {
  Tally: [[10, 11]],
  TallyCube: [[{ region: 'EU', score: 11, at: new Date() }], { value: 'score', time: 'at' }],
  Transition: [[10, 9], [10, 11]],
}

for (const [name, make] of Object.entries(states)) {
  const type = make().constructor
  test(`a ${name} goes through bytes and JSON and stays equal`, () => {
    const state = make()
    assert.ok(type.fromBytes(state.toBytes()).equals(state))
    assert.ok(type.fromJSON(state.toJSON()).equals(state))
    assert.ok(type.fromJSON(JSON.stringify(state)).equals(state))
    assert.ok(type.fromBytes(state.toBytes()) instanceof type)
  })

  test(`a clone of a ${name} goes its own way`, () => {
    const state = make()
    const clone = state.clone()
    assert.ok(clone.equals(state) && clone instanceof type)
    clone.merge(state)
    assert.deepEqual([clone.n, state.n, clone.equals(state)], [2 * state.n, state.n, false])
  })

  test(`a ${name} merges with itself, and what was merged is subtracted`, () => {
    const [state, twice] = [make(), make()]
    assert.equal(twice.merge(twice), twice)
    assert.ok(type.merged([state, state]).equals(twice))
    assert.ok(twice.subtract(state).equals(state))
    assert.throws(() => state.clone().subtract(type.merged([state, state])), { code: 'not_contained' })
  })

  test(`merging ${name}s leaves the first as it was`, () => {
    const state = make()
    type.merged([state, state, state])
    assert.ok(state.equals(make()))
  })

  test(`bad bytes and bad JSON are no ${name}`, () => {
    const bytes = make().toBytes()
    bytes[bytes.length - 1] ^= 1
    for (const bad of [bytes, new Uint8Array(), Buffer.from('CXM')]) assert.throws(() => type.fromBytes(bad), { code: 'invalid_state' })
    for (const bad of ['{', '{}', {}, null, 3]) assert.throws(() => type.fromJSON(bad), { name: 'CxmError' })
    for (const bad of ['CXM', null, [1, 2]]) assert.throws(() => type.fromBytes(bad), { code: 'invalid_option', field: 'bytes' })
  })

  test(`a ${name} takes nothing of a batch that has an error`, async () => {
    const state = make()
    const input = batchesWithAnError[name]
    assert.throws(() => state.observe(...input), { code: 'out_of_range' })
    await assert.rejects(state.observeAsync(...input), { code: 'out_of_range' })
    assert.ok(state.equals(make()))
  })

  test(`a ${name} can be looked at`, () => assert.match(inspect(make()), new RegExp(`^${name} \\{`)))

  test(`only a ${name} merges with a ${name}`, () => {
    for (const other of [null, {}, 3, name === 'Tally' ? states.TallyCube() : states.Tally()]) {
      assert.throws(() => make().merge(other), { code: 'invalid_option', field: 'other' })
      assert.equal(make().equals(other), false)
    }
  })
}

test('a cube of whole keys past 2^53 goes through JSON.parse and JSON.stringify', () => {
  const id = new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n, 2n ** 53n, 7n])
  const cube = new TallyCube({ by: 'id', every: null }).observe({ id, score: [10, 9, 8, 3, 0] }, { value: 'score' })
  const back = TallyCube.fromJSON(JSON.stringify(JSON.parse(JSON.stringify(cube))))
  assert.ok(back.equals(cube))
  assert.deepEqual(back.score('nps').map((row) => row.id).sort(), cube.score('nps').map((row) => row.id).sort())
  assert.equal(back.score('nps').length, 5)
})

test('JSON that is nested a million deep is refused, for every state', () => {
  for (const make of Object.values(states)) {
    for (const open of ['[', '{"a":', '[{"cxm":']) {
      assert.throws(() => make().constructor.fromJSON(open.repeat(1_000_000)), { code: 'nesting_too_deep', line: 1 })
    }
    const json = JSON.stringify(make())
    assert.throws(() => make().constructor.fromJSON(json.replace('"scale"', '"scael"')), { code: 'unknown_key', pointer: '/scael', got: 'scael' })
    assert.throws(() => make().constructor.fromJSON(json.replace('"scale"', '"cxm":"","scale"')), { code: 'duplicate_key', pointer: '/cxm' })
  }
})

test('a tally counts and scores', () => {
  const tally = new Tally({ scale: [0, 10] })
  assert.equal(tally.observe([10, 9]).add(3).add(null), tally)
  assert.deepEqual([tally.n, tally.nMissing, tally.nInvalid, tally.counts], [3, 1, 0, [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1]])
  assert.ok(tally.nps().equals(nps([10, 9, 3, null])))
  assert.equal(tally.topBox(1).estimate, 1 / 3)
  assert.equal(tally.net(6, 9, { level: 0.9 }).confLevel, 0.9)
  assert.throws(() => new Tally({ scale: [1, 5] }).nps(), { code: 'scale_mismatch' })
})

test('a tally is made of counts', () => {
  const tally = Tally.fromCounts([1, 0, 2], { scale: [1, 3], nMissing: 4 })
  assert.deepEqual([tally.n, tally.nMissing, tally.counts, tally.mean().estimate], [3, 4, [1, 0, 2], 7 / 3])
  assert.deepEqual(Tally.fromCounts(new Uint32Array([1, 0, 2]), { scale: [1, 3] }).counts, [1, 0, 2])
  assert.throws(() => Tally.fromCounts([1.5, 0, 2], { scale: [1, 3] }), { code: 'not_an_integer' })
})

test('counts up to 2^53 are exact, and one more is refused', () => {
  const tally = Tally.fromCounts([2 ** 53 - 1, 0], { scale: [0, 1] }).add(0)
  assert.deepEqual(tally.counts, [2 ** 53, 0])
  assert.throws(() => tally.add(0), { code: 'count_overflow' })
})

test('a batch observed on another thread is the same', async () => {
  const tally = new Tally()
  assert.equal(await tally.observeAsync(Uint8Array.of(10, 9, 3)), tally)
  assert.ok(tally.equals(new Tally().observe([10, 9, 3])))
})

test('a cube scores by its keys, and gives the tally of a group', () => {
  const cube = states.TallyCube()
  assert.deepEqual(cube.by, ['region'])
  const byRegion = cube.score('nps', { by: 'region', every: null })
  assert.ok(byRegion.length > 0)
  assert.equal(cube.tally({ region: 'EU' }).n, 2)
  assert.equal(cube.tally({ region: null }).n, 1)
  assert.equal(cube.tally().n, 4)
  const months = cube.score('nps', { by: [], every: 'month' })
  assert.deepEqual(months.map(({ period, n }) => [period, n]), [['2024-01-01', 1], ['2024-02-01', 3]])
})

test('a cube without a time key is asked for with every: null', () => {
  const cube = new TallyCube({ by: ['region'], every: null }).observe(rows, { value: 'score' })
  assert.deepEqual(cube.score('nps').map(({ region, n }) => [region, n]), [['EU', 2], ['US', 1], [null, 1]])
})

test('a whole number past 2^53 is the group that it names', () => {
  const [one, two, past] = [2n ** 60n, 2n ** 60n + 1n, 2n ** 63n]
  const cube = new TallyCube({ by: 'id', every: null }).observe([{ id: one, s: 9 }, { id: two, s: 1 }, { id: past, s: 2 }, { id: past + 1n, s: 3 }], { value: 's' })
  for (const id of [one, two, past]) assert.equal(cube.tally({ id }).n, 1, `${id}`)
  assert.equal(cube.tally({ id: two + 1n }).n, 0)
  assert.equal(cube.compareGroups('nps', { baseline: one }).length, 4)
  assert.equal(cube.compareGroups(undefined, { baseline: [two] }).length, 4)
  assert.equal(cube.score().length, 4)
})
