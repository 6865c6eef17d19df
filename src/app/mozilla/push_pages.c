/* mozilla/push_pages.c — the question: which of these badges do you want? It is
 * a page of ours in a window of its own, which nobody can put into a frame. */
#include "app/mozilla/mozilla_private.h"

#include "app/layout/report_view.h"
#include "badge/advice.h"
#include "base/uri.h"
#include "templates.h"

/* ---- one badge ---- */

/* What is asked first of whom a badge is made out to: an address, if it says one. */
static str plain_address(const struct badge *b)
{
    for (size_t i = 0; i < b->identities.n; i++)
        if (!b->identities.items[i].hashed && str_find_byte(b->identities.items[i].value, '@') > 0)
            return b->identities.items[i].value;
    return (str){0};
}

static void say_whose(struct arena *a, const struct offered *o, struct pushed_view *v)
{
    str named = plain_address(&o->report.badge);

    v->state = "bad";
    v->why = named.p ? words_printf(a, "It is made out to " STR_FMT ", which is not an address of yours here.", STR_ARG(named))
                     : said("It is made out to somebody whose address it hides. None of your addresses here is that one.");
    v->todo = said("If it is yours, add that address to your account and prove it; then begin again.");
}

static void say_flaw(struct arena *a, const struct report *r, struct pushed_view *v)
{
    const struct check *c = report_decider(r);
    const struct advice *ad = c ? advice_of(c->code) : NULL;

    v->state = "bad";
    v->why = c && c->message.n ? c->message : report_sentence(a, r);
    v->todo = ad ? said(ad->earner) : said("Ask who gave it to you.");
}

static void judge_for_view(struct arena *a, const struct offered *o, struct pushed_view *v)
{
    v->state = "good";
    if (!offer_holds(&o->report))
        say_flaw(a, &o->report, v);
    else if (!o->address.p)
        say_whose(a, o, v);
    else if (o->have)
        v->state = "have";
}

static void fill_badge(struct arena *a, const struct offered *o, struct pushed_view *v)
{
    const struct badge *b = &o->report.badge;
    struct report_view look = {0};

    report_view_fill(a, &o->report, &look);
    v->title = look.badge_name.n ? look.badge_name : said("Badge without a name");
    v->issuer = look.issuer_name;
    v->proved = look.is_proved ? look.anchor : S("");
    v->description = look.description;
    v->criteria = uri_is_http(b->achievement.criteria_id) ? b->achievement.criteria_id : S("");
    v->picture = o->drawn;
    v->address = o->address.p ? o->address : S("");
    v->warnings = look.warnings;
    v->has_awarded = look.has_awarded;
    v->awarded = look.awarded;
    v->has_valid_until = look.has_valid_until;
    v->valid_until = look.valid_until;
    v->is_expired = b->has_valid_until && b->valid_until <= clock_now();
    judge_for_view(a, o, v);
}

/* Its title is then all that is known: where it should be. */
static void fill_failure(struct arena *a, const struct error *err, struct pushed_view *v)
{
    v->state = "bad";
    v->title = said("A badge that could not be read");
    v->why = app_sentence(a, err->text);
    v->todo = err->code == UNREACHABLE ? said("Try again later, or tell the site that its badge cannot be reached.") : said("Tell the site that this is no badge.");
    v->picture = v->issuer = v->proved = v->description = v->criteria = v->address = S("");
}

static void look_at(struct request *rq, const struct offering *o, str what, struct pushed_view *v)
{
    struct offered one;
    struct error err = {0};

    v->what = uri_is_http(what) ? what : S("");
    if (offer_look(o, rq->arena, what, &one, &err) == OK)
        fill_badge(rq->arena, &one, v);
    else
        fill_failure(rq->arena, &err, v);
}

/* ---- the page ---- */

static str host_of(str origin)
{
    struct uri u;

    return origin.n && uri_parse(origin, &u, NULL) == OK ? u.authority : S("");
}

