/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's own questionnaires in a backup: without them its answers have no meaning
 * (store/backup_work.h).  A block holds the name, a line end, and the file. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/backup_work.h"

enum { MOST_BYTES = 256 * 1024, MOST_NAME = 100 };

/* Letters, digits and what stands between them: a name, never a way to somewhere else. */
static bool
is_name(const char *name, size_t n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_.";

	return n > 0 && n <= MOST_NAME && name[0] != '.' && strspn(name, letters) == n;
}

static enum at_status
put_file(struct at_backup_work *work, const char *folder, const char *name,
    struct at_error *err)
{
	struct at_buffer block = at_buffer_init(work->page);
	const char *bytes;
	size_t n;
	enum at_status st = at_file_read(work->page, at_printf(work->page, "%s/%s", folder, name),
	    MOST_BYTES, &bytes, &n, err);

	if (st != AT_OK)
		return st;
	at_buffer_printf(&block, "%s\n", name);
	at_buffer_add(&block, bytes, n);
	st = at_blocks_put(work->blocks, AT_BLOCK_FILE, block.bytes, block.n_bytes, err);
	at_arena_clear(work->page);
	work->sum.n_files++;
	return st;
}

enum at_status
at_backup_put_files(struct at_backup_work *work, struct at_error *err)
{
	const char *folder = at_printf(work->arena, "%s/instruments",
	    work->folder == NULL ? "" : work->folder);
	const char *const *names = NULL;
	int n = 0;
	enum at_status st = work->folder == NULL ? AT_OK : at_file_names(work->arena, folder,
	    ".txt", &names, &n, err);

	for (int i = 0; i < n && st == AT_OK; i++)
		if (is_name(names[i], strlen(names[i])))
			st = put_file(work, folder, names[i], err);
	return st;
}

/* What is there already may only be the same. */
static enum at_status
check_same(struct at_backup_work *work, const char *path, const void *bytes, size_t n,
    struct at_error *err)
{
	const char *there;
	size_t n_there;
	enum at_status st = at_file_read(work->page, path, MOST_BYTES, &there, &n_there, err);

	if (st == AT_OK && (n_there != n || memcmp(there, bytes, n) != 0))
		return at_fail(err, AT_CONFLICT, "%s is there already and is another than in the"
		    " backup. Nothing was restored.", path);
	return st;
}

enum at_status
at_backup_take_file(struct at_backup_work *work, const unsigned char *bytes, size_t n_bytes,
    struct at_error *err)
{
	const char *end = memchr(bytes, '\n', n_bytes), *name, *folder, *path;
	size_t n_name = end == NULL ? 0 : (size_t)(end - (const char *)bytes);
	struct at_error made = { .status = AT_OK };
	enum at_status st;

	name = at_strndup(work->page, (const char *)bytes, n_name);
	if (!is_name(name, n_name))
		return at_fail(err, AT_CORRUPT, "the backup is whole, but a file in it has no"
		    " name");
	work->sum.n_files++;
	if (work->folder == NULL)
		return AT_OK;
	folder = at_printf(work->page, "%s/instruments", work->folder);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return at_fail(err, AT_IO, "cannot make the folder %s: %s", folder,
		    strerror(errno));
	path = at_printf(work->page, "%s/%s", folder, name);
	st = at_file_make(path, end + 1, n_bytes - n_name - 1, &made);
	if (st == AT_CONFLICT)
		return check_same(work, path, end + 1, n_bytes - n_name - 1, err);
	return st == AT_OK ? st : at_fail(err, st, "%s", made.text);
}
