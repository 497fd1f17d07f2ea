// SPDX-License-Identifier: GPL-3.0-or-later
// A client with a link: Begin, five pages, thank you; and whatever happens in between.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { fits, noThirdParty, open, there } from './support.mjs'

const house = await clinic()

const answer = (page, item, value) => page.check(`input[name="${item}"][value="${value}"]`)
const given = (page, item) => page.locator(`input[name="${item}"]:checked`).evaluateAll(
  fields => fields.map(field => field.value).join(' '))
const go = (page, what = 'next') => page.click(`button[value=${what}]`)
const heading = page => page.textContent('h1')
const kept = page => page.waitForFunction(() => document.querySelector('.kept').textContent !== ''
  && !document.querySelector('.kept').classList.contains('unsaved'))

async function begin(page, link) {
  await page.goto(link)
  await page.click('main button')
}

const pages = [['ease', 'understood', 'worth'], ['real', 'bond', 'share'], ['goal', 'way', 'step']]

// The three pages of statements, each answered the same.
async function statements(page, value = 5) {
  for (const items of pages) {
    for (const item of items)
      await answer(page, item, value)
    await go(page)
  }
}

// The client's page as the therapist has it.
async function therapistSees(t, client) {
  const page = await open(t)
  await page.goto(await house.once('amir'))
  await page.click('main button')
  await page.goto(`${house.address}/clients/${client}`)
  return page
}

// How many hours have something said about them.
const said = page => page.locator('#said form, #said .entries > li').count()

const languages = {
  en: { lang: 'en-GB', begin: 'Begin', skip: 'Skip this one', next: 'Continue', end: /^Thank you/ },
  nb: { lang: 'nb-NO', begin: 'Begynn', skip: 'Hopp over denne', next: 'Fortsett', end: /^Takk/ },
  de: { lang: 'de-DE', begin: 'Beginnen', skip: 'Diese auslassen', next: 'Weiter', end: /^Danke/ },
}

for (const [code, words] of Object.entries(languages)) {
  for (const [dark, scripts] of [[false, true], [true, false]]) {
    const look = `${dark ? 'dark' : 'light'}, ${scripts ? 'with' : 'without'} scripts`
    test(`the session card on a small phone: ${code}, ${look}`, async t => {
      const { link } = await house.card(`Language ${code}`, { lang: code })
      const page = await open(t, { size: 'phone', dark, scripts, locale: words.lang })
      await page.goto(link)
      assert.equal(await page.getAttribute('html', 'lang'), code)
      assert.equal((await page.textContent('main button')).trim(), words.begin)
      await page.click('main button')
      for (const items of pages) {
        await fits(page)
        for (const item of items)
          await answer(page, item, 6)
        assert.equal(await page.locator('.skip').first().innerText(), words.skip)
        assert.equal((await page.textContent('button[value=next]')).trim(), words.next)
        await go(page)
      }
      await answer(page, 'strain', 'none')
      await go(page)
      await page.fill('textarea', 'Ærlig talt: ß, 心, <b>.')
      await fits(page)
      await go(page)
      assert.match(await page.locator('main > p').first().innerText(), words.end)
      assert.equal(await page.getAttribute('html', 'lang'), code)
      await fits(page)
      noThirdParty(page)
    })
  }
}

test('the link page opens in the language chosen on it', async t => {
  const { link } = await house.card('Chooses a language')
  const page = await open(t, { size: 'phone', scripts: false })
  await page.goto(link)
  await page.click('a[lang=de]')
  assert.equal(await page.getAttribute('html', 'lang'), 'de')
  await page.click('main button')
  assert.equal(await page.getAttribute('html', 'lang'), 'de')
  assert.equal((await page.textContent('button[value=next]')).trim(), 'Weiter')
})

for (const scripts of [true, false]) {
  const look = scripts ? 'with' : 'without'
  test(`Back keeps what was answered, on both pages: ${look} scripts`, async t => {
    const { link } = await house.card('Goes back')
    const page = await open(t, { size: 'phone', scripts })
    await begin(page, link)
    await answer(page, 'ease', 3)
    await answer(page, 'worth', 'skip')
    await go(page)
    await answer(page, 'bond', 7)
    await go(page, 'back')
    assert.deepEqual([await given(page, 'ease'), await given(page, 'understood'),
      await given(page, 'worth')], ['3', '', 'skip'])
    await go(page)
    assert.equal(await given(page, 'bond'), '7')
  })

  test(`"Not today" ends it, and is said once: ${look} scripts`, async t => {
    const { link } = await house.card('Not today')
    const page = await open(t, { size: 'phone', scripts })
    await begin(page, link)
    await go(page, 'decline')
    assert.equal(await heading(page), 'Not today')
    await page.goto(link)
    assert.equal(await page.locator('main button').count(), 0)
    assert.equal(await heading(page), 'Not today')
  })
}

test('the card goes on where it was left, in the same browser and in no other', async t => {
  const { link } = await house.card('Comes back')
  const page = await open(t, { size: 'phone' })
  await begin(page, link)
  await answer(page, 'ease', 2)
  await kept(page)
  await page.close()

  const again = await page.context().newPage()
  await begin(again, link)
  assert.equal(await given(again, 'ease'), '2')

  const other = await open(t, { size: 'phone' })
  await begin(other, link)
  assert.equal(await other.locator(':checked').count(), 0)
})

