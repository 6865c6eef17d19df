/* company/company.c — who comes in by a company's sign-in: whose account it is,
 * what becomes of role and directory. A provider's name for a person is taken at
 * its word; an address only where the domain is proved to be the company's. */
#include "app/company/company.h"

#include "app/company/scim.h"

#include "app/account/notice.h"
#include "app/account/second_step.h"
#include "app/people/people.h"
#include "base/utf8.h"
#include "format/email.h"

#define NAME_MOST 120

/* ---- as the provider has shown somebody ---- */

static bool is_plain(str s, size_t most)
{
    return s.n > 0 && s.n <= most && !utf8_has_controls(s);
}

static str name_of(struct arena *a, const struct oidc_identity *who, str email)
{
    str given = json_str(json_get(who->claims, "given_name")), family = json_str(json_get(who->claims, "family_name"));
    str both = str_trim(str_printf(a, STR_FMT " " STR_FMT, STR_ARG(given), STR_ARG(family)));
    const str names[] = {str_trim(who->name), both, json_str(json_get(who->claims, "preferred_username")), email};

    for (size_t i = 0; i < COUNT(names); i++)
        if (is_plain(names[i], NAME_MOST))
            return names[i];
    return said("Somebody");
}

static code judge_address(struct db *db, struct arena *a, const struct provider *p, const struct oidc_identity *who, struct arrival *out,
                          struct error *err)
{
    struct email email;
    bool speaks = false;

    if (str_is_empty(who->email) || email_parse(a, who->email, &email, NULL) != OK)
        return OK;
    out->email = email.address;
    TRY(provider_speaks_for(db, a, p->org, out->email, &speaks, err));
    out->is_trusted = speaks && (who->says_verified ? who->is_verified : p->trusts_unmarked);
    return OK;
}

code arrival_of(struct db *db, struct arena *a, const struct provider *p, const struct oidc_identity *who, struct arrival *out, struct error *err)
{
    struct provider_role_list roles = {0};
    struct str_list values = {0};

    *out = (struct arrival){.org = p->org, .issuer = p->issuer, .subject = who->subject};
    if (!is_plain(who->subject, 255))
        return fail(err, DENIED, "sub", "the provider's name for this person cannot be used");
    TRY(judge_address(db, a, p, who, out, err));
    out->name = name_of(a, who, out->email);
    TRY(provider_roles(db, a, p->org, &roles, err));
    if (p->claim.n)
        oidc_values(a, who->claims, p->claim, &values);
    out->has_roles = p->claim.n && roles.n > 0;
    out->role = out->has_roles ? provider_role_of(a, &roles, &values, p->new_role) : p->new_role;
    return OK;
}

/* ---- whose account it is ---- */

static const char sql_known[] = SQL("SELECT account_id FROM identity WHERE org_id = $1 AND issuer = $2 AND subject = $3");

static code find_known(struct db *db, const struct arrival *v, int64_t *account, struct error *err)
{
    code c = db_int(db, sql_known, ARGS(v_int(v->org), v_str(v->issuer), v_str(v->subject)), account, err);

    if (c == NOT_FOUND)
        *account = 0;
    return c == NOT_FOUND ? OK : c;
}

/* Whoever rules a domain could have the mail to it anyway. Accounts that ask for
 * more than that mail, or open the whole server, are not given on its word. */
static code is_given(struct db *db, struct arena *a, const struct account *acc, bool *yes, struct error *err)
{
    struct second_step step;

    TRY(second_step_look(db, a, acc->id, &step, err));
    *yes = !step.is_on && !acc->is_operator;
    return OK;
}

/* Whoever the company switched off does not come in by the company. */
static code check_on(struct db *db, struct arena *a, const struct arrival *v, struct error *err)
{
    bool off = false;

    if (v->email.n)
        TRY(scim_is_off(db, a, v->org, v->email, &off, err));
    return off ? fail(err, DENIED, "active", "your company has switched this account off") : OK;
}

code arrival_look(struct db *db, struct arena *a, const struct arrival *v, enum arrival_step *step, int64_t *account, struct error *err)
{
    struct account acc;
    bool given = false;

    TRY(check_on(db, a, v, err));

    *step = ARRIVAL_ENTER;
    TRY(find_known(db, v, account, err));
    if (*account)
        return OK;
    *step = ARRIVAL_PROVE;
    if (!v->is_trusted)
        return OK;
    code c = account_by_email(db, a, v->email, &acc, err);
    if (c == NOT_FOUND) {
        *step = ARRIVAL_NEW;
        return OK;
    }
    TRY(c);
    TRY(is_given(db, a, &acc, &given, err));
    *account = given ? acc.id : 0;
    *step = given ? ARRIVAL_ENTER : ARRIVAL_PROVE;
    return OK;
}

