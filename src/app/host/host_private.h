/* host/host_private.h — what the files of this slice share. */
#pragma once
#include "app/list/reach.h"
#include "app/backpack/backpack.h"
#include "app/host/host.h"
#include "app/host/site.h"
#include "app/layout/parts.h"
#include "base/list.h"
#include "format/oauth.h"

/* ---- client.c: programs that registered themselves ---- */

struct app_client {
    int64_t id;
    str public_id, secret_hash, name, uri, terms, policy, redirects, scope;
    bool refreshes;
    msec created;
};
#define CLIENT_FORGOTTEN (30 * DAY)              /* registered, and nobody let it in */
/* The secret is said once. */
struct client_secret { str client, secret; };
MUST_USE code client_register(struct db *db, struct arena *a, const struct oauth_client *c, struct client_secret *out, struct error *err);
MUST_USE code client_by_public_id(struct db *db, struct arena *a, str public_id, struct app_client *out, struct error *err);
/* NOT_FOUND, or DENIED: not its secret. */
MUST_USE code client_authenticate(struct db *db, struct arena *a, str public_id, str secret, struct app_client *out, struct error *err);
bool client_has_redirect(const struct app_client *c, str redirect);
str client_host(const struct app_client *c);     /* of all its addresses: one and the same */

/* ---- grant.c: what somebody lets a program do ---- */

#define CODE_LIFE    (10 * MINUTE)
#define ACCESS_LIFE  HOUR
#define REFRESH_LIFE (180 * DAY)                 /* from its last use */

struct grant {
    int64_t id, account, client;
    str name, uri, scope;                        /* of the token, when one came */
    bool reads_all;
    msec created, used;
};
LIST_OF(grant_list, struct grant);

/* Allows it, in place of what was allowed before, and gives the code. */
struct allowance { int64_t account, client; str scope, redirect, challenge, user_agent, client_name; bool reads_all; struct id_list collections; };
MUST_USE code grant_allow(struct app *app, struct db *db, struct arena *a, const struct allowance *w, str *code_out, struct error *err);
/* A code, or a refresh token, becomes tokens. DENIED: it is not good; one that was
 * used before ends all that came of it (RFC 6749 §4.1.2, RFC 9700 §4.14.2). */
struct redemption { const struct app_client *client; str token, redirect, verifier, scope; };
MUST_USE code grant_redeem_code(struct db *db, struct arena *a, const struct redemption *r, struct oauth_tokens *out, struct error *err);
MUST_USE code grant_refresh(struct db *db, struct arena *a, const struct redemption *r, struct oauth_tokens *out, struct error *err);
/* RFC 7009: of this client; others and unknown ones are passed over. With a
 * refresh token goes all that was allowed. */
MUST_USE code grant_revoke_token(struct db *db, struct arena *a, const struct app_client *client, str token, struct error *err);
MUST_USE code grant_find(struct db *db, struct arena *a, int64_t account, struct grant_list *out, struct error *err);
MUST_USE code grant_end(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t id, str user_agent, struct error *err);
const struct grant *grant_of(const struct request *rq);

/* ---- scope.c ---- */

/* In plain words; several scopes may say the same. */
struct scope_words { const char *icon, *words; };
LIST_OF(scope_words_list, struct scope_words);
extern const char host_scopes_21[], host_scopes_30[], host_scopes_clr[];    /* with spaces between */
str host_scopes(struct arena *a);                /* all that are offered */
void scope_words(struct arena *a, str scopes, struct scope_words_list *out);
bool scope_reads_badges(str scopes);

/* ---- answer.c ---- */

enum badge_api host_api_of(const struct request *rq);     /* by its path: of CLR 2.0, or of Open Badges 3.0 */

/* A fault of the use case, as the interface has it. */
void host_fail(struct request *rq, struct response *rs, const struct error *err);
/* The same with the word of Badge Connect for what is wrong (OB 2.1 §Responses). */
struct refusal { int status; const char *word; str sentence; };
void ob21_refuse(struct request *rq, struct response *rs, const struct refusal *r);
void ob21_put_status(struct json_writer *w, int status, const char *word, str error);

/* ---- shelf.c: what a program may read ---- */

struct shelf_query { int64_t limit, offset; msec since; enum badge_api api; };
struct shelf_badge { str json, token; };         /* one of them; absent the other */
LIST_OF(shelf_badge_list, struct shelf_badge);
struct shelf { struct shelf_badge_list badges; int64_t total; };
#define SHELF_USUAL 50
#define SHELF_MOST  200
/* limit, offset and since of the address. BAD_INPUT names the one that is wrong. */
MUST_USE code shelf_query_read(const struct request *rq, enum badge_api api, struct shelf_query *out, struct error *err);
MUST_USE code shelf_read(struct db *db, struct arena *a, const struct grant *g, const struct shelf_query *q, struct shelf *out, struct error *err);
/* Two lists in the object that is open: badges as they are, and tokens as text. */
void shelf_put(struct json_writer *w, const struct shelf *s, const char *badges, const char *tokens);
/* X-Total-Count and Link, as both interfaces have them. */
void shelf_headers(struct request *rq, struct response *rs, const struct shelf_query *q, const struct shelf *s);

/* ---- profile.c ---- */

MUST_USE code profile_write(struct app *app, struct db *db, struct arena *a, int64_t account, enum badge_api api, str *out, struct error *err);
/* All of it anew. Addresses that are not proved are asked about by mail: `*waits`. */
MUST_USE code profile_put(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *v, bool *waits, struct error *err);
/* Only what is to be added. BAD_INPUT: something that could not be proved. */
MUST_USE code profile_add(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *v, struct error *err);

/* ---- pages ---- */

struct allow_collection { int64_t id; str name; int64_t count; bool chosen; };
LIST_OF(allow_collection_list, struct allow_collection);
struct allow_view {
    struct app_client client;
    str host, email, redirect, state, scope, challenge;
    struct scope_words_list does;
    struct allow_collection_list collections;
    bool reads, is_known, chose_none;
};
struct app_line { struct grant g; str host; struct scope_words_list does; };
LIST_OF(app_line_list, struct app_line);
struct site_line { struct site site; str host; };
LIST_OF(site_line_list, struct site_line);
struct apps_view { struct app_line_list apps; struct site_line_list sites; };

handler_fn allow_show, allow_do;                                   /* allow_pages.c */
handler_fn oauth_register, oauth_token, oauth_revoke;             /* token_pages.c */
handler_fn ob21_manifest, ob30_discovery, oauth_metadata;          /* describe.c */
handler_fn assertions_get, assertions_post, profile21_get, profile21_post;   /* ob21_pages.c */
handler_fn credentials_get, credentials_post, profile30_get, profile30_put;  /* ob30_pages.c */
