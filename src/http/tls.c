/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "http/tls.h"

enum { PEM_BYTES = 64 * 1024 };

static enum at_status
load_pem(struct at_arena *arena, const char *name, const char **out, struct at_error *err)
{
	FILE *file = fopen(name, "r");
	char *text;
	size_t n;

	if (file == NULL)
		return at_fail(err, AT_IO, "%s cannot be read: %s", name, strerror(errno));
	text = at_alloc(arena, PEM_BYTES, 1);
	n = fread(text, 1, PEM_BYTES, file);
	fclose(file);
	if (n == 0 || n == PEM_BYTES || strlen(text) != n)
		return at_fail(err, AT_INVALID, "%s is not a certificate or key", name);
	*out = text;
	return AT_OK;
}

static gnutls_datum_t
datum(const char *text)
{
	/* GnuTLS only reads it. */
	union { const char *text; unsigned char *bytes; } as = { .text = text };

	return (gnutls_datum_t){ as.bytes, (unsigned)strlen(text) };
}

/* The certificate of the server itself, which comes first; NULL if there is none. */
static gnutls_x509_crt_t
first_certificate(const char *pem)
{
	const gnutls_datum_t text = datum(pem);
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) != 0)
		return NULL;
	if (gnutls_x509_crt_import(crt, &text, GNUTLS_X509_FMT_PEM) == 0)
		return crt;
	gnutls_x509_crt_deinit(crt);
	return NULL;
}

static enum at_status
read_dates(const char *cert_file, struct at_tls *tls, struct at_error *err)
{
	gnutls_x509_crt_t crt = first_certificate(tls->cert);

	if (crt == NULL)
		return at_fail(err, AT_INVALID, "%s is not a certificate", cert_file);
	tls->from = (at_ms)gnutls_x509_crt_get_activation_time(crt) * AT_SECOND;
	tls->until = (at_ms)gnutls_x509_crt_get_expiration_time(crt) * AT_SECOND;
	gnutls_x509_crt_deinit(crt);
	return AT_OK;
}

static void
free_credentials(void *credentials)
{
	gnutls_certificate_free_credentials(credentials);
}

static enum at_status
join(struct at_arena *arena, const char *cert_file, const char *key_file, struct at_tls *tls,
    struct at_error *err)
{
	const gnutls_datum_t cert = datum(tls->cert), key = datum(tls->key);
	gnutls_certificate_credentials_t both;
	int rc = gnutls_certificate_allocate_credentials(&both);

	if (rc != 0)
		return at_fail(err, AT_IO, "TLS: %s", gnutls_strerror(rc));
	tls->credentials = both;
	at_arena_defer(arena, free_credentials, both);
	rc = gnutls_certificate_set_x509_key_mem2(both, &cert, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (rc >= 0)
		return AT_OK;
	if (rc == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
		return at_fail(err, AT_INVALID, "%s is not the key of %s", key_file, cert_file);
	return at_fail(err, AT_INVALID, "%s is not a key without a password: %s", key_file,
	    gnutls_strerror(rc));
}

enum at_status
at_tls_load(struct at_arena *arena, const char *cert_file, const char *key_file,
    struct at_tls *out, struct at_error *err)
{
	struct at_tls tls = { 0 };
	enum at_status st = load_pem(arena, cert_file, &tls.cert, err);

	if (st == AT_OK)
		st = load_pem(arena, key_file, &tls.key, err);
	if (st == AT_OK)
		st = read_dates(cert_file, &tls, err);
	if (st == AT_OK)
		st = join(arena, cert_file, key_file, &tls, err);
	if (st == AT_OK)
		*out = tls;
	return st;
}

bool
at_tls_names(const struct at_tls *tls, const char *host)
{
	gnutls_x509_crt_t crt = first_certificate(tls->cert);
	bool named = crt != NULL && gnutls_x509_crt_check_hostname(crt, host) != 0;

	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
	return named;
}

void
at_tls_show(void *session, const struct at_tls *tls)
{
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
}
