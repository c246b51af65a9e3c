'use strict'

const native = require('../native.js')
const errors = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { columnsOf } = require('./columns.js')
const { framed, renamed } = require('./inputs.js')
const { optionsOf, toJson } = require('./options.js')
const { pathOf, writtenTo } = require('./page.js')
const { Estimate, INSPECT, laid } = require('./results.js')
const { TallyCube } = require('./states.js')
const { CoxPh, DiscreteHazard, SurvivalCurve } = require('./survival.js')

const cardWithProgram = errors.call((card, columns) => card.withProgram(columns))
const cardToText = errors.call((card, options) => card.toText(options))

/** A scorecard, written in the form that is asked for. */
class Scorecard {
  #card

  constructor(card) {
    if (!(card instanceof native.Card)) throw new TypeError('scorecard() makes scorecards')
    this.#card = card
  }

  /** The same scorecard with the KPIs of a program, as `programKpis` gives them by period. */
  withProgram(kpis) {
    const own = renamed(kpis)
    return new Scorecard(cardWithProgram(this.#card, framed(false, own, {}, Object.keys(own)).columns))
  }

  toText(width) {
    return cardToText(this.#card, toJson({ width }))
  }

  toMarkdown() {
    return this.#card.toMarkdown()
  }

  /** One page that needs no network and no script; also written to `path` if it is given. */
  toHTML(path) {
    const to = pathOf(path)
    return writtenTo(to, this.#card.toHtml())
  }

  toJSON() {
    return JSON.parse(this.#card.toJson())
  }

  /** Its numbers as tables by name, each as rows, or as `as` says. */
  tables(options) {
    const { as } = optionsOf(options)
    return Object.fromEntries(JSON.parse(this.#card.tables()).map(([name, table]) => [name, laid(as)(table)]))
  }

  toString() {
    return this.toText()
  }

  [INSPECT]() {
    return this.toText()
  }
}

/** A Vega-Lite specification, and the same chart as a static picture. */
class Chart {
  #svg

  constructor({ spec, svg }) {
    this.spec = spec
    this.#svg = svg
  }

  toSVG() {
    return this.#svg
  }

  toJSON() {
    return this.spec
  }
}

/** A frame, a cube for all metrics, or a cube for each. */
const [scorecard, scorecardAsync] = twins((copy, source, metrics, asked) => {
  const { signal, ...options } = optionsOf(asked)
  const cubes = [source].flat().filter((one) => one instanceof TallyCube)
  const given = { ...options, metrics: metrics ?? [] }
  const input = cubes.length
    ? { states: cubes.map((cube) => TallyCube.held(cube)), signal, options: toJson(given) }
    : framed(copy, source, { ...given, signal })
  return { ...input, name: 'scorecard', finish: (card) => new Scorecard(card) }
})

/** Results that have a table to draw, and the level of its intervals. */
const WITH_TABLE = [CoxPh, DiscreteHazard, SurvivalCurve]

/** A chart of a table, as `score` gives it; or of one estimate. */
const ofTable = (name, ofEstimate) => (given, options) => {
  if (WITH_TABLE.some((type) => given instanceof type)) return ofTable(name)(given.table, { level: given.level, ...optionsOf(options) })
  if (given instanceof Estimate && ofEstimate) return new Chart(JSON.parse(callNow(ofEstimate, [], [], toJson({ ...optionsOf(options), fields: given }))))
  const table = given instanceof Estimate ? [{ estimate: given.estimate }] : given
  const own = renamed(table)
  const { columns: packed, options: json } = framed(false, own, { ...optionsOf(options), chart: name }, Object.keys(own))
  return new Chart(JSON.parse(callNow('chart', packed, [], json)))
}
/** A chart of the values of customers, as `clv` gives them or in a frame. */
const clvDistribution = (given, options) => ofTable('clv_distribution')(given?.total instanceof Estimate ? given.table : given, options)
/** A chart of what `calibration` gives, or of its table. */
const calibration = (given, options) =>
  typeof given?.coverage === 'number' ? calibration(given.table, { level: given.level, ...optionsOf(options) }) : ofTable('calibration')(given, options)
const chart = Object.freeze({
  attribution: ofTable('attribution'),
  calibration,
  clvDistribution,
  cohorts: ofTable('cohorts'),
  estimates: ofTable('estimates', 'chart_estimate'),
  forest: ofTable('forest'),
  frequencyRecency: ofTable('frequency_recency'),
  funnel: ofTable('funnel'),
  sankey: ofTable('sankey'),
  survival: ofTable('survival'),
  stepMatrix: ofTable('step_matrix'),
  transitions: ofTable('transitions'),
  tracking: ofTable('tracking'),
  trend: ofTable('trend'),
  distribution: (estimate, options) => new Chart(JSON.parse(callNow('chart_distribution', [], [], toJson({ ...optionsOf(options), fields: estimate })))),
})

/** A table of rows or columns as CSV. */
function toCSV(frame, options) {
  const columns = columnsOf(frame, [])
  const { columns: packed, options: json } = framed(false, frame, options, columns ? [...columns.keys()] : [])
  return JSON.parse(callNow('to_csv', packed, [], json))
}

module.exports = { Chart, Scorecard, chart, scorecard, scorecardAsync, toCSV }
