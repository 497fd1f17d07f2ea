/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constants: what may stand below a scale, and what they become. */
#include "check.h"
#include "base/arena.h"
#include "instrument/library.h"

#define BEFORE "id = demo\nversion = 3\nlicence = CC0\nsource = us\nwindow = session\n" \
	"when = after\nforms = client\noptions.fit = 0, 1, 2, 3\nitem.a = choice fit\n" \
	"item.b = choice fit\npage.one = a b\n"
#define SCALE "scale.T = sum a b, need 1, range 0 6, better lower\n"

static struct at_arena *arena;
static struct at_instrument in;
static struct at_error err;

static int
open_arena(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static enum at_status
parse(const char *text)
{
	return at_instrument_parse(arena, "demo.txt", text, strlen(text), &in, &err);
}

TEST(constants_become_what_they_say)
{
	const struct at_scale *scale;
	const struct at_constant *c;

	(void)state_;
	if (parse(BEFORE SCALE
	    "scale.T.cut-off = 4, V, A paper, page 5.\n"
	    "scale.T.cut-off.13-17 = 5, S, Another.\n"
	    "scale.T.reliable = 1.5 0.9, C, Ours.\n"
	    "scale.T.alpha = none, U, Two papers say two things.\n"
	    "scale.T.general = 4.7 0.8 535, S, Norms.\n"
	    "scale.T.missing = H, One gap.\n") != AT_OK)
		fail_msg("%s", err.text);
	scale = &in.scales[0];
	CHECK_INT(6, scale->n_constants);
	CHECK_NEAR(4, scale->cutoff, 0);
	CHECK_NEAR(1.5, scale->reliable, 0);
	CHECK_TEXT("A paper, page 5. Ours. One gap.", scale->source);
	c = &scale->constants[0];
	CHECK_INT('V', c->tag);
	CHECK_TEXT("A paper, page 5.", c->source);
	c = &scale->constants[1];
	CHECK_TEXT("cut-off", c->name);
	CHECK_TEXT("13-17", c->of);
	CHECK_NEAR(5, c->values[0], 0);
	CHECK_NEAR(4, at_scale_constant(scale, "cut-off")->values[0], 0);
	CHECK_NEAR(0.9, at_scale_constant(scale, "reliable")->values[1], 0);
	CHECK_INT(3, at_scale_constant(scale, "general")->n_values);
	CHECK(at_scale_constant(scale, "alpha") == NULL);
	CHECK_INT('U', scale->constants[3].tag);
	CHECK(at_scale_constant(scale, "bands") == NULL);
	CHECK(at_scale_band(scale, 3) == NULL);
}

TEST(a_band_begins_with_its_first_score)
{
	(void)state_;
	CHECK_INT(AT_OK, parse(BEFORE SCALE "scale.T.bands = 0 low 3 mild 5.5 high, V, x\n"));
	CHECK_TEXT("low", at_scale_band(&in.scales[0], 0));
	CHECK_TEXT("low", at_scale_band(&in.scales[0], 2.9));
	CHECK_TEXT("mild", at_scale_band(&in.scales[0], 3));
	CHECK_TEXT("high", at_scale_band(&in.scales[0], 6));
	CHECK(isnan(in.scales[0].cutoff) && isnan(in.scales[0].reliable));
}

TEST(bad_constants_are_named)
{
	static const struct {
		const char *text, *error;
	} bad[] = {
		{ "scale.T.cut-off = 7, V, x", "a score within the range, found \"7\"" },
		{ "scale.T.cut-off = 4 5, V, x", "as many values as this constant has" },
		{ "scale.T.cut-off = , V, x", "as many values as this constant has" },
		{ "scale.T.cut-off = 4", "how sure we are: V, C, S, U or H, found nothing" },
		{ "scale.T.cut-off = 4, W, x", "how sure we are: V, C, S, U or H" },
		{ "scale.T.cut-off = 4, VV, x", "how sure we are: V, C, S, U or H" },
		{ "scale.T.cut-off = 4, V", "expected where it comes from" },
		{ "scale.T.cut-off = 4, V, ", "expected where it comes from" },
		{ "scale.T.cut-off = 4, U, x", "expected none, where we are unsure" },
		{ "scale.T.cut-off = four, V, x", "expected a number" },
		{ "scale.T.cut-off.a.b = 4, V, x", "a constant that scales have" },
		{ "scale.T.cutoff = 4, V, x", "a constant that scales have, found \"cutoff\"" },
		{ "scale.T.cut-off = 4, V, x\nscale.T.cut-off = 4, V, x",
		    "demo.txt:14: expected each constant once" },
		{ "scale.U.cut-off = 4, V, x", "a constant right below its scale" },
		{ "scale.T.reliable = 0, V, x", "reliable change within" },
		{ "scale.T.reliable = 7, V, x", "reliable change within" },
		{ "scale.T.bands = 0 low, V, x", "as many values as this constant has" },
		{ "scale.T.bands = 0 low 3, V, x", "as many values as this constant has" },
		{ "scale.T.bands = 0 low 0 mild, V, x", "bands from low to high" },
		{ "scale.T.bands = 0 low 3 -, V, x", "bands from low to high" },
		{ "scale.T.missing = x", "how sure we are" },
	};

	(void)state_;
	CHECK_INT(AT_INVALID, parse(BEFORE "scale.T.cut-off = 4, V, x"));
	CHECK_HAS("demo.txt:12: expected a constant right below its scale", err.text);
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		at_error_clear(&err);
		if (parse(at_printf(arena, "%s%s%s", BEFORE, SCALE, bad[i].text)) != AT_INVALID)
			fail_msg("taken: %s", bad[i].text);
		if (strstr(err.text, bad[i].error) == NULL)
			fail_msg("%s\n  said: %s", bad[i].text, err.text);
	}
}

#define WITH_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    WITH_ARENA(constants_become_what_they_say),
    WITH_ARENA(a_band_begins_with_its_first_score),
    WITH_ARENA(bad_constants_are_named),
)
