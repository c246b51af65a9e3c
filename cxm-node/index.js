'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')
const { Estimate } = require('./lib/results.js')
const { Tally, TallyCube } = require('./lib/states.js')
const { Metric, functions } = require('./lib/survey.js')

module.exports = { CxmError, Estimate, Metric, Tally, TallyCube, version: call(native.version), ...functions }
