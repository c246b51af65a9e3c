import assert from 'node:assert/strict'
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
