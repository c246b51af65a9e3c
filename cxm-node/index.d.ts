import type { Code } from './codes.js'
import type * as documents from './documents.js'

export type { Code }
/** The types of documents and records as JSON holds them: `documents.Persona`. */
export type { documents }

// ---------------------------------------------------------------- what goes in

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

/** One value of a column; null, undefined and NaN are missing. */
export type Value = number | string | boolean | bigint | Date | null | undefined

/** A column. The plain form of a call borrows a typed array; its `Async` twin copies it first, unless its buffer is shared. */
export type Column = TypedArray | readonly Value[]

/** Rows as objects, columns as one object or a Map, or Arrow IPC bytes (a stream or a file). Only the columns that a call names are read. */
export type Frame = readonly object[] | Readonly<Record<string, Column>> | ReadonlyMap<string, Column> | Uint8Array

/** The smallest and the largest point, and the step between points where it is not 1. */
export type ScaleBounds = readonly [min: number, max: number] | readonly [min: number, max: number, step: number]

export type Direction = 'higher_is_better' | 'lower_is_better'
export type Unit = 'points' | 'share' | 'scale' | 'index'
export type Every = 'day' | 'week' | 'month' | 'quarter' | 'year' | '1d' | '1w' | '1mo' | '1q' | '1y'
export type Layout = 'rows' | 'columns' | 'ipc'
export type MetricName = 'nps' | 'enps' | 'csat' | 'ces' | 'stars' | 'favorability' | 'mean' | 'top_box' | 'net'
export type NetInterval = 'adjusted_wald' | 'score' | 'wald' | 'bootstrap' | 'bootstrap_percentile' | 'anytime'
export type ShareInterval =
  | 'wilson'
  | 'wilson_cc'
  | 'clopper_pearson'
  | 'agresti_coull'
  | 'jeffreys'
  | 'wald'
  | 'bootstrap'
  | 'bootstrap_percentile'
  | 'anytime'
export type MeanInterval = 'adjusted_wald' | 't' | 'wald' | 'bootstrap' | 'bootstrap_percentile' | 'anytime'
export type Interval = NetInterval | ShareInterval | MeanInterval
export type Flag =
  | 'no_data'
  | 'low_base'
  | 'suppressed'
  | 'suppressed_secondary'
  | 'non_standard'
  | 'simpson'
  | 'sparse_cells'
  | 'zero_variance'
  | 'fixed_benchmark'
  | 'no_control'
  | 'unpaired'
  | 'parallel_trends'
  | 'attrition'
  | 'few_periods'
  | 'unbounded'
  | 'not_reached'
  | 'association'
  | 'not_seen'

type Maybe<T> = T | null | undefined

/** How answers are read. */
export interface ReadingOptions {
  /** Codes or labels that mean "no answer"; labels are matched trimmed and case-folded. */
  na?: Maybe<number | string | readonly (number | string)[]>
  /** Words and the numbers they stand for; a word that is a number maps that number. */
  labels?: Maybe<Readonly<Record<string, number>> | ReadonlyMap<string, number>>
  /** What happens to a value off the scale: `error` (the default) names the first one, `count` counts them. */
  invalid?: Maybe<'error' | 'count'>
}

/** How a score is evaluated. */
export interface EvaluateOptions<I extends string = Interval> {
  /** The probability of the interval, 0.95 unless named. */
  level?: Maybe<number>
  /** The method of the interval. */
  interval?: Maybe<I>
  /** Groups with fewer answers are hidden. */
  minN?: Maybe<number>
  /** For bootstrap intervals. */
  seed?: Maybe<number>
  /** For bootstrap intervals. */
  draws?: Maybe<number>
}

/** Columns beside the answers, as long as these. */
export interface BesideOptions {
  weights?: Maybe<Column>
  /** How many answers each row stands for: whole numbers, not weights. */
  counts?: Maybe<Column>
}

/** For the `Async` forms. */
export interface AsyncOptions {
  /**
   * Rejects with the signal's reason as soon as it aborts. A call that still waits for a thread is then not begun; one that has begun
   * runs to its end in the background, and its result is dropped.
   */
  signal?: AbortSignal | undefined
}

export interface NetOptions {
  scale?: Maybe<ScaleBounds>
  /** The highest detractor and the lowest promoter, for questions that are not on 0 to 10. */
  bands?: Maybe<readonly [lowMax: number, highMin: number]>
}
export type CsatOptions = { scale?: Maybe<ScaleBounds> } & (
  | { rule?: Maybe<'top_box'>; top?: Maybe<number> }
  | { rule: 'mean' | 'index' | 'sum_over_max' }
  | { rule: 'net'; top?: Maybe<number>; bottom?: Maybe<number> }
)
export type CesOptions =
  | { form: 'effort' | 'ease'; scale: ScaleBounds }
  | { form: 'agreement' | 'agreement_share' | 'net_easy'; scale?: Maybe<ScaleBounds> }
export type StarsOptions = { scale?: Maybe<ScaleBounds> } & (
  | { rule?: Maybe<'mean'> }
  | { rule: 'share' | 'wilson_low'; top?: Maybe<number> }
  | { rule: 'bayesian'; priorMean: number; priorN: number }
)
export interface FavorabilityOptions {
  scale: ScaleBounds
  rule?: Maybe<'share' | 'net'>
  top?: Maybe<number>
  bottom?: Maybe<number>
}
export interface MeanOptions {
  scale?: Maybe<ScaleBounds>
  direction?: Maybe<Direction>
}
/** A distribution has the options of its own metric; on a tally, `scale` is the tally's. */
type OnTally<O> = O extends unknown ? Omit<O, 'scale'> : never

interface OptionsOf {
  nps: NetOptions
  enps: NetOptions
  csat: CsatOptions
  ces: CesOptions
  stars: StarsOptions
  favorability: FavorabilityOptions
  mean: MeanOptions
  top_box: MeanOptions & { top?: Maybe<number> }
  net: MeanOptions & { bands: readonly [lowMax: number, highMin: number] }
}

/** A metric by name, or with its column and options. */
export type MetricLike = MetricName | Metric | { [M in MetricName]: { metric: M; column?: Maybe<string> } & OptionsOf[M] }[MetricName]

/** A metric with its options, checked when it is made; wherever a metric is named, one of these may stand. */
export class Metric<M extends MetricName = MetricName> {
  constructor(metric: M, ...options: {} extends OptionsOf[M] ? [options?: MetricOptions<M>] : [options: MetricOptions<M>])
  readonly metric: M
  readonly column?: string | null
}
type MetricOptions<M extends MetricName> = { column?: Maybe<string> } & OptionsOf[M]

// ---------------------------------------------------------------- what comes out

/** What went wrong and where: a stable code, a sentence, and the place where that is known. */
export class CxmError extends Error {
  readonly name: 'CxmError'
  readonly code: Code
  /** 0-based index of the record over the whole input. */
  readonly row: number | null
  /** 1-based line of the file. */
  readonly line: number | null
  readonly field: string | null
  /** JSON Pointer. */
  readonly pointer: string | null
  readonly expected: string | null
  readonly got: string | null
}

export interface Scale {
  readonly min: number
  readonly max: number
  readonly step: number
  readonly direction: Direction
}

export interface EstimateFields {
  /** What is estimated: `nps`, `csat`, ... */
  readonly metric: string
  /** The score, in `unit`; null without data, or when it is suppressed. */
  readonly estimate: number | null
  readonly stdError: number | null
  readonly confLow: number | null
  readonly confHigh: number | null
  readonly confLevel: number
  /** How the interval was made. */
  readonly method: string
  readonly n: number | null
  readonly nMissing: number | null
  readonly nInvalid: number | null
  /** The answers' number in effect after weighting (Kish). */
  readonly nEff: number | null
  readonly unit: Unit
  readonly direction: Direction
  readonly flags: readonly Flag[]
  /** How many answers each point of the scale has; no count passes 2^53, so all are exact. */
  readonly distribution: readonly number[] | null
  readonly scale: Scale | null
  /** The sample standard deviation, for means. */
  readonly stdDev: number | null
  /** A short hash of the definition: two estimates with the same one measure the same thing. */
  readonly definition: string
}

export interface TestFields {
  readonly metric: string
  /** The raw difference, first minus second; null for rank and table tests of a metric that is no mean. */
  readonly estimate: number | null
  readonly stdError: number | null
  readonly statistic: number | null
  readonly df: number | null
  readonly pValue: number | null
  /** Adjusted for several comparisons, if there were several. */
  readonly pAdjusted: number | null
  readonly confLow: number | null
  readonly confHigh: number | null
  readonly level: number
  readonly method: string
  readonly alternative: string
  /** Cliff's delta, Cramer's V, ...; what it is follows from the method. */
  readonly effectSize: number | null
  readonly nA: number | null
  readonly nB: number | null
  readonly unit: Unit
  readonly flags: readonly Flag[]
  /** Against "at or below the lower margin" (equivalence). */
  readonly pLower: number | null
  /** Against "at or above the upper margin" (equivalence). */
  readonly pUpper: number | null
}

interface Result<Fields> {
  equals(other: unknown): boolean
  toJSON(): Fields
  /** One line: `NPS 39.8 [37.2, 42.4] 95 % adjusted_wald · n 2,746 · missing 85`. */
  toString(): string
}

/** A score with its uncertainty, its base and what must be known about it. */
export class Estimate implements Result<EstimateFields> {
  protected constructor()
  static fromJSON(json: EstimateFields | string): Estimate
  equals(other: unknown): boolean
  toJSON(): EstimateFields
  toString(): string
}
export interface Estimate extends EstimateFields {}

/** A comparison. */
export class Test implements Result<TestFields> {
  private constructor()
  static fromJSON(json: TestFields | string): Test
  equals(other: unknown): boolean
  toJSON(): TestFields
  toString(): string
}
export interface Test extends TestFields {}

/** The value of a group key: the caller's own. */
export type Key = string | number | bigint | boolean | Date | null

/** A table as rows, as columns, or as the bytes of an Arrow IPC stream (there with the core's names, `std_error`). */
export type Table<Row, As extends Layout> = As extends 'ipc'
  ? Uint8Array
  : As extends 'columns'
    ? { [Name in keyof Row]: Row[Name][] }
    : Row[]

type Keyed<By extends string> = { [Name in By]: Key }
type Dated<E> = [E] extends [string] ? { period: string } : unknown
type Flat<T> = { [Name in keyof T]: T[Name] }

export interface ScoreFields {
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  n: number | null
  nMissing: number | null
  nInvalid: number | null
  nEff: number | null
  /** Names of flags, joined by commas. */
  flags: string
}
export type ScoreRow<By extends string = never, E = undefined> = Flat<Keyed<By> & Dated<E> & ScoreFields>

export interface GroupFields {
  n: number | null
  score: number | null
  nBaseline: number | null
  scoreBaseline: number | null
  /** `score - scoreBaseline`. */
  estimate: number | null
  stdError: number | null
  statistic: number | null
  df: number | null
  pValue: number | null
  pAdjusted: number | null
  confLow: number | null
  confHigh: number | null
  method: string | null
  flags: string
}
export type GroupRow<By extends string = never, E = undefined> = Flat<Keyed<By> & Dated<E> & GroupFields>

export interface ShareRow {
  point: number
  n: number
  share: number | null
  confLow: number | null
  confHigh: number | null
}

// ---------------------------------------------------------------- scores of a column

type ColumnOptions<O, I extends string = Interval> = O & ReadingOptions & EvaluateOptions<I> & BesideOptions

/** Net Promoter Score: % promoters (9-10) minus % detractors (0-6), in points. */
export function nps(column: Column, options?: ColumnOptions<NetOptions, NetInterval>): Estimate
export function npsAsync(column: Column, options?: ColumnOptions<NetOptions, NetInterval> & AsyncOptions): Promise<Estimate>

/** Employee NPS: as `nps`, hidden below 5 answers. */
export function enps(column: Column, options?: ColumnOptions<NetOptions, NetInterval>): Estimate
export function enpsAsync(column: Column, options?: ColumnOptions<NetOptions, NetInterval> & AsyncOptions): Promise<Estimate>

/** Customer satisfaction: by default the share of the two best answers of five. */
export function csat(column: Column, options?: ColumnOptions<CsatOptions>): Estimate
export function csatAsync(column: Column, options?: ColumnOptions<CsatOptions> & AsyncOptions): Promise<Estimate>

/** Customer effort, in the form that was asked. */
export function ces(column: Column, options: ColumnOptions<CesOptions>): Estimate
export function cesAsync(column: Column, options: ColumnOptions<CesOptions> & AsyncOptions): Promise<Estimate>

/** Star ratings. */
export function stars(column: Column, options?: ColumnOptions<StarsOptions>): Estimate
export function starsAsync(column: Column, options?: ColumnOptions<StarsOptions> & AsyncOptions): Promise<Estimate>

/** Favourability of an agreement item. */
export function favorability(column: Column, options: ColumnOptions<FavorabilityOptions>): Estimate
export function favorabilityAsync(column: Column, options: ColumnOptions<FavorabilityOptions> & AsyncOptions): Promise<Estimate>

/** The mean, with `stdDev`. */
export function mean(column: Column, options?: ColumnOptions<MeanOptions, MeanInterval>): Estimate
export function meanAsync(column: Column, options?: ColumnOptions<MeanOptions, MeanInterval> & AsyncOptions): Promise<Estimate>

// ---------------------------------------------------------------- states

/** What every mergeable state offers. */
interface State<Self, Form> {
  /** Adds all that the other has seen. */
  merge(other: Self): this
  /** Takes out all that the other has seen. */
  subtract(other: Self): this
  equals(other: unknown): boolean
  clone(): Self
  toBytes(): Uint8Array
  /** The published JSON form, the same in Rust, Python and Node. */
  toJSON(): Form
}

export interface TallySpec {
  scale?: Maybe<ScaleBounds>
  direction?: Maybe<Direction>
  weighted?: Maybe<boolean>
  /** The id of the question; tallies of different questions do not merge. */
  question?: Maybe<string>
  revision?: Maybe<number>
}
export interface TallyForm {
  cxm: 'tally/1'
  scale: Scale
  question?: { id: string; revision: number }
  counts: number[]
  n_missing: number
  n_invalid: number
  n_not_asked: number
  weights?: { n_positive: number; sums: string[]; squares: string[] }
}

/** How many answers each point of a scale has: a small state that merges exactly and answers every score of its scale. */
export class Tally implements State<Tally, TallyForm> {
  constructor(spec?: TallySpec)
  /** The tally of answers counted elsewhere, one count a point of the scale. */
  static fromCounts(
    counts: Column,
    options?: Pick<TallySpec, 'scale' | 'direction'> & { nMissing?: Maybe<number>; nInvalid?: Maybe<number> },
  ): Tally
  static fromBytes(bytes: Uint8Array): Tally
  static fromJSON(json: TallyForm | string): Tally
  static merged(tallies: Iterable<Tally>): Tally
  readonly n: number
  readonly nMissing: number
  readonly nInvalid: number
  readonly nNotAsked: number
  readonly scale: Scale
  readonly weighted: boolean
  /** From the low end of the scale. No count passes 2^53, so all are exact. */
  readonly counts: number[]
  /** Takes in a column: all of it or, when it has an error, nothing. */
  observe(column: Column, options?: ReadingOptions & BesideOptions): this
  /** A scan of one question; weights and counts are then names of its columns. */
  observe(scan: SurveyScan<'rows' | 'columns'>, options?: ReadingOptions & ScanBesideOptions): this
  observeAsync(column: Column, options?: ReadingOptions & BesideOptions & AsyncOptions): Promise<this>
  observeAsync(scan: SurveyScan<'rows' | 'columns'>, options?: ReadingOptions & ScanBesideOptions & AsyncOptions): Promise<this>
  add(value: Value, options?: ReadingOptions & { weight?: Maybe<number> }): this
  merge(other: Tally): this
  subtract(other: Tally): this
  equals(other: unknown): boolean
  clone(): Tally
  toBytes(): Uint8Array
  toJSON(): TallyForm
  nps(options?: OnTally<NetOptions> & EvaluateOptions<NetInterval>): Estimate
  enps(options?: OnTally<NetOptions> & EvaluateOptions<NetInterval>): Estimate
  csat(options?: OnTally<CsatOptions> & EvaluateOptions): Estimate
  ces(options: OnTally<CesOptions> & EvaluateOptions): Estimate
  stars(options?: OnTally<StarsOptions> & EvaluateOptions): Estimate
  favorability(options?: OnTally<FavorabilityOptions> & EvaluateOptions): Estimate
  mean(options?: EvaluateOptions<MeanInterval>): Estimate
  /** The share of the `k` best answers. */
  topBox(k: number, options?: EvaluateOptions<ShareInterval>): Estimate
  /** % at `highMin` or above, minus % at `lowMax` or below. */
  net(lowMax: number, highMin: number, options?: EvaluateOptions<NetInterval>): Estimate
}

export interface CubeSpec extends TallySpec, ReadingOptions {
  by?: Maybe<string | readonly string[]>
  /** The shortest period that can be asked for; `day` unless named, `null` for no time key. */
  every?: Every | null
  tz?: Maybe<string>
}
export interface CubeObserveOptions extends ReadingOptions {
  /** The column of answers. */
  value: string
  time?: Maybe<string>
  weights?: Maybe<string>
  counts?: Maybe<string>
  maxGroups?: Maybe<number>
}
export interface CubeForm {
  cxm: string
  [field: string]: unknown
}

/** A tally a group and period: grouped, mergeable state for live dashboards and streamed files. */
export class TallyCube implements State<TallyCube, CubeForm> {
  constructor(spec?: CubeSpec)
  static fromBytes(bytes: Uint8Array): TallyCube
  static fromJSON(json: CubeForm | string): TallyCube
  static merged(cubes: Iterable<TallyCube>): TallyCube
  readonly n: number
  readonly by: string[]
  readonly every: Every | null
  readonly tz: string
  readonly scale: Scale
  observe(frame: Frame | SurveyScan<'rows' | 'columns'>, options: CubeObserveOptions): this
  observeAsync(frame: Frame | SurveyScan<'rows' | 'columns'>, options: CubeObserveOptions & AsyncOptions): Promise<this>
  merge(other: TallyCube): this
  subtract(other: TallyCube): this
  equals(other: unknown): boolean
  clone(): TallyCube
  toBytes(): Uint8Array
  toJSON(): CubeForm
  score<const By extends string = string, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
    metric?: Maybe<MetricLike>,
    options?: BreakdownOptions<By, E, As> & EvaluateOptions & MetricExtras,
  ): Table<ScoreRow<By, E>, As>
  compareGroups<const By extends string = string, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
    metric?: Maybe<MetricLike>,
    options?: BreakdownOptions<By, E, As> & GroupOptions & MetricExtras,
  ): Table<GroupRow<By, E>, As>
  /** The answers of all groups whose columns have these values. */
  tally(keys?: Readonly<Record<string, Key>>): Tally
}

export interface TransitionForm {
  cxm: string
  [field: string]: unknown
}

/** How the same respondents answered in two waves: what paired comparisons need, and it merges. */
export class Transition implements State<Transition, TransitionForm> {
  constructor(spec?: Pick<TallySpec, 'scale' | 'direction'>)
  static fromBytes(bytes: Uint8Array): Transition
  static fromJSON(json: TransitionForm | string): Transition
  static merged(transitions: Iterable<Transition>): Transition
  /** How many answered both times. */
  readonly n: number
  /** How many did not. */
  readonly nMissing: number
  readonly scale: Scale
  /** How many went from each point to each: row by row of the first wave. */
  readonly counts: number[]
  /** Counts two columns of the same respondents, row by row: all of them or, when there is an error, none. */
  observe(first: Column, second: Column, options?: ReadingOptions): this
  observeAsync(first: Column, second: Column, options?: ReadingOptions & AsyncOptions): Promise<this>
  merge(other: Transition): this
  subtract(other: Transition): this
  equals(other: unknown): boolean
  clone(): Transition
  toBytes(): Uint8Array
  toJSON(): TransitionForm
}

