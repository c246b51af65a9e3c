import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { Worker } from 'node:worker_threads'

import { Tally, npsAsync, scoreAsync } from '../index.mjs'

test('a signal that is aborted already begins nothing', async () => {
  await assert.rejects(npsAsync([9], { signal: AbortSignal.abort() }), { name: 'AbortError' })
  const reason = new Error('changed my mind')
  await assert.rejects(npsAsync([9], { signal: AbortSignal.abort(reason) }), reason)
})

test('a signal that aborts later rejects at once, and leaves the state as it was', async () => {
  const tally = new Tally()
  const controller = new AbortController()
  const observed = tally.observeAsync(new Uint8Array(1_000_000).fill(9), { signal: controller.signal })
  controller.abort()
  await assert.rejects(observed, { name: 'AbortError' })
  await new Promise((done) => setTimeout(done, 50))
  assert.equal(tally.n, 0)
})

const require = createRequire(import.meta.url)
const native = require('../native.js')
const { pack } = require('../lib/columns.js')

test('work that runs is asked before each block, and stops where it is told to', async () => {
  const column = pack('values', new Float64Array(1_000_000).fill(9), true)
  const [stopped, whole] = [new native.Abort(7), new native.Abort()]
  await assert.rejects(native.callAsync('nps', [column], [], '{}', stopped), /"code":"stopped"/)
  assert.equal(stopped.asked, 7)
  await native.callAsync('nps', [column], [], '{}', whole)
  assert.ok(whole.asked > 60, String(whole.asked)) // 16,384 rows a block
})

test('a signal stops the work that runs', async (t) => {
  const { Abort } = native
  t.after(() => { native.Abort = Abort })
  let abort
  native.Abort = class extends Abort { constructor() { super(); abort = this } }
  const controller = new AbortController()
  const { signal } = controller
  // The listener is taken off when the work is over.
  const over = new Promise((resolve) => { signal.removeEventListener = resolve })
  const draws = 10_000_000
  const drawn = npsAsync([10, 9, 3], { interval: 'bootstrap', draws, signal })
  const rejected = assert.rejects(drawn, { name: 'AbortError' })
  while (abort === undefined || abort.asked < 3) await new Promise(setImmediate)
  controller.abort()
  await rejected
  await over
  assert.ok(abort.asked < draws / 1024, `${abort.asked} blocks of draws`)
})

test('a signal that never aborts changes nothing, and keeps its own handler', async () => {
  const controller = new AbortController()
  let called = 0
  controller.signal.onabort = () => called++
  assert.equal((await npsAsync([9, 10], { signal: controller.signal })).estimate, 100)
  controller.abort()
  assert.equal(called, 1)
})

test('many calls at once answer each for itself', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => [{ score: i % 11 }])
  const tables = await Promise.all(rows.map((row) => scoreAsync(row, 'nps', 'score')))
  assert.deepEqual(tables.map(([row]) => row.estimate), rows.map(([{ score }]) => (score > 8 ? 100 : score > 6 ? 0 : -100)))
})

test('a worker thread scores, too', async () => {
  const script = `import(${JSON.stringify(new URL('../index.mjs', import.meta.url).href)}).then(async ({ npsAsync }) =>
    require('node:worker_threads').parentPort.postMessage((await npsAsync([10, 9, 3, 7])).estimate))`
  const worker = new Worker(script, { eval: true })
  const estimate = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  assert.equal(estimate, 25)
  await worker.terminate()
})
