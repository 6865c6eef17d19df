/* api/api_endorse.c — endorsements: asked for, followed, shown or not. */
#include "app/api/api_private.h"

#include "app/account/account.h"
#include "app/endorse/endorse.h"

#define STATES "asked|signed|shown|declined|refused|withdrawn"

static const struct api_field endorser_fields[] = {
    {"name", API_TEXT, GIVEN | ALWAYS, "As they signed, or as they were asked.", "\"Bo Sand\""},
    {"email", API_EMAIL, GIVEN | ALWAYS, "Where the link went.", "\"bo.sand@example.org\""},
    {"organisation", API_TEXT, GIVEN, "Where they work, by their word.", "\"Port Authority\""},
};
static const struct api_shape endorser_shape = API_SHAPE("Endorser", "Who was asked.", endorser_fields);
static const struct api_field endorsement_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the endorsement.", "6"},
    {"subject", API_CHOICE, NEEDED | ALWAYS, "What is endorsed.", "\"badge\"", .choices = "badge|award|organisation"},
    {"badge", API_INT, 0, "Number of the badge, when it is one.", "3"},
    {"award", API_INT, 0, "Number of the award, when it is one.", NULL},
    {"people", API_WORDS, TAKEN | NEEDED, "Whom to ask: an address each, or a name and an address in angle brackets.", "[\"Bo Sand <bo.sand@example.org>\"]", .max = 50},
    {"message", API_TEXT, ALWAYS, "What they are told in the mail.", "\"You have seen our training.\"", .max = 1000},
    {"endorser", API_ONE, GIVEN | ALWAYS, "Who was asked.", NULL, .shape = &endorser_shape},
    {"state", API_CHOICE, GIVEN | ALWAYS, "How it stands: asked, signed and to be decided, shown, …", "\"shown\"", .choices = STATES},
    {"comment", API_TEXT, GIVEN, "What they say.", "\"Thorough, and close to the work.\""},
    {"validUntil", API_TIME, GIVEN, "When it ends; not there: it does not.", NULL},
    {"credentialUrl", API_URL, GIVEN, "The signed EndorsementCredential.", NULL},
    {"askedAt", API_TIME, GIVEN | ALWAYS, "When they were asked.", NULL},
    {"signedAt", API_TIME, GIVEN, "When they signed.", NULL},
};
const struct api_shape api_endorsement_shape = API_SHAPE("Endorsement", "What somebody says of a badge, an award or the organisation.", endorsement_fields);

static const char *const subjects[] = {[ENDORSE_BADGE] = "badge", [ENDORSE_AWARD] = "award", [ENDORSE_ISSUER] = "organisation"};

static void put_endorser(struct api *c, const struct endorsement_row *e)
{
    json_put_key(&c->w, "endorser");
    json_open_object(&c->w);
    json_put_member(&c->w, "name", e->by.id ? e->by.name : str_is_absent(e->name) ? S("") : e->name);
    json_put_member(&c->w, "email", e->email);
    if (e->by.id && e->by.organisation.n)
        json_put_member(&c->w, "organisation", e->by.organisation);
    json_close_object(&c->w);
}

