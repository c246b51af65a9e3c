import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'

import {
  Tally, TallyCube, Test, Transition, compare, compareAll, compareAllAsync, compareAsync, compareGroups, compareGroupsAsync, detectableDifference, nps,
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
  assert.throws(() => compare(ta, new Transition()), { code: 'invalid_option' })
})

test('weights and counts of a comparison are one for each sample', () => {
  assert.ok(compare([10, 0], [10], 'nps', { countsA: [3, 1] }).equals(compare([10, 10, 10, 0], [10])))
  assert.ok(compare([10], [10, 0], 'nps', { countsB: [3, 1] }).equals(compare([10], [10, 10, 10, 0])))
  assert.equal(compare([10, 0], [10, 0], 'nps', { weightsA: [1, 3], weightsB: [3, 1] }).estimate, -100)
  assert.throws(() => compare([10, 0], [10], 'nps', { weightsA: [1] }), { code: 'length_mismatch' })
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

// Charig et al. 1986, BMJ 292: kidney stones, small and large; successes and patients.
const stones = ([small, ofSmall], [large, ofLarge]) => {
  const frame = { size: ['small', 'small', 'large', 'large'], score: [5, 1, 5, 1], n: [small, ofSmall - small, large, ofLarge - large] }
  return new TallyCube({ scale: [1, 5], by: 'size', every: null }).observe(frame, { value: 'score', counts: 'n' })
}

test('a difference of cubes that turns over in their groups is flagged', async () => {
  const [surgery, puncture] = [stones([81, 87], [192, 263]), stones([234, 270], [55, 80])]
  const compared = compare(surgery, puncture, 'csat')
  assert.deepEqual([compared.nA, compared.nB, compared.flags], [350, 350, ['simpson']])
  assert.ok(Math.abs(compared.estimate - -16 / 350) < 1e-12)
  assert.ok((await compareAsync(surgery, puncture, 'csat')).equals(compared))
  assert.deepEqual(compare(surgery, surgery, 'csat').flags, [])
  // a total has no groups
  const total = compare(surgery.tally(), puncture.tally(), 'csat')
  assert.deepEqual([total.estimate, total.flags], [compared.estimate, []])
  assert.ok(compare(surgery, puncture.tally(), 'csat').equals(total))
})

const [before, after] = [[10, 9, 3, 8, null, 2, 6, 9], [10, 9, 9, 8, 4, 9, 9, 6]]

test('two waves of the same respondents are compared, in pairs', async () => {
  const moves = new Transition().observe(before, after)
  assert.deepEqual([moves.n, moves.nMissing, moves.counts.length], [7, 1, 121])
  const paired = compare(moves, { metric: 'nps' })
  // Of 7, three rose from detractor to promoter (+2 each) and one fell (-2): -4 of 7.
  assert.ok(Math.abs(paired.estimate - -400 / 7) < 1e-12)
  assert.equal(paired.method, 'paired_net')
  for (const same of [compare(moves), compare(moves, 'nps'), compare(moves, 'nps', { method: 'paired_net' }), compare(before, after, 'nps', { paired: true }), await compareAsync(moves), await compareAsync(before, after, 'nps', { paired: true })]) {
    assert.ok(same.equals(paired))
  }
  const crossed = compare(moves, { metric: 'nps', method: 'mcnemar' })
  assert.equal(crossed.method, 'mcnemar')
  assert.ok(compare(before, after, 'nps', { paired: true, method: 'mcnemar' }).equals(crossed))
  assert.ok(Transition.merged([new Transition().observe(before.slice(0, 3), after.slice(0, 3)), new Transition().observe(before.slice(3), after.slice(3))]).equals(moves))
  assert.ok(new Transition().observe(['n/a', 9, 3], [1, 'top', 3], { na: 'n/a', labels: { top: 10 } }).equals(new Transition().observe([null, 9, 3], [1, 10, 3])))
})

test('what is no pair is refused', () => {
  const moves = new Transition({ scale: [1, 5] })
  assert.deepEqual([moves.scale.min, moves.scale.max], [1, 5])
  assert.throws(() => moves.observe([1, 2], [1]), { code: 'length_mismatch' })
  assert.throws(() => new Transition({ scale: [0, 1000] }), { code: 'invalid_option', field: 'scale' })
  assert.throws(() => compare(moves, 'nps'), { name: 'CxmError' })
  assert.throws(() => compare(moves, moves, 'csat'), { name: 'CxmError' })
  assert.throws(() => compare(moves, { metric: 'csat', method: 'welch' }), { code: 'invalid_option', field: 'method' })
  assert.throws(() => compare(new Tally(), new Tally(), 'nps', { paired: true }), { code: 'invalid_option', field: 'paired' })
  assert.throws(() => compare(before, after, 'nps', { paired: true, weightsA: before }), { code: 'invalid_option', field: 'paired' })
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

test('two samples have no groups, and two waves are as long as each other', () => {
  assert.throws(() => compare([1, 2], [1, 2], 'nps', { by: 'region' }), { code: 'invalid_option', field: 'by', message: /compareGroups/ })
  assert.throws(() => compare([1, 2], [1], 'nps', { paired: true }), { code: 'length_mismatch', field: 'b' })
  assert.throws(() => new Transition().observe([1, 2], [1]), { code: 'length_mismatch', field: 'second' })
  assert.throws(() => requiredN('nps', { margin: 5, difference: 2 }), { code: 'invalid_option', field: 'margin', got: 'both' })
})
