/* org/member_list.c — who works for an organisation, as a list: found by role,
 * by second step and day; a role given to many, or taken from them. */
#include "app/org/org_pages.h"

#include "app/list/act.h"

/* ---- cells ---- */

static void name_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str name = v[0].s, address = v[1].kind == VALUE_NULL ? S("") : v[1].s;

    c->text = str_is_empty(name) ? address : name;
    c->sub = v[2].i == l->account ? said("you") : S("");
    c->href = str_printf(l->a, "/org/%lld/settings/members/%lld", (long long)l->org, (long long)v[2].i);
}

/* Their limits are rows of their own, which no column can have. */
static void roles_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    struct role_grants grants = {0};

    if (member_grants(l->db, l->a, l->org, v[0].i, &grants, NULL) != OK)
        return;
    c->text = grants.n ? role_grants_words(l->a, &grants) : said("None");
}

static void step_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    c->tag = v[0].i ? (struct tag_view){"good", "shield-check", said("Passkey or codes")} : (struct tag_view){NULL, "circle-dashed", said("Password alone")};
}

/* ---- the list ---- */

#define NAME     "CASE WHEN c.name <> '' THEN c.name ELSE coalesce(e.address, '') END"
#define HAS_STEP "(EXISTS (SELECT 1 FROM passkey k WHERE k.account_id = c.id)"                                                   \
                 " OR EXISTS (SELECT 1 FROM totp k WHERE k.account_id = c.id AND k.confirmed_at IS NOT NULL))"
#define GRANT(condition) "EXISTS (SELECT 1 FROM member_role g WHERE g.org_id = m.org_id AND g.account_id = m.account_id AND " condition ")"
#define TODAY    "(g.from_at IS NULL OR g.from_at <= :now) AND (g.until_at IS NULL OR g.until_at > :now)"

static const struct list_column columns[] = {
    {"name", "Name", SQL_PIECE("c.name, e.address, m.account_id"), .values = 3, .cell = name_cell, .order = SQL_PIECE("lower(" NAME ")")},
    {"roles", "Roles", SQL_PIECE("m.account_id"), .cell = roles_cell},
    {"address", "Address", SQL_PIECE("e.address"), .order = SQL_PIECE("e.address")},
    {"since", "Since", SQL_PIECE("m.created_at"), .kind = CELL_DATE, .order = SQL_PIECE("m.created_at"), .extra = true},
    {"step", "Second step", SQL_PIECE("CASE WHEN " HAS_STEP " THEN 1 ELSE 0 END"), .cell = step_cell},
    {"seen", "Last here", SQL_PIECE("(SELECT max(s.seen_at) FROM account_device s WHERE s.account_id = m.account_id)"), .kind = CELL_DATE,
     .order = SQL_PIECE("(SELECT max(s.seen_at) FROM account_device s WHERE s.account_id = m.account_id)"), .extra = true},
};

static code role_filter_choices(struct list *l, struct list_choices *out, struct error *err)
{
    (void)err;
    for (const struct role *r = role_table; r->name; r++)
        *list_add(l->a, out) = (struct list_choice){cstr(r->name), said(r->title), 0};
    return OK;
}

static const struct list_option reaches[] = {
    {"part", "Some people or badges", SQL_PIECE(GRANT("(g.people <> 'all' OR g.badges <> 'all')"))},
    {"time", "Until a day", SQL_PIECE(GRANT("g.until_at > :now"))},
    {"none", "No role today", SQL_PIECE("NOT " GRANT(TODAY))},
    {NULL, NULL, NULL},
};
static const struct list_option steps[] = {
    {"yes", "Passkey or codes", SQL_PIECE(HAS_STEP)}, {"no", "Password alone", SQL_PIECE("NOT " HAS_STEP)}, {NULL, NULL, NULL},
};
static const struct list_filter filters[] = {
    {"role", "Role", FILTER_CHOICES, .sql = SQL_PIECE(GRANT("g.role = :value")), .choices = role_filter_choices, .many = true},
    {"reach", "How far", FILTER_OPTIONS, .options = reaches},
    {"step", "Second step", FILTER_OPTIONS, .options = steps},
    {"from", "Member since", FILTER_FROM, .sql = SQL_PIECE("m.created_at >= :value")},
    {"until", "Member before", FILTER_UNTIL, .sql = SQL_PIECE("m.created_at < :value")},
};

/* ---- a role given to many, or taken ---- */

static const struct role *asked_role(struct act_run *run)
{
    return role_named(act_input(run, "role"));
}

