/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom and what the codes of an import mean here, and what must be made first. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/import_define.h"
#include "action/import_work.h"
#include "guard/canon.h"
#include "store/answer.h"

/* ---- what was seen ---------------------------------------------------------------------- */

static void
count_form(struct at_import_work *work, const struct at_import_form *form)
{
	struct at_import_source *source = &work->sources[form->source];
	struct at_import_seen *seen = &source->seen;

	source->forms |= 1u << form->form;
	source->answered |= form->answered;
	seen->n_forms++;
	for (int place = 0; place < source->items.n; place++) {
		int code = (form->answered >> place & 1) != 0 ? form->values[place] : -1;

		if (code < 0)
			continue;
		seen->n_answers++;
		seen->total += code;
		seen->lowest = code < seen->lowest ? code : seen->lowest;
		seen->highest = code > seen->highest ? code : seen->highest;
	}
}

static void
count_forms(struct at_import_work *work)
{
	for (int i = 0; i < work->n_forms; i++) {
		const struct at_import_form *form = at_import_form_at(work, i);
		const struct at_import_person *person = &work->people[form->client];

		if (form->bad || person->bad)
			work->sum->forms_aside++;
		else
			count_form(work, form);
	}
	for (int i = 0; i < work->codes.n; i++)
		for (uint64_t left = work->sources[i].answered; left != 0; left &= left - 1)
			work->sources[i].seen.n_items++;
	for (int i = 0; i < work->clients.n; i++)
		work->sum->clients_aside += work->people[i].bad;
}

/* ---- definitions ------------------------------------------------------------------------ */

static void
add_definition(struct at_import_work *work, const struct at_import_definition *definition)
{
	struct at_import_map *map = &work->map;

	map->definitions = at_one_more(work->call->arena, map->definitions, map->n_definitions,
	    sizeof *map->definitions);
	map->definitions[map->n_definitions++] = *definition;
}

/* What is open takes in what was seen of it. */
static enum at_status
grow(struct at_import_work *work, struct at_import_source *source)
{
	struct at_import_definition made;
	enum at_status st;

	if (!source->open || source->seen.n_forms == 0)
		return AT_OK;
	source->known = at_import_definition_of(work, source->id);
	at_import_relate(work, source);
	if (!at_import_has_grown(source))
		return AT_OK;
	st = at_import_grow(work->call, source, &made);
	if (st != AT_OK)
		return st;
	add_definition(work, &made);
	source->known = made.instrument;
	at_import_relate(work, source);
	return AT_OK;
}

/* What has to be looked at in each form. */
static void
look_at(struct at_import_source *source)
{
	for (int i = 0; source->known != NULL && i < source->known->n_items; i++) {
		source->risky |= source->known->items[i].trigger.kind != NULL;
		source->depends |= source->known->items[i].after >= 0;
	}
}

/* A definition of the map is new, or word for word the one that was kept. */
static enum at_status
compare_definition(struct at_import_work *work, struct at_import_definition *own,
    const struct at_definition *kept, int n_kept)
{
	const struct at_instrument *there = at_library_find(work->call->house->library,
	    own->instrument->id);

	for (int i = 0; i < n_kept; i++)
		if (strcmp(kept[i].instrument, own->instrument->id) == 0
		    && kept[i].version == own->instrument->version
		    && strcmp(kept[i].body, own->body) == 0)
			own->stored = true;
	if (own->stored || there == NULL || there->version < own->instrument->version)
		return AT_OK;
	return at_fail(work->call->err, AT_INVALID, "%s: there is a %s already, and another one:"
	    " give this one version = %d", work->map.name, there->id, there->version + 1);
}

static enum at_status
compare_definitions(struct at_import_work *work, struct at_db *db)
{
	struct at_definition *kept;
	int n;
	enum at_status st = at_definition_list(work->call->arena, db, &kept, &n, work->call->err);

	for (int i = 0; i < work->map.n_definitions && st == AT_OK; i++)
		st = compare_definition(work, &work->map.definitions[i], kept, n);
	return st;
}

