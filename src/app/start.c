/* app/start.c — opening the data folder: whoever starts Lapel twice finds the
 * same keys, the same address and a schema that fits. */
#include "app/start.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/api/api.h"
#include "app/audit/pack.h"
#include "app/award/award.h"
#include "app/backpack/backpack.h"
#include "app/public/public.h"
#include "app/shop/shop.h"
#include "app/show/show.h"
#include "app/company/company.h"
#include "app/elsewhere/elsewhere.h"
#include "app/claim/claim.h"
#include "app/export/export.h"
#include "app/health/health.h"
#include "app/hook/hook.h"
#include "app/intake/intake.h"
#include "app/campaign/campaign.h"
#include "app/partner/partner.h"
#include "app/learn/learn.h"
#include "app/ledger/ledger.h"
#include "app/lti/lti_course.h"
#include "app/list/list.h"
#include "app/lists.h"
#include "app/mail/mail.h"
#include "app/master_key.h"
#include "app/apply/apply.h"
#include "app/sets/sets.h"
#include "app/movein/movein.h"
#include "app/takeaway/takeaway.h"
#include "app/org/org.h"
#include "app/people/people.h"
#include "app/plan/plan.h"
#include "app/skill/vouch.h"
#include "app/privacy/privacy.h"
#include "app/induct/induct.h"
#include "app/pathway/pathway.h"
#include "app/recognise/recognise.h"
#include "app/remind/remind.h"
#include "app/reports/compliance.h"
#include "app/reports/counted.h"
#include "app/jobrole/jobrole.h"
#include "app/requirement/requirement.h"
#include "app/settings.h"
#include "app/vacancy/vacancy.h"
#include "app/verify/result.h"
#include "badge/verify_cache.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "store/job.h"
#include "store/migrate.h"
#include "web/limits.h"
#include "web/rate.h"

/* ---- the master key ---- */

/* Who only looks goes on without it, and says so himself. */
static code load_key(struct arena *a, struct app *app, struct db *db, const struct start_options *opt, struct error *err)
{
    str key = {0};
    struct error why = {0};
    code c = master_key_read(a, app->master_key_file, &key, &why);

    if (opt->as_is) {
        app->master_key = c == OK ? key : (str){0};
        return OK;
    }
    if (c == NOT_FOUND)
        c = master_key_make(a, db, app->master_key_file, &key, &why);
    else if (c == OK)
        c = master_key_fits(a, db, app->master_key_file, key, &why);
    if (c != OK && err)
        *err = why;
    app->master_key = key;
    return c;
}

/* ---- the public address ---- */

code app_store_base(struct app *app, struct db *db, struct arena *a, str base, int64_t by, struct error *err)
{
    if (app->base_is_fixed && !str_eq(base, app->base))
        return fail(err, CONFLICT, "base", "the public address was given when the server was started");
    TRY(setting_put(db, "public_url", base, err));
    return org_readdress(db, a, base, by, err);
}

void app_use_base(struct app *app, str base)
{
    /* The length never exceeds what the pointer of the moment holds. */
    str kept = str_copy(app->arena, base);
    app->base.n = app->base.n < kept.n ? app->base.n : kept.n;
    __atomic_store_n(&app->base.p, kept.p, __ATOMIC_RELEASE);
    __atomic_store_n(&app->base.n, kept.n, __ATOMIC_RELEASE);
    app->session.secure_cookies = str_starts(app->base, S("https:"));
}

static code settle(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    if (!app->base_is_fixed || str_eq(setting_get(db, a, "public_url"), app->base))
        return OK;
    TRY(db_begin(db, err));
    return db_end(db, app_store_base(app, db, a, app->base, 0, err), err);
}

code app_settle_base(struct app *app, struct arena *a, struct error *err)
{
    struct db *db = db_borrow(app->pool, err);
    code c = db ? settle(app, db, a, err) : FAULT;

    db_return(app->pool, db);
    return c;
}

static str without_slash(str url)
{
    while (str_ends(url, S("/")))
        url = str_slice(url, 0, url.n - 1);
    return url;
}