// ---------------------------------------------------------------- frames

export interface BreakdownOptions<By extends string, E extends Maybe<Every>, As extends Layout> {
  by?: Maybe<By | readonly By[]>
  every?: E
  as?: As | undefined
}
/** The columns of a frame that a call reads besides the answers. */
export interface FrameOptions extends ReadingOptions {
  time?: Maybe<string>
  tz?: Maybe<string>
  weights?: Maybe<string>
  counts?: Maybe<string>
  maxGroups?: Maybe<number>
}
/** Options of a metric that is named, not made. */
export interface MetricExtras {
  scale?: Maybe<ScaleBounds>
  direction?: Maybe<Direction>
  bands?: Maybe<readonly [lowMax: number, highMin: number]>
  rule?: Maybe<'top_box' | 'mean' | 'index' | 'sum_over_max' | 'net' | 'share' | 'bayesian' | 'wilson_low'>
  form?: Maybe<'effort' | 'agreement' | 'agreement_share' | 'ease' | 'net_easy'>
  top?: Maybe<number>
  bottom?: Maybe<number>
  priorMean?: Maybe<number>
  priorN?: Maybe<number>
}
export type ScoreOptions<By extends string = string, E extends Maybe<Every> = Maybe<Every>, As extends Layout = Layout> =
  BreakdownOptions<By, E, As> & FrameOptions & EvaluateOptions & MetricExtras

/** A score by group and calendar period. A metric that names its column has the options in the column's place. */
export function score<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: MetricLike,
  column: string,
  options?: ScoreOptions<By, E, As>,
): Table<ScoreRow<By, E>, As>
export function score<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: Exclude<MetricLike, string>,
  options?: ScoreOptions<By, E, As>,
): Table<ScoreRow<By, E>, As>
export function scoreAsync<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: MetricLike,
  column: string,
  options?: ScoreOptions<By, E, As> & AsyncOptions,
): Promise<Table<ScoreRow<By, E>, As>>
export function scoreAsync<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: Exclude<MetricLike, string>,
  options?: ScoreOptions<By, E, As> & AsyncOptions,
): Promise<Table<ScoreRow<By, E>, As>>

// ---------------------------------------------------------------- comparisons

export type CompareMethod =
  | 'adjusted_wald_balanced'
  | 'adjusted_wald'
  | 'score'
  | 'wald'
  | 'welch'
  | 'newcombe'
  | 'fisher'
  | 'chi_square'
  | 'mann_whitney'
export type Alternative = 'two_sided' | 'less' | 'greater'
export type Adjustment = 'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'

export interface TestOptions {
  level?: Maybe<number>
  method?: Maybe<CompareMethod>
  /** One-sided, the interval is a bound and the end of what is possible. */
  alternative?: Maybe<Alternative>
  /** A margin in the metric's unit, or a low and a high one, within which two scores count as equal. */
  equivalence?: Maybe<number | readonly [low: number, high: number]>
  minN?: Maybe<number>
}
export interface CompareOptions extends TestOptions, ReadingOptions, MetricExtras {
  /** Of the first sample, and of the second. */
  weightsA?: Maybe<Column>
  weightsB?: Maybe<Column>
  countsA?: Maybe<Column>
  countsB?: Maybe<Column>
}
export interface GroupOptions extends TestOptions {
  /** `rest` (the default), `previous` (the calendar period before), or a group's value. */
  baseline?: Maybe<Key | readonly Key[]>
  adjust?: Maybe<Adjustment>
}

export type PairedMethod = 'mcnemar' | 'paired_net'
export interface PairedOptions extends Pick<TestOptions, 'level' | 'alternative' | 'minN'>, MetricExtras {
  method?: Maybe<PairedMethod>
}
/** The two columns are of the same respondents, row by row. */
export interface PairedColumnsOptions extends PairedOptions, ReadingOptions {
  paired: true
}

/** The first wave minus the second. The metric is `nps` unless named. */
export function compare(transition: Transition, metric: MetricLike, options?: PairedOptions): Test
export function compare(transition: Transition, options?: PairedOptions & { metric?: Maybe<MetricLike> }): Test
export function compare(a: Column, b: Column, metric: MetricLike, options: PairedColumnsOptions): Test
/** Two samples, each a tally, a cube or a column: `a` minus `b`. Cubes also tell whether the difference turns over in their groups. */
export function compare(a: Sample, b: Sample, metric?: MetricLike, options?: CompareOptions): Test
export function compareAsync(transition: Transition, metric: MetricLike, options?: PairedOptions & AsyncOptions): Promise<Test>
export function compareAsync(transition: Transition, options?: PairedOptions & { metric?: Maybe<MetricLike> } & AsyncOptions): Promise<Test>
export function compareAsync(a: Column, b: Column, metric: MetricLike, options: PairedColumnsOptions & AsyncOptions): Promise<Test>
export function compareAsync(a: Sample, b: Sample, metric?: MetricLike, options?: CompareOptions & AsyncOptions): Promise<Test>
export type Sample = Tally | TallyCube | Column

type CompareGroupsOptions<E extends Maybe<Every>, As extends Layout> = Omit<BreakdownOptions<never, E, As>, 'by'> &
  FrameOptions &
  GroupOptions &
  MetricExtras

/** Each group against the rest, the period before or one group. `by` may be null when the baseline is `previous`. */
export function compareGroups<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: MetricLike,
  column: Maybe<string>,
  by: Maybe<By | readonly By[]>,
  options?: CompareGroupsOptions<E, As>,
): Table<GroupRow<By, E>, As>
export function compareGroupsAsync<const By extends string = never, E extends Maybe<Every> = undefined, As extends Layout = 'rows'>(
  frame: Frame,
  metric: MetricLike,
  column: Maybe<string>,
  by: Maybe<By | readonly By[]>,
  options?: CompareGroupsOptions<E, As> & AsyncOptions,
): Promise<Table<GroupRow<By, E>, As>>

type CompareAllOptions = { method?: Maybe<'chi_square' | 'kruskal_wallis'> } & Omit<FrameOptions, 'tz'> & MetricExtras

/** Whether the groups differ at all. */
export function compareAll(
  frame: Frame,
  metric: MetricLike,
  column: Maybe<string>,
  by: string | readonly string[],
  options?: CompareAllOptions,
): Test
export function compareAllAsync(
  frame: Frame,
  metric: MetricLike,
  column: Maybe<string>,
  by: string | readonly string[],
  options?: CompareAllOptions & AsyncOptions,
): Promise<Test>

/** Simultaneous intervals of the shares of all points. */
export function shareIntervals<As extends Layout = 'rows'>(
  tally: Tally,
  options?: { method?: Maybe<'goodman'>; level?: Maybe<number>; as?: As | undefined },
): Table<ShareRow, As>

/** p-values adjusted for their number; missing ones stay missing and do not count. */
export function pAdjust(pValues: Column, options?: { method?: Maybe<Adjustment> }): (number | null)[]
export function pAdjustAsync(pValues: Column, options?: { method?: Maybe<Adjustment> } & AsyncOptions): Promise<(number | null)[]>

interface DesignOptions extends MetricExtras {
  level?: Maybe<number>
  /** The variance of one answer's score; the worst case unless named. */
  variance?: Maybe<number>
  /** For scores that are shares, in place of `variance`. */
  share?: Maybe<number>
}

/** How many answers give an interval of plus and minus `margin`, or show a `difference` between two groups of as many each. */
export function requiredN(
  metric: MetricLike | undefined,
  options: DesignOptions & ({ margin: number; population?: Maybe<number> } | { difference: number; power?: Maybe<number> }),
): number
/** The chance that a difference is seen. */
export function power(metric: MetricLike | undefined, options: DesignOptions & { difference: number; n: number; nB?: Maybe<number> }): number
/** The smallest difference that is seen with this power (0.8 unless named), in the metric's unit. */
export function detectableDifference(
  metric: MetricLike | undefined,
  options: DesignOptions & { n: number; nB?: Maybe<number>; power?: Maybe<number> },
): number

// ---------------------------------------------------------------- survey exports

export interface ReadSurveyOptions {
  /** The questions by name, and their metrics; a metric's column is the question's name unless it names another. */
  questions: Readonly<Record<string, MetricLike>> | readonly (readonly [name: string, metric: MetricLike])[]
  /** Columns of numbers, such as weights. */
  numbers?: Maybe<string | readonly string[]>
  /** The other columns that the frame keeps; all unless named. */
  carry?: Maybe<string | readonly string[]>
  layout?: Maybe<'wide' | 'long' | { question: string; value: string }>
  id?: Maybe<string>
  time?: Maybe<string>
  tz?: Maybe<string>
  delimiter?: Maybe<string>
  encoding?: Maybe<string>
  decimal?: Maybe<'.' | ','>
  /** For every question, or under a question's name for it alone. */
  na?: Maybe<number | string | readonly (number | string)[] | Readonly<Record<string, number | string | readonly (number | string)[]>>>
  /** For every question, or under a question's name for it alone. */
  labels?: Maybe<Readonly<Record<string, number | Readonly<Record<string, number>>>>>
  onError?: Maybe<'reject' | 'error'>
  duplicates?: Maybe<string>
  unfinished?: Maybe<string>
  platform?: Maybe<string>
}
type PlainTable<Row, As> = As extends 'columns' ? { [Name in keyof Row]: Row[Name][] } : Row[]

export interface SurveyData<As extends 'rows' | 'columns' = 'rows'> {
  /** What is scored; its columns have the names of the questions and of the file. */
  frame: PlainTable<Record<string, string | number | boolean | bigint | null>, As>
  /** Rows or cells that could not be read; `field` is null for a whole row. */
  rejected: PlainTable<{ row: number; line: number | null; field: string | null; code: Code; reason: string }, As>
  /** Rows that are no answer: tests, previews, unfinished ones. */
  excluded: PlainTable<{ row: number; line: number | null; reason: string }, As>
  /** Of each question; read is the sum of the others. */
  accounts: PlainTable<
    { question: string; nRead: number; nScored: number; nMissing: number; nRejected: number; nExcluded: number },
    As
  >
  questions: PlainTable<{ question: string; column: string; text: string | null }, As>
  /** The file's line of each row of the frame. */
  lines: number[]
  warnings: string[]
  /** What became of every row, in words. */
  text: string
  nRows: number
  nDuplicates: number
  nUnassigned: number
  platform: string
  timeZone: string | null
}

/** Reads a survey export (CSV) from a path or from bytes. Every row is accounted for. */
export function readSurvey<As extends 'rows' | 'columns' = 'rows'>(
  source: string | URL | Uint8Array,
  options: ReadSurveyOptions & { as?: As | undefined },
): SurveyData<As>
export function readSurveyAsync<As extends 'rows' | 'columns' = 'rows'>(
  source: string | URL | Uint8Array,
  options: ReadSurveyOptions & { as?: As | undefined } & AsyncOptions,
): Promise<SurveyData<As>>

export interface ScanSurveyOptions extends ReadSurveyOptions {
  /**
   * `'keep'` (default) counts every row and compares no ids; `'error'`, `'first'` and `'count'` remember 128 bits of each (some 20 to 45 bytes
   * of memory an id). `'last'` and the long layout need the whole file: `readSurvey`.
   */
  duplicates?: Maybe<string>
  /** How many rejected and how many excluded rows are listed (1000); all of them are counted. */
  mostListed?: Maybe<number>
}
export interface ScanBesideOptions {
  weights?: Maybe<string>
  counts?: Maybe<string>
}
/** What became of the rows that a scan has read: counts of all of them, and a list of the first. */
export interface SurveyAccount<As extends 'rows' | 'columns' = 'rows'>
  extends Pick<SurveyData<As>, 'accounts' | 'rejected' | 'excluded' | 'questions' | 'warnings' | 'text' | 'nRows' | 'timeZone'> {
  rejectedCounts: PlainTable<{ code: Code; n: number }, As>
  excludedCounts: PlainTable<{ reason: string; n: number }, As>
  /** null where ids are not compared. */
  nDuplicates: number | null
  platform: string | null
}

/** A survey export, read once and batch by batch: iterate it, or let a `Tally` or a `TallyCube` observe it. */
export class SurveyScan<As extends 'rows' | 'columns' = 'rows'> {
  private constructor()
  /** What became of the rows read so far: of all of them, once the scan is at its end. */
  account(): SurveyAccount<As>
  [Symbol.iterator](): Generator<SurveyData<As>['frame']>
  [Symbol.asyncIterator](): AsyncGenerator<SurveyData<As>['frame']>
}

/** A survey export (CSV) of any length, from a path, bytes, or chunks of bytes such as a stream: read batch by batch and never held. */
export function scanSurvey<As extends 'rows' | 'columns' = 'rows'>(
  source: string | URL | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: ScanSurveyOptions & { as?: As | undefined },
): SurveyScan<As>

// ---------------------------------------------------------------- report

export interface ScorecardOptions extends FrameOptions, EvaluateOptions {
  /** The column of answers of metrics that name none, unless it is that of the metric's own name. */
  column?: Maybe<string>
  by?: Maybe<string | readonly string[]>
  every?: Maybe<Every>
  title?: Maybe<string>
  subtitle?: Maybe<string>
}
/** A metric of a scorecard, with its own way of reading and its title. */
export type ScorecardMetric = MetricLike | (Exclude<MetricLike, string> & ReadingOptions & { title?: Maybe<string> })

/** What a survey says: scores with their intervals, by group and period, with what changed and whether it is real. */
export class Scorecard {
  private constructor()
  /** The same scorecard with the KPIs of a program, as `programKpis` gives them by period: a section with each KPI and its course. */
  withProgram(kpis: Frame | readonly object[]): Scorecard
  /** For a terminal of `width` characters; 100 unless named. */
  toText(width?: Maybe<number>): string
  toMarkdown(): string
  /** One page that needs no network and no script; also written to `path` if it is given. */
  toHTML(path?: string | URL): string
  toJSON(): Record<string, unknown>
  /** Its numbers as tables: `total`, then `NPS by period`, `NPS by channel` and so on. */
  tables<As extends 'rows' | 'columns' = 'rows'>(options?: { as?: As | undefined }): Record<string, PlainTable<Record<string, string | number | null>, As>>
  toString(): string
}
/** Of a frame, of a cube for all metrics, or of a cube for each. */
export function scorecard(source: Frame | TallyCube | readonly TallyCube[], metrics: readonly ScorecardMetric[], options?: ScorecardOptions): Scorecard
export function scorecardAsync(
  source: Frame | TallyCube | readonly TallyCube[],
  metrics: readonly ScorecardMetric[],
  options?: ScorecardOptions & AsyncOptions,
): Promise<Scorecard>

export interface ChartOptions {
  title?: Maybe<string>
  subtitle?: Maybe<string>
  minN?: Maybe<number>
}
export interface TableChartOptions extends ChartOptions {
  metric?: Maybe<string>
  unit?: Maybe<Unit>
  level?: Maybe<number>
  /** A line to compare with, and what it is called. */
  reference?: Maybe<number>
  referenceLabel?: Maybe<string>
}
/** A table as CSV (RFC 4180), a column for each of its fields; with `spreadsheetSafe`, a `'` before names and texts that a spreadsheet would run as a formula. */
export function toCSV(table: Frame, options?: { delimiter?: Maybe<string>; spreadsheetSafe?: Maybe<boolean> }): string
/** A Vega-Lite specification, and the same chart as a static picture. */
export class Chart {
  private constructor()
  readonly spec: Record<string, unknown>
  toSVG(): string
  toJSON(): Record<string, unknown>
}
export const chart: {
  /** A dot and a whisker a row of a table of scores; or of one estimate. */
  readonly estimates: (table: Frame | Estimate, options?: TableChartOptions) => Chart
  /** A bar and a whisker for each step of a funnel: its share of those who began. */
  readonly funnel: (table: Frame, options?: TableChartOptions) => Chart
  /** A bar and a whisker for each channel: its share of the credit. For a table of `attribution`. */
  readonly attribution: (table: Frame, options?: TableChartOptions) => Chart
  /** How many of each cohort come back, a triangle of cohorts by age. For a table of `retention`. */
  readonly cohorts: (table: Frame, options?: TableChartOptions) => Chart
  /** What customers do step by step, as streams as wide as their customers; the `top` touchpoints (7) with a colour of their own. For a table of `stepFlows`. */
  readonly sankey: (table: Frame, options?: TableChartOptions & { top?: Maybe<number> }) => Chart
  /** A curve in steps for each group, with its band and the numbers at risk below. For what `kaplanMeier` gives, or a table of it, of `aalenJohansen` or `nelsonAalen`. */
  readonly survival: (curve: SurvivalCurve | Frame, options?: TableChartOptions & { timeLabel?: Maybe<string> }) => Chart
  /** A ratio and its interval for each term, on a logarithmic axis with a line at 1. For a fitted `CoxPh` or `DiscreteHazard`, or its `table`. */
  readonly forest: (fit: CoxPh | DiscreteHazard | Frame, options?: TableChartOptions) => Chart
  /** Who is still a customer (`pAlive`), or how many purchases are expected: a matrix of frequency by recency. For a table of `frequencyRecency`. */
  readonly frequencyRecency: (table: Frame, options?: ChartOptions & { value?: Maybe<'p_alive' | 'expected_purchases'> }) => Chart
  /** What a model expected beside what came, by how often customers had bought before. For what `calibration` gives, or its `table`. */
  readonly calibration: (found: Calibration<unknown> | Frame, options?: ChartOptions & { level?: Maybe<number> }) => Chart
  /** Repeat purchases that came beside those that a model expected, period by period or added up, and where the calibration ends. For a table of `tracking`. */
  readonly tracking: (table: Frame, options?: ChartOptions & { value?: Maybe<'incremental' | 'cumulative'> }) => Chart
  /** How lifetime values are distributed, and how much of the total the best tenth of the customers holds. For what `clv` gives, or a frame with the column `clv`. */
  readonly clvDistribution: (clv: Clv<unknown> | Frame, options?: ChartOptions) => Chart
  /** Where customers are at each step; of two groups their difference. For a table of `stepMatrix`. */
  readonly stepMatrix: (table: Frame, options?: TableChartOptions) => Chart
  /** What comes after what, a matrix of sources and targets. For a table of `transitionMatrix`. */
  readonly transitions: (table: Frame, options?: TableChartOptions) => Chart
  /** A line with its band for each group of a table of scores by period. */
  readonly trend: (table: Frame, options?: TableChartOptions) => Chart
  /** A bar a point of the scale. */
  readonly distribution: (estimate: Estimate, options?: ChartOptions) => Chart
}

// ---------------------------------------------------------------- documents

/**
 * A document: its JSON as text or in UTF-8, or the object that it stands for. In it a Map is an object, a Set a list, a Date its ISO text, and a
 * bigint the number it is, up to 2^53 - 1.
 */
export type Document = string | Uint8Array | object

/** What is wrong in a document, where, and how to mend it. */
export interface Problem {
  /** The rule that is broken, `V-J1`, or the code of a fault of shape, `unknown_key`. */
  code: string
  severity: 'error' | 'warning'
  /** The place in the document, a JSON Pointer (RFC 6901). */
  pointer: string
  /** One sentence that says how to mend it. */
  message: string
}