static struct role_grants without(struct arena *a, const struct role_grants *all, const struct role *role)
{
    struct role_grants rest = {0};

    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].role != role)
            *list_add(a, &rest) = all->items[i];
    return rest;
}

/* For everybody and all badges: whoever had it for a part has it as a whole. */
static struct role_grants with(struct arena *a, const struct role_grants *all, const struct role *role)
{
    struct role_grants more = without(a, all, role);

    *list_add(a, &more) = (struct role_grant){.role = role};
    return more;
}

static code change(struct act_run *run, int64_t account, const struct role_grants *to, struct error *err)
{
    const struct member_change m = {run->org, account, role_grants_write(run->a, to), run->account};

    return org_put_roles(run->app, run->db, run->a, &m, err);
}

typedef struct role_grants changed_fn(struct arena *a, const struct role_grants *all, const struct role *role);

static code change_row(struct act_run *run, int64_t account, changed_fn *changed, str *before, struct error *err)
{
    struct role_grants now = {0}, then;

    TRY(member_grants(run->db, run->a, run->org, account, &now, err));
    then = changed(run->a, &now, asked_role(run));
    *before = role_grants_write(run->a, &now);
    if (str_eq(*before, role_grants_write(run->a, &then)))
        return fail(err, CONFLICT, "member", "it is so already");
    if (then.n == 0)
        return fail(err, CONFLICT, "member", "it is the only role: remove the member instead");
    return change(run, account, &then, err);
}

static bool are_equal(struct arena *a, const struct role_grants *x, const struct role_grants *y)
{
    return str_eq(role_grants_write(a, x), role_grants_write(a, y));
}

/* Only while the roles are what the act made of them. */
static code back_row(struct act_run *run, int64_t account, changed_fn *changed, str before, struct error *err)
{
    struct role_grants was = {0}, made, now = {0};

    TRY(role_grants_read(run->a, before, &was, err));
    TRY(member_grants(run->db, run->a, run->org, account, &now, err));
    made = changed(run->a, &was, asked_role(run));
    if (!are_equal(run->a, &made, &now))
        return fail(err, CONFLICT, "member", "the roles were changed since, and stay");
    return change(run, account, &was, err);
}

static code give(struct act_run *run, int64_t account, str *before, struct error *err)
{
    return change_row(run, account, with, before, err);
}

static code give_back(struct act_run *run, int64_t account, str *before, struct error *err)
{
    return back_row(run, account, with, *before, err);
}

static code take(struct act_run *run, int64_t account, str *before, struct error *err)
{
    return change_row(run, account, without, before, err);
}

static code take_back(struct act_run *run, int64_t account, str *before, struct error *err)
{
    return back_row(run, account, without, *before, err);
}

static code plain_roles(struct list *l, struct list_choices *out, struct error *err)
{
    (void)err;
    for (const struct role *r = role_table; r->name; r++)
        if (role_is_plain(r))
            *list_add(l->a, out) = (struct list_choice){cstr(r->name), said(r->title), 0};
    return OK;
}

static const struct act_input give_inputs[] = {
    {"role", "Role", "Roles for some people or badges, and the auditor’s, are given at each member.", FIELD_CHOICE, plain_roles, true}, {0},
};
static const struct act_input take_inputs[] = {{"role", "Role", NULL, FIELD_CHOICE, role_filter_choices, true}, {0}};
static const struct list_act give_act = {
    .name = "give-role", .label = "Give a role", .icon = "user-plus", .title = "A role for {n}", .done = "{n} got a role",
    .explains = "They have it besides those they have, for everybody and all badges. Each gets a mail.", .right = MANAGE_ORG,
    .inputs = give_inputs, .apply = give, .undo = give_back, .fresh = true,
};
static const struct list_act take_act = {
    .name = "take-role", .label = "Take a role away", .icon = "user-minus", .title = "Take a role from {n}", .done = "{n} lost a role",
    .explains = "Other roles stay. Whoever has no other one is left as is: remove such a member instead. Each gets a mail.", .right = MANAGE_ORG,
    .inputs = take_inputs, .apply = take, .undo = take_back, .fresh = true,
};
static const struct list_act *const acts[] = {&give_act, &take_act, NULL};

const struct list_def members_list_def = {
    .name = "members", .title = "Members", .thing = "member", .things = "members", .right = MANAGE_ORG,
    .from = "member m JOIN account c ON c.id = m.account_id LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1",
    .where = SQL_PIECE("m.org_id = :org"), .key = "m.account_id",
    .search = SQL_PIECE("lower(c.name) LIKE :word ESCAPE '!' OR lower(e.address) LIKE :word ESCAPE '!'"), .search_label = "Name or address",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "name", .acts = acts,
};
