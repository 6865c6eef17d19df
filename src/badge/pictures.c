/* The pictures of a badge before 3.0: OB 2.0 §Image, errata 2020-04-09; in
 * versions 0.5 and 1.x data is allowed everywhere. What counts is what they
 * are, not what a host calls them. */
#include "badge/checks.h"
#include "base/codec.h"
#include "base/uri.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_DATA ((size_t)256 << 10)

static bool is_picture(str bytes)
{
    return png_looks_like(bytes) || svg_looks_like(bytes);
}

/* Without white space: old tools broke the lines. */
static str packed(struct arena *a, str text)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] > ' ')
            buf_byte(&b, text.p[i]);
    return buf_done(&b);
}

/* RFC 2397; absent when it cannot be read. */
static str data_of(struct arena *a, str uri)
{
    ptrdiff_t comma = str_find_byte(uri, ',');
    str head = str_slice(uri, 0, comma < 0 ? 0 : (size_t)comma);
    str body = str_from(uri, comma < 0 ? uri.n : (size_t)comma + 1), out;

    if (comma < 0 || body.n > MAX_DATA)
        return (str){0};
    if (str_ends(head, S(";base64")))
        return base64_decode(a, packed(a, body));
    return uri_decode(a, body, false, &out, NULL) == OK ? out : (str){0};
}

static void judge_data(struct inquiry *q, str uri, str where, bool allowed)
{
    bool is_typed =
        str_starts(uri, S("data:image/png")) || str_starts(uri, S("data:image/svg+xml"));

    if (!allowed)
        found(q, FAIL, "image-type", where, "The picture of an award must have a web address.");
    else if (!is_typed || !is_picture(data_of(q->a, uri)))
        found(q, FAIL, "image-type", where, "The picture is neither PNG nor SVG.");
}

/* A badge without its picture is incomplete, and not forged. */
static const char *also_proved(const struct inquiry *q)
{
    return str_is_empty(q->report->anchor.value) ? "" : " All the badge says is from its issuer.";
}

static void judge_linked(struct inquiry *q, str url)
{
    const struct answer *an = ask(q, url, "image/png, image/svg+xml");

    if (answer_is_ok(an)) {
        if (!is_picture(an->got.body))
            found(q, FAIL, "image-type", url, "The picture is neither PNG nor SVG.%s",
                  also_proved(q));
        return;
    }
    /* We did not want to ask: no fault of the badge. */
    bool ours = an->code == DENIED || an->code == LIMIT;
    found(q,
          ours                    ? WARN
          : answer_is_refusal(an) ? FAIL
                                  : UNTESTED,
          "image-unreachable", url, "The picture could not be fetched: " STR_FMT ".%s",
          STR_ARG(answer_why(q, an)), also_proved(q));
}

static void judge_picture(struct inquiry *q, str id, str where, bool data_allowed)
{
    if (str_starts(id, S("data:")))
        judge_data(q, id, where, data_allowed);
    else if (uri_is_http(id))
        judge_linked(q, id);
    else if (!str_is_empty(id))
        found(q, FAIL, "image-type", where, "The picture has no web address.");
}

void check_pictures(struct inquiry *q)
{
    bool is_v2 = q->badge->version == OB_2_0;

    if (!q->badge_class.doc)
        return;
    judge_picture(q, q->badge->image.id, S("/image"), !is_v2);
    judge_picture(q, q->badge->achievement.image.id, S("/badge/image"), true);
    /* An issuer's own picture is not asked for: badges outlive logos. */
    if (str_starts(q->badge->issuer.image.id, S("data:")))
        judge_data(q, q->badge->issuer.image.id, S("/badge/issuer/image"), true);
    passed(q, "The picture is there.");
}
