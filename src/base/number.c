/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/number.h"

/* Every power of ten that a double holds exactly. */
static const double tens[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
	1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};
#define LARGEST_EXACT 9007199254740992.0        /* 2^53: whole numbers up to it are exact */
enum { MOST_DIGITS = 18 };                      /* that surely fit 64 bits */

/* A number taken apart: digits times ten to the power. */
struct decimal {
	uint64_t digits;
	int n_digits;                   /* leading zeros not counted */
	int power;
	bool negative;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits from `text` on; returns what follows them. */
static const char *
take_digits(const char *text, struct decimal *d)
{
	for (; is_digit(*text); text++) {
		if (d->n_digits < MOST_DIGITS)
			d->digits = d->digits * 10 + (uint64_t)(*text - '0');
		d->n_digits += d->digits > 0;
	}
	return text;
}

/* "e-3"; NULL if no digit follows the e. */
static const char *
take_exponent(const char *text, struct decimal *d)
{
	bool negative = text[1] == '-';
	int power = 0;

	text += negative || text[1] == '+' ? 2 : 1;
	if (!is_digit(*text))
		return NULL;
	for (; is_digit(*text); text++)
		if (power < 100000)
			power = power * 10 + (*text - '0');
	d->power += negative ? -power : power;
	return text;
}

/* Checks the grammar on the way; NULL if it is no number. */
static const char *
take_apart(const char *text, struct decimal *d)
{
	const char *from;

	d->negative = *text == '-';
	text += *text == '-' || *text == '+';
	from = text;
	text = take_digits(text, d);
	if (*text == '.') {
		const char *point = text++;

		text = take_digits(text, d);
		d->power = (int)(point + 1 - text);
		if (text - from == 1)
			return NULL;
	} else if (text == from) {
		return NULL;
	}
	return *text == 'e' || *text == 'E' ? take_exponent(text, d) : text;
}

/* Both parts exact, so that one operation rounds once and rightly (Clinger 1990). */
static bool
round_once(const struct decimal *d, double *out)
{
	double digits = (double)d->digits;

	/* So are more digits than were kept: those that were make it too large. */
	if (d->digits > (uint64_t)LARGEST_EXACT)
		return false;
	if (d->power < -22 || d->power > 22)
		return false;
	digits = d->power < 0 ? digits / tens[-d->power] : digits * tens[d->power];
	*out = d->negative ? -digits : digits;
	return true;
}

/* "-36.5", as most are: up to 15 digits, which are exact, as is the ten they are divided by. */
static bool
read_plain(const char *text, double *out)
{
	bool negative = *text == '-';
	int64_t digits = 0;
	int n = 0, decimals = -1;

	for (text += negative;; text++) {
		unsigned digit = (unsigned)(*text - '0');

		if (digit < 10) {
			digits = digits * 10 + (int)digit;
			decimals += decimals >= 0;
			if (++n > 15)
				return false;
		} else if (*text == '.' && decimals < 0) {
			decimals = 0;
		} else {
			break;
		}
	}
	if (*text != '\0' || n == 0)
		return false;
	*out = decimals > 0 ? (double)digits / tens[decimals] : (double)digits;
	if (negative)
		*out = -*out;
	return true;
}

bool
at_number_parse(const char *text, double *out)
{
	struct decimal d = { .digits = 0 };
	const char *end;
	double slow;

	if (read_plain(text, out))
		return true;
	text += strspn(text, " \t");
	end = take_apart(text, &d);
	if (end == NULL || end[strspn(end, " \t")] != '\0')
		return false;
	if (round_once(&d, out))
		return true;
	slow = strtod(text, NULL);
	if (!isfinite(slow))
		return false;
	*out = slow;
	return true;
}

/* The digits of `whole`, at least `least` of them; returns what follows. */
static char *
put_digits(char *to, uint64_t whole, int least)
{
	char turned[24];
	int n = 0;

	while (whole > 0 || n < least) {
		turned[n++] = (char)('0' + whole % 10);
		whole /= 10;
	}
	while (n > 0)
		*to++ = turned[--n];
	return to;
}

/* Whole numbers and those of a few decimals, which are most.  m / 10^n is rounded once,
 * so the text of it reads back as that quotient. */
static int
few_decimals(double number, char out[AT_NUMBER_ROOM])
{
	double size = fabs(number);

	for (int n = 0; n <= 6; n++) {
		double m = size * tens[n];
		uint64_t whole, ten = (uint64_t)tens[n];
		char *to = out;

		if (m >= 1e15)
			break;
		whole = (uint64_t)m;
		if ((double)whole != m || m / tens[n] != size)
			continue;
		if (signbit(number))
			*to++ = '-';
		to = put_digits(to, whole / ten, 1);
		if (n > 0) {
			*to++ = '.';
			to = put_digits(to, whole % ten, n);
		}
		*to = '\0';
		return (int)(to - out);
	}
	return 0;
}

/* *fraction / 2^64 times ten: the whole part is the next digit. */
static int
next_digit(uint64_t *fraction)
{
	uint64_t low = (*fraction & 0xffffffff) * 10, high = (*fraction >> 32) * 10 + (low >> 32);

	*fraction = high << 32 | (low & 0xffffffff);
	return (int)(high >> 32);
}

static uint64_t
times_ten(uint64_t x)
{
	return x > UINT64_MAX / 10 ? UINT64_MAX : 10 * x;
}

/* Digits until what is left is less than half the way to the next double, as Steele and
 * White (1990) do it.  From 2^-11 on the fraction of a double and that half fit 64 bits,
 * and stay exact when they are multiplied by ten. */
static int
middle_sized(double number, char out[AT_NUMBER_ROOM])
{
	double size = fabs(number);
	uint64_t whole = (uint64_t)size, fraction, below, above;
	char *to = out;
	bool lowest;
	int power, digit;

	fraction = (uint64_t)((size - (double)whole) * 0x1p64);
	lowest = frexp(size, &power) == 0.5;
	above = (uint64_t)1 << (power + 10);
	below = above >> lowest;        /* a power of two: the one below is nearer */
	if (signbit(number))
		*to++ = '-';
	to = put_digits(to, whole, 1);
	*to++ = '.';
	for (;;) {
		digit = next_digit(&fraction);
		below = times_ten(below);
		above = times_ten(above);
		if (fraction < below || 0 - fraction < above || fraction == 0)
			break;
		*to++ = (char)('0' + digit);
	}
	/* Both ways may do: then to the nearer. */
	if (fraction != 0 && 0 - fraction < above
	    && (fraction >= below || fraction > UINT64_MAX / 2))
		digit++;
	*to++ = (char)('0' + digit);
	*to = '\0';
	return (int)(to - out);
}

int
at_number_text(double number, char out[AT_NUMBER_ROOM])
{
	int n;

	assert(isfinite(number));
	n = few_decimals(number, out);
	if (n == 0 && fabs(number) >= 0x1p-11 && fabs(number) < 1e15)
		return middle_sized(number, out);
	for (int digits = 15; n == 0 && digits <= 17; digits++) {
		int written = snprintf(out, AT_NUMBER_ROOM, "%.*g", digits, number);

		if (digits == 17 || strtod(out, NULL) == number)
			n = written;
	}
	return n;
}

int
at_number_whole(int64_t number, char out[AT_NUMBER_ROOM])
{
	char *to = out;

	if (number < 0)
		*to++ = '-';
	to = put_digits(to, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 1);
	*to = '\0';
	return (int)(to - out);
}
