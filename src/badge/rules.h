/* badge/rules.h — required members and value types as tables: one row says
 * where, which member, and what it must look like. */
#pragma once
#include "badge/inquiry.h"

enum need { MAY, SHOULD, MUST };                  /* SHOULD: a warning when it is missing */

enum shape {
    ANYTHING,
    TEXT,       /* a string that is not empty */
    WORDS,      /* text, or text per language */
    WORDS_V2,   /* text, or several of which each names its language */
    TEXTS,      /* one or many strings */
    URI,        /* a string with a scheme */
    WEB,        /* http or https */
    IRI,        /* URI but data:, with a whole uuid in urn:uuid:, or a blank node */
    REFERENCE,  /* a URI, or an object that has one as its id */
    NODE,       /* a URI, or an object */
    OBJECT,
    ONE_OBJECT, /* not several */
    BOOL,
    DATE,       /* RFC 3339 */
    DATE_V2,    /* what v2_time (read.h) makes that */
    DATE_V1,    /* v1_time */
    FLAG,       /* v1_flag */
    PLACE,      /* http, https, or a path that begins with "/": 0.5 */
    ORIGIN,     /* http or https and a host, nothing more */
    PICTURE,    /* WEB, or data:image of PNG or SVG */
    PICTURE_V0, /* PLACE or such data */
    AUTHORITY,  /* host, or host and port */
    NUMBERING,  /* "0.5.0" */
    LANGUAGE,   /* BCP 47 */
    EMAIL,
    EMAIL_V1,   /* of a host with a dot */
    TELEPHONE,
    CLASS,      /* `type` holds one of `classes` */
};

struct rule {
    const char *at;                              /* "credentialSubject.achievement"; "" the document */
    const char *member;
    enum need need;
    enum shape shape;
    const char *classes;                         /* "A|B" for CLASS; else an alias of `member` or NULL */
    bool many;                                   /* several values, each of that shape */
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
void rules_v2_endorsement(struct inquiry *q, const struct json *doc);
/* OB 1.0, 1.1 and 0.5. */
void rules_v1_assertion(struct inquiry *q, const struct json *doc);
void rules_v1_badge_class(struct inquiry *q, const struct json *doc);
void rules_v1_issuer(struct inquiry *q, const struct json *doc);
void rules_v0_assertion(struct inquiry *q, const struct json *doc);
/* One value against one shape. */
bool rules_fits(struct arena *a, const struct json *v, enum shape shape);
