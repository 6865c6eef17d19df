/* recognise/wall_pages.c — the wall as a page: everybody's, one person's, and what
 * those who set the rules take down from it. */
#include "app/recognise/wall_view.h"

#include "app/brand.h"
#include "app/org/access.h"
#include "app/people/directory.h"
#include "app/recognise/recognise_view.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "templates.h"

#define PER_PAGE 12

static str wall_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/wall", (long long)rq->org);
}

void wall_card_of(struct arena *a, const struct wall_entry *e, struct wall_card *out)
{
    *out = (struct wall_card){.e = *e, .picture = recognise_picture(a, e->png_hash), .person = S(""), .take = S("")};
}

static bool may_set(struct request *rq)
{
    return app_allow(rq, AWARD_BADGES, rq->org) == OK;
}

/* ---- filters ---- */

static code ask_of(struct request *rq, struct wall_ask *q, struct error *err)
{
    *q = (struct wall_ask){.org = rq->org, .value = S("")};
    if (!str_is_absent(request_query(rq, "value")))
        q->value = utf8_cut(form_clean(rq->arena, request_query(rq, "value"), false), 200);
    if (!str_to_int(request_query(rq, "department"), &q->department) || q->department < 0)
        q->department = 0;
    q->taken = str_eq(request_query(rq, "show"), S("taken")) && may_set(rq);
    if (str_is_absent(request_param(rq, "person")))
        return OK;
    q->person = request_param_int(rq, "person");
    return q->person > 0 ? OK : fail(err, NOT_FOUND, "person", "there is nobody of that name here");
}

static code add_choices(struct request *rq, const struct wall_ask *q, struct wall_view *v, struct error *err)
{
    struct str_list values = {0};
    struct workplace_list places = {0};

    TRY(wall_values(rq->db, rq->arena, rq->org, &values, err));
    for (size_t i = 0; i < values.n; i++)
        *list_add(rq->arena, &v->values) = (struct wall_choice){values.items[i], values.items[i], str_eq(values.items[i], q->value), 0};
    TRY(place_names(rq->db, rq->arena, rq->org, DEPARTMENT, &places, err));
    for (size_t i = 0; i < places.n; i++) {
        const struct workplace *p = &places.items[i];
        *list_add(rq->arena, &v->departments) = (struct wall_choice){str_printf(rq->arena, "%lld", (long long)p->id), p->name, p->id == q->department, p->depth};
    }
    return OK;
}

/* The address with its filters, to which paging adds. */
static str address_of(struct request *rq, const struct wall_ask *q)
{
    struct arena *a = rq->arena;
    str address = str_printf(a, STR_FMT "?value=" STR_FMT, STR_ARG(rq->path), STR_ARG(uri_encode(a, q->value)));

    if (q->department)
        address = str_printf(a, STR_FMT "&department=%lld", STR_ARG(address), (long long)q->department);
    return q->taken ? str_join(a, address, S("&show=taken")) : address;
}

/* ---- the page ---- */

static code add_cards(struct request *rq, const struct wall_ask *q, struct wall_view *v, struct error *err)
{
    struct paging p = paging_of(rq, PER_PAGE);
    struct wall_entries found = {0};
    struct wall_card card;
    bool sets = may_set(rq);

    TRY(wall_find(rq->db, rq->arena, q, &p.at, &found, err));
    paging_arrange(&p, &found);
    for (size_t i = 0; i < found.n; i++) {
        wall_card_of(rq->arena, &found.items[i], &card);
        card.person = str_printf(rq->arena, STR_FMT "/people/%lld", STR_ARG(wall_path(rq)), (long long)card.e.person);
        if (sets)
            card.take = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(wall_path(rq)), (long long)card.e.nomination);
        *list_add(rq->arena, &v->cards) = card;
    }
    if (found.n)
        v->pages = paging_links(rq->arena, &p, &(struct paged){address_of(rq, q), found.n, found.items[0].nomination, found.items[found.n - 1].nomination, 0});
    return OK;
}

/* Of somebody who is not on it, nobody learns whether they are here. */
static code name_person(struct wall_view *v, const struct wall_ask *q, struct error *err)
{
    if (q->person == 0)
        return OK;
    if (v->cards.n == 0)
        return fail(err, NOT_FOUND, "person", "nobody of that name is on the wall now");
    v->name = v->cards.items[0].e.name;
    return OK;
}

