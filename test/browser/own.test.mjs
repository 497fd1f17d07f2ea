// SPDX-License-Identifier: GPL-3.0-or-later
// A client's own page, and a parent's: the address made in the clinic and the PIN chosen
// there, then at home on a phone: the way in, what stands there, choices, going out.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { noThirdParty, open, sheets, weighs } from './support.mjs'

const house = await clinic()
const CLIENT = 30_000

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$|clients$/)
}

async function openWith(page, address, pin = '483917') {
  await page.goto(address)
  await page.fill('input[name=pin]', pin)
  await page.click('main button >> nth=-1')
}

// A session card, from wherever it was begun.
async function sendCard(page, value, words) {
  for (let n = 1; n <= 3; n++) {
    for (const row of await page.locator(`fieldset input[value="${value}"]`).all())
      await row.check()
    await page.click('button[value=next]')
  }
  await page.check('input[name=strain][value=none]')
  await page.click('button[value=next]')
  await page.fill('textarea', words)
  await page.click('button[value=next]')
  await page.waitForURL(/thanks$/)
}

async function sendOwnCard(page, client, value) {
  await page.goto(`${house.address}/clients/${client}`)
  await page.click('main button >> text=Fill in')
  for (const row of await page.locator(`fieldset input[value="${value}"]`).all())
    await row.check()
  await page.check('input[name=strain][value=none]')
  await page.click('button[value=next]')
  await page.waitForURL(/thanks$/)
}

test('from the clinic to the phone at home', async t => {
  const client = await house.client('Nora Moe')
  await house.session(client, -65)
  const staff = await open(t)
  await comeIn(staff, 'amir')
  await staff.goto(`${house.address}/clients/${client}`)
  await staff.click('main a >> text=Address and PIN')
  await staff.click('main button >> text=Make a personal address')
  const address = await staff.inputValue('#f-address')
  assert.match(address, /\/me\/[\w-]{22}$/)
  await staff.fill('input[name=pin]', '123456')
  await staff.fill('input[name=again]', '123456')
  await staff.click('main button >> text=Save the PIN')
  assert.match(await staff.textContent('.notice'), /guessed first/)
  assert.equal(await staff.inputValue('#f-address'), address)
  await staff.fill('input[name=pin]', '483 917')
  await staff.fill('input[name=again]', '483917')
  await staff.click('main button >> text=Save the PIN')
  assert.match(await staff.textContent('.notice'), /The page is ready/)

  const phone = await open(t, { size: 'phone' })
  await phone.goto(`${house.address}/me`)
  assert.match(await phone.textContent('h1'), /closed/)
  await openWith(phone, address, '483918')
  assert.match(await phone.textContent('.notice'), /did not open/)
  await phone.fill('input[name=pin]', '483917')
  await phone.click('main button >> nth=-1')
  await phone.waitForURL(/\/me$/)
  assert.equal(await phone.title(), 'Your own page')
  assert.doesNotMatch(await phone.textContent('body'), /Nora/)

  await phone.click('#waiting button >> nth=0')
  await sendCard(phone, '6', 'A little slower.')
  await phone.click('main a >> text=Back to your own page')
  assert.match(await phone.textContent('#answers'), /Session 1/)
  assert.match(await phone.textContent('#looks'), /Amir Haddadi, your therapist/)

  await sendOwnCard(staff, client, '5')
  await phone.reload()
  assert.equal(await phone.locator('.tag.done').count(), 0)
  await staff.goto(`${house.address}/clients/${client}/together`)
  await staff.click('main button')
  await phone.reload()
  await phone.click('#answers a >> nth=0')
  assert.match(await phone.textContent('.both'), /Amir Haddadi/)
  assert.match(await phone.textContent('main'), /A little slower\./)
  await phone.goto(`${house.address}/me`)
  await weighs(phone, CLIENT)

  await phone.click('.above button')
  assert.equal(await phone.textContent('h1'), 'You are signed out')
  await phone.goto(`${house.address}/me`)
  assert.match(await phone.textContent('h1'), /closed/)
  noThirdParty(phone)
})

