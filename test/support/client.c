/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "support/client.h"

enum { PATIENCE_MS = 120000 };          /* only what is broken takes that long */

/* A connected socket, -1 if nobody listens. */
static int
try_connect(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

int
client_connect(int port)
{
	int fd = try_connect(port);

	CHECK(fd >= 0);
	return fd;
}

bool
client_may_connect(int port)
{
	int fd = try_connect(port);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void
client_send(int fd, const void *bytes, size_t n_bytes)
{
	const char *at = bytes;

	while (n_bytes > 0) {
		ssize_t n = send(fd, at, n_bytes, MSG_NOSIGNAL);

		CHECK(n > 0 || errno == EINTR);
		if (n > 0) {
			at += n;
			n_bytes -= (size_t)n;
		}
	}
}

void
client_say(int fd, const char *text)
{
	client_send(fd, text, strlen(text));
}

/* Some bytes, 0 at the end or after a reset. */
static size_t
read_some(int fd, void *to, size_t room)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&ready, 1, PATIENCE_MS) != 1)
		fail_msg("no reply within %d ms", PATIENCE_MS);
	n = recv(fd, to, room, 0);
	return n > 0 ? (size_t)n : 0;
}

/* The head byte by byte: what follows it stays in the socket. */
static bool
read_head(int fd, struct client_reply *out)
{
	size_t n = 0;

	while (n < 4 || memcmp(out->head + n - 4, "\r\n\r\n", 4) != 0) {
		CHECK(n + 1 < sizeof out->head);
		if (read_some(fd, out->head + n, 1) == 0)
			return false;
		out->head[++n] = '\0';
	}
	return true;
}

static void
read_body(int fd, struct client_reply *out)
{
	char room[1024];
	const char *length = client_header(out, "Content-Length", room);
	size_t n_all = length == NULL ? 0 : strtoul(length, NULL, 10), n;

	out->body = malloc(n_all + 1);
	CHECK(out->body != NULL);
	for (; out->n_body < n_all; out->n_body += n) {
		n = read_some(fd, out->body + out->n_body, n_all - out->n_body);
		CHECK(n > 0);
	}
	out->body[n_all] = '\0';
}

void
client_read(int fd, bool with_body, struct client_reply *out)
{
	memset(out, 0, sizeof *out);
	do {
		if (!read_head(fd, out))
			return;
		CHECK(strncmp(out->head, "HTTP/1.1 ", 9) == 0);
		out->status = atoi(out->head + 9);
	} while (out->status == 100);
	if (with_body && out->status != 304)
		read_body(fd, out);
}

void
client_free(struct client_reply *reply)
{
	free(reply->body);
	reply->body = NULL;
}

bool
client_is_closed(int fd)
{
	char byte;

	return read_some(fd, &byte, 1) == 0;
}

void
client_ask(int port, const char *text, struct client_reply *out)
{
	int fd = client_connect(port);

	client_say(fd, text);
	client_read(fd, strncmp(text, "HEAD ", 5) != 0, out);
	close(fd);
}

const char *
client_header(const struct client_reply *reply, const char *name, char room[1024])
{
	const size_t n_name = strlen(name);

	for (const char *line = strstr(reply->head, "\r\n"); line != NULL;
	    line = strstr(line + 2, "\r\n")) {
		const char *at = line + 2;
		size_t n;

		if (strncasecmp(at, name, n_name) != 0 || at[n_name] != ':')
			continue;
		at += n_name + 1;
		at += strspn(at, " ");
		n = strcspn(at, "\r");
		CHECK(n < 1024);
		memcpy(room, at, n);
		room[n] = '\0';
		return room;
	}
	return NULL;
}
