/* org/org_invite.c — the invitation that makes its bearer a member. */
#include "app/org/org.h"

#include "app/account/account.h"
#include "app/mail/mail.h"

#define INVITATIONS_PER_HOUR 200

/* The payload: "ORG ROLES ADDRESS". */
static code invite_rows(struct app *app, struct db *db, struct arena *a, const struct member_change *m, str email, struct error *err)
{
    struct mail mail = {.org = m->org, .kind = S("invite"), .to_address = email, .to_name = S("")};
    str token;

    str payload = str_printf(a, "%lld " STR_FMT " " STR_FMT, (long long)m->org, STR_ARG(m->roles), STR_ARG(email));
    TRY(link_make(db, a, "invite", 0, payload, 14 * DAY, &token, err));
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
    if (added)
        TRY(member_grants_put(db, i->org, account, &grants, err));
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
