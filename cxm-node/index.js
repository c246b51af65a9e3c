'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')

module.exports = { CxmError, version: call(native.version) }
