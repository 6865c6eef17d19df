#include "badge/loader.h"

code loader_get(struct loader *l, struct arena *a, str url, const char *accept, struct loaded *out,
                struct error *err)
{
    const char *where = str_z(a, url);

    *out = (struct loaded){0};
    if (!l->get)
        return fail(err, UNREACHABLE, where, "there is no connection to fetch this with");
    if (l->budget == 0)
        return fail(err, LIMIT, where,
                    "the badge asks for more documents than one check may fetch");
    l->budget--;
    TRY(l->get(l->ctx, a, url, accept, out, err));
    if (str_is_empty(out->final_url))
        out->final_url = url;
    if (!out->at)
        out->at = clock_now();
    return OK;
}

bool loader_owns(const struct loader *l, str url)
{
    return !str_is_empty(l->own) && str_starts(url, l->own);
}

static code answer_nothing(void *ctx, struct arena *a, str url, const char *accept,
                           struct loaded *out, struct error *err)
{
    (void)ctx;
    (void)accept;
    (void)out;
    return fail(err, UNREACHABLE, str_z(a, url), "nothing is fetched while working offline");
}

struct loader loader_offline(void)
{
    return (struct loader){.get = answer_nothing, .budget = LOADER_BUDGET};
}
