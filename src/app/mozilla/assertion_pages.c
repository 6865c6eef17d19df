/* mozilla/assertion_pages.c — /issuer/assertion: what would become of this badge,
 * and putting it in; the answers of Mozilla's Backpack, code by code. */
#include "app/mozilla/mozilla_private.h"

#include "badge/recipient.h"
#include "base/log.h"

static void refuse_flaw(struct request *rq, struct response *rs, const struct flaw *f)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    put_flaw(&w, f);
    json_close_object(&w);
    answer_json(rs, 400, buf_done(&b));
}

static bool is_asked_well(struct request *rq, struct response *rs, str what)
{
    if (str_is_empty(what))
        answer_message(rq, rs, 400, S("must provide either url or signature"));
    else if (!is_pushable(what))
        answer_message(rq, rs, 400, S("malformed assertion, must be a url or signature"));
    return is_pushable(what);
}

static void put_badge(struct json_writer *w, struct arena *a, const struct offered *o)
{
    json_put_key(w, "badge");
    put_flat(w, a, &(struct flat){.badge = &o->report.badge});
}

/* ---- looking ---- */

static void answer_look(struct request *rq, struct response *rs, const struct offered *o)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_bool(&w, "exists", o->have > 0);
    put_badge(&w, rq->arena, o);
    json_put_key(&w, "recipient");
    if (o->address.p)
        json_put_str(&w, o->address);
    else
        json_put_bool(&w, false);
    if (o->address.p)
        json_put_member_bool(&w, "owner", true);
    json_close_object(&w);
    answer_json(rs, 200, buf_done(&b));
}

static void look(struct request *rq, struct response *rs, str what)
{
    struct offering o;
    struct offered one;
    struct error err = {0};

    offering_open(&o, app_of(rq), rq->db, rq->session->account);
    if (offer_look(&o, rq->arena, what, &one, &err) != OK) {
        struct flaw f = flaw_of_error(rq->arena, &err, one.status);
        refuse_flaw(rq, rs, &f);
    } else if (!offer_holds(&one.report)) {
        struct flaw f = flaw_of_report(rq->arena, &one.report);
        refuse_flaw(rq, rs, &f);
    } else
        answer_look(rq, rs, &one);
}

/* ---- taking ---- */

static void answer_taken(struct request *rq, struct response *rs, const struct offered *o, int status, str message)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_bool(&w, "exists", false);
    if (o->report.badge.version != OB_UNKNOWN)
        put_badge(&w, rq->arena, o);
    json_put_member(&w, "message", message);
    json_close_object(&w);
    answer_json(rs, status, buf_done(&b));
}

/* What was proved of its issuer, never what it says of itself. */
static bool is_from(const struct report *r, str origin)
{
    str host = str_from(origin, (size_t)(str_find(origin, S("://")) + 3));

    return r->anchor.value.n && str_starts(cstr(r->anchor.kind), S("http")) && str_eq_nocase(r->anchor.value, host);
}

static void answer_refused(struct request *rq, struct response *rs, const struct offered *o, const struct error *err)
{
    struct flaw f = o->report.checks.n ? flaw_of_report(rq->arena, &o->report) : flaw_of_error(rq->arena, err, o->status);

    if (err->code == FAULT) {
        log_error("mozilla.fault", err);
        answer_taken(rq, rs, o, 500, said("Something went wrong on our side. It has been written to the log."));
    } else if (err->code == DENIED && o->report.checks.n)
        answer_message(rq, rs, 403, S("badge assertion is for a different user"));
    else
        refuse_flaw(rq, rs, &f);
}

/* The issuer is asked about first: a foreign badge must leave no trace, not even
 * whose it is. */
static bool is_issuer_right(struct request *rq, struct response *rs, const struct offering *o, const struct taking *t)
{
    struct offered one;
    struct error err = {0};

    if (str_is_absent(t->from))
        return true;
    if (offer_look(o, rq->arena, t->what, &one, &err) != OK) {
        answer_refused(rq, rs, &one, &err);
        return false;
    }
    if (offer_holds(&one.report) && !is_from(&one.report, t->from)) {
        answer_message(rq, rs, 400, S("issuer origin must be identical to bearer token origin"));
        return false;
    }
    return true;
}

static void take(struct request *rq, struct response *rs, const struct taking *t)
{
    struct offering o;
    struct offered one;
    struct put put = {0};
    struct error err = {0};

    offering_open(&o, app_of(rq), rq->db, t->account);
    o.source = t->source;
    if (!is_issuer_right(rq, rs, &o, t))
        return;
    if (offer_take(&o, rq->arena, t->what, &one, &put, &err) != OK)
        answer_refused(rq, rs, &one, &err);
    else if (put.outcome == PUT_SAME)
        response_text(rs, 304, (str){NULL, 0});
    else
        answer_taken(rq, rs, &one, 201, (str){0});
}

void take_badge(struct request *rq, struct response *rs, const struct taking *t)
{
    if (!is_asked_well(rq, rs, t->what) || !verify_enter(rq, rs, 1))
        return;
    take(rq, rs, t);
    verify_leave(rq);
}

/* ---- the addresses ---- */

static bool is_signed_in(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    if (rq->session->account)
        return true;
    json_open_object(&w);
    json_put_member(&w, "message", S("you must be signed in"));
    json_put_member(&w, "redirect_to", S("/backpack/login"));
    json_close_object(&w);
    answer_json(rs, 403, buf_done(&b));
    return false;
}

static str named_badge(struct request *rq)
{
    str what = asked_for(rq, "assertion");

    return str_trim(str_is_absent(what) ? asked_for(rq, "badge") : what);
}

void issuer_assertion_get(struct request *rq, struct response *rs)
{
    str what = named_badge(rq);

    if (!is_signed_in(rq, rs) || !is_asked_well(rq, rs, what) || !verify_enter(rq, rs, 1))
        return;
    look(rq, rs, what);
    verify_leave(rq);
}

void issuer_assertion_post(struct request *rq, struct response *rs)
{
    if (is_signed_in(rq, rs))
        take_badge(rq, rs, &(struct taking){.account = rq->session->account, .what = named_badge(rq)});
}
