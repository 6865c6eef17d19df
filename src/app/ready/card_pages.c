/* ready/card_pages.c — a card as its bearer has it and as it is printed, and what its code
 * says to whoever reads it. */
#include "app/ready/ready_view.h"

#include "app/brand.h"
#include "app/org/access.h"
#include "app/org/person.h"
#include "format/json.h"
#include "templates.h"
#include "web/out.h"

static const struct form_field fields[] = {{"go", FIELD_CHOICE, "What", .choices = "make|end|again", .required = true}};
static const struct form_spec spec = FORM(fields);

/* ---- whose ---- */

static const char sql_mine[] = SQL(
    "SELECT p.org_id FROM person p WHERE p.id = $2 AND p.removed_at IS NULL AND p.id IN " ACCESS_ME("$1"));

/* Of an organisation's row the router has asked for the right; one's own card is found by oneself. */
static code whose(struct request *rq, struct card_act *c, struct error *err)
{
    bool is_own = str_is_absent(request_param(rq, "org"));
    struct rows *r;

    *c = (struct card_act){.org = rq->org, .jobrole = request_param_int(rq, "role"), .person = request_param_int(rq, is_own ? "person" : "id"), .by = rq->session->account};
    if (!is_own)
        return OK;
    r = db_query(rq->db, sql_mine, ARGS(v_int(c->by), v_int(c->person)));
    c->org = rows_next(r) ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    return c->org ? OK : fail(err, NOT_FOUND, "card", "there is no such card");
}

static str back_of(struct request *rq, const struct card_act *c)
{
    if (str_is_absent(request_param(rq, "org")))
        return S("/ready");
    return str_printf(rq->arena, "/org/%lld/people/%lld/ready/%lld", (long long)c->org, (long long)c->person, (long long)c->jobrole);
}

/* ---- the card ---- */

static code load_org(struct request *rq, struct card_view *v, int64_t org, struct error *err)
{
    struct org o;

    TRY(org_get(rq->db, rq->arena, org, &o, err));
    v->org = o.name;
    return OK;
}

