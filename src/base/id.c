/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/id.h"

static const at_ms epoch = 1735689600000;               /* 2025-01-01T00:00:00Z */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { SEQUENCE_BITS = 12, NODE_BITS = 10, SEQUENCES = 1 << SEQUENCE_BITS };

void
at_ids_init(struct at_ids *ids, int node, at_ms last)
{
	pthread_mutex_init(&ids->lock, NULL);
	ids->node = node;
	ids->last = last;
	ids->sequence = SEQUENCES - 1;          /* never reuse the last millisecond */
}

at_id
at_ids_next(struct at_ids *ids, at_ms now)
{
	at_id id;

	pthread_mutex_lock(&ids->lock);
	if (now > ids->last) {
		ids->last = now;
		ids->sequence = 0;
	} else if (++ids->sequence >= SEQUENCES) {
		ids->last++;
		ids->sequence = 0;
	}
	id = (ids->last - epoch) << (NODE_BITS + SEQUENCE_BITS)
	    | (at_id)ids->node << SEQUENCE_BITS | ids->sequence;
	pthread_mutex_unlock(&ids->lock);
	return id;
}

void
at_id_format(at_id id, char out[AT_ID_ROOM])
{
	for (int i = AT_ID_CHARS - 1; i >= 0; i--) {
		out[i] = digits[id & 31];
		id >>= 5;
	}
	out[AT_ID_CHARS] = '\0';
}

static int
digit_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == 'O')
		c = '0';
	at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

bool
at_id_parse(const char *text, at_id *out)
{
	uint64_t id = 0;

	if (strlen(text) != AT_ID_CHARS || digit_value(text[0]) > 7)
		return false;                   /* 13 digits hold 65 bits, an id has 63 */
	for (int i = 0; i < AT_ID_CHARS; i++) {
		int value = digit_value(text[i]);

		if (value < 0)
			return false;
		id = id << 5 | (uint64_t)value;
	}
	if (id == 0 || id > INT64_MAX)
		return false;
	*out = (at_id)id;
	return true;
}

at_ms
at_id_time(at_id id)
{
	return (id >> (NODE_BITS + SEQUENCE_BITS)) + epoch;
}

int
at_id_node(at_id id)
{
	return (int)(id >> SEQUENCE_BITS & (AT_NODES - 1));
}
