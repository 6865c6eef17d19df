/* api/api_award_change.c — awards that say something else from now on: corrected,
 * moved to another address, and each of that taken back. */
#include "app/api/api_private.h"

#include "app/award/award_correct.h"

static const struct api_field evidence_fields[] = {{"id", API_URL, NEEDED, "Where it can be seen.", "\"https://files.example.org/test-4711.pdf\""}};
static const struct api_shape evidence_shape = API_SHAPE("CorrectEvidence", "What shows that it was earned.", evidence_fields);
static const struct api_field correct_fields[] = {
    {"awardedDate", API_TIME, 0, "When it was earned.", "\"2026-03-01T09:00:00Z\""},
    {"validUntil", API_TIME, EMPTIES, "When it ends; null: it does not.", NULL},
    {"narrative", API_TEXT, EMPTIES, "What this person did.", "\"Passed the second part too.\"", .max = 2000},
    {"evidence", API_MANY, 0, "What shows that it was earned; an empty list: nothing.", NULL, .max = 1, .shape = &evidence_shape},
    {"reason", API_TEXT, 0, "For the log.", "\"The date was that of the course.\"", .max = 500},
};
static const struct api_shape correct_shape = API_SHAPE("Correction", "What is to change; what is not named stays.", correct_fields);
static const struct api_field move_fields[] = {
    {"email", API_EMAIL, NEEDED, "Whose it is from now on.", "\"ann.lee@home.example\""},
    {"reason", API_TEXT, NEEDED, "For the log.", "\"She has left.\"", .max = 500},
};
static const struct api_shape move_shape = API_SHAPE("Move", "Another address of the same person.", move_fields);
static const struct api_field why_fields[] = {{"reason", API_TEXT, NEEDED, "For the log.", "\"It was somebody else.\"", .max = 500}};
static const struct api_shape why_shape = API_SHAPE("Why", "Why.", why_fields);

static struct award_edit edit_of(struct api *c)
{
    return (struct award_edit){.app = c->app, .org = c->org, .id = api_id(c), .account = c->account, .reason = api_text(c->body, "reason", S("")), .tells = true};
}

/* Fields of the page are members here. */
static code with_our_words(code r, struct error *err)
{
    static const struct { const char *field, *member; } names[] = {{"awarded", "awardedDate"}, {"until", "validUntil"}, {"evidence_url", "evidence"}};
    struct error was = *err;

    for (size_t i = 0; r != OK && i < COUNT(names); i++)
        if (str_eq(cstr(was.where), cstr(names[i].field)))
            return fail(err, r, names[i].member, "%s", was.text);
    return r;
}

static str evidence_of(const struct api *c, str otherwise)
{
    const struct json *list = json_get(c->body, "evidence");

    if (!list)
        return otherwise;
    return json_count(list) ? api_text(json_item(list, 0), "id", S("")) : S("");
}

static code correct(struct api *c, struct error *err)
{
    struct award_edit e = edit_of(c);
    struct award_row w;

    TRY(award_get(c->db, c->a, c->org, e.id, &w, err));
    struct award_facts f = {api_moment(c->body, "awardedDate", w.awarded), api_moment(c->body, "validUntil", w.valid_until),
                            api_text(c->body, "narrative", w.narrative), evidence_of(c, w.evidence_url)};
    TRY(with_our_words(award_correct(c->db, c->a, &e, &f, err), err));
    return api_tell_award(c, e.id, err);
}

static code move(struct api *c, struct error *err)
{
    struct award_edit e = edit_of(c);

    TRY(award_move(c->db, c->a, &e, api_text(c->body, "email", S("")), err));
    return api_tell_award(c, e.id, err);
}

static code restore(struct api *c, struct error *err)
{
    struct award_edit e = edit_of(c);

    TRY(award_restore(c->db, c->a, &e, err));
    return api_tell_award(c, e.id, err);
}

static code bring_back(struct api *c, struct error *err)
{
    struct award_edit e = edit_of(c);

    TRY(award_return(c->db, c->a, &e, err));
    return api_tell_award(c, e.id, err);
}

#define TAG .tag = "Awards"
static const struct api_about correct_about = {
    .id = "correctAward", TAG, .title = "Correct an award", .says = "It is signed anew at the same address; what was signed before is revoked.",
    .body = &correct_shape, .takes = CHANGES, .answer = &api_award_shape, .run = correct};
static const struct api_about move_about = {
    .id = "moveAward", TAG, .title = "Move an award to another address", .says = "Whoever held it by the old address holds it no more.",
    .body = &move_shape, .takes = SAYS, .answer = &api_award_shape, .run = move};
static const struct api_about restore_about = {
    .id = "restoreAward", TAG, .title = "Take back the last change", .says = "As it was before it was corrected or moved, signed anew.",
    .body = &why_shape, .takes = SAYS, .answer = &api_award_shape, .run = restore};
static const struct api_about return_about = {
    .id = "returnAward", TAG, .title = "Take back a revocation", .says = "That was a mistake: it is signed anew at its address.",
    .body = &why_shape, .takes = SAYS, .answer = &api_award_shape, .run = bring_back};

const struct route api_award_change_routes[] = {
    API_PART(POST, "/awards/{id}/correct", "awards:revoke", OF_AWARD, &correct_about),
    API_PART(POST, "/awards/{id}/move", "awards:revoke", OF_AWARD, &move_about),
    API_PART(POST, "/awards/{id}/restore", "awards:revoke", OF_AWARD, &restore_about),
    API_PART(POST, "/awards/{id}/return", "awards:revoke", OF_AWARD, &return_about),
    {0},
};
