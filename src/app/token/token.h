/* token/token.h — secrets by which programs act for a member of an organisation.
 * A token may do what its scopes say, as far as the role of its maker goes at the
 * moment of use. The secret is shown once; its hash is kept. */
#pragma once
#include "app/org/org.h"

struct token {
    int64_t id, org, account;                    /* account: for whom it acts; 0: that account is gone */
    str name, hint, scopes;                      /* hint: how the secret begins; scopes: with spaces between */
    msec created, expires, used, revoked;        /* 0: never */
    str used_from, maker;
    bool some_departments, some_badges;          /* narrowed: to people of those (with those in them), to those badges */
};
LIST_OF(token_list, struct token);

/* What a token may be given. `right`: what its maker must have for it too. `of_partner`: it is
 * made on the page of a partner, and is of no use elsewhere. */
struct token_scope { const char *name, *label, *hint; enum right right; bool of_partner; };
extern const struct token_scope token_scopes[];  /* ends with {NULL} */
const struct token_scope *token_scope(str name); /* NULL: there is none */
bool token_has(const struct token *t, const char *scope);
/* What it is called where programs have a name and a secret (HTTP Basic). */
str token_key(struct arena *a, int64_t id);

/* A new one; `t` brings org, account, name, scopes, expires. BAD_INPUT at "name",
 * "scopes", "expires"; LIMIT: there are TOKENS_MOST that still work. */
#define TOKENS_MOST 50
MUST_USE code token_make(struct db *db, struct arena *a, const struct token *t, int64_t *id, str *secret, struct error *err);
/* The same for a part of the organisation: NULL: not narrowed so. What scopes are for
 * the whole cannot be narrowed: BAD_INPUT at "scopes"; BAD_INPUT at
 * "departments", "badges": none of this organisation was named. */
struct token_reach { const struct id_list *departments, *badges; };
MUST_USE code token_make_narrow(struct db *db, struct arena *a, const struct token *t, const struct token_reach *reach, int64_t *id, str *secret,
                                struct error *err);
/* The names of what it is narrowed to; what is gone has none. */
struct token_parts { struct str_list departments, badges; };
MUST_USE code token_parts(struct db *db, struct arena *a, const struct token *t, struct token_parts *out, struct error *err);/* Those that work first, then the newest; the last TOKENS_SHOWN. */
#define TOKENS_SHOWN 200
MUST_USE code token_find(struct db *db, struct arena *a, int64_t org, struct token_list *out, struct error *err);
MUST_USE code token_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct token *out, struct error *err);
/* At once and for good. CONFLICT: it was revoked before. */
struct token_revoke { int64_t org, id, by; };
MUST_USE code token_revoke_within(struct db *db, struct arena *a, const struct token_revoke *r, struct error *err);   /* the caller's transaction */
MUST_USE code token_revoke(struct db *db, struct arena *a, const struct token_revoke *r, struct error *err);
/* Whose secret this is, if it works now; notes that it was used, once a minute.
 * DENIED says what is wrong with it. */
struct token_use { str secret, from; msec now; };
MUST_USE code token_check(struct db *db, struct arena *a, const struct token_use *u, struct token *out, struct error *err);

/* ---- token_log.c: what a program did ---- */

/* A call that changed something or was refused; the newest TOKEN_CALLS of each
 * token are kept. */
#define TOKEN_CALLS 1000
struct token_call { int64_t org, token; str method, path, from; int status; str detail; /* why it was refused; absent: not said */ };
MUST_USE code token_note_call(struct db *db, const struct token_call *c, struct error *err);

/* ---- token_rate.c: how often ---- */

#define TOKEN_CALLS_A_MINUTE 600
struct token_rate { int limit, left, reset_s; bool is_over; };
/* Counts one call of this process; calls come back evenly over the minute. */
struct token_rate token_rate(int64_t token, msec now);

/* ---- token_bearer.c: routes with the right BY_TOKEN ---- */

/* Who comes with "Authorization: Bearer …", for statements (xAPI) also with Basic,
 * where the name is token_key and the password the secret. On OK the request knows its
 * organisation and account, and its scope was asked. DENIED: not this one (an
 * account in the session says that the token itself is good); LIMIT: too often.
 * The reason is in rq->refused. */
struct bearer { struct token token; struct token_rate rate; };
MUST_USE code token_bearer(struct request *rq, const char *scope);
const struct bearer *bearer_of(const struct request *rq);   /* NULL: nobody came with a token */
/* WWW-Authenticate for a refusal, RateLimit-… and Retry-After for all. */
void token_headers(const struct request *rq, struct response *rs);

struct list_def;
extern const struct list_def token_calls_def, token_directory_def;
extern const struct route token_routes[];
