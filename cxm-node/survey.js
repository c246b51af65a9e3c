'use strict'

const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { toJson } = require('./options.js')
const { Estimate } = require('./results.js')

const toEstimate = (answer) => new Estimate(JSON.parse(answer))

Estimate.fromJSON = (json) => toEstimate(callNow('estimate_from_json', [], [], toJson({ fields: typeof json === 'string' ? JSON.parse(json) : json })))

/** A column of answers with the weights and counts that come beside it, and the other options. */
function answers(copy, column, { weights, counts, signal, ...options } = {}) {
  const columns = Object.entries({ values: column, weights, counts }).filter(([name, values]) => name === 'values' || values != null)
  return { columns: columns.map(([name, values]) => pack(name, values, copy)), signal, options: toJson(options) }
}

/** The score of this name on a column. */
const score = (name) => twins((copy, column, options) => ({ name, finish: toEstimate, ...answers(copy, column, options) }))

const scores = {}
for (const name of ['nps', 'enps', 'csat', 'ces', 'stars', 'favorability', 'mean']) [scores[name], scores[`${name}Async`]] = score(name)

module.exports = { answers, scores, toEstimate }
