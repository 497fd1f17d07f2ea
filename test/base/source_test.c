/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from any place: the same from a file and from memory. */
#include <errno.h>
#include <unistd.h>

#include "base/source.h"
#include "check.h"

static const char text[] = "0123456789";

static void
check_reads(const struct at_source *source)
{
	char got[16] = "";

	CHECK_INT(10, source->n_bytes);
	CHECK_INT(4, at_source_read_at(source, 3, got, 4));
	CHECK(memcmp(got, "3456", 4) == 0);
	CHECK_INT(2, at_source_read_at(source, 8, got, sizeof got));
	CHECK(memcmp(got, "89", 2) == 0);
	CHECK_INT(0, at_source_read_at(source, 10, got, sizeof got));
	CHECK_INT(0, at_source_read_at(source, INT64_MAX, got, sizeof got));
	CHECK_INT(0, at_source_read_at(source, -1, got, sizeof got));
	CHECK_INT(10, at_source_read_at(source, 0, got, sizeof got));
}

TEST(memory_and_files_read_alike)
{
	FILE *file = tmpfile();
	struct at_source source = at_source_of_memory(text, 10);

	(void)state_;
	check_reads(&source);
	CHECK(fwrite(text, 1, 10, file) == 10 && fflush(file) == 0);
	CHECK_INT(AT_OK, at_source_of_file(fileno(file), &source, NULL));
	check_reads(&source);
	CHECK_INT(10, ftell(file));
	fclose(file);
}

TEST(a_file_that_became_shorter_ends_early)
{
	FILE *file = tmpfile();
	struct at_source source;
	char got[16];

	(void)state_;
	CHECK(fwrite(text, 1, 10, file) == 10 && fflush(file) == 0);
	CHECK_INT(AT_OK, at_source_of_file(fileno(file), &source, NULL));
	CHECK_INT(0, ftruncate(fileno(file), 6));
	CHECK_INT(2, at_source_read_at(&source, 4, got, 6));
	fclose(file);
}

TEST(what_is_no_file_is_refused)
{
	struct at_source source;
	struct at_error err = { .status = AT_OK };
	int pipes[2];

	(void)state_;
	CHECK_INT(0, pipe(pipes));
	CHECK_INT(AT_INVALID, at_source_of_file(pipes[0], &source, &err));
	CHECK_TEXT("is not a file", err.text);
	CHECK_INT(AT_IO, at_source_of_file(-1, &source, NULL));
	CHECK_INT(EBADF, errno);
	close(pipes[0]);
	close(pipes[1]);
}

RUN_ALL(
	RUN(memory_and_files_read_alike),
	RUN(a_file_that_became_shorter_ends_early),
	RUN(what_is_no_file_is_refused),
)
