/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/agent.h - what a browser calls itself, as coarse as its owner needs to know it again. */
#ifndef AT_WEB_AGENT_H
#define AT_WEB_AGENT_H

#include "base/arena.h"

/* "Firefox, Linux"; "" when there is nothing we know in it.  `agent` may be NULL. */
const char *at_agent_name(struct at_arena *arena, const char *agent);

#endif
