/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/wording.h - a site's own words for an instrument, from a file of words. */
#ifndef AT_ACTION_WORDING_H
#define AT_ACTION_WORDING_H

#include "base/call.h"

/* `file` is named ID.LANG.txt and written like the program's own; its words take the place
 * of ours.  `id` "texts": the general ones.  *out_n texts were kept.
 * AT_INVALID: "session.nb.txt:12: ...", nothing is kept then. */
enum at_status at_action_wording_load(struct at_call *call, const char *id, const char *file,
    const char *bytes, size_t n_bytes, int *out_n);

#endif
