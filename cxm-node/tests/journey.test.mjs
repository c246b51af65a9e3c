import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { CxmError, Estimate, EventLog, ExperienceModel, chart } from '../index.mjs'

const ROWS = [
  { who: 'b', what: 'pay', at: new Date('2026-01-03T00:00Z'), where: 'web' },
  { who: 'a', what: 'visit', at: new Date('2026-01-01T00:00Z'), where: null },
  { who: 'b', what: 'visit', at: new Date('2026-01-02T00:00Z'), where: 'app' },
  { who: 'a', what: 'cart', at: new Date('2026-01-04T00:00Z'), where: 'web' },
  { who: 'c', what: 'visit', at: new Date('2026-01-01T00:00Z'), where: 'web' },
]
const COLUMNS = { customer: 'who', touchpoint: 'what', time: 'at' }
const log = (rows = ROWS, more = {}) => new EventLog(rows, { ...COLUMNS, ...more })

test('a log tells what it holds', () => {
  const own = log(ROWS, { channel: 'where' })
  assert.deepEqual([own.nEvents, own.nCustomers, own.nDropped, own.touchpoints, own.channels], [5, 3, 0, ['cart', 'pay', 'visit'], ['app', 'web']])
  assert.match(inspect(own), /^EventLog \{/)
})

test('a table comes as rows, as columns, and later', async () => {
  const rows = log().directlyFollows()
  assert.deepEqual(rows.map(({ source, target, n, medianSeconds }) => [source, target, n, medianSeconds]), [['visit', 'cart', 1, 259200], ['visit', 'pay', 1, 86400]])
  assert.deepEqual([...log().directlyFollows({ as: 'columns' }).n], [1, 1])
  assert.deepEqual(await log().directlyFollowsAsync(), rows)
  assert.deepEqual((await EventLog.fromAsync(ROWS, COLUMNS)).directlyFollows(), rows)
})

test('logs of different customers merge, those of the same are appended', () => {
  const parts = [log(ROWS.filter((row) => row.who === 'a')), log(ROWS.filter((row) => row.who !== 'a'))]
  assert.ok(EventLog.merged(parts).equals(log()))
  assert.throws(() => parts[0].merge(log()), (error) => error instanceof CxmError && error.code === 'duplicate_id' && error.field === 'customer')
  assert.equal(parts[0].append(log()).nEvents, 7)
})

test('bytes and clones hold the same log', () => {
  const own = log(ROWS, { channel: 'where' })
  assert.ok(EventLog.fromBytes(own.toBytes()).equals(own))
  const clone = own.clone()
  clone.append(log(ROWS, { channel: 'where' }))
  assert.deepEqual([own.nEvents, clone.nEvents], [5, 10])
})

test('rows without a touchpoint are named or dropped', () => {
  const rows = ROWS.map((row, index) => (index === 1 ? { ...row, what: null } : row))
  assert.throws(() => log(rows), (error) => error.code === 'too_few' && error.row === 1 && error.field === 'touchpoint')
  assert.equal(log(rows, { missing: 'drop' }).nDropped, 1)
})

test('throughput is in seconds', () => {
  const { n, nSingle, median, medianLow } = log().throughput({ level: 0.9 })
  assert.deepEqual([n, nSingle, median, medianLow], [3, 1, 86400, null])
})

const XES = Buffer.from(`<log><trace><string key="concept:name" value="ann"/>
<event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2026-01-02T10:00:00Z"/><string key="org:resource" value="till"/></event>
<event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2026-01-01T10:00:00Z"/><string key="org:resource" value="web"/></event>
</trace></log>`)

test('XES is read from a path, a URL or bytes, plain or gzip, now or later, and written', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'cxm-')), 'log.xes')
  writeFileSync(path, XES)
  const options = { channel: 'org:resource' }
  const own = EventLog.readXes(XES, options)
  assert.deepEqual([own.nEvents, own.touchpoints, own.channels], [2, ['pay', 'visit'], ['till', 'web']])
  for (const source of [path, pathToFileURL(path), gzipSync(XES)]) {
    assert.ok(EventLog.readXes(source, options).equals(own))
    assert.ok((await EventLog.readXesAsync(source, options)).equals(own))
  }
  assert.ok(EventLog.fromXes(own.toXes(options), options).equals(own))
})

