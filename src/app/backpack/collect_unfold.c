/* backpack/collect_unfold.c — what was handed in becomes a list of single badges.
 * Unpacking and looking happen in a scratch arena, file by file, so that the caller's
 * holds nothing but the badges; what does not fit there is an answer, and no fault. */
#include "app/backpack/collect.h"

#include "badge/verify.h"
#include "base/attempt.h"
#include "format/badge_bundle.h"
#include "format/pdf.h"
#include "format/zip_file.h"
#include "web/scratch.h"

#define MOST_BYTES  ((size_t)5 << 20)            /* of one file in an archive */
#define MOST_IN_ALL ((size_t)32 << 20)           /* unpacked */
#define MOST_KEPT   ((size_t)13 << 20)           /* handed in, and taken out of it: a request has 16 MB */
#define MOST_LOOKED 4000                         /* files of one archive */

struct unfolding { struct arena *a; struct handed_in_list *out; size_t bytes, kept; };

static code refuse_so_much(struct error *err)
{
    return fail(err, LIMIT, "file", "there is more in it than can be taken at once: hand it in in parts");
}

static code add(struct unfolding *u, struct handed_in one, struct error *err)
{
    if (u->out->n >= COLLECT_MOST)
        return fail(err, LIMIT, "file", "more than %d badges at once: hand them in in parts", COLLECT_MOST);
    *list_add(u->a, u->out) = one;
    return OK;
}

/* One that lies in the scratch arena. */
static code add_copy(struct unfolding *u, struct handed_in one, struct error *err)
{
    u->kept += one.bytes.n + one.link.n;
    if (u->kept > MOST_KEPT)
        return refuse_so_much(err);
    return add(u, (struct handed_in){str_copy(u->a, one.name), str_copy(u->a, one.bytes), str_copy(u->a, one.link)}, err);
}

/* What is taken apart at the moment, and what was found in it; all of it in `a`. */
struct piece {
    struct arena *a;
    str bytes;
    const struct zip_file *zip;
    const struct zip_item *entry;
    struct bundle_items items;
    struct pdf_file_list files;
};

static code take_apart(struct piece *p, attempt_fn *work, struct error *err)
{
    p->a = scratch_open();
    code c = attempt(work, p, err);
    return c == NO_MEMORY ? refuse_so_much(err) : c;
}

/* ---- files of many badges ---- */

static bool looks_like_text(str s)
{
    s = str_trim(s);
    return s.n && (s.p[0] == '{' || s.p[0] == '[' || str_starts(s, S("http")) || str_starts(s, S("ey")));
}

static code look_for_bundle(void *piece, struct error *err)
{
    struct piece *p = piece;

    if (p->entry)
        TRY(zip_item_read(p->a, p->zip, p->entry, MOST_BYTES, &p->bytes, err));
    return looks_like_text(p->bytes) ? bundle_read(p->a, p->bytes, &p->items, err) : OK;
}

static code add_items(struct unfolding *u, const struct bundle_items *items, str name, struct error *err)
{
    for (size_t i = 0; i < items->n; i++) {
        str text = items->items[i].text;
        bool by_link = items->items[i].what == BUNDLED_LINK;
        TRY(add_copy(u, by_link ? (struct handed_in){.name = text, .link = text} : (struct handed_in){.name = name, .bytes = text}, err));
    }
    return OK;
}

static code unfold_bundle(struct unfolding *u, const struct handed_in *f, struct error *err)
{
    struct piece p = {.bytes = f->bytes};

    if (f->bytes.n)
        TRY(take_apart(&p, look_for_bundle, err));
    return p.items.n ? add_items(u, &p.items, f->name, err) : add(u, *f, err);
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
    struct piece p = {.zip = zip, .entry = e};

    u->bytes += (size_t)e->bytes;
    if (e->bytes > MOST_BYTES || u->bytes > MOST_IN_ALL)
        return refuse_so_much(err);
    TRY(take_apart(&p, look_for_bundle, err));
    if (p.items.n)
        return add_items(u, &p.items, base_name(e->name), err);
    return p.bytes.n ? add_copy(u, (struct handed_in){.name = base_name(e->name), .bytes = p.bytes}, err) : OK;
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

/* Those that are badges. */
static code look_in_pdf(void *piece, struct error *err)
{
    struct piece *p = piece;
    struct pdf_file_list all = {0};
    struct badge b;

    TRY(pdf_files(p->a, p->bytes, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (badge_read(p->a, all.items[i].bytes, &b, NULL) == OK)
            *list_add(p->a, &p->files) = all.items[i];
    return OK;
}

static code unfold_pdf(struct unfolding *u, str bytes, struct error *err)
{
    struct piece p = {.bytes = bytes};

    TRY(take_apart(&p, look_in_pdf, err));
    for (size_t i = 0; i < p.files.n; i++)
        TRY(add_copy(u, (struct handed_in){.name = p.files.items[i].name, .bytes = p.files.items[i].bytes}, err));
    return OK;
}

/* An archive or a PDF that cannot be read, or has no badge in it, is a file like
 * another, and says so by itself. */
static code unfold_file(struct unfolding *u, const struct handed_in *f, struct error *err)
{
    bool is_pdf = pdf_looks_like(f->bytes);
    size_t before = u->out->n;

    if (!is_archive(f->bytes) && !is_pdf)
        return unfold_bundle(u, f, err);
    code c = is_pdf ? unfold_pdf(u, f->bytes, err) : unfold_archive(u, f->bytes, err);
    if (c != OK && c != BAD_INPUT && c != UNSUPPORTED)
        return c;
    return u->out->n == before ? add(u, *f, err) : OK;
}

code collect_unfold(struct arena *a, const struct handed_in_list *in, struct handed_in_list *out, struct error *err)
{
    struct unfolding u = {.a = a, .out = out};

    for (size_t i = 0; i < in->n; i++)
        u.kept += in->items[i].bytes.n;
    for (size_t i = 0; i < in->n; i++)
        TRY(unfold_file(&u, &in->items[i], err));
    return OK;
}
