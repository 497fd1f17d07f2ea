/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/place.h - whether there is a data folder, and whether it is ours to open. */
#ifndef AT_STORE_PLACE_H
#define AT_STORE_PLACE_H

#include "base/status.h"

/* AT_NOT_FOUND: there is none; AT_DENIED: it is another user's, who is named, or nothing can
 * be written there.  On one thread only: the system is asked for that name. */
enum at_status at_place_look(const char *folder, struct at_error *err);

/* A data folder that was made just now and came to nothing: what is in it goes, and so does
 * the folder. */
void at_place_take_back(const char *folder);

#endif
