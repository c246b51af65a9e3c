'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')
const { Estimate } = require('./results.js')
const { Tally, TallyCube } = require('./states.js')
const { Metric, functions } = require('./survey.js')

module.exports = { CxmError, Estimate, Metric, Tally, TallyCube, version: call(native.version), ...functions }
