/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/pair.h"
#include "action/record_work.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/split.h"
#include "base/words.h"
#include "store/import.h"
#include "store/whole.h"

/* ---- what is in it ----------------------------------------------------------- */

/* A session card of the therapist's that the client has seen. */
static bool
was_opened(const struct at_record_work *work, const struct at_answer *answer)
{
	const struct at_session *session = at_history_session(&work->h, answer->session);

	return session != NULL && strcmp(answer->instrument, "session") == 0
	    && at_pair_of(&work->h, session, AT_SEES_CLIENT, work->call->now).therapist.rated
	    == AT_SHOWN;
}

static void
count_left_out(struct at_record_work *work, const struct at_answer *answer)
{
	if (strcmp(answer->form, "parent") == 0)
		work->sum.n_parents++;
	else if (strcmp(answer->instrument, "reaction") == 0)
		work->sum.n_private++;
	else if (!was_opened(work, answer))
		work->sum.n_unopened++;
}

/* The client's own forms; of an hour opened together, the other side is in the own sheet. */
static enum at_status
read_sheets(struct at_record_work *work)
{
	const struct at_history *h = &work->h;
	struct at_arena *arena = work->call->arena;
	enum at_status st = AT_OK;

	work->sheets = AT_NEW(arena, struct at_own_sheet, (size_t)h->n_answers);
	work->answers = AT_NEW(arena, const struct at_answer *, (size_t)h->n_answers);
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		const struct at_answer *answer = &h->answers[i];

		if (!at_own_is_mine(work->call->who, answer)) {
			count_left_out(work, answer);
			continue;
		}
		work->answers[work->n_sheets] = answer;
		st = at_own_sheet_read(work->call, h, answer, &work->sheets[work->n_sheets++]);
	}
	work->sum.n_forms = work->n_sheets;
	return st;
}

static enum at_status
put_person(struct at_record_work *work)
{
	static const struct at_column columns[] = { { .title = "client" }, { .title = "name" },
		{ .title = "clinic" }, { .title = "form" }, { .title = "language" },
		{ .title = "since" } };
	struct at_call *call = work->call;
	const struct at_client *client = &work->h.client;
	const char **cells = AT_NEW(call->arena, const char *, AT_COUNT(columns));
	char id[AT_ID_ROOM];
	enum at_status st = at_act_name(call, client, &work->name);

	if (st != AT_OK)
		return st;
	at_id_format(client->id, id);
	cells[0] = at_strdup(call->arena, id);
	cells[1] = work->name;
	cells[2] = work->h.site.name;
	cells[3] = client->form;
	cells[4] = client->lang;
	cells[5] = at_record_time(work, client->made);
	work->tables[work->n_tables++] = (struct at_record_table){ "client.csv",
		{ .columns = columns, .n_columns = (int)AT_COUNT(columns), .cells = cells,
		.n_rows = 1 } };
	return AT_OK;
}

/* What a table of an import said of the client: "age=49", a line each. */
static enum at_status
put_imported(struct at_record_work *work)
{
	static const struct at_column columns[] = { { .title = "what" }, { .title = "value" } };
	struct at_call *call = work->call;
	const struct at_client *client = &work->h.client;
	struct at_record_list list = { .arena = call->arena };
	struct at_import_client imported;
	struct at_parts lines;
	const char *cells[2] = { "code", "" }, *about = "";
	enum at_status st = at_import_client_load(call->arena, work->db, client->org, client->id,
	    &imported, call->err);

	if (st != AT_OK || imported.client == 0)
		return st;
	st = at_act_unseal(call, client, "import.code", client->id, imported.code, &cells[1]);
	if (st == AT_OK)
		st = at_act_unseal(call, client, "import.about", client->id, imported.about,
		    &about);
	if (st != AT_OK)
		return st;
	at_record_add(&list, cells, 2);
	lines = at_split(call->arena, about, "\n");
	for (int i = 0; i < lines.n; i++) {
		size_t n = strcspn(lines.at[i], "=");

		cells[0] = at_strndup(call->arena, lines.at[i], n);
		cells[1] = lines.at[i] + n + (lines.at[i][n] == '=');
		at_record_add(&list, cells, 2);
	}
	work->tables[work->n_tables++] = (struct at_record_table){ "imported.csv",
		{ .columns = columns, .n_columns = 2, .cells = list.cells,
		.n_rows = list.n_cells / 2 } };
	return AT_OK;
}

static enum at_status
gather(struct at_record_work *work)
{
	enum at_status st = at_history_read(work->call, &work->h);

	if (st == AT_OK)
		st = put_person(work);
	if (st == AT_OK)
		st = put_imported(work);
	if (st == AT_OK)
		st = read_sheets(work);
	if (st == AT_OK)
		st = at_record_answers(work);
	return st == AT_OK ? at_record_parts(work) : st;
}

/* ---- files ------------------------------------------------------------------- */

struct folder {
	struct at_call *call;
	struct at_whole *whole;
	struct at_buffer manifest;
	struct at_json json;            /* of the manifest: in its list of files */
	int n_files;
};

static enum at_status
put_bytes(struct folder *folder, const char *name, const struct at_buffer *bytes,
    struct at_whole_sum *out)
{
	struct at_whole_file *file;
	struct at_error *err = folder->call->err;
	enum at_status st = at_whole_add(folder->whole, name, &file, err);

	if (st == AT_OK)
		st = at_whole_put(file, bytes->bytes, bytes->n_bytes, err);
	folder->n_files++;
	return st == AT_OK ? at_whole_finish(file, out, err) : st;
}

