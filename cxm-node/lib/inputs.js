'use strict'

const { refuse } = require('../errors.js')
const { callNow } = require('./calls.js')
const { columnsOf, pack, packFrame } = require('./columns.js')
const { camel, optionsOf, toJson } = require('./options.js')
const { table } = require('./results.js')

/** A column of answers in a role, with the weights and counts beside it. */
function answers(copy, role, column, beside) {
  const given = Object.entries(beside).filter(([, values]) => values != null)
  const side = role === 'values' ? '' : role.toUpperCase() // the weights of sample a are `weightsA`
  return [pack(role, column, copy, side ? role : 'column'), ...given.map(([name, values]) => pack(`${role}.${name}`, values, copy, name + side))]
}

/** A column of answers and the options of a call. */
function answered(copy, column, given) {
  const { weights, counts, signal, ...options } = optionsOf(given)
  return { columns: answers(copy, 'values', column, { weights, counts }), signal, options: toJson(options) }
}

/** Two columns of the same respondents, row by row, and the options of a call. */
function paired(copy, first, second, given) {
  const { signal, ...options } = optionsOf(given)
  return { columns: [pack('first', first, copy, 'first'), pack('second', second, copy, 'second')], signal, options: toJson(options) }
}

/** A frame and the options of a call, which name the columns to read; so do `names`. The answer is a table. */
function framed(copy, frame, given, names) {
  const { signal, ...options } = optionsOf(given)
  const named = new Set(names)
  const json = toJson(options, named)
  const { known, packed } = columnsIn(copy, frame, named)
  return { columns: packed, signal, options: json, finish: table(options.as, known) }
}

/** The columns of a frame: by name as they are known, and packed those in `named`; of Arrow IPC bytes the file. */
function columnsIn(copy, frame, named) {
  const known = columnsOf(frame, named)
  return { known, packed: known ? packFrame(known, named, copy) : [{ ...pack('', frame, copy), file: true }] }
}

/** The columns that the core reads: of a function those that its options name, of records in a role those of fixed names. */
const namesRead = (of, given) => JSON.parse(callNow('columns_read', [], [], toJson({ of, given })))

/** The columns of a table of scores: their names in JavaScript, and in the core. */
const FIELDS = new Map(['share_of_first', 'share_conf_low', 'share_conf_high', 'std_error', 'conf_low', 'conf_high', 'conf_level', 'n_missing', 'n_invalid', 'n_eff', 'p_value', 'n_at_risk', 'n_censored', 'cumulative_hazard', 'hazard_ratio', 'odds_ratio', 'ratio_low', 'ratio_high', 'p_alive', 'expected_purchases', 'pred_low', 'pred_high', 'actual_cumulative', 'expected_cumulative'].map((name) => [camel(name), name]))

/** A frame with the core's names of a table's columns; Arrow IPC bytes as they are. */
function renamed(frame, named = []) {
  const columns = columnsOf(frame, named)
  return columns ? Object.fromEntries([...columns].map(([column, read]) => [FIELDS.get(column) ?? column, read()])) : frame
}

/** A frame as an object of lists, under the core's names. */
function lists(frame, name) {
  const columns = renamed(frame)
  if (ArrayBuffer.isView(columns)) throw refuse(name, 'rows or columns', 'Arrow IPC bytes')
  return Object.fromEntries(Object.entries(columns).map(([column, values]) => [column, Array.from(values)]))
}

module.exports = { answered, answers, columnsIn, framed, lists, namesRead, paired, renamed }
