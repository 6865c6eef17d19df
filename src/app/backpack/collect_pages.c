/* backpack/collect_pages.c — adding badges, as many as one likes, and what became of each. */
#include "app/backpack/collect_pages.h"

#include "app/backpack/backpack_pages.h"
#include "base/uri.h"
#include "templates.h"

#define MAX_FILE ((size_t)5 << 20)
#define NOW_NS   (8 * 1000000000LL)              /* in front of somebody who waits; a job does the rest */

static const struct form_field collect_fields[] = {
    {"file", FIELD_FILE, "Badges", .max = COLLECT_ARCHIVE},
    {"link", FIELD_URL, "Link", .max = 2048},
    {"text", FIELD_TEXT, "Text", .max = 4 << 20},
};
const struct form_spec collect_form = FORM(collect_fields);

static void show_form(struct request *rq, struct response *rs, struct form *f)
{
    struct add_view v = {
        .form = f,
        .action = app_long_action(rq, S("/backpack/add")),
        .file = {.value = form_value(f, "file"), .label = "Files", .title = "Choose badges",
                 .hint = "PNG, SVG, JSON or JWT as you got them, exports of other Backpacks, scans and PDFs: up to 5 MB each, as a ZIP up to 60 MB. The ZIP that you took away from a Lapel brings everything back.", .icon = "photo-up",
                 .accept = ".png,.svg,.json,.jsonld,.jwt,.jws,.txt,.zip,.pdf,.jpg,.jpeg,.webp,image/*,application/json,application/pdf,application/zip",
                 .send = true, .many = true},
        .link = {.value = form_value(f, "link"), .label = "Or a link to it", .type = "url"},
        .text = {.value = form_value(f, "text"), .label = "JSON or JWT", .hint = "One badge, or an address on each line.", .rows = 8, .optional = true},
    };
    struct out o = app_page(rq, "Add badges", "backpack");

    tmpl_backpack_add(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

void collect_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &collect_form);

    if (!str_is_empty(request_query(rq, "link")))
        form_set(f, "link", request_query(rq, "link"));
    show_form(rq, rs, f);
}

/* ---- what was handed in ---- */

static code read_files(struct request *rq, struct handed_in_list *out, struct error *err)
{
    for (size_t i = 0; i < rq->form.n; i++) {
        const struct part *p = &rq->form.items[i];
        if (!str_eq(p->name, S("file")) || p->file_name.n == 0 || p->value.n == 0)
            continue;
        if (p->value.n > MAX_FILE && !collect_is_archive(p->value))
            return fail(err, LIMIT, "file", "a file that is no ZIP is larger than 5 MB");
        if (p->value.n > COLLECT_ARCHIVE)
            return fail(err, LIMIT, "file", "a ZIP is larger than 60 MB");
        *list_add(rq->arena, out) = (struct handed_in){.name = p->file_name, .bytes = p->value};
    }
    return out->n > COLLECT_FILES ? fail(err, LIMIT, "file", "up to %d files can be added at once", COLLECT_FILES) : OK;
}

/* Files, and else a link, and else text. */
static code read_all(struct request *rq, const struct form *f, struct handed_in_list *out, struct error *err)
{
    str link = form_text(f, "link"), typed = str_trim(form_text(f, "text"));

    TRY(read_files(rq, out, err));
    if (out->n == 0 && link.n)
        *list_add(rq->arena, out) = (struct handed_in){.name = link, .link = link};
    else if (out->n == 0 && typed.n)
        *list_add(rq->arena, out) = (struct handed_in){.name = said("pasted text"), .bytes = typed};
    return out->n ? OK : fail(err, BAD_INPUT, "file", "choose a badge, give a link, or paste its text");
}

/* ---- what became of it ---- */

static const struct { const char *outcome, *kind, *icon, *word; } tags[] = {
    {"waiting", "info", "clock", "Waiting"},         {"added", "good", "check", "Added"},
    {"newer", "good", "versions", "Newer version"},  {"same", "info", "check", "Was there already"},
    {"apart", "warn", "help-circle", "Kept apart"},  {"other", "bad", "mail", "Another address"},
    {"refused", "bad", "circle-x", "Refused"},       {"unread", "bad", "file-search", "No badge in it"},
    {"paper", "warn", "file-certificate", "No badge in it"}, {"away", "warn", "refresh", "Not reached"},
    {"undone", "info", "trash", "Removed again"},    {"cut", "warn", "file-search", "Left out"},
    {"folder", "info", "clock", "Waiting"},          {"restored", "good", "folder", "Brought along"},
    {"torn", "warn", "file-search", "Left out"},
};

static struct tag_view tag_of(str outcome)
{
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq(outcome, cstr(tags[i].outcome)))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].word)};
    return (struct tag_view){0};
}

static bool is_of(str outcome, const char *const *names)
{
    for (; *names; names++)
        if (str_eq(outcome, cstr(*names)))
            return true;
    return false;
}

/* What lay beside badges. */
static bool is_beside(const struct collect_item *i)
{
    return is_of(i->outcome, (const char *const[]){"folder", "restored", "torn", NULL}) || (str_eq(i->outcome, S("undone")) && str_eq(i->name, S("backpack.json")));
}

static void count(const struct collect_item *i, struct added_view *v)
{
    bool taken = is_of(i->outcome, (const char *const[]){"added", "newer", "same", NULL});
    bool apart = str_eq(i->outcome, S("apart")), waits = is_of(i->outcome, (const char *const[]){"waiting", "folder", NULL});

    v->has_more |= i->is_new;
    v->can_undo |= i->is_new;
    if (is_beside(i) && !waits)
        return;                                  /* no badge */
    v->n_taken += taken;
    v->n_apart += apart;
    v->n_waiting += waits;
    v->n_refused += !taken && !apart && !waits;
    v->can_undo |= apart || str_eq(i->outcome, S("added"));
    v->can_retry |= is_of(i->outcome, (const char *const[]){"other", "away", "refused", NULL});
}

