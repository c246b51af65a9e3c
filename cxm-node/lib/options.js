'use strict'

const { CxmError, camel, refuse } = require('../errors.js')

/** Options under which all keys are the caller's words, not names of options. */
const WORDS = new Set(['fit', 'fixed', 'journey', 'keys', 'labels', 'large', 'model', 'na', 'params', 'purchase_fit', 'small', 'spend_fit'])
/** Options that are group keys: whole numbers past 2^53 stay whole, in the core's JSON of keys. */
const KEYS = new Set(['keys', 'baseline'])
/** Options that are results or tables of them: their names are known, as they are in JavaScript or in the core. */
const RESULTS = new Set(['deviations', 'fields', 'observed'])

const snake = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The options of a call; none where they are null. */
function optionsOf(options) {
  if (options == null) return {}
  if (options instanceof Map) return optionsOf(Object.fromEntries(options)) // spread, it would be no options at all
  const isList = Array.isArray(options) || options instanceof Set
  const plain = typeof options === 'object' && !isList && !ArrayBuffer.isView(options)
  if (!plain) throw refuse('options', 'an object', Array.isArray(options) ? 'an array' : options instanceof Set ? 'a Set' : `a ${typeof options}`)
  const { signal } = options
  if (signal != null && !(typeof signal === 'object' && 'aborted' in signal)) throw refuse('signal', 'an AbortSignal', typeof signal === 'object' ? 'an object' : `a ${typeof signal}`)
  return signal === null ? { ...options, signal: undefined } : options
}

/** The options as JSON under their names in the core; every text in them goes into `texts` too. */
function toJson(options, texts = new Set()) {
  const holders = { words: new WeakSet(), keys: new WeakSet(), fields: new WeakSet() }
  return unbroken('what is given', () => JSON.stringify(options, function (key, value) {
    switch (typeof value) {
      case 'string': texts.add(value); return value
      case 'number': return Number.isFinite(value) ? value : String(value)
      case 'bigint': return whole(value, key === 'baseline' || holders.keys.has(this))
      case 'function':
      case 'symbol': return `a ${typeof value}`
      case 'object': return value === null ? (this[key] instanceof Date ? 'Invalid Date' : null) : plain(value, key, this, holders)
      default: return value
    }
  }))
}

/** Refuses what holds itself, or is nested so deep that JavaScript gives up. */
function unbroken(what, write) {
  try {
    return write()
  } catch (error) {
    if (!(error instanceof RangeError) && !/circular/i.test(error.message)) throw error
    throw new CxmError({ code: 'nesting_too_deep', message: `${what} is nested too deep, or holds itself` })
  }
}

function whole(value, isKey) {
  if (Number.isSafeInteger(Number(value))) return Number(value)
  return isKey ? { int: String(value) } : String(value)
}

function plain(value, key, holder, { words, keys, fields }) {
  const isList = Array.isArray(value)
  const plain = isList ? [...value] : value instanceof Set || ArrayBuffer.isView(value) ? Array.from(value) : Object.create(null)
  const asIs = WORDS.has(key) || words.has(holder)
  const isResult = RESULTS.has(key) || fields.has(holder)
  if (asIs) words.add(plain)
  if (isResult) fields.add(plain)
  if (KEYS.has(key) || keys.has(holder)) keys.add(plain)
  if (Array.isArray(plain)) return plain
  for (const [name, own] of value instanceof Map ? value : Object.entries(value)) {
    if (!asIs && !isResult) refuseSnake(name)
    plain[asIs ? name : snake(name)] = own
  }
  return plain
}

/** The core's own name of an option is none here: beside `minN`, `min_n` would be a second one. */
function refuseSnake(name) {
  if (camel(name) === name) return
  throw new CxmError({ code: 'invalid_option', message: `there is no option "${name}"; did you mean "${camel(name)}"?`, field: name, expected: camel(name), got: name })
}

module.exports = { camel, optionsOf, snake, toJson, unbroken }
