// Compiled, never run: every public name, with the type that a user relies on.
import { CxmError, version, type Code } from '../../index.mjs'

export const text: string = version()
export const row = (error: CxmError): number | null => error.row
export const known: Code = 'out_of_range'
// @ts-expect-error: the codes are a closed table
export const unknown: Code = 'out_of_rage'
