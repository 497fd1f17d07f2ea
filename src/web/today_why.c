/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/words.h"
#include "web/show.h"
#include "web/today_why.h"

/* Red is a safety answer; amber is worth a look; the rest is only said. */
static const struct {
	enum at_tone tone;
	const char *text;
} tags[AT_REASON_KINDS] = {
	[AT_REASON_SAFETY] = { AT_TONE_ALERT, AT_TEXT("Safety answer not yet acknowledged") },
	[AT_REASON_UNSAID] = { AT_TONE_LOOK, AT_TEXT("Something was said") },
	[AT_REASON_STRAIN] = { AT_TONE_LOOK, AT_TEXT("Something was off") },
	[AT_REASON_WORDS] = { AT_TONE_LOOK, AT_TEXT("Unread words") },
	[AT_REASON_NOT_FORMED] = { AT_TONE_LOOK, AT_TEXT("Not formed yet") },
	[AT_REASON_OWN_STRAIN] = { AT_TONE_LOOK, AT_TEXT("You marked a strain") },
	[AT_REASON_UNNOTICED] = { AT_TONE_LOOK, AT_TEXT("Seen from one side only") },
	[AT_REASON_DROP] = { AT_TONE_LOOK, AT_TEXT("Fell") },
	[AT_REASON_ITEM_DROP] = { AT_TONE_LOOK, AT_TEXT("One answer fell") },
	[AT_REASON_TOP_LOST] = { AT_TONE_LOOK, AT_TEXT("No longer all at the top") },
	[AT_REASON_SILENT] = { AT_TONE_LOOK, AT_TEXT("Gone quiet") },
	[AT_REASON_WORSE] = { AT_TONE_LOOK, AT_TEXT("Worse than at the start") },
	[AT_REASON_OFF_TRACK] = { AT_TONE_LOOK, AT_TEXT("Not on track") },
	[AT_REASON_SLIPPING] = { AT_TONE_LOOK, AT_TEXT("Slipping") },
	[AT_REASON_NEAR_LIMIT] = { AT_TONE_LOOK, AT_TEXT("Near the limit") },
	[AT_REASON_STALLED] = { AT_TONE_LOOK, AT_TEXT("Not moving") },
	[AT_REASON_OWN_CARD] = { AT_TONE_PLAIN, AT_TEXT("Your card waits") },
	[AT_REASON_CLIENT_CARD] = { AT_TONE_PLAIN, AT_TEXT("No card came") },
};

struct at_tag
at_today_tag(struct at_visit *visit, enum at_reason_kind kind)
{
	return (struct at_tag){ tags[kind].tone, at_tr(&visit->call, tags[kind].text) };
}

/* ---- what was said --------------------------------------------------------- */

static const char *
why_strain(struct at_visit *visit, const struct at_reason *r)
{
	struct at_call *call = &visit->call;

	if (((unsigned)r->b & AT_SAID_CLIENT) == 0)
		return at_printf(call->arena, at_tr(call, "Before session %d: would like to give "
		    "time to something between you, or left from last time."), r->session);
	switch ((enum at_strain)r->a) {
	case AT_STRAIN_SMALL:
		return at_printf(call->arena, at_tr(call,
		    "After session %d: something small is still there."), r->session);
	case AT_STRAIN_CLEAR:
		return at_printf(call->arena, at_tr(call,
		    "After session %d: something that matters is still there."), r->session);
	case AT_STRAIN_LATER:
		return at_printf(call->arena, at_tr(call, "After session %d: would rather not say "
		    "that day. Do not press; ask once how to make it easier."), r->session);
	case AT_STRAIN_UNANSWERED:
	case AT_STRAIN_NONE:
	case AT_STRAIN_SETTLED:
		break;
	}
	return at_printf(call->arena, at_tr(call, "After session %d."), r->session);
}

static const char *
why_words(struct at_visit *visit, const struct at_reason *r)
{
	struct at_call *call = &visit->call;
	const char *what = at_printf(call->arena, at_trn(call,
	    "%d thing was written that you have not opened.",
	    "%d things were written that you have not opened.", (unsigned long)r->a), (int)r->a);

	return r->session == 0 ? what : at_printf(call->arena,
	    at_tr(call, "%s The newest is about session %d."), what, r->session);
}

/* ---- what was computed ----------------------------------------------------- */

static const char *
why_fell(struct at_visit *visit, const struct at_reason *r)
{
	struct at_call *call = &visit->call;
	const char *value, *before;

	if (isnan(r->a) || isnan(r->b))
		return at_printf(call->arena, at_tr(call, "After session %d the client's card says "
		    "that something was off; yours says that nothing was."), r->session);
	value = at_show_number(visit, r->a, 1);
	before = at_show_number(visit, r->b, 1);
	if (r->kind == AT_REASON_UNNOTICED)
		return at_printf(call->arena, at_tr(call, "The client's side fell from %s to %s in "
		    "session %d; your card says that nothing was off."), before, value,
		    r->session);
	return at_printf(call->arena, at_tr(call,
	    "The client's side fell from %s to %s in session %d."), before, value, r->session);
}

static const char *
why_silent(struct at_visit *visit, const struct at_reason *r)
{
	struct at_call *call = &visit->call;

	return at_printf(call->arena, at_tr(call, "In the first five sessions: cards not "
	    "answered %d, sessions missed %d."), (int)r->a, (int)r->b);
}

