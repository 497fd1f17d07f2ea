/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/golden.h - a whole output compared byte for byte with test/golden/NAME.
 *
 * When the change is meant, `make accept` writes what came out over what was
 * expected, and the difference is read in the commit. */
#ifndef AT_TEST_SUPPORT_GOLDEN_H
#define AT_TEST_SUPPORT_GOLDEN_H

/* Fails the test, showing the first line that differs.  Hashes of assets are
 * left out, so that a change of the style sheet changes no page. */
void golden_check(const char *name, const char *got);

#endif
