/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo_archive.h - former clients of the demonstration, drawn by a fixed seed: the
 * archive that its expected course is fitted to.  For demo.c. */
#ifndef AT_ACTION_DEMO_ARCHIVE_H
#define AT_ACTION_DEMO_ARCHIVE_H

#include "base/call.h"

/* AT_DEMO_FORMER courses of therapy that have ended by call->now, with PHQ-9 every other
 * session, stored at once; and the expected course fitted to them. */
enum at_status at_demo_archive(struct at_call *call);

#endif
