/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can still be done in the sandbox, and what cannot.  Each test enters it in a child
 * of its own, which reports the line where its expectation failed. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seccomp.h>
#include <sqlite3.h>

#include "base/timing.h"
#include "check.h"
#include "guard/sandbox.h"

enum { NO_LANDLOCK = -1, NO_SECCOMP = -2, TIMES_OUT_S = 120, DECODES_US = 250000, OLD_API = 2 };

/* Since which version Landlock keeps these. */
enum { LANDLOCK_FOR_TRUNCATE = 3, LANDLOCK_FOR_PORTS = 4, LANDLOCK_FOR_NAMES = 6 };

static char folder[64], inside[96], outside[96];
static int loopback_port;               /* somebody listens there */
static struct at_sandbox_layers layers; /* of the child */
static bool kernel_is_old;              /* for the library that makes the list of calls */

#define NEED(truth) \
	do { \
		if (!(truth)) \
			return __LINE__; \
	} while (0)

/* What is refused, is refused with EPERM or EACCES, and not for another reason. */
#define NEED_REFUSED(call) \
	do { \
		errno = 0; \
		NEED((call) < 0); \
		NEED(errno == EPERM || errno == EACCES); \
	} while (0)

/* What `body` returns in a child that entered the sandbox; *out_signal what ended it. */
static int
in_sandbox(struct at_sandbox box, int (*body)(void), int *out_signal)
{
	int pipes[2], line = __LINE__, status;
	pid_t child;

	box.data_folder = inside;
	CHECK_INT(0, pipe(pipes));
	fflush(NULL);
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		struct at_error err = { .status = AT_OK };

		alarm(TIMES_OUT_S);
		if (kernel_is_old && seccomp_api_get() > OLD_API)
			seccomp_api_set(OLD_API);
		if (at_sandbox_enter(&box, &layers, &err) == AT_OK)
			line = body();
		else
			fprintf(stderr, "%s\n", err.text);
		_exit(write(pipes[1], &line, sizeof line) == sizeof line ? 0 : 1);
	}
	close(pipes[1]);
	if (read(pipes[0], &line, sizeof line) != sizeof line)
		line = __LINE__;
	close(pipes[0]);
	CHECK_INT(child, waitpid(child, &status, 0));
	*out_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return line;
}

static void
expect_box(struct at_sandbox box, int (*body)(void))
{
	int ended_by, line = in_sandbox(box, body, &ended_by);

	if (line == NO_LANDLOCK)
		SKIP("this kernel has no Landlock, or an old one");
	if (line == NO_SECCOMP)
		SKIP("this kernel has no seccomp");
	if (line != 0 || ended_by != 0)
		fail_msg("the expectation at %s:%d failed (signal %d)", __FILE__, line, ended_by);
}

static void
expect(int (*body)(void))
{
	expect_box((struct at_sandbox){ 0 }, body);
}

static int
begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/attune-box-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(inside, sizeof inside, "%s/data", folder);
	snprintf(outside, sizeof outside, "%s/other", folder);
	if (mkdir(inside, 0700) != 0 || chdir(inside) != 0)
		return -1;
	close(open(outside, O_WRONLY | O_CREAT, 0600));
	return 0;
}

static int
end(void **state)
{
	DIR *dir = opendir(inside);

	(void)state;
	for (const struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL; )
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	unlink(outside);
	return chdir("/") == 0 && rmdir(inside) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static int
files_of_the_folder(void)
{
	char text[4] = "";
	int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0600);

	NEED(fd >= 0 && write(fd, "abc", 3) == 3 && fsync(fd) == 0);
	NEED(pread(fd, text, 3, 0) == 3 && strcmp(text, "abc") == 0);
	NEED(ftruncate(fd, 1) == 0 && close(fd) == 0);
	NEED(mkdir("backups", 0700) == 0 && rename("a", "backups/b") == 0);
	NEED((fd = open("backups", O_RDONLY | O_DIRECTORY)) >= 0 && fsync(fd) == 0);
	NEED(unlink("backups/b") == 0 && rmdir("backups") == 0);
	return 0;
}

