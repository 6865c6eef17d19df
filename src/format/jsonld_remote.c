/* format/jsonld_remote.c — where contexts come from: what is bundled, or the
 * caller's loader; each address once in a run. */
#include "format/jsonld_private.h"
#include "format/contexts.h"

static const struct bundled_context *find(const struct ld_run *r, str url)
{
    const struct bundled_context *row = contexts_find(url, r->opt->revision);

    return row ? row : contexts_find(url, 0);
}

const struct bundled_context *ld_bundled(const struct ld_run *r, str url)
{
    return r->opt->mode_1_0 || r->opt->load_first ? NULL : find(r, url);
}

static code no_such_context(const struct ld_run *r, const struct ld_place *at, str url)
{
    return ld_fail(r, UNREACHABLE, at, "loading remote context failed: " STR_FMT,
                   STR_ARG(str_slice(url, 0, 120)));
}

static code fetch(struct ld_run *r, str url, const struct ld_place *at, struct jsonld_remote *out)
{
    const struct bundled_context *row = find(r, url);

    *out = (struct jsonld_remote){.url = url};
    if (r->opt->load && (r->opt->load_first || !row)) {
        if (r->opt->load(r->opt->load_ctx, r->a, url, out, NULL) == OK)
            return OK;
        *out = (struct jsonld_remote){.url = url};
    }
    if (!row)
        return no_such_context(r, at, url);
    out->text = row->json;
    return OK;
}

code ld_load(struct ld_run *r, str url, const struct ld_place *at, struct ld_loaded *out)
{
    struct jsonld_remote remote;
    const struct json *document = NULL;

    if (!r->loaded)
        r->loaded = map_new(r->a);
    struct ld_loaded *known = map_get(r->loaded, url);
    if (!known) {
        known = NEW(r->a, struct ld_loaded);
        TRY(fetch(r, url, at, &remote));
        if (json_parse(r->a, remote.text, NULL, &document, NULL) != OK)
            return no_such_context(r, at, url);
        *known = (struct ld_loaded){json_get(document, "@context"), remote.url};
        *map_at(r->loaded, str_copy(r->a, url)) = known;
    }
    *out = *known;
    if (!out->context)
        return ld_fail(r, BAD_INPUT, at, "invalid remote context: there is no @context in " STR_FMT,
                       STR_ARG(str_slice(url, 0, 120)));
    return OK;
}