export interface StrictOptions {
  /** Takes unknown keys as errors. */
  strict?: Maybe<boolean>
}
export interface LanguageOptions {
  /** Of names, a BCP 47 tag; English unless named, else the first language there is. */
  language?: Maybe<string>
}
export interface JourneyMapOptions extends LanguageOptions {
  /** The score at each touchpoint, as `score` by touchpoint gives it: `touchpoint` (its id), `estimate`, `confLow`, `confHigh`, `n`. Drawn beside what is expected. */
  observed?: Maybe<Frame>
  /** What `EventLog.conformance` found: the agreement with the flow, and the deviations at each touchpoint. */
  conformance?: Maybe<Pick<Conformance, 'fitness' | 'deviations'>>
}
/** What a persona lives through: its document, which can be drawn. */
export interface JourneyMap extends documents.JourneyMap {
  /** The flow as a Mermaid flowchart, which GitHub, GitLab and most wikis draw. */
  toMermaid(options?: Maybe<LanguageOptions>): string
  /** Persona, goals and the map as one page that needs no network and no script; also written to `path` if it is given. */
  toHTML(path?: Maybe<string | URL>, options?: Maybe<JourneyMapOptions>): string
  toMarkdown(options?: Maybe<JourneyMapOptions>): string
  /** For a terminal of `width` characters; 100 unless named. */
  toText(width?: Maybe<number>, options?: Maybe<JourneyMapOptions>): string
}
/** A model without an error: every id in it stands for something, every rule holds. */
export class ExperienceModel {
  /** A document with an error is refused by its first; `ExperienceModel.problems` lists them all. */
  constructor(document: Document)
  static fromJSON(document: Document): ExperienceModel
  /** Reads a model from a file. */
  static load(path: string | URL): ExperienceModel
  /** Every problem of a document, whether it is a model or not. */
  static problems(document: Document, options?: Maybe<StrictOptions>): Problem[]
  /** The problems that are left: warnings. */
  validate(options?: Maybe<StrictOptions>): Problem[]
  toJSON(): documents.ExperienceModel
  /** The model as canonical JSON (RFC 8785): the same text for the same content. */
  toCanonicalJSON(): string
  /** The SHA-256 of the canonical JSON without `version.hash`. */
  readonly hash: string
  /** The persona of this id; an unknown one is told the nearest. */
  persona(id: string): documents.Persona
  /** The journey map of this id, which can be drawn. */
  journey(id: string): JourneyMap
  goal(id: string): documents.Goal
  survey(id: string): Survey
  /** The touchpoint of this id, in the first journey that has it. */
  touchpoint(id: string): documents.Touchpoint
  /** By id, in the order of the document. */
  readonly personas: Map<string, documents.Persona>
  readonly journeys: Map<string, documents.JourneyMap>
  readonly goals: Map<string, documents.Goal>
  /** As documents; `survey(id)` checks responses. */
  readonly surveys: Map<string, documents.Survey>
  /** The id of the first persona whose `assign` holds of a profile, and of what the customer did until `now` (events with type, time and data) where it asks for that. */
  personaOf(profile: object, options?: { events?: Maybe<object[]>; now?: Maybe<string | Date> }): string | null
  /** How many profiles are a persona, how many more than one, and how many each; `events` has a list for each profile. */
  personaCoverage(profiles: Iterable<object>, options?: { events?: Maybe<object[][]>; now?: Maybe<string | Date> }): { n: number; nCovered: number; nOverlapping: number; personas: Record<string, number> }
  /** What concerns a team (with the teams within it), an employee or a role: what they answer for, questions about it, alert rules that tell them. */
  ownerView(owner: string): { kind: string; id: string; name: string; owner: string; pointer: string }[]
  /** How many elements of each kind have an owner, by the function of the owning team. */
  ownerCoverage(): { function: string | null; kind: string; n: number; nUnowned: number }[]
  clone(): ExperienceModel
  equals(other: unknown): boolean
}

/** One change between two versions; `from` is where a moved element stood. */
export interface Change {
  op: 'add' | 'remove' | 'replace' | 'move' | 'rename' | 'cosmetic'
  /** The id of the innermost element that changed; empty for the document. */
  element: string
  pointer: string
  from?: string
  old?: unknown
  new?: unknown
}
/** What changed from one model to another, by the ids of elements and not by their places. */
export function diffModels(old: Document, newer: Document): Change[]

/** An operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string }
/** The JSON Patch (RFC 6902) that makes `old` into `newer`. */
export function jsonPatch(old: Document, newer: Document): PatchOperation[]

/** A place that both sides changed differently; the merged document has ours. */
export interface Conflict {
  element: string
  pointer: string
  base: unknown
  ours: unknown
  theirs: unknown
}
/**
 * The changes of both sides since `base` in one document, and the places where they disagree. The merged document is what `ours` is: a model,
 * JSON text or an object. A merged model must be valid; to look at one that is not, merge objects.
 */
export function mergeModels<Ours extends Document>(base: Document, ours: Ours, theirs: Document): { document: Like<Ours>; conflicts: Conflict[] }
/** A document in the form of the one that was given; of bytes, JSON text. */
export type Like<Given> = Given extends string | Uint8Array ? string : Given

interface AcrossOptions<As extends Layout> extends ReadingOptions {
  /** The column of touchpoint ids; `touchpoint` by default. */
  touchpoint?: Maybe<string>
  /** The column of versions, the `version.seq` of the model that each answer was given under; `version` by default. */
  version?: Maybe<string>
  /** Over the touchpoints that are compared; Holm's by default. */
  adjust?: Maybe<Adjustment>
  method?: CompareOptions['method']
  alternative?: CompareOptions['alternative']
  equivalence?: CompareOptions['equivalence']
  level?: Maybe<number>
  minN?: Maybe<number>
  as?: As | undefined
}
interface AcrossRow {
  /** Null in the row of all together, and for answers without one. */
  touchpoint: string | null
  /** Of all that are compared together, compared, or left out: of the old version only, the new one only, or of neither. */
  status: 'all' | 'compared' | 'only_old' | 'only_new' | 'unknown'
  nOld: number | null
  scoreOld: number | null
  nNew: number | null
  scoreNew: number | null
  /** New less old. */
  estimate: number | null
  stdError: number | null
  statistic: number | null
  df: number | null
  pValue: number | null
  pAdjusted: number | null
  confLow: number | null
  confHigh: number | null
  method: string | null
  flags: string | null
}
/** A metric under two versions of a model, at the touchpoints that both have; what is left out is listed with its number of answers. */
export function compareAcross<As extends Layout = 'rows'>(old: Document, newer: Document, frame: Frame, metric: MetricLike, column: string, options?: AcrossOptions<As>): Table<AcrossRow, As>
export function compareAcross<As extends Layout = 'rows'>(old: Document, newer: Document, frame: Frame, metric: Exclude<MetricLike, string>, options?: AcrossOptions<As>): Table<AcrossRow, As>
export function compareAcrossAsync<As extends Layout = 'rows'>(old: Document, newer: Document, frame: Frame, metric: MetricLike, column: string, options?: AcrossOptions<As> & AsyncOptions): Promise<Table<AcrossRow, As>>
export function compareAcrossAsync<As extends Layout = 'rows'>(old: Document, newer: Document, frame: Frame, metric: Exclude<MetricLike, string>, options?: AcrossOptions<As> & AsyncOptions): Promise<Table<AcrossRow, As>>

/** The changes from one version of a model to a later one as records, each with an id that is the same for the same change. A later record whose `newHash` is the `oldHash` of an earlier one puts back what that one changed. */
export function changeRecords(old: Document, newer: Document): documents.Change[]
/** A model document in the newest format, as what it was given, and the steps that led there; `x-` keys stay as they are. */
export function migrateModel<Given extends Document>(document: Given): { document: Like<Given>; steps: { from: string; to: string; change: string }[] }
/** Everything that is wrong with a document or a record, or with a list of them; `kind` is a name of `jsonSchema`. What is no JSON at all is one problem of the whole document; only an unknown `kind` is an error. */
export function problemsOf(kind: string, document: Document): Problem[]
/** The JSON Schema (draft 2020-12) of a document or a record: `ExperienceModel`, `Survey`, `SurveyResponse` and others. */
export function jsonSchema(name: string): Record<string, unknown>

/** One respondent's answers to one survey. */
export type SurveyResponse = documents.SurveyResponse
/** A response as far as it could be read. */
export type ParsedResponse =
  | { ok: true; value: SurveyResponse; problems: Problem[] }
  | { ok: false; value: null; problems: Problem[] }
/**
 * The answers to a question, counted by option. A best-worst question has shown, best and worst; a matrix, for every row and point of its scale, the
 * share of those who answered the row; a ranking mean rank and first places.
 */
export interface OptionCount {
  /** The option; a matrix has `row` and `point`. */
  choice: string
  n?: number
  shareOfRespondents?: number | null
  confLow?: number | null
  confHigh?: number | null
  shareOfResponses?: number | null
  nShown?: number
  nBest?: number
  nWorst?: number
  score?: number | null
  row?: string
  point?: number
  nAnswered?: number
  share?: number | null
  meanRank?: number | null
  nFirst?: number
  shareFirst?: number | null
}
/** A survey that keeps every rule; its methods check responses against it. */
export class Survey {
  /** The survey of a document, JSON text or plain objects; the first broken rule is an error. */
  constructor(document: Document)
  static fromJSON(document: Document): Survey
  /** A survey to begin with; `nps` is the recommendation question in its standard wording, in all of these languages where none are named. */
  static template(name: 'three_questions'): Survey
  static template(name: 'purchase_stages', options?: Maybe<{ brand?: Maybe<string> }>): Survey
  static template(name: 'nps', options?: Maybe<{ brand?: Maybe<string>; languages?: Maybe<readonly ('en' | 'de' | 'fr' | 'es')[]> }>): Survey
  /** Its id, which responses name. */
  readonly id: string
  toJSON(): documents.Survey
  /** The JSON Schema (draft 2020-12) of a response. */
  jsonSchema(): Record<string, unknown>
  /** Reads a response; bad data give problems, never an exception. A bare 9 stands for `{ score: 9 }`. */
  parse(response: unknown): ParsedResponse
  /** Everything that is wrong with a response. */
  validate(response: unknown): Problem[]
  /** The question to ask after these answers, `{ nps: 9 }`; null when the survey is done. */
  nextQuestion(answers: Document): documents.Question | null
  /** The first quota that is full and that these answers fall into. */
  fullQuota(answers: object, counts: Record<string, number>): string | null
  /** Rule V-S5: what keeps answers collected under this revision from being read by a newer one. */
  checkRevision(newer: Survey): Problem[]
  /** The answers to a question with options, counted by option; of respondents (Wilson) and of responses. */
  tabulate(question: string, answers: Iterable<unknown>, options?: Maybe<{ level?: Maybe<number> }>): OptionCount[]
  clone(): Survey
  equals(other: unknown): boolean
  /** Standard Schema (https://standardschema.dev), version 1: a library that takes such a schema takes the survey. */
  readonly '~standard': StandardSurvey
}
/** A survey as Standard Schema, version 1. A warning is no issue. */
export interface StandardSurvey {
  readonly version: 1
  readonly vendor: 'cxm'
  readonly validate: (response: unknown) => StandardResult
  readonly types?: { readonly input: unknown; readonly output: SurveyResponse } | undefined
}
export type StandardResult =
  | { readonly value: SurveyResponse; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] }
/** A time: a Date or ISO 8601 text. */
export type ContactTime = Date | string
/** An earlier invitation; one that bounced or was suppressed does not count. */
export interface PastContact {
  at: ContactTime
  survey?: Maybe<string>
  channel?: Maybe<string>
  outcome?: Maybe<documents.InvitationOutcome>
}
export interface ContactPolicyOptions {
  /** Which earlier invitations count; every one to the respondent unless named. */
  scope?: Maybe<documents.ContactScope>
  /** So many invitations in a while, at most. */
  frequencyCap?: Maybe<documents.FrequencyCap | readonly [number, string]>
}
/** How often one respondent may be asked. */
export class ContactPolicy {
  /** `new ContactPolicy('P84D', { frequencyCap: [3, 'P1Y'] })`, or the document, JSON text or an object. */
  constructor(quarantine?: Maybe<string>, options?: Maybe<ContactPolicyOptions>)
  constructor(document?: Maybe<string | Uint8Array | documents.ContactPolicy>)
  static fromJSON(document: string | documents.ContactPolicy): ContactPolicy
  toJSON(): documents.ContactPolicy
  equals(other: unknown): boolean
  clone(): ContactPolicy
  /** Whether an invitation may go out `now`; if not, why and until when. */
  mayInvite(
    history: Iterable<ContactTime | PastContact>,
    now: ContactTime,
    options?: Maybe<{ survey?: Maybe<string>; channel?: Maybe<string> }>,
  ): { allowed: boolean; reason: 'opted_out' | 'quarantine' | 'frequency_cap' | null; until: Date | null }
}

/** The version of cxm. */
export function version(): string

interface KpiOptions<Rows extends Maybe<'periods' | 'pooled'>, As extends Layout> {
  every: Every
  /** The first day and the last, both included: `2026-01-31`. */
  start: string | Date
  end: string | Date
  tz?: Maybe<string>
  level?: Maybe<number>
  /** Numbers of fewer employees are hidden; 5 by default. */
  minN?: Maybe<number>
  /** A row a period (default), or a row a measure over the whole window. */
  rows?: Rows
  as?: As | undefined
}
interface MeasureRow {
  n: number | null
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  method: string
  flags: string
}
type PeriodRow = MeasureRow & { period: string }
type NamedRow = MeasureRow & { measure: string }
type KpiTable<Rows, Period, Pooled, As extends Layout> = Table<Rows extends 'pooled' ? Pooled : Period, As>

type EngagementOptions<Rows extends Maybe<'periods' | 'pooled'>, As extends Layout> = KpiOptions<Rows, As> & {
  /** The days of the week that count; all by default. */
  workdays?: Maybe<readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]>
  kinds?: Maybe<string | readonly string[]>
}
type EngagementRow = PeriodRow & { nEngaged: number | null; nExcluded: number | null }
/** Over the whole window; `nExcluded` rows were of people who were not on the roster that day. */
type RosteredRow = NamedRow & { nExcluded: number | null }
/** Which share of the employees takes part. `activity` has `employee`, `at` and perhaps `kind`; `roster` has `employee`, `from`, `to`. */
export function employeeEngagement<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  activity: Frame,
  roster: Frame,
  options: EngagementOptions<Rows, As>,
): KpiTable<Rows, EngagementRow, RosteredRow, As>
export function employeeEngagementAsync<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  activity: Frame,
  roster: Frame,
  options: EngagementOptions<Rows, As> & AsyncOptions,
): Promise<KpiTable<Rows, EngagementRow, RosteredRow, As>>

type InnovationRow = PeriodRow & { rostered: number | null; nExcluded: number | null }
/** The last day that is known: what happens later has not happened yet; `end` by default. */
type AsOf = { asOf?: Maybe<string | Date> }
/**
 * Ideas a period and 100 employees. `ideas` has `author`, `at` and perhaps `id`, `duplicate`, `accepted`, `adopted` (else `status`, as in documents; true, or when: then the pooled rows
 * have `days_to_adoption`, the median by Kaplan-Meier).
 */
export function rateOfInnovation<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  ideas: Frame,
  roster: Frame,
  options: KpiOptions<Rows, As> & AsOf,
): KpiTable<Rows, InnovationRow, RosteredRow & { dispersion: number | null }, As>
export function rateOfInnovationAsync<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  ideas: Frame,
  roster: Frame,
  options: KpiOptions<Rows, As> & AsOf & AsyncOptions,
): Promise<KpiTable<Rows, InnovationRow, RosteredRow & { dispersion: number | null }, As>>

type ImprovementOptions<Rows extends Maybe<'periods' | 'pooled'>, As extends Layout> = Omit<KpiOptions<Rows, As>, 'minN'> & AsOf & { adjust?: Maybe<Adjustment> }
type ImprovementRow = PeriodRow & { nReverted: number | null; nEffective: number | null; nGoals: number; nCosmetic: number; nRepeated: number; nOther: number }
/** Changes of personas and journey maps a period. `versions` has `at` and perhaps `kind`, `about`, `element`, `within`, `version`, `reverted`, `effect` and `pValue` of a watched metric; or it is what `changeRecords` gives, of three and more versions in one list to tell what was reverted. */
export function rateOfImprovement<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  versions: Frame,
  options: ImprovementOptions<Rows, As>,
): KpiTable<Rows, ImprovementRow, NamedRow & { kind: string | null }, As>
export function rateOfImprovementAsync<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  versions: Frame,
  options: ImprovementOptions<Rows, As> & AsyncOptions,
): Promise<KpiTable<Rows, ImprovementRow, NamedRow & { kind: string | null }, As>>

type ProgramKpiOptions<Rows extends Maybe<'periods' | 'pooled'>, As extends Layout> = EngagementOptions<Rows, As> & AsOf & { adjust?: Maybe<Adjustment> }
type ProgramKpiRow = MeasureRow & {
  kpi: 'employee_engagement' | 'rate_of_innovation' | 'rate_of_improvement' | 'goal_performance'
  goal: Value
  /** Of a KPI by roster: what people who were not on it that day did. */
  nExcluded: number | null
  confLevel: number
}
type ProgramPeriodRow = ProgramKpiRow & { period: string; unit: 'share' | 'per_100_employees' | 'changes' }
type ProgramPooledRow = ProgramKpiRow & { measure: string; kind: string | null }
/** The records of a program; a KPI without its records is left out. `goals` has `at`, `reached` and perhaps `goal`. */
type ProgramRecords = { activity?: Maybe<Frame>; roster?: Maybe<Frame>; ideas?: Maybe<Frame>; versions?: Maybe<Frame>; goals?: Maybe<Frame> }
/** The four KPIs of a program in one table. */
export function programKpis<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  records: ProgramRecords,
  options: ProgramKpiOptions<Rows, As>,
): KpiTable<Rows, ProgramPeriodRow, ProgramPooledRow, As>
export function programKpisAsync<Rows extends Maybe<'periods' | 'pooled'> = undefined, As extends Layout = 'rows'>(
  records: ProgramRecords,
  options: ProgramKpiOptions<Rows, As> & AsyncOptions,
): Promise<KpiTable<Rows, ProgramPeriodRow, ProgramPooledRow, As>>

interface ImpactOptions {
  /** Of which unit (customer, shop, account) each value is; without, every value counts as independent. */
  unitsBefore?: Maybe<Column>
  unitsAfter?: Maybe<Column>
  unitsControlBefore?: Maybe<Column>
  unitsControlAfter?: Maybe<Column>
  /** Difference in differences with a control, before and after without; cuped wants units and assignment by chance. */
  method?: Maybe<'before_after' | 'difference_in_differences' | 'cuped'>
  assignment?: Maybe<'observational' | 'random' | 'holdout'>
  alternative?: Maybe<'two_sided' | 'less' | 'greater'>
  level?: Maybe<number>
  minN?: Maybe<number>
}
/** What an initiative changed, in the unit of the values. Without a control the options may come third. */
export function initiativeImpact(before: Column, after: Column, options?: ImpactOptions): Test
export function initiativeImpact(
  before: Column,
  after: Column,
  controlBefore: Maybe<Column>,
  controlAfter: Maybe<Column>,
  options?: ImpactOptions,
): Test
export function initiativeImpactAsync(before: Column, after: Column, options?: ImpactOptions & AsyncOptions): Promise<Test>
export function initiativeImpactAsync(
  before: Column,
  after: Column,
  controlBefore: Maybe<Column>,
  controlAfter: Maybe<Column>,
  options?: ImpactOptions & AsyncOptions,
): Promise<Test>

