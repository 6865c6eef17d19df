/* catalog/framework.h — frameworks of skills that an organisation brought in:
 * from a sheet, or as CASE (1EdTech Competencies and Academic Standards). */
#pragma once
#include "app/catalog/catalog.h"

#define FRAMEWORK_ITEMS 20000
#define FRAMEWORK_BYTES ((size_t)10 << 20)

struct framework_row { int64_t id, items; str name; msec created; };
LIST_OF(framework_row_list, struct framework_row);

/* What a file holds; items that cannot be taken are told of, by line or place. */
struct framework_file { str name; struct alignment_list items; struct str_list problems; size_t wrong; };
/* BAD_INPUT at "file": it is neither, or nothing in it can be taken. `name`: what
 * to call it where the file does not say. */
MUST_USE code framework_read(struct arena *a, str bytes, str name, struct framework_file *out, struct error *err);
MUST_USE code framework_add(struct db *db, struct arena *a, int64_t org, int64_t by, const struct framework_file *f, struct error *err);
MUST_USE code framework_all(struct db *db, struct arena *a, int64_t org, struct framework_row_list *out, struct error *err);
/* Badges keep what they took from it. */
MUST_USE code framework_remove(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
/* Every word must be in name or code. */
struct framework_item { int64_t id; struct alignment skill; };
LIST_OF(framework_item_list, struct framework_item);
MUST_USE code framework_search(struct db *db, struct arena *a, int64_t org, str words, int limit, struct framework_item_list *out, struct error *err);
MUST_USE code framework_item_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_item *out, struct error *err);
