/* catalog/framework_pages.c — the frameworks of an organisation: which there are, one of them
 * with its tree and search, one of its skills. */
#include "app/catalog/framework_view.h"

#include "templates.h"

static const struct form_field set_fields[] = {
    {"name", FIELD_LINE, "Name", .max = 200, .required = true},
    {"months", FIELD_INT, "Months", .max = 600},
    {"levels", FIELD_TEXT, "Levels", .max = SCALE_LEVELS * (SCALE_NAME + 2) + 100},
};
static const struct form_spec set_spec = FORM(set_fields);

str frameworks_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/frameworks", (long long)rq->org);
}

str framework_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, "/org/%lld/frameworks/%lld", (long long)rq->org, (long long)id);
}

/* ---- all ---- */

const char *framework_format_words(str format)
{
    static const struct { const char *name, *words; } t[] = {
        {"sheet", "Sheet"}, {"esco", "ESCO"}, {"onet", "O*NET"}, {"case", "CASE"}, {"ctdl", "CTDL"},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        if (str_eq(format, cstr(t[i].name)))
            return t[i].words;
    return "";
}

static str sub_of(struct arena *a, int64_t items, str format, str language)
{
    struct buf b = buf_new(a);

    buf_put(&b, items == 1 ? said("1 skill") : words_printf(a, "%lld skills", (long long)items));
    if (*framework_format_words(format))
        buf_printf(&b, " · %s", words(framework_format_words(format)));
    if (language.n)
        buf_printf(&b, " · " STR_FMT, STR_ARG(language));
    return buf_done(&b);
}

static code load_frameworks(struct request *rq, struct frameworks_view *v, struct error *err)
{
    struct framework_row_list all = {0};
    struct framework_import_list planned = {0};

    TRY(framework_all(rq->db, rq->arena, rq->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->lines) = (struct framework_line){framework_path(rq, all.items[i].id), all.items[i].name,
                                                                  sub_of(rq->arena, all.items[i].items, all.items[i].format, all.items[i].language)};
    if (!v->may_design)
        return OK;
    TRY(framework_import_find(rq->db, rq->arena, rq->org, 0, &planned, err));
    for (size_t i = 0; i < planned.n; i++)
        *list_add(rq->arena, &v->planned) = (struct framework_line){
            str_printf(rq->arena, STR_FMT "/imports/%lld", STR_ARG(v->self), (long long)planned.items[i].id), planned.items[i].name,
            sub_of(rq->arena, planned.items[i].n_new, planned.items[i].format, planned.items[i].language)};
    return OK;
}

void frameworks_page(struct request *rq, struct response *rs, struct form *f)
{
    struct frameworks_view v = {.base = catalog_base_path(rq), .self = frameworks_path(rq), .action = app_long_action(rq, frameworks_path(rq)), .form = f,
                                .may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK};
    struct error err = {0};

    if (load_frameworks(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Frameworks of skills", "badges");
    tmpl_catalog_frameworks(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void frameworks_show(struct request *rq, struct response *rs)
{
    frameworks_page(rq, rs, form_empty(rq->arena, &framework_file_spec));
}

void frameworks_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = framework_remove(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), rq->session->account, &err);

    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, frameworks_path(rq), "The framework is gone.");
}

/* ---- one ---- */

/* A line of it, on a page of many. */
static str short_of(struct arena *a, str about)
{
    return about.n <= 180 ? about : str_printf(a, STR_FMT "…", STR_ARG(utf8_cut(about, 160)));
}

static struct framework_found found_of(struct request *rq, const struct framework_item *i)
{
    return (struct framework_found){
        .narrower = i->narrower, .name = i->skill.target_name, .code = i->skill.target_code, .about = short_of(rq->arena, i->skill.target_description),
        .is_retired = i->retired > 0, .href = str_printf(rq->arena, STR_FMT "/skills/%lld", STR_ARG(framework_path(rq, i->framework)), (long long)i->id)};
}

static void add_all(struct request *rq, const struct framework_item_list *items, struct framework_founds *out)
{
    for (size_t i = 0; i < items->n; i++)
        *list_add(rq->arena, out) = found_of(rq, &items->items[i]);
}

static str paged_address(struct request *rq, str self, str words, bool with_retired)
{
    return str_printf(rq->arena, STR_FMT "?q=" STR_FMT "%s", STR_ARG(self), STR_ARG(uri_encode(rq->arena, words)), with_retired ? "&retired=1" : "");
}

/* Only the first page of a tree is known to be the whole of it, so nothing is counted. */
static code load_items(struct request *rq, struct framework_page *q, str address, struct framework_founds *out, struct pagination *pages, struct error *err)
{
    struct framework_item_list items = {0};

    TRY(framework_items(rq->db, rq->arena, q, &items, err));
    add_all(rq, &items, out);
    *pages = paging_links(rq->arena, q->paging, &(struct paged){.address = address, .n = items.n, .first = items.n ? items.items[0].id : 0,
                                                                .last = items.n ? items.items[items.n - 1].id : 0});
    return OK;
}

static str past_words(struct arena *a, const struct framework_import *i)
{
    return words_printf(a, "%lld new, %lld changed, %lld gone, %lld the same", (long long)i->n_new, (long long)i->n_change, (long long)i->n_gone,
                        (long long)i->n_same);
}

static code load_past(struct request *rq, int64_t id, struct framework_view *v, struct error *err)
{
    struct framework_import_list all = {0};
    bool is_newest = true;

    TRY(framework_import_find(rq->db, rq->arena, rq->org, id, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct framework_import *x = &all.items[i];
        str self = str_printf(rq->arena, STR_FMT "/imports/%lld", STR_ARG(frameworks_path(rq)), (long long)x->id);
        bool is_planned = str_eq(x->state, S("planned")), can_undo = is_newest && str_eq(x->state, S("done")) && x->ended + FRAMEWORK_UNDO_TIME > clock_now() && !(x->is_first && v->badges);
        *list_add(rq->arena, &v->past) = (struct framework_past){
            is_planned ? self : S(""), can_undo ? str_join(rq->arena, self, S("/undo")) : S(""),
            str_eq(x->state, S("undone")) ? str_printf(rq->arena, STR_FMT " (" STR_FMT ")", STR_ARG(past_words(rq->arena, x)), STR_ARG(said("taken back")))
                                          : past_words(rq->arena, x), x->ended ? x->ended : x->created};
        is_newest &= is_planned;
    }
    return OK;
}

#define PER_PAGE 50

static code load_framework(struct request *rq, struct framework_view *v, struct error *err)
{
    int64_t id = request_param_int(rq, "id");
    struct framework_row f;
    struct paging paging = paging_of(rq, PER_PAGE);

    TRY(framework_get(rq->db, rq->arena, rq->org, id, &f, err));
    v->self = framework_path(rq, id);
    v->name = f.name;
    v->sub = sub_of(rq->arena, f.items, f.format, f.language);
    v->levels = scale_words(rq->arena, f.levels);
    v->words = utf8_cut(form_clean(rq->arena, request_query(rq, "q"), false), 100);
    v->with_retired = str_eq(request_query(rq, "retired"), S("1"));
    v->is_tree = str_is_empty(v->words);
    v->action = app_long_action(rq, str_join(rq->arena, v->self, S("/file")));
    v->json = str_join(rq->arena, v->self, S("/framework.json"));
    v->may_design = app_allow(rq, DESIGN_BADGES, rq->org) == OK;
    if (v->form->ok && v->form->values[0].text.n == 0) {
        form_set(v->form, "name", f.name);
        form_set(v->form, "levels", f.levels);
        if (f.months)
            form_set_int(v->form, "months", f.months);
    }
    struct framework_page q = {.framework = id, .words = v->words, .paging = &paging, .with_retired = v->with_retired};
    TRY(load_items(rq, &q, paged_address(rq, v->self, v->words, v->with_retired), &v->found, &v->pages, err));
    if (!v->may_design)
        return OK;
    TRY(framework_used(rq->db, rq->org, id, &v->badges, err));
    return load_past(rq, id, v, err);
}

void framework_page(struct request *rq, struct response *rs, struct form *settings, struct form *file)
{
    struct framework_view v = {.form = settings, .file = file};
    struct error err = {0};

    if (load_framework(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "badges");
    tmpl_catalog_framework(&o, &v);
    app_send(rq, rs, &o);
    if (!settings->ok || !file->ok)
        rs->status = 422;
}

struct form *framework_set_form(struct request *rq)
{
    return form_empty(rq->arena, &set_spec);
}

void framework_show(struct request *rq, struct response *rs)
{
    framework_page(rq, rs, framework_set_form(rq), form_empty(rq->arena, &framework_file_spec));
}

void framework_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &set_spec);
    int64_t id = request_param_int(rq, "id");
    struct framework_settings s = {.org = rq->org, .id = id, .by = rq->session->account, .name = form_text(f, "name"), .months = form_int(f, "months"), .levels = form_text(f, "levels")};
    struct error err = {0};
    code c = f->ok ? framework_set(rq->db, rq->arena, &s, &err) : BAD_INPUT;

    if (c == BAD_INPUT || c == CONFLICT) {
        if (f->ok)
            form_reject_error(f, &err, rq->arena);
        framework_page(rq, rs, f, form_empty(rq->arena, &framework_file_spec));
    } else if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, framework_path(rq, id), "Saved.");
}

/* ---- one of its skills ---- */

static code load_badges(struct request *rq, int64_t item, struct framework_skill_view *v, struct error *err)
{
    struct framework_badges all = {0};

    TRY(framework_badges(rq->db, rq->arena, &(struct framework_badges_ask){rq->org, item, 50}, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->badges) = (struct framework_line){catalog_badge_path(rq, all.items[i].id), all.items[i].name, S("")};
    return OK;
}

static code load_labels(struct request *rq, int64_t item, struct framework_skill_view *v, struct error *err)
{
    struct framework_labels labels = {0};

    TRY(framework_labels(rq->db, rq->arena, item, &labels, err));
    for (size_t i = 0; i < labels.n; i++)
        *list_add(rq->arena, &v->labels) = (struct framework_fact){labels.items[i].language, labels.items[i].name};
    return OK;
}

static code load_skill(struct request *rq, struct framework_skill_view *v, struct error *err)
{
    int64_t id = request_param_int(rq, "skill");
    struct framework_item item, *i = &item;
    struct framework_item_list above = {0};
    struct paging paging = paging_of(rq, PER_PAGE);

    TRY(framework_item_get(rq->db, rq->arena, rq->org, id, i, err));
    if (i->framework != request_param_int(rq, "id"))
        return fail(err, NOT_FOUND, "framework", "there is no such skill");
    *v = (struct framework_skill_view){.back = framework_path(rq, i->framework), .name = i->skill.target_name, .framework = i->skill.target_framework,
                                       .code = i->skill.target_code, .url = i->skill.target_url, .about = i->skill.target_description, .retired = i->retired};
    TRY(framework_broader(rq->db, rq->arena, id, &above, err));
    add_all(rq, &above, &v->above);
    struct framework_page q = {.framework = i->framework, .below = id, .paging = &paging};
    TRY(load_items(rq, &q, str_printf(rq->arena, STR_FMT "/skills/%lld?", STR_ARG(v->back), (long long)id), &v->below, &v->pages, err));
    TRY(load_labels(rq, id, v, err));
    return load_badges(rq, id, v, err);
}

void framework_skill_show(struct request *rq, struct response *rs)
{
    struct framework_skill_view v = {0};
    struct error err = {0};

    if (load_skill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.name), "badges");
    tmpl_catalog_framework_skill(&o, &v);
    app_send(rq, rs, &o);
}
