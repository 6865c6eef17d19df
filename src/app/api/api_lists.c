/* api/api_lists.c — one badge for many people: a list, and how far it is. */
#include "app/api/api_awards.h"

#include "app/award/award_bulk.h"

#define PEOPLE_MOST 5000                         /* of one call; about 1 MB */

static const struct api_field line_fields[] = {
    {"name", API_TEXT, 0, "As it shall stand on the award.", "\"Ann Lee\"", .max = 200},
    {"email", API_TEXT, NEEDED | ALWAYS, "Whose it is. A broken one spoils its line alone.", "\"ann.lee@example.org\"", .max = 254},
    {"narrative", API_TEXT, 0, "What this person did, in place of the list's words.", NULL, .max = 2000},
    {"evidence", API_MANY, 0, "What shows that it was earned.", NULL, .max = 1, .shape = &api_evidence_shape},
};
static const struct api_shape line_shape = API_SHAPE("Line", "Somebody on a list.", line_fields);

static const struct api_field list_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the list.", "7"},
    {"badge", API_INT, NEEDED | ALWAYS, "Number of the badge.", "3"},
    {"badgeName", API_TEXT, GIVEN | ALWAYS, "Name of the badge.", "\"Forklift operator\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "A draft waits to be started, a held one for its moment; a long one from a page is read first.", "\"running\"", .choices = "reading|draft|held|planned|running|done"},
    {"awardedDate", API_DATE, ALWAYS, "The day on which it was earned; today, when nothing is said.", "\"2026-03-01\""},
    {"narrative", API_TEXT, ALWAYS, "What they did.", NULL, .max = 2000},
    {"recipients", API_MANY, TAKEN | NEEDED, "Who gets it.", NULL, .max = PEOPLE_MOST, .shape = &line_shape},
    {"start", API_BOOL, TAKEN, "At once? Otherwise it waits as a draft.", "true"},
    {"startAt", API_TIME, TAKEN, "Not at once but then; until then it can be taken back.", NULL},
    {"total", API_INT, GIVEN | ALWAYS, "Lines in all.", "3"},
    {"done", API_INT, GIVEN | ALWAYS, "Awarded so far.", "2"},
    {"waiting", API_INT, GIVEN | ALWAYS, "Still to come.", "0"},
    {"skipped", API_INT, GIVEN | ALWAYS, "Left out: they hold it, or came twice.", "1"},
    {"failed", API_INT, GIVEN | ALWAYS, "Could not be awarded.", "0"},
    {"wrong", API_INT, GIVEN | ALWAYS, "Cannot be read, such as a broken address.", "0"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it came.", NULL},
    {"endedAt", API_TIME, GIVEN, "When all was done.", NULL},
};
const struct api_shape api_list_shape = API_SHAPE("AwardList", "One badge for many people.", list_fields);

static const struct api_field result_fields[] = {
    {"line", API_INT, GIVEN | ALWAYS, "Which one of the list.", "2"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Who.", "\"Ann Lee\""},
    {"email", API_TEXT, GIVEN | ALWAYS, "As it was sent, also where it is no address.", "\"ann.lee\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "What became of it.", "\"skipped\"", .choices = "waiting|skipped|failed|wrong|done"},
    {"message", API_TEXT, GIVEN | ALWAYS, "Why, and what to do.", "\"holds this badge already\""},
    {"award", API_INT, GIVEN, "The award.", NULL},
};
static const struct api_shape result_shape = API_SHAPE("LineResult", "What became of a line.", result_fields);

/* ---- telling ---- */

static void put_list(struct api *c, const struct bulk *b)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", b->id);
    json_put_member_int(&c->w, "badge", b->achievement);
    json_put_member(&c->w, "badgeName", b->badge_name);
    json_put_member(&c->w, "state", b->state);
    api_put_date(&c->w, "awardedDate", b->awarded_on);
    json_put_member(&c->w, "narrative", b->narrative);
    json_put_member_int(&c->w, "total", b->total);
    json_put_member_int(&c->w, "done", b->n_done);
    json_put_member_int(&c->w, "waiting", b->n_waiting);
    json_put_member_int(&c->w, "skipped", b->n_skipped);
    json_put_member_int(&c->w, "failed", b->n_failed);
    json_put_member_int(&c->w, "wrong", b->n_wrong);
    api_put_time(&c->w, "createdAt", b->created);
    api_put_time(&c->w, "endedAt", b->ended);
    json_close_object(&c->w);
}

