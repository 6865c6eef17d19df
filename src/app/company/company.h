/* company/company.h — signing in with a company's own provider (OpenID Connect):
 * the provider of an organisation, for which mail domains it may speak, and who
 * comes in by it, with which role. */
#pragma once
#include "app/org/org.h"
#include "format/oidc.h"

/* ---- provider.c: what was set up ---- */

struct provider {
    int64_t org;
    str slug, org_name;
    str kind, issuer, client, claim, scopes, new_role;
    str secret;                                  /* when saving, absent: as it was; else only where asked for */
    bool has_secret, trusts_unmarked, adds_people, is_on;
    msec tested, described, keys_at, failed, changed;        /* 0: never */
    str description, keys, seen, failure;
    int64_t only;                                /* nobody comes otherwise, but for this account; 0: each as they like */
};
/* NOT_FOUND: none is set up. */
MUST_USE code provider_get(struct db *db, struct arena *a, int64_t org, struct provider *out, struct error *err);
MUST_USE code provider_by_slug(struct db *db, struct arena *a, str slug, struct provider *out, struct error *err);
MUST_USE code provider_secret(struct app *app, struct db *db, struct arena *a, int64_t org, str *out, struct error *err);
/* New settings: to be tested anew when who is asked changed. BAD_INPUT names the field. */
MUST_USE code provider_save(struct app *app, struct db *db, struct arena *a, const struct provider *p, int64_t by, struct error *err);
/* CONFLICT: it was not tested with these settings. */
MUST_USE code provider_switch(struct db *db, struct arena *a, int64_t org, bool on, int64_t by, struct error *err);
/* Only by it from now on, but for `by` (an administrator); off: each as they like. */
MUST_USE code provider_only(struct db *db, int64_t org, bool only, int64_t by, struct error *err);
MUST_USE code provider_remove(struct db *db, int64_t org, int64_t by, struct error *err);
MUST_USE code provider_note_test(struct db *db, int64_t org, str seen, bool good, struct error *err);
MUST_USE code provider_note_failure(struct db *db, int64_t org, str why, struct error *err);

struct provider_offer { str slug, name; };
LIST_OF(provider_offer_list, struct provider_offer);
/* Those that are on. */
MUST_USE code provider_offers(struct db *db, struct arena *a, int limit, struct provider_offer_list *out, struct error *err);
/* The one that may speak for an address; NOT_FOUND. */
MUST_USE code provider_of_address(struct db *db, struct arena *a, str email, struct provider_offer *out, struct error *err);

/* ---- provider_map.c: groups into roles, and mail domains ---- */

/* `role`: one or more, "assessor;checker"; only such that need nothing said besides. */
struct provider_role { str value, role; };
bool provider_can_give(str roles);
LIST_OF(provider_role_list, struct provider_role);
MUST_USE code provider_roles(struct db *db, struct arena *a, int64_t org, struct provider_role_list *out, struct error *err);
#define PROVIDER_ROLES_MOST 200
MUST_USE code provider_role_put(struct db *db, struct arena *a, int64_t org, const struct provider_role *r, int64_t by, struct error *err);
MUST_USE code provider_role_drop(struct db *db, int64_t org, str value, int64_t by, struct error *err);
/* All that `values` mean, each once, else `fallback`. */
str provider_roles_both(struct arena *a, str x, str y);          /* those of either */
str provider_role_of(struct arena *a, const struct provider_role_list *roles, const struct str_list *values, str fallback);

struct provider_domain { str domain, code; bool is_proved; };
LIST_OF(provider_domain_list, struct provider_domain);
MUST_USE code provider_domains(struct db *db, struct arena *a, int64_t org, struct provider_domain_list *out, struct error *err);
#define PROVIDER_DOMAINS_MOST 100
/* `vouched`: the operator of the server answers for it, so nothing need be published. */
struct domain_change { int64_t org; str domain; int64_t by; bool vouched; };
MUST_USE code provider_domain_add(struct db *db, struct arena *a, const struct domain_change *d, struct error *err);
/* Looks for the code at domain_proof_url. CONFLICT: it is not there, or the domain is another's. */
MUST_USE code provider_domain_prove(struct app *app, struct db *db, struct arena *a, const struct domain_change *d, struct error *err);
MUST_USE code provider_domain_drop(struct db *db, const struct domain_change *d, struct error *err);
str domain_proof_url(struct arena *a, str domain);
/* May this organisation's provider speak for the address? */
MUST_USE code provider_speaks_for(struct db *db, struct arena *a, int64_t org, str email, bool *yes, struct error *err);

/* ---- provider_ask.c: talking with it ---- */

/* What it says of itself: as kept, or fetched when that is a day old. */
MUST_USE code provider_describe(struct app *app, struct db *db, struct arena *a, struct provider *p, struct oidc_provider *out, struct error *err);
/* One's way there and back again. */
struct passage { str state, nonce, verifier; };
struct passage passage_new(struct arena *a);
str provider_sign_in_url(struct app *app, struct arena *a, const struct provider *p, const struct oidc_provider *o, const struct passage *way);
str provider_callback(struct arena *a, const struct app *app, str slug);
/* The code that came back becomes who it is. `token`: the ID token as it came. */
struct answer { str code; struct passage way; };
MUST_USE code provider_redeem(struct app *app, struct db *db, struct arena *a, struct provider *p, const struct answer *answer,
                              struct oidc_identity *who, str *token, struct error *err);
/* Its word that somebody has signed out there (Back-Channel Logout 1.0). */
MUST_USE code provider_signed_out(struct app *app, struct db *db, struct arena *a, struct provider *p, str token, struct oidc_logout *out, struct error *err);
/* Where one signs out there too; absent: it has no such place. */
str provider_sign_out_url(struct app *app, struct arena *a, const struct provider *p, str token);

/* ---- company.c: who comes in ---- */

/* A person as the provider has shown it. `email` absent: none, or no address. */
struct arrival { int64_t org; str issuer, subject, name, email; bool is_trusted; str role; bool has_roles; };
MUST_USE code arrival_of(struct db *db, struct arena *a, const struct provider *p, const struct oidc_identity *who, struct arrival *out, struct error *err);
/* What to do with an arrival. ENTER: `account` is theirs; PROVE: their own
 * account first, since an address alone proves nothing. */
enum arrival_step { ARRIVAL_ENTER, ARRIVAL_NEW, ARRIVAL_PROVE };
MUST_USE code arrival_look(struct db *db, struct arena *a, const struct arrival *v, enum arrival_step *step, int64_t *account, struct error *err);
/* Makes (ARRIVAL_NEW) or takes the account, remembers whose it is, sets role and
 * directory entry. One transaction. */
MUST_USE code arrival_enter(struct app *app, struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t *account,
                            struct error *err);

struct known_as { int64_t org; str org_name, issuer, subject, email; msec used; };
LIST_OF(known_as_list, struct known_as);
/* By which companies one gets into an account. */
MUST_USE code company_known_as(struct db *db, struct arena *a, int64_t account, struct known_as_list *out, struct error *err);
MUST_USE code company_forget(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t org, struct error *err);

void company_start(void);                        /* tells the account slice that companies are there */
extern const struct route company_routes[];