test('a file that is refused says which event and line', async () => {
  const broken = Buffer.from(XES.toString().replace('2026-01-01T10:00:00Z', 'yesterday'))
  const is = (error) => error instanceof CxmError && error.code === 'invalid_time' && error.row === 1 && error.line === 3
  assert.throws(() => EventLog.readXes(broken), is)
  await assert.rejects(EventLog.readXesAsync(broken), is)
  assert.throws(() => EventLog.readXes(gzipSync(' '.repeat(100_000)), { maxBytes: 1000 }), (error) => error.code === 'invalid_gzip')
})

test('JSON events become logs', () => {
  const event = Buffer.from('{"type": "visit", "subject": "ann", "time": "2026-01-01T10:00:00Z", "data": {"n": 2}}')
  assert.equal(EventLog.readCloudevents(event, { value: '/data/n' }).nEvents, 1)
  const lines = Buffer.from('{"type": "page", "anonymousId": "x", "name": "Home", "timestamp": "2026-01-01"}\n')
  assert.deepEqual(EventLog.readSegment(lines).touchpoints, ['Viewed Home Page'])
  const ocel = Buffer.from(JSON.stringify({
    objects: [{ id: 'ann', type: 'customer' }], events: [{ id: 'e', type: 'pay', time: '2026-01-01', relationships: [{ objectId: 'ann', qualifier: '' }] }],
  }))
  assert.deepEqual(EventLog.readOcel(ocel, { objectType: 'customer' }).touchpoints, ['pay'])
  assert.throws(() => EventLog.readOcel(ocel, {}), (error) => error.code === 'invalid_option' && error.field === 'objectType')
})

const SHOP = [
  ['a', 'visit', '2026-03-01T10:00Z', 'plus'], ['a', 'cart', '2026-03-01T10:01Z', 'plus'], ['a', 'pay', '2026-03-01T10:05Z', 'plus'],
  ['b', 'visit', '2026-03-01T10:00Z', 'basic'], ['b', 'cart', '2026-03-01T10:02Z', 'basic'], ['c', 'visit', '2026-03-01T10:00Z', 'basic'],
].map(([who, what, at, plan]) => ({ who, what, at, plan }))

test('a funnel counts shares and times', async () => {
  const shop = log(SHOP)
  const rows = shop.funnel(['visit', 'cart', 'pay'], { within: '7d', asOf: new Date('2026-04-01') })
  assert.deepEqual(rows.map(({ step, n, medianSeconds }) => [step, n, medianSeconds]), [[0, 3, null], [1, 2, 90], [2, 1, 240]])
  assert.deepEqual([rows[0].confLow, rows[2].shareOfPrevious, rows[2].nExcluded], [1, 0.5, 0])
  assert.deepEqual(await shop.funnelAsync(['visit', ['cart', 'pay']], { as: 'columns' }).then(({ touchpoint }) => [...touchpoint]), ['visit', 'cart or pay'])
  assert.throws(() => shop.funnel(['visit', 'cart'], { order: 'loose' }), (error) => error.code === 'invalid_option' && error.field === 'order')
  assert.match(chart.funnel(rows).toSVG(), /visit/)
})

test('groups of a funnel are compared', () => {
  const shop = log(SHOP, { attributes: 'plan' })
  assert.deepEqual(shop.funnel(['visit', 'cart'], { by: 'plan' }).map(({ plan, n }) => [plan, n]), [['basic', 2], ['basic', 1], ['plus', 1], ['plus', 1]])
  const [row] = shop.compareFunnels(['visit', 'cart'], { by: 'plan', baseline: 'basic' })
  assert.deepEqual([row.plan, row.baseline, row.difference], ['plus', 'basic', 0.5])
})

const GOAL = {
  who: ['a', 'a', 'b', 'c', 'c', 'd'],
  what: ['visit', 'pay', 'visit', 'visit', 'leave', 'visit'],
  at: ['2026-01-01', '2026-01-02', '2026-01-08', '2026-01-01', '2026-01-04', '2026-01-01'],
  plan: ['x', 'x', 'y', 'y', 'y', 'x'],
}

