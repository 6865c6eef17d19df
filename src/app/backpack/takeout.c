/* backpack/takeout.c — everything of a person, as a ZIP. */
#include "app/backpack/takeout.h"

#include "app/account/notice.h"
#include "app/org/org.h"
#include "format/jose.h"
#include "format/json.h"
#include "format/png.h"
#include "format/svg.h"
#include "format/zip.h"
#include "templates.h"
#include "web/scratch.h"

#define LOG_LINES 5000

/* ---- badges ---- */

static const char sql_next[] = SQL(
    "SELECT id, title, issuer_name, awarded_at, valid_until, verdict, source, version, checked_at, created_at, removed_at,"
    " is_public, report, original FROM holding WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT 1");

struct kept { int64_t id; str title, issuer, verdict, source, version, report, original; msec awarded, until, checked, created, removed; bool is_public; };

static bool read_next(struct rows *r, struct arena *a, struct kept *k)
{
    if (!rows_next(r))
        return false;
    *k = (struct kept){
        .id = row_int(r, 0), .title = row_str(r, 1, a), .issuer = row_str(r, 2, a), .awarded = row_int(r, 3), .until = row_int(r, 4),
        .verdict = row_str(r, 5, a), .source = row_str(r, 6, a), .version = row_str(r, 7, a), .checked = row_int(r, 8),
        .created = row_int(r, 9), .removed = row_int(r, 10), .is_public = row_bool(r, 11), .report = row_str(r, 12, a),
        .original = row_str(r, 13, a),
    };
    return true;
}

static const char *extension_of(str bytes)
{
    return png_looks_like(bytes) ? "png" : svg_looks_like(bytes) ? "svg" : jws_looks_like(str_trim(bytes)) ? "jwt" : "json";
}

/* Letters and figures of the title, so that a person finds it again. */
static str file_name(struct arena *a, const struct kept *k)
{
    struct buf b = buf_new(a);
    bool gap = true;

    buf_printf(&b, "badges/%lld", (long long)k->id);
    for (size_t i = 0; i < k->title.n && i < 60; i++) {
        char c = k->title.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain && gap)
            buf_byte(&b, '-');
        if (plain)
            buf_byte(&b, c);
        gap = !plain;
    }
    return buf_done(&b);
}

static void put_time(struct json_writer *w, struct arena *a, const char *key, msec t)
{
    if (t)
        json_put_member(w, key, time_format(a, t));
}

static void put_badge(struct json_writer *w, struct arena *a, const struct kept *k, str file)
{
    json_open_object(w);
    json_put_member(w, "file", file);
    json_put_member(w, "title", k->title);
    json_put_member(w, "issuer", k->issuer);
    json_put_member(w, "version", k->version);
    json_put_member(w, "verdict", k->verdict);
    json_put_member(w, "source", k->source);
    json_put_member_bool(w, "public", k->is_public);
    put_time(w, a, "awarded", k->awarded);
    put_time(w, a, "validUntil", k->until);
    put_time(w, a, "checked", k->checked);
    put_time(w, a, "added", k->created);
    put_time(w, a, "removed", k->removed);
    json_close_object(w);
}

/* One badge at a time, so that memory does not grow with their pictures. */
static code add_badges(struct zip *z, struct db *db, struct arena *a, int64_t owner, struct json_writer *w,
                       struct takeout_badge_list *out, struct error *err)
{
    struct kept k = {0};

    for (;;) {
        struct arena *s = scratch_open();
        struct rows *r = db_query(db, sql_next, ARGS(v_int(owner), v_int(k.id)));
        bool found = read_next(r, s, &k);
        TRY(rows_end(r, err));
        if (!found)
            return OK;
        str name = file_name(s, &k), file = str_printf(a, STR_FMT ".%s", STR_ARG(name), extension_of(k.original));
        TRY(zip_add(z, file, k.original, err));
        TRY(zip_add(z, str_printf(s, STR_FMT ".report.json", STR_ARG(name)), k.report, err));
        put_badge(w, s, &k, file);
        *list_add(a, out) = (struct takeout_badge){str_copy(a, k.title), str_copy(a, k.issuer), str_copy(a, k.verdict), file, k.awarded};
    }
}

/* ---- the account ---- */

