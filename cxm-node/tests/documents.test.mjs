// The types of documents.d.ts: they take what the vectors hold, and refuse what is misspelt.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'

import { ExperienceModel, changeRecords, jsonSchema, migrateModel, problemsOf } from '../index.mjs'
import { folder, leave, read } from './vectors.mjs'

const types = fileURLToPath(new URL('types', import.meta.url))
const records = read(join(folder, 'records.json'))
const example = read(join(folder, '..', 'examples', 'data', 'experience.cxm.json'))
const model = read(join(folder, 'experience.json')).document

/** What tsc says of documents, each with the name of its type; by the place of the document. */
function complaints(documents) {
  // Inside the package, where tsc resolves names as it does for the tests of types.
  const home = mkdtempSync(join(types, 'made-'))
  try {
    const path = join(home, 'documents.mts')
    const lines = documents.map(([type, document], i) => `export const d${i}: documents.${type} = ${JSON.stringify(document)}`)
    writeFileSync(path, ["import type { documents } from '../../../index.d.mts'", ...lines, ''].join('\n'))
    const program = ts.createProgram([path], { strict: true, noEmit: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, types: ['node'] })
    const told = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file?.fileName.endsWith('documents.mts') ? file.getLineAndCharacterOfPosition(start).line - 1 : -1
      return [line, ts.flattenDiagnosticMessageText(messageText, '\n')]
    })
    return told.sort(([a], [b]) => a - b)
  } finally {
    rmSync(home, { recursive: true })
  }
}

test('a document and a record that keep every rule have their types', () => {
  const kept = records.cases.filter(({ problems }) => problems.length === 0)
  const documents = kept.flatMap(({ kind, document }) => [document].flat().map((each) => [kind, each]))
  assert.deepEqual(complaints([['ExperienceModel', example], ['ExperienceModel', model], ...documents]), [])
})

test('what is misspelt, missing or another kind has not', () => {
  const { personas, ...rest } = example
  const broken = [
    { ...example, journies: [] },
    rest,
    { ...example, personas: 'nobody' },
    { ...example, channels: [{ id: 'web', kind: 'webside' }] },
    { ...example, goals: [{ ...example.goals[0], 'x-note': 'ours', within: 7 }] },
  ]
  const told = complaints([...broken.map((document) => ['ExperienceModel', document]), ['ExperienceModel', { ...example, 'x-ours': 1 }]])
  assert.deepEqual([...new Set(told.map(([line]) => line))], [0, 1, 2, 3, 4], JSON.stringify(told))
})

test('records have these problems', () => {
  for (const { id, kind, document, problems } of records.cases) {
    const found = problemsOf(kind, document).map(({ code, severity, pointer }) => ({ code, severity, pointer }))
    assert.deepEqual(found, problems, id)
  }
  leave('node.records.count', `${records.cases.length}\n`)
})

test('a kind that is none is told the nearest, and bytes that are no UTF-8 are refused', () => {
  assert.throws(() => problemsOf('Custmer', {}), { code: 'invalid_option', message: /did you mean "Customer"/ })
  const circle = {}
  circle.circle = circle
  for (const [document, code] of [
    [Buffer.from([0x7b, 0xff, 0x7d]), 'invalid_encoding'],
    ['['.repeat(1_000_000), 'nesting_too_deep'],
    ['{', 'invalid_json'],
    [{ a: NaN }, 'invalid_json'],
    [circle, 'nesting_too_deep'],
  ]) {
    const told = problemsOf('Customer', document).map(({ code, severity, pointer }) => ({ code, severity, pointer }))
    assert.deepEqual(told, [{ code, severity: 'error', pointer: '' }])
    assert.equal(ExperienceModel.problems(document)[0].code, code)
  }
  assert.equal(jsonSchema('Records').$ref, '#/$defs/Records')
})

test('a document of an older format becomes one of the newest, with what others wrote', () => {
  const { document, steps } = migrateModel(example)
  assert.deepEqual(steps.map(({ from, to }) => [from, to]), [['1.0', '1.1']])
  assert.deepEqual(document.metrics.map(({ id, formula }) => [id, formula]), [['nps', 'nps'], ['csat', 'csat'], ['ces', 'ces'], ['opt-out-before-benefit', 'custom']])
  assert.equal(document['x-note'], example['x-note'])
  assert.deepEqual(problemsOf('ExperienceModel', document).filter(({ severity }) => severity === 'error'), [])
  assert.deepEqual(migrateModel(document).steps, [])
  assert.equal(typeof migrateModel(JSON.stringify(example)).document, 'string')
  assert.throws(() => migrateModel({ ...example, cxm: '2.0' }), { code: 'unsupported_version', pointer: '/cxm' })
})

test('changes become records', () => {
  const later = structuredClone(model)
  later.version.seq += 1
  later.goals[0].target = 0.5
  const records = changeRecords(model, later)
  assert.deepEqual(problemsOf('Change', records), [])
  assert.ok(records.some(({ op, path }) => op === 'replace' && path === '/goals/0/target'))
  assert.throws(() => changeRecords(later, model), { code: 'out_of_range', pointer: '/version/seq' })
})
