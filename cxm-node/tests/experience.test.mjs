// The experience model: the vectors of conformance/experience.json, and versions of it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'

import { CxmError, EventLog, ExperienceModel, diffModels, jsonPatch, jsonSchema, mergeModels } from '../index.mjs'
import { folder, leave, read } from './vectors.mjs'

const file = read(join(folder, 'experience.json'))
const document = () => structuredClone(file.document)

/** The document of a case. */
function edited(edits) {
  const made = document()
  for (const [how, pointer, value] of edits) {
    const steps = pointer.split('/').slice(1)
    const last = steps.pop()
    const at = steps.reduce((inside, step) => inside[step], made)
    if (how === 'set') at[last] = value
    else if (Array.isArray(at)) at.splice(Number(last), 1)
    else delete at[last]
  }
  return made
}

test('every rule is broken at its place', () => {
  for (const { id, rule, severity, pointer, edits } of file.cases) {
    const made = edited(edits)
    const found = ExperienceModel.problems(made)
    if (rule === null) {
      assert.deepEqual(found, [], id)
      continue
    }
    assert.ok(found.some((one) => one.code === rule && one.severity === severity && one.pointer === pointer), `${id}: ${JSON.stringify(found)}`)
    if (found.some((one) => one.severity === 'error')) {
      assert.throws(() => new ExperienceModel(made), (error) => error instanceof CxmError && found.some((one) => one.pointer === error.pointer), id)
    } else assert.deepEqual(new ExperienceModel(made).validate(), found, id)
  }
  leave('node.experience.count', `${file.cases.length}\n`)
})

test('a model comes back as it was, from an object, a text, bytes and a file', () => {
  const model = new ExperienceModel(file.document)
  assert.deepEqual(model.toJSON(), file.document)
  const text = JSON.stringify(model)
  const home = mkdtempSync(join(tmpdir(), 'cxm-'))
  const path = join(home, 'model.cxm.json')
  writeFileSync(path, model.toCanonicalJSON())
  try {
    for (const same of [ExperienceModel.fromJSON(text), new ExperienceModel(Buffer.from(text)), new ExperienceModel(model), ExperienceModel.load(path)]) {
      assert.ok(same.equals(model))
      assert.equal(same.hash, model.hash)
    }
  } finally {
    rmSync(home, { recursive: true })
  }
  assert.match(model.hash, /^sha256:[0-9a-f]{64}$/)
  assert.equal(inspect(model), 'ExperienceModel coffee-club version 3: 2 personas, 1 journeys, 1 goals')
  assert.ok(!model.equals(new ExperienceModel(edited([['set', '/version/seq', 4]]))))
})

test('a byte order mark is not seen, whatever holds the text', () => {
  const text = JSON.stringify(document())
  const marked = `\ufeff${text}`
  for (const given of [marked, Buffer.from(marked)]) {
    assert.deepEqual(ExperienceModel.problems(given), [])
    assert.equal(new ExperienceModel(given).hash, new ExperienceModel(text).hash)
  }
})

test('elements are found by id', () => {
  const model = new ExperienceModel(file.document)
  assert.deepEqual([...model.personas.keys()], ['home-barista', 'office-host'])
  assert.deepEqual(model.goal('first-cup'), model.goals.get('first-cup'))
  assert.equal(model.journeys.get('ghost'), undefined)
  assert.equal(model.touchpoint('box').id, 'box')
  assert.throws(() => model.goal('frist-cup'), { name: 'CxmError', code: 'unknown_id', message: /did you mean "first-cup"/ })
})

