/* api/api_awards.c — awards: found, made one by one, revoked, suspended, given back. */
#include "app/api/api_awards.h"

#include "base/uri.h"

#define STATES "valid|expired|suspended|revoked"

static const struct api_field recipient_fields[] = {
    {"name", API_TEXT, ALWAYS, "As it stands on the award.", "\"Ann Lee\"", .max = 200},
    {"email", API_EMAIL, NEEDED, "Whose it is; the badge carries a hash of it.", "\"ann.lee@example.org\""},
};
static const struct api_shape api_recipient_shape = API_SHAPE("Recipient", "Who gets it.", recipient_fields);

static const struct api_field evidence_fields[] = {
    {"id", API_URL, NEEDED | ALWAYS, "Where it can be seen.", "\"https://files.example.org/test-4711.pdf\""},
};
const struct api_shape api_evidence_shape = API_SHAPE("Evidence", "What shows that it was earned.", evidence_fields);

static const struct api_field award_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the award.", "12"},
    {"type", API_CHOICE, GIVEN | ALWAYS, "Always AchievementCredential, as in Open Badges 3.0.", "\"AchievementCredential\"", .choices = "AchievementCredential"},
    {"badge", API_INT, NEEDED | ALWAYS, "Number of the badge.", "3"},
    {"badgeName", API_TEXT, GIVEN | ALWAYS, "Name of the badge.", "\"Forklift operator\""},
    {"person", API_INT, GIVEN | ALWAYS, "Number of the person.", "5"},
    {"recipient", API_ONE, NEEDED | ALWAYS, "Who gets it.", NULL, .shape = &api_recipient_shape},
    {"status", API_CHOICE, GIVEN | ALWAYS, "How it stands now.", "\"valid\"", .choices = STATES},
    {"awardedDate", API_TIME, ALWAYS, "When it was earned; now, when nothing is said.", "\"2026-03-01T09:00:00Z\""},
    {"validUntil", API_TIME, GIVEN, "When it ends, by the validity of the badge.", NULL},
    {"narrative", API_TEXT, ALWAYS, "What this person did.", NULL, .max = 2000},
    {"evidence", API_MANY, ALWAYS, "What shows that it was earned.", NULL, .max = 1, .shape = &api_evidence_shape},
    {"reason", API_TEXT, GIVEN, "Why it is revoked or suspended.", NULL},
    {"list", API_INT, GIVEN, "The list that it was part of.", NULL},
    {"credentialUrl", API_URL, GIVEN | ALWAYS, "Its page; by Accept also the signed credential, JSON, PNG or SVG.", "\"https://badges.example.org/b/tJ5Y0nQ2cH6mW8rKxA3dLg\""},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was made.", NULL},
};
const struct api_shape api_award_shape = API_SHAPE("Award", "A badge that somebody has: an AchievementCredential.", award_fields);

/* ---- telling ---- */

static str status_of(const struct award_row *w)
{
    if (w->revoked)
        return S("revoked");
    if (w->suspended)
        return S("suspended");
    return w->valid_until && w->valid_until <= clock_now() ? S("expired") : S("valid");
}

/* empty: none */
static void api_put_evidence(struct api *c, str url)
{
    json_put_key(&c->w, "evidence");
    json_open_array(&c->w);
    if (!str_is_empty(url)) {
        json_open_object(&c->w);
        json_put_member(&c->w, "id", url);
        json_close_object(&c->w);
    }
    json_close_array(&c->w);
}

static void api_put_recipient(struct api *c, str name, str email)
{
    json_put_key(&c->w, "recipient");
    json_open_object(&c->w);
    json_put_member(&c->w, "name", name);
    if (person_has_address(email))
        json_put_member(&c->w, "email", email);
    json_close_object(&c->w);
}

