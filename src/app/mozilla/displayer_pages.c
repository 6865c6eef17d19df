/* mozilla/displayer_pages.c — the Displayer API: an address becomes a number, a
 * number collections, a collection badges; and the page where their owner says
 * which collections sites may find. */
#include "app/mozilla/mozilla_private.h"

#include "base/uri.h"
#include "templates.h"
#include "web/asset.h"
#include "web/scratch.h"

#define QUESTIONS_AN_HOUR 120                    /* of one network: whether somebody is here */

/* ---- answering ---- */

/* Dotted names, as of a function in a page; nothing that could be more. */
static bool is_callback_name(str s)
{
    bool starts = true;

    if (s.n == 0 || s.n > 100)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
        if (!letter && (starts || !((c >= '0' && c <= '9') || c == '.')))
            return false;
        starts = c == '.';
    }
    return !starts;
}

/* In a script these two end a line. */
static void put_script_safe(struct buf *b, str json)
{
    str rest = json;
    ptrdiff_t at;

    while ((at = str_find(rest, S("\xe2\x80"))) >= 0) {
        char third = (size_t)at + 2 < rest.n ? rest.p[at + 2] : 0;
        buf_put(b, str_slice(rest, 0, (size_t)at));
        if (third == '\xa8' || third == '\xa9')
            buf_putz(b, third == '\xa8' ? "\\u2028" : "\\u2029");
        else
            buf_put(b, str_slice(rest, (size_t)at, (size_t)at + 3));
        rest = str_from(rest, (size_t)at + 3);
    }
    buf_put(b, rest);
}

/* JSONP is always 200: a script that failed would call nobody. */
static void answer(struct request *rq, struct response *rs, int status, str json)
{
    str callback = request_query(rq, "callback");
    struct buf b = buf_new(rq->arena);

    if (str_is_absent(callback)) {
        response_json(rs, status, json);
        return;
    }
    if (!is_callback_name(callback)) {
        response_json(rs, 400, S("{\"httpStatus\":400,\"status\":\"invalid\",\"error\":\"callback must be the name of a function\"}"));
        return;
    }
    buf_printf(&b, STR_FMT "(", STR_ARG(callback));
    put_script_safe(&b, json);
    buf_putz(&b, ")");
    response_bytes(rs, S("application/javascript; charset=utf-8"), buf_done(&b));
}

static void answer_missing(struct request *rq, struct response *rs)
{
    answer(rq, rs, 404, S("{\"httpStatus\":404,\"status\":\"missing\"}"));
}

static void failed(struct request *rq, struct response *rs, const struct error *err)
{
    if (err->code == NOT_FOUND)
        answer_missing(rq, rs);
    else
        answer_fault(rq, rs, err);
}

/* "17", "17.json", "17.jsonp"; -1: no number. */
static int64_t number_of(str s)
{
    ptrdiff_t dot = str_find_byte(s, '.');
    int64_t n;

    if (dot >= 0) {
        str end = str_from(s, (size_t)dot);
        if (!str_eq(end, S(".json")) && !str_eq(end, S(".jsonp")))
            return -1;
        s = str_slice(s, 0, (size_t)dot);
    }
    return str_to_int(s, &n) && n > 0 ? n : -1;
}

/* ---- collections ---- */

void displayer_groups_get(struct request *rq, struct response *rs)
{
    int64_t user = number_of(request_param(rq, "user"));
    struct displayed_list list = {0};
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct error err = {0};

    if (displayer_groups(rq->db, rq->arena, user, &list, &err) != OK) {
        failed(rq, rs, &err);
        return;
    }
    json_open_object(&w);
    json_put_member_int(&w, "userId", user);
    json_put_key(&w, "groups");
    json_open_array(&w);
    for (size_t i = 0; i < list.n; i++) {
        json_open_object(&w);
        json_put_member_int(&w, "groupId", list.items[i].id);
        json_put_member(&w, "name", list.items[i].name);
        json_put_member_int(&w, "badges", list.items[i].badges);
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    answer(rq, rs, 200, buf_done(&b));
}

/* ---- badges ---- */

static code put_badge(struct request *rq, struct json_writer *w, const struct displayed_badge *d, struct error *err)
{
    struct arena *scratch = scratch_open();      /* reports are long, and a collection has many */
    str picture = app_url(rq->arena, app_of(rq), d->picture.n ? str_join(rq->arena, S("/images/"), d->picture) : asset_href(rq->arena, "brand/badge.svg"));
    struct report r;

    TRY(displayed_report(rq->db, scratch, d, &r, err));
    bool is_hosted = r.badge.kind == KIND_HOSTED && uri_is_http(r.badge.id);
    json_open_object(w);
    json_put_member(w, "lastValidated", time_format(scratch, d->checked));
    json_put_member(w, "assertionType", is_hosted ? S("hosted") : S("signed"));
    json_put_key(w, "hostedUrl");
    if (is_hosted)
        json_put_str(w, r.badge.id);
    else
        json_put_null(w);
    json_put_key(w, "assertion");
    put_flat(w, scratch, &(struct flat){.badge = &r.badge, .hides_person = true, .picture = picture});
    json_put_member(w, "imageUrl", picture);
    json_close_object(w);
    return OK;
}

static code write_group(struct request *rq, int64_t user, int64_t group, struct json_writer *w, struct error *err)
{
    struct displayed_badge_list list = {0};

    TRY(displayer_group(rq->db, rq->arena, user, group, &list, err));
    json_open_object(w);
    json_put_member_int(w, "userId", user);
    json_put_member_int(w, "groupId", group);
    json_put_key(w, "badges");
    json_open_array(w);
    for (size_t i = 0; i < list.n; i++)
        TRY(put_badge(rq, w, &list.items[i], err));
    json_close_array(w);
    json_close_object(w);
    return OK;
}

void displayer_group_get(struct request *rq, struct response *rs)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct error err = {0};

    if (write_group(rq, number_of(request_param(rq, "user")), number_of(request_param(rq, "group")), &w, &err) == OK)
        answer(rq, rs, 200, buf_done(&b));
    else
        failed(rq, rs, &err);
}

