/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "http/listen.h"
#include "http/parse.h"

/* Connections the kernel may keep for us while all threads are busy. */
enum { BACKLOG = 1024 };

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* The port behind the last ':', -1 if it is none. */
static int
parse_port(const char *text)
{
	char *end;
	long port;

	if (text[0] < '0' || text[0] > '9')
		return -1;
	port = strtol(text, &end, 10);
	return *end != '\0' || port > 65535 ? -1 : (int)port;
}

/* Fill `out`; its length, 0 if the text is no address and port. */
static socklen_t
parse_address(const char *listen, union address *out)
{
	const char *colon = strrchr(listen, ':');
	int port = colon == NULL ? -1 : parse_port(colon + 1);
	char host[INET6_ADDRSTRLEN];
	size_t n_host = colon == NULL ? 0 : (size_t)(colon - listen);

	memset(out, 0, sizeof *out);
	if (port < 0 || n_host >= sizeof host)
		return 0;
	memcpy(host, listen, n_host);
	host[n_host] = '\0';
	if (inet_pton(AF_INET, host, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		return sizeof out->v4;
	}
	if (n_host < 2 || host[0] != '[' || host[n_host - 1] != ']')
		return 0;
	host[n_host - 1] = '\0';
	if (inet_pton(AF_INET6, host + 1, &out->v6.sin6_addr) != 1)
		return 0;
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons((uint16_t)port);
	return sizeof out->v6;
}

static enum at_status
fail_listen(const char *listen, int error, struct at_error *err)
{
	if (error == EADDRINUSE)
		return at_fail(err, AT_IO, "%s is already in use", listen);
	if (error == EACCES)
		return at_fail(err, AT_IO, "%s is not allowed for this user: try a port above 1023",
		    listen);
	if (error == EADDRNOTAVAIL)
		return at_fail(err, AT_IO, "%s is not an address of this machine", listen);
	return at_fail(err, AT_IO, "%s cannot be listened on: %s", listen, strerror(error));
}

/* No other program started from here inherits the socket. */
static bool
keep(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

static int
listen_on(int fd, const union address *address, socklen_t n_address)
{
	int yes = 1;

	if (!keep(fd)
	    || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0
	    || bind(fd, &address->any, n_address) != 0)
		return -1;
	return listen(fd, BACKLOG);
}

static int
port_of(const union address *address)
{
	return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port
	    : address->v6.sin6_port);
}

enum at_status
at_listen_open(const char *listen, int *out_fd, int *out_port, struct at_error *err)
{
	union address address;
	socklen_t n_address = parse_address(listen, &address);
	int fd;

	if (n_address == 0)
		return at_fail(err, AT_INVALID,
		    "%s: expected an address and a port, as 127.0.0.1:8080 or [::1]:8080", listen);
	fd = socket(address.any.sa_family, SOCK_STREAM, 0);
	if (fd < 0)
		return fail_listen(listen, errno, err);
	if (listen_on(fd, &address, n_address) != 0
	    || getsockname(fd, &address.any, &n_address) != 0) {
		int error = errno;

		close(fd);
		return fail_listen(listen, error, err);
	}
	*out_fd = fd;
	*out_port = port_of(&address);
	return AT_OK;
}

/* Where a socket listens. */
static enum at_status
find_address(int fd, union address *out, struct at_error *err)
{
	socklen_t n_address = sizeof *out, n_listens = sizeof(int);
	int listens = 0;

	memset(out, 0, sizeof *out);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &n_listens) != 0 || !listens
	    || getsockname(fd, &out->any, &n_address) != 0
	    || (out->any.sa_family != AF_INET && out->any.sa_family != AF_INET6))
		return at_fail(err, AT_INVALID,
		    "what was handed over is no TCP socket that listens");
	return AT_OK;
}

enum at_status
at_listen_port(int fd, int *out_port, struct at_error *err)
{
	union address address;
	enum at_status st = find_address(fd, &address, err);

	if (st == AT_OK && !keep(fd))
		st = at_fail(err, AT_IO, "the socket handed over: %s", strerror(errno));
	if (st == AT_OK)
		*out_port = port_of(&address);
	return st;
}

enum at_status
at_listen_address(struct at_arena *arena, int fd, const char **out, struct at_error *err)
{
	union address address;
	enum at_status st = find_address(fd, &address, err);
	const char *host;
	bool v6;

	if (st != AT_OK)
		return st;
	host = at_listen_peer(arena, &address.any);
	v6 = strchr(host, ':') != NULL;
	*out = at_printf(arena, "%s%s%s:%d", v6 ? "[" : "", host, v6 ? "]" : "",
	    port_of(&address));
	return AT_OK;
}

int
at_listen_raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return _POSIX_OPEN_MAX;
	if (files.rlim_cur != files.rlim_max) {
		rlim_t before = files.rlim_cur;

		files.rlim_cur = files.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &files) != 0)
			files.rlim_cur = before;
	}
	return files.rlim_cur > INT_MAX ? INT_MAX : (int)files.rlim_cur;
}

const char *
at_listen_peer(struct at_arena *arena, const struct sockaddr *address)
{
	char text[INET6_ADDRSTRLEN] = "";
	union address known;

	if (address->sa_family == AF_INET) {
		memcpy(&known.v4, address, sizeof known.v4);
		inet_ntop(AF_INET, &known.v4.sin_addr, text, sizeof text);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&known.v6, address, sizeof known.v6);
		inet_ntop(AF_INET6, &known.v6.sin6_addr, text, sizeof text);
	}
	return at_http_address(arena, text);
}
