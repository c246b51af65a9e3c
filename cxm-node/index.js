'use strict'

const native = require('./native.js')
const { CxmError, call } = require('./errors.js')
const { Estimate, Test } = require('./lib/results.js')
const { SurveyScan, scanSurvey } = require('./lib/scan.js')
const { Tally, TallyCube, Transition } = require('./lib/states.js')

module.exports = { CxmError, Estimate, SurveyScan, Tally, TallyCube, Test, Transition, scanSurvey, version: call(native.version), ...require('./lib/attribution.js'), ...require('./lib/closed_loop.js'), ...require('./lib/event_stream.js'), ...require('./lib/experience.js'), ...require('./lib/journey.js'), ...require('./lib/program.js'), ...require('./lib/retention.js'), ...require('./lib/survey.js'), ...require('./lib/survey_document.js'), ...require('./lib/survival.js'), ...require('./lib/value.js'), ...require('./lib/report.js') }
