/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/expected.h - the expected course of a measure, from the clinic's own archive: fitted
 * by a job, kept as it was fitted, read by whoever draws or judges a client's course.
 *
 * The archive of a measure is every ended course of therapy in this organisation with three
 * scores or more on the same version of the same form (grown-ups' and teenagers' apart), of
 * clients who have not stopped being measured.  Without their names: erased clients are in it,
 * and a client who comes back is one among them. */
#ifndef AT_ACTION_EXPECTED_H
#define AT_ACTION_EXPECTED_H

#include "base/call.h"
#include "base/id.h"
#include "instrument/instrument.h"
#include "progress/course.h"
#include "store/job.h"

/* Whether the rules have something to say of this measure: it has a reliable change, and is
 * no card of ours. */
bool at_expected_is_for(const struct at_instrument *instrument);

/* Fit every measure whose archive is large enough and has changed since the last time.
 * *out_result: how many ended courses each measure has, "phq-9.client=43 ...".  `watch` may
 * be NULL.  AT_GONE: it was stopped; what was fitted before is kept. */
enum at_status at_expected_refit(struct at_call *call, const struct at_job_watch *watch,
    const char **out_result);

/* Whether a course of therapy has ended since `since`, long enough ago to be whole. */
enum at_status at_expected_is_due(struct at_call *call, at_ms since, bool *out);

struct at_expected {
	at_id model;                    /* 0: there is none yet */
	int version;
	at_ms at;
	struct at_course course;
	int n_archive;                  /* ended courses at the last count; -1: never counted */
};

/* The newest model of an instrument's first scale, for those who fill in `form`. */
enum at_status at_expected_load(struct at_call *call, at_id org,
    const struct at_instrument *instrument, const char *form, struct at_expected *out);

#endif
