// SPDX-License-Identifier: GPL-3.0-or-later
// A clinic of its own for a test file: the one of demo/clinic.txt, empty, moved to where it is
// noon, served on a port that stays the same when the server is stopped and started again.
// Clients, sessions and links are made by the commands that a clinic uses.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { promisify } from 'node:util'

import { freePort, program, tree } from './support.mjs'

const run = promisify(execFile)

// Where it is between noon and one o'clock as this begins: an hour that was over a while ago,
// and one that begins in five, are of today there, whenever the tests run.  ("-5" is five hours
// ahead of Greenwich.)
const ahead = 12 - new Date().getUTCHours()
const zone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`

// "2026-11-22 14:00" there, so many minutes from now.
function local(minutes) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short',
    timeStyle: 'short' }).format(Date.now() + minutes * 60_000)
}

export async function clinic() {
  const folder = await mkdtemp(join(tmpdir(), 'attune-browser-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const file = join(folder, 'clinic.txt')
  const own = ['--data', join(folder, 'clinic'), '--public-url', address]
  let server

  const attune = async (...args) => (await run(program(), [...args, ...own])).stdout

  const start = async () => {
    server = spawn(program(), ['serve', '--listen', `127.0.0.1:${port}`, ...own],
      { stdio: ['ignore', 'pipe', 'inherit'] })
    const gone = once(server, 'exit')
    for await (const line of createInterface({ input: server.stdout }))
      if (line.includes('serving'))
        return
    throw new Error(`attune serve ended with ${await gone}`)
  }

  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null)
      return
    server.kill('SIGTERM')
    await once(server, 'exit')
  }

  after(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  })
  const text = await readFile(join(tree, 'demo/clinic.txt'), 'utf8')
  await writeFile(file, text.replace(/^zone( *)=.*$/gm, `zone$1= ${zone}`))
  await attune('init', '--from', file)
  await start()

  const here = {
    address, file, start, stop, attune,

    // A new client; Amir's, at the clinic in Fjordgata, unless said otherwise.
    client: async (name, { therapist = 'amir', site = 'fjordgata', lang = 'en', more = [] } = {}) =>
      (await attune('client', 'add', '--name', name, '--site', site, '--therapist', therapist,
        '--lang', lang, ...more)).trim(),

    // An hour of therapy that begins `minutes` from now.
    session: (client, minutes, state = minutes < 0 ? 'attended' : 'planned') =>
      attune('session', 'add', '--client', client, '--at', local(minutes), '--state', state),

    // The address of a form.
    link: async (client, measure, ...more) =>
      (await attune('link', '--client', client, '--measure', measure, ...more)).split('\n')[0],

    // A client whose hour is over, and the link to the card about it.
    card: async (name, options) => {
      const client = await here.client(name, options)
      await here.session(client, -65)
      return { client, link: await here.link(client, 'session') }
    },

    // A client before an hour, and the link to PHQ-9.
    phq: async (name, options) => {
      const client = await here.client(name, options)
      await here.session(client, 60)
      return { client, link: await here.link(client, 'phq-9') }
    },

    // The personal address of an own page, opened by the PIN 483917.
    ownPage: async (client, ...more) => {
      const making = run(program(), ['client', 'page', client, '--pin', '-', ...more, ...own])
      making.child.stdin.end('483917\n')
      return (await making).stdout.trim()
    },

    // A one-time sign-in link.
    once: async person =>
      (await attune('user', 'link', person)).match(/https?:\S+/)[0],
  }
  return here
}
