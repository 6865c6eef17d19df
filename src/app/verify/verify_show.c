/* verify/verify_show.c — from a report to what its page shows, and how many of
 * them a network may ask for. */
#include "app/verify/verify_pages.h"

#include "app/award/award.h"
#include "app/draw.h"
#include "base/codec.h"
#include "base/uri.h"
#include "format/lookalike.h"
#include "format/png.h"
#include "format/svg.h"
#include "templates.h"
#include "web/rate.h"

bool verify_wants_json(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json"};

    return request_accepts(rq, types, COUNT(types)) == 1;
}

/* ---- how much ---- */

static bool refuse(struct request *rq, struct response *rs, unsigned wait)
{
    str sentence = words_printf(rq->arena, "your network had many badges checked just now: try again in %u seconds", wait);
    app_error_page(rq, rs, 429, str_z(rq->arena, sentence));
    response_header(rs, "Retry-After", str_printf(rq->arena, "%u", wait));
    return false;
}

bool verify_enter(struct request *rq, struct response *rs, size_t n)
{
    unsigned wait;

    return rate_enter(app_of(rq)->checks, rq->client, (unsigned)n, clock_now(), &wait) || refuse(rq, rs, wait);
}

bool verify_more(struct request *rq, struct response *rs, size_t n)
{
    unsigned wait;

    return rate_more(app_of(rq)->checks, rq->client, (unsigned)n, clock_now(), &wait) || refuse(rq, rs, wait);
}

void verify_leave(struct request *rq)
{
    rate_leave(app_of(rq)->checks, rq->client);
}

/* ---- what is known here ---- */

/* Of an award of this server. */
static str own_reason(struct request *rq, const struct report *r)
{
    struct award_row w;
    struct uri u;
    str origin = uri_origin(rq->arena, r->badge.id);
    bool ours = str_eq(origin, app_of(rq)->base);

    if ((!report_has(r, "revoked") && !report_has(r, "suspended")) || str_is_absent(origin) || uri_parse(r->badge.id, &u, NULL) != OK || !str_starts(u.path, S("/b/")))
        return S("");
    if (!ours && (org_knows_address(rq->db, origin, &ours, NULL) != OK || !ours))
        return S("");
    return award_by_public_id(rq->db, rq->arena, str_from(u.path, 3), &w, NULL) == OK ? award_withheld_why(&w) : S("");
}

/* Issuers whose names people here know. */
static const char sql_known[] = SQL(
    "SELECT v.name, v.base FROM org o JOIN org_version v ON v.id = o.version_id ORDER BY o.id LIMIT 500");

/* Is what was proved this organisation's address, as host or as did:web? */
static bool is_at_home(struct arena *a, str anchor, str base)
{
    str authority = str_from(base, (size_t)(str_find(base, S("://")) + 3));
    ptrdiff_t colon = str_find_byte(authority, ':');
    str did = colon < 0 ? authority
                        : str_printf(a, STR_FMT "%%3A" STR_FMT, STR_ARG(str_slice(authority, 0, (size_t)colon)), STR_ARG(str_from(authority, (size_t)colon + 1)));

    return str_eq_nocase(anchor, authority) || str_starts(anchor, base) || str_starts(anchor, str_join(a, S("did:web:"), did));
}

static void warn_of_known_names(struct request *rq, const struct report *r, struct report_view *out)
{
    struct arena *a = rq->arena;
    str skeleton = lookalike_skeleton(a, r->badge.issuer.name), of = S(""), at = S("");
    struct rows *rows;
    bool is_known = false, is_own = false;

    if (str_is_empty(skeleton))
        return;
    rows = db_query(rq->db, sql_known, NO_ARGS);
    while (rows_next(rows)) {
        str name = row_str(rows, 0, a), base = row_str(rows, 1, a);
        is_own |= is_at_home(a, r->anchor.value, base);
        if (!str_eq(lookalike_skeleton(a, name), skeleton))
            continue;
        is_known = true;
        of = name;
        at = base;
    }
    if (rows_end(rows, NULL) == OK && is_known && !is_own)
        report_view_known(a, out, of, at);
}

void verify_fill(struct request *rq, const struct report *r, str again, struct checked_view *out)
{
    *out = (struct checked_view){.number = 1};
    report_view_fill(rq->arena, r, &out->report);
    report_view_reason(rq->arena, &out->report, own_reason(rq, r));
    warn_of_known_names(rq, r, &out->report);
    if (r->badge.version != OB_UNKNOWN)          /* else there is nothing to compare or to keep */
        out->sealed = result_seal(rq->arena, app_of(rq), &(struct sealed_result){again, *r});
}

/* ---- the picture: ours as it is, one in the badge drawn anew in the sandbox ---- */

#define PICTURE_SIZE 128

static str picture_bytes(struct arena *a, str id)
{
    ptrdiff_t comma = str_find_byte(id, ',');

    if (!str_starts(id, S("data:image/")) || comma < 0 || !str_ends(str_slice(id, 0, (size_t)comma), S(";base64")))
        return (str){0};
    return base64_decode(a, str_from(id, (size_t)comma + 1));
}

static str drawn(struct arena *a, str bytes)
{
    struct error err;
    str png = {0};
    code c = png_looks_like(bytes)   ? draw_png_normalise(a, bytes, PICTURE_SIZE, &png, &err)
             : svg_looks_like(bytes) ? draw_png_from_svg(a, bytes, PICTURE_SIZE, &png, &err) : UNSUPPORTED;

    return c == OK ? base64_encode(a, png) : S("");
}

/* `file`: what was handed in, if it was one. */
void verify_picture(struct request *rq, const struct judged *j, str file, struct checked_view *out)
{
    struct arena *a = rq->arena;
    str own = app_url(a, app_of(rq), S("/images/"));
    const str ids[] = {j->report.badge.image.id, j->report.badge.achievement.image.id};

    out->drawn = drawn(a, file);
    if (str_is_empty(out->drawn))
        out->drawn = drawn(a, j->picture);
    for (size_t i = 0; i < COUNT(ids) && str_is_empty(out->drawn); i++) {
        str bytes = picture_bytes(a, ids[i]);
        if (!str_is_empty(bytes))
            out->drawn = drawn(a, bytes);
        else if (str_is_empty(out->picture) && str_starts(ids[i], own) && path_is_local(str_from(ids[i], app_of(rq)->base.n)))
            out->picture = str_from(ids[i], app_of(rq)->base.n);
    }
}

void verify_send_one(struct request *rq, struct response *rs, const struct judged *j, const struct handed *in)
{
    struct verify_result_view v = {0};
    struct checked_view *one;
    bool by_link = in && uri_is_http(in->bytes);

    if (verify_wants_json(rq)) {
        response_json(rs, 200, report_json(rq->arena, &j->report));
        return;
    }
    one = list_add(rq->arena, &v.list);
    verify_fill(rq, &j->report, j->again, one);
    verify_picture(rq, j, in && !by_link ? in->bytes : S(""), one);
    if (by_link)
        v.share = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/verify?link="), uri_encode(rq->arena, in->bytes)));
    struct out o = app_page(rq, "Result of the check", "verify");
    tmpl_verify_result(&o, &v);
    app_send(rq, rs, &o);
}
