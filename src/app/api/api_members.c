/* api/api_members.c — who works for the organisation with which roles, and who is
 * asked to. */
#include "app/api/api_private.h"

#include "app/catalog/catalog.h"
#include "app/org/members.h"
#include "app/people/directory.h"
#include "app/requirement/requirement.h"

#define ROLES "admin|programme|designer|awarder|assessor|checker|registrar|manager|recruiter|auditor|viewer|employee"

static const struct api_field role_fields[] = {
    {"role", API_CHOICE, NEEDED | ALWAYS, "Which one.", "\"manager\"", .choices = ROLES},
    {"people", API_CHOICE, ALWAYS, "For which people it goes: all, whom they lead, or those of departments, sites and teams.", "\"departments\"", .choices = "all|below|departments"},
    {"departments", API_NUMBERS, ALWAYS, "Departments, with those in them.", "[3]", .max = GRANT_PARTS_MOST},
    {"sites", API_NUMBERS, 0, "Sites, besides departments.", NULL, .max = GRANT_PARTS_MOST},
    {"teams", API_NUMBERS, 0, "Teams, besides departments.", NULL, .max = GRANT_PARTS_MOST},
    {"badges", API_NUMBERS, 0, "Badges that it goes for; not said: all.", NULL, .max = GRANT_PARTS_MOST},
    {"requirements", API_NUMBERS, 0, "Requirements that an auditor’s role goes for, with the badges that prove them.", NULL, .max = GRANT_PARTS_MOST},
    {"from", API_TIME, 0, "From when on.", NULL},
    {"until", API_TIME, 0, "The first moment without it.", NULL},
};
static const struct api_shape role_shape = API_SHAPE("MemberRole", "A role, and how far it goes.", role_fields);
static const struct api_field member_fields[] = {
    {"id", API_INT, GIVEN | ALWAYS, "Number of the member.", "4"},
    {"name", API_TEXT, GIVEN | ALWAYS, "Their name.", "\"Maya Lindqvist\""},
    {"email", API_EMAIL, GIVEN | ALWAYS, "Their main address.", NULL},
    {"roles", API_MANY, NEEDED | ALWAYS, "What they may do: all of their roles, in place of those before.", NULL, .max = 20, .shape = &role_shape},
    {"memberSince", API_TIME, GIVEN | ALWAYS, "When they became one.", NULL},
};
const struct api_shape api_member_shape = API_SHAPE("Member", "Somebody who works here with the organisation’s badges.", member_fields);

/* ---- telling ---- */

static void put_numbers(struct api *c, const char *name, const struct id_list *ids)
{
    json_put_key(&c->w, name);
    json_open_array(&c->w);
    for (size_t i = 0; i < ids->n; i++)
        json_put_int(&c->w, ids->items[i]);
    json_close_array(&c->w);
}

static void put_role(struct api *c, const struct role_grant *g)
{
    json_open_object(&c->w);
    json_put_member(&c->w, "role", cstr(g->role->name));
    json_put_member(&c->w, "people", cstr(reach_people_name(g->people)));
    put_numbers(c, "departments", &g->departments);
    if (g->sites.n)
        put_numbers(c, "sites", &g->sites);
    if (g->teams.n)
        put_numbers(c, "teams", &g->teams);
    if (g->some_badges)
        put_numbers(c, "badges", &g->badges);
    if (g->requirements.n)
        put_numbers(c, "requirements", &g->requirements);
    api_put_time(&c->w, "from", g->from);
    api_put_time(&c->w, "until", g->until);
    json_close_object(&c->w);
}

static void put_member(struct api *c, const struct member *m)
{
    json_open_object(&c->w);
    json_put_member_int(&c->w, "id", m->account);
    json_put_member(&c->w, "name", m->name);
    json_put_member(&c->w, "email", str_is_absent(m->email) ? S("") : m->email);
    json_put_key(&c->w, "roles");
    json_open_array(&c->w);
    for (size_t i = 0; i < m->grants.n; i++)
        put_role(c, &m->grants.items[i]);
    json_close_array(&c->w);
    api_put_time(&c->w, "memberSince", m->since);
    json_close_object(&c->w);
}

static code list_members(struct api *c, struct error *err)
{
    struct member_list all = {0};

    TRY(org_members(c->db, c->a, c->org, &all, err));
    size_t from = c->after < (int64_t)all.n ? (size_t)c->after : all.n, to = from + (size_t)c->limit;
    c->has_more = to < all.n;
    api_open_page(c);
    for (size_t i = from; i < to && i < all.n; i++)
        put_member(c, &all.items[i]);
    c->last = (int64_t)to;                       /* by name, so that the page goes on behind so many */
    api_close_page(c);
    return OK;
}

code api_tell_member(struct api *c, int64_t id, struct error *err)
{
    struct member m;

    TRY(org_member(c->db, c->a, c->org, id, &m, err));
    put_member(c, &m);
    return OK;
}

static code show_member(struct api *c, struct error *err)
{
    return api_tell_member(c, api_id(c), err);
}

/* ---- roles as they were sent ---- */

static code read_places(struct api *c, const struct json *v, enum place_kind kind, struct id_list *out, struct error *err)
{
    struct workplace w;

    api_numbers(c->a, v, place_words[kind].many, out);
    for (size_t i = 0; i < out->n; i++)
        if (place_get(c->db, c->a, c->org, kind, out->items[i], &w, NULL) != OK)
            return fail(err, BAD_INPUT, "roles", "there is no %s %lld", place_words[kind].one, (long long)out->items[i]);
    return OK;
}

