// Survival in Node: the numbers of R's package survival 3.5-3, layouts, twins, and errors with their places.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inspect } from 'node:util'

import * as cxm from '../index.mjs'

const refused = (code, field) => (error) => {
  assert.ok(error instanceof cxm.CxmError, `${error.stack}`)
  assert.deepEqual([error.code, error.field], [code, field])
  return true
}
const near = (got, want, relative = 1e-12) => assert.ok(Math.abs(got - want) <= relative * Math.abs(want), `got ${got}, want ${want}`)

/** Acute myelogenous leukemia (R: `survival::aml`): maintained, then not. */
const maintained = { time: [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], event: [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0] }
const others = { time: [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], event: [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1] }
const aml = { time: [...maintained.time, ...others.time], event: [...maintained.event, ...others.event], group: [...maintained.time.map(() => 'kept'), ...others.time.map(() => 'left')] }

test('a curve has the interval, the median and the mean of R', async () => {
  const curve = cxm.kaplanMeier(Float64Array.from(maintained.time), maintained.event)
  const at18 = curve.survivalAt(18)
  near(at18.confLow, 0.350190385907938)
  near(at18.confHigh, 0.899023974191053)
  assert.deepEqual(curve.median, { estimate: 31, confLow: 13, confHigh: null })
  near(curve.rmst(48).estimate, 31.84318181818182)
  assert.deepEqual(Object.keys(curve.table[0]), ['time', 'nAtRisk', 'nEvents', 'nCensored', 'survival', 'stdError', 'confLow', 'confHigh'])
  assert.deepEqual(curve.groups, [{ n: 11, nEvents: 7, median: 31, medianLow: 13, medianHigh: null }])
  near(cxm.kaplanMeier(maintained.time, maintained.event, { transform: 'plain' }).survivalAt(18).confLow, 0.442170778715077)
  assert.deepEqual((await cxm.kaplanMeierAsync(maintained.time, maintained.event)).table, curve.table)
  assert.match(inspect(curve), /^SurvivalCurve \[/)
})

test('where the data do not reach there is nothing, and several times are a table', () => {
  const curve = cxm.kaplanMeier([3, 5, 2, 8], [true, false, true, true])
  assert.deepEqual(curve.survivalAt([1, 3]).map(({ time, survival }) => [time, survival]), [[1, 1], [3, 0.5]])
  assert.deepEqual(cxm.kaplanMeier([3, 5], [1, 0]).survivalAt(6), { estimate: null, confLow: null, confHigh: null })
  assert.throws(() => cxm.kaplanMeier([3, 5], [1, 0]).rmst(6), refused('out_of_range', 'until'))
  assert.throws(() => curve.survivalAt('soon'), refused('invalid_option', 'times'))
})

test('a curve does not change with the columns that it was made of', () => {
  const durations = Float64Array.of(3, 5, 2, 8)
  const curve = cxm.kaplanMeier(durations, [1, 0, 1, 1])
  const before = curve.rmst(5)
  durations.fill(1)
  assert.deepEqual(curve.rmst(5), before)
})

test('groups have curves of their own, whatever the layout', () => {
  const curve = cxm.kaplanMeier(aml.time, aml.event, { by: aml.group, as: 'columns' })
  assert.deepEqual(curve.groups.by, ['kept', 'left'])
  assert.deepEqual(curve.median.median, [31, 23])
  assert.deepEqual(curve.rmst(45).by, ['kept', 'left'])
  assert.deepEqual(curve.survivalAt(18).by, ['kept', 'left'])
  assert.throws(() => cxm.kaplanMeier([1], [1], { as: 'frame' }), refused('invalid_option', 'as'))
})

test('weights stand for customers', () => {
  const weighted = cxm.kaplanMeier([3, 5], [1, 0], { weights: [2, 1] })
  assert.deepEqual(weighted.table, cxm.kaplanMeier([3, 3, 5], [1, 1, 0]).table)
})

test('the cumulative hazard adds events at once, or one by one', async () => {
  const [times, events] = [[2, 2, 3], [1, 1, 1]]
  near(cxm.nelsonAalen(times, events)[0].cumulativeHazard, 2 / 3)
  const columns = cxm.nelsonAalen(times, events, { ties: 'one_by_one', as: 'columns' })
  near(columns.cumulativeHazard[0], 1 / 3 + 1 / 2)
  assert.deepEqual(await cxm.nelsonAalenAsync(times, events, { ties: 'one_by_one', as: 'columns' }), columns)
  assert.ok(cxm.nelsonAalen(times, events, { as: 'ipc' }) instanceof Uint8Array)
  assert.throws(() => cxm.nelsonAalen(times, events, { ties: 'never' }), refused('invalid_option', 'ties'))
})

test('the log-rank test is that of R', async () => {
  const result = cxm.logRank(aml.time, aml.event, aml.group)
  assert.ok(result instanceof cxm.Test)
  near(result.statistic, 3.3963886989776)
  assert.deepEqual([result.df, result.nA], [1, 23])
  near(cxm.logRank(aml.time, aml.event, aml.group, { rho: 1 }).statistic, 2.77927954475177)
  near(cxm.logRank(aml.time, aml.event, aml.group, { trend: [1, 2] }).pValue, result.pValue)
  assert.ok((await cxm.logRankAsync(aml.time, aml.event, aml.group)).equals(result))
  assert.throws(() => cxm.logRank([1, 2], [1, 1], ['a', 'a']), refused('too_few', 'group'))
  assert.throws(() => cxm.logRank([1, 2], [1, 1], ['a', 'b'], { trend: 'up' }), refused('invalid_option', 'trend'))
  assert.throws(() => cxm.logRank([1, -2], [1, 1], ['a', 'b']), { name: 'CxmError', code: 'out_of_range', row: 1 })
  assert.throws(() => cxm.logRank([1, 2], [1], ['a', 'b']), { name: 'CxmError', code: 'length_mismatch' })
  assert.throws(() => cxm.logRank([1, 2], [1, 1], null), { name: 'CxmError', code: 'unknown_column' })
})

/** The men of Rossi, Berk and Lenihan: see the head of the file. */
const [, names, ...lines] = readFileSync(new URL('../../cxm-core/tests/cox/rossi.csv', import.meta.url), 'utf8').trim().split('\n').map((line) => line.split(','))
const rossi = lines.map((cells) => Object.fromEntries(names.map((name, place) => [name, Number(cells[place])])))
const covariates = ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio']
const ROSSI = { duration: 'week', event: 'arrest', covariates }

test("Cox's model of Rossi is that of R", async () => {
  const fit = new cxm.CoxPh().fit(rossi, ROSSI)
  assert.deepEqual(fit.table.map((row) => row.term), covariates)
  assert.deepEqual([fit.n, fit.nEvents, fit.status, fit.infinite, fit.ties, fit.robust], [432, 114, 'converged', [], 'efron', false])
  near(fit.logLikelihoodNull, -675.380632346871)
  near(fit.logLikelihood, -658.747659446086, 1e-11)
  near(fit.likelihoodRatio.statistic, 2 * (fit.logLikelihood - fit.logLikelihoodNull), 1e-12)
  near(fit.score.statistic, 33.5286888998997077, 1e-9)
  near(fit.wald.statistic, 32.1126101919368, 1e-6)
  assert.deepEqual([fit.wald.df, fit.covariance.length], [7, 7])
  near(fit.concordance.estimate, 0.640329247099714)
  near(fit.table[0].hazardRatio, Math.exp(fit.table[0].estimate))
  near(fit.covariance[0][0], fit.table[0].stdError ** 2)
  near(fit.proportionalHazards.at(-1).statistic, 17.694415254455, 1e-6) // cox.zph
  assert.equal(fit.proportionalHazards.at(-1).term, 'GLOBAL')
  assert.deepEqual(Object.keys(fit.baseline[0]), ['stratum', 'time', 'hazard', 'survival', 'cumulativeHazard'])
  assert.deepEqual((await new cxm.CoxPh().fitAsync(rossi, ROSSI)).table, fit.table)
  assert.match(inspect(fit), /^CoxPh \[/)
})

test('ties in each way, robust errors and layouts', () => {
  const breslow = new cxm.CoxPh({ ties: 'breslow' }).fit(rossi, { ...ROSSI, as: 'columns' })
  near(breslow.table.estimate[0], -0.379021887795027, 1e-6)
  const exact = new cxm.CoxPh({ ties: 'exact' }).fit(rossi, ROSSI)
  near(exact.table[0].estimate, -0.381567617441891, 1e-6)
  assert.deepEqual([exact.baseline, exact.proportionalHazards], [null, null])
  const robust = new cxm.CoxPh({ robust: true }).fit(rossi, ROSSI)
  near(robust.table[0].stdError, 0.195541778981962, 1e-6)
  assert.equal(new cxm.CoxPh().fit(rossi.map((row, id) => ({ ...row, id })), { ...ROSSI, cluster: 'id' }).robust, true)
})

test('a ratio without a bound is named', () => {
  const frame = { weeks: [1, 2, 3, 4, 5, 6], left: [1, 1, 1, 1, 1, 1], first: [1, 1, 1, 0, 0, 0], other: [0.3, 0.1, 0.9, 0.5, 0.2, 0.6] }
  const fit = new cxm.CoxPh().fit(frame, { duration: 'weeks', event: 'left', covariates: ['first', 'other'] })
  assert.deepEqual([fit.status, fit.infinite, fit.proportionalHazards], ['infinite', ['first'], null])
})

test('what a model is not told, or is told wrong, is refused by name', async () => {
  assert.throws(() => new cxm.CoxPh().table, refused('invalid_option', 'fit'))
  assert.equal(inspect(new cxm.CoxPh()), 'CoxPh {}')
  assert.throws(() => new cxm.CoxPh().fit(rossi, { ...ROSSI, event: undefined }), refused('invalid_option', 'event'))
  assert.throws(() => new cxm.CoxPh().fit(rossi, { ...ROSSI, covariates: ['aeg'] }), refused('unknown_column', 'aeg'))
  assert.throws(() => new cxm.CoxPh({ ties: 'breslov' }).fit(rossi, ROSSI), refused('invalid_option', 'ties'))
  assert.throws(() => new cxm.CoxPh({ tie: 'efron' }).fit(rossi, ROSSI), refused('invalid_option', 'tie'))
  await assert.rejects(new cxm.CoxPh().fitAsync(rossi, { ...ROSSI, clock: 'sun' }), refused('invalid_option', 'clock'))
})
