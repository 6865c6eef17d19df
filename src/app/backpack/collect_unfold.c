/* backpack/collect_unfold.c — what was handed in becomes a list of single badges. */
#include "app/backpack/collect.h"

#include "badge/verify.h"
#include "format/badge_bundle.h"
#include "format/pdf.h"
#include "format/zip_file.h"

#define MOST_BYTES  ((size_t)5 << 20)            /* of one file in an archive */
#define MOST_IN_ALL ((size_t)32 << 20)           /* unpacked */
#define MOST_LOOKED 4000                         /* files of one archive */

struct unfolding { struct arena *a; struct handed_in_list *out; size_t bytes; };

static code add(struct unfolding *u, struct handed_in one, struct error *err)
{
    if (u->out->n >= COLLECT_MOST)
        return fail(err, LIMIT, "file", "more than %d badges at once: hand them in in parts", COLLECT_MOST);
    *list_add(u->a, u->out) = one;
    return OK;
}

/* ---- files of many badges ---- */

static bool looks_like_text(str s)
{
    s = str_trim(s);
    return s.n && (s.p[0] == '{' || s.p[0] == '[' || str_starts(s, S("http")) || str_starts(s, S("ey")));
}

static code unfold_bundle(struct unfolding *u, const struct handed_in *f, bool *is_one, struct error *err)
{
    struct bundle_items items = {0};

    *is_one = true;
    if (!looks_like_text(f->bytes))
        return OK;
    TRY(bundle_read(u->a, f->bytes, &items, err));
    *is_one = items.n == 0;
    for (size_t i = 0; i < items.n; i++) {
        const struct bundle_item *b = &items.items[i];
        bool by_link = b->what == BUNDLED_LINK;
        TRY(add(u, by_link ? (struct handed_in){.name = b->text, .link = b->text} : (struct handed_in){.name = f->name, .bytes = b->text}, err));
    }
    return OK;
}

/* ---- archives ---- */

static bool is_archive(str bytes)
{
    return str_starts(bytes, S("PK\x03\x04")) || str_starts(bytes, S("PK\x05\x06"));
}

/* By their names, those that may be badges; a report or a receipt of ours is none,
 * nor what else lies beside a badge in a folder that was taken away from here. */
static bool is_wanted(str name)
{
    static const char *const endings[] = {".png", ".svg", ".json", ".jsonld", ".jwt", ".jws", ".txt"};
    static const char *const others[] = {".report.json", "/report.json", "/documents.json", "/receipt.jwt", "/picture.png", "/baked.png"};

    if (str_starts(name, S("__MACOSX/")) || str_contains(name, S("/.")) || str_contains(name, S("/documents/")) || str_eq(name, S("account.json")) ||
        str_eq(name, S("backpack.json")) || str_eq(name, S("person.json")) || str_eq(name, S("log.json")) || str_starts(name, S("log/")))
        return false;
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_ends(name, cstr(others[i])))
            return false;
    for (size_t i = 0; i < COUNT(endings); i++)
        if (name.n > strlen(endings[i]) && str_eq_nocase(str_from(name, name.n - strlen(endings[i])), cstr(endings[i])))
            return true;
    return false;
}

static str base_name(str name)
{
    for (size_t n = name.n; n > 0; n--)
        if (name.p[n - 1] == '/')
            return str_from(name, n);
    return name;
}

static code unfold_entry(struct unfolding *u, const struct zip_file *zip, const struct zip_item *e, struct error *err)
{
    struct handed_in one = {.name = base_name(e->name)};
    bool is_one;

    u->bytes += (size_t)e->bytes;
    if (e->bytes > MOST_BYTES || u->bytes > MOST_IN_ALL)
        return fail(err, LIMIT, "file", "there is more in the archive than can be taken at once: hand it in in parts");
    TRY(zip_item_read(u->a, zip, e, MOST_BYTES, &one.bytes, err));
    TRY(unfold_bundle(u, &one, &is_one, err));
    return is_one && one.bytes.n ? add(u, one, err) : OK;
}

static code unfold_archive(struct unfolding *u, str bytes, struct error *err)
{
    struct zip_file zip;
    bool found = true;

    TRY(zip_file_open(bytes, &zip, err));
    str walk = zip.directory;
    for (int i = 0; found; i++) {
        struct zip_item e;
        TRY(zip_file_next(&zip, &walk, &e, &found, err));
        if (i >= MOST_LOOKED)
            return fail(err, LIMIT, "file", "there are more than %d files in the archive", MOST_LOOKED);
        if (found && is_wanted(e.name))
            TRY(unfold_entry(u, &zip, &e, err));
    }
    return OK;
}

/* ---- paper with badges attached ---- */

static code unfold_pdf(struct unfolding *u, str bytes, struct error *err)
{
    struct pdf_file_list files = {0};
    struct badge b;

    TRY(pdf_files(u->a, bytes, &files, err));
    for (size_t i = 0; i < files.n; i++)
        if (badge_read(u->a, files.items[i].bytes, &b, NULL) == OK)
            TRY(add(u, (struct handed_in){.name = files.items[i].name, .bytes = files.items[i].bytes}, err));
    return OK;
}

/* An archive or a PDF that cannot be read, or has no badge in it, is a file like
 * another, and says so by itself. */
static code unfold_file(struct unfolding *u, const struct handed_in *f, struct error *err)
{
    bool is_one = true, is_pdf = pdf_looks_like(f->bytes);
    size_t before = u->out->n;

    if (is_archive(f->bytes) || is_pdf) {
        code c = is_pdf ? unfold_pdf(u, f->bytes, err) : unfold_archive(u, f->bytes, err);
        if (c != OK && c != BAD_INPUT && c != UNSUPPORTED)
            return c;
        is_one = u->out->n == before;
    } else if (f->bytes.n) {
        TRY(unfold_bundle(u, f, &is_one, err));
    }
    return is_one ? add(u, *f, err) : OK;
}

code collect_unfold(struct arena *a, const struct handed_in_list *in, struct handed_in_list *out, struct error *err)
{
    struct unfolding u = {.a = a, .out = out};

    for (size_t i = 0; i < in->n; i++)
        TRY(unfold_file(&u, &in->items[i], err));
    return OK;
}
