/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune serve: the web server on a data folder. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cli/address.h"
#include "cli/folder.h"
#include "cli/serve.h"
#include "cli/serve_check.h"

static const char usual_listen[] = "127.0.0.1:8080";

struct options {
	const char *listen, *trusted_proxy, *tls_cert, *tls_key, *metrics_listen, *log, *config;
	const char *backups, *backup_at, *backup_keep;
	bool log_requests, check_config;
};

static const struct at_flag flags[] = {
	{ "listen", AT_FLAG_TEXT, "ADDR:PORT", "where to listen (127.0.0.1:8080); port 0: any",
	    offsetof(struct options, listen), false },
	{ "trusted-proxy", AT_FLAG_TEXT, "ADDR", "the proxy whose forwarded headers count",
	    offsetof(struct options, trusted_proxy), false },
	{ "tls-cert", AT_FLAG_TEXT, "FILE", "the certificate, to serve TLS without a proxy",
	    offsetof(struct options, tls_cert), false },
	{ "tls-key", AT_FLAG_TEXT, "FILE", "and its key",
	    offsetof(struct options, tls_key), false },
	{ "metrics-listen", AT_FLAG_TEXT, "ADDR:PORT", "a port for /metrics and nothing else",
	    offsetof(struct options, metrics_listen), false },
	{ "log", AT_FLAG_TEXT, "text|json", "how lines of the log are written (text)",
	    offsetof(struct options, log), false },
	{ "log-requests", AT_FLAG_SWITCH, NULL, "a line for every request, about nobody",
	    offsetof(struct options, log_requests), false },
	{ "backups", AT_FLAG_TEXT, "FOLDER", "where the nightly backups go (DIR/backups)",
	    offsetof(struct options, backups), false },
	{ "backup-at", AT_FLAG_TEXT, "HH:MM", "when, by the first site's clock (02:30); or never",
	    offsetof(struct options, backup_at), false },
	{ "backup-keep", AT_FLAG_TEXT, "D,W,M", "how many days, weeks and months back (7,5,12)",
	    offsetof(struct options, backup_keep), false },
	{ "config", AT_FLAG_TEXT, "FILE", "lines name = value, by the names of these options",
	    offsetof(struct options, config), false },
	{ "check-config", AT_FLAG_SWITCH, NULL, "check all this and stop",
	    offsetof(struct options, check_config), false },
};

/* What the command line left open, from --config.  All that is wrong there is told to
 * `check`, if there is one; else the first of it is an error. */
static enum at_status
read_config(struct at_cli *cli, struct options *options, struct at_conf *conf,
    struct at_serve_check *check)
{
	const struct at_flag_set sets[] = {
		{ flags, (int)AT_COUNT(flags), options },
		{ at_folder_flags, at_n_folder_flags, &cli->folder },
	};
	const struct at_flags all = { sets, (int)AT_COUNT(sets) };
	struct at_error *faults;
	struct at_file file;
	enum at_status st;

	if (options->config == NULL)
		return AT_OK;
	st = at_cli_read(cli, options->config, &file);
	if (st == AT_OK)
		st = at_conf_parse(cli->call.arena, options->config, file.bytes, file.n_bytes,
		    conf, &cli->err);
	if (st != AT_OK || check == NULL)
		return st == AT_OK ? at_flags_file(cli->call.arena, &all, conf, &cli->err) : st;
	faults = AT_NEW(cli->call.arena, struct at_error, (size_t)conf->n_lines);
	for (int i = 0, n = at_flags_file_faults(cli->call.arena, &all, conf, faults); i < n; i++)
		at_serve_problem(check, NULL, faults[i].text);
	return AT_OK;
}

static void
settle(struct at_cli *cli, struct at_serve *serve)
{
	at_folder_settle(cli);
	if (serve->listen == NULL)
		serve->listen = usual_listen;
}