test('choices, without scripts', async t => {
  const client = await house.client('Tor Moe')
  await house.session(client, 120)
  const page = await open(t, { scripts: false, size: 'phone' })
  await openWith(page, await house.ownPage(client))
  await page.click('a >> text=Change who sees them')
  await page.check('input[name=ratings][value=numbers]')
  await page.click('form button >> text=Save')
  assert.match(await page.textContent('.notice'), /Saved/)
  await page.click('.up a')
  assert.match(await page.textContent('#agreed'), /Nobody sees how you answered/)
  await page.click('a >> text=how to stop')
  assert.equal(await page.locator('#research button').count(), 2)
  await page.click('button >> text=Yes, use my answers')
  assert.match(await page.textContent('#research strong'), /You said yes/)
  await page.click('button >> text=No, do not use them')
  assert.match(await page.textContent('#research strong'), /You said no/)
  await page.click('button >> text=Stop asking me')
  assert.match(await page.textContent('#measuring'), /You are not asked/)
  await page.click('.up a')
  assert.match(await page.textContent('#waiting'), /no more cards/)
  await page.click('.languages a >> text=Norsk')
  assert.equal(await page.getAttribute('html', 'lang'), 'nb')
  await page.click('a[href="/me/consents"]')
  assert.equal(await page.getAttribute('html', 'lang'), 'nb')
  await page.click('#measuring button[value=yes]')
  assert.equal(await page.locator('#measuring button[value=no]').count(), 1)
})

test('a long course: small, on one clean page of paper, and taken away', async t => {
  const client = await house.client('Eva Moe')
  for (let n = 1; n <= 3; n++) {
    await house.session(client, 90 * n)
    for (const measure of ['gad-7', 'phq-9', 'before']) {
      const page = await open(t, { size: 'phone', scripts: false })
      await page.goto(await house.link(client, measure, '--session', `${n}`))
      await page.click('main button')
      while (await page.locator('button[value=next]').count() > 0) {
        for (const row of await page.locator(`fieldset input[value="${3 - n}"]`).all())
          if (await row.getAttribute('name') !== '9')
            await row.check()
        await page.click('button[value=next]')
      }
    }
  }
  const page = await open(t, { size: 'phone' })
  await openWith(page, await house.ownPage(client))
  await weighs(page, CLIENT)
  assert.equal(await sheets(page), 1)
  const [file] = await Promise.all([page.waitForEvent('download'),
    page.click('a >> text=as a file')])
  assert.equal(file.suggestedFilename(), 'answers.csv')
  const rows = (await readFile(await file.path(), 'utf8')).split('\n')
  assert.ok(rows.length > 60)
})

test("a parent's page holds the parent's forms alone", async t => {
  const client = await house.client('Kim Moe', { more: ['--teen', '--parent', 'Pat Moe'] })
  await house.session(client, -65)
  await house.link(client, 'session', '--form', 'parent')
  const teen = await open(t, { size: 'phone' })
  await openWith(teen, await house.ownPage(client))
  await teen.click('#waiting button >> nth=0')
  await sendCard(teen, '3', 'Nobody reads this.')
  const parent = await open(t, { size: 'phone' })
  await openWith(parent, await house.ownPage(client, '--parent'))
  await parent.click('#waiting button >> nth=0')
  await sendCard(parent, '6', 'From home.')
  await parent.goto(`${house.address}/me/print`)
  assert.match(await parent.textContent('main'), /From home\./)
  assert.doesNotMatch(await parent.textContent('main'), /Nobody reads this/)
  parent.complaints.length = 0    // an answer may be kept while it is being sent
  await parent.goto(`${house.address}/me`)
  assert.equal(await parent.locator('#looks, #agreed').count(), 0)
})
