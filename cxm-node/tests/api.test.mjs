import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as cxm from '../index.mjs'
import native from '../bindings.js'
import { call } from '../errors.js'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))

test('the compiled half and the package have one version', () => {
  assert.equal(cxm.version(), require('../package.json').version)
})

test('import and require give the same names and the same things', () => {
  const required = require('../index.js')
  assert.deepEqual(Object.keys(required).sort(), Object.keys(cxm).sort())
  for (const name of Object.keys(cxm)) assert.equal(required[name], cxm[name])
})

test('every name is declared in index.d.ts', () => {
  const declared = readFileSync(join(root, 'index.d.ts'), 'utf8')
  for (const name of Object.keys(cxm)) assert.match(declared, new RegExp(`export (class|function|const) ${name}\\b`))
})

test('an error of the core is a CxmError with its place', () => {
  assert.throws(call(native._fail), (error) => {
    assert.ok(error instanceof cxm.CxmError && error instanceof Error)
    assert.equal(error.name, 'CxmError')
    assert.equal(error.code, 'invalid_option')
    assert.equal(error.message, 'interval must be wald or score, got wld')
    assert.deepEqual([error.row, error.field, error.expected, error.got, error.line], [41, 'interval', 'wald or score', 'wld', null])
    return true
  })
})

test('an error of the core that comes out of a promise is the same CxmError', async () => {
  const rejected = call(async () => native._fail())
  await assert.rejects(rejected, { name: 'CxmError', code: 'invalid_option', row: 41 })
})

test('other errors pass through unchanged', () => {
  const own = new TypeError('mine')
  assert.throws(call(() => { throw own }), own)
})

test('a panic is an error and does not end the process', () => {
  const script = "try { require('./bindings.js')._boom() } catch (e) { console.log(e instanceof Error, e.message) }"
  const child = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' })
  assert.equal(child.status, 0, child.stderr)
  assert.match(child.stdout, /^true .*boom/)
})

test('a missing binary names platform, package and the build command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cxm-'))
  try {
    for (const file of ['index.js', 'native.js', 'errors.js', 'lib', 'bindings.js', 'package.json']) cpSync(join(root, file), join(folder, file), { recursive: true })
    const child = spawnSync(process.execPath, ['-e', "require('./index.js')"], { cwd: folder, encoding: 'utf8' })
    assert.notEqual(child.status, 0)
    for (const part of [`${process.platform} ${process.arch}`, `cxm-${process.platform}-${process.arch}`, 'npm run build'])
      assert.ok(child.stderr.includes(part), child.stderr)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
