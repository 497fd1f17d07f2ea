/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was agreed to: on the client's own page, and for the therapist, who records what was
 * said on paper. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/consent.h"
#include "web/crisis.h"
#include "web/of_client.h"
#include "web/own.h"
#include "web/show.h"

/* ---- in words ---------------------------------------------------------------- */

static const struct {
	const char *heading;
	const char *question;           /* what one says yes or no to */
	const char *back;               /* what taking it back means */
	const char *yes, *no;           /* buttons */
} asked[AT_CONSENT_PURPOSES] = {
	[AT_CONSENT_MEASURING] = { AT_TEXT("Being asked"),
	    AT_TEXT("Around your sessions you are asked, on short cards, how you are and how the"
	    " two of you work together."),
	    AT_TEXT("You can stop being asked at any time. What is open is taken back. What you"
	    " have answered is kept; if nothing more may be done with it either, ask the clinic to"
	    " restrict your record. You can begin again whenever you like."),
	    AT_TEXT("Ask me again"), AT_TEXT("Stop asking me") },
	[AT_CONSENT_RESEARCH] = { AT_TEXT("Research"),
	    AT_TEXT("May your answers be used to learn how therapy works? They would go out under"
	    " a number, without your name, your words and your dates. Whether something was off,"
	    " what you keep for totals, and what you say to somebody else than your therapist stay"
	    " here."),
	    AT_TEXT("You can take a yes back at any time. From then on your answers are in no new"
	    " table for research. Tables that were handed out before cannot be called back."),
	    AT_TEXT("Yes, use my answers"), AT_TEXT("No, do not use them") },
	[AT_CONSENT_CONTACT] = { AT_TEXT("After therapy"),
	    AT_TEXT("May the clinic ask you how you are, 3 and 12 months after your therapy has"
	    " ended?"),
	    AT_TEXT("You can take a yes back at any time. Then nobody asks you."),
	    AT_TEXT("Yes, ask me then"), AT_TEXT("No, do not ask me") },
};

const char *
at_consent_state(struct at_visit *visit, const struct at_consent *consent,
    const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	const char *day = at_show_day(visit, zone, consent->at);
	bool paper = strncmp(consent->wording, "paper", 5) == 0;

	if (consent->id == 0)
		return at_tr(call, "You have said neither yes nor no, and that counts as no.");
	return at_printf(call->arena, !consent->given ? at_tr(call, "You said no on %s.") : paper
	    ? at_tr(call, "You said yes on %s, on paper.") : at_tr(call, "You said yes on %s."),
	    day);
}

static void
put_button(struct at_visit *visit, const char *name, const char *value, const char *text)
{
	if (text != NULL)
		at_put(visit->out, "<button type=\"submit\" class=\"button quiet\" name=\"%s\""
		    " value=\"%s\" formnovalidate>%s</button>\n", name, value, text);
}

void
at_consent_buttons(struct at_visit *visit, const struct at_consent_buttons *b)
{
	at_put_raw(visit->out, "<div class=\"buttons\">\n");
	put_button(visit, b->name, b->yes_value, b->yes);
	put_button(visit, b->name, b->no_value, b->no);
	at_put_raw(visit->out, "</div>\n");
}

/* What has been said is not asked again: only the other answer is offered. */
static void
put_answers(struct at_visit *visit, const struct at_consent *now)
{
	struct at_call *call = &visit->call;
	bool open = now->id == 0 && now->purpose != AT_CONSENT_MEASURING;
	const struct at_consent_buttons buttons = { .name = "answer", .yes_value = "yes",
		.no_value = "no",
		.yes = open || !now->given ? at_tr(call, asked[now->purpose].yes) : NULL,
		.no = open || now->given ? at_tr(call, asked[now->purpose].no) : NULL };

	at_consent_buttons(visit, &buttons);
}

/* ---- the client's own page --------------------------------------------------- */

