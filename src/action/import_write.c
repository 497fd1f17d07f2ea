/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import goes into the store: names first, then clients, some at a time.  Each client is
 * whole or not there; what was written before a power cut is found again and left alone. */
#include <string.h>

#include "action/act.h"
#include "action/import_client.h"
#include "base/timing.h"
#include "store/people.h"
#include "store/setup.h"

/* So many statements hold the writer for two milliseconds or less; among others who write,
 * for less than one. */
enum { A_SLICE = 400, AMONG_OTHERS = 100, TRIES = 5, COURTESY_MS = 40, LOOK_EVERY = 256 };

/* ---- in pieces -------------------------------------------------------------------------- */

/* What can be written a part at a time, each in a transaction of its own. */
struct pieces {
	int n;
	int done, reached;              /* on disk, and so will be once it commits */
	bool others;                    /* have written since the piece before */
};

static enum at_status
begin_piece(struct at_db *db, struct pieces *p, struct at_error *err)
{
	p->reached = p->done;
	at_db_ahead(db);
	return at_db_others_wrote(db, &p->others, err);
}

/* Whoever else has something to write waits for no more than one of them. */
static bool
more_in_piece(const struct at_db *db, const struct pieces *p)
{
	return p->reached < p->n && (p->reached == p->done || !at_db_wanted(db));
}

/* Others who write have the disk to themselves most of the time. */
static enum at_status
write_pieces(struct at_call *call, at_apply *apply, void *job, struct pieces *p)
{
	enum at_status st = AT_OK;

	while (p->done < p->n && st == AT_OK) {
		st = at_store_write(call, apply, job);
		if (st != AT_OK)
			break;
		p->done = p->reached;
		if (p->others || p->done < p->n)
			at_timing_rest_ms(COURTESY_MS);
	}
	return st;
}

/* ---- names ------------------------------------------------------------------------------ */

/* What stands behind a code: made in the same job that keeps what the code means. */
struct naming {
	struct at_import_work *work;
	struct at_import_name *names;
	const struct at_import_place **places;  /* of each; NULL: nothing is to be made */
	struct pieces pieces;           /* a name each */
	struct at_audit_line line;
};

static void
add_name(struct naming *n, struct at_import_name name, const struct at_import_place *place)
{
	struct at_arena *arena = n->work->call->arena;
	const struct at_import_name *known = at_import_name_find(&n->work->map.known, name.kind,
	    name.within, name.code);

	if (known != NULL && known->id == name.id && strcmp(known->meant, name.meant) == 0
	    && strcmp(known->form, name.form) == 0)
		return;
	n->names = at_one_more(arena, n->names, n->pieces.n, sizeof *n->names);
	n->places = at_one_more(arena, n->places, n->pieces.n, sizeof *n->places);
	n->places[n->pieces.n] = place;
	n->names[n->pieces.n++] = name;
}

static void
add_source(struct naming *n, const struct at_import_source *source)
{
	add_name(n, (struct at_import_name){ AT_IMPORT_INSTRUMENT, "", source->code, source->id,
	    source->only_form < 0 ? "" : at_import_forms[source->only_form], 0 }, NULL);
	for (int i = 0; i < source->items.n; i++) {
		const char *id;

		if (source->index[i] < 0)
			continue;
		id = source->known->items[source->index[i]].id;
		/* What is called alike is not kept, unless it was told otherwise once. */
		if (strcmp(id, source->items.at[i]) != 0 || at_import_name_find(
		    &n->work->map.known, AT_IMPORT_ITEM, source->code, source->items.at[i])
		    != NULL)
			add_name(n, (struct at_import_name){ AT_IMPORT_ITEM, source->code,
			    source->items.at[i], id, "", 0 }, NULL);
	}
}

