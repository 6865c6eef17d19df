/* org/org_members.c — who works for an organisation: found, given other roles,
 * removed and brought back. */
#include "app/org/org_private.h"

#include "app/account/account.h"
#include "app/mail/mail.h"
#include "web/text.h"

/* ---- found ---- */

/* Roles as text, for many rows at once: limits are told where one member is shown. */
static void add_role(struct arena *a, str *roles, str role)
{
    if (!str_is_absent(role))
        *roles = str_is_empty(*roles) ? role : str_printf(a, STR_FMT ";" STR_FMT, STR_ARG(*roles), STR_ARG(role));
}

static const char sql_memberships[] = SQL(
    "SELECT o.id, v.name, g.role FROM member m JOIN org o ON o.id = m.org_id JOIN org_version v ON v.id = o.version_id"
    " LEFT JOIN member_role g ON g.org_id = m.org_id AND g.account_id = m.account_id"
    " AND (g.from_at IS NULL OR g.from_at <= $2) AND (g.until_at IS NULL OR g.until_at > $2)"
    " WHERE m.account_id = $1 ORDER BY v.name, o.id, g.id");

code org_memberships(struct db *db, struct arena *a, int64_t account, struct membership_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_memberships, ARGS(v_int(account), v_int(clock_now())));

    while (rows_next(r)) {
        if (out->n == 0 || out->items[out->n - 1].org != row_int(r, 0))
            *list_add(a, out) = (struct membership){row_int(r, 0), row_str(r, 1, a), S("")};
        add_role(a, &out->items[out->n - 1].roles, row_str(r, 2, a));
    }
    return rows_end(r, err);
}

static const char sql_members[] = SQL(
    "SELECT m.account_id, c.name, e.address, m.created_at FROM member m JOIN account c ON c.id = m.account_id"
    " LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1"
    " WHERE m.org_id = $1 AND ($2 = 0 OR m.account_id = $2) ORDER BY c.name, c.id");

static code read_members(struct db *db, struct arena *a, int64_t org, int64_t account, struct member_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_members, ARGS(v_int(org), v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct member){.account = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a), .since = row_int(r, 3)};
    return rows_end(r, err);
}

code org_members(struct db *db, struct arena *a, int64_t org, struct member_list *out, struct error *err)
{
    TRY(read_members(db, a, org, 0, out, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(member_grants(db, a, org, out->items[i].account, &out->items[i].grants, err));
    return OK;
}

code org_member(struct db *db, struct arena *a, int64_t org, int64_t account, struct member *out, struct error *err)
{
    struct member_list found = {0};

    TRY(read_members(db, a, org, account > 0 ? account : -1, &found, err));
    if (found.n == 0)
        return fail(err, NOT_FOUND, "member", "this person is not a member");
    *out = found.items[0];
    return member_grants(db, a, org, account, &out->grants, err);
}

static const char sql_is_member[] = SQL("SELECT count(*) FROM member WHERE org_id = $1 AND account_id = $2");

bool org_is_member(struct db *db, int64_t org, int64_t account)
{
    int64_t n = 0;

    return db_int(db, sql_is_member, ARGS(v_int(org), v_int(account)), &n, NULL) == OK && n > 0;
}

static const char sql_address[] = SQL("SELECT address FROM account_email WHERE account_id = $1 AND is_primary = 1");

str member_address(struct db *db, struct arena *a, int64_t account)
{
    struct rows *r = db_query(db, sql_address, ARGS(v_int(account)));
    str address = rows_next(r) ? row_str(r, 0, a) : S("");

    return rows_end(r, NULL) == OK ? address : S("");
}

/* ---- an administrator stays ---- */

/* Without an end: the day it comes would leave the organisation to nobody. */
static const char sql_other_admins[] = SQL(
    "SELECT count(*) FROM member_role WHERE org_id = $1 AND account_id <> $2 AND role = 'admin' AND until_at IS NULL"
    " AND (from_at IS NULL OR from_at <= $3)");
/* Two administrators who remove each other at the same moment take turns here. */
static const char sql_take_turn[] = SQL("UPDATE org SET version_id = version_id WHERE id = $1");

static code keep_an_admin(struct db *db, int64_t org, int64_t account, struct error *err)
{
    int64_t others = 0;

    TRY(db_run(db, sql_take_turn, ARGS(v_int(org)), NULL, err));
    TRY(db_int(db, sql_other_admins, ARGS(v_int(org), v_int(account), v_int(clock_now())), &others, err));
    return others > 0 ? OK : fail(err, CONFLICT, "role", "an organisation needs at least one administrator whose role has no end");
}

static bool has_admin(const struct role_grants *grants)
{
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role->may[MANAGE_ORG] && grants->items[i].until == 0 && grants->items[i].from <= clock_now())
            return true;
    return false;
}

/* ---- told ---- */

static code tell(struct app *app, struct db *db, struct arena *a, const struct member_change *m, const struct role_grants *grants, struct error *err)
{
    const struct dictionary *before = words_spoken();
    struct account who;
    str roles;

    if (m->account == m->by || account_get(db, a, m->account, &who, NULL) != OK || str_is_empty(who.email))
        return OK;
    if (!str_is_empty(who.lang))
        text_speak(who.lang);
    roles = role_grants_words(a, grants);
    words_speak(before);
    struct mail mail = {.org = m->org, .kind = S("roles"), .to_address = who.email, .to_name = who.name};
    return mail_letter(app, db, a,
                       &(struct letter){.kind = grants->n ? "roles" : "member-removed", .org = m->org, .message = roles,
                                        .link = app_url(a, app, grants->n ? str_printf(a, "/org/%lld", (long long)m->org) : S("/account"))},
                       &mail, err);
}

/* ---- other roles ---- */

static code set_roles(struct db *db, struct arena *a, const struct member_change *m, const struct role_grants *grants, struct error *err)
{
    if (!has_admin(grants))
        TRY(keep_an_admin(db, m->org, m->account, err));
    if (!org_is_member(db, m->org, m->account))
        return fail(err, NOT_FOUND, "member", "this person is not a member");
    TRY(member_grants_put(db, m->org, m->account, grants, err));
    TRY(org_tell(db, a, m->org, "member.changed", m->account, err));
    return org_log(db, m->org, m->by, "member.role", member_address(db, a, m->account), role_grants_write(a, grants), err);
}

code org_put_roles(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    struct role_grants grants = {0};

    TRY(role_grants_read(a, m->roles, &grants, err));
    TRY(role_grants_check(&grants, clock_now(), err));
    TRY(set_roles(db, a, m, &grants, err));
    return tell(app, db, a, m, &grants, err);
}

code org_set_roles(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, org_put_roles(app, db, a, m, err), err));
    app_wake(app);
    return OK;
}

