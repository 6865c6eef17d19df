/* backpack/collect_unfold.c — what was handed in becomes single badges, one after the
 * other. Unpacking and looking happen in a scratch arena, file by file: what does not
 * fit there is an answer, and no fault. */
#include "app/backpack/collect.h"

#include "badge/verify.h"
#include "base/attempt.h"
#include "format/badge_bundle.h"
#include "format/pdf.h"
#include "format/zip_file.h"
#include "web/scratch.h"

#define MOST_BYTES  ((size_t)5 << 20)            /* of one file in an archive */
#define MOST_LIST   ((size_t)8 << 20)            /* of one that names what is in a folder */
#define MOST_IN_ALL ((size_t)128 << 20)          /* unpacked, and asked for */
#define MOST_LISTED ((size_t)13 << 20)           /* handed in, and taken out of it, as a list: a request has 16 MB */
#define MOST_LOOKED 65536                        /* files of one archive */
#define OF_ARCHIVE  ((size_t)4096)               /* kept of one without badges: enough to say that it is none */

struct unfolding { const struct unfold_to *to; size_t bytes, badges, given; };

static code refuse_so_much(struct error *err)
{
    return fail(err, LIMIT, "file", "there is more in it than can be taken at once: hand it in in parts");
}

static code add(struct unfolding *u, struct handed_in one, struct error *err)
{
    u->badges += !one.is_told;
    u->given++;
    if (u->badges > COLLECT_MOST)
        return fail(err, LIMIT, "file", "more than %d badges at once: hand them in in parts", COLLECT_MOST);
    return u->to->put(u->to->ctx, &one, err);
}

/* What is taken apart at the moment, and what was found in it; all of it in `a`. */
struct piece {
    struct arena *a;
    str bytes;
    size_t most;                                 /* bytes of the entry */
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
        TRY(zip_item_read(p->a, p->zip, p->entry, p->most, &p->bytes, err));
    return looks_like_text(p->bytes) ? bundle_read(p->a, p->bytes, &p->items, err) : OK;
}

