/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/backup_rule.h - when the nightly backup is made, where it goes, which ones stay. */
#ifndef AT_ACTION_BACKUP_RULE_H
#define AT_ACTION_BACKUP_RULE_H

#include "base/arena.h"
#include "base/zone.h"

enum { AT_BACKUP_NEVER = -1 };

struct at_backup_rule {
	const char *folder;             /* from the root; NULL: backups/ in the data folder */
	int minute;                     /* of the local day; AT_BACKUP_NEVER */
	int days, weeks, months;        /* of so many the newest of each stays; at least one
	                                 * stays whatever they say */
};

/* 02:30; 7 days, 5 weeks, 12 months; in the data folder. */
extern const struct at_backup_rule at_backup_rule_usual;

/* "02:30" or "never"; "7,5,12", each up to 10,000.  False: it is neither. */
bool at_backup_rule_parse_time(const char *text, int *out_minute);
bool at_backup_rule_parse_keep(const char *text, struct at_backup_rule *out);

/* "02:30" or "never". */
const char *at_backup_rule_time(struct at_arena *arena, const struct at_backup_rule *rule);

/* One line that reads back to the same, and back. */
const char *at_backup_rule_format(struct at_arena *arena, const struct at_backup_rule *rule);
bool at_backup_rule_parse(const char *line, struct at_backup_rule *out);

/* The last moment up to `now` at which one should have begun, and the next after it. */
at_ms at_backup_rule_last(const struct at_backup_rule *rule, const struct at_zone *zone,
    at_ms now);
at_ms at_backup_rule_next(const struct at_backup_rule *rule, const struct at_zone *zone,
    at_ms now);

/* Which of `n` backups, the newest first, stay: the newest of each of the last days, weeks
 * (from Monday) and months that have one.  Nights without a backup push nothing out. */
void at_backup_rule_keep(const struct at_backup_rule *rule, const struct at_zone *zone,
    const at_ms *at, int n, bool *out_keep);

#endif
