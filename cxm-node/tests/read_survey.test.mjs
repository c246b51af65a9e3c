import assert from 'node:assert/strict'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'

import { Metric, Tally, TallyCube, Transition, readSurvey, readSurveyAsync, scanSurvey, score } from '../index.mjs'

const csv = Buffer.from('id,region,nps_score,Q7\na,EU,9,Good\nb,US,11,2\nc,EU,,bad\n__proto__,US,10,5\n')
const options = {
  questions: { nps_score: 'nps', csatOverall: new Metric('csat', { column: 'Q7' }) }, id: 'id', labels: { csatOverall: { Good: 4 } },
}

test('a survey export is read, each row accounted for', () => {
  const data = readSurvey(csv, options)
  assert.deepEqual(data.accounts.map(({ question, nRead, nScored, nMissing, nRejected, nExcluded }) => [question, nRead, nScored, nMissing, nRejected, nExcluded]), [
    ['nps_score', 4, 2, 1, 1, 0], ['csatOverall', 4, 3, 0, 1, 0],
  ])
  assert.deepEqual(data.rejected.map(({ row, line, field, code }) => [row, line, field, code]), [[1, 3, 'nps_score', 'out_of_range'], [2, 4, 'Q7', 'not_a_number']])
  assert.deepEqual([data.nRows, data.nDuplicates, data.lines], [4, 0, [2, 3, 4, 5]])
})

test('the frame has the names of the questions, and is scored', () => {
  const { frame } = readSurvey(csv, options)
  assert.deepEqual(frame.map((row) => [row.nps_score, row.csatOverall, row.region]), [[9, 4, 'EU'], [null, 2, 'US'], [null, null, 'EU'], [10, 5, 'US']])
  assert.equal(score(frame, 'nps', 'nps_score')[0].estimate, 100)
  const columns = readSurvey(csv, { ...options, as: 'columns' })
  assert.deepEqual(columns.frame.csatOverall, [4, 2, null, 5])
  assert.deepEqual(columns.accounts.nScored, [2, 3])
  assert.deepEqual(score(columns.frame, 'nps', 'nps_score', { by: 'region' }), score(frame, 'nps', 'nps_score', { by: 'region' }))
})

test('a path, a URL, bytes and the Async form give the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cxm-'))
  try {
    const path = join(folder, 'export.csv')
    writeFileSync(path, csv)
    const expected = readSurvey(csv, options)
    assert.deepEqual(readSurvey(path, options), expected)
    assert.deepEqual(readSurvey(pathToFileURL(path), options), expected)
    for (const source of [path, pathToFileURL(path), csv]) assert.deepEqual(await readSurveyAsync(source, options), expected)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what cannot be read is refused', async () => {
  assert.throws(() => readSurvey('/no/such/file.csv', options), { code: 'ENOENT' })
  await assert.rejects(readSurveyAsync('/no/such/file.csv', options), { code: 'ENOENT' })
  assert.throws(() => readSurvey(csv, {}), { code: 'invalid_option', field: 'questions' })
  assert.throws(() => readSurvey(csv, { ...options, onError: 'error' }), { code: 'out_of_range', row: 1, line: 3 })
  assert.throws(() => readSurvey(null, options), { code: 'invalid_option', field: 'source' })
  assert.throws(() => readSurvey(new Float64Array(3), options), { code: 'invalid_option', field: 'source' })
})

const scanned = { questions: { nps_score: 'nps' }, id: 'id' }

test('a scan hands on what reading holds, from a path, bytes, chunks and streams', async () => {
  const whole = readSurvey(csv, scanned)
  const folder = mkdtempSync(join(tmpdir(), 'cxm-'))
  try {
    const path = join(folder, 'export.csv')
    writeFileSync(path, csv)
    const chunks = [csv.subarray(0, 7), csv.subarray(7, 30), csv.subarray(30)]
    for (const source of [path, pathToFileURL(path), csv, chunks]) {
      assert.deepEqual([...scanSurvey(source, scanned)].flat(), whole.frame)
      const scan = scanSurvey(source, scanned)
      const cube = new TallyCube({ by: ['region'], every: null }).observe(scan, { value: 'nps_score' })
      assert.ok(cube.equals(new TallyCube({ by: ['region'], every: null }).observe(whole.frame, { value: 'nps_score' })))
      const { accounts, rejected, rejectedCounts, nRows, nDuplicates } = scan.account()
      assert.deepEqual([accounts, rejected, nRows, nDuplicates], [whole.accounts, whole.rejected, 4, null])
      assert.deepEqual(rejectedCounts, [{ code: 'out_of_range', n: 1 }])
    }
    for (const source of [path, csv, chunks, createReadStream(path)]) {
      const tally = await new Tally().observeAsync(scanSurvey(source, scanned))
      assert.deepEqual([tally.n, tally.nMissing], [2, 2])
    }
    const rows = []
    for await (const batch of scanSurvey(createReadStream(path), { ...scanned, as: 'columns' })) rows.push(...batch.nps_score)
    assert.deepEqual(rows, [9, null, null, 10])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a scan of many batches counts, weighs and is all or nothing', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i % 11},${i % 3}`)
  const file = Buffer.from(['nps,w', ...rows].join('\n'))
  const options = { questions: { nps: 'nps' }, numbers: 'w' }
  const [scores, weights] = [0, 1].map((at) => Float64Array.from(rows, (row) => row.split(',')[at]))
  assert.ok([...scanSurvey(file, options)].length > 1)
  assert.ok(new Tally().observe(scanSurvey(file, options)).equals(new Tally().observe(scores)))
  const weighted = await new Tally({ weighted: true }).observeAsync(scanSurvey(file, options), { weights: 'w' })
  assert.ok(weighted.equals(new Tally({ weighted: true }).observe(scores, { weights })))
  const broken = Buffer.concat([file, Buffer.from('\n9,-1\n')])
  const tally = new Tally({ weighted: true })
  assert.throws(() => tally.observe(scanSurvey(broken, options), { weights: 'w' }), { row: 100_000 })
  await assert.rejects(tally.observeAsync(scanSurvey(broken, options), { weights: 'w' }), { row: 100_000 })
  assert.equal(tally.n, 0)
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await assert.rejects(tally.observeAsync(scanSurvey(file, options), { signal: stop.signal }), { message: 'enough' })
})

test('a scan refuses what needs the whole file, and to be read twice', async () => {
  const scan = scanSurvey(csv, scanned)
  new Tally().observe(scan)
  assert.throws(() => new Tally().observe(scan), { code: 'invalid_option', field: 'scan' })
  await assert.rejects(new Tally().observeAsync(scan), { field: 'scan' })
  assert.throws(() => scanSurvey(csv, { ...scanned, duplicates: 'last' }), { field: 'duplicates' })
  assert.throws(() => scanSurvey(csv, { ...scanned, mostListd: 1 }), { code: 'invalid_option' })
  assert.throws(() => new Tally().observe(scanSurvey(csv, options)), { message: /of one question/ })
  assert.throws(() => [...scanSurvey(7, scanned)], { field: 'source' })
  assert.throws(() => [...scanSurvey('/no/such/file.csv', scanned)], { code: 'ENOENT' })
  assert.throws(() => new Transition().observe(scanSurvey(csv, scanned)), { code: 'invalid_option' })
})
