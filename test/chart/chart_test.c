/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts: what is drawn, what must never be, and every awkward number of sessions. */
#include "check.h"
#include "chart/chart.h"
#include "chart/frame.h"
#include "chart/label.h"
#include "support/golden.h"

static struct at_arena *arena;
static struct at_buffer out;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	out = at_buffer_init(arena);
}

static const double nil = NAN;
static const double marit[] = { 5.5, 5.7, 5.6, NAN, 5.9, 4.2, 4.4, NAN };
static const double you[] = { 5.2, 5.4, 5.4, 5.5, 5.6, 5.6, 5.5, 5.4 };
static const bool last_sealed[] = { 0, 0, 0, 0, 0, 0, 0, 1 };
static const struct at_series both[] = { { AT_SERIES_CLIENT, "Marit", marit, last_sealed, NULL },
	{ AT_SERIES_THERAPIST, "you", you, NULL, NULL } };
static const struct at_chart_point points[] = { { "1", "8 October" }, { "2", "15 October" },
	{ "3", "22 October" }, { "4", "29 October" }, { "5", "5 November" },
	{ "6", "12 November" }, { "7", "19 November" }, { "8", "26 November" } };
static const struct at_chart_tick ticks[] = { { 1, "1" }, { 4, "4" }, { 7, "7" } };
static const struct at_chart_mark marks[] = { { 5, "something was off", false } };

static struct at_chart
relationship(void)
{
	return (struct at_chart){ .id = "rel", .title = "Marit's view fell by 1.7",
		.desc = "Two lines over eight sessions", .empty = "Nothing yet.",
		.points = points, .n_points = 8, .n_slots = 9, .low = 1, .high = 7, .ticks = ticks,
		.n_ticks = 3, .decimals = 1, .decimal_mark = ',', .series = both, .n_series = 2,
		.cutoff = nil, .shade_gap = true, .marks = marks, .n_marks = 1,
		.x_label = "Session", .date_label = "Date", .sealed_label = "sealed",
		.table_label = "As a table" };
}

static struct at_chart
course(void)
{
	static const double values[] = { 19, 18, 18, 16, 15, 17, 15, 14 };
	static const double low[] = { NAN, 12, NAN, 8, 7, 6, 5, 4 };
	static const double high[] = { NAN, 20, NAN, 19, 19, 19, 19, 19 };
	static const struct at_series one = { AT_SERIES_OUTCOME, "PHQ-9", values, NULL, NULL };
	struct at_chart chart = relationship();

	chart.series = &one;
	chart.n_series = 1;
	chart.n_slots = chart.n_marks = chart.decimals = 0;
	chart.low = 0;
	chart.high = 27;
	chart.cutoff = 10;
	chart.cutoff_label = "cut-off 10";
	chart.band_low = low;
	chart.band_high = high;
	chart.band_label = "expected";
	return chart;
}

static const char *
svg(const struct at_chart *chart, enum at_chart_form form)
{
	begin();
	at_chart_svg(&out, chart, form);
	return at_buffer_string(&out);
}

static const char *
figure(const struct at_chart *chart)
{
	begin();
	at_chart_figure(&out, chart);
	return at_buffer_string(&out);
}

static int
count(const char *part, const char *whole)
{
	int n = 0;

	for (; (whole = strstr(whole, part)) != NULL; whole += strlen(part))
		n++;
	return n;
}

TEST(the_relationship_is_drawn_as_agreed)
{
	struct at_chart chart = relationship();

	(void)state_;
	golden_check("relationship-desktop.svg", svg(&chart, AT_CHART_DESKTOP));
	golden_check("relationship-phone.svg", svg(&chart, AT_CHART_PHONE));
}

TEST(the_course_is_drawn_as_agreed)
{
	struct at_chart chart = course();

	(void)state_;
	golden_check("course.html", figure(&chart));
}

TEST(a_line_breaks_where_a_value_is_missing)
{
	struct at_chart chart = relationship();
	const char *text = svg(&chart, AT_CHART_DESKTOP);
	const char *line = strstr(text, "<path class=\"line client\"");
	const char *end = strstr(line, "/>");

	(void)state_;
	CHECK_INT(2, count("M", at_strndup(arena, line, (size_t)(end - line))));
	CHECK_INT(4, count("L", at_strndup(arena, line, (size_t)(end - line))));
	CHECK_INT(6, count("dot client", text));
}

