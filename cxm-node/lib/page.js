'use strict'

const { writeFileSync } = require('node:fs')

const { refuse } = require('../errors.js')

/** Where a page is written, if anywhere; refused before it is made. */
function pathOf(path) {
  if (path == null || typeof path === 'string' || path instanceof URL || path instanceof Uint8Array) return path
  throw refuse('path', 'the name of a file, or null, before the options', Array.isArray(path) ? 'an array' : typeof path === 'object' ? 'an object' : `a ${typeof path}`)
}

/** A page, also written to a file where one is named. */
function writtenTo(path, html) {
  if (path != null) writeFileSync(path, html)
  return html
}

module.exports = { pathOf, writtenTo }
