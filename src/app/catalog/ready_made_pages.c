/* catalog/ready_made_pages.c — badges to begin with. */
#include "app/catalog/catalog_view.h"
#include "app/catalog/ready_made.h"
#include "templates.h"

void templates_show(struct request *rq, struct response *rs)
{
    struct arena *a = rq->arena;
    struct templates_view v = {.base = catalog_base_path(rq)};

    for (size_t i = 0; i < badge_template_count; i++) {
        const struct badge_template *t = &badge_templates[i];
        struct studio s = template_studio(t);
        *list_add(a, &v.items) = (struct template_card){
            .name = t->name, .title = t->title, .description = t->description,
            .validity = catalog_validity_words(a, t->validity_months),
            .picture = str_printf(a, STR_FMT "/studio.svg?" STR_FMT, STR_ARG(v.base), STR_ARG(studio_write(a, &s)))};
    }
    struct out o = app_page(rq, "Templates", "badges");
    tmpl_catalog_templates(&o, &v);
    app_send(rq, rs, &o);
}

void templates_use(struct request *rq, struct response *rs)
{
    const struct badge_template *t = badge_template(request_field(rq, "template"));
    struct error err = {0};
    int64_t id = 0;
    code c = t ? template_use(rq->db, rq->arena, rq->org, t, &id, &err)
               : fail(&err, NOT_FOUND, "template", "there is no such template");

    if (c != OK || org_log(rq->db, rq->org, rq->session->account, "badge.create",
                           str_printf(rq->arena, "badge %lld", (long long)id), S(""), &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, catalog_badge_path(rq, id), S("/basics")),
                 "This is a draft made from the template. Change what you like, then publish it.");
}
