/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "base/buffer.h"
#include "check.h"
#include "support/recording.h"

static void
remove_file(void *path)
{
	unlink(path);
}

const char *
recording_path(struct at_arena *arena, const char *name)
{
	static int n;
	char *path = at_printf(arena, "/tmp/attune-test-%ld-%d-%s", (long)getpid(), n++, name);

	at_arena_defer(arena, remove_file, path);
	return path;
}

bool
recording_run(struct at_arena *arena, const char *args)
{
	if (system("command -v ffmpeg > /dev/null") != 0)
		return false;
	if (system(at_printf(arena, "ffmpeg -nostdin -y -v error %s", args)) != 0)
		fail_msg("ffmpeg %s", args);
	return true;
}

const char *
recording_make(struct at_arena *arena, const char *name, const char *args)
{
	const char *path = recording_path(arena, name);

	return recording_run(arena, at_printf(arena, "%s %s", args, path)) ? path : NULL;
}

const char *
recording_of(struct at_arena *arena, const char *name, const void *bytes, size_t n_bytes)
{
	const char *path = recording_path(arena, name);
	FILE *file = fopen(path, "wb");

	CHECK(file != NULL && fwrite(bytes, 1, n_bytes, file) == n_bytes);
	fclose(file);
	return path;
}

const unsigned char *
recording_dump(struct at_arena *arena, const char *args, size_t *out_n)
{
	FILE *pipe = popen(at_printf(arena, "ffmpeg -nostdin -v error %s -", args), "r");
	struct at_buffer all = at_buffer_init(arena);
	char part[16 * 1024];
	size_t n;

	while ((n = fread(part, 1, sizeof part, pipe)) > 0)
		at_buffer_add(&all, part, n);
	CHECK_INT(0, pclose(pipe));
	*out_n = all.n_bytes;
	return (const unsigned char *)all.bytes;
}
