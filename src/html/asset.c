/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "html/asset.h"

static const char folder[] = "assets/";

const char *
at_asset_url(struct at_arena *arena, const char *name)
{
	const struct at_embedded *file = at_embed_find(at_printf(arena, "%s%s", folder, name));

	assert(file != NULL);           /* names are constants of ours */
	return at_printf(arena, "/%s%s/%s", folder, file->hash, name);
}

const struct at_embedded *
at_asset_find(struct at_arena *arena, const char *path)
{
	size_t n;
	const struct at_embedded *files = at_embed_list(folder, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(path, at_asset_url(arena, files[i].name + strlen(folder))) == 0)
			return &files[i];
	return NULL;
}

const char *
at_asset_type(const char *name)
{
	static const struct { const char *ending, *type; } types[] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
	};
	const char *ending = strrchr(name, '.');

	for (size_t i = 0; ending != NULL && i < AT_COUNT(types); i++)
		if (strcmp(ending, types[i].ending) == 0)
			return types[i].type;
	return "application/octet-stream";
}