static void api_put_award(struct api *c, const struct award_row *w)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", w->id);
    json_put_member(&c->w, "type", S("AchievementCredential"));
    json_put_member_int(&c->w, "badge", w->achievement);
    json_put_member(&c->w, "badgeName", w->badge_name);
    json_put_member_int(&c->w, "person", w->person);
    api_put_recipient(c, w->name, w->recipient);
    json_put_member(&c->w, "status", status_of(w));
    api_put_time(&c->w, "awardedDate", w->awarded);
    api_put_time(&c->w, "validUntil", w->valid_until);
    json_put_member(&c->w, "narrative", str_is_absent(w->narrative) ? S("") : w->narrative);
    api_put_evidence(c, w->evidence_url);
    if (w->revoked || w->suspended)
        json_put_member(&c->w, "reason", award_withheld_why(w));
    if (w->batch)
        json_put_member_int(&c->w, "list", w->batch);
    api_put_url(c, "credentialUrl", str_join(c->a, S("/b/"), w->public_id));
    api_put_time(&c->w, "createdAt", w->created);
    json_close_object(&c->w);
}

code api_tell_award(struct api *c, int64_t id, struct error *err)
{
    struct award_row w;

    TRY(award_get(c->db, c->a, c->org, id, &w, err));
    api_put_award(c, &w);
    return OK;
}

static code show_award(struct api *c, struct error *err)
{
    return api_tell_award(c, api_id(c), err);
}

/* In the order of their numbers, as what is not seen is left out by the list itself. */
static code list_part(struct api *c, struct error *err)
{
    static const char *const same[] = {"badge", "person", "list", "q"};
    struct buf b = buf_new(c->a);

    for (size_t i = 0; i < COUNT(same); i++)
        if (api_query(c, same[i]).n)
            buf_printf(&b, "%s=" STR_FMT "&", same[i], STR_ARG(uri_encode(c->a, api_query(c, same[i]))));
    buf_printf(&b, "state=" STR_FMT, STR_ARG(uri_encode(c->a, api_query(c, "status"))));
    return api_list_of(c, &awards_list_def, buf_done(&b), api_tell_award, err);
}

