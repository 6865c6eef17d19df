/* web/session.h — cookies, sign-in state, CSRF token. Tables: session. The
 * cookie holds a random token; the database holds its hash. */
#pragma once
#include "base/clock.h"
#include "web/http.h"

struct session {
    int64_t account;                             /* 0: nobody is signed in */
    str token;                                   /* of the cookie */
    str csrf;                                    /* for forms of this visitor */
    msec signed_in_at;
    msec proved_at;                              /* when the person last showed to be it, by means of their own; 0: only a company's provider said so */
    bool is_strong;                              /* by two factors, or a passkey that checked the person */
    int64_t org;                                 /* whose provider let them in; 0: by means of their own */
    bool is_new;                                 /* the visitor does not have this token yet */
};

struct session_config {
    str secret;                                  /* at least 32 random bytes */
    bool secure_cookies;                         /* the public address is https */
    msec idle, absolute;
    str origin;                                  /* of the public address; absent: the Host header decides */
};

/* Reads the cookie; expired and unknown ones give a nobody's session. */
MUST_USE code session_load(struct request *rq, const struct session_config *cfg, struct session *out, struct error *err);
/* How somebody came in. `method`: "password", "link", "passkey", "company". */
struct session_start {
    int64_t account;
    const char *method;
    bool is_strong;
    int64_t org;                                 /* by the provider of this organisation; 0: by own means */
    str provider_session, provider_token;        /* how the provider knows it; the token comes sealed */
};
/* What the provider that let this session in gave along; absent: none did. */
MUST_USE code session_provider_token(struct request *rq, str *sealed, struct error *err);
/* Signs in: the old session ends and a new id is given (fixation). */
MUST_USE code session_sign_in(struct request *rq, struct response *rs, const struct session_config *cfg,
                              const struct session_start *start, struct error *err);
/* The person proved again who it is. What was strong stays so; the id is new
 * again, since more may be done with it from now on. */
MUST_USE code session_prove(struct request *rq, struct response *rs, const struct session_config *cfg, bool is_strong,
                            struct error *err);
MUST_USE code session_sign_out(struct request *rq, struct response *rs, const struct session_config *cfg, struct error *err);
/* Ends every session of an account but the given one. */
MUST_USE code session_end_others(struct request *rq, int64_t account, struct error *err);
/* One of an account's, by its name in the list; NOT_FOUND. */
MUST_USE code session_end_one(struct request *rq, int64_t account, str name, struct error *err);
/* Where an account is signed in, the newest use first. `name` says nothing of the token. */
struct session_row { str name; msec started, seen; str user_agent, method; bool is_this; };
LIST_OF(session_list, struct session_row);
MUST_USE code session_list(struct request *rq, const struct session_config *cfg, struct session_list *out, struct error *err);
/* Same-site check and token of a form: OK or DENIED with a plain sentence. */
MUST_USE code session_check_csrf(const struct request *rq, const struct session_config *cfg, struct error *err);
/* Gives a new visitor his cookie when the page that was made for him holds his
 * token, that is a form. Pages without one set no cookie. */
void session_finish(const struct request *rq, struct response *rs, const struct session_config *cfg);
/* Deletes what has expired; every sign-in does so. */
MUST_USE code session_sweep(struct db *db, const struct session_config *cfg, struct error *err);
/* For others that leave something with a browser: a cookie of ours, absent if
 * there is none; and a mark that nobody else can make, 43 letters, for `data`
 * under a purpose of its own. */
/* What the browser calls itself, for lists; absent if it holds more than plain text. */
str session_agent(const struct request *rq);
str session_cookie(const struct request *rq, const struct session_config *cfg, const char *name);
str session_mark(struct arena *a, const struct session_config *cfg, const char *purpose, str data);
/* A form to a row of LONG_BODY has this in its address, as `long=`: so it is known
 * before anything is read, and without the database, that somebody who was signed in
 * sends it. Empty for who is not. */
str  session_long_mark(const struct request *rq, const struct session_config *cfg);
/* That mark, the same one for all that one session sends; absent: it is not there or not ours. */
str  session_long_sender(const struct request *rq, const struct session_config *cfg);
/* One message for the next page of this visitor (signed cookie, 5 minutes). */
void flash_set(struct request *rq, struct response *rs, const struct session_config *cfg, const char *kind, str message);
bool flash_take(struct request *rq, struct response *rs, const struct session_config *cfg, str *kind, str *message);
