'use strict'

/** Options under which all keys are the caller's words, not names of options. */
const WORDS = new Set(['keys', 'labels', 'model', 'na'])

const snake = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** The options as JSON under their names in the core; every text in them goes into `texts` too. */
function toJson(options, texts = new Set()) {
  const worded = new WeakSet()
  return JSON.stringify(options, function (key, value) {
    switch (typeof value) {
      case 'string': texts.add(value); return value
      case 'number': return Number.isFinite(value) ? value : String(value)
      case 'bigint': return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
      case 'function':
      case 'symbol': return `a ${typeof value}`
      case 'object': return value === null || Array.isArray(value) ? value : plain(value, WORDS.has(key) || worded.has(this), worded)
      default: return value
    }
  })
}

function plain(value, asIs, worded) {
  if (value instanceof Set || ArrayBuffer.isView(value)) return Array.from(value)
  const renamed = Object.create(null)
  if (asIs) worded.add(renamed)
  for (const [name, own] of value instanceof Map ? value : Object.entries(value)) renamed[asIs ? name : snake(name)] = own
  return renamed
}

module.exports = { camel, toJson }
