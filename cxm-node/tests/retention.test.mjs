// Who stays, in Node: numbers by hand, twins, layouts, and errors with their places.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

import * as cxm from '../index.mjs'

const refused = (code, field) => (error) => {
  assert.ok(error instanceof cxm.CxmError, `${error.stack}`)
  assert.deepEqual([error.code, error.field], [code, field])
  return true
}
const near = (got, want, relative = 1e-12) => assert.ok(Math.abs(got - want) <= relative * Math.abs(want), `got ${got}, want ${want}`)

const shop = {
  who: ['ann', 'ann', 'ben', 'cid', 'cid', 'cid', 'dot', 'dot', 'eva', 'eva', 'fay'],
  day: ['2026-01-05', '2026-02-14', '2026-01-09', '2026-01-31', '2026-02-01', '2026-03-03', '2025-10-02', '2026-01-20', '2025-10-10', '2026-02-10', '2026-02-11'],
  paid: [10, 30, 20, 10, 5, 7, 9, 10, 4, 6, 8],
  region: ['north', 'north', 'north', 'south', 'south', 'south', 'south', 'south', 'north', 'north', 'north'],
}
const of = { customer: 'who', time: 'day' }
const january = { ...of, start: '2026-01-01', end: '2026-01-31' }

test('churn is what retention leaves', async () => {
  const stays = cxm.retentionRate(shop, january)
  assert.ok(stays instanceof cxm.Estimate)
  assert.deepEqual([stays.estimate, stays.n, stays.metric], [0.5, 4, 'retention_rate'])
  near(cxm.churnRate(shop, january).confLow, 1 - stays.confHigh)
  assert.deepEqual(await cxm.retentionRateAsync(shop, january), stays)
  assert.deepEqual(cxm.retentionRate(shop, { ...of, start: '2026-01-01', end: '2026-02-01', inclusive: false }), stays)
  assert.throws(() => cxm.churnRate(shop, { ...of, start: '2026-02-01', end: '2026-02-28' }), refused('out_of_range', 'observationEnd'))
  assert.equal(cxm.churnRate(shop, { ...of, start: '2026-02-01', end: '2026-02-28', observationEnd: '2026-03-31' }).estimate, 0.75)
})

test('segments are a table beside the rest', () => {
  const rows = cxm.retentionRate(shop, { ...january, by: 'region' })
  assert.deepEqual(rows.map(({ region, n, estimate, rest, pAdjusted }) => [region, n, estimate, rest, pAdjusted]), [['north', 2, 0.5, 0.5, 1], ['south', 2, 0.5, 0.5, 1]])
  assert.deepEqual(cxm.retentionRate(shop, { ...january, by: 'region', as: 'columns' }).estimate, [0.5, 0.5])
})

test('who wakes, who returns, who is bound', () => {
  const february = { ...of, start: '2026-02-01', end: '2026-02-28' }
  assert.deepEqual([cxm.reactivationRate(shop, { ...february, dormantAfter: '90d' }).estimate, cxm.returningCustomerRate(shop, february).estimate], [1, 0.75])
  assert.throws(() => cxm.reactivationRate(shop, february), refused('invalid_option', 'dormantAfter'))
  const contracts = { who: ['a', 'b', 'c', 'c', 'd'], from: ['2025-06-01', '2025-06-01', '2025-06-01', '2026-01-16', '2026-01-01'], to: [null, '2026-01-31', '2026-01-15', null, null] }
  const bound = { customer: 'who', contractStart: 'from', contractEnd: 'to', start: '2026-01-01', end: '2026-01-31' }
  near(cxm.contractRetentionRate(contracts, bound).estimate, 2 / 3)
  near(cxm.contractChurnRate(contracts, bound).estimate, 1 / 3)
})

test('cohorts have no cell that is not known', async () => {
  const rows = cxm.cohortRetention(shop, of)
  assert.deepEqual(rows.map(({ active }) => active), [2, 0, 0, 1, 1, 3, 2, 1])
  assert.deepEqual(Object.keys(rows[0]), ['cohort', 'age', 'n', 'active', 'retention', 'confLow', 'confHigh', 'flags'])
  const rolling = await cxm.cohortRetentionAsync(shop, { ...of, kind: 'rolling' })
  assert.ok(rolling.every(({ active }, place) => active >= rows[place].active))
})

