// SPDX-License-Identifier: GPL-3.0-or-later
// An authenticator app: RFC 6238 with SHA-1, six digits, 30 seconds.
import { createHmac } from 'node:crypto'

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

// The bytes of a key in base32.
function bytes(key) {
  const bits = [...key.replace(/\s/g, '').toLowerCase()]
    .map(letter => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
}

// The key that a page to set up a second factor shows.
export async function key(page) {
  return page.locator('#scan code').textContent()
}

// The code of a key, so many steps from now.
export function codeOf(secret, steps = 0) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const hash = createHmac('sha1', bytes(secret)).update(counter).digest()
  const at = hash[19] & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

// The code of the key that a page shows.
export async function code(page) {
  return codeOf(await key(page))
}
