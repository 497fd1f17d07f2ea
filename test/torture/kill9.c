/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill9 - kill a program that acknowledges writes, at random moments, and see that each
 * thing it acknowledged is there afterwards, exactly once.
 *
 *     kill9 [--rounds N] [--seed N] [--expect-loss] [--postgres DIR] [--in-flight N]
 *           [--shim SO] PROGRAM FOLDER
 *
 * PROGRAM load FOLDER ROUND writes until it is killed, and prints one key a line for each
 * write that was acknowledged, and nothing before.  PROGRAM list FOLDER prints the keys
 * that are stored.  Whatever either starts stays in its process group and dies with it.
 * With --shim a kill stands for a power cut: what was not synced is taken back, in turn all
 * of it and about half of it.  With --postgres the server of tools/pg-cluster in DIR is
 * killed first, in turn all of it and the process behind one connection; PROGRAM may end by
 * that, or go on when the server is back, and is killed then.  A key may be printed more than
 * once by load, but not by list.
 * --expect-loss turns the verdict round: it shows that the test can see a loss.
 */
#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/random.h"
#include "torture/undo.h"

struct options {
	int rounds, in_flight;
	uint64_t seed;
	bool expect_loss;
	const char *postgres, *shim, *program, *folder, *log;
};

/* Lines of text, sorted when compared. */
struct lines {
	struct at_arena *arena;
	const char **text;
	size_t n, room;
};

static void
die(const char *why)
{
	perror(why);
	exit(2);
}

static void
add_line(struct lines *lines, const char *text, size_t n_bytes)
{
	if (lines->n == lines->room) {
		lines->room = lines->room == 0 ? 1024 : 2 * lines->room;
		lines->text = at_grow(lines->arena, lines->text, lines->n, lines->room,
		    sizeof *lines->text);
	}
	lines->text[lines->n++] = at_strndup(lines->arena, text, n_bytes);
}

/* Whole lines only: the last may have been cut. */
static void
add_lines(struct lines *lines, const char *bytes)
{
	const char *end;

	for (; (end = strchr(bytes, '\n')) != NULL; bytes = end + 1)
		add_line(lines, bytes, (size_t)(end - bytes));
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sort, and keep one of each; how many went. */
static size_t
sort_lines(struct lines *lines)
{
	size_t n = 0, n_before = lines->n;

	qsort(lines->text, lines->n, sizeof *lines->text, compare);
	for (size_t i = 0; i < lines->n; i++)
		if (n == 0 || strcmp(lines->text[n - 1], lines->text[i]) != 0)
			lines->text[n++] = lines->text[i];
	lines->n = n;
	return n_before - n;
}

static pid_t
start(const struct options *options, const char *verb, const char *round, int *out_fd)
{
	const char *const argv[] = { options->program, verb, options->folder, round, NULL };
	int ends[2];
	pid_t pid;

	if (pipe(ends) != 0)
		die("pipe");
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		setpgid(0, 0);
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		if (options->shim != NULL && round != NULL) {
			setenv("LD_PRELOAD", options->shim, 1);
			setenv("ATTUNE_SHIM_FOLDER", options->folder, 1);
			setenv("ATTUNE_SHIM_LOG", options->log, 1);
		}
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	setpgid(pid, pid);                      /* here too: whoever is first */
	close(ends[1]);
	*out_fd = ends[0];
	return pid;
}

static int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum { PATIENCE_MS = 600000 };          /* only what is broken is waited for that long */

/* Read until the end, or for `ms` from the first line on (-1: no limit).  False at the end. */
static bool
read_for(int fd, int64_t ms, struct at_buffer *out)
{
	int64_t until = -1;
	char bytes[65536];

	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = until < 0 ? PATIENCE_MS : until - clock_ms();
		ssize_t n;

		if (left <= 0)
			return true;
		if (poll(&wait, 1, (int)left) == 0) {
			if (until >= 0)
				return true;
			fprintf(stderr, "kill9: nothing came for ten minutes\n");
			exit(2);
		}
		n = read(fd, bytes, sizeof bytes);
		if (n <= 0)
			return false;
		at_buffer_add(out, bytes, (size_t)n);
		if (until < 0 && ms >= 0)
			until = clock_ms() + ms;
	}
}

