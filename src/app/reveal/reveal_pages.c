/* reveal/reveal_pages.c — the owner chooses parts; a reader sees them, checked. */
#include "app/reveal/reveal.h"

#include "app/draw.h"
#include "badge/verify.h"
#include "templates.h"

static const struct form_field make_fields[] = {
    {"show", FIELD_MANY, "What to show", .max = 400},
    {"reader", FIELD_LINE, "For whom", .max = 120, .required = true},
    {"until", FIELD_DATE, "Until", .required = true},
};
static const struct form_spec make_form = FORM(make_fields);

static str self_of(struct arena *a, const struct holding *h)
{
    return str_printf(a, "/backpack/badges/%lld/part", (long long)h->id);
}

/* ---- for its owner ---- */

static code fill(struct request *rq, str bytes, struct reveal_view *v, struct error *err)
{
    struct reveal_list all = {0};
    struct arena *a = rq->arena;

    v->self = self_of(a, v->h);
    v->is_possible = reveal_parts(a, bytes, &v->parts, NULL) == OK;
    TRY(reveal_list_of(rq->db, a, v->h, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct reveal *r = &all.items[i];
        *list_add(a, &v->rows) = (struct reveal_row){
            *r, app_url(a, app_of(rq), str_join(a, S("/part/"), r->public_id)), str_printf(a, STR_FMT "/%lld/qr.svg", STR_ARG(v->self), (long long)r->id),
            r->ends <= clock_now()};
    }
    return OK;
}

static void show(struct request *rq, struct response *rs, const struct holding *h, str bytes, struct form *f)
{
    struct reveal_view v = {.h = h, .form = f};
    struct error err = {0};

    if (fill(rq, bytes, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Show a part of it", "backpack");
    tmpl_reveal(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void part_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &make_form);
    struct holding h;
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    form_set(f, "until", date_format(rq->arena, date_of(clock_now() + 30 * DAY)));
    show(rq, rs, &h, bytes, f);
}

/* Only what the page offers. */
static code make(struct request *rq, const struct holding *h, str bytes, const struct form *f, struct error *err)
{
    struct reveal r = {.reader = form_text(f, "reader"), .ends = form_int(f, "until") + DAY};
    const struct str_list *chosen = &form_value((struct form *)(uintptr_t)f, "show")->many;
    str public_id;

    if (r.ends <= clock_now())
        return fail(err, BAD_INPUT, "until", "choose a day that is still to come");
    TRY(reveal_make(rq->arena, bytes, chosen, &r.credential, err));
    return reveal_add(rq->db, rq->arena, h, &r, &public_id, err);
}

static void part_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &make_form);
    struct holding h;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    if (f->ok && make(rq, &h, bytes, f, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, self_of(rq->arena, &h), "It is ready. Give away the link, the code or the file.");
    else
        show(rq, rs, &h, bytes, f);
}

/* One of this badge's, or the answer is given. */
static bool find_row(struct request *rq, struct response *rs, struct holding *h, struct reveal *out)
{
    struct reveal_list all = {0};
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, h, &bytes))
        return false;
    code c = reveal_list_of(rq->db, rq->arena, h, &all, &err);
    for (size_t i = 0; c == OK && i < all.n; i++)
        if (all.items[i].id == request_param_int(rq, "part")) {
            *out = all.items[i];
            return true;
        }
    if (c == OK)
        (void)!fail(&err, NOT_FOUND, "", "there is no such link");
    app_fail(rq, rs, &err);
    return false;
}

static void part_qr(struct request *rq, struct response *rs)
{
    struct holding h;
    struct reveal r;
    struct error err = {0};
    str svg;

    if (!find_row(rq, rs, &h, &r))
        return;
    if (draw_qr_svg(rq->arena, app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/part/"), r.public_id)), &svg, &err) == OK)
        response_bytes(rs, S("image/svg+xml"), svg);
    else
        app_fail(rq, rs, &err);
}

static void send_file(struct response *rs, str credential)
{
    response_bytes(rs, S("application/vc+ld+json"), credential);
    response_header(rs, "Content-Disposition", S("attachment; filename=\"badge-part.json\""));
}

static void part_file(struct request *rq, struct response *rs)
{
    struct holding h;
    struct reveal r;

    if (find_row(rq, rs, &h, &r))
        send_file(rs, r.credential);
}

static void part_end(struct request *rq, struct response *rs)
{
    struct holding h;
    struct error err = {0};
    str bytes;

    if (!holding_find_mine(rq, rs, &h, &bytes))
        return;
    if (reveal_end(rq->db, &h, request_param_int(rq, "part"), &err) == OK)
        app_done(rq, rs, self_of(rq->arena, &h), "That link leads nowhere now. A file that was given away stays what it is.");
    else
        app_fail(rq, rs, &err);
}

/* ---- for readers ---- */

static bool find_open(struct request *rq, struct response *rs, bool counts, struct reveal *r)
{
    struct error err = {0};

    if (reveal_open(rq->db, rq->arena, request_param(rq, "id"), counts, r, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void read_show(struct request *rq, struct response *rs)
{
    struct loader l = app_loader(app_of(rq), rq->db, rq->arena);
    const struct verify_options opt = {.loader = &l, .cache = app_of(rq)->verified};
    struct reveal_reader_view v = {0};
    struct report report;
    struct error err = {0};
    struct reveal r;

    if (!find_open(rq, rs, true, &r))
        return;
    if (badge_verify(rq->arena, r.credential, &opt, &report, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    report_view_fill(rq->arena, &report, &v.report);
    reveal_told(rq->arena, r.credential, &v.parts);
    v.file = str_printf(rq->arena, "/part/" STR_FMT "/badge.json", STR_ARG(r.public_id));
    v.ends = r.ends - 1;
    struct out o = app_page(rq, "A part of a badge", "");
    ((struct page *)(uintptr_t)o.page)->is_unlisted = true;
    tmpl_reveal_reader(&o, &v);
    app_send(rq, rs, &o);
}

static void read_file(struct request *rq, struct response *rs)
{
    struct reveal r;

    if (find_open(rq, rs, false, &r))
        send_file(rs, r.credential);
}

const struct route reveal_routes[] = {
    {GET,  "/backpack/badges/{id}/part",                  SIGNED_IN, part_show, NULL,       0},
    {POST, "/backpack/badges/{id}/part",                  SIGNED_IN, part_post, &make_form, 0},
    {GET,  "/backpack/badges/{id}/part/{part}/qr.svg",    SIGNED_IN, part_qr,   NULL,       0},
    {GET,  "/backpack/badges/{id}/part/{part}/badge.json", SIGNED_IN, part_file, NULL,      0},
    {POST, "/backpack/badges/{id}/part/{part}/end",       SIGNED_IN, part_end,  NULL,       0},
    {GET,  "/part/{id}",                                  EVERYBODY, read_show, NULL,       0},
    {GET,  "/part/{id}/badge.json",                       EVERYBODY, read_file, NULL,       0},
    {0},
};
