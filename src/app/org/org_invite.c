/* org/org_invite.c — the invitation that makes its bearer a member. */
#include "app/org/org_private.h"

#include "app/account/account.h"
#include "app/mail/mail.h"

#define INVITATIONS_PER_HOUR 200

/* The payload: "ORG ROLES ADDRESS". */
static str payload_of(struct arena *a, int64_t org, str roles, str email)
{
    return str_printf(a, "%lld " STR_FMT " " STR_FMT, (long long)org, STR_ARG(roles), STR_ARG(email));
}

static code invite_rows(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    struct mail mail = {.org = m->org, .kind = S("invite"), .to_address = email, .to_name = S("")};
    str token;

    TRY(link_make(db, a, "invite", 0, payload_of(a, m->org, m->roles, email), 14 * DAY, &token, err));
    TRY(mail_letter(app, db, a, &(struct letter){.kind = "invite", .org = m->org, .link = app_url(a, app, str_join(a, S("/invite/"), token))},
                    &mail, err));
    return org_log(db, m->org, m->by, "member.invite", email, m->roles, err);
}

code org_invite(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    struct role_grants grants = {0};

    TRY(role_grants_read(a, m->roles, &grants, err));
    TRY(role_grants_check(&grants, clock_now(), err));
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

    if (!str_cut(&payload, ' ', &org) || !str_to_int(org, &out->org) || !str_cut(&payload, ' ', &out->roles))
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

/* ---- those that are open ---- */

/* $2: "7 %", as the payload begins with the organisation. */
static const char sql_open[] = SQL(
    "SELECT payload, created_at, expires_at FROM one_time_link WHERE purpose = 'invite' AND used_at IS NULL AND expires_at > $1"
    " AND payload LIKE $2 ORDER BY created_at DESC, payload LIMIT 200");
static const char sql_withdraw[] = SQL(
    "DELETE FROM one_time_link WHERE purpose = 'invite' AND used_at IS NULL AND payload = $1");

code org_invitations_open(struct db *db, struct arena *a, int64_t org, struct open_invitation_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_open, ARGS(v_int(clock_now()), v_str(str_printf(a, "%lld %%", (long long)org))));

    while (rows_next(r)) {
        struct open_invitation one = {.email = row_str(r, 0, a), .made = row_int(r, 1), .until = row_int(r, 2)};
        str of;
        if (str_cut(&one.email, ' ', &of) && str_cut(&one.email, ' ', &one.roles))
            *list_add(a, out) = one;
    }
    return rows_end(r, err);
}

static code withdraw_rows(struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    struct open_invitation_list open = {0};
    int64_t n = 0;

    TRY(org_invitations_open(db, a, m->org, &open, err));
    for (size_t i = 0; i < open.n; i++) {
        if (!str_eq(open.items[i].email, email))
            continue;
        TRY(db_run(db, sql_withdraw, ARGS(v_str(payload_of(a, m->org, open.items[i].roles, email))), NULL, err));
        n++;
    }
    if (n == 0)
        return fail(err, NOT_FOUND, "email", "this invitation was used or withdrawn already");
    return org_log(db, m->org, m->by, "member.withdraw", email, S(""), err);
}

code org_invitation_withdraw(struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw_rows(db, a, m, email, err), err);
}

/* ---- accepted ---- */

/* Who is a member already keeps the roles he has. */
static const char sql_join[] = SQL(
    "INSERT INTO member (org_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (org_id, account_id) DO NOTHING");

static code join_rows(struct db *db, struct arena *a, str token, int64_t account, struct invitation *i, struct error *err)
{
    struct role_grants grants = {0};
    struct one_time_link link;
    int64_t added = 0;

    TRY(link_use(db, a, "invite", token, &link, err));
    TRY(read_invitation(db, a, link.payload, i, err));
    TRY(role_grants_read(a, i->roles, &grants, err));
    TRY(db_run(db, sql_join, ARGS(v_int(i->org), v_int(account), v_int(clock_now())), &added, err));
    if (added) {
        TRY(member_grants_put(db, i->org, account, &grants, err));
        TRY(org_tell(db, a, i->org, "member.joined", account, err));
    }
    return org_log(db, i->org, account, "member.join", member_address(db, a, account), i->roles, err);
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
