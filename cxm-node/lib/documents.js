'use strict'

const { CxmError, camel } = require('../errors.js')
const { unbroken } = require('./options.js')

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What JSON has no value for becomes null in silence; here it is refused. */
function whole(key, value) {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${JSON.stringify(key)} is ${value}, which JSON has no number for`)
  return value
}

function written(document) {
  if (document instanceof Uint8Array) return decoder.decode(document)
  if (typeof document === 'string') {
    if (!document.isWellFormed()) throw new TypeError('the text holds a lone surrogate')
    return document
  }
  const text = unbroken('the document', () => JSON.stringify(document)) ?? 'null'
  if (text.includes('null')) JSON.stringify(document, whole)
  return text
}

/** The JSON text of a document: texts and bytes are JSON already; of anything else what `JSON.stringify` makes of it. */
function textOf(document, what = 'the document') {
  try {
    return written(document)
  } catch (error) {
    if (error instanceof CxmError) throw error
    // No UTF-8; or a cycle, a bigint, a number that is none.
    const code = typeof document === 'string' || document instanceof Uint8Array ? 'invalid_encoding' : 'invalid_json'
    throw new CxmError({ code, message: `${what} has no form in JSON: ${error.message}` })
  }
}

/** The problem of a document that has no form in JSON. */
const formless = ({ code, message }) => [{ code, severity: 'error', pointer: '', message }]

/** An answer of the core with its fields in camelCase. */
const fieldsOf = (answer) => Object.fromEntries(Object.entries(answer).map(([name, value]) => [camel(name), value]))

module.exports = { fieldsOf, formless, textOf }
