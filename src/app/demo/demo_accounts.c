/* demo/demo_accounts.c — the sample installation: its organisation, somebody of
 * each role to sign in as, and one person's Backpack. */
#include "app/demo/demo_private.h"

#include "app/account/account.h"
#include "app/award/award.h"
#include "app/backpack/backpack.h"
#include "app/catalog/studio.h"
#include "app/draw.h"
#include "app/org/org.h"
#include "app/public/public.h"
#include "app/requirement/requirement.h"
#include "app/settings.h"
#include "app/shop/shop.h"
#include "base/crypto.h"
#include "format/email.h"

#define DEMO_MARK "demo"                         /* setting: this installation is a sample */
#define HOLDER "amina.diallo@example.com"
#define LOGO_SIZE 400
#define AUDIT_DAYS 60

const struct demo_account demo_accounts[] = {
    {"demo@example.com",     "Robin Demo",      "admin;assessor;checker", "administrator: everything"},
    {"designer@example.com", "Dana Designer",   "designer;viewer", "designs badges"},
    {"awarder@example.com",  "Alex Awarder",    "awarder;registrar;viewer", "awards, keeps the directory"},
    {"reviewer@example.com", "Rosa Reviewer",   "assessor;checker;viewer", "judges applications"},
    {"viewer@example.com",   "Vera Viewer",     "viewer",   "looks, changes nothing"},
    {HOLDER,                 "Amina Diallo",    NULL,       "earner with a Backpack"},
    {"oliver.schaefer@example.com", "Oliver Schäfer", "manager", "manager: sees the people he leads, and his own Backpack"},
    {DEMO_OWNER,             "Petra Owner",     "programme", "answers for two badges and five standards: what they ask, who stands how; waives"},
    {"auditor@example.com",  "Ada Auditor",     "auditor",  "reads what concerns Operations, for 60 days"},
};
const size_t demo_account_count = COUNT(demo_accounts);

bool demo_is_here(struct db *db, struct arena *a)
{
    return !str_is_empty(setting_get(db, a, DEMO_MARK));
}

/* ---- accounts ---- */

static code add_account(struct db *db, struct arena *a, const struct demo_account *d, str hash, int64_t *id, struct error *err)
{
    const struct new_account n = {
        .name = cstr(d->name), .email = cstr(d->email), .verified = true, .hash = hash, .is_operator = d == demo_accounts,
    };

    return account_create(db, a, &n, id, err);
}

static const char sql_set_password[] = SQL(
    "UPDATE account SET password = $2 WHERE id = (SELECT account_id FROM account_email WHERE folded = $1 AND verified_at IS NOT NULL)");
static const char sql_end_sessions[] = SQL(
    "DELETE FROM session WHERE account_id = (SELECT account_id FROM account_email WHERE folded = $1 AND verified_at IS NOT NULL)");

code demo_set_password(struct db *db, struct arena *a, str password, struct error *err)
{
    str hash;

    TRY(password_hash(a, password, &hash, err));
    for (size_t i = 0; i < demo_account_count; i++) {
        str folded = email_fold(a, cstr(demo_accounts[i].email));
        TRY(db_run(db, sql_set_password, ARGS(v_str(folded), v_str(hash)), NULL, err));
        TRY(db_run(db, sql_end_sessions, ARGS(v_str(folded)), NULL, err));
    }
    return OK;
}

/* ---- the organisation ---- */

static code add_logo(struct db *db, struct arena *a, str *hash, struct error *err)
{
    const struct studio s = {
        .shape = S("circle"), .border = S("line"), .ground = S("half"), .colour = S("#12284c"), .colour2 = S("#2a5298"),
        .ring = S("#f5b83d"), .icon = S("anchor"),
    };
    str png;

    TRY(draw_png_from_svg(a, studio_svg(a, &s), LOGO_SIZE, &png, err));
    return org_logo_put(db, a, png, hash, err);
}

static code add_org(struct app *app, struct db *db, struct arena *a, int64_t admin, int64_t *id, struct error *err)
{
    struct org o = {
        .slug = S("harbour-and-vale"), .base = app->base, .name = S("Harbour & Vale"),
        .description = S("A logistics company of sixty people by the river: warehouse, packing lines, and a canteen that is worth the way."),
        .url = S("https://example.com"), .email = S("badges@example.com"), .id_form = S("https"),
    };

    TRY(add_logo(db, a, &o.logo_hash, err));
    return org_create(app, db, a, &o, admin, id, err);
}

/* Several roles with ";" are all plain ones. */
static bool is_plain(const char *role)
{
    const struct role *r = role_named(cstr(role));

    return !r || role_is_plain(r);
}

static code add_members(struct app *app, struct db *db, struct arena *a, str hash, int64_t *org, int64_t *admin, struct error *err)
{
    for (size_t i = 0; i < demo_account_count; i++) {
        const struct demo_account *d = &demo_accounts[i];
        int64_t id;
        TRY(add_account(db, a, d, hash, &id, err));
        if (i == 0) {
            *admin = id;
            TRY(add_org(app, db, a, id, org, err));
        }
        if (d->role && is_plain(d->role))
            TRY(org_member_back(db, a, &(struct member_change){*org, id, cstr(d->role), *admin}, err));
    }
    return OK;
}

/* ---- roles for a part ---- */

static const char sql_owned[] = SQL(
    "SELECT b.id FROM achievement b JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND v.name IN ('First aider', 'Fire warden')");
static const char sql_audited[] = SQL("SELECT id FROM department WHERE org_id = $1 AND name = 'Operations'");

