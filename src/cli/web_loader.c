#include "cli/web_loader.h"

static code get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                struct error *err)
{
    const struct fetch_policy *policy = ctx;
    struct fetched f;

    TRY(fetch_get(a, url, accept, policy, &f, err));
    *out = (struct loaded){.status = f.status,
                           .content_type = f.content_type,
                           .body = f.body,
                           .final_url = f.final_url,
                           .at = clock_now()};
    return OK;
}

struct loader web_loader(struct fetch_policy *policy)
{
    return (struct loader){.get = get,
                           .ctx = policy,
                           .budget = LOADER_BUDGET,
                           .allow_local_web = policy->allow_private};
}
