/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/motion_out.h - the rows of `attune motion`, as each kind of file has them. */
#ifndef AT_CLI_MOTION_OUT_H
#define AT_CLI_MOTION_OUT_H

#include "base/json.h"
#include "signal/energy.h"

/* frame,time,NAME,NAME_sum,... ; empty where missing.  `names` of all regions. */
void at_motion_csv(struct at_buffer *out, const struct at_energy *energy,
    const char *const *names);

/* As rMEA reads it: changed pixels of every region, blanks between them, no header, NA. */
void at_motion_rmea(struct at_buffer *out, const struct at_energy *energy);

/* An array of rows, each [frame, time, NAME, NAME_sum, ...]. */
void at_motion_json(struct at_json *json, const struct at_energy *energy);

/* A drawing: a panel a region, changed pixels in percent. */
void at_motion_svg(struct at_buffer *out, const struct at_energy *energy,
    const char *const *names, const char *file);

#endif
