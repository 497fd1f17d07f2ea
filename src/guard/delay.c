/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "guard/delay.h"

static bool
is_quiet(struct at_failures failures, at_ms now)
{
	return failures.count <= 0 || now - failures.last >= AT_DELAY_QUIET;
}

static at_ms
wait_of(struct at_failures failures, int n_free, at_ms now)
{
	at_ms wait = AT_SECOND, since = now - failures.last;

	if (is_quiet(failures, now) || failures.count <= n_free)
		return 0;
	for (int i = n_free + 1; i < failures.count && wait < AT_DELAY_LONGEST; i++)
		wait *= 2;
	if (wait > AT_DELAY_LONGEST)
		wait = AT_DELAY_LONGEST;
	if (since < 0)
		since = 0;                      /* the clock was set back: never more than `wait` */
	return since >= wait ? 0 : wait - since;
}

at_ms
at_delay_wait(struct at_failures account, struct at_failures network, at_ms now)
{
	at_ms a = wait_of(account, AT_DELAY_FREE, now);
	at_ms n = wait_of(network, AT_DELAY_FREE_NETWORK, now);

	return a > n ? a : n;
}

struct at_failures
at_delay_failed(struct at_failures before, at_ms now)
{
	int count = is_quiet(before, now) ? 0 : before.count;

	if (count < 1000)                       /* far beyond the longest wait */
		count++;
	return (struct at_failures){ count, now };
}

static void
network_of_4(const unsigned char address[4], char out[AT_NETWORK_ROOM])
{
	snprintf(out, AT_NETWORK_ROOM, "%d.%d.%d.0/24", address[0], address[1], address[2]);
}

static void
network_of_6(unsigned char address[16], char out[AT_NETWORK_ROOM])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(address, mapped, sizeof mapped) == 0) {
		network_of_4(address + 12, out);        /* IPv4 on a socket for both */
		return;
	}
	memset(address + 8, 0, 8);
	inet_ntop(AF_INET6, address, out, AT_NETWORK_ROOM - 3);
	memcpy(out + strlen(out), "/64", sizeof "/64");
}

void
at_delay_network(const char *peer, char out[AT_NETWORK_ROOM])
{
	char plain[INET6_ADDRSTRLEN];
	unsigned char address[16];

	/* A link-local address has its interface behind a percent sign. */
	snprintf(plain, sizeof plain, "%.*s", (int)strcspn(peer, "%"), peer);
	if (inet_pton(AF_INET, plain, address) == 1)
		network_of_4(address, out);
	else if (inet_pton(AF_INET6, plain, address) == 1)
		network_of_6(address, out);
	else
		memcpy(out, "other", sizeof "other");
}
