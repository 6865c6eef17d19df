/* endorse/endorse_pages.c — endorsements of an organisation: all of them, asking
 * for some, one of them and what becomes of it. */
#include "app/endorse/endorse_pages.h"

#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/endorsements", (long long)rq->org);
}

struct tag_view endorse_tag(const struct endorsement_row *e)
{
    static const struct { const char *state, *kind, *icon, *words; } looks[] = {
        {"asked", "info", "clock", "Waiting for an answer"}, {"signed", "warn", "signature", "To decide"},
        {"shown", "good", "check", "Shown"}, {"declined", NULL, "eye-off", "Not shown"},
        {"refused", NULL, "x", "Said no"}, {"withdrawn", NULL, "ban", "Taken back"},
    };

    if (str_eq(e->state, S("asked")) && e->ends <= clock_now())
        return (struct tag_view){NULL, "clock-off", said("No answer")};
    if (str_eq(e->state, S("shown")) && e->until > 0 && e->until <= clock_now())
        return (struct tag_view){NULL, "clock-off", said("Expired")};
    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(e->state, cstr(looks[i].state)))
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    return (struct tag_view){0};
}

const char *endorse_what(enum endorse_subject s)
{
    return s == ENDORSE_BADGE ? "this badge" : s == ENDORSE_AWARD ? "this award" : "this organisation";
}

/* ---- all ---- */

static void show_all(struct request *rq, struct response *rs)
{
    struct endorsements_view v = {.base = base_path(rq), .may_ask = app_allow(rq, DESIGN_BADGES, rq->org) == OK};

    v.list = (struct list){.def = &endorsement_list_def, .address = v.base,
                           .empty = {"heart-handshake", "Nobody was asked yet", "Somebody whose word counts says what a badge, an award or you are worth. They need no account.",
                                     v.may_ask ? str_join(rq->arena, v.base, S("/new")) : S(""), v.may_ask ? "Ask somebody to endorse you" : NULL}};
    if (list_answer(rq, rs, &v.list))
        return;
    struct out o = app_page(rq, "Endorsements", "badges");
    tmpl_endorsements(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- asking ---- */

static const struct form_field ask_fields[] = {
    {"people", FIELD_TEXT, "Whom to ask", .max = 20000, .required = true},
    {"message", FIELD_TEXT, "A few words to them", .max = 1000},
};
const struct form_spec endorse_ask_form = FORM(ask_fields);

static struct endorse_thing thing_asked(struct request *rq)
{
    struct endorse_thing t = {.org = rq->org, .subject = ENDORSE_ISSUER};

    if (str_to_int(request_query(rq, "badge"), &t.achievement))
        t.subject = ENDORSE_BADGE;
    else if (str_to_int(request_query(rq, "award"), &t.award))
        t.subject = ENDORSE_AWARD;
    else if (!str_to_int(request_query(rq, "profile"), &t.issuer))
        t.issuer = 0;
    return t;
}

static str thing_query(struct arena *a, const struct endorse_thing *t)
{
    if (t->subject == ENDORSE_BADGE)
        return str_printf(a, "?badge=%lld", (long long)t->achievement);
    if (t->subject == ENDORSE_AWARD)
        return str_printf(a, "?award=%lld", (long long)t->award);
    return t->issuer ? str_printf(a, "?profile=%lld", (long long)t->issuer) : S("");
}

static void ask_page(struct request *rq, struct response *rs, const struct endorse_thing *t, struct form *f)
{
    struct mail_settings mail;
    struct error err = {0};
    struct endorse_ask_view v = {
        .action = str_printf(rq->arena, STR_FMT "/new" STR_FMT, STR_ARG(base_path(rq)), STR_ARG(thing_query(rq->arena, t))),
        .back = base_path(rq), .back_words = "Endorsements", .form = f, .what = endorse_what(t->subject)};
    code c = endorse_name(rq->db, rq->arena, t, &v.thing, &err);

    if (c == OK)
        c = mail_settings_load(app_of(rq), rq->db, rq->arena, &mail, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.has_server = mail.has_server;
    struct out o = app_page(rq, "Ask for an endorsement", "badges");
    tmpl_endorse_ask(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static void show_ask(struct request *rq, struct response *rs)
{
    struct endorse_thing t = thing_asked(rq);

    struct form *f = form_empty(rq->arena, &endorse_ask_form);

    form_set(f, "people", str_is_absent(request_query(rq, "people")) ? S("") : request_query(rq, "people"));
    ask_page(rq, rs, &t, f);
}

/* The profile that issues what is to be endorsed asks for it. */
static code asker_of(struct request *rq, const struct endorse_thing *t, struct org *o, struct error *err)
{
    struct endorse_name n;

    TRY(endorse_name(rq->db, rq->arena, t, &n, err));
    return org_issuer_get(rq->db, rq->arena, rq->org, n.issuer, o, err);
}

static void post_ask(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &endorse_ask_form);
    struct error err = {0};
    struct org o;
    int64_t made = 0;
    struct endorse_ask q = {.about = thing_asked(rq), .account = rq->session->account, .people = form_text(f, "people"),
                            .message = form_text(f, "message")};
    code c = OK;

    if (f->ok) {
        c = asker_of(rq, &q.about, &o, &err);
        q.asker = c == OK ? o.name : S("");
        if (c == OK)
            c = endorse_ask(app_of(rq), rq->db, rq->arena, &q, &made, &err);
    }
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, base_path(rq), made == 0 ? "All of them were asked before."
                         : made == 1 ? "One person was asked by mail." : "They were asked by mail.");
    else
        ask_page(rq, rs, &q.about, f);
}

/* ---- one ---- */

static code load_one(struct request *rq, struct endorsement_view *v, struct error *err)
{
    struct endorse_thing t;

    TRY(endorse_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->e, err));
    t = endorse_thing_of(&v->e);
    if (endorse_name(rq->db, rq->arena, &t, &v->thing, NULL) != OK)
        v->thing = (struct endorse_name){.title = said("What was endorsed is not public any more"), .href = S("")};
    v->base = base_path(rq);
    v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->base), (long long)v->e.id);
    v->tag = endorse_tag(&v->e);
    v->who = v->e.by.id ? endorser_words(rq->arena, &v->e.by) : str_is_empty(v->e.name) ? v->e.email : v->e.name;
    v->domain = endorser_domain(rq->arena, &v->e.by);
    v->is_signed = !str_is_empty(v->e.document);
    if (v->is_signed)
        endorse_view_one(app_of(rq), rq->db, rq->arena, &v->e, &v->shown);
    if (!str_eq(v->e.state, S("shown")))
        v->shown.href = S("");                  /* its address answers only while it is shown */
    v->may_decide = app_allow(rq, DESIGN_BADGES, rq->org) == OK;
    v->may_show = v->may_decide && v->is_signed && !str_eq(v->e.state, S("shown"));
    v->may_hide = v->may_decide && v->is_signed && !str_eq(v->e.state, S("declined"));
    v->may_remind = v->may_decide && str_eq(v->e.state, S("asked"));
    return OK;
}

