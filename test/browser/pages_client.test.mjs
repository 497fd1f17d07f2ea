// SPDX-License-Identifier: GPL-3.0-or-later
// Every page a client or a parent meets: for everybody's eyes, hands and ears.  What that
// means stands in standards.mjs.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'

import { clinic } from './clinic.mjs'
import { walk } from './standards.mjs'

const house = await clinic()

const go = (page, what = 'next') => page.click(`button[value=${what}]`)

async function begin(page, link) {
  await page.goto(link)
  await page.click('main form button')
}

// All pages of a form but what is looked at, answered with one value.
async function answer(page, value) {
  while (await page.locator('button[value=next]').count() > 0) {
    for (const row of await page.locator(`fieldset input[value="${value}"]`).all())
      await row.check()
    await go(page)
  }
}

walk('the link, the five pages of the card, thanks, and help', async (t, w) => {
  const { link } = await house.card('Liv Dahl')
  const page = await w.open(t)
  await page.goto(w.at(link))
  await w.look(page, 'link')
  await page.click('main button')
  for (let n = 1; n <= 3; n++) {
    const rows = page.locator('fieldset input[value="5"]')
    await rows.first().check()
    await page.locator('.skip input').last().check()
    await w.look(page, `form-${n}`)
    await go(page)
  }
  await page.check('input[name=strain][value=small]')
  await page.check('input[name=about][value=who]')
  await w.look(page, 'form-4')
  await go(page)
  await page.click('summary')
  await page.fill('textarea', 'A little slower, please.')
  await w.look(page, 'form-5')
  await go(page)
  await w.look(page, 'thanks')
  await page.click('.help a')
  assert.equal(await w.told(page), 'Help at once')
  await w.look(page, 'help')
})

walk('a form without scripts, and one for a teenager', async (t, w) => {
  const { link } = await house.card('Liv Lie', { more: ['--teen'] })
  const page = await w.open(t, { scripts: false })
  await begin(page, w.at(link))
  for (let n = 1; n <= 3; n++)
    await go(page)
  await w.look(page, 'plain-form-4')
  await go(page)
  await w.look(page, 'plain-form-5')
})

walk('what is asked at the start and in between', async (t, w) => {
  const client = await house.client('Eli Dahl')
  await house.session(client, 60)
  for (const measure of ['readiness', 'barriers', 'before', 'gad-7']) {
    const page = await w.open(t)
    await page.goto(w.at(await house.link(client, measure)))
    await page.click('main form button')
    await w.look(page, measure)
  }
})

walk('several forms at one sitting', async (t, w) => {
  const { client, link } = await house.card('A sitting')
  await house.link(client, 'readiness')
  const page = await w.open(t)
  await begin(page, w.at(link))
  await answer(page, 5)
  await w.look(page, 'sitting')
  await page.click('#next button[value=later]')
  await w.look(page, 'sitting-later')
})

walk('after a safety answer, with and without scripts', async (t, w) => {
  const { link } = await house.phq('Nora By')
  const page = await w.open(t)
  await begin(page, w.at(link))
  await w.look(page, 'phq-1')
  await go(page)
  await go(page)
  await page.check('input[name="9"][value="2"]')
  await page.waitForSelector('.at-once .crisis')
  await w.look(page, 'crisis-at-once')
  await go(page)
  await w.look(page, 'crisis-next')
  await go(page)
  await w.look(page, 'crisis-thanks')

  const bare = await w.open(t, { scripts: false })
  await begin(bare, w.at((await house.phq('Nora Ås')).link))
  await go(bare)
  await go(bare)
  await bare.check('input[name="9"][value="1"]')
  await go(bare)
  await w.look(bare, 'crisis-plain')
})

