/* claim/claim_paper.c — what is printed or handed out: QR code, poster, slips
 * with codes, the codes as a file. */
#include "app/claim/claim_pages.h"

#include "app/brand.h"
#include "app/layout/opening_view.h"
#include "format/csv.h"
#include "templates.h"

static bool load(struct request *rq, struct response *rs, struct claim_link *l)
{
    struct error err = {0};

    if (claim_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), l, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static str address_of(struct request *rq, const struct claim_link *l)
{
    return app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/claim/"), l->public_id));
}

void claim_show_qr(struct request *rq, struct response *rs)
{
    struct claim_link l;

    if (!load(rq, rs, &l))
        return;
    app_send_qr(rq, rs, address_of(rq, &l), S("private, max-age=3600"));
    response_header(rs, "Content-Disposition", S("inline; filename=\"badge-qr.svg\""));
}

static struct poster_view paper(struct request *rq, const struct claim_link *l)
{
    struct arena *a = rq->arena;
    str address = address_of(rq, l);
    ptrdiff_t scheme = str_find(address, S("://"));

    return (struct poster_view){
        .l = *l, .self = str_printf(a, "/org/%lld/claims/%lld", (long long)rq->org, (long long)l->id), .address = address,
        .shown = scheme < 0 ? address : str_from(address, (size_t)scheme + 3), .picture = claim_picture(a, l), .hours = opening_hours(a, &l->open)};
}

void claim_show_poster(struct request *rq, struct response *rs)
{
    struct claim_link l;

    if (!load(rq, rs, &l))
        return;
    struct poster_view v = paper(rq, &l);
    struct out o = app_page(rq, str_z(rq->arena, l.badge_name), "");
    brand_page_of(rq, &o, l.org, l.issuer);
    tmpl_claim_poster(&o, &v);
    app_send(rq, rs, &o);
}

void claim_show_slips(struct request *rq, struct response *rs)
{
    struct claim_link l;
    struct claim_code_list codes = {0};
    struct error err = {0};

    if (!load(rq, rs, &l))
        return;
    struct poster_view v = paper(rq, &l);
    if (claim_codes(rq->db, rq->arena, l.id, &codes, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < codes.n; i++)
        if (codes.items[i].used == 0)
            *list_add(rq->arena, &v.slips) = (struct claim_slip){claim_code_shown(rq->arena, codes.items[i].code), false};
    struct out o = app_page(rq, str_z(rq->arena, l.badge_name), "");
    brand_page_of(rq, &o, l.org, l.issuer);
    tmpl_claim_slips(&o, &v);
    app_send(rq, rs, &o);
}

void claim_show_codes_csv(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct claim_link l;
    struct claim_code_list codes = {0};
    struct error err = {0};
    struct buf b = buf_new(a);

    if (!load(rq, rs, &l))
        return;
    if (claim_codes(rq->db, a, l.id, &codes, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    buf_putz(&b, "\xEF\xBB\xBF" "Code,Address,Used\r\n");
    for (size_t i = 0; i < codes.n; i++) {
        csv_put(&b, claim_code_shown(a, codes.items[i].code), true);
        csv_put(&b, str_printf(a, STR_FMT "?code=" STR_FMT, STR_ARG(address_of(rq, &l)), STR_ARG(codes.items[i].code)), false);
        csv_put(&b, codes.items[i].used ? time_format(a, codes.items[i].used) : S(""), false);
        csv_end_row(&b);
    }
    response_bytes(rs, S("text/csv; charset=utf-8"), buf_done(&b));
    response_header(rs, "Content-Disposition", str_printf(a, "attachment; filename=\"codes-%lld.csv\"", (long long)l.id));
    response_header(rs, "Cache-Control", S("no-store"));
}
