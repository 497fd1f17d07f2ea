/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form of an export: what of it goes out, and its rows. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/export_work.h"
#include "action/pair.h"
#include "action/saying.h"
#include "base/csv.h"
#include "base/number.h"

bool
at_export_goes_out(const struct at_instrument *instrument, const struct at_item *item)
{
	bool choice = instrument->own_card && (strcmp(item->id, "ratings") == 0
	    || strcmp(item->id, "when") == 0 || strcmp(item->id, "said") == 0);

	return item->kind != AT_ITEM_WORDS && !choice;
}

void
at_export_cell(struct at_buffer *out, const char *text, bool spreadsheet)
{
	if (spreadsheet)
		at_csv_put_guarded(out, text);
	else
		at_csv_put(out, text);
}

static void
leave(struct at_export_work *work, enum at_export_left why)
{
	work->sum.left[why]++;
}

/* ---- whose ------------------------------------------------------------------ */

static int
by_client(const void *a, const void *b)
{
	const at_id *x = a;
	const struct at_kept_back *y = b;

	return *x < y->client ? -1 : *x > y->client;
}

const struct at_kept_back *
at_export_kept_back(const struct at_export_work *work, at_id client)
{
	return work->n_back == 0 ? NULL : bsearch(&client, work->back, (size_t)work->n_back,
	    sizeof *work->back, by_client);
}

static bool
is_kept_back(struct at_export_work *work, at_id client)
{
	const struct at_kept_back *found = at_export_kept_back(work, client);
	enum at_export_left why;

	if (found == NULL)
		return false;
	why = found->erased ? AT_LEFT_ERASED : AT_LEFT_RESTRICTED;
	leave(work, why);
	if (work->counted_back != client)
		work->sum.clients_left[why]++;
	work->counted_back = client;
	return true;
}

/* ---- when and where --------------------------------------------------------- */

const struct at_export_site *
at_export_site(const struct at_export_work *work, at_id id)
{
	for (int i = 0; i < work->n_sites; i++)
		if (work->sites[i].id == id)
			return &work->sites[i];
	return NULL;
}

/* Where the clinic is. */
static int64_t
local_day(const struct at_export_work *work, at_ms at)
{
	const struct at_export_site *site = at_export_site(work, work->place.site);

	if (site == NULL && work->n_sites > 0)
		site = &work->sites[0];
	return site == NULL ? at / AT_DAY : at_date_days(at_zone_local(site->zone, at).date);
}

/* The day of the hour it is about; without one, the day it was sent. */
static int64_t
day_of(const struct at_export_work *work, const struct at_sent *sent)
{
	return sent->number > 0 ? sent->day : local_day(work, sent->at);
}

/* ---- what of it ------------------------------------------------------------- */

/* The sessions, due measures and answers of the client, from the same moment. */
static enum at_status
read_cards(struct at_export_work *work, at_id client)
{
	struct at_history *h = &work->history;
	at_id org = work->call->who->org;
	struct at_error *err = work->call->err;
	enum at_status st;

	if (work->history_of == client)
		return AT_OK;
	at_arena_clear(work->cards);
	*h = (struct at_history){ 0 };
	st = at_session_list(work->cards, work->db, org, client, &h->sessions, &h->n_sessions,
	    err);
	if (st == AT_OK)
		st = at_due_list(work->cards, work->db, org, client, &h->dues, &h->n_dues, err);
	if (st == AT_OK)
		st = at_answer_list(work->cards, work->db, org, client, &h->answers,
		    &h->n_answers, err);
	work->history_of = st == AT_OK ? client : 0;
	return st;
}

