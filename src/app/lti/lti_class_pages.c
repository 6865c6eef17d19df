/* lti/lti_class_pages.c — whoever teaches sees within the course who of it has the
 * badge, and awards it to those without, where whoever runs Lapel lets them. */
#include "app/lti/lti_pages.h"

#include "app/award/award_bulk.h"
#include "base/words.h"

#define SHOWN 500

/* What the platform does not tell now was told before, perhaps: the page says so and
 * shows that. */
static code load_people(struct request *rq, const struct lti_visit *visit, struct lti_badge_view *v, struct error *err)
{
    struct lti_class c = {visit->course, visit->platform.org, v->badge.id, SHOWN};
    struct error why = {0};

    if (lti_course_read(app_of(rq), rq->db, rq->arena, &visit->platform, visit->course, false, &why) != OK)
        v->failure = app_sentence(rq->arena, why.code == FAULT ? "something went wrong here" : why.text);
    TRY(lti_count_learners(rq->db, &c, &v->counts, err));
    TRY(lti_learners(rq->db, rq->arena, &c, &v->learners, err));
    v->without = v->counts.learners - v->counts.holders - v->counts.addressless;
    v->more = v->counts.learners > SHOWN;
    return OK;
}

/* "now", or how long it can be taken back. */
static code load_promise(struct request *rq, const struct lti_visit *visit, struct lti_badge_view *v, struct error *err)
{
    struct org_awarding rule;
    int64_t promised = 0;

    TRY(org_awarding_get(rq->db, rq->arena, visit->platform.org, &rule, err));
    if (str_to_int(request_query(rq, "awarded"), &promised) && promised > 0)
        v->promise = promised == 1 ? said("The badge goes to 1 person.") : words_printf(rq->arena, "The badge goes to %lld people.", (long long)promised);
    v->when = rule.hold_minutes ? words_printf(rq->arena, "in %lld minutes", (long long)rule.hold_minutes) : said("in a moment");
    return OK;
}

code lti_class_load(struct request *rq, const struct lti_visit *visit, struct lti_badge_view *v, struct error *err)
{
    int64_t by = 0;

    if (!visit->launch.teaches || visit->course == 0)
        return OK;
    v->has_class = true;
    TRY(load_people(rq, visit, v, err));
    TRY(load_promise(rq, visit, v, err));
    TRY(lti_teachers_by(rq->db, rq->arena, &visit->platform, &by, err));
    v->may_award = by > 0 && v->without > 0;
    v->award_action = str_printf(rq->arena, "/lti/" STR_FMT "/visits/" STR_FMT "/award", STR_ARG(visit->platform.public_id), STR_ARG(request_param(rq, "visit")));
    return lti_wake_results(rq->db, rq->arena, visit->course, err);
}

/* ---- awarded ---- */

static const struct form_field fields[] = {{"who", FIELD_CHOICE, "Who", .required = true, .choices = "all|ticked"}, {"person", FIELD_MANY, "People"}};
static const struct form_spec spec = FORM(fields);

/* The badge that stands at the link, of this organisation. */
static code badge_of(struct request *rq, const struct lti_visit *visit, int64_t *badge, struct error *err)
{
    struct badge_row b;
    code c = str_is_empty(visit->launch.badge) ? NOT_FOUND : catalog_by_public_id(rq->db, rq->arena, visit->launch.badge, &b, err);

    if (c == NOT_FOUND || (c == OK && b.org != visit->platform.org))
        return fail(err, NOT_FOUND, "badge", "the badge that stood here is not awarded any more: whoever teaches can place another one");
    *badge = c == OK ? b.id : 0;
    return c;
}

static code send_list(struct request *rq, const struct lti_visit *visit, int64_t list, int64_t by, struct error *err)
{
    struct org_awarding rule;
    struct bulk_act act = {visit->platform.org, list, by};

    TRY(org_awarding_get(rq->db, rq->arena, visit->platform.org, &rule, err));
    TRY(bulk_start_at(app_of(rq), rq->db, rq->arena, &act, &(struct bulk_time){clock_now() + rule.hold_minutes * MINUTE, false}, err));
    return org_log(rq->db, visit->platform.org, by, "platform.award", str_printf(rq->arena, "list %lld", (long long)list),
                   str_printf(rq->arena, STR_FMT ", " STR_FMT, STR_ARG(visit->platform.name), STR_ARG(str_is_absent(visit->name) ? S("") : visit->name)), err);
}

static code award(struct request *rq, const struct lti_visit *visit, int64_t *people, struct error *err)
{
    struct form *f = form_read(rq, &spec);
    struct lti_award w = {.class = {.course = visit->course, .org = visit->platform.org}};
    int64_t list;

    if (!visit->launch.teaches || visit->launch.message != LTI_RESOURCE || visit->course == 0)
        return fail(err, DENIED, "roles", "only whoever teaches a course can award its badges");
    if (!f->ok)
        return fail(err, BAD_INPUT, "who", "say to whom: go back and choose again");
    TRY(lti_teachers_by(rq->db, rq->arena, &visit->platform, &w.by, err));
    if (w.by == 0)
        return fail(err, DENIED, "roles", "whoever runs Lapel does not let teachers award badges here");
    TRY(badge_of(rq, visit, &w.class.achievement, err));
    w.subjects = str_eq(form_text(f, "who"), S("ticked")) ? &form_value(f, "person")->many : NULL;
    TRY(lti_award_list(rq->db, rq->arena, &w, &list, people, err));
    return send_list(rq, visit, list, w.by, err);
}

void lti_class_award(struct request *rq, struct response *rs)
{
    struct lti_visit visit;
    struct error err = {0};
    int64_t people = 0;

    if (!lti_find_visit(rq, rs, &visit))
        return;
    if (award(rq, &visit, &people, &err) != OK)
        lti_refuse(rq, rs, &visit.platform, &err);
    else
        response_redirect(rs, str_printf(rq->arena, "/lti/" STR_FMT "/visits/" STR_FMT "?awarded=%lld", STR_ARG(visit.platform.public_id),
                                         STR_ARG(request_param(rq, "visit")), (long long)people));
}
