/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files, and the names in a folder. */
#include <unistd.h>

#include "check.h"
#include "base/file.h"

static void
write_file(struct at_arena *arena, const char *folder, const char *name, const char *text)
{
	FILE *file = fopen(at_printf(arena, "%s/%s", folder, name), "w");

	CHECK(file != NULL);
	fputs(text, file);
	fclose(file);
}

TEST(files_come_whole_and_in_order)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { 0 };
	char folder[] = "/tmp/attune-file-XXXXXX";
	const char *const *names;
	const char *bytes;
	size_t n_bytes;
	int n;

	(void)state_;
	CHECK(mkdtemp(folder) != NULL);
	write_file(arena, folder, "b.txt", "two");
	write_file(arena, folder, "a.txt", "one");
	write_file(arena, folder, "a.md", "not this");
	CHECK_INT(AT_OK, at_file_names(arena, folder, ".txt", &names, &n, &err));
	CHECK_INT(2, n);
	CHECK_TEXT("a.txt", names[0]);
	CHECK_TEXT("b.txt", names[1]);
	CHECK_INT(AT_OK, at_file_read(arena, at_printf(arena, "%s/b.txt", folder), 3, &bytes,
	    &n_bytes, &err));
	CHECK_TEXT("two", bytes);
	CHECK_INT(3, n_bytes);

	CHECK_INT(AT_INVALID, at_file_read(arena, at_printf(arena, "%s/b.txt", folder), 2, &bytes,
	    &n_bytes, &err));
	at_error_clear(&err);
	CHECK_INT(AT_NOT_FOUND, at_file_read(arena, at_printf(arena, "%s/c.txt", folder), 2,
	    &bytes, &n_bytes, &err));
	at_error_clear(&err);
	CHECK_INT(AT_OK, at_file_names(arena, "/nowhere/at/all", ".txt", &names, &n, &err));
	CHECK_INT(0, n);

	for (int i = 0; i < 3; i++)
		unlink(at_printf(arena, "%s/%s", folder,
		    ((const char *const[]){ "a.txt", "b.txt", "a.md" })[i]));
	rmdir(folder);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(files_come_whole_and_in_order),
)
