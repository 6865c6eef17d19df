/* mozilla/validator_pages.c — the validator of old as a service: POST / with
 * `assertion`, also GET /?assertion=… The start page has the address otherwise, so
 * that one asks here first. Always 200: the answer says how it went. */
#include "app/mozilla/mozilla_private.h"

#include "app/verify/traffic.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"

static void open_answer(struct json_writer *w, const char *status)
{
    json_open_object(w);
    json_put_member(w, "status", cstr(status));
}

static void answer_flaw(struct request *rq, struct response *rs, const struct flaw *f)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    open_answer(&w, "invalid");
    json_put_member(&w, "reason", f->message);
    json_put_key(&w, "error");
    json_open_object(&w);
    put_flaw(&w, f);
    json_close_object(&w);
    json_close_object(&w);
    answer_json(rs, 200, buf_done(&b));
}

/* ---- what was found ---- */

/* sha256 of where it is kept, or of who signed which of his badges. */
static str guid_of(struct arena *a, const struct report *r)
{
    const struct badge *b = &r->badge;

    if (b->kind == KIND_HOSTED)
        return sha256_hex(a, str_join(a, S("hosted:"), b->id));
    return sha256_hex(a, str_printf(a, "signed:" STR_FMT ":" STR_FMT, STR_ARG(b->uid.n ? b->uid : b->id), STR_ARG(r->anchor.value)));
}

static const struct { const char *role, *name; } structures[] = {{"assertion", "assertion"}, {"badge-class", "badge"}, {"issuer", "issuer"}};

static str document_of(const struct report *r, const char *role)
{
    for (size_t i = 0; i < r->documents.n; i++)
        if (str_eq(cstr(r->documents.items[i].role), cstr(role)))
            return r->documents.items[i].text;
    return (str){0};
}

/* Of a signed badge no document is its own: it stands there flattened. */
static void put_structures(struct json_writer *w, struct arena *a, const struct report *r)
{
    const struct json *v;

    json_put_key(w, "structures");
    json_open_object(w);
    for (size_t i = 0; i < COUNT(structures); i++)
        if (json_parse(a, document_of(r, structures[i].role), NULL, &v, NULL) == OK) {
            json_put_key(w, structures[i].name);
            json_put_value(w, v);
        } else if (i == 0) {
            json_put_key(w, "assertion");
            put_flat(w, a, &(struct flat){.badge = &r->badge});
        }
    json_close_object(w);
}

static void put_info(struct json_writer *w, struct arena *a, const struct report *r)
{
    json_put_key(w, "info");
    json_open_object(w);
    json_put_member(w, "version", cstr(badge_version_name(r->badge.version)));
    json_put_member(w, "guid", guid_of(a, r));
    put_structures(w, a, r);
    json_put_key(w, "report");
    json_put_text(w, report_json(a, r));
    json_close_object(w);
}

static void answer_report(struct request *rq, struct response *rs, const struct report *r)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    bool holds = r->verdict == VALID;
    struct flaw f = holds ? (struct flaw){0} : flaw_of_report(rq->arena, r);

    open_answer(&w, holds ? "valid" : "invalid");
    if (!holds) {
        json_put_member(&w, "reason", f.message);
        json_put_key(&w, "error");
        json_open_object(&w);
        put_flaw(&w, &f);
        json_close_object(&w);
    }
    put_info(&w, rq->arena, r);
    json_close_object(&w);
    answer_json(rs, 200, buf_done(&b));
}

/* ---- the way through ---- */

static void fail_as_asked(struct request *rq, struct response *rs, const struct error *err)
{
    if (verify_wants_json(rq)) {
        struct flaw f = flaw_of_error(rq->arena, err, 0);
        answer_flaw(rq, rs, &f);
        return;
    }
    app_fail(rq, rs, err);
    rs->status = 200;
}

static void judge(struct request *rq, struct response *rs, str assertion)
{
    const struct handed in = {S(""), assertion};
    struct sitting s;
    struct judged j;
    struct error err = {0};

    sitting_open(&s, app_of(rq), rq->db, (str){0});
    if (judge_one(rq->arena, &s, &in, &j, &err) != OK) {
        fail_as_asked(rq, rs, &err);
        return;
    }
    traffic_note(app_of(rq), rq->db, &j.report);
    if (verify_wants_json(rq))
        answer_report(rq, rs, &j.report);
    else
        verify_send_one(rq, rs, &j, &in);
}

static void answer(struct request *rq, struct response *rs, str assertion)
{
    struct error err = {0};

    if (str_is_empty(assertion)) {
        (void)fail(&err, BAD_INPUT, "assertion", "missing assertion");
        if (verify_wants_json(rq))
            answer_flaw(rq, rs, &(struct flaw){.code = "input", .message = S("missing assertion")});
        else
            fail_as_asked(rq, rs, &err);
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    judge(rq, rs, assertion);
    verify_leave(rq);
}

static void validator_post(struct request *rq, struct response *rs)
{
    const struct part *file = request_file(rq, "assertion");

    answer(rq, rs, file ? file->value : str_trim(sent_field(rq, "assertion")));
}

bool validator_answers(struct request *rq, struct response *rs)
{
    str assertion = request_query(rq, "assertion");

    if (!str_is_absent(assertion))
        answer(rq, rs, str_trim(assertion));
    return !str_is_absent(assertion);
}

const struct route validator_routes[] = {
    {POST, "/", EVERYBODY, validator_post, NULL, NO_CSRF | PUBLIC_CORS},
    {0},
};
