/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/random.h - random bytes: the kernel's, or a seeded run for tests and demonstrations.
 * One struct per thread; never shared. */
#ifndef AT_BASE_RANDOM_H
#define AT_BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct at_random {
	bool seeded;                    /* false: every byte comes from the kernel */
	uint64_t state[4];              /* xoshiro256** when seeded */
};

struct at_random at_random_kernel(void);
struct at_random at_random_seeded(uint64_t seed);

void at_random_bytes(struct at_random *random, void *out, size_t n_bytes);
uint64_t at_random_next(struct at_random *random);

/* Uniform in [0, 1) with 53 bits; standard normal. */
double at_random_unit(struct at_random *random);
double at_random_normal(struct at_random *random);

#endif