static void
add_places(struct naming *n, enum at_import_kind kind, const struct at_names *codes,
    const struct at_import_place *places)
{
	for (int i = 0; i < codes->n; i++)
		if (places[i].used)
			add_name(n, (struct at_import_name){ kind, "", codes->at[i], "", "",
			    places[i].id }, places[i].new ? &places[i] : NULL);
}

static void
list_names(struct naming *n)
{
	struct at_import_work *work = n->work;
	const struct at_import_names *told = &work->map.told;

	for (int i = 0; i < work->codes.n; i++)
		if (work->sources[i].seen.n_forms > 0)
			add_source(n, &work->sources[i]);
	for (int i = 0; i < told->n_names; i++)
		if (told->names[i].kind == AT_IMPORT_RESPONDENT)
			add_name(n, told->names[i], NULL);
	add_places(n, AT_IMPORT_CLINIC, &work->clinics, work->sites);
	add_places(n, AT_IMPORT_THERAPIST, &work->therapists, work->staff);
}

static enum at_status
make_site(struct at_db *db, const struct naming *n, const struct at_import_name *name,
    const struct at_import_place *place, struct at_error *err)
{
	const struct at_site *home = &n->work->home.site;
	const struct at_setup_site site = { .id = place->id, .parent = home->id,
		.handle = place->handle, .name = name->code, .zone = home->zone_name,
		.escalate_ms = home->escalate_ms, .escalate_high_ms = home->escalate_high_ms };

	return at_setup_save_site(db, home->org, &site, err);
}

/* Without a password: nobody signs in as them until an administrator lets them. */
static enum at_status
make_therapist(struct at_db *db, const struct naming *n, const struct at_import_name *name,
    const struct at_import_place *place, struct at_error *err)
{
	const struct at_staff staff = { .org = n->line.org, .id = place->id,
		.handle = place->handle, .name = name->code };
	at_id site = place->clinic < 0 ? 0 : n->work->sites[place->clinic].id;
	enum at_status st = at_staff_insert(db, &staff, err);

	return st == AT_OK ? at_staff_add_role(db, staff.org, staff.id, "therapist", site, err)
	    : st;
}

static enum at_status
write_name(struct at_db *db, const struct naming *n, int i, struct at_error *err)
{
	const struct at_import_name *name = &n->names[i];
	enum at_status st = AT_OK;

	if (n->places[i] != NULL)
		st = (name->kind == AT_IMPORT_CLINIC ? make_site : make_therapist)(db, n, name,
		    n->places[i], err);
	return st == AT_OK ? at_import_name_save(db, n->line.org, name, err) : st;
}

static enum at_status
apply_names(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct naming *n = job;
	enum at_status st = begin_piece(db, &n->pieces, err);

	while (st == AT_OK && more_in_piece(db, &n->pieces))
		st = write_name(db, n, n->pieces.reached++, err);
	return st == AT_OK ? at_act_append(db, scratch, &n->line, err) : st;
}

struct defining {
	const struct at_import_map *map;
	struct at_audit_line line;
};

static enum at_status
apply_definitions(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct defining *d = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < d->map->n_definitions && st == AT_OK; i++) {
		const struct at_import_definition *own = &d->map->definitions[i];
		const struct at_definition row = { own->instrument->id, own->instrument->version,
			own->body };

		if (!own->stored)
			st = at_definition_insert(db, d->line.org, &row, d->line.at, err);
	}
	return st == AT_OK ? at_act_append(db, scratch, &d->line, err) : st;
}

static enum at_status
keep_definitions(struct at_import_work *work)
{
	struct defining job = { .map = &work->map,
		.line = at_act_line(work->call, "import", "instrument", 0, 0) };

	for (int i = 0; i < work->map.n_definitions; i++)
		if (!work->map.definitions[i].stored)
			return at_store_write(work->call, apply_definitions, &job);
	return AT_OK;
}

