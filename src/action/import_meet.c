/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom and what the codes of an import mean here, and what must be made first. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/import_define.h"
#include "action/import_work.h"
#include "guard/canon.h"
#include "store/answer.h"
#include "store/org.h"
#include "store/people.h"

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

/* ---- staff and sites -------------------------------------------------------------------- */

/* A short name out of a code: it begins with a letter. */
static const char *
handle_of(struct at_arena *arena, const char *code, const char *otherwise)
{
	const char *id = at_import_id_of(arena, code);

	return id[0] >= 'a' && id[0] <= 'z' ? id : at_printf(arena, "%s-%.24s", otherwise, id);
}

static enum at_status
taken(struct at_import_work *work, const char *section, const char *code, const char *handle)
{
	return at_fail(work->call->err, AT_INVALID, "somebody or something here is called %s"
	    " already and could be \"%s\": if it is, say so in the map, [%s] %s = %s; if not,"
	    " give another name there", handle, code, section, code, handle);
}

static enum at_status
meet_therapist(struct at_import_work *work, struct at_db *db, int i)
{
	struct at_call *call = work->call;
	const char *code = work->therapists.at[i];
	const struct at_import_name *name = at_import_map_find(&work->map, AT_IMPORT_THERAPIST, "",
	    code);
	struct at_import_place *out = &work->staff[i];
	struct at_staff there;
	enum at_status st;

	if (name != NULL) {
		out->id = name->id;
		return AT_OK;
	}
	out->handle = handle_of(call->arena, code, "therapist");
	st = at_staff_find(call->arena, db, call->who->org, out->handle, &there, call->err);
	if (st == AT_OK)
		return taken(work, "therapists", code, out->handle);
	if (st != AT_NOT_FOUND)
		return st;
	at_error_clear(call->err);
	out->new = true;
	out->id = at_store_id(call);
	return AT_OK;
}

/* The zone of a site that is there. */
static enum at_status
load_zone(struct at_import_work *work, struct at_db *db, struct at_import_place *out)
{
	struct at_site site;
	enum at_status st = at_site_load(work->call->arena, db, work->call->who->org, out->id,
	    &site, work->call->err);

	if (st == AT_OK)
		out->zone = site.zone;
	return st;
}

static enum at_status
meet_clinic(struct at_import_work *work, struct at_db *db, int i)
{
	struct at_call *call = work->call;
	const char *code = work->clinics.at[i];
	const struct at_import_name *name = at_import_map_find(&work->map, AT_IMPORT_CLINIC, "",
	    code);
	struct at_import_place *out = &work->sites[i];
	at_id there;
	enum at_status st;

	if (name != NULL) {
		out->id = name->id;
		return load_zone(work, db, out);
	}
	out->handle = handle_of(call->arena, code, "clinic");
	st = at_site_find(call->arena, db, call->who->org, out->handle, &there, call->err);
	if (st == AT_OK)
		return taken(work, "clinics", code, out->handle);
	if (st != AT_NOT_FOUND)
		return st;
	at_error_clear(call->err);
	out->new = true;
	out->id = at_store_id(call);
	out->zone = work->home.site.zone;
	return AT_OK;
}

/* Two codes that would be called alike. */
static enum at_status
check_handles(struct at_import_work *work, const struct at_names *codes,
    const struct at_import_place *places, const char *section)
{
	struct at_names handles = at_names_init(work->call->arena);

	for (int i = 0; i < codes->n; i++) {
		if (!places[i].new)
			continue;
		if (at_names_find(&handles, places[i].handle) >= 0)
			return taken(work, section, codes->at[i], places[i].handle);
		at_names_number(&handles, places[i].handle);
	}
	return AT_OK;
}

/* Where somebody is of whom no clinic is said: the first site, or the one above it. */
static enum at_status
find_home(struct at_import_work *work, struct at_db *db)
{
	struct at_call *call = work->call;
	at_id *sites, chain[AT_SITE_DEPTH];
	struct at_settings settings;
	const char *langs;
	int n, n_chain = 0;
	enum at_status st = at_site_list(call->arena, db, call->who->org, &sites, &n, call->err);

	if (st == AT_OK && n == 0)
		return at_fail(call->err, AT_INVALID, "There is no site yet: attune setup makes"
		    " one.");
	if (st == AT_OK)
		st = at_site_chain(call->arena, db, call->who->org, sites[0], chain, &n_chain,
		    call->err);
	if (st == AT_OK)
		st = at_site_load(call->arena, db, call->who->org, chain[n_chain - 1],
		    &work->home.site, call->err);
	if (st == AT_OK)
		st = at_settings_load(call->arena, db, &work->home.site, &settings, call->err);
	if (st != AT_OK)
		return st;
	langs = at_setting_value(&settings, "languages");
	work->home.lang = langs == NULL ? "en" : at_strndup(call->arena, langs,
	    strcspn(langs, " "));
	return AT_OK;
}

/* Somebody of what is taken in has to do with them; -1: with none. */
static void
use_place(struct at_import_work *work, int therapist, int clinic)
{
	struct at_import_place *who = therapist < 0 ? NULL : &work->staff[therapist];

	if (clinic >= 0)
		work->sites[clinic].used = true;
	if (who == NULL)
		return;
	who->clinic = !who->used ? clinic : who->clinic == clinic ? clinic : -1;
	who->used = true;
}

/* One who is here stays at the site there is: no new one is made for that. */
static int
clinic_of(const struct at_import_work *work, const struct at_import_person *person)
{
	bool stays = person->id != 0 && person->clinic >= 0 && work->sites[person->clinic].new;

	return stays ? -1 : person->clinic;
}

/* Only who has something to do with what is taken in; a therapist of one clinic is a
 * therapist there, others everywhere. */
static void
use_places(struct at_import_work *work)
{
	for (int i = 0; i < work->n_forms; i++) {
		const struct at_import_form *form = at_import_form_at(work, i);
		const struct at_import_person *person = &work->people[form->client];

		if (!form->bad && !person->bad)
			use_place(work, form->therapist, clinic_of(work, person));
	}
	for (int i = 0; i < work->clients.n; i++) {
		const struct at_import_person *person = &work->people[i];

		if (!person->bad && person->told)
			use_place(work, person->therapist, clinic_of(work, person));
	}
}

static enum at_status
meet_places(struct at_import_work *work, struct at_db *db)
{
	enum at_status st = find_home(work, db);

	work->staff = AT_NEW(work->call->arena, struct at_import_place,
	    (size_t)work->therapists.n);
	work->sites = AT_NEW(work->call->arena, struct at_import_place, (size_t)work->clinics.n);
	for (int i = 0; i < work->therapists.n && st == AT_OK; i++)
		st = meet_therapist(work, db, i);
	for (int i = 0; i < work->clinics.n && st == AT_OK; i++)
		st = meet_clinic(work, db, i);
	if (st == AT_OK)
		st = check_handles(work, &work->therapists, work->staff, "therapists");
	if (st == AT_OK)
		st = check_handles(work, &work->clinics, work->sites, "clinics");
	if (st == AT_OK)
		use_places(work);
	return st;
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
	return st == AT_OK ? meet_places(work, db) : st;
}
