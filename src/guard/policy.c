/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "base/macros.h"
#include "guard/policy.h"

/* The verbs of a row are written without their prefix. */
enum { VIEW = AT_VIEW, WRITE = AT_WRITE };

static const struct row {
	uint32_t subject, relation;
	enum at_resource resource;
	int verbs;
} rows[] = {
#define ALLOW(subject, relation, resource, verbs) \
	{ AT_##subject, AT_REL_##relation, AT_RES_##resource, verbs },
#include "guard/policy.def"
#undef ALLOW
};

bool
at_policy_allows(uint32_t subjects, uint32_t relations, enum at_resource resource,
    enum at_verb verb)
{
	for (size_t i = 0; i < AT_COUNT(rows); i++)
		if ((rows[i].subject & subjects) != 0 && (rows[i].relation & relations) != 0
		    && rows[i].resource == resource && (rows[i].verbs & (int)verb) != 0)
			return true;
	return false;
}

const char *
at_subject_name(enum at_subject subject)
{
	switch (subject) {
	case AT_PUBLIC:        return "public";
	case AT_LINK_HOLDER:   return "link-holder";
	case AT_CLIENT:        return "client";
	case AT_PARENT:        return "parent";
	case AT_KIOSK:         return "kiosk";
	case AT_THERAPIST:     return "therapist";
	case AT_SUPERVISOR:    return "supervisor";
	case AT_CONTACT:       return "contact";
	case AT_COVER:         return "cover";
	case AT_LEAD:          return "lead";
	case AT_RESEARCHER:    return "researcher";
	case AT_ADMINISTRATOR: return "administrator";
	case AT_PRIVACY:       return "privacy";
	case AT_OPERATOR:      return "operator";
	}
	return "?";
}

bool
at_subject_is_everywhere(uint32_t subject)
{
	return (subject & (AT_ADMINISTRATOR | AT_PRIVACY)) != 0;
}

uint32_t
at_subject_parse(const char *name)
{
	for (uint32_t bit = AT_PUBLIC; bit <= AT_OPERATOR; bit <<= 1)
		if (strcmp(at_subject_name((enum at_subject)bit), name) == 0)
			return bit;
	return 0;
}
