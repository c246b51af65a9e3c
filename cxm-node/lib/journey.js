'use strict'

const native = require('../native.js')
const errors = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { framed } = require('./inputs.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { Estimate, INSPECT, Test, frozen, laid, table } = require('./results.js')
const { Merging } = require('./states.js')

const COLUMNS = ['customer', 'touchpoint', 'event', 'time', 'channel', 'value', 'sequence', 'properties', 'attributes']

const [build, buildLater] = twins((copy, frame, given) => {
  const options = optionsOf(given)
  const named = COLUMNS.flatMap((name) => options[name] ?? [])
  return { name: 'EventLog', ...framed(copy, frame, options, named), finish: (state) => state }
})

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
    return new this(build(frame, { ...options, model: model.toCanonicalJSON() }))
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

  get coverage() {
    return new Estimate(callNow('coverage', [], [EventLog.held(this)], '{}'))
  }

  goalPerformance(goal, options = {}) {
    const { as, ...given } = optionsOf(typeof goal === 'object' ? goal : { ...options, goal })
    const found = JSON.parse(callNow('goal_performance', [], [EventLog.held(this)], toJson(given)))
    const [lay, counts] = [laid(as), Object.entries(found.counts).map(([name, value]) => [camel(name), value])]
    return new GoalPerformance(JSON.stringify(found.estimate), {
      ...Object.fromEntries(counts),
      curve: lay(found.curve),
      groups: found.groups && lay(found.groups),
      test: found.test && new Test(JSON.stringify(found.test)),
    })
  }

  sessionize(timeout) {
    return new EventLog(callNow('sessionize', [], [EventLog.held(this)], toJson({ timeout })))
  }

  nextStep(prefix, options) {
    return nextStep(this, { ...optionsOf(options), prefix })
  }

  nextStepAsync(prefix, options) {
    return nextStepLater(this, { ...optionsOf(options), prefix })
  }

  throughput(options) {
    const fields = JSON.parse(callNow('throughput', [], [EventLog.held(this)], toJson(optionsOf(options))))
    return frozen(Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value])))
  }

  [INSPECT](_, options, inspect) {
    return `EventLog ${inspect(this.facts, options)}`
  }
}
const readLog = errors.call((...args) => native.State.fromBytes(...args))
const readJson = errors.call((...args) => native.State.fromJson(...args))

for (const name of ['nEvents', 'nCustomers', 'nDropped', 'touchpoints', 'channels', 'attributes']) {
  Object.defineProperty(EventLog.prototype, name, { get() { return this.facts[name] }, configurable: true, enumerable: true })
}

/** The tables of a log: the core's name, and the method with its `Async` twin. */
const TABLES = ['directly_follows', 'eventually_follows', 'start_touchpoints', 'end_touchpoints', 'touchpoint_counts', 'variants', 'rework', 'minimum_self_distances', 'step_matrix', 'tolerance', 'transition_matrix']
const measure = (name) => twins((copy, log, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name, states: [EventLog.held(log)], signal, options: toJson(options), finish: table(options.as) }
})
const [nextStep, nextStepLater] = measure('next_step')
for (const name of TABLES) {
  const [now, later] = measure(name)
  for (const [method, run] of [[camel(name), now], [`${camel(name)}Async`, later]]) {
    Object.defineProperty(EventLog.prototype, method, { value(options) { return run(this, options) }, configurable: true, writable: true })
  }
}

module.exports = { EventLog, GoalPerformance }