static const char *
measuring_state(struct at_visit *visit, const struct at_consent *now, const struct at_zone *zone)
{
	struct at_call *call = &visit->call;

	return now->given ? at_tr(call, "You are asked.") : at_printf(call->arena,
	    at_tr(call, "You are not asked, since %s."), at_show_day(visit, zone, now->at));
}

static void
put_own(struct at_visit *visit, const struct at_consents *view, enum at_consent_purpose purpose)
{
	struct at_call *call = &visit->call;
	const struct at_consent *now = &view->now[purpose];
	const struct at_section section = { .id = at_consent_name(purpose),
		.heading = at_tr(call, asked[purpose].heading) };
	const struct at_hidden hidden = { "purpose", at_consent_name(purpose) };
	const struct at_form form = { .action = "/me/consents", .csrf = visit->csrf,
		.hidden = &hidden, .n_hidden = 1 };

	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<p>%s</p>\n<p><strong>%s</strong></p>\n",
	    at_tr(call, asked[purpose].question), purpose == AT_CONSENT_MEASURING
	    ? measuring_state(visit, now, view->zone)
	    : at_consent_state(visit, now, view->zone));
	at_form_begin(visit->out, &form);
	put_answers(visit, now);
	at_form_end(visit->out);
	at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call, asked[purpose].back));
	at_part_section_end(visit->out);
}

int
at_page_me_consents(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_own_frame frame;
	struct at_consents view;
	struct at_page page;

	at_own_language(visit);
	if (at_action_own_consents(call, &frame, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_own_frame(visit, at_tr(call, "What you agree to"));
	page.lead = at_tr(call, "Each of these is yours to say. Yes or no changes nothing in your "
	    "therapy, and nobody asks you for a reason.");
	at_page_begin(visit->out, &page);
	for (int i = 0; i < AT_CONSENT_PURPOSES; i++)
		put_own(visit, &view, (enum at_consent_purpose)i);
	at_crisis_help(visit, frame.asking);
	at_page_end(visit->out, &page);
	return 200;
}

static struct at_consent_ask
ask_of(const struct at_visit *visit, at_id client)
{
	const struct at_fields *form = &visit->request->form;

	return (struct at_consent_ask){ .client = client, .purpose = at_field(form, "purpose"),
		.answer = at_field(form, "answer"), .version = at_field(form, "version") };
}

int
at_page_me_consents_post(struct at_visit *visit)
{
	struct at_consent_ask ask = ask_of(visit, visit->call.who->client);

	if (at_action_consent(&visit->call, &ask) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "/me/consents#%s",
	    ask.purpose));
}

/* ---- for the therapist ------------------------------------------------------- */

static const char *
staff_state(struct at_visit *visit, const struct at_consent *now, const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	const char *day = at_show_day(visit, zone, now->at);

	if (now->id == 0 && now->purpose == AT_CONSENT_MEASURING)
		return at_tr(call, "Nothing is on record. Cards are asked for until the client says"
		    " no.");
	if (now->id == 0)
		return at_tr(call, "Nothing is on record, and that counts as no.");
	return at_printf(call->arena, now->given ? at_tr(call, "Yes, since %s.")
	    : at_tr(call, "No, since %s."), day);
}

static void
put_standing(struct at_visit *visit, const struct at_consents *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "standing",
		.heading = at_tr(call, "What stands") };
	struct at_fact facts[AT_CONSENT_PURPOSES];

	for (int i = 0; i < AT_CONSENT_PURPOSES; i++)
		facts[i] = (struct at_fact){ at_tr(call, asked[i].heading),
			staff_state(visit, &view->now[i], view->zone) };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, AT_CONSENT_PURPOSES);
	at_part_section_end(visit->out);
}