TEST(the_data_folder_can_be_read_and_written)
{
	(void)state_;
	expect(files_of_the_folder);
}

static int
files_elsewhere(void)
{
	if (layers.landlock == 0)
		return NO_LANDLOCK;
	NEED_REFUSED(open("/etc/passwd", O_RDONLY));
	NEED_REFUSED(open("/etc/shadow", O_RDONLY));
	NEED_REFUSED(open("/proc/self/environ", O_RDONLY));
	NEED_REFUSED(open("/", O_RDONLY | O_DIRECTORY));
	NEED_REFUSED(open("/etc", O_RDONLY | O_DIRECTORY));
	NEED_REFUSED(open(outside, O_RDONLY));
	NEED_REFUSED(open(outside, O_WRONLY));
	NEED_REFUSED(open("../new", O_WRONLY | O_CREAT, 0600));
	NEED_REFUSED(unlink(outside));
	NEED(rename(outside, "stolen") < 0 && (errno == EACCES || errno == EXDEV));
	NEED_REFUSED(mkdir("../folder", 0700));
	return 0;
}

TEST(nothing_outside_can_be_opened_or_changed)
{
	(void)state_;
	expect(files_elsewhere);
}

static int
odd_files(void)
{
	if (!layers.seccomp)
		return NO_SECCOMP;
	NEED_REFUSED(symlink("/etc/passwd", "link"));
	NEED_REFUSED(link(outside, "hard"));
	NEED_REFUSED(mkfifo("fifo", 0600));
	NEED_REFUSED(chmod(".", 0777));
	return 0;
}

TEST(no_links_and_pipes_are_left_in_the_data_folder)
{
	(void)state_;
	expect(odd_files);
}

static int
shared_files(void)
{
	NEED(open("/usr/share/zoneinfo/Europe/Oslo", O_RDONLY) >= 0 || errno == ENOENT);
	NEED(open("/etc/nsswitch.conf", O_RDONLY) >= 0 || errno == ENOENT);
	NEED(open("/usr/lib", O_RDONLY | O_DIRECTORY) >= 0);
	if (layers.landlock > 0)
		NEED_REFUSED(open("/usr/lib/attune-was-here", O_WRONLY | O_CREAT, 0600));
	return 0;
}

TEST(zones_and_resolver_files_can_be_read_only)
{
	(void)state_;
	expect(shared_files);
}

static int
named_file(void)
{
	NEED(open(outside, O_RDONLY) >= 0);
	if (layers.landlock > 0)
		NEED_REFUSED(open(outside, O_WRONLY));
	if (layers.landlock >= LANDLOCK_FOR_TRUNCATE)
		NEED_REFUSED(open(outside, O_RDONLY | O_TRUNC));
	return 0;
}

TEST(named_files_can_be_read)
{
	const char *const files[] = { outside };

	(void)state_;
	expect_box((struct at_sandbox){ .read_files = files, .n_read_files = 1 }, named_file);
}

static int
nothing(void)
{
	return layers.landlock == 0 ? NO_LANDLOCK : 0;
}

TEST(a_named_file_that_is_missing_is_an_error)
{
	const char *const files[] = { "/nonexistent/tls.pem" };
	struct at_sandbox box = { .data_folder = inside, .read_files = files, .n_read_files = 1 };
	struct at_error err = { .status = AT_OK };
	int ended_by;

	(void)state_;
	if (in_sandbox((struct at_sandbox){ 0 }, nothing, &ended_by) == NO_LANDLOCK)
		SKIP("this kernel has no Landlock");
	if (fork() == 0)                                /* it may have given up rights */
		_exit(at_sandbox_enter(&box, &layers, &err) == AT_NOT_FOUND
		    && strcmp(err.text, "There is no /nonexistent/tls.pem") == 0 ? 0 : 1);
	CHECK(wait(&ended_by) > 0 && WIFEXITED(ended_by) && WEXITSTATUS(ended_by) == 0);
}

