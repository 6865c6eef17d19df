/* org/org_members.c — who works for an organisation, the one table of rights,
 * invitations, and the log of what was done. */
#include "app/org/org.h"

#include "app/account/account.h"
#include "app/mail/mail.h"
#include "base/crypto.h"

#define INVITATIONS_PER_HOUR 200

/* ---- the log ---- */

static const char sql_log[] = SQL(
    "INSERT INTO org_log (org_id, account_id, at, what, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)");

code org_log(struct db *db, int64_t org, int64_t account, const char *what, str subject, str detail, struct error *err)
{
    return db_run(db, sql_log,
                  ARGS(v_int(org), v_int_if(account > 0, account), v_int(clock_now()), v_str(cstr(what)),
                       v_str(subject), v_str(detail)),
                  NULL, err);
}

#define LOG_PAGE(which, than, order)                                           \
    "SELECT l.id, l.at, c.name, l.what, l.subject, l.detail FROM org_log l LEFT JOIN account c ON c.id = l.account_id"  \
    " WHERE l.org_id = $1 AND l.id " than " $2" which " ORDER BY l.id " order " LIMIT $3"
static const char sql_log_page[] = SQL(LOG_PAGE("", "<", "DESC"));
static const char sql_log_back[] = SQL(LOG_PAGE("", ">", "ASC"));
static const char sql_log_of[] = SQL(LOG_PAGE(" AND l.subject = $4", "<", "DESC"));

code org_log_find(struct db *db, struct arena *a, int64_t org, str subject, const struct keyset *at,
                  struct org_log_list *out, struct error *err)
{
    struct args args = ARGS(v_int(org), v_int(keyset_row(at, INT64_MAX)), v_int(at->limit), v_str(subject));
    const char *sql = keyset_is_back(at) ? sql_log_back : sql_log_page;

    if (str_is_empty(subject))
        args.n--;
    struct rows *r = db_query(db, str_is_empty(subject) ? sql : sql_log_of, args);
    while (rows_next(r))
        *list_add(a, out) = (struct org_log_row){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a),
                                                 row_str(r, 4, a), row_str(r, 5, a)};
    return rows_end(r, err);
}

/* ---- members and rights ---- */

/* Who may what. */
static const struct {
    const char *role;
    bool may[RIGHT_COUNT];
} roles[] = {
    {"admin",    {[VIEW_ORG] = 1, [DESIGN_BADGES] = 1, [AWARD_BADGES] = 1, [REVOKE_BADGES] = 1, [JUDGE_EVIDENCE] = 1,
                  [MANAGE_PEOPLE] = 1, [MANAGE_ORG] = 1}},
    {"designer", {[VIEW_ORG] = 1, [DESIGN_BADGES] = 1}},
    {"awarder",  {[VIEW_ORG] = 1, [AWARD_BADGES] = 1, [REVOKE_BADGES] = 1, [MANAGE_PEOPLE] = 1}},
    {"reviewer", {[VIEW_ORG] = 1, [JUDGE_EVIDENCE] = 1}},
    {"viewer",   {[VIEW_ORG] = 1}},
};

bool role_may(str role, enum right right)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_eq(role, cstr(roles[i].role)))
            return right < RIGHT_COUNT && roles[i].may[right];
    return false;
}

static bool role_exists(str role)
{
    return role_may(role, VIEW_ORG);
}

static const char sql_role[] = SQL("SELECT role FROM member WHERE org_id = $1 AND account_id = $2");

str org_role(struct db *db, struct arena *a, int64_t org, int64_t account)
{
    struct rows *r = db_query(db, sql_role, ARGS(v_int(org), v_int(account)));
    str role = {0};

    if (rows_next(r))
        role = row_str(r, 0, a);
    return rows_end(r, NULL) == OK ? role : (str){0};
}

static const char sql_memberships[] = SQL(
    "SELECT o.id, v.name, m.role FROM member m JOIN org o ON o.id = m.org_id"
    " JOIN org_version v ON v.id = o.version_id WHERE m.account_id = $1 ORDER BY v.name");

