'use strict'

const { twins } = require('./calls.js')
const { framed, namesRead } = require('./inputs.js')
const { camel, optionsOf } = require('./options.js')
const { Estimate, laid } = require('./results.js')

const functions = {}
const define = (name, prepare) => ([functions[name], functions[`${name}Async`]] = twins(prepare))

/** A rate of customers: an estimate, or with `by` the table of segments. */
const RATES = ['average_order_value', 'churn_rate', 'contract_churn_rate', 'contract_retention_rate', 'gross_revenue_retention', 'net_revenue_retention', 'purchase_frequency', 'reactivation_rate', 'repeat_purchase_rate', 'retention_rate', 'returning_customer_rate']
for (const name of RATES) {
  define(camel(name), (copy, frame, given) => {
    const { as, ...options } = optionsOf(given)
    const lay = laid(as)
    const finish = (answer) => {
      const { estimate, segments } = JSON.parse(answer)
      return segments === null ? new Estimate(JSON.stringify(estimate)) : lay(segments)
    }
    return { name, ...framed(copy, frame, options, namesRead(name, options)), finish }
  })
}

/** A table of transactions. */
for (const name of ['cohort_retention', 'inter_purchase_time']) {
  define(camel(name), (copy, frame, given) => ({ name, ...framed(copy, frame, given, namesRead(name, optionsOf(given))) }))
}

module.exports = functions
