/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "html/page.h"
#include "html/part.h"
#include "web/crisis.h"

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
		all[(*out_n)++] = unsent->pieces[k];
	for (int i = 0; i < crisis->n_lines; i++) {
		if (*out_n > 0)
			all[(*out_n)++] = (struct at_piece){ .text = "\n\n" };
		for (int k = 0; k < crisis->lines[i].n_pieces; k++)
			all[(*out_n)++] = crisis->lines[i].pieces[k];
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
		.href = at_printf(call->arena, "/help?site=%s", asking->site.handle) };
	const struct at_piece pieces[] = {
		{ .text = at_tr(call, "This page is not watched round the clock.") },
		{ .text = " " },
		{ .fill = &link },
	};

	at_part_help(visit->out, at_tr(call, "Help"), pieces, (int)AT_COUNT(pieces));
}
