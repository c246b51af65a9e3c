import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'

import { Metric, readSurvey, readSurveyAsync, score } from '../index.mjs'

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
