/* api/api_claims.c — links with which people come and get a badge. */
#include "app/api/api_claims.h"

static const struct api_field link_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the link.", "2"},
    {"badge", API_INT, NEEDED | ALWAYS, "Number of the badge.", "3"},
    {"badgeName", API_TEXT, GIVEN | ALWAYS, "Name of the badge.", "\"Forklift operator\""},
    {"name", API_TEXT, NEEDED | ALWAYS, "For its makers alone.", "\"Open day, hall 2\"", .max = 120},
    {"url", API_URL, GIVEN | ALWAYS, "What people open, or point their phone at.", "\"https://badges.example.org/claim/xyz\""},
    {"state", API_CHOICE, GIVEN | ALWAYS, "Whether somebody can get the badge with it now.", "\"open\"", .choices = "open|early|late|stopped|full|archived"},
    {"byCode", API_BOOL, ALWAYS, "Only with a one-time code?", "false"},
    {"needsApproval", API_BOOL, ALWAYS, "Does somebody look at each one first?", "false"},
    {"withFile", API_BOOL, ALWAYS, "Also without an e-mail address, as a file at once?", "true"},
    {"isShown", API_BOOL, ALWAYS, "Does the badge’s public page lead to it?", "false"},
    {"opensAt", API_TIME, EMPTIES, "Not before.", NULL},
    {"closesAt", API_TIME, EMPTIES, "Not after.", NULL},
    {"most", API_INT, EMPTIES | ALWAYS, "How many at most; 0: any number.", "200", .max = 1000000},
    {"taken", API_INT, GIVEN | ALWAYS, "Awarded or waiting for approval.", "17"},
    {"createdAt", API_TIME, GIVEN | ALWAYS, "When it was made.", NULL},
};
static const struct api_shape link_shape = API_SHAPE("ClaimLink", "A link with which people come and get a badge.", link_fields);

static str state_of(const struct claim_link *l)
{
    static const char *const names[] = {[OPENING_OPEN] = "open", [OPENING_EARLY] = "early", [OPENING_LATE] = "late",
                                        [OPENING_STOPPED] = "stopped", [OPENING_FULL] = "full", [OPENING_ARCHIVED] = "archived"};

    return cstr(names[opening_state(&l->open, clock_now())]);
}

static void put_link(struct api *c, const struct claim_link *l)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", l->id);
    json_put_member_int(&c->w, "badge", l->achievement);
    json_put_member(&c->w, "badgeName", l->badge_name);
    json_put_member(&c->w, "name", l->name);
    api_put_url(c, "url", str_join(c->a, S("/claim/"), l->public_id));
    json_put_member(&c->w, "state", state_of(l));
    json_put_member_bool(&c->w, "byCode", l->by_code);
    json_put_member_bool(&c->w, "needsApproval", l->needs_approval);
    json_put_member_bool(&c->w, "withFile", l->with_file);
    json_put_member_bool(&c->w, "isShown", l->is_shown);
    api_put_time(&c->w, "opensAt", l->open.opens);
    api_put_time(&c->w, "closesAt", l->open.closes);
    json_put_member_int(&c->w, "most", l->open.most);
    json_put_member_int(&c->w, "taken", l->open.taken);
    api_put_time(&c->w, "createdAt", l->created);
    json_close_object(&c->w);
}

code api_claim_link(struct api *c, int64_t id, struct claim_link *out, struct error *err)
{
    TRY(claim_get(c->db, c->a, c->org, id, out, err));
    return api_sees_award(c, AWARD_BADGES, out->achievement, err);
}

static code show(struct api *c, int64_t id, struct error *err)
{
    struct claim_link l;

    TRY(api_claim_link(c, id, &l, err));
    put_link(c, &l);
    return OK;
}

static code show_link(struct api *c, struct error *err)
{
    return show(c, api_id(c), err);
}

/* There are few: the page is cut out of all of them. */
static code list_links(struct api *c, struct error *err)
{
    struct claim_link_list all = {0}, found = {0};

    TRY(claim_find(c->db, c->a, c->org, api_query_int(c, "badge"), &all, err));
    for (size_t i = 0; i < all.n; i++)
        if ((c->after == 0 || all.items[i].id < c->after) && found.n <= (size_t)c->limit
            && api_sees_award(c, AWARD_BADGES, all.items[i].achievement, NULL) == OK)
            *list_add(c->a, &found) = all.items[i];
    api_cut(c, &found);
    api_open_page(c);
    for (size_t i = 0; i < found.n; i++) {
        put_link(c, &found.items[i]);
        c->last = found.items[i].id;
    }
    api_close_page(c);
    return OK;
}

