/* lti/lti_course_pages.c — one course in the settings: who is in it, which badges stand
 * there, and a list of awards for all of it. */
#include "app/lti/lti_pages.h"

#include "templates.h"

#define SHOWN        500
#define CHOICES_MOST 500

static const struct form_field fields[] = {{"badge", FIELD_INT, "Badge", .max = INT64_MAX, .required = true}};
static const struct form_spec spec = FORM(fields);

static str course_path(struct request *rq)
{
    return str_printf(rq->arena, STR_FMT "/%lld/courses/%lld", STR_ARG(lti_platforms_path(rq)), (long long)request_param_int(rq, "id"),
                      (long long)request_param_int(rq, "course"));
}

static code find_course(struct request *rq, struct lti_platform *p, struct lti_course *c, struct error *err)
{
    TRY(lti_platform_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), p, err));
    TRY(lti_course_get(rq->db, rq->arena, rq->org, request_param_int(rq, "course"), c, err));
    return c->platform == p->id ? OK : fail(err, NOT_FOUND, "course", "there is no such course");
}

/* ---- shown ---- */

static code add_badges(struct request *rq, struct lti_course_view *v, struct error *err)
{
    struct badge_list found = {0};

    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = CHOICES_MOST}}, &found, err));
    for (size_t i = 0; i < found.n; i++)
        *list_add(rq->arena, &v->badges) = (struct lti_choice){str_printf(rq->arena, "%lld", (long long)found.items[i].id), found.items[i].v.name, S("")};
    return OK;
}

static code add_people(struct request *rq, struct lti_course_view *v, struct error *err)
{
    struct lti_learner_list all = {0};

    TRY(lti_learners(rq->db, rq->arena, &(struct lti_class){v->c.id, rq->org, 0, SHOWN}, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct lti_learner *l = &all.items[i];
        str href = l->person ? str_printf(rq->arena, "/org/%lld/people/%lld", (long long)rq->org, (long long)l->person) : S("");
        *list_add(rq->arena, &v->people) = (struct lti_course_line){l->name.n ? l->name : l->subject, l->email, href};
    }
    v->more = v->c.members > SHOWN;
    return OK;
}

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct lti_course_view v = {.self = course_path(rq), .form = f};
    struct lti_platform p;
    struct error err = {0};
    code c = find_course(rq, &p, &v.c, &err);

    if (c == OK)
        c = lti_places(rq->db, rq->arena, v.c.id, &v.places, &err);
    if (c == OK)
        c = add_people(rq, &v, &err);
    if (c == OK)
        c = add_badges(rq, &v, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.back = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(lti_platforms_path(rq)), (long long)p.id);
    v.platform = p.name;
    if (v.c.failure.n)
        v.c.failure = app_sentence(rq->arena, str_z(rq->arena, v.c.failure));
    if (v.c.title.n == 0)
        v.c.title = said("A course");
    struct out o = app_page(rq, str_z(rq->arena, v.c.title), "settings");
    tmpl_lti_course(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void lti_course_show(struct request *rq, struct response *rs)
{
    show(rq, rs, form_empty(rq->arena, &spec));
}

/* ---- done ---- */

void lti_course_read_post(struct request *rq, struct response *rs)
{
    struct lti_platform p;
    struct lti_course course;
    struct error err = {0};
    code c = find_course(rq, &p, &course, &err);

    if (c == OK)
        c = lti_course_read(app_of(rq), rq->db, rq->arena, &p, course.id, true, &err);
    if (c == NOT_FOUND)
        app_fail(rq, rs, &err);
    else                                         /* why not stands on the page */
        app_done(rq, rs, course_path(rq), c == OK ? "Who is in the course was read." : "The platform did not tell who is in the course.");
}

static code make_list(struct request *rq, struct form *f, int64_t *list, struct error *err)
{
    struct lti_award w = {.class = {.course = request_param_int(rq, "course"), .org = rq->org}, .by = rq->session->account};
    struct badge_row b;
    int64_t people;

    if (!org_may(rq->db, rq->arena, rq->org, w.by, AWARD_BADGES))
        return fail(err, DENIED, "badge", "you may not award badges");
    TRY(catalog_get(rq->db, rq->arena, rq->org, form_int(f, "badge"), &b, err));
    w.class.achievement = b.id;
    return lti_award_list(rq->db, rq->arena, &w, list, &people, err);
}

void lti_course_award_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct lti_platform p;
    struct lti_course course;
    struct error err = {0};
    int64_t list = 0;
    code c = find_course(rq, &p, &course, &err);

    if (c == OK && f->ok)
        c = make_list(rq, f, &list, &err);
    if (c == BAD_INPUT || c == CONFLICT)
        form_reject(f, "badge", app_sentence(rq->arena, err.text));
    else if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    if (!f->ok)
        show(rq, rs, f);
    else
        response_redirect(rs, str_printf(rq->arena, "/org/%lld/awards/lists/%lld", (long long)rq->org, (long long)list));
}
