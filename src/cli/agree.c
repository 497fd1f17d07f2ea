/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune agree: do client and therapist see the same, and what goes with that? */
#include <string.h>

#include "alliance/apim.h"
#include "base/number.h"
#include "base/split.h"
#include "cli/agree.h"

struct options {
	struct at_agree_columns columns;
	const char *range, *detrend;
	int draws, seed;
	const char *format;
};

#define COLUMN(name, member, help, required) \
	{ name, AT_FLAG_TEXT, "COL", help, offsetof(struct options, columns.member), required }

static const struct at_flag flags[] = {
	COLUMN("dyad", dyad, "which client and therapist", true),
	COLUMN("session", session, "its number within the dyad", true),
	COLUMN("client", client, "the client's rating", true),
	COLUMN("therapist", therapist, "the therapist's rating", true),
	COLUMN("outcome", outcome, "an outcome of the session", false),
	COLUMN("outcome-therapist", outcome_therapist, "the same as the therapist sees it", false),
	COLUMN("therapist-id", therapist_id, "who the therapist is", false),
	COLUMN("closed", closed, "1 if the therapy is over, else 0 (all are)", false),
	{ "range", AT_FLAG_TEXT, "LOW,HIGH", "of the scale of both ratings (1,7)",
	    offsetof(struct options, range), false },
	{ "detrend", AT_FLAG_TEXT, "WAY", "take each dyad's own trend away: linear or log",
	    offsetof(struct options, detrend), false },
	{ "bootstrap", AT_FLAG_NUMBER, "N", "draws for intervals of k (2000)",
	    offsetof(struct options, draws), false },
	{ "seed", AT_FLAG_NUMBER, "N", "of the draws (1)", offsetof(struct options, seed), false },
	AT_LAB_FLAG(struct options),
};

#undef COLUMN

enum { MOST_DRAWS = 1000000 };

static enum at_status
read_range(struct at_cli *cli, const char *range, struct at_agree_columns *columns)
{
	struct at_parts parts;

	columns->low = 1;
	columns->high = 7;
	if (range == NULL)
		return AT_OK;
	parts = at_split(cli->call.arena, range, ",");
	if (parts.n != 2 || !at_number_parse(parts.at[0], &columns->low)
	    || !at_number_parse(parts.at[1], &columns->high) || columns->low >= columns->high)
		return at_cli_usage(cli, "--range takes the lowest and the highest rating, 1,7,"
		    " not \"%s\"", range);
	return AT_OK;
}

static enum at_status
read_detrend(struct at_cli *cli, const char *way, enum at_detrend *out)
{
	*out = AT_DETREND_NONE;
	if (way == NULL)
		return AT_OK;
	*out = strcmp(way, "log") == 0 ? AT_DETREND_LOG : AT_DETREND_LINEAR;
	if (*out == AT_DETREND_LINEAR && strcmp(way, "linear") != 0)
		return at_cli_usage(cli, "--detrend takes linear or log, not \"%s\"", way);
	return AT_OK;
}

static void
put_parameters(const struct at_agree *a, const struct options *o)
{
	struct at_lab *lab = a->lab;

	at_lab_put_count(lab, "n", a->pairs.n);
	at_lab_put_count(lab, "n_dyads", a->pairs.n_dyads);
	at_lab_object(lab, "parameters");
	at_lab_put_number(lab, "midpoint", a->midpoint);
	at_lab_put_text(lab, "detrend", o->detrend != NULL ? o->detrend : "none");
	if (a->has_outcome) {
		at_lab_put_count(lab, "bootstrap", a->n_draws);
		at_lab_put_count(lab, "seed", a->seed);
	}
	at_lab_object_end(lab);
}

static enum at_status
put_all(struct at_agree *a, const struct options *o)
{
	enum at_status st;

	put_parameters(a, o);
	at_agree_put_truth_bias(a);
	st = at_agree_put_congruence(a);
	if (st != AT_OK)
		return st;
	at_agree_put_levels(a);
	if (a->has_outcome) {
		at_agree_put_apim(a);
		at_agree_put_surface(a);
	}
	if (o->columns.therapist_id != NULL)
		st = at_agree_put_therapists(a);
	if (st != AT_OK)
		return st;
	at_lab_say(a->lab, "None of this says what brought about what.");
	return at_lab_end(a->lab, &a->table->used);
}

static void
gather(struct at_agree *a, const struct at_agree_columns *columns)
{
	struct at_arena *arena = a->lab->cli->call.arena;
	unsigned pair = AT_SESSIONS_CLIENT | AT_SESSIONS_THERAPIST;

	a->pairs = at_sessions_make(arena, a->table->rows, a->table->n, pair);
	a->has_outcome = columns->outcome != NULL;
	a->has_both = columns->outcome_therapist != NULL;
	if (a->has_outcome)
		a->outcomes = at_sessions_make(arena, a->table->rows, a->table->n,
		    pair | AT_SESSIONS_OUTCOME);
	if (a->has_both)
		a->both = at_sessions_make(arena, a->table->rows, a->table->n,
		    pair | AT_SESSIONS_OUTCOME | AT_SESSIONS_OUTCOME_2);
}

static enum at_status
settle(struct at_cli *cli, const struct options *o, struct at_agree *a,
    struct at_agree_columns *columns)
{
	enum at_status st = read_range(cli, o->range, columns);

	if (st == AT_OK)
		st = read_detrend(cli, o->detrend, &a->detrend);
	if (st != AT_OK)
		return st;
	if (o->columns.outcome_therapist != NULL && o->columns.outcome == NULL)
		return at_cli_usage(cli, "--outcome-therapist goes with --outcome");
	if (o->columns.closed != NULL && o->columns.therapist_id == NULL)
		return at_cli_usage(cli, "--closed goes with --therapist-id");
	if ((o->draws != 0 || o->seed != 0) && o->columns.outcome == NULL)
		return at_cli_usage(cli, "--bootstrap and --seed go with --outcome");
	if (o->draws > MOST_DRAWS)
		return at_cli_usage(cli, "--bootstrap takes at most %d draws", MOST_DRAWS);
	columns->logarithm = a->detrend == AT_DETREND_LOG;
	a->midpoint = (columns->low + columns->high) / 2;
	a->n_draws = o->draws != 0 ? o->draws : AT_APIM_DRAWS;
	a->seed = o->seed != 0 ? o->seed : 1;
	return AT_OK;
}

static enum at_status
run_agree(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_agree_columns columns = options->columns;
	struct at_agree_table table;
	struct at_lab lab;
	struct at_agree a = { .lab = &lab, .table = &table };
	enum at_status st = settle(cli, options, &a, &columns);

	if (st == AT_OK)
		st = at_lab_begin(cli, options->format, &lab);
	if (st == AT_OK)
		st = at_agree_read(&lab, cli->args[0], &columns, &table);
	if (st != AT_OK)
		return st;
	gather(&a, &columns);
	return put_all(&a, options);
}

const struct at_command at_command_agree = {
	.name = "agree", .summary = "how far client and therapist agree, and what goes with it",
	.arguments = "FILE", .n_least = 1, .n_most = 1,
	.about = "FILE is a CSV table with a header, a row per session; - is standard input.",
	.example = "  attune agree cards.csv --dyad dyad --session session --client client"
	    " --therapist therapist\n"
	    "  attune agree cards.csv --dyad dyad --session session --client client"
	    " --therapist therapist \\\n"
	    "      --outcome core --therapist-id who --range 1,7 --format text",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_NONE, .run = run_agree,
};
