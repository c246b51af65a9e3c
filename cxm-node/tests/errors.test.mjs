import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

import {
  Case, CxmError, Estimate, ExperienceModel, Metric, Tally, TallyCube, alignment, compare, goalShare, mean, nps, npsAsync, pAdjust, programReviews, rateOfInnovation, rateOfInnovationAsync, readSurvey, score,
  scorecard, toNotify,
} from '../index.mjs'

const require = createRequire(import.meta.url)
const { camel, spelled } = require('../errors.js')
const here = fileURLToPath(new URL('..', import.meta.url))

test('an error is a CxmError and an Error, with its fields', () => {
  const error = (() => { try { nps([10, 11]) } catch (error) { return error } })()
  assert.ok(error instanceof CxmError && error instanceof Error)
  assert.equal(`${error}`, `CxmError: ${error.message}`)
  assert.deepEqual([error.code, error.row, error.line, error.pointer], ['out_of_range', 1, null, null])
  assert.match(error.message, /0\.\.=10, got 11/)
})

test('the Async form rejects with the same error as the other throws', async () => {
  for (const call of [(f) => f([10, 11]), (f) => f([9], { level: 95 }), (f) => f([9], { levle: 0.9 }), (f) => f('nine'), (f) => f(['\ud83d'])]) {
    let thrown
    assert.throws(() => call(nps), (error) => (thrown = error) instanceof CxmError)
    await assert.rejects(call(npsAsync), (error) => {
      assert.ok(error instanceof CxmError)
      assert.deepEqual({ ...error, message: error.message }, { ...thrown, message: thrown.message })
      return true
    })
  }
})

test('an unknown option is refused by name', () => {
  assert.throws(() => nps([9], { confidence: 0.9 }), { code: 'invalid_option', field: 'confidence' })
  assert.throws(() => nps([9], { level: () => 0.9 }), { code: 'invalid_level' })
  assert.throws(() => nps([9], { level: NaN }), { code: 'invalid_level', got: '"NaN"' })
  assert.throws(() => nps([9], { minN: -1 }), { code: 'invalid_option', field: 'minN' })
})

const refusalOf = (call) => {
  try {
    return call()
  } catch (error) {
    assert.ok(error instanceof CxmError, `${error}`)
    return error
  }
}

test('a sentence writes options as JavaScript does, and leaves what is the caller\'s', () => {
  const told = (call) => refusalOf(call).message
  assert.match(told(() => nps([10, 11])), /: na: \[11\]$/)
  assert.match(told(() => nps(['x'])), /labels: \{\.\.\.\}, or named in na: \[\.\.\.\]$/)
  assert.match(told(() => mean([1], { weights: [1] })), /such as scale: \[1, 5\], got nothing$/)
  assert.match(told(() => nps([9], { minM: 1 })), /no option "minM"; did you mean "minN"\? It has: .*\bminN\b/)
  assert.match(told(() => score([{ min_n: 9 }], 'nps', 'n_b')), /"n_b".*The columns are: min_n$/)
  const data = readSurvey(Buffer.from('id,q\na,11\n'), { questions: { q: 'nps' } })
  assert.match(data.rejected[0].reason, /na: \[11\]$/)
})

