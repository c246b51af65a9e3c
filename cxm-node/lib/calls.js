'use strict'

const native = require('../native.js')
const errors = require('../errors.js')

const callNow = errors.call(native.call)
const callLater = errors.call(native.callAsync)

/**
 * A function and its `Async` twin. `prepare(copy, ...args)` gives what the compiled half is called with
 * (`{ name, columns, states, options }`) and `finish`, which makes the result of the answer.
 */
function twins(prepare) {
  const now = (...args) => {
    const { name, columns = [], states = [], options, finish } = prepare(false, ...args)
    return finish(callNow(name, columns, states, options))
  }
  const later = async (...args) => {
    const { signal, name, columns = [], states = [], options, finish } = prepare(true, ...args)
    signal?.throwIfAborted()
    const abort = new native.Abort()
    const answer = callLater(name, columns, states, options, abort)
    return finish(await (signal ? abortable(answer, signal, abort) : answer))
  }
  return [now, later]
}

/** Rejects with the signal's reason as soon as it aborts; work that waits for a thread is then not begun, work that runs ends at its next block. */
function abortable(answer, signal, abort) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      abort.abort()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

module.exports = { abortable, callNow, twins }