/* ---- in ---- */

static const char sql_remember[] = SQL(
    "INSERT INTO identity (org_id, issuer, subject, account_id, email, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $6)"
    " ON CONFLICT (org_id, issuer, subject) DO NOTHING");
static const char sql_used[] = SQL(
    "UPDATE identity SET used_at = $4, email = $5 WHERE org_id = $1 AND issuer = $2 AND subject = $3");

static code remember(struct app *app, struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t account, bool is_new,
                     struct error *err)
{
    str email = v->email.p ? v->email : S("");
    int64_t added = 0, owner = 0;

    TRY(db_run(db, sql_remember, ARGS(v_int(v->org), v_str(v->issuer), v_str(v->subject), v_int(account), v_str(email), v_int(clock_now())), &added, err));
    TRY(db_run(db, sql_used, ARGS(v_int(v->org), v_str(v->issuer), v_str(v->subject), v_int(clock_now()), v_str(email)), NULL, err));
    TRY(find_known(db, v, &owner, err));
    if (owner != account)
        return fail(err, CONFLICT, "company", "this company sign-in leads into another account already");
    if (!added || is_new)
        return OK;
    return account_note(app, db, a, &(struct account_event){.account = account, .what = "company.link", .detail = p->org_name}, err);
}

/* The roles of mapped groups rule, those of the sign-in and those of the
 * directory; without any, a role is only given to who had none. The one who may come in otherwise keeps the key. */
static code settle_role(struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t account, struct error *err)
{
    struct member_change m = {.org = v->org, .account = account, .roles = v->role, .by = account};
    bool is_member = org_is_member(db, v->org, account);
    str by_directory;

    TRY(scim_role_of(db, a, v->org, account, &by_directory, err));
    if (account == p->only || (!v->has_roles && by_directory.n == 0 && (is_member || str_is_empty(v->role))))
        return OK;
    if (by_directory.n)
        m.roles = v->has_roles ? provider_roles_both(a, v->role, by_directory) : by_directory;
    return org_member_settle(db, a, &m, err);
}

static code settle_person(struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t account, struct error *err)
{
    int64_t person = 0;

    if (!p->adds_people || !v->is_trusted)
        return OK;
    TRY(person_by_words(db, a, v->org, v->email, &person, err));
    if (person)
        return OK;
    return person_add_within(db, a,
                             &(struct person_details){.org = v->org, .by = account, .email = v->email, .name = v->name, .title = S(""),
                                                      .staff_number = S(""), .employment = S("")},
                             &person, err);
}

static code enter_rows(struct app *app, struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t *account,
                       struct error *err)
{
    bool is_new = *account == 0;

    if (is_new)
        TRY(account_create(db, a, &(struct new_account){.name = v->name, .email = v->email, .verified = true}, account, err));
    TRY(remember(app, db, a, p, v, *account, is_new, err));
    TRY(settle_role(db, a, p, v, *account, err));
    return settle_person(db, a, p, v, *account, err);
}

code arrival_enter(struct app *app, struct db *db, struct arena *a, const struct provider *p, const struct arrival *v, int64_t *account,
                   struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, enter_rows(app, db, a, p, v, account, err), err));
    app_wake(app);
    return OK;
}

/* ---- for whose account it is ---- */

static const char sql_known_as[] = SQL(
    "SELECT i.org_id, v.name, i.issuer, i.subject, i.email, i.used_at FROM identity i JOIN org o ON o.id = i.org_id"
    " JOIN org_version v ON v.id = o.version_id WHERE i.account_id = $1 ORDER BY v.name, i.created_at");
static const char sql_forget[] = SQL("DELETE FROM identity WHERE account_id = $1 AND org_id = $2");
static const char sql_end_sessions[] = SQL("DELETE FROM session WHERE account_id = $1 AND org_id = $2");

code company_known_as(struct db *db, struct arena *a, int64_t account, struct known_as_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_known_as, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct known_as){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_int(r, 5)};
    return rows_end(r, err);
}

static code forget_rows(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t org, struct error *err)
{
    struct org o;
    int64_t n = 0;

    TRY(org_get(db, a, org, &o, err));
    TRY(db_run(db, sql_forget, ARGS(v_int(account), v_int(org)), &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "company", "this company's sign-in does not lead into your account");
    TRY(db_run(db, sql_end_sessions, ARGS(v_int(account), v_int(org)), NULL, err));
    return account_note(app, db, a, &(struct account_event){.account = account, .what = "company.unlink", .detail = o.name}, err);
}

code company_forget(struct app *app, struct db *db, struct arena *a, int64_t account, int64_t org, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, forget_rows(app, db, a, account, org, err), err));
    app_wake(app);
    return OK;
}
