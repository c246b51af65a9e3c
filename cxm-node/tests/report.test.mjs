import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'

import { Chart, Scorecard, TallyCube, chart, csat, nps, programKpis, score, scorecard, scorecardAsync } from '../index.mjs'

const rows = Array.from({ length: 120 }, (_, i) => ({
  nps: [10, 9, 8, 3, 11][i % 5], q7: 1 + (i % 5), isEU: i % 2 ? 'EU <b>' : 'US', at: `2024-0${1 + (i % 3)}-15`,
}))
const metrics = ['nps', { metric: 'csat', column: 'q7', title: 'Staff', labels: { veryGood: 5 } }]
const options = { by: 'isEU', time: 'at', every: 'month', na: [11], title: 'Guests' }

test('a scorecard is text, Markdown, HTML and JSON', async () => {
  const card = scorecard(rows, metrics, options)
  assert.ok(card instanceof Scorecard)
  for (const text of [card.toText(), String(card), card.toMarkdown()]) for (const part of ['Guests', 'NPS', 'Staff']) assert.ok(text.includes(part), part)
  const html = card.toHTML()
  assert.match(html, /^<!doctype html>/i)
  assert.ok(html.includes('EU &lt;b&gt;') && !html.includes('EU <b>'))
  assert.equal(JSON.parse(JSON.stringify(card)).title, 'Guests')
  const folder = mkdtempSync(join(tmpdir(), 'cxm-'))
  card.toHTML(join(folder, 'card.html'))
  assert.equal(readFileSync(join(folder, 'card.html'), 'utf8'), html)
  rmSync(folder, { recursive: true })
  assert.equal((await scorecardAsync(rows, metrics, options)).toHTML(), html)
})

test('a text is as wide as it is asked to be, and 100 unless it is', () => {
  const card = scorecard({ nps: [10, 9, 3] }, ['nps'])
  assert.equal(card.toText(), card.toText(100))
  assert.notEqual(card.toText(60), card.toText(100))
  assert.throws(() => card.toText(-1), { code: 'invalid_option', field: 'width' })
})

test('a scorecard of a cube is that of its frame', () => {
  const cube = new TallyCube({ by: 'isEU', every: 'month', na: 11 }).observe(rows, { value: 'nps', time: 'at' })
  const [ofCube, ofFrame] = [scorecard(cube, ['nps'], { title: 'Guests' }), scorecard(rows, ['nps'], options)].map((card) => card.toJSON())
  assert.deepEqual(ofCube.metrics[0].total, ofFrame.metrics[0].total)
  assert.ok(ofFrame.metrics[0].total)
  assert.equal(scorecard([cube, cube], ['nps', { metric: 'nps', title: 'Again' }]).toJSON().metrics.length, 2)
  assert.throws(() => scorecard([cube, cube], ['nps']), { code: 'invalid_option' })
  assert.throws(() => scorecard(rows, ['nsp']), { name: 'CxmError' })
})

test('charts have a specification and a picture', () => {
  const byGroup = score(rows, 'nps', 'nps', { by: 'isEU', na: 11 })
  const byMonth = score(rows, 'nps', 'nps', { by: 'isEU', time: 'at', every: 'month', na: 11 })
  const charts = [
    chart.estimates(byGroup, { metric: 'nps', reference: 25, referenceLabel: 'Target' }), chart.trend(byMonth, { title: 'By month' }),
    chart.distribution(nps(rows.map((row) => row.nps), { na: 11 })), chart.estimates(score(rows, 'nps', 'nps', { by: 'isEU', na: 11, as: 'columns' })),
    chart.estimates(score(rows, 'nps', 'nps', { by: 'isEU', na: 11, as: 'ipc' })),
  ]
  for (const made of charts) {
    assert.ok(made instanceof Chart)
    assert.match(made.spec.$schema, /vega-lite/)
    assert.match(made.toSVG(), /^<svg /)
    assert.deepEqual(JSON.parse(JSON.stringify(made)), made.spec)
  }
  assert.ok(charts[0].toSVG().includes('EU &lt;b&gt;'))
  assert.throws(() => chart.estimates([{ a: 1 }]), { name: 'CxmError' })
})

test('one estimate is a chart', () => {
  const scored = csat([5, 4, 1])
  const { spec } = chart.estimates(scored)
  assert.equal(spec.title.text ?? spec.title, 'CSAT')
  assert.match(chart.estimates(scored, { title: 'Desk' }).toSVG(), />Desk</)
  assert.throws(() => chart.trend(scored), { code: 'invalid_option', field: 'table' })
})

test('the KPIs of a program stand on the page of a scorecard', () => {
  const goals = { at: ['2026-09-03', '2026-09-04', '2026-10-05', '2026-10-07'], reached: [true, false, true, true], goal: Array(4).fill('day <1>') }
  for (const as of ['rows', 'columns']) {
    const kpis = programKpis({ versions: { at: ['2026-09-02', '2026-10-05'] }, goals }, { every: 'month', start: '2026-09-01', end: '2026-10-31', as })
    const card = scorecard({ nps: [10, 9, 3] }, ['nps']).withProgram(kpis)
    assert.match(card.toText(), /Goal performance: day <1> +100\.0 %/)
    assert.ok(card.toHTML().includes('Goal performance: day &lt;1&gt;'))
    assert.deepEqual(card.toJSON().program.map((row) => row.estimate), [1, 1, 0.5, 1])
    assert.match(card.toText(), /Rate of improvement +1 +95 % interval/)
  }
  assert.throws(() => scorecard({ nps: [10] }, ['nps']).withProgram([{ estimate: 1 }]), { code: 'unknown_column' })
})
