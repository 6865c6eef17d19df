/* record/record_pages.c — a learner record at its public address: a page for people,
 * the document for everybody else. */
#include "app/record/record_pages.h"

#include "app/public/public.h"
#include "badge/verify.h"
#include "base/uri.h"
#include "templates.h"

static code read_document(struct request *rq, struct document *d, struct error *err)
{
    struct asked q = {request_header(rq, "host"), rq->path, S("application/vc+ld+json, application/vc+jwt;q=0.5")};

    return public_document(app_of(rq), rq->db, rq->arena, &q, d, err);
}

static code verify(struct request *rq, str text, struct report *out, struct error *err)
{
    struct loader l = app_loader(app_of(rq), rq->db, rq->arena);
    struct verify_options opt = {.loader = &l, .cache = app_of(rq)->verified};

    return badge_verify(rq->arena, text, &opt, out, err);
}

static void add_parts(struct arena *a, const struct report *r, struct record_view *v)
{
    for (size_t i = 0; i < r->nested.n; i++) {
        const struct badge *b = &r->nested.items[i].report->badge;
        if (str_eq(cstr(r->nested.items[i].what), S("credential")))
            *list_add(a, &v->parts) = (struct record_part){b->achievement.name.n ? b->achievement.name : b->name, b->id};
    }
}

static code fill(struct request *rq, struct record_view *v, struct error *err)
{
    struct report r = {0};
    struct document d = {0};

    TRY(read_document(rq, &d, err));
    v->is_gone = d.status == 410;
    v->self = rq->path;
    v->link = app_url(rq->arena, app_of(rq), rq->path);
    v->has_backpack = app_of(rq)->role != ROLE_ISSUER;
    if (v->is_gone)
        return OK;
    TRY(verify(rq, d.body, &r, err));
    report_view_fill(rq->arena, &r, &v->report);
    v->report.verdict.large = false;
    v->name = r.badge.name;
    v->issuer = r.badge.issuer.name;
    v->made = as_date(r.badge.valid_from);
    add_parts(rq->arena, &r, v);
    return OK;
}

static void show(struct request *rq, struct response *rs)
{
    struct record_view v = {.name = S(""), .issuer = S("")};
    struct error err = {0};

    if (fill(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.is_gone ? said("A learner record").p : str_z(rq->arena, v.name), "");
    tmpl_learner_record(&o, &v);
    app_send(rq, rs, &o);
    rs->status = v.is_gone ? 410 : 200;
    response_header(rs, "Vary", S("Accept"));
    response_header(rs, "X-Robots-Tag", S("noindex"));           /* it is somebody's, who may show it */
}

/* "ID.json" is the document for whoever is shown pages. */
static void get(struct request *rq, struct response *rs)
{
    str id = request_param(rq, "id"), name;

    if (str_cut(&id, '.', &name) && str_eq(id, S("json")))
        public_send(rq, rs, str_join(rq->arena, S("/records/"), name));
    else if (public_wants_page(rq))
        show(rq, rs);
    else
        public_send(rq, rs, rq->path);
}

const struct route record_routes[] = {
    {GET,  "/records/{id}", EVERYBODY, get, NULL, PUBLIC_CORS},
    {GET,  "/org/{org}/records", VIEW_AWARDS, record_list_show, NULL, 0, .within = IN_LISTS},
    {GET,  "/org/{org}/records/{record}", VIEW_AWARDS, record_show_one, NULL, 0},
    {POST, "/org/{org}/records/{record}/remove", AWARD_BADGES, record_remove_post, NULL, 0},
    {POST, "/org/{org}/records/{record}/restore", AWARD_BADGES, record_restore_post, NULL, 0},
    {GET,  "/org/{org}/people/{id}/record", AWARD_BADGES, record_new_show, NULL, 0, .within = OF_PERSON},
    {POST, "/org/{org}/people/{id}/record", AWARD_BADGES, record_new_post, NULL, 0, .within = OF_PERSON},
    {0},
};
