// Runs conformance/*.json: the same vectors as the Rust and Python packages, case by case.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'

import * as cxm from '../index.mjs'
import { folder, leave, read } from './vectors.mjs'

const files = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name.slice(0, -5), read(join(folder, name))])
    .filter(([, file]) => file.schema === 'cxm-conformance/1'),
)

// ---------------------------------------------------------------- from JSON to arguments

/** A number; those that JSON has none for stand in strings: "NaN", "Infinity", "0x1.8p3". */
function number(value) {
  if (typeof value === 'number') return value
  if (['NaN', 'Infinity', '-Infinity'].includes(value)) return Number(value)
  const [, sign, whole, fraction = '', exponent] = /^(-?)0x([0-9a-f]+)(?:\.([0-9a-f]*))?p([+-]?\d+)$/.exec(value)
  const power = Number(exponent) - 4 * fraction.length
  const half = Math.trunc(power / 2) // two steps, so that neither factor overflows or underflows
  return (sign ? -1 : 1) * Number(`0x${whole}${fraction}`) * 2 ** half * 2 ** (power - half)
}

const cell = (value) => (Array.isArray(value) ? value : value !== null && typeof value === 'object' ? number(value.float) : value)

const TYPED = {
  u8: Uint8Array, i8: Int8Array, u16: Uint16Array, i16: Int16Array, u32: Uint32Array, i32: Int32Array,
  u64: BigUint64Array, i64: BigInt64Array, f32: Float32Array, f64: Float64Array,
}
function column(value) {
  if (value == null) return undefined
  if (Array.isArray(value)) return value.map(cell)
  const [[kind, values]] = Object.entries(value)
  return TYPED[kind].from(values, kind === 'u64' || kind === 'i64' ? BigInt : number)
}
const frame = (value) => Object.fromEntries(Object.entries(value).map(([name, values]) => [name, column(values)]))

/** The one rule: options and fields are in camelCase. */
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
function options(given) {
  const special = (value) => (['NaN', 'Infinity', '-Infinity'].includes(value) ? Number(value) : value)
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [camel(name), special(value)]))
}
const metric = (value) => (typeof value === 'string' ? value : options(value))
const beside = (given) => Object.fromEntries(['weights', 'counts'].filter((name) => name in given).map((name) => [name, column(given[name])]))
const hex = (bytes) => Buffer.from(bytes).toString('hex')

// ---------------------------------------------------------------- calls

/** An own deep copy in plain objects, as `JSON` would make it, but NaN stays NaN. */
const plain = (value) =>
  Array.isArray(value)
    ? value.map(plain)
    : value instanceof Date
      ? value.toISOString().slice(0, 10)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([name, own]) => [name, plain(own)]))
        : value

const shown = (estimate) => ({ ...plain(estimate.toJSON?.() ?? estimate), text: String(estimate) })

function tally(given) {
  let state = new cxm.Tally(options(given.spec))
  for (const step of given.steps) {
    const [[verb, own]] = Object.entries(step)
    if (verb === 'observe') state.observe(column(own.column), { ...beside(own), ...options(own.options) })
    else if (verb === 'fails') {
      const before = hex(state.toBytes())
      assert.throws(() => state.observe(column(own.column), { ...beside(own), ...options(own.options) }), { code: own.code })
      assert.equal(hex(state.toBytes()), before, 'a refused batch must leave nothing behind')
    } else if (verb === 'add') state.add(cell(own.value), options(own.options))
    else if (verb === 'from_counts') state = cxm.Tally.fromCounts(own.counts, { scale: [0, 10], ...options(own.options) })
    else if (verb === 'merge') state.merge(tally(own))
    else if (verb === 'subtract') state.subtract(tally(own))
    else if (verb === 'through') state = through(state, own)
    else throw new Error(verb)
  }
  return state
}

function through(state, form) {
  const type = state.constructor
  const same = form === 'bytes' ? type.fromBytes(state.toBytes()) : type.fromJSON(JSON.stringify(state))
  assert.ok(same.equals(state) && state.clone().equals(same))
  return same
}

