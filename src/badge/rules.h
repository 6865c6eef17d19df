/* badge/rules.h — required members and value types as tables: one row says
 * where, which member, and what it must look like. */
#pragma once
#include "badge/inquiry.h"

enum need { MAY, MUST };

enum shape {
    ANYTHING,
    TEXT,       /* a string that is not empty */
    WORDS,      /* text, or text per language */
    TEXTS,      /* one or many strings */
    URI,        /* a string with a scheme */
    WEB,        /* http or https */
    REFERENCE,  /* a URI, or an object that has one as its id */
    OBJECT,
    ONE_OBJECT, /* not several */
    BOOL,
    DATE,       /* RFC 3339 */
    DATE_V2,    /* what v2_time (read.h) makes that */
    EMAIL,
    TELEPHONE,
    CLASS,      /* `type` holds one of `classes` */
};

struct rule {
    const char *at;                              /* "credentialSubject.achievement"; "" the document */
    const char *member;
    enum need need;
    enum shape shape;
    const char *classes;                         /* "A|B" for CLASS; else an alias of `member` or NULL */
};

/* Every node at `at` (arrays are walked through) is held against its rows.
 * `root` begins the places that findings name: "" or "/badge". */
void rules_apply(struct inquiry *q, const struct json *doc, const char *root,
                 const struct rule *rules, size_t n);

/* OB 3.0 §B Data Models, and OB 2.0's three documents. */
void rules_v3(struct inquiry *q, const struct json *credential, bool vcdm2);
void rules_v2_assertion(struct inquiry *q, const struct json *doc);
void rules_v2_badge_class(struct inquiry *q, const struct json *doc);
void rules_v2_issuer(struct inquiry *q, const struct json *doc);
