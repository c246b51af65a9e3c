'use strict'

const { CxmError, refuse } = require('../errors.js')

/** The kinds of value of a mixed column, as `cell` in src/columns.rs reads them. */
const NUMBER = 1, TEXT = 2, BOOLEAN = 3, DATE = 4, BIGINT = 5, OTHER = 6, LIST = 7
/** What else there is, as `OTHER` in src/columns.rs names it. */
const OBJECT = 0, FUNCTION = 1, SYMBOL = 2, INVALID_DATE = 3
/** A code that no text has: null. */
const ABSENT = 0xffffffff

const isShared = (array) => typeof SharedArrayBuffer !== 'undefined' && array.buffer instanceof SharedArrayBuffer
const kindOf = (value) => (value === null ? 'null' : typeof value)

/** A column for the compiled half: typed arrays as they are (copied if `copy`), arrays in one pass. */
function pack(name, values, copy, what = name, field = what) {
  if (ArrayBuffer.isView(values) && !(values instanceof DataView)) {
    return { name, length: values.length, values: copy && !isShared(values) ? values.slice() : values }
  }
  if (!Array.isArray(values)) throw refuse(what, 'an array or a typed array', kindOf(values), field)
  const first = values.find((value) => value != null)
  const pure = typeof first === 'string' ? packTexts(name, values) : typeof first === 'number' || first === undefined ? packNumbers(name, values) : undefined
  return pure ?? packMixed(name, values)
}

/** Of numbers and nothing else; undefined if there is something else. */
function packNumbers(name, values) {
  const { length } = values
  const numbers = new Float64Array(length)
  for (let row = 0; row < length; row++) {
    const value = values[row]
    if (typeof value === 'number') numbers[row] = value
    else if (value == null) numbers[row] = NaN
    else return undefined
  }
  return { name, length, values: numbers }
}

/** Of texts and nothing else, as codes of each text. */
function packTexts(name, values) {
  const { length } = values
  const codes = new Uint32Array(length)
  const texts = new Texts()
  const known = texts.codes
  for (let row = 0; row < length; row++) {
    const value = values[row]
    if (typeof value === 'string') {
      const code = known.get(value)
      codes[row] = code === undefined ? texts.code(value, row) : code
    } else if (value == null) codes[row] = ABSENT
    else return undefined
  }
  return { name, length, values: codes, ...texts.bytes() }
}

function packMixed(name, values) {
  const { length } = values
  const numbers = new Float64Array(length).fill(NaN)
  const kinds = new Uint8Array(length)
  const texts = new Texts()
  for (let row = 0; row < length; row++) {
    const value = values[row]
    if (value == null) continue
    const kind = kindAt(value)
    kinds[row] = kind
    numbers[row] = kind === TEXT || kind === BIGINT ? texts.code(String(value), row) : kind === LIST ? texts.code(listOf(value), row) : kind === OTHER ? otherOf(value) : Number(value)
  }
  return { name, length, values: numbers, kinds, ...texts.bytes() }
}

function kindAt(value) {
  switch (typeof value) {
    case 'number': return NUMBER
    case 'string': return TEXT
    case 'boolean': return BOOLEAN
    case 'bigint': return BIGINT
    default: return Array.isArray(value) ? LIST : value instanceof Date && !Number.isNaN(value.getTime()) ? DATE : OTHER
  }
}

/** A list as JSON, its texts and numbers; what else stands in it is an object there. */
function listOf(values) {
  const item = (value) => (value == null || typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'bigint' ? String(value) : {})
  return JSON.stringify(values.map(item))
}

function otherOf(value) {
  if (value instanceof Date) return INVALID_DATE
  return typeof value === 'function' ? FUNCTION : typeof value === 'symbol' ? SYMBOL : OBJECT
}

/** Texts, each once. */
class Texts {
  codes = new Map()

  code(text, row) {
    let code = this.codes.get(text)
    if (code !== undefined) return code
    if (!text.isWellFormed()) throw new CxmError({ code: 'invalid_encoding', message: `text holds a lone surrogate (row ${row})`, row })
    this.codes.set(text, (code = this.codes.size))
    return code
  }

  bytes() {
    const all = [...this.codes.keys()]
    const joined = all.join('')
    const texts = Buffer.from(joined)
    const bytesOf = texts.length === joined.length ? (text) => text.length : Buffer.byteLength
    const offsets = new Int32Array(all.length + 1)
    all.forEach((text, index) => (offsets[index + 1] = offsets[index] + bytesOf(text)))
    return { texts, offsets }
  }
}

/**
 * A frame (row objects, or an object or a Map of columns) as columns by name, each behind a function that reads it. Of no rows it is not known
 * which columns they have: those in `named`. Nothing for Arrow IPC bytes, which the compiled half reads itself.
 */
function columnsOf(frame, named) {
  if (Array.isArray(frame)) {
    const names = new Set(frame.length ? undefined : named)
    frame.forEach((row, place) => {
      if (row == null) return // a row of missing values
      if (typeof row !== 'object' || Array.isArray(row)) throw refuse(`row ${place} of frame`, 'an object', Array.isArray(row) ? 'an array' : `a ${typeof row}`, 'frame')
      for (const name of row instanceof Map ? row.keys() : Object.keys(row)) names.add(name)
    })
    return new Map(Array.from(names, (name) => [name, () => frame.map((row) => cellOf(row, name))]))
  }
  if (frame instanceof Uint8Array) return undefined
  const isIterable = typeof frame?.[Symbol.iterator] === 'function' && !(frame instanceof Map)
  if (frame === null || typeof frame !== 'object' || ArrayBuffer.isView(frame) || isIterable) {
    const got = frame instanceof Set ? 'a Set' : isIterable && typeof frame === 'object' ? 'an iterable, of which [...rows] makes an array' : kindOf(frame)
    throw refuse('frame', 'an array of row objects, an object of columns or Arrow IPC bytes', got)
  }
  const columns = frame instanceof Map ? [...frame] : Object.entries(frame)
  return new Map(columns.map(([name, values]) => [name, () => values]))
}

/** What a row, an object or a Map, has under a name; null where it has nothing. */
function cellOf(row, name) {
  if (row instanceof Map) return row.get(name) ?? null
  return row && Object.hasOwn(row, name) ? row[name] : null
}

/** The columns whose names are in `named`; of the others, the compiled half learns the names, to say which there are. */
function packFrame(columns, named, copy) {
  const packed = new Map()
  for (const [name, read] of columns) if (named.has(name)) packed.set(name, pack(name, read(), copy, `column "${name}"`, name))
  const length = packed.values().next().value?.length ?? 0
  return Array.from(columns.keys(), (name) => packed.get(name) ?? { name, length })
}

module.exports = { columnsOf, pack, packFrame }