static int
by_id(const void *a, const void *b)
{
	const at_id *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Whether a card has to be looked at in its history: it may be sealed, or held. */
static bool
may_be_sealed(const struct at_export_work *work, const struct at_sent *sent)
{
	return strstr(sent->told, "when=next") != NULL || (work->n_waiting > 0
	    && bsearch(&sent->client, work->waiting, (size_t)work->n_waiting,
	    sizeof *work->waiting, by_id) != NULL);
}

/* What the therapist of the hour sees of the client's ratings by now. */
static enum at_status
look_at_card(struct at_export_work *work, const struct at_sent *sent, enum at_sight *out)
{
	const struct at_session *session;
	struct at_card_pair pair;
	enum at_status st;

	*out = AT_SHOWN;
	if (strcmp(sent->instrument, "session") != 0 || strcmp(sent->form, "therapist") == 0
	    || strcmp(sent->form, "parent") == 0)
		return AT_OK;
	if (strstr(sent->told, "ratings=numbers") != NULL)
		*out = AT_HIDDEN;
	if (*out == AT_HIDDEN || !may_be_sealed(work, sent))
		return AT_OK;
	st = read_cards(work, sent->client);
	if (st != AT_OK)
		return st;
	session = at_history_session(&work->history, sent->session);
	if (session == NULL)
		return AT_OK;
	pair = at_pair_of(&work->history, session, AT_SEES_THERAPIST, work->call->now);
	*out = pair.client.rated;
	return AT_OK;
}

/* Strain and wishes take a consent of their own, which nobody is asked for yet. */
static void
cut_said(struct at_export_work *work, const struct at_instrument *instrument,
    struct at_answers *answers)
{
	bool any = false;

	for (int i = 0; i < instrument->n_items; i++)
		any |= instrument->items[i].said && answers->codes[i] != AT_MISSING;
	if (any)
		leave(work, AT_LEFT_SAID);
	at_answers_hide_said(instrument, answers);
}

/* Takes out of the answers what their therapist may not see. */
static enum at_status
cut(struct at_export_work *work, const struct at_export_kind *kind, const struct at_sent *sent,
    struct at_answers *answers)
{
	const struct at_instrument *instrument = kind->instrument;
	const struct at_answer told = { .told = sent->told };
	enum at_sight rated;
	enum at_status st = look_at_card(work, sent, &rated);

	if (st != AT_OK)
		return st;
	if (sent->has_words)
		leave(work, AT_LEFT_WORDS);
	if (at_saying_is_addressed(&told)) {
		leave(work, AT_LEFT_ADDRESSED);
		at_answers_hide_said(instrument, answers);
	}
	if (work->plan->research)
		cut_said(work, instrument, answers);
	if (rated == AT_SHOWN)
		return AT_OK;
	leave(work, rated == AT_HIDDEN ? AT_LEFT_TOTALS : AT_LEFT_SEALED);
	for (int i = 0; i < instrument->n_items; i++)
		if (!instrument->items[i].said)
			answers->codes[i] = AT_MISSING;
	return AT_OK;
}

/* ---- rows ------------------------------------------------------------------- */

static void
put_number(struct at_buffer *out, int64_t number)
{
	char text[AT_NUMBER_ROOM];

	if (number >= 0 && number <= 9)         /* most are */
		at_buffer_byte(out, (char)('0' + number));
	else
		at_buffer_add(out, text, (size_t)at_number_whole(number, text));
}

enum at_status
at_export_name_client(struct at_export_work *work, at_id id)
{
	struct at_call own = *work->call;       /* what is unsealed is kept no longer than needed */
	struct at_import_client imported;
	struct at_client client;
	char text[AT_ID_ROOM], number[AT_EXPORT_NUMBER_ROOM];
	enum at_status st;

	if (work->coded == id)
		return AT_OK;
	at_arena_clear(work->whose);
	own.arena = work->whose;
	work->coded = id;
	if (work->plan->research) {
		at_export_number(work->call, "client", id, number);
		work->code = at_strdup(work->whose, number);
		return AT_OK;
	}
	at_id_format(id, text);
	work->code = at_strdup(work->whose, text);
	if (work->names.n_names == 0)
		return AT_OK;
	st = at_import_client_load(own.arena, work->db, own.who->org, id, &imported, own.err);
	if (st != AT_OK || imported.client == 0)
		return st;
	st = at_client_load(own.arena, work->db, own.who->org, id, &client, own.err);
	return st == AT_OK ? at_act_unseal(&own, &client, "import.code", id, imported.code,
	    &work->code) : st;
}

static void
put_therapist(const struct at_export_work *work, at_id id, struct at_buffer *out)
{
	const char *code = at_import_code_of_id(&work->names, AT_IMPORT_THERAPIST, id);
	char text[AT_EXPORT_NUMBER_ROOM] = "";

	if (id != 0 && work->plan->research)
		at_export_number(work->call, "therapist", id, text);
	else if (id != 0)
		at_id_format(id, text);
	at_export_cell(out, code != NULL && !work->plan->research ? code : text,
	    work->plan->spreadsheet);
}

static void
put_site(const struct at_export_work *work, struct at_buffer *out)
{
	const struct at_export_site *site = at_export_site(work, work->place.site);
	char number[AT_EXPORT_NUMBER_ROOM];

	if (site == NULL)
		return;
	if (work->plan->research)
		at_export_number(work->call, "clinic", site->id, number);
	at_export_cell(out, work->plan->research ? number : site->code,
	    work->plan->spreadsheet);
}

/* For research, counted from the opening of the course of therapy. */
static void
put_day(const struct at_export_work *work, int64_t day, struct at_buffer *out)
{
	char date[AT_DATE_ROOM];

	if (!work->plan->research) {
		at_date_format(at_date_of_days(day), date);
		at_buffer_text(out, date);
	} else if (work->place.opened != 0) {
		at_buffer_printf(out, "%lld", (long long)(day - local_day(work,
		    work->place.opened)));
	}
}

/* The columns that every row of a form begins with, a comma behind each. */
static void
put_start(struct at_export_work *work, const struct at_export_kind *kind,
    const struct at_sent *sent, int64_t day, struct at_buffer *out)
{
	at_export_cell(out, work->code, work->plan->spreadsheet);
	at_buffer_byte(out, ',');
	put_therapist(work, work->place.therapist, out);
	at_buffer_byte(out, ',');
	put_site(work, out);
	at_buffer_byte(out, ',');
	if (sent->number > 0)
		put_number(out, sent->number);
	at_buffer_byte(out, ',');
	put_day(work, day, out);
	at_buffer_byte(out, ',');
	at_export_cell(out, kind->code, work->plan->spreadsheet);
	at_buffer_byte(out, ',');
	at_export_cell(out, kind->respondent, work->plan->spreadsheet);
	at_buffer_byte(out, ',');
}

/* An answer, or an empty value where the question was skipped; what is missing has no row. */
static int
put_long(struct at_export_work *work, const struct at_export_kind *kind,
    const struct at_answers *answers, const char *start, size_t n_start)
{
	int n = 0;

	for (int i = 0; i < answers->n_items; i++) {
		if (kind->items[i] == NULL || answers->codes[i] == AT_MISSING)
			continue;
		at_buffer_add(&work->out, start, n_start);
		at_buffer_add(&work->out, kind->cells[i].bytes, kind->cells[i].n_bytes);
		if (answers->codes[i] >= 0)
			put_number(&work->out, answers->codes[i]);
		at_buffer_byte(&work->out, '\n');
		n++;
	}
	return n;
}

static int
put_wide(struct at_export_work *work, const struct at_export_kind *kind,
    const struct at_answers *answers, const char *start, size_t n_start)
{
	at_buffer_add(&work->out, start, n_start - 1);
	for (int i = 0; i < work->n_columns; i++) {
		at_buffer_byte(&work->out, ',');
		if (i < answers->n_items && kind->items[i] != NULL && answers->codes[i] >= 0)
			put_number(&work->out, answers->codes[i]);
	}
	at_buffer_byte(&work->out, '\n');
	return 1;
}

static bool
is_empty(const struct at_export_kind *kind, const struct at_answers *answers)
{
	for (int i = 0; i < answers->n_items; i++)
		if (kind->items[i] != NULL && answers->codes[i] != AT_MISSING)
			return false;
	return true;
}

static enum at_status
put_form(struct at_export_work *work, struct at_export_kind *kind, const struct at_sent *sent,
    int64_t day, const struct at_answers *answers)
{
	struct at_buffer start = at_buffer_init(work->page);
	enum at_status st;

	if (is_empty(kind, answers))
		return AT_OK;
	st = at_export_name_client(work, sent->client);
	if (st != AT_OK)
		return st;
	put_start(work, kind, sent, day, &start);
	work->sum.n_rows += (work->plan->wide ? put_wide : put_long)(work, kind, answers,
	    start.bytes, start.n_bytes);
	work->sum.n_forms++;
	work->sum.n_clients += work->client != sent->client;
	work->client = sent->client;
	kind->written = true;
	return AT_OK;
}

static struct at_export_kind *
kind_of(struct at_export_work *work, const struct at_sent *sent)
{
	for (int i = 0; i < work->n_kinds; i++) {
		struct at_export_kind *kind = &work->kinds[i];

		if (kind->of.version == sent->version && strcmp(kind->of.form, sent->form) == 0
		    && strcmp(kind->of.instrument, sent->instrument) == 0)
			return kind;
	}
	return NULL;
}

enum at_status
at_export_form(struct at_export_work *work, const struct at_sent *sent)
{
	struct at_export_kind *kind = kind_of(work, sent);
	struct at_answers answers;
	int64_t day;
	enum at_status st = AT_OK;

	if (is_kept_back(work, sent->client))
		return AT_OK;
	if (work->place.relationship != sent->relationship)
		st = at_sent_place(work->page, work->db, work->call->who->org,
		    sent->relationship, &work->place, work->call->err);
	if (st != AT_OK)
		return st;
	day = day_of(work, sent);
	if (day < work->since)
		leave(work, AT_LEFT_EARLIER);
	else if (strcmp(sent->instrument, "reaction") == 0)
		leave(work, AT_LEFT_PRIVATE);
	else if (work->plan->research && strcmp(sent->form, "parent") == 0)
		leave(work, AT_LEFT_PARENT);
	else if (work->plan->research && strcmp(sent->form, "therapist") == 0
	    && !at_export_therapist_agrees(work, work->place.therapist))
		leave(work, AT_LEFT_THERAPIST);
	else if (kind == NULL || kind->instrument == NULL)
		leave(work, AT_LEFT_UNKNOWN);
	else if (at_answers_unpack(sent->packed.bytes, sent->packed.n_bytes, &answers, NULL)
	    != AT_OK || answers.n_items != kind->instrument->n_items)
		leave(work, AT_LEFT_DAMAGED);
	else {
		st = cut(work, kind, sent, &answers);
		return st == AT_OK ? put_form(work, kind, sent, day, &answers) : st;
	}
	return AT_OK;
}