static code add_items(struct unfolding *u, const struct bundle_items *items, str name, struct error *err)
{
    for (size_t i = 0; i < items->n; i++) {
        str text = items->items[i].text;
        bool by_link = items->items[i].what == BUNDLED_LINK;
        TRY(add(u, by_link ? (struct handed_in){.name = text, .link = text} : (struct handed_in){.name = name, .bytes = text}, err));
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

bool collect_is_archive(str bytes)
{
    return str_starts(bytes, S("PK\x03\x04")) || str_starts(bytes, S("PK\x05\x06"));
}

/* Of a collection. */
static bool is_cover(str name)
{
    return str_starts(name, S("collections/")) && str_ends(name, S("/cover.png"));
}

static bool is_front(str name)
{
    return str_eq(name, S("backpack.json"));
}

/* A long log has more: log-2.json and so on. */
static bool is_list(str name)
{
    int64_t n = 0;

    if (str_starts(name, S("log-")) && str_ends(name, S(".json")))
        return str_to_int(str_slice(name, 4, name.n - 5), &n) && n > 1 && n <= COLLECT_LOGS;
    return str_eq(name, S("person.json")) || str_eq(name, S("log.json"));
}

static bool is_beside(str name)
{
    return str_starts(name, S("log/")) || is_cover(name);
}

/* By their names, those that may be badges; a report or a receipt of ours is none,
 * nor what else lies beside a badge in a folder that was taken away from here. */
static bool is_wanted(str name)
{
    static const char *const endings[] = {".png", ".svg", ".json", ".jsonld", ".jwt", ".jws", ".txt"};
    static const char *const others[] = {".report.json", "/report.json", "/documents.json", "/receipt.jwt", "/picture.png", "/baked.png", "/backpack.json"};

    if (str_starts(name, S("__MACOSX/")) || str_contains(name, S("/.")) || str_contains(name, S("/documents/")) || str_eq(name, S("account.json")) ||
        is_front(name) || is_list(name) || is_beside(name))
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

static code count_bytes(struct unfolding *u, const struct piece *p, struct error *err)
{
    u->bytes += (size_t)p->entry->bytes;
    return p->entry->bytes > p->most || u->bytes > MOST_IN_ALL ? refuse_so_much(err) : OK;
}

/* `name`: as it stands in the folder. A badge of a folder keeps its place there:
 * collections name it by that. */
static code unfold_entry(struct unfolding *u, struct piece *p, str name, struct error *err)
{
    TRY(count_bytes(u, p, err));
    TRY(take_apart(p, look_for_bundle, err));
    if (p->items.n)
        return add_items(u, &p->items, name, err);
    return p->bytes.n ? add(u, (struct handed_in){.name = name, .bytes = p->bytes}, err) : OK;
}

static code read_whole(void *piece, struct error *err)
{
    struct piece *p = piece;

    return zip_item_read(p->a, p->zip, p->entry, p->most, &p->bytes, err);
}

static code add_told(struct unfolding *u, struct piece *p, str name, struct error *err)
{
    TRY(count_bytes(u, p, err));
    TRY(take_apart(p, read_whole, err));
    return add(u, (struct handed_in){.name = name, .bytes = p->bytes, .is_told = true}, err);
}

/* ---- a folder that was taken away, whether or not it lies in another ---- */

/* One way through an archive; `root` is before the names of what lies in the folder. */
struct way { const struct zip_file *zip; str walk, root, name; struct zip_item e; size_t n; bool found; };

static code way_next(struct way *w, struct error *err)
{
    TRY(zip_file_next(w->zip, &w->walk, &w->e, &w->found, err));
    if (w->n++ >= MOST_LOOKED)
        return fail(err, LIMIT, "file", "there are more than %d files in the archive", MOST_LOOKED);
    w->name = w->found && str_starts(w->e.name, w->root) ? str_from(w->e.name, w->root.n) : w->e.name;
    return OK;
}

static struct way way_of(const struct zip_file *zip, str root)
{
    return (struct way){.zip = zip, .walk = zip->directory, .root = root, .found = true};
}

/* The first "backpack.json", at the top or one folder below. */
static code find_root(const struct zip_file *zip, str *root, bool *found, struct error *err)
{
    struct way w = way_of(zip, S(""));

    for (*found = false; w.found;) {
        TRY(way_next(&w, err));
        if (!w.found || !str_eq(base_name(w.e.name), S("backpack.json")))
            continue;
        str before = str_slice(w.e.name, 0, w.e.name.n - strlen("backpack.json"));
        bool is_top = before.n == 0, is_below = !is_top && str_find_byte(before, '/') == (ptrdiff_t)before.n - 1 && !str_eq(before, S("__MACOSX/"));
        if (is_top || (is_below && !*found)) {
            *root = before;
            *found = true;
        }
        if (is_top)
            return OK;
    }
    return OK;
}

static code unfold_told(struct unfolding *u, const struct zip_file *zip, str root, bool (*wanted)(str name), size_t most, struct error *err)
{
    for (struct way w = way_of(zip, root); w.found && most;) {
        TRY(way_next(&w, err));
        if (!w.found || !str_starts(w.e.name, root) || !wanted(w.name))
            continue;
        struct piece p = {.zip = zip, .entry = &w.e, .most = wanted == is_beside ? MOST_BYTES : MOST_LIST};
        TRY(add_told(u, &p, w.name, err));
        most--;
    }
    return OK;
}

/* What app/movein reads: first the list that says it is a folder. */
static code unfold_folder(struct unfolding *u, const struct zip_file *zip, str root, struct error *err)
{
    TRY(unfold_told(u, zip, root, is_front, 1, err));
    TRY(unfold_told(u, zip, root, is_list, 1 + COLLECT_LOGS, err));
    return unfold_told(u, zip, root, is_beside, COLLECT_BESIDE, err);
}

static code unfold_badges(struct unfolding *u, const struct zip_file *zip, str root, bool in_folder, struct error *err)
{
    for (struct way w = way_of(zip, root); w.found;) {
        TRY(way_next(&w, err));
        struct piece p = {.zip = zip, .entry = &w.e, .most = MOST_BYTES};
        if (w.found && is_wanted(w.name))
            TRY(unfold_entry(u, &p, in_folder ? w.name : base_name(w.name), err));
    }
    return OK;
}

/* An entry that cannot be read: what stands before it counts. */
static bool is_flaw(code c)
{
    return c == BAD_INPUT || c == UNSUPPORTED;
}

static code unfold_archive(struct unfolding *u, str bytes, struct error *err)
{
    struct zip_file zip;
    struct error why = {0};
    str root = S("");
    bool is_folder = false;

    TRY(zip_file_open(bytes, &zip, err));
    code c = find_root(&zip, &root, &is_folder, &why);
    if ((c == OK || is_flaw(c)) && is_folder)
        c = unfold_folder(u, &zip, root, &why);
    if (c != OK && !is_flaw(c))
        return fail(err, c, why.where, "%s", why.text);
    TRY(unfold_badges(u, &zip, root, is_folder, err));
    return c == OK ? OK : fail(err, c, why.where, "%s", why.text);
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
        TRY(add(u, (struct handed_in){.name = p.files.items[i].name, .bytes = p.files.items[i].bytes}, err));
    return OK;
}

/* An archive or a PDF that cannot be read, or has no badge in it, is a file like
 * another, and says so by itself; one of which only a part can be read says that. */
static code unfold_file(struct unfolding *u, const struct handed_in *f, struct error *err)
{
    bool is_pdf = pdf_looks_like(f->bytes);
    size_t before = u->given;

    if (!collect_is_archive(f->bytes) && !is_pdf)
        return unfold_bundle(u, f, err);
    struct error why = {0};
    code c = is_pdf ? unfold_pdf(u, f->bytes, &why) : unfold_archive(u, f->bytes, &why);
    if (c != OK && !is_flaw(c))
        return fail(err, c, why.where, "%s", why.text);
    if (u->given == before)
        return add(u, (struct handed_in){.name = f->name, .bytes = str_slice(f->bytes, 0, is_pdf ? f->bytes.n : OF_ARCHIVE)}, err);
    return c == OK ? OK : add(u, (struct handed_in){.name = f->name, .flaw = why.text}, err);
}

code collect_unfold_to(const struct handed_in_list *in, const struct unfold_to *to, struct error *err)
{
    struct unfolding u = {.to = to};

    for (size_t i = 0; i < in->n; i++)
        TRY(unfold_file(&u, &in->items[i], err));
    return OK;
}

/* ---- as a list ---- */

struct listing { struct arena *a; struct handed_in_list *out; size_t kept; };

static code put_listed(void *listing, const struct handed_in *one, struct error *err)
{
    struct listing *l = listing;

    if (one->is_told || one->flaw)
        return OK;
    l->kept += one->bytes.n + one->link.n;
    if (l->kept > MOST_LISTED)
        return refuse_so_much(err);
    *list_add(l->a, l->out) = (struct handed_in){str_copy(l->a, one->name), str_copy(l->a, one->bytes), str_copy(l->a, one->link), false, NULL};
    return OK;
}

code collect_unfold(struct arena *a, const struct handed_in_list *in, struct handed_in_list *out, struct error *err)
{
    struct listing l = {.a = a, .out = out};

    for (size_t i = 0; i < in->n; i++)
        l.kept += in->items[i].bytes.n;
    return collect_unfold_to(in, &(struct unfold_to){put_listed, &l}, err);
}
