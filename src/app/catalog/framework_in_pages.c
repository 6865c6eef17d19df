/* catalog/framework_in_pages.c — a framework brought in from files: what that would do, doing
 * it, taking it back; and out again as CASE. */
#include "app/catalog/framework_view.h"

#include "templates.h"

static const struct form_field file_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200},
    {"language", FIELD_LINE, "Language", .max = 20},
    {"file", FIELD_FILE, "Files", .max = FRAMEWORK_BYTES},
};
const struct form_spec framework_file_spec = FORM(file_fields);

/* ---- the files ---- */

/* "skills_de.csv" says it, as the files of ESCO do. */
static str language_of_file(struct arena *a, str name)
{
    size_t dot = name.n;

    while (dot > 0 && name.p[dot - 1] != '.')
        dot--;
    str stem = str_slice(name, 0, dot ? dot - 1 : name.n);
    return stem.n > 3 && stem.p[stem.n - 3] == '_' ? framework_language(a, str_from(stem, stem.n - 2)) : (str){0};
}

static code take_files(struct request *rq, struct form *f, struct framework_source *s, struct error *err)
{
    s->name = form_text(f, "name");
    s->language = form_text(f, "language");
    if (s->language.n && str_is_absent(framework_language(rq->arena, s->language)))
        return fail(err, BAD_INPUT, "language", "a short sign of a language, such as en or de");
    for (size_t i = 0; i < rq->form.n; i++) {
        const struct part *p = &rq->form.items[i];
        if (!str_eq(p->name, S("file")) || str_is_empty(p->file_name) || !p->value.n)
            continue;
        if (s->texts.n == FRAMEWORK_FILES)
            return fail(err, BAD_INPUT, "file", "at most %d files at once", FRAMEWORK_FILES);
        if (!s->language.n && !str_is_absent(language_of_file(rq->arena, p->file_name)))
            s->language = language_of_file(rq->arena, p->file_name);
        *list_add(rq->arena, &s->texts) = p->value;
    }
    return s->texts.n ? OK : fail(err, BAD_INPUT, "file", "choose a file");
}

static str plan_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/imports/%lld", STR_ARG(frameworks_path(rq)), (long long)id);
}

/* OK: the answer was given. BAD_INPUT: the form says why not. */
static code plan(struct request *rq, struct response *rs, struct form *f, int64_t framework)
{
    struct framework_source s = {0};
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? take_files(rq, f, &s, &err) : BAD_INPUT;

    if (c == OK)
        c = framework_import_plan(rq->db, &(struct framework_new){rq->org, framework, rq->session->account, &s}, &id, &err);
    if (c == BAD_INPUT || c == LIMIT || c == NO_MEMORY) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        return BAD_INPUT;
    }
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, plan_path(rq, id));
    return OK;
}

void frameworks_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &framework_file_spec);

    if (plan(rq, rs, f, 0) == BAD_INPUT)
        frameworks_page(rq, rs, f);
}

void framework_file_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &framework_file_spec);

    if (plan(rq, rs, f, request_param_int(rq, "id")) == BAD_INPUT)
        framework_page(rq, rs, framework_set_form(rq), f);
}

/* ---- what it would do ---- */

static void split(struct arena *a, str text, const char *kind, struct str_list *out)
{
    str rest = text, line;

    while (rest.n && str_cut(&rest, '\n', &line))
        if (!kind)
            *list_add(a, out) = line;
        else if (str_starts(line, cstr(kind)))
            *list_add(a, out) = str_from(line, strlen(kind));
}

static code load_plan(struct request *rq, struct framework_plan_view *v, struct error *err)
{
    struct framework_import i;
    struct framework_row f = {0};

    TRY(framework_import_get(rq->db, rq->arena, rq->org, request_param_int(rq, "import"), &i, err));
    if (!str_eq(i.state, S("planned")))
        return fail(err, NOT_FOUND, "import", "this file was brought in already");
    if (i.framework)
        TRY(framework_get(rq->db, rq->arena, rq->org, i.framework, &f, err));
    *v = (struct framework_plan_view){.self = plan_path(rq, i.id), .back = i.framework ? framework_path(rq, i.framework) : frameworks_path(rq), .name = i.name,
                                      .is_first = !i.framework, .is_labels = framework_other_language(f.language, i.language)};
    v->n.n_new = i.n_new;
    v->n.n_change = i.n_change;
    v->n.n_same = i.n_same;
    v->n.n_gone = i.n_gone;
    v->n.n_wrong = i.n_wrong;
    v->sub = str_printf(rq->arena, "%s%s" STR_FMT, words(framework_format_words(i.format)), i.language.n ? " · " : "", STR_ARG(i.language));
    split(rq->arena, i.shown, "new ", &v->fresh);
    split(rq->arena, i.shown, "change ", &v->changed);
    split(rq->arena, i.shown, "gone ", &v->gone);
    split(rq->arena, i.shown, "level ", &v->levels);
    split(rq->arena, i.problems, NULL, &v->problems);
    return OK;
}

void framework_plan_show(struct request *rq, struct response *rs)
{
    struct framework_plan_view v = {0};
    struct error err = {0};

    if (load_plan(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "badges");
    tmpl_catalog_framework_plan(&o, &v);
    app_send(rq, rs, &o);
}

static struct framework_act act_of(struct request *rq)
{
    return (struct framework_act){rq->org, request_param_int(rq, "import"), rq->session->account};
}

void framework_start_post(struct request *rq, struct response *rs)
{
    struct framework_act act = act_of(rq);
    struct error err = {0};
    int64_t framework = 0;

    if (framework_import_do(rq->db, &act, &framework, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, framework_path(rq, framework), "The framework is here now. It can be taken back below, under Files.");
}

void framework_drop_post(struct request *rq, struct response *rs)
{
    struct framework_act act = act_of(rq);
    struct error err = {0};

    if (framework_import_drop(rq->db, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, frameworks_path(rq), "The file was left out; nothing was changed.");
}

void framework_undo_post(struct request *rq, struct response *rs)
{
    struct framework_act act = act_of(rq);
    struct framework_import i;
    struct framework_row f;
    struct error err = {0};
    code c = framework_import_get(rq->db, rq->arena, rq->org, act.id, &i, &err);

    if (c == OK)
        c = framework_import_undo(rq->db, &act, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    bool is_there = framework_get(rq->db, rq->arena, rq->org, i.framework, &f, NULL) == OK;
    app_done(rq, rs, is_there ? framework_path(rq, i.framework) : frameworks_path(rq), "It is taken back: the framework is as it was.");
}

/* ---- out ---- */

static code put(void *ctx, str bytes, struct error *err)
{
    return response_file_put(ctx, bytes, err);
}

void framework_json(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = response_file_open(rs, S("application/json"), &err);

    if (c == OK)
        c = framework_export(rq->db, &(struct framework_export){rq->org, request_param_int(rq, "id"), put, rs}, &err);
    if (c != OK) {
        response_file_drop(rs);
        app_fail(rq, rs, &err);
        return;
    }
    response_header(rs, "Content-Disposition", S("attachment; filename=\"framework.json\""));
}
