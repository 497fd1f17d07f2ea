/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/line.h - what the day list says of one client to their therapist: why they need
 * somebody, their last and next hour, and how the last hours were from both sides.
 *
 * Worked out from the whole history by the deciding functions that the client's page uses,
 * then kept as numbers (store/day.h).  For this room; pages get views of today.h. */
#ifndef AT_ACTION_LINE_H
#define AT_ACTION_LINE_H

#include "action/reason.h"

enum { AT_LINE_HOURS = 12, AT_LINE_REASONS = 5, AT_LINE_OWN = 3, AT_LINE_MEASURE = 32 };

/* An hour of therapy, as far as a list needs it. */
struct at_line_hour {
	at_id id;                       /* 0: there is none */
	int number;
	at_ms starts, ends;
	int64_t version;
	bool planned;                   /* nobody has said what became of it */
};

/* What is known of a side's card of the last hour. */
enum at_line_card { AT_LINE_NO_CARD, AT_LINE_SEALED, AT_LINE_SEEN };

/* An own card that can be filled in now. */
struct at_line_own {
	at_id due;
	int session;                    /* number; 0: none */
	at_ms closes;                   /* what comes later is late */
};

struct at_line {
	struct at_line_hour last, next; /* the newest begun one that was not cancelled; planned */
	enum at_line_card client_card, own_card;        /* of the last hour */
	int n_hours;                    /* that took place or were missed, oldest first */
	double client[AT_LINE_HOURS], own[AT_LINE_HOURS];       /* TOTAL, NaN: none to be seen */
	struct at_reason reasons[AT_LINE_REASONS];      /* in the order of their kinds */
	int n_reasons;
	char measure[AT_LINE_MEASURE];  /* id of the instrument a reason is about; or "" */
	struct at_line_own cards[AT_LINE_OWN];
	int n_cards;
	bool flags_released;            /* to the supervisor */
};

/* The line of a relationship, as its therapist sees it at call->now, whoever asks.  Lets the
 * rules look first.  *out_until: when time alone may change it. */
enum at_status at_line_make(struct at_call *call, const struct at_history *h,
    at_id relationship, struct at_line *out, at_ms *out_until);

/* To numbers and back.  Unpacking gives false for anything another version has packed. */
struct at_bytes at_line_pack(struct at_arena *arena, const struct at_line *line);
bool at_line_unpack(struct at_bytes packed, struct at_line *out);

#endif
