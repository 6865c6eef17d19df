/* export/bring_file.c — the ZIP: every file is held against the manifest before
 * anything of it is believed. */
#include "app/export/bring_private.h"

#include "base/codec.h"
#include "base/crypto.h"

#define SCHEMA_BYTES ((size_t)4 << 20)

static const struct json_limits limits = {.bytes = SCHEMA_BYTES, .depth = 8, .values = 200000, .keys = 1000, .string = 10000};

code bring_unfit(struct error *err, str what)
{
    return fail(err, BAD_INPUT, "export", "this export does not fit together: " STR_FMT, STR_ARG(what));
}

/* ---- the ZIP, held against its manifest ---- */

static code hash_of(struct bring *b, const struct zip_item *e, uint8_t *out, struct error *err)
{
    struct zip_contents *c;
    str piece;

    arena_reset(b->row);
    TRY(zip_item_open(b->row, &b->zip, e, &c, err));
    sha_begin(SHA_256);
    do {
        TRY(zip_item_more(c, &piece, err));
        sha_add(piece);
    } while (piece.n);
    sha_end(out);
    return OK;
}

/* The manifest names the files in the order in which they were written, which is
 * the directory's, so neither is in memory. Who packs them anew sorts them as they
 * like: then the files that are read are held against their lines alone. */
struct manifest { struct zip_contents *contents; struct arena *a; str piece; struct buf line; };

static code next_line(struct manifest *m, str *line, struct error *err)
{
    m->line.n = 0;
    for (;;) {
        int64_t end = str_find_byte(m->piece, '\n');
        buf_put(&m->line, end < 0 ? m->piece : str_slice(m->piece, 0, (size_t)end));
        if (m->line.n > 700)
            return bring_unfit(err, S("a line of its manifest is too long"));
        if (end >= 0) {
            m->piece = str_from(m->piece, (size_t)end + 1);
            *line = buf_done(&m->line);
            return OK;
        }
        TRY(zip_item_more(m->contents, &m->piece, err));
        if (m->piece.n == 0) {
            *line = S("");
            return OK;
        }
    }
}

static code check_file(struct bring *b, const struct zip_item *e, struct manifest *m, struct error *err)
{
    uint8_t hash[SHA_MAX];
    str line;

    TRY(next_line(m, &line, err));
    TRY(hash_of(b, e, hash, err));
    str want = str_join(b->row, hex_encode(b->row, (str){(const char *)hash, 32}), str_join(b->row, S("  "), e->name));
    return str_eq(line, want) ? OK : fail(err, BAD_INPUT, "export", "a file was changed after the export was made, or the list of files was: " STR_FMT, STR_ARG(e->name));
}

static code check_all(struct bring *b, struct error *err)
{
    const struct zip_item *list = map_get(b->files, S("MANIFEST.sha256"));
    struct manifest m = {.a = b->a, .line = buf_new(b->a), .piece = S("")};
    struct zip_item e;
    str walk = b->zip.directory, line;
    bool found;

    if (!list)
        return bring_unfit(err, S("it has no MANIFEST.sha256"));
    TRY(zip_item_open(b->a, &b->zip, list, &m.contents, err));
    for (;;) {
        TRY(zip_file_next(&b->zip, &walk, &e, &found, err));
        if (!found)
            break;
        if (!str_eq(e.name, S("MANIFEST.sha256")))
            TRY(check_file(b, &e, &m, err));
    }
    TRY(next_line(&m, &line, err));
    return line.n == 0 ? OK : fail(err, BAD_INPUT, "export", "a file of the export is missing: " STR_FMT, STR_ARG(str_from(line, line.n < 66 ? line.n : 66)));
}

/* Those that may be asked for by name. */
static code list_files(struct bring *b, struct error *err)
{
    str walk = b->zip.directory;
    struct zip_item e;
    bool found;

    b->files = map_new(b->a);
    for (;;) {
        TRY(zip_file_next(&b->zip, &walk, &e, &found, err));
        if (!found)
            return OK;
        if (str_starts(e.name, S("awards/")))
            continue;
        struct zip_item *kept = NEW(b->a, struct zip_item);
        *kept = e;
        *map_at(b->files, e.name) = kept;
    }
}

code bring_file(struct bring *b, struct arena *a, str name, size_t max, str *out, struct error *err)
{
    const struct zip_item *e = map_get(b->files, name);

    return e ? zip_item_read(a, &b->zip, e, max, out, err)
             : fail(err, NOT_FOUND, "export", "the export lacks the file " STR_FMT, STR_ARG(name));
}

code bring_json(struct bring *b, str name, const struct json **out, struct error *err)
{
    str text;

    code c = bring_file(b, b->a, name, SCHEMA_BYTES, &text, err);
    if (c == NOT_FOUND)
        return fail(err, BAD_INPUT, "export", "this is no export of Lapel: it has no " STR_FMT, STR_ARG(name));
    TRY(c);
    return json_parse(b->a, text, &limits, out, err);
}

code bring_look(struct bring *b, struct error *err)
{
    const struct json *head;

    TRY(zip_file_open(b->in->file, &b->zip, err));
    TRY(list_files(b, err));
    TRY(bring_json(b, S("export.json"), &head, err));
    if (bring_number(head, "format") != EXPORT_FORMAT)
        return fail(err, UNSUPPORTED, "export", "this export is of a newer format than this program reads");
    *b->out = (struct export_brought){.name = bring_text(head, "organisation"), .slug = bring_text(head, "slug"), .base = bring_text(head, "address"),
                                      .made_by = bring_text(head, "madeBy"), .has_secrets = bring_is(head, "secretKeys")};
    TRY(time_parse(bring_text(head, "made"), &b->out->made, err));
    return check_all(b, err);
}

