'use strict'

const { closeSync, openSync, readSync } = require('node:fs')
const { open } = require('node:fs/promises')

const native = require('../native.js')
const errors = require('../errors.js')
const { abortable } = require('./calls.js')
const { optionsOf, toJson } = require('./options.js')
const { INSPECT, batchOf, tablesOf } = require('./results.js')

/** Bytes read from a file at a time: what a batch is made of. */
const CHUNK = 256 << 10

const isPath = (source) => typeof source === 'string' || source instanceof URL
const wanted = 'a path, bytes, or chunks of bytes that can be iterated'

function* chunksNow(source) {
  if (isPath(source)) {
    const file = openSync(source, 'r')
    try {
      const buffer = Buffer.allocUnsafe(CHUNK)
      for (let n; (n = readSync(file, buffer, 0, CHUNK)) > 0;) yield buffer.subarray(0, n)
    } finally {
      closeSync(file)
    }
  } else if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += CHUNK) yield source.subarray(at, at + CHUNK)
  } else if (source?.[Symbol.iterator]) {
    yield* source
  } else {
    throw errors.refuse('source', source?.[Symbol.asyncIterator] ? `${wanted}; this one with for await or observeAsync` : wanted, typeof source)
  }
}

async function* chunksLater(source) {
  if (isPath(source)) {
    const file = await open(source, 'r')
    try {
      const buffer = Buffer.allocUnsafe(CHUNK)
      for (let n; (n = (await file.read(buffer, 0, CHUNK)).bytesRead) > 0;) yield buffer.subarray(0, n)
    } finally {
      await file.close()
    }
  } else if (source?.[Symbol.asyncIterator]) {
    yield* source
  } else {
    yield* chunksNow(source)
  }
}

const feed = errors.call((scan, ...given) => scan.feed(...given))
const feedLater = errors.call((scan, ...given) => scan.feedAsync(...given))
const newScan = errors.call((options) => new native.Scan(options))
const account = errors.call((scan) => scan.account())

/** A survey export, read once and batch by batch: iterate it, or let a `Tally` or a `TallyCube` observe it. */
class SurveyScan {
  #native
  #source
  #as
  #begun = false

  constructor(source, given) {
    const { as, questions, ...options } = optionsOf(given)
    this.#as = as
    this.#source = source
    batchOf(as) // refuses another layout now
    this.#native = newScan(toJson({ ...options, questions: questions && !Array.isArray(questions) ? Object.entries(questions) : questions }))
  }

  /** What became of the rows read so far: of all of them, once the scan is at its end. */
  account() {
    return tablesOf(this.#as)(account(this.#native))
  }

  #begin() {
    if (this.#begun) throw errors.refuse('scan', 'one that is not read yet; scan the file again', 'one that was begun')
    this.#begun = true
    return [this.#native, this.#source]
  }

  *[Symbol.iterator]() {
    const [scan, source] = this.#begin()
    const batch = batchOf(this.#as)
    for (const chunk of chunksNow(source)) {
      const step = feed(scan, chunk, null, '{}')
      if (step !== null) yield batch(step)
    }
    const last = feed(scan, null, null, '{}')
    if (last !== null) yield batch(last)
  }

  async *[Symbol.asyncIterator]() {
    const [scan, source] = this.#begin()
    const batch = batchOf(this.#as)
    for await (const chunk of chunksLater(source)) {
      const step = await feedLater(scan, chunk, null, '{}', new native.Abort())
      if (step !== null) yield batch(step)
    }
    const last = await feedLater(scan, null, null, '{}', new native.Abort())
    if (last !== null) yield batch(last)
  }

  /** What a state like this one sees of the whole file. */
  static observed(own, state, options) {
    const [scan, source] = own.#begin()
    const json = toJson(optionsOf(options))
    for (const chunk of chunksNow(source)) feed(scan, chunk, state, json)
    return feed(scan, null, state, json)
  }

  static async observedAsync(own, state, given) {
    const { signal, ...options } = optionsOf(given)
    signal?.throwIfAborted()
    const [scan, source] = own.#begin()
    const json = toJson(options)
    const step = (chunk) => {
      const abort = new native.Abort()
      const answer = feedLater(scan, chunk, state, json, abort)
      return signal ? abortable(answer, signal, abort) : answer
    }
    for await (const chunk of chunksLater(source)) {
      signal?.throwIfAborted()
      await step(chunk)
    }
    return step(null)
  }

  [INSPECT]() {
    return `SurveyScan { nRows: ${this.account().nRows} }`
  }
}

const scanSurvey = (source, options) => new SurveyScan(source, options)

module.exports = { SurveyScan, scanSurvey }
