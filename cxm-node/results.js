'use strict'

const { isDeepStrictEqual } = require('node:util')
const { camel } = require('./options.js')

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** A result: fields that do not change, and one line to read. */
class Result {
  #text

  constructor({ fields, text }) {
    for (const [name, value] of Object.entries(fields)) this[camel(name)] = value
    this.#text = text
    Object.freeze(this)
  }

  equals(other) {
    return other?.constructor === this.constructor && isDeepStrictEqual(this.toJSON(), other.toJSON())
  }

  toJSON() {
    return { ...this }
  }

  toString() {
    return this.#text
  }

  [INSPECT]() {
    return this.#text
  }
}

class Estimate extends Result {}

module.exports = { Estimate, INSPECT }
