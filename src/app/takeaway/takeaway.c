/* takeaway/takeaway.c — the archive from its beginning to its end: badges first,
 * one after the other, then the pages and lists that name them. */
#include "app/takeaway/takeaway_private.h"

#include "app/learnlog/learnlog.h"
#include "base/attempt.h"
#include "store/blob.h"
#include "templates.h"
#include "web/asset.h"

#define ITEM_QUOTA ((size_t)160 << 20)

/* ---- names and files ---- */

str packing_folder(struct arena *a, const char *kind, int64_t id, str name)
{
    struct buf b = buf_new(a);
    bool gap = true;

    buf_printf(&b, "%s/%lld", kind, (long long)id);
    for (size_t i = 0; i < name.n && i < 60; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain && gap)
            buf_byte(&b, '-');
        if (plain)
            buf_byte(&b, c);
        gap = !plain;
    }
    return buf_done(&b);
}

/* Pictures are packed already. */
code packing_add(struct packing *p, str name, str bytes, struct error *err)
{
    p->zip.packs = !str_ends(name, S(".png"));
    return zip_add(&p->zip, name, bytes, err);
}

struct out packing_page(struct packing *p, str title, const char *root)
{
    struct page *page = NEW(p->item, struct page);

    page->lang = p->q->lang;
    page->title = title;
    page->path = cstr(root);
    return (struct out){.buf = buf_new(p->item), .page = page};
}

code packing_tell(struct packing *p, struct error *err)
{
    p->told++;
    return p->to->tell ? p->to->tell(p->to->ctx, p->told, err) : OK;
}

static code put_piece(void *ctx, str bytes, struct error *err)
{
    return zip_piece(ctx, bytes, err);
}

code packing_put_spill(struct packing *p, struct spill *s, struct error *err)
{
    return spill_again(s, put_piece, &p->zip, err);
}

/* ---- badges ---- */

/* The next one of the owner's: of a collection, the one, or all with those that were removed. */
static const char sql_next[] = SQL(
    "SELECT h.id, h.public_id, h.source, h.title, h.issuer_name, h.issuer_anchor, h.description, h.image_hash, h.version,"
    " h.verdict, h.report, h.awarded_at, h.valid_until, h.checked_at, h.created_at, h.removed_at, h.is_public, h.original"
    " FROM holding h WHERE h.owner_id = $1 AND h.id > $2 AND (h.id = $3 OR h.id IN"
    " (SELECT x.holding_id FROM collection_holding x WHERE x.collection_id = $4 AND h.removed_at IS NULL) OR $5 = 'all')"
    " ORDER BY h.id LIMIT 1");

static bool read_badge(struct rows *r, struct arena *a, struct taken *t)
{
    if (!rows_next(r))
        return false;
    *t = (struct taken){
        .h = {.id = row_int(r, 0), .public_id = row_str(r, 1, a), .source = row_str(r, 2, a), .title = row_str(r, 3, a),
              .issuer_name = row_str(r, 4, a), .issuer_anchor = row_str(r, 5, a), .description = row_str(r, 6, a),
              .image_hash = row_str(r, 7, a), .version = row_str(r, 8, a), .verdict = row_str(r, 9, a), .report = row_str(r, 10, a),
              .awarded = row_int(r, 11), .valid_until = row_int(r, 12), .checked = row_int(r, 13), .created = row_int(r, 14),
              .removed = row_int(r, 15), .is_public = row_bool(r, 16)},
        .original = row_str(r, 17, a),
    };
    return true;
}

static code put_badges(struct packing *p, struct error *err)
{
    const struct takeaway *q = p->q;
    str which = q->badge || q->collection ? S("some") : S("all");
    int64_t last = 0;

    for (;;) {
        struct taken t;
        arena_reset(p->item);
        struct rows *r = db_query(p->db, sql_next, ARGS(v_int(q->owner), v_int(last), v_int(q->badge), v_int(q->collection), v_str(which)));
        bool found = read_badge(r, p->item, &t);
        TRY(rows_end(r, err));
        if (!found)
            return OK;
        TRY(packing_put_badge(p, &t, err));
        TRY(packing_tell(p, err));
        last = t.h.id;
        p->index.n++;
    }
}

/* ---- collections ---- */

static const char sql_shelved[] = SQL(
    "SELECT h.id, h.title, h.issuer_name, h.awarded_at, h.image_hash, x.story FROM collection_holding x JOIN holding h ON h.id = x.holding_id"
    " WHERE x.collection_id = $1 AND h.owner_id = $2 AND h.removed_at IS NULL ORDER BY x.place, x.holding_id");

