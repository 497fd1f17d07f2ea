// SPDX-License-Identifier: GPL-3.0-or-later
// Every page there is: for everybody's eyes, hands and ears, on small and large windows,
// light and dark; small itself, and asking nobody else for anything.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { demo, goodInAllLooks, open, tree, weighs } from './support.mjs'

const house = await clinic()
const full = await demo()

const CLIENT = 30_000, STAFF = 100_000          // bytes

const go = (page, what = 'next') => page.click(`button[value=${what}]`)
const heading = page => page.textContent('h1')

async function begin(page, link) {
  await page.goto(link)
  await page.click('main button')
}

async function look(page, name, most = CLIENT) {
  await weighs(page, most)
  await goodInAllLooks(page, name)
}

test('the link, the five pages of the card, thanks, and help', async t => {
  const { link } = await house.card('Liv Dahl')
  const page = await open(t)
  await page.goto(link)
  await look(page, 'link')
  await page.click('main button')
  for (let n = 1; n <= 3; n++) {
    const rows = page.locator('fieldset input[value="5"]')
    await rows.first().check()
    await page.locator('.skip input').last().check()
    await look(page, `form-${n}`)
    await go(page)
  }
  await page.check('input[name=strain][value=small]')
  await page.check('input[name=about][value=who]')
  await look(page, 'form-4')
  await go(page)
  await page.click('summary')
  await page.fill('textarea', 'A little slower, please.')
  await look(page, 'form-5')
  await go(page)
  await look(page, 'thanks')
  await page.click('.help a')
  assert.equal(await heading(page), 'Help at once')
  await look(page, 'help')
})

test('a form without scripts', async t => {
  const { link } = await house.card('Liv Lie', { lang: 'de' })
  const page = await open(t, { scripts: false, locale: 'de-DE' })
  await begin(page, link)
  for (let n = 1; n <= 3; n++)
    await go(page)
  await look(page, 'plain-form-4')
  await go(page)
  await look(page, 'plain-form-5')
})

test('after a safety answer, with and without scripts', async t => {
  const { link } = await house.phq('Nora By')
  const page = await open(t)
  await begin(page, link)
  await look(page, 'phq-1')
  await go(page)
  await go(page)
  await page.check('input[name="9"][value="2"]')
  await page.waitForSelector('.at-once .crisis')
  await look(page, 'crisis-at-once')
  await go(page)
  await look(page, 'crisis-next')
  await go(page)
  await look(page, 'crisis-thanks')

  const plain = await open(t, { scripts: false })
  await begin(plain, (await house.phq('Nora Ås')).link)
  await go(plain)
  await go(plain)
  await plain.check('input[name="9"][value="1"]')
  await go(plain)
  await look(plain, 'crisis-plain')
})

test('forms that cannot be answered', async t => {
  const page = await open(t)
  const { link } = await house.card('Per Bø')
  const other = await open(t)
  await begin(page, link)
  await begin(other, link)
  for (let n = 1; n <= 5; n++)
    await go(page)
  await go(other)
  assert.equal(await heading(other), 'This form has already been sent')
  await look(other, 'elsewhere')

  await begin(page, (await house.card('Pål Bø')).link)
  await go(page, 'decline')
  assert.equal(await heading(page), 'Not today')
  await look(page, 'declined')

  const later = await house.client('Pia Bø')
  await house.session(later, 300)
  await page.goto(await house.link(later, 'session'))
  assert.equal(await heading(page), 'This form is not open yet')
  await look(page, 'early')
})

test('a form about safety is closed while nobody has cover, and says where help is', async t => {
  const { link } = await house.phq('Una Nes')
  const text = await readFile(join(tree, 'demo/clinic.txt'), 'utf8')
  const file = join(tree, 'build/no-cover.txt')
  await writeFile(file, text.replace(/^cover +=.*\n/gm, ''))
  await house.attune('setup', file)
  const page = await open(t)
  try {
    await page.goto(link)
    assert.equal(await heading(page), 'This form is closed just now')
    assert.match(await page.locator('.crisis').innerText(), /000 22/)
    await look(page, 'uncovered')
  } finally {
    await house.attune('setup', join(tree, 'demo/clinic.txt'))
  }
  await page.reload()
  assert.equal(await page.locator('main button').count(), 1)
})

test('addresses that lead nowhere', async t => {
  const page = await open(t)
  for (const [path, name] of [['/nowhere', '404'], ['/m/AAAAAAAAAAAAAAAAAAAAAA', 'no-link'],
    ['/f/06Y3WNPQM0000', 'no-form'], ['/once/AAAA', 'no-once']]) {
    await page.goto(house.address + path)
    if (name === 'no-once')
      await page.click('main button')
    await look(page, name)
  }
  await page.goto(`${house.address}/sign-in`)
  await page.evaluate(() => { document.querySelector('input[name=csrf]').value = 'old' })
  await page.fill('input[name=login]', 'amir')
  await page.fill('input[name=password]', 'any at all')
  await page.click('main button')
  await look(page, 'too-long')
})

test('the door: sign in, one-time link, password', async t => {
  const page = await open(t)
  await page.goto(house.address)
  await look(page, 'sign-in', STAFF)
  await page.fill('input[name=login]', 'amir')
  await page.fill('input[name=password]', 'not this one')
  await page.click('main button')
  await look(page, 'sign-in-wrong', STAFF)
  await page.goto(await house.once('amir'))
  await look(page, 'once', STAFF)
  await page.click('main button')
  await look(page, 'password', STAFF)
  await page.fill('input[name=new]', 'short')
  await page.click('main button')
  await look(page, 'password-wrong', STAFF)
})

// One role of the demonstration, at its list.
async function role(t, name) {
  const page = await open(t)
  await page.goto(await full.link(name))
  await page.click('main button')
  await page.goto(`${full.address}/clients`)
  return page
}

test('a therapist\'s pages', async t => {
  const page = await role(t, 'therapist')
  await look(page, 'clients', STAFF)
  const addresses = await page.locator('.people a').evaluateAll(links => links.map(a => a.href))
  for (const [i, address] of addresses.entries()) {
    await page.goto(address)
    await look(page, `client-${i + 1}`, STAFF)
  }
  await page.goto(`${full.address}/clients`)
  const alert = await page.locator('.banner form').getAttribute('action')
  await page.goto(full.address + alert)
  await look(page, 'alert', STAFF)
  await page.click('.banner button')
  await look(page, 'alert-without-note', STAFF)
  await page.fill('.banner textarea', 'Rang him; we meet tomorrow at ten.')
  await page.click('.banner button')
  await page.goto(full.address + alert)
  await look(page, 'alert-acknowledged', STAFF)
  await page.goto(addresses[0])
  await look(page, 'client-acknowledged', STAFF)
})

for (const name of ['supervisor', 'contact', 'cover', 'lead'])
  test(`the pages of the ${name}`, async t => {
    const page = await role(t, name)
    await look(page, `role-${name}`, STAFF)
    if (name !== 'contact')
      return
    await page.goto(`${full.address}/said`)
    await look(page, 'said', STAFF)
  })

test('a client\'s page one may not see is refused kindly', async t => {
  const page = await open(t)
  await page.goto(await house.once('bente'))
  await page.click('main button')
  await page.goto(`${house.address}/clients/${await house.client('Not hers')}`)
  assert.equal(await heading(page), 'Not yours to see')
  await look(page, 'refused', STAFF)
})
