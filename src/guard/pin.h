/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/pin.h - what opens a client's own page, together with its address: at least six
 * digits, or a few words.
 *
 * The address is the stronger half (128 bits); the PIN keeps out those who come upon it:
 * family, who know birthdays and try 123456. */
#ifndef AT_GUARD_PIN_H
#define AT_GUARD_PIN_H

#include "base/call.h"

enum {
	AT_PIN_ROOM = 256,
	AT_PIN_DIGITS = 6,              /* the least, when it is digits alone */
	AT_PIN_LETTERS = 8,             /* the least otherwise */
	AT_PIN_PIECES = 4               /* what must be left to guess then: guard/obvious.h */
};

/* As it is hashed: "12 34-56" is 123456, words stay as they are.  False if it is longer
 * than there is room for. */
bool at_pin_plain(const char *typed, char out[AT_PIN_ROOM]);

/* AT_INVALID with one helpful line: too short, a date, a pattern, too easy to guess.
 * `plain` as above. */
enum at_status at_pin_check(struct at_call *call, const char *plain);

#endif
