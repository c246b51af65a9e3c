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

/** Options and functions that the core calls by two words; here they are `minN`, `compareGroups`. */
const NAMES = [
  'min_n', 'max_groups', 'n_missing', 'n_invalid', 'n_b', 'prior_mean', 'prior_n', 'most_listed', 'on_error', 'max_columns', 'max_field_bytes', 'spreadsheet_safe',
  'reference_label', 'weights_a', 'weights_b', 'counts_a', 'counts_b', 'time_zone', 'compare_groups', 'compare_all', 'read_survey', 'scan_survey', 'p_adjust', 'required_n',
  'detectable_difference', 'share_intervals', 'from_counts', 'to_text', 'p_values', 'root_cause', 'escalate_if_overdue', 'follow_up', 'led_to', 'is_overdue', 'as_of', 'control_before', 'control_after', 'units_before', 'units_after', 'units_control_before', 'units_control_after',
  'benefit_std_error', 'cost_std_error', 'conf_low', 'conf_high', 'conf_level', 'impact_from', 'effort_to', 'n_reached', 'n_total', 'reopen_every', 'std_error', 'value_at_risk', 'half_life', 'max_bytes', 'max_ratio', 'object_type', 'return_touchpoint', 'self_service', 'wait_over', 'max_open', 'discount_rate', 'discount_rate_monthly', 'from_params', 'observation_end', 'purchase_fit', 'spend_fit', 'kaplan_meier', 'nelson_aalen', 'log_rank',
  'from_model', 'directly_follows', 'eventually_follows', 'start_touchpoints', 'end_touchpoints', 'touchpoint_counts', 'minimum_self_distances', 'compare_funnels', 'compare_segments', 'next_step', 'step_matrix', 'step_flows', 'transition_matrix', 'peak_end', 'peak_end_summary', 'moments_of_truth',
  'calibration_end', 'value_at_stake', 'rfm_scores', 'rfm_segments', 'likelihood_ratio',
  'contract_start', 'contract_end', 'next_end', 'time_label', 'max_frequency', 'frequency_recency', 'clv_distribution', 'dormant_after', 'transaction_kind', 'rmst_difference', 'aalen_johansen',
]
const NAME = new RegExp(`\\b(?:${NAMES.join('|')})\\b`, 'g')
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/**
 * A sentence of the core, which writes options as Python does: `na=(11,)` is `na: [11]` here, `min_n` is `minN`. What stands in quotes is left as it
 * is, unless the sentence is about the name of an option.
 */
function spelled(sentence, ofName = false) {
  const parts = sentence.split(/("(?:[^"\\]|\\.)*")/)
  return parts.map((part, place) => (place % 2 ? (ofName ? camel(part) : part) : written(part))).join('')
}
const written = (text) =>
  text
    .replace(/\b([a-z_]+)=\(([^()]*?),?\)/g, (_, name, items) => `${camel(name)}: [${items}]`)
    .replace(/\b([a-z_]+)=(?=\S|$)/g, (_, name) => `${camel(name)}: `)
    .replace(/\bNone\b/g, 'null')
    .replace(NAME, camel)

/** Codes whose sentences are of the caller's columns and documents, not of options. */
const OF_DATA = new Set(['unknown_column', 'duplicate_id', 'invalid_document', 'invalid_json', 'unknown_id', 'invalid_state', 'unknown_key', 'duplicate_key', 'unsupported_version'])

/** Codes whose field is an option. */
const OF_CALLS = new Set(['invalid_option', 'illegal_transition'])

/** Whether an error is about an argument of this name, and not about a column, which mostly has a row, and whose name stands in quotes. */
const isArgument = ({ field, message, row }) =>
  message.startsWith(`${field} must be `) || message.includes(` ${field}; the columns must be `) || (row === null && !message.includes(`"${field}"`))

/** The error for one that came out of the compiled half. */
function fromCore(fields) {
  if (OF_DATA.has(fields.code)) return new CxmError(fields)
  const { code, message, field, expected, got } = fields
  const ofName = code === 'invalid_option' && field !== null && field === got // an option that there is not
  const named = ofName || (NAMES.includes(field) && (OF_CALLS.has(code) || isArgument(fields))) ? camel(field) : field
  return new CxmError({ ...fields, message: spelled(message, ofName), field: named, expected: expected === null ? null : spelled(expected), got: ofName ? named : got })
}

/** The error to throw for one that came out of the compiled half. */
function fromNative(error) {
  if (error instanceof Error && error.message.startsWith(MARK)) return fromCore(JSON.parse(error.message.slice(MARK.length)))
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
function refuse(what, expected, got, field = what) {
  return new CxmError({ code: 'invalid_option', message: `${what} must be ${expected}, got ${got}`, field, expected, got })
}

module.exports = { CxmError, call, camel, refuse, spelled }
