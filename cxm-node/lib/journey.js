'use strict'

const { readFileSync } = require('node:fs')
const { readFile } = require('node:fs/promises')
const native = require('../native.js')
const errors = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { framed } = require('./inputs.js')
const { camel, optionsOf, snake, toJson } = require('./options.js')
const { Estimate, INSPECT, Test, frozen, laid, table } = require('./results.js')
const { Merging } = require('./states.js')

const COLUMNS = ['customer', 'touchpoint', 'event', 'time', 'channel', 'value', 'sequence', 'properties', 'attributes']

const [build, buildLater] = twins((copy, frame, given) => {
  const options = optionsOf(given)
  const named = COLUMNS.flatMap((name) => options[name] ?? [])
  return { name: 'EventLog', ...framed(copy, frame, options, named), finish: (state) => state }
})

/** The document of a model. */
function documentOf(model) {
  if (typeof model?.toCanonicalJSON !== 'function') throw errors.refuse('model', 'an ExperienceModel', model === null ? 'null' : typeof model)
  return model.toCanonicalJSON()
}

/** Which share of customers reach a goal within its time: an estimate, with the way there. */
class GoalPerformance extends Estimate {}

/** The interactions of customers with touchpoints, by customer and time. */
class EventLog extends Merging {
  constructor(frame, options) {
    super(frame instanceof native.State ? frame : build(frame, options))
  }

  static async fromAsync(frame, options) {
    return new this(await buildLater(frame, options))
  }

  static fromModel(frame, model, options) {
    return new this(build(frame, { ...optionsOf(options), model: documentOf(model) }))
  }

  static async fromModelAsync(frame, model, options) {
    return new this(await buildLater(frame, { ...optionsOf(options), model: documentOf(model) }))
  }

  static read(bytes) {
    return readLog('EventLog', bytes)
  }

  /** A log has no JSON form: the compiled half says so. */
  static readText(text) {
    return readJson('EventLog', text)
  }

  append(other) {
    return this.change('append', EventLog.held(other))
  }

  get facts() {
    return Object.fromEntries(Object.entries(JSON.parse(EventLog.held(this).facts())).map(([name, value]) => [camel(name), value]))
  }

  static fromXes(bytes, options) {
    return this.readXes(bytes, options)
  }

  toXes(options) {
    return toXes(this, options)
  }

  toXesAsync(options) {
    return toXesLater(this, options)
  }

  static merged(logs) {
    const all = typeof logs?.[Symbol.iterator] === 'function' ? [...logs] : logs
    if (Array.isArray(all) && all.length === 0) throw errors.refuse('logs', 'one log or more', 'none')
    return super.merged(all)
  }

  get coverage() {
    return new Estimate(callNow('coverage', [], [EventLog.held(this)], '{}'))
  }

  goalPerformance(goal, options) {
    return goalPerformance(this, goal, options)
  }

  goalPerformanceAsync(goal, options) {
    return goalPerformanceLater(this, goal, options)
  }

  conformance(journey, options) {
    return conformance(this, { ...optionsOf(options), journey })
  }

  conformanceAsync(journey, options) {
    return conformanceLater(this, { ...optionsOf(options), journey })
  }

  channelConsistency(options) {
    return consistency(this, options)
  }

  channelConsistencyAsync(options) {
    return consistencyLater(this, options)
  }

  sessionize(timeout) {
    return sessionize(this, { timeout })
  }

  sessionizeAsync(timeout, options) {
    return sessionizeLater(this, { ...optionsOf(options), timeout })
  }

  attribution(conversion, options) {
    return attribution(this, { ...optionsOf(options), conversion })
  }

  attributionAsync(conversion, options) {
    return attributionLater(this, { ...optionsOf(options), conversion })
  }

  measures(measures, options) {
    return several(this, measures, options)
  }

  measuresAsync(measures, options) {
    return severalLater(this, measures, options)
  }

