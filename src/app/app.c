/* app/app.c — addresses, and the verifier's view of the web: our own public
 * documents come from the process, everything else over the network. */
#include "app/app.h"

#include "app/public/public.h"
#include "base/uri.h"
#include "store/job.h"

str app_url(struct arena *a, const struct app *app, str path)
{
    return str_join(a, app->base, path);
}

str app_host(struct arena *a, const struct app *app)
{
    struct uri u;

    return uri_parse(app->base, &u, NULL) == OK ? str_lower(a, u.host) : S("");
}

bool app_is_loopback(str url)
{
    struct uri u;

    return uri_parse(url, &u, NULL) == OK
        && (str_eq_nocase(u.host, S("localhost")) || str_starts(u.host, S("127.")) || str_eq(u.host, S("[::1]")));
}

void app_wake(struct app *app)
{
    if (app->jobs)
        job_runner_wake(app->jobs);
}

enum job_result app_run_about(struct app *app, struct db *db, struct arena *a, const struct job *j, app_about_fn *run, struct error *err)
{
    int64_t org, id;

    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_end(db, run(app, db, a, org, id, err), err);
    return c == OK || c == NOT_FOUND ? JOB_DONE : JOB_RETRY;
}

/* Our own documents are read into the memory of who asks: a verification that
 * is left for want of memory must not leave a question to the database open. */
struct own_web { struct app *app; struct db *db; struct arena *a; };

/* An address under our own name: that of today, or one that an organisation
 * here had before it moved. */
struct own_address { bool is_own, is_present; struct asked asked; };

static code own_address(const struct own_web *web, struct arena *a, str url, const char *accept,
                        struct own_address *out, struct error *err)
{
    struct uri u;
    str origin = uri_origin(a, url);

    *out = (struct own_address){0};
    if (web->app->role == ROLE_BACKPACK || str_is_absent(origin) || uri_parse(url, &u, err) != OK || u.userinfo.p)
        return OK;
    out->is_present = str_eq(origin, web->app->base);
    out->is_own = out->is_present;
    out->asked = (struct asked){u.authority, u.path, cstr(accept)};
    return out->is_own ? OK : org_knows_address(web->db, origin, &out->is_own, err);
}

/* An address of before may be somebody else's by now: what we do not know there
 * is asked over the network. */
static code own_get(const struct own_web *web, struct arena *a, str url, const struct own_address *at,
                    struct loaded *out, bool *done, struct error *err)
{
    struct document d = {0};
    code c = public_document(web->app, web->db, web->a, &at->asked, &d, err);

    if (c != OK && c != NOT_FOUND)
        return c;
    *done = c == OK || at->is_present;
    *out = (struct loaded){.status = c == OK ? d.status : 404, .content_type = str_copy(a, d.type), .body = str_copy(a, d.body),
                           .final_url = url, .at = clock_now()};
    return OK;
}

static code web_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    const struct own_web *web = ctx;
    struct fetched f = {0};
    struct own_address at;
    bool done = false;

    TRY(own_address(web, a, url, accept, &at, err));
    if (at.is_own)
        TRY(own_get(web, a, url, &at, out, &done, err));
    if (done)
        return OK;
    TRY(fetch_get(a, url, accept, &web->app->fetch, &f, err));
    *out = (struct loaded){f.status, f.content_type, f.body, f.final_url, clock_now()};
    return OK;
}

struct loader app_loader(struct app *app, struct db *db, struct arena *a)
{
    struct own_web *web = NEW(a, struct own_web);

    *web = (struct own_web){app, db, a};
    return (struct loader){.get = web_get, .ctx = web, .budget = 16,
                           .own = app->role == ROLE_BACKPACK ? (str){0} : app->base,
                           .allow_local_web = app->fetch.allow_private || str_starts(app->base, S("http:"))};
}
