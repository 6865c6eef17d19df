/* catalog/relation_pages.c — which badges a badge is named with. */
#include "app/catalog/catalog_view.h"
#include "templates.h"

static const struct form_field fields[] = {
    {.name = "kind", .kind = FIELD_LINE, .label = "How", .max = 20, .required = true},
    {.name = "other", .kind = FIELD_INT, .label = "Badge", .required = true, .min = 1, .max = INT64_MAX},
};
static const struct form_spec spec = FORM(fields);

static void mark_chosen(struct request *rq, struct relations_view *v)
{
    for (size_t i = 0; i < v->badges.n; i++)
        v->badges.items[i].chosen = form_int(v->form, "other") == v->badges.items[i].id;
    for (size_t i = 0; i < relation_kind_count; i++)
        *list_add(rq->arena, &v->kinds) = (struct kind_option){
            relation_kinds[i].name, relation_kinds[i].words, str_eq(form_text(v->form, "kind"), cstr(relation_kinds[i].name))};
}

static code load(struct request *rq, struct relations_view *v, struct error *err)
{
    struct relation_list found = {0};

    TRY(catalog_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v->b, err));
    v->self = catalog_badge_path(rq, v->b.id);
    TRY(relation_find(rq->db, rq->arena, v->b.id, false, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v->lines) = (struct relation_line){
            found.items[i].id, relation_words(&found.items[i]), found.items[i].name, catalog_badge_path(rq, found.items[i].other),
            str_is_empty(found.items[i].png_hash) ? S("") : str_join(rq->arena, S("/images/"), found.items[i].png_hash)};
    TRY(relation_choices(rq->db, rq->arena, rq->org, v->b.id, &v->badges, err));
    mark_chosen(rq, v);
    return OK;
}

static void page(struct request *rq, struct response *rs, struct form *f)
{
    struct relations_view v = {.form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Related badges", "badges");
    tmpl_catalog_relations(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void relations_show(struct request *rq, struct response *rs)
{
    page(rq, rs, form_empty(rq->arena, &spec));
}

static struct relation_act act_of(struct request *rq)
{
    return (struct relation_act){.org = rq->org, .achievement = request_param_int(rq, "id"), .account = rq->session->account};
}

void relations_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct relation_act act = act_of(rq);
    struct error err = {0};
    code c = OK;

    act.kind = form_text(f, "kind");
    act.other = form_int(f, "other");
    if (f->ok)
        c = relation_add(rq->db, rq->arena, &act, &err);
    if (c == BAD_INPUT || c == CONFLICT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_join(rq->arena, catalog_badge_path(rq, act.achievement), S("/relations")), "Saved: the badge’s public page says so.");
    else
        page(rq, rs, f);
}

void relations_remove(struct request *rq, struct response *rs)
{
    struct relation_act act = act_of(rq);
    struct error err = {0};

    if (relation_remove(rq->db, rq->arena, &act, request_param_int(rq, "relation"), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, catalog_badge_path(rq, act.achievement), S("/relations")), "Taken away.");
}
