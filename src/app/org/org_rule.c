/* org/org_rule.c — who must show a second step to work in an organisation. */
#include "app/org/org.h"

static const char *const rules[] = {"nobody", "admins", "everybody"};

static bool is_rule(str rule)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        if (str_eq(rule, cstr(rules[i])))
            return true;
    return false;
}

static bool org_rule_wants(str rule, bool is_admin)
{
    return str_eq(rule, S("everybody")) || (str_eq(rule, S("admins")) && is_admin);
}

/* The rule that one comes by the company's sign-in does not hold for the one who
 * keeps the key, and for no administrator once nobody keeps it. */
static const char sql_access[] = SQL(
    "SELECT o.second_step, o.company_only, (SELECT count(*) FROM member_role k WHERE k.org_id = o.id AND k.account_id = o.company_only"
    " AND k.role = 'admin' AND (k.from_at IS NULL OR k.from_at <= $3) AND (k.until_at IS NULL OR k.until_at > $3))"
    " FROM member m JOIN org o ON o.id = m.org_id WHERE m.org_id = $1 AND m.account_id = $2");

code org_access(struct db *db, struct arena *a, int64_t org, int64_t account, struct org_access *out, struct error *err)
{
    *out = (struct org_access){0};
    TRY(access_load(db, a, org, account, &out->may, err));
    struct rows *r = db_query(db, sql_access, ARGS(v_int(org), v_int(account), v_int(clock_now())));
    bool found = rows_next(r), is_admin = access_is_admin(&out->may);
    if (found) {
        int64_t keeper = row_int(r, 1);
        out->rule = row_str(r, 0, a);
        out->wants_second = org_rule_wants(out->rule, is_admin);
        out->wants_company = keeper != 0 && keeper != account && (!is_admin || row_int(r, 2) > 0);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "member", "this person is not a member");
}

static const char sql_set_rule[] = SQL("UPDATE org SET second_step = $2 WHERE id = $1 AND second_step <> $2");

static code set_rule(struct db *db, int64_t org, int64_t by, str rule, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_set_rule, ARGS(v_int(org), v_str(rule)), &changed, err));
    return changed ? org_log(db, org, by, "org.second-step", rule, S(""), err) : OK;
}

code org_set_rule(struct db *db, int64_t org, int64_t by, str rule, struct error *err)
{
    if (!is_rule(rule))
        return fail(err, BAD_INPUT, "rule", "choose who needs a second step");
    TRY(db_begin(db, err));
    return db_end(db, set_rule(db, org, by, rule, err), err);
}
