/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "store/libpq.h"

/* A function's address as dlsym() gives it; C has no cast from one pointer to the other. */
static bool
find(void *library, const char *name, void *out, size_t n_out)
{
	void *address = dlsym(library, name);

	memcpy(out, &address, n_out);
	return address != NULL;
}

enum at_status
at_libpq_load(struct at_libpq *out, struct at_error *err)
{
	void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
	bool whole = library != NULL;

#define PQ(name) whole = whole && find(library, "PQ" #name, &out->name, sizeof out->name);
#include "store/libpq.def"
#undef PQ
	if (!whole)
		return at_fail(err, AT_IO, "PostgreSQL's library is not installed: on Debian,"
		    " apt install libpq5");
	return AT_OK;
}
