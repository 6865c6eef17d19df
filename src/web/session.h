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
/* Signs in: the old session ends and a new id is given (fixation). */
MUST_USE code session_sign_in(struct request *rq, struct response *rs, const struct session_config *cfg,
                              int64_t account, struct error *err);
MUST_USE code session_sign_out(struct request *rq, struct response *rs, const struct session_config *cfg, struct error *err);
/* Ends every session of an account but the given one. */
MUST_USE code session_end_others(struct request *rq, int64_t account, struct error *err);
/* Where an account is signed in, the newest use first. */
struct session_row { msec started, seen; str user_agent; bool is_this; };
LIST_OF(session_list, struct session_row);
MUST_USE code session_list(struct request *rq, const struct session_config *cfg, struct session_list *out, struct error *err);
/* Same-site check and token of a form: OK or DENIED with a plain sentence. */
MUST_USE code session_check_csrf(const struct request *rq, const struct session_config *cfg, struct error *err);
/* Gives a new visitor his cookie when the page that was made for him holds his
 * token, that is a form. Pages without one set no cookie. */
void session_finish(const struct request *rq, struct response *rs, const struct session_config *cfg);
/* Deletes what has expired; every sign-in does so. */
MUST_USE code session_sweep(struct db *db, const struct session_config *cfg, struct error *err);
/* One message for the next page of this visitor (signed cookie, 5 minutes). */
void flash_set(struct request *rq, struct response *rs, const struct session_config *cfg, const char *kind, str message);
bool flash_take(struct request *rq, struct response *rs, const struct session_config *cfg, str *kind, str *message);
