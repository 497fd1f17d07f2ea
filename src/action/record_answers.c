/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a client's record that are made of the forms: answers, scores, words. */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/record_work.h"
#include "base/number.h"
#include "instrument/score.h"

struct lists {
	struct at_record_list answers, scores, words;
};

enum { N_ANSWERS = 9, N_SCORES = 7, N_WORDS = 6 };

static const char *
session_text(const struct at_record_work *work, const struct at_own_sheet *sheet)
{
	return sheet->session == 0 ? "" : at_printf(work->call->arena, "%d", sheet->session);
}

static bool
is_words(const struct at_instrument *instrument, const char *item)
{
	int i = instrument == NULL ? -1 : at_instrument_item(instrument, item);

	return i >= 0 && instrument->items[i].kind == AT_ITEM_WORDS;
}

/* ---- one form ---------------------------------------------------------------- */

static void
put_answer(const struct at_record_work *work, const struct at_own_sheet *sheet,
    const struct at_answer *answer, const struct at_own_line *line, struct lists *lists)
{
	struct at_arena *arena = work->call->arena;
	const char *own[N_ANSWERS] = { at_record_time(work, sheet->at),
		session_text(work, sheet), sheet->instrument,
		at_printf(arena, "%d", answer->instrument_version), answer->form, line->item,
		line->question, line->code < 0 ? "" : at_printf(arena, "%d", line->code),
		line->answer };
	const char *theirs[N_ANSWERS];

	at_record_add(&lists->answers, own, N_ANSWERS);
	if (line->therapist == NULL)
		return;
	memcpy(theirs, own, sizeof theirs);
	theirs[4] = "therapist";
	theirs[7] = at_printf(arena, "%d", line->therapist_code);
	theirs[8] = line->therapist;
	at_record_add(&lists->answers, theirs, N_ANSWERS);
}

static void
put_words(const struct at_record_work *work, const struct at_own_sheet *sheet,
    const struct at_answer *answer, const char *item, const char *text, struct lists *lists)
{
	const char *cells[N_WORDS] = { at_record_time(work, sheet->at),
		session_text(work, sheet), sheet->instrument, answer->form, item, text };

	if (text[0] != '\0')
		at_record_add(&lists->words, cells, N_WORDS);
}

/* Of an earlier version of a form the words are left: what was asked is not known here. */
static enum at_status
put_earlier(struct at_record_work *work, const struct at_own_sheet *sheet,
    const struct at_answer *answer, struct lists *lists)
{
	const char *words;
	enum at_status st = at_act_unseal(work->call, &work->h.client, "answer.words", answer->id,
	    answer->words, &words);

	if (st == AT_OK)
		put_words(work, sheet, answer, "", words, lists);
	return st;
}

static enum at_status
put_scores(struct at_record_work *work, const struct at_own_sheet *sheet,
    const struct at_answer *answer, const struct at_instrument *instrument,
    struct lists *lists)
{
	struct at_arena *arena = work->call->arena;
	const struct at_wording wording = { .lang = "en", .form = answer->form };
	double scores[AT_MAX_SCALES];
	enum at_status st = at_score_unpack(answer->scores.bytes, answer->scores.n_bytes,
	    instrument->n_scales, scores, work->call->err);

	for (int i = 0; i < instrument->n_scales && st == AT_OK; i++) {
		const struct at_scale *scale = &instrument->scales[i];
		const char *title = at_library_text(work->call->house->library, instrument,
		    &wording, at_printf(arena, "scale.%s", scale->id), NULL);
		char value[AT_NUMBER_ROOM] = "";

		if (isnan(scores[i]))
			continue;
		at_number_text(scores[i], value);
		at_record_add(&lists->scores, (const char *[N_SCORES]){
			at_record_time(work, sheet->at), session_text(work, sheet),
			sheet->instrument, answer->form, scale->id, title,
			at_strdup(arena, value) }, N_SCORES);
	}
	return st;
}

static enum at_status
put_form(struct at_record_work *work, const struct at_own_sheet *sheet,
    const struct at_answer *answer, struct lists *lists)
{
	const struct at_instrument *instrument = at_library_find(work->call->house->library,
	    answer->instrument);

	if (!sheet->whole)
		return put_earlier(work, sheet, answer, lists);
	for (int i = 0; i < sheet->n_lines; i++) {
		const struct at_own_line *line = &sheet->lines[i];

		if (is_words(instrument, line->item))
			put_words(work, sheet, answer, line->item, line->answer, lists);
		else
			put_answer(work, sheet, answer, line, lists);
	}
	return put_scores(work, sheet, answer, instrument, lists);
}

/* ---- all of them ------------------------------------------------------------- */

static void
keep(struct at_record_work *work, const char *file, const char *const *names, int n,
    const struct at_record_list *list)
{
	struct at_column *columns = AT_NEW(work->call->arena, struct at_column, (size_t)n);

	for (int i = 0; i < n; i++)
		columns[i].title = names[i];
	work->tables[work->n_tables++] = (struct at_record_table){ file, { .columns = columns,
		.n_columns = n, .cells = list->cells, .n_rows = list->n_cells / n } };
}

enum at_status
at_record_answers(struct at_record_work *work)
{
	static const char *const answers[N_ANSWERS] = { "sent", "session", "instrument", "version",
		"respondent", "item", "question", "value", "answer" };
	static const char *const scores[N_SCORES] = { "sent", "session", "instrument",
		"respondent", "scale", "name", "score" };
	static const char *const words[N_WORDS] = { "sent", "session", "instrument",
		"respondent", "item", "words" };
	const struct at_record_list none = { .arena = work->call->arena };
	struct lists lists = { none, none, none };
	enum at_status st = AT_OK;

	for (int i = 0; i < work->n_sheets && st == AT_OK; i++)
		st = put_form(work, &work->sheets[i], work->answers[i], &lists);
	keep(work, "answers.csv", answers, N_ANSWERS, &lists.answers);
	keep(work, "scores.csv", scores, N_SCORES, &lists.scores);
	keep(work, "words.csv", words, N_WORDS, &lists.words);
	return st;
}