function about(state, { evaluate }) {
  const held = { counts: [...state.counts], n: state.n, nMissing: state.nMissing, nInvalid: state.nInvalid, bytes: hex(state.toBytes()) }
  if (evaluate) {
    const { top, bands, ...rest } = options(evaluate.options)
    const made =
      evaluate.name === 'top_box' ? state.topBox(top, rest)
      : evaluate.name === 'net' ? state.net(...bands, rest)
      : state[evaluate.name](options(evaluate.options))
    held.estimate = shown(made)
  }
  return held
}

function cube(given) {
  let state = new cxm.TallyCube(options(given.spec))
  for (const step of given.steps) {
    const [[verb, own]] = Object.entries(step)
    if (verb === 'observe') state.observe(frame(own.frame), options(own.options))
    else if (verb === 'merge') state.merge(cube(own))
    else if (verb === 'subtract') state.subtract(cube(own))
    else if (verb === 'through') state = through(state, own)
    else throw new Error(verb)
  }
  return state
}

function runCube(given) {
  const state = cube(given)
  const held = { bytes: hex(state.toBytes()) }
  if (given.score) held.rows = plain(state.score(metric(given.score.metric), options(given.score.options)))
  if (given.tally) held.counts = [...state.tally(given.tally).counts]
  return held
}

function stream(given, logs) {
  let state = new cxm.EventStream(options(given.spec))
  for (const step of given.steps) {
    const [[verb, own]] = Object.entries(step)
    if (verb === 'observe') state.observe(frame(own.frame))
    else if (verb === 'fails') {
      const before = hex(state.toBytes())
      assert.throws(() => state.observe(frame(own.frame)), { code: own.code, row: own.row, field: own.field && camel(own.field) })
      assert.equal(hex(state.toBytes()), before, 'a refused batch must leave nothing behind')
    } else if (verb === 'merge') state.merge(stream(own, []))
    else if (verb === 'through') state = through(state, own)
    else logs.push({ drain: () => state.drain(), finish: () => state.finish(), open: () => state.openLog() }[verb]())
  }
  return state
}

function runStream(given) {
  const logs = []
  const state = stream(given, logs)
  const told = Object.fromEntries(['nOpen', 'nOpenCustomers', 'nClosedCustomers', 'nLate', 'nReturning', 'nLeftOut', 'nDropped'].map((name) => [name, state[name]]))
  told.watermark = state.watermark && state.watermark.getTime() * 1000
  told.logs = logs.map((log) => log.events())
  if (given.together) {
    const whole = logs[0].clone()
    for (const log of logs.slice(1)) whole[given.together](log)
    told.rows = whole.variants()
  }
  return told
}

const sample = (given) => ('cube' in given ? cube(given.cube) : 'steps' in given ? tally(given) : column(given.column))
function compare(given) {
  const sides = {}
  for (const name of ['weights', 'counts']) for (const side of ['a', 'b']) {
    if (name in given[side]) sides[`${name}${side.toUpperCase()}`] = column(given[side][name])
  }
  const made = cxm.compare(sample(given.a), sample(given.b), metric(given.metric), { ...sides, ...options(given.options) })
  return plain(made.toJSON?.() ?? made)
}

