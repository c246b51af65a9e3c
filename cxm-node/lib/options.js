'use strict'

/** Options whose own keys are the caller's words, not names of options. */
const WORDS = new Set(['labels', 'questions', 'keys'])

const snake = (name) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** The options as JSON under their names in the core; every text in them goes into `texts` too. */
function toJson(options, texts = new Set()) {
  return JSON.stringify(options, (key, value) => {
    switch (typeof value) {
      case 'string': texts.add(value); return value
      case 'number': return Number.isFinite(value) ? value : String(value)
      case 'bigint': return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
      case 'function':
      case 'symbol': return `a ${typeof value}`
      case 'object': return value === null || Array.isArray(value) ? value : plain(key, value)
      default: return value
    }
  })
}

function plain(key, value) {
  if (value instanceof Set || ArrayBuffer.isView(value)) return Array.from(value)
  const renamed = Object.create(null)
  for (const [name, own] of value instanceof Map ? value : Object.entries(value)) renamed[WORDS.has(key) ? name : snake(name)] = own
  return renamed
}

module.exports = { camel, toJson }