/* What is there already. */
static void
read_waiting(int fd, struct at_buffer *out)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char bytes[65536];
	ssize_t n;

	while (poll(&wait, 1, 0) > 0 && (n = read(fd, bytes, sizeof bytes)) > 0)
		at_buffer_add(out, bytes, (size_t)n);
}

/* The processes whose parent is `parent`; with `words`, only those whose title has them. */
static int
find_children(pid_t parent, const char *words, pid_t *out, int n_room)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	while (proc != NULL && (entry = readdir(proc)) != NULL && n < n_room) {
		char path[300], line[512] = "";
		const char *after;
		FILE *file;
		int ppid = -1;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		after = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
		fclose(file);
		if (after == NULL || sscanf(after, ") %*c %d", &ppid) != 1 || ppid != parent)
			continue;
		snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
		file = fopen(path, "r");
		line[0] = '\0';
		if (file != NULL && fgets(line, sizeof line, file) == NULL)
			line[0] = '\0';
		if (file != NULL)
			fclose(file);
		if (words == NULL || strstr(line, words) != NULL)
			out[n++] = (pid_t)atoi(entry->d_name);
	}
	if (proc != NULL)
		closedir(proc);
	return n;
}

/* The lock file of a process that is still dying would keep the next one from starting. */
static void
wait_for_end(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = 2 * 1000 * 1000 };

	for (int i = 0; i < 5000 && kill(pid, 0) == 0; i++)
		nanosleep(&pause, NULL);
}

/* All of the server at once, or the process behind one connection. */
static void
kill_postgres(const struct options *options, struct at_random *random, bool all)
{
	char path[512];
	pid_t children[128];
	int server = 0, n;
	FILE *file;

	snprintf(path, sizeof path, "%s/data/postmaster.pid", options->postgres);
	file = fopen(path, "r");
	if (file == NULL || fscanf(file, "%d", &server) != 1)
		die(path);
	fclose(file);
	n = find_children((pid_t)server, all ? NULL : "[local]", children, 128);
	if (all)
		kill((pid_t)server, SIGKILL);
	else if (n > 0)
		kill(children[at_random_next(random) % (unsigned)n], SIGKILL);
	for (int i = 0; i < n && all; i++)
		kill(children[i], SIGKILL);
	if (all)
		wait_for_end((pid_t)server);
}

static void
restart_postgres(const struct options *options)
{
	char command[1024];

	snprintf(command, sizeof command, "tools/pg-cluster start '%s' >/dev/null",
	    options->postgres);
	if (system(command) != 0)
		die("tools/pg-cluster start");
}

static int64_t
some_ms(struct at_random *random)
{
	return 10 + (int64_t)(at_random_unit(random) * 150);
}

/* Kill it while it works; what it had printed by then goes to `acknowledged`. */
static void
run_round(const struct options *options, struct at_random *random, int round,
    struct lines *acknowledged)
{
	struct at_buffer out = at_buffer_init(acknowledged->arena);
	char name[16];
	int fd;
	pid_t pid;

	snprintf(name, sizeof name, "%d", round);
	pid = start(options, "load", name, &fd);
	if (!read_for(fd, some_ms(random), &out)) {
		fprintf(stderr, "kill9: %s load ended by itself\n", options->program);
		exit(2);
	}
	if (options->postgres != NULL) {
		kill_postgres(options, random, round % 2 == 0);
		restart_postgres(options);
		/* So that the next line is of something stored after the restart. */
		read_waiting(fd, &out);
		read_for(fd, some_ms(random), &out);
	}
	kill(-pid, SIGKILL);
	read_for(fd, -1, &out);
	close(fd);
	waitpid(pid, NULL, 0);
	add_lines(acknowledged, at_buffer_string(&out));
}

static int
take_back(const struct options *options, struct at_random *random, int round)
{
	struct undo_log *log = undo_map(options->log, false);
	int n_lost = log == NULL ? -1 : undo_apply(log, random, round % 2 == 0);

	if (n_lost < 0)
		die("undo");
	undo_unmap(log);
	return n_lost;
}

