/* recognise/wall_screen_pages.c — the wall on a screen that nobody touches: big, without
 * script, another few recognitions every half minute; and its address, for those who set
 * the rules. */
#include "app/recognise/wall_view.h"

#include "app/brand.h"
#include "app/org/org.h"
#include "format/json.h"
#include "templates.h"

#define AT_ONCE   3                              /* recognitions on the screen */
#define CHANGES   20                             /* seconds until the next ones */
#define MOST      30                             /* of the newest, in turn */

/* ---- its address ---- */

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/recognition/screen", (long long)rq->org);
}

void wall_screen_show(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct wall_screen_view v = {.self = self_path(rq), .back = str_printf(a, "/org/%lld/recognition", (long long)rq->org),
                                 .wall = str_printf(a, "/org/%lld/wall", (long long)rq->org), .address = S("")};
    struct wall_screen s;
    struct error err = {0};
    code c = wall_screen_get(rq->db, a, rq->org, &s, &err);

    if (c != OK && c != NOT_FOUND) {
        app_fail(rq, rs, &err);
        return;
    }
    if (c == OK) {
        v.address = app_url(a, app_of(rq), str_join(a, S("/screen/"), s.token));
        v.has_read = s.read > 0;
        v.read = (out_time){s.read};
    }
    struct out o = app_page(rq, "Screen in the lobby", "awards");
    tmpl_wall_screen(&o, &v);
    app_send(rq, rs, &o);
}

void wall_screen_act(struct request *rq, struct response *rs)
{
    const struct wall_screen_change by = {rq->org, rq->session->account};
    bool is_end = str_eq(request_field(rq, "go"), S("end"));
    struct error err = {0};

    if ((is_end ? wall_screen_end(rq->db, &by, &err) : wall_screen_replace(rq->db, rq->arena, &by, &err)) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, self_path(rq), is_end ? "Ended: the address shows nothing any more." : "Open this address on the screen. One before it is dead.");
}

/* ---- the screen ---- */

static code load(struct request *rq, struct org *o, struct wall_entries *out, struct error *err)
{
    struct wall_screen s;

    TRY(wall_screen_by_token(rq->db, rq->arena, request_param(rq, "token"), &s, err));
    TRY(org_get(rq->db, rq->arena, s.org, o, err));
    return wall_find(rq->db, rq->arena, &(struct wall_ask){.org = s.org, .value = S("")}, &(struct keyset){.limit = MOST}, out, err);
}

/* The clock says which of them: whoever loads it again sees the next ones. */
static void add_cards(struct arena *a, const struct wall_entries *found, msec now, struct lobby_view *v)
{
    size_t pages = (found->n + AT_ONCE - 1) / AT_ONCE, page = pages ? (size_t)(now / (CHANGES * SECOND)) % pages : 0;

    v->all = (int64_t)pages;
    v->now = (int64_t)page + 1;
    for (size_t i = page * AT_ONCE; i < found->n && v->cards.n < AT_ONCE; i++)
        wall_card_of(a, &found->items[i], list_add(a, &v->cards));
}

static void keep_quiet(struct response *rs)
{
    response_header(rs, "X-Robots-Tag", S("noindex"));
    response_header(rs, "Cache-Control", S("private, no-store"));
}

void lobby_show(struct request *rq, struct response *rs)
{
    struct lobby_view v = {0};
    struct wall_entries found = {0};
    struct error err = {0};
    struct org of;

    if (load(rq, &of, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.org_name = of.name;
    add_cards(rq->arena, &found, clock_now(), &v);
    struct out o = app_page(rq, "Wall", "");
    brand_page(rq, &o, &of);
    tmpl_lobby(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "Refresh", str_printf(rq->arena, "%d", CHANGES));
    keep_quiet(rs);
}

static void put_entry(struct json_writer *w, const struct app *app, struct arena *a, const struct wall_entry *e)
{
    json_open_object(w);
    json_put_member(w, "name", e->name);
    json_put_member(w, "about", e->about);
    json_put_member(w, "badge", e->badge);
    json_put_member(w, "citation", e->citation);
    json_put_member(w, "value", e->value);
    json_put_member(w, "by", e->by);
    json_put_member(w, "at", time_format(a, e->told));
    json_put_member(w, "picture", e->png_hash.n ? app_url(a, app, str_join(a, S("/images/"), e->png_hash)) : S(""));
    json_close_object(w);
}

void lobby_json(struct request *rq, struct response *rs)
{
    struct wall_entries found = {0};
    struct error err = {0};
    struct org of;
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    if (load(rq, &of, &found, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    json_open_object(&w);
    json_put_member(&w, "organisation", of.name);
    json_put_key(&w, "recognitions");
    json_open_array(&w);
    for (size_t i = 0; i < found.n; i++)
        put_entry(&w, app_of(rq), rq->arena, &found.items[i]);
    json_close_array(&w);
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
    keep_quiet(rs);
}
