'use strict'

const { isDeepStrictEqual } = require('node:util')
const { refuse } = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { columnsOf, pack, packFrame } = require('./columns.js')
const { columnsIn, framed, namesRead } = require('./inputs.js')
const { camel, optionsOf, snake, toJson } = require('./options.js')
const { Estimate, INSPECT, beside, laid, parsed, table } = require('./results.js')

const functions = {}
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))

/** A method and its `Async` twin, which are prepared with what they are called on. */
function method(type, name, prepare) {
  const [now, later] = twins(prepare)
  const methods = { [name](...args) { return now(this, ...args) }, async [`${name}Async`](...args) { return later(this, ...args) } }
  for (const [own, value] of Object.entries(methods)) Object.defineProperty(type.prototype, own, { value, configurable: true, writable: true })
}

const isColumn = (value) => Array.isArray(value) || ArrayBuffer.isView(value)

/** A table of `rfm` knows the unit of its times, in a property that is no column. */
const withUnit = (rows, unit) => Object.defineProperty(rows, 'unit', { value: unit, enumerable: false })
const unitOf = (frame) => {
  const own = frame !== null && typeof frame === 'object' ? Object.getOwnPropertyDescriptor(frame, 'unit') : undefined
  return own?.enumerable === false ? own.value : undefined
}

define('rfm', (copy, frame, given) => {
  const { signal, ...options } = optionsOf(given)
  const unit = options.unit ?? JSON.parse(callNow('rfm_unit', [], [], '{}'))
  const known = columnsOf(frame, [])
  const customers = known && new Map([['customer', known.get(options.customer)]])
  const finish = table(options.as, customers)
  return { name: 'rfm', ...framed(copy, frame, given, namesRead('rfm', options)), finish: (answer) => withUnit(finish(answer), unit) }
})

/** The columns that a model reads of a frame of customers, under the core's names: `monetaryValue` is `monetary_value` there. */
function customers(copy, frame, given) {
  const names = namesRead('fit', given)
  const own = columnsOf(frame, names)
  if (!own) return { own, columns: columnsIn(copy, frame, new Set(names)).packed }
  const known = new Map(Array.from(own, ([name, read]) => [names.includes(snake(name)) ? snake(name) : name, read]))
  return { own, columns: packFrame(known, new Set(names), copy) }
}

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
    const name = model.#about().model
    if (name !== this.model) throw refuse('json', `a fit of ${this.model}`, name)
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
      const { columns } = customers(copy, frame, { model: type.model, counts: options.counts })
      const json = toJson({ ...options, model: type.model, unit: options.unit ?? unitOf(frame) })
      return { name: 'fit', columns, signal, options: json, finish: (answer) => new type().#with(JSON.parse(answer), [frame, options.counts]) }
    })
  }

  /** The intervals by the profile of the likelihood, over the frame that it was fitted to. */
  static #profile = twins((copy, model, given) => {
    const { signal, as, ...options } = optionsOf(given)
    if (model.#fit === null) model.#about() // the core says that it is not fitted
    if (!model.#data) throw refuse('method', 'wald_log of a model that was not fitted here', 'profile')
    const [frame, counts] = model.#data
    const { columns } = customers(copy, frame, { model: model.constructor.model, counts })
    const lay = laid(as)
    return { name: 'value_profile', columns, signal, options: toJson({ ...options, fit: model.#fit, counts }), finish: (answer) => lay(JSON.parse(answer)) }
  })

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

  confInt(given) {
    const { method: by, ...rest } = optionsOf(given)
    if (by === 'profile') return ValueModel.#profile[0](this, rest)
    const { as, ...options } = rest
    const lay = laid(as)
    const rows = this.#about({ ...options, method: by === 'wald_log' ? undefined : by }).summary
    return lay(['term', 'estimate', 'std_error', 'conf_low', 'conf_high'].map((name) => ({ name, key: false, values: rows.map((row) => row[name]) })))
  }

  async confIntAsync(given) {
    const { method: by, signal, ...rest } = optionsOf(given)
    signal?.throwIfAborted()
    return by === 'profile' ? ValueModel.#profile[1](this, { ...rest, signal }) : this.confInt({ ...rest, method: by })
  }

  static {
    for (const name of ['covariance', 'log_likelihood', 'aic', 'bic', 'n', 'unit', 'status', 'degenerate', 'converged']) {
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
    const { own, columns } = customers(copy, first)
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
    method(this, 'expectedPurchases', (copy, model, t, ...given) => predicted(copy, model, 'expected_purchases', HISTORY, given, { t }))
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
  const { own, columns } = customers(copy, frame)
  const lay = beside(as, own)
  const finish = (answer) => {
    const found = JSON.parse(answer)
    const fields = Object.entries(found.fields).map(([name, value]) => [camel(name), value])
    return Object.freeze({ table: lay(JSON.stringify(found.table)), total: new Estimate(JSON.stringify(found.total)), ...Object.fromEntries(fields) })
  }
  return { name: 'clv', columns, signal, options: toJson({ ...options, ...fits }), finish }
})

module.exports = { ...functions, BgBb, BgNbd, GammaGamma, MbgNbd, ParetoNbd, ShiftedBetaGeometric }
