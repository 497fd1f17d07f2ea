/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables in text files: what is read, and what is said about those that cannot be. */
#include <unistd.h>

#include "check.h"
#include "base/csv.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_csv *csv;

static enum at_status
open_bytes(const char *bytes, size_t n_bytes)
{
	const struct at_csv_source source = { .name = "a.csv", .bytes = bytes, .n_bytes = n_bytes };

	at_arena_close(arena);
	arena = at_arena_open();
	err = (struct at_error){ .status = AT_OK };
	return at_csv_open(arena, &source, &csv, &err);
}

static enum at_status
open_text(const char *text)
{
	return open_bytes(text, strlen(text));
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

/* All rows as "a|b/c|d"; the error's words after "!" if there is one. */
static const char *
rest(void)
{
	struct at_buffer all = at_buffer_init(arena);
	bool any;
	enum at_status st;

	while ((st = at_csv_next(csv, &any, &err)) == AT_OK && any) {
		for (int i = 0; i < at_csv_count(csv); i++)
			at_buffer_printf(&all, "%s%s", i == 0 ? "" : "|",
			    at_csv_field(csv, i)->text);
		at_buffer_byte(&all, '/');
	}
	if (st != AT_OK)
		at_buffer_printf(&all, "!%s", err.text);
	return at_buffer_string(&all);
}

TEST(rows_are_read_as_written)
{
	static const struct {
		const char *text;
		char separator;
		const char *names, *rows;
	} cases[] = {
		{ "a,b\n1,2\n3,4\n", ',', "a|b", "1|2/3|4/" },
		{ "a,b\r\n1,2\r\n3,4", ',', "a|b", "1|2/3|4/" },
		{ "\xef\xbb\xbf" "a;b\n1,5;2\n", ';', "a|b", "1,5|2/" },
		{ "a\tb\tc\n1\t\t3\n", '\t', "a|b|c", "1||3/" },
		{ "a\n1\n\n2\n\n", ',', "a", "1/2/" },
		{ "\n\na,b\n\n1,2\n", ',', "a|b", "1|2/" },
		{ "\"a\",\"b,c\"\n\"1\"\"2\",\"x\ny\"\n", ',', "a|b,c", "1\"2|x\ny/" },
		{ "\"a;b\",c\n1,2\n", ',', "a;b|c", "1|2/" },
		{ "a,b\n\"\",\"\"\n\"\"\"\",\"\"\"\"\"\"\n", ',', "a|b", "|/\"|\"\"/" },
		{ "a,b\n,\n", ',', "a|b", "|/" },
		{ "a,b\n1,2\r", ',', "a|b", "1|2/" },
		{ "a,b\n1,\"2\"", ',', "a|b", "1|2/" },
		{ "Bånd,Ü\næ,€😀\n", ',', "Bånd|Ü", "æ|€😀/" },
		{ "a,b", ',', "a|b", "" },
		{ " a ,b\n 1 , 2\n", ',', " a |b", " 1 | 2/" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_buffer names;

		CHECK_INT(AT_OK, open_text(cases[i].text));
		names = at_buffer_init(arena);
		for (int c = 0; c < at_csv_count(csv); c++)
			at_buffer_printf(&names, "%s%s", c == 0 ? "" : "|", at_csv_name(csv, c));
		CHECK_TEXT(cases[i].names, at_buffer_string(&names));
		CHECK_INT(cases[i].separator, at_csv_separator(csv));
		CHECK_TEXT(cases[i].rows, rest());
		CHECK_INT(AT_OK, at_csv_rewind(csv, &err));
		CHECK_TEXT(cases[i].rows, rest());
	}
	done();
}

TEST(what_is_wrong_is_named_with_its_place)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "", "a.csv:1: expected a row of column names, found nothing" },
		{ "\xef\xbb\xbf\n\n", "a.csv:1: expected a row of column names, found nothing" },
		{ "\xff\xfe" "a", "a.csv:1: expected UTF-8, found UTF-16; save the table as"
		    " \"CSV UTF-8\"" },
		{ "a,b\n1\n", "a.csv:2: expected 2 fields, as in the header, found 1" },
		{ "a,b\n1,2\n\n1,2,3,4\n", "a.csv:4: expected 2 fields, as in the header,"
		    " found 4" },
		{ "a,b\n\"x\ny\",2\n1,2,3\n", "a.csv:4: expected 2 fields, as in the header,"
		    " found 3" },
		{ "a,b\n1,\"2\n3\n", "a.csv:2: column \"b\": expected a quote to end the field,"
		    " found the file's end" },
		{ "a,b\n1,2\"3\n", "a.csv:2: column \"b\": found a quote inside a field that has"
		    " none around it" },
		{ "a,b\n\"1\"2,3\n", "a.csv:2: column \"a\": expected a separator behind the"
		    " closing quote" },
		{ "a,b\n1,2\r3,4\n", "a.csv:2: column \"b\": expected a line feed behind the"
		    " carriage return" },
		{ "a,b\n1,\xc3\n", "a.csv:2: column \"b\": expected UTF-8, found bytes that are"
		    " none; save the table as \"CSV UTF-8\"" },
		{ "a,b\xff\n1,2\n", "a.csv:1: field 2: expected UTF-8, found bytes that are none;"
		    " save the table as \"CSV UTF-8\"" },
		{ "a,b\n1,2\n\"x\",\"\xe2\x82\"\n", "a.csv:3: column \"b\": expected UTF-8, found"
		    " bytes that are none; save the table as \"CSV UTF-8\"" },
		{ "PK\3\4 a workbook", "a.csv:1: expected a table in text, found a spreadsheet's"
		    " own file or a zip; save the table as \"CSV UTF-8\"" },
		{ "\xd0\xcf\x11\xe0 an older one", "a.csv:1: expected a table in text, found a"
		    " spreadsheet's own file; save the table as \"CSV UTF-8\"" },
		{ "\x1f\x8b packed twice", "a.csv:1: expected a table, found what gzip has packed;"
		    " unpack it first" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		enum at_status st = open_text(cases[i].text);

		if (st == AT_OK)
			rest();
		CHECK_TEXT(cases[i].why, err.text);
		CHECK_INT(AT_INVALID, err.status);
	}
	done();
}

