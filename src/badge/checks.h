/* badge/checks.h — the table of questions that a badge is asked, each with
 * the clause of the standard that asks it. */
#pragma once
#include "badge/inquiry.h"

struct question {
    const char *id;
    unsigned asked_of;                           /* kinds and versions, see ASK_* */
    void (*ask)(struct inquiry *q);
    const char *clause;
};

enum {
    ASK_V3_JWT = 1 << 0,                         /* OB 3.0 as VC-JWT */
    ASK_V3_JSON = 1 << 1,                        /* OB 3.0, CLR 2.0 with embedded proof or without */
    ASK_V2_HOSTED = 1 << 2,
    ASK_OTHER = 1 << 3,                          /* known, and not verified by this library */
    ASK_RECIPIENT = 1 << 4,                      /* only when somebody asks whose it is */
    ASK_OLDER_FORM = 1 << 5,                     /* the picture holds an older form as well */
    ASK_V3 = ASK_V3_JWT | ASK_V3_JSON,
    ASK_ANY = ASK_V3 | ASK_V2_HOSTED | ASK_OTHER,
};

extern const struct question questions[];
extern const size_t questions_count;

/* In files of their own. */
void check_status(struct inquiry *q);            /* status_check.c */
void check_hosted(struct inquiry *q);            /* hosted.c: fetches the three documents */
void check_hosted_scope(struct inquiry *q);
void check_hosted_structure(struct inquiry *q);
void check_images(struct inquiry *q);
void check_context_v3(struct inquiry *q);        /* context.c */
void check_context_v2(struct inquiry *q);
void check_words(struct inquiry *q);             /* context.c: linked data, nothing lost */
void check_proof(struct inquiry *q);             /* proof_check.c: token, proofs, or both */