static void put_addresses(struct json_writer *w, const struct account_address_list *all)
{
    json_put_key(w, "addresses");
    json_open_array(w);
    for (size_t i = 0; i < all->n; i++) {
        json_open_object(w);
        json_put_member(w, "address", all->items[i].address);
        json_put_member_bool(w, "main", all->items[i].is_primary);
        json_put_member_bool(w, "verified", all->items[i].is_verified);
        json_close_object(w);
    }
    json_close_array(w);
}

static code put_memberships(struct json_writer *w, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct membership_list all = {0};

    TRY(org_memberships(db, a, account, &all, err));
    json_put_key(w, "organisations");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(w);
        json_put_member(w, "name", all.items[i].name);
        json_put_member(w, "role", role_names_words(a, all.items[i].roles));
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static const char sql_shelved[] = SQL(
    "SELECT x.holding_id FROM collection_holding x WHERE x.collection_id = $1 ORDER BY x.place, x.holding_id");

static code put_collections(struct json_writer *w, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct collection_list all = {0};

    TRY(collection_list_of(db, a, account, &all, err));
    json_put_key(w, "collections");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(w);
        json_put_member(w, "name", all.items[i].name);
        json_put_member(w, "story", all.items[i].story);
        json_put_member_bool(w, "public", all.items[i].is_public);
        json_put_key(w, "badges");
        json_open_array(w);
        struct rows *r = db_query(db, sql_shelved, ARGS(v_int(all.items[i].id)));
        while (rows_next(r))
            json_put_int(w, row_int(r, 0));
        TRY(rows_end(r, err));
        json_close_array(w);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_log(struct json_writer *w, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct account_log_list log = {0};

    TRY(account_log_recent(db, a, account, LOG_LINES, &log, err));
    json_put_key(w, "log");
    json_open_array(w);
    for (size_t i = 0; i < log.n; i++) {
        json_open_object(w);
        json_put_member(w, "at", time_format(a, log.items[i].at));
        json_put_member(w, "what", cstr(log.items[i].words));
        json_put_member(w, "detail", log.items[i].detail);
        json_put_member(w, "device", log.items[i].device);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code account_json(struct db *db, struct arena *a, const struct takeout_view *v, str badges, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "server", v->server);
    json_put_member(&w, "made", time_format(a, v->made));
    json_put_member(&w, "name", v->account.name);
    put_addresses(&w, &v->addresses);
    TRY(put_memberships(&w, db, a, v->account.id, err));
    TRY(put_collections(&w, db, a, v->account.id, err));
    json_put_key(&w, "badges");
    json_put_text(&w, badges);
    TRY(put_log(&w, db, a, v->account.id, err));
    json_close_object(&w);
    *out = buf_done(&b);
    return OK;
}

/* ---- the archive ---- */

static code put(void *ctx, str bytes, struct error *err)
{
    return response_file_put(ctx, bytes, err);
}

static code add_page(struct zip *z, struct arena *a, const struct takeout_view *v, struct error *err)
{
    struct page *page = NEW(a, struct page);

    page->lang = S("en");
    page->title = said("My badges");
    struct out o = {.buf = buf_new(a), .page = page};
    tmpl_takeout_index(&o, v);
    return zip_add(z, S("index.html"), buf_done(&o.buf), err);
}

static code write_all(struct zip *z, struct db *db, struct arena *a, struct takeout_view *v, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    str account;

    json_open_array(&w);
    TRY(add_badges(z, db, a, v->account.id, &w, &v->badges, err));
    json_close_array(&w);
    TRY(account_json(db, a, v, buf_done(&b), &account, err));
    TRY(zip_add(z, S("account.json"), account, err));
    TRY(add_page(z, a, v, err));
    return zip_end(z, err);
}

code takeout_write(struct app *app, struct db *db, struct arena *a, int64_t account, struct response *rs, struct error *err)
{
    struct takeout_view v = {.server = app->base, .made = clock_now()};
    struct zip z = {.a = a, .put = put, .ctx = rs, .when = v.made};

    TRY(account_get(db, a, account, &v.account, err));
    TRY(account_addresses(db, a, account, &v.addresses, err));
    TRY(response_file_open(rs, S("application/zip"), err));
    code c = write_all(&z, db, a, &v, err);
    if (c != OK)
        response_file_drop(rs);
    return c;
}
