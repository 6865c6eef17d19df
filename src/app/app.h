/* app/app.h — what the features share: database, settings, clock, keys' master
 * key, mail, public address. One per process; read-only while serving, but for
 * what `settings.h` reloads under a lock. */
#pragma once
#include "badge/loader.h"
#include "base/words.h"
#include "store/db.h"
#include "web/fetch.h"
#include "web/page.h"
#include "web/route.h"
#include "web/session.h"
#include "web/smtp.h"
#include "store/job.h"

struct form;                                     /* web/form.h */
struct rate;                                     /* web/rate.h */
struct verify_cache;                             /* badge/verify_cache.h */

enum app_role { ROLE_ALL, ROLE_ISSUER, ROLE_BACKPACK };

struct app {
    struct arena *arena;                         /* lives as long as the process */
    struct db_pool *pool;
    struct verify_cache *verified;               /* lists and keys of others, for a while */
    struct rate *checks;                         /* how many badges strangers may have checked */
    struct job_runner *jobs;                     /* NULL on the command line */
    struct session_config session;
    struct fetch_policy fetch;
    str base;                                    /* "https://badges.example.org", no slash at the end */
    bool behind_proxy;
    unsigned mail_wait;                          /* seconds that a mail server may say nothing; 0: as smtp.h has it */
    bool base_is_fixed;                          /* given by option or environment */
    str master_key;                              /* 32 bytes: seals issuer keys and mail password */
    str link_secret;                             /* derived: signs claim links */
    enum app_role role;
    str setup_code;                              /* shown at start; the wizard asks strangers for it */
    const char *data_folder, *master_key_file;
};

#define VERIFIED_BYTES ((size_t)8 << 20)         /* what `verified` may hold */

/* The app of this request. */
static inline struct app *app_of(const struct request *rq) { return (struct app *)rq->app; }

/* What a person may do. Which role may what says the table in org/role.c. */
enum right {
    EVERYBODY = 0,
    SIGNED_IN,        /* any account */
    OPERATOR,         /* may change the installation: mail server, public address */
    VIEW_ORG,         /* what every member sees: the badges */
    VIEW_PEOPLE,      /* the directory */
    VIEW_AWARDS,      /* and reports */
    VIEW_EVIDENCE,    /* what is marked for members */
    OPEN_EVIDENCE,    /* what is marked for judges alone, with a reason */
    DESIGN_BADGES,
    SET_FORMS,        /* what a badge asks of those who apply */
    SET_SETS,         /* badges made of badges */
    SET_REMINDERS,
    AWARD_BADGES,
    REVOKE_OWN,       /* of one's own awards, for a day; rows ask for REVOKE_BADGES */
    REVOKE_BADGES,
    SEE_QUEUE,        /* of applications */
    JUDGE_EVIDENCE,   /* as the first */
    CHECK_JUDGES,     /* as the second or third */
    MANAGE_PEOPLE,    /* the directory, notes, leavers, imports */
    SET_STANDARDS,    /* what is asked of people at work */
    VIEW_STANDINGS,   /* who stands how with it */
    RECORD_PROOF,     /* that somebody else did it */
    WAIVE_STANDARDS,  /* waive, extend, suspend, with a reason */
    SEE_VACANCIES,    /* what they ask for, and in which order by which rule candidates stand; nobody's name */
    RECRUIT,          /* make them, see who sent something, decide */
    READ_LOG,
    MANAGE_ORG,
    BY_TOKEN,         /* a program with a token that has the scope of the row (token/token.h) */
    BY_GRANT,         /* a program that a person lets at the Backpack, with that scope (host/host.h) */
    RIGHT_COUNT
};

/* What a row is about, for those whose role goes for a part only: some people,
 * some badges (route.within). A row that says nothing is closed to them. */
