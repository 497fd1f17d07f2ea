/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <seccomp.h>

#include "base/macros.h"
#include "guard/sandbox.h"

/*
 * Landlock.  The kernel is often newer than the headers: rights of later versions are
 * spelled out here, and each is asked for only where the kernel knows it.
 */

enum {
	ABI_REFER = 2, ABI_TRUNCATE = 3, ABI_NET = 4, ABI_IOCTL = 5, ABI_SCOPE = 6,
	RULE_PORT = 2                   /* the type of a rule about a port */
};

static const uint64_t fs_first = (1 << 13) - 1;         /* all rights of version 1 */
static const uint64_t fs_truncate = 1 << 14, fs_ioctl = 1 << 15;
static const uint64_t net_bind = 1 << 0, net_connect = 1 << 1;
static const uint64_t scope_abstract_socket = 1 << 0, scope_signal = 1 << 1;

struct rules {
	uint64_t fs, net, scoped;       /* handled: denied unless a rule allows */
};

struct port_rule {
	uint64_t allowed, port;
};

/* What libc, libpq and mail read.  Whoever replaces one of these files while the server
 * runs must restart it: a rule holds the file, not its name. */
static const char *const system_paths[] = {
	"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
	"/etc/services", "/etc/protocols", "/etc/localtime", "/etc/ld.so.cache",
	"/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/run/systemd/resolve",
	"/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/usr/share/zoneinfo",
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/dev/urandom",
};

static uint64_t
rights_known(int abi)
{
	return fs_first | (abi >= ABI_REFER ? LANDLOCK_ACCESS_FS_REFER : 0)
	    | (abi >= ABI_TRUNCATE ? fs_truncate : 0) | (abi >= ABI_IOCTL ? fs_ioctl : 0);
}

static const uint64_t to_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

static uint64_t
to_write(void)
{
	return to_read | LANDLOCK_ACCESS_FS_WRITE_FILE | fs_truncate | LANDLOCK_ACCESS_FS_MAKE_REG
	    | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE
	    | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER;
}

/* ENOENT in errno if there is no such path. */
static int
allow_path(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	struct stat st;
	int failed;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return -1;
	if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE;
	failed = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return failed;
}

static enum at_status
fail_path(const char *path, struct at_error *err)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return at_fail(err, AT_NOT_FOUND, "There is no %s", path);
	return at_fail(err, AT_IO, "The sandbox cannot allow %s: %s", path, strerror(errno));
}

static enum at_status
allow_paths(int ruleset, const struct at_sandbox *box, int abi, struct at_error *err)
{
	if (allow_path(ruleset, box->data_folder, to_write() & rights_known(abi)) != 0)
		return fail_path(box->data_folder, err);
	if (box->backup_folder != NULL
	    && allow_path(ruleset, box->backup_folder, to_write() & rights_known(abi)) != 0)
		return fail_path(box->backup_folder, err);
	for (int i = 0; i < box->n_read_files; i++)
		if (allow_path(ruleset, box->read_files[i], to_read) != 0)
			return fail_path(box->read_files[i], err);
	for (size_t i = 0; i < AT_COUNT(system_paths); i++)
		if (allow_path(ruleset, system_paths[i], to_read) != 0 && errno != ENOENT
		    && errno != EACCES)
			return fail_path(system_paths[i], err);
	return AT_OK;
}

static enum at_status
fill_rules(int ruleset, const struct at_sandbox *box, int abi, struct at_error *err)
{
	struct port_rule port = { net_bind, (uint64_t)box->listen_port };
	enum at_status st = allow_paths(ruleset, box, abi, err);

	if (st != AT_OK || box->listen_port < 0)
		return st;
	if (abi >= ABI_NET && syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &port, 0) != 0)
		return at_fail(err, AT_IO, "The sandbox cannot allow port %d: %s", box->listen_port,
		    strerror(errno));
	return AT_OK;
}

