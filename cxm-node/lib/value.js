'use strict'

const { isDeepStrictEqual } = require('node:util')
const { refuse } = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { columnsOf, pack, packFrame } = require('./columns.js')
const { columnsIn, framed, namesRead } = require('./inputs.js')
const { camel, optionsOf, snake, toJson } = require('./options.js')
const { Estimate, INSPECT, Test, beside, laid, parsed, table } = require('./results.js')

const functions = {}
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))

/** A method and its `Async` twin, which are prepared with what they are called on. */
function method(type, name, prepare) {
  const [now, later] = twins(prepare)
  const methods = { [name](...args) { return now(this, ...args) }, async [`${name}Async`](...args) { return later(this, ...args) } }
  for (const [own, value] of Object.entries(methods)) Object.defineProperty(type.prototype, own, { value, configurable: true, writable: true })
}

/** The intervals of parameters that read the frame of the fit. */
const NEED_DATA = new Set(['profile', 'sandwich'])
const isColumn = (value) => Array.isArray(value) || ArrayBuffer.isView(value)

/** A table of `rfm` knows the unit of its times, in a property that is no column. */
const withUnit = (rows, unit) => Object.defineProperty(rows, 'unit', { value: unit, enumerable: false })
const unitOf = (frame) => {
  const own = frame !== null && typeof frame === 'object' ? Object.getOwnPropertyDescriptor(frame, 'unit') : undefined
  return own?.enumerable === false ? own.value : undefined
}

for (const name of ['rfm', 'holdout']) {
  define(name, (copy, frame, given) => {
    const { signal, ...options } = optionsOf(given)
    const unit = options.unit ?? JSON.parse(callNow('rfm_unit', [], [], '{}'))
    const known = columnsOf(frame, [])
    const customers = known && new Map([['customer', known.get(options.customer)]])
    const finish = table(options.as, customers)
    return { name, ...framed(copy, frame, given, namesRead(name, options)), finish: (answer) => withUnit(finish(answer), unit) }
  })
}

/** The columns that a function reads of a frame of customers, under the core's names: `monetaryValue` is `monetary_value` there. */
function customers(copy, frame, given, of = 'fit') {
  const names = namesRead(of, given)
  const own = columnsOf(frame, names)
  if (!own) return { own, columns: columnsIn(copy, frame, new Set(names)).packed }
  const known = new Map(Array.from(own, ([name, read]) => [names.includes(snake(name)) ? snake(name) : name, read]))
  return { own, columns: packFrame(known, new Set(names), copy) }
}

/** What the core reads the columns of the covariates of. */
const covariatesOf = (fit) => ({ covariates: fit?.covariates })

/** A model: `fit`, `fromParams` and `fromJSON` give one that is fitted. A subclass has its `model`, the core's name for it. */
class ValueModel {
  #fit = null
  /** The frame that it was fitted to, and the column of counts. */
  #data

  static fromParams(params, options) {
    return new this().#with(JSON.parse(callNow('from_params', [], [], toJson({ ...optionsOf(options), model: this.model, params }))))
  }

  static fromJSON(json) {
    const fit = typeof json === 'string' ? parsed(json) : structuredClone(json)
    const model = new this().#with(fit)
    model.#about({ model: this.model })
    return model
  }