const onFrame = (name) => (given) => cxm[name](frame(given.frame), metric(given.metric), given.column, options(given.options))
/** Functions that take `by` behind the column. */
const grouped = (name) => (given) => {
  const { by, ...rest } = options(given.options)
  return cxm[name](frame(given.frame), metric(given.metric), given.column, by, rest)
}
const amount = (name) => (given) => ({ value: cxm[camel(name)](metric(given.metric), options(given.options)) })
/** What became of each row: `accounts` and `answers` of the first question, `times` of the column named by the option `time`. */
function readSurvey(given) {
  const { questions, ...rest } = options(given.options)
  const data = cxm.readSurvey(Buffer.from(given.bytes, 'hex'), { questions, ...rest })
  const ofFrame = (name) => data.frame.map((row) => row[name])
  const [question] = Object.keys(questions)
  const told = { accounts: data.accounts[0], answers: ofFrame(question), rejected: data.rejected, lines: data.lines }
  if (rest.time) told.times = ofFrame(rest.time)
  return told
}
/** The steps of one case: where it stands after them, and what is written down. */
function runCase(given) {
  const made = given.open ? cxm.Case.open(options(given.open)) : new cxm.Case(given.case)
  const verbs = {
    transition: ({ state, ...rest }) => made.transition(state, rest),
    escalate: (step) => made.escalateIfOverdue(step),
    follow_up: (said) => made.followUp(said),
    led_to: ({ change }) => made.ledTo(change),
  }
  for (const [verb, step] of given.steps) verbs[verb](options(step))
  assert.ok(cxm.Case.fromJSON(JSON.stringify(made)).equals(made))
  return { state: made.state, document: made.toJSON() }
}
/** The alerts of each record, one memory for all; the events are those of `/cxm`. */
function runAlerts(given) {
  const rules = new cxm.AlertRules(given.rules)
  const raised = given.records.map(({ record, context, now }) => rules.evaluate(record, { context, now }))
  return { alerts: raised.map((alerts) => alerts.map((alert) => alert.toJSON())), events: raised.map((alerts) => alerts.map((alert) => alert.toCloudEvent('/cxm'))), shifts: rules.shifts }
}
/** Whether a page of each form holds each of the texts that the case looks for. */
const looked = ({ look }, pages) =>
  Object.fromEntries(Object.entries(look).map(([form, parts]) => {
    const page = pages[form]()
    return [form, parts.map((part) => page.includes(part))]
  }))
function runScorecard(given) {
  const card = cxm.scorecard(frame(given.frame), [metric(given.metric)], options(given.options))
  return looked(given, { html: () => card.toHTML(), markdown: () => card.toMarkdown(), text: () => card.toText(200) })
}
function runJourney(given) {
  const drawn = new cxm.ExperienceModel(given.model).journey(given.journey)
  const own = options(given.options)
  return looked(given, { html: () => drawn.toHTML(undefined, own), markdown: () => drawn.toMarkdown(own), text: () => drawn.toText(200, own), mermaid: () => drawn.toMermaid(own) })
}
const MODELS = { bg_nbd: cxm.BgNbd, pareto_nbd: cxm.ParetoNbd }