/* ---- removed, and back ---- */

static const char sql_remove_member[] = SQL("DELETE FROM member WHERE org_id = $1 AND account_id = $2");

/* What waited for this judge waits for any. */
static const char sql_free[] = SQL(
    "UPDATE application SET assigned_to = NULL WHERE org_id = $1 AND assigned_to = $2 AND state IN ('waiting', 'second', 'third')");

static code remove_member(struct db *db, struct arena *a, const struct member_change *m, str *was, struct error *err)
{
    struct role_grants grants = {0};
    int64_t changed = 0;

    TRY(keep_an_admin(db, m->org, m->account, err));
    TRY(member_grants(db, a, m->org, m->account, &grants, err));
    TRY(db_run(db, sql_free, ARGS(v_int(m->org), v_int(m->account)), NULL, err));
    TRY(db_run(db, sql_remove_member, ARGS(v_int(m->org), v_int(m->account)), &changed, err));
    if (!changed)
        return fail(err, NOT_FOUND, "member", "this person is not a member");
    *was = role_grants_write(a, &grants);
    TRY(org_tell(db, a, m->org, "member.left", m->account, err));
    return org_log(db, m->org, m->by, "member.remove", member_address(db, a, m->account), S(""), err);
}

static const char sql_past_add[] = SQL(
    "INSERT INTO member_past (org_id, account_id, roles, removed_by, removed_at) VALUES ($1, $2, $3, $4, $5)");
static const char sql_past_drop[] = SQL("DELETE FROM member_past WHERE org_id = $1 AND (removed_at < $2 OR account_id = $3)");

code org_remove_member(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    struct role_grants none = {0};
    str was;

    TRY(remove_member(db, a, m, &was, err));
    TRY(db_run(db, sql_past_drop, ARGS(v_int(m->org), v_int(clock_now() - MEMBER_UNDO_TIME), v_int(m->account)), NULL, err));
    TRY(db_run(db, sql_past_add, ARGS(v_int(m->org), v_int(m->account), v_str(was), v_int(m->by), v_int(clock_now())), NULL, err));
    return tell(app, db, a, m, &none, err);
}

code org_end_member(struct db *db, struct arena *a, const struct member_change *m, str *was, struct error *err)
{
    *was = S("");
    if (!org_is_member(db, m->org, m->account) || keep_an_admin(db, m->org, m->account, NULL) != OK)
        return OK;
    return remove_member(db, a, m, was, err);
}

static const char sql_orgs[] = SQL("SELECT org_id FROM member WHERE account_id = $1 ORDER BY org_id");

