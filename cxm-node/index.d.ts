/** What went wrong, as a stable name that is the same in Rust, Python and Node. */
export type Code =
  | 'out_of_range'
  | 'not_an_integer'
  | 'not_a_number'
  | 'scale_mismatch'
  | 'direction_mismatch'
  | 'definition_mismatch'
  | 'count_overflow'
  | 'not_contained'
  | 'too_few'
  | 'no_model'
  | 'unit_unknown'
  | 'unknown_column'
  | 'unknown_id'
  | 'duplicate_id'
  | 'invalid_time'
  | 'invalid_duration'
  | 'invalid_weight'
  | 'invalid_level'
  | 'invalid_option'
  | 'invalid_json'
  | 'nesting_too_deep'
  | 'duplicate_key'
  | 'unknown_key'
  | 'invalid_csv'
  | 'invalid_encoding'
  | 'invalid_state'
  | 'unsupported_version'
  | 'currency_mismatch'
  | 'collinear'
  | 'infinite_mean'
  | 'illegal_transition'
  | 'length_mismatch'
  | 'unknown_metric'
  | 'unknown_zone'
  | 'too_many_groups'

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