test('goal performance is an estimate with its curve and groups', async () => {
  const own = new EventLog(GOAL, { customer: 'who', touchpoint: 'what', time: 'at', attributes: ['plan'] })
  const goal = own.goalPerformance({ start: 'visit', action: 'pay', within: 'P7D', asOf: '2026-01-10' })
  assert.ok(goal instanceof Estimate)
  assert.deepEqual([goal.estimate, goal.method, goal.nReached, goal.nWatching, goal.groups], [0.25, 'kaplan_meier', 1, 1, null])
  assert.deepEqual(goal.curve.map((row) => row.seconds), [0, 86400, 604800])
  const groups = own.goalPerformance({ start: 'visit', action: 'pay', exit: 'leave', within: 'P7D', asOf: new Date('2026-01-10'), by: 'plan' })
  assert.deepEqual(groups.groups.map((row) => row.plan), ['x', 'y'])
  assert.equal(groups.test.method, 'gray')
  assert.throws(() => own.goalPerformance('buy'), { code: 'no_model' })
  assert.deepEqual(await own.goalPerformanceAsync({ start: 'visit', action: 'pay', within: 'P7D', asOf: '2026-01-10', signal: new AbortController().signal }), goal)
  await assert.rejects(own.goalPerformanceAsync('buy'), { code: 'no_model' })
  assert.throws(() => own.coverage, { code: 'no_model' })
  assert.equal(own.tolerance({ bad: 'pay', churn: 'leave', most: 1 }).length, 2)
})

test('a log from a model knows its goals', async () => {
  const model = ExperienceModel.load(new URL('../../examples/data/experience.cxm.json', import.meta.url))
  const rows = {
    who: ['a', 'a', 'a', 'b', 'b'],
    type: ['programme.enrolled', 'benefit.received', 'page.read', 'programme.enrolled', 'programme.opted_out'],
    at: ['2026-01-01T10:00', '2026-01-02T09:00', '2026-01-05', '2026-01-01T10:00', '2026-01-01T11:00'],
    rank: [null, 1, null, null, null],
  }
  const own = EventLog.fromModel(rows, model, { customer: 'who', event: 'type', time: 'at', properties: ['rank'] })
  assert.ok(own.equals(await EventLog.fromModelAsync(rows, model, { customer: 'who', event: 'type', time: 'at', properties: ['rank'] })))
  assert.equal((await own.goalPerformanceAsync('benefit-day-1', { asOf: '2026-02-01' })).nReached, 1)
  const fitness = own.conformance('enrolment').fitness.estimate
  assert.ok(fitness > 0 && fitness < 1)
  assert.equal(own.conformance(model.journey('enrolment')).fitness.estimate, fitness)
  const goal = own.goalPerformance('benefit-day-1', { asOf: '2026-02-01' })
  assert.deepEqual([goal.n, goal.nReached, goal.nExited], [2, 1, 1])
  assert.deepEqual([own.coverage.estimate, own.coverage.n], [0.4, 5])
})

test('cohorts, ends of paths and what moves customers', async () => {
  const rows = {
    who: ['a', 'a', 'b', 'b'],
    what: ['visit', 'pay', 'visit', 'help'],
    at: ['2026-01-05', '2026-01-14', '2026-01-06', '2026-01-07'],
    where: ['web', 'web', 'web', 'phone'],
    felt: [1, 5, null, 2],
    plan: ['x', 'x', 'y', 'y'],
  }
  const own = new EventLog(rows, { customer: 'who', touchpoint: 'what', time: 'at', channel: 'where', value: 'felt', attributes: ['plan'] })
  const cohorts = own.retention('week', { asOf: '2026-01-18' })
  assert.deepEqual(cohorts.map((row) => [row.cohort, row.age, row.retention, row.complete]), [['2026-01-05', 0, 1, true], ['2026-01-05', 1, 0.5, true]])
  assert.deepEqual(await own.retentionAsync('week', { asOf: '2026-01-18' }), cohorts)
  assert.deepEqual(own.retention({ every: 'week', asOf: '2026-01-18' }), cohorts)
  assert.throws(() => own.retention('weak'), { code: 'invalid_option', field: 'every' })
  const ends = own.absorption(['pay'])
  assert.equal(ends.find((row) => row.touchpoint === 'visit' && row.target === 'pay').probability, 0.5)
  assert.equal(ends.find((row) => row.touchpoint === null).stepsToEnd, 2)
  assert.equal(own.absorption().length, 4)
  assert.deepEqual(own.peakEnd({ neutral: 3 }).map((row) => row.peakEnd), [3, 2])
  assert.equal(own.peakEndSummary().find((row) => row.measure === 'end').estimate, 3.5)
  assert.match(own.momentsOfTruth('pay')[0].flags, /association/)
  const service = own.selfService({ selfService: 'web', assisted: 'phone', within: 'P1D', asOf: '2026-02-01', by: 'plan' })
  assert.deepEqual(service.filter((row) => row.measure === 'containment').map((row) => [row.plan, row.estimate]), [['x', 1], ['y', 0]])
  assert.equal(own.compareSegments('plan', { as: 'columns' }).difference.length, 3)
})

