// SPDX-License-Identifier: GPL-3.0-or-later
// What every page is held to: valid HTML, no violation of axe's rules, all that lighthouse
// asks of accessibility, no scrolling sideways, small, and nothing from anybody else.  In
// four looks (phone and desktop, light and dark) and two tongues: English, and English made
// strange (base/pseudo.h), which is longer and read from the right.
//
// Each page is opened in both tongues: in English it meets axe on a phone and on a desktop,
// one of them dark, in the other on a phone that is dark when the first was not.  Lighthouse is
// slow and asks axe, which is asked the same on every page (support.mjs): it looks itself at
// every sixteenth.  With ATTUNE_BROWSER_ALL=1 everything is tried with everything.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { snapshot } from 'lighthouse'
import { pageFunctions } from 'lighthouse/core/lib/page-functions.js'
import { connect } from 'puppeteer-core'

import { axe, debugging, fits, looks, noThirdParty, open, screenshot, sizes, weighs }
  from './support.mjs'

export const CLIENT = 30_000, STAFF = 100_000   // bytes

export const all = process.env.ATTUNE_BROWSER_ALL === '1'

// ---- valid --------------------------------------------------------------------------

// Rules are put together once, not for every page.
class Rules extends StaticConfigLoader {
  getConfigFor(...page) {
    return this.made ??= super.getConfigFor(...page)
  }
}

const validator = new HtmlValidate(new Rules({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'aria-label-misuse': ['error', { allowAnyNamable: true }],      // a list may have a name
    'form-dup-name': 'off',             // ticks share a name, and an empty one goes along
    'long-title': 'off',                // a client's name may be long
    'no-trailing-whitespace': 'off',
    'tel-non-breaking': 'off',          // the style sheet keeps numbers together
  },
}))

// The page as it was sent, before any script.
export async function valid(page) {
  const { results } = await validator.validateString(await page.source)
  const faults = results.flatMap(result => result.messages)
  assert.equal(faults.length, 0, `${page.url()}\n${faults.map(({ line, column, ruleId, message }) =>
    `    ${line}:${column} ${ruleId}: ${message}`).join('\n')}`)
}

// ---- lighthouse ---------------------------------------------------------------------

// How fast the machine is does not matter here, and takes a second to find out.
pageFunctions.computeBenchmarkIndex = () => 1000

let second

after(() => second?.disconnect())

// The same page through the client that lighthouse speaks with.
async function sameThroughPuppeteer(page) {
  second ??= await connect({ browserURL: `http://127.0.0.1:${debugging}`,
    defaultViewport: null })
  const tools = await page.context().newCDPSession(page)
  const { targetInfo } = await tools.send('Target.getTargetInfo')
  await tools.detach()
  const target = await second.waitForTarget(t => t._targetId === targetInfo.targetId)
  return target.page()
}

export async function lighthouse(page) {
  await page.letScriptsRun?.(true)
  const { lhr } = await snapshot(await sameThroughPuppeteer(page), { flags: {
    onlyCategories: ['accessibility'], disableFullPageScreenshot: true, logLevel: 'error',
    screenEmulation: { disabled: true }, throttlingMethod: 'provided' } })
  await page.letScriptsRun?.(false)
  const missed = Object.values(lhr.audits).filter(({ score }) => score !== null && score < 1)
  assert.equal(lhr.categories.accessibility.score, 1, `${page.url()}\n${missed.map(audit =>
    `    ${audit.id}: ${audit.title}\n${(audit.details?.items ?? []).map(({ node }) =>
      `        ${node?.snippet}\n        ${node?.explanation}`).join('\n')}`).join('\n')}`)
}

// ---- all of it ----------------------------------------------------------------------

const strange = /áá|ç|éé|íí|ñ|óó|šš|úú|ý|ž/gi
const letters = { á: 'a', ç: 'c', é: 'e', í: 'i', ñ: 'n', ó: 'o', š: 's', ú: 'u', ý: 'y', ž: 'z' }

// A text of the strange tongue in English again.
export function plain(text) {
  return text.replace(/[[\]]/g, '').replace(strange, found => {
    const letter = letters[found[0].toLowerCase()]
    return found[0] === found[0].toLowerCase() ? letter : letter.toUpperCase()
  })
}

const tongues = [
  { name: 'English', locale: 'en-GB', lang: 'en', dir: 'ltr' },
  { name: 'en-XB', locale: 'en-XB', lang: 'en-XB', dir: 'rtl' },
]

// Which looks a page meets in a tongue, and in which of them lighthouse looks at it.
function share(n, tongue) {
  const odd = (n + tongues.indexOf(tongue)) % 2
  const chosen = looks.filter(({ size, dark }) => all || (size === 'phone') === (dark === !!odd))
    .filter(({ size }) => all || tongue === tongues[0] || size === 'phone')
  const once = n % 32 === (tongue === tongues[0] ? 0 : 16)
  return chosen.map((look, i) => ({ ...look, slow: all || (once && i === (n >> 5) % chosen.length) }))
}

async function held(page, name, most, tongue, n) {
  const { lang, dir } = tongue
  await page.waitForLoadState()         // a click waits for the first bytes alone
  assert.deepEqual(await page.evaluate(() =>
    [document.documentElement.lang, document.documentElement.dir]), [lang, dir], page.url())
  await valid(page)
  await weighs(page, most)
  for (const { size, dark, slow } of share(n, tongue)) {
    await page.setViewportSize(sizes[size])
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    await axe(page)
    if (slow)
      await lighthouse(page)
  }
  for (const size of Object.keys(sizes)) {
    await page.setViewportSize(sizes[size])
    await fits(page)
  }
  await drawn(page, `${name}-${lang}`)
  noThirdParty(page)
}

async function drawn(page, name) {
  if (process.env.SHOTS !== '1')
    return
  for (const size of Object.keys(sizes))
    for (const dark of [false, true]) {
      await page.setViewportSize(sizes[size])
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      await screenshot(page, `${name}-${sizes[size].width}-${dark ? 'dark' : 'light'}`)
    }
}

let n_pages = 0

// A walk past some pages, a test in each tongue.  `body(t, walk)`: walk.open(t) opens a page
// in the tongue, walk.at(address) is an address that speaks it, walk.look(page, name, most)
// holds the page to everything, walk.also() does so only when everything is tried: for another
// state of a page that is looked at anyhow; walk.told(page, selector) is a text in English.
export function walk(title, body) {
  for (const tongue of tongues)
    test(`${title}: ${tongue.name}`, async t => {
      let n = n_pages
      const faults = []
      const here = {
        tongue: tongue.name,
        open: (how, options) => open(how, { locale: tongue.locale, ...options }),
        at: address => `${address}${address.includes('?') ? '&' : '?'}lang=${tongue.lang}`,
        look: async (page, name, most = CLIENT) => {
          await held(page, name, most, tongue, n++)
            .catch(error => faults.push(`${name}: ${error.message}`))
        },
        also: async (...page) => { if (all) await here.look(...page) },
        told: async (page, selector = 'h1') => plain(await page.locator(selector).first().innerText()),
      }
      await body(t, here)
      assert.equal(faults.length, 0, faults.join('\n'))
      if (tongue === tongues.at(-1))
        n_pages = n
    })
}
