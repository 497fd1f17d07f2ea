/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune serve --check-config looks into the database: its schema, its clinic, its sites. */
#include "base/conf.h"
#include "cli/serve_check.h"
#include "support/world.h"

static at_ms
clock_now(void)
{
	return support_noon;
}

/* What is said of a folder as it is now. */
static const char *
said_of(struct world *w)
{
	static const struct at_world around = { .now = clock_now };
	const struct at_conf conf = { 0 };
	struct at_cli cli = { .call = { .arena = w->s->arena, .now = support_noon },
		.world = &around, .random = at_random_seeded(1),
		.folder = { .data = w->s->folder }, .out = at_buffer_init(w->s->arena) };
	struct at_serve_check check = { &cli, &conf, 0 };
	struct at_serve serve = { .listen = "127.0.0.1:8080" };

	cli.call.err = &cli.err;
	cli.call.random = &cli.random;
	at_serve_check_all(&check, &serve);
	return at_buffer_string(&cli.out);
}

TEST(what_is_wrong_in_the_database_is_told)
{
	static const struct { const char *sql, *says; } cases[] = {
		{ "UPDATE site SET zone = 'Nowhere/Else' WHERE handle = 'sub'", "Nowhere/Else" },
		{ "DELETE FROM org", "is not set up yet: attune init does that" },
		{ "INSERT INTO schema_version (version, name, checksum, program, from_version, at)"
		  " SELECT version + 1, name, checksum, program, from_version, at FROM"
		  " schema_version ORDER BY version DESC LIMIT 1", "of a newer attune: schema " },
	};
	struct world *w = world_open(support_begin(state_), false);

	support_close(w->s);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_HAS_NOT(cases[i].says, said_of(w));
		world_script(w, cases[i].sql);
		CHECK_HAS(cases[i].says, said_of(w));
	}
}

RUN_ALL(
    RUN_SQLITE(what_is_wrong_in_the_database_is_told),
)
