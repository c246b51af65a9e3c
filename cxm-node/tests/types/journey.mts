// Compiled, never run: the rows and options of an event log.
import { EventLog, EventStream, type Conformance, type Estimate, type Table } from '../../index.mjs'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._: Same<A, B> extends true ? [] : ['differs']) => {}
type Row<T> = T extends readonly (infer R)[] ? R : never
type Ends = 'share' | 'confLow' | 'confHigh'
type Effect = 'nWith' | 'nWithout' | 'goalEffect' | 'goalEffectLow' | 'goalEffectHigh' | 'pValue' | 'pAdjusted' | 'flags'

const log = new EventLog([{ who: 'a', what: 'visit', at: new Date() }], { customer: 'who', touchpoint: 'what', time: 'at', channel: null })
// @ts-expect-error: the time is required
new EventLog([], { customer: 'who', touchpoint: 'what' })

const found = log.conformance(['visit', { opt: 'help' }, 'pay'], { goal: 'pay', landmark: 'P7D', within: 'P30D', asOf: new Date(), tz: 'UTC', top: 3, level: 0.9 })
same<typeof found, Conformance>()
same<typeof found.fitness, Estimate>()
same<keyof Row<typeof found.deviations>, 'touchpoint' | 'kind' | 'n' | 'nTimes' | Ends | Effect>()
same<keyof Row<typeof found.variants>, 'path' | 'n' | 'length' | 'cost' | 'fitness' | 'alignment' | Ends>()
const handoffs = log.handoffs({ goal: ['pay'], level: 0.9 })
same<keyof Row<typeof handoffs>, 'source' | 'target' | 'nHandoffs' | 'nSource' | 'n' | 'medianSeconds' | 'p90Seconds' | Ends | Effect>()
const friction = log.friction({ journey: ['visit', 'pay'], goal: 'pay', waitOver: 'P2D', inactive: 'P30D', score: 'value', asOf: '2026-01-01', tz: 'UTC' })
type Frictions = 'touchpoint' | 'signal' | 'n' | 'rate' | 'confLow' | 'confHigh' | 'rest' | 'difference' | 'excess' | 'medianSeconds' | 'pValue' | 'pAdjusted' | 'flags'
same<keyof Row<typeof friction>, Frictions>()
// @ts-expect-error: no such option
log.friction({ waitover: 'P2D' })
const high: unknown = log.compareSegments('plan')[0]?.segmentHigh
const time: string | undefined = log.events()[0]?.time
log.funnel([new Set(['visit', 'look']), 'pay'], { within: 'P7D' })

const later: Promise<Conformance> = log.conformanceAsync('enrolment', { signal: new AbortController().signal })
const sessions: Promise<EventLog> = log.sessionizeAsync('30m')
const mean: Promise<number | null> = log.throughputAsync().then((own) => own.mean)
const gap: Promise<number | null> = log.channelConsistencyAsync({ margin: 1 }).then((own) => own.largestGap)
const bytes: Promise<Uint8Array> = log.toXesAsync({ channel: 'org:resource' })
const drained: EventLog = new EventStream({ customer: 'who', touchpoint: 'what', time: 'at', idle: 'P1D' }).observe([]).drain()
export { bytes, drained, gap, high, later, mean, sessions, time, type Table }