/* Without a box nothing is allowed. */
static enum at_status
enter_landlock(const struct at_sandbox *box, int *out_abi, struct at_error *err)
{
	int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	struct rules rules = { .fs = rights_known(abi) };
	enum at_status st = AT_OK;
	int ruleset;

	*out_abi = 0;
	if (abi < 1)
		return AT_OK;
	if (abi >= ABI_NET)
		rules.net = net_bind | (box != NULL && box->allow_connect ? 0 : net_connect);
	if (abi >= ABI_SCOPE)
		rules.scoped = scope_abstract_socket | scope_signal;
	/* Fields an older kernel does not know are 0, which it accepts. */
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
	if (ruleset < 0)
		return at_fail(err, AT_IO, "Landlock: %s", strerror(errno));
	if (box != NULL)
		st = fill_rules(ruleset, box, abi, err);
	if (st == AT_OK && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		st = at_fail(err, AT_IO, "Landlock: %s", strerror(errno));
	close(ruleset);
	if (st == AT_OK)
		*out_abi = abi;
	return st;
}

/*
 * Seccomp.  What is in no table gets EPERM, so that a library's odd question is
 * answered and not punished; what only an intruder would call ends the process.
 */

static const int allowed[] = {
	/* files */
	SCMP_SYS(access), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(fadvise64), SCMP_SYS(fallocate),
	SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(fcntl), SCMP_SYS(fdatasync), SCMP_SYS(flock),
	SCMP_SYS(fstat), SCMP_SYS(fstatfs), SCMP_SYS(fsync), SCMP_SYS(ftruncate), SCMP_SYS(getcwd),
	SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(lstat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
	SCMP_SYS(newfstatat), SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(pread64),
	SCMP_SYS(preadv), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(read),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(readv), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(rmdir), SCMP_SYS(sendfile),
	SCMP_SYS(stat), SCMP_SYS(statfs), SCMP_SYS(statx), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(write), SCMP_SYS(writev),
	/* waiting, and waking a thread of ours */
	SCMP_SYS(clock_nanosleep), SCMP_SYS(eventfd2), SCMP_SYS(futex), SCMP_SYS(nanosleep),
	SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(pselect6),
	SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield), SCMP_SYS(select),
	/* memory and threads; what gives memory a meaning is in `conditions` */
	SCMP_SYS(brk), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getcpu), SCMP_SYS(gettid),
	SCMP_SYS(madvise), SCMP_SYS(mremap), SCMP_SYS(munmap), SCMP_SYS(rseq),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(set_robust_list),
	/* signals to ourselves */
	SCMP_SYS(pause), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigsuspend), SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(sigaltstack), SCMP_SYS(signalfd4),
	/* the clock, ourselves, the machine, randomness */
	SCMP_SYS(clock_getres), SCMP_SYS(clock_gettime), SCMP_SYS(getegid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(getrandom),
	SCMP_SYS(getrlimit), SCMP_SYS(getrusage), SCMP_SYS(gettimeofday), SCMP_SYS(getuid),
	SCMP_SYS(sysinfo), SCMP_SYS(time), SCMP_SYS(uname),
	/* sockets that others connect to */
	SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(bind), SCMP_SYS(getpeername),
	SCMP_SYS(getsockname), SCMP_SYS(getsockopt), SCMP_SYS(listen), SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg), SCMP_SYS(setsockopt), SCMP_SYS(shutdown),
};

/* Only with allow_connect.  Names may be looked up by libraries that are loaded then, so
 * memory may hold programs. */
static const int allowed_to_connect[] = {
	SCMP_SYS(connect), SCMP_SYS(mmap), SCMP_SYS(sendmmsg), SCMP_SYS(sendmsg),
	SCMP_SYS(sendto), SCMP_SYS(socket), SCMP_SYS(socketpair),
};