/* ---- whose number is it? ---- */

static const struct form_field convert_fields[] = {{"email", FIELD_EMAIL, "E-mail address", .max = 320}};
const struct form_spec convert_form = FORM(convert_fields);

static void show_convert(struct request *rq, struct response *rs, struct convert_view *v)
{
    v->email = (struct input_view){.value = form_value(v->form, "email"), .label = "E-mail address", .type = "email"};
    struct out o = app_page(rq, "Find collections by address", "");

    tmpl_mozilla_convert(&o, v);
    app_send(rq, rs, &o);
    rs->status = v->form->ok ? v->is_asked && !v->is_found ? 404 : 200 : 422;
}

void displayer_convert(struct request *rq, struct response *rs)
{
    show_convert(rq, rs, &(struct convert_view){.form = form_empty(rq->arena, &convert_form), .number = S("")});
}

static void answer_convert(struct request *rq, struct response *rs, code c, str email, int64_t number)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    const char *status = c == OK ? "okay" : c == NOT_FOUND ? "missing" : c == BAD_INPUT ? "invalid" : "error";

    json_open_object(&w);
    json_put_member(&w, "status", cstr(status));
    if (c == OK) {
        json_put_member(&w, "email", email);
        json_put_member_int(&w, "userId", number);
    } else
        json_put_member(&w, "error", c == NOT_FOUND ? S("Could not find a user by the email address") : c == BAD_INPUT ? S("missing `email` parameter") : S("the database did not answer"));
    json_close_object(&w);
    answer_json(rs, c == OK ? 200 : c == NOT_FOUND ? 404 : 400, buf_done(&b));
}

static bool wants_page(const struct request *rq)
{
    static const char *const types[] = {"application/json", "text/html"};

    return request_accepts(rq, types, COUNT(types)) == 1;
}

static bool may_ask(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = throttle_try(rq->db, str_join(rq->arena, S("displayer "), rq->client), QUESTIONS_AN_HOUR, &err);

    if (c == LIMIT) {
        answer_message(rq, rs, 429, app_sentence(rq->arena, err.text));
        response_header(rs, "Retry-After", S("60"));
    } else if (c != OK)
        answer_convert(rq, rs, c, S(""), 0);
    return c == OK;
}

void displayer_convert_post(struct request *rq, struct response *rs)
{
    str email = str_trim(sent_field(rq, "email"));
    struct convert_view v = {.number = S(""), .is_asked = true};
    struct error err = {0};
    int64_t number = 0;
    code c = str_is_empty(email) ? BAD_INPUT : OK;

    if (!may_ask(rq, rs))
        return;
    if (c == OK)
        c = displayer_find(rq->db, rq->arena, email, &number, &err);
    if (!wants_page(rq)) {
        answer_convert(rq, rs, c, email, number);
        return;
    }
    v.form = form_read(rq, &convert_form);
    if (c == BAD_INPUT && v.form->ok)
        form_reject(v.form, "email", said("This is needed."));
    v.is_found = c == OK;
    v.number = str_printf(rq->arena, "%lld", (long long)number);
    show_convert(rq, rs, &v);
}

/* ---- which collections? ---- */

static const struct form_field shown_fields[] = {{"shown", FIELD_MANY, "Collections", .max = 40}};
const struct form_spec shown_form = FORM(shown_fields);

void shown_show(struct request *rq, struct response *rs)
{
    struct shown_view v = {0};
    struct error err = {0};

    if (displayer_mine(rq->db, rq->arena, rq->session->account, &v.rows, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < v.rows.n; i++)
        v.any_public |= v.rows.items[i].is_public;
    struct out o = app_page(rq, "Shown on other sites", "backpack");
    tmpl_mozilla_shown(&o, &v);
    app_send(rq, rs, &o);
}

void shown_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &shown_form);
    struct error err = {0};

    if (displayer_show(rq->db, rq->session->account, &form_value(f, "shown")->many, &err) == OK)
        app_done(rq, rs, S("/backpack/shown"), "Saved.");
    else
        app_fail(rq, rs, &err);
}
