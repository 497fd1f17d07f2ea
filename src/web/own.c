/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page, and a parent's: what waits, how it has been, who sees and who has
 * seen, somebody else to talk to. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/form_page.h"
#include "web/own.h"
#include "web/show.h"

enum { MOST_ROWS = 10 };

/* ---- what waits ------------------------------------------------------------ */

static const char *
about(struct at_visit *visit, const struct at_own_view *view, const struct at_own_waiting *w)
{
	struct at_call *call = &visit->call;
	const struct at_zone *zone = view->frame.zone;
	const char *when = w->opens > call->now
	    ? at_printf(call->arena, at_tr(call, "opens %s"),
	        at_words_moment(call, zone, w->opens))
	    : at_printf(call->arena, at_tr(call, "open until %s"),
	        at_words_moment(call, zone, w->closes));

	if (w->session == 0)
		return when;
	return at_printf(call->arena, at_tr(call, "Session %d on %s, %s"), w->session,
	    at_words_date(call, at_zone_local(zone, w->starts).date, AT_DATE_SHORT), when);
}

static void
put_one_waiting(struct at_visit *visit, const struct at_own_view *view,
    const struct at_own_waiting *w)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<li><div><p class=\"what\" id=\"w-%s\">%s</p><p class=\"note\">%s</p>"
	    "</div>", at_visit_id_text(visit, w->due), w->title, about(visit, view, w));
	if (w->opens <= call->now)
		at_put(visit->out, "<form method=\"post\" action=\"/me/forms/%s\">"
		    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
		    "<button type=\"submit\" class=\"button\" aria-describedby=\"w-%s\">%s</button>"
		    "</form>", at_visit_id_text(visit, w->due), visit->csrf,
		    at_visit_id_text(visit, w->due), at_tr(call, "Begin"));
	at_put_raw(visit->out, "</li>\n");
}

static void
put_waiting(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "waiting",
		.heading = at_tr(call, "Waiting for you"),
		.note = view->next == 0 ? NULL : at_printf(call->arena,
		    at_tr(call, "Your next session: %s."),
		    at_words_moment(call, view->frame.zone, view->next)) };

	at_part_section_begin(visit->out, &section);
	if (view->n_waiting == 0)
		at_part_text(visit->out, view->goes_on || view->frame.parent
		    ? at_tr(call, "Nothing just now.")
		    : at_tr(call, "Nothing: you asked for no more cards."));
	else {
		at_put_raw(visit->out, "<ul class=\"waiting\">\n");
		for (int i = 0; i < view->n_waiting; i++)
			put_one_waiting(visit, view, &view->waiting[i]);
		at_put_raw(visit->out, "</ul>\n");
	}
	at_part_section_end(visit->out);
}

int
at_page_me_begin(struct at_visit *visit)
{
	struct at_form_view view;

	if (at_action_begin_mine(&visit->call, at_visit_id(visit, "due"),
	    at_words_lang(visit->call.words), at_visit_make_device(visit), &view) != AT_OK)
		return at_page_problem(visit);
	if (view.stand == AT_FORM_OPEN || view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, at_form_path(visit, &view,
		    view.stand == AT_FORM_OPEN ? "" : "/thanks"));
	return at_form_stand_page(visit, &view, NULL);
}

/* ---- what was answered ----------------------------------------------------- */

static void
put_row(struct at_visit *visit, const struct at_own_view *view, const struct at_own_row *r)
{
	struct at_call *call = &visit->call;
	const char *day = at_show_day(visit, view->frame.zone, r->at);
	const struct at_tag both = { AT_TONE_DONE, at_tr(call, "both sides") };
	const struct at_page_row row = { .title = r->card ? at_printf(call->arena,
		at_tr(call, "Session %d"), r->session) : r->title,
		.href = at_printf(call->arena, "/me/answers/%s",
		    at_visit_id_text(visit, r->answer)),
		.meta = r->session == 0 || r->card ? day : at_printf(call->arena,
		    at_tr(call, "Session %d, %s"), r->session, day),
		.tags = &both, .n_tags = r->together };

	at_part_row_begin(visit->out, &row);
	at_part_row_end(visit->out);
}

static void
put_rows(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "answers",
		.heading = view->n_hours > 0 ? at_tr(call, "The sessions, and what you answered")
		    : at_tr(call, "What you have answered") };

	if (view->n_rows == 0)
		return;
	at_part_section_begin(visit->out, &section);
	at_own_hours(visit, view);
	at_part_rows_begin(visit->out, at_tr(call, "What you have answered"));
	for (int i = 0; i < view->n_rows && i < MOST_ROWS; i++)
		put_row(visit, view, &view->rows[i]);
	at_part_rows_end(visit->out);
	if (view->n_rows > MOST_ROWS)
		at_put(visit->out, "<p class=\"note\"><a href=\"/me/print\">%s</a></p>\n",
		    at_printf(call->arena, at_trn(call, "and %d earlier one", "and %d earlier ones",
		    (unsigned long)(view->n_rows - MOST_ROWS)), view->n_rows - MOST_ROWS));
	at_part_section_end(visit->out);
}

/* ---- who sees, who has looked ---------------------------------------------- */

