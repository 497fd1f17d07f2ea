/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/answers.h - one filled form: codes in definition order, and its packed row.
 *
 * Packed: version byte, item count, validity mask (one bit an item, lowest bit
 * first), one byte an item.  An item without its bit is 0 = missing or 1 = skipped.
 * Words items have a place but no content: their text is sealed apart.
 */
#ifndef AT_INSTRUMENT_ANSWERS_H
#define AT_INSTRUMENT_ANSWERS_H

#include <stddef.h>

#include "base/status.h"
#include "instrument/instrument.h"

enum { AT_MISSING = -1, AT_SKIPPED = -2 };

struct at_answers {
	int n_items;
	int codes[AT_MAX_ITEMS];        /* >= 0 answered (code, or tick bits); else the above */
};

enum { AT_PACKED_VERSION = 1, AT_PACKED_ROOM = 2 + AT_MAX_ITEMS / 8 + AT_MAX_ITEMS };

/* All items missing. */
struct at_answers at_answers_blank(const struct at_instrument *instrument);

/* Check every code against the definition and this form: unknown codes, ticks not
 * offered, answers to items that are not asked.  AT_INVALID names the item. */
enum at_status at_answers_check(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, struct at_error *err);

/* Make missing what is not asked (any more): `about` after `strain` was changed to No. */
void at_answers_settle(const struct at_instrument *instrument, int form,
    struct at_answers *answers);

/* Number of bytes written; never more than AT_PACKED_ROOM. */
size_t at_answers_pack(const struct at_answers *answers, unsigned char out[AT_PACKED_ROOM]);

/* AT_CORRUPT if the bytes are not exactly one packed row. */
enum at_status at_answers_unpack(const unsigned char *bytes, size_t n_bytes,
    struct at_answers *out, struct at_error *err);

/* Whether item `i` is asked, given the answers so far (its `after` condition). */
bool at_answers_asked(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, int item);

/* Whether an answer that is asked for sends what is said to someone else. */
bool at_answers_to_contact(const struct at_instrument *instrument, int form,
    const struct at_answers *answers);

/* What is left for the therapist when something was said to someone else: everything
 * said is missing, as if it had been skipped.  Scores must be worked out again. */
void at_answers_hide_said(const struct at_instrument *instrument, struct at_answers *answers);

/* A raw trigger met by an answer. */
struct at_raised {
	int item, code;                 /* ticks: code is the bit position */
	bool high;                      /* high visibility */
	const char *kind;
};

/* The triggers met, in item order; looks at raw answers only, so an answer counts even
 * when its item is no longer asked.  Returns how many. */
int at_answers_raised(const struct at_instrument *instrument, int form,
    const struct at_answers *answers, struct at_raised out[AT_MAX_ITEMS]);

#endif
