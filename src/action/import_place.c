/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of staff and sites of an import: who they are here, and which are new. */
#include <string.h>

#include "action/act.h"
#include "action/import_define.h"
#include "action/import_work.h"
#include "store/org.h"
#include "store/people.h"

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

/* Of a code that nobody has explained: `found` says whether its short name is another's. */
static enum at_status
make_new(struct at_import_work *work, enum at_status found, const char *section,
    const char *code, struct at_import_place *out)
{
	if (found == AT_OK)
		return taken(work, section, code, out->handle);
	if (found != AT_NOT_FOUND)
		return found;
	at_error_clear(work->call->err);
	out->new = true;
	out->id = at_store_id(work->call);
	return AT_OK;
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
	return make_new(work, st, "therapists", code, out);
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
	out->zone = work->home.site.zone;
	return make_new(work, st, "clinics", code, out);
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

enum at_status
at_import_meet_places(struct at_import_work *work, struct at_db *db)
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
