// Compiled, never run: who stays.
import { DiscreteHazard, aalenJohansen, churnRate, cohortRetention, contractChurnRate, interPurchaseTime, netRevenueRetention, repeatPurchaseRate, retentionRateAsync, rmstDifference, type Estimate, type Key, type Test } from '../../index.mjs'

const shop = [{ who: 'a', day: new Date(), paid: 3 }]
const january = { customer: 'who', time: 'day', start: '2026-01-01', end: new Date() }
const rate: Estimate = churnRate(shop, january)
const later: Promise<Estimate> = retentionRateAsync(shop, january)
const [segment] = churnRate(shop, { ...january, by: 'region' })
const told: [Key, number | null, number | null, string] | undefined = segment && [segment.region, segment.estimate, segment.pAdjusted, segment.flags]
const columns: (number | null)[] = churnRate(shop, { ...january, by: 'region', as: 'columns' }).difference
// @ts-expect-error: the period is required
churnRate(shop, { customer: 'who', time: 'day' })
// @ts-expect-error: contracts have their own columns
contractChurnRate(shop, january)
// @ts-expect-error: amounts are required
netRevenueRetention(shop, january)
const again: Estimate = repeatPurchaseRate(shop, { customer: 'who', time: 'day', observationEnd: '2026-01-31', within: '90d' })
const [cell] = cohortRetention(shop, { customer: 'who', time: 'day', by: 'region' })
const both: [Key, number | null, number | null] | undefined = cell && [cell.region, cell.retention, cell.difference]
// @ts-expect-error: without segments there is no rest
cohortRetention(shop, { customer: 'who', time: 'day' })[0]?.rest
const days: number | null | undefined = interPurchaseTime(shop, { customer: 'who', time: 'day', observationEnd: '2026-01-31' })[0]?.days
const incidence: number | undefined = aalenJohansen([1], [2])[0]?.incidence
const test: Test = rmstDifference([1], [1], ['a'], { until: 1 })
const odds: number | null | undefined = new DiscreteHazard().fit(shop, { duration: 'd', event: 'e', covariates: ['x'] }).table[0]?.oddsRatio
const hazard: number | null | undefined = new DiscreteHazard({ link: 'cloglog' }).fit(shop, { duration: 'd', event: 'e', covariates: ['x'] }).table[0]?.hazardRatio
export { again, both, columns, days, hazard, incidence, later, odds, rate, test, told }
