/* induct/visit.h — who only visits a site: reads and acknowledges what stands there without
 * an account, and gets a pass for some days. A stranger learns from its code yes or no and
 * until when, and nothing of whose it is. Passes are deleted some days after their end. */
#pragma once
#include "app/induct/induct.h"

#define LANE_DAYS_MOST 365

struct lane { int64_t id, org, template, site, valid_days, keep_days, number; str public_id, name, template_name, site_name, org_name; msec created, stopped; bool is_ready; };
LIST_OF(lanes, struct lane);
/* BAD_INPUT names "name", "template", "site", "valid", "keep". `*id` where l->id is 0. */
MUST_USE code lane_save(struct db *db, struct arena *a, const struct lane *l, int64_t by, int64_t *id, struct error *err);
MUST_USE code lane_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lane *out, struct error *err);
MUST_USE code lane_by_public_id(struct db *db, struct arena *a, str public_id, struct lane *out, struct error *err);
MUST_USE code lanes_find(struct db *db, struct arena *a, int64_t org, struct lanes *out, struct error *err);
MUST_USE code lane_set_stopped(struct db *db, struct arena *a, const struct induct_act *c, bool stopped, struct error *err);
/* What is read there: of the newest version. */
MUST_USE code lane_documents(struct db *db, struct arena *a, const struct lane *l, struct induct_items *out, struct error *err);

struct pass { int64_t id, org; str check_id, name, company, lane_name, site_name, org_name, time_zone; msec created, until; bool holds; };
/* BAD_INPUT names "name", "company", "read" (not all, or another version of it). CONFLICT: stopped, or nothing is to be read. */
struct pass_new { const struct lane *l; str name, company; const struct str_list *hashes; };
MUST_USE code pass_make(struct db *db, struct arena *a, const struct pass_new *n, str *token, struct error *err);
MUST_USE code pass_by_token(struct db *db, struct arena *a, str token, struct pass *out, struct error *err);
/* Without whose it is. */
MUST_USE code pass_by_check(struct db *db, struct arena *a, str check_id, struct pass *out, struct error *err);
/* Those whose days are over, of all organisations. */
MUST_USE code passes_tidy(struct db *db, struct error *err);

extern const struct list_def passes_list_def;
extern const struct route visit_routes[];
