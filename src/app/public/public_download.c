/* public/public_download.c — an award as a file: /b/ID.png and the like; with a 2
 * before it, as OB 2.0. */
#include "app/public/public_pages.h"

bool public_find_award(struct request *rq, struct response *rs, str id, struct award_row *w)
{
    struct error err = {0};

    if (award_by_public_id(rq->db, rq->arena, id, w, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

typedef code download_fn(struct request *rq, const struct award_row *w, str *body, struct error *err);

static code make_png(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_png(app_of(rq), rq->db, rq->arena, w, false, body, err);
}

static code make_svg(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_svg(app_of(rq), rq->db, rq->arena, w, false, body, err);
}

static code make_json(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_award_json(app_of(rq), rq->db, rq->arena, w, body, err);
}

static code make_jwt(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return award_text(app_of(rq), rq->db, rq->arena, w, AWARD_JWT, body, err);
}

static code make_v2_png(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_png(app_of(rq), rq->db, rq->arena, w, true, body, err);
}

static code make_v2_svg(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_svg(app_of(rq), rq->db, rq->arena, w, true, body, err);
}

static code make_v2_json(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return public_v2_assertion(rq->db, rq->arena, w, body, err);
}

static code make_v2_jwt(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    return award_text(app_of(rq), rq->db, rq->arena, w, AWARD_V2_SIGNED, body, err);
}

static code make_offline(struct request *rq, const struct award_row *w, str *body, struct error *err)
{
    struct org o;

    TRY(org_at_version(rq->db, rq->arena, w->org_version, &o, err));
    TRY(org_issuer_get(rq->db, rq->arena, w->org, o.issuer, &o, err));
    return public_offline_map(app_of(rq), rq->db, rq->arena, &o, w, body, err);
}

static const struct download { const char *ending, *type; download_fn *make; } downloads[] = {
    {"png", "image/png", make_png},
    {"svg", "image/svg+xml", make_svg},
    {"json", "application/json", make_json},
    {"jwt", "application/vc+jwt", make_jwt},
    {"2.png", "image/png", make_v2_png},
    {"2.svg", "image/svg+xml", make_v2_svg},
    {"2.json", "application/json", make_v2_json},
    {"2.jwt", "application/jwt", make_v2_jwt},
    {"offline.json", "application/json", make_offline},
};

static const struct download *download_of(str ending)
{
    for (size_t i = 0; i < COUNT(downloads); i++)
        if (str_eq(ending, cstr(downloads[i].ending)))
            return &downloads[i];
    return NULL;
}

/* A file name that every system takes: letters and digits of the badge's name. */
static str file_name(struct arena *a, const struct award_row *w, str kind)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < w->badge_name.n && b.n < 60; i++) {
        char c = w->badge_name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (plain)
            buf_byte(&b, c);
        else if (b.n > 0 && b.p[b.n - 1] != '-')
            buf_byte(&b, '-');
    }
    if (b.n == 0)
        buf_putz(&b, "badge");
    buf_printf(&b, "." STR_FMT, STR_ARG(kind));
    return buf_done(&b);
}

static code make_download(struct request *rq, const struct download *d, const struct award_row *w, str *body, struct error *err)
{
    if (!d)
        return fail(err, NOT_FOUND, "", "an award comes as png, svg, json and jwt, and each with a 2 before it as version 2.0");
    return d->make(rq, w, body, err);
}

void public_download(struct request *rq, struct response *rs, str id, str ending)
{
    const struct download *d = download_of(ending);
    struct award_row w;
    struct error err = {0};
    str body = {0};

    if (!public_find_award(rq, rs, id, &w))
        return;
    if (make_download(rq, d, &w, &body, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, cstr(d->type), body);
    response_header(rs, "Content-Disposition",
                    str_printf(rq->arena, "inline; filename=\"" STR_FMT "\"", STR_ARG(file_name(rq->arena, &w, ending))));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"));
    response_header(rs, "Cache-Control", S("public, max-age=60"));
    response_etag(rq, rs);
}
