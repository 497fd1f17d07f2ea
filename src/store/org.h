/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/org.h - the organisation, its sites, hours, cover, contact, settings and wording. */
#ifndef AT_STORE_ORG_H
#define AT_STORE_ORG_H

#include "base/hours.h"
#include "base/id.h"
#include "store/db.h"

struct at_site {
	at_id org, id, parent;          /* parent 0: none */
	const char *handle, *name, *zone_name;
	const struct at_zone *zone;
	struct at_hours hours;          /* working hours and closed days */
	at_ms escalate_ms, escalate_high_ms;
};

/* One person's cover at a site: in order of preference. */
struct at_cover {
	at_id staff;
	const char *name;
	struct at_hours hours;
};

struct at_covers {
	const struct at_cover *covers;
	int n_covers;
};

struct at_setting {
	const char *name, *value;
};

struct at_settings {
	const struct at_setting *settings;
	int n_settings;
};

struct at_contact {
	at_id staff;                    /* 0: an outside body, or none */
	const char *name;               /* "" if the site has none */
};

/* The tenants of this folder, oldest first, at most n_room. */
enum at_status at_org_list(struct at_arena *arena, struct at_db *db, at_id *out, int n_room,
    int *out_n, struct at_error *err);
enum at_status at_org_name(struct at_arena *arena, struct at_db *db, at_id org, const char **out,
    struct at_error *err);

/* AT_NOT_FOUND if there is no such site. */
enum at_status at_site_load(struct at_arena *arena, struct at_db *db, at_id org, at_id site,
    struct at_site *out, struct at_error *err);
enum at_status at_site_find(struct at_arena *arena, struct at_db *db, at_id org,
    const char *handle, at_id *out, struct at_error *err);
/* All sites, in the order they were made. */
enum at_status at_site_list(struct at_arena *arena, struct at_db *db, at_id org, at_id **out,
    int *out_n, struct at_error *err);

/* A site and those above it, the site first.  Site 0: none. */
enum { AT_SITE_DEPTH = 8 };
enum at_status at_site_chain(struct at_arena *arena, struct at_db *db, at_id org, at_id site,
    at_id out[AT_SITE_DEPTH], int *out_n, struct at_error *err);

/* The site's own cover; a sub-site without any uses its parent's. */
enum at_status at_cover_load(struct at_arena *arena, struct at_db *db, const struct at_site *site,
    struct at_covers *out, struct at_error *err);

/* Who has cover at `at`: the first by preference; NULL if nobody. */
const struct at_cover *at_cover_at(const struct at_covers *covers, at_ms at);
/* Until when somebody has cover without a break; `at` itself if nobody has. */
at_ms at_cover_until(const struct at_covers *covers, at_ms at);
/* When somebody has cover next, `at` if now; INT64_MAX if never. */
at_ms at_cover_next(const struct at_covers *covers, at_ms at);

/* The contact person of a site or the nearest site above it. */
enum at_status at_contact_load(struct at_arena *arena, struct at_db *db,
    const struct at_site *site, struct at_contact *out, struct at_error *err);

/* Settings as they hold at a site: its own, then its parents', then everyone's. */
enum at_status at_settings_load(struct at_arena *arena, struct at_db *db,
    const struct at_site *site, struct at_settings *out, struct at_error *err);
const char *at_setting_value(const struct at_settings *settings, const char *name); /* or NULL */

/* The site's own words for an instrument, to be looked up by key and language. */
struct at_site_words {
	const struct at_rows *rows;     /* item, lang, body */
};
enum at_status at_site_words_load(struct at_arena *arena, struct at_db *db, at_id org,
    const char *instrument, struct at_site_words *out, struct at_error *err);
const char *at_site_words_find(const struct at_site_words *words, const char *key,
    const char *lang);

#endif
