// A response to a survey of ten questions, validated as a request handler does: cxm beside ajv and zod, decisions compared, CPU time of all threads.
//
//     rivals=$(mktemp -d) && npm install --prefix $rivals zod ajv ajv-formats
//     NODE_PATH=$rivals/node_modules node benches/rivals/validate.mjs
//
// Each rival is given what it can say of the survey: ajv the JSON Schema that the survey itself makes, zod the same by hand. Neither says what is
// required after which answers; the responses here do not depend on it. The value that comes back is used in no row.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { Survey } = require('../../cxm-node/index.js')
const { z } = require('zod')
const Ajv = require('ajv/dist/2020').default
const addFormats = require('ajv-formats').default

const [RUNS, TIMES] = [9, 20_000]

const en = (text) => ({ en: text })
const options = ['price', 'quality', 'service', 'delivery'].map((id) => ({ id, text: en(id) }))
const scale = (min, max) => ({ min, max, direction: 'higherIsBetter' })
const ask = (id, kind, more) => ({ id, rev: 1, text: en(id), kind, ...more })
const document = {
  id: 'after-order', rev: 1, kind: 'transactional', respondents: 'customers', title: en('Your order'),
  questions: [
    ask('nps', 'nps', { required: true }),
    ask('why', { openText: { maxChars: 500 } }),
    ask('csat', { csat: { scale: scale(1, 5), topBox: 2 } }),
    ask('ces', { ces: { scale: scale(1, 7), form: 'ease' } }),
    ask('reason', { singleChoice: { options } }),
    ask('liked', { multiChoice: { options, min: 0, max: 4 } }),
    ask('grid', { matrix: { rows: options, scale: scale(1, 5) } }),
    ask('again', 'yesNo'),
    ask('visits', { number: {} }),
    ask('since', 'date'),
  ],
}
const survey = new Survey(document)

const ids = options.map(({ id }) => id)
const response = (i) => ({
  id: `r${i}`, survey: 'after-order', rev: 1, respondent: `c${i}`, at: '2026-11-21T10:00:00+01:00', status: 'complete', channel: 'web', language: 'en',
  answers: {
    nps: { score: i % 11 }, why: { text: `The parcel came on day ${i % 9}, and the box was ${i % 2 ? 'whole' : 'open'}.` }, csat: { score: 1 + (i % 5) },
    ces: { score: 1 + (i % 7) }, reason: { choice: ids[i % 4] }, liked: { choices: ids.slice(0, 1 + (i % 4)) },
    grid: { matrix: { price: 1 + (i % 5), quality: 5, service: 3, delivery: 1 + (i % 3) } }, again: { bool: i % 3 > 0 }, visits: { number: i % 40 },
    since: { date: `20${10 + (i % 16)}-0${1 + (i % 9)}-15` },
  },
})
const spoilt = [
  (answers) => (answers.nps.score = 11), (answers) => (answers.why.text = 'x'.repeat(501)), (answers) => (answers.csat.score = 2.5), (answers) => (answers.ces = { number: 3 }),
  (answers) => (answers.reason.choice = 'colour'), (answers) => (answers.liked.choices = ['price', 'price']), (answers) => (answers.grid.matrix.price = 0),
  (answers) => (answers.again.bool = 'yes'), (answers) => (answers.visits.number = '7'), (answers) => (answers.since.date = '2026-02-30'), (answers) => (answers.other = { score: 1 }),
]
const good = Array.from({ length: 200 }, (_, i) => response(i))
const bad = good.map((_, i) => {
  const made = response(i)
  spoilt[i % spoilt.length](made.answers)
  return made
})

const ajv = new Ajv({ allErrors: true, strict: false })
addFormats(ajv)
const byAjv = ajv.compile(survey.jsonSchema())

const missing = z.enum(['skipped', 'notApplicable', 'dontKnow']).nullable()
const point = (min, max) => z.int().min(min).max(max)
const answer = (key, inner) => z.union([z.strictObject({ [key]: inner }), missing, inner]).optional()
const choices = z.array(z.enum(ids)).max(4).refine((given) => new Set(given).size === given.length)
const zod = z.object({
  id: z.string(), survey: z.literal('after-order'), rev: z.int().min(0).max(1), respondent: z.string().nullish(), at: z.iso.datetime({ offset: true }),
  status: z.enum(['complete', 'partial', 'screenedOut', 'overQuota', 'test']), channel: z.string().nullish(), language: z.string().nullish(),
  answers: z.strictObject({
    nps: answer('score', point(0, 10)), why: answer('text', z.string().max(500)), csat: answer('score', point(1, 5)), ces: answer('score', point(1, 7)),
    reason: answer('choice', z.enum(ids)), liked: answer('choices', choices), grid: answer('matrix', z.partialRecord(z.enum(ids), point(1, 5))),
    again: answer('bool', z.boolean()), visits: answer('number', z.number()), since: answer('date', z.iso.date()),
  }),
})

const rivals = {
  'cxm validate': (given) => survey.validate(given).length === 0,
  'cxm parse': (given) => survey.parse(given).ok,
  ajv: (given) => byAjv(typeof given === 'string' ? JSON.parse(given) : given),
  zod: (given) => zod.safeParse(typeof given === 'string' ? JSON.parse(given) : given).success,
}

/** Microseconds of CPU a response, the least of the runs. */
function cpu(run, given) {
  let least = Infinity
  for (let i = 0; i < RUNS; i++) {
    const start = process.cpuUsage()
    for (let time = 0; time < TIMES; time++) run(given[time % given.length])
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / TIMES)
  }
  return least.toPrecision(3)
}

const texts = (given) => given.map((one) => JSON.stringify(one))
const cases = [['valid, an object', good, true], ['valid, JSON text', texts(good), true], ['one answer wrong, an object', bad, false], ['one answer wrong, JSON text', texts(bad), false]]
console.log(`## Node ${process.version}, ten questions, a response of ${JSON.stringify(good[0]).length} bytes\n`)
console.log(`| case | ${Object.keys(rivals).join(' | ')} |\n|---|${'---|'.repeat(Object.keys(rivals).length)}`)
for (const [name, given, wanted] of cases) {
  const times = Object.entries(rivals).map(([rival, run]) => {
    given.forEach((one, i) => {
      if (run(one) !== wanted) throw new Error(`${rival}, ${name}: response ${i} is ${wanted ? 'right' : 'wrong'}: ${JSON.stringify(one)}`)
    })
    return cpu(run, given)
  })
  console.log(`| ${name} | ${times.join(' | ')} |`)
}
