/* audit/auditor.c — who audits, how far and how long, and the end of it at once. */
#include "app/audit/audit.h"

#include "app/account/account.h"
#include "app/mail/mail.h"

/* ---- how far ---- */

/* What the parts of a grant are called. */
static const char sql_parts[] = SQL(
    "SELECT x.kind, CASE x.kind WHEN 'department' THEN (SELECT d.name FROM department d WHERE d.org_id = $1 AND d.id = x.ref_id)"
    " WHEN 'site' THEN (SELECT s.name FROM site s WHERE s.org_id = $1 AND s.id = x.ref_id)"
    " WHEN 'team' THEN (SELECT t.name FROM team t WHERE t.org_id = $1 AND t.id = x.ref_id)"
    " WHEN 'requirement' THEN (SELECT r.code FROM requirement r WHERE r.org_id = $1 AND r.id = x.ref_id)"
    " ELSE (SELECT v.name FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND b.id = x.ref_id) END"
    " FROM member_role_part x WHERE x.grant_id = $2 ORDER BY x.kind, 2");

static const struct { const char *kind, *words; } part_words[] = {
    {"badge", "Badges"}, {"department", "Departments"}, {"requirement", "Requirements"}, {"site", "Sites"}, {"team", "Teams"},
};

static const char *part_title(str kind)
{
    for (size_t i = 0; i < COUNT(part_words); i++)
        if (str_eq(kind, cstr(part_words[i].kind)))
            return words(part_words[i].words);
    return "";
}

static code put_parts(struct db *db, struct arena *a, int64_t org, int64_t grant, struct buf *b, struct error *err)
{
    struct rows *r = db_query(db, sql_parts, ARGS(v_int(org), v_int(grant)));
    str last = S("");

    while (rows_next(r)) {
        str kind = row_str(r, 0, a), name = row_str(r, 1, a);
        bool is_first = !str_eq(kind, last);
        if (str_is_absent(name))
            continue;
        if (is_first)
            buf_printf(b, "%s%s: ", b->n ? " · " : "", part_title(kind));
        buf_printf(b, "%s" STR_FMT, is_first ? "" : ", ", STR_ARG(name));
        last = kind;
    }
    return rows_end(r, err);
}

static code scope_words(struct db *db, struct arena *a, int64_t org, const struct role_grant *g, str *out, struct error *err)
{
    struct buf b = buf_new(a);

    if (g->people == PEOPLE_ALL)
        buf_putz(&b, g->some_badges ? words("Everybody") : words("The whole organisation"));
    if (g->people == PEOPLE_BELOW)
        buf_putz(&b, words("Whom they lead"));
    TRY(put_parts(db, a, org, g->id, &b, err));
    *out = buf_done(&b);
    return OK;
}

code auditor_scope_words(struct db *db, struct arena *a, int64_t org, int64_t account, str *out, struct error *err)
{
    struct access x;

    *out = S("");
    TRY(access_load(db, a, org, account, &x, err));
    for (size_t i = 0; i < x.grants.n; i++)
        if (x.grants.items[i].role == role_named(S("auditor")))
            return scope_words(db, a, org, &x.grants.items[i], out, err);
    return OK;
}

/* ---- found ---- */

static const char sql_auditors[] = SQL(
    "SELECT g.account_id, c.name, coalesce((SELECT min(e.address) FROM account_email e WHERE e.account_id = c.id AND e.is_primary = 1), ''), g.id, g.people, g.badges,"
    " coalesce(g.from_at, 0), coalesce(g.until_at, 0), (SELECT count(*) FROM audit_view v WHERE v.org_id = g.org_id AND v.account_id = g.account_id)"
    " FROM member_role g JOIN account c ON c.id = g.account_id WHERE g.org_id = $1 AND g.role = 'auditor'"
    " ORDER BY CASE WHEN coalesce(g.until_at, 0) > $2 THEN 0 ELSE 1 END, g.until_at DESC, g.id LIMIT 200");

static enum auditor_state state_of(const struct auditor *x, msec now)
{
    return x->until && x->until <= now ? AUDITOR_OVER : x->from > now ? AUDITOR_COMES : AUDITOR_HERE;
}

code auditors_find(struct db *db, struct arena *a, int64_t org, struct auditors *out, struct error *err)
{
    LIST(struct role_grant) grants = {0};
    msec now = clock_now();
    struct rows *r = db_query(db, sql_auditors, ARGS(v_int(org), v_int(now)));

    while (rows_next(r)) {
        struct role_grant g = {.id = row_int(r, 3), .some_badges = !str_eq(row_str(r, 5, a), S("all"))};
        struct auditor x = {.account = row_int(r, 0), .name = row_str(r, 1, a), .email = row_str(r, 2, a), .from = row_int(r, 6), .until = row_int(r, 7), .opened = row_int(r, 8)};
        if (!reach_people_named(row_str(r, 4, a), &g.people))
            continue;
        x.state = state_of(&x, now);
        *list_add(a, &grants) = g;
        *list_add(a, out) = x;
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < out->n; i++)
        TRY(scope_words(db, a, org, &grants.items[i], &out->items[i].scope, err));
    return OK;
}

/* ---- ended ---- */

static const char sql_end[] = SQL(
    "UPDATE member_role SET until_at = $3, from_at = CASE WHEN from_at > $3 THEN $3 ELSE from_at END WHERE org_id = $1 AND account_id = $2 AND role = 'auditor'"
    " AND (until_at IS NULL OR until_at > $3)");

static code tell(struct app *app, struct db *db, struct arena *a, const struct auditor_end *e, struct error *err)
{
    struct account who;

    if (account_get(db, a, e->account, &who, NULL) != OK || str_is_empty(who.email))
        return OK;
    struct mail mail = {.org = e->org, .kind = S("roles"), .to_address = who.email, .to_name = who.name};
    return mail_letter(app, db, a, &(struct letter){.kind = "member-removed", .org = e->org, .link = app_url(a, app, S("/account"))}, &mail, err);
}

static code end(struct app *app, struct db *db, struct arena *a, const struct auditor_end *e, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_end, ARGS(v_int(e->org), v_int(e->account), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, NOT_FOUND, "auditor", "they do not audit here, or not any more");
    TRY(org_log(db, e->org, e->by, "audit.end", member_address(db, a, e->account), S(""), err));
    return tell(app, db, a, e, err);
}

code auditor_end(struct app *app, struct db *db, struct arena *a, const struct auditor_end *e, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, end(app, db, a, e, err), err));
    app_wake(app);
    return OK;
}