/* *out_option: which one is wrong. */
static enum at_status
read_backups(struct at_cli *cli, const struct options *options, struct at_backup_rule *out,
    const char **out_option)
{
	*out = at_backup_rule_usual;
	*out_option = "backup-at";
	if (options->backup_at != NULL
	    && !at_backup_rule_parse_time(options->backup_at, &out->minute))
		return at_cli_usage(cli, "expected --backup-at HH:MM, as 02:30, or never; found"
		    " \"%s\"", options->backup_at);
	*out_option = "backup-keep";
	if (options->backup_keep != NULL
	    && !at_backup_rule_parse_keep(options->backup_keep, out))
		return at_cli_usage(cli, "expected --backup-keep DAYS,WEEKS,MONTHS, as 7,5,12;"
		    " found \"%s\"", options->backup_keep);
	*out_option = "backups";
	if (options->backups == NULL)
		return AT_OK;
	if (access(options->backups, W_OK | X_OK) != 0)
		return at_fail(&cli->err, AT_NOT_FOUND, "the folder for backups, %s: %s",
		    options->backups, strerror(errno));
	return at_file_absolute(cli->call.arena, options->backups, &out->folder, &cli->err);
}

enum at_status
at_serve_check(struct at_cli *cli, struct at_serve *serve)
{
	settle(cli, serve);
	if (at_address_port(serve->listen) < 0)
		return at_cli_usage(cli, "expected --listen ADDRESS:PORT, found \"%s\"",
		    serve->listen);
	if (serve->metrics_listen != NULL && at_address_port(serve->metrics_listen) < 0)
		return at_cli_usage(cli, "expected --metrics-listen ADDRESS:PORT, found \"%s\"",
		    serve->metrics_listen);
	if ((serve->tls_cert == NULL) != (serve->tls_key == NULL))
		return at_cli_usage(cli, "--tls-cert and --tls-key go together");
	if (cli->folder.public_url == NULL && !at_address_is_loopback(serve->listen))
		return at_cli_usage(cli, "others reach %s: --public-url must say by which address",
		    serve->listen);
	return cli->folder.public_url == NULL ? AT_OK : at_address_check_url(cli->call.arena,
	    cli->folder.public_url, &cli->folder.public_url, &cli->err);
}

static enum at_status
check_only(struct at_cli *cli, struct at_serve *serve, struct at_serve_check *check)
{
	settle(cli, serve);
	at_serve_check_all(check, serve);
	if (check->n_problems > 0)
		return at_fail(&cli->err, AT_INVALID, check->n_problems == 1
		    ? "1 problem" : "%d problems", check->n_problems);
	at_buffer_printf(&cli->out, "Good: %s would be served on %s.\n", cli->folder.data,
	    serve->listen);
	return AT_OK;
}

static enum at_status
choose_log(struct at_cli *cli, const char *log, const char **out_option)
{
	*out_option = "log";
	if (log != NULL && strcmp(log, "text") != 0 && strcmp(log, "json") != 0)
		return at_cli_usage(cli, "expected --log text or json, found \"%s\"", log);
	at_log_as_json(log != NULL && strcmp(log, "json") == 0);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	struct options options = *(const struct options *)given;
	struct at_backup_rule backups;
	const char *option;
	struct at_conf conf = { 0 };
	struct at_serve_check check = { cli, &conf, 0 };
	struct at_serve serve;
	enum at_status st = read_config(cli, &options, &conf,
	    options.check_config ? &check : NULL);

	if (st != AT_OK)
		return st;
	st = read_backups(cli, &options, &backups, &option);
	if (st == AT_OK)
		st = choose_log(cli, options.log, &option);
	if (st != AT_OK && !options.check_config)
		return st;
	if (st != AT_OK)
		at_serve_problem(&check, option, cli->err.text);
	at_error_clear(&cli->err);
	cli->wrong_usage = false;
	serve = (struct at_serve){ .listen = options.listen,
		.trusted_proxy = options.trusted_proxy, .tls_cert = options.tls_cert,
		.tls_key = options.tls_key, .metrics_listen = options.metrics_listen,
		.log_requests = options.log_requests, .backups = &backups };
	return options.check_config ? check_only(cli, &serve, &check)
	    : at_cli_serve(cli, &serve);
}

const struct at_command at_command_serve = {
	.name = "serve",
	.summary = "serve a clinic to browsers",
	.about = "Listens on this machine alone unless told otherwise; beyond it --public-url is"
	    " needed,\nand TLS or a proxy that has it.  Ctrl-C stops it; nothing is lost.",
	.example = "  attune serve --data /srv/attune --public-url https://attune.clinic.example"
	    " \\\n    --trusted-proxy 127.0.0.1",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
