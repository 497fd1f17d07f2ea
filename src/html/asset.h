/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/asset.h - addresses of the style sheet, scripts and icons.
 *
 * The address carries the content's hash, so a browser may keep it for ever.
 */
#ifndef AT_HTML_ASSET_H
#define AT_HTML_ASSET_H

#include "base/arena.h"
#include "base/embed.h"

/* "style.css" becomes "/assets/0123456789ab/style.css".  The file must be in assets/. */
const char *at_asset_url(struct at_arena *arena, const char *name);

/* The file a path such as the above asks for, NULL if there is none.  An old hash
 * is NULL too: a page made by an older program must not get a newer file. */
const struct at_embedded *at_asset_find(struct at_arena *arena, const char *path);

/* "text/css; charset=utf-8" by the name's ending. */
const char *at_asset_type(const char *name);

#endif
