// Customer value in Node: published numbers, layouts, twins, and errors with their places.
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

/** The 2,357 customers of CDNOW: see the head of the file. */
const cdnow = readFileSync(new URL('../../cxm-core/tests/customer_value/cdnow.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => {
    const [frequency, recency, T, monetaryValue, nCustomers] = line.split(' ').map(Number)
    return { frequency, recency, T, monetaryValue, nCustomers }
  })
const BG = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } // Fader, Hardie and Lee (2005), table 2
const GG = { p: 6.25, q: 3.74, v: 15.44 } // Fader and Hardie (2013), The Gamma-Gamma Model
const one = { frequency: [2], recency: [30.43], T: [38.86], monetaryValue: [22.35] }
const shop = { who: ['b', 'a', 'a', 'a'], day: ['2026-01-08', '2026-01-01', '2026-01-15', '2026-01-15'], paid: [5, 9, 30, 10] }
const SHOP = { customer: 'who', time: 'day', amount: 'paid', observationEnd: '2026-02-12' }

test('purchases of a day are one, and the table knows its unit in every layout', async () => {
  const table = cxm.rfm(shop, SHOP)
  assert.deepEqual(table, [
    { customer: 'a', frequency: 1, recency: 2, T: 6, monetaryValue: 40 },
    { customer: 'b', frequency: 0, recency: 0, T: 5, monetaryValue: null },
  ])
  assert.deepEqual(Object.keys(table), ['0', '1'])
  const columns = cxm.rfm(shop, { ...SHOP, as: 'columns' })
  assert.deepEqual(Object.keys(columns), ['customer', 'frequency', 'recency', 'T', 'monetaryValue'])
  const later = await cxm.rfmAsync(shop, SHOP)
  assert.deepEqual(later, table)
  const fit = new cxm.MbgNbd().fit(table)
  for (const own of [table, columns, later, cxm.rfm(shop, { ...SHOP, as: 'ipc' })]) {
    assert.equal(own.unit, 'week')
    assert.ok(new cxm.MbgNbd().fit(own).equals(fit))
  }
  assert.equal(fit.unit, 'week')
  assert.equal(new cxm.MbgNbd().fit(table, { unit: 'day' }).unit, 'day')
  assert.equal(new cxm.MbgNbd().fit([...table]).unit, null)
  assert.equal(new cxm.MbgNbd().fit({ ...columns, unit: ['a', 'b'] }).unit, null) // a column
  assert.equal(cxm.rfm(shop, { ...SHOP, unit: 'day' }).unit, 'day')
})

test('customers are the values of the caller, and times are dates too', () => {
  const [row] = cxm.rfm([{ who: 2n ** 60n, day: new Date('2026-01-01') }], { customer: 'who', time: 'day', observationEnd: new Date('2026-02-12'), unit: 'day' })
  assert.deepEqual(row, { customer: 2n ** 60n, frequency: 0, recency: 0, T: 42 })
})

test('transactions without an end, or without a column, are refused', async () => {
  assert.throws(() => cxm.rfm(shop, { ...SHOP, observationEnd: undefined }), refused('invalid_option', 'observationEnd'))
  assert.throws(() => cxm.rfm(shop, { ...SHOP, time: 'days' }), refused('unknown_column', 'days'))
  assert.throws(() => cxm.rfm(shop, { ...SHOP, merge: 'week' }), refused('invalid_option', 'merge'))
  assert.throws(() => cxm.rfm(shop, { ...SHOP, observation_end: '2026-01-01' }), refused('invalid_option', 'observation_end'))
  await assert.rejects(cxm.rfmAsync(shop, { ...SHOP, customer: undefined }), refused('invalid_option', 'customer'))
})

