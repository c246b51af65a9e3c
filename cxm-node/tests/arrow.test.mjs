import assert from 'node:assert/strict'
import test from 'node:test'
import { gunzipSync } from 'node:zlib'

import { TallyCube, score, scoreAsync } from '../index.mjs'

// Made by pyarrow 26.0.1: score int8 [10, 9, null, 3], region dictionary [EU, US, EU, null], at timestamp[ms, UTC] from
// 2024-01-31T23:30 on, id int64 [2^60, 5, 2^60, 7]; as a stream of two batches, and as a file.
const unpack = (text) => gunzipSync(Buffer.from(text, 'base64'))
const stream = unpack('H4sIAAAAAAACA51SvU7DQAz2JZc0RBkyIJQBpI6MHRg6dKhUkBjYIBJrBVWphKhU+gisfQMGRh6BkUdgZ+UdGIN95yMXkyCKK8c5f1/8812rqqpOFUAOZClkEEMECb6hKQ0awzFyKJJ/oD+gH/F5hBgSA/p+l3NkAfriGuDQ4KDG+Lix3JS4+4I7XQN2pe4J/kxzg4fo5cUE5yswH0MPOTl2svOqiHqO0PtevRh9NZsvlnfA1TQ/AV54Hsu3+1E9V5tOXNvs5NeN0O+vlqsZ2FkT/MLOCoojYPnqmbUgy/DNKpqZ6hBogxWMW6XtfO4OCmRqRs44H0BtIXRbxjHnqD1MiTrg6e94J2V57vYolL/HXnOPUJsdLr+rNOd+bJk7+WVu3cFJxD6FwN25z3Eo8KHAXa+gRYNtzulOfQ3Ky78+vU83lCg+bVwfzE18m9xuamIeNcvlPe//8xfdx//UXYlcIPRVQtekRT//7L4bCHwgcKm7Ev3VtvcQ/tTeWIfevr4UvwBnUcyS+AQAAA==')
const file = unpack('H4sIAAAAAAACA+1UsU7DQAx9l17aUDJkQCgDSBm7IjF2oCpIGZCQChWsFVRNJUSl0k9gYOkfMDAyMjLyCeys/AMj2Hc+ej0RiQ/AkeOc7Tw/+3LpDQYn53vAF0mpgAwsbaRoIkZCTyRKQ5M5pBy2rB+kd6T7su5SjBIjfn9LfCwR6fQK6Jg41AHdKpvb5tydIHe0AFXl6gldpriJN0iHZ33il5O/iRblZFTJ8lUx1+ySFh5ek3Q+nkxnNxA0LXfgRfjYfNsf4zlsXgm26cnHjUlvL2fzMSzXhN6wXKHEmnk+ySxYUnqyE00NOiJtYrnE7aQtP7cHOWVqiRyLP8JKGqiXVGwmVnsxFeDAm7/LOxoOT10fufL72F7vo6FND9UPyjrvB+Hg108CLr5PB7xdPA/8nYC7WxdiyyBeBnFXSwd16taoWW+6rjfsdrR+6Y3l9fF9tGRH/mntYndi7Fv/erlKzOJ1+KzlfU+uf/stJeYEpMKqlBloqVvIBheCXQW8LsT/HMz3/4z/7Yzf0/x65t/5DT2tx5NCBQAA')

test('a stream and a file of Arrow are frames', async () => {
  for (const bytes of [stream, file, new Uint8Array(stream)]) {
    const table = score(bytes, 'nps', 'score', { by: 'region' })
    assert.deepEqual(table.map(({ region, n, nMissing, estimate }) => [region, n, nMissing, estimate]), [['EU', 1, 1, 100], ['US', 1, 0, 100], [null, 1, 0, -100]])
    assert.deepEqual(await scoreAsync(bytes, 'nps', 'score', { by: 'region' }), table)
  }
})

test('keys of Arrow past 2^53 are bigint, and times are read', () => {
  assert.deepEqual(score(stream, 'nps', 'score', { by: 'id' }).map(({ id, n }) => [id, n]), [[5, 1], [7, 1], [2n ** 60n, 1]])
  const months = score(stream, 'nps', 'score', { time: 'at', every: 'month' })
  assert.deepEqual(months.map(({ period, n }) => [period, n]), [['2024-01-01', 1], ['2024-02-01', 2]])
})

test('a table goes out as Arrow and can come in again', () => {
  const out = score(stream, 'nps', 'score', { by: ['region', 'id'], time: 'at', every: 'month', as: 'ipc' })
  assert.ok(out instanceof Uint8Array)
  const again = score(out, 'mean', 'n', { scale: [0, 10], by: ['region', 'id'], time: 'period', every: 'month' })
  const expected = score(score(stream, 'nps', 'score', { by: ['region', 'id'], time: 'at', every: 'month', as: 'columns' }), 'mean', 'n', { scale: [0, 10], by: ['region', 'id'], time: 'period', every: 'month' })
  assert.deepEqual(again, expected)
  assert.ok(again.length > 2)
})

test('a cube observes Arrow', () => {
  const cube = new TallyCube({ by: 'region', every: null }).observe(stream, { value: 'score' })
  assert.deepEqual(cube.score('nps').map(({ region, n }) => [region, n]), [['EU', 1], ['US', 1], [null, 1]])
})

test('damaged bytes are refused, however they are damaged', () => {
  for (const bad of [new Uint8Array(), Buffer.from('ARROW1'), Buffer.from('score\n9\n'), stream.subarray(0, 100), file.subarray(0, 600)]) {
    assert.throws(() => score(bad, 'nps', 'score'), (error) => error.code === 'invalid_encoding' || error.code === 'unknown_column')
  }
  for (let at = 0; at < stream.length; at += 3) {
    const damaged = Buffer.from(stream)
    damaged[at] ^= 0xff
    try {
      score(damaged, 'nps', 'score', { by: 'region' })
    } catch (error) {
      assert.ok(error instanceof Error, String(error))
    }
  }
  assert.throws(() => score(stream, 'nps', 'scores'), { code: 'unknown_column', field: 'scores' })
})