static code load(struct request *rq, const struct card_act *c, struct card_view *v, struct error *err)
{
    struct person p;

    TRY(person_get(rq->db, rq->arena, c->org, c->person, &p, err));
    TRY(jobrole_get(rq->db, rq->arena, c->org, c->jobrole, &v->j, err));
    TRY(load_org(rq, v, c->org, err));
    TRY(card_get(rq->db, rq->arena, c->org, c->jobrole, c->person, &v->card, err));
    TRY(clearance_find(rq->db, rq->arena, &(struct clearance_ask){.org = c->org, .jobrole = c->jobrole, .person = c->person, .at = S("")}, &v->r, err));
    v->is_cleared = v->r.state == READY_YES;
    v->name = p.name.n ? p.name : p.email;
    v->back = back_of(rq, c);
    v->self = str_is_absent(request_param(rq, "org")) ? str_printf(rq->arena, "/ready/%lld/%lld/card", (long long)c->person, (long long)c->jobrole) : str_join(rq->arena, v->back, S("/card"));
    v->may_change = str_is_absent(request_param(rq, "org")) || app_allow(rq, RECORD_PROOF, c->org) == OK;
    if (v->card.id) {
        v->href = str_join(rq->arena, S("/cleared/"), v->card.public_id);
        v->address = app_url(rq->arena, app_of(rq), v->href);
        int at = (int)str_find(v->address, S("://"));
        v->shown = at < 0 ? v->address : str_from(v->address, (size_t)at + 3);
        v->day_of_code = out_day_said(rq->arena, v->card.created);
    }
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct card_view v = {0};
    struct card_act c;
    struct error err = {0};

    if (whose(rq, &c, &err) != OK || load(rq, &c, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Clearance card", "norms");
    brand_page_of(rq, &o, c.org, 0);
    tmpl_clearance_card(&o, &v);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
}

static const struct { const char *go, *done; } acts[] = {
    {"make", "The card has its code. One from before leads nowhere now."},
    {"end", "The card answers no more. The same code can answer again whenever you like."},
    {"again", "The card answers again."},
};

static void change(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct card_act c;
    struct error err = {0};
    size_t i = 0;

    if (!f->ok) {
        app_error_page(rq, rs, 400, "there is no such thing to do with a card");
        return;
    }
    while (i + 1 < COUNT(acts) && !str_eq(form_text(f, "go"), cstr(acts[i].go)))
        i++;
    code done = whose(rq, &c, &err);
    if (done == OK)
        done = i == 0 ? card_make(rq->db, rq->arena, &c, &err) : card_set_ended(rq->db, rq->arena, &c, i == 1, &err);
    app_done_or_fail(rq, rs, done, &err, rq->path, acts[i].done);
}

/* ---- what the code says ---- */

static code read_card(struct request *rq, struct card_view *v, struct error *err)
{
    const struct card *k = &v->card;

    TRY(card_by_public_id(rq->db, rq->arena, request_param(rq, "card"), &v->card, err));
    TRY(jobrole_get(rq->db, rq->arena, k->org, k->jobrole, &v->j, err));
    TRY(load_org(rq, v, k->org, err));
    if (k->ended || v->j.archived)
        return OK;
    TRY(clearance_find(rq->db, rq->arena, &(struct clearance_ask){.org = k->org, .jobrole = k->jobrole, .person = k->person, .at = S("")}, &v->r, err));
    v->is_cleared = v->r.state == READY_YES;
    return OK;
}

/* Whoever may see that person learns who it is and why. */
static code add_person(struct request *rq, struct card_view *v, struct error *err)
{
    struct person p;

    if (!rq->session || !rq->session->account || clearance_sees(rq, v->card.org, v->card.person, NULL) != OK)
        return OK;
    TRY(person_get(rq->db, rq->arena, v->card.org, v->card.person, &p, err));
    v->name = p.name.n ? p.name : p.email;
    v->href = str_printf(rq->arena, "/org/%lld/people/%lld/ready/%lld", (long long)v->card.org, (long long)p.id, (long long)v->card.jobrole);
    if (!v->card.ended)
        clearance_reasons(rq->arena, &v->r, &v->reasons);
    return OK;
}

static void answer(struct request *rq, struct response *rs)
{
    struct card_view v = {.name = S(""), .href = S("")};
    struct error err = {0};

    if (read_card(rq, &v, &err) != OK || add_person(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_cleared ? "Yes" : "No", "");
    brand_page_of(rq, &o, v.card.org, 0);
    tmpl_clearance_answer(&o, &v);
    app_send(rq, rs, &o);
    app_keep_to_oneself(rs);
}

static void put_day(struct arena *a, struct json_writer *w, const char *name, msec day)
{
    if (day)
        json_put_member(w, name, date_format(a, date_of(day)));
}

static void answer_json(struct request *rq, struct response *rs)
{
    struct card_view v = {0};
    struct error err = {0};
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    if (read_card(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    json_open_object(&w);
    json_put_member_bool(&w, "cleared", v.is_cleared);
    json_put_member(&w, "role", v.j.name);
    json_put_member(&w, "organisation", v.org);
    put_day(rq->arena, &w, "day", v.r.day);
    put_day(rq->arena, &w, "since", v.is_cleared ? v.r.since : 0);
    put_day(rq->arena, &w, "until", v.is_cleared ? v.r.until : 0);
    json_close_object(&w);
    response_bytes(rs, S("application/json"), buf_done(&b));
    app_keep_to_oneself(rs);
}

static void qr(struct request *rq, struct response *rs)
{
    struct card k;
    struct error err = {0};

    if (card_by_public_id(rq->db, rq->arena, request_param(rq, "card"), &k, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/cleared/"), k.public_id)), S("no-store"));
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

const struct route card_routes[] = {
    {GET, "/org/{org}/people/{id}/ready/{role}/card", VIEW_STANDINGS, show, NULL, 0, .within = OF_PERSON},
    {POST, "/org/{org}/people/{id}/ready/{role}/card", RECORD_PROOF, change, NULL, 0, .within = OF_PERSON},
    {GET, "/ready/{person}/{role}/card", SIGNED_IN, show, NULL, 0},
    {POST, "/ready/{person}/{role}/card", SIGNED_IN, change, NULL, 0},
    {GET, "/cleared/{card}", EVERYBODY, answer, NULL, 0},
    {GET, "/cleared/{card}/answer.json", EVERYBODY, answer_json, NULL, PUBLIC_CORS},
    {GET, "/cleared/{card}/qr.svg", EVERYBODY, qr, NULL, 0},
    {0},
};
