// SPDX-License-Identifier: GPL-3.0-or-later
// What every browser test needs: a server, a browser, pages of some size, and checks that
// hold for all pages.  What is opened here is closed with its test or test file.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { chromium } from 'playwright-core'

const run = promisify(execFile)

export const tree = fileURLToPath(new URL('../..', import.meta.url))
export const program = () => process.env.ATTUNE || join(tree, 'build/release/attune')

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const sizes = {
  phone: { width: 320, height: 568 },
  tablet: { width: 768, height: 1024 },
  desktop: { width: 1280, height: 800 },
}

// The four looks a page must be good in, for loops over tests.
export const looks = ['phone', 'desktop'].flatMap(size =>
  [false, true].map(dark => ({ size, dark, name: `${size}, ${dark ? 'dark' : 'light'}` })))

// Only what is broken is waited for that long, on whatever machine this is.
const PATIENCE = 120_000

// Ports of this process alone, below those that the kernel hands out to whoever asks for any:
// nobody takes one between two listenings.
const ports = 10_000 + process.pid % 2000 * 10
let n_ports = 0

// A port of this machine that nobody listens at.
export async function freePort() {
  for (;;) {
    const port = ports + n_ports++
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}

let shared

// Where a second client may drive the same browser.
export const debugging = await freePort()

// One browser per test file, started by the first page.
function browser() {
  shared ??= chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium-headless-shell',
    timeout: PATIENCE,
    chromiumSandbox: false,     // needs what containers lack, and only our own pages are opened
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
      '--disable-background-networking', '--disable-component-update',
      `--remote-debugging-port=${debugging}`],
  })
  return shared
}

after(async () => (await shared)?.close())

// A page in a context of its own (no cookies), closed with test `t`.
// `size` a name of sizes; `dark`; `scripts: false` for a browser that runs none.
// page.asked lists every address that was requested, page.complaints what the console and
// the scripts said; page.source is the document as it came.
export async function open(t, { size = 'desktop', dark = false, scripts = true, ...more } = {}) {
  const context = await (await browser()).newContext({
    viewport: sizes[size],
    isMobile: size === 'phone',
    hasTouch: size !== 'desktop',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    ...more,
  })
  t.after(() => context.close())
  context.setDefaultTimeout(PATIENCE)
  const page = wholePages(watch(await context.newPage()))
  if (!scripts)
    await withoutScripts(page)
  return page
}

// The switch of the developer tools, not Playwright's own, because it can be turned back:
// axe is a script with timers.  The page's scripts do not wake up by that.
async function withoutScripts(page) {
  const tools = await page.context().newCDPSession(page)
  page.letScriptsRun = run =>
    tools.send('Emulation.setScriptExecutionDisabled', { value: !run })
  await page.letScriptsRun(false)
}

// A click waits for the first bytes of the page it leads to; here for all of them, because
// count() and all() take what is there.
function wholePages(page) {
  const frame = page.mainFrame()
  const click = frame.click.bind(frame)
  frame.click = async (...how) => {
    await click(...how)
    await frame.waitForLoadState('domcontentloaded')
  }
  return page
}

// What a key leads to, all of it: `selector` stands on that page and not on this one.
export async function there(page, selector) {
  await page.waitForSelector(selector)
  await page.waitForLoadState('domcontentloaded')
}

// That a whole page came with a status of 400 or more is no complaint.
function watch(page) {
  page.asked = []
  page.complaints = []
  const documents = new Set()
  page.on('request', request => {
    page.asked.push(request.url())
    if (request.isNavigationRequest())
      documents.add(request.url())
  })
  page.on('response', response => {
    const moved = response.status() >= 300 && response.status() < 400
    if (response.request().isNavigationRequest() && !moved)
      page.source = response.text().catch(() => '')
  })
  page.on('console', message => {
    const document = message.text().startsWith('Failed to load resource')
      && documents.has(message.location().url)
    if (['error', 'warning'].includes(message.type()) && !document)
      page.complaints.push(message.text())
  })
  page.on('pageerror', error => page.complaints.push(error.message))
  return page
}

