/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/house.h"
#include "store/store.h"

static void
wipe(void *house)
{
	at_key_wipe(&((struct at_house *)house)->master);
}

enum at_status
at_house_open(struct at_arena *arena, const struct at_key_source *key, const char *public_url,
    struct at_random *random, const struct at_house **out, struct at_error *err)
{
	struct at_house *house = AT_NEW(arena, struct at_house, 1);
	struct at_library *library = NULL;
	enum at_status st = at_library_load(arena, &library, err);

	if (st == AT_OK)
		st = at_key_master(key, random, &house->master, err);
	if (st != AT_OK)
		return st;
	at_arena_defer(arena, wipe, house);
	house->library = library;
	house->public_url = public_url;
	*out = house;
	return AT_OK;
}

bool
at_action_well(struct at_call *call)
{
	return at_store_reader(call) != NULL;
}

void
at_action_rest(struct at_call *call)
{
	at_store_rest(call);
}
