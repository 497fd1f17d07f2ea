/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fitted course as it is shown and kept, and read again. */
#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "cli/course.h"

enum { N_SESSIONS = AT_COURSE_VALIDATED_TO - AT_COURSE_VALIDATED_FROM + 1 };

/* ---- written ------------------------------------------------------------------------ */

static enum at_status
put_validation(struct at_lab *lab, const struct at_course *course)
{
	static const struct at_lab_column columns[] = {
		{ "session", AT_LAB_COUNT, 0, NULL }, { "n", AT_LAB_COUNT, 0, NULL },
		{ "n_worse", AT_LAB_COUNT, 0, NULL }, { "n_signalled", AT_LAB_COUNT, 0, NULL },
		{ "sensitivity", AT_LAB_NUMBER, 3, NULL },
		{ "specificity", AT_LAB_NUMBER, 3, NULL }, { "ppv", AT_LAB_NUMBER, 3, NULL },
	};
	static const struct at_lab_table table = { "validation",
		"Scores beyond the 90 % limit and reliable worsening at the end, in a third of the"
		" episodes\nthat the limits had not seen.", columns, (int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < N_SESSIONS && st == AT_OK; i++) {
		const struct at_course_validation *v = &course->validation[i];

		at_lab_cell_count(lab, v->session);
		at_lab_cell_count(lab, v->n);
		at_lab_cell_count(lab, v->n_worse);
		at_lab_cell_count(lab, v->n_signalled);
		at_lab_cell_number(lab, v->sensitivity);
		at_lab_cell_number(lab, v->specificity);
		at_lab_cell_number(lab, v->ppv);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static bool
is_validated(const struct at_course *course)
{
	for (int i = 0; i < N_SESSIONS; i++)
		if (course->validation[i].n > 0)
			return true;
	return false;
}

enum at_status
at_course_put(struct at_lab *lab, const struct at_course *course)
{
	enum at_status st = AT_OK;

	at_lab_object(lab, "model");
	at_lab_put_text(lab, "better", course->better < 0 ? "lower" : "higher");
	at_lab_put_count(lab, "n_episodes", course->n_episodes);
	at_lab_put_count(lab, "n_rows", course->n_rows);
	at_lab_put_truth(lab, "by_intake", course->by_intake);
	at_lab_put_number(lab, "intake_mean", course->intake_mean);
	at_lab_put_numbers(lab, "b", course->b, 4);
	if (lab->format == AT_LAB_JSON)
		at_lab_put_numbers(lab, "b_covariance", course->b_covariance, 16);
	at_lab_put_numbers(lab, "psi", course->psi, 3);
	at_lab_put_number(lab, "sigma2", course->sigma2);
	at_lab_put_truth(lab, "singular", course->singular);
	at_lab_put_number(lab, "factor84", course->factor84);
	at_lab_put_number(lab, "factor90", course->factor90);
	at_lab_put_count(lab, "last_session", course->last_session);
	at_lab_put_count(lab, "median_session", course->median_session);
	at_lab_put_number(lab, "ppv", course->ppv);
	if (lab->format != AT_LAB_TEXT || is_validated(course))
		st = put_validation(lab, course);
	at_lab_object_end(lab);
	return st;
}

/* ---- read --------------------------------------------------------------------------- */

static enum at_status
read_validation(const struct at_json_in *model, struct at_course *out)
{
	struct at_json_in array;
	int n;
	enum at_status st = at_json_in_array(model, "validation", &array, &n);

	if (st == AT_OK && n != N_SESSIONS)
		return at_fail(model->err, AT_INVALID, "%s: expected %d sessions, found %d",
		    array.path, N_SESSIONS, n);
	for (int i = 0; i < N_SESSIONS && st == AT_OK; i++) {
		const struct at_json_in row = at_json_in_item(&array, i);
		struct at_course_validation *v = &out->validation[i];

		st = at_json_in_int(&row, "session", &v->session);
		if (st == AT_OK)
			st = at_json_in_int(&row, "n", &v->n);
		if (st == AT_OK)
			st = at_json_in_int(&row, "n_worse", &v->n_worse);
		if (st == AT_OK)
			st = at_json_in_int(&row, "n_signalled", &v->n_signalled);
		if (st == AT_OK)
			st = at_json_in_double(&row, "sensitivity", &v->sensitivity);
		if (st == AT_OK)
			st = at_json_in_double(&row, "specificity", &v->specificity);
		if (st == AT_OK)
			st = at_json_in_double(&row, "ppv", &v->ppv);
	}
	return st;
}

static enum at_status
read_direction(const struct at_json_in *model, struct at_course *out)
{
	const char *better;
	enum at_status st = at_json_in_text(model, "better", &better);

	if (st != AT_OK)
		return st;
	if (strcmp(better, "lower") != 0 && strcmp(better, "higher") != 0)
		return at_fail(model->err, AT_INVALID, "%s: expected \"better\" to be lower or"
		    " higher, found \"%s\"", model->path, better);
	out->better = strcmp(better, "higher") == 0 ? 1 : -1;
	return AT_OK;
}

static enum at_status
read_members(const struct at_json_in *model, struct at_course *out)
{
	const struct { const char *name; int *to; } counts[] = {
		{ "n_episodes", &out->n_episodes }, { "n_rows", &out->n_rows },
		{ "last_session", &out->last_session },
		{ "median_session", &out->median_session } };
	const struct { const char *name; double *to; int n; } numbers[] = {
		{ "b", out->b, 4 }, { "b_covariance", out->b_covariance, 16 },
		{ "psi", out->psi, 3 }, { "sigma2", &out->sigma2, 0 },
		{ "intake_mean", &out->intake_mean, 0 }, { "factor84", &out->factor84, 0 },
		{ "factor90", &out->factor90, 0 }, { "ppv", &out->ppv, 0 } };
	enum at_status st = read_direction(model, out);

	for (size_t i = 0; i < AT_COUNT(counts) && st == AT_OK; i++)
		st = at_json_in_int(model, counts[i].name, counts[i].to);
	for (size_t i = 0; i < AT_COUNT(numbers) && st == AT_OK; i++)
		st = numbers[i].n == 0 ? at_json_in_double(model, numbers[i].name, numbers[i].to)
		    : at_json_in_doubles(model, numbers[i].name, numbers[i].to, numbers[i].n);
	if (st == AT_OK)
		st = at_json_in_bool(model, "by_intake", &out->by_intake);
	if (st == AT_OK)
		st = at_json_in_bool(model, "singular", &out->singular);
	return st == AT_OK ? read_validation(model, out) : st;
}

/* Numbers that are null, or make no variance, give no limits. */
static bool
has_limits(const struct at_course *c)
{
	struct at_course_expected e;

	return c->sigma2 > 0 && c->psi[0] >= 0 && c->psi[2] >= 0
	    && c->psi[1] * c->psi[1] <= c->psi[0] * c->psi[2] * (1 + 1e-6)
	    && at_course_expect(c, c->intake_mean, 2, &e) && isfinite(e.limit84)
	    && isfinite(e.limit90);
}

enum at_status
at_course_load(struct at_cli *cli, const char *file, struct at_course *out)
{
	struct at_course course = { .better = 0 };
	struct at_json_in document, model;
	struct at_file bytes;
	enum at_status st = at_cli_read(cli, file, &bytes);

	if (st == AT_OK)
		st = at_json_read(cli->call.arena, strcmp(file, "-") == 0 ? "standard input" : file,
		    bytes.bytes, bytes.n_bytes, &document, &cli->err);
	if (st == AT_OK)
		st = at_json_in_member(&document, "model", &model);
	if (st == AT_OK)
		st = read_members(&model, &course);
	if (st != AT_OK)
		return st;
	if (!has_limits(&course))
		return at_fail(&cli->err, AT_INVALID, "%s: these numbers are no expected course",
		    model.path);
	*out = course;
	return AT_OK;
}
