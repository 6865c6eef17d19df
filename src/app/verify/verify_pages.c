/* verify/verify_pages.c — anyone asks about a badge; nothing that is given is kept. */
#include "app/verify/verify_pages.h"

#include "app/award/award.h"
#include "badge/verify.h"
#include "base/uri.h"
#include "templates.h"

static const struct form_field verify_fields[] = {
    {"file", FIELD_FILE, "Badge", .max = 5 << 20},
    {"link", FIELD_URL, "Link", .max = 2048},
    {"text", FIELD_TEXT, "Text", .max = 1 << 20},
    {"recipient", FIELD_LINE, "Address", .max = 320},
};
static const struct form_spec verify_form = FORM(verify_fields);

static void show_question(struct request *rq, struct response *rs, struct form *f)
{
    struct verify_ask_view v = {
        .form = f,
        .file = {.value = form_value(f, "file"), .label = "A file", .title = "Choose a badge", .hint = "PNG, SVG, JSON or JWT file",
                 .accept = ".png,.svg,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/json",
                 .icon = "file-search", .send = true},
        .link = {.value = form_value(f, "link"), .label = "Or a link to it", .type = "url"},
        .text = {.value = form_value(f, "text"), .label = "JSON or JWT", .rows = 8, .optional = true},
        .recipient = {.value = form_value(f, "recipient"), .label = "Whom should it belong to?",
                      .hint = "An e-mail address. Badges hide it; with it we can tell whether it matches.", .optional = true},
    };
    struct out o = app_page(rq, "Check a badge", "verify");

    tmpl_verify_ask(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static bool wants_json(const struct request *rq)
{
    static const char *const types[] = {"text/html", "application/json"};

    return request_accepts(rq, types, COUNT(types)) == 1;
}

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

static void show_result(struct request *rq, struct response *rs, const struct report *r, str link)
{
    struct verify_result_view v = {0};

    if (wants_json(rq)) {
        response_json(rs, 200, report_json(rq->arena, r));
        return;
    }
    report_view_fill(rq->arena, r, &v.report);
    report_view_reason(rq->arena, &v.report, own_reason(rq, r));
    if (!str_is_empty(link))
        v.share = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/verify?link="), uri_encode(rq->arena, link)));
    struct out o = app_page(rq, "Result of the check", "verify");
    tmpl_verify_result(&o, &v);
    app_send(rq, rs, &o);
}

static code judge(struct request *rq, str input, str recipient, struct report *out, struct error *err)
{
    struct loader l = app_loader(app_of(rq), rq->db, rq->arena);
    struct verify_options opt = {.loader = &l, .cache = app_of(rq)->verified,
                                 .recipient = str_is_empty(recipient) ? (str){0} : recipient};

    return badge_verify(rq->arena, input, &opt, out, err);
}

static void problem(struct request *rq, struct response *rs, struct form *f, const struct error *err)
{
    if (wants_json(rq)) {
        app_fail(rq, rs, err);
        return;
    }
    form_reject_error(f, err, rq->arena);
    show_question(rq, rs, f);
}

static void check(struct request *rq, struct response *rs, struct form *f)
{
    const struct part *file = form_file(f, "file");
    str link = form_text(f, "link"), text = form_text(f, "text"), input;
    struct report r = {0};
    struct error err = {0};

    input = file ? file->value : !str_is_empty(link) ? link : str_trim(text);
    if (!f->ok) {
        show_question(rq, rs, f);
        return;
    }
    if (str_is_empty(input)) {
        fail(&err, BAD_INPUT, "file", "choose a badge, give a link, or paste its text");
        problem(rq, rs, f, &err);
        return;
    }
    if (judge(rq, input, form_text(f, "recipient"), &r, &err) == OK)
        show_result(rq, rs, &r, file ? S("") : link);
    else
        problem(rq, rs, f, &err);
}

/* GET /verify asks; GET /verify?link=… answers, so that a result can be shared. */
static void verify_get(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &verify_form);
    str link = request_query(rq, "link");

    if (str_is_empty(link)) {
        show_question(rq, rs, f);
        return;
    }
    form_set(f, "link", link);
    f->ok = uri_is_http(link);
    if (!f->ok)
        form_reject(f, "link", S("This is not a web address."));
    check(rq, rs, f);
}

static void verify_post(struct request *rq, struct response *rs)
{
    check(rq, rs, form_read(rq, &verify_form));
}

const struct route verify_routes[] = {
    {GET,  "/verify", EVERYBODY, verify_get,  NULL,         0},
    {POST, "/verify", EVERYBODY, verify_post, &verify_form, NO_CSRF},
    {0},
};