static int
start_program(void)
{
	char *const args[] = { NULL };

	if (!layers.seccomp)
		return NO_SECCOMP;
	execve("/bin/true", args, args);
	return __LINE__;
}

TEST(starting_a_program_ends_the_process)
{
	int ended_by, line = in_sandbox((struct at_sandbox){ .allow_connect = true },
	    start_program, &ended_by);

	(void)state_;
	if (line == NO_SECCOMP)
		SKIP("this kernel has no seccomp");
	CHECK_INT(SIGSYS, ended_by);
}

static int
processes_and_memory(void)
{
	void *page;

	if (!layers.seccomp)
		return NO_SECCOMP;
	NEED_REFUSED(fork());
	NEED_REFUSED(kill(getppid(), 0));
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, open("p", O_RDWR | O_CREAT,
	    0600), 0);
	NEED(page != MAP_FAILED);
	NEED(mprotect(page, 4096, PROT_READ) == 0);
	NEED_REFUSED(mprotect(page, 4096, PROT_READ | PROT_EXEC));
	errno = 0;
	NEED(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, open("p", O_RDONLY), 0)
	    == MAP_FAILED && errno == EPERM);
	return 0;
}

TEST(no_new_processes_and_no_new_programs_in_memory)
{
	(void)state_;
	expect(processes_and_memory);
}

static void *
add_one(void *number)
{
	++*(int *)number;
	return number;
}

static int
threads(void)
{
	pthread_t all[40];
	int numbers[40] = { 0 };

	for (int i = 0; i < 40; i++)
		NEED(pthread_create(&all[i], NULL, add_one, &numbers[i]) == 0);
	for (int i = 0; i < 40; i++)
		NEED(pthread_join(all[i], NULL) == 0 && numbers[i] == 1);
	return 0;
}

TEST(threads_can_be_started)
{
	(void)state_;
	expect(threads);
}

static int
abort_now(void)
{
	signal(SIGABRT, SIG_DFL);
	abort();
}

TEST(a_failed_assertion_still_ends_the_process)
{
	int ended_by;

	(void)state_;
	in_sandbox((struct at_sandbox){ 0 }, abort_now, &ended_by);
	CHECK_INT(SIGABRT, ended_by);
}

static const char sql[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE t (x); INSERT INTO t VALUES (1); BEGIN IMMEDIATE;"
    "INSERT INTO t SELECT x + 1 FROM t; COMMIT; PRAGMA wal_checkpoint(TRUNCATE); VACUUM;";

static int
database(void)
{
	sqlite3 *db, *other;
	sqlite3_stmt *stmt;

	NEED(sqlite3_open("attune.db", &db) == SQLITE_OK);
	NEED(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
	NEED(sqlite3_open("attune.db", &other) == SQLITE_OK);
	NEED(sqlite3_prepare_v2(other, "SELECT sum(x) FROM t", -1, &stmt, NULL) == SQLITE_OK);
	NEED(sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0) == 3);
	sqlite3_finalize(stmt);
	NEED(sqlite3_close(other) == SQLITE_OK && sqlite3_close(db) == SQLITE_OK);
	return 0;
}

TEST(sqlite_works_in_the_data_folder)
{
	(void)state_;
	expect(database);
}

static int
call_loopback(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	return connect(fd, (const struct sockaddr *)&address, sizeof address);
}

static int
calls_outward(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)loopback_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd;

	if (!layers.seccomp)
		return NO_SECCOMP;
	NEED_REFUSED(call_loopback(loopback_port));
	NEED_REFUSED(socket(AF_INET, SOCK_DGRAM, 0));
	NEED_REFUSED(socket(AF_INET6, SOCK_DGRAM, 0));
	NEED_REFUSED(socket(AF_UNIX, SOCK_STREAM, 0));
	NEED((fd = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
	NEED_REFUSED(sendto(fd, "x", 1, 0, (const struct sockaddr *)&address, sizeof address));
	NEED_REFUSED(sendto(fd, "x", 1, 0x20000000, NULL, 0));  /* MSG_FASTOPEN */
	return 0;
}

TEST(nothing_can_be_called_outward)
{
	(void)state_;
	expect(calls_outward);
}

static int
calls_allowed(void)
{
	struct addrinfo *found = NULL;

	NEED(call_loopback(loopback_port) == 0);
	NEED(getaddrinfo("localhost", "80", NULL, &found) == 0 && found != NULL);
	freeaddrinfo(found);
	return 0;
}

TEST(with_leave_to_connect_calls_and_names_work)
{
	(void)state_;
	expect_box((struct at_sandbox){ .allow_connect = true }, calls_allowed);
}

/* A name in no folder, where Landlock's rules about files do not reach. */
static struct sockaddr_un
abstract_name(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "%s", folder);
	return name;
}

static int
call_abstract(void)
{
	struct sockaddr_un name = abstract_name();
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (layers.landlock < LANDLOCK_FOR_NAMES)
		return NO_LANDLOCK;
	NEED(fd >= 0);
	NEED_REFUSED(connect(fd, (const struct sockaddr *)&name, sizeof name));
	return 0;
}

TEST(services_of_the_desktop_cannot_be_called)
{
	struct sockaddr_un name = abstract_name();
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state_;
	CHECK_INT(0, bind(fd, (const struct sockaddr *)&name, sizeof name));
	CHECK_INT(0, listen(fd, 1));
	expect_box((struct at_sandbox){ .allow_connect = true }, call_abstract);
	close(fd);
}

static int
listen_on(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0)
		return -1;
	return listen(fd, 1) == 0 ? fd : -1;
}

