'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')
const { Estimate } = require('./results.js')
const { Tally } = require('./states.js')
const { scores } = require('./survey.js')

module.exports = { CxmError, Estimate, Tally, version: call(native.version), ...scores }
