// SPDX-License-Identifier: GPL-3.0-or-later
// A safety answer on its way: to the client the crisis text at once, to the therapist a
// banner, until somebody acknowledges it by name.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { fits, noThirdParty, open } from './support.mjs'

const house = await clinic()

const go = page => page.click('button[value=next]')
const banner = page => page.locator('.banner')

// A client at the page with the question about harm to oneself.
async function atNine(t, link, options) {
  const page = await open(t, { size: 'phone', ...options })
  await page.goto(link)
  await page.click('main button')
  await go(page)
  await go(page)
  await page.waitForSelector('#q-9')
  return page
}

async function signedIn(t, person, path = '/clients', options = {}) {
  const page = await open(t, options)
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$/)
  await page.goto(`${house.address}${path}`)
  return page
}

test('the crisis text stands on the page before the next question', async t => {
  const { link } = await house.phq('At once')
  const page = await atNine(t, link)
  assert.equal(await page.locator('.crisis').count(), 0)
  await page.check('input[name="9"][value="1"]')
  const box = page.locator('.at-once .crisis')
  await box.waitFor()
  const text = await box.innerText()
  assert.match(text, /If you are in danger.*call 000 \(invented\) now/)
  assert.match(text, /sees your answer by (today|tomorrow|[A-Z][a-z]+day) \d\d:\d\d/)
  assert.equal(await box.locator('a[href="tel:00022"]').count(), 1)
  assert.match(page.url(), /page=2$/)
  await fits(page)
  noThirdParty(page)
})

test('the lowest answer to it raises nothing', async t => {
  const { client, link } = await house.phq('Not at all')
  const page = await atNine(t, link)
  await page.check('input[name="9"][value="0"]')
  await page.waitForFunction(() => document.querySelector('.kept').textContent !== '')
  assert.equal(await page.locator('.crisis').count(), 0)
  const staff = await signedIn(t, 'amir', `/clients/${client}`)
  assert.equal(await banner(staff).count(), 0)
})

test('without scripts the crisis text is the page after Continue, with a way to be called', async t => {
  const { client, link } = await house.phq('Without scripts')
  const page = await atNine(t, link, { scripts: false })
  await page.check('input[name="9"][value="2"]')
  await go(page)
  assert.equal(await page.textContent('h1'), 'Your answer has been passed on.')
  assert.match(await page.locator('.crisis').innerText(), /sees your answer by/)
  assert.equal(await page.locator('fieldset').count(), 0)
  await page.fill('input[name=call_me_on]', '000 77')
  await page.click('main button')
  await page.waitForSelector('#q-10')
  assert.match(await page.textContent('.crisis'), /being called is kept/)
  await go(page)
  assert.match(await page.textContent('main'), /Thank you/)
  const staff = await signedIn(t, 'amir', `/clients/${client}`)
  assert.match(await banner(staff).innerText(), /May be called on 000 77/)
  assert.match(await banner(staff).innerText(), /please look now/)
})

test('an open page beside the client\'s own shows the answer, too', async t => {
  const { client, link } = await house.phq('Seen beside')
  const staff = await signedIn(t, 'amir', `/clients/${client}/plan`)
  const page = await atNine(t, link)
  assert.equal(await banner(staff).count(), 0)
  await page.check('input[name="9"][value="1"]')
  await banner(staff).waitFor()
  await fits(staff)
})

// How many milliseconds lie between two questions for banners: the fewest of some, because a
// machine that is busy only ever adds to them.
async function pace(page) {
  let least = Infinity
  for (let n = 0; n < 10 && least >= 1500; n++) {
    await page.waitForRequest(/banner/)
    const began = Date.now()
    await page.waitForRequest(/banner/)
    least = Math.min(least, Date.now() - began)
  }
  return least
}