static int
any_port(void)
{
	int fd = listen_on(0);

	NEED(fd >= 0 && close(fd) == 0);
	if (layers.landlock < LANDLOCK_FOR_PORTS)
		return NO_LANDLOCK;
	NEED_REFUSED(listen_on(loopback_port + 1));
	return 0;
}

static int
one_port(void)
{
	if (layers.landlock < LANDLOCK_FOR_PORTS)
		return NO_LANDLOCK;
	NEED(listen_on(loopback_port) < 0 && errno == EADDRINUSE);
	NEED_REFUSED(listen_on(loopback_port + 1));
	NEED_REFUSED(listen_on(0));
	return 0;
}

TEST(only_the_servers_own_port_can_be_listened_on)
{
	(void)state_;
	expect_box((struct at_sandbox){ .listen_port = loopback_port }, one_port);
	expect(any_port);
}

static int pipe_ends[2];                /* open when a decoder's box is entered */

/* What ended a child that does this in a decoder's box; 0: nothing did. */
static int
in_decoder(int (*body)(void))
{
	int status;
	pid_t child;

	fflush(NULL);
	CHECK_INT(0, pipe(pipe_ends));
	child = fork();
	CHECK(child >= 0);
	if (child == 0) {
		struct at_error err = { .status = AT_OK };

		alarm(TIMES_OUT_S);
		if (kernel_is_old && seccomp_api_get() > OLD_API)
			seccomp_api_set(OLD_API);
		if (at_sandbox_enter_decoder(&layers, &err) != AT_OK)
			_exit(99);
		_exit(body());
	}
	close(pipe_ends[0]);
	close(pipe_ends[1]);
	CHECK_INT(child, waitpid(child, &status, 0));
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		fail_msg("the decoder left with %d", WEXITSTATUS(status));
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* Memory, reading what is open, writing what is open: all that decoding is.  It takes a
 * while, and a sanitizer's own thread is at work meanwhile. */
static int
decoder_decodes(void)
{
	int64_t end = at_timing_now_us() + DECODES_US;
	char text[4];

	do {
		void *much = malloc(8 << 20);

		if (much == NULL || pread(0, text, 0, 0) > 0)
			return 1;
		memset(much, 1, 8 << 20);
		free(much);
	} while (at_timing_now_us() < end);
	return write(pipe_ends[1], "x", 1) == 1 ? 0 : 2;
}

static int
decoder_opens(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0 ? 1 : 2;
}

static int
decoder_creates(void)
{
	return creat("new", 0600) >= 0 ? 1 : 2;
}

static int
decoder_connects(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 2;
}

static int
decoder_executes(void)
{
	char *const args[] = { NULL };

	return execve("/bin/true", args, args);
}

static int
decoder_forks(void)
{
	return fork() == 0 ? 0 : 2;
}

static int
decoder_starts_a_thread(void)
{
	pthread_t thread;
	int number = 0;

	return pthread_create(&thread, NULL, add_one, &number) == 0 ? 1 : 2;
}

static int
decoder_writes_code(void)
{
	void *page;

	return posix_memalign(&page, 4096, 4096) == 0
	    && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ? 1 : 2;
}

static int
decoder_maps_a_file(void)
{
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 0) == MAP_FAILED ? 2 : 1;
}

