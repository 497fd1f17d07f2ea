/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has cover at a site, in order, and what comes of it; whom a client can reach instead of
 * the therapist. */
#include <stdlib.h>
#include <string.h>

#include "action/site.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"

/* What is on the page now: as it is stored, or as it was sent. */
struct shown {
	const struct at_cover_view *view;
	const struct at_cover_line *lines;
	int n_lines;
	const char *path;
};

static const char *const weekdays[AT_WEEKDAYS] = { AT_TEXT("Monday"), AT_TEXT("Tuesday"),
	AT_TEXT("Wednesday"), AT_TEXT("Thursday"), AT_TEXT("Friday"), AT_TEXT("Saturday"),
	AT_TEXT("Sunday") };

/* ---- what comes of it ----------------------------------------------------------------- */

static void
put_told(struct at_visit *visit, const struct at_cover_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "told",
		.heading = at_tr(call, "Who would be told"),
		.note = at_tr(call, "When a safety answer has waited too long, or the therapist's "
		    "account is closed.") };
	struct at_fact facts[AT_TOLD_MOST];

	for (int i = 0; i < view->n_told; i++)
		facts[i] = (struct at_fact){ i == 0 ? at_tr(call, "now")
			: at_words_moment(call, view->zone, view->told[i].at),
			view->told[i].name != NULL ? view->told[i].name
			: at_tr(call, "nobody") };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, view->n_told);
	at_part_section_end(visit->out);
}

static void
put_gaps(struct at_visit *visit, const struct at_cover_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "gaps", .tone = AT_TONE_LOOK,
		.heading = at_tr(call, "Nobody in the week to come"),
		.note = at_tr(call, "Forms with a question about safety stay closed then, and say "
		    "where help is.") };

	if (view->n_gaps == 0) {
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "No gap in the week to come"),
		    at_tr(call, "Somebody has cover at every hour."));
		return;
	}
	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"points\">\n");
	for (int i = 0; i < view->n_gaps; i++) {
		const char *from = at_words_moment(call, view->zone, view->gaps[i].from);

		at_put(visit->out, "<li>%s</li>\n", view->gaps[i].to == INT64_MAX
		    ? at_printf(call->arena, at_tr(call, "from %s on"), from)
		    : at_printf(call->arena, at_tr(call, "%s to %s"), from,
		    at_words_moment(call, view->zone, view->gaps[i].to)));
	}
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
}

static const char *
wait_words(struct at_call *call, at_ms ms)
{
	return ms % AT_HOUR == 0 ? at_printf(call->arena, at_tr(call, "%d h"),
	    (int)(ms / AT_HOUR)) : at_printf(call->arena, at_tr(call, "%d min"),
	    (int)(ms / AT_MINUTE));
}

/* ---- the lines ------------------------------------------------------------------------ */

static void
put_option(struct at_buffer *out, const char *value, bool chosen, const char *text)
{
	at_put(out, "<option value=\"%s\"%s>%s</option>\n", value, chosen ? " selected" : "",
	    text);
}

static void
put_days(struct at_visit *visit, const char *name, int i, int chosen, bool always)
{
	struct at_call *call = &visit->call;
	bool first = strcmp(name, "first") == 0;

	at_put(visit->out, "<label>%s <select name=\"%s-%d\">\n", first ? at_tr(call, "From day")
	    : at_tr(call, "To day"), name, i);
	if (first)
		put_option(visit->out, "always", always, at_tr(call, "Round the clock"));
	for (int day = 0; day < AT_WEEKDAYS; day++)
		put_option(visit->out, at_printf(call->arena, "%d", day),
		    !always && day == chosen, at_tr(call, weekdays[day]));
	at_put_raw(visit->out, "</select></label>\n");
}

static void
put_person(struct at_visit *visit, const struct at_cover_view *view, int i, at_id chosen)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<label>%s <select name=\"who-%d\">\n", at_tr(call, "Who"), i);
	put_option(visit->out, "", chosen == 0, at_tr(call, "Nobody"));
	for (int k = 0; k < view->n_may_cover; k++)
		put_option(visit->out, at_visit_id_text(visit, view->may_cover[k].id),
		    view->may_cover[k].id == chosen, view->may_cover[k].name);
	at_put_raw(visit->out, "</select></label>\n");
}

static void
put_clock(struct at_visit *visit, const char *name, const char *label, int i, const char *value)
{
	at_put(visit->out, "<label>%s <input type=\"text\" class=\"clock\" name=\"%s-%d\""
	    " value=\"%s\" dir=\"ltr\" autocomplete=\"off\"></label>\n", label, name, i, value);
}