static const int deadly[] = {
	SCMP_SYS(bpf), SCMP_SYS(chroot), SCMP_SYS(delete_module), SCMP_SYS(execve),
	SCMP_SYS(execveat), SCMP_SYS(finit_module), SCMP_SYS(fsmount), SCMP_SYS(fsopen),
	SCMP_SYS(init_module), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
	SCMP_SYS(io_uring_setup), SCMP_SYS(kexec_file_load), SCMP_SYS(kexec_load), SCMP_SYS(mount),
	SCMP_SYS(mount_setattr), SCMP_SYS(move_mount), SCMP_SYS(open_by_handle_at),
	SCMP_SYS(open_tree), SCMP_SYS(perf_event_open), SCMP_SYS(pivot_root),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(ptrace),
	SCMP_SYS(setns), SCMP_SYS(umount2), SCMP_SYS(unshare), SCMP_SYS(userfaultfd),
};

/* Allowed when (argument & mask) == value.  A call with several rows needs one of them;
 * `second` (mask 0: none) must hold as well. */
struct condition {
	int call;
	struct scmp_arg_cmp first, second;
};

#define MASKED(n, mask, value) { (n), SCMP_CMP_MASKED_EQ, (mask), (value) }
#define EQUAL(n, value)        { (n), SCMP_CMP_EQ, (value), 0 }

static const uint64_t socket_type = 0xf;                /* without its flags */

static const struct condition conditions[] = {
	/* Threads, not processes; never memory that is a program. */
	{ SCMP_SYS(clone), MASKED(0, CLONE_THREAD, CLONE_THREAD), { 0 } },
	{ SCMP_SYS(mmap), MASKED(2, PROT_EXEC, 0), { 0 } },
	{ SCMP_SYS(mprotect), MASKED(2, PROT_EXEC, 0), { 0 } },
	{ SCMP_SYS(prctl), EQUAL(0, PR_SET_NAME), { 0 } },
	/* Reading limits, not setting them; ours, not another's. */
	{ SCMP_SYS(prlimit64), EQUAL(0, 0), EQUAL(2, 0) },
	/* "Is this a terminal?", not typing into it. */
	{ SCMP_SYS(ioctl), EQUAL(1, TCGETS), { 0 } },
	{ SCMP_SYS(ioctl), EQUAL(1, FIONREAD), { 0 } },
	{ SCMP_SYS(ioctl), EQUAL(1, FIONBIO), { 0 } },
	/* A socket to listen on, and answers on it: no address, no opening by sending. */
	{ SCMP_SYS(socket), EQUAL(0, AF_INET), MASKED(1, socket_type, SOCK_STREAM) },
	{ SCMP_SYS(socket), EQUAL(0, AF_INET6), MASKED(1, socket_type, SOCK_STREAM) },
	{ SCMP_SYS(sendto), EQUAL(4, 0), MASKED(3, MSG_FASTOPEN, 0) },
	{ SCMP_SYS(sendmsg), MASKED(2, MSG_FASTOPEN, 0), { 0 } },
};

/* All that a decoder needs; every other call ends it. */
static const int decoding[] = {
	SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
	SCMP_SYS(brk), SCMP_SYS(mremap), SCMP_SYS(munmap), SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(clock_gettime), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigaction), SCMP_SYS(exit_group),
#ifdef AT_SANITIZED                     /* its reports, its own map of the memory, its thread */
	SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(getrlimit), SCMP_SYS(readlink),
	SCMP_SYS(getrusage), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list),
#endif
};

static const struct condition decoding_conditions[] = {
	{ SCMP_SYS(mmap), MASKED(2, PROT_EXEC, 0), MASKED(3, MAP_ANONYMOUS, MAP_ANONYMOUS) },
	{ SCMP_SYS(mprotect), MASKED(2, PROT_EXEC, 0), { 0 } },
};

/* What ends a process.  Kernels before 4.14, and gVisor's, have no such verdict: there a signal
 * does it that nobody handles, and the call is not made either. */
