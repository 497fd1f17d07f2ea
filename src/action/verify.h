/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/verify.h - is the log of looks and changes as it was written? */
#ifndef AT_ACTION_VERIFY_H
#define AT_ACTION_VERIFY_H

#include "base/call.h"
#include "store/audit.h"

/* Walks every chain of the folder.  A broken one is a finding in `out`, not a failure. */
enum at_status at_action_verify(struct at_call *call, const struct at_audit_head *expected,
    int n_expected, struct at_audit_report *out);

#endif
