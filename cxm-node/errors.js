'use strict'

/** How the compiled half marks an error of the core: `cxm:` and its fields as JSON. */
const MARK = 'cxm:'

class CxmError extends Error {
  constructor({ code, message, row = null, line = null, field = null, pointer = null, expected = null, got = null }) {
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

/** The error for an argument that cannot cross into the compiled half, in the words of the core's `Error::option`. */
function refuse(field, expected, got) {
  return new CxmError({ code: 'invalid_option', message: `${field} must be ${expected}, got ${got}`, field, expected, got })
}

module.exports = { CxmError, call, refuse }