code org_memberships(struct db *db, struct arena *a, int64_t account,
                     struct membership_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_memberships, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct membership){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

static const char sql_members[] = SQL(
    "SELECT m.account_id, c.name, e.address, m.role, m.created_at FROM member m"
    " JOIN account c ON c.id = m.account_id"
    " LEFT JOIN account_email e ON e.account_id = c.id AND e.is_primary = 1"
    " WHERE m.org_id = $1 ORDER BY c.name, c.id");

code org_members(struct db *db, struct arena *a, int64_t org, struct member_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_members, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = (struct member){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a),
                                            row_str(r, 3, a), row_int(r, 4)};
    return rows_end(r, err);
}

/* Would the organisation be without an administrator if this one left? */
static const char sql_other_admins[] = SQL(
    "SELECT count(*) FROM member WHERE org_id = $1 AND account_id <> $2 AND role = 'admin'");

/* Two administrators who remove each other at the same moment take turns here. */
static const char sql_take_turn[] = SQL("UPDATE org SET version_id = version_id WHERE id = $1");

static code keep_an_admin(struct db *db, int64_t org, int64_t account, struct error *err)
{
    int64_t others = 0;

    TRY(db_run(db, sql_take_turn, ARGS(v_int(org)), NULL, err));
    TRY(db_int(db, sql_other_admins, ARGS(v_int(org), v_int(account)), &others, err));
    return others > 0 ? OK : fail(err, CONFLICT, "role", "an organisation needs at least one administrator");
}

static const char sql_set_role[] = SQL("UPDATE member SET role = $3 WHERE org_id = $1 AND account_id = $2");
static const char sql_address[] = SQL("SELECT address FROM account_email WHERE account_id = $1 AND is_primary = 1");

/* How the log names a person: by the main address. */
static str address_of(struct db *db, struct arena *a, int64_t account)
{
    struct rows *r = db_query(db, sql_address, ARGS(v_int(account)));
    str address = rows_next(r) ? row_str(r, 0, a) : S("");

    return rows_end(r, NULL) == OK ? address : S("");
}

static code need_member(int64_t changed, struct error *err)
{
    return changed ? OK : fail(err, NOT_FOUND, "member", "this person is not a member");
}

static code set_role(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    int64_t changed = 0;

    if (!str_eq(m->role, S("admin")))
        TRY(keep_an_admin(db, m->org, m->account, err));
    TRY(db_run(db, sql_set_role, ARGS(v_int(m->org), v_int(m->account), v_str(m->role)), &changed, err));
    TRY(need_member(changed, err));
    return org_log(db, m->org, m->by, "member.role", address_of(db, a, m->account), m->role, err);
}

