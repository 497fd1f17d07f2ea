/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/near.h - "did you mean ...?" */
#ifndef AT_BASE_NEAR_H
#define AT_BASE_NEAR_H

/* The name that `text` may be a slip of: one letter wrong, lost, added or two swapped
 * (two such slips from six letters on).  NULL if none is near; the first of equals. */
const char *at_near(const char *text, const char *const *names, int n_names);

#endif
