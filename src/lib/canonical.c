/* lib/canonical.c — lapel/canonical.h: JCS and RDFC-1.0. */
#include <lapel/canonical.h>

#include "format/jcs.h"
#include "format/jsonld.h"
#include "format/rdfc.h"
#include "lib/work.h"

struct canonicalizing {
    struct work w;
    const struct lapel *l;
    struct lapel_bytes input;
    const char *base;
    str result;
};

static code read_json(struct canonicalizing *c, const struct json **out, struct error *err)
{
    str text;

    TRY(work_take(c->l, c->input, &text, err));
    return json_parse(c->w.a, text, NULL, out, err);
}

static code do_json(void *ctx, struct error *err)
{
    struct canonicalizing *c = ctx;
    const struct json *v;

    TRY(read_json(c, &v, err));
    return jcs_write(c->w.a, v, &c->result, err);
}

static code do_quads(void *ctx, struct error *err)
{
    struct canonicalizing *c = ctx;
    struct rdf *d;
    str text;

    TRY(work_take(c->l, c->input, &text, err));
    TRY(nquads_parse(c->w.a, text, NULL, &d, err));
    return rdfc_canonicalize(c->w.a, d, NULL, &c->result, NULL, err);
}

/* A context that is not carried along. */
static code load(void *ctx, struct arena *a, str url, struct jsonld_remote *out, struct error *err)
{
    struct loaded found;

    TRY(loader_get(ctx, a, url, "application/ld+json, application/json", &found, err));
    if (found.status != 200)
        return fail(err, UNREACHABLE, "", "the answer was %d", found.status);
    *out = (struct jsonld_remote){str_is_empty(found.final_url) ? url : found.final_url, found.body};
    return OK;
}

static code do_jsonld(void *ctx, struct error *err)
{
    struct canonicalizing *c = ctx;
    struct loader loader = work_loader(c->l);
    struct jsonld_options options = {
        .base = cstr(c->base), .safe = true, .load = load, .load_ctx = &loader};
    const struct json *v;
    struct rdf *d;

    if (!loader.budget)
        loader.budget = LOADER_BUDGET;
    TRY(read_json(c, &v, err));
    TRY(jsonld_to_rdf(c->w.a, v, &options, &d, err));
    return rdfc_canonicalize(c->w.a, d, NULL, &c->result, NULL, err);
}

static enum lapel_code run(const struct lapel *l, struct lapel_bytes input, attempt_fn *fn,
                           struct lapel_buffer **out, struct lapel_error *err)
{
    struct canonicalizing job = {.w.memory = l->memory, .l = l, .input = input};

    return work_run_to_buffer(&job.w, fn, &job.result, out, err);
}

enum lapel_code lapel_canonicalize_json(struct lapel *l, struct lapel_bytes json,
                                        struct lapel_buffer **out, struct lapel_error *err)
{
    return run(l, json, do_json, out, err);
}

enum lapel_code lapel_canonicalize_quads(struct lapel *l, struct lapel_bytes nquads,
                                         struct lapel_buffer **out, struct lapel_error *err)
{
    return run(l, nquads, do_quads, out, err);
}

enum lapel_code lapel_canonicalize_jsonld(struct lapel *l, struct lapel_bytes document,
                                          const char *base, struct lapel_buffer **out,
                                          struct lapel_error *err)
{
    struct canonicalizing job = {
        .w.memory = l->memory, .l = l, .input = document, .base = base};

    return work_run_to_buffer(&job.w, do_jsonld, &job.result, out, err);
}
