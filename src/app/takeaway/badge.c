/* takeaway/badge.c — one badge in the archive: a folder with its page, the bytes
 * as received, its picture, the report, and the documents that were asked. */
#include "app/takeaway/takeaway_private.h"

#include "app/backpack/frozen.h"
#include "badge/bake.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/png.h"
#include "format/svg.h"
#include "store/blob.h"
#include "templates.h"

#define MOST_DOCUMENTS 40

/* One badge at work. */
struct one {
    struct packing *p;
    struct arena *a;
    const struct taken *t;
    struct badge badge;                          /* as far as it can be read */
    bool is_read;
    str folder, file;                            /* "badges/17-Driver", "badge.json" */
    struct takeaway_badge v;
};

static code add(struct one *o, str name, str bytes, const char *about, struct error *err)
{
    TRY(packing_add(o->p, str_printf(o->a, STR_FMT "/" STR_FMT, STR_ARG(o->folder), STR_ARG(name)), bytes, err));
    if (about)
        *list_add(o->a, &o->v.files) = (struct takeaway_file){name, about};
    return OK;
}

/* ---- files ---- */

/* A badge that came as text goes into its picture too: most Backpacks take that. */
static code add_pictures(struct one *o, struct error *err)
{
    bool is_image = png_looks_like(o->t->original) || svg_looks_like(o->t->original);
    struct blob picture;
    str baked;

    if (str_is_empty(o->t->h.image_hash) || blob_get(o->p->db, o->a, o->t->h.image_hash, &picture, NULL) != OK)
        return OK;
    o->v.picture = S("picture.png");
    TRY(add(o, S("picture.png"), picture.bytes, NULL, err));
    if (is_image || !o->is_read || bake(o->a, picture.bytes, o->badge.version, str_trim(o->t->original), &baked, NULL) != OK)
        return OK;
    return add(o, S("baked.png"), baked, "The picture with the badge in it", err);
}

static str document_name(struct one *o, size_t i, const struct json *d)
{
    str role = json_str(json_get(d, "role"));
    bool plain = role.n > 0 && role.n < 40;

    for (size_t k = 0; k < role.n; k++)
        plain = plain && ((role.p[k] >= 'a' && role.p[k] <= 'z') || role.p[k] == '-');
    return str_printf(o->a, "documents/%zu-" STR_FMT ".json", i + 1, STR_ARG(plain ? role : S("document")));
}

static bool is_web(str s)
{
    return str_starts(s, S("https://")) || str_starts(s, S("http://"));
}

static void put_mapped(struct json_writer *w, str url, str type, str name)
{
    json_put_key_str(w, url);
    json_open_object(w);
    json_put_member_int(w, "status", 200);
    json_put_member(w, "type", type);
    json_put_member(w, "file", name);
    json_close_object(w);
}

/* What its host said when it was last asked, in files, and a list that stands for
 * the web: lapel verify --documents documents.json badge.json. */
static code add_told(struct one *o, struct error *err)
{
    const struct json *report, *all;
    struct buf b = buf_new(o->a);
    struct json_writer w = json_writer(&b);

    if (json_parse(o->a, o->t->h.report, NULL, &report, NULL) != OK)
        return OK;
    all = json_get(report, "documents");
    if (json_count(all) == 0)
        return OK;
    json_open_object(&w);
    for (size_t i = 0; i < json_count(all) && i < MOST_DOCUMENTS; i++) {
        const struct json *d = json_item(all, i);
        str name = document_name(o, i, d);
        TRY(add(o, name, json_str(json_get(d, "text")), "As its host had it when it was checked", err));
        put_mapped(&w, json_str(json_get(d, "url")), S("application/json"), name);
    }
    str image = o->badge.achievement.image.id;
    if (is_web(image) && !str_is_empty(o->v.picture))
        put_mapped(&w, image, S("image/png"), o->v.picture);
    json_close_object(&w);
    return add(o, S("documents.json"), buf_done(&b), "Which address each document had", err);
}

static code put_evidence(void *ctx, str name, str bytes, struct error *err)
{
    return packing_add(ctx, name, bytes, err);
}

/* What it was judged by, under a receipt; badges that came before there were any
 * have what the report kept. */
static code add_documents(struct one *o, struct error *err)
{
    const struct frozen_to to = {.folder = str_join(o->a, o->folder, S("/evidence/")), .put = put_evidence, .ctx = o->p};
    bool found = false;

    TRY(holding_frozen_files(o->p->db, o->a, o->p->q->owner, o->t->h.id, &to, &found, err));
    if (!found)
        return add_told(o, err);
    *list_add(o->a, &o->v.files) = (struct takeaway_file){S("evidence/receipt.jwt"), "What this server saw when the badge held, signed; the documents lie beside it"};
    return OK;
}

static code add_files(struct one *o, struct error *err)
{
    TRY(add(o, o->file, o->t->original, "The badge, byte for byte as it came", err));
    TRY(add_pictures(o, err));
    TRY(add(o, S("report.json"), o->t->h.report, "What was checked, for programs", err));
    return add_documents(o, err);
}

/* ---- the page ---- */

