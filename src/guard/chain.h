/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/chain.h - the hash chain of the audit log: BLAKE2b of the previous hash and the record.
 * Pure; store/audit.c keeps the rows. */
#ifndef AT_GUARD_CHAIN_H
#define AT_GUARD_CHAIN_H

#include <stdint.h>

#include "base/id.h"

enum { AT_CHAIN_HASH = 32 };

/* One line of the log.  No field holds personal data but ids. */
struct at_audit_line {
	at_id org;
	int node;
	int64_t seq;                    /* 1, 2, 3 ... per org and node */
	at_ms at;
	const char *subject;            /* "therapist", "link-holder", "operator" */
	at_id staff;                    /* who, 0 if not staff */
	const char *verb;               /* "view", "submit", "raise", "acknowledge", "sign-in" */
	const char *resource;           /* "client", "answer", "alert", "login" */
	at_id row;                      /* which, 0 if none */
	at_id client;                   /* the client it concerns, 0 if none */
	const char *detail;             /* constants and ids only, "" if none */
};

/* Canonical (guard/canon.h): every field with its length in front, integers as 8 bytes
 * big-endian, in this order: "attune audit line 1", previous, then the line's fields as
 * they stand in the struct.  No text may be NULL. */
void at_chain_next(const unsigned char previous[AT_CHAIN_HASH], const struct at_audit_line *line,
    unsigned char out[AT_CHAIN_HASH]);

/* What stands before the first line of an org and node: "attune audit start 1", org, node. */
void at_chain_start(at_id org, int node, unsigned char out[AT_CHAIN_HASH]);

#endif
