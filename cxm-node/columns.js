'use strict'

const { refuse } = require('./errors.js')

/** The kinds of value of a mixed column; `cell` in src/columns.rs reads them. */
const NUMBER = 1, TEXT = 2, BOOLEAN = 3, DATE = 4, BIGINT = 5, OTHER = 6
/** What else there is; `OTHER` in src/columns.rs names them. */
const OBJECT = 0, FUNCTION = 1, SYMBOL = 2, INVALID_DATE = 3
const ABSENT = 0xffffffff

const isColumn = (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
const isShared = (array) => typeof SharedArrayBuffer !== 'undefined' && array.buffer instanceof SharedArrayBuffer

/** A column for the compiled half: typed arrays as they are (copied if `copy`), arrays in one pass. */
function pack(name, values, copy) {
  if (!isColumn(values)) throw refuse(name, 'a typed array or an array', typeof values, 'invalid_option')
  const { length } = values
  if (!Array.isArray(values)) return { name, length, values: copy && !isShared(values) ? values.slice() : values }
  const numbers = new Float64Array(length)
  const kinds = new Uint8Array(length)
  const texts = new Texts()
  let seen = 0
  for (let row = 0; row < length; row++) {
    const value = values[row]
    let kind = 0
    let number = NaN
    switch (typeof value) {
      case 'number': [kind, number] = [NUMBER, value]; break
      case 'string': [kind, number] = [TEXT, texts.code(value, name, row)]; break
      case 'boolean': [kind, number] = [BOOLEAN, Number(value)]; break
      case 'bigint': [kind, number] = [BIGINT, texts.code(String(value), name, row)]; break
      case 'undefined': break
      case 'function': [kind, number] = [OTHER, FUNCTION]; break
      case 'symbol': [kind, number] = [OTHER, SYMBOL]; break
      default:
        if (value instanceof Date) {
          number = value.getTime()
          kind = DATE
          if (Number.isNaN(number)) [kind, number] = [OTHER, INVALID_DATE]
        } else if (value !== null) [kind, number] = [OTHER, OBJECT]
    }
    kinds[row] = kind
    numbers[row] = number
    seen |= 1 << kind
  }
  seen &= ~1
  if (seen === 0 || seen === 1 << NUMBER) return { name, length, values: numbers }
  if (seen === 1 << TEXT) return { name, length, values: Uint32Array.from(numbers, (code) => (code === code ? code : ABSENT)), ...texts.bytes() }
  return { name, length, values: numbers, kinds, ...texts.bytes() }
}

/** Texts, each once. */
class Texts {
  #codes = new Map()

  code(text, name, row) {
    let code = this.#codes.get(text)
    if (code === undefined) {
      if (!text.isWellFormed()) throw refuse(name, 'well-formed text', 'a lone surrogate', 'invalid_encoding', row)
      this.#codes.set(text, (code = this.#codes.size))
    }
    return code
  }

  bytes() {
    const texts = [...this.#codes.keys()]
    const joined = texts.join('')
    const bytes = Buffer.from(joined)
    const ascii = bytes.length === joined.length
    const offsets = new Int32Array(texts.length + 1)
    texts.forEach((text, index) => (offsets[index + 1] = offsets[index] + (ascii ? text.length : Buffer.byteLength(text))))
    return { texts: bytes, offsets }
  }
}

/**
 * A frame (row objects, or an object of columns) as columns. Only columns whose names are in `named` are read; of the others, the
 * compiled half learns the names, to say which there are.
 */
function packFrame(frame, named, copy) {
  const columns = columnsOf(frame, named)
  const length = columns.size && columns.values().next().value()?.length
  return [...columns].map(([name, read]) => (named.has(name) ? pack(name, read(), copy) : { name, length }))
}

/** The frame's columns by name, each behind a function that reads it. */
function columnsOf(frame, named) {
  if (Array.isArray(frame)) {
    const names = new Set(frame.length ? frame.flatMap((row) => Object.keys(row ?? {})) : named)
    return new Map(Array.from(names, (name) => [name, () => frame.map((row) => own(row, name))]))
  }
  if (typeof frame !== 'object' || frame === null || ArrayBuffer.isView(frame)) {
    throw refuse('frame', 'an array of row objects or an object of columns', frame === null ? 'null' : typeof frame, 'invalid_option')
  }
  return new Map(Object.entries(frame).map(([name, values]) => [name, () => values]))
}

const own = (row, name) => (row != null && Object.hasOwn(row, name) ? row[name] : undefined)

module.exports = { columnsOf, isColumn, pack, packFrame }