interface InterruptedOptions<As extends Layout> {
  /** The first day of the initiative. */
  at: string | Date
  /** Names of columns; `estimate` and `period` by default. */
  value?: Maybe<string>
  time?: Maybe<string>
  /** How long the periods are, so that one that is missing is refused. */
  every?: Maybe<Every>
  /** Without the bias in small samples (default), or as published, which is too narrow for short series. */
  method?: Maybe<'newey_west_corrected' | 'newey_west'>
  /** How many periods errors may depend on those before; 4 (n / 100)^(2/9) by default. */
  lags?: Maybe<number>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
interface InterruptedRow {
  term: 'level' | 'trend' | 'level_change' | 'trend_change' | 'mean_effect' | 'last_effect'
  estimate: number
  stdError: number | null
  statistic: number | null
  df: number | null
  pValue: number | null
  confLow: number | null
  confHigh: number | null
  nBefore: number
  nAfter: number
  lags: number
  method: string
  flags: string
}
/** What changed in a series when an initiative began: segmented regression, Newey and West's errors. */
export function interruptedTimeSeries<As extends Layout = 'rows'>(frame: Frame, options: InterruptedOptions<As>): Table<InterruptedRow, As>
export function interruptedTimeSeriesAsync<As extends Layout = 'rows'>(
  frame: Frame,
  options: InterruptedOptions<As> & AsyncOptions,
): Promise<Table<InterruptedRow, As>>

/** The return on what was spent, with Fieller's interval; without ends where the cost may be 0 (`unbounded`). */
export function roi(
  benefit: number,
  cost: number,
  options?: { benefitStdError?: Maybe<number>; costStdError?: Maybe<number>; covariance?: Maybe<number>; df?: Maybe<number>; level?: Maybe<number> },
): Estimate

interface RankOptions<As extends Layout> {
  /** The column of names, of a frame. */
  by?: Maybe<string>
  /** Names of columns; `estimate` and `stdError` by default. */
  estimate?: Maybe<string>
  stdError?: Maybe<string>
  direction?: Maybe<Direction>
  level?: Maybe<number>
  as?: As | undefined
}
interface RankRow {
  /** The group, under the name of its column; `name` of estimates by name. */
  [by: string]: Value
  estimate: number | null
  stdError: number | null
  rank: number | null
  rankLow: number | null
  rankHigh: number | null
  probabilityBest: number | null
  flags: string
}
/** Who is best and how sure that is, best first: of a frame as `score` gives it, or of estimates by name. */
export function rank<As extends Layout = 'rows'>(estimates: Frame | Readonly<Record<string, Estimate>> | ReadonlyMap<string, Estimate>, options?: RankOptions<As>): Table<RankRow, As>
export function rankAsync<As extends Layout = 'rows'>(
  estimates: Frame | Readonly<Record<string, Estimate>> | ReadonlyMap<string, Estimate>,
  options?: RankOptions<As> & AsyncOptions,
): Promise<Table<RankRow, As>>

interface QuickWinOptions<As extends Layout> {
  /** Names of columns; `id`, `impact` and `effort` by default. */
  idea?: Maybe<string>
  impact?: Maybe<string>
  effort?: Maybe<string>
  /** From where on an impact is high, up to where an effort is low; the medians by default. */
  impactFrom?: Maybe<number>
  effortTo?: Maybe<number>
  as?: As | undefined
}
interface QuickWinRow {
  [idea: string]: Value
  impact: number | null
  effort: number | null
  ratio: number | null
  rank: number | null
  quadrant: 'quick_win' | 'major_project' | 'fill_in' | 'money_pit' | null
}
/** Ideas by what they bring and what they cost. */
export function quickWins<As extends Layout = 'rows'>(ideas: Frame, options?: QuickWinOptions<As>): Table<QuickWinRow, As>
export function quickWinsAsync<As extends Layout = 'rows'>(ideas: Frame, options?: QuickWinOptions<As> & AsyncOptions): Promise<Table<QuickWinRow, As>>

interface ReviewRow {
  program: string
  owner: string
  reviewEvery: string
  nReviews: number
  lastReview: string | null
  due: string | null
  daysOverdue: number | null
  status: 'on_time' | 'overdue' | 'never_reviewed'
}
/** When each program of a model was reviewed last, when it is due, and whether it is overdue. */
export function programReviews<As extends Layout = 'rows'>(
  model: ExperienceModel | object | string,
  options: { today: string | Date; tz?: Maybe<string>; as?: As | undefined },
): Table<ReviewRow, As>

interface BalancedRow {
  perspective: 'financial' | 'customer' | 'internal_process' | 'learning_and_growth'
  objective?: Value
  metric: Value
  estimate: number | null
  confLow: number | null
  confHigh: number | null
  target: number
  direction: Direction
  /** The estimate less the target, positive for better. */
  gap: number | null
  status: 'met' | 'missed' | 'undecided' | 'no_data'
}
/** Targets met, missed or undecided by the interval of each metric. A row has `perspective`, `metric`, `estimate`, `target`, and perhaps `confLow`, `confHigh`, `direction`, `objective`. */
export function balancedScorecard<As extends Layout = 'rows'>(frame: Frame, options?: { as?: As | undefined }): Table<BalancedRow, As>
export function balancedScorecardAsync<As extends Layout = 'rows'>(frame: Frame, options?: { as?: As | undefined } & AsyncOptions): Promise<Table<BalancedRow, As>>

type BalancedPageOptions = { form?: Maybe<'text' | 'markdown' | 'html'>; title?: Maybe<string>; width?: Maybe<number> }
/** The balanced scorecard to read: text for a terminal (default), Markdown or HTML. */
export function balancedScorecardPage(frame: Frame, options?: BalancedPageOptions): string
export function balancedScorecardPageAsync(frame: Frame, options?: BalancedPageOptions & AsyncOptions): Promise<string>

/** The share that reached a goal: Wilson's interval, exact where nobody or everybody did. */
export function goalShare(nReached: number, nTotal: number, options?: { level?: Maybe<number> }): Estimate

interface AlignmentOptions<As extends Layout> {
  /** Names of columns. */
  question: string
  answer: string
  team?: Maybe<string>
  /** An employee answers a question once. */
  employee?: Maybe<string>
  /** The published answer of each question, or several; or an experience model, whose personas, journeys and goals answer. */
  model?: Maybe<ExperienceModel | Record<string, unknown>>
  level?: Maybe<number>
  minN?: Maybe<number>
  draws?: Maybe<number>
  seed?: Maybe<number>
  as?: As | undefined
}
interface AlignmentRow {
  question: string | number | boolean | bigint | Date | null
  /** Null for all teams together. */
  team: string | number | boolean | bigint | Date | null
  measure: 'distinct' | 'chao1' | 'coverage' | 'hill1' | 'hill2' | 'hill2_unbiased' | 'agreement' | 'match' | 'silo_index'
  estimate: number | null
  confLow: number | null
  confHigh: number | null
  n: number | null
  pValue: number | null
  method: string
  flags: string
}
/** How far employees give the same answers. */
export function alignment<As extends Layout = 'rows'>(frame: Frame, options: AlignmentOptions<As>): Table<AlignmentRow, As>
export function alignmentAsync<As extends Layout = 'rows'>(
  frame: Frame,
  options: AlignmentOptions<As> & AsyncOptions,
): Promise<Table<AlignmentRow, As>>

interface AttributionOptions<As extends Layout> {
  /** The column of paths, `path` by default: texts (`"search > mail"`) or arrays of channels. */
  path?: Maybe<string>
  /** The column of how many times each path ended in a conversion, `conversions` by default. */
  conversions?: Maybe<string>
  /** The column of what those conversions were worth, all together. */
  value?: Maybe<string>
  /** The column of how many times each path ended without a conversion. */
  nulls?: Maybe<string>
  /** `markov` by default. */
  method?: Maybe<'first' | 'last' | 'linear' | 'time_decay' | 'position' | 'markov' | 'shapley' | 'shapley_ordered'>
  /** How many of the last touches a state of the chain remembers: 1 by default. */
  order?: Maybe<number | 'auto'>
  /** Of `time_decay`, in positions: 7 by default. */
  halfLife?: Maybe<number>
  /** Draws of the intervals: 1000 by default, 0 for none. */
  bootstrap?: Maybe<number>
  seed?: Maybe<number>
  level?: Maybe<number>
  as?: As | undefined
}
interface AttributionRow {
  channel: string
  /** With `shapley_ordered`: the place among the distinct channels of the path, from 1. */
  position?: number
  conversions: number
  value: number | null
  share: number | null
  /** Of the conversions; so is `confHigh`. */
  confLow: number | null
  confHigh: number | null
  /** Markov: the share of conversions that is lost without the channel. */
  removalEffect: number | null
  shareConfLow: number | null
  shareConfHigh: number | null
  removalEffectConfLow: number | null
  removalEffectConfHigh: number | null
  /** Of the Markov chain. */
  order: number | null
}
/** Divides conversions among the channels of their paths. Not incremental: only an experiment says what a channel adds. */
export function attribution<As extends Layout = 'rows'>(paths: Frame, options?: AttributionOptions<As>): Table<AttributionRow, As>
export function attributionAsync<As extends Layout = 'rows'>(
  paths: Frame,
  options?: AttributionOptions<As> & AsyncOptions,
): Promise<Table<AttributionRow, As>>

type DeliveryGapOptions = Omit<CompareOptions, 'weightsA' | 'weightsB' | 'countsA' | 'countsB'> & { metric?: Maybe<MetricLike> }
/** What we believe less what customers say: answers of 1 and 0, or of any metric. */
export function deliveryGap(internal: Sample, customers: Sample, options?: DeliveryGapOptions): Test
export function deliveryGapAsync(internal: Sample, customers: Sample, options?: DeliveryGapOptions & AsyncOptions): Promise<Test>

/** A published number to compare with: whose, of when, from how many. */
export class Benchmark {
  /** By its fields, or as a model has it. */
  constructor(fields: documents.Benchmark | {
    metric: string
    value: number
    subject?: Maybe<string>
    n?: Maybe<number>
    confLow?: Maybe<number>
    confHigh?: Maybe<number>
    confLevel?: Maybe<number>
    source?: Maybe<string>
    asOf?: Maybe<string | Date>
    population?: Maybe<string>
  })
  readonly metric: string
  readonly value: number
  readonly subject: string | null
  readonly n: number | null
  readonly confLow: number | null
  readonly confHigh: number | null
  readonly confLevel: number | null
  readonly source: string | null
  readonly asOf: string | null
  readonly population: string | null
  static fromJSON(json: object | string): Benchmark
  equals(other: unknown): boolean
  toJSON(): Record<string, unknown>
}
/** An estimate less a benchmark; without n and interval the benchmark counts as fixed, and the flag `fixed_benchmark` says so. */
export function compareToBenchmark(estimate: Estimate, benchmark: Benchmark): Test

// ---------------------------------------------------------------- closed loop

type LoopKind = 'inner' | 'outer'

/** What a rule has to say about one record. */
export class Alert {
  private constructor()
  /** A hash of the rule and the record: the same wherever and however often it is raised. */
  readonly id: string
  readonly rule: string
  /** 1 the least, 5 the worst. */
  readonly severity: number
  readonly at: string | null
  readonly respondent: string | null
  readonly element: string | null
  readonly owner: string | null
  readonly route: readonly string[]
  readonly due: string | null
  readonly openCase: LoopKind | null
  /** What the rule looked at, by question, metric or `event`. */
  readonly values: Readonly<Record<string, unknown>>
  /** The alert as an event of the CloudEvents 1.0 JSON format; `source` says who raised it, a URI reference. */
  toCloudEvent(source: string): CloudEvent
  equals(other: unknown): boolean
  toJSON(): Record<string, unknown>
  /** One line: the rule, whom it is about, when it is due. */
  toString(): string
}
interface CloudEvent {
  specversion: '1.0'
  id: string
  source: string
  type: string
  time?: string
  subject?: string
  datacontenttype: 'application/json'
  data: Record<string, unknown>
}

/** A state of alert rules as JSON: when each rule last fired for whom, RFC 3339 in UTC. */
export interface AlertStateJSON {
  cxm: 'alert_memory/1'
  fired: Record<string, Record<string, string>>
}
/** What alert rules remember: when each last fired for whom. States of many processes merge. */
export class AlertState {
  constructor()
  static fromBytes(bytes: Uint8Array): AlertState
  static fromJSON(json: string | object): AlertState
  static merged(states: Iterable<AlertState>): AlertState
  merge(other: AlertState): this
  equals(other: unknown): boolean
  clone(): AlertState
  toBytes(): Uint8Array
  toJSON(): AlertStateJSON
}

interface EvaluateAlertsOptions {
  context?: Maybe<{
    /** By id: a number, an estimate, or `baseline` and `series` for a shift. */
    metrics?: Record<string, unknown> | ReadonlyMap<string, unknown>
    /** What the respondent did before, in the order of time. */
    events?: readonly object[]
  }>
  now?: Maybe<string | Date>
}
/** The alert rules of a model, or a list of rules, made ready once. */
export class AlertRules {
  /** A model, a list of rules, or either as JSON text. */
  constructor(rules: object | string)
  static fromJSON(json: object | string): AlertRules
  /** What it was made of; `state` is not in it. */
  toJSON(): documents.AlertRule[] | documents.ExperienceModel
  /** Of the same rules and a state that is the same. */
  equals(other: unknown): boolean
  clone(): AlertRules
  /** What the cooldowns remember of `evaluate`. */
  state: AlertState
  readonly size: number
  /** The charts of the rules that watch for a shift: the run length that was asked and that is reached, the threshold in standard deviations. */
  readonly shifts: { rule: string; metric: string; arl0: number; reached: number; threshold: number }[]
  /** Drops from `state` what no cooldown asks for any more. */
  forget(now: string | Date): void
  /** The alerts of a survey response or an interaction. */
  evaluate(record: object | string, options?: EvaluateAlertsOptions): Alert[]
  /** The same with a state that the caller keeps: the alerts, and the state after them. */
  evaluateWith(state: AlertState, record: object | string, options?: EvaluateAlertsOptions): { alerts: Alert[]; state: AlertState }
}

export type CaseState = 'received' | 'acknowledged' | 'assessed' | 'investigating' | 'responded' | 'resolved' | 'closed' | 'reopened' | 'escalated'
interface CaseEvent {
  at: string
  by: string
  to: CaseState
  note?: string
}
interface StepOptions {
  by: string
  at: string | Date
}
/** What a complaint or an alert becomes, from received to closed (ISO 10002): its history is added to, never changed. */
export class Case {
  /** A case as `toJSON` writes it, or its JSON text; a history that does not hold together is refused. */
  constructor(fields: object | string)
  /** A case that was just received; opened by a rule, a person, or else the customer. */
  static open(options: {
    id: string
    at: string | Date
    customer?: Maybe<string>
    rule?: Maybe<string>
    person?: Maybe<string>
    loop?: Maybe<LoopKind>
    severity?: Maybe<number>
    /** An ISO 8601 duration: `PT24H`. */
    sla?: Maybe<string>
    team?: Maybe<string>
    valueAtRisk?: Maybe<{ minor: number; currency: string }>
    /** The responses and other feedback that it answers. */
    feedback?: Maybe<readonly string[]>
    /** What the customer answered. */
    score?: Maybe<number>
    /** It is reopened once in so long a time. */
    reopenEvery?: Maybe<string>
  }): Case
  static fromJSON(json: object | string): Case
  /** Goes one step on. Where it may go is fixed; it is closed only with a root cause; a step that is refused changes nothing. */
  transition(state: CaseState, options: StepOptions & { note?: Maybe<string>; rootCause?: Maybe<string> }): this
  /** Escalates the case if it is open after the time it was due. */
  escalateIfOverdue(options: StepOptions): this
  /** What the customer says afterwards: whether they are content again, the response that told so, what they answer to the same question; `at` is when. */
  followUp(options: { recovered?: Maybe<boolean>; response?: Maybe<string>; score?: Maybe<number>; at?: Maybe<string | Date> }): this
  /** Notes a change that came of the case. */
  ledTo(change: string): this
  /** How it stands against the time it was given. */
  clock(now: string | Date): { readonly elapsedHours: number; readonly hoursLeft: number | null; readonly hoursToResponse: number | null; readonly isOverdue: boolean }
  isOverdue(now: string | Date): boolean
  readonly id: string
  readonly state: CaseState
  readonly history: CaseEvent[]
  readonly due: string | null
  readonly rootCause: string | null
  equals(other: unknown): boolean
  clone(): Case
  toJSON(): Record<string, unknown>
  toString(): string
}

type Cases = Iterable<Case | object | string>
type LoopRate = {
  measure: string
  estimate: number | null
  confLow: number | null
  confHigh: number | null
  /** Of the interval. */
  method: 'wilson' | 'clopper_pearson' | 'kaplan_meier' | 'analysis_of_covariance' | 'beta_binomial'
  flags: string
}
type ClosedLoopRow = LoopRate & { n: number; nEvents: number; unit: 'share' | 'hours' | 'score' }
type TeamRow = LoopRate & { team: string | null; observed: number | null; n: number | null; nEvents: number | null }
/** How well cases are answered and closed as of `now`: rates with Wilson's interval, median hours by Kaplan and Meier (open cases count as long as they have waited), what closing does to a later score where there is a control. */
export function closedLoop<As extends Layout = 'rows'>(
  cases: Cases,
  now: string | Date,
  options?: { by?: null | undefined; level?: Maybe<number>; minN?: Maybe<number>; as?: As | undefined },
): Table<ClosedLoopRow, As>
/** The rates of each team, shrunken towards that of all shown ones; teams of fewer than `minN` cases (5) are hidden. */
export function closedLoop<As extends Layout = 'rows'>(
  cases: Cases,
  now: string | Date,
  options: { by: 'team'; level?: Maybe<number>; minN?: Maybe<number>; as?: As | undefined },
): Table<TeamRow, As>

type WorkRow = {
  case: string
  customer: string | null
  team: string | null
  state: CaseState
  severity: number
  /** In minor units. */
  valueAtRisk: number | null
  currency: string | null
  hoursLeft: number | null
  due: string | null
}
/** The open cases in the order to take them up, the largest value at risk first; those of one team, if it is named. */
export function worklist<As extends Layout = 'rows'>(cases: Cases, now: string | Date, options?: { team?: Maybe<string>; as?: As | undefined }): Table<WorkRow, As>

type NotifyRow = { customer: string | null; source: 'case' | 'feedback'; id: string }
/** Whose feedback caused a change, one row a customer and reason; a cause whose customer nobody knows has null. */
export function toNotify<As extends Layout = 'rows'>(
  change: { id: string; causedBy?: Maybe<readonly string[]> } | string,
  cases: Cases,
  options?: { feedback?: Maybe<Iterable<{ id: string; author?: Maybe<string>; respondent?: Maybe<string> }>>; as?: As | undefined },
): Table<NotifyRow, As>

export interface EventLogOptions {
  /** The column of customers: texts or whole numbers. */
  customer: string
  /** The column of what they met. */
  touchpoint: string
  /** The column of times; wall-clock times are read in `tz`, UTC by default. */
  time: string
  channel?: Maybe<string>
  value?: Maybe<string>
  /** A column of numbers that orders events of one customer at the same time; otherwise the order of the rows does. */
  sequence?: Maybe<string>
  /** Columns to break results down by. */
  attributes?: Maybe<string | readonly string[]>
  tz?: Maybe<string>
  /** Rows without customer, touchpoint or time: "error" (default) names the first, "drop" leaves them out and counts them. */
  missing?: Maybe<'error' | 'drop'>
}

/** What is read of a file of events. A name that is not given is the one of the format. */
export interface EventReadOptions {
  /** XES: a key, with `case:` before those of a trace. CloudEvents: a name, or a JSON Pointer (`/data/customer`). */
  customer?: Maybe<string>
  touchpoint?: Maybe<string>
  time?: Maybe<string>
  channel?: Maybe<string>
  value?: Maybe<string>
  /** What results can be broken down by. */
  attributes?: Maybe<string | readonly string[]>
  /** The zone of times without an offset, UTC by default. */
  tz?: Maybe<string>
  /** Events without customer, touchpoint or time: "error" (default) names the first, "drop" leaves them out and counts them. */
  missing?: Maybe<'error' | 'drop'>
  /** Bytes that gzip may become (4 GiB). */
  maxBytes?: Maybe<number>
  /** How many times its size gzip may become (200), once it is past 64 MiB. */
  maxRatio?: Maybe<number>
}
export interface OcelReadOptions extends Omit<EventReadOptions, 'customer'> {
  /** The type of object that is the customer. */
  objectType: string
}
/** Who and what are those of Segment's specification. */
export type SegmentReadOptions = Omit<EventReadOptions, 'customer' | 'touchpoint'>

export interface LevelOptions<As extends Layout = 'rows'> {
  level?: Maybe<number>
  as?: As | undefined
}

export interface FlowRow {
  source: string
  target: string
  n: number
  nCustomers: number
  shareOfSource: number
  meanSeconds: number
  medianSeconds: number
  p25Seconds: number
  p75Seconds: number
  p90Seconds: number
  p95Seconds: number
  minSeconds: number
  maxSeconds: number
}
export interface EventuallyRow {
  source: string
  target: string
  n: number
  nCustomers: number
}
export interface TouchpointShareRow {
  touchpoint: string
  n: number
  share: number
  confLow: number
  confHigh: number
}
export interface VariantRow {
  path: string
  n: number
  length: number
  share: number
  confLow: number
  confHigh: number
  cumulativeShare: number
}
export interface ReworkRow extends Omit<TouchpointShareRow, 'n'> {
  nCustomers: number
  nRepeats: number
  nMet: number
}
export interface SelfDistanceRow {
  touchpoint: string
  eventsBetween: number
  steps: number
}
type LogAttributionOptions<As extends Layout> = Omit<AttributionOptions<As>, 'path' | 'conversions' | 'value' | 'nulls'> & {
  /** What is credited: `touchpoint` by default, `channel`, or the name of an attribute. */
  channel?: Maybe<string>
  /** Touches longer before the conversion do not count: `30d`. */
  within?: Maybe<string>
}
/** A step of a funnel: a touchpoint, or any of several. */
export type FunnelStep = string | readonly string[] | ReadonlySet<string>
export interface FunnelOptions<As extends Layout = 'rows'> {
  /** `ordered` (default): other events may come between; `strict`: none may; `any`: row k counts who did k + 1 of the steps. */
  order?: Maybe<'ordered' | 'strict' | 'any'>
  /** The window from the start, its end included: `7d`, `PT36H`. Days have 24 hours. */
  within?: Maybe<string>
  /** What spoils an attempt between two steps, counted from 0. */
  exclude?: Maybe<readonly (readonly [touchpoint: string, fromStep: number, toStep: number])[]>
  /** Steps that may be left out, counted from 0. */
  optional?: Maybe<number | readonly number[]>
  /** Attributes of the event at which the attempt starts, or `channel`. */
  by?: Maybe<string | readonly string[]>
  /** Until when events are known; the last event by default. A date is known to its end, in `tz`. */
  asOf?: Maybe<Date | string>
  /** What becomes of attempts whose window is not over then: left out (default), counted as they stand, or censored. */
  incomplete?: Maybe<'drop' | 'count' | 'survival'>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
/** A row also has the columns of `by`. */
export interface FunnelRow {
  /** From 0. */
  step: number
  touchpoint: string
  n: number
  shareOfFirst: number | null
  confLow: number | null
  confHigh: number | null
  shareOfPrevious: number | null
  previousConfLow: number | null
  previousConfHigh: number | null
  medianSeconds: number | null
  p25Seconds: number | null
  p75Seconds: number | null
  p90Seconds: number | null
  p95Seconds: number | null
  meanSeconds: number | null
  /** Customers whom an exclusion took out. */
  nExcluded: number
  /** Customers none of whose attempts had all its time. */
  nIncomplete: number
}
export interface CompareFunnelsOptions<As extends Layout = 'rows'> extends FunnelOptions<As> {
  by: string | readonly string[]
  /** The group that every other is compared with; without it, every two are compared. */
  baseline?: unknown
  /** How p-values are adjusted over all rows; `holm` by default. */
  adjust?: Maybe<'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'>
}
export interface FunnelComparisonRow {
  baseline: unknown
  step: number
  touchpoint: string
  n: number
  nBaseline: number
  share: number | null
  shareBaseline: number | null
  difference: number | null
  confLow: number | null
  confHigh: number | null
  pValue: number | null
  pAdjusted: number | null
}
export interface NextRow extends Omit<TouchpointShareRow, 'touchpoint'> {
  touchpoint: string | null
}
export interface StepRow extends NextRow {
  step: number
  /** The value of `by`. */
  [by: string]: Key
}
export interface EventRow {
  customer: string | number | bigint
  touchpoint: string
  /** In UTC to the microsecond, which a `Date` does not hold: "2026-01-02T00:00:00.25Z". */
  time: string
  /** `channel`, `value`, and attributes. */
  [column: string]: Key
}
export interface StepMatrixOptions {
  steps?: Maybe<number>
  /** An attribute, or "channel": a matrix for each group of customers, by their first event. */
  by?: Maybe<string>
}
export interface StepFlowsOptions {
  steps?: Maybe<number>
  /** Paths begin at its first time; customers without it are left out. */
  start?: Maybe<string>
}
export interface StepFlowRow {
  step: number
  source: string
  /** Null: the path ends there. */
  target: string | null
  n: number
  shareOfFirst: number
  confLow: number
  confHigh: number
  shareOfPrevious: number
  previousConfLow: number
  previousConfHigh: number
}
/** Under the names that retentioneering gives them. */
export type TransitionWeight = 'proba_out' | 'proba_in' | 'count' | 'unique_paths' | 'share_of_total' | 'avg_per_path' | 'time_median' | 'time_q95'
/** In seconds; null without customers. */
export interface Throughput {
  readonly n: number
  readonly nSingle: number
  readonly mean: number | null
  readonly stdDev: number | null
  readonly min: number | null
  readonly p25: number | null
  readonly median: number | null
  readonly medianLow: number | null
  readonly medianHigh: number | null
  readonly p75: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
  readonly confLevel: number
}

export interface GoalCurveRow {
  seconds: number
  nAtRisk: number
  nReached: number
  cumulativeIncidence: number
  confLow: number | null
  confHigh: number | null
}
export interface GoalGroupRow {
  n: number
  nReached: number
  nExited: number
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  method: string
  flags: string
}
/** Which share of customers reach a goal within its time. */
export class GoalPerformance extends Estimate {
  readonly nReached: number
  /** How many left before. */
  readonly nExited: number
  /** How many of the others are still within their window. */
  readonly nWatching: number
  /** How many were watched until the end of the window. */
  readonly nAtRisk: number
  /** How many are left out, because they acted before they started. */
  readonly nExcluded: number
  /** How many never started. */
  readonly nNotStarted: number
  /** The way there; with `by` the curves of the groups, which have its column. */
  readonly curve: readonly GoalCurveRow[]
  /** With `by` one row a group, which has its column. */
  readonly groups: readonly GoalGroupRow[] | null
  /** With `by` whether the groups differ: the log-rank test, or Gray's where some exited. */
  readonly test: Test | null
}
export interface GoalWindow {
  /** The window, "P7D"; its last moment is included. By default that of the model's goal; without one, for ever. */
  within?: Maybe<string>
  /** Until when the log is complete; by default until its last event. */
  asOf?: Maybe<string | Date>
  /** The attribute, or "channel", at the start, by which customers are told apart. */
  by?: Maybe<string>
  /** What counts of an exit and an action at the same time; the exit by default. */
  ties?: Maybe<'exit_first' | 'action_first'>
  /** With a zone a day of the window is a calendar day, without one it is 24 h. */
  tz?: Maybe<string>
  level?: Maybe<number>
}
/** Touchpoints that start the clock, reach the goal, end the chance. */
export interface GoalTouchpoints extends GoalWindow {
  start: string | readonly string[]
  action: string | readonly string[]
  exit?: Maybe<string | readonly string[]>
}
export interface ToleranceRow {
  nBad: string
  n: number
  nChurned: number
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  method: string
  flags: string
}
export interface ToleranceOptions<As extends Layout = 'rows'> {
  /** Touchpoints of bad experiences. */
  bad: string | readonly string[]
  churn: string | readonly string[]
  /** How long after their first event bad experiences are counted; churn counts after it. Without one each row has the flag "association". */
  landmark?: Maybe<string>
  /** Within which time after the landmark churn counts. */
  within?: Maybe<string>
  asOf?: Maybe<string | Date>
  /** From this number on customers are one row; 3 by default. */
  most?: Maybe<number>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
export interface RetentionOptions<As extends Layout = 'rows'> {
  /** Who is active at an age: with an event in that period (default), or in that one or later. */
  kind?: Maybe<'bounded' | 'on_or_after' | 'rolling'>
  /** What begins a customer's time; the first event by default. */
  touchpoint?: Maybe<string | readonly string[]>
  /** What counts as coming back; every event by default. */
  returnTouchpoint?: Maybe<string | readonly string[]>
  /** An attribute of the event that begins it, or "channel". */
  by?: Maybe<string>
  /** Until when events are known; a date is known to its end. */
  asOf?: Maybe<string | Date>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
/** A row also has the column of `by`. */
export interface RetentionRow {
  /** The first day of the period in which they began. */
  cohort: string
  /** In periods, from 0. */
  age: number
  /** Customers of the cohort. */
  n: number
  active: number
  retention: number | null
  confLow: number | null
  confHigh: number | null
  /** Whether the period of this age is over. */
  complete: boolean
}
export interface AbsorptionRow {
  /** Null: the start of a path. */
  touchpoint: string | null
  /** Null: the path ends without any target. */
  target: string | null
  /** Visits. */
  n: number
  nCustomers: number
  expectedVisits: number
  stepsToEnd: number
  stepsLow: number | null
  stepsHigh: number | null
  probability: number
  confLow: number | null
  confHigh: number | null
  stepsToTarget: number | null
}
export interface PeakEndOptions<As extends Layout = 'rows'> {
  /** "value" (default), or an attribute of numbers. */
  score?: Maybe<string>
  /** The value from which the peak is farthest; by default the middle between the least and the greatest of the log. */
  neutral?: Maybe<number>
  as?: As | undefined
}
export interface PeakEndRow {
  customer: unknown
  n: number
  peak: number
  end: number
  mean: number
  peakEnd: number
}
export interface PeakEndSummaryRow {
  measure: 'peak' | 'end' | 'mean' | 'peak_end' | 'peak_end_less_mean'
  n: number
  nMissing: number
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  neutral: number | null
}
export interface MomentsOptions<As extends Layout = 'rows'> {
  /** What begins a customer's time; the first event by default. */
  start?: Maybe<string | readonly string[]>
  /** What ends the chance. */
  exit?: Maybe<string | readonly string[]>
  /** How long after the beginning touchpoints count; the goal counts after it. Without one each row has the flag "association". */
  landmark?: Maybe<string>
  /** Within which time after the landmark the goal is to be reached. */
  within?: Maybe<string>
  asOf?: Maybe<string | Date>
  ties?: Maybe<'exit_first' | 'action_first'>
  adjust?: Maybe<'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
export interface MomentRow {
  touchpoint: string
  nWith: number
  nWithout: number
  reachedWith: number
  reachedWithout: number
  rateWith: number | null
  rateWithout: number | null
  difference: number | null
  confLow: number | null
  confHigh: number | null
  pValue: number | null
  pAdjusted: number | null
  flags: string
}
export interface SelfServiceOptions<As extends Layout = 'rows'> {
  selfService: string | readonly string[]
  assisted: string | readonly string[]
  /** What the names are; channels by default where the log has some. */
  field?: Maybe<'channel' | 'touchpoint'>
  /** The window from the first contact; to the end of the log by default. */
  within?: Maybe<string>
  /** After a longer one a contact is a new one; "30m" by default. */
  pause?: Maybe<string>
  /** An attribute of the first contact, or "channel". */
  by?: Maybe<string>
  asOf?: Maybe<string | Date>
  tz?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
/** A row also has the column of `by`. */
export interface SelfServiceRow {
  measure: 'containment' | 'escalation' | 'repeat_contact'
  began: 'self_service' | 'assisted'
  n: number
  nCounted: number
  estimate: number | null
  confLow: number | null
  confHigh: number | null
  medianSeconds: number | null
  nIncomplete: number
}
export interface SegmentOptions<As extends Layout = 'rows'> {
  /** Each customer once with the first step from there (default), or every step. */
  count?: Maybe<'customers' | 'steps'>
  adjust?: Maybe<'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'>
  level?: Maybe<number>
  as?: As | undefined
}
export interface SegmentRow {
  source: string
  n: number
  nSegments: number
  statistic: number | null
  df: number | null
  pValue: number | null
  pAdjusted: number | null
  cramersV: number | null
  /** Null: the path ends. */
  target: string | null
  segmentHigh: unknown
  segmentLow: unknown
  shareHigh: number | null
  shareLow: number | null
  difference: number | null
  confLow: number | null
  confHigh: number | null
  flags: string
}
/** In which order touchpoints are to be met: a list, blocks as journey maps have them, or a journey map with its `flow`. */
export type JourneyFlow =
  | string
  | readonly JourneyFlow[]
  | { step: string }
  | { seq: readonly JourneyFlow[] }
  | { choice: readonly JourneyFlow[] }
  | { any: readonly JourneyFlow[] }
  | { opt: JourneyFlow }
  | { loop: JourneyFlow }
/** The id of a journey of the model, a flow, or a journey map. */
export type JourneyDesign = JourneyFlow | { flow: JourneyFlow | documents.Flow }
export interface DeviationRow {
  touchpoint: string
  kind: 'skipped' | 'unplanned' | 'out_of_order' | 'repeated'
  /** How many customers. */
  n: number
  share: number
  confLow: number
  confHigh: number
  nTimes: number
  /** With a goal: how many customers count for the effect with the deviation, and without. */
  nWith?: number
  nWithout?: number
  /** The share who reach the goal with it less that without. */
  goalEffect?: number | null
  goalEffectLow?: number | null
  goalEffectHigh?: number | null
  pValue?: number | null
  pAdjusted?: number | null
  flags?: string
}
export interface ConformanceVariantRow {
  path: string
  n: number
  share: number
  confLow: number
  confHigh: number
  length: number
  /** How many moves are on one side only. */
  cost: number
  fitness: number
  /** "+" is only in the path, "-" only in the flow. */
  alignment: string
}
/** How customers' paths agree with the flow that the journey was designed with. */
export interface Conformance {
  /** The mean fitness of a customer's path: 1 where it is a way through the flow. */
  readonly fitness: Estimate
  /** The share of the events that are on touchpoints of the flow. */
  readonly coverage: Estimate
  readonly nFitting: number
  readonly nVariants: number
  /** How many touchpoints the shortest way through the flow has. */
  readonly shortest: number
  /** How many customers count for the effect on the goal, how many reached it, and how many do not count; null without a goal. */
  readonly nFollowed: number | null
  readonly nReached: number | null
  readonly nLeftOut: number | null
  readonly deviations: readonly DeviationRow[]
  readonly variants: readonly ConformanceVariantRow[]
}
export interface ConformanceOptions {
  /** The id of a goal of the model, or touchpoints: what each deviation does to the share who reach it. */
  goal?: Maybe<string | readonly string[]>
  /** How long after their first event deviations count; the goal counts after it. Without one each row has the flag "association". */
  landmark?: Maybe<string>
  /** Within which time after the landmark, or the first event, the goal counts. */
  within?: Maybe<string>
  /** Until when the log is complete; later events are not read. */
  asOf?: Maybe<string | Date>
  /** So many rows of `variants`. */
  top?: Maybe<number>
  tz?: Maybe<string>
  level?: Maybe<number>
}
/** Whether a score is the same in all channels. */
export interface ChannelConsistency {
  /** How far the channels lie apart, in their own uncertainty: Cochran's Q. */
  readonly q: number | null
  readonly df: number | null
  readonly pValue: number | null
  /** The share of Q that chance does not account for. */
  readonly iSquared: number | null
  readonly largestGap: number | null
  /** Its interval holds for all pairs at once. */
  readonly gapLow: number | null
  readonly gapHigh: number | null
  readonly highest: string | null
  readonly lowest: string | null
  readonly margin: number | null
  /** Against a difference beyond the margin between any two channels. */
  readonly pEquivalence: number | null
  readonly isEquivalent: boolean | null
  readonly flags: readonly string[]
  readonly channels: readonly { channel: string; n: number; nCustomers: number; estimate: number; stdError: number | null; confLow: number | null; confHigh: number | null }[]
  readonly pairs: readonly {
    channel: string
    other: string
    difference: number
    stdError: number | null
    confLow: number | null
    confHigh: number | null
    pValue: number | null
    pAdjusted: number | null
    pEquivalence: number | null
  }[]
}
export interface HandoffRow {
  source: string
  target: string
  nHandoffs: number
  /** Customers seen in the source. */
  nSource: number
  /** Those of them who went on in the target directly. */
  n: number
  /** The continuation rate. */
  share: number
  confLow: number
  confHigh: number
  medianSeconds: number | null
  p90Seconds: number | null
  nWith?: number
  nWithout?: number
  /** With a goal: the share who reach it after the handoff less that of those who stayed in the source. */
  goalEffect?: number | null
  goalEffectLow?: number | null
  goalEffectHigh?: number | null
  pValue?: number | null
  pAdjusted?: number | null
  flags?: string
}
export interface FrictionRow {
  touchpoint: string
  signal: 'drop_off' | 'loop' | 'back_step' | 'long_wait' | 'score'
  /** How many customers. */
  n: number
  rate: number
  confLow: number | null
  confHigh: number | null
  /** The rate at all other touchpoints. */
  rest: number | null
  difference: number | null
  /** How many customers more than at the rate of the rest; null of a score. */
  excess: number | null
  /** Until the next event. */
  medianSeconds: number | null
  pValue: number | null
  pAdjusted: number | null
  flags: string
}
export interface FrictionOptions<As extends Layout = 'rows'> extends LevelOptions<As> {
  /** What comes before what; without one the median position at which customers first meet a touchpoint. */
  journey?: Maybe<JourneyDesign>
  /** Who reaches it has not dropped off. */
  goal?: Maybe<string | readonly string[]>
  /** A longer wait until the next event is long, "P2D". */
  waitOver?: Maybe<string>
  /** A customer without an event for less than this may yet come back, and does not count for drop-off. */
  inactive?: Maybe<string>
  /** "value" or the name of an attribute of numbers. */
  score?: Maybe<string>
  asOf?: Maybe<string | Date>
  tz?: Maybe<string>
}
export interface FromModelOptions extends Omit<EventLogOptions, 'touchpoint'> {
  /** The column of the type of each event, as the patterns of the model name it. */
  event: string
  /** The columns of what the patterns ask. */
  properties?: Maybe<string | readonly string[]>
}

export interface EventStreamOptions extends EventLogOptions {
  /** A customer without an event for so long before the watermark is settled: "P30D". */
  idle: string
  /** How much earlier than the latest event so far an event may come: "1h". None by default. */
  lateness?: Maybe<string>
  /** Events from before the watermark: "keep" (default) takes them in, "drop" leaves them out, both count them; "error" refuses the batch. */
  late?: Maybe<'error' | 'drop' | 'keep'>
  /**
   * Events of customers who were drained: "error" (default) refuses the batch, "drop" leaves them out, "keep" opens the customer again; such logs are put together by `append` in
   * their order, since a merge refuses them.
   */
  returning?: Maybe<'error' | 'drop' | 'keep'>
  /** How many events are held at most, 16,777,216 by default; a batch that passes it is refused. */
  maxOpen?: Maybe<number>
}

/** Events that come in batches of any order. Who has had none for `idle` is settled and can be drained; the events of all others are held. */
export class EventStream {
  constructor(options: EventStreamOptions)
  static fromBytes(bytes: Uint8Array): EventStream
  static merged(streams: Iterable<EventStream>): EventStream
  /** Takes in a frame with the stream's columns: all of it or, on an error, nothing. */
  observe(frame: Frame): this
  /** The log of the customers who are settled, perhaps of none; the stream forgets their events and keeps their ids. Drained logs merge. */
  drain(): EventLog
  /** The log of everybody who is still held, settled or not: at the end. */
  finish(): EventLog
  /** The log of everybody who is held, who stay so: paths that may go on. */
  openLog(): EventLog
  /** Adds what another stream of the same columns and options saw of other customers. */
  merge(other: EventStream): this
  /** The latest time seen less the lateness; null before the first event. */
  readonly watermark: Date | null
  /** How many events are held, and of how many customers. */
  readonly nOpen: number
  readonly nOpenCustomers: number
  /** How many customers were drained. */
  readonly nClosedCustomers: number
  /** How many events came from before the watermark, whether taken in or left out. */
  readonly nLate: number
  /** How many events were of customers who had been drained, late ones that were left out aside. */
  readonly nReturning: number
  /** How many events were left out, as late or of a customer who had been drained. */
  readonly nLeftOut: number
  /** How many rows without customer, touchpoint or time were left out since the last drain; the next log counts them. */
  readonly nDropped: number
  equals(other: unknown): boolean
  clone(): EventStream
  toBytes(): Uint8Array
}

/** A measure of an event log: the name of its method, or its options with the name as `measure`. */
export type Measure = string | { measure: string, [option: string]: unknown }

/** The interactions of customers with touchpoints. Columns come in any order; each customer's events stand in order of time. */
export class EventLog {
  constructor(frame: Frame, options: EventLogOptions)
  static fromAsync(frame: Frame, options: EventLogOptions & AsyncOptions): Promise<EventLog>
  static fromBytes(bytes: Uint8Array): EventLog
  /** The log of an XES file, plain or gzip: each trace is a customer. A source is a path, a URL of a file or bytes. */
  static readXes(source: string | URL | Uint8Array, options?: EventReadOptions): EventLog
  static readXesAsync(source: string | URL | Uint8Array, options?: EventReadOptions & AsyncOptions): Promise<EventLog>
  static fromXes(bytes: Uint8Array, options?: EventReadOptions): EventLog
  /** The log of an OCEL 2.0 file (JSON), flattened: each object of `objectType` is a customer. */
  static readOcel(source: string | URL | Uint8Array, options: OcelReadOptions): EventLog
  static readOcelAsync(source: string | URL | Uint8Array, options: OcelReadOptions & AsyncOptions): Promise<EventLog>
  /** The log of CloudEvents, one a line or as a batch: `subject` met `type` at `time`. */
  static readCloudevents(source: string | URL | Uint8Array, options?: EventReadOptions): EventLog
  static readCloudeventsAsync(source: string | URL | Uint8Array, options?: EventReadOptions & AsyncOptions): Promise<EventLog>
  /** The log of Segment's or RudderStack's calls, one a line: what a visitor did before `identify` is the user's. */
  static readSegment(source: string | URL | Uint8Array, options?: SegmentReadOptions): EventLog
  static readSegmentAsync(source: string | URL | Uint8Array, options?: SegmentReadOptions & AsyncOptions): Promise<EventLog>
  /** The log of the interactions that a model knows: its patterns name the touchpoints; goal and exit events are kept. */
  static fromModel(frame: Frame, model: ExperienceModel, options: FromModelOptions): EventLog
  static fromModelAsync(frame: Frame, model: ExperienceModel, options: FromModelOptions & AsyncOptions): Promise<EventLog>
  static merged(logs: Iterable<EventLog>): EventLog
  /** The share of interactions on no touchpoint of the model; needs a log of `fromModel`. */
  readonly coverage: Estimate
  readonly nEvents: number
  readonly nCustomers: number
  /** How many rows were left out because customer, touchpoint or time was missing. */
  readonly nDropped: number
  readonly touchpoints: string[]
  readonly channels: string[]
  readonly attributes: string[]
  /** Adds the customers of another log, none of whom may be in this one. */
  merge(other: EventLog): this
  /** Adds later events, also of customers who are in this log already. */
  append(other: EventLog): this
  equals(other: unknown): boolean
  clone(): EventLog
  toBytes(): Uint8Array
  /** The log as XES, a trace a customer; `channel` and `value` are the keys they stand under. */
  toXes(options?: { channel?: Maybe<string>; value?: Maybe<string> }): Uint8Array
  toXesAsync(options?: { channel?: Maybe<string>; value?: Maybe<string> } & AsyncOptions): Promise<Uint8Array>
  throughput(options?: { level?: Maybe<number> }): Throughput
  throughputAsync(options?: { level?: Maybe<number> } & AsyncOptions): Promise<Throughput>
  /** How many customers get through the steps, how many of those who began, and how long each step takes. */
  funnel<As extends Layout = 'rows'>(steps: readonly FunnelStep[], options?: FunnelOptions<As>): Table<FunnelRow, As>
  funnelAsync<As extends Layout = 'rows'>(steps: readonly FunnelStep[], options?: FunnelOptions<As> & AsyncOptions): Promise<Table<FunnelRow, As>>
  /** The groups of a funnel compared in their share of first, step by step. */
  compareFunnels<As extends Layout = 'rows'>(steps: readonly FunnelStep[], options: CompareFunnelsOptions<As>): Table<FunnelComparisonRow, As>
  compareFunnelsAsync<As extends Layout = 'rows'>(steps: readonly FunnelStep[], options: CompareFunnelsOptions<As> & AsyncOptions): Promise<Table<FunnelComparisonRow, As>>
  /** Which share of customers reach a goal of the model, or an action, within its time of their first start. */
  goalPerformance(goal: string, options?: GoalWindow): GoalPerformance
  goalPerformance(options: GoalTouchpoints): GoalPerformance
  goalPerformanceAsync(goal: string, options?: GoalWindow & AsyncOptions): Promise<GoalPerformance>
  goalPerformanceAsync(options: GoalTouchpoints & AsyncOptions): Promise<GoalPerformance>
  /** How many bad experiences customers put up with. */
  tolerance<As extends Layout = 'rows'>(options: ToleranceOptions<As>): Table<ToleranceRow, As>
  toleranceAsync<As extends Layout = 'rows'>(options: ToleranceOptions<As> & AsyncOptions): Promise<Table<ToleranceRow, As>>
  /** Which share of the customers who began in a period come back in later ones. */
  retention<As extends Layout = 'rows'>(every: Every, options?: RetentionOptions<As>): Table<RetentionRow, As>
  retentionAsync<As extends Layout = 'rows'>(every: Every, options?: RetentionOptions<As> & AsyncOptions): Promise<Table<RetentionRow, As>>
  /** Where paths end if what comes next depends on the touchpoint alone: the absorbing Markov chain. */
  absorption<As extends Layout = 'rows'>(targets?: Maybe<string | readonly string[]>, options?: LevelOptions<As>): Table<AbsorptionRow, As>
  absorptionAsync<As extends Layout = 'rows'>(targets?: Maybe<string | readonly string[]>, options?: LevelOptions<As> & AsyncOptions): Promise<Table<AbsorptionRow, As>>
  /** What each customer is likely to remember: the most extreme value and the last. */
  peakEnd<As extends Layout = 'rows'>(options?: PeakEndOptions<As>): Table<PeakEndRow, As>
  peakEndAsync<As extends Layout = 'rows'>(options?: PeakEndOptions<As> & AsyncOptions): Promise<Table<PeakEndRow, As>>
  /** Its means over customers, with intervals. */
  peakEndSummary<As extends Layout = 'rows'>(options?: PeakEndOptions<As> & { level?: Maybe<number> }): Table<PeakEndSummaryRow, As>
  peakEndSummaryAsync<As extends Layout = 'rows'>(options?: PeakEndOptions<As> & { level?: Maybe<number> } & AsyncOptions): Promise<Table<PeakEndSummaryRow, As>>
  /** Which touchpoints move a goal of the model (by its id), or touchpoints that reach it. */
  momentsOfTruth<As extends Layout = 'rows'>(goal: string | readonly string[], options?: MomentsOptions<As>): Table<MomentRow, As>
  momentsOfTruthAsync<As extends Layout = 'rows'>(goal: string | readonly string[], options?: MomentsOptions<As> & AsyncOptions): Promise<Table<MomentRow, As>>
  /** How many customers help themselves, need help after all, and come again. */
  selfService<As extends Layout = 'rows'>(options: SelfServiceOptions<As>): Table<SelfServiceRow, As>
  selfServiceAsync<As extends Layout = 'rows'>(options: SelfServiceOptions<As> & AsyncOptions): Promise<Table<SelfServiceRow, As>>
  /** Whether segments of customers go different ways. */
  compareSegments<As extends Layout = 'rows'>(by: string, options?: SegmentOptions<As>): Table<SegmentRow, As>
  compareSegmentsAsync<As extends Layout = 'rows'>(by: string, options?: SegmentOptions<As> & AsyncOptions): Promise<Table<SegmentRow, As>>
  /** How customers' paths agree with the flow of a journey: fitness, coverage, deviations and the alignment of each path. */
  conformance(journey: JourneyDesign, options?: ConformanceOptions): Conformance
  conformanceAsync(journey: JourneyDesign, options?: ConformanceOptions & AsyncOptions): Promise<Conformance>
  /** Whether a score is the same in all channels: heterogeneity, the largest gap, and equivalence within a margin. */
  channelConsistency(options?: { score?: Maybe<string>; margin?: Maybe<number>; top?: Maybe<number>; level?: Maybe<number> }): ChannelConsistency
  channelConsistencyAsync(options?: { score?: Maybe<string>; margin?: Maybe<number>; top?: Maybe<number>; level?: Maybe<number> } & AsyncOptions): Promise<ChannelConsistency>
  /** How customers go on from one channel to another. */
  handoffs<As extends Layout = 'rows'>(options?: LevelOptions<As> & { goal?: Maybe<string | readonly string[]> }): Table<HandoffRow, As>
  handoffsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & { goal?: Maybe<string | readonly string[]> } & AsyncOptions): Promise<Table<HandoffRow, As>>
  /** Where a journey is hard: at which touchpoints customers leave, come back, go back or wait more than at the others. */
  friction<As extends Layout = 'rows'>(options?: FrictionOptions<As>): Table<FrictionRow, As>
  frictionAsync<As extends Layout = 'rows'>(options?: FrictionOptions<As> & AsyncOptions): Promise<Table<FrictionRow, As>>
  /** The events by customer and time: `time` in UTC; `channel`, `value` and the attributes where the log has them. */
  events<As extends Layout = 'rows'>(options?: { as?: As | undefined }): Table<EventRow, As>
  eventsAsync<As extends Layout = 'rows'>(options?: { as?: As | undefined } & AsyncOptions): Promise<Table<EventRow, As>>
  /** Which touchpoint directly follows which. */
  directlyFollows<As extends Layout = 'rows'>(options?: { as?: As | undefined }): Table<FlowRow, As>
  directlyFollowsAsync<As extends Layout = 'rows'>(options?: { as?: As | undefined } & AsyncOptions): Promise<Table<FlowRow, As>>
  /** Which touchpoint comes some time after which. */
  eventuallyFollows<As extends Layout = 'rows'>(options?: { as?: As | undefined }): Table<EventuallyRow, As>
  eventuallyFollowsAsync<As extends Layout = 'rows'>(options?: { as?: As | undefined } & AsyncOptions): Promise<Table<EventuallyRow, As>>
  /** With which touchpoint customers begin. */
  startTouchpoints<As extends Layout = 'rows'>(options?: LevelOptions<As>): Table<TouchpointShareRow, As>
  startTouchpointsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & AsyncOptions): Promise<Table<TouchpointShareRow, As>>
  /** With which touchpoint customers end. */
  endTouchpoints<As extends Layout = 'rows'>(options?: LevelOptions<As>): Table<TouchpointShareRow, As>
  endTouchpointsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & AsyncOptions): Promise<Table<TouchpointShareRow, As>>
  /** How often each touchpoint is met, and by which share of the customers. */
  touchpointCounts<As extends Layout = 'rows'>(options?: LevelOptions<As>): Table<TouchpointShareRow & { nEvents: number }, As>
  touchpointCountsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & AsyncOptions): Promise<Table<TouchpointShareRow & { nEvents: number }, As>>
  /** The different paths that customers take, most frequent first. */
  variants<As extends Layout = 'rows'>(options?: LevelOptions<As> & { top?: Maybe<number> }): Table<VariantRow, As>
  variantsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & { top?: Maybe<number> } & AsyncOptions): Promise<Table<VariantRow, As>>
  /** Which touchpoints customers meet again. */
  rework<As extends Layout = 'rows'>(options?: LevelOptions<As>): Table<ReworkRow, As>
  reworkAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & AsyncOptions): Promise<Table<ReworkRow, As>>
  /** After how many events at the least a customer meets a touchpoint again. */
  minimumSelfDistances<As extends Layout = 'rows'>(options?: { as?: As | undefined }): Table<SelfDistanceRow, As>
  minimumSelfDistancesAsync<As extends Layout = 'rows'>(options?: { as?: As | undefined } & AsyncOptions): Promise<Table<SelfDistanceRow, As>>
  /** Where customers are at each of the first `steps` (20) of their paths; a touchpoint of null: the path has ended. */
  stepMatrix<As extends Layout = 'rows'>(options?: LevelOptions<As> & StepMatrixOptions): Table<StepRow, As>
  stepMatrixAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & StepMatrixOptions & AsyncOptions): Promise<Table<StepRow, As>>
  /** What customers do next at each of the first `steps` (4) of their paths, from the first `start` on; `chart.sankey` draws it. */
  stepFlows<As extends Layout = 'rows'>(options?: LevelOptions<As> & StepFlowsOptions): Table<StepFlowRow, As>
  stepFlowsAsync<As extends Layout = 'rows'>(options?: LevelOptions<As> & StepFlowsOptions & AsyncOptions): Promise<Table<StepFlowRow, As>>
  /** The flow as a matrix: a row for each `source`, and a column for each target. */
  transitionMatrix<As extends Layout = 'rows'>(options?: { weight?: Maybe<TransitionWeight>; as?: As | undefined }): Table<Record<string, string | number | null>, As>
  transitionMatrixAsync<As extends Layout = 'rows'>(options?: { weight?: Maybe<TransitionWeight>; as?: As | undefined } & AsyncOptions): Promise<Table<Record<string, string | number | null>, As>>
  /** Which touches the events of the touchpoint `conversion` are credited to, as the function `attribution`; none of it is incremental. */
  attribution<As extends Layout = 'rows'>(conversion: string, options?: LogAttributionOptions<As>): Table<AttributionRow, As>
  attributionAsync<As extends Layout = 'rows'>(conversion: string, options?: LogAttributionOptions<As> & AsyncOptions): Promise<Table<AttributionRow, As>>
  /** Several tables at once, in the order of the measures: the name of a method that gives a table, or its options with the name as `measure`. Flows, funnels, retention and handoffs are counted in one pass over the events. */
  measures<As extends 'rows' | 'columns' = 'rows'>(measures: readonly Measure[], options?: { as?: As | undefined }): Table<Record<string, unknown>, As>[]
  measuresAsync<As extends 'rows' | 'columns' = 'rows'>(measures: readonly Measure[], options?: { as?: As | undefined } & AsyncOptions): Promise<Table<Record<string, unknown>, As>[]>
  /** What comes next after these touchpoints; a touchpoint of null: nothing. */
  nextStep<As extends Layout = 'rows'>(prefix: string | readonly string[], options?: LevelOptions<As>): Table<NextRow, As>
  nextStepAsync<As extends Layout = 'rows'>(prefix: string | readonly string[], options?: LevelOptions<As> & AsyncOptions): Promise<Table<NextRow, As>>
  /** The log of sessions: a new path after each pause of more than `timeout`, "30m". */
  sessionize(timeout: string): EventLog
  sessionizeAsync(timeout: string, options?: AsyncOptions): Promise<EventLog>
}