static code read_requirements(struct api *c, const struct json *v, struct role_grant *g, struct error *err)
{
    struct requirement r;

    api_numbers(c->a, v, "requirements", &g->requirements);
    g->some_badges |= g->requirements.n > 0;
    for (size_t i = 0; i < g->requirements.n; i++)
        if (requirement_get(c->db, c->a, c->org, g->requirements.items[i], &r, NULL) != OK)
            return fail(err, BAD_INPUT, "roles", "there is no requirement %lld", (long long)g->requirements.items[i]);
    return OK;
}

static code read_badges(struct api *c, const struct json *v, struct role_grant *g, struct error *err)
{
    struct badge_row b;

    g->some_badges = api_has(v, "badges");
    api_numbers(c->a, v, "badges", &g->badges);
    for (size_t i = 0; i < g->badges.n; i++)
        if (catalog_get(c->db, c->a, c->org, g->badges.items[i], &b, NULL) != OK)
            return fail(err, BAD_INPUT, "roles", "there is no badge %lld", (long long)g->badges.items[i]);
    return OK;
}

static code read_role(struct api *c, const struct json *v, struct role_grant *g, struct error *err)
{
    *g = (struct role_grant){.role = role_named(api_text(v, "role", S("")))};
    if (!reach_people_named(api_text(v, "people", S("all")), &g->people))
        return fail(err, BAD_INPUT, "roles", "a role goes for all people, for those below, or for departments");
    if (g->people == PEOPLE_DEPARTMENTS) {
        TRY(read_places(c, v, DEPARTMENT, &g->departments, err));
        TRY(read_places(c, v, SITE, &g->sites, err));
        TRY(read_places(c, v, TEAM, &g->teams, err));
    }
    TRY(read_badges(c, v, g, err));
    TRY(read_requirements(c, v, g, err));
    g->from = api_moment(v, "from", 0);
    g->until = api_moment(v, "until", 0);
    return OK;
}

static code read_roles(struct api *c, str *out, struct error *err)
{
    const struct json *all = json_get(c->body, "roles");
    struct role_grants grants = {0};
    struct error why = {0};

    for (size_t i = 0; i < json_count(all); i++)
        TRY(read_role(c, json_item(all, i), list_add(c->a, &grants), err));
    if (role_grants_check(&grants, clock_now(), &why) != OK)
        return fail(err, BAD_INPUT, "roles", "%s", why.text);
    *out = role_grants_write(c->a, &grants);
    return OK;
}

/* ---- changes ---- */

static code change_member(struct api *c, struct error *err)
{
    struct member_change m = {.org = c->org, .account = api_id(c), .by = c->account};

    TRY(org_member(c->db, c->a, c->org, m.account, &(struct member){0}, err));
    TRY(read_roles(c, &m.roles, err));
    TRY(org_set_roles(c->app, c->db, c->a, &m, err));
    return show_member(c, err);
}

static code remove_member(struct api *c, struct error *err)
{
    return org_remove_member(c->app, c->db, c->a, &(struct member_change){.org = c->org, .account = api_id(c), .by = c->account}, err);
}

static const struct api_field invite_fields[] = {
    {"email", API_EMAIL, NEEDED | ALWAYS, "Where the invitation goes.", NULL},
    {"roles", API_MANY, NEEDED, "What they may do once they have come.", NULL, .max = 20, .shape = &role_shape},
    {"expiresAt", API_TIME, GIVEN | ALWAYS, "Until when it is good.", NULL},
};
static const struct api_shape invite_shape = API_SHAPE("Invitation", "Somebody is asked by mail to become a member.", invite_fields);

static code invite(struct api *c, struct error *err)
{
    struct member_change m = {.org = c->org, .by = c->account};
    str email = api_text(c->body, "email", S(""));

    TRY(read_roles(c, &m.roles, err));
    TRY(org_invite(c->app, c->db, c->a, &m, email, err));
    json_open_object(&c->w);
    json_put_member(&c->w, "email", email);
    api_put_time(&c->w, "expiresAt", clock_now() + 14 * DAY);
    json_close_object(&c->w);
    return OK;
}

#define TAG .tag = "Members"
static const struct api_about list_about = {
    .id = "listMembers", TAG, .title = "Members", .says = "By name, with their roles.", .answer = &api_member_shape, .is_list = true, .run = list_members};
static const struct api_about show_about = {
    .id = "getMember", TAG, .title = "One member", .says = "With the roles they have, and have from a later day on.", .answer = &api_member_shape, .run = show_member};
static const struct api_about change_about = {
    .id = "changeMember", TAG, .title = "Give other roles",
    .says = "All roles anew, as they are sent. Whom it concerns gets a mail. An administrator without an end has to remain.",
    .body = &api_member_shape, .takes = MAKES, .answer = &api_member_shape, .run = change_member};
static const struct api_about remove_about = {
    .id = "removeMember", TAG, .title = "Remove a member", .says = "Who is told by mail. It can be taken back on the page for an hour.", .status = 204, .run = remove_member};
static const struct api_about invite_about = {
    .id = "inviteMember", TAG, .title = "Invite somebody", .says = "By mail, with the roles they will have. Only the mail has the link.",
    .body = &invite_shape, .takes = MAKES, .answer = &invite_shape, .status = 202, .run = invite};

const struct route api_member_routes[] = {
    API_ROW(GET, "/members", "members:read", &list_about),
    API_ROW(GET, "/members/{id}", "members:read", &show_about),
    API_ROW(PUT, "/members/{id}", "members:write", &change_about),
    API_ROW(DELETE, "/members/{id}", "members:write", &remove_about),
    API_ROW(POST, "/invitations", "members:write", &invite_about),
    {0},
};