static void read_link(struct api *c, struct claim_link *l)
{
    l->org = c->org;
    l->account = c->account;
    l->achievement = api_number(c->body, "badge", l->achievement);
    l->name = api_text(c->body, "name", l->name);
    l->by_code = api_truth(c->body, "byCode", l->by_code);
    l->needs_approval = api_truth(c->body, "needsApproval", l->needs_approval);
    l->with_file = api_truth(c->body, "withFile", l->with_file);
    l->is_shown = api_truth(c->body, "isShown", l->is_shown);
    l->open.opens = api_moment(c->body, "opensAt", l->open.opens);
    l->open.closes = api_moment(c->body, "closesAt", l->open.closes);
    l->open.most = api_number(c->body, "most", l->open.most);
}

static const struct { const char *theirs, *ours; } members[] = {{"closes", "closesAt"}, {"opens", "opensAt"}, {"with_file", "withFile"}};

static code with_our_words(code r, struct error *err)
{
    struct error was = *err;

    for (size_t i = 0; r != OK && i < COUNT(members); i++)
        if (str_eq(cstr(was.where), cstr(members[i].theirs)))
            return fail(err, r, members[i].ours, "%s", was.text);
    return r == NOT_FOUND ? fail(err, BAD_INPUT, "badge", "there is no such badge") : r;
}

static code make_link(struct api *c, struct error *err)
{
    struct claim_link l = {0};
    int64_t id = 0;

    read_link(c, &l);
    TRY(api_may_award(c, AWARD_BADGES, l.achievement, S(""), err));
    TRY(with_our_words(claim_create(c->db, c->a, &l, &id, err), err));
    response_header(c->rs, "Location", app_url(c->a, c->app, str_printf(c->a, "/api/v1/claim-links/%lld", (long long)id)));
    return show(c, id, err);
}

static code change_link(struct api *c, struct error *err)
{
    struct claim_link l;

    TRY(api_claim_link(c, api_id(c), &l, err));
    read_link(c, &l);
    TRY(api_may_award(c, AWARD_BADGES, l.achievement, S(""), err));
    TRY(with_our_words(claim_save(c->db, c->a, &l, err), err));
    return show(c, l.id, err);
}

static code set_stopped(struct api *c, bool stopped, struct error *err)
{
    struct claim_link l;

    TRY(api_claim_link(c, api_id(c), &l, err));
    TRY(claim_set_stopped(c->db, c->a, &(struct claim_stop){c->org, api_id(c), c->account, stopped}, err));
    return show(c, api_id(c), err);
}

static code stop_link(struct api *c, struct error *err)
{
    return set_stopped(c, true, err);
}

static code start_link(struct api *c, struct error *err)
{
    return set_stopped(c, false, err);
}

static const struct api_field link_filters[] = {{"badge", API_INT, 0, "Only of this badge.", NULL}};
static const struct api_shape link_query = API_SHAPE("ClaimLinkFilter", "", link_filters);

#define TAG .tag = "Claim links"
static const struct api_about list_about = {
    .id = "listClaimLinks", TAG, .title = "Claim links", .says = "The newest first.", .query = &link_query, .answer = &link_shape, .is_list = true, .run = list_links};
static const struct api_about make_about = {
    .id = "createClaimLink", TAG, .title = "Make a claim link", .says = "People come and get the badge with it.",
    .body = &link_shape, .takes = MAKES, .answer = &link_shape, .status = 201, .run = make_link};
static const struct api_about show_about = {.id = "getClaimLink", TAG, .title = "One claim link", .says = "How many came.", .answer = &link_shape, .run = show_link};
static const struct api_about change_about = {
    .id = "changeClaimLink", TAG, .title = "Change a claim link", .says = "What is not named stays.", .body = &link_shape, .takes = CHANGES, .answer = &link_shape, .run = change_link};
static const struct api_about stop_about = {.id = "stopClaimLink", TAG, .title = "Stop a claim link", .says = "Nobody gets the badge with it.", .answer = &link_shape, .run = stop_link};
static const struct api_about start_about = {.id = "startClaimLink", TAG, .title = "Start a claim link again", .says = "It works again.", .answer = &link_shape, .run = start_link};

const struct route api_claim_routes[] = {
    API_PART(GET, "/claim-links", "awards:write", IN_LISTS, &list_about),
    API_PART(POST, "/claim-links", "awards:write", IN_LISTS, &make_about),
    API_PART(GET, "/claim-links/{id}", "awards:write", IN_LISTS, &show_about),
    API_PART(PATCH, "/claim-links/{id}", "awards:write", IN_LISTS, &change_about),
    API_PART(POST, "/claim-links/{id}/stop", "awards:write", IN_LISTS, &stop_about),
    API_PART(POST, "/claim-links/{id}/start", "awards:write", IN_LISTS, &start_about),
    {0},
};