/* Of a badge that the token is for. */
static code get_list(struct api *c, enum right right, int64_t id, struct bulk *out, struct error *err)
{
    TRY(bulk_get(c->db, c->a, c->org, id, out, err));
    return api_sees_award(c, right, out->achievement, err);
}

code api_tell_list(struct api *c, int64_t id, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(c->db, c->a, c->org, id, &b, err));
    put_list(c, &b);
    return OK;
}

static code show_list(struct api *c, struct error *err)
{
    struct bulk b;

    TRY(get_list(c, VIEW_AWARDS, api_id(c), &b, err));
    put_list(c, &b);
    return OK;
}

static code list_lists(struct api *c, struct error *err)
{
    struct bulk_list found = {0};

    TRY(bulk_find(c->db, c->a, c->org, &(struct keyset){.after = c->after, .limit = c->limit + 1}, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        put_list(c, &found.items[i]);
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

static void put_result(struct api *c, const struct bulk_row *r)
{
    bool is_wrong = str_eq(r->plan, S("wrong"));

    json_open_object(&c->w);
    json_put_member_int(&c->w, "line", r->number);
    json_put_member(&c->w, "name", r->name);
    json_put_member(&c->w, "email", r->email);
    json_put_member(&c->w, "state", is_wrong ? S("wrong") : r->state);
    json_put_member(&c->w, "message", str_is_absent(r->message) ? S("") : r->message);
    if (r->award)
        json_put_member_int(&c->w, "award", r->award);
    json_close_object(&c->w);
}

static code list_results(struct api *c, struct error *err)
{
    struct bulk_row_list found = {0};
    struct bulk b;

    TRY(get_list(c, VIEW_AWARDS, api_id(c), &b, err));
    TRY(bulk_rows(c->db, c->a, &b, &(struct bulk_page){api_query(c, "state"), {.after = c->after, .limit = c->limit + 1}}, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        put_result(c, &found.items[i]);
        c->last = found.items[i].number;
    }
    api_close_page(c);
    return OK;
}

/* ---- making ---- */

/* The use case reads what people paste; as RFC 4180 no cell can be taken for
 * more than one. */
static void put_cell(struct buf *b, str s, const char *end)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_byte(b, '"');
        buf_byte(b, s.p[i]);
    }
    buf_putz(b, end);
}

static str as_table(struct api *c)
{
    const struct json *people = json_get(c->body, "recipients");
    struct buf b = buf_new(c->a);

    buf_putz(&b, "Name,E-mail,Evidence,Narrative\r\n");
    for (size_t i = 0; i < json_count(people); i++) {
        const struct json *one = json_item(people, i);
        put_cell(&b, api_text(one, "name", S("")), "\",");
        put_cell(&b, api_text(one, "email", S("")), "\",");
        put_cell(&b, api_evidence_of(one), "\",");
        put_cell(&b, api_text(one, "narrative", S("")), "\"\r\n");
    }
    return buf_done(&b);
}

static code start(struct api *c, int64_t id, struct error *err)
{
    struct bulk b;

    TRY(bulk_get(c->db, c->a, c->org, id, &b, err));
    return bulk_start(c->app, c->db, c->a, &(struct bulk_act){c->org, id, c->account}, err);
}

static code start_as_asked(struct api *c, int64_t id, struct error *err)
{
    msec at = api_moment(c->body, "startAt", 0);

    if (at <= clock_now())
        return start(c, id, err);
    return bulk_start_at(c->app, c->db, c->a, &(struct bulk_act){c->org, id, c->account}, &(struct bulk_time){at, true}, err);
}

static code take_list_back(struct api *c, struct error *err)
{
    struct bulk b;

    TRY(get_list(c, AWARD_BADGES, api_id(c), &b, err));
    TRY(bulk_take_back(c->db, c->a, &(struct bulk_act){c->org, b.id, c->account}, err));
    return api_tell_list(c, b.id, err);
}

/* Where the use case names its own fields. */
static code with_our_words(code r, struct error *err)
{
    bool is_day = str_eq(cstr(err->where), S("awarded_on")), is_list = str_eq(cstr(err->where), S("people"));
    struct error was = *err;

    if (r == OK || !(is_day || is_list))
        return r;
    return fail(err, r, is_day ? "awardedDate" : "recipients", "%s", was.text);
}

static code make_list(struct api *c, struct error *err)
{
    struct error why = {0};
    struct bulk_source s = {
        .org = c->org, .achievement = api_number(c->body, "badge", 0), .account = c->account, .text = as_table(c),
        .narrative = api_text(c->body, "narrative", S("")), .evidence_url = S(""),
        .awarded_on = api_moment(c->body, "awardedDate", clock_now() / DAY * DAY)};
    int64_t id = 0;

    TRY(api_may_award(c, AWARD_BADGES, s.achievement, S(""), err));
    code r = with_our_words(bulk_create(c->db, c->a, &s, &id, &why), &why);

    if (r == NOT_FOUND)
        return fail(err, BAD_INPUT, "badge", "there is no such badge");
    if (r != OK)
        return fail(err, r, why.where, "%s", why.text);
    if (api_truth(c->body, "start", true))
        TRY(start_as_asked(c, id, err));
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/award-lists/%lld", (long long)id)));
    return api_tell_list(c, id, err);
}

static code start_list(struct api *c, struct error *err)
{
    struct bulk b;

    TRY(get_list(c, AWARD_BADGES, api_id(c), &b, err));
    TRY(start(c, api_id(c), err));
    return api_tell_list(c, api_id(c), err);
}

static code discard_list(struct api *c, struct error *err)
{
    struct bulk b;

    TRY(get_list(c, AWARD_BADGES, api_id(c), &b, err));
    return bulk_discard(c->db, c->a, &(struct bulk_act){c->org, api_id(c), c->account}, err);
}

/* ---- the table ---- */

static const struct api_field result_filters[] = {
    {"state", API_CHOICE, 0, "Only those of which this became.", NULL, .choices = "waiting|skipped|failed|wrong"},
};
static const struct api_shape result_query = API_SHAPE("LineFilter", "", result_filters);

#define TAG .tag = "Lists of awards"
static const struct api_about list_about = {
    .id = "listAwardLists", TAG, .title = "Lists", .says = "The newest first.", .answer = &api_list_shape, .is_list = true, .run = list_lists};
static const struct api_about make_about = {
    .id = "createAwardList", TAG, .title = "Award to many",
    .says = "One badge for up to 5,000 people in one call. The answer comes at once, the awards in the background: ask for the list to see how far it is.",
    .body = &api_list_shape, .takes = MAKES, .answer = &api_list_shape, .status = 202, .run = make_list};
static const struct api_about show_about = {.id = "getAwardList", TAG, .title = "One list", .says = "How far it is.", .answer = &api_list_shape, .run = show_list};
static const struct api_about start_about = {
    .id = "startAwardList", TAG, .title = "Start a list", .says = "A draft; or again what failed in a list that was done.", .answer = &api_list_shape, .status = 202, .run = start_list};
static const struct api_about back_about = {
    .id = "takeAwardListBack", TAG, .title = "Take a list back", .says = "While it is held or planned; what began goes on.", .answer = &api_list_shape, .run = take_list_back};
static const struct api_about discard_about = {
    .id = "discardAwardList", TAG, .title = "Throw a draft away", .says = "A list that was started stays.", .status = 204, .run = discard_list};
static const struct api_about results_about = {
    .id = "listAwardListLines", TAG, .title = "Lines that were not awarded",
    .says = "A line that was awarded is no line any more: find its award by GET /api/v1/awards?list=.",
    .query = &result_query, .answer = &result_shape, .is_list = true, .run = list_results};

const struct route api_list_routes[] = {
    API_ROW(GET, "/award-lists", "awards:read", &list_about),
    API_PART(POST, "/award-lists", "awards:write", IN_LISTS, &make_about),
    API_PART(GET, "/award-lists/{id}", "awards:read", IN_LISTS, &show_about),
    API_PART(DELETE, "/award-lists/{id}", "awards:write", IN_LISTS, &discard_about),
    API_PART(POST, "/award-lists/{id}/start", "awards:write", IN_LISTS, &start_about),
    API_PART(POST, "/award-lists/{id}/take-back", "awards:write", IN_LISTS, &back_about),
    API_PART(GET, "/award-lists/{id}/lines", "awards:read", IN_LISTS, &results_about),
    {0},
};
