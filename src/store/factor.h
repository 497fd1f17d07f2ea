/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/factor.h - somebody's second factor and its recovery codes. */
#ifndef AT_STORE_FACTOR_H
#define AT_STORE_FACTOR_H

#include "base/id.h"
#include "guard/recovery.h"
#include "store/db.h"

struct at_second_factor {
	at_id org, staff;
	struct at_bytes secret;         /* sealed */
	int64_t step;                   /* of the newest code used */
	at_ms made;                     /* 0: there is no factor */
	struct at_bytes salt;
	int n_codes;                    /* recovery codes still good */
};

struct at_recovery_hashes {
	unsigned char at[AT_RECOVERY_CODES][AT_RECOVERY_HASH];
};

enum at_status at_factor_load(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    struct at_second_factor *out, struct at_error *err);

/* AT_CONFLICT if there is one already. */
enum at_status at_factor_insert(struct at_db *db, const struct at_second_factor *factor,
    struct at_error *err);

/* Everybody of the organisation who has one, by id. */
enum at_status at_factor_holders(struct at_arena *arena, struct at_db *db, at_id org,
    at_id **out, int *out_n, struct at_error *err);

/* The factor and its codes.  AT_CONFLICT if there is none. */
enum at_status at_factor_delete(struct at_db *db, at_id org, at_id staff, struct at_error *err);

/* AT_CONFLICT unless `step` is later than every one used, whatever was loaded before. */
enum at_status at_factor_use(struct at_db *db, const struct at_second_factor *factor, int64_t step,
    struct at_error *err);

/* New recovery codes; the ones before are worth nothing.  AT_CONFLICT without a factor. */
enum at_status at_recovery_save(struct at_db *db, const struct at_second_factor *factor,
    const struct at_recovery_hashes *hashes, struct at_error *err);

/* AT_CONFLICT unless the code is there and was not used. */
enum at_status at_recovery_use(struct at_db *db, const struct at_second_factor *factor,
    const void *hash, at_ms at, struct at_error *err);

/* Who must have one: "required", "optional", or roles apart by spaces; NULL if the clinic
 * does not say. */
enum at_status at_factor_rule_load(struct at_arena *arena, struct at_db *db, at_id org,
    const char **out, struct at_error *err);

#endif
