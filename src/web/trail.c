/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The access log, searched: whose record, by whom, when, what.  No client's name is here. */
#include <string.h>

#include "action/trail.h"
#include "base/buffer.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/privacy.h"

/* ---- words -------------------------------------------------------------------------------- */

static const struct word {
	const char *key, *text;
} verbs[] = {
	{ "acknowledge", AT_TEXT("acknowledged") }, { "add", AT_TEXT("added") },
	{ "agree", AT_TEXT("agreed") },
	{ "aside", AT_TEXT("set aside") }, { "begin", AT_TEXT("began") },
	{ "cancel", AT_TEXT("cancelled") }, { "change", AT_TEXT("changed") },
	{ "change-therapist", AT_TEXT("changed the therapist of") },
	{ "consent", AT_TEXT("recorded a yes to") },
	{ "decline", AT_TEXT("declined") }, { "disable", AT_TEXT("closed") },
	{ "discussed", AT_TEXT("discussed") },
	{ "enable", AT_TEXT("opened again") }, { "end", AT_TEXT("ended") },
	{ "end-all", AT_TEXT("ended all of") }, { "erase", AT_TEXT("erased") },
	{ "export", AT_TEXT("exported") }, { "find", AT_TEXT("found") },
	{ "fit", AT_TEXT("fitted") },
	{ "go-on", AT_TEXT("went on with") }, { "import", AT_TEXT("imported") },
	{ "init", AT_TEXT("began") },
	{ "lift", AT_TEXT("lifted") }, { "make", AT_TEXT("made") },
	{ "move", AT_TEXT("moved") }, { "open", AT_TEXT("opened again") },
	{ "open-together", AT_TEXT("opened together") }, { "queue", AT_TEXT("queued") },
	{ "raise", AT_TEXT("raised") },
	{ "release", AT_TEXT("released") }, { "remove", AT_TEXT("removed") },
	{ "reset", AT_TEXT("took away") }, { "restore", AT_TEXT("restored") },
	{ "search", AT_TEXT("searched") }, { "set", AT_TEXT("set") },
	{ "set-password", AT_TEXT("set a password for") },
	{ "set-pin", AT_TEXT("set a PIN for") }, { "set-up", AT_TEXT("set up") },
	{ "settle", AT_TEXT("settled") }, { "sign-in", AT_TEXT("signed in") },
	{ "sign-in-failed", AT_TEXT("failed to sign in") },
	{ "sign-out", AT_TEXT("signed out") }, { "stop", AT_TEXT("stopped") },
	{ "submit", AT_TEXT("sent") }, { "switch", AT_TEXT("switched") },
	{ "take-back", AT_TEXT("took back") }, { "turn-off", AT_TEXT("turned off") },
	{ "view", AT_TEXT("looked at") }, { "withdraw", AT_TEXT("recorded a no to") },
	{ "write", AT_TEXT("wrote") },
};
static const struct word resources[] = {
	{ "alert", AT_TEXT("safety answer") }, { "answer", AT_TEXT("form") },
	{ "answers", AT_TEXT("answers") }, { "archive", AT_TEXT("archive") },
	{ "audit", AT_TEXT("access log") }, { "backup", AT_TEXT("backup") },
	{ "cards", AT_TEXT("who sees the cards") }, { "client", AT_TEXT("record") },
	{ "consent", AT_TEXT("what was agreed to") },
	{ "contact", AT_TEXT("contact after the ending") },
	{ "course-model", AT_TEXT("expected course") },
	{ "flag", AT_TEXT("something worth asking about") }, { "form", AT_TEXT("form") },
	{ "hold", AT_TEXT("hold") }, { "instrument", AT_TEXT("questionnaire") },
	{ "job", AT_TEXT("job") }, { "link", AT_TEXT("link") },
	{ "login", AT_TEXT("account") }, { "measuring", AT_TEXT("asking for cards") },
	{ "name", AT_TEXT("names of an import") },
	{ "one-time-link", AT_TEXT("one-time link") }, { "own-page", AT_TEXT("own page") },
	{ "plan", AT_TEXT("plan") }, { "privacy", AT_TEXT("whose record it is") },
	{ "record", AT_TEXT("record") }, { "recovery-codes", AT_TEXT("recovery codes") },
	{ "relationship", AT_TEXT("what the other side sees") },
	{ "research", AT_TEXT("answers in research") }, { "restrict", AT_TEXT("restriction") },
	{ "said", AT_TEXT("what was said to someone else") },
	{ "second-factor", AT_TEXT("second factor") }, { "session", AT_TEXT("session") },
	{ "settings", AT_TEXT("settings") }, { "site", AT_TEXT("site") },
	{ "signal", AT_TEXT("signal") }, { "staff", AT_TEXT("person") },
	{ "tries", AT_TEXT("count of failed sign-ins") },
	{ "wording", AT_TEXT("texts") }, { "words", AT_TEXT("what was said") },
};

