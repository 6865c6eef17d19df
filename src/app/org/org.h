/* org/org.h — the organisation that issues: profile, members and rights, keys. */
#pragma once
#include "app/org/members.h"
#include "app/settings.h"
#include "badge/issue.h"
#include "store/keyset.h"

/* The organisation with one version of one of its profiles; `version` and `base`
 * belong to that version, so that older awards can be rebuilt as they were signed. */
struct org {
    int64_t id, version;
    int64_t issuer;                              /* which profile; 0: the first, which each organisation has */
    str slug, base, name, description, url, email, logo_hash;
    str id_form;                                 /* "https" or "did:web": how awards name it */
    str award_form;                              /* "proof" or "jwt": how awards are secured */
    msec created;
};

/* Under the address of this server unless `o` names one. */
MUST_USE code org_create(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t admin_account,
                         int64_t *id, struct error *err);   /* with its first key, Ed25519 */
MUST_USE code org_get(struct db *db, struct arena *a, int64_t id, struct org *out, struct error *err);   /* with its first profile */
MUST_USE code org_by_slug(struct db *db, struct arena *a, str slug, struct org *out, struct error *err);
MUST_USE code org_at_version(struct db *db, struct arena *a, int64_t version, struct org *out, struct error *err);
/* A new version of the profile when anything differs. `by`: the account that does it. */
MUST_USE code org_update(struct db *db, struct arena *a, const struct org *o, int64_t by, struct error *err);
/* The server moved: a new version for every organisation that has another
 * address, in the caller's transaction. */
MUST_USE code org_readdress(struct db *db, struct arena *a, str base, int64_t by, struct error *err);

/* org_issuer.c: several profiles of one organisation ("Academy", "Safety"), each
 * with an address, keys and versions of its own. 0 names the first one. */
struct org_issuer { int64_t id, badges; str slug, name, logo_hash; };       /* badges: whose newest version it issues */
LIST_OF(org_issuer_list, struct org_issuer);
#define ORG_ISSUERS 30                           /* of one organisation */
MUST_USE code org_issuer_get(struct db *db, struct arena *a, int64_t org, int64_t issuer, struct org *out, struct error *err);
MUST_USE code org_issuers(struct db *db, struct arena *a, int64_t org, struct org_issuer_list *out, struct error *err);    /* the first one first */
/* Of the whole server: the newest version of every profile (org_at_version). */
LIST_OF(org_version_list, int64_t);
MUST_USE code org_every_profile(struct db *db, struct arena *a, int64_t most, struct org_version_list *out, struct error *err);
/* Of `o->id`, with a first key; its address is made of the name. LIMIT: no more of them. */
MUST_USE code org_issuer_add(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t by, int64_t *issuer, struct error *err);
/* CONFLICT: a badge names it, or it is the first one. */
MUST_USE code org_issuer_remove(struct db *db, struct arena *a, int64_t org, int64_t issuer, int64_t by, struct error *err);
str org_slug_of(struct arena *a, str name);      /* "harbour-vale" of "Harbour & Vale"; empty: nothing is left */

/* Addresses never die: under which does this host name ask? `o->base` becomes
 * that one if a version of the profile had it, else it stays. */
MUST_USE code org_asked_at(struct db *db, str host, struct org *o, struct arena *a, struct error *err);
/* Every address that the profile ever had, the newest first. */
MUST_USE code org_addresses(struct db *db, struct arena *a, const struct org *o, struct str_list *out, struct error *err);
/* Was this origin ever the address of an organisation here? */
MUST_USE code org_knows_address(struct db *db, str origin, bool *known, struct error *err);

/* org_list.c: of the whole server. */
struct org_summary { int64_t id, members, badges, awards; str slug, name, base; msec created; };
LIST_OF(org_summary_list, struct org_summary);
MUST_USE code org_all(struct db *db, struct arena *a, struct org_summary_list *out, struct error *err);

/* An uploaded logo, drawn anew. BAD_INPUT or LIMIT at "logo". */
MUST_USE code org_logo_put(struct db *db, struct arena *a, str bytes, str *hash, struct error *err);

/* org_rule.c: what somebody may do here, and whether a second step is wanted of it.
 * `rule`: "nobody", "admins", "everybody". NOT_FOUND: no member. */
struct org_access { struct access may; str rule; bool wants_second, wants_company; };  /* wants_company: only by the company's sign-in */
MUST_USE code org_access(struct db *db, struct arena *a, int64_t org, int64_t account, struct org_access *out, struct error *err);
MUST_USE code org_set_rule(struct db *db, int64_t org, int64_t by, str rule, struct error *err);  /* BAD_INPUT: no such rule */
/* org_awarding.c: how it awards. `hold_minutes`: how long a list can be taken
 * back after it was told to go. BAD_INPUT names the field. */
