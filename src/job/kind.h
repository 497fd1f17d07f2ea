/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job/kind.h - what kinds of jobs there are. */
#ifndef AT_JOB_KIND_H
#define AT_JOB_KIND_H

#include "action/jobs.h"

struct at_job_kind {
	const char *id;                 /* "course": stored, part of the contract */
	const char *about;              /* one line */
	/* Does it.  AT_GONE when `watch` said stop; *out_result as store/job.h has it. */
	enum at_status (*run)(struct at_call *call, const char *argument,
	    const struct at_job_watch *watch, const char **out_result);
	/* Whether it is to be done this night, `last` being when it was last asked for (0:
	 * never).  NULL: only when somebody asks. */
	enum at_status (*is_due)(struct at_call *call, at_ms last, bool *out);
	bool own_times;                 /* is_due is asked at every look, and knows when */
};

struct at_job_kinds {
	const struct at_job_kind *kinds;
	int n_kinds;
};
extern const struct at_job_kinds at_job_kinds;

/* NULL if there is none of that name. */
const struct at_job_kind *at_job_kind_find(const struct at_job_kinds *kinds, const char *id);

#endif
