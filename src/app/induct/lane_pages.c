/* induct/lane_pages.c — posters for visitors: made, changed, stopped, printed. */
#include "app/induct/visit_view.h"

#include "app/brand.h"
#include "app/people/directory.h"
#include "templates.h"

static str base_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/induction/lanes", (long long)rq->org);
}

static str self_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(base_path(rq)), (long long)id);
}

static struct tag_view tag_of(const struct lane *l)
{
    if (!l->is_ready)
        return (struct tag_view){"bad", "alert-circle", said("Nothing is to be read")};
    return l->stopped ? (struct tag_view){NULL, "ban", said("Stopped")} : (struct tag_view){"good", "check", said("Open")};
}

void lanes_show(struct request *rq, struct response *rs)
{
    struct lanes_view v = {.base = str_printf(rq->arena, "/org/%lld/induction/visitors", (long long)rq->org), .add = str_join(rq->arena, base_path(rq), S("/new"))};
    struct lanes all = {0};
    struct induct_templates templates = {0};
    struct error err = {0};

    if (lanes_find(rq->db, rq->arena, rq->org, &all, &err) != OK || induct_templates_find(rq->db, rq->arena, rq->org, &templates, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    for (size_t i = 0; i < templates.n; i++)
        v.has_template = v.has_template || templates.items[i].number > 0;
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v.lines) = (struct lane_line){self_path(rq, all.items[i].id), all.items[i].name, all.items[i].site_name.n ? all.items[i].site_name : all.items[i].template_name,
                                                            tag_of(&all.items[i])};
    struct out o = app_page(rq, "Posters for visitors", "norms");
    tmpl_lanes(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- its form ---- */

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 120},
    {"template", FIELD_INT, "Checklist"},
    {"site", FIELD_INT, "Site"},
    {"valid", FIELD_INT, "Days that a pass holds", .max = LANE_DAYS_MOST},
    {"keep", FIELD_INT, "Days that it is kept after", .max = LANE_DAYS_MOST},
};
static const struct form_spec spec = FORM(fields);

static bool is_new(const struct request *rq)
{
    return str_is_absent(request_param(rq, "lane"));
}

static code add_choices(struct request *rq, struct lane_form_view *v, struct error *err)
{
    struct induct_templates templates = {0};
    struct workplace_list sites = {0};
    struct arena *a = rq->arena;

    TRY(induct_templates_find(rq->db, a, rq->org, &templates, err));
    TRY(place_names(rq->db, a, rq->org, SITE, &sites, err));
    for (size_t i = 0; i < templates.n; i++)
        if (templates.items[i].number > 0 && !templates.items[i].archived)
            *list_add(a, &v->templates) = (struct induct_choice){str_printf(a, "%lld", (long long)templates.items[i].id), templates.items[i].name,
                                                                 form_int(v->form, "template") == templates.items[i].id};
    for (size_t i = 0; i < sites.n; i++)
        *list_add(a, &v->sites) = (struct induct_choice){str_printf(a, "%lld", (long long)sites.items[i].id), sites.items[i].name, form_int(v->form, "site") == sites.items[i].id};
    return OK;
}

static void show_form(struct request *rq, struct response *rs, struct form *f)
{
    bool fresh = is_new(rq);
    str back = fresh ? base_path(rq) : self_path(rq, request_param_int(rq, "lane"));
    struct lane_form_view v = {.form = f, .is_new = fresh, .back = back, .action = str_join(rq->arena, back, fresh ? S("/new") : S("/edit"))};
    struct error err = {0};

    if (add_choices(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, fresh ? "New poster" : "Change the poster", "norms");
    tmpl_lane_form(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void lane_new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);

    form_set_int(f, "valid", 1);
    form_set_int(f, "keep", 30);
    show_form(rq, rs, f);
}

void lane_edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct error err = {0};
    struct lane l;

    if (lane_get(rq->db, rq->arena, rq->org, request_param_int(rq, "lane"), &l, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "name", l.name);
    form_set_int(f, "template", l.template);
    if (l.site)
        form_set_int(f, "site", l.site);
    form_set_int(f, "valid", l.valid_days);
    form_set_int(f, "keep", l.keep_days);
    show_form(rq, rs, f);
}

void lane_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct lane l = {.org = rq->org, .id = is_new(rq) ? 0 : request_param_int(rq, "lane"), .name = form_text(f, "name"), .template = form_int(f, "template"),
                     .site = form_int(f, "site"), .valid_days = form_int(f, "valid"), .keep_days = form_int(f, "keep")};
    struct error err = {0};
    int64_t id = 0;
    code c = f->ok ? lane_save(rq->db, rq->arena, &l, rq->session->account, &id, &err) : OK;

    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok)
        show_form(rq, rs, f);
    else
        app_done_or_fail(rq, rs, c, &err, self_path(rq, id), "Saved.");
}

/* ---- one, and on paper ---- */

static code load(struct request *rq, struct lane_view *v, struct error *err)
{
    ptrdiff_t scheme;

    TRY(lane_get(rq->db, rq->arena, rq->org, request_param_int(rq, "lane"), &v->l, err));
    v->base = base_path(rq);
    v->self = self_path(rq, v->l.id);
    v->address = app_url(rq->arena, app_of(rq), str_join(rq->arena, S("/visit/"), v->l.public_id));
    scheme = str_find(v->address, S("://"));
    v->shown = scheme < 0 ? v->address : str_from(v->address, (size_t)scheme + 3);
    v->tag = tag_of(&v->l);
    return OK;
}

void lane_show(struct request *rq, struct response *rs)
{
    struct lane_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.l.name), "norms");
    tmpl_lane(&o, &v);
    app_send(rq, rs, &o);
}

void lane_poster_show(struct request *rq, struct response *rs)
{
    struct lane_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.l.name), "");
    brand_page_of(rq, &o, v.l.org, 0);
    tmpl_lane_poster(&o, &v);
    app_send(rq, rs, &o);
}

void lane_qr_show(struct request *rq, struct response *rs)
{
    struct lane_view v = {0};
    struct error err = {0};

    if (load(rq, &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_send_qr(rq, rs, v.address, S("private, max-age=3600"));
}

static void set_stopped(struct request *rq, struct response *rs, bool stopped, const char *done)
{
    struct induct_act c = {rq->org, request_param_int(rq, "lane"), rq->session->account};
    struct error err = {0};
    code result = lane_set_stopped(rq->db, rq->arena, &c, stopped, &err);

    app_done_or_fail(rq, rs, result, &err, self_path(rq, c.id), done);
}

void lane_stop_post(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, true, "Stopped: nobody gets a pass here now. Those that were given hold till their end.");
}

void lane_start_post(struct request *rq, struct response *rs)
{
    set_stopped(rq, rs, false, "Visitors get passes here again.");
}
