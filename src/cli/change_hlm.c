/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune change --method hlm: three scores or more of each client, and their slopes. */
#include <math.h>

#include "cli/change.h"
#include "cli/long.h"
#include "progress/hlm.h"

/* Those with enough scores. */
struct courses {
	struct at_hlm_row *rows;
	const char **ids;               /* of the clients */
	int n_rows, n_clients;
};

static enum at_status
check_columns(struct at_cli *cli, const struct at_change_columns *c)
{
	if (c->id == NULL || c->time == NULL || c->score == NULL)
		return at_cli_usage(cli, "hlm takes --id, --time and --score");
	if (c->pre != NULL || c->post != NULL || c->first != NULL || c->last != NULL
	    || c->version != NULL)
		return at_cli_usage(cli, "hlm takes all scores: --id, --time and --score alone");
	return AT_OK;
}

/* The rows of one person: taken, if there are enough scores among them. */
static void
take_person(struct at_change_run *run, const struct at_long_row *rows, int n,
    struct courses *out)
{
	int from = out->n_rows;

	for (int i = 0; i < n; i++)
		if (isnan(rows[i].values[0]))
			at_lab_drop(&run->tally.used, "no score");
		else
			out->rows[out->n_rows++] = (struct at_hlm_row){ out->n_clients,
				rows[i].when, rows[i].values[0] };
	if (out->n_rows - from >= AT_HLM_LEAST_SCORES) {
		out->ids[out->n_clients++] = rows[0].who;
		run->tally.used.rows += out->n_rows - from;
		return;
	}
	for (; out->n_rows > from; out->n_rows--)
		at_lab_drop(&run->tally.used, "fewer than three scores of the client");
}

static enum at_status
read_courses(struct at_change_run *run, struct at_lab *lab, struct courses *out)
{
	const struct at_change_columns *c = &run->options->columns;
	const struct at_long_columns columns = { .who = c->id, .when = c->time,
		.values = &c->score, .n_values = 1 };
	struct at_arena *arena = run->cli->call.arena;
	struct at_long table;
	enum at_status st = check_columns(run->cli, c);

	if (st == AT_OK)
		st = at_long_read(lab, run->cli->args[0], &columns, &table);
	if (st != AT_OK)
		return st;
	*out = (struct courses){ .rows = AT_NEW(arena, struct at_hlm_row, (size_t)table.n),
		.ids = AT_NEW(arena, const char *, (size_t)table.n_people) };
	run->tally.used = table.used;
	run->tally.rows = table.n_people;
	for (int i = 0, n; i < table.n; i += n) {
		for (n = 1; i + n < table.n && table.rows[i + n].person == table.rows[i].person;)
			n++;
		take_person(run, table.rows + i, n, out);
	}
	if (out->n_clients < 2)
		return at_fail(&run->cli->err, AT_INVALID, "hlm needs at least two clients with"
		    " three scores, found %d", out->n_clients);
	return AT_OK;
}

static enum at_status
put_row(struct at_lab *lab, const char *id, const struct at_hlm_client *client,
    const struct at_change *change)
{
	at_lab_cell_text(lab, id);
	at_lab_cell_number(lab, client->first);
	at_lab_cell_number(lab, client->last);
	at_lab_cell_number(lab, change->change);
	at_lab_cell_number(lab, change->rci);
	at_lab_cell_text(lab, at_change_class_name(change->class));
	at_lab_cell_count(lab, client->n);
	at_lab_cell_number(lab, client->deviation);
	at_lab_cell_number(lab, client->slope);
	at_lab_cell_number(lab, client->se);
	return at_lab_row_end(lab);
}

static enum at_status
put_rows(struct at_change_run *run, struct at_lab *lab, const struct courses *courses,
    const struct at_hlm *model)
{
	static const struct at_lab_column columns[] = {
		{ "id", AT_LAB_WORDS, 0, NULL }, { "pre", AT_LAB_NUMBER, 0, NULL },
		{ "post", AT_LAB_NUMBER, 0, NULL }, { "change", AT_LAB_NUMBER, 0, NULL },
		{ "rci", AT_LAB_NUMBER, 2, NULL }, { "category", AT_LAB_WORDS, 0, NULL },
		{ "n", AT_LAB_COUNT, 0, NULL }, { "deviation", AT_LAB_NUMBER, 3, NULL },
		{ "slope", AT_LAB_NUMBER, 3, NULL }, { "slope_se", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table rows = { "rows", NULL, columns, (int)AT_COUNT(columns),
		true };
	enum at_status st = AT_OK;

	if (!run->options->summary)
		at_lab_table(lab, &rows);
	for (int i = 0; i < model->n_clients && st == AT_OK; i++) {
		const struct at_hlm_client *client = &model->clients[i];
		struct at_change change;

		at_change_judge_index(&run->rule, client->first, client->last, client->rci,
		    &change);
		at_change_count(run, client->first, client->last, &change);
		if (!run->options->summary)
			st = put_row(lab, courses->ids[i], client, &change);
	}
	if (!run->options->summary)
		at_lab_table_end(lab);
	return st;
}

static void
put_model(const struct at_change_run *run, struct at_lab *lab, const struct at_hlm *model)
{
	at_lab_put_text(lab, "method", "hlm");
	at_lab_put_text(lab, "better", run->rule.better < 0 ? "lower" : "higher");
	at_change_put_sample(run, lab);
	at_lab_put_number(lab, "slope", model->slope);
	at_lab_put_number(lab, "slope_se", model->slope_se);
	at_lab_put_number(lab, "slope_sd", model->slope_sd);
	at_lab_put_number(lab, "sigma", model->sigma);
	at_lab_put_truth(lab, "singular", model->singular);
	at_lab_put_number(lab, "z", run->rule.z);
	at_lab_put_number(lab, "cutoff", run->rule.cutoff);
}

enum at_status
at_change_run_hlm(struct at_change_run *run, struct at_lab *lab)
{
	struct at_cli *cli = run->cli;
	struct at_change_sample sample;
	struct courses courses;
	struct at_hlm model;
	enum at_status st = read_courses(run, lab, &courses);

	if (st == AT_OK)
		st = at_hlm_fit(cli->call.arena, courses.rows, courses.n_rows, &model, &cli->err);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < model.n_clients; i++)
		at_pairs_add(&run->tally.pairs, model.clients[i].first, model.clients[i].last);
	sample = at_change_sample_of(&run->tally.pairs);
	st = at_change_rule_make(&run->plan, &sample, &run->rule, &cli->err);
	if (st != AT_OK)
		return st;
	put_model(run, lab, &model);
	st = put_rows(run, lab, &courses, &model);
	if (st != AT_OK)
		return st;
	at_change_put_counts(run, lab);
	at_lab_say(lab, "hlm compares each slope with the mean slope of %g: who changes like the"
	    " others is\nunchanged, and who gets better more slowly counts as worse.", model.slope);
	return at_lab_end(lab, &run->tally.used);
}