static void put_row(struct arena *a, const struct collect_item *i, struct added_view *v)
{
    struct added_row *row = list_add(a, &v->rows);

    *row = (struct added_row){.name = i->name, .title = i->title, .issuer = i->issuer, .why = i->why, .todo = i->todo, .tag = tag_of(i->outcome)};
    if (is_beside(i)) {
        row->title = said("What lay beside the badges");
        row->name = S("");
    }
    if (i->holding)
        row->href = str_printf(a, "/backpack/badges/%lld", (long long)i->holding);
    if (str_eq(i->outcome, S("other")))
        row->prove = i->address.n ? str_join(a, S("/account/addresses/new?email="), uri_encode(a, i->address)) : S("/account/addresses/new");
    if (str_eq(i->outcome, S("paper")))
        row->paper = str_printf(a, "/backpack/paper?item=%lld", (long long)i->id);
    count(i, v);
}

static str run_path(struct arena *a, int64_t run)
{
    return str_printf(a, "/backpack/added/%lld", (long long)run);
}

static void show_results(struct request *rq, struct response *rs, int64_t run, const struct collect_items *items, int status)
{
    struct added_view v = {.self = run_path(rq->arena, run)};

    for (size_t i = 0; i < items->n; i++)
        put_row(rq->arena, &items->items[i], &v);
    struct out o = app_page(rq, "What became of your badges", "backpack");
    tmpl_backpack_added(&o, &v);
    app_send(rq, rs, &o);
    rs->status = status;
}

void collect_results(struct request *rq, struct response *rs)
{
    struct collect_run run;
    struct collect_items items = {0};
    struct error err = {0};
    code c = collect_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &run, &err);

    if (c == OK)
        c = collect_list(rq->db, rq->arena, run.id, &items, &err);
    if (c == OK)
        show_results(rq, rs, run.id, &items, 200);
    else
        app_fail(rq, rs, &err);
}

/* ---- adding ---- */

/* One badge leads to its page; one that was not taken says why at once. */
static void answer_one(struct request *rq, struct response *rs, int64_t run, const struct collect_items *items)
{
    const struct collect_item *i = &items->items[0];
    str path = str_printf(rq->arena, "/backpack/badges/%lld", (long long)i->holding);

    if (i->holding == 0)
        show_results(rq, rs, run, items, str_eq(i->outcome, S("waiting")) ? 200 : 422);
    else if (str_eq(i->outcome, S("same")))
        app_done(rq, rs, path, "This badge is in your Backpack already.");
    else if (str_eq(i->outcome, S("apart")))
        app_done(rq, rs, path, "We could not tell whether it holds. It is kept apart, for you alone.");
    else
        app_done(rq, rs, path, "The badge is in your Backpack.");
}

static code collect_now(struct request *rq, int64_t run_id, struct collect_items *items, struct error *err)
{
    struct collect_run run;
    bool all;

    TRY(collect_get(rq->db, rq->arena, rq->session->account, run_id, &run, err));
    TRY(collect_go_on(app_of(rq), rq->db, &run, clock_monotonic_ns() + NOW_NS, &all, err));
    if (!all)
        TRY(collect_later(rq->db, rq->arena, run.id, err));
    return collect_list(rq->db, rq->arena, run.id, items, err);
}

static void take_in(struct request *rq, struct response *rs, int64_t run)
{
    struct collect_items items = {0};
    struct error err = {0};

    if (collect_now(rq, run, &items, &err) != OK)
        app_fail(rq, rs, &err);
    else if (items.n == 1 && !is_beside(&items.items[0]))
        answer_one(rq, rs, run, &items);
    else
        response_redirect(rs, run_path(rq->arena, run));
    app_wake(app_of(rq));
}

void collect_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &collect_form);
    struct handed_in_list in = {0};
    struct error err = {0};
    int64_t run = 0;
    code c = f->ok ? read_all(rq, f, &in, &err) : OK;

    if (f->ok && c == OK)
        c = collect_begin(rq->db, rq->arena, &(struct collect_new){rq->session->account, text_spoken(), &in}, &run, &err);
    if (c == BAD_INPUT || c == LIMIT || c == UNSUPPORTED)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_form(rq, rs, f);
    else if (c != OK)
        app_fail(rq, rs, &err);
    else
        take_in(rq, rs, run);
}

/* ---- afterwards ---- */

void collect_again_post(struct request *rq, struct response *rs)
{
    struct collect_items items = {0};
    struct error err = {0};
    int64_t run = request_param_int(rq, "id"), n = 0;
    code c = collect_again(rq->db, rq->arena, rq->session->account, run, &n, &err);

    if (c == OK)
        c = collect_now(rq, run, &items, &err);
    app_done_or_fail(rq, rs, c, &err, run_path(rq->arena, run), "Tried again.");
}

void collect_undo_post(struct request *rq, struct response *rs)
{
    struct error err = {0};
    int64_t run = request_param_int(rq, "id"), n = 0;
    struct collect_run mine;
    code c = collect_get(rq->db, rq->arena, rq->session->account, run, &mine, &err);

    if (c == OK)
        c = collect_undo(rq->db, rq->arena, rq->session->account, run, &n, &err);
    app_done_or_fail(rq, rs, c, &err, run_path(rq->arena, run), "Removed again. They wait among the removed badges for 30 days.");
}