static code read_shelf(struct packing *p, const struct collection *c, struct takeaway_row_list *out, struct error *err)
{
    struct rows *r = db_query(p->db, sql_shelved, ARGS(v_int(c->id), v_int(p->q->owner)));

    while (rows_next(r)) {
        str title = row_str(r, 1, p->item), folder = packing_folder(p->item, "badges", row_int(r, 0), title);
        *list_add(p->item, out) = (struct takeaway_row){
            .folder = folder, .href = str_printf(p->item, "../../" STR_FMT "/index.html", STR_ARG(folder)), .title = title,
            .picture = row_is_null(r, 4) ? S("") : str_printf(p->item, "../../" STR_FMT "/picture.png", STR_ARG(folder)),
            .issuer = row_str(r, 2, p->item), .awarded = row_int(r, 3), .story = row_str(r, 5, p->item)};
    }
    return rows_end(r, err);
}

/* Its entries of the learning log, by their marks. */
static void put_marks(struct json_writer *w, const struct log_shown_list *deeds)
{
    json_put_key(w, "log");
    json_open_array(w);
    for (size_t i = 0; i < deeds->n; i++)
        json_put_str(w, deeds->items[i].e.mark);
    json_close_array(w);
}

static void put_collection_json(struct json_writer *w, const struct collection *c, const struct takeaway_row_list *rows, const struct log_shown_list *deeds, str cover)
{
    json_open_object(w);
    json_put_member(w, "id", c->public_id);
    json_put_member(w, "name", c->name);
    json_put_member(w, "story", c->story);
    json_put_member_bool(w, "public", c->is_public);
    if (cover.n)
        json_put_member(w, "cover", cover);
    json_put_key(w, "badges");
    json_open_array(w);
    for (size_t i = 0; i < rows->n; i++)
        json_put_str(w, rows->items[i].folder);
    json_close_array(w);
    json_put_key(w, "stories");
    json_open_object(w);
    for (size_t i = 0; i < rows->n; i++)
        if (rows->items[i].story.n) {
            json_put_key_str(w, rows->items[i].folder);
            json_put_str(w, rows->items[i].story);
        }
    json_close_object(w);
    put_marks(w, deeds);
    json_close_object(w);
}

static code put_cover(struct packing *p, const struct collection *c, str folder, str *name, struct error *err)
{
    struct blob cover;

    *name = S("");
    code found = str_is_empty(c->cover_hash) ? NOT_FOUND : blob_get(p->db, p->item, c->cover_hash, &cover, err);
    if (found != OK)
        return found == NOT_FOUND ? OK : found;
    *name = str_join(p->item, folder, S("/cover.png"));
    return packing_add(p, *name, cover.bytes, err);
}

static code put_collection(struct packing *p, const struct collection *c, struct json_writer *w, struct error *err)
{
    struct takeaway_shelf v = {.name = c->name, .story = as_markdown(c->story), .has_story = c->story.n > 0};
    str folder = packing_folder(p->a, "collections", c->id, c->name), cover;
    struct log_shown_list deeds = {0};

    arena_reset(p->item);
    TRY(read_shelf(p, c, &v.rows, err));
    TRY(learnlog_in_collection(p->db, p->item, p->q->owner, c->id, &deeds, err));
    TRY(put_cover(p, c, folder, &cover, err));
    struct out o = packing_page(p, c->name, "../../");
    tmpl_takeaway_shelf(&o, &v);
    TRY(packing_add(p, str_join(p->item, folder, S("/index.html")), buf_done(&o.buf), err));
    put_collection_json(w, c, &v.rows, &deeds, cover);
    *list_add(p->a, &p->index.collections) = (struct takeaway_collection){folder, c->name};
    return OK;
}

/* Their part of backpack.json, which the badges come before. */
static code put_collections(struct packing *p, str *json, struct error *err)
{
    struct collection_list all = {0};
    struct buf b = buf_new(p->a);
    struct json_writer w = json_writer(&b);

    if (!p->q->badge)
        TRY(collection_list_of(p->db, p->a, p->q->owner, &all, err));
    json_open_array(&w);
    for (size_t i = 0; i < all.n; i++)
        if (!p->q->collection || all.items[i].id == p->q->collection)
            TRY(put_collection(p, &all.items[i], &w, err));
    json_close_array(&w);
    *json = buf_done(&b);
    return OK;
}

/* ---- what names them ---- */

/* The page with one row, and the other rows in its place: it is never in memory
 * as a whole. What stands in it is escaped, so the only list is ours. */
static code put_index(struct packing *p, struct error *err)
{
    struct out o = packing_page(p, said("My badges"), "");
    tmpl_takeaway_index(&o, &p->index);
    str page = buf_done(&o.buf);
    size_t at = (size_t)(str_find(page, S("</ol>")) < 0 ? (ptrdiff_t)page.n : str_find(page, S("</ol>")));

    TRY(zip_begin(&p->zip, S("index.html"), err));
    TRY(zip_piece(&p->zip, (str){page.p, at}, err));
    TRY(packing_put_spill(p, &p->rows, err));
    TRY(zip_piece(&p->zip, str_from(page, at), err));
    return zip_close(&p->zip, err);
}