static void
list_stored(const struct options *options, struct lines *stored)
{
	struct at_buffer out = at_buffer_init(stored->arena);
	int fd, status = -1;
	pid_t pid = start(options, "list", NULL, &fd);

	read_for(fd, -1, &out);
	close(fd);
	waitpid(pid, &status, 0);
	if (status != 0) {
		fprintf(stderr, "kill9: %s list failed\n", options->program);
		exit(1);
	}
	add_lines(stored, at_buffer_string(&out));
}

/* Prints what is wrong; false if anything acknowledged is lost. */
static bool
check(const struct options *options, int round, struct lines *acknowledged,
    struct lines *stored)
{
	size_t at = 0, n_lost = 0, n_twice = sort_lines(stored);

	for (size_t i = 0; i < acknowledged->n; i++) {
		while (at < stored->n && strcmp(stored->text[at], acknowledged->text[i]) < 0)
			at++;
		n_lost += at == stored->n
		    || strcmp(stored->text[at], acknowledged->text[i]) != 0;
	}
	if (n_lost > 0)
		printf("round %d: %zu of %zu acknowledged are lost\n", round, n_lost,
		    acknowledged->n);
	if (n_twice > 0 || stored->n > acknowledged->n
	    + (size_t)(options->in_flight * (round + 1))) {
		printf("round %d: %zu stored twice, %zu stored for %zu acknowledged\n", round,
		    n_twice, stored->n, acknowledged->n);
		exit(1);
	}
	return n_lost == 0;
}

static bool
torture(const struct options *options)
{
	struct lines acknowledged = { .arena = at_arena_open() };
	struct at_random random = at_random_seeded(options->seed);
	struct undo_log *log = undo_map(options->log, true);
	size_t n_again = 0;
	int n_taken = 0;

	if (log == NULL || acknowledged.arena == NULL)
		die(options->log);
	undo_unmap(log);
	for (int round = 0; round < options->rounds; round++) {
		struct lines stored = { .arena = at_arena_open() };
		bool kept;

		run_round(options, &random, round, &acknowledged);
		if (options->shim != NULL)
			n_taken += take_back(options, &random, round);
		n_again += sort_lines(&acknowledged);
		list_stored(options, &stored);
		kept = check(options, round, &acknowledged, &stored);
		at_arena_close(stored.arena);
		if (!kept) {
			at_arena_close(acknowledged.arena);
			return false;
		}
	}
	if (options->shim != NULL)
		printf("%d writes taken back\n", n_taken);
	if (n_again > 0)
		printf("%zu acknowledged again, ", n_again);
	printf("%d kills, %zu acknowledged, all stored once\n", options->rounds,
	    acknowledged.n);
	at_arena_close(acknowledged.arena);
	return true;
}

static struct options
read_options(int argc, char **argv)
{
	struct options options = { .rounds = 20, .in_flight = 8, .seed = (uint64_t)time(NULL) };
	int i = 1;

	for (; i < argc - 2; i++) {
		if (strcmp(argv[i], "--expect-loss") == 0)
			options.expect_loss = true;
		else if (strcmp(argv[i], "--rounds") == 0)
			options.rounds = atoi(argv[++i]);
		else if (strcmp(argv[i], "--in-flight") == 0)
			options.in_flight = atoi(argv[++i]);
		else if (strcmp(argv[i], "--seed") == 0)
			options.seed = strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--postgres") == 0)
			options.postgres = argv[++i];
		else if (strcmp(argv[i], "--shim") == 0)
			options.shim = argv[++i];
		else
			break;
	}
	if (i != argc - 2) {
		fprintf(stderr, "usage: kill9 [options] PROGRAM FOLDER\n");
		exit(64);
	}
	options.program = argv[i];
	options.folder = argv[i + 1];
	return options;
}

int
main(int argc, char **argv)
{
	struct options options = read_options(argc, argv);
	char log[512];
	bool kept;

	snprintf(log, sizeof log, "%s.undo", options.folder);
	options.log = log;
	printf("seed %llu\n", (unsigned long long)options.seed);
	fflush(stdout);
	kept = torture(&options);
	unlink(log);
	if (options.expect_loss)
		printf("%s\n", kept ? "no loss was seen: this test proves nothing"
		    : "a loss was expected, and seen");
	return kept == options.expect_loss;
}
