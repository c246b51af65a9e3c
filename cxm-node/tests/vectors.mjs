// The vectors that the three languages share, and what each leaves of its run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const folder = join(root, 'conformance')
export const read = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** What .ci/conformance_counts.py compares. */
export function leave(name, text) {
  const target = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'conformance')
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, name), text)
}
