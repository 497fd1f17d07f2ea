/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/reason.h"

static const struct {
	enum at_need need;
	bool flag;
} kinds[AT_REASON_KINDS] = {
	[AT_REASON_SAFETY] = { AT_NEED_SAFETY, false },
	[AT_REASON_UNSAID] = { AT_NEED_SAID, false },
	[AT_REASON_STRAIN] = { AT_NEED_SAID, true },
	[AT_REASON_WORDS] = { AT_NEED_WORDS, false },
	[AT_REASON_NOT_FORMED] = { AT_NEED_NOT_FORMED, true },
	[AT_REASON_OWN_STRAIN] = { AT_NEED_DROP, true },
	[AT_REASON_UNNOTICED] = { AT_NEED_DROP, true },
	[AT_REASON_DROP] = { AT_NEED_DROP, true },
	[AT_REASON_ITEM_DROP] = { AT_NEED_DROP, true },
	[AT_REASON_TOP_LOST] = { AT_NEED_DROP, true },
	[AT_REASON_SILENT] = { AT_NEED_DROP, true },
	[AT_REASON_WORSE] = { AT_NEED_TRACK, false },
	[AT_REASON_OFF_TRACK] = { AT_NEED_TRACK, false },
	[AT_REASON_SLIPPING] = { AT_NEED_TRACK, false },
	[AT_REASON_NEAR_LIMIT] = { AT_NEED_TRACK, false },
	[AT_REASON_STALLED] = { AT_NEED_TRACK, false },
	[AT_REASON_OWN_CARD] = { AT_NEED_OVERDUE, false },
	[AT_REASON_CLIENT_CARD] = { AT_NEED_OVERDUE, false },
};

enum at_need
at_reason_need(enum at_reason_kind kind)
{
	return kinds[kind].need;
}

bool
at_reason_is_flag(enum at_reason_kind kind)
{
	return kinds[kind].flag;
}

bool
at_reason_of_flag(const struct at_flag_view *flag, struct at_reason *out)
{
	const struct at_worth *w = &flag->worth;
	unsigned said;

	*out = (struct at_reason){ AT_REASON_KINDS, flag->session, at_worth_input(w, "value"),
		at_worth_input(w, "baseline") };
	switch (w->rule) {
	case AT_WORTH_STRAIN:
		said = (unsigned)at_worth_input(w, "said");
		out->kind = (said & (AT_SAID_CLIENT | AT_SAID_BEFORE)) != 0 ? AT_REASON_STRAIN
		    : AT_REASON_OWN_STRAIN;
		out->a = at_worth_input(w, out->kind == AT_REASON_STRAIN ? "client"
		    : "therapist");
		out->b = said;
		break;
	case AT_WORTH_NOT_FORMED:
		out->kind = AT_REASON_NOT_FORMED;
		out->a = at_worth_input(w, "n");
		break;
	case AT_WORTH_DROP:
		out->kind = AT_REASON_DROP;
		break;
	case AT_WORTH_ITEM_DROP:
		out->kind = AT_REASON_ITEM_DROP;
		break;
	case AT_WORTH_TOP_LOST:
		out->kind = AT_REASON_TOP_LOST;
		out->a = at_worth_input(w, "n");
		break;
	case AT_WORTH_UNNOTICED:
		out->kind = AT_REASON_UNNOTICED;
		break;
	case AT_WORTH_SILENT:
		out->kind = AT_REASON_SILENT;
		out->a = at_worth_input(w, "cards");
		out->b = at_worth_input(w, "sessions");
		break;
	case AT_WORTH_LOW:              /* somebody may always answer low, and do well */
	case AT_WORTH_RULES:
		break;
	}
	return out->kind != AT_REASON_KINDS;
}

bool
at_reason_of_track(const struct at_track *track, struct at_reason *out)
{
	const struct at_track_inputs *in = &track->inputs;

	*out = (struct at_reason){ AT_REASON_KINDS, (int)in->hour, in->value, in->first };
	switch (track->kind) {
	case AT_TRACK_WORSE:
		out->kind = AT_REASON_WORSE;
		break;
	case AT_TRACK_OFF:
		out->kind = AT_REASON_OFF_TRACK;
		out->b = in->limit90;
		break;
	case AT_TRACK_SLIPPING:
		out->kind = AT_REASON_SLIPPING;
		break;
	case AT_TRACK_NEAR:
		out->kind = AT_REASON_NEAR_LIMIT;
		out->b = in->limit84;
		break;
	case AT_TRACK_STALLED:
		out->kind = AT_REASON_STALLED;
		break;
	case AT_TRACK_STABLE:
	case AT_TRACK_AHEAD:
	case AT_TRACK_ON:
	case AT_TRACK_RECOVERED:
	case AT_TRACK_IMPROVED:
	case AT_TRACK_NONE:
	case AT_TRACK_KINDS:
		break;
	}
	return out->kind != AT_REASON_KINDS;
}