/* Two charts that differ in nothing but the value of a sealed card must be the same. */
TEST(a_sealed_card_says_nothing_about_its_value)
{
	static const double low[] = { 5, 1 }, high[] = { 5, 7 }, none[] = { 5, NAN };
	static const double *const hidden[] = { low, high, none };
	static const bool sealed[] = { false, true };
	char first[20000] = "";

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(hidden); i++) {
		struct at_series series = { AT_SERIES_CLIENT, "Marit", hidden[i], sealed, NULL };
		struct at_chart chart = relationship();
		const char *text;

		chart.series = &series;
		chart.n_series = 1;
		chart.n_points = 2;
		chart.n_marks = 0;
		text = figure(&chart);
		CHECK(strlen(text) < sizeof first);
		if (i == 0)
			snprintf(first, sizeof first, "%s", text);
		CHECK_TEXT(first, text);
		CHECK_INT(2, count("open client", text));       /* one in each form */
		CHECK_HAS("<td>sealed</td>", text);
	}
}

/* The same on a spark line, which has no lane: the line ends before it. */
TEST(a_spark_line_keeps_the_seal)
{
	static const double low[] = { 5, 1 }, high[] = { 5, 7 };
	static const bool sealed[] = { false, true };
	const struct at_series a = { AT_SERIES_CLIENT, "Marit", low, sealed, NULL };
	const struct at_series b = { AT_SERIES_CLIENT, "Marit", high, sealed, NULL };
	struct at_spark spark = { .label = "Marit 5", .low = 1, .high = 7, .n_points = 2,
		.series = &a, .n_series = 1 };
	char first[4000];

	(void)state_;
	begin();
	at_chart_spark(&out, &spark);
	snprintf(first, sizeof first, "%s", at_buffer_string(&out));
	spark.series = &b;
	begin();
	at_chart_spark(&out, &spark);
	CHECK_TEXT(first, at_buffer_string(&out));
	CHECK_HAS("Marit 5<", first);
}

TEST(sealed_dots_of_one_session_stand_side_by_side)
{
	static const double none[] = { NAN, NAN };
	static const bool sealed[] = { true, false };
	const struct at_series series[] = { { AT_SERIES_CLIENT, "Marit", none, sealed, NULL },
		{ AT_SERIES_THERAPIST, "you", none, sealed, NULL } };
	struct at_chart chart = relationship();
	double client = 0, therapist = 0;
	const char *text;

	(void)state_;
	chart.series = series;
	chart.n_points = 2;
	chart.n_marks = 0;
	text = svg(&chart, AT_CHART_DESKTOP);
	CHECK_INT(1, count("open client", text));
	CHECK_INT(1, count("open therapist", text));
	text = strstr(text, "open client");
	CHECK_INT(1, sscanf(text, "open client\" cx=\"%lf", &client));
	text = strstr(text, "open therapist");
	CHECK_INT(1, sscanf(text, "open therapist\" d=\"M%lf", &therapist));
	CHECK(therapist - client > 8);
}

TEST(without_any_value_there_is_a_sentence)
{
	static const double none[] = { NAN, NAN };
	const struct at_series series = { AT_SERIES_CLIENT, "Marit", none, NULL, NULL };
	struct at_chart chart = relationship();

	(void)state_;
	chart.series = &series;
	chart.n_series = 1;
	chart.n_points = 2;
	CHECK_TEXT("<p class=\"empty\">Nothing yet.</p>\n", figure(&chart));
	chart.n_points = 0;
	CHECK_TEXT("<p class=\"empty\">Nothing yet.</p>\n", figure(&chart));
}