TEST(blanks_around_a_field_count_only_where_they_are_wanted)
{
	static const char text[] = " a , b\n 1 ,\" x\ty \"\n\t,  \n";
	struct at_csv_source source = { .name = "a.csv", .bytes = text,
		.n_bytes = sizeof text - 1, .trimmed = true };

	(void)state_;
	CHECK_INT(AT_OK, open_text(text));
	CHECK_TEXT(" 1 | x\ty /\t|  /", rest());
	CHECK_INT(AT_OK, at_csv_open(arena, &source, &csv, &err));
	CHECK_TEXT("a", at_csv_name(csv, 0));
	CHECK_TEXT("b", at_csv_name(csv, 1));
	CHECK_TEXT("1|x\ty/|/", rest());
	CHECK(at_csv_missing(csv, 1));
	done();
}

TEST(a_message_is_one_line_whatever_was_in_the_file)
{
	struct at_error told = { .status = AT_OK };

	(void)state_;
	at_fail(&told, AT_INVALID, "found \"%s\"", "a\n\033[31mb\x7f\xc3\xa6");
	CHECK_TEXT("found \"a  [31mb \xc3\xa6\"", told.text);
}

TEST(a_nul_byte_is_found_anywhere)
{
	static const struct { const char bytes[16]; size_t n; const char *why; } cases[] = {
		{ "a,b\n1,\0\n", 8, "!a.csv:2: column \"b\": expected text, found a NUL byte" },
		{ "a,b\n\0,1\n", 8, "!a.csv:2: column \"a\": expected text, found a NUL byte" },
		{ "a,b\n1,\"\n\0\"\n", 11, "!a.csv:3: column \"b\": expected text, found a NUL"
		    " byte" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_OK, open_bytes(cases[i].bytes, cases[i].n));
		CHECK_TEXT(cases[i].why, rest());
	}
	done();
}

