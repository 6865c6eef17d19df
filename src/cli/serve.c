/* cli/serve.c — an opened application as a running server. */
#include "cli/serve.h"

#include <stdio.h>

#include "app/campaign/campaign.h"
#include "app/audit/pack.h"
#include "app/backpack/backpack.h"
#include "app/health/health.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "app/export/export.h"
#include "app/plan/plan.h"
#include "app/skill/vouch.h"
#include "app/pathway/pathway.h"
#include "app/privacy/privacy.h"
#include "app/remind/remind.h"
#include "app/reports/compliance.h"
#include "app/reports/counted.h"
#include "app/jobrole/jobrole.h"
#include "app/requirement/requirement.h"
#include "app/routes.h"
#include "app/settings.h"
#include "app/takeaway/takeaway.h"
#include "app/vacancy/vacancy.h"
#include "app/verify/traffic.h"
#include "app/hook/hook.h"
#include "app/induct/induct.h"
#include "app/ledger/ledger.h"
#include "app/lti/lti_course.h"
#include "base/log.h"
#include "store/job.h"
#include "web/server.h"
#include "web/smtp.h"

#define JOB_THREADS (MAIL_SENDERS + 1)           /* who waits for a mail server holds up nobody else */

unsigned serve_connections(void)
{
    return server_connections(0, 0) + JOB_THREADS + 2;
}

code serve_lock(struct arena *a, const struct app *app, int *lock, struct error *err)
{
    *lock = NO_LOCK;
    return db_pool_is_postgres(app->pool) ? OK : data_folder_lock(a, app->data_folder, lock, err);
}

static bool needs_setup(struct app *app)
{
    struct db *db = db_borrow(app->pool, NULL);
    bool needs = db && settings_need_setup(db);

    db_return(app->pool, db);
    return needs;
}

/* Not worth refusing to serve for: the page of the server's health says so too. */
static void look_after(struct app *app, struct arena *a)
{
    struct db *db = db_borrow(app->pool, NULL);
    struct error err = {0};

    if (db && health_schedule(db, a, &err) != OK)
        log_error("health.schedule", &err);
    if (db && remind_schedule(db, &err) != OK)
        log_error("remind.schedule", &err);
    if (db && requirement_schedule(db, a, &err) != OK)
        log_error("requirement.schedule", &err);
    if (db && jobrole_schedule(db, a, &err) != OK)
        log_error("jobrole.schedule", &err);
    if (db && months_schedule(db, &err) != OK)
        log_error("reports.schedule", &err);
    if (db && counted_schedule(db, a, &err) != OK)
        log_error("reports.schedule", &err);
    if (db && hook_schedule(db, &err) != OK)
        log_error("webhook.schedule", &err);
    if (db && lti_schedule(db, a, &err) != OK)
        log_error("lti.schedule", &err);
    if (db && ledger_schedule(db, a, &err) != OK)
        log_error("ledger.schedule", &err);
    if (db && campaign_schedule(db, a, &err) != OK)
        log_error("campaign.schedule", &err);
    if (db && people_schedule(db, a, &err) != OK)
        log_error("people.schedule", &err);
    if (db && induct_schedule(db, a, &err) != OK)
        log_error("induct.schedule", &err);
    if (db && plan_schedule(db, a, &err) != OK)
        log_error("plan.schedule", &err);
    if (db && vouch_schedule(db, a, &err) != OK)
        log_error("skill.schedule", &err);
    if (db && pathway_schedule(db, a, &err) != OK)
        log_error("pathway.schedule", &err);
    if (db && privacy_schedule(db, a, &err) != OK)
        log_error("privacy.schedule", &err);
    if (db && vacancy_schedule(db, a, &err) != OK)
        log_error("vacancy.schedule", &err);
    if (db && export_schedule(db, &err) != OK)
        log_error("export.schedule", &err);
    if (db && takeout_schedule(db, &err) != OK)
        log_error("takeaway.schedule", &err);
    if (db && pack_schedule(db, &err) != OK)
        log_error("audit.schedule", &err);
    if (db && backpack_schedule(db, a, &err) != OK)
        log_error("backpack.schedule", &err);
    db_return(app->pool, db);
    if (clock_now() < clock_build_time())
        log_event(LOG_WARN, "clock.behind", "is", str_z(a, time_format(a, clock_now())), "action", "set the clock of this machine", NULL);
}

/* What was counted in memory, before it goes. */
static void write_counts(struct app *app)
{
    struct db *db = db_borrow(app->pool, NULL);
    struct error err = {0};

    if (db && traffic_flush(db, &err) != OK)
        log_error("verify.traffic", &err);
    db_return(app->pool, db);
}

static void announce(struct app *app, struct server *server, struct arena *a, str greeting)
{
    printf("Lapel listens on " STR_FMT "\n", STR_ARG(server_address(server, a)));
    printf("Open " STR_FMT " in a browser\n" STR_FMT, STR_ARG(app->base), STR_ARG(greeting));
    if (needs_setup(app))
        printf("From another machine, or through a proxy, begin at " STR_FMT "/setup?code=" STR_FMT "\n", STR_ARG(app->base), STR_ARG(app->setup_code));
    fflush(stdout);
}

code serve_until_stopped(struct arena *a, struct app *app, const char *listen, str greeting, struct error *err)
{
    struct server *server = NULL;
    bool sole = !db_pool_is_postgres(app->pool);
    const struct server_options so = {
        .listen = listen, .behind_proxy = app->behind_proxy, .pool = app->pool, .tables = routes_of_role(app->role), .app = app,
        .generation = public_generation,
        .hooks = {.allow = app_allow, .fill_page = app_fill_page, .error_page = app_error_page, .ask_proof = app_ask_proof,
                  .sign_in_path = "/sign-in", .session = &app->session},
    };

    server_block_signals();
    look_after(app, a);
    TRY(job_runner_start(app->pool, app_jobs(a), app, JOB_THREADS, sole, &app->jobs, err));
    code c = server_start(&so, &server, err);
    if (c == OK) {
        announce(app, server, a, greeting);
        server_run(server);
        server_stop(server);
    }
    smtp_hang_up();
    job_runner_stop(app->jobs);
    app->jobs = NULL;
    write_counts(app);
    return c;
}
