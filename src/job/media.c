/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job/media.h"

enum {
	BUFFER_BYTES = AT_WIRE_MAX_BYTES + 64 * 1024,
	MOST_ARGS = AT_WIRE_MAX_REGIONS + 3,
	COPY_BYTES = 64 * 1024
};

struct at_media {
	pid_t process;                  /* 0 once it has been waited for */
	int fd;                         /* the reading end; -1 once it is closed */
	struct at_wire_reader reader;
	unsigned char *bytes;           /* BUFFER_BYTES of room */
	size_t from, to;                /* what of it is still to be read */
};

/* ---- the recording -------------------------------------------------------------------- */

static void
close_fd(void *at)
{
	close((int)(intptr_t)at);
}

static enum at_status
copy(int from, FILE *to, const char *name, struct at_error *err)
{
	char part[COPY_BYTES];
	ssize_t n;

	while ((n = read(from, part, sizeof part)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || fwrite(part, 1, (size_t)n, to) != (size_t)n)
			return at_fail(err, AT_IO, "%s cannot be put aside: %s", name,
			    strerror(errno));
	}
	return fflush(to) == 0 ? AT_OK : at_fail(err, AT_IO, "%s cannot be put aside: %s", name,
	    strerror(errno));
}

static void
close_file(void *file)
{
	fclose(file);
}

static enum at_status
put_aside(struct at_arena *arena, int pipe_fd, const char *name, int *out_fd,
    struct at_error *err)
{
	FILE *file = tmpfile();

	if (file == NULL)
		return at_fail(err, AT_IO, "%s cannot be put aside: %s", name, strerror(errno));
	at_arena_defer(arena, close_file, file);
	*out_fd = fileno(file);
	return copy(pipe_fd, file, name, err);
}

enum at_status
at_media_file(struct at_arena *arena, const char *path, int *out_fd, struct at_error *err)
{
	bool typed = strcmp(path, "-") == 0;
	const char *name = typed ? "standard input" : path;
	int fd = typed ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return at_fail(err, errno == ENOENT ? AT_NOT_FOUND : AT_IO,
		    "%s cannot be opened: %s", name, strerror(errno));
	if (!typed)
		at_arena_defer(arena, close_fd, (void *)(intptr_t)fd);
	if (fstat(fd, &st) != 0)
		return at_fail(err, AT_IO, "%s cannot be read: %s", name, strerror(errno));
	if (typed && S_ISFIFO(st.st_mode))
		return put_aside(arena, fd, name, out_fd, err);
	if (!S_ISREG(st.st_mode))
		return at_fail(err, AT_INVALID, "%s is not a file", name);
	*out_fd = fd;
	return AT_OK;
}

/* ---- the program ---------------------------------------------------------------------- */

/* Where attune-media is: beside this program, or where a package puts it. */
static const char *const places[] = { "attune-media", "../libexec/attune/attune-media",
	/* of a test, which lies in a folder per room below */ "../../attune-media" };

static enum at_status
find_program(struct at_arena *arena, const char **out, struct at_error *err)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	self[n < 0 ? 0 : n] = '\0';
	slash = strrchr(self, '/');
	for (size_t i = 0; slash != NULL && i < AT_COUNT(places); i++) {
		*out = at_printf(arena, "%.*s/%s", (int)(slash - self), self, places[i]);
		if (access(*out, X_OK) == 0)
			return AT_OK;
	}
	return at_fail(err, AT_NOT_FOUND, "recordings are read by attune-media, which is not here; "
	    "install libavformat-dev, libavcodec-dev and libavutil-dev, then run make");
}

/* The recording as standard input, the pipe as standard output, no other descriptor and
 * no environment. */
static enum at_status
start(const char *program, const char *const *args, int fd, int pipe_fd, pid_t *out,
    struct at_error *err)
{
	char *argv[MOST_ARGS + 2] = { (char *)(uintptr_t)program };
	char *environment[] = { NULL };
	posix_spawn_file_actions_t files;
	int rc, n = 0;

