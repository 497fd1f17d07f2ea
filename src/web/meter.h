/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/meter.h - requests counted by class and status: what /metrics tells, and the line of
 * the log for whoever wants one each.
 *
 * A class or a pattern of the route table, never a path: what is asked for is somebody's. */
#ifndef AT_WEB_METER_H
#define AT_WEB_METER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/time.h"
#include "base/timing.h"

/* Statuses up to 599. */
enum { AT_WEB_CLASSES = 7, AT_WEB_STATUSES = 600 };

/* Shared by all threads; all 0 at first. */
struct at_web_meter {
	_Atomic uint64_t n_requests;
	_Atomic uint64_t requests[AT_WEB_CLASSES][AT_WEB_STATUSES];
	struct at_timing submits;       /* pages of forms that were sent */
	_Atomic uint64_t refused_sign_ins, refused_pins;
	_Atomic int64_t queue_beat;     /* at_ms: when the queue of jobs last gave a sign */
	at_ms started;
	bool log_requests;
};

struct at_visit;

/* Count a visit that has its reply; `us` is how long that took. */
void at_web_count(struct at_visit *visit, int64_t us);

/* "form", "staff" */
const char *at_web_class_name(int i);

#endif
