// SPDX-License-Identifier: GPL-3.0-or-later
// The therapist's card in twelve taps, by keyboard and without scripts; a sitting of several
// forms; an address handed out.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { noThirdParty, open } from './support.mjs'

const house = await clinic()

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$|clients$/)
}

// An hour that is over, the therapist on the client's page, ready to fill in.
async function ready(t, name, how) {
  const { client, link } = await house.card(name)
  await house.link(client, 'session', '--form', 'therapist')
  const page = await open(t, how)
  await comeIn(page, 'amir')
  await page.goto(`${house.address}/clients/${client}`)
  return { client, link, page }
}

const fillIn = 'main form[action^="/own/"] button >> nth=0'

for (const scripts of [true, false])
  test(`twelve taps from "Fill in" to sent, ${scripts ? 'with' : 'without'} scripts`, async t => {
    const { page } = await ready(t, `Twelve ${scripts}`, { scripts })
    let taps = 0
    const tap = async selector => { await page.click(selector); taps++ }

    await tap(fillIn)
    assert.match(await page.textContent('.lead'), /^Twelve .*, session 1, today \d\d:\d\d$/)
    if (scripts)        // it has begun
      await page.waitForSelector('[data-after][hidden]', { state: 'attached' })
    const shown = await page.locator('fieldset:visible').count()
    assert.equal(shown, scripts ? 10 : 12)
    for (const name of ['ease', 'understood', 'worth', 'real', 'bond', 'share', 'goal', 'way', 'step'])
      await tap(`label:has(input[name=${name}][value="5"])`)
    await tap('label:has(input[name=strain][value=none])')
    await tap('button[value=next]')
    await page.waitForURL(/thanks$/)
    assert.equal(taps, 12)
    assert.match(await page.textContent('main'), /Saved/)
    noThirdParty(page)
  })

test('the card by number keys; Escape leads back', async t => {
  const { client, page } = await ready(t, 'Number keys')
  await page.focus(fillIn)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/f\//)
  assert.ok(await page.isVisible('.keys'))
  for (const key of ['5', '6', '0', '7', '1', '2', '3', '4', '5'])
    await page.keyboard.press(key)
  const chosen = name => page.locator(`input[name=${name}]:checked`).inputValue()
  assert.equal(await chosen('ease'), '5')
  assert.equal(await chosen('worth'), 'skip')
  assert.equal(await chosen('step'), '5')
  await page.keyboard.press('3')                // something small is still there
  assert.equal(await chosen('strain'), 'small')
  await page.keyboard.press('2')                // about how we work, and how the client was
  await page.keyboard.press('3')
  assert.equal(await page.locator('input[name=about]:checked').count(), 2)
  await page.keyboard.press('0')
  await page.keyboard.press('1')
  assert.equal(await chosen('kind'), 'withdrew')
  await page.keyboard.press('Enter')
  await page.waitForURL(/thanks$/)
  await page.keyboard.press('Escape')
  await page.waitForURL(new RegExp(`/clients/${client}$`))
})

test('numbers and Escape do nothing where words are typed', async t => {
  const { link } = await house.card('Only words')
  const page = await open(t)
  await page.goto(link)
  await page.click('main button')
  await page.keyboard.press('5')
  assert.equal(await page.locator(':checked').count(), 0)
  for (let n = 1; n <= 4; n++)
    await page.click('button[value=next]')
  await page.focus('textarea')
  await page.keyboard.type('17 ')
  await page.keyboard.press('Escape')
  assert.equal(await page.inputValue('textarea'), '17 ')
})

test('several forms at one sitting, from one address, without scripts', async t => {
  const { client, link } = await house.card('A sitting')
  await house.link(client, 'readiness')
  const page = await open(t, { size: 'phone', scripts: false })
  await page.goto(link)
  await page.click('main button')
  for (let n = 1; n <= 5; n++)
    await page.click('button[value=next]')
  assert.match(await page.textContent('#next h2'), /open for you/)
  await page.click('#next button[value=later]')
  assert.match(await page.textContent('main'), /You can close this page now/)
  await page.goBack()
  const first = page.url()
  await page.click('#next button >> nth=0')
  await page.waitForURL(/\/f\/[^/]+$/)
  assert.notEqual(page.url() + '/thanks', first)
  assert.ok(await page.locator('fieldset').count() > 0)
  noThirdParty(page)
})

test('an address is handed out in the waiting room', async t => {
  const { client } = await house.card('Waiting room')
  const page = await open(t)
  await comeIn(page, 'amir')
  await page.goto(`${house.address}/clients/${client}`)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.click('main button >> text=Hand out a link')
  await page.waitForURL(/\/link$/)
  const address = await page.inputValue('#f-address')
  assert.match(address, /\/m\/[\w-]{22}$/)
  await page.click('button[data-copy]')
  await page.waitForSelector('text=Copied')
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), address)
  assert.ok((await page.locator('svg.qr').boundingBox()).width >= 200)
  const phone = await open(t, { size: 'phone' })
  await phone.goto(address)
  assert.equal(await phone.textContent('main button'), 'Begin')
})
