/* cli/inspect.h — `lapel inspect VERB FILE`: the standards below the badges,
 * one step at a time. cmd_inspect.c reads options and file; each verb is a row
 * of a table, of a file for one family of standards. */
#pragma once
#include "base/crypto.h"
#include "base/str.h"
#include "format/jsonld.h"

struct inspect {
    struct arena *a;
    str text;                                    /* what is in FILE */
    struct jsonld_options jsonld;                /* as the options say */
    const struct json *context;                  /* --context; NULL: none */
    enum sha hash;                               /* --hash */
    bool digest, map;                            /* --digest, --map */
};

struct inspect_verb {
    const char *name, *summary;
    code (*run)(struct inspect *in, str *out, struct error *err);
};

/* Each ends with a row of zeros. */
extern const struct inspect_verb inspect_jsonld_verbs[], inspect_rdf_verbs[];

MUST_USE code inspect_json(struct inspect *in, const struct json **out, struct error *err);
