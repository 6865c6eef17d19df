/* api/api_claim_people.c — one-time codes of a claim link, who came with it, and
 * the decision about those who wait. */
#include "app/api/api_claims.h"

/* ---- codes ---- */

static const struct api_field code_fields[] = {
    {"code", API_TEXT, GIVEN | ALWAYS, "As it is printed; read with small letters and without the hyphen too.", "\"ABCDE-FGH23\""},
    {"url", API_URL, GIVEN | ALWAYS, "The link with the code in it: for a QR code, or a mail of your own.", "\"https://badges.example.org/claim/xyz?code=ABCDE-FGH23\""},
    {"usedAt", API_TIME, GIVEN, "When it was used; not there: it still works.", NULL},
};
static const struct api_shape code_shape = API_SHAPE("ClaimCode", "A code with which one person gets the badge.", code_fields);

static void put_code(struct api *c, const struct claim_link *l, const struct claim_code *one)
{
    str shown = claim_code_shown(c->a, one->code);

    json_open_object(&c->w);
    json_put_member(&c->w, "code", shown);
    api_put_url(c, "url", str_printf(c->a, "/claim/" STR_FMT "?code=" STR_FMT, STR_ARG(l->public_id), STR_ARG(shown)));
    api_put_time(&c->w, "usedAt", one->used);
    json_close_object(&c->w);
}

static bool is_asked(const struct claim_code *one, str state)
{
    return str_is_empty(state) || str_eq(state, one->used ? S("used") : S("unused"));
}

/* They have no number: the page goes on behind so many. */
static code list_codes(struct api *c, struct error *err)
{
    struct claim_code_list all = {0};
    struct claim_link l;
    int64_t i = c->after, n = 0;

    TRY(api_claim_link(c, api_id(c), &l, err));
    TRY(claim_codes(c->db, c->a, l.id, &all, err));
    api_open_page(c);
    for (; i < (int64_t)all.n && n < c->limit; i++)
        if (is_asked(&all.items[i], api_query(c, "state"))) {
            put_code(c, &l, &all.items[i]);
            n++;
        }
    c->has_more = i < (int64_t)all.n;
    c->last = i;
    api_close_page(c);
    return OK;
}

static const struct api_field more_fields[] = {
    {"add", API_INT, TAKEN | NEEDED, "How many.", "50", .max = CLAIM_CODES},
    {"total", API_INT, GIVEN | ALWAYS, "How many there are now.", "50"},
    {"unused", API_INT, GIVEN | ALWAYS, "How many still work.", "50"},
};
static const struct api_shape more_shape = API_SHAPE("ClaimCodes", "One-time codes of a link, counted.", more_fields);

static code add_codes(struct api *c, struct error *err)
{
    struct claim_code_list all = {0};
    struct claim_link l;
    struct error why = {0};
    int64_t unused = 0;

    TRY(api_claim_link(c, api_id(c), &l, err));
    if (!l.by_code)
        return fail(err, CONFLICT, "link", "this link works without codes: say byCode first");
    code r = claim_add_codes(c->db, c->a, &l, api_number(c->body, "add", 0), c->account, &why);
    if (r != OK)
        return fail(err, r, r == BAD_INPUT ? "add" : why.where, "%s", why.text);
    TRY(claim_codes(c->db, c->a, l.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        unused += all.items[i].used == 0;
    json_open_object(&c->w);
    json_put_member_int(&c->w, "total", (int64_t)all.n);
    json_put_member_int(&c->w, "unused", unused);
    json_close_object(&c->w);
    return OK;
}

/* ---- who came ---- */

#define STATES "waiting|done|refused"
static const struct api_field claim_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the claim.", "5"},
    {"link", API_INT, GIVEN | ALWAYS, "Number of the link.", "2"},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Waits for approval, has the badge, or was refused.", "\"waiting\"", .choices = STATES},
    {"name", API_TEXT, GIVEN | ALWAYS, "As they wrote it.", "\"Ann Lee\""},
    {"email", API_TEXT, GIVEN | ALWAYS, "The address they proved; empty: they took the file.", "\"ann.lee@example.org\""},
    {"code", API_TEXT, GIVEN, "The code they came with.", NULL},
    {"award", API_INT, GIVEN, "Number of the award.", NULL},
    {"reason", API_TEXT, GIVEN | ALWAYS, "Why it was refused.", "\"\""},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When they came.", NULL},
    {"decidedAt", API_TIME, GIVEN, "When it was decided.", NULL},
};
const struct api_shape api_claim_shape = API_SHAPE("Claim", "Somebody came with a claim link.", claim_fields);

