/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a formula and columns to the numbers of a model; what R's model.matrix() makes. */
#include "check.h"
#include "base/buffer.h"
#include "stats/model.h"
#include "support/lmm_data.h"

static const char *const sex[] = { "m", "f", "m", "f", "m", NULL, "f", "m" };
static const char *const arm[] = { "b", "b", "a", "c", "a", "c", "c", "b" };
static const char *const who[] = { "1", "1", "2", "2", "3", "3", "1", "1" };
static const double age[] = { 20, 30, 40, 50, 60, 70, 80, NAN };
static const double score[] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static const struct at_model_column columns[] = {
	{ "sex", NULL, sex }, { "arm", NULL, arm }, { "who", NULL, who },
	{ "age", age, NULL }, { "score", score, NULL },
};
static const struct at_model_data data = { columns, (int)AT_COUNT(columns), 8 };

static struct at_model
model_of(struct at_arena *arena, const char *text, const struct at_model_data *from)
{
	struct at_error err = { .status = AT_OK };
	struct at_formula *f = AT_NEW(arena, struct at_formula, 1);
	struct at_model model = { .n_dropped = 0 };

	if (at_formula_parse(arena, text, f, &err) != AT_OK
	    || at_model_make(arena, f, from, &model, &err) != AT_OK)
		fail_msg("%s: %s", text, err.text);
	return model;
}

/* "(Intercept)=1 age=20 ..." of a row. */
static const char *
row_of(struct at_arena *arena, const char *text, int row)
{
	struct at_model model = model_of(arena, text, &data);
	struct at_buffer out = at_buffer_init(arena);

	for (int j = 0; j < model.input.p; j++)
		at_buffer_printf(&out, "%s%s=%g", j > 0 ? " " : "", model.names[j],
		    model.input.x[row * model.input.p + j]);
	return at_buffer_string(&out);
}

