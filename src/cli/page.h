/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/page.h - "page", a verb of attune client: the personal address of an own page, and
 * its PIN. */
#ifndef AT_CLI_PAGE_H
#define AT_CLI_PAGE_H

#include "cli/command.h"

struct at_page_options {
	const char *pin;
	bool parent, end;
};

extern const struct at_flag at_page_flags[];
enum { AT_N_PAGE_FLAGS = 3 };

enum at_status at_cli_page(struct at_cli *cli, const void *options);

#endif
