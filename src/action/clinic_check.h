/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/clinic_check.h - the second half of reading a clinic file: what its lines say
 * together.  For clinic_file.c. */
#ifndef AT_ACTION_CLINIC_CHECK_H
#define AT_ACTION_CLINIC_CHECK_H

#include "action/clinic_file.h"

/* Hand down what sub-sites do not say themselves, and refuse what does not fit together.
 * `top` is the site-like part at the head of the file. */
enum at_status at_clinic_settle(struct at_arena *arena, struct at_clinic *clinic,
    const struct at_clinic_site *top, struct at_error *err);

#endif