/* A word of a later program stands as it is in the log. */
static const char *
say(struct at_visit *visit, const struct word *words, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].key, key) == 0)
			return at_tr(&visit->call, words[i].text);
	return key;
}

static const char *
who_of(struct at_visit *visit, const struct at_trail_line *line)
{
	if (line->name[0] != '\0')
		return line->name;
	if (strcmp(line->subject, "operator") == 0)
		return at_tr(&visit->call, "The command line");
	if (strcmp(line->subject, "public") == 0)
		return at_tr(&visit->call, "Nobody who is known");
	return at_tr(&visit->call, "The client, or a parent");
}

/* ---- the form ----------------------------------------------------------------------------- */

static const char *
asked(const struct at_visit *visit, const char *name)
{
	const char *value = at_field(&visit->request->query, name);

	return value == NULL ? "" : value;
}

static void
put_who(struct at_visit *visit, const struct at_trail_view *view)
{
	struct at_call *call = &visit->call;
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)view->n_staff + 2);
	const char *chosen = asked(visit, "who");
	int n = 0;

	choices[n++] = (struct at_choice){ .value = "", .text = at_tr(call, "Anybody") };
	for (int i = 0; i < view->n_staff; i++)
		choices[n++] = (struct at_choice){ .text = view->staff[i].name,
			.value = at_visit_id_text(visit, view->staff[i].id) };
	choices[n++] = (struct at_choice){ .value = "0",
		.text = at_tr(call, "Nobody of the staff") };
	for (int i = 0; i < n; i++)
		choices[i].checked = strcmp(choices[i].value, chosen) == 0;
	at_form_select(visit->out, &(struct at_form_select){ .name = "who",
	    .label = at_tr(call, "Who"), .choices = choices, .n_choices = n });
}

static void
put_kind(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)at_n_trail_kinds + 1);
	const char *chosen = asked(visit, "kind");

	choices[0] = (struct at_choice){ .value = "", .text = at_tr(call, "Anything") };
	for (int i = 0; i < at_n_trail_kinds; i++)
		choices[i + 1] = (struct at_choice){ .value = at_trail_kinds[i].key,
			.text = at_tr(call, at_trail_kinds[i].title),
			.checked = strcmp(at_trail_kinds[i].key, chosen) == 0 };
	at_form_select(visit->out, &(struct at_form_select){ .name = "kind",
	    .label = at_tr(call, "What"), .choices = choices,
	    .n_choices = at_n_trail_kinds + 1 });
}

static bool
is_searched(const struct at_visit *visit)
{
	static const char *const names[] = { "client", "who", "kind", "from", "to" };

	for (size_t i = 0; i < AT_COUNT(names); i++)
		if (asked(visit, names[i])[0] != '\0')
			return true;
	return false;
}

static void
put_search(struct at_visit *visit, const struct at_trail_view *view)
{
	struct at_call *call = &visit->call;

	at_clinic_fold_begin(visit, at_tr(call, "Search"), is_searched(visit));
	at_put_raw(visit->out, "<form class=\"wide search\" method=\"get\" action=\"/log\""
	    " role=\"search\">\n");
	at_form_line(visit->out, &(struct at_form_line){ .name = "client",
	    .label = at_tr(call, "Client's number"), .value = asked(visit, "client"),
	    .autocomplete = "off", .short_line = true });
	put_who(visit, view);
	put_kind(visit);
	at_form_line(visit->out, &(struct at_form_line){ .name = "from", .type = "date",
	    .label = at_tr(call, "From"), .value = asked(visit, "from"), .short_line = true });
	at_form_line(visit->out, &(struct at_form_line){ .name = "to", .type = "date",
	    .label = at_tr(call, "Until"), .value = asked(visit, "to"), .short_line = true });
	at_put(visit->out, "<p class=\"buttons\"><button type=\"submit\" class=\"button\">%s"
	    "</button></p>\n</form>\n", at_tr(call, "Search"));
	at_clinic_fold_end(visit);
}

