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

void app_wake(struct app *app)
{
    if (app->jobs)
        job_runner_wake(app->jobs);
}

struct own_web { struct app *app; struct db *db; };

/* The path under our own public address; absent for other hosts. */
static str own_path(const struct app *app, str url)
{
    if (app->role == ROLE_BACKPACK || !str_starts(url, app->base))
        return (str){0};
    str path = str_from(url, app->base.n);
    return str_starts(path, S("/")) ? path : (str){0};
}

static code own_get(const struct own_web *web, struct arena *a, str url, str path, const char *accept,
                    struct loaded *out, struct error *err)
{
    struct document d = {0};
    code c = public_document(web->app, web->db, a, path, cstr(accept), &d, err);

    if (c != OK && c != NOT_FOUND)
        return c;
    *out = (struct loaded){.status = c == OK ? d.status : 404, .content_type = d.type, .body = d.body,
                           .final_url = url, .at = clock_now()};
    return OK;
}

static code web_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    const struct own_web *web = ctx;
    struct fetched f = {0};
    str path = own_path(web->app, url);

    if (!str_is_absent(path))
        return own_get(web, a, url, path, accept, out, err);
    TRY(fetch_get(a, url, accept, &web->app->fetch, &f, err));
    *out = (struct loaded){f.status, f.content_type, f.body, f.final_url, clock_now()};
    return OK;
}

struct loader app_loader(struct app *app, struct db *db, struct arena *a)
{
    struct own_web *web = NEW(a, struct own_web);

    *web = (struct own_web){app, db};
    return (struct loader){.get = web_get, .ctx = web, .budget = 16,
                           .allow_local_web = app->fetch.allow_private || str_starts(app->base, S("http:"))};
}
