// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of support.mjs themselves, on pages served from here: good ones pass, and
// each fault is found.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { lighthouse, plain, valid } from './standards.mjs'
import { axe, demo, fits, good, looks, noThirdParty, open, screenshot, sizes } from './support.mjs'

const pages = {
  '/good': `<!doctype html><html lang="en"><title>Good</title>
    <meta name="viewport" content="width=device-width">
    <style>body { color-scheme: light dark; background: Canvas; color: CanvasText }</style>
    <main><h1>Good</h1><p id="said">as sent</p></main>
    <script>document.getElementById('said').textContent = 'by script'</script>`,
  '/unnamed': '<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1><input></main>',
  '/leap': '<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1><h3>Bad</h3></main>',
  '/wide': '<!doctype html><html lang="en"><title>Bad</title><meta name="viewport"'
    + ' content="width=device-width"><main style="width: 2000px">Bad</main>',
  '/elsewhere': '<!doctype html><html lang="en"><title>Bad</title><main>Bad'
    + '<img alt="" src="http://127.0.0.2:9/a.png"></main>',
  '/broken': '<!doctype html><html lang="en"><title>Bad</title><script>nothing()</script>',
}

let address

const server = createServer((request, reply) => {
  const body = pages[request.url]
  reply.writeHead(body || request.url === '/favicon.ico' ? 200 : 404, { 'content-type': 'text/html' })
  reply.end(body)
})

before(() => new Promise(resolve => server.listen(0, '127.0.0.1', () => {
  address = `http://127.0.0.1:${server.address().port}`
  resolve()
})))
after(() => server.close())

for (const look of looks) {
  test(`a good page is good: ${look.name}`, async t => {
    const page = await open(t, look)
    await page.goto(`${address}/good`)
    assert.equal(await page.textContent('#said'), 'by script')
    assert.equal(await page.evaluate(() => innerWidth), sizes[look.size].width)
    assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches),
      look.dark)
    await good(page)
    await screenshot(page, `support-${look.size}-${look.dark ? 'dark' : 'light'}`)
  })
}

test('without scripts the page stays as sent, and the checks still work', async t => {
  const page = await open(t, { scripts: false })
  await page.goto(`${address}/good`)
  assert.equal(await page.textContent('#said'), 'as sent')
  await good(page)
  assert.equal(await page.textContent('#said'), 'as sent')
  await page.goto(`${address}/unnamed`)
  await assert.rejects(axe(page), /label/)
})

test('a field without a name is found', async t => {
  const page = await open(t)
  await page.goto(`${address}/unnamed`)
  await assert.rejects(axe(page), /label/)
})

test('a heading leapt over, which only lighthouse minds, is found', async t => {
  const page = await open(t)
  await page.goto(`${address}/leap`)
  await assert.rejects(axe(page), /heading-order/)
})

test('HTML that is none, and what lighthouse misses, is found', async t => {
  const page = await open(t, { size: 'phone', dark: true })
  await page.goto(`${address}/good`)
  await lighthouse(page)
  assert.equal(await page.evaluate(() => innerWidth), sizes.phone.width)
  await page.goto(`${address}/unnamed`)
  await assert.rejects(lighthouse(page), /label/)
  await assert.rejects(valid(page), /no-implicit-input-type/)
})

test('the strange tongue is read back', () => {
  assert.equal(plain('[Ñóót tóódááý]'), 'Not today')
})

test('a page too wide for a phone is found', async t => {
  const page = await open(t, { size: 'phone' })
  await page.goto(`${address}/wide`)
  await assert.rejects(fits(page), /2\d\d\d pixels wide/)
})

test('a picture from elsewhere is found', async t => {
  const page = await open(t)
  await page.goto(`${address}/elsewhere`)
  assert.throws(() => noThirdParty(page), /127\.0\.0\.2/)
})

test('a script that fails is found', async t => {
  const page = await open(t)
  await page.goto(`${address}/broken`)
  assert.throws(() => noThirdParty(page), /nothing/)
})

test('each test has cookies of its own', async t => {
  const one = await open(t), other = await open(t)
  await one.goto(`${address}/good`)
  await one.evaluate(() => { document.cookie = 'a=b' })
  await other.goto(`${address}/good`)
  assert.equal(await other.evaluate(() => document.cookie), '')
})

test('a server is started, read and stopped', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'attune-browser-'))
  t.after(() => rm(folder, { recursive: true }))
  process.env.ATTUNE = join(folder, 'attune')
  t.after(() => delete process.env.ATTUNE)
  await writeFile(process.env.ATTUNE, `#!/bin/sh
    echo "$*"
    echo "Serving http://127.0.0.1:8123"
    sleep 0.2
    echo "Therapist  http://127.0.0.1:8123/in/abc"
    exec sleep 60`, { mode: 0o755 })
  const server = await demo('--hours', 'always')
  assert.equal(server.address, 'http://127.0.0.1:8123')
  assert.equal(await server.link('therapist'), 'http://127.0.0.1:8123/in/abc')
  await server.stop()
  await assert.rejects(server.link('cover'), /no link for cover/)
  assert.match(server.lines[0], /^demo --data \S+ --listen 127\.0\.0\.1:0 --hours always$/)
})

test('a server that does not start is no server', async t => {
  process.env.ATTUNE = '/bin/false'
  t.after(() => delete process.env.ATTUNE)
  await assert.rejects(demo(), /printed no address/)
})
