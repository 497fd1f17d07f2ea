/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting after wrong passwords, and which addresses wait together. */
#include "check.h"
#include "guard/delay.h"

static const at_ms noon = 1795348800000;        /* 2026-11-22T12:00:00Z */
static const struct at_failures none = { 0, 0 };

TEST(the_wait_doubles_up_to_five_minutes)
{
	static const struct { int count; at_ms wait; } cases[] = {
		{ 0, 0 }, { 1, 0 }, { 3, 0 }, { 4, 1000 }, { 5, 2000 }, { 6, 4000 },
		{ 11, 128000 }, { 12, 256000 }, { 13, 300000 }, { 14, 300000 }, { 1000, 300000 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_failures failures = { cases[i].count, noon };

		CHECK_INT(cases[i].wait, at_delay_wait(failures, none, noon));
		failures.count += AT_DELAY_FREE_NETWORK - AT_DELAY_FREE;
		CHECK_INT(cases[i].wait, at_delay_wait(none, failures, noon));
	}
}

TEST(waiting_counts_from_the_last_failure)
{
	const struct at_failures six = { 6, noon };

	(void)state_;
	CHECK_INT(3999, at_delay_wait(six, none, noon + 1));
	CHECK_INT(1, at_delay_wait(six, none, noon + 3999));
	CHECK_INT(0, at_delay_wait(six, none, noon + 4000));
	CHECK_INT(0, at_delay_wait(six, none, noon + AT_DAY));
	CHECK_INT(4000, at_delay_wait(six, none, noon - AT_DAY));      /* a clock set back */
}

TEST(the_longer_wait_holds)
{
	const struct at_failures five = { 5, noon }, many = { 33, noon };

	(void)state_;
	CHECK_INT(4000, at_delay_wait(five, many, noon));
	CHECK_INT(2000, at_delay_wait(five, none, noon));
	CHECK_INT(2000, at_delay_wait(five, (struct at_failures){ 31, noon }, noon));
}

TEST(a_quiet_quarter_of_an_hour_begins_anew)
{
	struct at_failures failures = none;

	(void)state_;
	for (int i = 1; i <= 20; i++) {
		failures = at_delay_failed(failures, noon + i);
		CHECK_INT(i, failures.count);
		CHECK_INT(noon + i, failures.last);
	}
	CHECK_INT(21, at_delay_failed(failures, noon + 20 + AT_DELAY_QUIET - 1).count);
	CHECK_INT(1, at_delay_failed(failures, noon + 20 + AT_DELAY_QUIET).count);
}

TEST(the_count_does_not_overflow)
{
	struct at_failures failures = none;

	(void)state_;
	for (int i = 0; i < 3000; i++)
		failures = at_delay_failed(failures, noon);
	CHECK_INT(1000, failures.count);
}

TEST(addresses_of_one_network_wait_together)
{
	static const struct { const char *peer, *network; } cases[] = {
		{ "192.0.2.77", "192.0.2.0/24" },
		{ "255.255.255.255", "255.255.255.0/24" },
		{ "::ffff:192.0.2.77", "192.0.2.0/24" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
		{ "2001:db8:1:2::", "2001:db8:1:2::/64" },
		{ "2001:db8:1111:2222:3333:4444:5555:6666", "2001:db8:1111:2222::/64" },
		{ "::1", "::/64" },
		{ "fe80::1%eth0", "fe80::/64" },
		{ "", "other" }, { "unix", "other" }, { "192.0.2", "other" },
		{ "192.0.2.1 ", "other" }, { "1:2:3:4:5:6:7:8:9", "other" },
		{ "2001:db8:1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa", "other" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		char network[AT_NETWORK_ROOM];

		at_delay_network(cases[i].peer, network);
		CHECK_TEXT(cases[i].network, network);
	}
}

RUN_ALL(
    RUN(the_wait_doubles_up_to_five_minutes),
    RUN(waiting_counts_from_the_last_failure),
    RUN(the_longer_wait_holds),
    RUN(a_quiet_quarter_of_an_hour_begins_anew),
    RUN(the_count_does_not_overflow),
    RUN(addresses_of_one_network_wait_together),
)