code org_set_role(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    if (!role_exists(m->role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    TRY(db_begin(db, err));
    return db_end(db, set_role(db, a, m, err), err);
}

static const char sql_remove_member[] = SQL("DELETE FROM member WHERE org_id = $1 AND account_id = $2");

static code remove_member(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    int64_t changed = 0;

    TRY(keep_an_admin(db, m->org, m->account, err));
    TRY(db_run(db, sql_remove_member, ARGS(v_int(m->org), v_int(m->account)), &changed, err));
    TRY(need_member(changed, err));
    return org_log(db, m->org, m->by, "member.remove", address_of(db, a, m->account), S(""), err);
}

code org_remove_member(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_member(db, a, m, err), err);
}

/* ---- invitations ---- */

/* The payload: "ORG ROLE ADDRESS". */
static code invite_rows(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    struct mail mail = {.org = m->org, .kind = S("invite"), .to_address = email, .to_name = S("")};
    str token;

    str payload = str_printf(a, "%lld " STR_FMT " " STR_FMT, (long long)m->org, STR_ARG(m->role), STR_ARG(email));
    TRY(link_make(db, a, "invite", 0, payload, 14 * DAY, &token, err));
    TRY(mail_letter(app, db, a, &(struct letter){.kind = "invite", .org = m->org, .link = app_url(a, app, str_join(a, S("/invite/"), token))},
                    &mail, err));
    return org_log(db, m->org, m->by, "member.invite", email, m->role, err);
}

code org_invite(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    if (!role_exists(m->role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    TRY(throttle_try(db, str_printf(a, "invite %lld", (long long)m->org), INVITATIONS_PER_HOUR, err));
    TRY(db_begin(db, err));
    TRY(db_end(db, invite_rows(app, db, a, m, email, err), err));
    app_wake(app);
    return OK;
}

static code read_invitation(struct db *db, struct arena *a, str payload, struct invitation *out, struct error *err)
{
    struct org o;
    str org;

    if (!str_cut(&payload, ' ', &org) || !str_to_int(org, &out->org) || !str_cut(&payload, ' ', &out->role))
        return fail(err, FAULT, "invite", "the invitation cannot be read");
    out->email = payload;
    TRY(org_get(db, a, out->org, &o, err));
    out->org_name = o.name;
    return OK;
}

code org_invitation_look(struct db *db, struct arena *a, str token, struct invitation *out, struct error *err)
{
    struct one_time_link link;

    TRY(link_look(db, a, "invite", token, &link, err));
    return read_invitation(db, a, link.payload, out, err);
}

/* Who is a member already keeps the role he has. */
static const char sql_join[] = SQL(
    "INSERT INTO member (org_id, account_id, role, created_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, account_id) DO NOTHING");

static code join_rows(struct db *db, struct arena *a, str token, int64_t account, struct invitation *i, struct error *err)
{
    struct one_time_link link;

    TRY(link_use(db, a, "invite", token, &link, err));
    TRY(read_invitation(db, a, link.payload, i, err));
    TRY(db_run(db, sql_join, ARGS(v_int(i->org), v_int(account), v_str(i->role), v_int(clock_now())), NULL, err));
    return org_log(db, i->org, account, "member.join", address_of(db, a, account), i->role, err);
}

code org_invitation_accept(struct db *db, struct arena *a, str token, int64_t account, int64_t *org, struct error *err)
{
    struct invitation i = {0};

    TRY(db_begin(db, err));
    code c = db_end(db, join_rows(db, a, token, account, &i, err), err);
    *org = i.org;
    return c;
}

/* The link came to the address, so it proves it. */
static code register_rows(struct db *db, struct arena *a, str token, struct new_account *n, int64_t *account,
                          struct invitation *i, struct error *err)
{
    TRY(account_create(db, a, n, account, err));
    return join_rows(db, a, token, *account, i, err);
}

code org_invitation_register(struct db *db, struct arena *a, str token, str name, str password,
                             int64_t *account, int64_t *org, struct error *err)
{
    struct invitation i = {0};
    struct new_account n = {.name = name, .verified = true};

    TRY(org_invitation_look(db, a, token, &i, err));
    n.email = i.email;
    TRY(password_acceptable(a, password, n.email, name, err));
    TRY(password_hash(a, password, &n.hash, err));
    TRY(db_begin(db, err));
    code c = db_end(db, register_rows(db, a, token, &n, account, &i, err), err);
    *org = i.org;
    return c;
}

/* ---- as somebody else says ---- */

static code settle(struct db *db, struct arena *a, const struct member_change *m, str now, struct error *err)
{
    if (str_is_empty(m->role))
        return remove_member(db, a, m, err);
    if (!str_is_absent(now))
        return set_role(db, a, m, err);
    TRY(db_run(db, sql_join, ARGS(v_int(m->org), v_int(m->account), v_str(m->role), v_int(clock_now())), NULL, err));
    return org_log(db, m->org, m->by, "member.join", address_of(db, a, m->account), m->role, err);
}

code org_member_settle(struct db *db, struct arena *a, const struct member_change *m, struct error *err)
{
    str now = org_role(db, a, m->org, m->account);
    bool same = str_is_absent(now) ? str_is_empty(m->role) : str_eq(now, m->role);

    if (!str_is_empty(m->role) && !role_exists(m->role))
        return fail(err, BAD_INPUT, "role", "there is no such role");
    if (same || (str_eq(now, S("admin")) && keep_an_admin(db, m->org, m->account, NULL) == CONFLICT))
        return OK;
    return settle(db, a, m, now, err);
}
