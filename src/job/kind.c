/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/backup_nightly.h"
#include "action/doctor.h"
#include "action/expected.h"
#include "base/macros.h"
#include "job/kind.h"

static enum at_status
run_course(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	(void)argument;
	return at_expected_refit(call, watch, out_result);
}

static const struct at_job_kind kinds[] = {
	{ "course", "fit the expected course of each measure to the ended courses of therapy",
	    run_course, at_expected_is_due, false },
	{ at_backup_nightly_kind, "back up the whole clinic, restore it on trial, take away what is"
	    " too old", at_backup_nightly, at_backup_nightly_is_due, true },
	{ at_doctor_nightly_kind, "look for what is wrong, as attune doctor does: all that takes"
	    " long to read", at_doctor_nightly, at_doctor_nightly_is_due, false },
};

const struct at_job_kinds at_job_kinds = { kinds, (int)AT_COUNT(kinds) };

const struct at_job_kind *
at_job_kind_find(const struct at_job_kinds *all, const char *id)
{
	for (int i = 0; i < all->n_kinds; i++)
		if (strcmp(all->kinds[i].id, id) == 0)
			return &all->kinds[i];
	return NULL;
}
