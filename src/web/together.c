/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In session: a full page turned toward the client, in the client's language: what to talk
 * about, and both sides of an hour, opened together.  Nothing private is on it. */
#include "action/together.h"
#include "base/words.h"
#include "chart/steps.h"
#include "html/form.h"
#include "html/put.h"
#include "web/visit.h"

static const char *
path_of(struct at_visit *visit, const struct at_together *t, at_id session)
{
	return session == 0 ? at_printf(visit->call.arena, "/clients/%s/together",
	    at_visit_id_text(visit, t->client))
	    : at_printf(visit->call.arena, "/clients/%s/together?session=%s",
	    at_visit_id_text(visit, t->client), at_visit_id_text(visit, session));
}

/* The session asked for; 0: the newest. */
static at_id
asked_session(const struct at_fields *fields)
{
	const char *text = at_field(fields, "session");
	at_id id;

	return text != NULL && at_id_parse(text, &id) ? id : 0;
}

static const char *
difference(struct at_visit *visit, enum at_agree_words words)
{
	struct at_call *call = &visit->call;

	switch (words) {
	case AT_AGREE_UNKNOWN:
		return "";
	case AT_AGREE_SAME:
		return at_tr(call, "The same step.");
	case AT_AGREE_CLIENT_ONE:
	case AT_AGREE_THERAPIST_ONE:
		return at_tr(call, "One step apart.");
	case AT_AGREE_CLIENT_MORE:
	case AT_AGREE_THERAPIST_MORE:
		return at_tr(call, "Two steps apart or more: how was it for each of you?");
	}
	return "";
}

static void
put_item(struct at_visit *visit, const struct at_together *t,
    const struct at_together_item *item)
{
	struct at_call *call = &visit->call;
	const char *none = at_tr(call, "no answer");
	const char *client = item->client == NULL ? none : item->client;
	const char *therapist = item->therapist == NULL ? none : item->therapist;
	bool apart = item->difference == AT_AGREE_CLIENT_MORE
	    || item->difference == AT_AGREE_THERAPIST_MORE;
	const struct at_steps steps = { 7, item->client_code, item->therapist_code,
		at_printf(call->arena, at_tr(call, "%s: %s. %s: %s."), t->name, client,
		    visit->who.name, therapist) };

	at_put(visit->out, "<li class=\"%s\">\n<h3", apart ? "apart" : "");
	if (item->statement.lang != NULL)
		at_put(visit->out, " lang=\"%s\"", item->statement.lang);
	at_put(visit->out, ">%s</h3>\n", item->statement.text);
	at_chart_steps(visit->out, &steps);
	at_put(visit->out, "<p><span class=\"who-client\">%s</span> %s</p>\n"
	    "<p><span class=\"who-therapist\">%s</span> %s</p>\n<p class=\"note\">%s</p>\n</li>\n",
	    t->name, client, visit->who.name, therapist, difference(visit, item->difference));
}

static void
put_topics(struct at_visit *visit, const struct at_together *t)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "topics",
		.heading = at_tr(call, "What shall we talk about?") };

	at_part_section_begin(visit->out, &section);
	if (t->n_topics == 0)
		at_part_text(visit->out, at_tr(call, "What should get time today?"));
	else {
		at_put_raw(visit->out, "<ul class=\"topics\">\n");
		for (int i = 0; i < t->n_topics; i++)
			at_put(visit->out, "<li>%s</li>\n", t->topics[i]);
		at_put_raw(visit->out, "</ul>\n");
	}
	at_part_section_end(visit->out);
}

/* Both sides stay closed until somebody opens them on purpose. */
static void
put_closed(struct at_visit *visit, const struct at_together *t)
{
	struct at_call *call = &visit->call;
	const struct at_hidden hidden = { "session", at_visit_id_text(visit, t->session) };
	const struct at_form form = { .action = path_of(visit, t, 0), .csrf = visit->csrf,
		.hidden = &hidden, .n_hidden = 1 };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Open both sides") };

	if (!t->ready) {
		at_part_notice(visit->out, AT_TONE_SEALED, at_tr(call, "Not to be opened yet"),
		    t->why);
		return;
	}
	at_part_text(visit->out, at_tr(call, "Each of you has answered the same nine statements "
	    "about that session, apart from each other. Open them when both of you want to."));
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

static void
put_hour(struct at_visit *visit, const struct at_together *t)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "both", .heading = at_printf(call->arena,
		at_tr(call, "Session %d, from both chairs"), t->number),
		.note = at_words_date(call, at_zone_local(t->zone, t->starts).date,
		    AT_DATE_DAY) };

	at_part_section_begin(visit->out, &section);
	if (!t->opened || !t->ready)
		put_closed(visit, t);
	else {
		at_put_raw(visit->out, "<ol class=\"both\">\n");
		for (int i = 0; i < AT_DYAD_ITEMS; i++)
			put_item(visit, t, &t->items[i]);
		at_put_raw(visit->out, "</ol>\n");
	}
	at_part_section_end(visit->out);
}

static void
put_neighbour(struct at_visit *visit, const struct at_together *t, const struct at_hour *hour)
{
	if (hour->session != 0)
		at_put(visit->out, "<a class=\"button quiet\" href=\"%s\">%s</a>\n",
		    path_of(visit, t, hour->session), at_printf(visit->call.arena,
		    at_tr(&visit->call, "Session %d"), hour->number));
}

static void
put_neighbours(struct at_visit *visit, const struct at_together *t)
{
	if (t->earlier.session == 0 && t->later.session == 0)
		return;
	at_put(visit->out, "<nav class=\"neighbours\" aria-label=\"%s\">\n",
	    at_tr(&visit->call, "Other sessions"));
	put_neighbour(visit, t, &t->earlier);
	put_neighbour(visit, t, &t->later);
	at_put_raw(visit->out, "</nav>\n");
}

int
at_page_together(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct at_words *own = call->words;
	const char *lang = at_field(&visit->request->query, "lang");
	struct at_together t;
	struct at_page page;

	if (at_action_together(call, at_visit_id(visit, "client"),
	    asked_session(&visit->request->query), &t) != AT_OK)
		return at_page_problem(visit);
	/* The page is turned toward the client, who may know another language better. */
	call->words = at_words_find(lang != NULL ? lang : t.lang);
	page = at_page_client_frame(visit, at_tr(call, "Together"));
	page.heading = at_tr(call, "Together");
	page.back = (struct at_page_link){ at_printf(call->arena, "/clients/%s",
	    at_visit_id_text(visit, t.client)), at_tr(call, "Done"), false };
	at_page_begin(visit->out, &page);
	put_topics(visit, &t);
	put_hour(visit, &t);
	put_neighbours(visit, &t);
	at_page_end(visit->out, &page);
	call->words = own;
	return 200;
}

int
at_page_together_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	at_id client = at_visit_id(visit, "client");
	at_id session = asked_session(&visit->request->form);

	if (at_action_open_together(call, client, session) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(call->arena,
	    "/clients/%s/together?session=%s#both", at_visit_id_text(visit, client),
	    at_visit_id_text(visit, session)));
}
