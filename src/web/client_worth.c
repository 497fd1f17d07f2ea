/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: what is worth asking about.  A rule proposes, with its numbers in the
 * open; a person sets it aside with a reason or marks it as discussed. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/client.h"
#include "web/show.h"

static double
input(const struct at_flag_view *flag, const char *name)
{
	return at_worth_input(&flag->worth, name);
}

static const char *
fell(struct at_visit *visit, const struct at_flag_view *flag, const char *name)
{
	return at_printf(visit->call.arena, at_tr(&visit->call, "%s rated the hour %s, against a "
	    "mean of %s in the sessions before; a fall of %s counts."), name,
	    at_show_number(visit, input(flag, "value"), 1),
	    at_show_number(visit, input(flag, "baseline"), 1),
	    at_show_number(visit, input(flag, "step"), 1));
}

static const char *
said_off(struct at_visit *visit, const struct at_flag_view *flag, const char *name)
{
	struct at_call *call = &visit->call;
	unsigned said = (unsigned)input(flag, "said");

	if ((said & AT_SAID_CLIENT) != 0 && (int)input(flag, "client") == AT_STRAIN_LATER)
		return at_printf(call->arena, at_tr(call, "%s would rather not say. Do not press; "
		    "ask once how to make it easier."), name);
	if ((said & AT_SAID_CLIENT) != 0)
		return at_printf(call->arena, at_tr(call,
		    "%s said that something was off and is still there."), name);
	if ((said & AT_SAID_BEFORE) != 0)
		return at_printf(call->arena, at_tr(call, "Before the session %s wanted time for "
		    "something between the two of you."), name);
	return at_tr(call, "You marked that something was off.");
}

static const char *
silent(struct at_visit *visit, const struct at_flag_view *flag)
{
	struct at_call *call = &visit->call;
	int cards = (int)input(flag, "cards"), sessions = (int)input(flag, "sessions");

	return sessions > 0 ? at_tr(call, "A session was missed among the first five. Call once, "
	    "in person, without a form.")
	    : at_printf(call->arena, at_trn(call, "%d card was not answered in the first five "
	    "sessions.", "%d cards were not answered in the first five sessions.",
	    (unsigned long)cards), cards);
}

const char *
at_client_worth_sentence(struct at_visit *visit, const struct at_flag_view *flag,
    const char *name)
{
	struct at_call *call = &visit->call;
	struct at_arena *arena = call->arena;

	if (flag->unsaid)
		return at_tr(call, "Something was said. Your own card comes first.");
	switch (flag->worth.rule) {
	case AT_WORTH_STRAIN:
		return said_off(visit, flag, name);
	case AT_WORTH_LOW:
		return at_printf(arena, at_trn(call, "%s answered %d statement with one of the two "
		    "lowest steps.", "%s answered %d statements with one of the two lowest "
		    "steps.", (unsigned long)input(flag, "n")), name, (int)input(flag, "n"));
	case AT_WORTH_NOT_FORMED:
		return at_printf(arena, at_tr(call, "By session 3 %d of the first four statements "
		    "are at \"partly\" or less: nothing has fallen, because nothing has formed."),
		    (int)input(flag, "n"));
	case AT_WORTH_DROP:
		return fell(visit, flag, name);
	case AT_WORTH_ITEM_DROP:
		return at_printf(arena, at_tr(call, "One statement went from step %d to step %d."),
		    (int)input(flag, "baseline"), (int)input(flag, "value"));
	case AT_WORTH_TOP_LOST:
		return at_tr(call, "After two cards with every statement at the top, some are not "
		    "any more.");
	case AT_WORTH_UNNOTICED:
		return isnan(input(flag, "value")) ? at_printf(arena, at_tr(call,
		    "%s said that something was off; you answered that nothing was."), name)
		    : at_printf(arena, at_tr(call, "%s You answered that nothing was off."),
		    fell(visit, flag, name));
	case AT_WORTH_SILENT:
		return silent(visit, flag);
	case AT_WORTH_RULES:
		break;
	}
	return "";
}

/* The rule in a sentence, what it was given, its version and where it comes from. */
static void
put_why(struct at_visit *visit, const struct at_flag_view *flag)
{
	struct at_call *call = &visit->call;
	struct at_buffer inputs = at_buffer_init(call->arena);

	for (int i = 0; i < flag->worth.n_inputs; i++) {
		double value = flag->worth.inputs[i].value;

		at_buffer_printf(&inputs, "%s%s %s", i > 0 ? ", " : "", flag->worth.inputs[i].name,
		    at_show_number(visit, value, value == floor(value) ? 0 : 2));
	}
	at_put(visit->out, "<details><summary>%s</summary>\n<p class=\"note\">%s</p>\n"
	    "<p class=\"note\">%s %s</p>\n</details>\n", at_tr(call, "Why this flag"),
	    at_tr(call, flag->rule->how), at_printf(call->arena,
	    at_tr(call, "Rule %s, version %d, session %d: %s."), flag->rule->id,
	    flag->worth.version, flag->session, at_buffer_string(&inputs)),
	    at_tr(call, flag->rule->source));
}

