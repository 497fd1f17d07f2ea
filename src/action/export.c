/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/export_work.h"
#include "base/zone.h"

enum { PUT_AT_ONCE = 64 << 10 };

/* ---- names of files --------------------------------------------------------- */

/* "x.csv" and "x.csv.gz" without their ends; NULL: neither. */
static const char *
stem_of(struct at_arena *arena, const char *path)
{
	static const char *const ends[] = { ".csv.gz", ".csv" };
	size_t n = strlen(path);

	for (size_t i = 0; i < AT_COUNT(ends); i++) {
		size_t n_end = strlen(ends[i]);

		if (n > n_end && strcmp(path + n - n_end, ends[i]) == 0
		    && path[n - n_end - 1] != '/')
			return at_strndup(arena, path, n - n_end);
	}
	return NULL;
}

/* ---- what is known before --------------------------------------------------- */

/* What an import called it, or what it is called here. */
static const char *
or_else(const char *imported, const char *own)
{
	return imported != NULL ? imported : own;
}

static enum at_status
read_sites(struct at_export_work *work)
{
	struct at_call *call = work->call;
	at_id *ids;
	enum at_status st = at_site_list(call->arena, work->db, call->who->org, &ids,
	    &work->n_sites, call->err);

	if (st != AT_OK)
		return st;
	work->sites = AT_NEW(call->arena, struct at_export_site, (size_t)work->n_sites);
	for (int i = 0; i < work->n_sites && st == AT_OK; i++) {
		struct at_site site;

		st = at_site_load(call->arena, work->db, call->who->org, ids[i], &site,
		    call->err);
		if (st == AT_OK)
			work->sites[i] = (struct at_export_site){ site.id, or_else(
			    at_import_code_of_id(&work->names, AT_IMPORT_CLINIC, site.id),
			    site.handle), site.zone };
	}
	return st;
}

/* As it was asked then: the library's, or an earlier one of the clinic's own. */
static const struct at_instrument *
instrument_of(struct at_export_work *work, const struct at_sent_kind *of,
    const struct at_definition *definitions, int n)
{
	struct at_arena *arena = work->call->arena;
	const struct at_instrument *known = at_library_find(work->call->house->library,
	    of->instrument);

	if (known != NULL && known->version == of->version)
		return known;
	for (int i = 0; i < n; i++) {
		const struct at_definition *definition = &definitions[i];
		struct at_instrument *own = AT_NEW(arena, struct at_instrument, 1);

		if (definition->version == of->version
		    && strcmp(definition->instrument, of->instrument) == 0
		    && at_instrument_parse(arena, of->instrument, definition->body,
		    strlen(definition->body), own, NULL) == AT_OK)
			return own;
	}
	return NULL;
}

static struct at_bytes
cell_of(struct at_export_work *work, const char *text)
{
	struct at_buffer out = at_buffer_init(work->call->arena);

	at_export_cell(&out, text, work->plan->spreadsheet);
	at_buffer_byte(&out, ',');
	return (struct at_bytes){ out.bytes, out.n_bytes };
}

static void
know_kind(struct at_export_work *work, const struct at_instrument *instrument,
    struct at_export_kind *kind)
{
	kind->code = or_else(at_import_code_of_instrument(&work->names, kind->of.instrument,
	    kind->of.form), kind->of.instrument);
	kind->respondent = or_else(at_import_code_of_form(&work->names, kind->of.form),
	    kind->of.form);
	kind->form = instrument == NULL ? -1 : at_instrument_form(instrument, kind->of.form);
	if (kind->form < 0)
		return;
	kind->instrument = instrument;
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		if ((item->forms >> kind->form & 1) == 0
		    || !at_export_goes_out(instrument, item)
		    || (work->plan->research && item->said))
			continue;
		kind->items[i] = or_else(at_import_code_of_item(&work->names, kind->code,
		    item->id), item->id);
		kind->cells[i] = cell_of(work, kind->items[i]);
		kind->n_columns = i + 1;
	}
	if (kind->n_columns > work->n_columns)
		work->n_columns = kind->n_columns;
}

static enum at_status
read_kinds(struct at_export_work *work)
{
	struct at_call *call = work->call;
	struct at_definition *definitions;
	struct at_sent_kind *kinds;
	int n;
	enum at_status st = at_sent_kinds(call->arena, work->db, call->who->org, &kinds,
	    &work->n_kinds, call->err);

	if (st == AT_OK)
		st = at_definition_list(call->arena, work->db, &definitions, &n, call->err);
	if (st != AT_OK)
		return st;
	work->kinds = AT_NEW(call->arena, struct at_export_kind, (size_t)work->n_kinds);
	for (int i = 0; i < work->n_kinds; i++) {
		work->kinds[i].of = kinds[i];
		know_kind(work, instrument_of(work, &kinds[i], definitions, n),
		    &work->kinds[i]);
	}
	return AT_OK;
}