code api_tell_endorsement(struct api *c, int64_t id, struct error *err)
{
    struct endorsement_row e;

    TRY(endorse_get(c->db, c->a, c->org, id, &e, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", e.id);
    json_put_member(&c->w, "subject", cstr(subjects[e.subject]));
    if (e.achievement)
        json_put_member_int(&c->w, "badge", e.achievement);
    if (e.award)
        json_put_member_int(&c->w, "award", e.award);
    json_put_member(&c->w, "message", str_is_absent(e.message) ? S("") : e.message);
    put_endorser(c, &e);
    json_put_member(&c->w, "state", e.state);
    if (e.comment.n)
        json_put_member(&c->w, "comment", e.comment);
    api_put_time(&c->w, "validUntil", e.until);
    if (e.signed_at)
        json_put_member(&c->w, "credentialUrl", endorse_url(c->a, &e));
    api_put_time(&c->w, "askedAt", e.asked);
    api_put_time(&c->w, "signedAt", e.signed_at);
    json_close_object(&c->w);
    return OK;
}

static code list_all(struct api *c, struct error *err)
{
    return api_list(c, &endorsement_list_def, api_tell_endorsement, err);
}

static code show_one(struct api *c, struct error *err)
{
    return api_tell_endorsement(c, api_id(c), err);
}

/* ---- asking ---- */

static const struct api_field asked_fields[] = {{"asked", API_INT, GIVEN | ALWAYS, "How many were asked; others had been before.", "1"}};
static const struct api_shape asked_shape = API_SHAPE("Asked", "How many people were asked.", asked_fields);

static code read_thing(struct api *c, struct endorse_thing *out, struct error *err)
{
    str subject = api_text(c->body, "subject", S(""));
    int64_t badge = api_number(c->body, "badge", 0), award = api_number(c->body, "award", 0);
    struct endorse_name name;

    *out = (struct endorse_thing){.org = c->org, .subject = ENDORSE_ISSUER};
    if (str_eq(subject, S("badge")))
        *out = (struct endorse_thing){c->org, ENDORSE_BADGE, badge, 0};
    else if (str_eq(subject, S("award")))
        *out = (struct endorse_thing){c->org, ENDORSE_AWARD, 0, award};
    if (out->subject == ENDORSE_ISSUER && (badge || award))
        return fail(err, BAD_INPUT, "subject", "the organisation is neither a badge nor an award");
    code r = endorse_name(c->db, c->a, out, &name, err);
    return r == NOT_FOUND ? fail(err, BAD_INPUT, subject.p ? subjects[out->subject] : "subject", "there is no such thing to endorse") : r;
}

static code ask(struct api *c, struct error *err)
{
    const struct json *list = json_get(c->body, "people");
    struct endorse_ask q = {.account = c->account, .message = api_text(c->body, "message", S(""))};
    struct buf b = buf_new(c->a);
    struct account own;
    int64_t made = 0;

    TRY(read_thing(c, &q.about, err));
    TRY(account_get(c->db, c->a, c->account, &own, err));
    for (size_t i = 0; i < json_count(list); i++)
        buf_printf(&b, STR_FMT "\n", STR_ARG(json_str(json_item(list, i))));
    q.people = buf_done(&b);
    q.asker = own.name;
    TRY(endorse_ask(c->app, c->db, c->a, &q, &made, err));
    json_open_object(&c->w);
    json_put_member_int(&c->w, "asked", made);
    json_close_object(&c->w);
    return OK;
}

static code remind(struct api *c, struct error *err)
{
    TRY(endorse_remind(c->app, c->db, c->a, c->org, api_id(c), err));
    return api_tell_endorsement(c, api_id(c), err);
}

/* ---- shown or not ---- */

static code decide(struct api *c, bool show, struct error *err)
{
    struct endorsement_row e;

    TRY(endorse_get(c->db, c->a, c->org, api_id(c), &e, err));
    TRY(endorse_decide(c->db, c->a, &e, show, c->account, err));
    return api_tell_endorsement(c, e.id, err);
}

static code show_it(struct api *c, struct error *err) { return decide(c, true, err); }
static code hide_it(struct api *c, struct error *err) { return decide(c, false, err); }

static const struct api_field filters[] = {
    {"state", API_CHOICE, 0, "Only those that stand so; over: refused, declined, withdrawn or ended.", NULL, .choices = "signed|shown|asked|over"},
    {"badge", API_INT, 0, "Only of this badge.", NULL},
    {"award", API_INT, 0, "Only of this award.", NULL},
};
static const struct api_shape query = API_SHAPE("EndorsementFilter", "", filters);

#define TAG .tag = "Endorsements"
static const struct api_about list_about = {.id = "listEndorsements", TAG, .title = "Endorsements", .says = "The oldest first.", .query = &query, .answer = &api_endorsement_shape, .is_list = true, .run = list_all};
static const struct api_about ask_about = {
    .id = "askForEndorsement", TAG, .title = "Ask for endorsements", .says = "Each person gets a mail with a link and needs no account. Who was asked before is passed over.",
    .body = &api_endorsement_shape, .takes = MAKES, .answer = &asked_shape, .status = 202, .run = ask};
static const struct api_about show_about = {.id = "getEndorsement", TAG, .title = "One endorsement", .says = "As it stands.", .answer = &api_endorsement_shape, .run = show_one};
static const struct api_about remind_about = {.id = "remindEndorser", TAG, .title = "Send the link again", .says = "To the same address; the earlier link ends.", .answer = &api_endorsement_shape, .run = remind};
static const struct api_about accept_about = {.id = "showEndorsement", TAG, .title = "Show an endorsement", .says = "Everybody sees it from now on.", .answer = &api_endorsement_shape, .run = show_it};
static const struct api_about decline_about = {.id = "hideEndorsement", TAG, .title = "Do not show an endorsement", .says = "It can be shown again.", .answer = &api_endorsement_shape, .run = hide_it};

const struct route api_endorse_routes[] = {
    API_ROW(GET, "/endorsements", "badges:read", &list_about),
    API_ROW(POST, "/endorsements", "badges:write", &ask_about),
    API_ROW(GET, "/endorsements/{id}", "badges:read", &show_about),
    API_ROW(POST, "/endorsements/{id}/remind", "badges:write", &remind_about),
    API_ROW(POST, "/endorsements/{id}/show", "badges:write", &accept_about),
    API_ROW(POST, "/endorsements/{id}/hide", "badges:write", &decline_about),
    {0},
};