static void
put_line(struct at_visit *visit, const struct shown *s, int i, const struct at_cover_line *line)
{
	struct at_call *call = &visit->call;
	struct at_buffer *out = visit->out;

	at_put(out, "<fieldset class=\"when\">\n<legend>%s</legend>\n", i < s->n_lines
	    ? at_printf(call->arena, at_tr(call, "Line %d"), i + 1)
	    : at_tr(call, "One more"));
	put_person(visit, s->view, i, line->staff);
	put_days(visit, "first", i, line->first, line->always);
	put_days(visit, "last", i, line->last, false);
	put_clock(visit, "from", at_tr(call, "From"), i, line->always ? "" : line->from);
	put_clock(visit, "to", at_tr(call, "Until"), i, line->always ? "" : line->to);
	if (i > 0 && i < s->n_lines)
		at_put(out, "<button type=\"submit\" class=\"button small\" name=\"do\""
		    " value=\"up-%d\" aria-label=\"%s %d\">%s</button>\n", i,
		    at_tr(call, "Ask earlier:"), i + 1, at_tr(call, "Ask earlier"));
	at_put_raw(out, "</fieldset>\n");
}

static void
put_lines(struct at_visit *visit, const struct shown *s)
{
	static const struct at_cover_line blank = { .first = 0, .last = 4, .from = "08:00",
		.to = "16:00" };
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "lines",
		.heading = at_tr(call, "Who has cover, in order"),
		.note = at_tr(call, "The first of those who have cover at that hour is told. On "
		    "holidays only somebody round the clock has. Choose Nobody to take a line "
		    "away.") };
	const struct at_hidden hidden[] = { { "mark", s->view->mark } };
	const struct at_form form = { .action = s->path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the cover"),
		.primary_value = "cover" };

	at_part_section_begin(visit->out, &section);
	if (s->view->n_may_cover == 0) {
		at_part_empty(visit->out, at_tr(call, "Nobody has the role yet: give it to those "
		    "who may be called."), "/people", at_tr(call, "People"));
		at_part_section_end(visit->out);
		return;
	}
	if (s->n_lines == 0 && s->view->above != NULL)
		at_part_text(visit->out, at_printf(call->arena, at_tr(call, "There is no line of "
		    "its own: the cover of %s counts here, too."), s->view->above));
	at_form_begin(visit->out, &form);
	/* Enter saves: what the first button of a form does. */
	at_put(visit->out, "<button type=\"submit\" name=\"do\" value=\"cover\" hidden>%s"
	    "</button>\n", buttons.primary);
	for (int i = 0; i < s->n_lines; i++)
		put_line(visit, s, i, &s->lines[i]);
	put_line(visit, s, s->n_lines, &blank);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

/* ---- the contact ---------------------------------------------------------------------- */

static void
put_contact(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	const struct at_cover_view *view = s->view;
	const struct at_section section = { .id = "contact",
		.heading = at_tr(call, "Contact person"),
		.note = at_tr(call, "Whom a client can reach instead of the therapist: somebody "
		    "with the role who is no therapist here, or an outside body.") };
	const struct at_hidden hidden[] = { { "mark", view->mark } };
	const struct at_form form = { .action = s->path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the contact"),
		.primary_value = "contact" };
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)view->n_may_contact + 1);

	choices[0] = (struct at_choice){ .value = "",
		.text = at_tr(call, "An outside body, as below") };
	for (int i = 0; i < view->n_may_contact; i++)
		choices[i + 1] = (struct at_choice){
			.value = at_visit_id_text(visit, view->may_contact[i].id),
			.text = view->may_contact[i].name,
			.checked = view->may_contact[i].id == view->contact.staff };
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_select(visit->out, &(struct at_form_select){ .name = "staff",
	    .label = at_tr(call, "Who"), .choices = choices,
	    .n_choices = view->n_may_contact + 1 });
	at_form_line(visit->out, &(struct at_form_line){ .name = "outside",
	    .label = at_tr(call, "Outside body"), .note = at_tr(call,
	    "Its name and number, as clients read them."), .autocomplete = "off",
	    .value = view->contact.outside });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

/* ---- the page ------------------------------------------------------------------------- */

