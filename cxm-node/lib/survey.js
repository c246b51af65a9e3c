'use strict'

const { callNow, twins } = require('./calls.js')
const { columnsOf, pack, packFrame } = require('./columns.js')
const { toJson } = require('./options.js')
const { Estimate, layout, toTable } = require('./results.js')

const toEstimate = (answer) => new Estimate(JSON.parse(answer))

Estimate.fromJSON = (json) => toEstimate(callNow('estimate_from_json', [], [], toJson({ fields: typeof json === 'string' ? JSON.parse(json) : json })))

/** A metric with its options, checked; wherever a metric is named, one of these may stand. */
class Metric {
  constructor(metric, options) {
    Object.assign(this, { ...options, metric })
    callNow('metric', [], [], toJson({ metric: this }))
    Object.freeze(this)
  }
}

/** A column of answers with the weights and counts that come beside it, and the other options. */
function answers(copy, column, { weights, counts, signal, ...options } = {}) {
  const beside = Object.entries({ weights, counts }).filter(([, values]) => values != null)
  return {
    columns: [pack('values', column, copy, 'column'), ...beside.map(([name, values]) => pack(name, values, copy))],
    signal,
    options: toJson(options),
  }
}

/** A frame and the options of a call, which name the columns to read; so do `names`. */
function framed(copy, frame, { as, signal, ...options }, names) {
  const named = new Set(names)
  const json = toJson(options, named)
  const columns = columnsOf(frame, named)
  const lay = layout(as)
  return { columns: packFrame(columns, named, copy), signal, options: json, finish: (answer) => toTable(answer, columns, lay) }
}

/** `(metric, column, options)`, where a metric that names its column takes the options in the column's place. */
const measured = (metric, column, options) =>
  typeof column === 'object' && column !== null ? { ...column, metric } : { ...options, metric, column }

const functions = {}
function define(name, prepare) {
  ;[functions[name], functions[`${name}Async`]] = twins(prepare)
}
for (const name of ['nps', 'enps', 'csat', 'ces', 'stars', 'favorability', 'mean']) {
  define(name, (copy, column, options) => ({ name, finish: toEstimate, ...answers(copy, column, options) }))
}
define('score', (copy, frame, ...rest) => ({ name: 'score', ...framed(copy, frame, measured(...rest)) }))

module.exports = { Metric, answers, framed, functions, toEstimate }
