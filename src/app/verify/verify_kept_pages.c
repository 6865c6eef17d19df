/* verify/verify_kept_pages.c — asking on about a result, and keeping it so that
 * others can see it. Whoever keeps it gets two addresses: one to show, and one
 * that deletes. */
#include "app/verify/traffic.h"
#include "app/verify/verify_pages.h"

#include "templates.h"
#include "web/text.h"

static const struct form_field match_fields[] = {
    {"result", FIELD_LINE, "Result", .max = SEALED_MAX, .required = true},
    {"recipient", FIELD_LINE, "Address", .max = 320, .required = true},
};
static const struct form_spec match_form = FORM(match_fields);

static const struct form_field keep_fields[] = {
    {"result", FIELD_LINE, "Result", .max = SEALED_MAX, .required = true},
    {"days", FIELD_CHOICE, "How long", .choices = "1|7|30|90|365", .required = true},
};
static const struct form_spec keep_form = FORM(keep_fields);

/* These forms are ours, with nothing in them that a person could get wrong but
 * an empty line. */
static bool read_sealed(struct request *rq, struct response *rs, const struct form *f, struct sealed_result *out)
{
    struct error err = {0};

    if (!f->ok) {
        for (size_t i = 0; i < f->n; i++)
            if (!str_is_empty(f->values[i].error)) {
                app_error_page(rq, rs, 422, str_z(rq->arena, f->values[i].error));
                return false;
            }
        app_error_page(rq, rs, 422, "nothing was asked");
        return false;
    }
    if (result_unseal(rq->arena, app_of(rq), form_text(f, "result"), out, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void match(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &match_form);
    struct sealed_result in;

    if (!read_sealed(rq, rs, f, &in))
        return;
    result_match(rq->arena, &in.report, form_text(f, "recipient"));
    verify_send_one(rq, rs, &(struct judged){.report = in.report, .again = in.again}, NULL);
}

/* ---- keeping ---- */

static str kept_path(struct arena *a, const struct kept_result *k)
{
    str path = str_join(a, S("/verify/results/"), k->token);

    return str_is_empty(k->secret) ? path : str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(k->secret));
}

static void send_addresses(struct request *rq, struct response *rs, const struct kept_result *k)
{
    struct arena *a = rq->arena;
    struct kept_result shown = {.token = k->token};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "link", app_url(a, app_of(rq), kept_path(a, &shown)));
    json_put_member(&w, "delete", app_url(a, app_of(rq), str_join(a, kept_path(a, k), S("/delete"))));
    json_put_member(&w, "until", time_format(a, k->until));
    json_close_object(&w);
    response_json(rs, 201, buf_done(&b));
}

static void keep(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &keep_form);
    struct sealed_result in;
    struct kept_result k;
    struct error err = {0};
    int64_t days = 0;

    if (!read_sealed(rq, rs, f, &in) || !verify_enter(rq, rs, 5))
        return;
    (void)!str_to_int(form_text(f, "days"), &days);
    code c = result_keep(app_of(rq), rq->db, rq->arena, &in, (int)days, &k, &err);
    verify_leave(rq);
    if (c != OK)
        app_fail(rq, rs, &err);
    else if (verify_wants_json(rq))
        send_addresses(rq, rs, &k);
    else
        response_redirect(rs, kept_path(rq->arena, &k));
}

/* ---- showing ---- */

static bool find(struct request *rq, struct response *rs, str secret, struct kept_result *out)
{
    struct error err = {0};

    if (result_find(rq->db, rq->arena, request_param(rq, "token"), secret, out, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

static void show(struct request *rq, struct response *rs, str secret)
{
    struct arena *a = rq->arena;
    struct verify_kept_view v = {.is_owner = !str_is_absent(secret)};
    struct kept_result shown;

    if (!find(rq, rs, secret, &v.kept))
        return;
    if (verify_wants_json(rq)) {
        response_json(rs, 200, report_json(a, &v.kept.report));
        return;
    }
    verify_fill(rq, &v.kept.report, v.kept.again, &v.checked);
    verify_picture(rq, &(struct judged){.report = v.kept.report}, S(""), &v.checked);
    v.checked.sealed = S("");
    shown = (struct kept_result){.token = v.kept.token};
    v.here = kept_path(a, &v.kept);
    v.link = app_url(a, app_of(rq), kept_path(a, &shown));
    v.until.t = v.kept.until;
    struct out o = app_page(rq, "Result of a check", "verify");
    tmpl_verify_kept(&o, &v);
    app_send(rq, rs, &o);
    response_header(rs, "X-Robots-Tag", S("noindex"));
}

static void shown(struct request *rq, struct response *rs)
{
    show(rq, rs, (str){0});
}

static void owned(struct request *rq, struct response *rs)
{
    show(rq, rs, request_param(rq, "proof"));
}

static void again(struct request *rq, struct response *rs)
{
    struct kept_result k;
    struct sitting s;
    struct judged j;
    struct error err = {0};

    if (!find(rq, rs, (str){0}, &k))
        return;
    if (str_is_empty(k.again)) {
        app_error_page(rq, rs, 409, "this badge can only be checked again with the file itself");
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    sitting_open(&s, app_of(rq), rq->db, (str){0});
    code c = judge_one(rq->arena, &s, &(struct handed){S(""), k.again}, &j, &err);
    verify_leave(rq);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    traffic_note(app_of(rq), rq->db, &j.report);
    result_without_persons(&j.report);
    j.again = S("");
    verify_send_one(rq, rs, &j, NULL);
}

static void forget(struct request *rq, struct response *rs)
{
    struct error err = {0};

    if (result_delete(rq->db, rq->arena, request_param(rq, "token"), request_param(rq, "proof"), &err) == OK)
        app_done(rq, rs, S("/verify"), "The result was deleted. Its link leads nowhere now.");
    else
        app_fail(rq, rs, &err);
}

/* The addresses are the key: no cookie opens or protects anything here. */
const struct route verify_kept_routes[] = {
    {POST, "/verify/match",                          EVERYBODY, match,  &match_form, NO_CSRF},
    {POST, "/verify/results",                        EVERYBODY, keep,   &keep_form,  NO_CSRF},
    {GET,  "/verify/results/{token}",                EVERYBODY, shown,  NULL,        0},
    {POST, "/verify/results/{token}/again",          EVERYBODY, again,  NULL,        NO_CSRF},
    {GET,  "/verify/results/{token}/{proof}",        EVERYBODY, owned,  NULL,        0},
    {POST, "/verify/results/{token}/{proof}/delete", EVERYBODY, forget, NULL,        NO_CSRF},
    {0},
};
