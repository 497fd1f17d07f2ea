/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/tracking.h - whether clients are where they should be: what progress/track.h says of
 * each outcome form, found once and kept with rule, version, model and numbers.
 *
 * Nothing waits for a clock: whoever opens a list or a page first after a form was sent has
 * the rules look at it, and everybody sees that from then on.  For staff alone. */
#ifndef AT_ACTION_TRACKING_H
#define AT_ACTION_TRACKING_H

#include "action/history.h"
#include "progress/track.h"
#include "store/track.h"

struct at_track_view {
	struct at_kept_track kept;
	struct at_track track;          /* as it was kept */
};
struct at_track_views {
	struct at_track_view *views;    /* in the order of finding */
	int n_views;
};

/* Let the rules look at whatever the client has sent since they last did.  h is read; all
 * that was ever found, unfiltered. */
enum at_status at_tracking_judge(struct at_call *call, const struct at_history *h,
    struct at_track_views *out);

/* What was said of an answer, if the asker may see it; else NULL. */
const struct at_track_view *at_tracking_of(struct at_call *call, const struct at_history *h,
    const struct at_track_views *views, const struct at_answer *answer);

/* The client's own forms of an instrument as its rules count them, by time: the hour of each,
 * 0 for those that do not count (another version, somebody else's). */
void at_tracking_hours(const struct at_history *h, const struct at_instrument *instrument,
    int *out);

#endif
