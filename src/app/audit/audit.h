/* audit/audit.h — what auditors come for: what they may see and until when, what they
 * opened, every waiver that was given. An auditor is a member with that one role
 * (org/role.h), which ends by itself, may go for a part, and changes nothing. */
#pragma once
#include "app/list/list.h"
#include "app/org/org.h"
#include "app/requirement/requirement.h"

/* ---- who audits (auditor.c) ---- */

enum auditor_state { AUDITOR_COMES, AUDITOR_HERE, AUDITOR_OVER };
struct auditor { int64_t account; str name, email, scope; msec from, until; enum auditor_state state; int64_t opened; };   /* from 0: at once */
LIST_OF(auditors, struct auditor);
/* Those who come and are here first, then those whose time is over. */
MUST_USE code auditors_find(struct db *db, struct arena *a, int64_t org, struct auditors *out, struct error *err);
/* From this moment on; they are told. NOT_FOUND: they are not here, or not any more. */
struct auditor_end { int64_t org, account, by; };
MUST_USE code auditor_end(struct app *app, struct db *db, struct arena *a, const struct auditor_end *e, struct error *err);
/* How far the account audits today, by name: "Everybody · Requirements: FS-01, DR-01"; empty: not at all. */
MUST_USE code auditor_scope_words(struct db *db, struct arena *a, int64_t org, int64_t account, str *out, struct error *err);

/* ---- what they opened (audit_view.c) ---- */

/* Writes down that this request of an auditor, or of a program that acts for one, is
 * answered; of anybody else nothing. `may`: of the auditor. Once a request, whatever else
 * it asks. Searches are not kept: they are names. */
MUST_USE code audit_note(struct request *rq, const struct access *may, struct error *err);

extern const struct list_def audit_views_list_def, waivers_list_def;
extern const struct route audit_routes[];
