/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are there together and whole, or not at all. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/gzip.h"
#include "store/whole.h"

static struct at_arena *arena;
static struct at_error err;
static char folder[64];

static int
set_up(void **state)
{
	const char *where = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof folder, "%s/whole-XXXXXX", where == NULL ? "/tmp" : where);
	at_error_clear(&err);
	arena = at_arena_open();
	return mkdtemp(folder) == NULL;
}

static const char *
path_of(const char *name)
{
	return at_printf(arena, "%s/%s", folder, name);
}

/* How many names there are in the folder, or in one inside. */
static int
names_in(const char *name)
{
	const char *const *names;
	int n;

	CHECK(at_file_names(arena, path_of(name), "", &names, &n, &err) == AT_OK);
	return n - 2;                   /* . and .. */
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "a.csv", "b.csv", "c.csv.gz", "all/a.csv",
		"all/b.csv", "all", "a.csv.part" };

	(void)state;
	for (size_t i = 0; i < AT_COUNT(names); i++)
		remove(path_of(names[i]));
	remove(folder);
	at_arena_close(arena);
	return 0;
}

static struct at_whole *
begin(struct at_arena *of, const char *inside)
{
	struct at_whole *whole;

	CHECK(at_whole_begin(of, inside == NULL ? NULL : path_of(inside), &whole, &err)
	    == AT_OK);
	return whole;
}

static struct at_whole_sum
put(struct at_whole *whole, const char *path, const char *text)
{
	struct at_whole_file *file;
	struct at_whole_sum sum = { .n_bytes = -1 };

	CHECK(at_whole_add(whole, path, &file, &err) == AT_OK);
	CHECK(at_whole_put(file, text, strlen(text), &err) == AT_OK);
	CHECK(at_whole_finish(file, &sum, &err) == AT_OK);
	return sum;
}

static const char *
read_back(const char *name)
{
	const char *bytes;
	size_t n;

	CHECK(at_file_read(arena, path_of(name), 1 << 20, &bytes, &n, &err) == AT_OK);
	return bytes;
}