/* Small letters, no port that goes without saying; absent when there is more to
 * it than scheme and host: it is compared with what badges carry. */
static str plain_address(struct arena *a, str url)
{
    struct uri u;

    if (uri_parse(url, &u, NULL) != OK || u.path.n || u.query.p || u.fragment.p || u.userinfo.p)
        return (str){0};
    return uri_origin(a, url);
}

const char *app_default_base(struct arena *a, const char *listen)
{
    str at = cstr(listen);

    if (str_starts(at, S("127.0.0.1:")) || str_starts(at, S("0.0.0.0:")) || str_starts(at, S("[::]:")))
        at = str_join(a, S("localhost"), str_from(at, (size_t)(strrchr(listen, ':') - listen)));
    if (str_starts(at, S("unix:")))
        at = S("localhost");
    return str_z(a, str_join(a, S("http://"), at));
}

static code load_base(struct arena *a, struct app *app, struct db *db, const struct start_options *opt, struct error *err)
{
    str set = setting_get(db, a, "public_url");

    app->base_is_fixed = opt->public_url != NULL;
    if (app->base_is_fixed)
        app->base = plain_address(a, without_slash(cstr(opt->public_url)));
    else if (!str_is_empty(set))
        app->base = set;
    else
        app->base = cstr(app_default_base(a, opt->listen));
    if (str_is_absent(app->base) || !uri_is_http(app->base))
        return fail(err, BAD_INPUT, "public-url", "the public address is scheme and host alone, such as https://badges.example.org");
    return OK;
}

/* ---- the data folder ---- */

const char *data_file(struct arena *a, const char *folder, const char *name)
{
    return str_z(a, str_printf(a, "%s/%s", folder, name));
}

/* What this process makes from now on, the database too, is its owner's alone. */
code data_folder_make(const char *path, struct error *err)
{
    umask(077);
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return OK;
    return fail(err, FAULT, path, "cannot make the data folder: %s", strerror(errno));
}

