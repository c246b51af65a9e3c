'use strict'

const { isDeepStrictEqual } = require('node:util')
const { callNow } = require('./calls.js')
const { CxmError, refuse, spelled } = require('../errors.js')
const { camel, toJson } = require('./options.js')

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`)

function parsed(json) {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new CxmError({ code: 'invalid_json', message: `this is no JSON: ${cause.message}` })
  }
}

/** A value that does not change, and nothing in it. */
function frozen(value) {
  if (value === null || typeof value !== 'object') return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}

/** A result: fields that do not change, and one line to read. A subclass has its `kind`, the compiled half's name for it. */
class Result {
  #text

  /** Of JSON from the compiled half; `more` are fields that it has no JSON for. */
  constructor(answer, more = {}) {
    if (typeof answer !== 'string') throw refuse('fields', `made by a function of cxm, or by ${new.target.name}.fromJSON`, kindOf(answer))
    const { fields, text } = parsed(answer)
    for (const [name, value] of Object.entries(fields)) this[camel(name)] = frozen(value)
    for (const [name, value] of Object.entries(more)) this[name] = frozen(value)
    this.#text = text
    Object.freeze(this)
  }

  static fromJSON(json) {
    return new this(callNow(this.kind, [], [], toJson({ fields: typeof json === 'string' ? parsed(json) : json })))
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

class Estimate extends Result {
  static kind = 'Estimate'
}

class Test extends Result {
  static kind = 'Test'
}

/** How the columns of a table are laid out for the caller. */
const LAYOUTS = {
  rows: (columns) => Array.from(columns[0]?.[1] ?? [], (_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]]))),
  columns: Object.fromEntries,
  ipc: undefined,
}

/** The layout that the caller wants, checked before the call. */
function layout(as) {
  if (!Object.hasOwn(LAYOUTS, as ?? 'rows')) throw refuse('as', `one of ${Object.keys(LAYOUTS).join(', ')}`, String(as))
  return LAYOUTS[as ?? 'rows']
}

/**
 * How a table's answer becomes what the caller wants. Group keys are the caller's own values, from the rows of `source` (columns by name)
 * that hold them; Arrow IPC comes as it is. `ours` are columns of keys that have a name of the core.
 */
function table(as, source, ours) {
  const lay = layout(as)
  const own = ofSource(source)
  return (answer) => (typeof answer === 'string' ? lay(distinct(JSON.parse(answer).map((column) => toColumn(column, own, ours)))) : answer)
}

/** Refuses a group column that has the name of a result column, as it is in JavaScript: one would stand in the place of the other. */
function distinct(columns) {
  columns.forEach(([name], place) => {
    if (columns.findIndex(([other]) => other === name) === place) return
    const message = `the group column ${JSON.stringify(name)} has the name of a result column; rename it`
    throw new CxmError({ code: 'duplicate_id', message, field: name })
  })
  return columns
}

function toColumn({ name, key, values, rows }, own, ours = []) {
  if (!key) return [camel(name), values]
  const source = rows && own(name)
  return [ours.includes(name) ? camel(name) : name, values.map((value, row) => (source && value !== null ? source[rows[row]] : revive(value)))]
}

/** A key that JSON has no value for, as src/table.rs writes it. */
function revive(value) {
  if (value === null || typeof value !== 'object') return value
  if (value.float !== undefined) return Number(value.float)
  return value.int === undefined ? new Date(value.micros / 1000) : BigInt(value.int)
}

/** A table beside the columns of the caller's frame, which keep their names; of Arrow IPC, and as that, the table alone. */
function beside(as, own) {
  const lay = layout(as) ?? LAYOUTS.rows
  return (answer) => (typeof answer === 'string' ? lay([...Array.from(own ?? [], ([name, read]) => [name, read()]), ...JSON.parse(answer).map((column) => toColumn(column))]) : answer)
}

/** A table that came as JSON columns, laid out as `as` says; group keys are values of the `source`, `ours` are columns of keys that have a name of the core. */
function laid(as, source, ours) {
  const lay = layout(as) ?? LAYOUTS.rows
  const own = ofSource(source)
  return (value) => lay(value.map((column) => toColumn(column, own, ours)))
}

/** The values of a column of the caller's frame, by its name. */
const ofSource = (source) => (name) => source?.get(name)?.()

/** What was read of a survey export; the frame's columns keep the names that the caller knows. */
function surveyData(as) {
  const [batch, tables] = [batchOf(as), tablesOf(as)]
  return (answer) => {
    const { frame, ...rest } = JSON.parse(answer)
    return { frame: batch(frame), ...tables(rest) }
  }
}

/** Rows of an export, whose columns have the caller's names. */
function batchOf(as) {
  const lay = layout(as) ?? LAYOUTS.rows
  return (answer) => {
    const frame = typeof answer === 'string' ? JSON.parse(answer) : answer
    return lay(frame.map(({ name, values }) => [name, values.map(revive)]))
  }
}

/** Fields, some of them tables. */
function tablesOf(as) {
  const lay = layout(as) ?? LAYOUTS.rows
  const table = (value) => (Array.isArray(value) && value[0]?.values ? lay(value.map((column) => toColumn(column))) : value)
  return (answer) => {
    const fields = typeof answer === 'string' ? JSON.parse(answer) : answer
    const reasons = fields.rejected.find(({ name }) => name === 'reason')
    reasons.values = reasons.values.map((reason) => reason && spelled(reason))
    fields.warnings = fields.warnings.map((warning) => spelled(warning))
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [camel(name), table(value)]))
  }
}

module.exports = { Estimate, INSPECT, Test, batchOf, beside, frozen, laid, parsed, surveyData, table, tablesOf }
