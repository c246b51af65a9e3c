'use strict'

const errors = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { framed, namesRead } = require('./inputs.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { INSPECT, Test, laid, table } = require('./results.js')

const functions = {}
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))

/** The columns that are given, each in its role. */
const columnsOf = (copy, roles) => Object.entries(roles).filter(([, values]) => values != null).map(([role, values]) => pack(role, values, copy, role))
/** An object under its names in JavaScript. */
const named = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value]))

const ask = errors.call((curves, question, options) => curves.ask(question, options))

/** The share of customers to whom something has not happened yet, over time. */
class SurvivalCurve {
  #curves
  #lay

  constructor(curves, as) {
    this.#curves = curves
    this.#lay = laid(as)
    const groups = this.#ask('groups')
    this.table = this.#lay(this.#ask('table'))
    this.groups = this.#lay(groups)
    this.level = JSON.parse(curves.fields()).level
    this.#median = this.#of(groups, 'median', 'median_low', 'median_high')
    Object.freeze(this)
  }

  #median

  get median() {
    return this.#median
  }

  #ask(question, options = {}) {
    return JSON.parse(ask(this.#curves, question, toJson(options)))
  }

  rmst(until) {
    return this.#of(this.#ask('restricted_mean', { until }), 'restricted_mean', 'restricted_low', 'restricted_high')
  }

  survivalAt(times) {
    const at = this.#ask('at', { times })
    return typeof times === 'number' ? this.#of(at, 'survival', 'conf_low', 'conf_high') : this.#lay(at)
  }

  /** The number and its interval of one curve; the table of several. */
  #of(columns, ...names) {
    if (columns.some(({ name }) => name === 'by')) return this.#lay(columns)
    const [estimate, confLow, confHigh] = names.map((name) => columns.find((column) => column.name === name).values[0])
    return { estimate, confLow, confHigh }
  }

  [INSPECT](_, options, inspect) {
    return `SurvivalCurve ${inspect(this.groups, options)}`
  }
}

define('kaplanMeier', (copy, durations, events, given) => {
  const { signal, as, weights, by, ...options } = optionsOf(given)
  laid(as) // refuses another layout now
  const columns = columnsOf(copy, { durations, events, weights, by })
  const finish = (curves) => new SurvivalCurve(curves, as)
  return { name: 'kaplan_meier', columns, signal, options: toJson(options), finish }
})

define('nelsonAalen', (copy, durations, events, given) => {
  const { signal, weights, by, ...options } = optionsOf(given)
  const columns = columnsOf(copy, { durations, events, weights, by })
  return { name: 'nelson_aalen', columns, signal, options: toJson(options), finish: table(options.as) }
})

define('logRank', (copy, durations, events, group, given) => {
  const { signal, weights, strata, ...options } = optionsOf(given)
  const columns = columnsOf(copy, { durations, events, group, weights, strata })
  return { name: 'log_rank', columns, signal, options: toJson(options), finish: (answer) => new Test(answer) }
})

define('rmstDifference', (copy, durations, events, group, given) => {
  const { signal, weights, ...options } = optionsOf(given)
  const columns = columnsOf(copy, { durations, events, group, weights })
  return { name: 'rmst_difference', columns, signal, options: toJson(options), finish: (answer) => new Test(answer) }
})

define('aalenJohansen', (copy, durations, events, given) => {
  const { signal, by, ...options } = optionsOf(given)
  const columns = columnsOf(copy, { durations, events, by })
  return { name: 'aalen_johansen', columns, signal, options: toJson(options), finish: table(options.as) }
})

const part = (type, name, get) => Object.defineProperty(type.prototype, camel(name), { get, configurable: true, enumerable: true })

/** What a fit of covariates has. A subclass has its `model`, the core's name for it, and the names of its parts. */
class Fit {
  #options
  #found
  #lay

  constructor(options) {
    this.#options = optionsOf(options)
  }

  static #fit = twins((copy, model, frame, given) => {
    const { signal, as, ...options } = { ...optionsOf(given), ...model.#options }
    const lay = laid(as)
    const type = model.constructor
    const finish = (answer) => {
      const fitted = new type(model.#options)
      fitted.#found = JSON.parse(answer)
      fitted.#lay = lay
      return fitted
    }
    return { name: type.model, ...framed(copy, frame, options, namesRead(type.model, options)), signal, finish }
  })

  fit(frame, options) {
    return Fit.#fit[0](this, frame, options)
  }

  async fitAsync(frame, options) {
    return Fit.#fit[1](this, frame, options)
  }

  /** What was found; the core says that a model is not fitted. */
  #of(part) {
    return (this.#found ?? JSON.parse(callNow('about', [], [], '{}')))[part]
  }

  /** Getters of tables, of objects and of plain fields. */
  static parts({ tables, objects, fields }) {
    for (const name of tables) {
      part(this, name, function () {
        const columns = this.#of('tables')[name]
        return columns ? this.#lay(columns) : null
      })
    }
    for (const name of objects) part(this, name, function () { return named(this.#of('fields')[name]) })
    for (const name of fields) part(this, name, function () { return this.#of('fields')[name] })
  }

  [INSPECT](_, options, inspect) {
    const { name } = this.constructor
    return this.#found === undefined ? `${name} {}` : `${name} ${inspect(this.table, options)}`
  }
}

const FIELDS = ['log_likelihood', 'log_likelihood_null', 'covariance', 'status', 'infinite', 'level', 'n', 'n_events']

/** Cox's proportional hazards: `fit` gives the fitted model. */
class CoxPh extends Fit {
  static model = 'cox'

  static {
    const tables = ['table', 'proportional_hazards', 'baseline']
    this.parts({ tables, objects: ['likelihood_ratio', 'wald', 'score', 'concordance'], fields: [...FIELDS, 'robust', 'ties'] })
  }
}

/** The discrete-time hazard: `fit` gives the fitted model. */
class DiscreteHazard extends Fit {
  static model = 'discrete_hazard'

  static {
    this.parts({ tables: ['table', 'baseline'], objects: ['likelihood_ratio'], fields: [...FIELDS, 'link'] })
  }
}

module.exports = { ...functions, CoxPh, DiscreteHazard, SurvivalCurve }