static void
put_recording(struct at_visit *visit, const struct at_consents *view, const char *action)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "record",
		.heading = at_tr(call, "Record what the client said"),
		.note = at_tr(call, "After a no to being asked, no form is due and none can be "
		    "opened; what was answered stays.") };
	const struct at_form form = { .action = action, .csrf = visit->csrf, .wide = true };
	struct at_choice choices[AT_CONSENT_PURPOSES];
	struct at_question question = { .name = "purpose", .choices = choices,
		.legend = at_tr(call, "What is it about?") };

	for (int i = view->may_stop ? 0 : 1; i < AT_CONSENT_PURPOSES; i++)
		choices[question.n_choices++] = (struct at_choice){
			.value = at_consent_name((enum at_consent_purpose)i),
			.text = at_tr(call, asked[i].heading) };
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_radios(visit->out, &question);
	at_form_line(visit->out, &(struct at_form_line){ .name = "version", .short_line = true,
	    .label = at_tr(call, "Version of the paper, if it has one"),
	    .autocomplete = "off" });
	at_consent_buttons(visit, &(struct at_consent_buttons){ .name = "answer",
	    .yes = at_tr(call, "Record a yes on paper"), .yes_value = "yes",
	    .no = at_tr(call, "Record a no"), .no_value = "no" });
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static struct at_entry
entry_of(struct at_visit *visit, const struct at_consents *view, const struct at_consent *c)
{
	struct at_call *call = &visit->call;
	const char *what = at_tr(call, asked[c->purpose].heading);
	const char *version = strncmp(c->wording, "paper ", 6) == 0 ? c->wording + 6 : "";
	struct at_entry entry = { .when = at_words_moment(call, view->zone, c->at) };

	entry.text = at_printf(call->arena, c->given ? at_tr(call, "%s: yes.")
	    : at_tr(call, "%s: no."), what);
	entry.note = c->staff == 0 ? at_tr(call, "The client, on the own page.")
	    : version[0] != '\0' ? at_printf(call->arena, at_tr(call, "Recorded by %s, from paper,"
	    " version %s."), c->staff_name, version)
	    : strcmp(c->wording, "paper") == 0 ? at_printf(call->arena, at_tr(call,
	    "Recorded by %s, from paper."), c->staff_name)
	    : at_printf(call->arena, at_tr(call, "Recorded by %s."), c->staff_name);
	return entry;
}

static void
put_history(struct at_visit *visit, const struct at_consents *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "history",
		.heading = at_tr(call, "What was said, and when"),
		.note = at_tr(call, "Lines are only added, never changed.") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry, (size_t)view->n_all);

	if (view->n_all == 0)
		return;
	for (int i = 0; i < view->n_all; i++)
		entries[i] = entry_of(visit, view, &view->all[i]);
	at_part_section_begin(visit->out, &section);
	at_part_entries(visit->out, entries, view->n_all);
	at_part_section_end(visit->out);
}

static const char *
client_path(struct at_visit *visit, at_id client)
{
	return at_printf(visit->call.arena, "/clients/%s/consents",
	    at_visit_id_text(visit, client));
}

static int
put_client(struct at_visit *visit, at_id client, const char *problem)
{
	struct at_call *call = &visit->call;
	const char *path = client_path(visit, client);
	struct at_consents view;
	struct at_page page;

	if (at_action_consents(call, client, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_of_client(visit, at_tr(call, "What the client agrees to"), client,
	    view.client_name);
	page.lead = at_tr(call, "Each is the client's to give and to take back, at any time and "
	    "without a reason. The own page has the same; here stands what was said on paper.");
	at_page_of_client_begin(visit, &page, client);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	put_standing(visit, &view);
	put_recording(visit, &view, path);
	put_history(visit, &view);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_consents(struct at_visit *visit)
{
	return put_client(visit, at_visit_id(visit, "client"), NULL);
}

int
at_page_consents_post(struct at_visit *visit)
{
	at_id client = at_visit_id(visit, "client");
	struct at_consent_ask ask = ask_of(visit, client);
	const char *problem;
	enum at_status st = at_action_consent(&visit->call, &ask);

	if (st == AT_OK)
		return at_page_redirect(visit, client_path(visit, client));
	if (st != AT_INVALID)
		return at_page_problem(visit);
	problem = at_strdup(visit->call.arena, visit->err.text);
	at_error_clear(&visit->err);
	put_client(visit, client, problem);
	return 400;
}
