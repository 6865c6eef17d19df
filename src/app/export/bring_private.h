/* export/bring_private.h — an export on its way in. */
#pragma once
#include "app/export/export_private.h"
#include "format/archive.h"
#include "format/json.h"
#include "format/zip_file.h"

struct bring {
    struct arena *a, *row;                       /* row: emptied for each one */
    const struct export_bring *in;
    struct export_brought *out;
    struct zip_file zip;
    struct map *files;                           /* struct zip_item by name; those of single awards not */
    const struct json *schema;
    str master_key;
    struct archive_writer *writer;
    struct spill rows;
    uint64_t read_at;
    /* The table at work: */
    const struct json *table, *columns;
    str name, folder;
    int64_t put;
    /* Without secret halves: profiles whose key signs no more. */
    int64_t org;
    LIST(int64_t) keyless;
};

/* bring_file.c: the ZIP, held against its manifest; what it says of itself. */
MUST_USE code bring_look(struct bring *b, struct error *err);
/* NOT_FOUND, LIMIT. */
MUST_USE code bring_file(struct bring *b, struct arena *a, str name, size_t max, str *out, struct error *err);
MUST_USE code bring_json(struct bring *b, str name, const struct json **out, struct error *err);
code bring_unfit(struct error *err, str what);   /* BAD_INPUT */

/* bring_row.c: one row as the archive takes it. */
MUST_USE code bring_row(struct bring *b, str line, struct error *err);
MUST_USE code bring_kind(const struct json *column, enum archive_kind *out, struct error *err);

static inline str bring_text(const struct json *v, const char *key)
{
    const struct json *at = json_get(v, key);

    return json_is(at, JSON_STRING) ? json_str(at) : S("");
}

static inline int64_t bring_number(const struct json *v, const char *key)
{
    int64_t n = 0;

    return json_int(json_get(v, key), &n) ? n : 0;
}

static inline bool bring_is(const struct json *v, const char *key)
{
    return json_is(json_get(v, key), JSON_TRUE);
}
