// Compiled, never run: customer value and survival.
import { BgNbd, CoxPh, GammaGamma, ParetoNbd, ShiftedBetaGeometric, clv, clvAsync, kaplanMeier, logRank, nelsonAalen, rfm, tracking, type Estimate, type Key, type NumberInterval, type Test } from '../../index.mjs'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : ['differs']) => {}

const rows = rfm([{ who: 'a', day: new Date() }], { customer: 'who', time: 'day', observationEnd: new Date() })
const unit: 'day' | 'week' | 'month' | 'quarter' | 'year' = rows.unit
const first: Key | undefined = rows[0]?.customer
// @ts-expect-error: the end of the observation is required
rfm([], { customer: 'who', time: 'day' })

const fit = new BgNbd().fit(rows)
same<typeof fit, BgNbd>()
const shape: number = fit.params.alpha
// @ts-expect-error: no such parameter
fit.params.beta
// @ts-expect-error: a parameter is missing
BgNbd.fromParams({ r: 1, alpha: 1, a: 1 })
const alive: number[] = fit.pAlive([2], [30.43], [38.86])
const [row] = fit.expectedPurchases(39, [{ who: 'a', frequency: 2 }], { interval: 'delta' })
const told: [string, number, number | null] | undefined = row && [row.who, row.expectedPurchases, row.predHigh]
const [bare] = fit.pAlive([{ frequency: 2 }])
// @ts-expect-error: no interval was asked for
bare?.confLow
const columns = fit.pAlive({ frequency: [2], recency: [1], T: [3] }, { as: 'columns' })
const numbers: number[] = columns.pAlive
const banded = fit.expectedPurchases(39, [2], [30.43], [38.86], { interval: 'simulate', draws: 100 })
const low: number | null | undefined = banded[0]?.confLow
// @ts-expect-error: BG/NBD has no dert
fit.dert
const pareto = ParetoNbd.fromParams({ r: 1, alpha: 1, s: 1, beta: 1 }, { unit: 'week' })
const ahead: number[] = pareto.dert([2], [30.43], [38.86], { discountRate: 0.01 })
// @ts-expect-error: the rate is required
pareto.dert([2], [30.43], [38.86])
const one: number = pareto.expectedPurchasesNew(1)
const several: number[] = ShiftedBetaGeometric.fromParams({ alpha: 1, beta: 1 }).survival([1, 2])

const spend = GammaGamma.fromParams({ p: 6, q: 4, v: 15 })
const paid: number[] = spend.expectedSpend([0, 2], [0, 20])
const worth = clv(fit, spend, rows, { basis: 'margin', margin: 0.5 })
same<typeof worth.total, Estimate>()
const of: number | undefined = worth.table[0]?.clv
const later: Promise<{ total: Estimate }> = clvAsync(pareto, spend, rows, { signal: AbortSignal.timeout(5) })
// @ts-expect-error: a margin goes with its basis
clv(fit, spend, rows, { margin: 0.5 })
// @ts-expect-error: the models in their order
clv(spend, fit, rows)

const curve = kaplanMeier([3, 5], [1, 0])
same<typeof curve.median, NumberInterval>()
const grouped = kaplanMeier([3, 5], [1, 0], { by: ['x', 'y'] })
const group: Key | undefined = grouped.median[0]?.by
const shares: (number | null)[] = curve.survivalAt([1, 2]).map(({ survival }) => survival)
const hazard: number[] = nelsonAalen([3], [1], { as: 'columns' }).cumulativeHazard
const test: Test = logRank([1], [1], ['a'], { trend: [1] })
// @ts-expect-error: no such transform
kaplanMeier([3], [1], { transform: 'loglog' })

const cox = new CoxPh({ ties: 'breslow' }).fit([{ weeks: 1 }], { duration: 'weeks', event: 'left', covariates: ['x'] })
const ratio: number | null | undefined = cox.table[0]?.hazardRatio
// @ts-expect-error: covariates are required
cox.fit([], { duration: 'weeks', event: 'left' })
const p: number = cox.wald.pValue
const weeks = tracking(BgNbd.fromParams({ r: 1, alpha: 1, a: 1, b: 1 }), [], { customer: 'who', time: 'day', observationEnd: new Date(), every: 'month' })
const part: 'calibration' | 'both' | 'holdout' | undefined = weeks[0]?.part

export { part, ahead, alive, first, group, hazard, later, low, numbers, of, one, p, paid, ratio, several, shape, shares, test, told, unit }