/* SHA-256 of "abc": FIPS 180-2, appendix B.1. */
TEST(files_come_together_with_their_sums)
{
	struct at_whole *whole = begin(arena, NULL);
	struct at_whole_sum sum = put(whole, path_of("a.csv"), "abc");

	(void)state_;
	put(whole, path_of("b.csv"), "");
	CHECK_TEXT("a.csv", sum.name);
	CHECK_INT(3, sum.n_bytes);
	CHECK_TEXT("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    sum.sha256);
	CHECK(access(path_of("a.csv"), F_OK) != 0);
	CHECK(at_whole_keep(whole, &err) == AT_OK);
	CHECK_INT(2, names_in("."));
	CHECK_TEXT("abc", read_back("a.csv"));
	CHECK_TEXT("", read_back("b.csv"));
}

TEST(a_folder_comes_with_all_that_is_in_it)
{
	struct at_whole *whole = begin(arena, "all");

	(void)state_;
	put(whole, "a.csv", "one");
	put(whole, "b.csv", "two");
	CHECK(access(path_of("all"), F_OK) != 0);
	CHECK(at_whole_keep(whole, &err) == AT_OK);
	CHECK_INT(1, names_in("."));
	CHECK_INT(2, names_in("all"));
	CHECK_TEXT("two", read_back("all/b.csv"));
}

TEST(a_folder_may_be_named_with_a_slash_behind)
{
	struct at_whole *whole = begin(arena, "all/");

	(void)state_;
	put(whole, "a.csv", "one");
	CHECK(at_whole_keep(whole, &err) == AT_OK);
	CHECK_INT(1, names_in("."));
	CHECK_TEXT("one", read_back("all/a.csv"));
}

TEST(what_is_not_kept_is_taken_away)
{
	struct at_arena *own = at_arena_open();

	(void)state_;
	put(begin(own, NULL), path_of("a.csv"), "abc");
	put(begin(own, "all"), "a.csv", "abc");
	CHECK_INT(2, names_in("."));
	at_arena_close(own);
	CHECK_INT(0, names_in("."));
}

TEST(nothing_is_written_over)
{
	struct at_whole *whole = begin(arena, NULL), *second;
	struct at_whole_file *file;

	(void)state_;
	put(whole, path_of("a.csv"), "abc");
	CHECK(at_whole_add(whole, path_of("a.csv"), &file, &err) == AT_CONFLICT);
	CHECK_HAS("in the way", err.text);
	CHECK(at_whole_keep(whole, &err) == AT_OK);
	at_error_clear(&err);
	CHECK(at_whole_add(begin(arena, NULL), path_of("a.csv"), &file, &err) == AT_CONFLICT);
	CHECK_HAS("is there already", err.text);
	at_error_clear(&err);
	CHECK(at_whole_begin(arena, path_of("a.csv"), &second, &err) == AT_CONFLICT);
	CHECK_TEXT("abc", read_back("a.csv"));
}

/* Somebody else was faster with the second name: the first goes, too. */
TEST(a_name_taken_meanwhile_takes_back_the_others)
{
	struct at_arena *own = at_arena_open();
	struct at_whole *whole = begin(own, NULL);
	FILE *late;

	(void)state_;
	put(whole, path_of("b.csv"), "ours");
	put(whole, path_of("a.csv"), "ours");
	late = fopen(path_of("b.csv"), "w");
	CHECK(late != NULL && fputs("theirs", late) >= 0 && fclose(late) == 0);
	CHECK(at_whole_keep(whole, &err) == AT_IO);
	at_arena_close(own);
	CHECK_INT(1, names_in("."));
	CHECK_TEXT("theirs", read_back("b.csv"));
}

/* Numbers that do not compress to nothing, over the buffers' ends. */
static const char *
many_rows(void)
{
	struct at_buffer text = at_buffer_init(arena);
	uint32_t x = 1;

	for (int i = 0; i < 60000; i++) {
		x = x * 1664525u + 1013904223u;
		at_buffer_printf(&text, "%u,%u\n", x, x >> 7);
	}
	return at_buffer_string(&text);
}

TEST(a_compressed_file_holds_the_same)
{
	const char *text = many_rows();
	struct at_whole *whole = begin(arena, NULL);
	struct at_whole_sum sum = put(whole, path_of("c.csv.gz"), text);
	struct at_gunzip *gunzip;
	char part[5000];
	size_t at = 0, n;
	FILE *file;

	(void)state_;
	CHECK(at_whole_keep(whole, &err) == AT_OK);
	CHECK(sum.n_bytes > 1000 && (size_t)sum.n_bytes < strlen(text));
	file = fopen(path_of("c.csv.gz"), "rb");
	CHECK(file != NULL);
	CHECK(at_gunzip_open(arena, "c", fileno(file), &gunzip, &err) == AT_OK);
	while (at_gunzip_read(gunzip, part, sizeof part, &n, &err) == AT_OK && n > 0) {
		CHECK(memcmp(part, text + at, n) == 0);
		at += n;
	}
	CHECK_INT(strlen(text), at);
	fclose(file);
}

/* The nearest thing to a full disk that needs no disk. */
TEST(a_full_disk_is_said_and_leaves_nothing)
{
	struct at_arena *own = at_arena_open();
	struct rlimit before, small;
	struct at_whole_file *file;
	struct at_whole_sum sum;
	const char *text = many_rows();
	enum at_status st;

	(void)state_;
	CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
	small = (struct rlimit){ 64 << 10, before.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	CHECK(at_whole_add(begin(own, NULL), path_of("a.csv"), &file, &err) == AT_OK);
	CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
	st = at_whole_put(file, text, strlen(text), &err);
	CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
	CHECK(st == AT_IO);
	CHECK_HAS("a.csv cannot be written", err.text);
	CHECK_HAS("Nothing was kept.", err.text);
	/* Of the last bytes some fit: what was not taken is not taken for written. */
	at_error_clear(&err);
	CHECK(at_whole_add(begin(own, NULL), path_of("b.csv"), &file, &err) == AT_OK);
	CHECK(at_whole_put(file, text, 100000, &err) == AT_OK);
	CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
	st = at_whole_finish(file, &sum, &err);
	CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
	CHECK(st == AT_IO);
	at_arena_close(own);
	CHECK_INT(0, names_in("."));
}

#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

RUN_ALL(
    IN_FOLDER(files_come_together_with_their_sums),
    IN_FOLDER(a_folder_comes_with_all_that_is_in_it),
    IN_FOLDER(a_folder_may_be_named_with_a_slash_behind),
    IN_FOLDER(what_is_not_kept_is_taken_away),
    IN_FOLDER(nothing_is_written_over),
    IN_FOLDER(a_name_taken_meanwhile_takes_back_the_others),
    IN_FOLDER(a_compressed_file_holds_the_same),
    IN_FOLDER(a_full_disk_is_said_and_leaves_nothing),
)
