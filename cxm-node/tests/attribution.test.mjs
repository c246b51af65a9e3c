// What only Node has of attribution: layouts, camelCase, twins, arrays as paths. The numbers are in the shared vectors.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as cxm from '../index.mjs'

const texts = ['search > mail', 'mail', 'search > search > mail']
const lists = [['search', 'mail'], ['mail'], ['search', 'search', 'mail']]
const counts = { times: [4, 1, 2], lost: [2, 1, 0], worth: [10.5, 0.25, 3] }
const options = { conversions: 'times', nulls: 'lost', value: 'worth', bootstrap: 100 }

test('paths are texts and arrays, in every layout', async () => {
  const expected = cxm.attribution({ path: texts, ...counts }, options)
  assert.deepEqual(expected.map((row) => row.channel), ['mail', 'search'])
  assert.ok(Math.abs(expected.reduce((sum, row) => sum + row.conversions, 0) - 7) < 1e-12)
  assert.ok(expected.every((row) => row.confLow <= row.conversions && row.removalEffectConfHigh >= row.removalEffect))
  assert.deepEqual(cxm.attribution({ path: lists, ...counts }, options), expected)
  assert.deepEqual(cxm.attribution({ path: [lists[0], texts[1], lists[2]], ...counts }, options), expected)
  const rows = lists.map((path, at) => ({ path, times: counts.times[at], lost: counts.lost[at], worth: counts.worth[at] }))
  assert.deepEqual(await cxm.attributionAsync(rows, options), expected)
  assert.deepEqual(cxm.attribution(rows, { ...options, as: 'columns' }).channel, ['mail', 'search'])
})

test('places are told apart, and the order that was chosen is named', () => {
  const frame = { path: texts, conversions: [4, 1, 2] }
  const places = cxm.attribution(frame, { method: 'shapley_ordered', bootstrap: 0 })
  assert.deepEqual(places.map((row) => [row.channel, row.position, row.conversions]), [['mail', 1, 1], ['mail', 2, 3], ['search', 1, 3]])
  assert.equal(typeof cxm.attribution(frame, { order: 'auto', bootstrap: 0 })[0].order, 'number')
})

test('wrong input names its place', () => {
  const refused = (code, row, field) => (error) => error instanceof cxm.CxmError && error.code === code && error.row === row && error.field === field
  for (const bad of [[], ['a', null], ['a', ['b']], ['a', new Date(0)], ['a', {}], ['a', '']]) {
    assert.throws(() => cxm.attribution({ path: ['a', bad], conversions: [1, 1] }), refused('invalid_path', 1, 'path'))
  }
  assert.throws(() => cxm.attribution({ path: ['a'], conversions: [1.5] }), refused('not_an_integer', 0, 'conversions'))
  assert.throws(() => cxm.attribution({ path: ['a'], total: [1] }), { code: 'unknown_column' })
  assert.throws(() => cxm.nps([[9]]), { code: 'not_a_number' })
})