TEST(columns_are_found_by_name)
{
	int at;

	(void)state_;
	CHECK_INT(AT_OK, open_text("id,pre,post,x,x\n1,2,3,4,5\n"));
	CHECK_INT(AT_OK, at_csv_find(csv, "post", &at, &err));
	CHECK_INT(2, at);
	CHECK_INT(AT_INVALID, at_csv_find(csv, "prae", &at, &err));
	CHECK_TEXT("a.csv:1: expected a column \"prae\"; did you mean \"pre\"?", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_csv_find(csv, "therapist", &at, &err));
	CHECK_TEXT("a.csv:1: expected a column \"therapist\", found 5 of other names", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_csv_find(csv, "x", &at, &err));
	CHECK_TEXT("a.csv:1: expected one column \"x\", found fields 4 and 5", err.text);
	CHECK_INT(2, at);
	done();
}

TEST(numbers_are_read_or_missing_or_refused)
{
	static const char *const refused[] = {
		"a.csv:3: column \"b\": expected a number with a decimal point, found \"1,5\"",
		"a.csv:3: column \"c\": expected a number, found \"na\"",
	};
	double got;
	bool any;

	(void)state_;
	CHECK_INT(AT_OK, open_text("a;b;c;d\n1.5; -2 ;NA;\n1;1,5;na;xååååååååååååååååååååååååå\n"));
	CHECK_INT(AT_OK, at_csv_next(csv, &any, &err));
	CHECK_INT(AT_OK, at_csv_number(csv, 0, &got, &err));
	CHECK_NEAR(1.5, got, 0);
	CHECK_INT(AT_OK, at_csv_number(csv, 1, &got, &err));
	CHECK_NEAR(-2, got, 0);
	for (int i = 2; i < 4; i++) {
		CHECK(at_csv_missing(csv, i));
		CHECK_INT(AT_OK, at_csv_number(csv, i, &got, &err));
		CHECK(isnan(got));
	}
	CHECK_INT(AT_OK, at_csv_next(csv, &any, &err));
	for (int i = 1; i < 3; i++) {
		CHECK_INT(AT_INVALID, at_csv_number(csv, i, &got, &err));
		CHECK_TEXT(refused[i - 1], err.text);
		at_error_clear(&err);
	}
	CHECK_INT(AT_INVALID, at_csv_number(csv, 3, &got, &err));
	CHECK_HAS("found \"xååååååååååååååååååå...\"", err.text);
	CHECK_INT(3, at_csv_line(csv));
	done();
}

/* Rows that lie across every border of the buffer, from a file. */
TEST(rows_across_the_borders_of_the_buffer_are_whole)
{
	struct at_buffer all;
	FILE *file = tmpfile();
	int fd = fileno(file), n = 0;
	struct at_csv_source source = { .name = "a.csv", .fd = fd };
	bool any;

	(void)state_;
	arena = at_arena_open();
	all = at_buffer_init(arena);
	at_buffer_text(&all, "id,words,n\r\n");
	for (int i = 0; i < 40000; i++)
		at_buffer_printf(&all, "%d,\"%.*s\"\"\r\n\",%d\r\n", i, i % 97,
		    "ordordordordordordordordordordordordordordordordordordordordordordordordordord"
		    "ordordordordordordordordordord", i * 2);
	CHECK_INT((ssize_t)all.n_bytes, write(fd, all.bytes, all.n_bytes));
	lseek(fd, 0, SEEK_SET);
	CHECK_INT(AT_OK, at_csv_open(arena, &source, &csv, &err));
	for (int round = 0; round < 2; round++) {
		for (n = 0; at_csv_next(csv, &any, &err) == AT_OK && any; n++) {
			double id, twice;

			CHECK_INT(AT_OK, at_csv_number(csv, 0, &id, &err));
			CHECK_INT(AT_OK, at_csv_number(csv, 2, &twice, &err));
			CHECK(id == n && twice == 2 * n);
			CHECK_INT(n % 97 + 3, at_csv_field(csv, 1)->n_bytes);
			CHECK_INT(2 + 2 * n, at_csv_line(csv));
		}
		CHECK_INT(40000, n);
		CHECK_INT(AT_OK, at_csv_rewind(csv, &err));
	}
	CHECK(at_arena_used_bytes(arena) < all.room * 2 + 400000);
	fclose(file);
	done();
}

