'use strict'

const { readFileSync } = require('node:fs')
const { readFile } = require('node:fs/promises')

const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { answered, answers, framed } = require('./inputs.js')
const { optionsOf, toJson } = require('./options.js')
const { Estimate, Test, surveyData, table } = require('./results.js')
const { Mergeable, Tally, Transition } = require('./states.js')

/** A metric with its options, checked; wherever a metric is named, one of these may stand. */
class Metric {
  constructor(metric, options) {
    Object.assign(this, { ...optionsOf(options), metric })
    callNow('Metric', [], [], toJson({ metric: this }))
    Object.freeze(this)
  }
}

const functions = { Metric }
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))
const toEstimate = (answer) => new Estimate(answer)
const toTest = (answer) => new Test(answer)

for (const name of ['nps', 'enps', 'csat', 'ces', 'stars', 'favorability', 'mean']) {
  define(name, (copy, column, options) => ({ name, finish: toEstimate, ...answered(copy, column, options) }))
}

// A metric that names its column may have the options in the column's place.
define('score', (copy, frame, metric, column, options) => ({
  name: 'score',
  ...framed(copy, frame, typeof column === 'object' && column !== null ? { ...optionsOf(column), metric } : { ...optionsOf(options), metric, column }),
}))
define('compareGroups', (copy, frame, metric, column, by, options) => ({
  name: 'compare_groups', ...framed(copy, frame, { ...optionsOf(options), metric, column, by }),
}))
define('compareAll', (copy, frame, metric, column, by, options) => ({
  name: 'compare_all', ...framed(copy, frame, { ...optionsOf(options), metric, column, by }), finish: toTest,
}))

const held = (state) => state.constructor.held(state)

/** A transition holds both samples; its metric comes second, or is one of the options. */
const compareTransition = (moves, metric, options) => {
  const named = typeof metric === 'string' || metric instanceof Metric || options != null
  const { signal, metric: given, ...rest } = named ? { ...optionsOf(options), metric } : optionsOf(metric)
  return { name: 'compare', states: [held(moves)], signal, options: toJson({ ...rest, metric: given }), finish: toTest }
}
/** Two samples, each a tally, a cube or a column; a column may have weights and counts of its own. */
define('compare', (copy, a, b, metric, options) => {
  if (a instanceof Transition) return compareTransition(a, b, metric)
  const { weightsA, weightsB, countsA, countsB, signal, ...rest } = optionsOf(options)
  const sides = [['a', a, { weights: weightsA, counts: countsA }], ['b', b, { weights: weightsB, counts: countsB }]]
  const columns = sides.flatMap(([role, sample, beside]) => (sample instanceof Mergeable ? [] : answers(copy, role, sample, beside)))
  const states = [a, b].filter((sample) => sample instanceof Mergeable).map(held)
  return { name: 'compare', columns, states, signal, options: toJson({ ...rest, metric }), finish: toTest }
})
define('pAdjust', (copy, pValues, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name: 'p_adjust', columns: [pack('p_values', pValues, copy, 'pValues')], signal, options: toJson(options), finish: JSON.parse }
})

// A path or bytes; questions go as pairs, which keep their order.
const [read, readLater] = twins((copy, source, given) => {
  const { as, questions, signal, ...options } = optionsOf(given)
  const asked = questions && !Array.isArray(questions) ? Object.entries(questions) : questions
  const columns = [{ ...pack('', source, copy, 'source'), file: true }]
  return { name: 'read_survey', columns, signal, finish: surveyData(as), options: toJson({ ...options, questions: asked }) }
})
const isPath = (source) => typeof source === 'string' || source instanceof URL
functions.readSurvey = (source, options) => read(isPath(source) ? readFileSync(source) : source, options)
functions.readSurveyAsync = async (source, options) => readLater(isPath(source) ? await readFile(source) : source, options)

functions.shareIntervals = (tally, options) => table(optionsOf(options).as)(callNow('share_intervals', [], [Tally.held(tally)], toJson(optionsOf(options))))
for (const [name, called] of Object.entries({ requiredN: 'required_n', power: 'power', detectableDifference: 'detectable_difference' })) {
  functions[name] = (metric, options) => JSON.parse(callNow(called, [], [], toJson({ ...optionsOf(options), metric })))
}

module.exports = functions
