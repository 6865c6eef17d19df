/* verify/verify_pages.c — anyone asks about badges; nothing that is given is kept. */
#include "app/verify/verify_pages.h"

#include "app/backpack/collect.h"
#include "app/verify/traffic.h"
#include "base/uri.h"
#include "templates.h"

#define MAX_FILE VERIFY_FILE

static const struct form_field verify_fields[] = {
    {"file", FIELD_FILE, "Badges", .max = MAX_FILE},
    {"link", FIELD_URL, "Link", .max = 2048},
    {"text", FIELD_TEXT, "Text", .max = 1 << 20},
    {"recipient", FIELD_LINE, "Address", .max = 320},
};
static const struct form_spec verify_form = FORM(verify_fields);

static void show_question(struct request *rq, struct response *rs, struct form *f)
{
    struct verify_ask_view v = {
        .form = f,
        .file = {.value = form_value(f, "file"), .label = "Files", .title = "Choose badges", .hint = "PNG, SVG, JSON or JWT files, and ZIP or PDF with badges in them: up to 20 badges, 5 MB together",
                 .accept = ".png,.svg,.json,.jsonld,.jwt,.jws,.txt,.pdf,.zip,image/png,image/svg+xml,application/json,application/pdf,application/zip",
                 .icon = "file-search", .send = true, .many = true},
        .link = {.value = form_value(f, "link"), .label = "Or a link to one", .type = "url"},
        .text = {.value = form_value(f, "text"), .label = "JSON or JWT", .rows = 8, .optional = true},
        .recipient = {.value = form_value(f, "recipient"), .label = "Whom should it belong to?",
                      .hint = "An e-mail address. Badges hide it; with it we can tell whether it matches.", .optional = true},
    };
    struct out o = app_page(rq, "Check a badge", "verify");

    tmpl_verify_ask(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

str verify_why_not(struct arena *a, const struct error *err, const char *todo)
{
    str why = app_sentence(a, err->text);

    return todo ? str_printf(a, STR_FMT " %s", STR_ARG(why), words(todo)) : why;
}

/* `todo`: what whoever asked can do; NULL: nothing. */
static void problem(struct request *rq, struct response *rs, struct form *f, const struct error *err, const char *todo)
{
    bool by_link = !str_is_empty(form_text(f, "link")), by_text = !str_is_empty(form_text(f, "text"));
    const struct part *file = request_file(rq, "file");

    if (verify_wants_json(rq)) {
        app_fail(rq, rs, err);
        return;
    }
    form_reject(f, file && file->file_name.n ? "file" : by_link ? "link" : by_text ? "text" : "file", verify_why_not(rq->arena, err, todo));
    show_question(rq, rs, f);
}

/* ---- several ---- */

/* An entry of the answer for machines: a report, or why there is none. */
static void put_entry(struct json_writer *w, struct arena *a, str name, const struct report *r, const struct error *err)
{
    json_open_object(w);
    json_put_member(w, "name", name);
    if (r) {
        json_put_key(w, "report");
        json_put_text(w, report_json(a, r));
    } else
        json_put_member(w, "problem", app_sentence(a, err->text));
    json_close_object(w);
}

static void count(struct verify_result_view *v, const struct judged *j, bool is_report)
{
    v->n_valid += is_report && j->report.verdict == VALID;
    v->n_invalid += is_report && j->report.verdict == INVALID;
    v->n_open += !is_report || j->report.verdict == UNVERIFIED;
}

static void send_list(struct request *rq, struct response *rs, struct verify_result_view *v, struct buf *json, struct json_writer *w)
{
    if (verify_wants_json(rq)) {
        json_close_array(w);
        json_close_object(w);
        response_json(rs, 200, buf_done(json));
        return;
    }
    struct out o = app_page(rq, "Results of the check", "verify");
    tmpl_verify_results(&o, v);
    app_send(rq, rs, &o);
}

static void judge_all(struct request *rq, struct response *rs, struct sitting *s, const struct handed_list *in)
{
    struct verify_result_view v = {0};
    struct buf json = buf_new(rq->arena);
    struct json_writer w = json_writer(&json);

    json_open_object(&w);
    json_put_key(&w, "results");
    json_open_array(&w);
    for (size_t i = 0; i < in->n; i++) {
        struct checked_view *one = list_add(rq->arena, &v.list);
        struct error err = {0};
        struct judged j;
        bool ok = judge_one(rq->arena, s, &in->items[i], &j, &err) == OK;
        *one = (struct checked_view){0};
        if (ok) {
            traffic_note(app_of(rq), rq->db, &j.report);
            verify_fill(rq, &j.report, j.again, one);
        } else
            one->problem = verify_why_not(rq->arena, &err, j.todo);
        one->name = in->items[i].name;
        one->number = (int64_t)i + 1;
        count(&v, &j, ok);
        put_entry(&w, rq->arena, one->name, ok ? &j.report : NULL, &err);
    }
    send_list(rq, rs, &v, &json, &w);
}

/* ---- what was handed in ---- */

code verify_take_files(struct request *rq, struct handed_list *out, struct error *err)
{
    for (size_t i = 0; i < rq->form.n; i++) {
        const struct part *p = &rq->form.items[i];
        if (str_eq(p->name, S("file")) && p->file_name.n && p->value.n)
            *list_add(rq->arena, out) = (struct handed){p->file_name, p->value};
    }
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i].bytes.n > MAX_FILE)
            return fail(err, LIMIT, "file", "a file is larger than 5 MB");
    return OK;
}

