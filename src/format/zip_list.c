/* format/zip_list.c */
#include "format/zip_list.h"

#define END_BYTES   22                           /* §4.3.16, without its comment */
#define ENTRY_BYTES 46                           /* §4.3.12, without name, extra field, comment */

static uint32_t little(str s, size_t at, size_t n)
{
    uint32_t v = 0;

    for (size_t i = 0; i < n; i++)
        v |= (uint32_t)(unsigned char)s.p[at + i] << (8 * i);
    return v;
}

static code broken(struct error *err)
{
    return fail(err, BAD_INPUT, "file", "this file is damaged: its list of contents does not fit it");
}

/* The end record without a comment, as every office program writes it: with one,
 * two readers could see two archives. */
code zip_read(str file, struct zip_reader *out, struct error *err)
{
    if (file.n < END_BYTES)
        return broken(err);
    size_t at = file.n - END_BYTES;
    str end = str_from(file, at);
    uint32_t n = little(end, 10, 2), size = little(end, 12, 4), from = little(end, 16, 4);

    if (!str_starts(end, S("PK\5\6")) || (uint64_t)from + size != at || little(end, 8, 2) != n)
        return broken(err);
    if (n > ZIP_ENTRIES)
        return fail(err, LIMIT, "file", "there are more than %d files in this one", ZIP_ENTRIES);
    *out = (struct zip_reader){str_slice(file, from, at), n};
    return OK;
}

static bool leads_out(str name)
{
    return name.n == 0 || name.p[0] == '/' || str_find_byte(name, '\\') >= 0 || str_find_byte(name, 0) >= 0 || str_contains(name, S("../"));
}

code zip_next(struct zip_reader *r, struct zip_listed *out, struct error *err)
{
    str d = r->directory;

    if (r->left == 0)
        return d.n == 0 ? NOT_FOUND : broken(err);
    if (d.n < ENTRY_BYTES || !str_starts(d, S("PK\1\2")))
        return broken(err);
    size_t name = little(d, 28, 2), whole = ENTRY_BYTES + name + little(d, 30, 2) + little(d, 32, 2);
    if (d.n < whole)
        return broken(err);
    *out = (struct zip_listed){str_slice(d, ENTRY_BYTES, ENTRY_BYTES + name), little(d, 20, 4), little(d, 24, 4)};
    if (leads_out(out->name))
        return fail(err, BAD_INPUT, "file", "this file wants to be unpacked outside its folder");
    r->directory = str_from(d, whole);
    r->left--;
    return OK;
}
