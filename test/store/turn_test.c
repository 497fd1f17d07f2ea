/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that write into one file take turns. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "store/turn.h"
#include "support/store_support.h"

enum { SHORT_MS = 50, LONG_MS = 120000 };

/* Another process: once told to, it takes its turn, says so, and gives it back when told. */
struct other {
	pid_t pid;
	int tell, hear;
};

static struct other
start(const char *path)
{
	struct other other;
	int in[2], out[2];
	char byte = 0;

	CHECK(pipe(in) == 0 && pipe(out) == 0);
	other = (struct other){ .pid = fork(), .tell = in[1], .hear = out[0] };
	if (other.pid == 0) {
		struct at_turn_file turn = at_turn_open(path);

		turn.patience_ms = LONG_MS;
		close(in[1]);
		if (read(in[0], &byte, 1) == 1) {
			at_turn_take(&turn);
			byte = turn.taken ? 'y' : 'n';
			if (write(out[1], &byte, 1) == 1 && read(in[0], &byte, 1) >= 0)
				at_turn_give(&turn);
		}
		_exit(0);
	}
	close(in[0]);
	close(out[1]);
	return other;
}

static void
tell(const struct other *other)
{
	CHECK(write(other->tell, "x", 1) == 1);
}

static char
hear(const struct other *other)
{
	char byte = 0;

	CHECK(read(other->hear, &byte, 1) == 1);
	return byte;
}

static void
end(const struct other *other)
{
	close(other->tell);
	CHECK(waitpid(other->pid, NULL, 0) == other->pid);
	close(other->hear);
}

TEST(who_waits_is_next)
{
	struct support *s = support_begin(state_);
	const char *path = at_printf(s->arena, "%s/turn", s->folder);
	struct other other = start(path);
	const struct timespec moment = { .tv_nsec = 1000000 };
	struct at_turn_file turn = at_turn_open(path);

	turn.patience_ms = SHORT_MS;
	for (int i = 0; i < 100; i++) {         /* alone, every turn is ours at once */
		at_turn_take(&turn);
		CHECK(turn.taken);
		at_turn_give(&turn);
	}
	at_turn_take(&turn);
	CHECK(!at_turn_wanted(&turn));
	tell(&other);
	while (!at_turn_wanted(&turn))
		nanosleep(&moment, NULL);
	at_turn_give(&turn);
	at_turn_take(&turn);                    /* the other one has it and keeps it: */
	CHECK(!turn.taken);                     /* nobody waits for ever */
	CHECK_INT('y', hear(&other));
	tell(&other);
	end(&other);
	at_turn_take(&turn);
	CHECK(turn.taken);
	at_turn_close(&turn);
}

TEST(whoever_ends_gives_the_turn_back)
{
	struct support *s = support_begin(state_);
	const char *path = at_printf(s->arena, "%s/turn", s->folder);
	struct other other = start(path);
	struct at_turn_file turn = at_turn_open(path);

	tell(&other);
	CHECK_INT('y', hear(&other));
	end(&other);
	at_turn_take(&turn);
	CHECK(turn.taken);
	at_turn_close(&turn);
}

TEST(without_the_file_nobody_takes_turns)
{
	struct at_turn_file turn = at_turn_open("/there/is/no/such/folder/turn");

	(void)state_;
	at_turn_take(&turn);
	CHECK(!turn.taken && !at_turn_wanted(&turn));
	at_turn_give(&turn);
	at_turn_close(&turn);
}

TEST(what_root_makes_is_its_owners)
{
	struct support *s = support_begin(state_);
	const char *path = at_printf(s->arena, "%s/turn", s->folder);
	struct at_turn_file turn;
	struct stat made;

	if (geteuid() != 0)
		SKIP("only root makes files for others");
	CHECK(chown(s->folder, 65534, 65534) == 0);
	turn = at_turn_open(path);
	CHECK(fstat(turn.fd, &made) == 0);
	CHECK_INT(65534, made.st_uid);
	at_turn_close(&turn);
}

RUN_ALL(
    RUN_SQLITE(who_waits_is_next),
    RUN_SQLITE(whoever_ends_gives_the_turn_back),
    RUN_SQLITE(what_root_makes_is_its_owners),
    RUN(without_the_file_nobody_takes_turns),
)
