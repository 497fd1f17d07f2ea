// SPDX-License-Identifier: GPL-3.0-or-later
// Staff: coming in, the list, one client's page, the own card, going out.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { noThirdParty, open } from './support.mjs'

const house = await clinic()
const password = 'three quiet words in a row'

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$|today$/)
}

async function signIn(page, name, secret) {
  await page.goto(`${house.address}/sign-in`)
  await page.fill('input[name=login]', name)
  await page.fill('input[name=password]', secret)
  await page.click('main button')
}

// A session card, all statements the same: on three pages, or a therapist's on one.
async function fillIn(page, value, pages = 3) {
  for (let n = 1; n <= pages; n++) {
    for (const row of await page.locator(`fieldset input[value="${value}"]`).all())
      await row.check()
    if (pages > 1)
      await page.click('button[value=next]')
  }
  await page.check('input[name=strain][value=none]')
  await page.click('button[value=next]')
}

for (const scripts of [true, false]) {
  const look = scripts ? 'with' : 'without'
  const person = scripts ? 'amir' : 'maja'
  test(`one-time link, password, out, in by password: ${look} scripts`, async t => {
    const page = await open(t, { scripts })
    const once = await house.once(person)
    await page.goto(once)
    assert.equal(await page.locator('main button').count(), 1)
    await page.reload()
    await page.click('main button')
    await page.waitForURL(/password$/)
    await page.fill('input[name=new]', 'too short')
    await page.click('main button')
    assert.match(await page.textContent('.notice'), /15/)
    await page.fill('input[name=new]', password)
    await page.click('main button')
    await page.waitForURL(/today$/)
    await page.click('.bar button')
    await page.waitForURL(/sign-in$/)
    await page.goto(`${house.address}/clients`)
    assert.match(page.url(), /sign-in$/)

    await page.goto(once)
    await page.click('main button')
    assert.match(await page.textContent('.notice'), /used or is too old/)
    assert.equal(await page.locator('input[name=login]').count(), 1)

    await signIn(page, person, 'three quiet words in a raw')
    assert.match(await page.textContent('.notice'), /That did not work/)
    assert.equal(await page.inputValue('input[name=login]'), person)
    assert.equal(await page.inputValue('input[name=password]'), '')
    await signIn(page, person, password)
    await page.waitForURL(/today\?tries$/)
    assert.match(await page.textContent('.notice'), /1 try to sign in as you failed/)
  })
}

test('both sides of an hour: sealed until both are in, then side by side', async t => {
  const { client, link } = await house.card('Ada Moe')
  await house.link(client, 'session', '--form', 'therapist')
  const phone = await open(t, { size: 'phone' })
  await phone.goto(link)
  await phone.click('main button')
  await fillIn(phone, '6')
  await phone.fill('textarea', 'A little slower.')
  await phone.click('button[value=next]')

  const staff = await open(t)
  await comeIn(staff, 'amir')
  await staff.click('.bar nav a >> text=Clients')
  await staff.click('.people a >> text=Ada Moe')
  assert.equal(await staff.textContent('h1'), 'Ada Moe')
  assert.match(await staff.textContent('#relationship'), /sealed/)
  assert.doesNotMatch(await staff.textContent('#relationship'), /6\.0/)
  assert.match(await staff.textContent('#said'), /Session 1: something was said\./)
  assert.doesNotMatch(await staff.textContent('main'), /A little slower\./)

  await staff.click('main button >> text=Fill in')
  assert.match(await staff.textContent('main'), /give your best guess/)
  await fillIn(staff, '4', 1)
  await staff.waitForURL(/thanks$/)
  assert.match(await staff.textContent('main'), /Saved/)
  await staff.click('main a >> text=Back to the client')
  assert.match(await staff.textContent('#sides figcaption'),
    /After session 1 Ada Moe rated the hour 6\.0 and you 4\.0/)
  assert.match(await staff.textContent('#said'), /A little slower\./)
  // What was said comes before what was computed, in the page as on it.
  const [said, sides] = await staff.locator('#said, #sides').evaluateAll(cards =>
    cards.map(card => [card.id, card.getBoundingClientRect()]))
  assert.deepEqual([said[0], sides[0]], ['said', 'sides'])
  assert.ok(said[1].bottom <= sides[1].top)
  // The own session card is in; after session 1 the plan asks for the reaction card.
  assert.equal(await staff.locator('section >> text=About today').count(), 0)
  assert.equal(await staff.locator('main button >> text=Fill in').count(), 1)
  assert.match(await staff.locator('.facts').innerText(), /Today \d\d:\d\d\s+Amir Haddadi/)

  await staff.click('#sides summary')
  assert.match(await staff.locator('#sides tbody tr').innerText(), /6\.0\s+4\.0/)
  await staff.focus('#sides .plot.wide')
  assert.match(await staff.textContent('#sides .read-out'), /Ada Moe 6\.0 · you 4\.0/)
  noThirdParty(staff)
})

