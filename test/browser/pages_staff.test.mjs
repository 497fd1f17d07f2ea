// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of those who work at a clinic: for everybody's eyes, hands and ears.  What that
// means stands in standards.mjs.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { clinic } from './clinic.mjs'
import { STAFF, walk } from './standards.mjs'
import { demo, open, sheets } from './support.mjs'

const house = await clinic()
const full = await demo()

async function comeIn(page, person) {
  await page.goto(await house.once(person))
  await page.click('main button')
  await page.waitForURL(/password$|today$/)
}

walk('the door: sign in, one-time link, password', async (t, w) => {
  const page = await w.open(t)
  await page.goto(house.address)
  await w.look(page, 'sign-in', STAFF)
  await page.fill('input[name=login]', 'amir')
  await page.fill('input[name=password]', 'not this one')
  await page.click('main button')
  await w.look(page, 'sign-in-wrong', STAFF)
  await page.evaluate(() => { document.querySelector('input[name=csrf]').value = 'old' })
  await page.fill('input[name=password]', 'any at all')
  await page.click('main button')
  await w.look(page, 'too-long', STAFF)
  await page.goto(`${house.address}/once/AAAA`)
  await page.click('main button')
  await w.look(page, 'no-once', STAFF)
  await page.goto(await house.once('amir'))
  await w.look(page, 'once', STAFF)
  await page.click('main button')
  await w.look(page, 'password', STAFF)
  await page.fill('input[name=new]', 'short')
  await page.click('main button')
  await w.look(page, 'password-wrong', STAFF)
})

// Somebody of the demonstration.
async function role(t, w, person) {
  const page = await w.open(t)
  await page.goto(await full.again(person))
  await page.click('main button')
  await page.waitForURL(/password$|today$/)
  return page
}

// The clients who show most: everything there is on a client's page is on one of these.
const shown = 6

walk("a therapist's day and clients", async (t, w) => {
  const page = await role(t, w, 'amir')
  await page.goto(`${full.address}/today`)
  await w.look(page, 'today', STAFF)
  await page.click('.day a[href^="/today?client="] >> nth=0')
  await w.look(page, 'today-plan', STAFF)
  await page.goto(`${full.address}/clients`)
  await w.look(page, 'clients', STAFF)
  await page.goto(`${full.address}/clients?q=zzz`)
  await w.look(page, 'clients-none', STAFF)
  await page.goto(`${full.address}/today`)
  const addresses = await page.locator('.day .head a[href^="/clients/"]')
    .evaluateAll(links => [...new Set(links.map(a => a.href))])
  const some = process.env.ATTUNE_BROWSER_ALL === '1' ? addresses : addresses.slice(0, shown)
  for (const [i, address] of some.entries()) {
    await page.goto(address)
    await w.look(page, `client-${i + 1}`, STAFF)
  }
  await page.goto(`${some[0]}/plan`)
  await w.look(page, 'client-plan', STAFF)
  await page.goto(w.at(`${some[0]}/together`))
  await w.look(page, 'together')
})

test("every client's page makes one sheet of paper", async t => {
  const page = await open(t)
  await page.goto(await full.again('amir'))
  await page.click('main button')
  await page.goto(`${full.address}/clients`)
  const addresses = await page.locator('.people a').evaluateAll(links => links.map(a => a.href))
  assert.ok(addresses.length > 10)
  for (const address of addresses) {
    await page.goto(address)
    assert.equal(await sheets(page), 1, await page.textContent('h1'))
  }
})

walk('a safety answer and its acknowledgement', async (t, w) => {
  const client = await house.client('Nora Ås', { therapist: 'ingrid' })
  await house.session(client, 60)
  const phone = await w.open(t, { size: 'phone', scripts: false })
  await phone.goto(await house.link(client, 'phq-9'))
  await phone.click('main form button')
  await phone.click('button[value=next]')
  await phone.click('button[value=next]')
  await phone.check('input[name="9"][value="1"]')
  await phone.click('button[value=next]')

  const page = await w.open(t)
  await comeIn(page, 'ingrid')
  await page.goto(`${house.address}/clients/${client}`)
  const alert = await page.locator('.banner form').getAttribute('action')
  await page.goto(house.address + alert)
  await w.look(page, 'alert', STAFF)
  await page.click('.banner button')
  await w.look(page, 'alert-without-note', STAFF)
  await page.fill('.banner textarea', 'Rang her; we meet tomorrow at ten.')
  await page.click('.banner button')
  await page.goto(house.address + alert)
  await w.look(page, 'alert-acknowledged', STAFF)
})

