/* account/entrance.h — letting somebody in who has just shown who it is: the
 * second step where it is on, the session, the browser that is remembered, the
 * log, and a mail when the browser is new. All ways in end here. */
#pragma once
#include "app/account/account.h"

struct entrance {
    int64_t account;
    const char *method;                          /* "password", "link", "passkey", "company" */
    bool is_strong;                              /* two factors were shown already */
    bool is_new;                                 /* the account was made this moment: nothing to warn of */
    int64_t org;                                 /* by this organisation's provider, which answers for the second step */
    str provider_session, provider_token;
    str next;                                    /* where to: a path of ours */
    const char *message;                         /* shown there; NULL: none */
};
/* Answers: in, or at the second step. */
void entrance_go(struct request *rq, struct response *rs, const struct entrance *e);
/* In, without a second step and without an answer. */
MUST_USE code entrance_open(struct request *rq, struct response *rs, const struct entrance *e, struct error *err);

/* Who waits at the second step in this browser; false: nobody, or for too long. */
bool entrance_waiting(struct request *rq, struct entrance *out);
/* The second step was made; `remember`: not to be asked for in this browser for 30 days. */
void entrance_passed(struct request *rq, struct response *rs, const struct entrance *e, bool remember);

/* device.c: browsers that an account was used with. */
struct device { int64_t id; str words; msec created, seen, trusted_until; bool is_this; };
LIST_OF(device_list, struct device);
/* Of these, the ones that skip the second step. */
MUST_USE code device_trusted(struct request *rq, int64_t account, struct device_list *out, struct error *err);
MUST_USE code device_forget(struct db *db, int64_t account, int64_t id, struct error *err);
/* No browser skips the second step any more. */
MUST_USE code device_trust_none(struct db *db, int64_t account, struct error *err);
bool device_is_trusted(struct request *rq, int64_t account);
/* Notes that the account is used with this browser, which gets a cookie if it
 * has none. `*is_known`: it was before; `*is_first`: no browser was. */
struct device_seen { bool is_known, is_first; };
MUST_USE code device_note(struct request *rq, struct response *rs, int64_t account, bool trust, struct device_seen *out, struct error *err);
