'use strict'

const { isDeepStrictEqual } = require('node:util')

const native = require('../native.js')
const errors = require('../errors.js')
const { fieldsOf, formless, itemsOf, textOf } = require('./documents.js')
const { optionsOf, toJson } = require('./options.js')
const { INSPECT } = require('./results.js')

const readSurvey = errors.call((text) => native.SurveyDocument.fromJson(text))
const template = errors.call((name, options) => native.SurveyDocument.template(name, options))
const readPolicy = errors.call((text) => native.ContactPolicyData.fromJson(text))
const ask = errors.call((held, method, ...args) => JSON.parse(held[method](...args)))

/** A survey that keeps every rule; its methods check responses against it. */
class Survey {
  #held
  #standard

  constructor(document) {
    this.#held = document instanceof native.SurveyDocument ? document : readSurvey(textOf(document))
  }

  static fromJSON(document) {
    return new this(document)
  }

  static template(name, options) {
    return new this(template(name, toJson(optionsOf(options))))
  }

  get id() {
    return this.toJSON().id
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
      text = textOf(response, 'the response')
    } catch (error) {
      return { ok: false, value: null, problems: formless(error) }
    }
    return JSON.parse(this.#held.parse(text))
  }

  validate(response) {
    let text
    try {
      text = textOf(response, 'the response')
    } catch (error) {
      return formless(error)
    }
    const problems = this.#held.validate(text)
    return problems === null ? [] : JSON.parse(problems)
  }

  nextQuestion(answers) {
    return ask(this.#held, 'nextQuestion', textOf(answers))
  }

  fullQuota(answers, counts) {
    return ask(this.#held, 'fullQuota', textOf({ answers, counts }))
  }

  checkRevision(newer) {
    if (!(newer instanceof Survey)) throw errors.refuse('newer', 'a Survey', newer === null ? 'null' : typeof newer)
    return ask(this.#held, 'revision', newer.#held)
  }

  tabulate(question, answers, options) {
    return ask(this.#held, 'tabulate', question, textOf(itemsOf(answers, 'answers', 'a list')), toJson(optionsOf(options))).map(fieldsOf)
  }

  clone() {
    return new this.constructor(this.#held)
  }

  equals(other) {
    return other instanceof Survey && this.#held.equals(other.#held)
  }

  /** Standard Schema (https://standardschema.dev): this survey for every library that takes such a schema of its responses. */
  get '~standard'() {
    return (this.#standard ??= Object.freeze({ version: 1, vendor: 'cxm', validate: (response) => standard(response, this.parse(response)) }))
  }

  [INSPECT]() {
    const { id, rev, questions } = this.toJSON()
    return `Survey ${id} · rev ${rev} · questions ${questions.length}`
  }
}

/** A parsed response as Standard Schema has it; a warning is no issue. */
function standard(response, { ok, value, problems }) {
  if (ok) return { value }
  const broken = problems.filter(({ severity }) => severity === 'error')
  return { issues: broken.map(({ message, pointer }) => ({ message, path: pathOf(pointer, response) })) }
}

/** The keys of a JSON Pointer (RFC 6901); the places of lists are numbers. */
function pathOf(pointer, document) {
  let at = document
  return pointer.split('/').slice(1).map((escaped) => {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    const step = Array.isArray(at) ? Number(key) : key
    at = at?.[key]
    return step
  })
}

/** Whether this is a quarantine such as `P84D`, and no document. */
const isDuration = (given) => typeof given === 'string' && !/^\s*\{/.test(given)

/** A cap as the document has it: `[3, 'P1Y']` stands for `{ invitations: 3, within: 'P1Y' }`. */
const capOf = (cap) => (Array.isArray(cap) ? { invitations: cap[0], within: cap[1] } : (cap ?? undefined))

/** How often one respondent may be asked. */
class ContactPolicy {
  #held
  #text

  /** A document, or the quarantine and beside it `scope` and `frequencyCap`. */
  constructor(document, options) {
    const { scope, frequencyCap, ...others } = optionsOf(options)
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw errors.refuse(unknown, 'left out: there are the options scope and frequencyCap', 'it')
    this.#text = textOf(isDuration(document) || options != null ? { quarantine: document ?? undefined, scope, frequencyCap: capOf(frequencyCap) } : (document ?? {}))
    this.#held = readPolicy(this.#text)
  }

  static fromJSON(document) {
    return new this(document)
  }

  toJSON() {
    return JSON.parse(this.#text)
  }

  equals(other) {
    return other instanceof ContactPolicy && isDeepStrictEqual(this.toJSON(), other.toJSON())
  }

  clone() {
    return new this.constructor(this.#text)
  }

  [INSPECT]() {
    return `ContactPolicy ${this.#text}`
  }

  mayInvite(history, now, options) {
    const { survey, channel, ...others } = optionsOf(options)
    for (const name of Object.keys(others)) throw errors.refuse(name, 'left out: there are the options survey and channel', 'it')
    const { allowed, reason, until } = ask(this.#held, 'mayInvite', textOf({ history: itemsOf(history, 'history', 'a list of times or of invitations'), now, survey, channel }))
    return { allowed, reason, until: until === null ? null : new Date(until) }
  }
}

module.exports = { ContactPolicy, Survey }