enum within {
    NOT_IN_PART = 0,
    IN_LISTS,         /* what it shows is a list, and narrowed by it */
    OF_PERSON,        /* {id} is a person */
    OF_AWARD,         /* {id} is an award */
    OF_BADGE,         /* {badge}, or else {id}, is a badge */
    OF_APPLICATION,   /* {id} is an application */
    OF_EVIDENCE,      /* {folder} holds evidence */
    OF_REQUIREMENT,   /* {id} is a requirement: for who answers for it */
    OF_STANDING,      /* {id} is a requirement, {person} a person */
    OF_PATHWAY,       /* {pathway} is a pathway: for who answers for it */
    OF_VACANCY,       /* {id} is a vacancy that asks for one of the badges */
    WITHIN_COUNT
};
const char *within_name(enum within within);     /* "award"; "-": closed to them */
const char *right_name(enum right right);        /* "award-badges" */

/* "https://base" + path. */
str app_url(struct arena *a, const struct app *app, str path);
/* The host of the public address, for did:web and people. */
str app_host(struct arena *a, const struct app *app);
/* Does it name this machine to itself, as localhost does? */
bool app_is_loopback(str url);
/* A loader for verification: documents under our own public address come from
 * `own` (the public slice) in the process, everything else by web/fetch. */
struct loader app_loader(struct app *app, struct db *db, struct arena *a);

/* Handlers: one way to show what went wrong. Chooses status and sentence by
 * the code of the error (NOT_FOUND 404, DENIED 403, CONFLICT 409, LIMIT 413,
 * UNREACHABLE 502, FAULT 500). */
void app_fail(struct request *rq, struct response *rs, const struct error *err);
/* The page around a template, filled for this request. */
struct out app_page(struct request *rq, const char *title, const char *section);
/* Ends the page: body, type, 200 unless the status was set (422 for a form
 * with errors). */
void app_send(struct request *rq, struct response *rs, struct out *o);
/* The same of a page around the one form `f` (NULL: none yet): 422 where that was refused. */
void app_send_form(struct request *rq, struct response *rs, struct out *o, const struct form *f);
/* A picture, which may do nothing where a browser opens it by itself (security.md T-24);
 * `kept`: its Cache-Control. */
void app_send_svg(struct response *rs, str svg, str kept);
/* The QR code of `text` as such a picture, drawn in the sandbox. */
void app_send_qr(struct request *rq, struct response *rs, str text, str kept);
/* Does it ask for JSON (JSON-LD too) rather than for a page? Who answers so says Vary: Accept. */
bool app_wants_json(const struct request *rq);
/* What a bearer has is kept by nobody on the way, and found by no search engine. */
void app_keep_to_oneself(struct response *rs);
/* Router hooks. */
code app_allow(struct request *rq, int right, int64_t org);
void app_ask_proof(struct request *rq, struct response *rs, int64_t org);
void app_fill_page(struct request *rq, struct page *page);
void app_error_page(struct request *rq, struct response *rs, int status, const char *small_sentence);
/* "nothing is ticked" as a sentence: capital letter and full stop. */
str app_sentence(struct arena *a, const char *small);
/* Where a form to a row of LONG_BODY goes: that path, from this visitor. */
str app_long_action(struct request *rq, str path);
/* Flash and redirect after a POST. */
void app_done(struct request *rq, struct response *rs, str path, const char *english_message);
/* The one or the other. What `c` writes cannot stand in `path` of the same call. */
void app_done_or_fail(struct request *rq, struct response *rs, code c, const struct error *err, str path, const char *english_message);
/* The operator's choice of the public address, in the caller's transaction:
 * kept, and a new profile for every organisation; awards that were made keep
 * the address of their day. CONFLICT when it was fixed by an option. After the
 * commit app_use_base makes it this process's, for all threads. */
MUST_USE code app_store_base(struct app *app, struct db *db, struct arena *a, str base, int64_t by, struct error *err);
void app_use_base(struct app *app, str base);
/* What a job does about one thing of one organisation, in a transaction of its own:
 * what is gone meanwhile wants nothing more. */
typedef code app_about_fn(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err);
enum job_result app_run_about(struct app *app, struct db *db, struct arena *a, const struct job *j, app_about_fn *run, struct error *err);
/* Wakes the job runner after a commit that queued something. */
void app_wake(struct app *app);