test('a therapist\'s open page shows the answer within two seconds; acknowledged, it is history', async t => {
  const { client, link } = await house.phq('Seen at once')
  const staff = await signedIn(t, 'amir', `/clients/${client}`)
  const late = await signedIn(t, 'amir', '/clients', { scripts: false })
  const cover = await signedIn(t, 'kari')
  const page = await atNine(t, link)
  assert.equal(await banner(staff).count(), 0)

  // It asks every second, and what has come is there when it has asked once: two seconds on a
  // machine that keeps up.
  assert.ok(await pace(staff) < 1500)
  const kept = page.waitForResponse(/draft$/)
  await page.check('input[name="9"][value="1"]')
  await kept
  await staff.waitForRequest(/banner/)
  await staff.waitForRequest(/banner/)          // it is done with the reply to the one before
  assert.equal(await banner(staff).count(), 1)
  const text = await banner(staff).innerText()
  assert.match(text, /Seen at once, today \d\d:\d\d: "Several days"/)
  assert.match(text, /First time\./)
  assert.match(text, /If nobody acknowledges it, the person on cover sees it/)

  await cover.waitForResponse(/banner/)
  await cover.waitForResponse(/banner/)
  assert.equal(await banner(cover).count(), 0)
  assert.match(await cover.textContent('main'), /No clients are listed for you/)

  await late.reload()
  await late.locator('.banner', { hasText: 'Seen at once' }).locator('textarea').fill('Me too.')

  await staff.click('.banner button')
  assert.match(await staff.textContent('.notice'), /Please write a few words/)
  await staff.goto(`${house.address}/clients/${client}`)
  await staff.fill('.banner textarea', 'Called her, we meet at two.')
  await staff.waitForResponse(/banner/)
  assert.equal(await staff.inputValue('.banner textarea'), 'Called her, we meet at two.')
  await staff.click('.banner button')
  await staff.waitForURL(new RegExp(`${client}#safety$`))
  assert.equal(await banner(staff).count(), 0)
  assert.match(await staff.locator('#safety').innerText(),
    /acknowledged[^]*Amir Haddadi, today \d\d:\d\d: Called her, we meet at two\./)

  await late.locator('.banner', { hasText: 'Seen at once' }).locator('button').click()
  assert.match(await late.textContent('.notice'), /Somebody was faster/)
  assert.match(await late.textContent('.notice'), /not kept: "Me too\."/)
  assert.match(await late.textContent('.entries'), /Called her, we meet at two\./)
  noThirdParty(staff)
})

test('somebody signed out elsewhere is not shown a page that looks alive', async t => {
  const staff = await signedIn(t, 'amir')
  const other = await staff.context().newPage()
  await other.goto(`${house.address}/clients`)
  await other.click('.bar button')
  await staff.waitForURL(/sign-in$/)
})

test('an answer that cannot be passed on says so at once, and is passed on later', async t => {
  const { client, link } = await house.phq('No connection')
  const page = await atNine(t, link)
  await house.stop()
  const box = page.locator('.at-once .crisis')
  try {
    await page.check('input[name="9"][value="1"]')
    await box.waitFor()
    assert.match(await box.innerText(), /We could not pass your answer on just now/)
    assert.match(await box.innerText(), /000 22/)
    assert.doesNotMatch(await box.innerText(), /sees your answer by/)
    assert.match(await page.textContent('.kept.unsaved'), /Not saved yet/)
  } finally {
    await house.start()
  }
  await page.waitForFunction(() =>
    /sees your answer by/.test(document.querySelector('.at-once').textContent))
  assert.doesNotMatch(await box.innerText(), /could not pass/)
  const staff = await signedIn(t, 'amir', `/clients/${client}`)
  assert.equal(await banner(staff).count(), 1)
})

test('a server that does not answer is not waited for', async t => {
  const { link } = await house.phq('Slow')
  const page = await atNine(t, link)
  await page.route('**/draft', () => {})
  let givenUp = false
  page.on('requestfailed', () => { givenUp = true })
  await page.check('input[name="9"][value="3"]')
  await page.waitForSelector('.at-once .crisis')
  assert.match(await page.textContent('.at-once'), /We could not pass your answer on/)
  assert.equal(givenUp, false)
})
