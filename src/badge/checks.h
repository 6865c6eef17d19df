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
    ASK_HOSTED = 1 << 2,                         /* 0.5 to 2.0, on its issuer's host */
    ASK_SIGNED = 1 << 3,                         /* 1.0 to 2.0, as JWS */
    ASK_LINKED_DATA = 1 << 4,                    /* 1.1 and 2.0 */
    ASK_DATED = 1 << 5,                          /* 0.5 to 2.0: awards and endorsements */
    ASK_PICTURED = 1 << 6,                       /* 0.5 to 2.0: awards and badge classes */
    ASK_ENDORSED = 1 << 7,                       /* those of 2.0 */
    ASK_RECIPIENT = 1 << 8,                      /* only when somebody asks whose it is */
    ASK_OLDER_FORM = 1 << 9,                     /* the picture holds an older form as well */
    ASK_SCHEMA = 1 << 10,                        /* OB 3.0: it names a schema … */
    ASK_CREDENTIALS = 1 << 11,                   /* … holds credentials … */
    ASK_ENDORSEMENTS_V3 = 1 << 12,               /* … or endorsements */
    ASK_REFRESH = 1 << 13,                       /* OB 3.0 that says where a newer edition is */
    ASK_V3 = ASK_V3_JWT | ASK_V3_JSON,
    ASK_OLD = ASK_HOSTED | ASK_SIGNED,
    ASK_ANY = ASK_V3 | ASK_OLD,
};

extern const struct question questions[];
extern const size_t questions_count;

/* In files of their own. */
void check_status(struct inquiry *q);            /* status_check.c */
void check_credential_schema(struct inquiry *q); /* schema_check.c */
void check_credentials(struct inquiry *q);       /* nested.c */
void check_endorsements_v3(struct inquiry *q);
void check_context_v3(struct inquiry *q);        /* context.c */
void check_words(struct inquiry *q);             /* context.c: linked data, nothing lost */
void check_refresh(struct inquiry *q);           /* refresh.c: a newer edition instead */
void check_proof(struct inquiry *q);             /* proof_check.c: token, proofs, or both */
/* 0.5 to 2.0 */
void check_context_old(struct inquiry *q);       /* context.c */
void check_hosted(struct inquiry *q);            /* hosted.c: the assertion on its host */
void check_documents(struct inquiry *q);         /* documents.c: fetches what it is linked with */
void check_hosted_scope(struct inquiry *q);      /* scope.c */
void check_signed(struct inquiry *q);            /* signed.c */
void check_revocation(struct inquiry *q);        /* revocation.c */
void check_structure_old(struct inquiry *q);     /* structure.c */
void judge_recipient(struct inquiry *q);         /* recipient_check.c; part of the one before */
void judge_identities(struct inquiry *q);        /* … and of 3.0 */
void check_pictures(struct inquiry *q);          /* pictures.c */
void check_endorsements(struct inquiry *q);      /* endorsement.c */
