/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/policy.h - the one table and the one function that says yes or no.
 *
 * SQL resolves relations and nothing else; actions ask here before anything
 * leaves them.  What the table does not grant is denied.
 */
#ifndef AT_GUARD_POLICY_H
#define AT_GUARD_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "guard/who.h"

/* What stands between the asker and the thing.  Bits: several may hold. */
enum at_relation {
	AT_REL_ANY        = 1 << 0,     /* always holds: same organisation, nothing more */
	AT_REL_OWN        = 1 << 1,     /* therapist: has the relationship */
	AT_REL_FORMER     = 1 << 2,     /* therapist: had it; own period only */
	AT_REL_SITE       = 1 << 3,     /* the thing is at one of the asker's sites */
	AT_REL_SUPERVISES = 1 << 4,     /* supervises the therapist of the relationship */
	AT_REL_ADDRESSED  = 1 << 5,     /* the contact person, of an answer to someone else */
	AT_REL_ON_COVER   = 1 << 6,     /* on cover at the client's site now */
	AT_REL_THIS       = 1 << 7,     /* link-holder: the due measure of this link */
	AT_REL_SELF       = 1 << 8      /* the thing is the asker's own: password, login, record */
};

enum at_resource {
	AT_RES_CLIENT_LIST,             /* names of the clients one works with */
	AT_RES_CLIENT,                  /* the client page: name, sessions, who has looked */
	AT_RES_SESSION,                 /* the hours of therapy: when, and what became of them */
	AT_RES_EPISODE,                 /* the course of therapy: with whom, and its end */
	AT_RES_PLAN,                    /* which cards a client is asked, or that none are */
	AT_RES_OUTCOME,                 /* outcome measures over time */
	AT_RES_RATINGS,                 /* session-card ratings, once the seal is lifted */
	AT_RES_WORDS,                   /* strain, about, wish, words: never sealed */
	AT_RES_ALERT,                   /* name, raw safety answer, acknowledge form */
	AT_RES_FLAG,                    /* what is worth asking about, and what was done */
	AT_RES_SAID,                    /* what was addressed to someone else */
	AT_RES_FORM,                    /* a due measure, to be answered */
	AT_RES_OWN_CARD,                /* the therapist's own due card */
	AT_RES_LINK,                    /* making links */
	AT_RES_OWN_LOGIN,               /* own password and logins */
	AT_RES_OWN_PAGE,                /* the own page: its address and PIN; opening it */
	AT_RES_CHOICES,                 /* who may see the cards; whether they go on */
	AT_RES_CONSENT,                 /* what was agreed to: research, contact later */
	AT_RES_LOOKS,                   /* who has looked at a record */
	AT_RES_SETTINGS,                /* people, sites, texts, cover */
	AT_RES_JOB,                     /* work done apart from requests: refits of models */
	AT_RES_PRIVACY,                 /* erasing, holding, restricting a record; its name */
	AT_RES_AUDIT,                   /* the access log and its chain */
	AT_RES_BACKUP,                  /* a copy of everything; which ones there are */
	AT_RES_UPKEEP,                  /* disk, backups, jobs: what the program needs */
	AT_RES_EXPORT,                  /* what clients have answered, to be taken away */
	AT_RES_IMPORT                   /* what a clinic has from before, to be taken in */
};

enum at_verb { AT_VIEW = 1, AT_WRITE = 2 };

bool at_policy_allows(uint32_t subjects, uint32_t relations, enum at_resource resource,
    enum at_verb verb);

/* Names, for the audit line, the clinic file and the tests. */
const char *at_subject_name(enum at_subject subject);
uint32_t at_subject_parse(const char *name);       /* 0: no such subject */

/* Whoever sets up the clinic, or looks after its records, does so for all of it: these roles
 * are not held at a site. */
bool at_subject_is_everywhere(uint32_t subject);

#endif
