'use strict'

const { twins } = require('./calls.js')
const { framed } = require('./inputs.js')
const { optionsOf } = require('./options.js')

const functions = {}
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))

/** Which channels conversions are credited to. */
define('attribution', (copy, paths, given) => {
  const present = Object.fromEntries(Object.entries(optionsOf(given)).filter(([, option]) => option != null))
  return { name: 'attribution', ...framed(copy, paths, { path: 'path', conversions: 'conversions', ...present }) }
})

module.exports = functions
