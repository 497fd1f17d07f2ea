/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/address.h"

/* "127.", "[::1]" and "localhost": names that others resolve are not ours to judge. */
static bool
is_loopback_host(const char *host, size_t n)
{
	static const char *const whole[] = { "[::1]", "localhost" };

	for (size_t i = 0; i < AT_COUNT(whole); i++)
		if (strlen(whole[i]) == n && strncmp(host, whole[i], n) == 0)
			return true;
	return n > 4 && strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") >= n;
}

/* The letters before the last ':', which in "[::1]" alone, and in "::1:80", where the port
 * cannot be told from the address, is none. */
static size_t
host_length(const char *text)
{
	const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');

	if (colon == NULL || (bracket != NULL && bracket > colon)
	    || (bracket == NULL && strchr(text, ':') != colon))
		return strlen(text);
	return (size_t)(colon - text);
}

bool
at_address_is_loopback(const char *listen)
{
	return is_loopback_host(listen, host_length(listen));
}

int
at_address_port(const char *listen)
{
	const char *text = listen + host_length(listen);
	char *end;
	long port;

	if (text[0] != ':' || text[1] < '0' || text[1] > '9')
		return -1;
	port = strtol(text + 1, &end, 10);
	return *end != '\0' || port > 65535 ? -1 : (int)port;
}

const char *
at_address_url(struct at_arena *arena, const char *listen, int port, bool tls)
{
	return at_printf(arena, "%s://%.*s:%d", tls ? "https" : "http",
	    (int)host_length(listen), listen, port);
}

enum at_status
at_address_check_url(struct at_arena *arena, const char *url, const char **out,
    struct at_error *err)
{
	static const char *const schemes[] = { "https://", "http://" };
	const char *host = NULL;
	size_t n;

	for (size_t i = 0; i < AT_COUNT(schemes); i++)
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			host = url + strlen(schemes[i]);
	n = host == NULL ? 0 : strcspn(host, "/");
	if (n == 0 || strcspn(host, "/?#@ \t") != n || (host[n] == '/' && host[n + 1] != '\0'))
		return at_fail(err, AT_INVALID, "expected an address like https://clinic.example "
		    "without a path, found \"%s\"", url);
	host = at_strndup(arena, host, n);
	if (strncmp(url, schemes[0], strlen(schemes[0])) != 0
	    && !is_loopback_host(host, host_length(host)))
		return at_fail(err, AT_INVALID, "%s would send answers over the network in the "
		    "clear: expected https://", url);
	*out = at_strndup(arena, url, strlen(url) - (url[strlen(url) - 1] == '/'));
	return AT_OK;
}