TEST(what_is_too_long_is_refused)
{
	size_t n = AT_CSV_MOST_ROW + 100;
	char *bytes = malloc(n);

	(void)state_;
	memset(bytes, 'x', n);
	memcpy(bytes, "a,b\n", 4);
	bytes[4 + AT_CSV_MOST_FIELD] = ',';
	bytes[4 + AT_CSV_MOST_FIELD + 2] = '\n';
	CHECK_INT(AT_OK, open_bytes(bytes, 4 + AT_CSV_MOST_FIELD + 3));
	CHECK(rest()[0] == 'x');
	bytes[4 + AT_CSV_MOST_FIELD] = 'x';
	bytes[4 + AT_CSV_MOST_FIELD + 1] = ',';
	CHECK_INT(AT_OK, open_bytes(bytes, 4 + AT_CSV_MOST_FIELD + 3));
	CHECK_TEXT("!a.csv:2: column \"a\": the field is longer than 65536 bytes", rest());
	for (size_t i = 4; i < n; i++)
		bytes[i] = i % 2 == 0 ? ',' : 'x';
	CHECK_INT(AT_OK, open_bytes(bytes, n));
	CHECK_TEXT("!a.csv:2: this row is longer than 4194304 bytes", rest());
	free(bytes);
	done();
}

TEST(a_table_without_a_header_has_numbered_columns)
{
	struct at_csv_source source = { .name = "a.txt", .bytes = "1 2\n3 4\n", .n_bytes = 8,
		.headless = true };

	(void)state_;
	arena = at_arena_open();
	CHECK_INT(AT_OK, at_csv_open(arena, &source, &csv, &err));
	CHECK_TEXT("2", at_csv_name(csv, 1));
	CHECK_TEXT("1|2/3|4/", rest());
	CHECK_INT(AT_OK, at_csv_rewind(csv, &err));
	CHECK_TEXT("1|2/3|4/", rest());
	done();
}

TEST(fields_are_quoted_when_they_must_be)
{
	static const struct { const char *text, *field; } cases[] = {
		{ "", "" }, { "a b", "a b" }, { "a,b", "\"a,b\"" }, { "a;b", "\"a;b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" }, { "x\ny", "\"x\ny\"" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_buffer out;

		arena = at_arena_open();
		out = at_buffer_init(arena);
		at_csv_put(&out, cases[i].text);
		CHECK_TEXT(cases[i].field, at_buffer_string(&out));
		done();
	}
}

RUN_ALL(
    RUN(rows_are_read_as_written),
    RUN(what_is_wrong_is_named_with_its_place),
    RUN(blanks_around_a_field_count_only_where_they_are_wanted),
    RUN(a_message_is_one_line_whatever_was_in_the_file),
    RUN(a_nul_byte_is_found_anywhere),
    RUN(columns_are_found_by_name),
    RUN(numbers_are_read_or_missing_or_refused),
    RUN(rows_across_the_borders_of_the_buffer_are_whole),
    RUN(what_is_too_long_is_refused),
    RUN(a_table_without_a_header_has_numbered_columns),
    RUN(fields_are_quoted_when_they_must_be),
)
