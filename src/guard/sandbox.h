/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/sandbox.h - what the server gives up before it listens, and a decoder before it
 * reads: Landlock for files and ports, then a list of system calls.
 *
 * A flaw in a parser then finds no shell, no other file and no way out.  Kept: the data
 * folder; reading what libc needs for names, zones and libraries; threads; and
 * connections that others open to us.  Nothing that is already open is closed.
 */
#ifndef AT_GUARD_SANDBOX_H
#define AT_GUARD_SANDBOX_H

#include <stdbool.h>

#include "base/status.h"

struct at_sandbox {
	const char *data_folder;        /* read and write, no programs */
	const char *backup_folder;      /* the same; NULL: none */
	const char *const *read_files;  /* TLS files, ~/.pgpass: must exist; folders with all
	                                 * that is in them */
	int n_read_files;
	int listen_port;                /* the one TCP port that may be bound; 0: any free one;
	                                 * -1: none */
	bool allow_connect;             /* PostgreSQL or mail: sockets outward, and loading
	                                 * the libraries that names are looked up with */
};

/* What this kernel could do. */
struct at_sandbox_layers {
	int landlock;                   /* its version, 0 if there is none: files are open then */
	bool seccomp;
};

/* Enter, for good.  Called before any other thread is started; programs can no longer be
 * started after it (the kernel ends the process that tries).  A kernel without a layer is
 * no failure: the caller says it in one line.
 * AT_NOT_FOUND: a folder or one of read_files; AT_IO: a layer is there and failed. */
enum at_status at_sandbox_enter(const struct at_sandbox *box, struct at_sandbox_layers *out,
    struct at_error *err);

/* A box for a program that decodes the file of a stranger: no files, no ports, no other
 * process and no thread.  What is open can be read and written; memory can be had; any
 * other call ends the process.  Limits of memory and time are the caller's.
 * AT_IO: a layer is there and failed. */
enum at_status at_sandbox_enter_decoder(struct at_sandbox_layers *out, struct at_error *err);

#endif