// attune with a demonstration clinic in a folder of its own, for the whole test file.
// Gives { address, lines, link(role), again(person), stop() }: lines is what it printed, link
// the one-time sign-in link on the line that names the role, once that is printed, again a
// new one.
export async function demo(...options) {
  const data = await mkdtemp(join(tmpdir(), 'attune-browser-'))
  const child = spawn(program(), ['demo', '--data', join(data, 'clinic'), '--listen', '127.0.0.1:0',
    ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const output = createInterface({ input: child.stdout })
  let over = false
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')])
    .finally(() => { over = true })
  const lines = []
  output.on('line', line => lines.push(line))

  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(data, { recursive: true, force: true })
  }
  after(stop)

  // The first match of `pattern` in a line that `fits`, now or within some minutes: a clinic
  // is made first, on whatever machine this is.
  const printed = async (what, pattern, fits = () => true) => {
    const find = () => lines.filter(fits).map(line => line.match(pattern)).find(Boolean)?.[0]
    const late = setTimeout(stop, 240_000)
    while (!find() && !over)
      await Promise.race([once(output, 'line'), ended])
    clearTimeout(late)
    return find() ?? assert.fail(`attune printed no ${what}:\n${lines.join('\n')}`)
  }

  const address = await printed('address', /http:\/\/127\.0\.0\.1:\d+/)
  return {
    address,
    lines,
    stop,
    link: role => printed(`link for ${role}`, /https?:\S+/,
      line => line.toLowerCase().includes(role)),
    again: async person => (await run(program(), ['user', 'link', person, '--data',
      join(data, 'clinic'), '--public-url', address])).stdout.match(/https?:\S+/)[0],
  }
}

const rules = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // What lighthouse counts beyond these standards; the rest it asks of the same axe too.
  rules: Object.fromEntries(['accesskeys', 'aria-allowed-role', 'aria-dialog-name', 'aria-text',
    'aria-treeitem-name', 'heading-order', 'image-redundant-alt', 'skip-link', 'tabindex',
    'table-duplicate-name'].map(rule => [rule, { enabled: true }])),
  resultTypes: ['violations'],
}

// No violation of the accessibility rules.
export async function axe(page) {
  await page.letScriptsRun?.(true)
  if (!await page.evaluate(() => 'axe' in globalThis))
    await page.evaluate(axeSource)
  const violations = await page.evaluate(
    async rules => (await globalThis.axe.run(rules)).violations, rules)
  await page.letScriptsRun?.(false)
  assert.equal(violations.length, 0, violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.map(node => `    ${node.html}\n    ${node.failureSummary}`).join('\n')}`)
    .join('\n'))
}

// Nothing was asked of any other server, and nobody complained.
export function noThirdParty(page) {
  const own = new URL(page.url()).origin
  assert.deepEqual(page.asked.filter(url => !url.startsWith('data:') && new URL(url).origin !== own), [])
  assert.deepEqual(page.complaints, [])
}

// The page does not scroll sideways.
export async function fits(page) {
  const [wide, room] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(wide <= room, `the page is ${wide} pixels wide, the window ${room}`)
}

// What holds for every page at rest.
export async function good(page) {
  await axe(page)
  await fits(page)
  noThirdParty(page)
}

// No more than so many bytes over the wire in all, from wherever they came this time.
export async function weighs(page, most) {
  await page.letScriptsRun?.(true)
  const bytes = await page.evaluate(() => ['navigation', 'resource']
    .flatMap(kind => performance.getEntriesByType(kind))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0))
  await page.letScriptsRun?.(false)
  assert.ok(bytes > 1000 && bytes <= most, `the page weighs ${bytes} bytes, ${most} are allowed`)
}

// How many sheets of A4 the page makes.
export async function sheets(page) {
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1')
  await page.emulateMedia({ media: 'screen' })
  return pdf.match(/\/Type\s*\/Page\b/g).length
}

// build/screenshots/NAME.png of the whole page, when SHOTS=1.
export async function screenshot(page, name) {
  if (process.env.SHOTS !== '1')
    return
  const folder = join(tree, 'build/screenshots')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
