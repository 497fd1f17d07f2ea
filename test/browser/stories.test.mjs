// SPDX-License-Identifier: GPL-3.0-or-later
// Whole stories: two people with a card each, from the hour that is over to the page they
// read together; a therapist's day by keys alone; the day without scripts; a therapy that
// changes hands and ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { noThirdParty, open } from './support.mjs'

const house = await clinic()

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$|today$/)
  await page.goto(`${house.address}/today`)
}

const row = (page, name) => page.locator('.day > li', { hasText: name })

// One page of statements, all with one answer.
async function statements(page, value) {
  const inputs = page.locator(`fieldset input[value="${value}"]`)
  await inputs.first().waitFor()          // all() waits for nothing
  for (const input of await inputs.all())
    await input.check()
}

for (const scripts of [true, false])
  test(`two people, one hour, ${scripts ? 'with' : 'without'} scripts`, async t => {
    const name = scripts ? 'Ada Moe' : 'Ida Moe'
    const { client, link } = await house.card(name)
    await house.link(client, 'session', '--form', 'therapist')
    const staff = await open(t, { scripts })
    const phone = await open(t, { size: 'phone', scripts })
    const page = `${house.address}/clients/${client}`
    await comeIn(staff, 'amir')

    // Both begin, and both are half way through at the same time.
    await phone.goto(link)
    await phone.click('main button')
    await statements(phone, '6')
    await phone.click('button[value=next]')
    await row(staff, name).locator('[formaction^="/own/"] >> nth=0').click()
    await statements(staff, '4')
    await statements(phone, '2')
    await phone.click('button[value=next]')
    await statements(phone, '6')
    await phone.click('button[value=next]')
    await phone.check('input[name=strain][value=small]')
    await phone.check('input[name=about][value=way]')
    await phone.click('button[value=next]')
    await phone.fill('textarea', 'A little slower, please.')
    await phone.click('button[value=next]')
    await phone.waitForURL(/thanks$/)

    // The client's is in.  The therapist learns that something was said, and no number.
    const meanwhile = await staff.context().newPage()
    await meanwhile.goto(page)
    assert.match(await meanwhile.locator('#relationship').innerText(), /sealed/)
    assert.doesNotMatch(await meanwhile.locator('main').innerText(), /A little slower|6\.0|4\.7/)
    await meanwhile.close()

    await staff.check('input[name=strain][value=none]')
    await staff.click('button[value=next]')
    await staff.waitForURL(/thanks$/)
    await staff.click('main a[href="/today"]')
    assert.match(await row(staff, name).innerText(), /Something was off/)
    await row(staff, name).locator('.head a').click()
    assert.match(await staff.locator('#sides figcaption').innerText(),
      /rated the hour 4\.7 and you 4\.0/)
    assert.match(await staff.locator('#said').innerText(), /A little slower, please\./)

    // The client sees the own side alone, until both are opened together.
    await phone.goto(await house.ownPage(client))
    await phone.fill('input[name=pin]', '483917')
    await phone.click('main form button')
    await phone.waitForURL(/\/me$/)
    await phone.click('#answers a >> nth=0')
    const answer = phone.url()
    assert.doesNotMatch(await phone.locator('main').innerText(), /Amir/)
    await staff.click(`main a[href$="${client}/together"]`)
    assert.equal(await staff.locator('.both').count(), 0)
    await staff.click('main form button')
    assert.match(await staff.locator('.both').innerText(), /Ada|Ida/)
    assert.match(await staff.locator('.both').innerText(), /Amir/)
    await phone.goto(answer)
    assert.match(await phone.locator('.both').innerText(), /Amir Haddadi/)

    // They talked about it; the mark can be taken back.
    await staff.goto(page)
    const flag = staff.locator('.flags > *', { hasText: 'is still there' }).first()
    await flag.locator('summary', { hasText: 'What was done' }).click()
    await flag.locator('input[name=reason]').fill('Slower from now on.')
    await flag.locator('button[value=discussed]').click()
    assert.match(await staff.locator('main').innerText(), /that was answered|that were answered/)
    await staff.click('summary >> text=answered')
    assert.match(await staff.locator('main').innerText(),
      /Discussed, marked by Amir Haddadi, .*Slower from now on\./)
    await staff.click('button[value=open] >> nth=0')
    assert.doesNotMatch(await staff.locator('main').innerText(), /Discussed, marked by/)
    noThirdParty(staff)
  })

