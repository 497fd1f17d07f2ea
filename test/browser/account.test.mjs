// SPDX-License-Identifier: GPL-3.0-or-later
// The own account: a second factor from set-up to sign-in, recovery codes, logins ended.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { codeOf, key } from './authenticator.mjs'
import { clinic } from './clinic.mjs'
import { noThirdParty, open, there } from './support.mjs'

const house = await clinic()
const password = 'three quiet words in a row'

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
}

// By keys alone: the first field has what came before it.
async function signIn(page, name) {
  await page.goto(`${house.address}/sign-in`)
  await page.focus('input[name=login]')
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
}

for (const scripts of [true, false])
  test(`a second factor, set up and asked for: ${scripts ? 'with' : 'without'} scripts`, async t => {
    const person = scripts ? 'amir' : 'maja'
    const page = await open(t, { scripts })
    await comeIn(page, person)
    await page.fill('input[name=new]', password)
    await page.click('main button')
    await page.waitForURL(/today$/)

    await page.click('nav a[href="/account"]')
    await page.click('#factor a')
    assert.equal(await page.locator('svg.qr').count(), 1)
    await page.click('#scan summary')
    const secret = await key(page)
    await page.fill('input[name=password]', password)
    await page.focus('input[name=code]')
    const used = codeOf(secret)
    await page.keyboard.type(used)
    await page.keyboard.press('Enter')
    await there(page, '.codes')
    const codes = await page.locator('.codes code').allTextContents()
    assert.equal(codes.length, 10)
    assert.equal(new Set(codes).size, 10)
    await page.click('.bar button')

    // The code that set it up is used; the next one is not.
    await signIn(page, person)
    await page.waitForURL(/sign-in\/code$/)
    await page.focus('input[name=code]')
    await page.keyboard.type(used)
    await page.keyboard.press('Enter')
    await there(page, '.notice')
    assert.match(await page.textContent('.notice'), /does not fit/)
    await page.fill('input[name=code]', codeOf(secret, 1))
    await page.keyboard.press('Enter')
    await page.waitForURL(/today\?tries$/)
    noThirdParty(page)

    // A recovery code, as it is read from paper.
    const other = await open(t, { scripts, size: 'phone' })
    await signIn(other, person)
    await other.waitForURL(/sign-in\/code$/)
    await other.click('summary')
    await other.fill('input[name=recovery]', codes[0].toUpperCase().replaceAll('-', ' '))
    await other.keyboard.press('Enter')
    await other.waitForURL(/today$/)
    await other.goto(`${house.address}/account`)
    assert.match(await other.textContent('#factor'), /9 recovery codes are left/)

    // One browser ends the other.
    assert.equal(await other.locator('#logins li').count(), 2)
    await other.click('#logins li button')
    await other.waitForURL(/#logins$/)
    assert.equal(await other.locator('#logins li').count(), 1)
    await page.goto(`${house.address}/clients`)
    assert.match(page.url(), /sign-in$/)
  })
