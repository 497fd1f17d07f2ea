/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune lmm says row by row: predictions, and the file of modes. */
#include <math.h>

#include "base/number.h"
#include "cli/lmm.h"

enum at_status
at_lmm_put_predictions(struct at_lmm_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "row", AT_LAB_COUNT, 0, NULL }, { "mean", AT_LAB_NUMBER, 0, NULL },
		{ "se", AT_LAB_NUMBER, 0, NULL }, { "sd", AT_LAB_NUMBER, 0, NULL },
		{ "low", AT_LAB_NUMBER, 0, NULL }, { "high", AT_LAB_NUMBER, 0, NULL },
	};
	static const struct at_lab_table table = { "predictions", NULL, columns,
		(int)AT_COUNT(columns), true };
	enum at_status st = AT_OK;

	at_lab_table(lab, &table);
	for (int i = 0; i < run->rows.n && st == AT_OK; i++) {
		const struct at_lmm_prediction *p = &run->predictions[i];
		double sd = sqrt(p->total);

		at_lab_cell_count(lab, run->which[i] + 1);
		at_lab_cell_number(lab, p->mean);
		at_lab_cell_number(lab, sqrt(p->variance));
		at_lab_cell_number(lab, sd);
		at_lab_cell_number(lab, p->mean - run->band * sd);
		at_lab_cell_number(lab, p->mean + run->band * sd);
		st = at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
	return st;
}

static void
put_number(struct at_buffer *out, double number)
{
	char text[AT_NUMBER_ROOM];

	at_buffer_add(out, text, (size_t)at_number_text(number, text));
}

static void
put_modes(struct at_buffer *out, const struct at_model *model, const struct at_lmm *fit, int t)
{
	const struct at_model_term *term = &model->terms[t];
	size_t q = (size_t)model->input.terms[t].q;

	for (size_t g = 0; g < (size_t)model->input.terms[t].n_groups; g++)
		for (size_t k = 0; k < q; k++) {
			at_csv_put(out, term->group);
			at_buffer_byte(out, ',');
			at_csv_put(out, term->levels[g]);
			at_buffer_byte(out, ',');
			at_csv_put(out, term->names[k]);
			at_buffer_byte(out, ',');
			put_number(out, fit->effects[t].modes[g * q + k]);
			at_buffer_byte(out, ',');
			put_number(out, fit->effects[t].mode_covariance[g * q * q + k * q + k]);
			at_buffer_byte(out, '\n');
		}
}

enum at_status
at_lmm_save_modes(struct at_lmm_run *run)
{
	struct at_buffer out = at_buffer_init(run->cli->call.arena);

	at_buffer_text(&out, "group,level,name,mode,variance\n");
	for (int t = 0; t < run->main.model.input.n_terms; t++)
		put_modes(&out, &run->main.model, &run->main.fit, t);
	return at_lab_save(run->cli, run->options->blup, out.bytes, out.n_bytes);
}
