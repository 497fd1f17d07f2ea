/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/account.h - what the pages of the own account have in common. */
#ifndef AT_WEB_ACCOUNT_H
#define AT_WEB_ACCOUNT_H

#include "web/visit.h"

/* A page below /account; without a way back while something is owed. */
struct at_page at_account_frame(struct at_visit *visit, const char *title);

/* Tries at the own account that failed before this login; nothing if there were none. */
void at_account_tries(struct at_visit *visit);

/* A word of warning when recovery codes run out. */
void at_account_few_codes(struct at_visit *visit, int n_codes);

#endif