// ---------------------------------------------------------------- what customers are worth

export type RfmUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'

interface RfmTableOptions<As extends Layout> {
  /** Names of columns. */
  customer: string
  time: string
  /** What was paid; amounts have no sign. */
  amount?: Maybe<string>
  /** What each is: `refund` and `return` take from the purchase before them; without it all are purchases. */
  kind?: Maybe<string>
  /** Two currencies are an error. */
  currency?: Maybe<string>
  /** Until when transactions are known; a date to its end. Later ones are left out. */
  observationEnd: string | Date
  /** `day` by default: purchases of a day are one, and times are whole days. */
  merge?: Maybe<'day' | 'instant'>
  /** In what times are counted: weeks by default. */
  unit?: Maybe<RfmUnit>
  /** Where days begin: UTC by default. */
  tz?: Maybe<string>
  as?: As | undefined
}
interface RfmRow {
  customer: Key
  /** Repeat purchases. */
  frequency: number
  /** From the first purchase to the last. */
  recency: number
  /** From the first purchase to the end of the observation. */
  T: number
  /** The mean amount of a repeat purchase, null without one; where amounts are given. */
  monetaryValue?: number | null
}
/** It knows the unit of its times, which is no column; a copy of it does not. */
type RfmTable<As extends Layout> = Table<RfmRow, As> & { readonly unit: RfmUnit }
/** Recency, frequency, age and mean amount of every customer, of their transactions. */
export function rfm<As extends Layout = 'rows'>(transactions: Frame, options: RfmTableOptions<As>): RfmTable<As>
export function rfmAsync<As extends Layout = 'rows'>(transactions: Frame, options: RfmTableOptions<As> & AsyncOptions): Promise<RfmTable<As>>

