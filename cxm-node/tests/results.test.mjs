import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from 'node:util'

import { Estimate, ces, csat, enps, favorability, mean, nps, stars } from '../index.mjs'

test('the fields of an estimate are those of the core in camelCase', () => {
  const scored = nps([10, 9, 3, 7], { level: 0.9 })
  assert.deepEqual(Object.keys(scored), [
    'metric', 'estimate', 'stdError', 'confLow', 'confHigh', 'confLevel', 'method', 'n', 'nMissing', 'nInvalid', 'nEff', 'unit',
    'direction', 'flags', 'distribution', 'scale', 'stdDev', 'definition',
  ])
  assert.deepEqual([scored.metric, scored.estimate, scored.confLevel, scored.n, scored.unit], ['nps', 25, 0.9, 4, 'points'])
  assert.deepEqual(scored.distribution, [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1])
  assert.throws(() => { 'use strict'; scored.estimate = 0 }, TypeError)
})

test('an estimate reads on one line', () => {
  const line = /^NPS 25\.0 \[-?[\d.]+, [\d.]+\] 95 % adjusted_wald · n 4 · low_base$/
  assert.match(String(nps([10, 9, 3, 7])), line)
  assert.match(inspect(nps([10, 9, 3, 7])), line)
})

test('nothing in a result changes', () => {
  'use strict'
  const scored = nps([10, 9, 3])
  assert.throws(() => scored.flags.push('x'), TypeError)
  assert.throws(() => { scored.scale.min = 5 }, TypeError)
  assert.ok(scored.equals(nps([10, 9, 3])))
})

test('an estimate goes through JSON and stays equal', () => {
  const scored = csat([5, 4, 1, null])
  const back = Estimate.fromJSON(JSON.stringify(scored))
  assert.ok(back instanceof Estimate && back.equals(scored) && scored.equals(back))
  assert.equal(String(back), String(scored))
  assert.ok(Estimate.fromJSON(scored.toJSON()).equals(scored))
  assert.ok(!scored.equals(csat([5, 4, 1])) && !scored.equals(scored.toJSON()) && !scored.equals(null))
  assert.throws(() => Estimate.fromJSON({ metric: 'nps' }), { code: 'invalid_json' })
})

test('each score has its own options', () => {
  assert.deepEqual(enps([10, 9, 3]).flags, ['suppressed'])
  assert.equal(enps([10, 9, 3], { minN: 3 }).metric, 'enps')
  assert.equal(csat([1, 2, 3, 4, 5]).estimate, 0.4)
  assert.equal(csat([1, 2, 3, 4, 5], { rule: 'mean' }).estimate, 3)
  assert.equal(ces([1, 7], { form: 'effort', scale: [1, 7] }).direction, 'lower_is_better')
  assert.equal(stars([5, 5], { rule: 'bayesian', priorMean: 3, priorN: 2 }).estimate, 4)
  assert.equal(favorability([1, 5, 5], { scale: [1, 5] }).n, 3)
  assert.equal(mean([1, 2], { scale: [1, 5] }).stdDev, Math.SQRT1_2)
  assert.throws(() => ces([1, 7]), { code: 'invalid_option', field: 'form' })
})