const calls = {
  tabulate: (given) => ({ rows: new cxm.Survey(given.survey).tabulate(given.question, given.answers, options(given.options)) }),
  next_question: (given) => ({ question: new cxm.Survey(given.survey).nextQuestion(given.answers)?.id ?? null }),
  parse_response: (given) => new cxm.Survey(given.survey).parse(given.response),
  scorecard_pages: runScorecard,
  journey_pages: runJourney,
  case: runCase,
  alerts: runAlerts,
  closed_loop: (given) => ({ rows: plain(cxm.closedLoop(given.cases, given.now, options(given.options))) }),
  worklist: (given) => ({ rows: plain(cxm.worklist(given.cases, given.now, options(given.options))) }),
  to_notify: (given) => ({ rows: plain(cxm.toNotify(given.change, given.cases, options(given.options))) }),
  estimate: (given) => shown(cxm[given.name](column(given.column), { ...beside(given), ...options(given.options) })),
  tally: (given) => about(tally(given), given),
  tally_from_bytes: (given) => about(cxm.Tally.fromBytes(Buffer.from(given.bytes, 'hex')), given),
  tally_from_json: (given) => about(cxm.Tally.fromJSON(given.json), given),
  cube: runCube,
  score: (given) => ({ rows: plain(onFrame('score')(given)) }),
  compare,
  compare_groups: (given) => ({ rows: plain(grouped('compareGroups')(given)) }),
  compare_all: (given) => plain(grouped('compareAll')(given)),
  read_survey: readSurvey,
  share_intervals: (given) => ({ rows: plain(cxm.shareIntervals(tally(given), options(given.options))) }),
  goal_share: (given) => {
    const { nReached, nTotal, ...rest } = options(given.options)
    return shown(cxm.goalShare(nReached, nTotal, rest))
  },
  employee_engagement: (given) => ({ rows: plain(cxm.employeeEngagement(frame(given.frame), frame(given.roster), options(given.options))) }),
  rate_of_innovation: (given) => ({ rows: plain(cxm.rateOfInnovation(frame(given.frame), frame(given.roster), options(given.options))) }),
  improvement_of_versions: (given) => {
    const records = given.versions.slice(1).flatMap((version, place) => cxm.changeRecords(given.versions[place], version))
    return { rows: plain(cxm.rateOfImprovement(records, options(given.options))) }
  },
  rate_of_improvement: (given) => ({ rows: plain(cxm.rateOfImprovement(frame(given.frame), options(given.options))) }),
  event_log: (given) => {
    const whole = new cxm.EventLog(frame(given.frame), options(given.log))
    const log = given.sessionize === undefined ? whole : whole.sessionize(given.sessionize)
    const { prefix, conversion, ...rest } = options(given.options)
    const first = [prefix, conversion].filter((value) => value !== undefined)
    if (given.measure === 'conformance') first.push(rest.journey)
    if (given.measure === 'conformance') delete rest.journey
    const found = log[camel(given.measure)](...first, rest)
    return ['throughput', 'goal_performance', 'conformance', 'channel_consistency'].includes(given.measure) ? { fields: plain(found) } : { rows: plain(found) }
  },
  event_stream: runStream,
  event_log_read: (given) => {
    const data = given.text === undefined ? Buffer.from(given.bytes, 'hex') : Buffer.from(given.text)
    const log = cxm.EventLog[camel(`read_${given.format}`)](data, options(given.options))
    const { nEvents, nCustomers, nDropped, touchpoints, channels } = log
    return { nEvents, nCustomers, nDropped, touchpoints, channels, rows: plain(log.variants()), xes: Buffer.from(log.toXes()).toString() }
  },
  compare_across: (given) => ({ rows: plain(cxm.compareAcross(given.old, given.new, frame(given.frame), given.metric, given.column, options(given.options))) }),
  alignment: (given) => ({ rows: plain(cxm.alignment(frame(given.frame), options(given.options))) }),
  attribution: (given) => ({ rows: plain(cxm.attribution(frame(given.frame), options(given.options))) }),
  ...Object.fromEntries(['holdout', 'rfm_scores', 'rfm_segments', 'value_at_stake'].map((name) => [name, (given) => ({ rows: plain(cxm[camel(name)](frame(given.frame), options(given.options))) })])),
  tracking: (given) => ({ rows: plain(cxm.tracking(MODELS[given.model].fromParams(given.params, { unit: given.unit }), frame(given.frame), options(given.options))) }),
  value_predict: (given) => {
    const { n, t, ...rest } = options(given.options)
    const model = MODELS[given.model].fromParams(given.params)
    return { rows: plain(model[camel(given.what)](...[n, t].filter((one) => one !== undefined), frame(given.frame), rest)) }
  },
  interrupted_time_series: (given) => ({ rows: plain(cxm.interruptedTimeSeries(frame(given.frame), options(given.options))) }),
  cohort_retention: (given) => ({ rows: plain(cxm.cohortRetention(frame(given.frame), options(given.options))) }),
  inter_purchase_time: (given) => ({ rows: plain(cxm.interPurchaseTime(frame(given.frame), options(given.options))) }),
  customer_rate: (given) => {
    const found = cxm[camel(given.name)](frame(given.frame), options(given.options))
    return Array.isArray(found) ? { rows: plain(found) } : shown(found)
  },
  rank: (given) => ({ rows: plain(cxm.rank(frame(given.frame), options(given.options))) }),
  quick_wins: (given) => ({ rows: plain(cxm.quickWins(frame(given.frame), options(given.options))) }),
  balanced_scorecard: (given) => ({ rows: plain(cxm.balancedScorecard(frame(given.frame), options(given.options))) }),
  roi: (given) => {
    const { benefit, cost, ...rest } = options(given.options)
    return shown(cxm.roi(benefit, cost, rest))
  },
  initiative_impact: (given) => {
    const { before, after, control_before: controlBefore, control_after: controlAfter, ...units } = given.columns
    return plain(cxm.initiativeImpact(before, after, controlBefore, controlAfter, { ...options(units), ...options(given.options) }))
  },
  program_kpis: (given) => ({
    rows: plain(cxm.programKpis(Object.fromEntries(Object.entries(given.frames).map(([role, one]) => [role, frame(one)])), options(given.options))),
  }),
  program_reviews: (given) => ({ rows: plain(cxm.programReviews(given.model, options(given.options))) }),
  delivery_gap: (given) => plain(cxm.deliveryGap(given.a, given.b)),
  compare_to_benchmark: (given) => plain(cxm.compareToBenchmark(cxm[given.name](given.column), new cxm.Benchmark(options(given.benchmark)))),
  problems_of: (given) => ({ problems: cxm.problemsOf(given.kind, given.json) }),
  diff_models: (given) => ({ changes: cxm.diffModels(given.old, given.new) }),
  json_patch: (given) => ({ patch: cxm.jsonPatch(given.old, given.new) }),
  merge_models: (given) => cxm.mergeModels(given.base, given.ours, given.theirs),
  check_revision: (given) => ({ problems: new cxm.Survey(given.older).checkRevision(new cxm.Survey(given.newer)) }),
  p_adjust: (given) => ({ values: [...cxm.pAdjust(given.p, options(given.options))] }),
  required_n: amount('required_n'),
  power: amount('power'),
  detectable_difference: amount('detectable_difference'),
}

