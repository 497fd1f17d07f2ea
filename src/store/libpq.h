/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/libpq.h - PostgreSQL's library, loaded when an address asks for it.
 *
 * It brings 15 more libraries.  Most folders are SQLite and most commands open none at
 * all: linked in the usual way it would take half of the time of `attune score`. */
#ifndef AT_STORE_LIBPQ_H
#define AT_STORE_LIBPQ_H

#include <libpq-fe.h>

#include "base/status.h"

/* Each function under its name without PQ. */
struct at_libpq {
#define PQ(name) __typeof__(PQ##name) *name;
#include "store/libpq.def"
#undef PQ
};

/* AT_IO if it is not installed.  Once loaded it stays. */
enum at_status at_libpq_load(struct at_libpq *out, struct at_error *err);

#endif