static bool find_mine(struct request *rq, struct response *rs, struct push *p)
{
    struct error err = {0};

    if (push_open(rq->db, rq->arena, request_param(rq, "id"), rq->session->account, p, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show_question(struct request *rq, struct response *rs, const struct push *p)
{
    struct push_view v = {.self = str_join(rq->arena, S("/issuer/push/"), request_param(rq, "id")), .origin = p->origin, .host = host_of(p->origin)};
    struct offering o;

    if (!verify_enter(rq, rs, p->badges.n))
        return;
    offering_open(&o, app_of(rq), rq->db, rq->session->account);
    for (size_t i = 0; i < p->badges.n; i++) {
        struct pushed_view *one = list_add(rq->arena, &v.badges);
        *one = (struct pushed_view){.number = (int64_t)i};
        look_at(rq, &o, p->badges.items[i], one);
        v.n_good += str_eq(cstr(one->state), S("good"));
    }
    verify_leave(rq);
    struct out page = app_page(rq, "Badges for your Backpack", "");
    tmpl_mozilla_push(&page, &v);
    app_send(rq, rs, &page);
}

static void show_over(struct request *rq, struct response *rs, const struct push *p)
{
    struct push_done_view v = {.host = host_of(p->origin), .origin = p->origin, .n_taken = -1, .is_popup = p->is_popup};
    struct out o = app_page(rq, "Answered already", "");

    tmpl_mozilla_pushed(&o, &v);
    app_send(rq, rs, &o);
}

void push_show(struct request *rq, struct response *rs)
{
    struct push p;
    struct error err = {0};

    if (!find_mine(rq, rs, &p))
        return;
    if (p.left && push_leave(rq->db, p.id, false, &err) != OK)
        app_fail(rq, rs, &err);
    else if (p.outcome.n)
        show_over(rq, rs, &p);
    else
        show_question(rq, rs, &p);
}

/* ---- the answer ---- */

/* "All" are those that the page showed as good: what it could not reach then has
 * not been seen by anybody. */
static bool is_wanted(const struct request *rq, size_t i)
{
    str name = str_eq(request_field(rq, "answer"), S("all")) ? S("good") : S("take");
    int64_t n;

    for (size_t k = 0; k < rq->form.n; k++)
        if (str_eq(rq->form.items[k].name, name) && str_to_int(rq->form.items[k].value, &n) && n == (int64_t)i)
            return true;
    return false;
}

static const char *reason_of(code c)
{
    return c == DENIED ? "INVALID" : c == FAULT ? "INVALID" : "INACCESSIBLE";
}

/* Takes one in. NULL: done; else the word for the site, and `v` has ours. */
static const char *take(struct request *rq, const struct offering *o, str what, struct pushed_view *v)
{
    struct offered one;
    struct put put = {0};
    struct error err = {0};
    code c = offer_take(o, rq->arena, what, &one, &put, &err);

    if (one.report.badge.achievement.name.n)
        fill_badge(rq->arena, &one, v);
    else if (c != OK)
        fill_failure(rq->arena, &err, v);
    if (c != OK) {
        if (!v->why.n) {
            v->state = "bad";
            v->why = app_sentence(rq->arena, err.text);
            v->todo = S("");
        }
        return reason_of(c);
    }
    v->state = put.outcome == PUT_SAME ? "have" : "good";
    return put.outcome == PUT_SAME ? "EXISTS" : NULL;
}

/* What was not ticked: refused by its owner, unless it could not have been ticked. */
static const char *pass_over(struct request *rq, const struct offering *o, str what)
{
    struct offered one;

    if (offer_look(o, rq->arena, what, &one, NULL) != OK || !offer_holds(&one.report))
        return "INACCESSIBLE";
    return !one.address.p ? "INVALID" : one.have ? "EXISTS" : "DENIED";
}

static void answer_all(struct request *rq, const struct push *p, struct push_done_view *v, struct push_result_list *results)
{
    bool refuses = str_eq(request_field(rq, "answer"), S("none"));
    struct offering o;

    offering_open(&o, app_of(rq), rq->db, rq->session->account);
    o.source = v->host;
    for (size_t i = 0; i < p->badges.n; i++) {
        str what = p->badges.items[i];
        struct push_result *r = list_add(rq->arena, results);
        *r = (struct push_result){what, "DENIED"};
        if (refuses)
            continue;
        if (is_wanted(rq, i)) {
            struct pushed_view *one = list_add(rq->arena, &v->badges);
            *one = (struct pushed_view){.number = (int64_t)i};
            r->reason = take(rq, &o, what, one);
            v->n_taken += r->reason == NULL;
        } else
            r->reason = pass_over(rq, &o, what);
    }
}

void push_decide_post(struct request *rq, struct response *rs)
{
    struct push p;
    struct push_done_view v = {0};
    struct push_result_list results = {0};
    struct error err = {0};

    if (!find_mine(rq, rs, &p))
        return;
    if (p.outcome.n) {
        show_over(rq, rs, &p);
        return;
    }
    v.host = host_of(p.origin);
    v.origin = p.origin;
    v.is_popup = p.is_popup;
    if (!verify_enter(rq, rs, p.badges.n))
        return;
    answer_all(rq, &p, &v, &results);
    verify_leave(rq);
    code c = push_decide(rq->db, p.id, push_outcome(rq->arena, &results), &err);
    if (c != OK && c != CONFLICT) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.n_taken ? "They are in your Backpack" : "Nothing was taken", "");
    tmpl_mozilla_pushed(&o, &v);
    app_send(rq, rs, &o);
}

/* The window was closed, or is loaded again; in a moment it will show which. */
void push_left(struct request *rq, struct response *rs)
{
    struct push p;
    struct error err = {0};

    if (!find_mine(rq, rs, &p))
        return;
    if (push_leave(rq->db, p.id, true, &err) == OK)
        response_text(rs, 204, (str){NULL, 0});
    else
        app_fail(rq, rs, &err);
}
