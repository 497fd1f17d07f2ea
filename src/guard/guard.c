/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <liboath/oath.h>
#include <sodium.h>

#include "guard/guard.h"

enum at_status
at_guard_start(struct at_error *err)
{
	if (sodium_init() < 0)
		return at_fail(err, AT_IO, "The system gives no random numbers");
	if (oath_init() != OATH_OK)
		return at_fail(err, AT_IO, "The library for one-time codes does not start");
	return AT_OK;
}