TEST(columns_are_those_of_r)
{
	static const struct { const char *text, *row; } examples[] = {
		{ "score ~ 1", "(Intercept)=1" },
		{ "score ~ age", "(Intercept)=1 age=30" },
		{ "score ~ sex", "(Intercept)=1 sexm=0" },
		{ "score ~ 0 + sex", "sexf=1 sexm=0" },
		{ "score ~ 0 + sex + arm", "sexf=1 sexm=0 armb=1 armc=0" },
		{ "score ~ sex * arm", "(Intercept)=1 sexm=0 armb=1 armc=0 sexm:armb=0"
		    " sexm:armc=0" },
		{ "score ~ sex:age", "(Intercept)=1 sexf:age=30 sexm:age=0" },
		{ "score ~ sex + sex:age", "(Intercept)=1 sexm=0 sexf:age=30 sexm:age=0" },
		{ "score ~ age + sex:age", "(Intercept)=1 age=30 age:sexm=0" },
		{ "score ~ sex:arm", "(Intercept)=1 sexf:arma=0 sexm:arma=0 sexf:armb=1"
		    " sexm:armb=0 sexf:armc=0 sexm:armc=0" },
		{ "score ~ I(age^2) + log(age)", "(Intercept)=1 I(age^2)=900 log(age)=3.4012" },
		{ "score ~ factor(age)", "(Intercept)=1 factor(age)30=1 factor(age)40=0"
		    " factor(age)50=0 factor(age)60=0 factor(age)70=0 factor(age)80=0" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(examples); i++)
		CHECK_TEXT(examples[i].row, row_of(arena, examples[i].text, 1));
	at_arena_close(arena);
}

TEST(rows_without_a_value_are_left_out_and_counted)
{
	struct at_arena *arena = at_arena_open();
	struct at_model model = model_of(arena, "log(score) ~ age + sex + (1 | who)", &data);

	(void)state_;
	CHECK_INT(6, model.input.n);
	CHECK_INT(2, model.n_dropped);
	CHECK_INT(6, model.rows[5]);
	CHECK_NEAR(log(2), model.input.y[5], 0);
	CHECK_INT(3, model.input.terms[0].n_groups);
	CHECK_INT(0, model.input.terms[0].group[5]);
	model = model_of(arena, "score ~ 1", &data);
	CHECK_INT(8, model.input.n);
	at_arena_close(arena);
}

TEST(groups_of_two_columns_are_told_apart)
{
	static const char *const a[] = { "x:y", "x", "x", "x:y" }, *const b[] = { "z", "y:z", "y:z",
		"z" };
	static const double y[] = { 1, 2, 3, 5 };
	static const struct at_model_column of[] = { { "a", NULL, a }, { "b", NULL, b },
		{ "y", y, NULL } };
	struct at_arena *arena = at_arena_open();
	struct at_model model = model_of(arena, "y ~ 1 + (1 | a:b)",
	    &(struct at_model_data){ of, 3, 4 });

	(void)state_;
	CHECK_INT(2, model.input.terms[0].n_groups);
	CHECK_TEXT("a:b", model.terms[0].group);
	CHECK_TEXT("x:y:z", model.terms[0].levels[1]);
	at_arena_close(arena);
}

TEST(the_other_way_round_gives_the_model_that_was_fitted_by_hand)
{
	struct at_arena *arena = at_arena_open();
	const char **subject = AT_NEW(arena, const char *, 180);
	double *days = AT_NEW(arena, double, 180);
	const struct at_model_column of[] = { { "Subject", NULL, subject }, { "Days", days, NULL },
		{ "Reaction", sleepstudy, NULL } };
	struct at_error err = { .status = AT_OK };
	struct at_model model;
	struct at_lmm fit;

	(void)state_;
	for (int i = 0; i < 180; i++) {
		subject[i] = at_printf(arena, "s%d", 17 - i / 10);
		days[i] = i % 10;
	}
	model = model_of(arena, "Reaction ~ Days + (Days | Subject)",
	    &(struct at_model_data){ of, 3, 180 });
	CHECK_INT(AT_OK, at_model_fit(arena, &model, &fit, &err));
	CHECK_NEAR(1743.628271958491, fit.criterion, 1e-10);
	CHECK_TEXT("Days", model.terms[0].names[1]);
	CHECK_TEXT("s17", model.terms[0].levels[0]);
	at_arena_close(arena);
}

static const char *
refusal(struct at_arena *arena, const char *text)
{
	struct at_error err = { .status = AT_OK };
	struct at_formula f;
	struct at_model model;
	struct at_lmm fit;

	if (at_formula_parse(arena, text, &f, &err) == AT_OK
	    && at_model_make(arena, &f, &data, &model, &err) == AT_OK)
		at_model_fit(arena, &model, &fit, &err);
	return at_strdup(arena, err.text);
}

TEST(what_does_not_fit_is_said_by_name)
{
	static const struct { const char *text, *expected; } examples[] = {
		{ "score ~ aeg", "there is no column \"aeg\"; did you mean \"age\"?" },
		{ "score ~ weather", "there is no column \"weather\"" },
		{ "sex ~ age", "column \"sex\" is not all numbers" },
		{ "score ~ log(sex)", "log(sex): the column is not all numbers" },
		{ "score ~ age + I(age^2) + (1 | whom)",
		    "there is no column \"whom\"; did you mean \"who\"?" },
		{ "score ~ sex + factor(sex)",
		    "\"factor(sex)m\" depends on the columns before it: leave it out" },
		{ "score ~ age + sex*arm", "6 rows are too few for 7 coefficients" },
		{ "score ~ (1 | age)", "no group of more than 1 rows" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(examples); i++)
		CHECK_HAS(examples[i].expected, refusal(arena, examples[i].text));
	at_arena_close(arena);
}

TEST(rows_to_predict_keep_the_levels_of_the_model)
{
	static const char *const new_sex[] = { "m", "f", NULL };
	static const char *const new_who[] = { "3", "9", "1" };
	static const double new_age[] = { 25, 35, 45 };
	static const struct at_model_column of[] = { { "who", NULL, new_who },
		{ "sex", NULL, new_sex }, { "age", new_age, NULL } };
	static const char *const odd[] = { "m", "x", "f" };
	struct at_model_column wrong[] = { of[0], { "sex", NULL, odd }, of[2] };
	struct at_arena *arena = at_arena_open();
	struct at_model model = model_of(arena, "score ~ sex + age + (1 | who)", &data);
	struct at_error err = { .status = AT_OK };
	struct at_lmm_rows rows;
	const int *which;

	(void)state_;
	CHECK_INT(AT_OK, at_model_rows(arena, &model, &(struct at_model_data){ of, 3, 3 }, &rows,
	    &which, &err));
	CHECK_INT(2, rows.n);
	CHECK_INT(1, which[1]);
	CHECK_NEAR(1, rows.x[1], 0);
	CHECK_NEAR(0, rows.x[4], 0);
	CHECK_NEAR(35, rows.x[5], 0);
	CHECK_INT(2, rows.group[0][0]);
	CHECK_INT(-1, rows.group[0][1]);
	CHECK_INT(AT_OK, at_model_rows(arena, &model, &(struct at_model_data){ of + 1, 2, 3 },
	    &rows, &which, &err));
	CHECK_INT(-1, rows.group[0][0]);
	CHECK_INT(AT_INVALID, at_model_rows(arena, &model, &(struct at_model_data){ wrong, 3, 3 },
	    &rows, &which, &err));
	CHECK_TEXT("sex: the model knows no \"x\"", err.text);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(columns_are_those_of_r),
    RUN(rows_without_a_value_are_left_out_and_counted),
    RUN(groups_of_two_columns_are_told_apart),
    RUN(the_other_way_round_gives_the_model_that_was_fitted_by_hand),
    RUN(what_does_not_fit_is_said_by_name),
    RUN(rows_to_predict_keep_the_levels_of_the_model),
)
