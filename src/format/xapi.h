/* format/xapi.h — statements of the Experience API (xAPI 1.0.3, and 2.0, which is
 * IEEE 9274.1.1): who did what, and how well. A statement is held against every
 * rule of the specification before anything is taken out of it. */
#pragma once
#include "base/clock.h"
#include "base/list.h"
#include "format/json.h"

enum xapi_version { XAPI_1 = 1, XAPI_2 };
/* The header X-Experience-API-Version: "1.0", "1.0.3", "2.0.0". */
MUST_USE bool xapi_version_read(str header, enum xapi_version *out);
const char *xapi_version_text(enum xapi_version v);      /* for the answer's header */

/* Somebody, by exactly one of these; a group may have none but members. */
struct xapi_who {
    str mbox, sha1, openid, home, account;       /* mbox: the address, folded; sha1: in small letters */
    str name;                                    /* absent: not said */
    bool is_group;
};
/* One text for one somebody: "mbox ann@example.org"; absent: a group without a name. */
str xapi_who_key(struct arena *a, const struct xapi_who *w);
/* And back. False: not such a text. */
MUST_USE bool xapi_who_of_key(str key, struct xapi_who *out);

enum xapi_object { XAPI_ACTIVITY, XAPI_AGENT, XAPI_SUBSTATEMENT, XAPI_STATEMENT_REF };
struct xapi_score { bool has_scaled, has_raw, has_min, has_max; double scaled, raw, min, max; str raw_text; };
struct xapi_statement {
    str id;                                      /* in small letters; absent: none was given */
    struct xapi_who actor;
    str verb, verb_name, object, object_name;    /* names: absent where none was given */
    enum xapi_object kind;                       /* object of a reference: the id of that statement */
    bool has_success, success, has_completion, completion;
    struct xapi_score score;
    struct str_list within, categories;          /* activities of the context: parent and grouping; category */
    msec at;                                     /* 0: no timestamp */
    bool voids;                                  /* takes the statement `object` back */
};
#define XAPI_VOIDED "http://adlnet.gov/expapi/verbs/voided"
#define XAPI_CATEGORY_MOVEON "https://w3id.org/xapi/cmi5/context/categories/moveon"

/* BAD_INPUT: `where` is a way to the member ("/actor/mbox"). Borrows from `v`. */
MUST_USE code xapi_statement_read(struct arena *a, const struct json *v, enum xapi_version version, struct xapi_statement *out, struct error *err);
/* How well, of 100: scaled, or raw between min and max. False: it does not say. */
MUST_USE bool xapi_percent(const struct xapi_score *s, double *out);
/* Two statements are the same when these are (2.3.1 of xAPI-Data: what a receiver
 * adds, and members in another order, do not count). */
MUST_USE code xapi_statement_digest(struct arena *a, const struct json *v, str *out, struct error *err);
/* RFC 9562: 8-4-4-4-12 hex digits; in small letters, absent if it is none. */
str xapi_uuid(struct arena *a, str text);
/* RFC 3339; in version 1.0.3 also without a zone, and with one that is shortened. */
MUST_USE code xapi_time(struct arena *a, str text, enum xapi_version version, msec *out);

/* xapi_check.c: the rules alone. */
MUST_USE code xapi_statement_check(struct arena *a, const struct json *v, enum xapi_version version, struct error *err);
