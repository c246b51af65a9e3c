import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

import { CxmError, nps, npsAsync } from '../index.mjs'

const require = createRequire(import.meta.url)
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
  assert.throws(() => nps([9], { minN: -1 }), { code: 'invalid_option', field: 'min_n' })
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
  for (const file of readdirSync(`${here}/src`)) {
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