test('who sends first is kept; the other browser is told so', async t => {
  const { client, link } = await house.card('Two browsers')
  const one = await open(t, { size: 'phone' }), other = await open(t, { size: 'phone' })
  for (const page of [one, other])
    await begin(page, link)
  await statements(one)
  await answer(one, 'strain', 'small')
  await go(one)
  await go(one)
  assert.equal(await heading(one), 'Sent')

  await answer(other, 'ease', 1)
  await other.waitForSelector('.kept.unsaved')
  assert.match(await other.textContent('.kept'), /already been sent/)
  await go(other)
  assert.equal(await heading(other), 'This form has already been sent')
  assert.match(await other.textContent('main'), /another device/)

  const staff = await therapistSees(t, client)
  assert.equal(await said(staff), 1)
})

test('a double press and the same message again make one record, and show the receipt', async t => {
  const { client, link } = await house.card('Sends twice')
  const page = await open(t, { size: 'phone' })
  await begin(page, link)
  await statements(page)
  await answer(page, 'strain', 'clear')
  await go(page)
  await page.fill('textarea', 'Once is enough.')
  const form = new URLSearchParams(await page.locator('form').evaluate(
    form => [...new FormData(form)]))
  form.set('do', 'next')
  const address = page.url().replace(/\?.*/, '')
  await page.dblclick('button[value=next]')
  await page.waitForURL(/thanks$/)
  const replay = await page.evaluate(async ([address, body]) => {
    const reply = await fetch(address, { method: 'POST', body: new URLSearchParams(body) })
    return [reply.status, reply.url]
  }, [address, form.toString()])
  assert.equal(replay[0], 200)
  assert.match(replay[1], /thanks$/)
  await page.goBack()
  await page.goto(link)
  await page.click('main button')
  assert.match(page.url(), /thanks$/)
  const staff = await therapistSees(t, client)
  assert.equal(await said(staff), 1)
})

test('a lost connection: said at once, saved by itself when it is back', async t => {
  const { link } = await house.card('Loses the connection')
  const page = await open(t, { size: 'phone' })
  await begin(page, link)
  await answer(page, 'ease', 4)
  await kept(page)
  await house.stop()
  try {
    await answer(page, 'understood', 6)
    await page.waitForSelector('.kept.unsaved')
    assert.match(await page.textContent('.kept'), /Not saved yet/)
  } finally {
    await house.start()
  }
  await kept(page)
  const again = await page.context().newPage()
  await again.goto(page.url())
  assert.deepEqual([await given(again, 'ease'), await given(again, 'understood')], ['4', '6'])
  await go(page)
  assert.match(await page.textContent('.steps'), /2 of 5/)
})

test('what was off, what was wished, and words for somebody else stay from the therapist', async t => {
  const { client, link } = await house.card('Talks with Solveig')
  const page = await open(t, { size: 'phone' })
  await begin(page, link)
  await statements(page)
  const about = page.locator('[data-after=strain]').first()
  assert.equal(await about.isVisible(), false)
  await answer(page, 'strain', 'clear')
  assert.equal(await about.isVisible(), true)
  await answer(page, 'about', 'bond')
  await answer(page, 'wish', 'other')
  await go(page)
  assert.match(await page.textContent('.note'), /Solveig Myrdal can see it at once/)
  assert.equal(await page.locator('.sight fieldset').first().isVisible(), false)
  await page.click('summary')
  assert.deepEqual([await given(page, 'ratings'), await given(page, 'when'),
    await given(page, 'said')], ['therapist', 'now', 'other'])
  await answer(page, 'said', 'other')
  await page.fill('textarea', 'I feel judged.')
  await go(page)
  assert.match(await page.textContent('main'), /Solveig Myrdal reads them/)

  const staff = await therapistSees(t, client)
  assert.doesNotMatch(await staff.textContent('main'), /judged|the feeling between us/)
  const contact = await open(t)
  await contact.goto(await house.once('solveig'))
  await contact.click('main button')
  await contact.goto(`${house.address}/said`)
  assert.doesNotMatch(await contact.textContent('main'), /I feel judged/)
  await contact.click('main button >> text=Open what Talks with Solveig said')
  assert.match(await contact.textContent('main'), /Talks with Solveig/)
  assert.match(await contact.textContent('main'), /I feel judged/)
  assert.match(await contact.textContent('main'), /the feeling between us/)
})

// Presses Tab until the focus is where it should be.
async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(s => document.activeElement.matches(s), selector))
      return
  }
  assert.fail(`Tab never reached ${selector}`)
}

test('the whole card by keyboard', async t => {
  const { link } = await house.card('Has no mouse')
  const page = await open(t)
  await page.goto(link)
  await tabTo(page, 'main button')
  await page.keyboard.press('Enter')
  for (const items of pages) {
    await there(page, `#q-${items[0]}`)
    for (const item of items) {
      await tabTo(page, `input[name=${item}]`)
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      assert.equal(await given(page, item), '3')
    }
    await tabTo(page, 'button[value=next]')
    await page.keyboard.press('Enter')
  }
  await there(page, '#q-strain')
  await tabTo(page, 'input[name=strain]')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, 'input[name=about]')
  await page.keyboard.press('Space')
  await tabTo(page, 'button[value=next]')
  await page.keyboard.press('Space')
  await there(page, 'textarea')
  await tabTo(page, 'textarea')
  await page.keyboard.type('By hand.')
  await tabTo(page, 'summary')
  await page.keyboard.press('Enter')
  await tabTo(page, 'input[name=when]')
  await page.keyboard.press('ArrowDown')
  assert.equal(await given(page, 'when'), 'next')
  await tabTo(page, 'button[value=next]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/thanks$/)
  assert.match(await page.textContent('main'), /Thank you/)
})
