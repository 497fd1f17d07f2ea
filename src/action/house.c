/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/house.h"
#include "base/file.h"
#include "store/import.h"
#include "store/store.h"

static void
wipe(void *house)
{
	at_key_wipe(&((struct at_house *)house)->master);
}

enum { MOST_BYTES = 256 * 1024 };

/* A definition is "ID.txt", its words are "ID.LANG.txt". */
static bool
is_words(const char *name)
{
	return strchr(name, '.') != strrchr(name, '.');
}

/* The site's own files: its definitions, or its words. */
static enum at_status
add_own(struct at_arena *arena, const char *folder, bool words, struct at_library *library,
    struct at_error *err)
{
	const char *const *names;
	const char *bytes;
	size_t n_bytes;
	int n;
	enum at_status st;

	folder = at_printf(arena, "%s/instruments", folder);
	st = at_file_names(arena, folder, ".txt", &names, &n, err);
	for (int i = 0; i < n && st == AT_OK; i++) {
		if (is_words(names[i]) != words)
			continue;
		st = at_file_read(arena, at_printf(arena, "%s/%s", folder, names[i]), MOST_BYTES,
		    &bytes, &n_bytes, err);
		if (st == AT_OK)
			st = at_library_add(library, names[i], bytes, n_bytes, err);
	}
	return st;
}

/* A definition in the folder that is as new comes before one that was imported. */
static enum at_status
add_imported(struct at_call *call, struct at_db *db, struct at_library *library)
{
	struct at_definition *all;
	int n;
	enum at_status st = at_definition_list(call->arena, db, &all, &n, call->err);

	for (int i = 0; i < n && st == AT_OK; i++) {
		const struct at_instrument *there = at_library_find(library, all[i].instrument);

		if (there == NULL || there->version < all[i].version)
			st = at_library_add(library, at_printf(call->arena, "%s.txt",
			    all[i].instrument), all[i].body, strlen(all[i].body), call->err);
	}
	return st;
}

enum at_status
at_house_learn(struct at_call *call, const char *folder)
{
	struct at_library *library = call->house->filled;
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : add_imported(call, db, library);

	at_store_rest(call);
	return st == AT_OK ? add_own(call->arena, folder, true, library, call->err) : st;
}

enum at_status
at_house_library(struct at_arena *arena, const char *folder, struct at_library **out,
    struct at_error *err)
{
	enum at_status st = at_library_load(arena, out, err);

	return st == AT_OK && folder != NULL ? add_own(arena, folder, false, *out, err) : st;
}

enum at_status
at_house_open(struct at_arena *arena, const struct at_key_source *key, const char *public_url,
    struct at_random *random, const struct at_house **out, struct at_error *err)
{
	struct at_house *house = AT_NEW(arena, struct at_house, 1);
	struct at_library *library = NULL;
	enum at_status st = at_house_library(arena, key->folder, &library, err);

	if (st == AT_OK)
		st = at_key_master(key, random, &house->master, err);
	if (st != AT_OK)
		return st;
	at_arena_defer(arena, wipe, house);
	house->library = house->filled = library;
	house->public_url = public_url;
	*out = house;
	return AT_OK;
}

void
at_action_rest(struct at_call *call)
{
	at_store_rest(call);
}
