// Compiled, never run: every public name, with the type that a user relies on.
import {
  CxmError,
  Estimate,
  Metric,
  Tally,
  TallyCube,
  Transition,
  ces,
  closedLoop,
  compare,
  compareAll,
  compareGroups,
  csat,
  detectableDifference,
  favorability,
  mean,
  nps,
  npsAsync,
  pAdjust,
  power,
  requiredN,
  score,
  scoreAsync,
  shareIntervals,
  stars,
  version,
  type Code,
  type Key,
  type Test,
} from '../../index.mjs'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : ['differs']) => {}

export const text: string = version()
export const row = (error: CxmError): number | null => error.row
export const known: Code = 'out_of_range'
// @ts-expect-error: the codes are a closed table
export const unknown: Code = 'out_of_rage'

// Columns
const estimate: Estimate = nps([10, '9', null, undefined, 3n])
nps(new BigUint64Array(2), { weights: [1, 2], level: 0.9, na: [11, 'n/a'], labels: new Map([['yes', 10]]), minN: null })
same<typeof estimate.estimate, number | null>()
const later: Promise<Estimate> = npsAsync([10], { signal: AbortSignal.timeout(5) })
// @ts-expect-error: only the Async form has a signal
nps([10], { signal: AbortSignal.timeout(5) })
// @ts-expect-error: no such option
nps([10], { levle: 0.9 })
// @ts-expect-error: an interval of shares, not of nets
nps([10], { interval: 'wilson' })
// @ts-expect-error: results do not change
estimate.estimate = 3
// @ts-expect-error: estimates are made by scores
new Estimate()

// Options go together
csat([5], { rule: 'net', top: 2, bottom: 1 })
// @ts-expect-error: a mean has no top
csat([5], { rule: 'mean', top: 2 })
ces([1], { form: 'effort', scale: [1, 7] })
// @ts-expect-error: effort needs its scale
ces([1], { form: 'effort' })
// @ts-expect-error: a form is required
ces([1])
stars([5], { rule: 'bayesian', priorMean: 4, priorN: 10 })
// @ts-expect-error: a prior is required
stars([5], { rule: 'bayesian' })
favorability([5], { scale: [1, 5] })
mean([1.5], { scale: [1, 5, 0.5] })

// Frames
const rows = [{ region: 'EU', score: 9 }]
const [byRegion] = score(rows, 'nps', 'score', { by: 'region' })
same<(typeof byRegion & {})['region'], Key>()
same<(typeof byRegion & {})['nMissing'], number | null>()
// @ts-expect-error: not grouped by it
byRegion?.channel
const byTwo = score(rows, 'nps', 'score', { by: ['region', 'channel'], every: 'month', time: 'at', as: 'columns' })
same<(typeof byTwo)['channel'], Key[]>()
same<(typeof byTwo)['period'], string[]>()
const bytes: Uint8Array = score(byTwo, 'nps', 'score', { as: 'ipc' })
const whole = score(bytes, new Metric('csat', { column: 'score', top: 1 }))
same<typeof whole[0]['estimate'], number | null>()
const promised: Promise<{ region: Key; estimate: number | null }[]> = scoreAsync(rows, 'nps', 'score', { by: 'region' })
// @ts-expect-error: a metric by name needs the column
score(rows, 'nps', { by: 'region' })
// @ts-expect-error: no such period
score(rows, 'nps', 'score', { every: 'fortnight' })
// @ts-expect-error: no such metric
score(rows, 'npss', 'score')
new Metric('ces', { form: 'agreement' })
// @ts-expect-error: a form is required
new Metric('ces')

// States
const tally: Tally = new Tally({ scale: [1, 5], direction: 'lower_is_better' }).observe([1, 2]).add(3).merge(new Tally())
const counts: number[] = tally.counts
const back: Tally = Tally.fromJSON(tally.toJSON())
Tally.merged(new Set([tally, back])).topBox(2, { interval: 'jeffreys' })
tally.nps({ bands: [2, 4] })
// @ts-expect-error: a tally has its own scale
tally.csat({ scale: [1, 5] })
const cube = new TallyCube({ by: 'region', every: null, na: 11 }).observe(rows, { value: 'score' })
// @ts-expect-error: a cube and a tally do not merge
cube.merge(tally)
const [month] = cube.score('nps', { by: 'region', every: 'month' })
same<(typeof month & {})['period'], string>()

// Comparisons
const test: Test = compare(tally, [1, 2], 'csat', { method: 'newcombe', countsB: [1, 2] })
const moves = new Transition({ scale: [1, 5] }).observe([1, 2], [2, null], { na: 9 })
export const paired: Test[] = [compare(moves, { metric: 'csat', method: 'mcnemar' }), compare(moves, 'mean'), compare([1], [2], 'nps', { paired: true, method: 'paired_net' })]
// @ts-expect-error: paired tests are McNemar's or that of the net
compare(moves, { metric: 'csat', method: 'welch' })
compare(cube, cube, 'nps')
same<typeof test.pValue, number | null>()
const groups = compareGroups(rows, 'nps', 'score', 'region', { baseline: 'EU', adjust: 'bh' })
same<(typeof groups)[0]['region'], Key>()
const all: Test = compareAll(rows, 'nps', 'score', ['region'], { method: 'kruskal_wallis' })
const adjusted: (number | null)[] = pAdjust([0.01, null], { method: 'hochberg' })
const n: number = requiredN('nps', { margin: 5, population: 1000 })
// @ts-expect-error: a margin or a difference
requiredN('nps', { level: 0.9 })
const chance: number = power('csat', { difference: 0.1, n: 100, share: 0.8 })
const smallest: number = detectableDifference('nps', { n: 400, nB: 300 })
const shares: number[] = shareIntervals(tally).map((point) => point.n)

export { adjusted, all, back, chance, counts, later, n, promised, shares, smallest, test }

for (const rate of closedLoop([], '2026-01-01T00:00:00Z')) {
  same<typeof rate.method, 'wilson' | 'clopper_pearson' | 'kaplan_meier' | 'analysis_of_covariance' | 'beta_binomial'>()
}
