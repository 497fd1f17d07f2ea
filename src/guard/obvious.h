/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/obvious.h - how much of a password a patient guesser would still have to guess.
 *
 * A guesser tries words, walks over the keyboard, years and repetitions long before
 * single characters.  So each of these counts as one character however long it is, and
 * what was there before counts nothing.  Capital letters and the usual disguises
 * (p@ssw0rd) do not make a word less obvious.
 */
#ifndef AT_GUARD_OBVIOUS_H
#define AT_GUARD_OBVIOUS_H

#include <stdbool.h>

enum { AT_OBVIOUS_MOST = 256 };         /* characters looked at; more are left out */

/* The least number of pieces `password`, UTF-8, can be put together from. */
int at_obvious_pieces(const char *password);

/* Whether `password` has `name` in it, capitals and accents aside.  False for names of
 * fewer than three characters: they are in everything. */
bool at_obvious_contains(const char *password, const char *name);

#endif
