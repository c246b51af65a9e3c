'use strict'

const { readFileSync } = require('node:fs')

const native = require('../native.js')
const errors = require('../errors.js')
const { callNow } = require('./calls.js')
const { fieldsOf, formless, itemsOf, textOf } = require('./documents.js')
const { JourneyMap } = require('./journey_map.js')
const { optionsOf, toJson } = require('./options.js')
const { INSPECT } = require('./results.js')
const { Survey } = require('./survey_document.js')

const readModel = errors.call((text) => native.Model.fromJson(text))
const ask = errors.call((model, name, options) => JSON.parse(model.ask(name, options)))
/** What the compiled half answers about documents. */
const answer = (name, options) => JSON.parse(callNow(name, [], [], JSON.stringify(options)))

/** A model without an error: every id in it stands for something, every rule holds. */
class ExperienceModel {
  #model

  constructor(document) {
    this.#model = readModel(textOf(document))
  }

  static load(path) {
    return new this(readFileSync(path))
  }

  static fromJSON(document) {
    return new this(document)
  }

  static problems(document, options) {
    const given = JSON.parse(toJson(optionsOf(options)))
    let text
    try {
      text = textOf(document)
    } catch (error) {
      return formless(error)
    }
    return answer('model_problems', { document: text, ...given })
  }

  validate(options) {
    return ask(this.#model, 'validate', toJson(optionsOf(options)))
  }

  toCanonicalJSON() {
    return this.#model.text()
  }

  toJSON() {
    return JSON.parse(this.#model.text())
  }

  get hash() {
    return this.#model.hash()
  }

  persona(id) {
    return this.#element('persona', id)
  }

  journey(id) {
    return new JourneyMap(this.#element('journey', id), (options) => ask(this.#model, 'picture', toJson(options)))
  }

  goal(id) {
    return this.#element('goal', id)
  }

  survey(id) {
    return new Survey(this.#element('survey', id))
  }

  touchpoint(id) {
    return this.#element('touchpoint', id)
  }

  get personas() {
    return this.#elements('personas')
  }

  get journeys() {
    return this.#elements('journeys')
  }

  get goals() {
    return this.#elements('goals')
  }

  get surveys() {
    return this.#elements('surveys')
  }

  personaOf(profile, options) {
    return ask(this.#model, 'persona_of', textOf({ ...optionsOf(options), profile }, 'the profile'))
  }

  personaCoverage(profiles, options) {
    return fieldsOf(ask(this.#model, 'persona_coverage', textOf({ ...optionsOf(options), profiles: itemsOf(profiles, 'profiles', 'a list of profiles') }, 'a profile')))
  }

  ownerView(owner) {
    return ask(this.#model, 'owner_view', textOf({ owner }))
  }

  ownerCoverage() {
    return ask(this.#model, 'owner_coverage', '{}').map(fieldsOf)
  }

  clone() {
    return new this.constructor(this.toCanonicalJSON())
  }

  equals(other) {
    return other instanceof ExperienceModel && other.toCanonicalJSON() === this.toCanonicalJSON()
  }

  #element(kind, id) {
    return ask(this.#model, 'element', textOf({ kind, id }))
  }

  #elements(key) {
    return new Map((this.toJSON()[key] ?? []).map((each) => [each.id, each]))
  }

  [INSPECT]() {
    const { id, version } = this.toJSON()
    return `ExperienceModel ${id} version ${version.seq}: ${this.personas.size} personas, ${this.journeys.size} journeys, ${this.goals.size} goals`
  }
}

const diffModels = (old, newer) => answer('diff_models', { old: textOf(old), new: textOf(newer) })
const changeRecords = (old, newer) => answer('change_records', { old: textOf(old), new: textOf(newer) })
const jsonPatch = (old, newer) => answer('json_patch', { old: textOf(old), new: textOf(newer) })

/** The merged document is what `ours` is: a model, JSON text or an object. */
function mergeModels(base, ours, theirs) {
  const { document, conflicts } = answer('merge_models', { base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) })
  return { document: like(ours, document), conflicts }
}

/** The document in the newest format is what it was: a model, JSON text or an object. */
function migrateModel(given) {
  const { document, steps } = answer('migrate_model', { document: textOf(given) })
  return { document: like(given, document), steps }
}

/** A document in the form of the one that was given. */
function like(given, document) {
  if (typeof given === 'string' || given instanceof Uint8Array) return JSON.stringify(document)
  return given instanceof ExperienceModel ? new ExperienceModel(document) : document
}

/** Everything that is wrong with a document; what is no JSON at all is one problem of the whole. */
function problemsOf(kind, document) {
  let text
  try {
    text = textOf(document)
  } catch (error) {
    return formless(error)
  }
  return answer('problems_of', { kind, document: text })
}

const jsonSchema = (name) => answer('json_schema', { name })

module.exports = { ExperienceModel, changeRecords, diffModels, jsonPatch, jsonSchema, mergeModels, migrateModel, problemsOf }
