'use strict'

const { isDeepStrictEqual } = require('node:util')
const native = require('../native.js')
const errors = require('../errors.js')
const { callNow } = require('./calls.js')
const { fieldsOf, itemsOf, textOf } = require('./documents.js')
const { camel, optionsOf, snake, toJson } = require('./options.js')
const { INSPECT, frozen, table } = require('./results.js')
const { Merging } = require('./states.js')

/** A time as text; what is none is for the core to refuse. */
const asTime = (time) => (time == null ? undefined : time instanceof Date && !Number.isNaN(+time) ? time.toISOString() : String(time))

/** What a rule has to say about one record. */
class Alert {
  #fields

  constructor(fields) {
    for (const [name, value] of Object.entries(fields)) this[camel(name)] = frozen(value)
    this.#fields = fields
    Object.freeze(this)
  }

  toCloudEvent(source) {
    return documents('alert_event', { alert: textOf(this.#fields), source })
  }

  equals(other) {
    return other instanceof Alert && isDeepStrictEqual(this.toJSON(), other.toJSON())
  }

  toJSON() {
    return { ...this }
  }

  toString() {
    const { rule, respondent, due } = this
    return ['Alert ' + rule, respondent, due && `due ${due}`].filter(Boolean).join(' · ')
  }
}

/** When each rule last fired for whom. */
class AlertState extends Merging {
  constructor(state) {
    super(state instanceof native.AlertState ? state : new native.AlertState())
  }

  static read(bytes) {
    return readState(bytes)
  }

  static readText(text) {
    return readStateText(text)
  }

  [INSPECT]() {
    const { fired } = this.toJSON()
    return `AlertState of ${Object.keys(fired).length} rules, ${Object.values(fired).reduce((sum, whom) => sum + Object.keys(whom).length, 0)} alerts`
  }
}
const readState = errors.call((bytes) => native.AlertState.fromBytes(bytes))
const readStateText = errors.call((text) => native.AlertState.fromJson(text))

/** Estimates among the metrics, under the names that their fields have in the core. */
function metricsOf(metrics) {
  const fields = (value) => mapped(value, ([name, own]) => [snake(name), own])
  return mapped(metrics, ([id, value]) => [id, fields(objectOf(value))])
}
const objectOf = (value) => (value instanceof Map ? Object.fromEntries(value) : value)
/** The entries of an object, each made another; what is none is for the core to refuse. */
const mapped = (value, other) => (value !== null && typeof value === 'object' && !(Symbol.iterator in value) ? Object.fromEntries(Object.entries(value).map(other)) : value)

/** The alert rules of a model, or a list of rules, made ready once. */
class AlertRules {
  #rules
  #text

  constructor(rules) {
    this.#text = textOf(rules)
    this.#rules = readRules(this.#text)
    this.state = new AlertState()
  }

  static fromJSON(json) {
    return new this(json)
  }

  get size() {
    return this.#rules.size
  }

  get shifts() {
    return JSON.parse(this.#rules.shifts())
  }

  forget(now) {
    forget(this.#rules, AlertState.held(this.state), String(asTime(now)))
  }

  evaluate(record, options) {
    return this.#alerts(this.state, record, optionsOf(options))
  }

  evaluateWith(state, record, options) {
    if (!(state instanceof AlertState)) throw errors.refuse('state', 'an AlertState', state === null ? 'null' : typeof state)
    const after = state.clone()
    return { alerts: this.#alerts(after, record, optionsOf(options)), state: after }
  }

  /** What it was made of, a model or a list of rules; `state` has its own form. */
  toJSON() {
    return JSON.parse(this.#text)
  }

  equals(other) {
    return other instanceof AlertRules && isDeepStrictEqual(this.toJSON(), other.toJSON()) && this.state.equals(other.state)
  }

  clone() {
    const copy = new this.constructor(this.#text)
    copy.state = this.state.clone()
    return copy
  }

  [INSPECT]() {
    return `AlertRules of ${this.size} rules`
  }

  #alerts(state, record, { context, now, ...others }) {
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw errors.refuse(unknown, 'left out: there are the options context and now', 'it')
    if (!(state instanceof AlertState)) throw errors.refuse('state', 'an AlertState', state === null ? 'null' : typeof state)
    const beside = objectOf(context)
    const given = typeof beside?.metrics === 'object' ? { ...beside, metrics: metricsOf(objectOf(beside.metrics)) } : context
    const alerts = evaluate(this.#rules, AlertState.held(state), textOf(record), textOf(given), asTime(now))
    return JSON.parse(alerts).map((fields) => new Alert(fields))
  }
}
const readRules = errors.call((text) => new native.AlertRulesData(text))
const evaluate = errors.call((rules, ...args) => rules.evaluate(...args))
const forget = errors.call((rules, ...args) => rules.forget(...args))

const documents = (name, options) => JSON.parse(callNow(name, [], [], toJson(options)))

/** What a complaint or an alert becomes, from received to closed. */
class Case {
  #fields

  constructor(fields) {
    this.#fields = documents('case_read', { case: textOf(fields) })
  }

  static open(options) {
    return new this(documents('case_open', optionsOf(options)))
  }

  static fromJSON(json) {
    return new this(json)
  }

  transition(state, options) {
    return this.#become('case_transition', { ...optionsOf(options), state })
  }

  escalateIfOverdue(options) {
    return this.#become('case_escalate', optionsOf(options))
  }

  followUp(options) {
    return this.#become('case_follow_up', optionsOf(options))
  }

  ledTo(change) {
    return this.#become('case_led_to', { change })
  }

  clock(now) {
    return frozen(fieldsOf(this.#ask('case_clock', { now })))
  }

  isOverdue(now) {
    return this.#ask('case_overdue', { now })
  }

  #ask(name, options) {
    return documents(name, { ...options, case: textOf(this.#fields) })
  }

  #become(name, options) {
    this.#fields = this.#ask(name, options)
    return this
  }

  get id() {
    return this.#fields.id
  }

  get state() {
    return this.#fields.history.at(-1).to
  }

  get history() {
    return structuredClone(this.#fields.history)
  }

  get due() {
    return this.#fields.due ?? null
  }

  get rootCause() {
    return this.#fields.rootCause ?? null
  }

  equals(other) {
    return other instanceof Case && isDeepStrictEqual(this.#fields, other.#fields)
  }

  toJSON() {
    return structuredClone(this.#fields)
  }

  clone() {
    return new this.constructor(this.toJSON())
  }

  toString() {
    return `Case(${this.id}, ${this.state})`
  }

  [INSPECT]() {
    return this.toString()
  }
}

/** Cases as JSON texts. */
function texts(cases) {
  return itemsOf(cases instanceof Map ? cases.values() : cases, 'cases', 'a list of cases').map((one) => textOf(one))
}
const ofCases = (name, cases, options) => table(options.as)(callNow(name, [], [], toJson({ ...options, cases: texts(cases) })))

/** How well cases are answered and closed as of `now`. */
const closedLoop = (cases, now, options) => ofCases('closed_loop', cases, { ...optionsOf(options), now })

/** The open cases in the order to take them up. */
const worklist = (cases, now, options) => ofCases('worklist', cases, { ...optionsOf(options), now })

/** Whose feedback caused a change. */
function toNotify(change, cases, options) {
  const { feedback, ...rest } = optionsOf(options)
  const known = feedback && itemsOf(feedback, 'feedback', 'a list').map((one) => ({ id: one?.id, author: one?.author, respondent: one?.respondent }))
  return ofCases('to_notify', cases, { ...rest, change: textOf(change, 'the change'), feedback: known })
}

module.exports = { Alert, AlertRules, AlertState, Case, closedLoop, toNotify, worklist }
