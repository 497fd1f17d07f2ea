/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guard/canon.h"
#include "guard/chain.h"

void
at_chain_next(const unsigned char previous[AT_CHAIN_HASH], const struct at_audit_line *line,
    unsigned char out[AT_CHAIN_HASH])
{
	struct at_canon canon;

	at_canon_init(&canon, "attune audit line 1");
	at_canon_bytes(&canon, previous, AT_CHAIN_HASH);
	at_canon_number(&canon, line->org);
	at_canon_number(&canon, line->node);
	at_canon_number(&canon, line->seq);
	at_canon_number(&canon, line->at);
	at_canon_text(&canon, line->subject);
	at_canon_number(&canon, line->staff);
	at_canon_text(&canon, line->verb);
	at_canon_text(&canon, line->resource);
	at_canon_number(&canon, line->row);
	at_canon_number(&canon, line->client);
	at_canon_text(&canon, line->detail);
	at_canon_end(&canon, out);
}

void
at_chain_start(at_id org, int node, unsigned char out[AT_CHAIN_HASH])
{
	struct at_canon canon;

	at_canon_init(&canon, "attune audit start 1");
	at_canon_number(&canon, org);
	at_canon_number(&canon, node);
	at_canon_end(&canon, out);
}
