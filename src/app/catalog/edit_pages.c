/* catalog/edit_pages.c — the editor, a page for each step: what they share,
 * and the steps of words. Each saves on its own, so that nothing typed is lost. */
#include "app/catalog/catalog_view.h"
#include "templates.h"

/* ---- what all steps share ---- */

static const struct { const char *label, *path; } steps[] = {
    {"Basics", "/basics"}, {"Picture", "/picture"}, {"Criteria", "/criteria"}, {"Levels", "/levels"},
    {"Validity", "/validity"}, {"Skills", "/skills"}, {"Languages", "/translations"}, {"Preview", "/preview"},
};

static struct steps_view steps_of(struct arena *a, str self, enum edit_step now)
{
    struct step *items = NEW_ARRAY(a, COUNT(steps), struct step);

    for (size_t i = 0; i < COUNT(steps); i++)
        items[i] = (struct step){steps[i].label, str_is_empty(self) ? S("") : str_join(a, self, cstr(steps[i].path))};
    return (struct steps_view){items, COUNT(steps), now};
}

/* What is out already is changed in a working copy. */
static str working_note(struct arena *a, const struct badge_row *b, int64_t holders)
{
    if (b->v.frozen_at == 0)
        return said("What you change here is kept as a working copy. Everybody sees the badge as it is until you publish your changes.");
    if (holders == 1)
        return words_printf(a, "What you change here is kept as a working copy. Everybody sees version %lld, which one person "
                               "holds, until you publish version %lld; theirs stays as it is.",
                            (long long)b->v.number, (long long)b->v.number + 1);
    return words_printf(a, "What you change here is kept as a working copy. Everybody sees version %lld, which %lld people hold, "
                           "until you publish version %lld; theirs stay as they are.",
                        (long long)b->v.number, (long long)holders, (long long)b->v.number + 1);
}

code edit_open(struct request *rq, enum edit_step now, struct edit_view *out, struct error *err)
{
    int64_t holders = 0;

    *out = (struct edit_view){.base = catalog_base_path(rq)};
    TRY(working_open(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &out->b, &out->w, err));
    out->self = catalog_badge_path(rq, out->b.id);
    out->title = out->b.v.name;
    out->is_draft = str_eq(out->b.state, S("draft"));
    out->steps = steps_of(rq->arena, out->self, now);
    if (out->is_draft)
        return OK;
    TRY(catalog_holders(rq->db, rq->org, &out->b.v, &holders, err));
    out->note = working_note(rq->arena, &out->b, holders);
    return OK;
}

bool edit_button(struct request *rq, const char *value)
{
    return str_eq(request_field(rq, "go"), cstr(value));
}

void edit_done(struct request *rq, struct response *rs, int64_t id, enum edit_step now)
{
    bool stays = edit_button(rq, "stay");

    if (edit_button(rq, "auto")) {               /* the page stays as it is */
        response_text(rs, 200, S("saved"));
        return;
    }
    const char *path = steps[stays ? now - 1 : now].path;

    app_done(rq, rs, str_join(rq->arena, catalog_badge_path(rq, id), cstr(path)), stays ? "Saved." : NULL);
}

code edit_keep(struct request *rq, const struct edit_view *e, struct error *err)
{
    return working_save(rq->db, rq->arena, &(struct working_act){rq->org, e->b.id, rq->session->account}, &e->b.v, err);
}

bool edit_save(struct request *rq, struct response *rs, struct edit_view *e, struct form *f)
{
    struct error err = {0};
    code c = edit_keep(rq, e, &err);

    if (c == OK)
        return true;
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    else
        app_fail(rq, rs, &err);
    return false;
}

/* ---- 1: basics ---- */

static const struct form_field basics_fields[] = {
    {.name = "name", .kind = FIELD_LINE, .label = "Name", .max = 120, .required = true},
    {.name = "description", .kind = FIELD_TEXT, .label = "One sentence about it", .max = 500},
    {.name = "type", .kind = FIELD_LINE, .label = "Kind", .max = 60},
    {.name = "issuer", .kind = FIELD_INT, .label = "Issued by"},
};
static const struct form_spec basics_form = FORM(basics_fields);

