// Pictures of customer value: of results, and of their tables however they come.
import assert from 'node:assert/strict'
import test from 'node:test'

import { BgNbd, Chart, CoxPh, GammaGamma, MbgNbd, calibration, chart, clv, cohortRetention, kaplanMeier, nelsonAalen } from '../index.mjs'

const shown = (made) => [...made.toSVG().matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text).join(' ')
const model = BgNbd.fromParams({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, { unit: 'week' })

test('survival is drawn of a curve or its table, with its level', () => {
  const [durations, events, by] = [[3, 5, 2, 8], [1, 0, 1, 1], ['a', 'a', '<script>', '<script>']]
  const curve = kaplanMeier(durations, events, { by, level: 0.9 })
  assert.equal(curve.level, 0.9)
  const made = chart.survival(curve, { timeLabel: 'Weeks' })
  assert.ok(made instanceof Chart)
  for (const text of ['Weeks', 'At risk', 'Band: 90 % confidence interval.']) assert.ok(shown(made).includes(text), text)
  assert.ok(!made.toSVG().includes('<script'))
  const columns = kaplanMeier(durations, events, { by, level: 0.9, as: 'columns' }).table
  assert.equal(chart.survival(columns, { timeLabel: 'Weeks', level: 0.9 }).toSVG(), made.toSVG())
  assert.match(shown(chart.survival(nelsonAalen(durations, events))), /Cumulative hazard/)
})

test('ratios stand on a logarithmic axis', () => {
  const fit = new CoxPh().fit({ week: [1, 2, 3, 4], left: [1, 1, 1, 1], complained: [1, 0, 1, 0] }, { duration: 'week', event: 'left', covariates: ['complained'], level: 0.8 })
  assert.match(shown(chart.forest(fit)), /complained.*2\.56 \[.*Whisker: 80 % confidence interval\./)
  assert.equal(chart.forest(fit.table, { level: 0.8 }).toSVG(), chart.forest(fit).toSVG())
  assert.throws(() => chart.forest([{ term: 'a', ratio: 1 }]), { code: 'unknown_column', field: 'hazard_ratio' })
})

test('what a model says of frequency and recency is a table and a matrix', () => {
  const table = model.frequencyRecency(39, 39, { maxFrequency: 3 })
  assert.deepEqual(Object.keys(table[0]), ['frequency', 'recency', 'T', 't', 'pAlive', 'expectedPurchases'])
  assert.equal(table[1].pAlive, null) // no purchase, and yet one
  assert.match(shown(chart.frequencyRecency(table)), /P\(alive\)/)
  assert.match(shown(chart.frequencyRecency(table, { value: 'expected_purchases' })), /Known for 39, in the next 39/)
})

test('values, cohorts and a calibration are drawn', () => {
  const spend = GammaGamma.fromParams({ p: 6.25, q: 3.74, v: 15.44 })
  const value = clv(model, spend, { frequency: [2, 0], recency: [30.43, 0], T: [38.86, 30], monetaryValue: [22.35, 0] })
  assert.ok(shown(chart.clvDistribution(value)).includes(`${(100 * value.shareTopDecile).toFixed(1)} % of ${value.total.estimate.toFixed(2)}`))
  assert.equal(chart.clvDistribution(value.table).toSVG(), chart.clvDistribution(value).toSVG())
  const bought = { who: ['a', 'a', 'b'], day: ['2026-01-01', '2026-02-03', '2026-02-05'] }
  const cohorts = cohortRetention(bought, { customer: 'who', time: 'day', every: 'month', observationEnd: '2026-02-28' })
  assert.match(shown(chart.cohorts(cohorts)), /2026-01-01.*2026-02-01/)
  const customers = { frequency: [2, 1, 0, 5, 0, 1], recency: [30.4, 1.7, 0, 33, 0, 20], T: [39, 39, 39, 36, 37, 38], n: [9, 30, 90, 5, 80, 20] }
  const held = { frequency: [2, 0], recency: [30.4, 0], T: [39, 39], nHoldout: [1, 0], tHoldout: [39, 39] }
  const found = calibration(new MbgNbd().fit(customers, { counts: 'n', unit: 'week' }), held, { level: 0.8 })
  assert.match(shown(chart.calibration(found)), /Expected.*Band: 80 % prediction interval\./)
  assert.equal(chart.calibration(found.table, { level: 0.8 }).toSVG(), chart.calibration(found).toSVG())
})
