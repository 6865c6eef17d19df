/* web/session.h — cookies, sign-in state, CSRF token. Tables: session. The
 * cookie holds a random token; the database holds its hash. */
#pragma once
#include "base/clock.h"
#include "web/http.h"

struct session {
    int64_t account;                             /* 0: nobody is signed in */
    str token;                                   /* of the cookie; absent: none yet */
    str csrf;                                    /* for forms of this visitor */
    msec signed_in_at;
    bool is_new;                                 /* a cookie must be set with the answer */
};

struct session_config { str secret; bool secure_cookies; msec idle, absolute; };

/* Reads the cookie; expired and unknown ones give a nobody's session. */
MUST_USE code session_load(struct request *rq, const struct session_config *cfg, struct session *out, struct error *err);
/* Signs in: the old session ends and a new id is given (fixation). */
MUST_USE code session_sign_in(struct request *rq, struct response *rs, const struct session_config *cfg,
                              int64_t account, struct error *err);
MUST_USE code session_sign_out(struct request *rq, struct response *rs, const struct session_config *cfg, struct error *err);
/* Ends every session of an account but the given one. */
MUST_USE code session_end_others(struct request *rq, int64_t account, struct error *err);
/* Same-site check and token of a form: OK or DENIED with a plain sentence. */
MUST_USE code session_check_csrf(const struct request *rq, const struct session_config *cfg, struct error *err);
/* One message for the next page of this visitor (signed cookie, 5 minutes). */
void flash_set(struct request *rq, struct response *rs, const struct session_config *cfg, const char *kind, str message);
bool flash_take(struct request *rq, struct response *rs, const struct session_config *cfg, str *kind, str *message);