/* n_rows -1: it is no table. */
static enum at_status
put_file(struct folder *folder, const char *name, const struct at_buffer *bytes, int64_t n_rows)
{
	struct at_json *json = &folder->json;
	struct at_whole_sum sum;
	enum at_status st = put_bytes(folder, name, bytes, &sum);

	if (st != AT_OK)
		return st;
	at_json_object(json);
	at_json_name(json, "name");
	at_json_text(json, name);
	if (n_rows >= 0) {
		at_json_name(json, "rows");
		at_json_int(json, n_rows);
	}
	at_json_name(json, "bytes");
	at_json_int(json, sum.n_bytes);
	at_json_name(json, "sha256");
	at_json_text(json, sum.sha256);
	at_json_end(json);
	return AT_OK;
}

static enum at_status
put_table(struct folder *folder, const struct at_record_table *from, bool spreadsheet)
{
	const struct at_table *table = &from->table;
	struct at_buffer out = at_buffer_init(folder->call->arena);

	for (int i = 0; i < table->n_columns; i++)
		at_buffer_printf(&out, "%s%s", i > 0 ? "," : "", table->columns[i].title);
	for (int i = 0; i < table->n_rows * table->n_columns; i++) {
		const char *cell = table->cells[i] == NULL ? "" : table->cells[i];

		at_buffer_byte(&out, i % table->n_columns == 0 ? '\n' : ',');
		if (spreadsheet)
			at_csv_put_guarded(&out, cell);
		else
			at_csv_put(&out, cell);
	}
	at_buffer_byte(&out, '\n');
	return put_file(folder, from->file, &out, table->n_rows);
}

static enum at_status
put_all(struct at_record_work *work, const struct at_record_plan *plan, struct folder *folder)
{
	struct at_buffer page = at_buffer_init(work->call->arena);
	enum at_status st = at_record_page(work, &page);

	if (st == AT_OK)
		st = put_file(folder, "record.html", &page, -1);
	for (int i = 0; i < work->n_tables && st == AT_OK; i++)
		st = put_table(folder, &work->tables[i], plan->spreadsheet);
	return st;
}

static void
put_left_out(struct at_json *json, const struct at_record_sum *sum)
{
	const struct { const char *name; int64_t n; } left[] = {
		{ "private_cards_of_therapists", sum->n_private },
		{ "cards_of_therapists_not_opened_together", sum->n_unopened },
		{ "flags_found_from_such_cards", sum->n_flags },
		{ "forms_of_parents", sum->n_parents },
	};

	at_json_name(json, "left_out");
	at_json_object(json);
	for (size_t i = 0; i < AT_COUNT(left); i++) {
		at_json_name(json, left[i].name);
		at_json_int(json, left[i].n);
	}
	at_json_end(json);
}

/* The manifest's list grows with the files; it is written last. */
static enum at_status
write_files(struct at_record_work *work, const struct at_record_plan *plan,
    struct at_whole *whole)
{
	struct folder folder = { .call = work->call, .whole = whole,
		.manifest = at_buffer_init(work->call->arena) };
	struct at_json *json = &folder.json;
	struct at_whole_sum sum;
	char at[AT_ISO_ROOM];
	enum at_status st;

	*json = at_json_init(&folder.manifest);
	at_time_iso(work->call->now, at);
	at_json_object(json);
	at_json_name(json, "attune");
	at_json_text(json, AT_VERSION);
	at_json_name(json, "at");
	at_json_text(json, at);
	at_json_name(json, "files");
	at_json_array(json);
	st = put_all(work, plan, &folder);
	at_json_end(json);
	put_left_out(json, &work->sum);
	at_json_end(json);
	at_buffer_byte(&folder.manifest, '\n');
	if (st == AT_OK)
		st = put_bytes(&folder, "manifest.json", &folder.manifest, &sum);
	work->sum.n_files = folder.n_files;
	return st;
}

/* ---- all of it --------------------------------------------------------------- */

/* Everything from one moment. */
static enum at_status
read_and_write(struct at_record_work *work, const struct at_record_plan *plan)
{
	struct at_call *call = work->call;
	struct at_whole *whole;
	enum at_status st = at_whole_begin(call->arena, plan->folder, &whole, call->err);

	work->db = at_store_reader(call);
	if (st != AT_OK || work->db == NULL)
		return call->err->status;
	st = at_db_begin_reading(work->db, call->err);
	if (st != AT_OK)
		return st;
	st = at_history_open(call, plan->client, AT_RES_CLIENT, AT_VIEW, &work->h);
	if (st == AT_OK)
		st = gather(work);
	if (st == AT_OK)
		st = write_files(work, plan, whole);
	at_db_rollback(work->db);
	return st == AT_OK ? at_whole_keep(whole, call->err) : st;
}

enum at_status
at_action_record(struct at_call *call, const struct at_record_plan *plan,
    struct at_record_sum *out)
{
	struct at_audit_line line = at_act_line(call, "view", "record", plan->client,
	    plan->client);
	struct at_call own = *call;
	struct at_record_work work = { .call = &own };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_EXPORT, AT_WRITE);

	if (st == AT_OK)
		st = at_history_open(call, plan->client, AT_RES_CLIENT, AT_VIEW, &work.h);
	if (st == AT_OK)
		st = at_act_note(call, &line);
	if (st != AT_OK)
		return st;
	own.words = at_words_find(work.h.client.lang);
	st = read_and_write(&work, plan);
	if (st == AT_OK)
		*out = work.sum;
	return st;
}