test('second purchases, revenue, orders and gaps', () => {
  const rate = cxm.repeatPurchaseRate(shop, { ...of, observationEnd: '2026-02-28', within: '45d' })
  near(rate.estimate, 1 - (5 / 6) * (3 / 4))
  assert.equal(rate.method, 'kaplan_meier')
  const paid = { ...january, amount: 'paid' }
  assert.deepEqual([cxm.netRevenueRetention(shop, paid).estimate, cxm.grossRevenueRetention(shop, paid).estimate, cxm.averageOrderValue(shop, paid).estimate], [0.7, 0.3, 12.5])
  assert.equal(cxm.purchaseFrequency(shop, january).estimate, 1)
  assert.deepEqual(cxm.interPurchaseTime(shop, { ...of, observationEnd: '2026-03-31', quantiles: [0.09] }).map(({ days, n, nGaps, nCensored }) => [days, n, nGaps, nCensored]), [[1, 6, 5, 6]])
  assert.throws(() => cxm.netRevenueRetention(shop, january), refused('invalid_option', 'amount'))
})

test('competing ends and means of two groups', () => {
  assert.deepEqual(cxm.aalenJohansen([1, 2, 3, 4], [1, 2, 1, 0]).map(({ incidence }) => incidence), [0.25, 0.25, 0.5, 0.5])
  near(cxm.rmstDifference([1, 2, 3, 2, 3, 4], [1, 1, 1, 1, 1, 1], ['a', 'a', 'a', 'b', 'b', 'b'], { until: 2 }).estimate, -1 / 3)
  assert.throws(() => cxm.rmstDifference([1, 2], [1, 1], ['a', 'a']), refused('too_few', 'group'))
})

test('a discrete hazard says how it went', async () => {
  const data = { months: [1, 1, 1, 1, 1, 1, 1, 1], left: [1, 1, 1, 0, 1, 0, 0, 0], complained: [1, 1, 1, 1, 0, 0, 0, 0] }
  const options = { duration: 'months', event: 'left', covariates: ['complained'] }
  const fit = new cxm.DiscreteHazard().fit(data, options)
  near(fit.table[0].oddsRatio, 9, 1e-9)
  assert.deepEqual([fit.n, fit.nEvents, fit.status, fit.link, fit.likelihoodRatio.df], [8, 4, 'converged', 'logit', 1])
  const other = await new cxm.DiscreteHazard({ link: 'cloglog' }).fitAsync(data, options)
  assert.ok('hazardRatio' in other.table[0])
  assert.match(inspect(fit), /^DiscreteHazard \[/)
  assert.throws(() => new cxm.DiscreteHazard().n, cxm.CxmError)
})

test('segments of few customers are hidden, and what would tell of them', () => {
  const region = [['east', 12], ['north', 3], ['south', 40]].flatMap(([name, n]) => Array(n).fill(name))
  const people = { who: region.map((_, at) => `c${at}`), day: region.map(() => '2026-01-10'), region }
  const options = { customer: 'who', time: 'day', start: '2026-01-01', end: '2026-01-31', observationEnd: '2026-02-28', by: 'region', minN: 5 }
  const rows = cxm.retentionRate(people, options)
  assert.deepEqual(rows.map((row) => [row.n, row.estimate, row.flags]), [[null, null, 'suppressed_secondary'], [null, null, 'suppressed'], [40, 0, '']])
  const cohorts = cxm.cohortRetention(people, { customer: 'who', time: 'day', by: 'region', minN: 5, observationEnd: '2026-01-31' })
  assert.deepEqual(cohorts.map((row) => row.active), [null, null, 40])
  const gaps = cxm.interPurchaseTime(people, { customer: 'who', time: 'day', observationEnd: '2026-02-28', quantiles: 0.5, minN: 5, by: 'region' })
  assert.deepEqual(gaps.map((row) => row.n), [12, null, 40])
})
