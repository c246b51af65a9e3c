'use strict'

const native = require('./native.js')
const errors = require('./errors.js')
const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { camel, toJson } = require('./options.js')
const { INSPECT } = require('./results.js')
const { answers, toEstimate } = require('./survey.js')

const { refuse } = errors

/** What every mergeable state offers; a subclass has its `kind`, the compiled half's name for it. */
class Mergeable {
  #state

  constructor(options) {
    this.#state = options instanceof native.State ? options : callNow(this.constructor.kind, [], [], toJson(options ?? {}))
  }

  /** The compiled half's state. */
  static held(state) {
    if (!(state instanceof this)) throw refuse('other', `a ${this.name}`, typeof state, 'invalid_option')
    return state.#state
  }

  static fromBytes(bytes) {
    return new this(errors.call(native.State.fromBytes)(this.kind, bytes))
  }

  static fromJSON(json) {
    return new this(errors.call(native.State.fromJson)(this.kind, typeof json === 'string' ? json : JSON.stringify(json)))
  }

  static merged(states) {
    let sum
    for (const state of states) sum = sum ? sum.merge(state) : this.prototype.clone.call(state)
    return sum ?? new this()
  }

  merge(other) {
    this.#change('merge', this.constructor.held(other))
    return this
  }

  subtract(other) {
    this.#change('subtract', this.constructor.held(other))
    return this
  }

  #change(how, other) {
    errors.call((state) => this.#state[how](state))(other)
  }

  equals(other) {
    return other instanceof this.constructor && this.#state.equals(other.#state)
  }

  clone() {
    return new this.constructor(this.#state.clone())
  }

  toBytes() {
    return this.#state.toBytes()
  }

  toJSON() {
    return JSON.parse(this.#state.toJson())
  }

  /** Takes in what the compiled half observed into a fresh state of the same definition. */
  absorb(fresh) {
    this.#change('merge', fresh)
    return this
  }

  get facts() {
    return Object.fromEntries(Object.entries(JSON.parse(this.#state.facts())).map(([name, value]) => [camel(name), value]))
  }

  [INSPECT](depth, options, inspect) {
    return `${this.constructor.name} ${inspect(this.facts, options)}`
  }
}

class Tally extends Mergeable {
  static kind = 'tally'

  static fromCounts(counts, options) {
    return new this(callNow('from_counts', [], [], toJson({ ...options, counts })))
  }

  add(value, options) {
    return this.absorb(callNow('add', [pack('values', [value], false)], [Tally.held(this)], toJson(options ?? {})))
  }
}

const observe = (copy, tally, column, options) => ({
  name: 'observe', states: [Tally.held(tally)], finish: (fresh) => tally.absorb(fresh), ...answers(copy, column, options),
})
const [observeNow, observeLater] = twins(observe)
const method = (value) => ({ value, configurable: true, writable: true })
const evaluate = (name) => function (options) {
  return toEstimate(callNow(name, [], [Tally.held(this)], toJson(options ?? {})))
}
Object.defineProperties(Tally.prototype, {
  observe: method(function (...args) { return observeNow(this, ...args) }),
  observeAsync: method(function (...args) { return observeLater(this, ...args) }),
  ...Object.fromEntries(['nps', 'enps', 'csat', 'ces', 'stars', 'favorability', 'mean'].map((name) => [name, method(evaluate(name))])),
  topBox: method(function (k, options) { return evaluate('top_box').call(this, { ...options, top: k }) }),
  net: method(function (low, high, options) { return evaluate('net').call(this, { ...options, bands: [low, high] }) }),
  ...Object.fromEntries(['n', 'nMissing', 'nInvalid', 'nNotAsked', 'scale', 'counts'].map((name) => [name, { get() { return this.facts[name] }, configurable: true }])),
})

module.exports = { Tally }
