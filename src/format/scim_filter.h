/* format/scim_filter.h — filters and paths of SCIM 2.0 (RFC 7644 §3.4.2.2 and
 * §3.5.2): which resources, which attribute of one. Names are compared without
 * regard to case, and so are values, but for ids. */
#pragma once
#include "format/json.h"

#define SCIM_FILTER_BYTES 4096
#define SCIM_FILTER_DEPTH 20
#define SCIM_FILTER_TERMS 100

/* "urn:…:User:name.familyName": the schema before the last ':', absent if none. */
struct scim_attr { str schema, name, sub; };

enum scim_op { SCIM_AND, SCIM_OR, SCIM_NOT, SCIM_HAS, SCIM_PR, SCIM_EQ, SCIM_NE, SCIM_CO, SCIM_SW, SCIM_EW, SCIM_GT, SCIM_GE, SCIM_LT, SCIM_LE };
/* AND, OR: left and right. NOT: left. HAS: one element of `attr` fits left (and
 * right, of that same element, where there is one). Others: attr against value. */
struct scim_filter {
    enum scim_op op;
    const struct scim_filter *left, *right;
    struct scim_attr attr;
    const struct json *value;
};

/* BAD_INPUT says at which letter; LIMIT: one of the numbers above. Borrows from
 * `text`. */
MUST_USE code scim_filter_parse(struct arena *a, str text, const struct scim_filter **out, struct error *err);
bool scim_filter_matches(const struct scim_filter *f, const struct json *resource);
/* In one spelling, which reads as the same filter. */
str scim_filter_write(struct arena *a, const struct scim_filter *f);

/* Is it nothing but `name eq "value"` (or a value of `emails`)? */
bool scim_filter_is_equal(const struct scim_filter *f, const char *name, str *value);

/* What a PATCH is about: an attribute, of a multi-valued one those elements that
 * fit the filter, and a part of it. */
struct scim_path { struct scim_attr attr; const struct scim_filter *filter; };
MUST_USE code scim_path_parse(struct arena *a, str text, struct scim_path *out, struct error *err);

/* ---- of resources ---- */

/* The member of that name, in whatever case it is written; NULL. */
const struct json *scim_member(const struct json *object, str name);
/* The schema of an extension; false for those of the core and for none. */
bool scim_is_extension(str schema);
