#include "badge/intake.h"

#include "badge/hosted.h"
#include "badge/read.h"
#include "base/uri.h"

/* What came out of a picture stays from a picture, wherever it led. */
static code detect_again(struct inquiry *q, str body, struct error *err)
{
    bool from_image = q->in.from_image;
    struct unbaked baked = q->in.baked;

    code c = detect(q->a, body, &q->in, err);
    if (from_image && !q->in.from_image) {
        q->in.from_image = true;
        q->in.baked = baked;
    }
    return c;
}

/* An address instead of a badge: what is there is judged, once. */
static code follow_address(struct inquiry *q, struct error *err)
{
    const struct answer *an = ask(q, q->in.url, ACCEPT_BADGE);
    str url = q->in.url;

    q->source = an;
    if (an->code != OK)
        return fail(err, UNREACHABLE, str_z(q->a, url), "the badge could not be fetched: %s",
                    str_z(q->a, answer_why(q, an)));
    code c = detect_again(q, an->got.body, err);
    if (c == OK && !q->in.document) {
        q->in.flaw = "not-a-badge";
        return fail(err, BAD_INPUT, str_z(q->a, url), "the address leads only to another address");
    }
    return c;
}

static bool is_hosted(const struct detected *d)
{
    return d->kind == KIND_HOSTED && d->document;
}

/* The picture, JSON or flattened form that was handed in only says where the
 * badge is. Without an answer it stays, to be shown as what could not be
 * proved. */
static void fetch_home(struct inquiry *q)
{
    struct detected copy, given = q->in;
    str url = hosted_address(q->in.document);

    if (str_is_empty(url) && q->in.version == OB_0_5)
        url = q->opt->found_at;
    if (!uri_is_http(url))
        return;
    q->home = ask(q, url, ACCEPT_BADGE);
    if (!answer_is_ok(q->home) || detect(q->a, q->home->got.body, &copy, NULL) != OK ||
        !is_hosted(&copy))
        return;
    q->given = given;
    q->is_copy = true;
    q->in.version = copy.version;
    q->in.document = copy.document;
    q->in.raw = copy.raw;
    q->in.is_unread = copy.is_unread;
    q->in.is_flattened = copy.is_flattened;
}

/* A short link of anybody's led to where the badge lives: it is asked for
 * there. A copy at another address than its own is no such link. */
static bool was_led_home(struct inquiry *q)
{
    str home = hosted_address(q->in.document);

    return answer_is_ok(q->source) && uri_is_same(q->a, home, q->source->got.final_url) &&
           !lives_there(q, home, q->source);
}

code take_in(struct inquiry *q, str input, struct error *err)
{
    TRY(detect(q->a, input, &q->in, err));
    if (!str_is_absent(q->in.url) && !q->in.document)
        TRY(follow_address(q, err));
    if (!is_hosted(&q->in))
        return OK;
    if (q->source && !q->in.is_flattened && !was_led_home(q)) {
        q->home = q->source;
        q->is_copy = true;
    } else
        fetch_home(q);
    return OK;
}
