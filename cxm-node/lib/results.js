'use strict'

const { isDeepStrictEqual } = require('node:util')
const { refuse } = require('../errors.js')
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

const LAYOUTS = {
  rows: (columns) => Array.from(columns[0]?.[1] ?? [], (_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]]))),
  columns: Object.fromEntries,
}

/** How the caller wants a table, checked before it is made. */
function layout(as = 'rows') {
  if (!Object.hasOwn(LAYOUTS, as)) throw refuse('as', Object.keys(LAYOUTS).join(' or '), String(as))
  return LAYOUTS[as]
}

/** A table of the compiled half. Group keys are the caller's own values, from the rows of `source` (columns by name) that hold them. */
function toTable(answer, source, lay) {
  const columns = JSON.parse(answer).map(({ name, key, values, rows }) => {
    const own = key && rows && source?.get(name)?.()
    return key ? [name, values.map((value, row) => (own && value !== null ? own[rows[row]] : revive(value)))] : [camel(name), values]
  })
  return lay(columns)
}

/** A key that JSON has no value for, as src/table.rs writes it. */
function revive(value) {
  if (value === null || typeof value !== 'object') return value
  return value.int === undefined ? new Date(value.micros / 1000) : BigInt(value.int)
}

module.exports = { Estimate, INSPECT, layout, toTable }
