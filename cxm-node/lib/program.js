'use strict'

const { callNow, twins } = require('./calls.js')
const { answers, columnsIn, framed } = require('./inputs.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { Estimate, Test, table } = require('./results.js')
const { Mergeable } = require('./states.js')

/** A published number to compare with, checked. */
class Benchmark {
  constructor(fields) {
    const checked = JSON.parse(callNow('benchmark', [], [], toJson({ benchmark: fields })))
    for (const [name, value] of Object.entries(checked)) this[camel(name)] = value
    Object.freeze(this)
  }
}

const functions = { Benchmark }
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))
const toEstimate = (answer) => new Estimate(answer)
const toTest = (answer) => new Test(answer)

/** The columns of a frame that a KPI reads. */
const records = (copy, frame, names) => columnsIn(copy, frame, new Set(names)).packed

const ROSTER = ['employee', 'from', 'to']
const rostered = (name, names) => (copy, frame, roster, given) => {
  const { signal, ...options } = optionsOf(given)
  const own = records(copy, frame, names)
  const columns = [...own, ...records(copy, roster, ROSTER)]
  return { name, columns, signal, options: toJson({ ...options, rosterFrom: own.length }), finish: table(options.as) }
}
define('employeeEngagement', rostered('employee_engagement', ['employee', 'at', 'kind']))
define('rateOfInnovation', rostered('rate_of_innovation', ['author', 'at', 'id', 'duplicate', 'accepted', 'adopted']))
define('rateOfImprovement', (copy, versions, given) => {
  const { signal, ...options } = optionsOf(given)
  const columns = records(copy, versions, ['at', 'kind', 'about', 'element', 'version', 'reverted'])
  return { name: 'rate_of_improvement', columns, signal, options: toJson(options), finish: table(options.as) }
})
define('alignment', (copy, frame, options) => ({ name: 'alignment', ...framed(copy, frame, options) }))

/** What is believed inside against what customers say, each a tally, a cube or a column. */
define('deliveryGap', (copy, internal, customers, given) => {
  const { signal, ...options } = optionsOf(given)
  const sides = Object.entries({ internal, customers })
  const columns = sides.flatMap(([role, sample]) => (sample instanceof Mergeable ? [] : answers(copy, role, sample, {})))
  const states = sides.filter(([, sample]) => sample instanceof Mergeable).map(([, sample]) => sample.constructor.held(sample))
  return { name: 'delivery_gap', columns, states, signal, options: toJson(options), finish: toTest }
})

functions.goalShare = (nReached, nTotal, options) => toEstimate(callNow('goal_share', [], [], toJson({ ...optionsOf(options), nReached, nTotal })))
functions.compareToBenchmark = (estimate, benchmark) => toTest(callNow('compare_to_benchmark', [], [], toJson({ fields: estimate, benchmark })))

module.exports = functions