/* Files of any number, or a link, or text. */
static code take_in(struct request *rq, const struct form *f, struct handed_list *out, struct error *err)
{
    str link = form_text(f, "link"), typed = str_trim(form_text(f, "text"));

    TRY(verify_take_files(rq, out, err));
    if (out->n == 0 && !str_is_empty(link))
        *list_add(rq->arena, out) = (struct handed){S(""), link};
    if (out->n == 0 && !str_is_empty(typed))
        *list_add(rq->arena, out) = (struct handed){S(""), typed};
    return out->n ? OK : fail(err, BAD_INPUT, "file", "choose a badge, give a link, or paste its text");
}

code verify_take_apart(struct request *rq, const struct handed_list *given, struct handed_list *out, struct error *err)
{
    struct handed_in_list whole = {0}, single = {0};

    for (size_t i = 0; i < given->n; i++)
        *list_add(rq->arena, &whole) = (struct handed_in){.name = given->items[i].name, .bytes = given->items[i].bytes};
    TRY(collect_unfold(rq->arena, &whole, &single, err));
    for (size_t i = 0; i < single.n; i++) {
        const struct handed_in *one = &single.items[i];
        *list_add(rq->arena, out) = (struct handed){one->name, one->link.n ? one->link : one->bytes};
    }
    if (out->n > JUDGE_FILES)
        return fail(err, LIMIT, "file", "these are %zu badges: up to %d can be checked at once", out->n, JUDGE_FILES);
    return OK;
}

static void judge(struct request *rq, struct response *rs, struct form *f, const struct handed_list *in)
{
    struct sitting s;
    struct judged j;
    struct error err = {0};

    sitting_open(&s, app_of(rq), rq->db, form_text(f, "recipient"));
    if (in->n > 1)
        judge_all(rq, rs, &s, in);
    else if (judge_one(rq->arena, &s, &in->items[0], &j, &err) == OK) {
        traffic_note(app_of(rq), rq->db, &j.report);
        verify_send_one(rq, rs, &j, &in->items[0]);
    } else
        problem(rq, rs, f, &err, j.todo);
}

/* Taking apart is work too: it counts as one check, whatever is found within. */
static void check_within(struct request *rq, struct response *rs, struct form *f, const struct handed_list *given)
{
    struct handed_list in = {0};
    struct error err = {0};

    if (verify_take_apart(rq, given, &in, &err) != OK)
        problem(rq, rs, f, &err, NULL);
    else if (verify_more(rq, rs, in.n - 1))
        judge(rq, rs, f, &in);
}

static void check(struct request *rq, struct response *rs, struct form *f)
{
    struct handed_list given = {0};
    struct error err = {0};

    if (!f->ok) {
        if (verify_wants_json(rq))
            app_error_page(rq, rs, 422, "this is more than can be checked, or no badge's address");
        else
            show_question(rq, rs, f);
        return;
    }
    if (take_in(rq, f, &given, &err) != OK) {
        problem(rq, rs, f, &err, NULL);
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    check_within(rq, rs, f, &given);
    verify_leave(rq);
}

/* GET /verify asks; GET /verify?link=… answers, so that a check can be linked. */
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
        form_reject(f, "link", said("This is not a web address."));
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