static int
decoder_kills(void)
{
	return kill(getppid(), 0) == 0 ? 1 : 2;
}

TEST(a_decoder_can_read_write_and_have_memory)
{
	(void)state_;
	CHECK_INT(0, in_decoder(decoder_decodes));
}

static int
seccomp_there(void)
{
	return layers.seccomp ? 0 : NO_SECCOMP;
}

TEST(whatever_else_a_decoder_tries_ends_it)
{
	int (*const tries[])(void) = { decoder_opens, decoder_creates, decoder_connects,
		decoder_executes, decoder_forks, decoder_starts_a_thread, decoder_writes_code,
		decoder_maps_a_file, decoder_kills };
	int ended_by, line = in_sandbox((struct at_sandbox){ 0 }, seccomp_there, &ended_by);

	(void)state_;
	if (line == NO_SECCOMP)
		SKIP("this kernel has no seccomp");
	for (size_t i = 0; i < AT_COUNT(tries); i++)
		if ((ended_by = in_decoder(tries[i])) != SIGSYS)
			fail_msg("try %zu: ended by signal %d", i, ended_by);
}

/* Before Linux 4.14, and under gVisor, no verdict ends a process: a signal does. */
TEST(an_old_kernel_ends_it_as_well)
{
	int ended_by, line = in_sandbox((struct at_sandbox){ 0 }, seccomp_there, &ended_by);

	(void)state_;
	if (line == NO_SECCOMP)
		SKIP("this kernel has no seccomp");
	kernel_is_old = true;
	line = in_sandbox((struct at_sandbox){ 0 }, start_program, &ended_by);
	CHECK(line != 0 && ended_by == SIGSYS);
	CHECK_INT(SIGSYS, in_decoder(decoder_opens));
	CHECK_INT(SIGSYS, in_decoder(decoder_forks));
	CHECK_INT(0, in_decoder(decoder_decodes));
	kernel_is_old = false;
}

#define IN_BOX(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	struct sockaddr_in address;
	socklen_t n = sizeof address;
	const struct CMUnitTest tests[] = {
		IN_BOX(the_data_folder_can_be_read_and_written),
		IN_BOX(nothing_outside_can_be_opened_or_changed),
		IN_BOX(no_links_and_pipes_are_left_in_the_data_folder),
		IN_BOX(zones_and_resolver_files_can_be_read_only),
		IN_BOX(named_files_can_be_read),
		IN_BOX(a_named_file_that_is_missing_is_an_error),
		IN_BOX(starting_a_program_ends_the_process),
		IN_BOX(no_new_processes_and_no_new_programs_in_memory),
		IN_BOX(threads_can_be_started),
		IN_BOX(a_failed_assertion_still_ends_the_process),
		IN_BOX(sqlite_works_in_the_data_folder),
		IN_BOX(nothing_can_be_called_outward),
		IN_BOX(with_leave_to_connect_calls_and_names_work),
		IN_BOX(services_of_the_desktop_cannot_be_called),
		IN_BOX(only_the_servers_own_port_can_be_listened_on),
		IN_BOX(a_decoder_can_read_write_and_have_memory),
		IN_BOX(whatever_else_a_decoder_tries_ends_it),
		IN_BOX(an_old_kernel_ends_it_as_well),
	};

	if (getsockname(listen_on(0), (struct sockaddr *)&address, &n) != 0)
		return 1;
	loopback_port = ntohs(address.sin_port);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
