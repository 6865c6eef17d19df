/* format/jsonld_out.h — JSON that is still being put together: objects that
 * take and lose members, arrays that grow. */
#pragma once
#include "base/list.h"
#include "format/json.h"

struct ld_out {
    struct ld_out *next; /* in its object or array */
    str key;             /* of a member */
    enum json_kind kind;
    const struct json *json;     /* a value as it is elsewhere; NULL: see below */
    str text;                    /* of a string */
    struct ld_out *first, *last; /* members or items */
    size_t n;
    struct map *by_key; /* only when there are many */
};

struct ld_out *ld_out_object(struct arena *a);
struct ld_out *ld_out_array(struct arena *a);
struct ld_out *ld_out_str(struct arena *a, str s);                 /* absent: null */
struct ld_out *ld_out_json(struct arena *a, const struct json *v); /* borrowed */

void ld_out_push(struct ld_out *array, struct ld_out *item);
/* Adds the member or replaces its value, which then stands where the old one did. */
void ld_out_set(struct arena *a, struct ld_out *object, str key, struct ld_out *value);
struct ld_out *ld_out_get(const struct ld_out *object, str key); /* NULL: not there */
void ld_out_remove(struct ld_out *object, str key);
void ld_out_sort(struct arena *a, struct ld_out *object); /* by key */

/* "Add value" (JSON-LD 1.1 API §4.3.2): items of an array one by one; one
 * value stands alone unless `as_array`. */
void ld_out_add(struct arena *a, struct ld_out *object, str key, struct ld_out *value,
                bool as_array);

const struct json *ld_out_done(struct arena *a, const struct ld_out *v);
