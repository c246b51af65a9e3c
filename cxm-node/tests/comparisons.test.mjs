import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'

import {
  Tally, TallyCube, Test, compare, compareAll, compareAllAsync, compareAsync, compareGroups, compareGroupsAsync, detectableDifference, nps,
  pAdjust, pAdjustAsync, power, requiredN, shareIntervals,
} from '../index.mjs'

const [a, b] = [[10, 10, 9, 8, 3], [10, 7, 3, 0, 1, 2]]
const rows = [...a.map((score) => ({ score, group: 'a' })), ...b.map((score) => ({ score, group: 'b' }))]

test('two samples are columns or tallies, in any mixture', async () => {
  const expected = compare(a, b)
  assert.equal(expected.estimate, nps(a).estimate - nps(b).estimate)
  assert.deepEqual([expected.nA, expected.nB, expected.method], [5, 6, 'adjusted_wald_balanced'])
  const [ta, tb] = [a, b].map((column) => new Tally().observe(column))
  for (const [x, y] of [[ta, tb], [ta, b], [a, tb], [Uint8Array.from(a), b]]) assert.ok(compare(x, y, 'nps').equals(expected))
  assert.ok((await compareAsync(a, tb)).equals(expected))
  assert.ok(!compare(tb, ta).equals(expected))
  assert.throws(() => compare(ta, 'b'), { code: 'invalid_option' })
  assert.throws(() => compare(ta, new TallyCube()), { code: 'invalid_option' })
})

test('weights and counts of a comparison are one for each sample', () => {
  assert.ok(compare([10, 0], [10], 'nps', { counts: [[3, 1], null] }).equals(compare([10, 10, 10, 0], [10])))
})

test('a test has the fields of the core, reads on one line, and goes through JSON', () => {
  const compared = compare(a, b, 'nps', { alternative: 'greater', level: 0.9 })
  assert.deepEqual(Object.keys(compared), [
    'metric', 'estimate', 'stdError', 'statistic', 'df', 'pValue', 'pAdjusted', 'confLow', 'confHigh', 'level', 'method', 'alternative',
    'effectSize', 'nA', 'nB', 'unit', 'flags', 'pLower', 'pUpper',
  ])
  assert.ok(Test.fromJSON(JSON.stringify(compared)).equals(compared))
  assert.equal(inspect(compared), String(compared))
  assert.doesNotMatch(String(compared), /\n/)
})

test('groups are compared with the rest, in every form', async () => {
  const table = compareGroups(rows, 'nps', 'score', 'group')
  assert.deepEqual(table.map(({ group, n, score, nBaseline }) => [group, n, score, nBaseline]), [['a', 5, 40, 6], ['b', 6, -50, 5]])
  assert.equal(table[0].estimate, 90)
  assert.deepEqual(await compareGroupsAsync(rows, 'nps', 'score', 'group'), table)
  const cube = new TallyCube({ by: 'group', every: null }).observe(rows, { value: 'score' })
  assert.deepEqual(cube.compareGroups('nps'), table)
  assert.deepEqual(compareGroups(rows, 'nps', 'score', ['group'], { baseline: 'a', adjust: 'bonferroni' }).length > 0, true)
})

test('all groups are compared at once', async () => {
  const all = compareAll(rows, 'nps', 'score', 'group')
  assert.equal(all.method, 'chi_square')
  assert.ok((await compareAllAsync(rows, 'nps', 'score', 'group')).equals(all))
  assert.ok(compareAll(rows, 'nps', 'score', 'group', { method: 'kruskal_wallis' }).pValue < 1)
})

test('p-values are adjusted, and missing ones stay missing', async () => {
  assert.deepEqual(pAdjust([0.01, null, 0.04], { method: 'bonferroni' }), [0.02, null, 0.08])
  assert.deepEqual(await pAdjustAsync(Float64Array.of(0.01, NaN, 0.04), { method: 'bonferroni' }), [0.02, null, 0.08])
  assert.throws(() => pAdjust([0.5, 1.5]), { code: 'out_of_range', row: 1 })
  assert.throws(() => pAdjust([0.5, 'x']), { code: 'out_of_range', row: 1 })
})

test('sample size, power and detectable difference agree with each other', () => {
  assert.equal(requiredN('nps', { margin: 10 }), 382)
  assert.equal(requiredN(undefined, { margin: 10 }), 382)
  assert.ok(requiredN('nps', { margin: 10, population: 500 }) < 382)
  const difference = detectableDifference('nps', { n: 400, power: 0.8 })
  assert.ok(Math.abs(power('nps', { n: 400, difference }) - 0.8) < 1e-9)
  assert.throws(() => requiredN('nps', {}), { code: 'invalid_option', field: 'margin' })
})

test('shares of all points have simultaneous intervals', () => {
  const table = shareIntervals(Tally.fromCounts([1, 0, 3], { scale: [1, 3] }))
  assert.deepEqual(table.map(({ point, n, share }) => [point, n, share]), [[1, 1, 0.25], [2, 0, 0], [3, 3, 0.75]])
  assert.ok(table.every(({ share, confLow, confHigh }) => confLow <= share && share <= confHigh))
  assert.throws(() => shareIntervals([1, 2]), { code: 'invalid_option' })
})