static enum at_status
keep_names(struct at_import_work *work)
{
	struct naming n = { .work = work,
		.line = at_act_line(work->call, "import", "name", 0, 0) };

	list_names(&n);
	return write_pieces(work->call, apply_names, &n, &n.pieces);
}

/* ---- clients ---------------------------------------------------------------------------- */

struct slice {
	struct at_arena *arena;
	struct at_import_rows *rows;
	struct pieces pieces;           /* a client's rows each */
	int weight;                     /* statements, about */
	int64_t n_forms;
};

/* The change of an existing client's is refused when somebody else was faster. */
static enum at_status
write_client(struct at_db *db, const struct at_import_rows *r, struct at_error *err)
{
	const struct at_care_episode *e = &r->episode;
	enum at_status st = r->new ? at_client_insert(db, &r->client, err)
	    : at_client_touch(db, r->client.org, r->client.id, r->client.version, err);

	if (st == AT_OK && r->named.client != 0)
		st = at_import_client_insert(db, &r->named, err);
	if (st == AT_OK && r->about.n_bytes > 0)
		st = at_import_client_tell(db, r->client.org, r->client.id, r->about, err);
	if (st == AT_OK && r->episode_new)
		st = at_episode_insert(db, e->org, e->id, e->client, e->site, e->opened, err);
	if (st == AT_OK && r->episode_moved)
		st = at_episode_span(db, e->org, e->id, e->opened, e->closed, err);
	for (int i = 0; i < r->n_with && st == AT_OK; i++) {
		const struct at_relationship *with = &r->with[i].row;

		if (r->with[i].new)
			st = at_relationship_insert(db, with, err);
		if (st == AT_OK && r->with[i].moved && (!r->with[i].new || with->to != 0))
			st = at_relationship_span(db, with->org, with->id, with->from, with->to,
			    err);
	}
	return st;
}

static enum at_status
write_rows(struct at_db *db, struct at_arena *scratch, struct at_import_rows *r,
    struct at_error *err)
{
	enum at_status st = write_client(db, r, err);

	for (int i = 0; i < r->n_sessions && st == AT_OK; i++)
		st = at_session_insert(db, &r->sessions[i], err);
	for (int i = 0; i < r->n_answers && st == AT_OK; i++) {
		const struct at_answer *a = &r->answers[i].row;

		st = at_answer_insert(db, a, err);
		if (st == AT_OK && r->answers[i].replaces != 0)
			st = at_answer_replace(db, a->org, a->client, r->answers[i].replaces, a->id,
			    err);
	}
	for (int i = 0; i < r->n_alerts && st == AT_OK; i++)
		st = at_alert_insert(db, &r->alerts[i], err);
	return st == AT_OK ? at_act_append(db, scratch, &r->line, err) : st;
}

static enum at_status
apply_slice(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct slice *slice = job;
	enum at_status st = begin_piece(db, &slice->pieces, err);

	while (st == AT_OK && more_in_piece(db, &slice->pieces))
		st = write_rows(db, scratch, &slice->rows[slice->pieces.reached++], err);
	return st;
}

/* Clients from `first` on until there is enough to write; *next is the one behind. */
static enum at_status
fill_slice(struct at_import_work *work, const int *order, int first, struct slice *slice,
    int *next)
{
	int enough = slice->pieces.others ? AMONG_OTHERS : A_SLICE, i;
	enum at_status st = AT_OK;

	at_arena_clear(slice->arena);
	slice->rows = NULL;
	slice->pieces = (struct pieces){ .n = 0 };
	slice->weight = 0;
	slice->n_forms = 0;
	for (i = first; i < work->clients.n && slice->weight < enough && st == AT_OK; i++) {
		struct at_import_rows *r;

		slice->rows = at_one_more(slice->arena, slice->rows, slice->pieces.n,
		    sizeof *slice->rows);
		r = &slice->rows[slice->pieces.n];
		st = at_import_client(work, order[i], true, slice->arena, r);
		slice->n_forms += work->people[order[i]].n_forms;
		slice->weight++;                /* reading costs, too */
		if (st != AT_OK || !r->any)
			continue;
		slice->weight += 6 + r->n_sessions + r->n_answers + r->n_alerts;
		slice->pieces.n++;
	}
	*next = i;
	return st;
}

