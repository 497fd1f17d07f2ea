/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "action/health.h"
#include "cli/address.h"
#include "cli/folder.h"
#include "cli/serve_check.h"
#include "guard/guard.h"
#include "http/parse.h"
#include "http/tls.h"
#include "store/db.h"
#include "store/migrate.h"
#include "store/org.h"

enum { MAX_ORGS = 256 };

/* The line of the file that gives this option; NULL: none does. */
static const struct at_conf_line *
find_line(const struct at_conf *conf, const char *option)
{
	size_t n = strlen(option);

	for (int i = 0; i < conf->n_lines; i++) {
		const char *name = conf->lines[i].name;
		size_t same = 0;

		while (same < n && (name[same] == option[same]
		    || (name[same] == '_' && option[same] == '-')))
			same++;
		if (same == n && name[n] == '\0')
			return &conf->lines[i];
	}
	return NULL;
}

void
at_serve_problem(struct at_serve_check *check, const char *option, const char *text)
{
	const struct at_conf_line *line = option == NULL ? NULL : find_line(check->conf, option);
	struct at_buffer *out = &check->cli->out;

	check->n_problems++;
	if (line != NULL)
		at_buffer_printf(out, "%s:%d: ", check->conf->file, line->line);
	else if (option != NULL)
		at_buffer_printf(out, "--%s: ", option);
	at_buffer_printf(out, "%s\n", text);
}

/* True if all was well; else the problem is told. */
static bool
passed(struct at_serve_check *check, const char *option, enum at_status st)
{
	struct at_error *err = &check->cli->err;

	if (st != AT_OK)
		at_serve_problem(check, option, err->text);
	at_error_clear(err);
	return st == AT_OK;
}

/* ---- addresses --------------------------------------------------------------------------- */

static void
check_addresses(struct at_serve_check *check, const struct at_serve *serve)
{
	struct at_cli *cli = check->cli;
	const char *url = cli->folder.public_url;

	if (at_address_port(serve->listen) < 0)
		at_serve_problem(check, "listen", at_printf(cli->call.arena,
		    "expected ADDRESS:PORT, found \"%s\"", serve->listen));
	if (serve->metrics_listen != NULL && at_address_port(serve->metrics_listen) < 0)
		at_serve_problem(check, "metrics-listen", at_printf(cli->call.arena,
		    "expected ADDRESS:PORT, found \"%s\"", serve->metrics_listen));
	if (serve->trusted_proxy != NULL
	    && at_http_address(cli->call.arena, serve->trusted_proxy) == NULL)
		at_serve_problem(check, "trusted-proxy", at_printf(cli->call.arena,
		    "expected an address such as 127.0.0.1, found \"%s\"", serve->trusted_proxy));
	if (url == NULL && at_address_port(serve->listen) >= 0
	    && !at_address_is_loopback(serve->listen))
		at_serve_problem(check, "public-url", at_printf(cli->call.arena,
		    "others reach %s: expected the address by which they do", serve->listen));
	if (url != NULL)
		passed(check, "public-url", at_address_check_url(cli->call.arena, url,
		    &cli->folder.public_url, &cli->err));
}

/* ---- the certificate --------------------------------------------------------------------- */

/* "clinic.example" of "https://clinic.example:8443". */
static const char *
host_of(struct at_arena *arena, const char *url)
{
	const char *host = strstr(url, "://");

	host = host == NULL ? url : host + 3;
	if (host[0] == '[')
		return at_strndup(arena, host + 1, strcspn(host + 1, "]"));
	return at_strndup(arena, host, strcspn(host, ":/"));
}

static void
check_dates(struct at_serve_check *check, const struct at_tls *tls)
{
	struct at_cli *cli = check->cli;
	char iso[AT_ISO_ROOM];

	at_time_iso(cli->call.now < tls->from ? tls->from : tls->until, iso);
	if (cli->call.now < tls->from)
		at_serve_problem(check, "tls-cert", at_printf(cli->call.arena,
		    "the certificate holds from %s on only", iso));
	else if (cli->call.now >= tls->until)
		at_serve_problem(check, "tls-cert", at_printf(cli->call.arena,
		    "the certificate ended on %s", iso));
	else
		at_buffer_printf(&cli->out, "The certificate holds until %s.\n", iso);
}

