/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has a client changed?  The published example of Jacobson and Truax (1991). */
#include <stdio.h>

#include "attune.h"

int
main(void)
{
	const struct at_change_sample clinic = { .mean_pre = 40, .sd_pre = 7.5 };
	const struct at_change_plan plan = { .better = 1, .reliability = .80, .z = AT_CHANGE_Z,
		.cutoff = AT_CUTOFF_C, .functional_mean = 60, .functional_sd = 7.5 };
	struct at_change_rule rule;
	struct at_change client;
	struct at_error err = { 0 };

	if (at_change_rule_make(&plan, &clinic, &rule, &err) != AT_OK)
		return puts(err.text), 1;
	at_change_judge(&rule, 32.5, 47.5, &client);
	printf("index %.2f: %s\n", client.rci, at_change_class_name(client.class));
	return 0;
}