test('every option of two words is written as JavaScript does', () => {
  const folder = new URL('../../cxm-core/src/call/', import.meta.url)
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
  const taken = sources.matchAll(/(?:args\.\w+(?:::<\w+>)?\(|(?:required|optional_day|parsed|positive)\(&mut args, |count\()"([a-z]+(?:_[a-z]+)+)"/g)
  const names = new Set(Array.from(taken, ([, name]) => name))
  assert.ok(names.size > 15)
  for (const name of names) assert.equal(spelled(`${name} must be given`), `${camel(name)} must be given`)
})

test('a sentence names no form of Python', () => {
  const told = [
    () => score([{ q: 9, at: '2026-01-01' }], 'nps', 'q', { time: 'at' }),
    () => scorecard([{ nps: 9, at: '2026-01-01' }], ['nps'], { time: 'at' }),
    () => scorecard([{ nps: 9 }], ['nps']).withProgram([]),
    () => goalShare(3, 2),
    () => new TallyCube({ by: ['g'], every: null }).score('nps', { every: 'day' }),
  ].map((call) => refusalOf(call))
  for (const { message, field } of told) assert.doesNotMatch(message, /\w=|\w\(\)|None|True|\bn_|[a-z]_[a-z]/, `${field}: ${message}`)
})

test('an option is named in one way', () => {
  for (const options of [{ min_n: 5 }, { minN: 5, min_n: 5 }]) {
    assert.throws(() => nps([9], options), { code: 'invalid_option', field: 'min_n', expected: 'minN' })
  }
  assert.throws(() => new Metric('stars', { rule: 'bayesian', prior_mean: 3 }), { field: 'prior_mean' })
  assert.equal(mean(['min_n'], { labels: { min_n: 3 } }).estimate, 3) // a word, not an option
})

test('options that are null are none, and what is no object is refused', async () => {
  assert.ok(nps([10], null).equals(nps([10])))
  assert.ok((await npsAsync([10], null)).equals(nps([10])))
  assert.equal(new Tally().observe([1], null).n, 1)
  assert.equal((await new Tally().observeAsync([1], null)).n, 1)
  assert.deepEqual(pAdjust([0.1], null), [0.1])
  assert.match(scorecard([{ nps: 9 }], ['nps'], null).toText(null), /^Scorecard/)
  for (const options of [5, 'level', [], true]) {
    assert.throws(() => nps([10], options), { code: 'invalid_option', field: 'options' })
    await assert.rejects(npsAsync([10], options), { code: 'invalid_option', field: 'options' })
  }
  await assert.rejects(npsAsync([10], { signal: 5 }), { code: 'invalid_option', field: 'signal' })
  assert.ok((await npsAsync([10], { signal: null })).equals(nps([10])))
})

test('what cannot be read as a result or as states is a CxmError', () => {
  assert.throws(() => Estimate.fromJSON('{'), { name: 'CxmError', code: 'invalid_json' })
  assert.throws(() => new Estimate({ metric: 'nps' }), { name: 'CxmError', code: 'invalid_option', field: 'fields' })
  for (const states of [5, null, undefined]) assert.throws(() => Tally.merged(states), { name: 'CxmError', code: 'invalid_option', field: 'states' })
})

test('an option that is null or undefined is not given', () => {
  assert.ok(nps([9, 10], { level: null, minN: undefined, na: null }).equals(nps([9, 10])))
})

test('a panic on another thread is a rejection and does not end the process', () => {
  const script = `
    require('./native.js')._boomAsync().then(() => process.exit(1), (error) => process.exit(/boom/.test(error.message) ? 0 : 2))`
  const child = spawnSync(process.execPath, ['-e', script], { cwd: here })
  assert.equal(child.status, 0, String(child.stderr))
})

test('every export of the compiled half catches panics', () => {
  for (const file of readdirSync(`${here}/src`, { recursive: true }).filter((name) => name.endsWith('.rs'))) {
    const source = readFileSync(`${here}/src/${file}`, 'utf8')
    for (const [, attribute, item] of source.matchAll(/#\[napi(\([^\]]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:pub )?(fn|struct|impl|enum)/g)) {
      if (item === 'fn') assert.match(attribute ?? '', /catch_unwind/, `${file}: ${attribute}`)
    }
  }
})

test('the type of codes lists the codes of the core', () => {
  const listed = readFileSync(`${here}/codes.d.ts`, 'utf8').match(/'[a-z_]+'/g).map((name) => name.slice(1, -1))
  assert.deepEqual(listed, require('../native.js')._codes())
})

test('the functions of a program take options as all others do', async () => {
  assert.equal(goalShare(80, 100, null).estimate, 0.8)
  assert.throws(() => goalShare(80, 100, []), { code: 'invalid_option', field: 'options' })
  const [frame, roster] = [{ author: ['e1'], at: ['2026-11-02'] }, { employee: ['e1'], from: ['2026-01-01'] }]
  // Null is no options, so what lacks is named.
  assert.throws(() => rateOfInnovation(frame, roster, null), { code: 'invalid_option', field: 'every' })
  await assert.rejects(rateOfInnovationAsync(frame, roster, 5), { code: 'invalid_option', field: 'options' })
  assert.throws(() => alignment({ q: ['a'] }, null), { code: 'invalid_option', field: 'question' })
})

test('what is nested too deep is refused and never followed', () => {
  const deep = JSON.parse('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000))
  const circular = {}
  circular.a = circular
  const model = ExperienceModel.load(new URL('../../examples/data/coffee.cxm.json', import.meta.url))
  for (const bad of [deep, circular]) {
    for (const call of [
      () => nps([1], { labels: bad }), () => model.personaOf(bad), () => new Case(bad), () => toNotify({ id: 'x', causedBy: bad }, []),
      () => programReviews(bad, { today: '2026-11-01' }),
    ]) assert.throws(call, { name: 'CxmError', code: 'nesting_too_deep' })
    assert.deepEqual(ExperienceModel.problems(bad).map(({ code }) => code), ['nesting_too_deep'])
  }
})

test('the field of an error is the option as it is written here', () => {
  const field = (call) => { try { call() } catch (error) { return error.field } }
  assert.equal(field(() => pAdjust([0.1, 1.5])), 'pValues')
  assert.equal(field(() => pAdjust([0.1], { method: 'fdr' })), 'method')
  assert.equal(field(() => compare([9], [3], 'nps', { weightsB: [-1] })), 'weightsB')
  assert.equal(field(() => compare([9], [3], 'nps', { countsA: [1, 2] })), 'countsA')
  assert.equal(field(() => compare([9], [33], 'nps')), 'b')
  assert.equal(field(() => compare([9])), 'b')
  assert.equal(field(() => new TallyCube({ every: null }).observe([{ score: 9 }])), 'value')
  assert.equal(field(() => score([{ p_values: 99 }], 'nps', 'p_values')), 'p_values') // a column of the caller
  assert.equal(field(() => scorecard([{ nps: 9 }])), 'metrics')
})
