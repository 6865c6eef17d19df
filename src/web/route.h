/* web/route.h — who may, what is accepted, who answers: one table per feature.
 * The router enforces the row, so that no page can forget to. */
#pragma once
#include "base/clock.h"
#include "web/http.h"

struct page;

/* Flags of a row. */
enum {
    NO_CSRF = 1,      /* changes nothing that a browser's cookies protect (machine interfaces) */
    QUICK = 2,        /* may run on the event thread: one short read at most */
    PUBLIC_CORS = 4,  /* any origin may read it, without credentials */
    NO_SESSION = 8,   /* never looks at nor sets cookies: public documents, assets, health */
    EMBEDDABLE = 16,  /* may stand in other sites' frames: no cookies, no forms */
    NO_DB = 32,       /* needs no database: assets, health (with NO_SESSION) */
    QUICK_READ = 64,  /* only reads, little, and is QUICK where such a read is (SQLite) */
    KEPT = 128,       /* its answers may be kept ready (response.keep) */
    LONG_BODY = 512,  /* files of http_limits.long_body bytes come here, from who is signed in: session_long_mark */
    FRESH = 256,      /* only soon after the person proved who it is: keys, addresses, leaving */
};

struct form_spec;
struct session_config;
typedef void handler_fn(struct request *rq, struct response *rs);

struct route {
    enum method method;
    const char *path;                            /* "/org/{org}/awards/{id}" */
    int right;                                   /* the application's words; 0: everybody */
    handler_fn *handle;
    const struct form_spec *form;                /* POST: fields that are read; NULL: none */
    unsigned flags;
    const char *scope;                           /* what a machine's token must say for it; NULL: no token comes */
    const void *about;                           /* what the application says of the row: its requests and answers */
    int within;                                  /* the application's words: what a right that goes for a part is held against */
};

/* May this session do that? The application answers; `org` is the {org} of
 * the path or 0. DENIED: not this person; NOT_FOUND: nobody is told that it
 * exists; CONFLICT: this person, but not as it is signed in now (ask_proof
 * answers then); OK. A signed-out visitor of a page is sent to the sign-in page.
 * Where machines come with tokens instead, it sets rq->org itself, and may say
 * in rq->refused why not; LIMIT then: too often. */
typedef code right_fn(struct request *rq, int right, int64_t org);

struct router_hooks {
    right_fn *allow;
    void (*fill_page)(struct request *rq, struct page *page);   /* tabs, names, languages */
    void (*error_page)(struct request *rq, struct response *rs, int status, const char *sentence);
    const char *sign_in_path;                    /* "/sign-in" */
    /* Leads to where the person proves more, and back. NULL: 403. */
    void (*ask_proof)(struct request *rq, struct response *rs, int64_t org);
    const struct session_config *session;        /* read for every request */
};

#define FRESH_FOR (30 * MINUTE)                  /* FRESH: since then */

struct router;
/* `tables`: NULL-terminated list of tables, each ended by {0}. */
struct router *router_new(struct arena *a, const struct route *const *tables, const struct router_hooks *hooks);
/* Match (405 with Allow, 404), session, right, CSRF, form limits; then the handler. */
void router_dispatch(const struct router *r, struct request *rq, struct response *rs);
const struct route *router_match(const struct router *r, enum method m, str path,
                                 struct arena *a, struct pair_list *params);
/* Notes router, row and parameters in the request; once, before router_dispatch. */
void router_find(const struct router *r, struct request *rq);
/* What every page shows: language, token, path; then the application's
 * fill_page. For handlers and error pages; the request knows its router. */
void router_fill_page(struct request *rq, struct page *page);
/* Every row, for tests and `lapel routes`. */
size_t router_count(const struct router *r);
const struct route *router_row(const struct router *r, size_t i);
