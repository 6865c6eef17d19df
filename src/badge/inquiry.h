/* badge/inquiry.h — one verification at work: the badge, the documents that
 * were asked for, and the findings. Each question owns one row of the report,
 * which stays UNTESTED until the question is answered. */
#pragma once
#include "badge/detect.h"
#include "badge/loader.h"
#include "badge/meaning.h"
#include "badge/report.h"
#include "badge/verify.h"

/* An address that was asked, once per verification, and what it answered. */
struct answer {
    str url;
    code code;                                   /* OK: there is an answer, of any status */
    struct loaded got;
    const struct json *json;                     /* NULL: the body is no JSON */
    struct error err;
};

/* A document that belongs to the badge: where it came from and what it says. */
struct linked {
    str url;                                     /* where it was asked for; absent: embedded */
    const struct json *doc;                      /* NULL: not to be had. Of 2.0: in the words of 2.0 */
    const struct json *raw;                      /* as it came */
    bool is_unread;                              /* … in words that are not known */
};

/* What is handed in is a badge; part of another one may have to be something else. */
enum taken_as { AS_BADGE, AS_CREDENTIAL, AS_ENDORSEMENT };

/* A credential within a credential: a badge of a learner record, an endorsement. */
struct enclosed {
    const struct json *v;                        /* an object, or the text of a token */
    str where;
    bool is_endorsement;
    str holder;                                  /* id of what it is attached to */
};
LIST_OF(enclosed_list, struct enclosed);

struct inquiry {
    struct arena *a;
    struct loader loader;                        /* a copy, so that the budget is this check's own */
    const struct verify_options *opt;
    struct report *report;
    struct detected in;
    const struct answer *source;                 /* the input was an address: what it answered */
    const struct answer *home;                   /* a hosted badge: what its own address answered */
    bool is_copy;                                /* `in` is what stands there */
    struct detected given;                       /* … instead of this, which was handed in; document NULL: nothing else was */
    struct badge *badge;                         /* the report's */
    const struct json *credential;               /* OB 3.0: the document without the claims of its token */
    struct meaning meaning;                      /* of that without its proofs */
    bool words_known;                            /* its contexts are pinned and in their places */
    /* Before 3.0, as far as they are to be believed. An endorsement is an
     * assertion here, and has no badge class. */
    struct linked assertion, badge_class, issuer;
    struct enclosed_list enclosed;               /* OB 3.0, CLR 2.0: credentials within this one */
    LIST(struct answer *) answers;
    LIST(struct opened *) lists;                 /* status lists, see status_open.c */
    struct inquiry *outer;                       /* this one is about a part of that one's badge */
    enum taken_as as;                            /* … and this is what that part must be */
    const char *id, *clause;                     /* of the question being asked */
    size_t row;                                  /* its row */
    size_t rows;                                 /* of all questions; further findings stand behind them */
    bool is_successor;                           /* of `outer`: a newer edition, see refresh.c */
    bool is_settled;                             /* one was judged instead */
    bool answered, failed;
    unsigned findings;
};

void ask_question(struct inquiry *q, size_t row);    /* the next findings belong to it */
/* First finding of a question fills its row, further ones are added. */
void found(struct inquiry *q, enum outcome o, const char *flaw, str where, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
/* The question's answer is yes, unless something was found already. */
void passed(struct inquiry *q, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The answer of an address; asked at most once, within the budget. */
const struct answer *ask(struct inquiry *q, str url, const char *accept);
/* The same for keys and lists of an issuer, which may have been kept from an
 * earlier verification (struct verify_options). */
const struct answer *ask_kept(struct inquiry *q, str url, const char *accept);
/* True for status 200. Otherwise `why` says in words what came instead. */
bool answer_is_ok(const struct answer *an);
str answer_why(struct inquiry *q, const struct answer *an);
/* The host itself says no (404, 410 and the like): that is an answer, whereas
 * silence and a fault of the server are none. */
bool answer_is_refusal(const struct answer *an);

/* A badge that belongs to the one at work, judged by itself: it asks through
 * this inquiry, within its budget. Parts of parts deeper than PARTS_DEEP are not
 * looked at: those are UNVERIFIED. */
#define PARTS_DEEP 3                             /* a record, its badge, the badge's endorsement */
struct report part_verify(struct inquiry *q, str input, enum taken_as as);
unsigned part_depth(const struct inquiry *q);    /* 0: it was handed in itself */
/* A newer edition of the badge at work, asked all that this one was asked. */
struct report successor_verify(struct inquiry *q, str input);

/* Text from strangers for a message: at most 80 bytes, no controls. */
str quoted(struct inquiry *q, str s);

#define ACCEPT_JSON "application/ld+json, application/json"
#define ACCEPT_VC   "application/vc+jwt, application/jwt, application/vc, application/ld+json, " \
                    "application/json, text/plain"
#define ACCEPT_BADGE "application/ld+json, application/json, application/vc+jwt, text/plain, " \
                     "image/png, image/svg+xml"