static int
put_cover(struct at_visit *visit, const struct shown *s, const char *problem)
{
	struct at_call *call = &visit->call;
	const struct at_cover_view *view = s->view;
	struct at_page page = at_page_clinic(visit, at_printf(call->arena,
	    at_tr(call, "Cover at %s"), view->name), "/sites");

	page.back = (struct at_page_link){ "/sites", at_tr(call, "Sites and cover"), false };
	page.lead = at_printf(call->arena, at_tr(call, "A safety answer that the therapist has not "
	    "acknowledged goes to whoever has cover: after %s of working time, or after %s by "
	    "the clock when it must not wait."), wait_words(call, view->escalate_ms),
	    wait_words(call, view->escalate_high_ms));
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	at_part_columns_begin(visit->out);
	put_lines(visit, s);
	put_contact(visit, s);
	at_part_columns_middle(visit->out);
	put_told(visit, view);
	put_gaps(visit, view);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

static const char *
path_of(struct at_visit *visit)
{
	return at_printf(visit->call.arena, "/sites/%s/cover",
	    at_visit_id_text(visit, at_visit_id(visit, "site")));
}

int
at_page_cover(struct at_visit *visit)
{
	struct at_cover_view view;
	struct shown s;

	if (at_action_cover_view(&visit->call, at_visit_id(visit, "site"), &view) != AT_OK)
		return at_page_problem(visit);
	s = (struct shown){ &view, view.lines, view.n_lines, path_of(visit) };
	return put_cover(visit, &s, NULL);
}

/* ---- sent ----------------------------------------------------------------------------- */

static const char *
numbered(struct at_visit *visit, const char *name, int i)
{
	return at_clinic_field(visit, at_printf(visit->call.arena, "%s-%d", name, i));
}

static int
weekday_of(const char *text)
{
	return text[0] >= '0' && text[0] <= '6' && text[1] == '\0' ? text[0] - '0' : -1;
}

/* Whether the page that was sent has another line.  However many there are: one that was not
 * read would be hours in which nobody is told. */
static bool
has_line(struct at_visit *visit, int i)
{
	return at_field(&visit->request->form, at_printf(visit->call.arena, "who-%d", i)) != NULL;
}

/* The lines as they were sent; those with nobody in them are left out. */
static struct at_cover_line *
read_lines(struct at_visit *visit, int *n)
{
	struct at_cover_line *lines = NULL;
	const char *how = at_clinic_field(visit, "do");
	int up = strncmp(how, "up-", 3) == 0 ? (int)strtol(how + 3, NULL, 10) : -1;

	*n = 0;
	for (int i = 0; has_line(visit, i); i++) {
		const char *first = numbered(visit, "first", i), *who = numbered(visit, "who", i);
		struct at_cover_line line = { .always = strcmp(first, "always") == 0,
			.first = weekday_of(first), .last = weekday_of(numbered(visit, "last", i)),
			.from = numbered(visit, "from", i), .to = numbered(visit, "to", i) };

		if (who[0] == '\0')
			continue;
		if (!at_id_parse(who, &line.staff))
			line.staff = -1;        /* is nobody's */
		lines = at_one_more(visit->call.arena, lines, *n, sizeof *lines);
		lines[(*n)++] = line;
		if (i == up && *n > 1) {
			lines[*n - 1] = lines[*n - 2];
			lines[*n - 2] = line;
		}
	}
	return lines;
}

static enum at_status
save_contact(struct at_visit *visit, at_id site)
{
	const char *staff = at_clinic_field(visit, "staff");
	struct at_contact_form contact = { .outside = at_clinic_field(visit, "outside") };

	if (staff[0] != '\0' && !at_id_parse(staff, &contact.staff))
		contact.staff = -1;             /* is nobody's */
	return at_action_contact_save(&visit->call, site, at_clinic_field(visit, "mark"),
	    &contact);
}

int
at_page_cover_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	at_id site = at_visit_id(visit, "site");
	bool contact = at_clinic_does(visit, "contact");
	bool cover = at_clinic_does(visit, "cover")
	    || strncmp(at_clinic_field(visit, "do"), "up-", 3) == 0;
	struct at_cover_view view;
	const char *problem;
	struct shown s;
	int n, status = 200;
	struct at_cover_line *lines = read_lines(visit, &n);
	enum at_status st;

	if (at_action_cover_view(call, site, &view) != AT_OK)
		return at_page_problem(visit);
	if (!contact && !cover)
		return at_clinic_no_such_verb(visit);
	st = contact ? save_contact(visit, site) : at_action_cover_save(call, site,
	    at_clinic_field(visit, "mark"), lines, n);
	if (st == AT_OK)
		return at_page_redirect(visit, at_printf(call->arena, "%s?did=saved",
		    path_of(visit)));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL || at_action_cover_view(call, site, &view) != AT_OK)
		return at_page_problem(visit);
	s = (struct shown){ &view, view.lines, view.n_lines, path_of(visit) };
	if (cover && status == 400) {
		s.lines = lines;                /* as typed */
		s.n_lines = n;
	}
	put_cover(visit, &s, problem);
	return status;
}
