/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest of an export: what it is, of which moment, and what is not in it. */
#include "action/act.h"
#include "action/export_work.h"
#include "base/json.h"
#include "store/migrate.h"

static const struct { const char *id, *name; } reasons[] = {
	[AT_LEFT_ERASED] = { "erased", "of clients who were erased" },
	[AT_LEFT_RESTRICTED] = { "restricted", "of clients whose record is restricted" },
	[AT_LEFT_EARLIER] = { "earlier", "of days before the date asked for" },
	[AT_LEFT_PRIVATE] = { "private", "private cards of therapists" },
	[AT_LEFT_TOTALS] = { "totals", "ratings kept for anonymous totals" },
	[AT_LEFT_SEALED] = { "sealed", "ratings that are still sealed" },
	[AT_LEFT_ADDRESSED] = { "addressed", "what was said to somebody else than the"
	    " therapist" },
	[AT_LEFT_WORDS] = { "words", "own words" },
	[AT_LEFT_UNKNOWN] = { "unknown", "of a version of a form that is not known here" },
	[AT_LEFT_DAMAGED] = { "damaged", "that cannot be read" },
	[AT_LEFT_CONSENT] = { "no-consent", "of clients who have not said yes to research" },
	[AT_LEFT_THERAPIST] = { "no-consent-of-therapist", "of therapists who have not said yes"
	    " to research" },
	[AT_LEFT_PARENT] = { "parents", "of parents, who are not asked for a yes" },
	[AT_LEFT_SAID] = { "said", "what was said of strain and wishes" },
};

const char *
at_export_left_name(enum at_export_left why)
{
	return reasons[why].name;
}

static void
put_file(struct at_json *json, const struct at_export_file *file)
{
	at_json_object(json);
	at_json_name(json, "name");
	at_json_text(json, file->sum.name);
	at_json_name(json, "rows");
	at_json_int(json, file->n_rows);
	at_json_name(json, "bytes");
	at_json_int(json, file->sum.n_bytes);
	at_json_name(json, "sha256");
	at_json_text(json, file->sum.sha256);
	at_json_end(json);
}

static void
put_left(struct at_json *json, const struct at_export_sum *sum)
{
	at_json_array(json);
	for (int i = 0; i < AT_LEFT_REASONS; i++) {
		if (sum->left[i] == 0)
			continue;
		at_json_object(json);
		at_json_name(json, "why");
		at_json_text(json, reasons[i].id);
		at_json_name(json, "what");
		at_json_text(json, reasons[i].name);
		at_json_name(json, "forms");
		at_json_int(json, sum->left[i]);
		if (sum->clients_left[i] > 0) {
			at_json_name(json, "clients");
			at_json_int(json, sum->clients_left[i]);
		}
		at_json_end(json);
	}
	at_json_end(json);
}

static enum at_status
put_heads(struct at_export_work *work, struct at_json *json)
{
	struct at_call *call = work->call;
	struct at_audit_head *heads;
	char text[AT_AUDIT_HEAD_ROOM];
	int n;
	enum at_status st = at_audit_heads(call->arena, work->db, call->who->org, &heads, &n,
	    call->err);

	at_json_array(json);
	for (int i = 0; st == AT_OK && i < n; i++) {
		at_audit_head_format(&heads[i], text);
		at_json_text(json, text);
	}
	at_json_end(json);
	return st;
}

static void
put_program(struct at_export_work *work, struct at_json *json)
{
	char at[AT_ISO_ROOM];

	at_time_iso(work->call->now, at);
	at_json_name(json, "attune");
	at_json_object(json);
	at_json_name(json, "version");
	at_json_text(json, AT_VERSION);
	at_json_name(json, "command");
	at_json_text(json, "export");
	at_json_end(json);
	at_json_name(json, "at");
	at_json_text(json, at);
	at_json_name(json, "parameters");
	at_json_object(json);
	at_json_name(json, "format");
	at_json_text(json, work->plan->wide ? "wide" : "long");
	at_json_name(json, "since");
	at_json_text(json, work->plan->since);
	at_json_name(json, "spreadsheet");
	at_json_bool(json, work->plan->spreadsheet);
	at_json_name(json, "research");
	at_json_bool(json, work->plan->research);
	at_json_end(json);
}

/* Whose yes to research stood. */
static void
put_consents(const struct at_export_work *work, struct at_json *json)
{
	at_json_name(json, "consent_to_research");
	at_json_object(json);
	at_json_name(json, "clients");
	at_json_int(json, work->n_clients);
	at_json_name(json, "therapists");
	at_json_int(json, work->n_therapists);
	at_json_end(json);
}

enum at_status
at_export_manifest(struct at_export_work *work, const struct at_export_file *files,
    int n_files, struct at_buffer *out)
{
	struct at_json json = at_json_init(out);
	int schema = 0;
	enum at_status st = at_schema_version(work->call->arena, work->db, &schema,
	    work->call->err);

	at_json_object(&json);
	put_program(work, &json);
	at_json_name(&json, "schema");
	at_json_int(&json, schema);
	at_json_name(&json, "audit_head");
	if (st == AT_OK)
		st = put_heads(work, &json);
	at_json_name(&json, "forms");
	at_json_int(&json, work->sum.n_forms);
	at_json_name(&json, "clients");
	at_json_int(&json, work->sum.n_clients);
	if (work->plan->research)
		put_consents(work, &json);
	at_json_name(&json, "files");
	at_json_array(&json);
	for (int i = 0; i < n_files; i++)
		put_file(&json, &files[i]);
	at_json_end(&json);
	at_json_name(&json, "left_out");
	put_left(&json, &work->sum);
	at_json_end(&json);
	at_buffer_byte(out, '\n');
	return st;
}