test('a course of two forms says what changed', async t => {
  const client = await house.client('Bo Ek')
  for (const [minutes, value] of [[10, '3'], [70, '1']]) {
    await house.session(client, minutes)
    const page = await open(t, { size: 'phone', scripts: false })
    await page.goto(await house.link(client, 'gad-7', '--session', minutes < 60 ? '1' : '2'))
    await page.click('main button')
    for (let n = 1; n <= 3; n++) {
      for (const row of await page.locator(`fieldset input[value="${value}"]`).all())
        await row.check()
      await page.click('button[value=next]')
    }
    assert.equal(await page.textContent('h1'), 'Sent')
  }
  const staff = await open(t)
  await comeIn(staff, 'amir')
  await staff.goto(`${house.address}/clients/${client}`)
  assert.match(await staff.textContent('#course-0 figcaption'),
    /fell from 21 to 7\. That is a reliable change \(4 points or more\)\./)
  assert.match(await staff.locator('#course-0 svg.wide').textContent(), /cut-off 10/)
})

const empty = {
  grace: /You have no clients yet/,
  kari: /Nothing waits for you/,
  solveig: /stands under "Said to you"/,
  bente: /Clients are not listed for you\.\s*$/,
  tor: /Clients are not listed for you\.\s*$/,
  petra: /Clients are not listed for you\.\s*$/,
  samir: /Clients are not listed for you\.\s*$/,
}

test('who has no clients is told what there is instead, and sees nobody else\'s', async t => {
  const client = await house.client('Not theirs')
  const page = await open(t)
  for (const [person, text] of Object.entries(empty)) {
    await comeIn(page, person)
    await page.goto(`${house.address}/today`)
    assert.match(await page.textContent('.empty'), text, person)
    await page.goto(`${house.address}/clients/${client}`)
    assert.doesNotMatch(await page.textContent('body'), /Not theirs/, person)
  }
})

// Presses Tab until the focus is where it should be.
async function tabTo(page, selector) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(s => document.activeElement.matches(s), selector))
      return
  }
  assert.fail(`Tab never reached ${selector}`)
}

test('the list and the acknowledging by keyboard', async t => {
  const { client, link } = await house.phq('Keyboard only', { therapist: 'ingrid' })
  const phone = await open(t, { size: 'phone', scripts: false })
  await phone.goto(link)
  await phone.click('main button')
  await phone.click('button[value=next]')
  await phone.click('button[value=next]')
  await phone.check('input[name="9"][value="1"]')
  await phone.click('button[value=next]')

  const page = await open(t)
  await comeIn(page, 'ingrid')
  await page.goto(`${house.address}/clients`)
  await tabTo(page, '.skip-link')
  await page.keyboard.press('Enter')
  await tabTo(page, `.people a[href="/clients/${client}"]`)
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`${client}$`))
  await tabTo(page, '.banner textarea')
  await page.keyboard.type('Called at once.')
  await tabTo(page, '.banner button')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#safety$/)
  assert.match(await page.textContent('#safety'), /Called at once\./)
})