/* To whom of the staff, where it was somebody else. */
static const char *
about(const struct at_trail_view *view, const struct at_trail_line *line)
{
	for (int i = 0; line->row != line->staff && i < view->n_staff; i++)
		if (view->staff[i].id == line->row)
			return view->staff[i].name;
	return NULL;
}

static const char *
note_of(struct at_visit *visit, const struct at_trail_view *view, const struct at_trail_line *line)
{
	struct at_call *call = &visit->call;
	const char *who = who_of(visit, line), *whom = about(view, line);

	if (line->client != 0)
		return at_printf(call->arena, at_tr(call, "%s · client %s"), who,
		    at_visit_id_text(visit, line->client));
	return whom == NULL ? who : at_printf(call->arena, at_tr(call, "%s · about %s"), who, whom);
}

/* ---- what was found ------------------------------------------------------------------------ */

static void
put_lines(struct at_visit *visit, const struct at_trail_view *view)
{
	struct at_call *call = &visit->call;
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry, (size_t)view->n_lines);

	for (int i = 0; i < view->n_lines; i++) {
		const struct at_trail_line *line = &view->lines[i];
		const char *what = at_printf(call->arena, "%s: %s",
		    say(visit, verbs, AT_COUNT(verbs), line->verb),
		    say(visit, resources, AT_COUNT(resources), line->resource));

		entries[i] = (struct at_entry){ .text = what,
			.when = at_words_moment(call, view->zone, line->place.at),
			.note = note_of(visit, view, line) };
	}
	at_part_entries(visit->out, entries, view->n_lines);
}

static void
put_older(struct at_visit *visit, const char *older)
{
	static const char *const names[] = { "client", "who", "kind", "from", "to" };
	struct at_call *call = &visit->call;

	at_put_raw(visit->out, "<form method=\"get\" action=\"/log\">\n");
	for (size_t i = 0; i < AT_COUNT(names); i++)
		at_put(visit->out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", names[i],
		    asked(visit, names[i]));
	at_put(visit->out, "<input type=\"hidden\" name=\"before\" value=\"%s\">\n<p"
	    " class=\"buttons\"><button type=\"submit\" class=\"button\">%s</button></p>\n"
	    "</form>\n", older, at_tr(call, "Older ones"));
}

static void
put_found(struct at_visit *visit, const struct at_trail_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "found",
		.heading = asked(visit, "before")[0] == '\0' ? at_tr(call, "The newest first")
		    : at_tr(call, "Older ones") };

	at_part_section_begin(visit->out, &section);
	if (view->n_lines > 0)
		put_lines(visit, view);
	else
		at_part_text(visit->out, at_tr(call, "Nothing of the kind is in the log."));
	if (view->older != NULL)
		put_older(visit, view->older);
	at_part_section_end(visit->out);
}

int
at_page_log(struct at_visit *visit)
{
	const struct at_trail_ask ask = { asked(visit, "client"), asked(visit, "who"),
		asked(visit, "from"), asked(visit, "to"), asked(visit, "kind"),
		asked(visit, "before") };
	struct at_call *call = &visit->call;
	struct at_trail_view view;
	const char *problem = NULL;
	struct at_page page;
	enum at_status st = at_action_trail(call, &ask, &view);

	if (st == AT_INVALID)
		problem = at_strdup(call->arena, visit->err.text);
	else if (st != AT_OK)
		return at_page_problem(visit);
	at_error_clear(&visit->err);
	page = at_page_privacy_frame(visit, at_tr(call, "Access log"), "/log");
	page.lead = at_tr(call, "Each look and each change is a line here, and no line can be "
	    "changed. Clients are numbers.");
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	put_search(visit, &view);
	put_found(visit, &view);
	at_page_end(visit->out, &page);
	return problem == NULL ? 200 : 400;
}