static code find_ids(struct db *db, struct arena *a, int64_t org, const char *sql, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static code part_of(struct db *db, struct arena *a, int64_t org, struct role_grant *g, struct error *err)
{
    if (str_eq(cstr(g->role->name), S("manager")))
        g->people = PEOPLE_BELOW;
    if (str_eq(cstr(g->role->name), S("auditor"))) {
        g->people = PEOPLE_DEPARTMENTS;
        g->until = (clock_now() / DAY + AUDIT_DAYS) * DAY;
        return find_ids(db, a, org, sql_audited, &g->departments, err);
    }
    g->some_badges = g->people == PEOPLE_ALL;
    return g->some_badges ? find_ids(db, a, org, sql_owned, &g->badges, err) : OK;
}

static code add_part(struct db *db, struct arena *a, int64_t org, int64_t admin, const struct demo_account *d, struct error *err)
{
    struct role_grants grants = {0};
    struct account acc;

    *list_add(a, &grants) = (struct role_grant){.role = role_named(cstr(d->role))};
    TRY(part_of(db, a, org, &grants.items[0], err));
    TRY(account_by_email(db, a, cstr(d->email), &acc, err));
    return org_member_back(db, a, &(struct member_change){org, acc.id, role_grants_write(a, &grants), admin}, err);
}

/* When badges and departments are there. */
static code add_parts(struct db *db, struct arena *a, int64_t org, int64_t admin, struct error *err)
{
    for (size_t i = 0; i < demo_account_count; i++)
        if (demo_accounts[i].role && !is_plain(demo_accounts[i].role))
            TRY(add_part(db, a, org, admin, &demo_accounts[i], err));
    return OK;
}

/* What she answers for, she alone waives. */
static const char *const owned[] = {"FIRE-01", "FIRE-02", "FLT-01", "HGT-01", "MAN-01"};

static code give_standards(struct db *db, struct arena *a, int64_t org, int64_t admin, struct error *err)
{
    struct account owner;
    struct requirement r;

    TRY(account_by_email(db, a, S(DEMO_OWNER), &owner, err));
    for (size_t i = 0; i < COUNT(owned); i++) {
        TRY(requirement_by_code(db, a, org, cstr(owned[i]), &r, err));
        TRY(requirement_save(db, a, &(struct requirement_change){org, r.id, admin, owner.id, r.code}, err));
    }
    return OK;
}

/* ---- the Backpack ---- */

static const char sql_holder_person[] = SQL("SELECT id FROM person WHERE org_id = $1 AND folded = $2");

/* Her badges come in as anybody's would: as the signed document, checked. */
static code import_awards(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t owner, struct error *err)
{
    struct award_filter f = {.at = {.limit = 20}};
    struct award_list awards = {0};
    int64_t id;

    TRY(db_int(db, sql_holder_person, ARGS(v_int(org), v_str(email_fold(a, S(HOLDER)))), &f.person, err));
    TRY(award_find(db, a, org, &f, &awards, err));
    for (size_t i = awards.n; i-- > 0;) {
        struct import in = {.source = str_printf(a, STR_FMT ".json", STR_ARG(awards.items[i].public_id))};
        TRY(public_award_json(app, db, a, &awards.items[i], &in.bytes, err));
        TRY(backpack_import(app, db, a, owner, &in, &id, err));
    }
    return OK;
}

static code add_collection(struct db *db, struct arena *a, int64_t owner, struct error *err)
{
    const struct collection c = {
        .owner = owner, .name = S("Ready for the warehouse"), .is_public = true,
        .story = S("What I learnt in two years at the harbour. **Happy to show how the reach truck dances.**"),
    };
    struct holding_list held = {0};
    int64_t id;

    TRY(collection_create(db, a, &c, &id, err));
    TRY(backpack_list(db, a, owner, &(struct holding_filter){.at = {.limit = 4}}, &held, err));
    for (size_t i = 0; i < held.n; i++)
        TRY(collection_put(db, owner, id, held.items[i].id, true, err));
    return OK;
}

static code fill_backpack(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t admin, struct error *err)
{
    struct account holder;
    int64_t person;

    TRY(account_by_email(db, a, S(HOLDER), &holder, err));
    TRY(db_int(db, sql_holder_person, ARGS(v_int(org), v_str(email_fold(a, S(HOLDER)))), &person, err));
    TRY(import_awards(app, db, a, org, holder.id, err));
    TRY(add_collection(db, a, holder.id, err));
    TRY(demo_plans_make(&(struct demo_plans){db, a, org, holder.id, person}, err));
    TRY(demo_skill_words_make(&(struct demo_skill_words){app, db, a, org, holder.id, person}, err));
    return demo_log_make(&(struct demo_log){app, db, a, org, admin, holder.id, person}, err);
}

/* ---- all of it ---- */

code demo_create(struct app *app, struct db *db, struct arena *a, str password, struct error *err)
{
    int64_t org = 0, admin = 0;
    str hash;

    if (!settings_need_setup(db))
        return fail(err, CONFLICT, app->data_folder, "somebody has set this up already: choose another folder for the sample");
    TRY(password_hash(a, password, &hash, err));
    TRY(setting_put(db, "public_url", app->base, err));
    TRY(add_members(app, db, a, hash, &org, &admin, err));
    TRY(demo_fill(app, db, a, org, admin, err));
    TRY(add_parts(db, a, org, admin, err));
    TRY(give_standards(db, a, org, admin, err));
    TRY(demo_audit_make(&(struct demo_audit){db, a, org}, err));
    TRY(demo_intake_make(&(struct demo_intake){app, db, a, org, admin}, err));
    TRY(demo_vacancy_make(&(struct demo_vacancy){app, db, a, org, admin}, err));
    TRY(fill_backpack(app, db, a, org, admin, err));
    TRY(shop_set_index(db, true, err));
    return setting_put(db, DEMO_MARK, S("1"), err);
}