test('a journey is drawn', () => {
  const model = ExperienceModel.load(new URL('../../examples/data/coffee.cxm.json', import.meta.url))
  const journey = model.journey('first-cup')
  assert.deepEqual({ ...journey }, model.journeys.get('first-cup'))
  assert.match(journey.toMermaid({ language: 'de' }), /^flowchart LR\n  subgraph s0\["Hört davon"\]/)
  assert.match(journey.toHTML(), /<table class="map"/)
  assert.equal(journey.toHTML(null), journey.toHTML())
  assert.match(journey.toHTML(undefined, { language: 'de' }), /<html lang="de">/)
  for (const [path, got] of [[{ language: 'de' }, 'an object'], [5, 'a number'], [['a'], 'an array']]) {
    assert.throws(() => journey.toHTML(path), { name: 'CxmError', code: 'invalid_option', field: 'path', got })
  }
  assert.equal(journey.toText(60).split('\n')[0], 'From the first look to the first cup')
  assert.match(journey.toMarkdown(), /^# From the first look/)
  assert.throws(() => journey.toMermaid({ tongue: 'de' }), { code: 'invalid_option' })
  const observed = [{ touchpoint: 'checkout', estimate: 1.2, confLow: 1, confHigh: 1.4, n: 300 }]
  const conformance = { fitness: { estimate: 0.9, confLow: 0.88, confHigh: 0.92 }, deviations: [{ touchpoint: 'checkout', kind: 'out_of_order', n: 3, share: 0.01 }] }
  const page = journey.toHTML(undefined, { observed, conformance })
  for (const text of ['1.2 [1.0, 1.4], n 300', 'out of order by 1.0 %', '90.0 %']) assert.ok(page.includes(text), text)
  const log = new EventLog({ who: ['a', 'a'], what: ['checkout', 'bax'], at: ['2026-01-01', '2026-01-02'] }, { customer: 'who', touchpoint: 'what', time: 'at' })
  assert.match(journey.toText(300, { conformance: log.conformance(journey, { goal: 'bax' }) }), /Not on the map\n.*\n.*\nbax /)
  assert.throws(() => journey.toHTML(undefined, { observed: [{ touchpoint: 'bax', estimate: 1 }] }), { code: 'unknown_id', field: 'observed' })
})

test('a language in which nothing is written is refused', () => {
  const journey = ExperienceModel.load(new URL('../../examples/data/coffee.cxm.json', import.meta.url)).journey('first-cup')
  for (const draw of [(own) => journey.toMermaid(own), (own) => journey.toHTML(undefined, own), (own) => journey.toMarkdown(own), (own) => journey.toText(80, own)]) {
    assert.throws(() => draw({ language: 'zz' }), { code: 'invalid_option', field: 'language', message: /written: de, en, got "zz"$/ })
  }
})

test('what is no JSON is a problem too, and a model is copied', () => {
  for (const text of ['', '{', Buffer.from([255]), '[', 5, { a: NaN }]) {
    const [{ severity, pointer }] = ExperienceModel.problems(text)
    assert.deepEqual([severity, pointer], ['error', ''])
  }
  const model = new ExperienceModel(file.document)
  assert.ok(model.clone() !== model && model.clone().equals(model))
  assert.equal(typeof mergeModels(file.document, Buffer.from(JSON.stringify(file.document)), file.document).document, 'string')
})

test('a profile finds its persona, and an owner what is theirs', () => {
  const model = new ExperienceModel(file.document)
  assert.equal(model.personaOf({ grinder: false, seats: 12 }), 'office-host')
  assert.equal(model.personaOf({}), null)
  assert.throws(() => model.personaOf({ seats: NaN }), { code: 'invalid_json' })
  const asking = document()
  asking.personas[0].assign = { did: { pattern: { event: { type: 'order' } }, within: 'P7D' } }
  const asks = new ExperienceModel(asking)
  const seen = { events: [{ type: 'order', time: new Date('2026-11-20T10:00:00Z') }], now: new Date('2026-11-21T10:00:00Z') }
  assert.throws(() => asks.personaOf({}), { code: 'invalid_option', field: 'events' })
  assert.equal(asks.personaOf({}, seen), asking.personas[0].id)
  assert.equal(asks.personaCoverage([{}], { ...seen, events: [seen.events] }).nCovered, 1)
  assert.throws(() => model.personaOf(7), { code: 'invalid_option', field: 'profile' })
  const { n, nCovered, nOverlapping, personas } = model.personaCoverage([{ grinder: true }, {}, { grinder: false, seats: 5 }])
  assert.deepEqual([n, nCovered, nOverlapping, personas], [3, 2, 0, { 'home-barista': 1, 'office-host': 1 }])
  assert.throws(() => model.personaCoverage([{}, 'me']), { row: 1 })
  assert.throws(() => model.personaCoverage(null), { code: 'invalid_option', field: 'profiles' })
  assert.throws(() => model.personaCoverage({}), { message: /got an object$/ })
  assert.deepEqual(model.ownerView('team:service').map(({ id }) => id), ['advice', 'check-in'])
  assert.ok(model.ownerCoverage().some((row) => row.function === 'marketing' && row.kind === 'persona' && row.n === 2 && row.nUnowned === 0))
})

test('strict takes a misspelt key as an error', () => {
  const made = edited([['set', '/goals/0/targett', 0.9]])
  const model = new ExperienceModel(made)
  assert.deepEqual(model.validate().map(({ severity }) => severity), ['warning'])
  for (const found of [model.validate({ strict: true }), ExperienceModel.problems(made, { strict: true })]) {
    assert.deepEqual(found.map(({ severity, pointer }) => [severity, pointer]), [['error', '/goals/0/targett']])
  }
  assert.throws(() => model.validate({ strickt: true }), { code: 'invalid_option', field: 'strickt' })
})

test('what has no form in JSON is refused, and a document that is none', () => {
  const loop = {}
  loop.loop = loop
  assert.throws(() => new ExperienceModel(loop), { name: 'CxmError', code: 'nesting_too_deep' })
  for (const bad of [7n, { a: NaN }, { a: [null, Infinity] }]) assert.throws(() => new ExperienceModel(bad), { name: 'CxmError', code: 'invalid_json' })
  for (const bad of ['"\ud83d"', Uint8Array.of(0x22, 0xff, 0x22)]) assert.throws(() => new ExperienceModel(bad), { code: 'invalid_encoding' })
  for (const bad of [null, undefined, 7, '', '[]']) assert.throws(() => new ExperienceModel(bad), CxmError)
  assert.throws(() => new ExperienceModel('['.repeat(1_000_000)), { code: 'nesting_too_deep' })
  assert.throws(() => new ExperienceModel('{"id": "a", "id": "b"}'), { code: 'duplicate_key' })
})

test('versions differ by ids, as a patch, and merge', () => {
  const base = new ExperienceModel(file.document)
  const ours = new ExperienceModel(edited([['set', '/goals/0/name/en', 'A first cup']]))
  const theirs = edited([['set', '/personas/1/name/en', 'Host'], ['set', '/goals/0/name/en', 'The cup']])
  const [change] = diffModels(base, ours)
  assert.deepEqual([change.element, change.pointer, change.new], ['first-cup', '/goals/0/name', { en: 'A first cup' }])
  assert.deepEqual(jsonPatch(base, ours), [{ op: 'replace', path: '/goals/0/name', value: { en: 'A first cup' } }])
  const { document: merged, conflicts } = mergeModels(base, ours, theirs)
  assert.ok(merged instanceof ExperienceModel)
  assert.equal(merged.persona('office-host').name.en, 'Host')
  assert.deepEqual(conflicts.map(({ pointer, ours: own, theirs: other }) => [pointer, own, other]), [['/goals/0/name/en', 'A first cup', 'The cup']])
  assert.equal(typeof mergeModels('{}', '{}', {}).document, 'string')
  assert.deepEqual(mergeModels({}, { id: 'a' }, { x: 1 }), { document: { id: 'a', x: 1 }, conflicts: [] })
  assert.throws(() => diffModels(base, '{'), { code: 'invalid_json' })
})

test('the schema of a document names its keys', () => {
  assert.equal(jsonSchema('ExperienceModel').$defs.ExperienceModel.properties.personas.type, 'array')
  assert.throws(() => jsonSchema('Gaol'), { message: /did you mean "Goal"/ })
  assert.throws(() => jsonSchema(7), CxmError)
})