static void
put_answer_form(struct at_visit *visit, const struct at_flag_view *flag)
{
	struct at_call *call = &visit->call;
	const struct at_form form = { .action = at_printf(call->arena, "/flags/%s",
		at_visit_id_text(visit, flag->flag.id)), .csrf = visit->csrf, .wide = true };
	const struct at_form_line reason = { .name = "reason",
		.label = at_tr(call, "In a few words (needed to set it aside)") };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Discussed"),
		.primary_value = "discussed", .other = at_tr(call, "Set aside"),
		.other_value = "aside" };

	at_put(visit->out, "<details><summary>%s</summary>\n", at_tr(call, "What was done"));
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &reason);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_put_raw(visit->out, "</details>\n");
}

static const char *
done_words(struct at_visit *visit, const struct at_client_view *view,
    const struct at_flag_view *flag)
{
	struct at_call *call = &visit->call;
	const char *when = at_words_moment(call, view->zone, flag->flag.done);

	if (strcmp(flag->flag.how, "aside") == 0)
		return at_printf(call->arena, at_tr(call, "Set aside by %s, %s: %s"), flag->by,
		    when, flag->reason);
	return at_printf(call->arena, at_tr(call, "Discussed, marked by %s, %s. %s"), flag->by,
	    when, flag->reason);
}

static void
put_take_back(struct at_visit *visit, const struct at_flag_view *flag)
{
	const struct at_form form = { .action = at_printf(visit->call.arena, "/flags/%s",
		at_visit_id_text(visit, flag->flag.id)), .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .other = at_tr(&visit->call, "Take back"),
		.other_value = "open" };

	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

static void
put_flag(struct at_visit *visit, const struct at_client_view *view,
    const struct at_flag_view *flag)
{
	struct at_call *call = &visit->call;
	const struct at_tag tag = { flag->open ? AT_TONE_LOOK : AT_TONE_DONE,
		at_tr(call, flag->unsaid ? AT_TEXT("Something was said") : flag->rule->name) };
	bool may = view->therapist_is_asker;

	at_put_raw(visit->out, "<li>\n<p class=\"when\">");
	at_part_tag(visit->out, &tag);
	at_put(visit->out, " %s</p>\n<p>%s</p>\n", at_printf(call->arena,
	    at_tr(call, "Session %d"), flag->session),
	    at_client_worth_sentence(visit, flag, view->name));
	if (!flag->open)
		at_put(visit->out, "<p class=\"note\">%s</p>\n", done_words(visit, view, flag));
	if (!flag->unsaid)
		put_why(visit, flag);
	if (may && !flag->unsaid && flag->open)
		put_answer_form(visit, flag);
	else if (may && !flag->open)
		put_take_back(visit, flag);
	at_put_raw(visit->out, "</li>\n");
}

static int
count(const struct at_flag_views *flags, bool open)
{
	int n = 0;

	for (int i = 0; i < flags->n_views; i++)
		n += flags->views[i].open == open;
	return n;
}

static void
put_flags(struct at_visit *visit, const struct at_client_view *view, bool open)
{
	at_put_raw(visit->out, "<ul class=\"entries flags\">\n");
	for (int i = view->flags.n_views - 1; i >= 0; i--)
		if (view->flags.views[i].open == open)
			put_flag(visit, view, &view->flags.views[i]);
	at_put_raw(visit->out, "</ul>\n");
}

bool
at_client_has_worth(const struct at_client_view *view)
{
	return count(&view->flags, true) > 0;
}

void
at_client_worth(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	int n_open = count(&view->flags, true), n_done = count(&view->flags, false);
	const struct at_section section = { .id = "worth",
		.heading = at_tr(call, "Worth asking about"),
		.note = at_tr(call, "A rule proposes; you decide. House defaults."),
		.tone = n_open > 0 ? AT_TONE_LOOK : AT_TONE_PLAIN };

	if (n_open + n_done == 0)
		return;
	at_part_section_begin(visit->out, &section);
	if (n_open > 0)
		put_flags(visit, view, true);
	if (n_done > 0) {
		at_put(visit->out, "<details><summary>%s</summary>\n", at_printf(call->arena,
		    at_trn(call, "%d that was answered", "%d that were answered",
		    (unsigned long)n_done), n_done));
		put_flags(visit, view, false);
		at_put_raw(visit->out, "</details>\n");
	}
	at_part_section_end(visit->out);
}

int
at_page_flag_post(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	const char *how = at_field(form, "do"), *reason = at_field(form, "reason");
	struct at_flag_view flag;
	struct at_history h;
	at_id id = at_visit_id(visit, "flag");

	if (at_action_flag_handle(&visit->call, id, how == NULL ? "" : how,
	    reason == NULL ? "" : reason) != AT_OK
	    || at_action_flag(&visit->call, id, &h, &flag) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "/clients/%s#worth",
	    at_visit_id_text(visit, flag.flag.client)));
}
