'use strict'

const { lists } = require('./inputs.js')
const { optionsOf } = require('./options.js')
const { pathOf, writtenTo } = require('./page.js')

/** What a persona lives through: its document, which can be drawn. */
class JourneyMap {
  #draw

  /** `draw(options)` is the core's picture. */
  constructor(element, draw) {
    this.#draw = draw
    Object.assign(this, element)
  }

  /** The flow as a Mermaid flowchart. */
  toMermaid(options) {
    return this.#picture('mermaid', options)
  }

  /** One page that needs no network and no script; also written to `path` if it is given. */
  toHTML(path, options) {
    const to = pathOf(path)
    return writtenTo(to, this.#picture('html', options))
  }

  toMarkdown(options) {
    return this.#picture('markdown', options)
  }

  toText(width, options) {
    return this.#picture('text', { ...optionsOf(options), width })
  }

  #picture(form, options) {
    const { observed, conformance, ...given } = optionsOf(options)
    const tables = { observed, deviations: conformance?.deviations }
    const columns = Object.entries(tables).filter(([, table]) => table).map(([name, table]) => [name, lists(table, name)])
    const { estimate, confLow, confHigh } = conformance?.fitness ?? {}
    const fitness = conformance ? { estimate, confLow, confHigh } : undefined
    return this.#draw({ ...given, ...Object.fromEntries(columns), fitness, journey: this.id, form })
  }
}

module.exports = { JourneyMap }
