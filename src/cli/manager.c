/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/manager.h"

enum { FIRST_SOCKET = 3 };              /* behind standard input, output and error */

/* What is handed over is meant for the process it names. */
static enum at_status
take_socket(const struct at_world *world, int *out, struct at_error *err)
{
	*out = 0;
	if (world->listen_pid == NULL || world->listen_fds == NULL
	    || strtol(world->listen_pid, NULL, 10) != (long)getpid())
		return AT_OK;
	if (strcmp(world->listen_fds, "1") != 0)
		return at_fail(err, AT_INVALID, "the service manager handed over %s sockets:"
		    " expected 1", world->listen_fds);
	*out = FIRST_SOCKET;
	return AT_OK;
}

/* A name that begins with '@' is in no folder. */
static enum at_status
connect_to(const char *name, int *out, struct at_error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (n < sizeof address.sun_path) {
		memcpy(address.sun_path, name, n);
		if (name[0] == '@')
			address.sun_path[0] = '\0';
	}
	if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || n >= sizeof address.sun_path
	    || connect(fd, (const struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) != 0) {
		at_fail(err, AT_IO, "the service manager does not listen on %s: %s", name,
		    strerror(errno));
		if (fd >= 0)
			close(fd);
		return AT_IO;
	}
	*out = fd;
	return AT_OK;
}

enum at_status
at_manager_meet(const struct at_world *world, struct at_manager *out, struct at_error *err)
{
	enum at_status st = take_socket(world, &out->socket, err);

	out->notify = -1;
	if (st == AT_OK && world->notify_socket != NULL)
		st = connect_to(world->notify_socket, &out->notify, err);
	return st;
}

void
at_manager_tell(const struct at_manager *manager, const char *state)
{
	if (manager->notify >= 0)
		(void)!send(manager->notify, state, strlen(state), MSG_NOSIGNAL);
}