// Presses Tab until the focus is where it should be.
async function tabTo(page, selector) {
  for (let i = 0; i < 120; i++) {
    if (await page.evaluate(s => document.activeElement.matches(s), selector))
      return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never reached ${selector}`)
}

const press = async (page, ...keys) => {
  for (const key of keys)
    await page.keyboard.press(key)
}

test("a therapist's day by keys alone", async t => {
  const first = await house.card('Bo Dahl', { therapist: 'maja', site: 'fjordgata-young' })
  await house.link(first.client, 'session', '--form', 'therapist')
  const second = await house.client('Åse Dahl', { therapist: 'maja', site: 'fjordgata-young' })
  await house.session(second, -180, 'planned')
  const page = await open(t)
  await page.goto(await house.once('maja'))
  await tabTo(page, 'main button')
  await press(page, 'Enter')
  await page.waitForURL(/password$|today$/)
  await page.goto(`${house.address}/today`)

  // Down and up the list; the card of the row in hand; back to the list.
  const at = () => page.evaluate(() => document.activeElement.textContent)
  await press(page, 'j')
  const names = [await at()]
  await press(page, 'j')
  names.push(await at())
  assert.deepEqual([...names].sort(), ['Bo Dahl', 'Åse Dahl'])
  await press(page, 'k')
  assert.equal(await at(), names[0])
  while (await at() !== 'Bo Dahl')
    await press(page, 'j')
  await press(page, 'f')
  await page.waitForURL(/\/f\//)
  await press(page, ...'555555555', '1', 'Enter')
  await page.waitForURL(/thanks$/)
  await tabTo(page, 'a[href="/today"]')
  await press(page, 'Enter')
  await page.waitForURL(/today$/)

  // The hour that nobody has marked, and a change of mind.
  const mine = `#c-${second}`
  await tabTo(page, `${mine} button[value=missed]`)
  await press(page, 'Enter')
  await page.waitForURL(/did=missed/)
  await tabTo(page, `${mine} .done button`)
  await press(page, 'Enter')
  await page.waitForURL(/did=planned/)
  await tabTo(page, `${mine} button[value=attended]`)
  await press(page, 'Enter')
  await page.waitForURL(/did=attended/)

  // Another hour, somebody found by name, the client's page, the page turned round.
  await tabTo(page, `${mine} a[href^="/today?client="]`)
  await press(page, 'Enter')
  await page.waitForURL(/client=[^&]*$/)
  await tabTo(page, `${mine} form[action$="/sessions"] button`)
  await press(page, 'Enter')
  await page.waitForURL(/did=added/)
  await press(page, '/')
  await page.keyboard.type('Bo')
  await press(page, 'Enter')
  await page.waitForURL(/q=Bo/)
  await press(page, 'j', 'Enter')
  await page.waitForURL(new RegExp(`${first.client}$`))
  await tabTo(page, 'a[href$="/together"]')
  await press(page, 'Enter')
  await page.waitForURL(/together$/)
  await tabTo(page, '.up a')
  await press(page, 'Enter')
  await page.waitForURL(new RegExp(`${first.client}$`))
  await tabTo(page, '.bar form button')
  await press(page, 'Enter')
  await page.waitForURL(/sign-in$/)
  noThirdParty(page)
})

test('the day, the list and the address without scripts', async t => {
  const { client } = await house.card('Una Berg', { therapist: 'jonas', site: 'linden-bergen' })
  const page = await open(t, { scripts: false })
  await comeIn(page, 'jonas')
  const mine = row(page, 'Una Berg')
  await mine.locator('a[href^="/today?client="]').click()
  await mine.locator('form[action$="/sessions"] button').click()
  assert.match(await mine.innerText(), /Session 2 is planned/)
  await mine.locator('.done button').click()
  assert.match(await mine.innerText(), /Session 2: cancelled/)
  await page.fill('#find', 'una')
  await press(page, 'Enter')
  await page.waitForURL(/q=una/)
  assert.equal(await page.locator('.people li').count(), 1)
  await page.click('.people a')
  await page.click('#hand-out button')
  assert.match(await page.inputValue('#f-address'), /\/m\/[\w-]{22}$/)
  assert.equal(await page.isVisible('button[data-copy]'), false)
  await page.goto(`${house.address}/clients/${client}`)
  assert.equal(await page.locator('#sides details table').count() > 0
    || await page.locator('.empty').count() > 0, true)
  noThirdParty(page)
})

test('another therapist, and then the end', async t => {
  const client = await house.client('Lea Berg')
  await house.session(client, 24 * 60)
  const page = await open(t, { scripts: false })
  await comeIn(page, 'amir')
  await page.goto(`${house.address}/clients/${client}`)
  await page.click('main a[href$="/episode"]')
  await page.check('input[name=to][value=ingrid]')
  await page.click('button[value=hand-over]')
  assert.equal(await page.textContent('h1'), 'Hand over to Ingrid Solhaug?')
  assert.match(await page.locator('main').innerText(), /1 planned session goes over\./)
  await page.click('button[value=hand-over]')
  await page.waitForURL(new RegExp(`${client}$`))
  assert.equal(await page.locator('main a[href$="/episode"]').count(), 0)

  const next = await open(t, { scripts: false })
  await comeIn(next, 'ingrid')
  await next.goto(`${house.address}/clients/${client}`)
  assert.match(await next.locator('.lead').innerText(), /Next: session 1, tomorrow/)
  await next.click('main a[href$="/episode"]')
  await next.click('button[value=end]')
  assert.match(await next.locator('main').innerText(), /1 planned session is cancelled\./)
  await next.click('button[value=end]')
  await next.waitForURL(new RegExp(`${client}$`))
  await next.goto(`${house.address}/clients/${client}/episode`)
  assert.match(await next.locator('.lead').innerText(), /has ended/)
  assert.equal(await next.locator('main form').count(), 0)
})