/* Those the store has come first, in its order; then new ones by their code. */
static const int *
order_clients(struct at_import_work *work)
{
	const int *sorted = at_names_sorted(&work->clients);
	int *order = AT_NEW(work->call->arena, int, (size_t)work->clients.n), n = 0;

	for (int new = 0; new < 2; new++)
		for (int i = 0; i < work->clients.n; i++)
			if ((work->people[sorted[i]].id == 0) == (new == 1))
				order[n++] = sorted[i];
	return order;
}

static enum at_status
write_clients(struct at_import_work *work, struct slice *slice)
{
	const int *order = order_clients(work);
	int64_t n_forms = 0;
	int next = 0, tries = 0;
	enum at_status st = AT_OK;

	for (int i = 0; i < work->clients.n && st == AT_OK; i = next) {
		st = fill_slice(work, order, i, slice, &next);
		if (st == AT_OK)
			st = write_pieces(work->call, apply_slice, slice, &slice->pieces);
		if (st == AT_CONFLICT && ++tries < TRIES) {
			at_error_clear(work->call->err);
			next = i;
			st = AT_OK;
			continue;
		}
		tries = 0;
		n_forms += slice->n_forms;
		if (st == AT_OK && !at_import_go_on(work, "forms", n_forms))
			st = at_fail(work->call->err, AT_GONE, "It was stopped");
	}
	return st;
}

static enum at_status
write_all(struct at_import_work *work)
{
	struct slice slice = { .arena = at_arena_open() };
	enum at_status st;

	if (slice.arena == NULL)
		at_oom(work->call->arena);
	st = keep_definitions(work);
	if (st == AT_OK)
		st = keep_names(work);
	if (st == AT_OK)
		st = write_clients(work, &slice);
	at_arena_close(slice.arena);
	return st;
}

/* A message of the store speaks of the piece that failed alone. */
static enum at_status
halfway(struct at_import_work *work, enum at_status st)
{
	struct at_error *err = work->call->err;
	const char *why = st == AT_CONFLICT ? "Somebody else wrote meanwhile, another import"
	    " perhaps" : at_printf(work->call->arena, "%.*s", (int)strcspn(err->text, ";"),
	    err->text);

	at_error_clear(err);
	return at_fail(err, st, "%s. What went in before is whole and stays: import again, and the"
	    " rest follows.", why);
}

/* Not one of its transactions waits for the disk, and nobody waits for them: the end does. */
enum at_status
at_import_write(struct at_import_work *work)
{
	struct at_audit_line line = at_act_line(work->call, "import", "archive", 0, 0);
	enum at_status st = at_act_note(work->call, &line), written;

	if (st == AT_OK)
		st = at_store_hasty(work->call, true);
	if (st != AT_OK)
		return st;
	written = write_all(work);
	st = at_store_hasty(work->call, false);
	return written != AT_OK ? halfway(work, written) : st;
}

enum at_status
at_import_check(struct at_import_work *work)
{
	struct at_arena *arena = at_arena_open();
	enum at_status st = AT_OK;

	if (arena == NULL)
		at_oom(work->call->arena);
	for (int i = 0; i < work->clients.n && st == AT_OK; i++) {
		struct at_import_rows rows;

		at_arena_clear(arena);
		st = at_import_client(work, i, false, arena, &rows);
		if (st == AT_OK && i % LOOK_EVERY == 0
		    && !at_import_go_on(work, "clients looked at", i))
			st = at_fail(work->call->err, AT_GONE, "It was stopped; nothing was taken"
			    " in.");
	}
	at_arena_close(arena);
	return st;
}
