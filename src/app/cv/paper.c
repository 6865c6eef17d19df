/* cv/paper.c — a CV as PDF: drawn in the sandbox, each badge with the code of its
 * address, and the badges themselves attached, so that they are checked offline. */
#include "app/cv/cv_view.h"

#include "app/draw.h"
#include "badge/verify.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/jose.h"
#include "format/json.h"
#include "format/pdf.h"
#include "store/blob.h"

#define MOST_PICTURES ((size_t)9 << 20)          /* of all together, before they are drawn smaller */

struct drawing { struct app *app; struct db *db; struct arena *a; const struct cv_shown *v; const struct cv_paper *how; struct buf b; struct json_writer w; size_t pictures; };

static void put(struct drawing *d, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(&d->w, key, value);
}

/* "/images/HASH" */
static void put_picture(struct drawing *d, str path)
{
    struct blob picture;

    if (!str_starts(path, S("/images/")) || blob_get(d->db, d->a, str_from(path, 8), &picture, NULL) != OK)
        return;
    d->pictures += picture.bytes.n;
    if (d->pictures <= MOST_PICTURES)
        json_put_member(&d->w, "picture", base64_encode(d->a, picture.bytes));
}

/* Where a reader finds the badge: below the CV's address, if it has one that
 * anybody may open, or what the badge itself is called. */
static str checked_at(struct drawing *d, const struct cv_item *it, const struct badge *b)
{
    str below = str_printf(d->a, STR_FMT "/cv/" STR_FMT "/" STR_FMT, STR_ARG(d->app->base), STR_ARG(d->v->cv->public_id), STR_ARG(it->public_id));

    if (d->v->cv->is_public)
        return below;
    return str_starts(b->id, S("https://")) || str_starts(b->id, S("http://")) ? b->id : S("");
}

static code read_badge(struct drawing *d, const struct cv_item *it, struct badge *out, str *bytes, struct error *err)
{
    TRY(backpack_original(d->db, d->a, d->v->cv->owner, it->holding, bytes, err));
    if (badge_read(d->a, *bytes, out, NULL) != OK)
        *out = (struct badge){0};
    return OK;
}

static code put_item(struct drawing *d, const struct cv_item *it, struct error *err)
{
    struct badge b = {0};
    str bytes;

    json_open_object(&d->w);
    put(d, "head", it->head);
    put(d, "side", it->time);
    if (it->is_badge) {
        TRY(read_badge(d, it, &b, &bytes, err));
        put(d, "sub", it->awarded ? str_printf(d->a, STR_FMT " · " STR_FMT, STR_ARG(it->sub), STR_ARG(out_day_words(d->a, d->how->lang, it->awarded))) : it->sub);
        put(d, "state", it->tag.words);
        put(d, "url", checked_at(d, it, &b));
        put_picture(d, it->picture);
    } else {
        put(d, "sub", it->sub);
    }
    put(d, "text", it->text);
    json_close_object(&d->w);
    return OK;
}

static code put_part(struct drawing *d, const struct cv_part *p, struct error *err)
{
    if (!p->items.n && str_is_empty(p->text))
        return OK;
    json_open_object(&d->w);
    put(d, "title", p->title);
    put(d, "text", p->text);
    json_put_key(&d->w, "items");
    json_open_array(&d->w);
    for (size_t i = 0; i < p->items.n; i++)
        TRY(put_item(d, &p->items.items[i], err));
    json_close_array(&d->w);
    json_close_object(&d->w);
    return OK;
}

static str contact_line(struct arena *a, const struct cv_shown *v)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < v->contacts.n; i++)
        buf_printf(&b, "%s" STR_FMT, i ? "  ·  " : "", STR_ARG(v->contacts.items[i].words));
    return buf_done(&b);
}

static code draw(struct drawing *d, str *pdf, struct error *err)
{
    const struct cv *c = d->v->cv;

    json_open_object(&d->w);
    put(d, "paper", d->how->is_letter ? S("letter") : S("a4"));
    put(d, "title", words_printf(d->a, "CV of %.*s", STR_ARG(c->name)));
    put(d, "author", c->name);
    put(d, "name", c->name);
    put(d, "headline", c->headline);
    put(d, "contact", contact_line(d->a, d->v));
    put(d, "foot", c->name);
    json_put_key(&d->w, "sections");
    json_open_array(&d->w);
    for (size_t i = 0; i < d->v->parts.n; i++)
        TRY(put_part(d, &d->v->parts.items[i], err));
    json_close_array(&d->w);
    json_close_object(&d->w);
    return draw_paper_pdf(d->a, buf_done(&d->b), pdf, err);
}

/* ---- what is attached ---- */

static bool is_there(const struct pdf_file_list *files, str bytes)
{
    for (size_t i = 0; i < files->n; i++)
        if (str_eq(files->items[i].bytes, bytes))
            return true;
    return false;
}

static str file_name(struct arena *a, size_t n, str title, const char *ending)
{
    struct buf b = buf_new(a);

    buf_printf(&b, "%02zu-", n);
    for (size_t i = 0; i < title.n && b.n < 50; i++) {
        char c = title.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain || (b.p[b.n - 1] != '-' && c == ' '))
            buf_byte(&b, plain ? c : '-');
    }
    buf_printf(&b, ".%s", ending);
    return buf_done(&b);
}

/* The text that was in the picture, or all of what came. */
static code attach_badge(struct drawing *d, const struct cv_item *it, struct pdf_file_list *files, struct error *err)
{
    struct badge b;
    str bytes;

    TRY(read_badge(d, it, &b, &bytes, err));
    if (!str_is_empty(b.original))
        bytes = b.original;
    if (is_there(files, bytes) || files->n == PDF_FILES)
        return OK;
    bool token = jws_looks_like(str_trim(bytes));
    str name = file_name(d->a, files->n + 1, it->head, token ? "jwt" : "json");
    *list_add(d->a, files) = (struct pdf_file){name, token ? S("application/vc+jwt") : S("application/json"), it->head, bytes};
    return OK;
}

static code attach_all(struct drawing *d, str pdf, str *out, struct error *err)
{
    struct pdf_file_list files = {0};

    for (size_t i = 0; i < d->v->parts.n; i++)
        for (size_t k = 0; k < d->v->parts.items[i].items.n; k++)
            if (d->v->parts.items[i].items.items[k].is_badge)
                TRY(attach_badge(d, &d->v->parts.items[i].items.items[k], &files, err));
    struct sha256 h = sha256(pdf);
    return files.n ? pdf_attach(d->a, pdf, &files, (str){(const char *)h.b, 16}, out, err) : (*out = pdf, OK);
}

code cv_pdf(struct app *app, struct db *db, struct arena *a, const struct cv_shown *v, const struct cv_paper *how, str *out, struct error *err)
{
    struct drawing d = {.app = app, .db = db, .a = a, .v = v, .how = how, .b = buf_new(a)};
    str pdf;

    d.w = json_writer(&d.b);
    TRY(draw(&d, &pdf, err));
    if (how->with_badges)
        return attach_all(&d, pdf, out, err);
    *out = pdf;
    return OK;
}
