/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/macros.h"
#include "base/utf8.h"
#include "base/words.h"
#include "guard/obvious.h"
#include "guard/pin.h"

/* Ways over a keypad, and what everybody finds funny: tried first by whoever guesses. */
static const char *const walks[] = {
	"147258", "147369", "258369", "258456", "159357", "159753", "357159", "369147",
	"741852", "789456", "456123", "987654", "142536", "112233", "332211", "102030",
	"696969", "314159", "271828", "520131",
};

static bool
is_digits(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

bool
at_pin_plain(const char *typed, char out[AT_PIN_ROOM])
{
	size_t n = 0;
	bool digits = typed[strspn(typed, "0123456789 -")] == '\0';

	if (strlen(typed) >= AT_PIN_ROOM)
		return false;
	for (; *typed != '\0'; typed++)
		if (!digits || (*typed != ' ' && *typed != '-'))
			out[n++] = *typed;
	out[n] = '\0';
	return true;
}

/* 111111, 121212, 123123: a short piece again and again. */
static bool
repeats(const char *digits)
{
	size_t n = strlen(digits);

	for (size_t period = 1; period <= 3; period++) {
		size_t i = period;

		while (i < n && digits[i] == digits[i - period])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* 123456, 987654, 246802, 890123: each digit as far from the one before. */
static bool
counts(const char *digits)
{
	int step = (digits[1] - digits[0] + 10) % 10;

	for (size_t i = 2; digits[i] != '\0'; i++)
		if ((digits[i] - digits[i - 1] + 10) % 10 != step)
			return false;
	return true;
}

static bool
walks_over_keys(const char *digits)
{
	for (size_t i = 0; i < AT_COUNT(walks); i++)
		if (strncmp(digits, walks[i], strlen(walks[i])) == 0)
			return true;
	return false;
}

static int
number(const char *digits, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++)
		value = value * 10 + digits[i] - '0';
	return value;
}

static bool
is_day(int day, int month)
{
	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

static bool
is_year(int year)
{
	return year >= 1900 && year <= 2099;
}

/* A date as people write it, with two digits of the year or with four: around everybody
 * there is somebody who knows the birthdays. */
static bool
is_date(const char *d)
{
	int first = number(d, 2), second = number(d + 2, 2), third = number(d + 4, 2);
	int n = (int)strlen(d);

	if (n == 6)
		return is_day(first, second) || is_day(second, first) || is_day(third, second);
	return n == 8 && ((is_year(number(d + 4, 4)) && (is_day(first, second)
	    || is_day(second, first))) || (is_year(number(d, 4))
	    && is_day(number(d + 6, 2), third)));
}

static enum at_status
check_digits(struct at_call *call, const char *digits)
{
	if (strlen(digits) < AT_PIN_DIGITS)
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "Please use at least six digits, or a few words."));
	if (repeats(digits) || counts(digits) || walks_over_keys(digits))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "This one is guessed first. Please choose digits without a pattern."));
	if (is_date(digits))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "This could be a date, and somebody may know it. Please choose other digits."));
	return AT_OK;
}

enum at_status
at_pin_check(struct at_call *call, const char *plain)
{
	if (plain[0] == '\0' || is_digits(plain))
		return check_digits(call, plain);
	if (at_utf8_count(plain) < AT_PIN_LETTERS || at_obvious_pieces(plain) < AT_PIN_PIECES)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "This is too easy to guess. Please use at least six digits, or a few words."));
	return AT_OK;
}