walk('forms that cannot be answered', async (t, w) => {
  const page = await w.open(t)
  const { link } = await house.card('Per Bø')
  const other = await w.open(t)
  await begin(page, w.at(link))
  await begin(other, w.at(link))
  for (let n = 1; n <= 5; n++)
    await go(page)
  await go(other)
  assert.equal(await w.told(other), 'This form has already been sent')
  await w.look(other, 'elsewhere')

  await begin(page, w.at((await house.card('Pål Bø')).link))
  await go(page, 'decline')
  assert.equal(await w.told(page), 'Not today')
  await w.look(page, 'declined')

  const later = await house.client('Pia Bø')
  await house.session(later, 300)
  await page.goto(w.at(await house.link(later, 'session')))
  assert.equal(await w.told(page), 'This form is not open yet')
  await w.look(page, 'early')
})

walk('a form about safety while nobody has cover', async (t, w) => {
  const { link } = await house.phq('Una Nes')
  const file = `${house.file}.no-cover`
  await writeFile(file, (await readFile(house.file, 'utf8')).replace(/^cover +=.*\n/gm, ''))
  await house.attune('setup', file)
  const page = await w.open(t)
  try {
    await page.goto(w.at(link))
    assert.equal(await w.told(page), 'This form is closed just now')
    assert.match(await page.locator('.crisis').innerText(), /000 22/)
    await w.look(page, 'uncovered')
  } finally {
    await house.attune('setup', house.file)
  }
  await page.reload()
  assert.equal(await page.locator('main button').count(), 1)
})

walk('addresses that lead nowhere', async (t, w) => {
  const page = await w.open(t)
  for (const [path, name] of [['/nowhere', '404'], ['/m/AAAAAAAAAAAAAAAAAAAAAA', 'no-link'],
    ['/f/06Y3WNPQM0000', 'no-form'], ['/me', 'own-closed']]) {
    await page.goto(house.address + path)
    await w.look(page, name)
  }
})

walk('the own page: its door, answers, choices, paper', async (t, w) => {
  const { client, link } = await house.card('Eva Moe')
  const card = await w.open(t, { size: 'phone' })
  await begin(card, link)
  await answer(card, 6)
  for (let n = 2; n <= 3; n++) {
    await house.session(client, 90 * n)
    const page = await w.open(t, { scripts: false })
    await begin(page, await house.link(client, 'gad-7', '--session', `${n}`))
    await answer(page, 4 - n)
  }
  await house.link(client, 'readiness')

  const page = await w.open(t)
  await page.goto(w.at(await house.ownPage(client)))
  await w.look(page, 'own-door')
  await page.fill('input[name=pin]', '111111')
  await page.click('main form button')
  await w.look(page, 'own-door-wrong')
  await page.fill('input[name=pin]', '483917')
  await page.click('main form button')
  await page.waitForURL(/\/me$/)
  await w.look(page, 'own')
  await page.click('#answers a >> nth=0')
  await w.look(page, 'own-answer')
  await page.goto(`${house.address}/me/choices`)
  await w.look(page, 'own-choices')
  await page.goto(`${house.address}/me/consents`)
  await w.look(page, 'own-consents')
  await page.click('#measuring button[value=no]')
  await w.look(page, 'own-consents-stopped')
  await page.goto(`${house.address}/me`)
  await w.look(page, 'own-stopped')
  await page.goto(`${house.address}/me/print`)
  await w.look(page, 'own-print')
  await page.goto(`${house.address}/me`)
  await page.click('.above button')
  await w.look(page, 'own-out')
})

walk("a parent's page and form", async (t, w) => {
  const client = await house.client('Kim Moe', { more: ['--teen', '--parent', 'Pat Moe'] })
  await house.session(client, -65)
  await house.link(client, 'session', '--form', 'parent')
  const page = await w.open(t)
  await page.goto(w.at(await house.ownPage(client, '--parent')))
  await page.fill('input[name=pin]', '483917')
  await page.click('main form button')
  await page.waitForURL(/\/me$/)
  await w.look(page, 'own-parent')
  await page.click('#waiting button >> nth=0')
  await w.look(page, 'form-parent')
})
