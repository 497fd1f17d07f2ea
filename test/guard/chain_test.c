/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain: frozen bytes, and no two lines that look alike.  The expected hashes
 * were made with Python's hashlib from the words of chain.h and canon.h. */
#include <stddef.h>

#include "check.h"
#include "guard/chain.h"

static const struct at_audit_line line = { .org = 7, .node = 3, .seq = 42, .at = 1795348800000,
	.subject = "therapist", .staff = 11, .verb = "view", .resource = "client", .row = 12,
	.client = 13, .detail = "" };

static void
hex(const unsigned char hash[AT_CHAIN_HASH], char out[2 * AT_CHAIN_HASH + 1])
{
	for (int i = 0; i < AT_CHAIN_HASH; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static bool
same(const struct at_audit_line *a, const struct at_audit_line *b)
{
	unsigned char start[AT_CHAIN_HASH], x[AT_CHAIN_HASH], y[AT_CHAIN_HASH];

	at_chain_start(7, 3, start);
	at_chain_next(start, a, x);
	at_chain_next(start, b, y);
	return memcmp(x, y, sizeof x) == 0;
}

TEST(the_bytes_are_those_of_the_description)
{
	unsigned char hash[AT_CHAIN_HASH];
	char text[2 * AT_CHAIN_HASH + 1];

	(void)state_;
	at_chain_start(7, 3, hash);
	hex(hash, text);
	CHECK_TEXT("d44d34d814883f5a90c90be6d21109df8b9959e613fae3a2d9a91dbb2d751e64", text);
	at_chain_next(hash, &line, hash);
	hex(hash, text);
	CHECK_TEXT("7ea570f014d96bed65320f85a11554904e00fca111bcb44f5f9ae8ef7ee13e2c", text);
}

TEST(each_org_and_node_has_its_own_start)
{
	unsigned char a[AT_CHAIN_HASH], b[AT_CHAIN_HASH];

	(void)state_;
	at_chain_start(7, 3, a);
	at_chain_start(3, 7, b);
	CHECK(memcmp(a, b, sizeof a) != 0);
	at_chain_start(7, 4, b);
	CHECK(memcmp(a, b, sizeof a) != 0);
}

TEST(any_changed_field_changes_the_hash)
{
	struct at_audit_line other[11];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(other); i++)
		other[i] = line;
	other[0].org++;
	other[1].node++;
	other[2].seq++;
	other[3].at++;
	other[4].subject = "therapisu";
	other[5].staff++;
	other[6].verb = "View";
	other[7].resource = "clienT";
	other[8].row = 0;
	other[9].client = INT64_MIN;
	other[10].detail = "x";
	CHECK(same(&line, &line));
	for (size_t i = 0; i < AT_COUNT(other); i++)
		CHECK(!same(&line, &other[i]));
}

TEST(a_changed_past_changes_every_later_hash)
{
	unsigned char a[AT_CHAIN_HASH], b[AT_CHAIN_HASH];

	(void)state_;
	for (int i = 0; i < AT_CHAIN_HASH; i++) {
		at_chain_start(7, 3, a);
		at_chain_start(7, 3, b);
		b[i] ^= 1;
		at_chain_next(a, &line, a);
		at_chain_next(b, &line, b);
		CHECK(memcmp(a, b, sizeof a) != 0);
	}
}

/* Text that wanders over the edge between two fields, or numbers that change places. */
TEST(no_two_lines_look_alike)
{
	struct at_audit_line a = line, b = line;

	(void)state_;
	a.verb = "viewc";
	b.resource = "cclient";
	CHECK(!same(&a, &b));
	a = b = line;
	a.verb = "view";
	a.resource = "";
	b.verb = "";
	b.resource = "view";
	CHECK(!same(&a, &b));
	a = b = line;
	a.row = 13;
	a.client = 12;
	CHECK(!same(&a, &b));
	a = b = line;
	a.detail = "\0\0";                      /* ends at its NUL, as it must */
	CHECK(same(&a, &b));
}

RUN_ALL(
    RUN(the_bytes_are_those_of_the_description),
    RUN(each_org_and_node_has_its_own_start),
    RUN(any_changed_field_changes_the_hash),
    RUN(a_changed_past_changes_every_later_hash),
    RUN(no_two_lines_look_alike),
)