interface HoldoutOptions<As extends Layout> extends RfmTableOptions<As> {
  /** Where the transactions are split: what is after it is held against the fit. A date to its end. */
  calibrationEnd: string | Date
}
interface HoldoutRow extends RfmRow {
  /** Purchases from the split to the end of the observation. */
  nHoldout: number
  /** How long that is. */
  tHoldout: number
}
type HoldoutTable<As extends Layout> = Table<HoldoutRow, As> & { readonly unit: RfmUnit }
/** What `rfm` makes of the transactions up to a split, and the purchases of the same customers after it. */
export function holdout<As extends Layout = 'rows'>(transactions: Frame, options: HoldoutOptions<As>): HoldoutTable<As>
export function holdoutAsync<As extends Layout = 'rows'>(transactions: Frame, options: HoldoutOptions<As> & AsyncOptions): Promise<HoldoutTable<As>>

export type RfmSegment =
  | 'champions' | 'loyal' | 'potential_loyal' | 'new' | 'promising' | 'need_attention' | 'about_to_sleep' | 'cannot_lose' | 'at_risk' | 'hibernating'
interface RfmScoresRow {
  /** 1 to 5, 5 the best: `1 + floor(5 * share of customers with a worse value)`. */
  rScore: number
  fScore: number
  /** Where amounts are known; null of whom never bought again. */
  mScore?: number | null
  segment: RfmSegment
}
/** The frame with the scores of recency, frequency and amount, and the segment, of each customer. */
export function rfmScores<F extends Frame, As extends Layout = 'rows'>(rfm: F, options?: { as?: As | undefined }): Table<Added<F, RfmScoresRow>, As>
export function rfmScoresAsync<F extends Frame, As extends Layout = 'rows'>(rfm: F, options?: { as?: As | undefined } & AsyncOptions): Promise<Table<Added<F, RfmScoresRow>, As>>
interface RfmSegmentRow {
  segment: RfmSegment
  n: number
  share: number | null
  confLow: number | null
  confHigh: number | null
}
/** How many customers are in each segment, best first. */
export function rfmSegments<As extends Layout = 'rows'>(rfm: Frame, options?: LevelOptions<As>): Table<RfmSegmentRow, As>
export function rfmSegmentsAsync<As extends Layout = 'rows'>(rfm: Frame, options?: LevelOptions<As> & AsyncOptions): Promise<Table<RfmSegmentRow, As>>

