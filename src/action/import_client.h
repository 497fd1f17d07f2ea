/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/import_client.h - what an import writes of one client.  For import*.c only. */
#ifndef AT_ACTION_IMPORT_CLIENT_H
#define AT_ACTION_IMPORT_CLIENT_H

#include "action/import_work.h"
#include "guard/chain.h"
#include "store/alert.h"

struct at_import_with {                 /* a relationship */
	struct at_relationship row;
	bool new, moved;                /* moved: it begins earlier, or has ended (later) */
	int32_t first, last;            /* days of its sessions and forms */
};

struct at_import_answer {
	struct at_answer row;
	at_id replaces;                 /* 0: none */
};

struct at_import_rows {
	struct at_client client;
	bool new;                       /* the client is */
	bool any;                       /* something is to be written */
	struct at_import_client named;  /* client 0: the store has it */
	bool told;                      /* a table of people says something new */
	struct at_bytes about;          /* to be kept; none: nothing new */
	struct at_care_episode episode;
	bool episode_new, episode_moved;
	struct at_import_with *with;
	struct at_session *sessions;    /* new */
	struct at_import_answer *answers;
	struct at_alert *alerts;
	int n_with, n_sessions, n_answers, n_alerts;
	struct at_audit_line line;
};

struct at_import_said;

/* When a form was filled in, and with whom. */
struct at_import_hour {
	at_id session, relationship;
	at_ms starts, ends;
};

/* One client on the way to these rows. */
struct at_import_course {
	struct at_import_work *work;
	struct at_import_person *person;
	struct at_arena *arena;
	struct at_import_rows *rows;
	struct at_call *call;           /* the import's, with the arena of this client */
	bool keep;                      /* ids, scores and seals are made, too */
	struct at_import_form **forms;  /* in time, those set aside left out */
	int n_forms;
	const struct at_zone *zone;
	at_id site;
	/* What the store has of the client. */
	struct at_session *old_sessions;
	struct at_answer *old_answers;  /* of imports and others, in time */
	int n_old_sessions, n_old_answers;
	struct at_import_said *last;    /* by source and form */
	struct at_import_hour *hours;   /* of each form */
};

/* What was said last, to compare safety answers with. */
struct at_import_said {
	at_ms at;
	const struct at_answers *answers;       /* NULL: nothing */
};

/* Nothing is written when `keep` is false: conflicts are reported, and counted what is new.
 * rows->any is false when all is there. */
enum at_status at_import_client(struct at_import_work *work, int client, bool keep,
    struct at_arena *arena, struct at_import_rows *out);

/* The parts of it, in this order: course of therapy, relationships and sessions; answers. */
enum at_status at_import_client_care(struct at_import_course *c);
enum at_status at_import_client_answers(struct at_import_course *c);

/* The instant of a local time of the client's clinic; the end of a day is hour 24. */
at_ms at_import_moment(const struct at_import_course *c, int32_t day, int hour);

/* A form that cannot go in, and the line it began in. */
void at_import_refuse(struct at_import_course *c, struct at_import_form *form,
    const char *column, const char *why);

#endif