static void basics_page(struct request *rq, struct response *rs, struct basics_view *v)
{
    str chosen = form_text(v->form, "type");
    struct error err = {0};

    if (org_issuers(rq->db, rq->arena, rq->org, &v->issuers, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v->issuer = form_int(v->form, "issuer");
    for (size_t i = 0; i < badge_type_count; i++)
        *list_add(rq->arena, badge_types[i].is_usual ? &v->usual : &v->others) = (struct kind_option){
            badge_types[i].name, badge_types[i].label, str_eq(chosen, cstr(badge_types[i].name))};
    struct out o = app_page(rq, v->e.is_new ? "New badge" : "Basics", "badges");
    tmpl_catalog_basics(&o, v);
    app_send_form(rq, rs, &o, v->form);
}

/* Of this organisation; where it has one profile alone, nobody is asked. */
static void take_issuer(struct request *rq, struct form *f, struct badge_version_row *v)
{
    struct org_issuer_list all = {0};
    int64_t chosen = form_int(f, "issuer");

    if (str_is_empty(form_text(f, "issuer")) || org_issuers(rq->db, rq->arena, rq->org, &all, NULL) != OK)
        return;
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == chosen) {
            v->issuer = chosen;
            return;
        }
    form_reject(f, "issuer", said("There is no such profile"));
}

static void basics_take(struct request *rq, struct form *f, struct badge_version_row *v)
{
    bool is_known = false;
    str type = form_text(f, "type");

    for (size_t i = 0; i < badge_type_count; i++)
        is_known |= str_eq(type, cstr(badge_types[i].name));
    v->name = form_text(f, "name");
    v->description = form_text(f, "description");
    v->type = is_known ? type : said("Badge");
    take_issuer(rq, f, v);
}

void basics_new(struct request *rq, struct response *rs)
{
    struct basics_view v = {.e = {.base = catalog_base_path(rq), .is_new = true, .is_draft = true},
                            .form = form_empty(rq->arena, &basics_form)};

    v.e.steps = steps_of(rq->arena, S(""), STEP_BASICS);
    form_set(v.form, "type", S("Competency"));
    basics_page(rq, rs, &v);
}

void basics_create(struct request *rq, struct response *rs)
{
    struct basics_view v = {.e = {.base = catalog_base_path(rq), .is_new = true, .is_draft = true},
                            .form = form_read(rq, &basics_form)};
    struct error err = {0};
    int64_t id;

    v.e.steps = steps_of(rq->arena, S(""), STEP_BASICS);
    basics_take(rq, v.form, &v.e.b.v);
    if (!v.form->ok)
        basics_page(rq, rs, &v);
    else if (catalog_create(rq->db, rq->arena, rq->org, &v.e.b.v, &id, &err) != OK ||
             org_log(rq->db, rq->org, rq->session->account, "badge.create",
                     str_printf(rq->arena, "badge %lld", (long long)id), S(""), &err) != OK)
        app_fail(rq, rs, &err);
    else
        edit_done(rq, rs, id, STEP_BASICS);
}

void basics_show(struct request *rq, struct response *rs)
{
    struct basics_view v = {.form = form_empty(rq->arena, &basics_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_BASICS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(v.form, "name", v.e.b.v.name);
    form_set(v.form, "description", v.e.b.v.description);
    form_set(v.form, "type", v.e.b.v.type);
    form_set_int(v.form, "issuer", v.e.b.v.issuer);
    basics_page(rq, rs, &v);
}

void basics_post(struct request *rq, struct response *rs)
{
    struct basics_view v = {.form = form_read(rq, &basics_form)};
    struct error err = {0};

    if (edit_open(rq, STEP_BASICS, &v.e, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    basics_take(rq, v.form, &v.e.b.v);
    if (v.form->ok && edit_save(rq, rs, &v.e, v.form))
        edit_done(rq, rs, v.e.b.id, STEP_BASICS);
    else if (!v.form->ok)
        basics_page(rq, rs, &v);
}