interface ValueAtStakeOptions<As extends Layout> extends LevelOptions<As> {
  /** Columns: what each customer is worth (`clv`), whether the experience was bad (`bad`), whether the customer left (`churned`). */
  value?: Maybe<string>
  bad?: Maybe<string>
  churned?: Maybe<string>
  /** A column: a row for each. */
  touchpoint?: Maybe<string>
}
interface ValueAtStakeRow {
  n: number
  nBad: number
  /** What those with a bad experience are worth together. */
  value: number
  churnBad: number | null
  churnOther: number | null
  difference: number | null
  differenceLow: number | null
  differenceHigh: number | null
  valueAtStake: number | null
  confLow: number | null
  confHigh: number | null
}
/** What bad experiences go along with, in money: an association, not an effect. */
export function valueAtStake<As extends Layout = 'rows'>(frame: Frame, options?: ValueAtStakeOptions<As>): Table<ValueAtStakeRow, As>
export function valueAtStakeAsync<As extends Layout = 'rows'>(frame: Frame, options?: ValueAtStakeOptions<As> & AsyncOptions): Promise<Table<ValueAtStakeRow, As>>

interface ValueFitOptions {
  /** In what the times of the frame are counted; a table of `rfm` knows its own. */
  unit?: Maybe<RfmUnit>
  /** A column that says how many customers each row stands for. */
  counts?: Maybe<string>
  /** Values of parameters, which are held there: what is left is learnt. */
  fixed?: Maybe<Readonly<Record<string, number>>>
  /** Columns of covariates that go along with how often customers buy (Pareto/NBD, BG/NBD, MBG/NBD); a parameter `transaction.name` each. */
  transaction?: Maybe<readonly string[]>
  /** Columns of covariates that go along with how soon they are lost; a parameter `attrition.name` each. */
  attrition?: Maybe<readonly string[]>
}
interface BootstrapOptions {
  /** 1000 and 0 by default; the same seed gives the same draws. */
  draws?: Maybe<number>
  seed?: Maybe<number>
}
interface ParameterRow {
  term: string
  estimate: number
  /** Null of `profile`, and of what was held. */
  stdError: number | null
  confLow: number | null
  confHigh: number | null
}
interface ConfIntOptions<As extends 'rows' | 'columns'> {
  level?: Maybe<number>
  /** `wald_log` by default: Wald's on the logarithmic scale; `sandwich`, with the errors that hold where the model does not, and `profile` of the likelihood ask for a model that was fitted here; `bootstrap` for one that has draws. */
  method?: Maybe<'wald_log' | 'profile' | 'sandwich' | 'bootstrap'>
  as?: As | undefined
}
/** A model; `fit`, `fromParams` and `fromJSON` give one that is fitted. */
declare abstract class ValueModel<Names extends string> {
  /** The model with the parameters that make what the customers did most likely. */
  fit(frame: Frame, options?: ValueFitOptions): this
  fitAsync(frame: Frame, options?: ValueFitOptions & AsyncOptions): Promise<this>
  readonly params: Readonly<Record<Names, number>>
  /** Null where nothing is known of them. */
  readonly stdErrors: Readonly<Record<Names, number>> | null
  /** Of the parameters, in their order. */
  readonly covariance: readonly (readonly number[])[] | null
  /** `confInt()`: a row a parameter. */
  readonly summary: ParameterRow[]
  confInt<As extends 'rows' | 'columns' = 'rows'>(options?: ConfIntOptions<As>): Table<ParameterRow, As>
  confIntAsync<As extends 'rows' | 'columns' = 'rows'>(options?: ConfIntOptions<As> & AsyncOptions): Promise<Table<ParameterRow, As>>
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
  /** How many customers it was fitted to. */
  readonly n: number | null
  readonly unit: RfmUnit | null
  /** What the parameters are; `degenerate` names those that the data do not determine. */
  readonly status: 'converged' | 'ridge' | 'boundary' | 'step_limit' | null
  readonly degenerate: readonly string[] | null
  readonly converged: boolean | null
  /** The parameters that were not learnt but held. */
  readonly fixed: readonly string[] | null
  /** The same fit with the parameters of fits to customers drawn anew, for `method: 'bootstrap'` and `interval: 'bootstrap'`. */
  bootstrap(options?: BootstrapOptions): this
  bootstrapAsync(options?: BootstrapOptions & AsyncOptions): Promise<this>
  equals(other: unknown): boolean
  /** The fit as the core and every binding has it; `fromJSON` reads it. */
  toJSON(): Record<string, unknown>
}
type ValueParams<Names extends string> = Readonly<Record<Names, number>>
interface ValueUnit {
  unit?: Maybe<RfmUnit>
}

export type ValueInterval = 'delta' | 'simulate' | 'bootstrap'
/** How an interval is made: by the errors of the fit, or by draws. */
interface BandOptions<I extends Maybe<ValueInterval>, As extends Layout> {
  /** Adds `confLow` and `confHigh`, of the mean, and of purchases and values `predLow` and `predHigh`, of what will be. */
  interval?: I
  /** 0.95 by default, so are 1000 draws and the seed 0. */
  level?: Maybe<number>
  draws?: Maybe<number>
  seed?: Maybe<number>
  /** Of a frame its columns stand beside those that are added; in Arrow IPC, and of it, those that are added stand alone. */
  as?: As | undefined
}
type Ends = { confLow: number | null; confHigh: number | null }
type PredictedEnds = Ends & { predLow: number | null; predHigh: number | null }
/** A row of the caller's frame, with columns added. */
type Added<F, Row> = (F extends readonly (infer Own extends object)[] ? Own : F extends Uint8Array ? unknown : { [Name in keyof F]: F[Name] extends ArrayLike<infer V> ? V : Value }) & Row
/** What is added: the number, and the ends that were asked for. */
type With<Name extends string, I, E> = { [N in Name]: number } & (I extends ValueInterval ? E : unknown)
/** Of columns: numbers, or with an interval or a layout a table. */
type OfColumns<Row, I, As extends Layout | undefined> = [As] extends [Layout] ? Table<Row, As> : I extends ValueInterval ? Table<Row, 'rows'> : number[]
/** Of customers: three columns, or a frame that has them. */
interface OfCustomers<Name extends string, E, More = unknown, Options extends unknown[] = []> {
  <F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends Layout = 'rows'>(...given: [...Options, frame: F, ...BandsOf<I, As, More>]): Table<Added<F, With<Name, I, E>>, As>
  <I extends Maybe<ValueInterval> = undefined, As extends Layout | undefined = undefined>(
    ...given: [...Options, frequency: Column, recency: Column, T: Column, ...BandsOf<I, As, More>]
  ): OfColumns<With<Name, I, E>, I, As>
}
interface OfCustomersAsync<Name extends string, E, More = unknown, Options extends unknown[] = []> {
  <F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends Layout = 'rows'>(...given: [...Options, frame: F, ...BandsOf<I, As, More & AsyncOptions>]): Promise<Table<Added<F, With<Name, I, E>>, As>>
  <I extends Maybe<ValueInterval> = undefined, As extends Layout | undefined = undefined>(
    ...given: [...Options, frequency: Column, recency: Column, T: Column, ...BandsOf<I, As, More & AsyncOptions>]
  ): Promise<OfColumns<With<Name, I, E>, I, As>>
}
type BandsOf<I extends Maybe<ValueInterval>, As extends Layout | undefined, More> = {} extends More
  ? [options?: BandOptions<I, Extract<As, Layout>> & More]
  : [options: BandOptions<I, Extract<As, Layout>> & More]
interface Discounted {
  /** In the unit of the model; continuous for Pareto/NBD, an opportunity for BG/BB. */
  discountRate: number
}

declare abstract class PurchaseModel<Names extends string> extends ValueModel<Names> {
  /** The probability that each is still a customer. */
  readonly pAlive: OfCustomers<'pAlive', Ends>
  readonly pAliveAsync: OfCustomersAsync<'pAlive', Ends>
  /** How many purchases each is expected to make in the next `t`. */
  readonly expectedPurchases: OfCustomers<'expectedPurchases', PredictedEnds, unknown, [t: number]>
  readonly expectedPurchasesAsync: OfCustomersAsync<'expectedPurchases', PredictedEnds, unknown, [t: number]>
  /** How probable it is that each makes exactly `n` purchases in the next `t`. */
  readonly probabilityOf: OfCustomers<'probabilityOf', Ends, unknown, [n: number, t: number]>
  readonly probabilityOfAsync: OfCustomersAsync<'probabilityOf', Ends, unknown, [n: number, t: number]>
  /** How probable it is that a new customer makes exactly `n` repeat purchases in the first `t`. */
  probabilityOfNew(n: number, t: number): number
  probabilityOfNew(n: readonly number[] | TypedArray, t: number): number[]
  /** What the model says of customers who are known for `T`, by how often they bought again and when last; null where no customer is. `chart.frequencyRecency` draws it. */
  frequencyRecency<As extends Layout = 'rows'>(
    t: number,
    T: number,
    options?: { maxFrequency?: Maybe<number>; step?: Maybe<number>; as?: As | undefined },
  ): Table<{ frequency: number; recency: number; T: number; t: number; pAlive: number | null; expectedPurchases: number | null }, As>
  /** How many repeat purchases a new customer is expected to make in the first `t`. */
  expectedPurchasesNew(t: number): number
  expectedPurchasesNew(t: readonly number[] | TypedArray): number[]
}
/** BG/NBD: customers buy at rates of their own, and may be lost after each repeat purchase. */
export class BgNbd extends PurchaseModel<'r' | 'alpha' | 'a' | 'b'> {
  static fromParams(params: ValueParams<'r' | 'alpha' | 'a' | 'b'>, options?: ValueUnit): BgNbd
  static fromJSON(json: object | string): BgNbd
}
/** MBG/NBD: as BG/NBD, but customers may be lost after their first purchase, too. */
export class MbgNbd extends PurchaseModel<'r' | 'alpha' | 'a' | 'b'> {
  static fromParams(params: ValueParams<'r' | 'alpha' | 'a' | 'b'>, options?: ValueUnit): MbgNbd
  static fromJSON(json: object | string): MbgNbd
}
declare abstract class DiscountedModel<Names extends string> extends PurchaseModel<Names> {
  /** The purchases expected in all the time to come, discounted. */
  readonly dert: OfCustomers<'dert', Ends, Discounted>
  readonly dertAsync: OfCustomersAsync<'dert', Ends, Discounted>
}
/** Pareto/NBD: customers buy at rates of their own until they are lost, at any time. */
export class ParetoNbd extends DiscountedModel<'r' | 'alpha' | 's' | 'beta'> {
  static fromParams(params: ValueParams<'r' | 'alpha' | 's' | 'beta'>, options?: ValueUnit): ParetoNbd
  static fromJSON(json: object | string): ParetoNbd
}
/** BG/BB: customers buy or not at each of a row of opportunities, until they are lost between two. Times are numbers of opportunities. */
export class BgBb extends DiscountedModel<'alpha' | 'beta' | 'gamma' | 'delta'> {
  static fromParams(params: ValueParams<'alpha' | 'beta' | 'gamma' | 'delta'>, options?: ValueUnit): BgBb
  static fromJSON(json: object | string): BgBb
}
/** The shifted beta-geometric, of contracts: customers leave at the end of each period with a chance of their own. `fit` takes a row a period: `period` (1, 2, ...), `nChurned`, `nActiveEnd`. */
export class ShiftedBetaGeometric extends ValueModel<'alpha' | 'beta'> {
  static fromParams(params: ValueParams<'alpha' | 'beta'>, options?: ValueUnit): ShiftedBetaGeometric
  static fromJSON(json: object | string): ShiftedBetaGeometric
  /** The share of customers who stay for `t` periods. */
  survival(t: number): number
  survival(t: readonly number[] | TypedArray): number[]
  /** The share of those there before period `t` who stay at its end. */
  retentionRate(t: number): number
  retentionRate(t: readonly number[] | TypedArray): number[]
  /** The periods still to come, discounted, of a customer at the end of period `t` who has yet to renew. */
  derl(t: number, options: { discountRate: number }): number
  derl(t: readonly number[] | TypedArray, options: { discountRate: number }): number[]
}
interface SpendOf {
  <F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends Layout = 'rows'>(frame: F, options?: BandOptions<I, As>): Table<Added<F, With<'expectedSpend', I, Ends>>, As>
  <I extends Maybe<ValueInterval> = undefined, As extends Layout | undefined = undefined>(
    frequency: Column,
    monetaryValue: Column,
    options?: BandOptions<I, Extract<As, Layout>>,
  ): OfColumns<With<'expectedSpend', I, Ends>, I, As>
}
interface SpendOfAsync {
  <F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends Layout = 'rows'>(frame: F, options?: BandOptions<I, As> & AsyncOptions): Promise<Table<Added<F, With<'expectedSpend', I, Ends>>, As>>
  <I extends Maybe<ValueInterval> = undefined, As extends Layout | undefined = undefined>(
    frequency: Column,
    monetaryValue: Column,
    options?: BandOptions<I, Extract<As, Layout>> & AsyncOptions,
  ): Promise<OfColumns<With<'expectedSpend', I, Ends>, I, As>>
}
/** Gamma-Gamma: what customers spend a purchase, each about a mean of their own. */
export class GammaGamma extends ValueModel<'p' | 'q' | 'v'> {
  static fromParams(params: ValueParams<'p' | 'q' | 'v'>, options?: ValueUnit): GammaGamma
  static fromJSON(json: object | string): GammaGamma
  /** What each is expected to spend a purchase: of columns, or of a frame that has them. */
  readonly expectedSpend: SpendOf
  readonly expectedSpendAsync: SpendOfAsync
}

type ClvOptions<I extends Maybe<ValueInterval>, As extends Layout> = BandOptions<I, As> & {
  /** Of 30.4375 days each, from the end of the observation on; 12 by default. */
  months?: Maybe<number>
  /** 0.01 by default; each month is discounted as of its end. */
  discountRateMonthly?: Maybe<number>
  /** A column of segments or personas: `groups` has a row of each. */
  by?: Maybe<string>
  /** Groups of fewer customers are hidden, and as many others as tell of them beside the total. */
  minN?: Maybe<number>
} & ({ basis?: Maybe<'revenue'> } | { basis: 'margin'; /** The share of revenue that is left after costs. */ margin: number })
/** What customers are worth. */
export interface Clv<Rows> {
  /** A row each: `clv`, and the ends of its intervals. */
  readonly table: Rows
  /** With `by`, a row a group under its name: `n`, `clv`, `share`, the ends of its intervals, `flags`. */
  readonly groups: Record<string, Value>[] | Record<string, readonly Value[]> | null
  /** All together, with the interval of the mean. */
  readonly total: Estimate
  /** The interval of what they will bring together. */
  readonly predLow: number | null
  readonly predHigh: number | null
  /** The part of the total that the best tenth holds; null of nothing. */
  readonly shareTopDecile: number | null
}
type Purchases = BgNbd | MbgNbd | ParetoNbd | BgBb
/** What customers will bring over the next months, in money of today: when they buy (in a unit that is known), and what they spend. */
export function clv<F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends 'rows' | 'columns' = 'rows'>(
  purchaseFit: Purchases,
  spendFit: GammaGamma,
  rfm: F,
  options?: ClvOptions<I, As>,
): Clv<Table<Added<F, With<'clv', I, PredictedEnds>>, As>>
export function clvAsync<F extends Frame, I extends Maybe<ValueInterval> = undefined, As extends 'rows' | 'columns' = 'rows'>(
  purchaseFit: Purchases,
  spendFit: GammaGamma,
  rfm: F,
  options?: ClvOptions<I, As> & AsyncOptions,
): Promise<Clv<Table<Added<F, With<'clv', I, PredictedEnds>>, As>>>
/** What a model expected beside what came, in purchases a customer. */
interface CalibrationRow {
  /** Repeat purchases before the split; those with as many as `bins` or more are `"7+"`. */
  frequency: string
  n: number
  actual: number
  expected: number
  predLow: number
  predHigh: number
  covered: boolean
}
export interface Calibration<Rows> {
  readonly model: string
  readonly n: number
  readonly actual: number
  readonly expected: number
  readonly predLow: number
  readonly predHigh: number
  readonly covered: boolean
  /** The share of customers whose own purchases lie within their own interval of `level`. */
  readonly coverage: number
  readonly level: number
  readonly table: Rows
}
interface CalibrationOptions<As extends 'rows' | 'columns'> extends BandOptions<Maybe<ValueInterval>, As> {
  /** Customers who bought so often or more are one row; 7 by default. */
  bins?: Maybe<number>
}
/** What a model that was fitted to the first part of `holdout` expects of the second, beside what came. */
export function calibration<As extends 'rows' | 'columns' = 'rows'>(fit: Purchases, holdout: Frame, options?: CalibrationOptions<As>): Calibration<Table<CalibrationRow, As>>
export function calibrationAsync<As extends 'rows' | 'columns' = 'rows'>(fit: Purchases, holdout: Frame, options?: CalibrationOptions<As> & AsyncOptions): Promise<Calibration<Table<CalibrationRow, As>>>
interface TrackingOptions<As extends Layout> {
  /** Names of columns. */
  customer: string
  time: string
  /** What each is: `refund` and `return` are no purchases; without it all are. */
  kind?: Maybe<string>
  /** Until when purchases are known; a date to its end. A period that is not over then has no row. */
  observationEnd: string | Date
  /** Until when the model saw what customers did; a date to its end. Those who came later are left out. */
  calibrationEnd?: Maybe<string | Date>
  /** How long a period is: `week` by default. Days and weeks are counted so that one ends with `calibrationEnd`, the others are those of the calendar. */
  every?: Maybe<Every>
  /** `day` by default: purchases of a day are one, and times are whole days. */
  merge?: Maybe<'day' | 'instant'>
  /** Where days begin: UTC by default. */
  tz?: Maybe<string>
  as?: As | undefined
}
interface TrackedPeriod {
  /** The first day of the period. */
  period: string
  /** Its last. */
  end: string
  /** What the model learnt from; `both` where the calibration ends within the period. */
  part: 'calibration' | 'both' | 'holdout'
  /** Customers who had bought for the first time by then. */
  n: number
  /** Repeat purchases in the period, and those that the model expects. */
  actual: number
  expected: number
  /** The same from the first customer to the end of the period. */
  actualCumulative: number
  expectedCumulative: number
}
/** The repeat purchases of each period beside those that a model in time (its unit must be known) expects of the customers who had come by then. `chart.tracking` draws it. */
export function tracking<As extends Layout = 'rows'>(fit: BgNbd | MbgNbd | ParetoNbd, transactions: Frame, options: TrackingOptions<As>): Table<TrackedPeriod, As>
export function trackingAsync<As extends Layout = 'rows'>(
  fit: BgNbd | MbgNbd | ParetoNbd,
  transactions: Frame,
  options: TrackingOptions<As> & AsyncOptions,
): Promise<Table<TrackedPeriod, As>>
/** Whether the parameters that `large` learnt and `small` held make the data more likely than chance would: two fits of one model to the same data. */
export function likelihoodRatio<M extends ValueModel<string>>(small: M, large: M): Test

// ---------------------------------------------------------------- who stays

