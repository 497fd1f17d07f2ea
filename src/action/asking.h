/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/asking.h - in which words a site asks somebody something: the site's own texts over
 * ours, its numbers and names in the placeholders, English where a language has no text. */
#ifndef AT_ACTION_ASKING_H
#define AT_ACTION_ASKING_H

#include "base/call.h"
#include "base/fill.h"
#include "instrument/library.h"
#include "store/org.h"

enum { AT_ASKING_FILLS = 48 };

struct at_asking {
	struct at_site site;
	struct at_settings settings;
	struct at_covers covers;
	struct at_contact contact;
	const struct at_library *library;
	const struct at_instrument *instrument;         /* NULL: general texts only */
	struct at_wording wording;
	struct at_site_words own, general;              /* the site's texts */
	struct at_fill fills[AT_ASKING_FILLS];
	int n_fills;
	const char *help;               /* address of the site's page of help at once */
};

/* Words ready to be shown. */
struct at_said {
	const struct at_piece *pieces;
	int n_pieces;
	const char *text;               /* the same as one string */
	const char *lang;               /* the language found; NULL if it is the one asked for */
};

/* Load what a site sets up.  instrument NULL: general texts only. */
enum at_status at_asking_open(struct at_call *call, at_id org, at_id site,
    const struct at_instrument *instrument, const char *form, bool first, const char *lang,
    struct at_asking **out);

/* Set a placeholder: a copy of nothing, the strings must live as long as `asking`. */
void at_asking_fill(struct at_asking *asking, const char *name, const char *value,
    const char *href);

/* The words of a key of the instrument ("intro", "item.ease") or, with general set,
 * of the site's general texts ("crisis.danger").  AT_NOT_FOUND if there are none,
 * AT_INVALID naming the placeholder that has no value. */
enum at_status at_asking_say(struct at_call *call, const struct at_asking *asking, bool general,
    const char *key, struct at_said *out);

/* The placeholders to which the site has given no value yet: `*out_n` names. */
const char *const *at_asking_missing(struct at_call *call, const struct at_asking *asking,
    int *out_n);

/* AT_INVALID naming everything a site has not set up yet, or the first words that an
 * instrument lacks: until then nothing is opened to a client. */
enum at_status at_asking_ready(struct at_call *call, const struct at_asking *asking);

/* Until when a form with a risk question may be answered: somebody must have cover for
 * two more hours when it is opened, and be there while it is answered. */
bool at_asking_covered(const struct at_asking *asking, at_ms now, at_ms ahead);

/* Whether the instrument asks a risk question outright, in this form: such a form is
 * closed without cover.  (A tick that needs cover only gives way to a line.) */
bool at_asking_needs_cover(const struct at_instrument *instrument, int form);

#endif