static code tell_orgs(struct db *db, struct arena *a, int64_t account, const char *event, struct error *err)
{
    struct rows *r = db_query(db, sql_orgs, ARGS(v_int(account)));
    struct id_list orgs = {0};

    while (rows_next(r))
        *list_add(a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(org_tell(db, a, orgs.items[i], event, account, err));
    return OK;
}

code org_account_leaves(struct db *db, struct arena *a, int64_t account, struct error *err)
{
    return tell_orgs(db, a, account, "member.left", err);
}

code org_account_changed(struct db *db, struct arena *a, int64_t account, struct error *err)
{
    return tell_orgs(db, a, account, "member.changed", err);
}

static const char sql_join[] = SQL(
    "INSERT INTO member (org_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (org_id, account_id) DO NOTHING");

code org_member_back(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    struct role_grants grants = {0};
    int64_t added = 0;

    TRY(role_grants_read(a, m->roles, &grants, err));
    TRY(db_run(db, sql_join, ARGS(v_int(m->org), v_int(m->account), v_int(clock_now())), &added, err));
    if (!added)
        return OK;
    TRY(member_grants_put(db, m->org, m->account, &grants, err));
    TRY(org_tell(db, a, m->org, "member.joined", m->account, err));
    return org_log(db, m->org, m->by, "member.join", member_address(db, a, m->account), m->roles, err);
}

static const char sql_past[] = SQL(
    "SELECT x.id, x.account_id, CASE WHEN c.name <> '' THEN c.name ELSE coalesce(e.address, '') END, x.roles, x.removed_at FROM member_past x"
    " JOIN account c ON c.id = x.account_id LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1"
    " WHERE x.org_id = $1 AND x.removed_at > $2 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.org_id = x.org_id AND m.account_id = x.account_id)"
    " ORDER BY x.removed_at DESC LIMIT 20");

code org_members_past(struct db *db, struct arena *a, int64_t org, struct member_past_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_past, ARGS(v_int(org), v_int(clock_now() - MEMBER_UNDO_TIME)));

    while (rows_next(r))
        *list_add(a, out) = (struct member_past){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_int(r, 4)};
    return rows_end(r, err);
}

static code restore(struct app *app, struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    struct role_grants grants = {0};

    TRY(role_grants_read(a, m->roles, &grants, err));
    TRY(org_member_back(db, a, m, err));
    TRY(db_run(db, sql_past_drop, ARGS(v_int(m->org), v_int(clock_now() - MEMBER_UNDO_TIME), v_int(m->account)), NULL, err));
    return grants.n ? tell(app, db, a, m, &grants, err) : OK;
}

code org_member_restore(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t past, int64_t by, struct error *err)
{
    struct member_past_list all = {0};

    TRY(org_members_past(db, a, org, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        if (all.items[i].id != past)
            continue;
        const struct member_change m = {org, all.items[i].account, all.items[i].roles, by};
        TRY(db_begin(db, err));
        TRY(db_end(db, restore(app, db, a, &m, err), err));
        app_wake(app);
        return OK;
    }
    return fail(err, NOT_FOUND, "member", "this is too long ago to be taken back: invite the person anew");
}

/* ---- as a provider says ---- */

static const struct role_grant *find_role(const struct role_grants *grants, const struct role *role)
{
    for (size_t i = 0; i < grants->n; i++)
        if (grants->items[i].role == role)
            return &grants->items[i];
    return NULL;
}

/* `given` first; of those of before, what no provider could have given. */
static void keep_others(struct arena *a, const struct role_grants *before, struct role_grants *given)
{
    size_t n = given->n;

    for (size_t i = 0; i < before->n; i++) {
        const struct role_grant *g = &before->items[i];
        if ((!role_is_plain(g->role) || !role_grant_is_plain(g)) && !find_role(&(struct role_grants){.items = given->items, .n = n}, g->role))
            *list_add(a, given) = *g;
    }
}

static bool are_same(const struct role_grants *x, const struct role_grants *y)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct role_grant *other = find_role(y, x->items[i].role);
        if (!other || role_grant_is_plain(other) != role_grant_is_plain(&x->items[i]))
            return false;
    }
    return x->n == y->n;
}

static code settle(struct db *db, struct arena *a, const struct member_change *m, struct role_grants *given, struct error *err)
{
    struct role_grants before = {0};

    if (!org_is_member(db, m->org, m->account))
        return org_member_back(db, a, m, err);
    TRY(member_grants(db, a, m->org, m->account, &before, err));
    keep_others(a, &before, given);
    if (are_same(&before, given) || (!has_admin(given) && has_admin(&before) && keep_an_admin(db, m->org, m->account, NULL) == CONFLICT))
        return OK;
    return set_roles(db, a, m, given, err);
}

code org_member_settle(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    struct role_grants given = {0};
    str was;

    TRY(role_grants_read(a, m->roles, &given, err));
    return given.n ? settle(db, a, m, &given, err) : org_end_member(db, a, m, &was, err);
}