static void
check_tls(struct at_serve_check *check, const struct at_serve *serve)
{
	struct at_cli *cli = check->cli;
	const char *url = cli->folder.public_url, *host;
	struct at_tls tls;

	if (serve->tls_cert == NULL && serve->tls_key == NULL)
		return;
	if (serve->tls_cert == NULL || serve->tls_key == NULL) {
		at_serve_problem(check, serve->tls_cert == NULL ? "tls-key" : "tls-cert",
		    "tls-cert and tls-key go together");
		return;
	}
	if (!passed(check, "tls-cert", at_tls_load(cli->call.arena, serve->tls_cert,
	    serve->tls_key, &tls, &cli->err)))
		return;
	check_dates(check, &tls);
	host = url == NULL ? NULL : host_of(cli->call.arena, url);
	if (host != NULL && serve->trusted_proxy == NULL && !at_tls_names(&tls, host))
		at_serve_problem(check, "tls-cert", at_printf(cli->call.arena,
		    "the certificate is not one for %s", host));
}

/* ---- key and database -------------------------------------------------------------------- */

static void
close_db(void *db)
{
	at_db_close(db);
}

/* For reading: a check upgrades nothing. */
static enum at_status
open_db(struct at_cli *cli, struct at_db **out)
{
	const char *file = at_printf(cli->call.arena, "%s/attune.db", cli->folder.data);
	const struct at_db_options options = { .url = cli->folder.db != NULL ? cli->folder.db
		: at_printf(cli->call.arena, "sqlite:%s", file), .read_only = true };
	enum at_status st;

	if (cli->folder.db == NULL && access(file, F_OK) != 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "there is no database in %s: attune init"
		    " makes one", cli->folder.data);
	st = at_db_open(&options, out, &cli->err);
	if (st == AT_OK)
		at_arena_defer(cli->call.arena, close_db, *out);
	return st;
}

/* An older schema is upgraded by the next start, and that is said; a newer one is not. */
static enum at_status
check_schema(struct at_cli *cli, struct at_db *db)
{
	int n_ours, n = 0;
	enum at_status st;

	at_migrations(&n_ours);
	st = at_schema_version(cli->call.arena, db, &n, &cli->err);
	if (st == AT_OK && n > n_ours)
		st = at_fail(&cli->err, AT_CORRUPT, "the database is of a newer attune: schema %d,"
		    " and this program knows %d", n, n_ours);
	if (st == AT_OK && n < n_ours)
		at_buffer_printf(&cli->out, "The next start upgrades the database, after a backup:"
		    " schema %d to %d.\n", n, n_ours);
	return st;
}

/* Every site's zone and hours are read on the way. */
static enum at_status
check_org(struct at_cli *cli, struct at_db *db, at_id org)
{
	at_id *sites;
	int n = 0;
	enum at_status st = at_site_list(cli->call.arena, db, org, &sites, &n, &cli->err);

	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_site site;

		st = at_site_load(cli->call.arena, db, org, sites[i], &site, &cli->err);
	}
	return st;
}

static enum at_status
check_orgs(struct at_cli *cli, struct at_db *db)
{
	at_id orgs[MAX_ORGS];
	int n = 0;
	enum at_status st = at_org_list(cli->call.arena, db, orgs, MAX_ORGS, &n, &cli->err);

	if (st == AT_OK && n == 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "%s is not set up yet: attune init does"
		    " that", cli->folder.data);
	for (int i = 0; i < n && st == AT_OK; i++)
		st = check_org(cli, db, orgs[i]);
	return st;
}

static void
check_folder(struct at_serve_check *check)
{
	struct at_cli *cli = check->cli;
	const char *where = cli->folder.db != NULL ? "db" : "data";
	struct at_db *db = NULL;
	bool has_key;

	if (access(cli->folder.data, R_OK | W_OK | X_OK) != 0) {
		at_serve_problem(check, "data", at_printf(cli->call.arena,
		    "there is no folder %s that can be written to: attune init makes one",
		    cli->folder.data));
		return;
	}
	has_key = passed(check, cli->folder.key_file != NULL ? "key-file" : "data",
	    at_folder_house(cli, false, ""));
	if (!passed(check, where, open_db(cli, &db))
	    || !passed(check, where, check_schema(cli, db))
	    || !passed(check, where, check_orgs(cli, db)))
		return;
	if (has_key)
		passed(check, cli->folder.key_file != NULL ? "key-file" : "data",
		    at_action_key_fits(&cli->call, db));
}

void
at_serve_check_all(struct at_serve_check *check, struct at_serve *serve)
{
	if (!passed(check, NULL, at_guard_start(&check->cli->err)))
		return;
	check_addresses(check, serve);
	check_tls(check, serve);
	check_folder(check);
}
