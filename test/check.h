/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - our words on top of cmocka.
 *
 * CHECK_NEAR compares doubles as doubles: cmocka's own float check casts to
 * float and lets wrong digits pass, so check-style forbids it.
 */
#ifndef AT_TEST_CHECK_H
#define AT_TEST_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/macros.h"

#define CHECK(truth) \
	do { \
		if (!(truth)) \
			fail_msg("%s:%d: not true: %s", __FILE__, __LINE__, #truth); \
	} while (0)

#define CHECK_INT(expected, got) \
	do { \
		long long check_e_ = (long long)(expected), check_g_ = (long long)(got); \
		if (check_e_ != check_g_) \
			fail_msg("%s:%d: %s is %lld, expected %lld", __FILE__, __LINE__, #got, \
			    check_g_, check_e_); \
	} while (0)

#define CHECK_TEXT(expected, got) \
	do { \
		const char *check_e_ = (expected), *check_g_ = (got); \
		if (check_g_ == NULL || strcmp(check_e_, check_g_) != 0) \
			fail_msg("%s:%d: %s is\n  %s\nexpected\n  %s", __FILE__, __LINE__, #got, \
			    check_g_ == NULL ? "(null)" : check_g_, check_e_); \
	} while (0)

#define CHECK_HAS(part, whole) \
	do { \
		const char *check_p_ = (part), *check_w_ = (whole); \
		if (check_w_ == NULL || strstr(check_w_, check_p_) == NULL) \
			fail_msg("%s:%d: %s lacks\n  %s\nin\n  %s", __FILE__, __LINE__, #whole, \
			    check_p_, check_w_ == NULL ? "(null)" : check_w_); \
	} while (0)

#define CHECK_HAS_NOT(part, whole) \
	do { \
		const char *check_p_ = (part), *check_w_ = (whole); \
		if (check_w_ == NULL || strstr(check_w_, check_p_) != NULL) \
			fail_msg("%s:%d: %s must not have %s in\n  %s", __FILE__, __LINE__, \
			    #whole, check_p_, check_w_ == NULL ? "(null)" : check_w_); \
	} while (0)

/* |got - expected| <= tolerance, absolute; two NaN are near. */
#define CHECK_NEAR(expected, got, tolerance) \
	do { \
		double check_e_ = (expected), check_g_ = (got); \
		if (!(fabs(check_g_ - check_e_) <= (tolerance)) \
		    && !(isnan(check_e_) && isnan(check_g_))) \
			fail_msg("%s:%d: %s is %.17g, expected %.17g", __FILE__, __LINE__, \
			    #got, check_g_, check_e_); \
	} while (0)

/* A test is a static void function without parameters; one that is not listed in
 * RUN_ALL is unused and breaks the build. */
#define TEST(name)    static void name(void **state_)
#define RUN(name)     cmocka_unit_test(name)
#define SKIP(why) \
	do { \
		printf("SKIPPED: %s\n", why); \
		skip(); \
	} while (0)
/* ATTUNE_TEST_WITHOUT: a pattern ("* on PostgreSQL") of tests that run elsewhere. */
#define RUN_ALL(...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		cmocka_set_skip_filter(getenv("ATTUNE_TEST_WITHOUT")); \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}

#endif
