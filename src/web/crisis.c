/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "html/part.h"
#include "web/crisis.h"

/* One touch calls: the digits a number begins with, as an address.  NULL: no number. */
static const char *
tel_of(struct at_visit *visit, const char *value)
{
	size_t n = strspn(value, "+0123456789 -/.");
	struct at_buffer tel = at_buffer_init(visit->call.arena);

	for (size_t i = 0; i < n; i++)
		if (value[i] == '+' || (value[i] >= '0' && value[i] <= '9'))
			at_buffer_byte(&tel, value[i]);
	return tel.n_bytes < 2 ? NULL
	    : at_printf(visit->call.arena, "tel:%s", at_buffer_string(&tel));
}

static struct at_piece
with_tel(struct at_visit *visit, const struct at_piece *piece)
{
	const struct at_fill *fill = piece->fill;
	struct at_fill *copy;

	if (fill == NULL || fill->value == NULL || fill->href != NULL
	    || (strstr(fill->name, "_phone") == NULL && strstr(fill->name, "_number") == NULL))
		return *piece;
	copy = AT_NEW(visit->call.arena, struct at_fill, 1);
	*copy = *fill;
	copy->href = tel_of(visit, fill->value);
	return (struct at_piece){ .fill = copy };
}

/* Every line becomes a paragraph: an empty line stands between them. */
static const struct at_piece *
join(struct at_visit *visit, const struct at_crisis_view *crisis, const struct at_said *unsent,
    int *out_n)
{
	struct at_piece *all;
	int n = unsent == NULL ? 0 : unsent->n_pieces + 1;

	for (int i = 0; i < crisis->n_lines; i++)
		n += crisis->lines[i].n_pieces + 1;
	all = AT_NEW(visit->call.arena, struct at_piece, (size_t)n);
	*out_n = 0;
	for (int k = 0; unsent != NULL && k < unsent->n_pieces; k++)
		all[(*out_n)++] = with_tel(visit, &unsent->pieces[k]);
	for (int i = 0; i < crisis->n_lines; i++) {
		if (*out_n > 0)
			all[(*out_n)++] = (struct at_piece){ .text = "\n\n" };
		for (int k = 0; k < crisis->lines[i].n_pieces; k++)
			all[(*out_n)++] = with_tel(visit, &crisis->lines[i].pieces[k]);
	}
	return all;
}

void
at_crisis_put(struct at_visit *visit, const struct at_crisis_view *crisis, bool ask_call,
    const struct at_said *unsent)
{
	struct at_call *call = &visit->call;
	struct at_crisis box = { .heading = at_tr(call, "If you need someone now") };

	if (crisis->n_lines == 0)
		return;
	box.pieces = join(visit, crisis, unsent, &box.n_pieces);
	box.lang = crisis->lines[0].lang;
	if (ask_call) {
		box.call_kept = crisis->call_said ? at_tr(call,
		    "What you said about being called is kept. You can change it here.") : NULL;
		box.call_name = "call_me_on";
		box.call_label = at_tr(call, "May we call you? A number we can reach you on");
		box.no_call_name = "no_call";
		box.no_call_label = at_tr(call, "Please do not call me");
	}
	at_part_crisis(visit->out, &box);
}

void
at_crisis_help(struct at_visit *visit, const struct at_asking *asking)
{
	struct at_call *call = &visit->call;
	const struct at_fill link = { .name = "crisis_link",
		.value = at_tr(call, "Help at once"),
		.href = asking->help };
	const struct at_piece pieces[] = {
		{ .text = at_tr(call, "This page is not watched round the clock.") },
		{ .text = " " },
		{ .fill = &link },
	};

	at_part_help(visit->out, at_tr(call, "Help"), pieces, (int)AT_COUNT(pieces));
}
