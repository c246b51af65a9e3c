'use strict'

const native = require('../native.js')
const errors = require('../errors.js')
const { callNow, twins } = require('./calls.js')
const { pack } = require('./columns.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { answered, framed, paired } = require('./inputs.js')
const { Estimate, INSPECT, table } = require('./results.js')
const { SurveyScan } = require('./scan.js')

/** "an EventLog", "a Tally". */
const withArticle = (name) => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`

/** What merges: it holds a state of the compiled half. A subclass has `read`, which makes that of bytes, and `readText`, of JSON text. */
class Merging {
  #state

  constructor(state) {
    this.#state = state
  }

  /** The compiled half's state of one of this class. */
  static held(state) {
    if (!(state instanceof this)) throw errors.refuse('other', withArticle(this.name), state === null ? 'null' : typeof state)
    return state.#state
  }

  static fromBytes(bytes) {
    if (!(bytes instanceof Uint8Array)) throw errors.refuse('bytes', 'a Uint8Array', typeof bytes)
    return new this(this.read(bytes))
  }

  static fromJSON(json) {
    return new this(this.readText(typeof json === 'string' ? json : JSON.stringify(json)))
  }

  static merged(states) {
    if (typeof states?.[Symbol.iterator] !== 'function') throw errors.refuse('states', `an iterable of ${this.name}`, states === null ? 'null' : withArticle(typeof states))
    let sum
    for (const state of states) {
      this.held(state)
      sum = sum?.merge(state) ?? state.clone()
    }
    return sum ?? new this()
  }

  /** Merges with, or subtracts, a state of the compiled half. */
  change(how, other) {
    change(this.#state, how, other)
    return this
  }

  merge(other) {
    return this.change('merge', this.constructor.held(other))
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
    return JSON.parse(written(this.#state))
  }
}

/** A summary of data: it can be subtracted too. A subclass has its `kind`, the compiled half's name for it. */
class Mergeable extends Merging {
  constructor(options) {
    super(options instanceof native.State ? options : callNow(new.target.kind, [], [], toJson(optionsOf(options))))
  }

  static read(bytes) {
    return fromBytes(this.kind, bytes)
  }

  static readText(text) {
    return fromJson(this.kind, text)
  }

  subtract(other) {
    return this.change('subtract', this.constructor.held(other))
  }

  get facts() {
    return Object.fromEntries(Object.entries(JSON.parse(this.constructor.held(this).facts())).map(([name, value]) => [camel(name), value]))
  }

  [INSPECT](_, options, inspect) {
    return `${this.constructor.name} ${inspect(this.facts, options)}`
  }
}
const fromBytes = errors.call((...args) => native.State.fromBytes(...args))
const fromJson = errors.call((...args) => native.State.fromJson(...args))
const written = errors.call((state) => state.toJson())
const change = errors.call((state, how, other) => state[how](other))

/** Methods and read-only fields beside those a class declares. */
function define(type, methods) {
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(type.prototype, name, { value, configurable: true, writable: true })
}
function defineFacts(type, names) {
  for (const name of names) Object.defineProperty(type.prototype, name, { get() { return this.facts[name] }, configurable: true, enumerable: true })
}
/** `observe` and its twin: what a fresh state saw of the input is merged in the end, all or nothing. */
function defineObserve(type, read) {
  const [now, later] = twins((copy, state, ...input) => ({
    ...read(copy, state, ...input), name: 'observe', states: [type.held(state)], finish: (fresh) => state.change('merge', fresh),
  }))
  define(type, {
    observe(...input) {
      if (!(input[0] instanceof SurveyScan)) return now(this, ...input)
      return this.change('merge', SurveyScan.observed(input[0], type.held(this), input[1]))
    },
    async observeAsync(...input) {
      if (!(input[0] instanceof SurveyScan)) return later(this, ...input)
      return this.change('merge', await SurveyScan.observedAsync(input[0], type.held(this), input[1]))
    },
  })
}

class Tally extends Mergeable {
  static kind = 'Tally'

  static fromCounts(counts, options) {
    return new this(callNow('from_counts', [pack('counts', counts, false)], [], toJson(optionsOf(options))))
  }

  add(value, options) {
    return this.change('merge', callNow('add', [pack('values', [value], false)], [Tally.held(this)], toJson(optionsOf(options))))
  }
}
const evaluate = (name, tally, options) => new Estimate(callNow(name, [], [Tally.held(tally)], toJson(optionsOf(options))))
for (const name of ['nps', 'enps', 'csat', 'ces', 'stars', 'favorability', 'mean']) {
  define(Tally, { [name](options) { return evaluate(name, this, options) } })
}
define(Tally, {
  topBox(k, options) { return evaluate('top_box', this, { ...optionsOf(options), top: k }) },
  net(lowMax, highMin, options) { return evaluate('net', this, { ...optionsOf(options), bands: [lowMax, highMin] }) },
})
defineFacts(Tally, ['n', 'nMissing', 'nInvalid', 'nNotAsked', 'scale', 'weighted', 'counts'])
defineObserve(Tally, (copy, _, column, options) => answered(copy, column, options))

class TallyCube extends Mergeable {
  static kind = 'TallyCube'

  /** The names of its columns, which an `observe` reads besides those that it is told. */
  #by

  constructor(options) {
    super(options?.every === null ? { ...optionsOf(options), every: 'none' } : options)
    this.#by = this.facts.by
  }

  get by() {
    return [...this.#by]
  }

  score(metric, options) {
    return this.#table('score', metric, options)
  }

  compareGroups(metric, options) {
    return this.#table('compare_groups', metric, options)
  }

  #table(name, metric, options) {
    const { as, ...rest } = optionsOf(options)
    const finish = table(as)
    return finish(callNow(name, [], [TallyCube.held(this)], toJson({ ...rest, as, metric })))
  }

  tally(keys) {
    return new Tally(callNow('tally', [], [TallyCube.held(this)], toJson({ keys: keys ?? {} })))
  }
}
defineFacts(TallyCube, ['n', 'every', 'tz', 'scale'])
defineObserve(TallyCube, (copy, cube, frame, options) => framed(copy, frame, options, cube.by))

class Transition extends Mergeable {
  static kind = 'Transition'
}
defineFacts(Transition, ['n', 'nMissing', 'scale', 'counts'])
defineObserve(Transition, (copy, _, first, second, options) => paired(copy, first, second, options))

module.exports = { Mergeable, Merging, Tally, TallyCube, Transition }
