/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes: seeded runs stay what they were, the kernel's never repeat. */
#include "check.h"
#include "base/random.h"

TEST(a_seeded_run_is_always_the_same)
{
	/* worked out apart from this program, from the published algorithms */
	static const uint64_t first[] = { 0x15780b2e0c2ec716, 0x6104d9866d113a7e,
		0xae17533239e499a1, 0xecb8ad4703b360a1 };
	struct at_random random = at_random_seeded(42), bytewise = at_random_seeded(42);
	unsigned char bytes[19];
	uint64_t word;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(first); i++)
		CHECK(at_random_next(&random) == first[i]);
	at_random_bytes(&bytewise, bytes, sizeof bytes);
	for (size_t i = 0; i < 2; i++) {
		memcpy(&word, bytes + 8 * i, 8);
		CHECK(word == first[i]);
	}
	CHECK(memcmp(bytes + 16, &first[2], 3) == 0);
	CHECK(at_random_next(&bytewise) == first[3]);   /* a part of a word uses it up */
}

TEST(seeds_lead_apart)
{
	struct at_random a = at_random_seeded(1), b = at_random_seeded(2);

	(void)state_;
	CHECK(at_random_next(&a) != at_random_next(&b));
}

TEST(the_kernel_does_not_repeat_itself)
{
	struct at_random random = at_random_kernel();
	unsigned char a[600], b[600] = { 0 };
	int n_zero = 0;

	(void)state_;
	at_random_bytes(&random, a, sizeof a);
	at_random_bytes(&random, b, sizeof b);
	CHECK(memcmp(a, b, sizeof a) != 0);
	CHECK(memcmp(a, a + 300, 300) != 0);
	for (size_t i = 0; i < sizeof b; i++)
		n_zero += b[i] == 0;
	CHECK(n_zero < 30);                     /* 2.3 expected: all of it was filled */
	CHECK(at_random_next(&random) != at_random_next(&random));
}

TEST(units_and_normals_have_their_shape)
{
	struct at_random random = at_random_seeded(7);
	double sum = 0, normal_sum = 0, square_sum = 0;
	enum { N = 100000 };

	(void)state_;
	for (int i = 0; i < N; i++) {
		double unit = at_random_unit(&random), normal = at_random_normal(&random);

		CHECK(unit >= 0 && unit < 1 && isfinite(normal));
		sum += unit;
		normal_sum += normal;
		square_sum += normal * normal;
	}
	CHECK_NEAR(0.5, sum / N, 0.005);        /* five standard errors */
	CHECK_NEAR(0.0, normal_sum / N, 0.016);
	CHECK_NEAR(1.0, square_sum / N, 0.023);
}

RUN_ALL(
    RUN(a_seeded_run_is_always_the_same),
    RUN(seeds_lead_apart),
    RUN(the_kernel_does_not_repeat_itself),
    RUN(units_and_normals_have_their_shape),
)
