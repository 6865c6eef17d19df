/* api/api_apply.c — applications for badges: the queue, one with what was handed in
 * and judged, and a judgement. */
#include "app/api/api_private.h"

#include "app/apply/apply.h"

#define STATES "waiting|second|third|more|passed|declined|withdrawn"

static const struct api_field answer_fields[] = {
    {"criterion", API_TEXT, GIVEN | ALWAYS, "Which criterion it answers.", "\"1\""},
    {"words", API_TEXT, GIVEN | ALWAYS, "What the applicant wrote.", "\"I led the drill in May.\""},
};
static const struct api_shape answer_shape = API_SHAPE("ApplicationAnswer", "What an applicant wrote to a criterion.", answer_fields);
static const struct api_field judged_fields[] = {
    {"criterion", API_TEXT, NEEDED, "Which one.", "\"1\"", .max = 200},
    {"valid", API_BOOL, 0, "Does the evidence show what is asked?", "true"},
    {"authentic", API_BOOL, 0, "Is it theirs?", "true"},
    {"current", API_BOOL, 0, "Is it recent enough?", "true"},
    {"sufficient", API_BOOL, 0, "Is it enough?", "true"},
    {"words", API_TEXT, 0, "What to say of it.", NULL, .max = 2000},
};
static const struct api_shape judged_shape = API_SHAPE("JudgedCriterion", "A criterion as it was judged.", judged_fields);
static const struct api_field judgement_fields[] = {
    {"verdict", API_CHOICE, NEEDED | ALWAYS, "Passed, asked for more, or declined.", "\"pass\"", .choices = "pass|more|decline"},
    {"reason", API_TEXT, ALWAYS, "What the applicant reads; needed for anything but a pass.", "\"\"", .max = 2000},
    {"note", API_TEXT, ALWAYS, "What only judges read.", "\"\"", .max = 2000},
    {"by", API_TEXT, GIVEN | ALWAYS, "Who judged.", "\"Maya Lindqvist\""},
    {"at", API_TIME, GIVEN | ALWAYS, "When.", NULL},
    {"criteria", API_MANY, TAKEN, "Each criterion with the four answers.", NULL, .max = 100, .shape = &judged_shape},
};
static const struct api_shape judgement_shape = API_SHAPE("Judgement", "What a judge found.", judgement_fields);
static const struct api_field application_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the application.", "9"},
    {"badge", API_INT, GIVEN | ALWAYS, "Number of the badge.", "3"},
    {"badgeName", API_TEXT, GIVEN | ALWAYS, "Name of the badge.", "\"Forklift operator\""},
    {"name", API_TEXT, GIVEN | ALWAYS, "Who applies.", "\"Ann Lee\""},
    {"email", API_EMAIL, GIVEN | ALWAYS, "Their address.", "\"ann.lee@example.org\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Where it is: with the first judge, a second or third, back for more, or decided.", "\"waiting\"", .choices = STATES},
    {"round", API_INT, GIVEN | ALWAYS, "How often it was handed in.", "1"},
    {"statement", API_TEXT, GIVEN | ALWAYS, "What they say in general.", "\"\""},
    {"answers", API_MANY, GIVEN | ALWAYS, "What they say to each criterion.", NULL, .shape = &answer_shape},
    {"judgements", API_MANY, GIVEN | ALWAYS, "In their order.", NULL, .shape = &judgement_shape},
    {"award", API_INT, GIVEN, "Number of the award that came of it.", NULL},
    {"submittedAt", API_TIME, GIVEN, "When it was handed in last.", NULL},
    {"dueAt", API_TIME, GIVEN, "When the applicant was told to have an answer.", NULL},
    {"decidedAt", API_TIME, GIVEN, "When it was decided.", NULL},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was begun.", NULL},
};
const struct api_shape api_application_shape = API_SHAPE("Application", "Somebody applies for a badge. Drafts are the applicant's alone.", application_fields);

/* ---- telling ---- */

