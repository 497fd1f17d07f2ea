/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "action/setup.h"
#include "base/file.h"
#include "cli/folder.h"
#include "cli/passphrase.h"
#include "guard/guard.h"
#include "guard/locked_key.h"
#include "guard/who.h"
#include "store/org.h"
#include "store/store.h"

enum { MAX_ORGS = 256 };

void
at_folder_settle(struct at_cli *cli)
{
	if (cli->folder.data == NULL)
		cli->folder.data = cli->world->data != NULL ? cli->world->data : "./attune-data";
}

/* The store of a call, closed once: by hand or with the arena. */
static void
close_store(void *cli)
{
	at_folder_close(cli);
}

void
at_folder_close(struct at_cli *cli)
{
	at_store_close(cli->call.store);
	cli->call.store = NULL;
}

static enum at_status
open_store(struct at_cli *cli, const struct at_store_options *options)
{
	enum at_status st = at_store_open(options, &cli->call.store, &cli->err);

	if (st == AT_OK)
		at_arena_defer(cli->call.arena, close_store, cli);
	return st;
}

enum at_status
at_folder_store(struct at_cli *cli, bool create, bool serve)
{
	return open_store(cli, &(struct at_store_options){ .folder = cli->folder.data,
	    .db_url = cli->folder.db, .create = create, .serve = serve,
	    .synchronous = cli->folder.hasty ? "NORMAL" : NULL });
}

enum at_status
at_folder_keyless(struct at_cli *cli)
{
	enum at_status st = at_guard_start(&cli->err);

	at_folder_settle(cli);
	if (st == AT_OK)
		st = at_folder_store(cli, false, false);
	return st == AT_OK ? at_folder_operator(cli) : st;
}

static void
wipe(void *key)
{
	at_key_wipe(key);
}

enum at_status
at_folder_take_key(struct at_cli *cli, struct at_folder_restoring *wish)
{
	struct at_bytes locked;
	const char *passphrase;
	enum at_status st = at_guard_start(&cli->err);

	if (st != AT_OK || !wish->with_key)
		return st;
	st = at_backup_key(cli->call.arena, wish->file, &locked, &cli->err);
	if (st == AT_OK && locked.n_bytes == 0)
		return at_fail(&cli->err, AT_INVALID, "there is no key in %s: it was made without"
		    " --with-keys", wish->file);
	if (st == AT_OK)
		st = at_passphrase_take(cli, wish->passphrase_file, false, &passphrase);
	if (st != AT_OK)
		return st;
	wish->key = AT_NEW(cli->call.arena, struct at_key, 1);
	at_arena_defer(cli->call.arena, wipe, wish->key);
	return at_key_unlock(locked.bytes, locked.n_bytes, passphrase, wish->key, &cli->err);
}

/* One that is there already is never written over. */
static enum at_status
put_key(struct at_cli *cli, const struct at_key *key)
{
	return key == NULL ? AT_OK : at_file_make(at_printf(cli->call.arena, "%s/keys/master",
	    cli->folder.data), key->bytes, sizeof key->bytes, &cli->err);
}

enum at_status
at_folder_restore(struct at_cli *cli, const struct at_folder_restoring *wish,
    struct at_backup *out)
{
	const struct at_store_restore restore = { wish->file, wish->living, wish->watch, out };
	enum at_status st;

	at_folder_settle(cli);
	if (wish->key != NULL && access(at_printf(cli->call.arena, "%s/keys/master",
	    cli->folder.data), F_OK) == 0)
		return at_fail(&cli->err, AT_CONFLICT, "%s/keys/master is there already: restore"
		    " without --with-keys, or into an empty folder. Nothing was changed.",
		    cli->folder.data);
	st = open_store(cli, &(struct at_store_options){ .folder = cli->folder.data,
	    .db_url = cli->folder.db, .create = true, .restore = &restore });
	if (st == AT_OK)
		st = put_key(cli, wish->key);
	return st == AT_OK ? at_folder_operator(cli) : st;
}

enum at_status
at_folder_rehearse(struct at_cli *cli, const char *file, const struct at_backup_watch *watch,
    struct at_backup *out)
{
	enum at_status st = at_guard_start(&cli->err);

	return st == AT_OK ? at_backup_check(cli->call.arena, file, cli->call.now, watch, out,
	    &cli->err) : st;
}

enum at_status
at_folder_house(struct at_cli *cli, bool create, const char *public_url)
{
	const struct at_key_source key = { .key_file = cli->folder.key_file,
		.credentials = cli->world->credentials, .folder = cli->folder.data,
		.make = create };

	return at_house_open(cli->call.arena, &key, public_url, &cli->random, &cli->call.house,
	    &cli->err);
}

enum at_status
at_folder_operator_of(struct at_cli *cli, at_id org)
{
	struct at_who *who = AT_NEW(cli->call.arena, struct at_who, 1);

	*who = (struct at_who){ .subjects = AT_OPERATOR, .org = org, .name = "" };
	cli->call.who = who;
	return AT_OK;
}

enum at_status
at_folder_operator(struct at_cli *cli)
{
	at_id orgs[MAX_ORGS], wanted = 0;
	int n = 0;
	enum at_status st;

	if (cli->folder.org != NULL && (st = at_cli_id(cli, cli->folder.org, &wanted)) != AT_OK)
		return st;
	st = at_org_list(cli->call.arena, at_store_reader(&cli->call), orgs, MAX_ORGS, &n,
	    &cli->err);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < n; i++)
		if (wanted == 0 || orgs[i] == wanted)
			return at_folder_operator_of(cli, orgs[i]);
	if (wanted != 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "There is no organisation %s here.",
		    cli->folder.org);
	return at_fail(&cli->err, AT_NOT_FOUND, "%s is not set up yet: attune init does that.",
	    cli->folder.data);
}

enum at_status
at_folder_open(struct at_cli *cli, bool create)
{
	const char *url = cli->folder.public_url;
	enum at_status st = at_guard_start(&cli->err);

	at_folder_settle(cli);
	if (st == AT_OK)
		st = at_folder_store(cli, create, false);
	if (st == AT_OK && !create)
		st = at_folder_operator(cli);
	if (st == AT_OK && !create && url == NULL)
		st = at_action_public_url(&cli->call, &url);
	if (st != AT_OK)
		return st;
	st = at_folder_house(cli, create, url == NULL ? "http://127.0.0.1:8080" : url);
	return st == AT_OK ? at_house_learn(&cli->call, cli->folder.data) : st;
}