/* ---- clients ---------------------------------------------------------------------------- */

static void
hash_code(const struct at_import_work *work, const char *code, unsigned char *out)
{
	struct at_canon canon;

	at_canon_init(&canon, "attune import client 1");
	at_canon_bytes(&canon, work->call->house->master.bytes, AT_KEY_BYTES);
	at_canon_number(&canon, work->call->who->org);
	at_canon_text(&canon, code);
	at_canon_end(&canon, out);
}

static int
by_hash(const void *a, const void *b)
{
	const struct at_import_client *x = a, *y = b;

	return memcmp(x->hash, y->hash, AT_IMPORT_HASH);
}

static const char *
mapped_code(const struct at_import_map *map, at_id client)
{
	for (int i = 0; i < map->n_clients; i++)
		if (map->clients[i].client == client)
			return map->clients[i].code;
	return NULL;
}

/* A client has one code: a map cannot give away one who has another. */
static enum at_status
check_mapped(struct at_import_work *work, const struct at_import_client *known, int n)
{
	for (int i = 0; i < n; i++) {
		struct at_import_client wanted;
		const char *code = mapped_code(&work->map, known[i].client);

		if (code == NULL)
			continue;
		hash_code(work, code, wanted.hash);
		if (by_hash(&wanted, &known[i]) != 0)
			return at_fail(work->call->err, AT_INVALID, "%s: the client %s was"
			    " imported under another code", work->map.name, code);
	}
	return AT_OK;
}

static enum at_status
meet_clients(struct at_import_work *work, struct at_db *db)
{
	struct at_import_client *known, key;
	const struct at_import_client *found;
	int n;
	enum at_status st = at_import_client_list(work->call->arena, db, work->call->who->org, 0,
	    INT32_MAX, &known, &n, work->call->err);

	if (st == AT_OK)
		st = check_mapped(work, known, n);
	if (st != AT_OK)
		return st;
	if (n > 0)
		qsort(known, (size_t)n, sizeof *known, by_hash);
	for (int i = 0; i < work->clients.n; i++) {
		struct at_import_person *person = &work->people[i];

		hash_code(work, work->clients.at[i], person->hash);
		memcpy(key.hash, person->hash, AT_IMPORT_HASH);
		found = n == 0 ? NULL : bsearch(&key, known, (size_t)n, sizeof *known, by_hash);
		person->named = found != NULL;
		person->id = found == NULL ? 0 : found->client;
		person->erased = found != NULL && found->code.n_bytes == 0;
		work->sum->clients_erased += person->erased;
	}
	return AT_OK;
}

/* Whom the map knows.  A code has one client, too. */
static enum at_status
give_mapped(struct at_import_work *work)
{
	for (int i = 0; i < work->map.n_clients; i++) {
		const struct at_import_mapped_client *mapped = &work->map.clients[i];
		int number = at_names_find(&work->clients, mapped->code);
		struct at_import_person *person = number < 0 ? NULL : &work->people[number];

		if (person == NULL)
			continue;
		if (person->named && person->id != mapped->client)
			return at_fail(work->call->err, AT_INVALID, "%s: the code %s was imported"
			    " as another client", work->map.name, mapped->code);
		person->id = mapped->client;
	}
	return AT_OK;
}

enum at_status
at_import_meet(struct at_import_work *work)
{
	struct at_db *db = at_store_reader(work->call);
	enum at_status st;

	if (db == NULL)
		return work->call->err->status;
	count_forms(work);
	st = compare_definitions(work, db);
	for (int i = 0; i < work->codes.n && st == AT_OK; i++) {
		st = grow(work, &work->sources[i]);
		look_at(&work->sources[i]);
	}
	if (st == AT_OK)
		st = meet_clients(work, db);
	if (st == AT_OK)
		st = give_mapped(work);
	return st == AT_OK ? at_import_meet_places(work, db) : st;
}