test('conformance takes a list or a flow, and tells estimates and tables', () => {
  const rows = ['visit cart pay', 'visit pay'].flatMap((path, who) => path.split(' ').map((what, day) => ({ who, what, at: `2026-01-0${day + 1}` })))
  const found = log(rows).conformance(['visit', 'cart', 'pay'])
  assert.ok(found.fitness instanceof Estimate && found.coverage instanceof Estimate)
  assert.deepEqual([found.fitness.estimate, found.nFitting, found.nVariants, found.shortest, found.nFollowed], [0.9, 1, 2, 3, null])
  assert.deepEqual(found.deviations.map(({ touchpoint, kind, n }) => [touchpoint, kind, n]), [['cart', 'skipped', 1]])
  assert.equal(found.variants[1].alignment, 'visit > -cart > pay')
  assert.equal(log(rows).conformance({ seq: ['visit', { opt: 'cart' }, { step: 'pay' }] }).fitness.estimate, 1)
  assert.equal(log(rows).conformance(['visit', 'cart', 'pay'], { goal: 'pay', top: 1 }).variants.length, 1)
  assert.throws(() => log(rows).conformance('buying'), (error) => error instanceof CxmError && error.code === 'no_model')
})

test('handoffs, consistency and friction', async () => {
  const rows = [['a', 0, 'chat', 2], ['a', 15, 'phone', 9], ['b', 0, 'chat', 6], ['c', 0, 'phone', 8]].map(([who, minute, by, score]) => ({ who, what: 'ask', at: `2026-01-01 10:${String(minute).padStart(2, '0')}`, by, score }))
  const own = log(rows, { channel: 'by', value: 'score' })
  assert.deepEqual(own.handoffs().map(({ source, target, n, nSource }) => [source, target, n, nSource]), [['chat', 'phone', 1, 2]])
  assert.deepEqual(await own.handoffsAsync({ goal: 'ask' }), own.handoffs({ goal: 'ask' }))
  const found = own.channelConsistency({ margin: 2 })
  assert.deepEqual([found.highest, found.largestGap, found.isEquivalent, found.channels.length, found.pairs.length], ['phone', 4.5, false, 2, 1])
  assert.deepEqual(own.friction({ journey: ['ask'], waitOver: 'PT10M', score: 'value' }).map((row) => row.signal), ['drop_off', 'loop', 'back_step', 'long_wait', 'score'])
})

test('a log goes out as a table, and comes back', async () => {
  const own = log(ROWS, { channel: 'where' })
  const rows = own.events()
  assert.deepEqual(rows.map((row) => [row.customer, row.touchpoint, row.channel]), [['a', 'visit', null], ['a', 'cart', 'web'], ['b', 'visit', 'app'], ['b', 'pay', 'web'], ['c', 'visit', 'web']])
  assert.ok(new EventLog(rows, { customer: 'customer', touchpoint: 'touchpoint', time: 'time', channel: 'channel' }).equals(own))
  assert.deepEqual(await own.eventsAsync(), rows)
})

test('what is done next, step by step, and its pictures', () => {
  const rows = ['visit cart pay', 'visit pay', 'visit help'].flatMap((path, who) => path.split(' ').map((what, day) => ({ who: `c${who}`, what, at: `2026-01-0${day + 1}`, plan: who ? 'old' : 'new' })))
  const own = log(rows, { attributes: ['plan'] })
  const flows = own.stepFlows({ steps: 2 })
  assert.deepEqual(flows.filter((row) => row.step === 1).map(({ source, target, n, shareOfFirst }) => [source, target, n, shareOfFirst]), [['visit', 'cart', 1, 1 / 3], ['visit', 'help', 1, 1 / 3], ['visit', 'pay', 1, 1 / 3]])
  assert.deepEqual(own.stepFlows({ start: 'cart' }).map((row) => [row.source, row.target]), [['cart', 'pay'], ['pay', null]])
  const halves = own.stepMatrix({ steps: 2, by: 'plan' })
  assert.deepEqual(new Set(halves.map((row) => row.plan)), new Set(['new', 'old']))
  const pictures = {
    sankey: [chart.sankey(flows), '(ended)'],
    transitions: [chart.transitions(own.transitionMatrix()), 'cart'],
    stepMatrix: [chart.stepMatrix(own.stepMatrix()), 'visit'],
    difference: [chart.stepMatrix(halves), 'new less old'],
    cohorts: [chart.cohorts(own.retention('day')), '2026-01-01'],
    attribution: [chart.attribution(own.attribution('pay', { method: 'linear', bootstrap: 20 })), 'visit'],
  }
  for (const [name, [picture, text]] of Object.entries(pictures)) {
    assert.ok(picture.toSVG().includes(text), `${name} shows ${text}`)
    assert.match(picture.spec.$schema, /vega-lite/)
  }
  assert.match(pictures.attribution[0].toSVG(), /confidence interval/)
  assert.throws(() => chart.sankey(flows, { topp: 3 }), { code: 'invalid_option' })
})

