/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions: what a good one becomes, and how a bad one is refused. */
#include "check.h"
#include "base/arena.h"
#include "instrument/library.h"

#define HEAD \
	"id = demo\nversion = 3\nlicence = CC0\nsource = us\nwindow = session\n" \
	"when = after\nforms = client therapist\n"
#define SETS  "options.fit = 1, 2, 3\noptions.why = 0 goal, 1 way, 2 us\n"
#define ITEMS "item.a = choice fit, skip\nitem.b = choice fit\nitem.c = words\n"
#define PAGES "page.one = a b c\n"
#define SCALE "scale.T = sum a b, need 1, range 2 6, better lower\n"

static struct at_arena *arena;
static struct at_instrument in;
static struct at_error err;

static int
open_arena(void **state)
{
	(void)state;
	arena = at_arena_open();
	memset(&in, 0, sizeof in);
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
parse_bytes(const char *bytes, size_t n_bytes)
{
	at_error_clear(&err);
	return at_instrument_parse(arena, "demo.txt", bytes, n_bytes, &in, &err);
}

static enum at_status
parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static const char full[] =
	"# A card.\n"
	HEAD
	"loinc = 44249-1\nown-card = yes\n"
	"options.fit = 1, 2, 3\n"
	"options.why = 0 goal, 2 way not-first, 5 safety needs-cover not-first\n"
	"item.a = choice fit, skip, loinc 44250-9, risk self from 2 high 3\n"
	"item.b = choice fit, forms therapist\n"
	"item.c = ticks why, after a 1 3, risk asks from safety\n"
	"item.d = words, forms client\n"
	"page.one = a b, stem\n"
	"page.two = c\n"
	"   d\n"
	"scale.T = sum a, raw b, need 1, range 2 6, better lower, instead U\n"
	"scale.T.cut-off = 4, V, a paper, a page\n"
	"scale.T.cut-off.young = none, U, two papers say two things\n"
	"scale.T.reliable = 1.5 0.9, S, a book\n"
	"scale.T.bands = 2 low 4.5 high, C, ours\n"
	"scale.T.clinical = 4.7 0.8 1835, S, norms\n"
	"scale.T.missing = H, no gaps.\n"
	"scale.U = mean -a -b, need 2, range 1 3, better higher\n";

TEST(a_definition_becomes_what_it_says)
{
	(void)state_;
	if (parse(full) != AT_OK)
		fail_msg("%s", err.text);
	CHECK_TEXT("demo", in.id);
	CHECK_INT(3, in.version);
	CHECK(in.own_card);
	CHECK_TEXT("CC0", in.licence);
	CHECK_TEXT("us", in.source);
	CHECK_TEXT("session", in.window);
	CHECK_TEXT("after", in.when);
	CHECK_TEXT("44249-1", in.loinc);
	CHECK_INT(2, in.n_forms);
	CHECK_INT(1, at_instrument_form(&in, "therapist"));
	CHECK_INT(-1, at_instrument_form(&in, "teen"));
	CHECK_INT(4, in.n_items);
	CHECK_INT(2, in.n_pages);
	CHECK(in.pages[0].stem && !in.pages[1].stem);
	CHECK_INT(2, in.pages[1].n_items);
	CHECK_INT(3, in.pages[1].items[1]);
}

TEST(options_and_items_become_what_they_say)
{
	const struct at_options *why;

	(void)state_;
	CHECK_INT(AT_OK, parse(full));
	why = at_instrument_options(&in, "why");
	CHECK(why == in.items[2].options);
	CHECK_INT(3, why->n_options);
	CHECK_INT(5, at_options_find(why, "safety")->code);
	CHECK(why->options[2].needs_cover && why->options[2].not_first);
	CHECK(!why->options[1].needs_cover && why->options[1].not_first);
	CHECK_TEXT("way", at_options_code(why, 2)->id);
	CHECK(at_options_code(why, 1) == NULL);

	CHECK_INT(AT_ITEM_CHOICE, in.items[0].kind);
	CHECK(in.items[0].skip && !in.items[1].skip);
	CHECK_INT(3, in.items[0].forms);
	CHECK_INT(2, in.items[1].forms);
	CHECK_TEXT("44250-9", in.items[0].loinc);
	CHECK_TEXT("self", in.items[0].trigger.kind);
	CHECK_INT(2, in.items[0].trigger.from);
	CHECK_INT(3, in.items[0].trigger.high_from);
	CHECK_INT(-1, in.items[0].after);
	CHECK(in.items[1].trigger.kind == NULL && in.items[1].loinc == NULL);
	CHECK_INT(AT_ITEM_TICKS, in.items[2].kind);
	CHECK_INT(0, in.items[2].after);
	CHECK_INT(1 << 1 | 1 << 3, in.items[2].after_codes);
	CHECK_INT(5, in.items[2].trigger.from);
	CHECK_INT(-1, in.items[2].trigger.high_from);
	CHECK_INT(AT_ITEM_WORDS, in.items[3].kind);
	CHECK(in.items[3].options == NULL);
}

TEST(scales_become_what_they_say)
{
	const struct at_scale *t, *u;

	(void)state_;
	CHECK_INT(AT_OK, parse(full));
	CHECK_INT(2, in.n_scales);
	CHECK_INT(1, at_instrument_scale(&in, "U"));
	t = &in.scales[0];
	u = &in.scales[1];
	CHECK_INT(AT_SUM, t->combine);
	CHECK_INT(1, t->n_items);
	CHECK_INT(1, t->items[0]);
	CHECK_INT(1, t->n_raw_items);
	CHECK_INT(2, t->raw_items[0]);
	CHECK_INT(-1, t->better);
	CHECK_TEXT("U", t->instead);
	CHECK_NEAR(4, t->cutoff, 0);
	CHECK_NEAR(1.5, t->reliable, 0);
	CHECK_TEXT("a paper, a page a book no gaps.", t->source);
	CHECK_INT(AT_MEAN, u->combine);
	CHECK_INT(-1, u->items[0]);
	CHECK_INT(-2, u->items[1]);
	CHECK_INT(2, u->need);
	CHECK_INT(+1, u->better);
	CHECK_NEAR(3, u->highest, 0);
	CHECK(isnan(u->cutoff) && isnan(u->reliable) && u->instead == NULL);
	CHECK_TEXT("", u->source);
}

/* A definition, and what is said about it. */
struct bad {
	const char *text, *error;
};

static void
refuse_all(const struct bad *bad, size_t n_bad)
{
	for (size_t i = 0; i < n_bad; i++) {
		in.version = 77;
		if (parse(bad[i].text) != AT_INVALID)
			fail_msg("accepted:\n%s", bad[i].text);
		CHECK_HAS(bad[i].error, err.text);
		CHECK(strncmp(err.text, "demo.txt:", 9) == 0);
		CHECK_INT(77, in.version);
	}
}

TEST(a_bad_head_is_named)
{
	static const struct bad bad[] = {
		{ "", "demo.txt:1: expected a line \"id = ...\", found nothing" },
		{ "id = demo\n", "demo.txt:1: expected a line \"version = ...\"" },
		{ "id = -x", "demo.txt:1: expected an id" },
		{ "id = a b", "expected an id" },
		{ "id = a23456789a123456789a123456789a123", "expected an id" },
		{ "id = a\nid = a", "demo.txt:2: expected each of these once, found \"id\"" },
		{ "id =", "demo.txt:1: expected a value after =, found nothing" },
		{ "\nversion = 0",
		    "demo.txt:2: expected a whole number from 1 to 9999, found \"0\"" },
		{ "version = 1x", "found \"1x\"" },
		{ "version = 99999999999", "expected a whole number" },
		{ "version = -1", "expected a whole number" },
		{ "when = during", "expected before or after, found \"during\"" },
		{ "window = a.b", "expected the name of a time window" },
		{ "forms = client nurse", "each once, found \"nurse\"" },
		{ "forms = teen teen", "each once, found \"teen\"" },
		{ "forms = teen, client", "expected forms with spaces between them" },
		{ "loinc = 44249-2", "a LOINC code with the right check digit, found \"44249-2\"" },
		{ "loinc = 69689-6", "right check digit" },      /* a code that is about in print */
		{ "loinc = 44294-1", "right check digit" },      /* two digits swapped */
		{ "loinc = 44249", "right check digit" },
		{ "own-card = perhaps", "expected yes or no, found \"perhaps\"" },
		{ "colour = blue", "expected a name that definitions have, found \"colour\"" },
		{ "item = words", "expected a name that definitions have" },
		{ "[x]\nid = a",
		    "demo.txt:2: expected a definition without [sections], found \"x\"" },
		{ "nonsense", "demo.txt:1: expected name = value" },
		{ HEAD, "demo.txt:7: expected at least one item" },
	};

	(void)state_;
	refuse_all(bad, AT_COUNT(bad));
}

TEST(bad_options_and_items_are_named)
{
	static const struct bad bad[] = {
		{ HEAD "options.fit = 1, 2\n\noptions.fit = 1, 2",
		    "demo.txt:10: expected a new id" },
		{ HEAD "options.a = 1", "expected at least two options" },
		{ HEAD "options.a = 1,", "expected a whole number from 0 to 254, found nothing" },
		{ HEAD "options.a = 1, 255",
		    "expected a whole number from 0 to 254, found \"255\"" },
		{ HEAD "options.a = 1 x, 2 x",
		    "expected each code and id once in a set, found \"x\"" },
		{ HEAD "options.a = 1 x, 1 y",
		    "expected each code and id once in a set, found \"y\"" },
		{ HEAD "options.a = 1 x last, 2",
		    "to-contact or the LOINC code of an answer, "
		    "found \"last\"" },
		{ HEAD "options.a = 1 \xc3\xb8, 2", "expected the id of an option" },
		{ HEAD "options.a b = 1, 2", "expected a new id for an option set" },
		{ HEAD SETS "item.a = choice fitt",
		    "demo.txt:10: expected an option set from above, found \"fitt\"" },
		{ HEAD SETS "item.a = choice", "expected one option set" },
		{ HEAD SETS "item.a = choice fit fit", "expected one option set" },
		{ HEAD SETS "item.a = words fit", "expected one option set" },
		{ HEAD SETS "item.a = slider fit",
		    "expected choice, ticks, line or words, found \"slider\"" },
		{ HEAD SETS "item.a = , skip",
		    "expected choice, ticks, line or words, found nothing" },
		{ HEAD "options.x = 1, 8\nitem.a = ticks x",
		    "expected a set with the codes 0 to 7" },
		{ HEAD SETS ITEMS "item.a = words", "demo.txt:13: expected a new id for an item" },
		{ "item.a = words", "demo.txt:1: expected forms above the first item" },
		{ HEAD SETS "item.a = choice fit, skip, skip", "expected each part once" },
		{ HEAD SETS "item.a = choice fit,",
		    "one of the parts a line can have, found nothing" },
		{ HEAD SETS "item.a = choice fit, hop", "parts a line can have, found \"hop\"" },
		{ HEAD SETS "item.a = choice fit, skip it", "expected skip alone, found \"it\"" },
		{ HEAD SETS "item.a = words, forms teen", "expected a form of this instrument" },
		{ HEAD SETS "item.a = words, forms", "expected the forms that ask this" },
		{ HEAD SETS ITEMS "item.d = words, after e 1",
		    "expected a choice item from above" },
		{ HEAD SETS ITEMS "item.d = words, after d 1",
		    "expected a choice item from above" },
		{ HEAD SETS ITEMS "item.d = words, after c 1",
		    "expected a choice item from above" },
		{ HEAD SETS ITEMS "item.d = words, after a",
		    "the options after which this is asked" },
		{ HEAD SETS ITEMS "item.d = words, after a 4", "an option of that item" },
		{ HEAD "options.x = 0, 64\nitem.a = choice x\nitem.b = words, after a 64",
		    "code 63 or less, found \"64\"" },
		{ HEAD SETS "item.a = choice fit, forms client\nitem.b = words, after a 1",
		    "expected only forms that ask the item after which this is, found \"a\"" },
		{ HEAD SETS "item.a = words, risk self from 1", "expected from OPTION" },
		{ HEAD SETS "item.a = choice fit, risk me from 1",
		    "expected self, others, substances or asks" },
		{ HEAD SETS "item.a = choice fit, risk",
		    "self, others, substances or asks, found nothing" },
		{ HEAD SETS "item.a = choice fit, risk self", "expected from OPTION" },
		{ HEAD SETS "item.a = choice fit, risk self at 1", "expected from OPTION" },
		{ HEAD SETS "item.a = choice fit, risk self from 4",
		    "expected an option of this item" },
		{ HEAD SETS "item.a = choice fit, risk self from 2 high 1",
		    "a choice at or above" },
		{ HEAD SETS "item.a = choice fit, risk self from 2 high 4",
		    "a choice at or above" },
		{ HEAD SETS "item.a = ticks why, risk asks from us high us",
		    "a choice at or above" },
		{ HEAD SETS "item.a = words, loinc 1-1", "right check digit" },
		{ HEAD SETS "item.a = words, loinc", "expected one LOINC code" },
	};

	(void)state_;
	refuse_all(bad, AT_COUNT(bad));
}

TEST(bad_pages_are_named)
{
	static const struct bad bad[] = {
		{ HEAD SETS ITEMS, "expected a page with the item a" },
		{ HEAD SETS ITEMS "page.one = a b", "expected a page with the item c" },
		{ HEAD SETS ITEMS "page.one = b",
		    "expected the item a, the next in order, found \"b\"" },
		{ HEAD SETS ITEMS "page.one = a a", "expected the item b, the next in order" },
		{ HEAD SETS ITEMS "page.one = a x", "expected the item b, the next in order" },
		{ HEAD SETS ITEMS PAGES "page.two = a", "demo.txt:14: expected no more items" },
		{ HEAD SETS ITEMS "page.one = a\npage.one = b", "expected a new id for a page" },
		{ HEAD SETS ITEMS "page.o.e = a", "expected an id for the page, found \"o.e\"" },
		{ HEAD SETS ITEMS "page.one = , stem", "expected the items of this page" },
		{ HEAD SETS ITEMS "page.one = a, stems", "parts a line can have, found \"stems\"" },
		{ HEAD SETS ITEMS "page.one = a, stem it", "expected stem alone" },
	};

	(void)state_;
	refuse_all(bad, AT_COUNT(bad));
}

TEST(bad_scales_are_named)
{
#define BEFORE HEAD SETS ITEMS "item.d = choice why\n" "page.one = a b c d\n"
#define REST   ", range 2 6, better lower"
	static const struct bad bad[] = {
		{ BEFORE "scale.T = median a b" REST,
		    "expected sum, mean, count or unkeyed, found \"median\"" },
		{ BEFORE "scale.T = , need 1", "count or unkeyed, found nothing" },
		{ BEFORE "scale.T = sum" REST, "expected the items of the scale" },
		{ BEFORE "scale.T = sum a x" REST, "a choice item from above, once, found \"x\"" },
		{ BEFORE "scale.T = sum a c" REST, "a choice item from above, once, found \"c\"" },
		{ BEFORE "scale.T = sum a -a" REST,
		    "a choice item from above, once, found \"-a\"" },
		{ BEFORE "scale.T = sum a d" REST,
		    "with the same lowest and highest code, found \"d\"" },
		{ BEFORE "scale.T = sum a b, need 0" REST,
		    "whole number from 1 to 2, found \"0\"" },
		{ BEFORE "scale.T = sum a b, need 3" REST,
		    "whole number from 1 to 2, found \"3\"" },
		{ BEFORE "scale.T = sum a b, need" REST, "expected how many answers it needs" },
		{ BEFORE "scale.T = sum a b" REST, "demo.txt:15: expected need and a number" },
		{ BEFORE "scale.T = sum a b, need 1, range 2 6",
		    "expected better higher or better" },
		{ BEFORE "scale.T = sum a b, need 1, better up", "expected higher or lower" },
		{ BEFORE "scale.T = sum a b, need 1, better lower", "expected range 2 6" },
		{ BEFORE "scale.T = sum a b, need 1, better lower, range 2 7",
		    "expected range 2 6" },
		{ BEFORE "scale.T = mean a b, need 1" REST,
		    "expected range 1 3, which the items give" },
		{ BEFORE "scale.T = sum a, raw d, need 1" REST, "expected range 1 5" },
		{ BEFORE "scale.T = sum a, need 1, range 1", "the lowest and the highest score" },
		{ BEFORE "scale.T = sum a, need 1, range 1 inf",
		    "expected a number, found \"inf\"" },
		{ BEFORE "scale.T = sum a, need 1, range 1 0x3",
		    "expected a number, found \"0x3\"" },
		{ BEFORE "scale.T = sum a, need 1, range 1 3.", "expected a number, found \"3.\"" },
		{ BEFORE "scale.T = sum a, need 1, range -1 3", "expected a number, found \"-1\"" },
		{ BEFORE "scale.T = sum a, need 1, range 1 1e0",
		    "expected a number, found \"1e0\"" },
		{ BEFORE "scale.T = sum a, raw a, need 1", "a choice item from above, once" },
		{ BEFORE "scale.T = sum a, raw b b, need 1", "a choice item from above, once" },
		{ BEFORE "scale.T = sum a, raw c, need 1", "a choice item from above, once" },
		{ BEFORE "scale.T = sum a, raw, need 1", "expected the raw items" },
		{ BEFORE "scale.T = mean a, raw b, need 1", "expected raw items in a sum only" },
		{ BEFORE "scale.T = count a b, need 1, range 0 2, better lower",
		    "from and the first code that counts" },
		{ BEFORE "scale.T = count a b, from 2 c:1, need 1", "items from above" },
		{ BEFORE "scale.T = count a, from 2 b:1, need 1", "an item of the count" },
		{ BEFORE "scale.T = count a b, from two, need 1", "a whole number from 0 to 254" },
		{ BEFORE "scale.T = sum a b, from 2, need 1" REST, "from in a count only" },
		{ BEFORE "scale.T = count a b, from 2, need 1, range 0 3, better lower",
		    "expected range 0 2" },
		{ BEFORE "scale.T = unkeyed", "a whole number from 1 to 64" },
		{ BEFORE "scale.T = unkeyed 3, better lower", "range and two numbers" },
		{ BEFORE "scale.T = sum a b, need 1, times 2" REST, "expected range 4 12" },
		{ BEFORE "scale.T = sum a b, need 1, within T" REST, "other scales of this" },
		{ BEFORE "scale.T = sum a b, need 1, within U" REST, "other scales of this" },
		{ BEFORE "scale.T = sum a b, need 1, within" REST, "scales of this definition" },
		{ BEFORE "scale.T = sum a b, need 1, loinc 1-1" REST, "the right check digit" },
		{ BEFORE SCALE "scale.T = sum a", "expected a new id for a scale" },
		{ BEFORE "scale.T = sum a b, need 1, instead T" REST, "expected another scale" },
		{ BEFORE "scale.T = sum a b, need 1, instead U" REST "\n"
		    "scale.U = sum a b, need 1, instead V" REST,
		    "demo.txt:16: expected another scale of this definition, found \"V\"" },
	};

	(void)state_;
	refuse_all(bad, AT_COUNT(bad));
}

TEST(bad_rules_are_named)
{
	static const struct bad bad[] = {
		{ BEFORE "rule.R = 2 of a b", "expected from CODE first" },
		{ BEFORE "rule.R = from 2", "expected N of ITEM..." },
		{ BEFORE "rule.R = from 2, 2 a b", "expected N of ITEM..., found \"2\"" },
		{ BEFORE "rule.R = from 2, 3 of a b", "a whole number from 1 to 2" },
		{ BEFORE "rule.R = from 2, 1 of c", "items from above, found \"c\"" },
		{ BEFORE "rule.R = from 2, 1 of a:x", "a whole number from 0 to 254" },
		{ BEFORE "rule.R = from 2, 1 of a, 1 of a, 1 of a, 1 of a, 1 of a",
		    "expected fewer conditions" },
		{ BEFORE "rule.R = from 2, 1 of a\nrule.R = from 2, 1 of a",
		    "a new id for a rule" },
		{ BEFORE "rule.R.source = V, x", "one source, right below its rule" },
		{ BEFORE "rule.R = from 2, 1 of a\nrule.R.source = x", "how sure we are" },
		{ BEFORE "rule.- = from 2, 1 of a", "an id for the rule" },
	};

	(void)state_;
	refuse_all(bad, AT_COUNT(bad));
}

TEST(bytes_that_are_no_text_are_refused)
{
	static const char nul[] = HEAD "item.a = wo\0rds\n", bad[] = HEAD "item.\xc3( = words\n";

	(void)state_;
	CHECK_INT(AT_INVALID, parse_bytes(nul, sizeof nul - 1));
	CHECK_HAS("demo.txt:8: ", err.text);
	CHECK_INT(AT_INVALID, parse_bytes(bad, sizeof bad - 1));
	CHECK_HAS("demo.txt:8: ", err.text);
}

/* `before`, then `line`, a number and `after`, n times. */
static const char *
many(const char *before, const char *line, int n, const char *after)
{
	const char *text = before;

	for (int i = 0; i < n; i++)
		text = at_printf(arena, "%s%s%d%s", text, line, i, after);
	return text;
}

TEST(too_much_is_refused)
{
	(void)state_;
	CHECK_INT(AT_INVALID, parse(many(HEAD SETS, "item.", AT_MAX_ITEMS + 1, " = words\n")));
	CHECK_HAS("demo.txt:74: expected fewer items", err.text);
	CHECK_INT(AT_INVALID, parse(many(HEAD SETS, "options.", 17, " = 0, 1\n")));
	CHECK_HAS("expected fewer option sets", err.text);
	CHECK_INT(AT_INVALID, parse(many(HEAD "options.x = 99", ", ", 33, "")));
	CHECK_HAS("expected fewer options", err.text);
	CHECK_INT(AT_INVALID, parse(many(HEAD SETS ITEMS PAGES, "scale.S", AT_MAX_SCALES + 1,
	    " = sum a b, need 1, range 2 6, better lower\n")));
	CHECK_HAS("expected fewer scales", err.text);
	CHECK_INT(AT_INVALID, parse(many(HEAD SETS ITEMS "page.one = a", " ", 100, "")));
	CHECK_HAS("expected at most 80 words", err.text);
	CHECK_INT(AT_INVALID, parse(many(HEAD "id = ", "0123456789", 200, "")));
	CHECK_HAS("demo.txt:8: expected at most 2000 bytes", err.text);
	CHECK_INT(AT_INVALID, parse(many("", "# 0123456789", 6000, "\n")));
	CHECK_HAS("demo.txt:1: expected at most 65536 bytes", err.text);
}

TEST(a_long_word_is_shown_cut_between_letters)
{
	const char *word = "when = x";

	(void)state_;
	for (int i = 0; i < 40; i++)
		word = at_printf(arena, "%s\xc3\xb8", word);
	CHECK_INT(AT_INVALID, parse(word));
	CHECK_HAS("\xc3\xb8\"", err.text);
}

TEST(the_definition_of_the_bench_is_sound)
{
	static char bytes[8192];
	FILE *file = fopen("bench/bench-12.txt", "rb");
	size_t n_bytes;

	(void)state_;
	CHECK(file != NULL);
	n_bytes = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	if (parse_bytes(bytes, n_bytes) != AT_OK)
		fail_msg("%s", err.text);
	CHECK_INT(12, in.n_items);
	CHECK_INT(4, in.n_scales);
}

#define WITH_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    WITH_ARENA(a_definition_becomes_what_it_says),
    WITH_ARENA(options_and_items_become_what_they_say),
    WITH_ARENA(scales_become_what_they_say),
    WITH_ARENA(a_bad_head_is_named),
    WITH_ARENA(bad_options_and_items_are_named),
    WITH_ARENA(bad_pages_are_named),
    WITH_ARENA(bad_scales_are_named),
    WITH_ARENA(bad_rules_are_named),
    WITH_ARENA(bytes_that_are_no_text_are_refused),
    WITH_ARENA(too_much_is_refused),
    WITH_ARENA(a_long_word_is_shown_cut_between_letters),
    WITH_ARENA(the_definition_of_the_bench_is_sound),
)