#define HOLD_MOST 240
struct org_awarding { str time_zone; int64_t hold_minutes; bool renewed_end; /* an award that was renewed is revoked */ bool leaders_applications, leaders_training; /* leaders judge, as the first of two */ };
MUST_USE code org_awarding_get(struct db *db, struct arena *a, int64_t org, struct org_awarding *out, struct error *err);
MUST_USE code org_awarding_set(struct db *db, struct arena *a, int64_t org, int64_t by, const struct org_awarding *w, struct error *err);
/* The issuer as the standard names it: https Profile or did:web. */
str org_profile_url(struct arena *a, const struct org *o);  /* BASE/i/SLUG */
str org_issuer_id(struct arena *a, const struct org *o);    /* by id_form */
str org_did(struct arena *a, const struct org *o);          /* did:web, whatever the form; absent: none possible */
void org_profile(struct arena *a, const struct org *o, struct profile *out);

/* `address`: where tokens find the key, a JWK; `method`: where proofs find it, a
 * Multikey (absent for RSA, which makes none); `v2`: where badges of OB 2.0 do. */
struct org_key { int64_t id; str kid, alg, state, address, method, v2; struct key *key; msec created, ended; };
LIST_OF(org_key_list, struct org_key);
/* All keys with their public halves (secrets too when `with_secret`); close each `key`. */
MUST_USE code org_keys(struct app *app, struct db *db, struct arena *a, const struct org *o, bool with_secret,
                       struct org_key_list *out, struct error *err);
MUST_USE code org_active_key(struct app *app, struct db *db, struct arena *a, const struct org *o, struct org_key *out, struct error *err);
MUST_USE code org_key_by_id(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t id, struct org_key *out, struct error *err);
/* Name, algorithm and address only; `key` stays NULL. */
MUST_USE code org_key_name(struct db *db, struct arena *a, const struct org *o, int64_t id, struct org_key *out, struct error *err);
enum key_kind org_key_kind(const struct org_key *k);
/* Of the key that signs now: "EdDSA" and the like; empty if there is none. */
MUST_USE code org_signing_alg(struct db *db, struct arena *a, const struct org *o, str *alg, struct error *err);
bool org_key_is_trusted(const struct org_key *k);   /* not in a thief's hands, as far as we were told */
/* Names the key as one form of issuer does, whatever the organisation's: the
 * Profile and the did:web document are both published. */
void org_key_readdress(struct arena *a, const struct org *o, bool did, struct org_key *k);
/* The first key, in the caller's transaction. */
MUST_USE code org_add_key(struct app *app, struct db *db, struct arena *a, const struct org *o, str alg, struct error *err);
/* Makes a new active key ("EdDSA", "ES256", "ES384", "RS256"); the old one is retired and goes on verifying. */
MUST_USE code org_rotate_key(struct app *app, struct db *db, struct arena *a, const struct org *o, str alg, int64_t by, struct error *err);
/* Somebody else may have the key: nothing that it signed is believed from now on.
 * Its awards are signed anew by the key of today, which is made when it was this
 * one. NOT_FOUND: no such key of this profile; CONFLICT: it is not trusted already. */
MUST_USE code org_key_distrust(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t key, int64_t by, struct error *err);
/* org_paper.c: the key on paper, and back. Who prints it is in the log.
 * NOT_FOUND: no such key of this profile. */
struct key_sheet;                                /* format/key_sheet.h */
MUST_USE code org_key_sheet(struct app *app, struct db *db, struct arena *a, const struct org *o, int64_t key, int64_t by,
                            struct key_sheet *out, struct error *err);
/* From what was typed or read off the code. `signs`: the key that signed until now
 * is retired; else it only verifies what it signed. BAD_INPUT at "sheet" names the
 * line; CONFLICT: the organisation has the key. `kid`: its name. */
struct key_restore { str sheet; bool signs; int64_t by; };
MUST_USE code org_key_restore(struct app *app, struct db *db, struct arena *a, const struct org *o, const struct key_restore *in,
                              str *kid, struct error *err);
/* How many awards bear a signature of it. */
MUST_USE code org_key_awards(struct db *db, const struct org *o, int64_t key, int64_t *n, struct error *err);
void org_keys_close(struct org_key_list *keys);

/* Who hears of what happens to an organisation's keys and members, in their transaction; given
 * once at start by the slice of webhooks, which stands above. */
typedef code org_teller(struct db *db, struct arena *a, int64_t org, const char *event, int64_t subject, struct error *err);
void org_set_teller(org_teller *teller);

MUST_USE code org_log(struct db *db, int64_t org, int64_t account, const char *what, str subject, str detail, struct error *err);
/* Newest first; `subject` empty: all, else the newest of it. */
struct org_log_row { int64_t id; msec at; str who, what, subject, detail; };
LIST_OF(org_log_list, struct org_log_row);
MUST_USE code org_log_find(struct db *db, struct arena *a, int64_t org, str subject, const struct keyset *at,
                           struct org_log_list *out, struct error *err);

struct list_def;
extern const struct list_def org_log_list_def, members_list_def;
extern const struct route org_routes[];          /* home, profile, members, keys, settings, log */
extern const struct route setup_routes[];        /* first-run wizard */
