/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/said.h"
#include "base/words.h"
#include "web/said.h"

/* What it was about, and what is wished for; a therapist tells what the client did. */
static const char *
note_of_saying(struct at_visit *visit, const struct at_saying *s)
{
	struct at_call *call = &visit->call;
	bool therapist = strcmp(s->who, "therapist") == 0;
	struct at_buffer note = at_buffer_init(call->arena);

	if (s->about[0] != '\0')
		at_buffer_printf(&note, at_tr(call, "About: %s. "), s->about);
	if (s->wish[0] != '\0')
		at_buffer_printf(&note, therapist ? at_tr(call, "The client: %s.")
		    : at_tr(call, "Wish: %s."), s->wish);
	return note.n_bytes == 0 ? NULL : at_buffer_string(&note);
}

/* Who said it: a parent's words are not the client's. */
static const char *
sayer(struct at_visit *visit, const struct at_saying *s, const char *client)
{
	struct at_call *call = &visit->call;

	if (strcmp(s->who, "therapist") == 0)
		return at_tr(call, "you");
	return strcmp(s->who, "parent") == 0
	    ? at_printf(call->arena, at_tr(call, "a parent of %s"), client) : client;
}

struct at_entry
at_said_entry(struct at_visit *visit, const struct at_saying *s, const struct at_zone *zone,
    const char *client)
{
	struct at_call *call = &visit->call;
	char *iso = AT_NEW(call->arena, char, AT_ISO_ROOM);
	bool strain = s->strain[0] != '\0';

	at_time_iso(s->at, iso);
	return (struct at_entry){ .when = at_words_moment(call, zone, s->at), .when_iso = iso,
		.tag = { strain ? AT_TONE_LOOK : AT_TONE_PLAIN, sayer(visit, s, client) },
		.text = strain ? s->strain : NULL, .note = note_of_saying(visit, s),
		.quote = s->words[0] != '\0' ? s->words : NULL };
}

/* ---- the therapist --------------------------------------------------------- */

int
at_page_said_open(struct at_visit *visit)
{
	at_id client = at_visit_id(visit, "client");

	if (at_action_said_open(&visit->call, client, at_visit_id(visit, "session")) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "/clients/%s#said",
	    at_visit_id_text(visit, client)));
}

/* ---- the contact person ---------------------------------------------------- */

static struct at_entry
entry_of_row(struct at_visit *visit, const struct at_said_row *row)
{
	struct at_call *call = &visit->call;
	struct at_entry entry = at_said_entry(visit, &row->saying, row->zone, row->client_name);

	if (row->read)
		return entry;
	entry.tag.tone = AT_TONE_LOOK;
	entry.action = at_printf(call->arena, "/said/%s", at_visit_id_text(visit, row->answer));
	entry.csrf = visit->csrf;
	entry.button = at_printf(call->arena, at_tr(call, "Open what %s said"),
	    sayer(visit, &row->saying, row->client_name));
	return entry;
}

static void
put_said(struct at_visit *visit, const char *heading, const struct at_said_row *rows, int n)
{
	struct at_entry *entries = AT_NEW(visit->call.arena, struct at_entry, (size_t)n);
	const struct at_section section = { .heading = heading };

	if (n == 0)
		return;
	for (int i = 0; i < n; i++)
		entries[i] = entry_of_row(visit, &rows[i]);
	at_part_section_begin(visit->out, &section);
	at_part_entries(visit->out, entries, n);
	at_part_section_end(visit->out);
}

int
at_page_said(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_said_row *rows;
	struct at_page page;
	int n, n_unread = 0;

	if (at_action_said(call, &rows, &n) != AT_OK)
		return at_page_problem(visit);
	while (n_unread < n && !rows[n_unread].read)
		n_unread++;
	page = at_page_staff(visit, at_tr(call, "Said to you"), "/said");
	page.lead = at_tr(call, "What somebody wanted to say to you instead of the therapist. The "
	    "therapist sees neither it nor that it was said.");
	at_page_begin(visit->out, &page);
	if (n == 0)
		at_part_empty(visit->out, at_tr(call, "Nothing has been said to you yet."), NULL,
		    NULL);
	put_said(visit, at_tr(call, "Not opened yet"), rows, n_unread);
	put_said(visit, at_tr(call, "Opened"), rows + n_unread, n - n_unread);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_said_read(struct at_visit *visit)
{
	if (at_action_said_read(&visit->call, at_visit_id(visit, "answer")) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, "/said");
}