static enum at_status
know(struct at_export_work *work)
{
	struct at_call *call = work->call;
	enum at_status st = at_import_names_load(call->arena, work->db, call->who->org,
	    &work->names, call->err);

	if (st == AT_OK)
		st = read_sites(work);
	if (st == AT_OK)
		st = read_kinds(work);
	if (st == AT_OK && work->plan->research)
		st = at_export_know_consents(work);
	if (st == AT_OK)
		st = at_kept_back_list(call->arena, work->db, call->who->org, &work->back,
		    &work->n_back, call->err);
	return st == AT_OK ? at_sent_waiting(call->arena, work->db, call->who->org, call->now,
	    &work->waiting, &work->n_waiting, call->err) : st;
}

/* ---- the table -------------------------------------------------------------- */

static enum at_status
flush(struct at_export_work *work)
{
	enum at_status st = at_whole_put(work->table, work->out.bytes, work->out.n_bytes,
	    work->call->err);

	work->out.n_bytes = 0;
	return st;
}

static enum at_status
put_head(struct at_export_work *work)
{
	work->out = at_buffer_init(work->page);
	at_buffer_printf(&work->out, "client,therapist,clinic,session,%s,instrument,respondent",
	    work->plan->research ? "day" : "date");
	if (!work->plan->wide)
		at_buffer_text(&work->out, ",item,value");
	for (int i = 0; work->plan->wide && i < work->n_columns; i++)
		at_buffer_printf(&work->out, ",i%d", i + 1);
	at_buffer_byte(&work->out, '\n');
	return flush(work);
}

static enum at_status
put_page(struct at_export_work *work, const struct at_sent *sent, int n)
{
	enum at_status st = AT_OK;

	work->out = at_buffer_init(work->page);
	for (int i = 0; i < n && st == AT_OK; i++) {
		st = at_export_form(work, &sent[i]);
		if (st == AT_OK && (work->out.n_bytes > PUT_AT_ONCE || i + 1 == n))
			st = flush(work);
	}
	return st;
}

static bool
goes_on(const struct at_export_work *work)
{
	const struct at_backup_watch *watch = work->plan->watch;

	return watch == NULL || watch->go_on(watch->ptr, work->sum.n_rows);
}

typedef enum at_status next_page(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, at_id answer, struct at_sent **out, int *out_n, struct at_error *err);

/* From the first form of a client on, as `next` gives them; how many. */
static enum at_status
put_pages(struct at_export_work *work, next_page *next, at_id client, int64_t *out_n)
{
	struct at_call *call = work->call;
	at_id answer = 0;
	enum at_status st = AT_OK;

	*out_n = 0;
	while (st == AT_OK) {
		struct at_sent *sent;
		int n;

		at_arena_clear(work->page);
		st = next(work->page, work->db, call->who->org, client, answer, &sent, &n,
		    call->err);
		if (st != AT_OK || n == 0)
			return st;
		*out_n += n;
		st = put_page(work, sent, n);
		client = sent[n - 1].client;
		answer = sent[n - 1].answer;
		if (st == AT_OK && !goes_on(work))
			return at_fail(call->err, AT_GONE, "It was stopped; nothing is left of"
			    " it.");
	}
	return st;
}

/* Of those who said yes alone. */
static enum at_status
put_research(struct at_export_work *work)
{
	struct at_sent_count asked = { 0, 0 };
	enum at_status st = AT_OK;

	for (int i = 0; i < work->n_clients && st == AT_OK; i++) {
		int64_t n;

		st = put_pages(work, at_sent_page_of, work->clients[i].id, &n);
		asked.forms += n;
		asked.clients += n > 0;
	}
	return st == AT_OK ? at_export_count_others(work, &asked) : st;
}

static enum at_status
put_table(struct at_export_work *work)
{
	int64_t n;
	enum at_status st = put_head(work);

	if (st != AT_OK)
		return st;
	return work->plan->research ? put_research(work)
	    : put_pages(work, at_sent_page, 0, &n);
}

/* ---- all of it -------------------------------------------------------------- */

static enum at_status
put_whole(struct at_call *call, struct at_whole *whole, const char *path,
    const struct at_buffer *bytes, struct at_whole_sum *out)
{
	struct at_whole_file *file;
	enum at_status st = at_whole_add(whole, path, &file, call->err);

	if (st == AT_OK)
		st = at_whole_put(file, bytes->bytes, bytes->n_bytes, call->err);
	return st == AT_OK ? at_whole_finish(file, out, call->err) : st;
}

