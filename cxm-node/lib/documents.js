'use strict'

const { CxmError, camel, refuse } = require('../errors.js')
const { unbroken } = require('./options.js')

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What JSON has no value for becomes null, or an empty object, in silence: a Map is an object here and a Set a list, the rest is refused. */
function whole(key, value) {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${key === '' ? 'it' : JSON.stringify(key)} is ${value}, which JSON has no number for`)
  if (value === null && this[key] instanceof Date) throw new CxmError({ code: 'invalid_time', message: `${JSON.stringify(key)} is an invalid Date`, field: key, got: 'Invalid Date' })
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) throw new TypeError(`${key === '' ? 'it' : JSON.stringify(key)} is ${value}n, more than a number of JSON holds exactly`)
    return Number(value)
  }
  return value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value
}

/** JSON without a replacer is several times as fast; it gives up at a bigint, and what it loses leaves a null or an empty object. */
function quick(document) {
  try {
    return JSON.stringify(document) ?? 'null'
  } catch (error) {
    if (error instanceof TypeError && /BigInt/.test(error.message)) return undefined
    throw error
  }
}

function written(document, what) {
  if (document instanceof Uint8Array) return decoder.decode(document)
  if (typeof document === 'string') {
    if (!document.isWellFormed()) throw new TypeError('the text holds a lone surrogate')
    return document.replace(/^\ufeff/, '') // as the decoder does with bytes
  }
  return unbroken(what, () => {
    const text = quick(document)
    return text === undefined || text.includes('null') || text.includes('{}') ? (JSON.stringify(document, whole) ?? 'null') : text
  })
}

/** The JSON text of a document: texts and bytes are JSON already; of anything else what `JSON.stringify` makes of it. */
function textOf(document, what = 'the document') {
  try {
    return written(document, what)
  } catch (error) {
    if (error instanceof CxmError) throw error
    // No UTF-8; or a cycle, a number that is none or that JSON cannot hold, an invalid Date.
    const code = typeof document === 'string' || document instanceof Uint8Array ? 'invalid_encoding' : 'invalid_json'
    throw new CxmError({ code, message: `${what} has no form in JSON: ${error.message}` })
  }
}

/** The problem of a document that has no form in JSON. */
const formless = ({ code, message }) => [{ code, severity: 'error', pointer: '', message }]

/** An answer of the core with its fields in camelCase. */
const fieldsOf = (answer) => Object.fromEntries(Object.entries(answer).map(([name, value]) => [camel(name), value]))

/** The items of a list that a caller gives, a Set, or what else can be gone through. */
function itemsOf(list, name, what) {
  if (typeof list?.[Symbol.iterator] === 'function' && typeof list !== 'string') return Array.from(list)
  throw refuse(name, what, list == null ? 'nothing' : typeof list === 'object' ? 'an object' : `a ${typeof list}`)
}

module.exports = { fieldsOf, formless, itemsOf, textOf }