static str head_of_list(struct packing *p)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "format", cstr(TAKEAWAY_FORMAT));
    json_put_member_int(&w, "version", TAKEAWAY_VERSION);
    json_put_member(&w, "server", p->index.server);
    json_put_member(&w, "made", time_format(p->item, p->index.made));
    json_put_member(&w, "name", p->index.name);
    json_close_object(&w);
    return buf_done(&b);
}

static code put_list(struct packing *p, str collections, struct error *err)
{
    str head = head_of_list(p);

    TRY(zip_begin(&p->zip, S("backpack.json"), err));
    TRY(zip_piece(&p->zip, (str){head.p, head.n - 1}, err));     /* all but the brace that ends it */
    TRY(zip_piece(&p->zip, S(",\"badges\":["), err));
    TRY(packing_put_spill(p, &p->entries, err));
    TRY(zip_piece(&p->zip, S("],\"collections\":"), err));
    TRY(zip_piece(&p->zip, collections, err));
    TRY(zip_piece(&p->zip, S("}\n"), err));
    return zip_close(&p->zip, err);
}

static code put_style(struct packing *p, struct error *err)
{
    str css, type;
    bool found = asset_find("takeaway.css", &css, &type);

    return found ? packing_add(p, S("style.css"), css, err) : fail(err, FAULT, "", "the style of the pages is not there");
}

/* ---- the whole ---- */

static code put_account(struct packing *p, struct error *err)
{
    str account;

    if (!p->index.is_everything)
        return OK;
    arena_reset(p->item);
    TRY(account_addresses(p->db, p->a, p->q->owner, &p->index.addresses, err));
    TRY(packing_account_json(p, &account, err));
    TRY(packing_add(p, S("account.json"), account, err));
    arena_reset(p->item);
    TRY(packing_person_json(p, &account, err));
    TRY(packing_add(p, S("person.json"), account, err));
    return packing_put_log(p, err);
}

static code put_all(struct packing *p, struct error *err)
{
    str collections;

    TRY(put_badges(p, err));
    TRY(put_collections(p, &collections, err));
    TRY(put_account(p, err));
    TRY(put_list(p, collections, err));
    TRY(put_index(p, err));
    TRY(put_style(p, err));
    return zip_end(&p->zip, err);
}

static code work(void *ctx, struct error *err)
{
    struct packing *p = ctx;

    TRY(spill_open(p->a, &p->directory, err));
    TRY(spill_open(p->a, &p->entries, err));
    TRY(spill_open(p->a, &p->rows, err));
    TRY(spill_open(p->a, &p->log, err));
    return put_all(p, err);
}

/* The moment is ended whatever the work comes to, out of memory too. */
static code of_one_moment(struct packing *p, struct error *err)
{
    TRY(db_begin_snapshot(p->db, err));
    return db_end(p->db, attempt(work, p, err), err);
}

/* Is what is asked for this owner's? */
static code find_asked(struct db *db, struct arena *a, const struct takeaway *q, struct takeaway_index *v, struct error *err)
{
    struct account who;
    struct holding h;
    struct collection c;

    TRY(account_get(db, a, q->owner, &who, err));
    v->name = who.name;
    v->is_everything = !q->badge && !q->collection;
    TRY(q->badge ? backpack_get(db, a, q->owner, q->badge, &h, err) : OK);
    return q->collection ? collection_get(db, a, q->owner, q->collection, &c, err) : OK;
}

static msec day_of(msec t)
{
    return t - t % DAY;
}

code takeaway_write(struct app *app, struct db *db, struct arena *a, const struct takeaway *q, const struct takeaway_to *to, struct error *err)
{
    struct packing *p = NEW(a, struct packing);

    *p = (struct packing){.app = app, .db = db, .a = a, .q = q, .to = to,
                          .index = {.server = app->base, .made = day_of(clock_now())}};
    TRY(find_asked(db, a, q, &p->index, err));
    p->item = arena_new(ITEM_QUOTA);
    p->page = arena_new(ITEM_QUOTA);
    p->aside = (struct zip_aside){spill_put, spill_again, &p->directory};
    p->zip = (struct zip){.a = a, .put = to->put, .ctx = to->ctx, .aside = &p->aside, .when = p->index.made};
    code c = of_one_moment(p, err);
    spill_close(&p->directory);
    spill_close(&p->entries);
    spill_close(&p->rows);
    spill_close(&p->log);
    arena_free(p->item);
    arena_free(p->page);
    return c;
}
