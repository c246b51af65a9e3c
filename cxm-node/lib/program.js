'use strict'

const { isDeepStrictEqual } = require('node:util')

const { refuse } = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { textOf } = require('./documents.js')
const { answers, columnsIn, framed, namesRead, renamed } = require('./inputs.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { Estimate, Test, parsed, table } = require('./results.js')
const { Mergeable } = require('./states.js')

/** A published number to compare with, checked. */
class Benchmark {
  constructor(fields) {
    const checked = JSON.parse(callNow('benchmark', [], [], toJson({ benchmark: fields })))
    for (const [name, value] of Object.entries(checked)) this[camel(name)] = value
    Object.freeze(this)
  }

  static fromJSON(json) {
    return new this(typeof json === 'string' ? parsed(json) : json)
  }

  equals(other) {
    return other instanceof Benchmark && isDeepStrictEqual(this.toJSON(), other.toJSON())
  }

  toJSON() {
    return { ...this }
  }
}

const functions = { Benchmark }
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))
const toEstimate = (answer) => new Estimate(answer)
const toTest = (answer) => new Test(answer)

/** The columns of the records in a role. */
const records = (copy, frame, role) => {
  const names = namesRead(role)
  return columnsIn(copy, renamed(frame, names), new Set(names)).packed
}

/** Frames in their roles, one behind the other; `parts` says how many columns each has. */
const inParts = (name, frames, given) => {
  const { signal, ...options } = optionsOf(given)
  const parts = frames.map(([role, columns]) => [role, columns.length])
  return { name, columns: frames.flatMap(([, columns]) => columns), signal, options: toJson({ ...options, parts }), finish: table(options.as) }
}
const rostered = (name, role) => (copy, frame, roster, given) =>
  inParts(name, [['records', records(copy, frame, role)], ['roster', records(copy, roster, 'roster')]], given)
define('employeeEngagement', rostered('employee_engagement', 'activity'))
define('rateOfInnovation', rostered('rate_of_innovation', 'ideas'))
define('rateOfImprovement', (copy, versions, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name: 'rate_of_improvement', columns: records(copy, versions, 'versions'), signal, options: toJson(options), finish: table(options.as) }
})
/** The records of a program. */
const ROLES = ['activity', 'roster', 'ideas', 'versions', 'goals']
define('programKpis', (copy, frames, given) => {
  const of = optionsOf(frames)
  const unknown = Object.keys(of).find((role) => role !== 'signal' && !ROLES.includes(role))
  if (unknown !== undefined) throw refuse(unknown, `left out: the records are ${ROLES.join(', ')}`, 'it')
  const present = ROLES.filter((role) => of[role] != null)
  return inParts('program_kpis', present.map((role) => [role, records(copy, of[role], role)]), given)
})
define('alignment', (copy, frame, options) => ({ name: 'alignment', ...framed(copy, frame, options) }))

/** A metric under two versions of a model. */
define('compareAcross', (copy, old, newer, frame, metric, column, given) => {
  // A metric that names its column may have the options in the column's place.
  const { signal, ...options } = typeof column === 'object' && column !== null ? optionsOf(column) : { ...optionsOf(given), column }
  const { column: own, touchpoint, version } = options
  const names = namesRead('compare_across', { metric, column: own, touchpoint, version })
  return { name: 'compare_across', ...framed(copy, frame, { ...options, metric, old: textOf(old), new: textOf(newer), signal }, names) }
})

/** A table of one frame, of which the options name columns. */
const ofFrame = (name, copy, frame, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name, ...framed(copy, frame, given, namesRead(name, options)) }
}
define('interruptedTimeSeries', (copy, frame, given) => ofFrame('interrupted_time_series', copy, frame, given))
define('quickWins', (copy, ideas, given) => ofFrame('quick_wins', copy, ideas, given))
define('rank', (copy, estimates, given) => {
  const named = estimates instanceof Map ? Object.fromEntries(estimates) : estimates
  if (isNamed(named) && (Object.keys(named).length > 0 || optionsOf(given).by == null)) {
    const { signal, ...options } = optionsOf(given)
    return { name: 'rank_estimates', signal, options: toJson({ ...options, estimates: Object.entries(named) }), finish: table(options.as) }
  }
  return ofFrame('rank', copy, renamed(named), given)
})
/** A table of metrics with their targets, by the core's names of its columns. */
const ofTargets = (copy, frame, given) => {
  const names = namesRead('targets')
  return framed(copy, renamed(frame, names), given, names)
}
define('balancedScorecard', (copy, frame, given) => ({ name: 'balanced_scorecard', ...ofTargets(copy, frame, given) }))
define('balancedScorecardPage', (copy, frame, given) => ({ name: 'balanced_scorecard_page', ...ofTargets(copy, frame, given), finish: JSON.parse }))
/** Estimates by name, and no frame. */
const isNamed = (value) => {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value)
  return isObject && Object.values(value).every((one) => one instanceof Estimate)
}

/** What was measured before and after, with those who were reached and with others, and of which unit each value is. */
define('initiativeImpact', (copy, before, after, controlBefore, controlAfter, given) => {
  // Without a control the options come third.
  const alone = given === undefined && controlAfter === undefined && controlBefore != null && !Array.isArray(controlBefore) && !ArrayBuffer.isView(controlBefore)
  const { signal, unitsBefore, unitsAfter, unitsControlBefore, unitsControlAfter, ...options } = optionsOf(alone ? controlBefore : given)
  const sides = { before, after, control_before: alone ? null : controlBefore, control_after: controlAfter }
  const units = { units_before: unitsBefore, units_after: unitsAfter, units_control_before: unitsControlBefore, units_control_after: unitsControlAfter }
  const columns = Object.entries({ ...sides, ...units }).filter(([, values]) => values != null).map(([role, values]) => pack(role, values, copy, camel(role)))
  return { name: 'initiative_impact', columns, signal, options: toJson(options), finish: toTest }
})

/** What is believed inside against what customers say, each a tally, a cube or a column. */
define('deliveryGap', (copy, internal, customers, given) => {
  const { signal, ...options } = optionsOf(given)
  const sides = Object.entries({ internal, customers })
  const columns = sides.flatMap(([role, sample]) => (sample instanceof Mergeable ? [] : answers(copy, role, sample, {})))
  const states = sides.filter(([, sample]) => sample instanceof Mergeable).map(([, sample]) => sample.constructor.held(sample))
  return { name: 'delivery_gap', columns, states, signal, options: toJson(options), finish: toTest }
})

functions.roi = (benefit, cost, options) => toEstimate(callNow('roi', [], [], toJson({ ...optionsOf(options), benefit, cost })))
functions.programReviews = (model, options) => table(optionsOf(options).as)(callNow('program_reviews', [], [], toJson({ ...optionsOf(options), model })))
functions.goalShare = (nReached, nTotal, options) => toEstimate(callNow('goal_share', [], [], toJson({ ...optionsOf(options), nReached, nTotal })))
functions.compareToBenchmark = (estimate, benchmark) => toTest(callNow('compare_to_benchmark', [], [], toJson({ fields: estimate, benchmark })))

module.exports = functions
