/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/timing.h"
#include "store/turn.h"

/* Which byte of the file stands for what. */
enum place { NOW, NEXT };

enum { PATIENCE_MS = 1000, LOOK_EVERY_US = 100 };

/* What root makes is for whoever the folder belongs to, as SQLite's own files are: the
 * server runs as that user, and could not open it. */
static void
leave_to_owner(int fd, const char *path)
{
	struct stat folder;
	char name[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path);

	if (geteuid() != 0 || n == 0 || n >= sizeof name)
		return;
	memcpy(name, path, n);
	name[n] = '\0';
	if (stat(name, &folder) == 0)
		(void)!fchown(fd, folder.st_uid, folder.st_gid);
}

struct at_turn_file
at_turn_open(const char *path)
{
	struct at_turn_file turn = { .fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600),
		.patience_ms = PATIENCE_MS };

	if (turn.fd >= 0)
		leave_to_owner(turn.fd, path);
	return turn;
}

void
at_turn_close(struct at_turn_file *turn)
{
	if (turn->fd >= 0)
		close(turn->fd);
	*turn = (struct at_turn_file){ .fd = -1 };
}

static bool
lock(const struct at_turn_file *turn, enum place place, short how)
{
	struct flock range = { .l_type = how, .l_whence = SEEK_SET, .l_start = place,
		.l_len = 1 };

	return fcntl(turn->fd, F_SETLK, &range) == 0;
}

/* False when it is not to be had before `end`. */
static bool
wait_for(const struct at_turn_file *turn, enum place place, int64_t end)
{
	const struct timespec moment = { .tv_nsec = LOOK_EVERY_US * 1000L };

	while (!lock(turn, place, F_WRLCK)) {
		if (at_timing_now_us() >= end)
			return false;
		nanosleep(&moment, NULL);
	}
	return true;
}

/* Whoever is next in line holds the place until it is theirs: who has just given the turn
 * back and wants it again stands behind. */
void
at_turn_take(struct at_turn_file *turn)
{
	int64_t end;

	if (turn->fd < 0 || turn->taken)
		return;
	end = at_timing_now_us() + turn->patience_ms * INT64_C(1000);
	if (!wait_for(turn, NEXT, end))
		return;
	turn->taken = wait_for(turn, NOW, end);
	lock(turn, NEXT, F_UNLCK);
}

void
at_turn_give(struct at_turn_file *turn)
{
	if (turn->taken)
		lock(turn, NOW, F_UNLCK);
	turn->taken = false;
}

bool
at_turn_wanted(const struct at_turn_file *turn)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = NEXT,
		.l_len = 1 };

	return turn->fd >= 0 && fcntl(turn->fd, F_GETLK, &range) == 0
	    && range.l_type != F_UNLCK;
}