test('the customers of CDNOW give BG/NBD its published parameters', async () => {
  const fit = new cxm.BgNbd().fit(cdnow, { unit: 'week', counts: 'nCustomers' })
  assert.deepEqual([fit.n, fit.unit, fit.status, fit.degenerate, fit.converged], [2357, 'week', 'converged', [], true])
  for (const [name, value] of Object.entries(BG)) near(fit.params[name], value, 5e-4 / Math.min(value, 1)) // printed with three digits
  // R's BTYD of the same data, to the tolerance of its optimum
  near(fit.params.r, 0.24259290720446564, 1e-6)
  near(fit.logLikelihood, -9582.425560567362, 1e-9)
  near(fit.stdErrors.alpha, 0.37822141552658944, 1e-5)
  near(fit.covariance[2][3], 0.12319554555328187, 1e-5)
  near(fit.aic, 8 - 2 * fit.logLikelihood)
  near(fit.bic, 4 * Math.log(2357) - 2 * fit.logLikelihood)
  assert.deepEqual(Object.keys(fit.params), ['r', 'alpha', 'a', 'b'])
  assert.ok((await new cxm.BgNbd().fitAsync(cdnow, { unit: 'week', counts: 'nCustomers' })).equals(fit))
  assert.match(inspect(fit), /^BgNbd \{ *\n? *r: 0\.24.*status: 'converged'/s)

  near(fit.summary[3].confLow, 1.371953759651535, 1e-5)
  assert.deepEqual(fit.confInt({ method: 'wald_log' }), fit.summary)
  const narrow = fit.confInt({ level: 0.5, as: 'columns' })
  assert.deepEqual(Object.keys(narrow), ['term', 'estimate', 'stdError', 'confLow', 'confHigh'])
  assert.ok(narrow.confLow[3] > fit.summary[3].confLow)
  const profile = fit.confInt({ method: 'profile' })
  for (const { term, confLow, confHigh } of profile) assert.ok(confLow < fit.params[term] && fit.params[term] < confHigh)
  assert.deepEqual(await fit.confIntAsync({ method: 'profile' }), profile)
  assert.throws(() => fit.confInt({ method: 'exact' }), refused('invalid_option', 'method'))
  assert.throws(() => fit.confInt({ level: 2 }), refused('invalid_level', 'level'))
  assert.throws(() => fit.confInt({ as: 'frame' }), refused('invalid_option', 'as'))
})

test('the customers of CDNOW give Gamma-Gamma its published parameters', () => {
  const fit = new cxm.GammaGamma().fit(cdnow, { counts: 'nCustomers' })
  assert.equal(fit.n, 946)
  for (const [name, value] of Object.entries(GG)) near(fit.params[name], value, 2e-3) // printed for the same data without its cents
  near(fit.logLikelihood, -4055.9232435028666, 1e-9)
  near(fit.expectedSpend([2], [22.35])[0], 24.65861617432656, 1e-6)
})

test('parameters from elsewhere give the published predictions', () => {
  const fit = cxm.BgNbd.fromParams(BG, { unit: 'week' })
  assert.deepEqual([fit.params, fit.stdErrors, fit.covariance, fit.n, fit.status, fit.converged], [BG, null, null, null, null, null])
  assert.equal(fit.pAlive([2], [30.43], [38.86])[0].toFixed(3), '0.727')
  assert.equal(fit.expectedPurchases(39, [2], [30.43], [38.86])[0].toFixed(3), '1.226')
  assert.equal(fit.expectedPurchasesNew(39).toFixed(3), fit.expectedPurchasesNew([1, 39])[1].toFixed(3))
  const pareto = cxm.ParetoNbd.fromParams({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 }, { unit: 'week' })
  assert.equal(pareto.pAlive([2], [30.43], [38.86])[0].toFixed(3), '0.869')
  assert.equal(pareto.dert([2], [30.43], [38.86], { discountRate: 0.0027 })[0].toFixed(2), '6.48')
  assert.deepEqual(cxm.GammaGamma.fromParams({ p: 6, q: 4, v: 15 }).expectedSpend([0, 2], [0, 20]), [30, 22])
  const contracts = cxm.ShiftedBetaGeometric.fromParams({ alpha: 1, beta: 1 })
  near(contracts.survival(3), 0.25)
  assert.deepEqual(contracts.retentionRate(Float64Array.of(1, 3)), [0.5, 0.75])
  assert.equal(cxm.BgBb.fromParams({ alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.78 }).pAlive([0], [0], [0])[0], 1)
})

test('contracts that ended give the shifted beta-geometric its published parameters', () => {
  // Fader and Hardie (2007), the regular customers of their table 1.
  const nChurned = [131, 126, 90, 60, 42, 34, 26]
  let left = 1000
  const frame = nChurned.map((lost, index) => ({ period: index + 1, nChurned: lost, nActiveEnd: (left -= lost) }))
  const fit = new cxm.ShiftedBetaGeometric().fit(frame, { unit: 'year' })
  near(fit.params.alpha, 0.668, 1e-3)
  near(fit.params.beta, 3.806, 1e-3)
  const renamed = frame.map((row) => ({ period: row.period, n_churned: row.nChurned, n_active_end: row.nActiveEnd }))
  assert.ok(new cxm.ShiftedBetaGeometric().fit(renamed, { unit: 'year' }).equals(fit))
  assert.equal(fit.survival([0, 1])[0], 1)
  assert.ok(fit.derl(1, { discountRate: 0.1 }) < 10)
  assert.throws(() => fit.derl(1), refused('invalid_option', 'discountRate'))
  assert.throws(() => fit.survival(-1), refused('invalid_option', 't'))
})

test('of a frame the predictions stand beside its columns', async () => {
  const fit = cxm.BgNbd.fromParams(BG, { unit: 'week' })
  const [number] = fit.pAlive([2], [30.43], [38.86])
  const rows = [{ who: 'a', frequency: 2, recency: 30.43, T: 38.86 }]
  assert.deepEqual(fit.pAlive(rows), [{ ...rows[0], pAlive: number }])
  assert.deepEqual(fit.pAlive(one, { as: 'columns' }), { ...one, pAlive: [number] })
  assert.deepEqual(await fit.pAliveAsync(rows), fit.pAlive(rows))
  assert.deepEqual(await fit.expectedPurchasesAsync(39, [2], [30.43], [38.86]), fit.expectedPurchases(39, [2], [30.43], [38.86]))
  const bytes = cxm.rfm(shop, { ...SHOP, as: 'ipc' })
  const alone = fit.pAlive(bytes) // of Arrow IPC what is added stands alone
  assert.deepEqual(alone.map((row) => Object.keys(row)), [['pAlive'], ['pAlive']])
  assert.ok(fit.pAlive(rows, { as: 'ipc' }) instanceof Uint8Array)
  assert.deepEqual(cxm.GammaGamma.fromParams({ p: 6, q: 4, v: 15 }).expectedSpend([{ frequency: 2, monetaryValue: 20 }]), [{ frequency: 2, monetaryValue: 20, expectedSpend: 22 }])
})

test('intervals hold the mean, and those of what will be are wider', () => {
  const fit = new cxm.BgNbd().fit(cdnow, { unit: 'week', counts: 'nCustomers' })
  const frame = cdnow.slice(500, 510)
  const found = fit.expectedPurchases(39, frame, { interval: 'delta', draws: 200 })
  for (const row of found) {
    assert.ok(row.confLow < row.expectedPurchases && row.expectedPurchases < row.confHigh)
    assert.ok(row.predHigh - row.predLow > row.confHigh - row.confLow)
  }
  const columns = fit.expectedPurchases(39, [2], [30.43], [38.86], { interval: 'simulate', draws: 200, as: 'columns' })
  assert.deepEqual(Object.keys(columns), ['expectedPurchases', 'confLow', 'confHigh', 'predLow', 'predHigh'])
  assert.deepEqual(fit.expectedPurchases(39, [2], [30.43], [38.86], { interval: 'simulate', draws: 200, as: 'columns' }), columns)
  assert.notDeepEqual(fit.expectedPurchases(39, [2], [30.43], [38.86], { interval: 'simulate', draws: 200, seed: 1, as: 'columns' }), columns)
  assert.throws(() => fit.pAlive(frame, { interval: 'exact' }), refused('invalid_option', 'interval'))
  assert.throws(() => fit.pAlive(frame, { interval: 'simulate', draws: 5 }), refused('invalid_option', 'draws'))
})

test('fits travel as JSON, each to its own class', () => {
  const fit = new cxm.ParetoNbd().fit(cdnow, { unit: 'week', counts: 'nCustomers' })
  for (const json of [JSON.stringify(fit), fit.toJSON()]) {
    const read = cxm.ParetoNbd.fromJSON(json)
    assert.ok(read.equals(fit))
    assert.deepEqual(read.summary, fit.summary)
    assert.deepEqual(read.pAlive(one), fit.pAlive(one))
  }
  fit.toJSON().params.r = 9
  assert.notEqual(fit.params.r, 9)
  assert.throws(() => cxm.BgNbd.fromJSON(fit.toJSON()), refused('definition_mismatch', 'model'))
  assert.throws(() => cxm.ParetoNbd.fromJSON(fit.toJSON()).confInt({ method: 'profile' }), refused('invalid_option', 'method'))
  assert.throws(() => cxm.BgNbd.fromJSON('{'), { name: 'CxmError', code: 'invalid_json' })
  assert.throws(() => cxm.BgNbd.fromParams({ ...BG, r: -1 }), refused('out_of_range', 'r'))
  assert.throws(() => cxm.BgNbd.fromParams({ r: 1 }), refused('invalid_option', 'params'))
})

test('a model that is not fitted says so', async () => {
  const model = new cxm.BgNbd()
  for (const ask of [() => model.params, () => model.toJSON(), () => model.confInt(), () => model.confInt({ method: 'profile' }), () => model.pAlive(one), () => model.expectedPurchasesNew(1)]) {
    assert.throws(ask, (error) => refused('invalid_option', 'fit')(error) && /call fit, or fromParams/.test(error.message))
  }
  assert.equal(inspect(model), 'BgNbd {}')
  assert.throws(() => cxm.clv(model, cxm.GammaGamma.fromParams(GG), one), refused('invalid_option', 'purchaseFit'))
  assert.throws(() => cxm.clv(5, cxm.GammaGamma.fromParams(GG), one), refused('invalid_option', 'purchaseFit'))
  await assert.rejects(cxm.clvAsync(cxm.BgNbd.fromParams(BG, { unit: 'week' }), new cxm.GammaGamma(), one), refused('invalid_option', 'spendFit'))
})

test('columns that a model reads and does not find are named, and so is the row of a bad value', () => {
  assert.throws(() => new cxm.BgNbd().fit([{ frequency: 1, recency: 1 }]), refused('unknown_column', 'T'))
  assert.throws(() => new cxm.BgNbd().fit(cdnow, { counts: 'customers' }), refused('unknown_column', 'customers'))
  assert.throws(() => new cxm.BgNbd().fit(cdnow, { unit: 'fortnight' }), refused('invalid_option', 'unit'))
  assert.throws(() => new cxm.BgNbd().fit({ frequency: [1, 1], recency: [1, 5], T: [2, 4] }), { name: 'CxmError', row: 1 })
  assert.throws(() => cxm.BgNbd.fromParams(BG).pAlive({ frequency: [1, 1], recency: [1, 5], T: [2, 4] }), { name: 'CxmError', row: 1 })
  assert.throws(() => cxm.BgNbd.fromParams(BG).expectedPurchases(-1, one), refused('out_of_range', 't'))
})

test('what customers are worth, each and together', async () => {
  const [purchases, spend] = [cxm.BgNbd.fromParams(BG, { unit: 'week' }), cxm.GammaGamma.fromParams(GG)]
  const value = cxm.clv(purchases, spend, one)
  assert.equal(value.total.estimate.toFixed(2), '36.31')
  assert.ok(value.total instanceof cxm.Estimate)
  assert.deepEqual([value.shareTopDecile, value.predLow, value.predHigh], [1, null, null])
  assert.deepEqual(value.table, [{ frequency: 2, recency: 30.43, T: 38.86, monetaryValue: 22.35, clv: value.total.estimate }])
  assert.deepEqual(cxm.clv(purchases, spend, one, { as: 'columns' }).table.clv, [value.total.estimate])
  near(cxm.clv(purchases, spend, one, { basis: 'margin', margin: 0.5 }).total.estimate, value.total.estimate / 2)
  assert.deepEqual(cxm.clv(purchases, spend, one, { as: 'ipc' }).table, value.table) // of results with fields, tables are rows then
  assert.deepEqual((await cxm.clvAsync(purchases, spend, one)).table, value.table)
  const counts = { counts: 'nCustomers' }
  const fits = [new cxm.BgNbd().fit(cdnow, { ...counts, unit: 'week' }), new cxm.GammaGamma().fit(cdnow, counts)]
  const { total, predLow, predHigh } = cxm.clv(...fits, one, { interval: 'simulate', draws: 200 })
  assert.ok(total.confLow < total.estimate && total.estimate < total.confHigh && predLow < total.confLow && total.confHigh < predHigh)
  assert.throws(() => cxm.clv(purchases, spend, one, { interval: 'delta' }), { name: 'CxmError', code: 'invalid_option' })
  assert.throws(() => cxm.clv(cxm.BgNbd.fromParams(BG), spend, one), { name: 'CxmError', code: 'unit_unknown' })
  assert.throws(() => cxm.clv(purchases, spend, one, { margin: 0.5 }), refused('invalid_option', 'basis'))
  assert.throws(() => cxm.clv(purchases, spend, one, { discountRateMonthly: -1 }), refused('invalid_option', 'discountRateMonthly'))
  assert.throws(() => cxm.clv(purchases, spend, { ...one, monetaryValue: undefined }), { name: 'CxmError' })
})

test('a signal stops what runs, with its reason', async () => {
  const fit = new cxm.BgNbd().fit(cdnow, { unit: 'week', counts: 'nCustomers' })
  await assert.rejects(fit.pAliveAsync(one, { signal: AbortSignal.abort() }), { name: 'AbortError' })
  const controller = new AbortController()
  const running = fit.expectedPurchasesAsync(39, cdnow, { interval: 'simulate', draws: 1_000_000, signal: controller.signal })
  setTimeout(() => controller.abort(), 20)
  await assert.rejects(running, { name: 'AbortError' })
})

const counted = { counts: 'nCustomers' }

test('scores stand beside the frame, and segments are counted', async () => {
  const customers = { frequency: [0, 0, 0, 2, 7], recency: [0, 0, 0, 9, 29], T: [30, 20, 10, 30, 30], monetaryValue: [null, null, null, 12, 8] }
  const rows = cxm.rfmScores(customers)
  assert.deepEqual(rows.map((row) => [row.rScore, row.fScore, row.mScore]), [[1, 1, null], [3, 1, null], [4, 1, null], [2, 4, 3], [5, 5, 1]])
  assert.deepEqual(rows.map((row) => row.segment), ['hibernating', 'about_to_sleep', 'promising', 'at_risk', 'champions'])
  assert.deepEqual(await cxm.rfmScoresAsync(customers), rows)
  const segments = cxm.rfmSegments(customers)
  assert.deepEqual([segments.length, segments[0].segment, segments[0].n, segments[3].share], [10, 'champions', 1, 0])
  assert.ok(cxm.rfmSegments(customers, { level: 0.5 })[0].confHigh < segments[0].confHigh)
})

test('parameters have intervals by every method', async () => {
  const fit = new cxm.BgNbd().fit(cdnow, { unit: 'week', ...counted })
  const drawn = fit.bootstrap({ draws: 30, seed: 2 })
  assert.ok((await fit.bootstrapAsync({ draws: 30, seed: 2 })).equals(drawn))
  for (const method of ['wald_log', 'profile', 'sandwich', 'bootstrap']) {
    const rows = drawn.confInt({ method })
    for (const { term, confLow, confHigh, stdError } of rows) {
      assert.ok(confLow < fit.params[term] && fit.params[term] < confHigh, method)
      assert.equal(stdError === null, method === 'profile')
    }
  }
  near(drawn.confInt({ method: 'sandwich' })[1].stdError / fit.stdErrors.alpha, 1.23, 1e-2) // the model does not fit that well
  assert.throws(() => fit.confInt({ method: 'bootstrap' }), refused('invalid_option', 'method'))
  assert.throws(() => fit.bootstrap({ draws: 1 }), refused('invalid_option', 'draws'))
  assert.throws(() => cxm.BgNbd.fromParams(BG).bootstrap(), { name: 'CxmError', code: 'invalid_option' })
  const [row] = drawn.expectedPurchases(39, one, { interval: 'bootstrap' })
  assert.ok(row.confLow < row.expectedPurchases && row.expectedPurchases < row.confHigh && row.predLow <= row.predHigh)
})

test('what is held is not learnt, and the likelihood ratio says what it costs', () => {
  const [large, small] = [new cxm.BgNbd().fit(cdnow, counted), new cxm.BgNbd().fit(cdnow, { ...counted, fixed: { a: 1, b: 3 } })]
  assert.deepEqual([small.fixed, small.params.b, small.stdErrors.a, large.fixed], [['a', 'b'], 3, null, []])
  const test = cxm.likelihoodRatio(small, large)
  assert.ok(test instanceof cxm.Test)
  assert.equal(test.df, 2)
  near(test.statistic, 2 * (large.logLikelihood - small.logLikelihood), 1e-9)
  assert.throws(() => cxm.likelihoodRatio(large, small), refused('invalid_option', 'small'))
  assert.throws(() => cxm.likelihoodRatio(new cxm.MbgNbd().fit(cdnow, counted), large), refused('invalid_option', 'small'))
})

test('probabilities of all numbers of purchases sum to one', () => {
  const fit = cxm.ParetoNbd.fromParams({ r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 })
  const numbers = fit.probabilityOfNew(Array.from({ length: 400 }, (_, n) => n), 39)
  near(numbers.reduce((sum, one) => sum + one), 1)
  assert.equal(fit.probabilityOfNew(0, 39), numbers[0])
  assert.deepEqual(fit.probabilityOf(0, 0, [2], [30.43], [38.86]), [1])
  assert.ok(fit.probabilityOf(1, 39, one)[0].probabilityOf > 0)
  assert.throws(() => fit.probabilityOf(-1, 39, one), { name: 'CxmError' })
})

test('a model is held against what came', async () => {
  const days = { who: ['b', 'a', 'a', 'a'], day: ['2026-01-20', '2026-01-01', '2026-01-15', '2026-02-02'] }
  const asked = { customer: 'who', time: 'day', calibrationEnd: '2026-01-29', observationEnd: '2026-02-12' }
  const table = cxm.holdout(days, asked)
  assert.equal(table.unit, 'week')
  assert.deepEqual(table[0], { customer: 'a', frequency: 1, recency: 2, T: 4, nHoldout: 1, tHoldout: 2 })
  assert.throws(() => cxm.holdout(days, { ...asked, calibrationEnd: '2026-03-01' }), refused('invalid_option', 'calibrationEnd'))
  const fit = new cxm.BgNbd().fit(cdnow, counted)
  const frame = cdnow.map((row) => ({ ...row, nHoldout: row.frequency % 3, tHoldout: 20 }))
  const found = cxm.calibration(fit, frame, { draws: 100, bins: 3 })
  assert.deepEqual(found.table.map((row) => row.frequency), ['0', '1', '2', '3+'])
  assert.deepEqual([found.n, found.level, typeof found.covered, typeof found.table[0].covered], [cdnow.length, 0.95, 'boolean', 'boolean'])
  assert.deepEqual((await cxm.calibrationAsync(fit, frame, { draws: 100, bins: 3 })).table, found.table)
})

test('weeks are tracked: what came, beside what is expected of whoever had come', async () => {
  const fit = cxm.MbgNbd.fromParams({ r: 1, alpha: 1, a: 1, b: 1 }, { unit: 'week' })
  const shop = { who: ['a', 'a', 'b', 'c'], day: ['2026-01-05', '2026-01-19', '2026-01-14', '2026-01-20'] }
  const asked = { customer: 'who', time: 'day', calibrationEnd: new Date('2026-01-18'), observationEnd: '2026-01-25' }
  const weeks = cxm.tracking(fit, shop, asked)
  assert.deepEqual(weeks.map((week) => [week.period, week.end, week.part, week.n, week.actual, week.actualCumulative]), [
    ['2026-01-05', '2026-01-11', 'calibration', 1, 0, 0], ['2026-01-12', '2026-01-18', 'calibration', 2, 0, 0], ['2026-01-19', '2026-01-25', 'holdout', 2, 1, 1],
  ])
  near(weeks[1].expectedCumulative, fit.expectedPurchasesNew(13 / 7) + fit.expectedPurchasesNew(4 / 7))
  assert.deepEqual(await cxm.trackingAsync(fit, shop, asked), weeks)
  assert.deepEqual(cxm.tracking(fit, shop, { ...asked, as: 'columns' }).actual, [0, 0, 1])
  assert.throws(() => cxm.tracking(fit, shop, { ...asked, observationEnd: '2026-01-17' }), refused('invalid_option', 'calibrationEnd'))
  const [text, added] = [cxm.chart.tracking(weeks), cxm.chart.tracking(weeks, { value: 'cumulative' })].map((chart) => chart.toSVG())
  assert.ok(text.includes('Calibration ends') && added.includes('Repeat purchases, added up'))
})

test('values of groups, and what is at stake', () => {
  const fits = [new cxm.BgNbd().fit(cdnow, { ...counted, unit: 'week' }), new cxm.GammaGamma().fit(cdnow, counted)]
  const frame = cdnow.map((row, at) => ({ ...row, ofWhom: at < 3 ? 'few' : at < 200 ? 'b' : 'a' }))
  const { groups, total } = cxm.clv(...fits, frame, { by: 'ofWhom', interval: 'delta', draws: 100 })
  assert.deepEqual(groups.map((row) => row.ofWhom), ['a', 'b', 'few'])
  near(groups.reduce((sum, row) => sum + row.clv, 0), total.estimate)
  assert.ok(groups.every((row) => row.predLow <= row.clv && row.clv <= row.predHigh))
  const hidden = cxm.clv(...fits, frame, { by: 'ofWhom', minN: 5 }).groups
  assert.deepEqual(hidden.map((row) => row.flags), ['', 'suppressed_secondary', 'suppressed'])
  assert.equal(cxm.clv(...fits, frame).groups, null)
  const met = { clv: [100, 60, 80, 50], bad: [true, true, false, false], churned: [1, 0, 0, 0], at: ['x', 'x', 'x', 'y'] }
  assert.equal(cxm.valueAtStake(met)[0].valueAtStake, 80)
  assert.deepEqual(cxm.valueAtStake(met, { touchpoint: 'at' }).map((row) => [row.at, row.valueAtStake]), [['x', 80], ['y', null]])
})

test('a fit with covariates is asked as any other', () => {
  const frame = cdnow.map((row, at) => ({ ...row, onWeb: at % 2 }))
  const asked = { ...counted, unit: 'week', transaction: ['onWeb'], attrition: ['onWeb'] }
  const fit = new cxm.BgNbd().fit(frame, asked)
  const profile = fit.confInt({ method: 'profile' })
  assert.ok(profile.every((row) => row.stdError === null && row.confLow < row.estimate && row.estimate < row.confHigh))
  const drawn = fit.bootstrap({ draws: 20, seed: 1 })
  assert.ok(drawn.confInt({ method: 'bootstrap' }).every((row) => row.confLow < row.confHigh))
  assert.ok(drawn.expectedPurchases(39, frame, { interval: 'bootstrap' }).every((row) => row.confLow <= row.confHigh))
  const plain = new cxm.BgNbd().fit(frame, { ...counted, unit: 'week' })
  const held = new cxm.BgNbd().fit(frame, { ...asked, fixed: { 'transaction.onWeb': 0, 'attrition.onWeb': 0 } })
  near(held.logLikelihood, plain.logLikelihood)
  assert.equal(cxm.likelihoodRatio(held, fit).df, 2)
  const shop = { who: ['a', 'a', 'b'], day: ['2026-01-05', '2026-01-19', '2026-01-14'], onWeb: [0, 0, 1] }
  const options = { customer: 'who', time: 'day', observationEnd: '2026-01-25' }
  assert.deepEqual(cxm.tracking(fit, shop, options).map((row) => row.actualCumulative), [0, 0, 1])
  assert.throws(() => cxm.tracking(fit, { ...shop, onWeb: [0, 1, 1] }, options), refused('out_of_range', 'onWeb'))
})

test('covariates go along with both processes', () => {
  const frame = cdnow.map((row, at) => ({ ...row, onWeb: at % 2 }))
  const fit = new cxm.ParetoNbd().fit(frame, { ...counted, unit: 'week', transaction: ['onWeb'], attrition: ['onWeb'] })
  assert.deepEqual(Object.keys(fit.params), ['r', 'alpha', 's', 'beta', 'transaction.onWeb', 'attrition.onWeb'])
  assert.deepEqual(cxm.ParetoNbd.fromJSON(fit.toJSON()).params, fit.params)
  assert.ok(fit.expectedPurchases(39, frame).every((row) => row.expectedPurchases >= 0))
  assert.equal(cxm.likelihoodRatio(new cxm.ParetoNbd().fit(frame, counted), fit).df, 2)
  const ends = fit.expectedPurchases(39, frame, { interval: 'delta', draws: 100 })
  assert.ok(ends.every((row) => row.confLow <= row.expectedPurchases && row.expectedPurchases <= row.confHigh))
  const [wald, robust] = [fit.confInt(), fit.confInt({ method: 'sandwich' })]
  assert.deepEqual(wald.map((row) => row.estimate), robust.map((row) => row.estimate))
  assert.ok(robust.every((row, at) => row.stdError > 0 && row.stdError !== wald[at].stdError))
  assert.throws(() => fit.confInt({ method: 'bootstrap' }), refused('invalid_option', 'method'))
  const value = cxm.clv(fit, new cxm.GammaGamma().fit(cdnow, counted), frame, { by: 'onWeb', interval: 'delta', draws: 100 })
  assert.ok(value.total.confLow < value.total.estimate && value.total.estimate < value.total.confHigh && value.groups.length === 2)
  const held = frame.map((row) => ({ ...row, nHoldout: 1, tHoldout: 39 }))
  near(cxm.calibration(fit, held, { draws: 100 }).expected, ends.reduce((sum, row) => sum + row.expectedPurchases, 0) / ends.length)
})