  #with(fit, data) {
    this.#fit = fit
    this.#data = data
    return this
  }

  /** The core's JSON of the fit of a model; null before it is fitted. */
  static fitOf(model, name = 'model') {
    if (!(model instanceof ValueModel)) throw refuse(name, 'a fitted model', model === null ? 'null' : typeof model)
    return model.#fit
  }

  static {
    method(this, 'fit', (copy, model, frame, given) => {
      const { signal, ...options } = optionsOf(given)
      const type = model.constructor
      const { counts, transaction, attrition } = options
      const { columns } = customers(copy, frame, { model: type.model, counts, transaction, attrition })
      const json = toJson({ ...options, model: type.model, unit: options.unit ?? unitOf(frame) })
      return { name: 'fit', columns, signal, options: json, finish: (answer) => new type().#with(JSON.parse(answer), [frame, options.counts]) }
    })
  }

  /** A call over the frame that it was fitted to, or over none. */
  #ofData(copy, name, options) {
    const [frame, counts] = this.#data ?? [{}]
    const { columns } = customers(copy, frame, { model: this.constructor.model, counts, fit: covariatesOf(this.#fit) })
    return { name, columns, options: toJson({ ...options, fit: this.#fit, counts }) }
  }

  static {
    method(this, 'bootstrap', (copy, model, given) => {
      const { signal, ...options } = optionsOf(given)
      const finish = (answer) => new model.constructor().#with(JSON.parse(answer), model.#data)
      return { ...model.#ofData(copy, 'bootstrap', options), signal, finish }
    })
    method(this, 'confInt', (copy, model, given) => {
      const { signal, as, ...options } = optionsOf(given)
      const lay = laid(as)
      const own = NEED_DATA.has(options.method) ? model : new model.constructor().#with(model.#fit)
      return { ...own.#ofData(copy, 'value_intervals', options), signal, finish: (answer) => lay(JSON.parse(answer)) }
    })
  }

  #about(options) {
    return JSON.parse(callNow('about', [], [], toJson({ ...options, fit: this.#fit })))
  }

  get params() {
    return Object.fromEntries(this.#about().summary.map((row) => [row.term, row.estimate]))
  }

  get stdErrors() {
    const { std_errors: known, summary } = this.#about()
    return known && Object.fromEntries(summary.map((row) => [row.term, row.std_error]))
  }

  get summary() {
    return this.confInt()
  }

  static {
    for (const name of ['covariance', 'log_likelihood', 'aic', 'bic', 'n', 'unit', 'status', 'degenerate', 'converged', 'fixed']) {
      Object.defineProperty(this.prototype, camel(name), { get() { return this.#about()[name] }, configurable: true, enumerable: true })
    }
  }

  toJSON() {
    this.#about()
    return structuredClone(this.#fit)
  }

  equals(other) {
    return other?.constructor === this.constructor && isDeepStrictEqual(this.#fit, other.#fit)
  }

  [INSPECT](_, options, inspect) {
    const { name } = this.constructor
    return this.#fit === null ? `${name} {}` : `${name} ${inspect({ ...this.params, status: this.status, n: this.n }, options)}`
  }
}

/** A number for each time, or the number for one. */
function over(model, what, t, options) {
  const answer = callNow('value_new', [], [], toJson({ ...optionsOf(options), what, fit: ValueModel.fitOf(model), t }))
  const { values } = JSON.parse(answer).at(-1)
  return isColumn(t) ? values : values[0]
}

/** What is asked of columns, which gives a list of numbers or with an interval a table, or of a frame, which gives the frame with columns added. */
function predicted(copy, model, what, roles, [first, ...others], more) {
  const inColumns = isColumn(others[0])
  const { signal, ...options } = optionsOf(inColumns ? others[roles.length - 1] : others[0])
  const json = toJson({ ...options, ...more, what, fit: ValueModel.fitOf(model) })
  const call = { name: 'value_predict', signal, options: json }
  if (!inColumns) {
    const { own, columns } = customers(copy, first, { fit: covariatesOf(ValueModel.fitOf(model)) })
    return { ...call, columns, finish: beside(options.as, own) }
  }
  const columns = roles.map((role, at) => pack(role, at ? others[at - 1] : first, copy, camel(role)))
  const values = (answer) => JSON.parse(answer)[0].values
  return { ...call, columns, finish: options.interval == null && options.as == null ? values : table(options.as) }
}

const HISTORY = ['frequency', 'recency', 'T']

class PurchaseModel extends ValueModel {
  static {
    method(this, 'pAlive', (copy, model, ...given) => predicted(copy, model, 'p_alive', HISTORY, given))
    method(this, 'probabilityOf', (copy, model, n, t, ...given) => predicted(copy, model, 'probability_of', HISTORY, given, { n, t }))
    method(this, 'expectedPurchases', (copy, model, t, ...given) => predicted(copy, model, 'expected_purchases', HISTORY, given, { t }))
  }

  probabilityOfNew(n, t) {
    const answer = callNow('value_new', [], [], toJson({ what: 'probability_of', fit: ValueModel.fitOf(this), n, t }))
    const { values } = JSON.parse(answer).at(-1)
    return isColumn(n) ? values : values[0]
  }

  frequencyRecency(t, T, given) {
    const { as, ...options } = optionsOf(given)
    return table(as)(callNow('value_new', [], [], toJson({ ...options, what: 'frequency_recency', fit: ValueModel.fitOf(this), t, T })))
  }

  expectedPurchasesNew(t) {
    return over(this, 'expected_purchases', t)
  }
}

class WithDert extends PurchaseModel {
  static {
    method(this, 'dert', (copy, model, ...given) => predicted(copy, model, 'dert', HISTORY, given))
  }
}

class BgNbd extends PurchaseModel {
  static model = 'bg_nbd'
}

class MbgNbd extends PurchaseModel {
  static model = 'mbg_nbd'
}

class ParetoNbd extends WithDert {
  static model = 'pareto_nbd'
}

class BgBb extends WithDert {
  static model = 'bg_bb'
}

class ShiftedBetaGeometric extends ValueModel {
  static model = 'shifted_beta_geometric'

  survival(t) {
    return over(this, 'survival', t)
  }

  retentionRate(t) {
    return over(this, 'retention_rate', t)
  }

  derl(t, options) {
    return over(this, 'derl', t, options)
  }
}

class GammaGamma extends ValueModel {
  static model = 'gamma_gamma'

  static {
    method(this, 'expectedSpend', (copy, model, ...given) => predicted(copy, model, 'expected_spend', ['frequency', 'monetary_value'], given))
  }
}

define('clv', (copy, purchaseFit, spendFit, frame, given) => {
  const { signal, as, ...options } = optionsOf(given)
  const fits = { purchaseFit: ValueModel.fitOf(purchaseFit, 'purchaseFit'), spendFit: ValueModel.fitOf(spendFit, 'spendFit') }
  const { own, columns } = customers(copy, frame, { by: options.by, fit: covariatesOf(fits.purchaseFit) }, 'clv')
  const [lay, layGroups] = [beside(as, own), laid(as, own)]
  const finish = (answer) => {
    const found = JSON.parse(answer)
    const fields = Object.entries(found.fields).map(([name, value]) => [camel(name), value])
    const groups = found.groups && layGroups(found.groups)
    return Object.freeze({ table: lay(JSON.stringify(found.table)), groups, total: new Estimate(JSON.stringify(found.total)), ...Object.fromEntries(fields) })
  }
  return { name: 'clv', columns, signal, options: toJson({ ...options, ...fits }), finish }
})

/** A function of a frame of customers, whose table stands beside it. */
define('rfmScores', (copy, frame, given) => {
  const { signal, as, ...options } = optionsOf(given)
  const { own, columns } = customers(copy, frame)
  return { name: 'rfm_scores', columns, signal, options: toJson(options), finish: beside(as, own) }
})
define('rfmSegments', (copy, frame, given) => {
  const { signal, ...options } = optionsOf(given)
  return { name: 'rfm_segments', columns: customers(copy, frame).columns, signal, options: toJson(options), finish: table(options.as) }
})
define('valueAtStake', (copy, frame, given) => ({ name: 'value_at_stake', ...framed(copy, frame, given, namesRead('value_at_stake', optionsOf(given))) }))
define('calibration', (copy, fit, frame, given) => {
  const { signal, as, ...options } = optionsOf(given)
  const lay = laid(as)
  const finish = (answer) => {
    const { fields, tables } = JSON.parse(answer)
    return Object.freeze({ ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), value])), table: lay(tables.table) })
  }
  const { columns } = customers(copy, frame, { fit: covariatesOf(ValueModel.fitOf(fit, 'fit')) }, 'calibration')
  return { name: 'calibration', columns, signal, options: toJson({ ...options, fit: ValueModel.fitOf(fit, 'fit') }), finish }
})
define('tracking', (copy, fit, frame, given) => {
  const options = optionsOf(given)
  const own = ValueModel.fitOf(fit, 'fit')
  return { name: 'tracking', ...framed(copy, frame, { ...options, fit: own }, namesRead('tracking', { ...options, fit: covariatesOf(own) })) }
})
functions.likelihoodRatio = (small, large) =>
  new Test(callNow('likelihood_ratio', [], [], toJson({ small: ValueModel.fitOf(small, 'small'), large: ValueModel.fitOf(large, 'large') })))

module.exports = { ...functions, BgBb, BgNbd, GammaGamma, MbgNbd, ParetoNbd, ShiftedBetaGeometric }