static uint32_t
killed(void)
{
	enum { API_WITH_KILL = 3 };

	return seccomp_api_get() < API_WITH_KILL ? SCMP_ACT_TRAP : SCMP_ACT_KILL_PROCESS;
}

static int
add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n_calls)
{
	int rc = 0;

	for (size_t i = 0; i < n_calls && rc == 0; i++)
		rc = seccomp_rule_add_array(filter, action, calls[i], 0, NULL);
	return rc;
}

static int
add_conditions(scmp_filter_ctx filter, const struct condition *of, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct condition *c = &of[i];
		const struct scmp_arg_cmp both[] = { c->first, c->second };

		rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, c->call,
		    c->second.op == 0 ? 1 : 2, both);
	}
	return rc;
}

/* raise() and abort() name the process: only this one. */
static int
add_own_signals(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp us = EQUAL(0, (scmp_datum_t)getpid());

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &us);
}

/* The flags of clone3 are behind a pointer, where no filter sees them; "no such call"
 * makes libc fall back to clone. */
static int
add_rules(scmp_filter_ctx filter, const struct at_sandbox *box)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

	if (rc == 0)
		rc = add_all(filter, killed(), deadly, AT_COUNT(deadly));
	if (rc == 0)
		rc = add_all(filter, SCMP_ACT_ALLOW, allowed, AT_COUNT(allowed));
	if (rc == 0 && box->allow_connect)
		rc = add_all(filter, SCMP_ACT_ALLOW, allowed_to_connect,
		    AT_COUNT(allowed_to_connect));
	if (rc == 0)
		rc = add_conditions(filter, conditions, AT_COUNT(conditions));
	return rc;
}

static int
add_decoding_rules(scmp_filter_ctx filter)
{
	int rc = add_all(filter, SCMP_ACT_ALLOW, decoding, AT_COUNT(decoding));

	if (rc == 0)
		rc = add_conditions(filter, decoding_conditions, AT_COUNT(decoding_conditions));
	return rc;
}

static int
load_rules(scmp_filter_ctx filter, const struct at_sandbox *box)
{
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, killed());

	if (rc == 0)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (rc == 0)
		rc = box == NULL ? add_decoding_rules(filter) : add_rules(filter, box);
	if (rc == 0)
		rc = add_own_signals(filter);
	return rc == 0 ? seccomp_load(filter) : rc;
}

static enum at_status
enter_seccomp(const struct at_sandbox *box, bool *out_entered, struct at_error *err)
{
	scmp_filter_ctx filter;
	int rc;

	*out_entered = false;
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
		return AT_OK;                   /* a kernel without it */
	signal(SIGSYS, SIG_DFL);
	filter = seccomp_init(box == NULL ? killed() : SCMP_ACT_ERRNO(EPERM));
	if (filter == NULL)
		return at_fail(err, AT_IO, "The list of system calls cannot be made");
	rc = load_rules(filter, box);
	seccomp_release(filter);
	if (rc != 0)
		return at_fail(err, AT_IO, "The list of system calls: %s", strerror(-rc));
	*out_entered = true;
	return AT_OK;
}

/* Without a box: that of a decoder. */
static enum at_status
enter(const struct at_sandbox *box, struct at_sandbox_layers *out, struct at_error *err)
{
	struct at_sandbox_layers layers;
	enum at_status st;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return at_fail(err, AT_IO, "The sandbox cannot give up rights: %s",
		    strerror(errno));
	st = enter_landlock(box, &layers.landlock, err);
	if (st == AT_OK)
		st = enter_seccomp(box, &layers.seccomp, err);
	if (st == AT_OK)
		*out = layers;
	return st;
}

enum at_status
at_sandbox_enter(const struct at_sandbox *box, struct at_sandbox_layers *out,
    struct at_error *err)
{
	return enter(box, out, err);
}

enum at_status
at_sandbox_enter_decoder(struct at_sandbox_layers *out, struct at_error *err)
{
	return enter(NULL, out, err);
}
