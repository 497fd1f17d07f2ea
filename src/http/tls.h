/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http/tls.h - a certificate and its key: read, checked against each other, shown.
 *
 * Speaks GnuTLS, which libmicrohttpd uses as well; nobody else does. */
#ifndef AT_HTTP_TLS_H
#define AT_HTTP_TLS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/time.h"

struct at_tls {
	const char *cert, *key;         /* PEM text, as read */
	at_ms from, until;              /* when browsers take the certificate */
	void *credentials;              /* GnuTLS's, freed with the arena */
};

/* Reads both files into `arena`.  AT_IO: one cannot be read; AT_INVALID: one is not what it
 * should be, or the key is another certificate's.  Dates are not judged. */
enum at_status at_tls_load(struct at_arena *arena, const char *cert_file, const char *key_file,
    struct at_tls *out, struct at_error *err);

/* Whether the certificate is one for this host, "clinic.example". */
bool at_tls_names(const struct at_tls *tls, const char *host);

/* Have a connection that has not shaken hands yet show this certificate; `session` is
 * GnuTLS's. */
void at_tls_show(void *session, const struct at_tls *tls);

#endif
