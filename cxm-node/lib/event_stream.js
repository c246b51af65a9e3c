'use strict'

const native = require('../native.js')
const errors = require('../errors.js')
const { callNow } = require('./calls.js')
const { columnsIn } = require('./inputs.js')
const { EventLog } = require('./journey.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { INSPECT } = require('./results.js')
const { Merging } = require('./states.js')

/** Events that come in batches of any order; who is settled can be drained, the events of all others are held. */
class EventStream extends Merging {
  /** The names of the columns that it reads. */
  #columns

  constructor(options) {
    super(options instanceof native.State ? options : callNow('EventStream', [], [], toJson(optionsOf(options))))
    this.#columns = new Set(this.facts.columns)
  }

  static read(bytes) {
    return readStream('EventStream', bytes)
  }

  /** A stream has no JSON form: the compiled half says so. */
  static readText(text) {
    return readJson('EventStream', text)
  }

  observe(frame) {
    return this.change('observe', columnsIn(false, frame, this.#columns).packed)
  }

  drain() {
    return new EventLog(drained(EventStream.held(this), false))
  }

  finish() {
    return new EventLog(drained(EventStream.held(this), true))
  }

  openLog() {
    return new EventLog(opened(EventStream.held(this)))
  }

  get facts() {
    return Object.fromEntries(Object.entries(JSON.parse(EventStream.held(this).facts())).map(([name, value]) => [camel(name), value]))
  }

  get watermark() {
    const { watermark } = this.facts
    return watermark === null ? null : new Date(Math.floor(watermark / 1000))
  }

  [INSPECT](_, options, inspect) {
    const { columns, watermark, ...counts } = this.facts
    return `EventStream ${inspect({ watermark: this.watermark, ...counts }, options)}`
  }
}
const readStream = errors.call((...args) => native.State.fromBytes(...args))
const readJson = errors.call((...args) => native.State.fromJson(...args))
const drained = errors.call((state, all) => state.drain(all))
const opened = errors.call((state) => state.openLog())

for (const name of ['nOpen', 'nOpenCustomers', 'nClosedCustomers', 'nLate', 'nReturning', 'nLeftOut', 'nDropped']) {
  Object.defineProperty(EventStream.prototype, name, { get() { return this.facts[name] }, configurable: true, enumerable: true })
}

module.exports = { EventStream }