  nextStep(prefix, options) {
    return nextStep(this, { ...optionsOf(options), prefix })
  }

  nextStepAsync(prefix, options) {
    return nextStepLater(this, { ...optionsOf(options), prefix })
  }

  throughput(options) {
    return throughput(this, options)
  }

  throughputAsync(options) {
    return throughputLater(this, options)
  }

  [INSPECT](_, options, inspect) {
    return `EventLog ${inspect(this.facts, options)}`
  }
}

/** Columns of keys that have a name of the core, by measure. */
const KEYS = { compare_segments: ['segment_high', 'segment_low'] }

/** Several tables at once: the names of measures are those of the methods. */
const named = (given) => {
  const measure = given instanceof Map ? Object.fromEntries(given) : given
  return typeof measure === 'string' ? snake(measure) : measure?.measure == null ? measure : { ...measure, measure: snake(String(measure.measure)) }
}
const [several, severalLater] = twins((copy, log, measures, given) => {
  const { as, signal, ...options } = optionsOf(given)
  const all = Array.isArray(measures) || measures instanceof Set ? Array.from(measures, named) : measures
  const finish = (answer) => JSON.parse(answer).map((value, place) => laid(as, undefined, KEYS[all[place].measure ?? all[place]])(value))
  return { name: 'measures', states: [EventLog.held(log)], signal, options: toJson({ ...options, measures: all }), finish }
})

/** A goal by its id and the options, or the options alone. */
const [goalPerformance, goalPerformanceLater] = twins((copy, log, goal, options) => {
  const { as, signal, ...given } = optionsOf(isOptions(goal) ? goal : { ...optionsOf(options), goal })
  const finish = (answer) => {
    const found = JSON.parse(answer)
    const [lay, counts] = [laid(as), Object.entries(found.counts).map(([name, value]) => [camel(name), value])]
    return new GoalPerformance(JSON.stringify(found.estimate), {
      ...Object.fromEntries(counts),
      curve: lay(found.curve),
      groups: found.groups && lay(found.groups),
      test: found.test && new Test(JSON.stringify(found.test)),
    })
  }
  return { name: 'goal_performance', states: [EventLog.held(log)], signal, options: toJson(given), finish }
})

/** What is asked of a log in one call, and its `Async` twin; `finish` makes the result of the answer and of how tables are laid out. */
const asked = (name, finish) => twins((copy, log, given) => {
  const { as, signal, ...options } = optionsOf(given)
  return { name, states: [EventLog.held(log)], signal, options: toJson(options), finish: finish(as) }
})
const camelled = (fields) => Object.entries(fields).map(([name, value]) => [camel(name), value])
/** A result of estimates, fields and tables. */
const parts = (as) => {
  const lay = laid(as)
  return (answer) => {
    const { estimates, fields, tables } = JSON.parse(answer)
    const made = [camelled(estimates).map(([name, value]) => [name, new Estimate(JSON.stringify(value))]), camelled(fields), camelled(tables).map(([name, value]) => [name, lay(value)])]
    return frozen(Object.fromEntries(made.flat()))
  }
}
const [conformance, conformanceLater] = asked('conformance', parts)
const [consistency, consistencyLater] = asked('channel_consistency', parts)
const [throughput, throughputLater] = asked('throughput', () => (answer) => frozen(Object.fromEntries(camelled(JSON.parse(answer)))))
const [sessionize, sessionizeLater] = asked('sessionize', () => (state) => new EventLog(state))
const [toXes, toXesLater] = asked('to_xes', () => (bytes) => bytes)
const readLog = errors.call((...args) => native.State.fromBytes(...args))
const readJson = errors.call((...args) => native.State.fromJson(...args))