/* What imports said of people, if they did. */
static enum at_status
write_people(struct at_export_work *work, struct at_whole *whole, struct at_export_file *file,
    int *n_files)
{
	struct at_buffer people = at_buffer_init(work->call->arena);
	enum at_status st = work->plan->research ? AT_OK
	    : at_export_people(work, &people, &work->sum.n_people);

	if (st != AT_OK || people.n_bytes == 0) {
		work->sum.people = NULL;
		return st;
	}
	file->n_rows = work->sum.n_people;
	*n_files += 1;
	return put_whole(work->call, whole, work->sum.people, &people, &file->sum);
}

/* The table, then what explains it. */
static enum at_status
write_files(struct at_export_work *work, struct at_whole *whole)
{
	struct at_call *call = work->call;
	struct at_buffer book = at_buffer_init(call->arena);
	struct at_buffer manifest = at_buffer_init(call->arena);
	struct at_whole_sum ignored;
	struct at_export_file files[3] = { 0 };
	int n_files = 2;
	enum at_status st = know(work);

	if (st == AT_OK)
		st = put_table(work);
	if (st == AT_OK)
		st = at_whole_finish(work->table, &files[0].sum, call->err);
	if (st != AT_OK)
		return st;
	files[0].n_rows = work->sum.n_rows;
	work->sum.n_bytes = files[0].sum.n_bytes;
	at_export_book(work, &book, &files[1].n_rows);
	st = put_whole(call, whole, work->sum.codebook, &book, &files[1].sum);
	if (st == AT_OK)
		st = write_people(work, whole, &files[2], &n_files);
	if (st == AT_OK)
		st = at_export_manifest(work, files, n_files, &manifest);
	return st == AT_OK ? put_whole(call, whole, work->sum.manifest, &manifest, &ignored) : st;
}

static void
close_arena(void *arena)
{
	at_arena_close(arena);
}

static struct at_arena *
open_arena(struct at_call *call)
{
	struct at_arena *arena = at_arena_open();

	if (arena == NULL)
		at_oom(call->arena);
	at_arena_defer(call->arena, close_arena, arena);
	return arena;
}

static enum at_status
start(struct at_export_work *work, struct at_whole **out)
{
	struct at_call *call = work->call;
	enum at_status st = at_whole_begin(call->arena, NULL, out, call->err);

	work->page = open_arena(call);
	work->cards = open_arena(call);
	work->whose = open_arena(call);
	return st == AT_OK ? at_whole_add(*out, work->plan->path, &work->table, call->err) : st;
}

/* One moment of the database, and the files that come of it. */
static enum at_status
read_and_write(struct at_export_work *work)
{
	struct at_call *call = work->call;
	struct at_whole *whole;
	enum at_status st = start(work, &whole);

	work->db = at_store_reader(call);
	if (st != AT_OK || work->db == NULL)
		return call->err->status;
	st = at_db_begin_reading(work->db, call->err);
	if (st != AT_OK)
		return st;
	st = write_files(work, whole);
	at_db_rollback(work->db);
	return st == AT_OK ? at_whole_keep(whole, call->err) : st;
}

static enum at_status
read_plan(struct at_export_work *work)
{
	struct at_call *call = work->call;
	struct at_date since;
	const char *stem = stem_of(call->arena, work->plan->path);

	if (stem == NULL)
		return at_fail(call->err, AT_INVALID, "expected a name that ends in .csv or"
		    " .csv.gz, found \"%s\"", work->plan->path);
	work->sum.codebook = at_printf(call->arena, "%s.codebook.csv", stem);
	work->sum.manifest = at_printf(call->arena, "%s.manifest.json", stem);
	work->sum.people = at_printf(call->arena, "%s.people.csv", stem);
	work->since = INT64_MIN;
	if (work->plan->since == NULL)
		return AT_OK;
	if (!at_date_parse(work->plan->since, &since))
		return at_fail(call->err, AT_INVALID, "expected a date like 2026-01-31, found"
		    " \"%s\"", work->plan->since);
	work->since = at_date_days(since);
	return AT_OK;
}

enum at_status
at_action_export(struct at_call *call, const struct at_export_plan *plan,
    struct at_export_sum *out)
{
	struct at_export_work work = { .call = call, .plan = plan };
	struct at_audit_line line = at_act_line(call, "export", "answers", 0, 0);
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_EXPORT, AT_WRITE);

	if (st == AT_OK)
		st = read_plan(&work);
	line.detail = at_printf(call->arena, "%s%s", plan->wide ? "wide" : "long",
	    plan->research ? " research" : "");
	if (st == AT_OK)
		st = at_act_note(call, &line);
	if (st == AT_OK)
		st = read_and_write(&work);
	if (st == AT_OK)
		*out = work.sum;
	return st;
}
