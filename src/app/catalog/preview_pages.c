/* catalog/preview_pages.c — the editor's last step: the badge as everybody will
 * see it, what is missing, and publishing. */
#include "app/catalog/hints.h"
#include "app/catalog/catalog_view.h"
#include "app/catalog/transfer.h"
#include "badge/issue.h"
#include "templates.h"

/* Where what is missing can be given. */
static const struct { const char *field, *path; } places[] = {
    {"name", "/basics#name"}, {"description", "/basics#description"},
    {"image", "/picture"}, {"criteria", "/criteria#criteria"},
};

static void add_missing(struct request *rq, struct preview_view *v)
{
    struct badge_need_list missing = {0};

    catalog_missing(rq->arena, &v->e.b.v, &missing);
    for (size_t i = 0; i < missing.n; i++)
        for (size_t k = 0; k < COUNT(places); k++)
            if (str_eq(cstr(missing.items[i].field), cstr(places[k].field)))
                *list_add(rq->arena, &v->missing) = (struct need_line){
                    str_join(rq->arena, v->e.self, cstr(places[k].path)), missing.items[i].sentence};
}

static void add_advice(struct request *rq, struct preview_view *v)
{
    struct badge_hint_list advice = {0};

    catalog_hints(rq->arena, &v->e.b.v, &advice);
    for (size_t i = 0; i < advice.n; i++)
        *list_add(rq->arena, &v->advice) = (struct need_line){
            str_printf(rq->arena, STR_FMT "/%s", STR_ARG(v->e.self), advice.items[i].step), advice.items[i].sentence};
}

static str pretty(struct arena *a, str json)
{
    const struct json *doc;

    return json_parse(a, json, NULL, &doc, NULL) == OK ? json_pretty(a, doc) : json;
}

/* As machines read it: with the addresses that it will have. */
static void add_documents(struct arena *a, const struct org *o, struct preview_view *v)
{
    struct achievement ac;

    catalog_achievement(a, o, &v->e.b, &v->e.b.v, &ac);
    v->v3 = pretty(a, write_v3_achievement(a, &ac));
    v->v2 = pretty(a, transfer_v2_json(a, o, &v->e.b, ac.image.id));
}

/* What the working copy changes, and what is to be said when it is published. */
static code add_changes(struct request *rq, struct preview_view *v, struct form *f, struct error *err)
{
    struct badge_row out;

    TRY(catalog_get(rq->db, rq->arena, rq->org, v->e.b.id, &out, err));
    changes_fill(rq->arena, &out.v, &v->e.b.v, &v->changes);
    v->asks_renewal = out.v.frozen_at > 0;
    v->next = out.v.number + 1;
    v->form = f ? f : form_empty(rq->arena, &renewal_form);
    v->is_until = str_eq(form_text(v->form, "counts"), S("until"));
    return OK;
}

static code load(struct request *rq, struct preview_view *v, struct form *f, struct error *err)
{
    struct org o;

    TRY(edit_open(rq, STEP_PREVIEW, &v->e, err));
    TRY(org_issuer_get(rq->db, rq->arena, rq->org, v->e.b.v.issuer, &o, err));
    badge_article_fill(rq->arena, &o, &v->e.b, &v->article);
    TRY(badge_article_relate(rq->db, rq->arena, v->e.b.id, &v->article, err));
    v->article.is_preview = true;
    v->kind_words = cstr(badge_type_label(v->e.b.v.type));
    v->tags = v->e.b.v.tags;
    add_missing(rq, v);
    add_advice(rq, v);
    add_documents(rq->arena, &o, v);
    return v->e.w.is_there ? add_changes(rq, v, f, err) : OK;
}

void preview_again(struct request *rq, struct response *rs, struct form *f)
{
    struct preview_view v = {0};
    struct error err = {0};

    if (load(rq, &v, f, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Preview", "badges");
    tmpl_catalog_preview(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void preview_show(struct request *rq, struct response *rs)
{
    preview_again(rq, rs, NULL);
}

void preview_publish(struct request *rq, struct response *rs)
{
    int64_t id = request_param_int(rq, "id");
    struct error err = {0};
    code c = catalog_publish(rq->db, rq->arena, rq->org, id, &err);

    if (c == BAD_INPUT) {
        preview_show(rq, rs);                    /* says what is missing */
        rs->status = 422;
        return;
    }
    if (c == OK)
        c = org_log(rq->db, rq->org, rq->session->account, "badge.publish",
                    str_printf(rq->arena, "badge %lld", (long long)id), S(""), &err);
    if (c != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, catalog_badge_path(rq, id), "The badge is published. You can award it now.");
}
