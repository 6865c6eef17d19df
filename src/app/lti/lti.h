/* lti/lti.h — learning platforms open badges in their courses (LTI 1.3): who they
 * are, somebody's way from there to here, and badges placed in a course. */
#pragma once
#include "app/catalog/catalog.h"
#include "format/lti.h"

/* ---- lti.c: platforms ---- */

#define LTI_PLATFORMS_MOST 50
#define LTI_REGISTER_TIME  (2 * HOUR)
struct lti_platform {
    int64_t id, org;
    str public_id, name, issuer, client, authorize, token, keys_url, keys, sealed, kid, failure;
    msec keys_at, register_until, failed, used, created;         /* 0: never */
    bool is_on;
};
LIST_OF(lti_platform_list, struct lti_platform);
static inline bool lti_is_registered(const struct lti_platform *p) { return p->client.n > 0; }
MUST_USE code lti_platform_make(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, int64_t *id, struct error *err);
MUST_USE code lti_platform_find(struct db *db, struct arena *a, int64_t org, struct lti_platform_list *out, struct error *err);
MUST_USE code lti_platform_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct lti_platform *out, struct error *err);
MUST_USE code lti_platform_by_public_id(struct db *db, struct arena *a, str public_id, struct lti_platform *out, struct error *err);
/* What was typed from the platform's own page; switches it on. BAD_INPUT names the field. */
MUST_USE code lti_platform_save(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, int64_t by, struct error *err);
struct lti_change { int64_t org, id, by; };
MUST_USE code lti_platform_switch(struct db *db, struct arena *a, const struct lti_change *c, bool on, struct error *err);
MUST_USE code lti_platform_remove(struct db *db, struct arena *a, const struct lti_change *c, struct error *err);
/* From now on it may register itself for a while. */
MUST_USE code lti_platform_open(struct db *db, const struct lti_change *c, struct error *err);
MUST_USE code lti_note_failure(struct db *db, int64_t platform, str why, struct error *err);

struct lti_deployment { int64_t id; str name; bool is_allowed; msec seen; };
LIST_OF(lti_deployment_list, struct lti_deployment);
MUST_USE code lti_deployments(struct db *db, struct arena *a, int64_t platform, struct lti_deployment_list *out, struct error *err);
/* The first one of a platform is allowed, further ones are noted and DENIED. */
MUST_USE code lti_deployment_check(struct db *db, int64_t platform, str deployment, struct error *err);
MUST_USE code lti_deployment_allow(struct db *db, struct arena *a, const struct lti_change *c, int64_t deployment, struct error *err);

str lti_path(struct arena *a, const struct lti_platform *p, const char *what);      /* "/lti/ID/launch" */

/* ---- lti_ask.c: our key, its keys, registration ---- */

MUST_USE code lti_new_key(struct app *app, struct arena *a, str *sealed, str *kid, struct error *err);
MUST_USE code lti_own_keys(struct app *app, struct arena *a, const struct lti_platform *p, str *json, struct error *err);
MUST_USE code lti_sign(struct app *app, struct arena *a, const struct lti_platform *p, str claims, str *token, struct error *err);
/* Dynamic Registration 1.0: asks the platform's description and registers there.
 * CONFLICT: it is not open for that. */
struct lti_register { str description_url, token; };
MUST_USE code lti_register(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, const struct lti_register *r, struct error *err);

/* ---- lti_launch.c: the way here ---- */

/* Third-party initiated login (Security Framework 1.0 §5.1.1). `url`: where the
 * browser goes; `state` and `secret`: what it keeps until it is back. DENIED,
 * BAD_INPUT say why not. */
struct lti_begin { str issuer, client, hint, message_hint, target, storage; };
struct lti_way { str url, state, secret, storage; };
MUST_USE code lti_begin(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, const struct lti_begin *b, struct lti_way *out, struct error *err);

/* Somebody is back with a token (§5.1.1.3 and §5.1.3). `secret` absent: the browser
 * kept no cookie; `way` then says what is left: storage of the platform, or a window
 * of its own. `visit`: the secret of its address. */
struct lti_back { str state, token, secret; };
struct lti_arrival { bool is_proved; str visit, storage, again; };
MUST_USE code lti_arrive(struct app *app, struct db *db, struct arena *a, struct lti_platform *p, const struct lti_back *b, struct lti_arrival *out, struct error *err);
/* The browser shows what it kept. DENIED: it is another browser. */
MUST_USE code lti_prove(struct db *db, struct arena *a, str visit, str secret, struct error *err);
/* One more way for the same link, in a window of its own. `again`: of an arrival. */
MUST_USE code lti_begin_again(struct app *app, struct db *db, struct arena *a, const struct lti_platform *p, str again, struct lti_way *out, struct error *err);

#define LTI_VISIT_TIME (2 * HOUR)
struct lti_visit { struct lti_platform platform; struct lti_launch launch; str subject, name, email; int64_t course; /* 0: not said */ };
/* NOT_FOUND: it is over, or was not proved. */
MUST_USE code lti_visit_get(struct db *db, struct arena *a, str visit, struct lti_visit *out, struct error *err);

extern const struct route lti_routes[];