test('several measures are counted at once', async () => {
  const many = log()
  const steps = many.touchpoints.slice(0, 2)
  const wanted = ['directlyFollows', { measure: 'funnel', steps }, { measure: 'variants', top: 1 }]
  const alone = [many.directlyFollows(), many.funnel(steps), many.variants({ top: 1 })]
  assert.deepEqual(many.measures(wanted), alone)
  assert.deepEqual(await many.measuresAsync(wanted, { as: 'columns' }), [many.directlyFollows({ as: 'columns' }), many.funnel(steps, { as: 'columns' }), many.variants({ top: 1, as: 'columns' })])
  assert.throws(() => many.measures([{ steps }]), { code: 'invalid_option', field: 'measure' })
})

test('what is not a table has a twin too', async () => {
  const own = log(ROWS, { channel: 'where' })
  assert.deepEqual(await own.conformanceAsync(['visit', 'pay']), own.conformance(['visit', 'pay']))
  assert.deepEqual(await own.channelConsistencyAsync({ score: 'worth' }).catch(({ code }) => code), 'unknown_column')
  assert.deepEqual(await own.throughputAsync(), own.throughput())
  assert.deepEqual(await own.toXesAsync(), own.toXes())
  assert.ok((await own.sessionizeAsync('1d')).equals(own.sessionize('1d')))
  await assert.rejects(own.conformanceAsync(['visit'], { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('a Map of options is the options, a Set of names the names', () => {
  const own = log()
  const short = own.funnel(['visit', 'pay'], { within: '1h' })
  assert.notDeepEqual(short, own.funnel(['visit', 'pay']))
  assert.deepEqual(own.funnel(['visit', 'pay'], new Map([['within', '1h']])), short)
  assert.deepEqual(own.funnel(new Set(['visit', 'pay']), { within: '1h' }), short)
  assert.deepEqual(own.funnel([new Set(['visit', 'cart']), 'pay']), own.funnel([['visit', 'cart'], 'pay']))
  assert.deepEqual(own.absorption(new Set(['pay'])), own.absorption(['pay']))
  assert.deepEqual(own.retention('day', new Map([['kind', 'on_or_after']])), own.retention('day', { kind: 'on_or_after' }))
  assert.deepEqual(own.measures(new Set(['directlyFollows', 'variants'])), own.measures(['directlyFollows', 'variants']))
  assert.throws(() => own.variants(new Set(['top'])), { code: 'invalid_option', field: 'options', got: 'a Set' })
})

test('rows may be Maps; what is none is refused by its name', () => {
  assert.ok(log(ROWS.map((row) => new Map(Object.entries(row)))).equals(log()))
  assert.throws(() => log((function* () { yield* ROWS })()), { code: 'invalid_option', field: 'frame', message: /\[\.\.\.rows\]/ })
  assert.throws(() => EventLog.readXes(null), { code: 'invalid_option', field: 'source', message: /a path, a URL of a file or bytes/ })
  assert.throws(() => EventLog.fromModel(ROWS, null, { ...COLUMNS, event: 'what' }), { code: 'invalid_option', field: 'model' })
  assert.throws(() => EventLog.merged([]), { code: 'invalid_option', field: 'logs' })
  assert.throws(() => log().merge(null), { field: 'other', message: 'other must be an EventLog, got null' })
})

test('names of the core are written as here, in tables and in errors', () => {
  const [row] = new EventLog(ROWS, { ...COLUMNS, attributes: 'where' }).compareSegments('where')
  assert.deepEqual(Object.keys(row).filter((name) => name.includes('_')), [])
  const [again] = new EventLog(ROWS, { ...COLUMNS, attributes: 'where' }).measures(['compareSegments', 'variants'].map((measure) => (measure === 'variants' ? measure : { measure, by: 'where' })))
  assert.deepEqual(again[0], row)
  assert.throws(() => log().funnel(['visit', 'pay'], { asOf: new Date('x') }), { code: 'invalid_time', field: 'asOf' })
  assert.throws(() => log().conformance('enrolment'), { code: 'no_model', message: /with fromModel/ })
  assert.throws(() => log().measures(['sums']), { message: /peakEndSummary/ })
})
