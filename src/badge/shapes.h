/* badge/shapes.h — what a member's value may look like, in any version. */
#pragma once
#include "format/json.h"

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
    CLASS,      /* `type` holds one of the rule's classes: of any look itself */
    /* Of data models (model.h). */
    STRING,     /* text that may be empty */
    DATE_ONLY,  /* YYYY-MM-DD */
    NUMBER,
    TYPES,      /* one or many texts, none empty */
    TERM,       /* one of the words of a vocabulary: the member knows them */
    OPEN_TERM,  /* … or "ext:" and a word */
    TOKENS,     /* one or many compact JWS, each an endorsement */
    PART,       /* one object of a class */
    PARTS,      /* one or many */
    PART_OR_ID, /* one object, or its URI */
    ENDORSEMENTS, /* one or many credentials of their own */
    CREDENTIALS,
};

/* Does the value look like that? `a` is for work alone. */
bool shape_fits(struct arena *a, const struct json *v, enum shape shape);
/* What to call a value of another shape: code of standard.md §2, and words
 * that go on behind its name. */
const char *shape_flaw(enum shape shape);
const char *shape_words(enum shape shape, const struct json *v);
