'use strict'

/** How the compiled half marks an error of the core: `cxm:` and its fields as JSON. */
const MARK = 'cxm:'

class CxmError extends Error {
  constructor({ code, message, row, line, field, pointer, expected, got }) {
    super(message)
    Object.assign(this, { code, row, line, field, pointer, expected, got })
  }
}
Object.defineProperty(CxmError.prototype, 'name', { value: 'CxmError', configurable: true, writable: true })

/** The error to throw for one that came out of the compiled half. */
function fromNative(error) {
  if (error instanceof Error && error.message.startsWith(MARK)) return new CxmError(JSON.parse(error.message.slice(MARK.length)))
  return error
}

/** `native`, with errors of the core as `CxmError`; also when it answers with a promise. */
function call(native) {
  return (...args) => {
    try {
      const answer = native(...args)
      return answer instanceof Promise ? answer.catch((error) => Promise.reject(fromNative(error))) : answer
    } catch (error) {
      throw fromNative(error)
    }
  }
}

module.exports = { CxmError, call }
