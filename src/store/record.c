/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/record.h"

static const char sql_people[] =
    "SELECT id, kind, name FROM related WHERE org = $1 AND client = $2 ORDER BY id NULLS FIRST";
static const char sql_therapy[] =
    "SELECT r.id, e.opened, e.closed, i.name, t.name, r.from_ms, r.to_ms FROM episode e"
    " JOIN relationship r ON r.org = e.org AND r.client = e.client AND r.episode = e.id"
    " LEFT JOIN site i ON i.org = e.org AND i.id = e.site"
    " LEFT JOIN staff t ON t.org = r.org AND t.id = r.therapist"
    " WHERE e.org = $1 AND e.client = $2 ORDER BY r.from_ms NULLS FIRST, r.id NULLS FIRST";
static const char sql_sessions[] =
    "SELECT s.id, s.number, t.name, s.day, s.starts, s.ends, s.state, o.at FROM session s"
    " LEFT JOIN relationship r ON r.org = s.org AND r.id = s.relationship"
    " LEFT JOIN staff t ON t.org = r.org AND t.id = r.therapist"
    " LEFT JOIN opened o ON o.org = s.org AND o.session = s.id"
    " WHERE s.org = $1 AND s.client = $2 ORDER BY s.starts NULLS FIRST, s.id NULLS FIRST";
static const char sql_asked[] =
    "SELECT d.id, d.made, d.instrument, d.instrument_version, d.form, s.number, d.opens,"
    " d.closes, d.state FROM due d LEFT JOIN session s ON s.org = d.org AND s.id = d.session"
    " WHERE d.org = $1 AND d.client = $2 AND d.form NOT IN ('therapist', 'parent')"
    " ORDER BY d.made NULLS FIRST, d.id NULLS FIRST";
static const char sql_safety[] =
    "SELECT a.id, a.at, a.instrument, a.item, a.code, a.kind, a.compared, a.last_code, a.stage,"
    " t.name, k.at, k.note FROM alert a LEFT JOIN due d ON d.org = a.org AND d.id = a.due"
    " LEFT JOIN alert_ack k ON k.org = a.org AND k.alert = a.id"
    " LEFT JOIN staff t ON t.org = k.org AND t.id = k.staff"
    " WHERE a.org = $1 AND a.client = $2 AND (d.form IS NULL OR d.form <> 'parent')"
    " ORDER BY a.at NULLS FIRST, a.id NULLS FIRST";
static const char sql_calls[] =
    "SELECT c.id, c.at, c.no_call, c.phone FROM call_me c"
    " LEFT JOIN due d ON d.org = c.org AND d.id = c.due"
    " WHERE c.org = $1 AND c.client = $2 AND (d.form IS NULL OR d.form <> 'parent')"
    " ORDER BY c.at NULLS FIRST, c.id NULLS FIRST";
static const char sql_choices[] =
    "SELECT g.id, g.at, t.name, g.ratings, g.seen, g.said FROM agreed g"
    " LEFT JOIN staff t ON t.org = g.org AND t.id = g.staff"
    " WHERE g.org = $1 AND g.client = $2 ORDER BY g.id NULLS FIRST";
static const char sql_consents[] =
    "SELECT c.id, c.at, t.name, c.purpose, c.given, c.wording FROM consent c"
    " LEFT JOIN staff t ON t.org = c.org AND t.id = c.staff"
    " WHERE c.org = $1 AND c.client = $2 AND c.person = 0 ORDER BY c.id NULLS FIRST";
static const char sql_flags[] =
    "SELECT f.id, f.at, s.number, f.rule, f.version, f.inputs, h.how, t.name, h.at, h.reason,"
    " o.at FROM flag f LEFT JOIN session s ON s.org = f.org AND s.id = f.session"
    " LEFT JOIN flag_handled h ON h.org = f.org AND h.flag = f.id AND h.id = (SELECT max(x.id)"
    " FROM flag_handled x WHERE x.org = f.org AND x.flag = f.id)"
    " LEFT JOIN staff t ON t.org = h.org AND t.id = h.staff"
    " LEFT JOIN opened o ON o.org = f.org AND o.session = f.session"
    " WHERE f.org = $1 AND f.client = $2 ORDER BY f.id NULLS FIRST";
static const char sql_signals[] =
    "SELECT g.id, g.at, a.at, g.instrument, g.kind, g.rule, g.version, m.version, g.inputs"
    " FROM signal g LEFT JOIN answer a ON a.org = g.org AND a.client = g.client"
    " AND a.id = g.answer LEFT JOIN course_model m ON m.org = g.org AND m.id = g.model"
    " WHERE g.org = $1 AND g.client = $2 ORDER BY g.id NULLS FIRST";
static const char sql_looks[] =
    "SELECT a.seq, a.at, a.subject, t.name, a.verb, a.resource FROM audit a"
    " LEFT JOIN staff t ON t.org = a.org AND t.id = a.staff"
    " WHERE a.org = $1 AND a.client = $2 AND a.verb IN ('view', 'export')"
    " AND a.resource <> 'said'"
    " ORDER BY a.at NULLS FIRST, a.node NULLS FIRST, a.seq NULLS FIRST";

enum at_status
at_record_rows(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    enum at_record_part part, struct at_rows *out, struct at_error *err)
{
	static const char *const queries[AT_RECORD_PARTS] = {
		[AT_RECORD_PEOPLE] = sql_people, [AT_RECORD_THERAPY] = sql_therapy,
		[AT_RECORD_SESSIONS] = sql_sessions, [AT_RECORD_ASKED] = sql_asked,
		[AT_RECORD_SAFETY] = sql_safety, [AT_RECORD_CALLS] = sql_calls,
		[AT_RECORD_CHOICES] = sql_choices, [AT_RECORD_CONSENTS] = sql_consents,
		[AT_RECORD_FLAGS] = sql_flags, [AT_RECORD_SIGNALS] = sql_signals,
		[AT_RECORD_LOOKS] = sql_looks,
	};

	return at_db_query(arena, db, queries[part], AT_BIND(at_int(org), at_int(client)), out,
	    err);
}