static code load(struct request *rq, struct wall_view *v, struct error *err)
{
    struct wall_ask q;
    struct org o;

    TRY(wall_may_see(rq->db, rq->org, rq->session->account, err));
    TRY(org_get(rq->db, rq->arena, rq->org, &o, err));
    TRY(ask_of(rq, &q, err));
    *v = (struct wall_view){.org_name = o.name, .self = wall_path(rq), .shows_taken = q.taken, .filters = q.value.n > 0 || q.department > 0, .name = S(""),
                            .taken = S(""), .screen = S("")};
    TRY(add_choices(rq, &q, v, err));
    TRY(add_cards(rq, &q, v, err));
    TRY(name_person(v, &q, err));
    if (may_set(rq)) {
        v->taken = str_join(rq->arena, v->self, S("?show=taken"));
        v->screen = str_printf(rq->arena, "/org/%lld/recognition/screen", (long long)rq->org);
    }
    return wall_self(rq->db, rq->org, rq->session->account, &v->me, err);
}

static void wall_show(struct request *rq, struct response *rs)
{
    struct wall_view v;
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Wall", "recognise");
    brand_page_of(rq, &o, rq->org, 0);
    tmpl_wall(&o, &v);
    app_send(rq, rs, &o);
}

static void wall_choose(struct request *rq, struct response *rs)
{
    bool off = str_eq(request_field(rq, "go"), S("hide"));
    struct error err = {0};
    code c = wall_may_see(rq->db, rq->org, rq->session->account, &err);

    if (c == OK)
        c = wall_set_off(rq->db, rq->org, rq->session->account, off, &err);
    if (c == OK)
        app_done(rq, rs, wall_path(rq), off ? "You are shown neither on the wall nor on a screen. Your badges stay yours." : "You are shown on the wall again.");
    else
        app_fail(rq, rs, &err);
}

/* ---- taking down ---- */

static const struct form_field fields[] = {{"why", FIELD_TEXT, "Reason", .max = 500}};
static const struct form_spec spec = FORM(fields);

static void show_take(struct request *rq, struct response *rs, struct form *f)
{
    struct wall_take_view v = {.form = f, .back = wall_path(rq)};
    struct wall_entry e;
    struct error err = {0};

    if (wall_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    wall_card_of(rq->arena, &e, &v.card);
    v.self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v.back), (long long)e.nomination);
    struct out o = app_page(rq, str_z(rq->arena, e.name), "awards");
    tmpl_wall_take(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void take_show(struct request *rq, struct response *rs)
{
    show_take(rq, rs, form_empty(rq->arena, &spec));
}

static void take(struct request *rq, struct response *rs, struct form *f, bool down)
{
    struct wall_take w = {rq->org, request_param_int(rq, "id"), rq->session->account, down, str_trim(form_text(f, "why"))};
    struct error err = {0};
    code c = f->ok ? wall_take(rq->db, rq->arena, &w, &err) : BAD_INPUT;

    if (f->ok && c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_take(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(wall_path(rq)), (long long)w.nomination),
                 down ? "Taken down. The badge stays; it can be put back at any time." : "It is on the wall again.");
}

static void take_down(struct request *rq, struct response *rs)
{
    take(rq, rs, form_read(rq, &spec), true);
}

static void put_back(struct request *rq, struct response *rs)
{
    take(rq, rs, form_empty(rq->arena, &spec), false);
}

#define WALL   "/org/{org}/wall"
#define SCREEN "/org/{org}/recognition/screen"

const struct route wall_routes[] = {
    {GET, WALL, SIGNED_IN, wall_show, NULL, 0},
    {POST, WALL "/me", SIGNED_IN, wall_choose, NULL, 0},
    {GET, WALL "/people/{person}", SIGNED_IN, wall_show, NULL, 0},
    {GET, WALL "/{id}", AWARD_BADGES, take_show, NULL, 0},
    {POST, WALL "/{id}/down", AWARD_BADGES, take_down, NULL, 0},
    {POST, WALL "/{id}/back", AWARD_BADGES, put_back, NULL, 0},
    {GET, SCREEN, AWARD_BADGES, wall_screen_show, NULL, 0},
    {POST, SCREEN, AWARD_BADGES, wall_screen_act, NULL, 0},
    {GET, "/screen/{token}", EVERYBODY, lobby_show, NULL, NO_SESSION},
    {GET, "/screen/{token}/wall.json", EVERYBODY, lobby_json, NULL, NO_SESSION},
    {0},
};
