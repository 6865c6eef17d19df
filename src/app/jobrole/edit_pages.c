/* jobrole/edit_pages.c — a job role written and changed. */
#include "app/jobrole/jobrole_view.h"

#include "templates.h"

static const struct form_field fields[] = {
    {"code", FIELD_LINE, "Code", .max = 40, .required = true},
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"words", FIELD_TEXT, "What they do", .max = 20000},
    {"titles", FIELD_TEXT, "Job titles", .max = 12000},
};
static const struct form_spec spec = FORM(fields);

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/job-roles", (long long)rq->org);
}

static str self_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

static void show_form(struct request *rq, struct response *rs, struct form *f, int64_t id)
{
    struct jobrole_form_view v = {.form = f, .back = id ? self_path(rq, id) : base_path(rq), .is_new = id == 0};

    v.action = str_join(rq->arena, v.back, id ? S("/edit") : S("/new"));
    struct out o = app_page(rq, id ? "Edit the job role" : "New job role", "norms");
    tmpl_jobrole_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

static struct jobrole_details details(struct request *rq, const struct form *f, int64_t id)
{
    struct jobrole_details d = {.org = rq->org, .id = id, .by = rq->session->account, .code = form_text(f, "code"), .name = form_text(f, "name"), .words = form_text(f, "words")};
    str rest = form_text(f, "titles"), line;

    while (str_cut(&rest, '\n', &line))
        if (!str_is_empty(str_trim(line)))
            *list_add(rq->arena, &d.titles) = str_trim(line);
    return d;
}

static void post(struct request *rq, struct response *rs, int64_t id)
{
    struct form *f = form_read(rq, &spec);
    struct jobrole_details d = details(rq, f, id);
    struct error err = {0};
    code c = !f->ok ? OK : id ? jobrole_save(rq->db, rq->arena, &d, &err) : jobrole_add(rq->db, rq->arena, &d, &d.id, &err);

    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_form(rq, rs, f, id);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, self_path(rq, d.id), id ? "Saved." : "Made. Say now which requirements it takes.");
    }
}

void jobrole_new_show(struct request *rq, struct response *rs)
{
    show_form(rq, rs, form_empty(rq->arena, &spec), 0);
}

void jobrole_new_post(struct request *rq, struct response *rs)
{
    post(rq, rs, 0);
}

static code fill(struct request *rq, struct form *f, struct error *err)
{
    struct jobrole j;
    struct str_list titles = {0};
    struct buf b = buf_new(rq->arena);

    TRY(jobrole_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &j, err));
    TRY(jobrole_titles(rq->db, rq->arena, rq->org, j.id, &titles, err));
    for (size_t i = 0; i < titles.n; i++) {
        buf_put(&b, i ? S("\n") : S(""));
        buf_put(&b, titles.items[i]);
    }
    form_set(f, "code", j.code);
    form_set(f, "name", j.name);
    form_set(f, "words", j.words);
    form_set(f, "titles", buf_done(&b));
    return OK;
}

void jobrole_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct error err = {0};

    if (fill(rq, f, &err) == OK)
        show_form(rq, rs, f, request_param_int(rq, "id"));
    else
        app_fail(rq, rs, &err);
}

void jobrole_edit_post(struct request *rq, struct response *rs)
{
    post(rq, rs, request_param_int(rq, "id"));
}