/* Every coordinate of the drawing lies on it, from one session to many. */
TEST(any_number_of_sessions_fits)
{
	static double values[200];
	static struct at_chart_point many[200];
	const struct at_series series = { AT_SERIES_CLIENT, "A name that is rather long", values,
		NULL, NULL };
	struct at_chart chart = relationship();

	(void)state_;
	chart.series = &series;
	chart.n_series = 1;
	chart.n_marks = chart.n_slots = 0;
	chart.points = many;
	for (int i = 0; i < 200; i++) {
		many[i] = (struct at_chart_point){ "100", "3 December" };
		values[i] = i % 2 == 0 ? 1 : 7;
	}
	for (int form = AT_CHART_DESKTOP; form <= AT_CHART_PHONE; form++) {
		for (chart.n_points = 1; chart.n_points <= 200; chart.n_points += 13) {
			struct at_frame f = at_frame_make(&chart, (enum at_chart_form)form);

			CHECK(f.left > 0 && f.right > f.left + f.width / 4 && f.right < f.width);
			CHECK(at_frame_x(&f, chart.n_points - 1) <= f.right + 0.01);
			CHECK(f.bottom < f.axis_y && f.axis_y < f.height);
			CHECK_INT(chart.n_points,
			    count("dot client", svg(&chart, (enum at_chart_form)form)));
		}
	}
}

TEST(session_numbers_do_not_touch)
{
	struct at_chart chart = relationship();
	static struct at_chart_point many[60];

	(void)state_;
	for (int i = 0; i < 60; i++)
		many[i] = (struct at_chart_point){ "60", "" };
	chart.points = many;
	for (int form = AT_CHART_DESKTOP; form <= AT_CHART_PHONE; form++) {
		for (int n = 1; n <= 60; n++) {
			struct at_frame f;
			int before = -1;

			chart.n_points = chart.n_slots = n;
			chart.n_series = chart.n_marks = 0;
			f = at_frame_make(&chart, (enum at_chart_form)form);
			for (int i = 0; i < n; i++) {
				if (!at_frame_labels(&f, &chart, i))
					continue;
				CHECK(before < 0 || at_frame_x(&f, i) - at_frame_x(&f, before)
				    > at_label_width("60", f.font));
				before = i;
			}
			CHECK_INT(n - 1, before);       /* the last is always there */
		}
	}
}

TEST(values_beyond_the_scale_stay_on_the_drawing)
{
	struct at_chart chart = relationship();
	struct at_frame f = at_frame_make(&chart, AT_CHART_DESKTOP);

	(void)state_;
	CHECK_NEAR(f.top, at_frame_y(&f, 7), 1e-9);
	CHECK_NEAR(f.bottom, at_frame_y(&f, 1), 1e-9);
	CHECK_NEAR((f.top + f.bottom) / 2, at_frame_y(&f, 4), 1e-9);
	CHECK_NEAR(f.top, at_frame_y(&f, 9), 1e-9);
	CHECK_NEAR(f.bottom, at_frame_y(&f, -9), 1e-9);
}

TEST(names_are_escaped)
{
	struct at_series series = both[0];
	struct at_chart chart = relationship();

	(void)state_;
	series.label = "<b>";
	chart.series = &series;
	chart.n_series = 1;
	chart.title = chart.desc = "\"<i>&";
	CHECK_HAS_NOT("<b>", figure(&chart));
	CHECK_HAS_NOT("<i>", figure(&chart));
	CHECK_HAS("&lt;b&gt; 4,4", figure(&chart));
}

TEST(a_spark_line_is_as_agreed)
{
	(void)state_;
	begin();
	at_chart_spark(&out, &(struct at_spark){ .label = "Marit 4,4, you 5,4", .low = 1,
	    .high = 7, .decimals = 1, .decimal_mark = ',', .n_points = 8, .series = both,
	    .n_series = 2 });
	golden_check("spark.svg", at_buffer_string(&out));
}

static int
count_of(const char *part, const char *whole)
{
	int n = 0;

	while ((whole = strstr(whole, part)) != NULL) {
		whole += strlen(part);
		n++;
	}
	return n;
}