static const char sql_claim[] = SQL(
    "SELECT id, link_id, state, name, email, code, coalesce(award_id, 0), reason, created_at, coalesce(decided_at, 0) FROM claim_entry"
    " WHERE org_id = $1 AND id = $2");

static void put_claim(struct api *c, struct rows *r)
{
    str given = row_str(r, 5, c->a);

    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", row_int(r, 0));
    json_put_member_int(&c->w, "link", row_int(r, 1));
    json_put_member(&c->w, "state", row_str(r, 2, c->a));
    json_put_member(&c->w, "name", row_str(r, 3, c->a));
    json_put_member(&c->w, "email", row_str(r, 4, c->a));
    if (given.n)
        json_put_member(&c->w, "code", claim_code_shown(c->a, given));
    if (row_int(r, 6))
        json_put_member_int(&c->w, "award", row_int(r, 6));
    json_put_member(&c->w, "reason", row_str(r, 7, c->a));
    api_put_time(&c->w, "createdAt", row_int(r, 8));
    api_put_time(&c->w, "decidedAt", row_int(r, 9));
    json_close_object(&c->w);
}

code api_tell_claim(struct api *c, int64_t id, struct error *err)
{
    struct rows *r = db_query(c->db, sql_claim, ARGS(v_int(c->org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        put_claim(c, r);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "claim", "there is no such claim");
}

static const char sql_claims[] = SQL(
    "SELECT id FROM claim_entry WHERE org_id = $1 AND link_id = $2 AND ($3 = '' OR state = $3) AND id > $4 ORDER BY id LIMIT $5");

static code list_claims(struct api *c, struct error *err)
{
    struct id_list found = {0};
    struct claim_link l;

    TRY(api_claim_link(c, api_id(c), &l, err));
    struct rows *r = db_query(c->db, sql_claims,
                              ARGS(v_int(c->org), v_int(l.id), v_str(api_query(c, "state")), v_int(c->after), v_int(c->limit + 1)));
    while (rows_next(r))
        *list_add(c->a, &found) = row_int(r, 0);
    TRY(rows_end(r, err));
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        TRY(api_tell_claim(c, found.items[i], err));
        c->last = found.items[i];
    }
    api_close_page(c);
    return OK;
}

static const char sql_link[] = SQL("SELECT coalesce((SELECT link_id FROM claim_entry WHERE org_id = $1 AND id = $2), 0)");

/* Of a link that the token is for. */
static code sees_claim(struct api *c, struct error *err)
{
    struct claim_link l;
    int64_t link = 0;

    TRY(db_int(c->db, sql_link, ARGS(v_int(c->org), v_int(api_id(c))), &link, err));
    return link ? api_claim_link(c, link, &l, err) : fail(err, NOT_FOUND, "claim", "there is no such claim");
}

static code show_claim(struct api *c, struct error *err)
{
    TRY(sees_claim(c, err));
    return api_tell_claim(c, api_id(c), err);
}

/* ---- decided ---- */

static struct claim_decision decision(struct api *c)
{
    return (struct claim_decision){c->org, api_id(c), c->account, c->about->body ? api_text(c->body, "reason", S("")) : S("")};
}

static code accept_claim(struct api *c, struct error *err)
{
    struct claim_decision d = decision(c);

    TRY(sees_claim(c, err));
    TRY(claim_accept(c->app, c->db, c->a, &d, err));
    return api_tell_claim(c, d.entry, err);
}

static code refuse_claim(struct api *c, struct error *err)
{
    struct claim_decision d = decision(c);

    TRY(sees_claim(c, err));
    TRY(claim_refuse(c->db, c->a, &d, err));
    return api_tell_claim(c, d.entry, err);
}

static code reopen_claim(struct api *c, struct error *err)
{
    struct claim_decision d = decision(c);

    TRY(sees_claim(c, err));
    TRY(claim_reopen(c->db, c->a, &d, err));
    return api_tell_claim(c, d.entry, err);
}

static const struct api_field code_filters[] = {{"state", API_CHOICE, 0, "Only those.", NULL, .choices = "used|unused"}};
static const struct api_shape code_query = API_SHAPE("ClaimCodeFilter", "", code_filters);
static const struct api_field claim_filters[] = {{"state", API_CHOICE, 0, "Only those.", NULL, .choices = STATES}};
static const struct api_shape claim_query = API_SHAPE("ClaimFilter", "", claim_filters);
static const struct api_field refusal_fields[] = {{"reason", API_TEXT, NEEDED, "Why; the person reads it, in a mail that leaves after ten minutes.", "\"The course was another day.\"", .max = 500}};
static const struct api_shape refusal_shape = API_SHAPE("ClaimRefusal", "No, and why.", refusal_fields);

#define TAG .tag = "Claim links"
static const struct api_about codes_about = {
    .id = "listClaimCodes", TAG, .title = "One-time codes", .says = "Of one link, each for one person.", .query = &code_query, .answer = &code_shape, .is_list = true, .run = list_codes};
static const struct api_about add_codes_about = {
    .id = "addClaimCodes", TAG, .title = "Make one-time codes", .says = "For a link that says byCode; at most 2000 for one link.",
    .body = &more_shape, .takes = SAYS, .answer = &more_shape, .run = add_codes};
static const struct api_about claims_about = {
    .id = "listClaims", TAG, .title = "Who came", .says = "With one link, the first one first.", .query = &claim_query, .answer = &api_claim_shape, .is_list = true, .run = list_claims};
static const struct api_about claim_about = {.id = "getClaim", TAG, .title = "One who came", .says = "And what was decided.", .answer = &api_claim_shape, .run = show_claim};
static const struct api_about accept_about = {
    .id = "acceptClaim", TAG, .title = "Approve a claim", .says = "Who waits gets the badge.", .answer = &api_claim_shape, .run = accept_claim};
static const struct api_about refuse_about = {
    .id = "refuseClaim", TAG, .title = "Refuse a claim", .says = "Who waits is told why.", .body = &refusal_shape, .takes = SAYS, .answer = &api_claim_shape, .run = refuse_claim};
static const struct api_about reopen_about = {
    .id = "reopenClaim", TAG, .title = "Take a refusal back", .says = "The claim waits again; within ten minutes nobody hears of it.", .answer = &api_claim_shape, .run = reopen_claim};

const struct route api_claim_people_routes[] = {
    API_PART(GET, "/claim-links/{id}/codes", "awards:write", IN_LISTS, &codes_about),
    API_PART(POST, "/claim-links/{id}/codes", "awards:write", IN_LISTS, &add_codes_about),
    API_PART(GET, "/claim-links/{id}/claims", "awards:write", IN_LISTS, &claims_about),
    API_PART(GET, "/claims/{id}", "awards:write", IN_LISTS, &claim_about),
    API_PART(POST, "/claims/{id}/accept", "awards:write", IN_LISTS, &accept_about),
    API_PART(POST, "/claims/{id}/refuse", "awards:write", IN_LISTS, &refuse_about),
    API_PART(POST, "/claims/{id}/reopen", "awards:write", IN_LISTS, &reopen_about),
    {0},
};
