'use strict'

const native = require('../native.js')
const errors = require('../errors.js')
const { camel, toJson } = require('./options.js')

/** Surveys and policies of the compiled half, with errors of the core as `CxmError`. */
const readSurvey = errors.call((text) => native.SurveyDocument.fromJson(text))
const template = errors.call((name, options) => native.SurveyDocument.template(name, options))
const readPolicy = errors.call((text) => native.ContactPolicyData.fromJson(text))
const ask = errors.call((held, method, ...args) => JSON.parse(held[method](...args)))

/** JSON text as it is, anything else as its JSON; undefined is null. */
const textOf = (document) => (typeof document === 'string' ? document : (JSON.stringify(document) ?? 'null'))

/** A survey that keeps every rule; its methods check responses against it. */
class Survey {
  #held

  constructor(document) {
    this.#held = document instanceof native.SurveyDocument ? document : readSurvey(textOf(document))
  }

  static fromJSON(document) {
    return new this(document)
  }

  static template(name, options) {
    return new this(template(name, toJson(options ?? {})))
  }

  toJSON() {
    return JSON.parse(this.#held.text())
  }

  jsonSchema() {
    return ask(this.#held, 'jsonSchema')
  }

  parse(response) {
    let text
    try {
      text = textOf(response)
    } catch (error) {
      // A cycle, or a bigint: no JSON, so no response either.
      const message = `the response has no form in JSON: ${error.message}`
      return { ok: false, value: null, problems: [{ code: 'invalid_json', severity: 'error', pointer: '', message }] }
    }
    return ask(this.#held, 'parse', text)
  }

  validate(response) {
    return this.parse(response).problems
  }

  nextQuestion(answers) {
    return ask(this.#held, 'nextQuestion', textOf(answers))
  }

  fullQuota(answers, counts) {
    return ask(this.#held, 'fullQuota', textOf({ answers, counts }))
  }

  checkRevision(newer) {
    if (!(newer instanceof Survey)) throw errors.refuse('newer', 'a Survey', typeof newer)
    return ask(this.#held, 'revision', newer.#held)
  }

  tabulate(question, answers, options) {
    const rows = ask(this.#held, 'tabulate', question, textOf(answers), toJson(options ?? {}))
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value])))
  }

  equals(other) {
    return other instanceof Survey && this.#held.equals(other.#held)
  }

  /** Standard Schema (https://standardschema.dev): a response's schema for every library that takes one. */
  get '~standard'() {
    const validate = (response) => {
      const { ok, value, problems } = this.parse(response)
      return ok ? { value } : { issues: problems.map(({ message, pointer }) => ({ message, path: pathOf(pointer) })) }
    }
    return { version: 1, vendor: 'cxm', validate }
  }
}

/** The keys of a JSON Pointer (RFC 6901). */
function pathOf(pointer) {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** How often one respondent may be asked. */
class ContactPolicy {
  #held

  constructor(document) {
    this.#held = readPolicy(textOf(document))
  }

  mayInvite(history, now, { survey, channel } = {}) {
    const { allowed, reason, until } = ask(this.#held, 'mayInvite', textOf({ history: Array.from(history), now, survey, channel }))
    return { allowed, reason, until: until === null ? null : new Date(until) }
  }
}

module.exports = { ContactPolicy, Survey }
