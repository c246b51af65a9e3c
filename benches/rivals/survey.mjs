// cxm beside loops over typed arrays, in Node: one run, the same data, answers compared, CPU time of all threads.
//
//     node benches/rivals/survey.mjs 10000000
//
// The loops are the best we know: counts a group and score in one typed array, a table of codes for numbers and a Map for texts. They give
// the score alone; cxm checks every value and gives the interval and the counts of missing and invalid answers beside it.
import { createRequire } from 'node:module'

const { nps, score } = createRequire(import.meta.url)('../../cxm-node/index.js')
const rows = Number(process.argv[2] ?? 10_000_000)
const RUNS = 7

let seed = 1
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

function cpu(run) {
  let least = Infinity
  const answer = run()
  for (let i = 0; i < RUNS; i++) {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
  }
  return [least, answer]
}

const scores = Uint8Array.from({ length: rows }, () => random(11))
const net = (counts, from) => {
  let [n, sum] = [0, 0]
  for (let point = 0; point <= 10; point++) {
    n += counts[from + point]
    sum += (point >= 9 ? 1 : point <= 6 ? -1 : 0) * counts[from + point]
  }
  return (100 * sum) / n
}

function overallLoop() {
  let [promoters, detractors] = [0, 0]
  for (let i = 0; i < rows; i++) {
    if (scores[i] >= 9) promoters++
    else if (scores[i] <= 6) detractors++
  }
  return (100 * (promoters - detractors)) / rows
}

function byNumberLoop(groups, count) {
  const counts = new Uint32Array(count * 11)
  for (let i = 0; i < rows; i++) counts[groups[i] * 11 + scores[i]]++
  return Array.from({ length: count }, (_, group) => net(counts, group * 11)).reduce((a, b) => a + b)
}

function byTextLoop(names) {
  const groups = new Map()
  for (let i = 0; i < rows; i++) {
    let counts = groups.get(names[i])
    if (counts === undefined) groups.set(names[i], (counts = new Uint32Array(11)))
    counts[scores[i]]++
  }
  return [...groups.values()].map((counts) => net(counts, 0)).reduce((a, b) => a + b)
}

const total = (table) => table.estimate.reduce((a, b) => a + b)
const cases = [['overall u8', () => nps(scores).estimate, overallLoop]]
for (const count of [5, 1000]) {
  const groups = Uint16Array.from({ length: rows }, () => random(count))
  const frame = { g: groups, s: scores }
  cases.push([`by ${count} u16`, () => total(score(frame, 'nps', 's', { by: ['g'], as: 'columns' })), () => byNumberLoop(groups, count)])
  if (rows <= 10_000_000) {
    const names = Array.from(groups, (group) => `region ${group}`)
    const texts = { g: names, s: scores }
    cases.push([`by ${count} text`, () => total(score(texts, 'nps', 's', { by: ['g'], as: 'columns' })), () => byTextLoop(names)])
  }
}
console.log(`## Node ${process.version}, ${rows.toLocaleString('en')} rows\n`)
console.log('| case | cxm | loop | loop / cxm |\n|---|---|---|---|')
for (const [name, ours, loop] of cases) {
  const [own, answer] = cpu(ours)
  const [theirs, expected] = cpu(loop)
  if (!(Math.abs(answer - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) throw new Error(`${name}: ${answer} is not ${expected}`)
  console.log(`| ${name} | ${own.toPrecision(3)} | ${theirs.toPrecision(3)} | ${(theirs / own).toPrecision(2)} |`)
}