// ---------------------------------------------------------------- checks

const shownAs = (value) => JSON.stringify(value, (_, own) => (typeof own === 'bigint' ? `${own}n` : own))

/** Why the case fails; undefined if it does not. */
function outcome(given) {
  const { expect, tol = {} } = given
  let got
  try {
    got = calls[given.call](given)
  } catch (error) {
    if (!(error instanceof cxm.CxmError)) return `: threw ${error.stack}`
    if (!expect.error) return `: refused with ${error.code}: ${error.message}`
    if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(error.message)) return `: the sentence does something to a terminal: ${JSON.stringify(error.message)}`
    return Object.entries(expect.error)
      .filter(([name, want]) => (error[name] ?? null) !== want && !(name === 'field' && want !== null && error.field === camel(want)))
      .map(([name, want]) => `: error.${name} must be ${want}, got ${error[name]} (${error.code}: ${error.message})`)[0]
  }
  if (expect.error) return `: must be refused with ${shownAs(expect.error)}, got ${shownAs(got)}`
  if (given.exact && !isDeepStrictEqual(plain(got), expect)) return `: got ${shownAs(got)}, want exactly ${shownAs(expect)}`
  return differs(got, expect, tol)
}

function differs(got, want, tol) {
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || got.length !== want.length) return `: got ${shownAs(got)}, want ${shownAs(want)}`
    return first(want.map((one, i) => [`[${i}]`, differs(got[i], one, tol)]))
  }
  if (want !== null && typeof want === 'object') {
    return first(Object.entries(want).map(([name, one]) => {
      // Group columns keep the caller's name; everything else is in camelCase.
      const own = got !== null && typeof got === 'object' ? (name in got ? name : camel(name)) : name
      return [`.${name}`, got != null && own in got ? differs(got[own], one, tol) : `: the result has no ${own}: ${shownAs(got)}`]
    }))
  }
  if (typeof want === 'string' && want.includes('0x') && typeof got === 'number') {
    return Object.is(got, number(want)) ? undefined : `: got ${got}, want the bits of ${want}`
  }
  if (typeof want === 'number' && typeof got === 'number') {
    const allowed = Math.max((tol.rel ?? 0) * Math.abs(want), tol.abs ?? 0)
    return Math.abs(got - want) <= allowed ? undefined : `: got ${got}, want ${want} within ${allowed}`
  }
  return got === want ? undefined : `: got ${shownAs(got)}, want ${shownAs(want)}`
}
function first(found) {
  const [one] = found.filter(([, why]) => why !== undefined)
  return one && one.join('')
}

