// The packed tarball, as a user installs it: with the package of this platform beside it, and without.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules/.bin')
const binary = readdirSync(root).find((file) => file.endsWith('.node'))
let folder, tarball, app

const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const node = (...args) => spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' })

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cxm-pack-'))
  tarball = join(folder, JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root))[0].filename)
  app = join(folder, 'app')
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), '{"name": "app", "private": true}')
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], app)
})
after(() => rmSync(folder, { recursive: true }))

test('it carries licences and README, and no binary', () => {
  const files = readdirSync(join(app, 'node_modules/cxm'))
  for (const file of ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'index.d.mts', 'index.d.ts']) assert.ok(files.includes(file), file)
  assert.ok(!files.some((file) => file.endsWith('.node')))
})

test('publint has nothing to say', () => {
  assert.match(run(join(bin, 'publint'), ['run', tarball, '--strict'], root), /All good!/)
})

test('are the types wrong: no', () => {
  assert.match(run(join(bin, 'attw'), [tarball, '--no-color'], root), /No problems found/)
})

test('without the package of this platform, loading says what is missing', () => {
  const loaded = node('-e', "require('cxm')")
  assert.notEqual(loaded.status, 0)
  assert.match(loaded.stderr, /cxm has no compiled half/)
})

test('with it, import, require and TypeScript work', () => {
  // As `napi create-npm-dirs` and `napi artifacts` lay it out.
  const platform = `cxm-${binary.slice('cxm.'.length, -'.node'.length)}`
  const beside = join(app, 'node_modules', platform)
  mkdirSync(beside)
  cpSync(join(root, binary), join(beside, binary))
  writeFileSync(join(beside, 'package.json'), JSON.stringify({ name: platform, version: '0.1.0', main: binary }))
  assert.ok(existsSync(join(beside, binary)))

  assert.equal(node('-p', "require('cxm').version()").stdout, '0.1.0\n')
  assert.equal(node('--input-type=module', '-e', "import { version } from 'cxm'; console.log(version())").stdout, '0.1.0\n')
  const source = "import { CxmError, version, type Code } from 'cxm'\nconst v: string = version()\nexport const code = (e: CxmError): Code => e.code\nconsole.log(v)\n"
  writeFileSync(join(app, 'main.mts'), source)
  writeFileSync(join(app, 'main.cts'), source)
  run(join(bin, 'tsc'), ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', 'main.mts', 'main.cts'], app)
  assert.equal(node('main.mjs').stdout, '0.1.0\n')
  assert.equal(node('main.cjs').stdout, '0.1.0\n')
})