static code list_awards(struct api *c, struct error *err)
{
    if (api_is_narrow(c, VIEW_AWARDS))
        return list_part(c, err);
    struct award_list found = {0};
    struct award_filter f = {
        .achievement = api_query_int(c, "badge"), .person = api_query_int(c, "person"), .batch = api_query_int(c, "list"),
        .state = api_query(c, "status"), .search = api_query(c, "q"), .at = {.after = c->after, .limit = c->limit + 1}};

    TRY(award_find(c->db, c->a, c->org, &f, &found, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        api_put_award(c, &found.items[i]);
        c->last = f.batch ? found.items[i].batch_line : found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

/* ---- awarding ---- */

str api_evidence_of(const struct json *v)
{
    const struct json *list = json_get(v, "evidence");

    return json_count(list) ? api_text(json_item(list, 0), "id", S("")) : S("");
}

static code issue(struct api *c, struct award_context *x, int64_t *id, struct error *err)
{
    const struct json *who = json_get(c->body, "recipient");
    msec at = api_moment(c->body, "awardedDate", clock_now());

    if (at > clock_now() + DAY)
        return fail(err, BAD_INPUT, "awardedDate", "the moment of the award lies in the future");
    return award_issue(x, c->db, c->a,
                       &(struct award_request){
                           .org = c->org, .achievement = api_number(c->body, "badge", 0), .account = c->account,
                           .name = api_text(who, "name", S("")), .email = api_text(who, "email", S("")),
                           .narrative = api_text(c->body, "narrative", S("")), .evidence_url = api_evidence_of(c->body), .awarded = at},
                       id, err);
}

static code make_award(struct api *c, struct error *err)
{
    struct award_context *x = NULL;
    int64_t id = 0;

    TRY(api_may_award(c, AWARD_BADGES, api_number(c->body, "badge", 0), api_text(json_get(c->body, "recipient"), "email", S("")), err));
    code r = award_context_open(c->app, c->db, c->a, c->org, api_number(c->body, "badge", 0), &x, err);

    if (r == OK)
        r = issue(c, x, &id, err);
    award_context_close(x);
    if (r == NOT_FOUND)
        return fail(err, BAD_INPUT, "badge", "there is no such badge");
    TRY(r);
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/awards/%lld", (long long)id)));
    return api_tell_award(c, id, err);
}

/* ---- holding back ---- */

static const struct api_field reason_fields[] = {
    {"reason", API_TEXT, NEEDED | ALWAYS, "Shown to everyone who checks the award.", "\"The exam is looked into.\"", .max = 500},
};
static const struct api_shape reason_shape = API_SHAPE("Reason", "Why.", reason_fields);

static str reason(const struct api *c)
{
    return api_text(c->body, "reason", S(""));
}

static code revoke_award(struct api *c, struct error *err)
{
    TRY(award_revoke(c->db, c->a, c->org, api_id(c), c->account, reason(c), err));
    return api_tell_award(c, api_id(c), err);
}

static code suspend_award(struct api *c, struct error *err)
{
    TRY(award_suspend(c->db, c->a, c->org, api_id(c), &(struct award_act){c->account, reason(c)}, err));
    return api_tell_award(c, api_id(c), err);
}

static code reinstate_award(struct api *c, struct error *err)
{
    TRY(award_reinstate(c->db, c->a, c->org, api_id(c), &(struct award_act){c->account, S("")}, err));
    return api_tell_award(c, api_id(c), err);
}

/* ---- the table ---- */

static const struct api_field award_filters[] = {
    {"badge", API_INT, 0, "Only of this badge.", NULL},
    {"person", API_INT, 0, "Only of this person.", NULL},
    {"list", API_INT, 0, "Only of this list; then by line, the last first.", NULL},
    {"status", API_CHOICE, 0, "Only those that stand so.", NULL, .choices = STATES},
    {"q", API_TEXT, 0, "Part of the name or address.", NULL, .max = 100},
};
static const struct api_shape award_query = API_SHAPE("AwardFilter", "", award_filters);

#define TAG .tag = "Awards"
static const struct api_about list_about = {
    .id = "listAwards", TAG, .title = "Awards", .says = "The newest first; by a token for a part of the organisation, the oldest.", .query = &award_query, .answer = &api_award_shape, .is_list = true, .run = list_awards};
static const struct api_about make_about = {
    .id = "createAward", TAG, .title = "Award a badge",
    .says = "To one person, at once: it is signed, and a mail goes out. Whoever holds the badge already gets it no second time: 409.",
    .body = &api_award_shape, .takes = MAKES, .answer = &api_award_shape, .status = 201, .run = make_award};
static const struct api_about show_about = {.id = "getAward", TAG, .title = "One award", .says = "As it stands now.", .answer = &api_award_shape, .run = show_award};
static const struct api_about revoke_about = {
    .id = "revokeAward", TAG, .title = "Revoke an award", .says = "For good. Everybody who checks it reads why.",
    .body = &reason_shape, .takes = SAYS, .answer = &api_award_shape, .run = revoke_award};
static const struct api_about suspend_about = {
    .id = "suspendAward", TAG, .title = "Suspend an award", .says = "For a while; it can be given back.",
    .body = &reason_shape, .takes = SAYS, .answer = &api_award_shape, .run = suspend_award};
static const struct api_about reinstate_about = {
    .id = "reinstateAward", TAG, .title = "Give a suspended award back", .says = "It is valid again.", .answer = &api_award_shape, .run = reinstate_award};

const struct route api_award_routes[] = {
    API_PART(GET, "/awards", "awards:read", IN_LISTS, &list_about),
    API_PART(POST, "/awards", "awards:write", IN_LISTS, &make_about),
    API_PART(GET, "/awards/{id}", "awards:read", OF_AWARD, &show_about),
    API_PART(POST, "/awards/{id}/revoke", "awards:revoke", OF_AWARD, &revoke_about),
    API_PART(POST, "/awards/{id}/suspend", "awards:revoke", OF_AWARD, &suspend_about),
    API_PART(POST, "/awards/{id}/reinstate", "awards:revoke", OF_AWARD, &reinstate_about),
    {0},
};