interface SegmentedOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> {
  /** A column of segments: a table, each beside the rest; without it an estimate. */
  by?: By
  /** Fewer customers than this are hidden, a segment also where the rest has fewer, and one more where it would tell; 0 by default. */
  minN?: Maybe<number>
  /** Of the p-values of segments: the share of false findings, `bh`, by default. */
  adjust?: Maybe<'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'>
  level?: Maybe<number>
  /** Where days begin: UTC by default. */
  tz?: Maybe<string>
  /** True (default): ends are the last moment, or day, that counts; false: the first that does not. */
  inclusive?: Maybe<boolean>
  as?: As | undefined
}
interface OfTransactions {
  /** Names of columns. */
  customer: string
  time: string
  /** What each transaction is: refunds are no purchases. */
  kind?: Maybe<string>
}
interface OfPeriod {
  /** The period; a date ends with its day. */
  start: string | Date
  end: string | Date
}
interface ActiveOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends SegmentedOptions<By, As>, OfTransactions, OfPeriod {
  /** Until when transactions are known; the day of the last one by default. */
  observationEnd?: Maybe<string | Date>
}
interface NextPeriodOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends ActiveOptions<By, As> {
  /** The end of the next period, which follows at once; by default it is as long. */
  nextEnd?: Maybe<string | Date>
}
interface DormantOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends ActiveOptions<By, As> {
  /** Dormant is who had bought, but not within this before the start: "90d", "3mo". */
  dormantAfter: string
}
interface ContractOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends SegmentedOptions<By, As>, OfPeriod {
  /** Names of columns; a contract without an end goes on. */
  customer: string
  contractStart: string
  contractEnd: string
}
interface RepeatOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends SegmentedOptions<By, As>, OfTransactions {
  /** Until when transactions are known. */
  observationEnd: string | Date
  /** How long after the first purchase the second may come, "90d"; without it until the end of the observation. */
  within?: Maybe<string>
  /** When the first purchase was; any time by default. */
  start?: Maybe<string | Date>
  end?: Maybe<string | Date>
  /** `day` by default: purchases of a day are one. */
  merge?: Maybe<'day' | 'instant'>
}
interface BesideRest {
  /** The same of all others. */
  rest: number | null
  difference: number | null
  differenceLow: number | null
  differenceHigh: number | null
  statistic: number | null
  df: number | null
  pValue: number | null
  pAdjusted: number | null
}
interface RevenueOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends NextPeriodOptions<By, As> {
  /** A column of amounts, without a sign. */
  amount: string
  /** Two currencies are an error. */
  currency?: Maybe<string>
}
interface FrequencyOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends ActiveOptions<By, As> {
  /** `day` by default: purchases of a day are one. */
  merge?: Maybe<'day' | 'instant'>
}
interface OrderOptions<By extends Maybe<string>, As extends 'rows' | 'columns'> extends FrequencyOptions<By, As> {
  amount: string
  currency?: Maybe<string>
}
interface RatedSegment extends BesideRest {
  n: number | null
  estimate: number | null
  stdError: number | null
  confLow: number | null
  confHigh: number | null
  method: string
  flags: string
}
type Rated<By extends Maybe<string>, As extends 'rows' | 'columns'> = By extends string ? Table<Keyed<By> & RatedSegment, As> : Estimate
/** The share of the customers of a period who buy again in the next one; with a contract see `contractRetentionRate`. */
export function retentionRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: NextPeriodOptions<By, As>): Rated<By, As>
export function retentionRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: NextPeriodOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of the customers of a period who do not buy in the next one. */
export function churnRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: NextPeriodOptions<By, As>): Rated<By, As>
export function churnRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: NextPeriodOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of the customers of a period who had bought before it. */
export function returningCustomerRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: ActiveOptions<By, As>): Rated<By, As>
export function returningCustomerRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: ActiveOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of the dormant who buy in a period. */
export function reactivationRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: DormantOptions<By, As>): Rated<By, As>
export function reactivationRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: DormantOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of the customers under contract at the start of a period who are so at its end. */
export function contractRetentionRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(contracts: Frame, options: ContractOptions<By, As>): Rated<By, As>
export function contractRetentionRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(contracts: Frame, options: ContractOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of the customers under contract at the start of a period who are not at its end. */
export function contractChurnRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(contracts: Frame, options: ContractOptions<By, As>): Rated<By, As>
export function contractChurnRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(contracts: Frame, options: ContractOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of customers who buy a second time, also where some were not watched for the whole window (then by Kaplan and Meier). */
export function repeatPurchaseRate<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RepeatOptions<By, As>): Rated<By, As>
export function repeatPurchaseRateAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RepeatOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of a period's revenue that its customers bring again in the next one; more than 1 where they spend more. */
export function netRevenueRetention<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RevenueOptions<By, As>): Rated<By, As>
export function netRevenueRetentionAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RevenueOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** The share of a period's revenue that is kept in the next one: of each customer no more than before. */
export function grossRevenueRetention<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RevenueOptions<By, As>): Rated<By, As>
export function grossRevenueRetentionAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: RevenueOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** What a purchase of a period comes to on average; what goes back is not taken off. */
export function averageOrderValue<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: OrderOptions<By, As>): Rated<By, As>
export function averageOrderValueAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: OrderOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>
/** How many purchases a customer of a period makes in it on average. */
export function purchaseFrequency<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: FrequencyOptions<By, As>): Rated<By, As>
export function purchaseFrequencyAsync<By extends Maybe<string> = undefined, As extends 'rows' | 'columns' = 'rows'>(transactions: Frame, options: FrequencyOptions<By, As> & AsyncOptions): Promise<Rated<By, As>>

interface GapOptions<By extends Maybe<string>, As extends Layout> extends OfTransactions {
  /** Until when transactions are known. */
  observationEnd: string | Date
  /** 0.25, 0.5 and 0.75 by default. */
  quantiles?: Maybe<number | readonly number[]>
  /** When the first purchase was; any time by default. */
  start?: Maybe<string | Date>
  end?: Maybe<string | Date>
  merge?: Maybe<'day' | 'instant'>
  inclusive?: Maybe<boolean>
  by?: By
  /** Segments of fewer customers are hidden; 0 by default. */
  minN?: Maybe<number>
  level?: Maybe<number>
  tz?: Maybe<string>
  as?: As | undefined
}
/** Null where it is hidden, or has not been reached. */
type GapRow = { quantile: number; n: number | null; nGaps: number | null; nCensored: number | null; days: number | null; confLow: number | null; confHigh: number | null; flags: string }
type GapTable<By extends Maybe<string>, As extends Layout> = Table<GapRow & (By extends string ? Keyed<By> : unknown), As>
/** After how many days this share of purchases was followed by another; the last gap of each customer is not over (Kaplan and Meier). Null where a share has not been reached. */
export function interPurchaseTime<By extends Maybe<string> = undefined, As extends Layout = 'rows'>(transactions: Frame, options: GapOptions<By, As>): GapTable<By, As>
export function interPurchaseTimeAsync<By extends Maybe<string> = undefined, As extends Layout = 'rows'>(
  transactions: Frame,
  options: GapOptions<By, As> & AsyncOptions,
): Promise<GapTable<By, As>>

interface CohortOptions<By extends Maybe<string>, As extends Layout> {
  /** Names of columns. */
  customer: string
  time: string
  /** `month` by default. */
  every?: Maybe<'day' | 'week' | 'month' | 'quarter' | 'year'>
  /** `bounded` (default): a purchase in that period; `rolling`: in that one or a later one. */
  kind?: Maybe<'bounded' | 'rolling' | 'on_or_after'>
  /** Until when transactions are known; the end of the day of the last one by default. */
  observationEnd?: Maybe<string | Date>
  inclusive?: Maybe<boolean>
  /** What each transaction is: refunds are no purchases. */
  transactionKind?: Maybe<string>
  /** A column of segments: each cell is beside the rest of the same cohort and age. */
  by?: By
  /** Cohorts of fewer customers than this are hidden, beside their rest as segments are; 0 by default. */
  minN?: Maybe<number>
  adjust?: Maybe<'holm' | 'hochberg' | 'bh' | 'by' | 'bonferroni'>
  level?: Maybe<number>
  tz?: Maybe<string>
  as?: As | undefined
}
/** Null where it is hidden. */
type CohortRow = { cohort: string; age: number; n: number | null; active: number | null; retention: number | null; confLow: number | null; confHigh: number | null; flags: string }
type CohortTable<By extends Maybe<string>, As extends Layout> = Table<CohortRow & (By extends string ? Keyed<By> & BesideRest : unknown), As>
/** Of the customers who began in a period, the share who buy `age` periods later. A period that is not over has no row. */
export function cohortRetention<By extends Maybe<string> = undefined, As extends Layout = 'rows'>(transactions: Frame, options: CohortOptions<By, As>): CohortTable<By, As>
export function cohortRetentionAsync<By extends Maybe<string> = undefined, As extends Layout = 'rows'>(
  transactions: Frame,
  options: CohortOptions<By, As> & AsyncOptions,
): Promise<CohortTable<By, As>>

// ---------------------------------------------------------------- how long customers stay

/** A number and its interval; null where the data do not reach. */
export interface NumberInterval {
  readonly estimate: number | null
  readonly confLow: number | null
  readonly confHigh: number | null
}
type Grouped<G extends boolean> = G extends true ? { by: Key } : unknown
/** One curve has no groups. */
type IsGrouped<By> = By extends null | undefined ? false : true
interface WatchedOptions<By extends Maybe<Column>> {
  /** How many customers each row stands for. */
  weights?: Maybe<Column>
  /** A curve for each group. */
  by?: By
  level?: Maybe<number>
}
interface CurveOptions<By extends Maybe<Column>, As extends 'rows' | 'columns'> extends WatchedOptions<By> {
  /** The scale of the intervals, `log_log` by default. */
  transform?: Maybe<'log_log' | 'log' | 'plain' | 'logit' | 'arcsine'>
  as?: As | undefined
}
type SurvivalRow = { time: number; nAtRisk: number; nEvents: number; nCensored: number; survival: number; stdError: number; confLow: number | null; confHigh: number | null }
type SurvivalGroupRow = { n: number; nEvents: number; median: number | null; medianLow: number | null; medianHigh: number | null }
type SurvivalMeanRow = SurvivalGroupRow & { restrictedMean: number; restrictedError: number; restrictedLow: number; restrictedHigh: number }
type SurvivalAtRow = { time: number; survival: number | null; confLow: number | null; confHigh: number | null }
/** The share of customers to whom something has not happened yet, over time. */
export class SurvivalCurve<G extends boolean = boolean, As extends 'rows' | 'columns' = 'rows'> {
  private constructor()
  /** Its steps. */
  readonly table: Table<SurvivalRow & Grouped<G>, As>
  /** A row for each curve. */
  readonly groups: Table<SurvivalGroupRow & Grouped<G>, As>
  /** The level of the intervals. */
  readonly level: number
  /** The time by which it has happened to half: of several curves the table `groups`. */
  readonly median: G extends true ? Table<SurvivalGroupRow & Grouped<G>, As> : NumberInterval
  /** The mean of the times, none counted for more than `until`; of several curves a table. */
  rmst(until: number): G extends true ? Table<SurvivalMeanRow & Grouped<G>, As> : NumberInterval
  /** The share at a time; at several times, or of several curves, a table. Null where nobody was watched that long. */
  survivalAt(time: number): G extends true ? Table<SurvivalAtRow & Grouped<G>, As> : NumberInterval
  survivalAt(times: readonly number[] | TypedArray): Table<SurvivalAtRow & Grouped<G>, As>
}
/** The share to whom it has not happened yet, of customers who were watched for different times (Kaplan and Meier). `events` are 1 or true where it happened at the end of the duration. */
export function kaplanMeier<By extends Maybe<Column> = undefined, As extends 'rows' | 'columns' = 'rows'>(
  durations: Column,
  events: Column,
  options?: CurveOptions<By, As>,
): SurvivalCurve<IsGrouped<By>, As>
export function kaplanMeierAsync<By extends Maybe<Column> = undefined, As extends 'rows' | 'columns' = 'rows'>(
  durations: Column,
  events: Column,
  options?: CurveOptions<By, As> & AsyncOptions,
): Promise<SurvivalCurve<IsGrouped<By>, As>>

interface HazardOptions<By extends Maybe<Column>, As extends Layout> extends WatchedOptions<By> {
  /** `at_once` by default: events at one time add d / n; `one_by_one`: 1 / n + 1 / (n - 1) + ... */
  ties?: Maybe<'at_once' | 'one_by_one'>
  as?: As | undefined
}
type HazardRow = { time: number; nAtRisk: number; nEvents: number; cumulativeHazard: number; stdError: number; confLow: number; confHigh: number }
/** The cumulative hazard of Nelson and Aalen. */
export function nelsonAalen<By extends Maybe<Column> = undefined, As extends Layout = 'rows'>(
  durations: Column,
  events: Column,
  options?: HazardOptions<By, As>,
): Table<HazardRow & Grouped<IsGrouped<By>>, As>
export function nelsonAalenAsync<By extends Maybe<Column> = undefined, As extends Layout = 'rows'>(
  durations: Column,
  events: Column,
  options?: HazardOptions<By, As> & AsyncOptions,
): Promise<Table<HazardRow & Grouped<IsGrouped<By>>, As>>

interface LogRankOptions {
  /** How many customers each row stands for. */
  weights?: Maybe<Column>
  /** Groups are compared only within these. */
  strata?: Maybe<Column>
  /** Times count by S**rho * (1 - S)**gamma; 0 and 0 is the log-rank test, a rho of 1 that of Peto and Peto. */
  rho?: Maybe<number>
  gamma?: Maybe<number>
  /** Whether it goes up or down from group to group: true, or a score for each group in their order. */
  trend?: Maybe<boolean | readonly number[]>
}
/** Whether it happens equally fast in several groups. */
export function logRank(durations: Column, events: Column, group: Column, options?: LogRankOptions): Test
export function logRankAsync(durations: Column, events: Column, group: Column, options?: LogRankOptions & AsyncOptions): Promise<Test>

interface RmstOptions {
  /** Until when time counts; the shorter of the longest times of both groups by default. */
  until?: Maybe<number>
  /** How many customers each row stands for. */
  weights?: Maybe<Column>
  level?: Maybe<number>
}
/** How much longer it takes in the first of two groups than in the second: the difference of the restricted means. */
export function rmstDifference(durations: Column, events: Column, group: Column, options?: RmstOptions): Test
export function rmstDifferenceAsync(durations: Column, events: Column, group: Column, options?: RmstOptions & AsyncOptions): Promise<Test>

interface IncidenceOptions<By extends Maybe<Column>, As extends Layout> {
  /** A curve for each group. */
  by?: By
  level?: Maybe<number>
  /** The scale of the intervals, `log_log` by default. */
  transform?: Maybe<'log_log' | 'log' | 'plain' | 'logit' | 'arcsine'>
  as?: As | undefined
}
type IncidenceRow = {
  time: number
  nAtRisk: number
  nEvents: number
  nCompeting: number
  nCensored: number
  survival: number
  incidence: number
  stdError: number
  confLow: number | null
  confHigh: number | null
}
/** The share to whom it has happened, where something else may happen first (Aalen and Johansen). `events` are 1 where it happened, 2 or more where something else did, 0 where nothing had happened yet. */
export function aalenJohansen<By extends Maybe<Column> = undefined, As extends Layout = 'rows'>(
  durations: Column,
  events: Column,
  options?: IncidenceOptions<By, As>,
): Table<IncidenceRow & Grouped<IsGrouped<By>>, As>
export function aalenJohansenAsync<By extends Maybe<Column> = undefined, As extends Layout = 'rows'>(
  durations: Column,
  events: Column,
  options?: IncidenceOptions<By, As> & AsyncOptions,
): Promise<Table<IncidenceRow & Grouped<IsGrouped<By>>, As>>

interface CoxOptions {
  /** `efron` by default. */
  ties?: Maybe<'efron' | 'breslow' | 'exact'>
  robust?: Maybe<boolean>
}
interface CoxFitOptions<As extends 'rows' | 'columns'> {
  /** Names of columns: until when each was watched, and whether it happened then. */
  duration: string
  event: string
  /** Columns of numbers, or of true and false. */
  covariates: readonly string[]
  /** From when each row was watched. */
  start?: Maybe<string>
  /** Columns whose groups have a baseline of their own. */
  strata?: Maybe<string | readonly string[]>
  weights?: Maybe<string>
  /** What is added to the logarithm of the hazard. */
  offset?: Maybe<string>
  /** Rows of one customer; errors are then robust. */
  cluster?: Maybe<string>
  level?: Maybe<number>
  /** Of the test of proportional hazards, `km` by default. */
  clock?: Maybe<'km' | 'rank' | 'identity' | 'log'>
  as?: As | undefined
}
type CoxRow = {
  term: string
  estimate: number
  stdError: number | null
  statistic: number | null
  pValue: number | null
  confLow: number | null
  confHigh: number | null
  hazardRatio: number | null
  ratioLow: number | null
  ratioHigh: number | null
}
interface CoxTest {
  readonly statistic: number
  readonly df: number
  readonly pValue: number
}
/** Cox's proportional hazards: what goes along with something happening sooner. `fit` gives the fitted model. */
export class CoxPh<As extends 'rows' | 'columns' = 'rows'> {
  constructor(options?: CoxOptions)
  fit<Fit extends 'rows' | 'columns' = 'rows'>(frame: Frame, options: CoxFitOptions<Fit>): CoxPh<Fit>
  fitAsync<Fit extends 'rows' | 'columns' = 'rows'>(frame: Frame, options: CoxFitOptions<Fit> & AsyncOptions): Promise<CoxPh<Fit>>
  /** A row a term. */
  readonly table: Table<CoxRow, As>
  /** Whether the ratios stay the same over time, the last row for all; null of exact ties and where a ratio has no bound. */
  readonly proportionalHazards: Table<{ term: string; statistic: number; df: number; pValue: number }, As> | null
  /** The hazard of one with the mean of every covariate; null of exact ties. */
  readonly baseline: Table<{ stratum: number; time: number; hazard: number; survival: number; cumulativeHazard: number }, As> | null
  /** Of the partial likelihood; of `logLikelihoodNull` with all coefficients at 0. */
  readonly logLikelihood: number
  readonly logLikelihoodNull: number
  /** Tests of all coefficients together: by the likelihood, by their covariance, by the slope at 0. */
  readonly likelihoodRatio: CoxTest
  readonly wald: CoxTest
  readonly score: CoxTest
  /** How often of two the one with the higher hazard goes first. */
  readonly concordance: NumberInterval & { readonly stdError: number | null }
  /** Of the coefficients, in the order of the terms. */
  readonly covariance: readonly (readonly number[])[]
  /** `infinite` names the terms whose ratio has no bound. */
  readonly status: 'converged' | 'infinite'
  readonly infinite: readonly string[]
  /** The level of the intervals. */
  readonly level: number
  readonly n: number
  readonly nEvents: number
  readonly ties: 'efron' | 'breslow' | 'exact'
  readonly robust: boolean
}

interface HazardFitOptions<As extends 'rows' | 'columns'> {
  /** Names of columns: in which period it ended, a whole number from 1 on, and whether it happened then. */
  duration: string
  event: string
  /** Columns of numbers, or of true and false. */
  covariates: readonly string[]
  /** After which period each row was watched. */
  start?: Maybe<string>
  weights?: Maybe<string>
  level?: Maybe<number>
  as?: As | undefined
}
type HazardTerm<Link extends 'logit' | 'cloglog'> = Omit<CoxRow, 'hazardRatio'> & (Link extends 'cloglog' ? { hazardRatio: number | null } : { oddsRatio: number | null })
/** The discrete-time hazard: whether it happens in a period, of those to whom it has not happened before. `fit` gives the fitted model. */
export class DiscreteHazard<Link extends 'logit' | 'cloglog' = 'logit', As extends 'rows' | 'columns' = 'rows'> {
  constructor(options?: { link?: Maybe<Link> })
  fit<Fit extends 'rows' | 'columns' = 'rows'>(frame: Frame, options: HazardFitOptions<Fit>): DiscreteHazard<Link, Fit>
  fitAsync<Fit extends 'rows' | 'columns' = 'rows'>(frame: Frame, options: HazardFitOptions<Fit> & AsyncOptions): Promise<DiscreteHazard<Link, Fit>>
  /** A row a term. */
  readonly table: Table<HazardTerm<Link>, As>
  /** A row a period, of one with the mean of every covariate. */
  readonly baseline: Table<{ period: number; nAtRisk: number; nEvents: number; hazard: number; confLow: number | null; confHigh: number | null }, As>
  readonly logLikelihood: number
  readonly logLikelihoodNull: number
  readonly likelihoodRatio: CoxTest
  /** Of the coefficients, in the order of the terms. */
  readonly covariance: readonly (readonly number[])[]
  /** `infinite` names the terms whose ratio has no bound. */
  readonly status: 'converged' | 'infinite'
  readonly infinite: readonly string[]
  /** The level of the intervals. */
  readonly level: number
  readonly n: number
  readonly nEvents: number
  readonly link: Link
}