static const char *
measure_of(struct at_visit *visit, const struct at_today_row *row)
{
	const struct at_wording wording = { .lang = at_words_lang(visit->call.words),
		.form = "client" };
	const char *name = row->measure == NULL ? NULL : at_library_text(
	    visit->call.house->library, row->measure, &wording, "name", NULL);

	return name != NULL ? name : row->line.measure;
}

/* Sums are whole numbers unless a gap was filled. */
static const char *
score(struct at_visit *visit, double value)
{
	return at_show_number(visit, value, value == floor(value) ? 0 : 1);
}

static const char *
why_track(struct at_visit *visit, const struct at_today_row *row, const struct at_reason *r)
{
	struct at_call *call = &visit->call;
	const char *name = measure_of(visit, row);
	const char *last = score(visit, r->a), *first = score(visit, r->b);

	if (r->kind == AT_REASON_WORSE)
		return at_printf(call->arena, at_tr(call,
		    "%s: from %s at the start to %s, more than chance allows."), name, first, last);
	if (r->kind == AT_REASON_SLIPPING)
		return at_printf(call->arena, at_tr(call, "%s: from %s at the start to %s, not yet "
		    "more than chance allows."), name, first, last);
	return at_printf(call->arena, at_tr(call,
	    "%s: %s after %d sessions, %s at the start, still in the clinical range."), name,
	    last, r->session, first);
}

/* The score beside the limit that so many of 100 past clients kept to. */
static const char *
why_beyond(struct at_visit *visit, const struct at_today_row *row, const struct at_reason *r)
{
	struct at_call *call = &visit->call;
	bool lower = row->measure == NULL || row->measure->scales[0].better < 0;
	int kept = r->kind == AT_REASON_OFF_TRACK ? 90 : 84;

	return at_printf(call->arena, lower ? at_tr(call, "%s: %s at session %d; %d of 100 past "
	    "clients were at %s or lower.") : at_tr(call, "%s: %s at session %d; %d of 100 past "
	    "clients were at %s or higher."), measure_of(visit, row), score(visit, r->a),
	    r->session, kept, at_show_number(visit, r->b, 1));
}

static const char *
why_own_card(struct at_visit *visit, const struct at_today_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_line_own *card = &row->line.cards[0];

	if (card->closes <= call->now)
		return at_tr(call, "It can still be given, as a late one.");
	return at_printf(call->arena, at_tr(call, "In time until %s."),
	    at_words_moment(call, row->zone, card->closes));
}

const char *
at_today_why(struct at_visit *visit, const struct at_today_row *row, const struct at_reason *r)
{
	struct at_call *call = &visit->call;

	switch (r->kind) {
	case AT_REASON_SAFETY:
		/* The banner is for those who may acknowledge, not for a supervisor. */
		return row->therapist == NULL
		    ? at_tr(call, "It stands at the top of this page.")
		    : at_printf(call->arena, at_tr(call, "Told to %s, and to the person on cover "
		        "if nobody acknowledges it in time."), row->therapist);
	case AT_REASON_UNSAID:
		return at_printf(call->arena, at_tr(call, "About session %d. Your own card comes "
		    "first, then it can be opened."), r->session);
	case AT_REASON_STRAIN:
		return why_strain(visit, r);
	case AT_REASON_WORDS:
		return why_words(visit, r);
	case AT_REASON_NOT_FORMED:
		return at_printf(call->arena, at_tr(call, "After session %d: %d of the first four "
		    "statements at \"partly\" or less. Nothing has fallen; nothing has formed."),
		    r->session, (int)r->a);
	case AT_REASON_OWN_STRAIN:
		return at_printf(call->arena, at_tr(call,
		    "On your card for session %d something was off."), r->session);
	case AT_REASON_UNNOTICED:
	case AT_REASON_DROP:
		return why_fell(visit, r);
	case AT_REASON_ITEM_DROP:
		return at_printf(call->arena, at_tr(call, "One statement is at least three steps "
		    "lower than usual in session %d."), r->session);
	case AT_REASON_TOP_LOST:
		return at_printf(call->arena, at_trn(call,
		    "After cards with every answer at the top, %d is lower in session %d.",
		    "After cards with every answer at the top, %d are lower in session %d.",
		    (unsigned long)r->a), (int)r->a, r->session);
	case AT_REASON_SILENT:
		return why_silent(visit, r);
	case AT_REASON_WORSE:
	case AT_REASON_SLIPPING:
	case AT_REASON_STALLED:
		return why_track(visit, row, r);
	case AT_REASON_OFF_TRACK:
	case AT_REASON_NEAR_LIMIT:
		return why_beyond(visit, row, r);
	case AT_REASON_OWN_CARD:
		return why_own_card(visit, row);
	case AT_REASON_CLIENT_CARD:
		return at_printf(call->arena, at_tr(call, "The client's card about session %d did "
		    "not come."), r->session);
	case AT_REASON_KINDS:
		break;
	}
	return "";
}

const char *
at_today_last(struct at_visit *visit, const struct at_today_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_line *line = &row->line;

	if (line->last.id == 0)
		return line->next.id == 0 ? at_tr(call, "No session planned.")
		    : at_tr(call, "The first hour is still to come.");
	if (line->client_card == AT_LINE_SEALED)
		return at_printf(call->arena, at_tr(call, "The client's card for session %d is in, "
		    "still sealed."), line->last.number);
	if (line->client_card == AT_LINE_SEEN && line->own_card == AT_LINE_SEEN)
		return at_printf(call->arena, at_tr(call, "Both cards for session %d are in."),
		    line->last.number);
	return at_printf(call->arena, at_tr(call, "Last: session %d, %s."), line->last.number,
	    at_words_moment(call, row->zone, line->last.starts));
}