static code put_answers(struct api *c, int64_t id, struct error *err)
{
    struct apply_answers all = {0};

    TRY(application_answers(c->db, c->a, id, &all, err));
    json_put_key(&c->w, "answers");
    json_open_array(&c->w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(&c->w);
        json_put_member(&c->w, "criterion", all.items[i].item);
        json_put_member(&c->w, "words", all.items[i].words);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
    return OK;
}

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static code put_judgements(struct api *c, int64_t id, struct error *err)
{
    struct judgements all = {0};

    TRY(application_judgements(c->db, c->a, id, &all, err));
    json_put_key(&c->w, "judgements");
    json_open_array(&c->w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(&c->w);
        json_put_member(&c->w, "verdict", all.items[i].verdict);
        json_put_member(&c->w, "reason", or_empty(all.items[i].reason));
        json_put_member(&c->w, "note", or_empty(all.items[i].note));
        json_put_member(&c->w, "by", or_empty(all.items[i].who));
        api_put_time(&c->w, "at", all.items[i].at);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
    return OK;
}

code api_tell_application(struct api *c, int64_t id, struct error *err)
{
    struct application p;

    TRY(application_get(c->db, c->a, c->org, id, &p, err));
    if (str_eq(p.state, S("draft")))
        return fail(err, NOT_FOUND, "application", "there is no such application");
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", p.id);
    json_put_member_int(&c->w, "badge", p.achievement);
    json_put_member(&c->w, "badgeName", or_empty(p.badge_name));
    json_put_member(&c->w, "name", or_empty(p.name));
    json_put_member(&c->w, "email", p.email);
    json_put_member(&c->w, "state", p.state);
    json_put_member_int(&c->w, "round", p.round);
    json_put_member(&c->w, "statement", or_empty(p.statement));
    TRY(put_answers(c, p.id, err));
    TRY(put_judgements(c, p.id, err));
    if (p.award)
        json_put_member_int(&c->w, "award", p.award);
    api_put_time(&c->w, "submittedAt", p.submitted);
    api_put_time(&c->w, "dueAt", p.due);
    api_put_time(&c->w, "decidedAt", p.decided);
    api_put_time(&c->w, "createdAt", p.created);
    json_close_object(&c->w);
    return OK;
}

static code list_applications(struct api *c, struct error *err)
{
    return api_list(c, &applications_list_def, api_tell_application, err);
}

static code show_application(struct api *c, struct error *err)
{
    return api_tell_application(c, api_id(c), err);
}

/* ---- judging ---- */

static int64_t ticks_of(const struct json *v)
{
    return (api_truth(v, "valid", false) ? TICK_VALID : 0) | (api_truth(v, "authentic", false) ? TICK_AUTHENTIC : 0) |
           (api_truth(v, "current", false) ? TICK_CURRENT : 0) | (api_truth(v, "sufficient", false) ? TICK_SUFFICIENT : 0);
}

static code judge(struct api *c, struct error *err)
{
    const struct json *criteria = json_get(c->body, "criteria");
    struct judged_items items = {0};
    struct application p;

    TRY(application_get(c->db, c->a, c->org, api_id(c), &p, err));
    for (size_t i = 0; i < json_count(criteria); i++) {
        const struct json *v = json_item(criteria, i);
        *list_add(c->a, &items) = (struct judged_item){api_text(v, "criterion", S("")), api_text(v, "words", S("")), ticks_of(v)};
    }
    TRY(application_judge(c->db, c->a, &p,
                          &(struct judge_act){c->account, api_text(c->body, "verdict", S("")), api_text(c->body, "reason", S("")),
                                              api_text(c->body, "note", S("")), &items}, err));
    return api_tell_application(c, p.id, err);
}

static const struct api_field filters[] = {
    {"state", API_CHOICE, 0, "Only those that stand so; what waits for a judge, when nothing is said.", NULL, .choices = "open|" STATES "|all"},
    {"badge", API_INT, 0, "Only for this badge.", NULL},
};
static const struct api_shape query = API_SHAPE("ApplicationFilter", "", filters);

#define TAG .tag = "Applications"
static const struct api_about list_about = {
    .id = "listApplications", TAG, .title = "Applications", .says = "The oldest first.", .query = &query, .answer = &api_application_shape, .is_list = true, .run = list_applications};
static const struct api_about show_about = {
    .id = "getApplication", TAG, .title = "One application", .says = "With what was handed in, and what judges found.", .answer = &api_application_shape, .run = show_application};
static const struct api_about judge_about = {
    .id = "judgeApplication", TAG, .title = "Judge an application",
    .says = "In the name of the token’s maker, who may not judge their own, nor one twice. The applicant is told after ten minutes.",
    .body = &judgement_shape, .takes = MAKES, .answer = &api_application_shape, .run = judge};

const struct route api_apply_routes[] = {
    API_PART(GET, "/applications", "applications:read", IN_LISTS, &list_about),
    API_PART(GET, "/applications/{id}", "applications:read", OF_APPLICATION, &show_about),
    API_PART(POST, "/applications/{id}/judge", "applications:judge", OF_APPLICATION, &judge_about),
    {0},
};
