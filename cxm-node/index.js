'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')
const { Estimate, Test } = require('./lib/results.js')
const { Tally, TallyCube, Transition } = require('./lib/states.js')

module.exports = { CxmError, Estimate, Tally, TallyCube, Test, Transition, version: call(native.version), ...require('./lib/survey.js'), ...require('./lib/report.js') }
