/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/act.h - what every action does the same way: ask the policy, word the audit line,
 * open what is sealed.  For this room only. */
#ifndef AT_ACTION_ACT_H
#define AT_ACTION_ACT_H

#include "action/house.h"
#include "guard/chain.h"
#include "guard/policy.h"
#include "guard/who.h"
#include "store/audit.h"
#include "store/care.h"
#include "store/org.h"
#include "store/store.h"

/* AT_DENIED with one plain line unless the policy table grants it. */
enum at_status at_act_allow(struct at_call *call, uint32_t relations, enum at_resource resource,
    enum at_verb verb);

/* The audit line of this call; org, subject and staff come from call->who. */
struct at_audit_line at_act_line(const struct at_call *call, const char *verb,
    const char *resource, at_id row, at_id client);

/* Write one audit line by itself: looks that change nothing else. */
enum at_status at_act_note(struct at_call *call, const struct at_audit_line *line);

/* Append inside an apply function. */
enum at_status at_act_append(struct at_db *db, struct at_arena *scratch,
    struct at_audit_line *line, struct at_error *err);

/* Whether anything may be done with the client's record: asked behind the policy, by all but
 * a safety answer and the keeping of the record itself.  AT_GONE: erased; AT_DENIED: restricted. */
enum at_status at_act_usable(struct at_call *call, const struct at_client *client);

/* The zone of the first site: for what is of no site.  UTC before there is one. */
enum at_status at_act_first_zone(struct at_call *call, const struct at_zone **out);

/* The client's name; "Erased client" when the key is gone. */
enum at_status at_act_name(struct at_call *call, const struct at_client *client,
    const char **out);

/* Seal or open one field of a client's.  Opening nothing gives "". */
enum at_status at_act_seal(struct at_call *call, const struct at_client *client,
    const char *field, at_id row, const char *text, struct at_bytes *out);
enum at_status at_act_unseal(struct at_call *call, const struct at_client *client,
    const char *field, at_id row, struct at_bytes sealed, const char **out);

#endif
