/* host/ob21_pages.c — Badge Connect of Open Badges 2.1: assertions and profile,
 * each answer with its status inside. */
#include "app/host/host_private.h"

static const struct json_limits body_limits = {(size_t)2 << 20, 64, 50000, 1000, (size_t)2 << 20};

static void open_answer(struct json_writer *w)
{
    json_open_object(w);
    ob21_put_status(w, 200, "OK", S(""));
}

/* ---- assertions ---- */

static void refuse(struct request *rq, struct response *rs, const struct error *err, const char *word)
{
    if (err->code == FAULT || err->code == NO_MEMORY)
        host_fail(rq, rs, err);
    else
        ob21_refuse(rq, rs, &(struct refusal){400, word, app_sentence(rq->arena, err->text)});
}

void assertions_get(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct shelf_query q;
    struct shelf s;
    struct error err = {0};

    if (shelf_query_read(rq, API_OB21, &q, &err) != OK || shelf_read(rq->db, rq->arena, grant_of(rq), &q, &s, &err) != OK) {
        refuse(rq, rs, &err, "REQUEST_VALIDATION_ERROR");
        return;
    }
    open_answer(&w);
    shelf_put(&w, &s, "assertions", "signedAssertions");
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
    shelf_headers(rq, rs, &q, &s);
    response_etag(rq, rs);
}

/* R21-5: of both a signed one counts. */
static code read_payload(struct request *rq, str *bytes, struct error *err)
{
    const struct json *v = NULL, *assertion;

    TRY(json_parse(rq->arena, rq->body, &body_limits, &v, err));
    *bytes = json_str(json_get(v, "signedAssertion"));
    assertion = json_get(v, "assertion");
    if (bytes->n)
        return OK;
    if (!json_is(assertion, JSON_OBJECT))
        return fail(err, BAD_INPUT, "assertion", "send an assertion or a signedAssertion");
    *bytes = json_text_of(assertion);
    return OK;
}

/* What the interface calls it, of the code of the use case. */
static const char *word_of(code c)
{
    return c == DENIED ? "RECIPIENT_PROFILE_MISMATCH" : c == BAD_INPUT || c == LIMIT ? "INVALID_BADGE" : "BAD_REQUEST";
}

void assertions_post(struct request *rq, struct response *rs)
{
    struct import in = {.source = grant_of(rq)->name};
    struct put put;
    struct error err = {0};

    if (read_payload(rq, &in.bytes, &err) != OK) {
        refuse(rq, rs, &err, "REQUEST_VALIDATION_ERROR");
        return;
    }
    code c = backpack_put(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, &in, &put, &err);
    if (c != OK)
        refuse(rq, rs, &err, word_of(c));
    else
        ob21_refuse(rq, rs, &(struct refusal){200, "OK", S("")});
}

/* ---- profile ---- */

void profile21_get(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct error err = {0};
    str body;

    if (profile_write(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, API_OB21, &body, &err) != OK) {
        refuse(rq, rs, &err, "BAD_REQUEST");
        return;
    }
    open_answer(&w);
    json_put_key(&w, "profile");
    json_put_text(&w, body);
    json_close_object(&w);
    response_json(rs, 200, buf_done(&b));
}

void profile21_post(struct request *rq, struct response *rs)
{
    const struct json *v = NULL, *inner;
    struct error err = {0};
    code c = json_parse(rq->arena, rq->body, &body_limits, &v, &err);

    inner = json_get(v, "profile");
    if (c == OK)
        c = profile_add(app_of(rq), rq->db, rq->arena, grant_of(rq)->account, inner ? inner : v, &err);
    if (c == OK)
        profile21_get(rq, rs);
    else
        refuse(rq, rs, &err, "REQUEST_VALIDATION_ERROR");
}