code data_folder_lock(struct arena *a, const char *folder, int *lock, struct error *err)
{
    const char *path = data_file(a, folder, "lapel.lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    *lock = NO_LOCK;
    if (fd < 0)
        return fail(err, FAULT, path, "cannot write into the data folder: %s", strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return fail(err, CONFLICT, folder, "another lapel serves this data folder already");
    }
    *lock = fd;
    return OK;
}

void data_folder_unlock(int lock)
{
    if (lock != NO_LOCK)
        close(lock);
}

/* Who only looks must not make a database by looking. */
static code find_folder(struct arena *a, const struct start_options *opt, struct error *err)
{
    const char *file = data_file(a, opt->data, "lapel.db");

    if (!opt->as_is)
        return data_folder_make(opt->data, err);
    if (opt->database || access(file, F_OK) == 0)
        return OK;
    return fail(err, NOT_FOUND, file, "there is no database: name its folder with --data, or --database postgres://…");
}

/* ---- all together ---- */

static code bring_up_to_date(struct arena *a, struct db *db, const struct start_options *opt, struct error *err)
{
    size_t n;
    const struct migration *steps = migrate_steps(a, &n);

    return opt->as_is ? OK : migrate(db, a, steps, n, err);
}

static code load_all(struct arena *a, struct app *app, const struct start_options *opt, struct error *err)
{
    struct db *db = db_borrow(app->pool, err);

    if (!db)
        return FAULT;
    code c = bring_up_to_date(a, db, opt, err);
    if (c == OK)
        c = load_key(a, app, db, opt, err);
    if (c == OK)
        c = load_base(a, app, db, opt, err);
    app->fetch.allow_private = opt->allow_private || str_eq(setting_get(db, a, "fetch.allow_private"), S("1"));
    app->fetch.allow_http = app->fetch.allow_private;
    if (c == OK && !opt->as_is)
        c = ledger_start(app, db, a, err);
    db_return(app->pool, db);
    return c;
}

static const char *database_url(struct arena *a, const struct start_options *opt)
{
    return opt->database ? opt->database : str_z(a, str_printf(a, "sqlite:%s/lapel.db", opt->data));
}

const char *app_master_key_file(struct arena *a, const struct start_options *opt)
{
    return opt->master_key_file ? opt->master_key_file : data_file(a, opt->data, "master.key");
}

code app_open(struct arena *a, const struct start_options *opt, struct app **out, struct error *err)
{
    struct app *app = NEW(a, struct app);

    app->arena = a;
    app->role = opt->role;
    app->behind_proxy = opt->behind_proxy;
    app->mail_wait = opt->mail_wait;
    app->data_folder = opt->data;
    app->master_key_file = app_master_key_file(a, opt);
    crypto_start();
    TRY(find_folder(a, opt, err));
    TRY(db_pool_open(database_url(a, opt), opt->connections ? opt->connections : 2, &app->pool, err));
    code c = load_all(a, app, opt, err);
    if (c != OK) {
        app_close(app);
        return c;
    }
    app->link_secret = master_key_derive(a, app->master_key, "lapel links");
    app->session = (struct session_config){
        .secret = master_key_derive(a, app->master_key, "lapel sessions"),
        .secure_cookies = str_starts(app->base, S("https:")),
        .idle = 12 * HOUR, .absolute = 14 * DAY,
    };
    app->setup_code = random_token(a, 9);
    app->verified = verify_cache_open(VERIFIED_BYTES);
    app->checks = rate_new(a, &(struct rate_limits){
        .per_hour = (unsigned)opt->checks, .at_once = opt->checks / 5 > 20 ? (unsigned)(opt->checks / 5) : 20,
        .busy_here = limits_workers(0) / 4, .busy = limits_workers(0) / 2});
    award_start();
    remind_start();
    sets_start();
    requirement_start();
    jobrole_start();
    pathway_start();
    company_start();
    elsewhere_start();
    lti_start();
    backpack_start();
    intake_start();
    partner_start();
    plan_start();
    campaign_start();
    public_start();
    show_start();
    movein_start();
    shop_start();
    hook_start();
    api_start();
    app_lists_start();
    *out = app;
    return OK;
}

struct app *app_without_database(struct arena *a, const struct start_options *opt)
{
    struct app *app = NEW(a, struct app);

    app->arena = a;
    app->role = opt->role;
    app->data_folder = opt->data;
    app->master_key_file = app_master_key_file(a, opt);
    app->base = without_slash(cstr(opt->public_url ? opt->public_url : app_default_base(a, opt->listen)));
    return app;
}

void app_close(struct app *app)
{
    if (!app)
        return;
    db_pool_close(app->pool);
    verify_cache_close(app->verified);
    rate_end(app->checks);
    crypto_wipe((void *)(uintptr_t)app->master_key.p, app->master_key.n);
}

const struct job_kind *app_jobs(struct arena *a)
{
    static const struct job_kind *const lists[] = {
        award_jobs,
        ledger_jobs,
        apply_jobs,
        recognise_jobs,
        hook_jobs,
        claim_jobs,
        sets_jobs,
        requirement_jobs,
        jobrole_jobs,
        intake_jobs,
        campaign_jobs,
        partner_jobs,
        vacancy_jobs,
        induct_jobs,
        pathway_jobs,
        plan_jobs,
        skill_jobs,
        learn_jobs,
        lti_jobs,
        mail_jobs,
        remind_jobs,
        health_jobs,
        list_jobs,
        people_jobs,
        backpack_jobs,
        elsewhere_jobs,
        privacy_jobs,
        export_jobs,
        takeaway_jobs,
        pack_jobs,
        result_jobs,
        months_jobs,
        counted_jobs,
    };
    LIST(struct job_kind) all = {0};

    for (size_t l = 0; l < COUNT(lists); l++)
        for (const struct job_kind *k = lists[l]; k->kind; k++)
            *list_add(a, &all) = *k;
    *list_add(a, &all) = (struct job_kind){0};
    return all.items;
}