/* The known band is slots 3 to 7; from 5 on it is uncertain. */
TEST(a_band_has_a_paler_zone_beyond_it_and_pales_where_it_is_uncertain)
{
	static const double edge[] = { NAN, 23, NAN, 22, 22, 22, 22, 22 };
	static const double below[] = { NAN, 9, NAN, 5, 4, 3, 2, 1 };
	struct at_chart chart = course();

	(void)state_;
	CHECK_HAS_NOT("edge", svg(&chart, AT_CHART_DESKTOP));
	chart.band_edge = edge;
	CHECK_INT(1, count_of("class=\"band\"", svg(&chart, AT_CHART_DESKTOP)));
	CHECK_INT(1, count_of("class=\"edge\"", svg(&chart, AT_CHART_DESKTOP)));
	chart.band_pale_from = 5;
	CHECK_INT(1, count_of("class=\"band\"", svg(&chart, AT_CHART_DESKTOP)));
	CHECK_INT(1, count_of("class=\"band pale\"", svg(&chart, AT_CHART_DESKTOP)));
	CHECK_INT(1, count_of("class=\"edge pale\"", svg(&chart, AT_CHART_DESKTOP)));
	chart.band_pale_from = 2;
	CHECK_INT(0, count_of("class=\"band\"", svg(&chart, AT_CHART_DESKTOP)));
	chart.band_edge = below;                        /* where higher is better */
	CHECK_INT(1, count_of("class=\"edge pale\"", svg(&chart, AT_CHART_DESKTOP)));
	CHECK_HAS_NOT("nan", svg(&chart, AT_CHART_PHONE));
}

TEST(the_band_stands_in_the_table_when_it_has_a_head)
{
	struct at_chart chart = course();

	(void)state_;
	CHECK_HAS_NOT("expected</th>", figure(&chart));
	chart.band_head = "expected";
	CHECK_HAS("<th scope=\"col\">expected</th></tr>", figure(&chart));
	CHECK_HAS("<td>12,0&#8211;20,0</td></tr>", figure(&chart));
	CHECK_HAS("<td>19</td><td></td></tr>", figure(&chart));
}

TEST(labels_of_marks_do_not_run_into_each_other)
{
	static const struct at_chart_mark close[] = { { 1, "not on track", false },
		{ 2, "near the limit", false }, { 7, "reliably better", true } };
	struct at_chart chart = course();

	(void)state_;
	chart.marks = close;
	chart.n_marks = 3;
	CHECK_INT(2, count_of("<line class=\"mark\"", svg(&chart, AT_CHART_PHONE)));
	CHECK_INT(1, count_of("<line class=\"mark good\"", svg(&chart, AT_CHART_PHONE)));
	CHECK_HAS("not on track", svg(&chart, AT_CHART_PHONE));
	CHECK_HAS_NOT("near the limit", svg(&chart, AT_CHART_PHONE));
	CHECK_HAS("reliably better", svg(&chart, AT_CHART_PHONE));
}

/* Where the label of this kind of line begins. */
static double
end_of(const char *drawing, const char *kind)
{
	const char *at = strstr(drawing, kind);

	CHECK(at != NULL);
	return strtod(at + strlen(kind), NULL);
}

TEST(the_name_of_a_line_that_ended_early_does_not_stand_on_the_other)
{
	static const double once[] = { 4.8, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	struct at_series series[] = { both[0], both[1] };
	struct at_chart chart = relationship();

	(void)state_;
	series[0].values = once;
	series[0].sealed = NULL;
	chart.series = series;
	CHECK_NEAR(end_of(svg(&chart, AT_CHART_PHONE), "\"end therapist\" x=\""),
	    end_of(svg(&chart, AT_CHART_PHONE), "\"end client\" x=\""), 1e-9);
}

RUN_ALL(
    RUN(the_relationship_is_drawn_as_agreed),
    RUN(the_course_is_drawn_as_agreed),
    RUN(a_line_breaks_where_a_value_is_missing),
    RUN(a_sealed_card_says_nothing_about_its_value),
    RUN(a_spark_line_keeps_the_seal),
    RUN(sealed_dots_of_one_session_stand_side_by_side),
    RUN(without_any_value_there_is_a_sentence),
    RUN(any_number_of_sessions_fits),
    RUN(session_numbers_do_not_touch),
    RUN(values_beyond_the_scale_stay_on_the_drawing),
    RUN(names_are_escaped),
    RUN(a_spark_line_is_as_agreed),
    RUN(a_band_has_a_paler_zone_beyond_it_and_pales_where_it_is_uncertain),
    RUN(the_band_stands_in_the_table_when_it_has_a_head),
    RUN(labels_of_marks_do_not_run_into_each_other),
    RUN(the_name_of_a_line_that_ended_early_does_not_stand_on_the_other),
)