/** The formats of files, a method and its `Async` twin each: `source` is a path, a URL of a file or bytes. */
const isPath = (source) => typeof source === 'string' || source instanceof URL
for (const name of ['read_xes', 'read_ocel', 'read_cloudevents', 'read_segment']) {
  const [now, later] = twins((copy, source, given) => {
    const { signal, ...options } = optionsOf(given)
    if (!(source instanceof Uint8Array)) throw errors.refuse('source', 'a path, a URL of a file or bytes (a Uint8Array)', source === null ? 'null' : typeof source)
    const columns = [{ ...pack('', source, copy, 'source'), file: true }]
    return { name, columns, signal, options: toJson(options), finish: (state) => state }
  })
  const methods = {
    [camel(name)](source, options) { return new this(now(isPath(source) ? readFileSync(source) : source, options)) },
    async [`${camel(name)}Async`](source, options) { return new this(await later(isPath(source) ? await readFile(source) : source, options)) },
  }
  for (const [method, value] of Object.entries(methods)) Object.defineProperty(EventLog, method, { value, configurable: true, writable: true })
}

/** What can be read off a log: each by itself, since names can be many. */
const FACTS = { nEvents: 'n_events', nCustomers: 'n_customers', nDropped: 'n_dropped', touchpoints: 'touchpoints', channels: 'channels', attributes: 'attributes' }
for (const name of Object.keys(FACTS)) {
  const fact = errors.call((log) => log.fact(FACTS[name]))
  Object.defineProperty(EventLog.prototype, name, { get() { return JSON.parse(fact(EventLog.held(this))) }, configurable: true, enumerable: true })
}

/** The tables of a log: the core's name, and the method with its `Async` twin. */
const TABLES = ['events', 'directly_follows', 'end_touchpoints', 'eventually_follows', 'friction', 'handoffs', 'minimum_self_distances', 'peak_end', 'peak_end_summary', 'rework', 'self_service', 'start_touchpoints', 'step_flows', 'step_matrix', 'tolerance', 'touchpoint_counts', 'transition_matrix', 'variants']
const measure = (name) => twins((copy, log, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name, states: [EventLog.held(log)], signal, options: toJson(options), finish: table(options.as, undefined, KEYS[name]) }
})
const [nextStep, nextStepLater] = measure('next_step')
/** Whether it is the options, and not names. */
const isOptions = (given) => given !== null && typeof given === 'object' && !Array.isArray(given) && !(given instanceof Set)
/** Those whose first argument stands for an option: its name. */
for (const [name, first] of Object.entries({ absorption: 'targets', compare_segments: 'by', moments_of_truth: 'goal', retention: 'every' })) {
  const [now, later] = measure(name)
  for (const [method, run] of [[camel(name), now], [`${camel(name)}Async`, later]]) {
    const value = function (given, options) { return run(this, isOptions(given) ? given : { ...optionsOf(options), [first]: given }) }
    Object.defineProperty(EventLog.prototype, method, { value, configurable: true, writable: true })
  }
}
const [attribution, attributionLater] = measure('attribution')
for (const name of TABLES) {
  const [now, later] = measure(name)
  for (const [method, run] of [[camel(name), now], [`${camel(name)}Async`, later]]) {
    Object.defineProperty(EventLog.prototype, method, { value(options) { return run(this, options) }, configurable: true, writable: true })
  }
}

/** The funnels of a log: its steps, then the options. */
for (const name of ['funnel', 'compare_funnels']) {
  const [now, later] = twins((copy, log, steps, given) => {
    const { signal, ...options } = { ...optionsOf(given), steps }
    return { name, states: [EventLog.held(log)], signal, options: toJson(options), finish: table(options.as) }
  })
  const split = (steps, options) => (isOptions(steps) ? [optionsOf(steps).steps, steps] : [steps, options])
  for (const [method, run] of [[camel(name), now], [`${camel(name)}Async`, later]]) {
    Object.defineProperty(EventLog.prototype, method, { value(steps, options) { return run(this, ...split(steps, options)) }, configurable: true, writable: true })
  }
}

module.exports = { EventLog, GoalPerformance }
