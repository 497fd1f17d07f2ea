// SPDX-License-Identifier: GPL-3.0-or-later
// The administrator: lets a therapist in, who comes by the link and chooses a password;
// changes who has cover, and sees what comes of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { good, open } from './support.mjs'

const house = await clinic()
const password = 'three quiet words in a row'

async function administrator(t, scripts) {
  const page = await open(t, { scripts })
  await page.goto(await house.once('tor'))
  await page.click('main button')
  await page.waitForURL(/password$|today$/)
  return page
}

// Everything in the table of who would be told: ['now', 'Kari Rønningen'], ...
const told = page => page.locator('#told .facts div').evaluateAll(rows =>
  rows.map(row => [row.querySelector('dt').textContent, row.querySelector('dd').textContent]))

for (const scripts of [true, false]) {
  const look = scripts ? 'with' : 'without'

  test(`a therapist is let in, and comes in: ${look} scripts`, async t => {
    const page = await administrator(t, scripts)
    const handle = `ola-${look}`
    await page.click('nav a[href="/clinic"]')
    await page.click('.area a[href="/people"]')
    await page.click('a[href="/people/new"]')
    await page.fill('input[name=name]', 'Ola Dahl')
    await page.fill('input[name=handle]', handle)
    await page.selectOption('select[name=role]', 'therapist')
    await page.selectOption('select[name=site]', 'fjordgata')
    await page.click('main .buttons button')
    const link = await page.inputValue('#f-address')
    assert.match(link, /\/once\//)
    assert.equal(await page.locator('.qr').count(), 1)

    const phone = await open(t, { size: 'phone', scripts })
    await phone.goto(link)
    await phone.click('main button')
    await phone.waitForURL(/password$/)
    await phone.fill('input[name=new]', password)
    await phone.click('main .form button')
    await phone.waitForURL(/today$/)
    assert.equal(await phone.locator('nav a[href="/clinic"]').count(), 0)

    await page.goto(`${house.address}/people?q=${handle}`)
    assert.equal(await page.locator('.people .tag').count(), 0)
    await page.click('.people .head a')
    await page.click('button[value=close]')
    await page.click('button[value=close-yes]')
    assert.equal(await page.locator('.head .tag').count(), 1)
    // With scripts the page may have found that out itself, and be on its way.
    await phone.goto(`${house.address}/today`).catch(() => {})
    await phone.waitForURL(/sign-in$/)
  })

  test(`cover is changed and the preview follows: ${look} scripts`, async t => {
    const page = await administrator(t, scripts)
    await page.goto(`${house.address}/sites`)
    await page.click('.people li:has-text("Hamburg") .leave a')
    const before = await told(page)
    assert.ok(before.every(([, who]) => who !== 'nobody'))
    assert.equal(await page.locator('#gaps').count(), 0)

    // Kari's round the clock goes: nights are empty, and the page says which.
    const lines = await page.locator('fieldset.when').count() - 1
    for (let i = 0; i < lines; i++)
      if (await page.locator(`select[name=first-${i}]`).inputValue() === 'always')
        await page.selectOption(`select[name=who-${i}]`, '')
    await page.click('.buttons button[value=cover]')
    assert.deepEqual((await told(page)).slice(1).map(([, who]) => who),
      ['nobody', 'nobody', 'nobody', 'nobody', 'nobody'])
    assert.ok(await page.locator('#gaps li').count() >= 5)
    await good(page)

    // And comes back, asked before the others.
    const last = await page.locator('fieldset.when').count() - 1
    await page.selectOption(`select[name=who-${last}]`, { label: 'Kari Rønningen' })
    await page.selectOption(`select[name=first-${last}]`, 'always')
    await page.click('.buttons button[value=cover]')
    await page.click(`button[value=up-${last}]`)
    assert.equal(await page.locator(`select[name=first-${last - 1}]`).inputValue(), 'always')
    assert.deepEqual((await told(page)).slice(1), before.slice(1))
    assert.equal(await page.locator('#gaps').count(), 0)
  })
}

test('whoever saves second is told, and nothing is lost', async t => {
  const one = await administrator(t, true), two = await administrator(t, true)
  for (const page of [one, two]) {
    await page.goto(`${house.address}/sites`)
    await page.click('.people .head a >> nth=0')
  }
  await one.fill('input[name=sat]', '10:00-12:00')
  await one.click('button[value=save]')
  assert.equal(await one.locator('.notice.done').count(), 1)
  await two.fill('input[name=sun]', '10:00-12:00')
  await two.click('button[value=save]')
  assert.match(await two.textContent('.notice'), /Somebody changed this meanwhile/)
  assert.equal(await two.inputValue('input[name=sat]'), '10:00-12:00')
  assert.equal(await two.inputValue('input[name=sun]'), '')
})
