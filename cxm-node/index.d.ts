import type { Code } from './codes.js'

export type { Code }

/** What went wrong and where: a stable code, a sentence, and the place where that is known. */
export class CxmError extends Error {
  readonly name: 'CxmError'
  readonly code: Code
  /** 0-based index of the record over the whole input. */
  readonly row: number | null
  /** 1-based line of the file. */
  readonly line: number | null
  readonly field: string | null
  /** JSON Pointer. */
  readonly pointer: string | null
  readonly expected: string | null
  readonly got: string | null
}

/** The version of cxm. */
export function version(): string