static void show_one(struct request *rq, struct response *rs)
{
    struct endorsement_view v = {0};
    struct error err = {0};

    if (load_one(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Endorsement", "badges");
    tmpl_endorsement(&o, &v);
    app_send(rq, rs, &o);
}

static void decide(struct request *rq, struct response *rs, bool show, const char *said)
{
    struct endorsement_row e;
    struct error err = {0};
    int64_t id = request_param_int(rq, "id");

    if (endorse_get(rq->db, rq->arena, rq->org, id, &e, &err) != OK ||
        endorse_decide(rq->db, rq->arena, &e, show, rq->session->account, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id), said);
}

static void post_accept(struct request *rq, struct response *rs)
{
    decide(rq, rs, true, "It is shown now, and travels with what it is about.");
}

static void post_decline(struct request *rq, struct response *rs)
{
    decide(rq, rs, false, "It is not shown. You can show it whenever you like.");
}

static void post_remind(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t id = request_param_int(rq, "id");

    if (endorse_remind(app_of(rq), rq->db, rq->arena, rq->org, id, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id),
                 "A new link is on its way; the earlier one has ended.");
}

#define ENDORSEMENTS "/org/{org}/endorsements"
const struct route endorse_routes[] = {
    {GET, ENDORSEMENTS, VIEW_AWARDS, show_all, NULL, 0},
    {GET, ENDORSEMENTS "/new", DESIGN_BADGES, show_ask, NULL, 0},
    {POST, ENDORSEMENTS "/new", DESIGN_BADGES, post_ask, NULL, 0},
    {GET, ENDORSEMENTS "/{id}", VIEW_AWARDS, show_one, NULL, 0},
    {POST, ENDORSEMENTS "/{id}/accept", DESIGN_BADGES, post_accept, NULL, 0},
    {POST, ENDORSEMENTS "/{id}/decline", DESIGN_BADGES, post_decline, NULL, 0},
    {POST, ENDORSEMENTS "/{id}/remind", DESIGN_BADGES, post_remind, NULL, 0},
    {GET, "/endorse/{token}", EVERYBODY, endorse_link_show, NULL, 0},
    {POST, "/endorse/{token}", EVERYBODY, endorse_link_post, NULL, 0},
    {GET, "/b/{id}/endorsements", SIGNED_IN, endorse_mine_show, NULL, 0},
    {POST, "/b/{id}/endorsements", SIGNED_IN, endorse_mine_post, NULL, 0},
    {POST, "/b/{id}/endorsements/{number}", SIGNED_IN, endorse_mine_decide, NULL, 0},
    {0},
};