static void
put_agreed(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "agreed",
		.heading = at_tr(call, "Who sees your cards") };

	at_part_section_begin(visit->out, &section);
	at_own_agreed(visit, &view->agreed, view->contact);
	at_put(visit->out, "<p><a href=\"/me/choices\">%s</a></p>\n"
	    "<p><a href=\"/me/consents\">%s</a></p>\n", at_tr(call, "Change who sees them"),
	    at_tr(call, "What you agree to, and how to stop"));
	at_part_section_end(visit->out);
}

/* In what capacity somebody looked, as a client would say it. */
static const char *
capacity(struct at_visit *visit, const struct at_own_view *view, const struct at_own_look *look)
{
	struct at_call *call = &visit->call;

	if (look->name[0] == '\0')
		return at_tr(call, "Somebody who runs the program for the clinic");
	if (strcmp(look->subject, "therapist") == 0)
		return at_printf(call->arena, strcmp(look->name, view->therapist) == 0
		    ? at_tr(call, "%s, your therapist") : at_tr(call, "%s, therapist"), look->name);
	if (strcmp(look->subject, "supervisor") == 0)
		return at_printf(call->arena, at_tr(call, "%s, supervisor"), look->name);
	if (strcmp(look->subject, "cover") == 0)
		return at_printf(call->arena, at_tr(call, "%s, on cover"), look->name);
	return look->name;
}

static const char *
look_words(struct at_visit *visit, const struct at_own_view *view,
    const struct at_own_look *look)
{
	struct at_call *call = &visit->call;
	const char *who = capacity(visit, view, look);

	if (strcmp(look->resource, "alert") == 0)
		who = at_printf(call->arena, at_tr(call, "%s: an answer about safety"), who);
	if (strcmp(look->resource, "record") == 0)
		who = at_printf(call->arena, at_tr(call, "%s: a copy of the whole record"), who);
	return look->n == 1 ? who : at_printf(call->arena, at_trn(call, "%s (%d time that day)",
	    "%s (%d times that day)", (unsigned long)look->n), who, look->n);
}

static void
put_looks(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "looks",
		.heading = at_tr(call, "Who has looked"),
		.note = at_tr(call, "Whoever opens your record at the clinic is written down.") };
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)view->n_looks);

	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < view->n_looks; i++)
		facts[i] = (struct at_fact){
			at_words_moment(call, view->frame.zone, view->looks[i].at),
			look_words(visit, view, &view->looks[i]) };
	if (view->n_looks > 0)
		at_part_facts(visit->out, facts, view->n_looks);
	else
		at_part_text(visit->out, at_tr(call, "Nobody so far."));
	at_part_section_end(visit->out);
}

/* ---- somebody else; to take away ------------------------------------------- */

static void
put_somebody(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "somebody",
		.heading = at_tr(call, "Somebody else to talk to") };

	at_part_section_begin(visit->out, &section);
	if (view->contact != NULL)
		at_part_text(visit->out, at_printf(call->arena, at_tr(call, "If something is hard "
		    "to say to your therapist, you can turn to %s. Your therapist is not told."),
		    view->contact));
	at_put(visit->out, "<p><a href=\"%s\">%s</a></p>\n", view->frame.asking->help,
	    at_tr(call, "Help at once"));
	at_part_section_end(visit->out);
}

static void
put_take_away(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "yours",
		.heading = at_tr(call, "Your answers are yours"),
		.note = at_tr(call, "Keep a file or a print of them where nobody else finds it.") };

	if (view->n_rows == 0)
		return;
	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<p><a href=\"/me/print\">%s</a></p>\n"
	    "<p><a href=\"/me/answers.csv\">%s</a></p>\n",
	    at_tr(call, "All of them on a page, to read or print"),
	    at_tr(call, "All of them as a file (CSV)"));
	at_part_section_end(visit->out);
}

/* ---- the page -------------------------------------------------------------- */

static const char *
lead_of(struct at_visit *visit, const struct at_own_view *view)
{
	struct at_call *call = &visit->call;

	if (view->last_opened == 0)
		return at_tr(call, "Only you can open this page, with your PIN.");
	return at_printf(call->arena, at_tr(call, "Last opened %s. If that was not you, tell the "
	    "clinic."), at_words_moment(call, view->frame.zone, view->last_opened));
}

static void
put_sign_out(struct at_visit *visit)
{
	at_put(visit->out, "<form class=\"leave\" method=\"post\" action=\"/me/sign-out\">"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
	    "<button type=\"submit\" class=\"link\">%s</button></form>\n", visit->csrf,
	    at_tr(&visit->call, "Sign out"));
}

int
at_page_me(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_own_view view;
	struct at_page page;

	at_own_language(visit);
	if (at_action_own_view(call, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_client_frame(visit, at_tr(call, "Your own page"));
	page.lead = lead_of(visit, &view);
	at_page_begin(visit->out, &page);
	at_put_raw(visit->out, "<div class=\"above\">\n");
	at_page_languages(visit);
	put_sign_out(visit);
	at_put_raw(visit->out, "</div>\n");
	put_waiting(visit, &view);
	at_own_courses(visit, &view);
	put_rows(visit, &view);
	if (!view.frame.parent) {
		put_agreed(visit, &view);
		put_looks(visit, &view);
	}
	put_somebody(visit, &view);
	put_take_away(visit, &view);
	at_crisis_help(visit, view.frame.asking);
	at_page_end(visit->out, &page);
	return 200;
}