static void fill_evidence(struct one *o)
{
    const struct evidence_list *all = &o->badge.evidence;

    for (size_t i = 0; i < all->n; i++) {
        const struct evidence *e = &all->items[i];
        *list_add(o->a, &o->v.evidence) = (struct takeaway_evidence){
            .name = str_is_empty(e->name) ? (is_web(e->id) ? e->id : said("Evidence")) : e->name,
            .text = str_is_absent(e->description) ? S("") : e->description, .link = is_web(e->id) ? e->id : S(""),
            .narrative = as_markdown(e->narrative), .has_narrative = e->narrative.n > 0};
    }
}

static void fill_page(struct one *o)
{
    const struct holding *h = &o->t->h;
    const struct achievement *is = &o->badge.achievement;
    struct takeaway_badge *v = &o->v;

    v->title = h->title;
    v->issuer = h->issuer_name;
    v->anchor = h->issuer_anchor;
    v->description = h->description;
    v->source = h->source;
    v->standard = o->is_read ? str_printf(o->a, "Open Badges " STR_FMT, STR_ARG(h->version)) : S("");
    v->verdict = holding_verdict(o->a, h);
    v->awarded = h->awarded;
    v->valid_until = h->valid_until;
    v->checked = h->checked;
    v->added = h->created;
    v->removed = h->removed;
    v->criteria_link = is_web(is->criteria_id) ? is->criteria_id : S("");
    v->criteria = as_markdown(is->criteria_narrative);
    v->has_criteria = is->criteria_narrative.n > 0;
    v->narrative = as_markdown(o->badge.narrative);
    v->has_narrative = o->badge.narrative.n > 0;
    holding_checks(o->a, h->report, &v->checks);
    fill_evidence(o);
}

static code add_page(struct one *o, struct error *err)
{
    fill_page(o);
    struct out out = packing_page(o->p, o->v.title, "../../");
    tmpl_takeaway_badge(&out, &o->v);
    return packing_add(o->p, str_join(o->a, o->folder, S("/index.html")), buf_done(&out.buf), err);
}

/* ---- what waits for the end ---- */

static code put_row(struct one *o, struct error *err)
{
    const struct takeaway_row row = {
        .folder = o->folder, .href = str_join(o->a, o->folder, S("/index.html")), .title = o->v.title, .issuer = o->v.issuer,
        .picture = str_is_empty(o->v.picture) ? S("") : str_join(o->a, o->folder, S("/picture.png")),
        .word = o->v.removed ? said("Removed from the Backpack") : said(o->v.verdict.title), .awarded = o->v.awarded};
    struct out out = packing_page(o->p, S(""), "");

    tmpl_takeaway_one(&out, &row);
    return spill_put(&o->p->rows, buf_done(&out.buf), err);
}

static void put_time(struct json_writer *w, struct arena *a, const char *key, msec t)
{
    if (t)
        json_put_member(w, key, time_format(a, t));
}

static code put_entry(struct one *o, struct error *err)
{
    const struct holding *h = &o->t->h;
    struct shelf_word_list tags = {0};
    struct buf b = buf_new(o->a);
    struct json_writer w = json_writer(&b);
    struct sha256 hash = sha256(o->t->original);

    if (o->p->index.n)
        buf_putz(&b, ",\n");
    json_open_object(&w);
    json_put_member(&w, "folder", o->folder);
    json_put_member(&w, "file", o->file);
    json_put_member(&w, "sha256", hex_encode(o->a, (str){(const char *)hash.b, sizeof hash.b}));
    json_put_member(&w, "title", h->title);
    json_put_member(&w, "issuer", h->issuer_name);
    json_put_member(&w, "version", h->version);
    json_put_member(&w, "verdict", h->verdict);
    json_put_member(&w, "source", h->source);
    json_put_member_bool(&w, "public", h->is_public);
    put_time(&w, o->a, "awarded", h->awarded);
    put_time(&w, o->a, "validUntil", h->valid_until);
    put_time(&w, o->a, "checked", h->checked);
    put_time(&w, o->a, "added", h->created);
    put_time(&w, o->a, "removed", h->removed);
    TRY(shelf_words_of(o->p->db, o->a, h->id, S("tag"), &tags, err));
    json_put_key(&w, "tags");
    json_open_array(&w);
    for (size_t i = 0; i < tags.n; i++)
        json_put_str(&w, tags.items[i].name);
    json_close_array(&w);
    json_close_object(&w);
    return spill_put(&o->p->entries, buf_done(&b), err);
}

/* What a hosted badge is for stands in another document, which the report has. */
static void read_badge(struct one *o)
{
    struct report r;

    o->is_read = badge_read(o->a, o->t->original, &o->badge, NULL) == OK;
    if (!o->is_read)
        o->badge = (struct badge){0};
    if (str_is_absent(o->badge.achievement.name) && report_read(o->a, o->t->h.report, &r, NULL) == OK)
        o->badge.achievement = r.badge.achievement;
}

code packing_put_badge(struct packing *p, const struct taken *t, struct error *err)
{
    struct one o = {.p = p, .a = p->item, .t = t, .folder = packing_folder(p->item, "badges", t->h.id, t->h.title),
                    .file = str_printf(p->item, "badge.%s", holding_ending(t->original))};

    read_badge(&o);
    TRY(add_files(&o, err));
    TRY(add_page(&o, err));
    TRY(put_row(&o, err));
    return put_entry(&o, err);
}