walk('both sides of an hour: the own card, the page turned round', async (t, w) => {
  const { client, link } = await house.card('Ada Moe')
  await house.link(client, 'session', '--form', 'therapist')
  await house.link(client, 'reaction', '--form', 'therapist')
  const phone = await w.open(t, { size: 'phone', scripts: false })
  await phone.goto(link)
  await phone.click('main form button')
  for (let n = 1; n <= 4; n++) {
    for (const row of await phone.locator('fieldset input[value="6"]').all())
      await row.check()
    await phone.click('button[value=next]')
  }
  await phone.click('summary')
  await phone.check('input[name=said][value=other]')
  await phone.fill('textarea', 'Rather to you.')
  await phone.click('button[value=next]')

  const page = await w.open(t)
  await comeIn(page, 'amir')
  const own = `${house.address}/clients/${client}`
  await page.goto(own)
  await w.look(page, 'client-sealed', STAFF)
  await page.click('main form[action^="/own/"] button >> nth=0')
  await page.check('input[name=strain][value=small]')
  await w.look(page, 'own-card', STAFF)
  await page.check('input[name=ease][value="4"]')
  await page.click('button[value=next]')
  await page.waitForURL(/thanks$/)
  await w.look(page, 'own-card-sent', STAFF)
  await page.click('#next button >> nth=0')
  await w.look(page, 'own-reaction', STAFF)
  await page.goto(w.at(`${own}/together`))
  await w.look(page, 'together-before')
  await page.click('main form button')
  await page.goto(w.at(`${own}/together`))
  await w.look(page, 'together-opened')

  const contact = await w.open(t)
  await comeIn(contact, 'solveig')
  await contact.goto(`${house.address}/said`)
  await w.look(contact, 'said-new', STAFF)
  await contact.click('.entries button >> nth=0')
  assert.equal(await contact.textContent('blockquote'), 'Rather to you.')
  await w.look(contact, 'said', STAFF)
})

walk('what a therapist does around an hour', async (t, w) => {
  const { client } = await house.card('Tor Moe', { more: ['--teen', '--parent', 'Pat Moe'] })
  const page = await w.open(t)
  await comeIn(page, 'amir')
  const own = `${house.address}/clients/${client}`
  await page.goto(own)
  await w.look(page, 'client-new', STAFF)
  await page.click('#hand-out button >> nth=0')
  await w.look(page, 'link-handed', STAFF)
  await page.goto(`${own}/own-page`)
  await w.look(page, 'own-page-none', STAFF)
  await page.click('button[value=make]')
  await w.look(page, 'own-page-pin', STAFF)
  await page.fill('input[name=pin]', '123456')
  await page.fill('input[name=again]', '123456')
  await page.click('button[value=pin]')
  await w.look(page, 'own-page-pin-wrong', STAFF)
  await page.fill('input[name=pin]', '483 917')
  await page.fill('input[name=again]', '483917')
  await page.click('button[value=pin]')
  await w.look(page, 'own-page-ready', STAFF)

  await page.goto(`${own}/episode`)
  await w.look(page, 'episode', STAFF)
  await page.click('button[value=hand-over]')
  await w.look(page, 'episode-nobody', STAFF)
  await page.check('input[name=to][value=ingrid]')
  await page.click('button[value=hand-over]')
  await w.look(page, 'episode-hand-over', STAFF)
  await page.goto(`${own}/episode`)
  await page.click('button[value=end]')
  await w.look(page, 'episode-end', STAFF)
  await page.click('button[value=end]')
  await page.waitForURL(new RegExp(`${client}$`))
  await page.goto(`${own}/episode`)
  await w.look(page, 'episode-ended', STAFF)
})

walk('the pages of everybody else', async (t, w) => {
  for (const name of ['henrik', 'solveig', 'kari', 'bente']) {
    const page = await role(t, w, name)
    await page.goto(`${full.address}/today`)
    await w.look(page, `today-${name}`, STAFF)
    await page.goto(`${full.address}/clients`)
    await w.look(page, `clients-${name}`, STAFF)
  }
  const page = await w.open(t)
  await comeIn(page, 'tor')
  await page.goto(`${house.address}/plan`)
  await w.look(page, 'plan', STAFF)
  await page.click('.places a >> nth=1')
  await w.look(page, 'plan-site', STAFF)
  await page.goto(`${house.address}/instruments`)
  await w.look(page, 'instruments', STAFF)
  await page.click('text=PHQ-9')
  await w.look(page, 'instrument', STAFF)
  await page.goto(`${house.address}/clients/${await house.client('Not his')}`)
  assert.equal(await w.told(page), 'Not yours to see')
  await w.look(page, 'refused', STAFF)
})

walk('the administrator sets up the clinic', async (t, w) => {
  const page = await w.open(t)
  await comeIn(page, 'tor')
  await page.goto(`${house.address}/clinic`)
  await w.look(page, 'clinic', STAFF)
  await page.goto(`${house.address}/people?q=zzz`)
  await w.look(page, 'people-none', STAFF)
  await page.goto(`${house.address}/people`)
  await w.look(page, 'people', STAFF)
  await page.click('text=Henrik Aasland')
  await w.look(page, 'person-supervisor', STAFF)
  await page.goto(`${house.address}/people`)
  await page.click('text=Ingrid Solhaug')
  await page.click('#roles button >> nth=0')
  assert.equal(await page.locator('.notice').count(), 1)
  await w.look(page, 'person-refused', STAFF)
  await page.click('button[value=close]')
  await w.look(page, 'person-close', STAFF)
  await page.goto(`${house.address}/people/new`)
  await w.look(page, 'person-new', STAFF)
  await page.fill('input[name=name]', 'Ola Dahl')
  await page.fill('input[name=handle]', `Ola ${w.tongue}`)
  await page.click('main .buttons button')
  await w.look(page, 'person-new-wrong', STAFF)
  await page.fill('input[name=handle]', `ola-${w.tongue.toLowerCase()}`)
  await page.click('main .buttons button')
  await w.look(page, 'person-link', STAFF)
})
