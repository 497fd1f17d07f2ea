/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/random.h"

struct at_random
at_random_kernel(void)
{
	return (struct at_random){ .seeded = false };
}

/* splitmix64 (Steele, Lea, Flood 2014) spreads a small seed over the state. */
static uint64_t
splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct at_random
at_random_seeded(uint64_t seed)
{
	struct at_random random = { .seeded = true };

	for (int i = 0; i < 4; i++)
		random.state[i] = splitmix(&seed);
	return random;
}

static uint64_t
rotate(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

/* xoshiro256** (Blackman, Vigna 2018). */
static uint64_t
xoshiro(uint64_t s[4])
{
	uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

static void
kernel_bytes(unsigned char *out, size_t n)
{
	while (n > 0) {
		ssize_t got = getrandom(out, n < 256 ? n : 256, 0);

		if (got < 0) {
			if (errno != EINTR)
				abort();        /* without randomness no token is safe */
			continue;
		}
		out += got;
		n -= (size_t)got;
	}
}

uint64_t
at_random_next(struct at_random *random)
{
	uint64_t x;

	if (random->seeded)
		return xoshiro(random->state);
	kernel_bytes((unsigned char *)&x, sizeof x);
	return x;
}

void
at_random_bytes(struct at_random *random, void *out, size_t n_bytes)
{
	unsigned char *bytes = out;

	if (!random->seeded) {
		kernel_bytes(bytes, n_bytes);
		return;
	}
	while (n_bytes > 0) {
		uint64_t x = xoshiro(random->state);
		size_t n = n_bytes < sizeof x ? n_bytes : sizeof x;

		memcpy(bytes, &x, n);
		bytes += n;
		n_bytes -= n;
	}
}

double
at_random_unit(struct at_random *random)
{
	return (double)(at_random_next(random) >> 11) * 0x1p-53;
}

/* Box and Muller 1958; the second of the pair is not kept, so that a run
 * depends on the seed and the order of calls alone. */
double
at_random_normal(struct at_random *random)
{
	double u = 1.0 - at_random_unit(random), v = at_random_unit(random);

	return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}
