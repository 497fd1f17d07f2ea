/* SPDX-License-Identifier: GPL-3.0-or-later */
/* job/motion.h - motion energy of recordings, several side by side. */
#ifndef AT_JOB_MOTION_H
#define AT_JOB_MOTION_H

#include "base/arena.h"
#include "signal/energy.h"

enum { AT_MOTION_AUTO = -1 };

struct at_motion_task {
	const char *const *files;       /* "-" is standard input */
	int n_files;
	const char *const *regions;     /* as at_region_parse() takes them */
	int n_regions;
	int threshold;                  /* 0 to 255, or AT_MOTION_AUTO: from `still` */
	const char *still;              /* a region where nothing moves; else NULL */
	int n_cores;                    /* recordings decoded at a time */
};

/* What came of one recording; gone when the function that was given it returns. */
struct at_motion_result {
	int file;                       /* index */
	const struct at_error *err;     /* AT_OK in its status, or why there is no more */
	int threshold;                  /* the one used */
	const struct at_energy *energy; /* finished */
	struct at_wire_end counts;
};

struct at_motion_watch {
	/* Called in the order in which they end; AT_OK goes on. */
	enum at_status (*done)(void *cookie, const struct at_motion_result *result);
	/* Called now and then; `share` of all recordings is behind us, 0 to 1.  Or NULL. */
	void (*progress)(void *cookie, double share);
	void *cookie;
};

/* A recording that cannot be read is a result; AT_NOT_FOUND without attune-media, AT_IO,
 * and what `done` returned end it all. */
enum at_status at_motion_run(struct at_arena *arena, const struct at_motion_task *task,
    const struct at_motion_watch *watch, struct at_error *err);

#endif
