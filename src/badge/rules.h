/* badge/rules.h — required members and value types as tables: one row says
 * where, which member, and what it must look like. */
#pragma once
#include "badge/inquiry.h"
#include "badge/shapes.h"

enum need { MAY, SHOULD, MUST };                  /* SHOULD: a warning when it is missing */

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