test('every vector gets its answer', () => {
  let ran = 0
  const failed = []
  for (const [name, file] of Object.entries(files)) {
    for (const given of file.cases) {
      const why = outcome(given)
      if (why !== undefined) failed.push(`${name}/${given.id}${why}`)
      ran += 1
    }
  }
  leave('node.count', `${ran}\n`)
  assert.equal(failed.length, 0, `${failed.length} of ${ran} cases fail:\n${failed.join('\n')}`)
})

test('the runner notices a wrong answer', () => {
  const given = { id: 'wrong', call: 'estimate', name: 'nps', column: [10, 3] }
  assert.ok(outcome({ ...given, expect: { estimate: 1e-9 }, tol: { rel: 1e-12 } }))
  assert.ok(outcome({ ...given, expect: { estimat: 0 } }))
  assert.ok(outcome({ ...given, expect: { error: { code: 'out_of_range' } } }))
  assert.equal(outcome({ ...given, expect: { estimate: 0 } }), undefined)
  const more = { id: 'more', call: 'json_patch', old: {}, new: { a: 1 }, expect: { patch: [{ op: 'add' }] } }
  assert.equal(outcome(more), undefined)
  assert.ok(outcome({ ...more, exact: true }))
})

// ---------------------------------------------------------------- bad inputs

test('every bad input gets its answer', () => {
  const cases = read(join(folder, 'badinputs', 'manifest.json')).cases
  for (const given of cases) {
    if (given.file) given.bytes = hex(readFileSync(join(folder, 'badinputs', given.file)))
    if (given.generator) {
      const { head = '', unit, times, tail = '' } = given.generator
      given.json = head + unit.repeat(times) + tail
      given.bytes = hex(given.json)
    }
  }
  const failed = cases.flatMap((given) => {
    const why = outcome(given)
    return why === undefined ? [] : [`${given.id}${why}`]
  })
  leave('node.badinputs.count', `${cases.length}\n`)
  assert.equal(failed.length, 0, `${failed.length} of ${cases.length} bad inputs fail:\n${failed.join('\n')}`)
})

// ---------------------------------------------------------------- digest

/** All bits of a result, as conformance/README.md tells. */
function line(given) {
  let got
  try {
    got = calls[given.call](given)
  } catch (error) {
    if (!(error instanceof cxm.CxmError)) throw error
    return `! ${error.code} ${error.row ?? '-'}\n`
  }
  const fields = got.bytes === undefined ? got : got.estimate
  const names = ['estimate', 'stdError', 'confLow', 'confHigh', 'n', 'nMissing', 'nInvalid', 'nEff', 'stdDev']
  const bits = (number) => {
    const eight = Buffer.alloc(8)
    eight.writeDoubleBE(number)
    return eight.toString('hex')
  }
  return [...(got.bytes === undefined ? [] : [got.bytes]), ...names.map((name) => (fields[name] == null ? '-' : bits(fields[name])))].join(' ') + '\n'
}

function fnv(text) {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

test('all result bits have the digest of the file', () => {
  const file = read(join(folder, 'digest.json'))
  const lines = file.calls.map(line).join('')
  const digest = fnv(lines)
  leave('node.digest', `${digest}\n`)
  leave('node.lines', lines)
  const gnu = process.report.getReport().header.glibcVersionRuntime !== undefined
  if (process.platform === 'linux' && process.arch === 'x64' && gnu) assert.equal(digest, file.digest['x86_64-linux-gnu'])
})
