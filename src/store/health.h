/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/health.h - what a database says of itself in counts, over all organisations. */
#ifndef AT_STORE_HEALTH_H
#define AT_STORE_HEALTH_H

#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

enum { AT_JOB_STATES = 5 };

struct at_health_counts {
	int64_t jobs[AT_JOB_STATES];    /* by at_health_job_state() */
	int64_t alerts_hour, alerts_day, alerts_older;  /* open, for at most so long */
	at_ms last_backup;              /* of those that lie where they were made; 0: none */
};

/* "queued", "running", "done", "failed", "cancelled". */
const char *at_health_job_state(int i);

enum at_status at_health_count(struct at_arena *arena, struct at_db *db, at_ms now,
    struct at_health_counts *out, struct at_error *err);

/* The sealed key of somebody who was not erased; no bytes: there is nobody. */
enum at_status at_health_sealed_key(struct at_arena *arena, struct at_db *db, at_id *out_org,
    at_id *out_client, struct at_bytes *out, struct at_error *err);

/* Bytes the whole database takes up. */
enum at_status at_health_size(struct at_arena *arena, struct at_db *db, int64_t *out,
    struct at_error *err);

#endif