	while (args[n] != NULL && n < MOST_ARGS) {
		argv[n + 1] = (char *)(uintptr_t)args[n];
		n++;
	}
	rc = posix_spawn_file_actions_init(&files);
	if (rc != 0)
		return at_fail(err, AT_IO, "attune-media: %s", strerror(rc));
	rc = posix_spawn_file_actions_adddup2(&files, fd, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, pipe_fd, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY,
		    0);
	if (rc == 0)
		rc = posix_spawn(out, program, &files, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	return rc == 0 ? AT_OK : at_fail(err, AT_IO, "attune-media: %s", strerror(rc));
}

static void
end(void *of)
{
	struct at_media *media = of;

	if (media->fd >= 0)
		close(media->fd);
	media->fd = -1;
	if (media->process == 0)
		return;
	kill(media->process, SIGKILL);
	while (waitpid(media->process, NULL, 0) < 0 && errno == EINTR)
		continue;
	media->process = 0;
}

enum at_status
at_media_open(struct at_arena *arena, int fd, const char *const *args, struct at_media **out,
    struct at_error *err)
{
	struct at_media *media = AT_NEW(arena, struct at_media, 1);
	const char *program;
	int pipes[2];
	enum at_status st = find_program(arena, &program, err);

	if (st != AT_OK)
		return st;
	if (pipe(pipes) != 0)
		return at_fail(err, AT_IO, "attune-media: %s", strerror(errno));
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
	media->fd = pipes[0];
	media->bytes = AT_NEW(arena, unsigned char, BUFFER_BYTES);
	at_arena_defer(arena, end, media);
	st = start(program, args, fd, pipes[1], &media->process, err);
	close(pipes[1]);
	if (st == AT_OK)
		*out = media;
	return st;
}

/* ---- its records ---------------------------------------------------------------------- */

/* It ended without a last word. */
static enum at_status
fail_ended(struct at_media *media, struct at_error *err)
{
	int status = 0;

	close(media->fd);
	media->fd = -1;
	while (waitpid(media->process, &status, 0) < 0 && errno == EINTR)
		continue;
	media->process = 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return at_fail(err, AT_CORRUPT, "was given up: decoding took longer than any sound "
		    "recording of its size");
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return at_fail(err, AT_CORRUPT, "was given up: decoding it tried something that "
		    "the sandbox forbids");
	if (WIFSIGNALED(status))
		return at_fail(err, AT_CORRUPT, "was given up: decoding it ended attune-media "
		    "(signal %d)", WTERMSIG(status));
	return at_fail(err, AT_CORRUPT, "was given up: attune-media ended early (status %d)",
	    WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* More bytes behind those that are there. */
static enum at_status
fetch(struct at_media *media, struct at_error *err)
{
	ssize_t n;

	memmove(media->bytes, media->bytes + media->from, media->to - media->from);
	media->to -= media->from;
	media->from = 0;
	do
		n = read(media->fd, media->bytes + media->to, BUFFER_BYTES - media->to);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return at_fail(err, AT_IO, "attune-media: %s", strerror(errno));
	if (n == 0)
		return fail_ended(media, err);
	media->to += (size_t)n;
	return AT_OK;
}

enum at_status
at_media_next(struct at_media *media, struct at_wire_record *out, struct at_error *err)
{
	for (;;) {
		size_t used;
		enum at_status st = AT_OK;

		switch (at_wire_read(&media->reader, media->bytes + media->from,
		    media->to - media->from, &used, out)) {
		case AT_WIRE_RECORD:
			media->from += used;
			if (out->kind == AT_WIRE_ERROR)
				return at_fail(err, AT_INVALID, "%s", out->error);
			return AT_OK;
		case AT_WIRE_MORE:
			st = fetch(media, err);
			break;
		case AT_WIRE_BROKEN:
			return at_fail(err, AT_CORRUPT, "was given up: attune-media of another "
			    "version, or misled by the recording");
		}
		if (st != AT_OK)
			return st;
	}
}

bool
at_media_ready(const struct at_media *media)
{
	struct at_wire_reader reader = media->reader;
	struct at_wire_record record;
	size_t used;

	return at_wire_read(&reader, media->bytes + media->from, media->to - media->from, &used,
	    &record) != AT_WIRE_MORE;
}

int
at_media_fd(const struct at_media *media)
{
	return media->fd;
}

const struct at_wire_stream *
at_media_stream(const struct at_media *media)
{
	return &media->reader.stream;
}
