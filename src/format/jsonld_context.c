/* format/jsonld_context.c — Context Processing (JSON-LD 1.1 API §4.1). */
#include "format/jsonld_private.h"
#include "base/uri.h"

#define MANY_MEMBERS 32

/* What the program shares begins with these two: nothing is defined in them,
 * and all that bundled contexts make hangs below. */
static struct ld_context shared_start = {.is_shared = true};

const struct ld_context *ld_start(struct ld_run *r)
{
    return r->opt->mode_1_0 ? NEW(r->a, struct ld_context) : &shared_start;
}

struct ld_context *ld_change(struct ld_run *r, const struct ld_context **c, struct ld_context **own)
{
    if (*own)
        return *own;
    struct ld_context *copy = NEW(r->a, struct ld_context);
    const struct ld_context *from = *c;
    *copy = (struct ld_context){
        .known = from->known,
        .own = from->own,
        .protected_n = from->protected_n,
        .vocab = from->vocab,
        .language = from->language,
        .direction = from->direction,
        .base_kind = from->base_kind,
        .is_shared = r->is_shared,
        .layers = r->layers,
        .aliases = from->aliases,
        .base = from->base,
        .previous = from->previous,
    };
    *c = *own = copy;
    return copy;
}

/* One context that is being made: where it stands and what has come of it. */
struct making {
    struct ld_run *r;
    const struct ld_job *job;
    const struct ld_context *result;
    struct ld_context *own; /* `result`, while it may be changed */
};

static struct ld_context *change(struct making *m)
{
    return ld_change(m->r, &m->result, &m->own);
}

/* null: everything is forgotten (step 5.1). */
static code clear(struct making *m, const struct ld_place *at)
{
    const struct ld_context *before = m->result;

    if (!m->job->override_protected && before->protected_n)
        return ld_fail(m->r, BAD_INPUT, at,
                       "invalid context nullification: there are protected terms");
    m->result = ld_start(m->r);
    m->own = NULL;
    if (m->job->not_propagated)
        change(m)->previous = before;
    return OK;
}

/* Remote contexts (step 5.2). */

static bool is_known_remote(const struct ld_remotes *remotes, str url)
{
    for (; remotes; remotes = remotes->up)
        if (str_eq(remotes->url, url))
            return true;
    return false;
}

static code process_loaded(struct making *m, const struct ld_loaded *loaded, str url)
{
    const struct ld_remotes remotes = {m->job->remotes, url};
    const struct ld_place at = {.key = loaded->url}, member = {.up = &at, .key = S("@context")};
    struct ld_job job = {
        .active = m->result,
        .local = loaded->context,
        .base = loaded->url,
        .remotes = &remotes,
        .at = &member,
        .depth = m->job->depth + 1,
        .not_validated = m->job->not_validated,
    };

    return ld_process(m->r, &job, &m->result);
}

static code process_url(struct making *m, str reference, const struct ld_place *at)
{
    struct ld_run *r = m->r;
    const struct ld_job *job = m->job;
    const struct bundled_context *row;
    struct ld_loaded loaded;

    if (!str_is_absent(job->base) && !uri_is_absolute(reference))
        reference = uri_resolve(r->a, job->base, reference);
    if (!uri_is_absolute(reference))
        return ld_fail(r, BAD_INPUT, at,
                       "loading document failed: the context's address is relative to nothing");
    if (job->not_validated && is_known_remote(job->remotes, reference))
        return OK;
    if (is_known_remote(job->remotes, reference))
        return ld_fail(r, LIMIT, at, "%s: the context includes itself",
                       r->opt->mode_1_0 ? "recursive context inclusion" : "context overflow");
    m->own = NULL;
    row = r->is_shared ? NULL : ld_bundled(r, reference);
    if (row)
        return ld_enter_bundled(r, m->result, row, at, &m->result);
    TRY(ld_load(r, reference, at, &loaded));
    return process_loaded(m, &loaded, reference);
}

/* Context definitions (steps 5.5 to 5.13). */

static code not_in_1_0(const struct ld_run *r, const struct ld_place *at, const char *word)
{
    return r->opt->mode_1_0
               ? ld_fail(r, BAD_INPUT, at, "invalid context entry: %s is new in JSON-LD 1.1", word)
               : OK;
}

static code check_version(const struct making *m, const struct json *v, const struct ld_place *at)
{
    if (!v)
        return OK;
    if (!json_is(v, JSON_NUMBER) || json_double(v) != 1.1)
        return ld_fail(m->r, BAD_INPUT, at, "invalid @version value: it must be the number 1.1");
    if (m->r->opt->mode_1_0)
        return ld_fail(m->r, BAD_INPUT, at,
                       "processing mode conflict: a context for JSON-LD 1.1 in the mode of 1.0");
    return OK;
}

static code set_base(struct making *m, const struct json *v, const struct ld_place *at)
{
    str value = json_str(v), base;

    if (!v || m->job->remotes)
        return OK;
    if (json_is(v, JSON_NULL)) {
        struct ld_context *c = change(m);
        c->base_kind = BASE_NONE;
        c->base = (str){0};
        return OK;
    }
    base = ld_base_of(m->r, m->result);
    if (str_is_absent(value) || (!uri_is_absolute(value) && str_is_absent(base)))
        return ld_fail(m->r, BAD_INPUT, at,
                       "invalid base IRI: @base is no IRI, or relative to nothing");
    if (!uri_is_absolute(value))
        TRY(ld_join(m->r, uri_resolve(m->r->a, base, value), S(""), at, &value));
    struct ld_context *c = change(m);
    c->base_kind = BASE_SAID;
    c->base = value;
    return OK;
}

static code set_vocab(struct making *m, const struct json *v, const struct ld_place *at)
{
    str value = json_str(v);
    struct ld_name vocab = {.kind = NAME_NULL};

    if (!v)
        return OK;
    if (!str_is_absent(value)) {
        if (m->r->opt->mode_1_0 && !uri_is_absolute(value) && !str_starts(value, S("_:")))
            return ld_fail(m->r, BAD_INPUT, at, "invalid vocab mapping: @vocab must be an IRI");
        TRY(ld_expand_iri(m->r, m->result, value, AS_VOCAB | AS_REFERENCE, NULL, 0, at, &vocab));
    }
    if (!json_is(v, JSON_NULL) && (vocab.kind == NAME_NULL || vocab.kind == NAME_KEYWORD))
        return ld_fail(m->r, BAD_INPUT, at, "invalid vocab mapping: @vocab must be an IRI");
    change(m)->vocab = vocab;
    return OK;
}

static code set_language(struct making *m, const struct json *v, const struct ld_place *at)
{
    if (!v)
        return OK;
    if (!json_is(v, JSON_STRING) && !json_is(v, JSON_NULL))
        return ld_fail(m->r, BAD_INPUT, at,
                       "invalid default language: @language must be a string or null");
    change(m)->language = json_str(v);
    return OK;
}

static code set_direction(struct making *m, const struct json *v, const struct ld_place *at)
{
    enum ld_direction direction;

    if (!v)
        return OK;
    TRY(not_in_1_0(m->r, at, "@direction"));
    if (!ld_read_direction(v, &direction) && !json_is(v, JSON_NULL))
        return ld_fail(m->r, BAD_INPUT, at,
                       "invalid base direction: it must be \"ltr\", \"rtl\" or null");
    change(m)->direction = (uint8_t)direction;
    return OK;
}

static code check_propagate(const struct making *m, const struct json *v, const struct ld_place *at)
{
    if (!v)
        return OK;
    TRY(not_in_1_0(m->r, at, "@propagate"));
    if (!json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return ld_fail(m->r, BAD_INPUT, at, "invalid @propagate value: it must be true or false");
    return OK;
}

/* The document of an @import (step 5.6). */
static code load_import(struct making *m, const struct json *v, const struct ld_place *at,
                        const struct json **out)
{
    struct ld_run *r = m->r;
    struct ld_loaded loaded;
    str url = json_str(v);

    *out = NULL;
    if (!v)
        return OK;
    TRY(not_in_1_0(r, at, "@import"));
    if (str_is_absent(url))
        return ld_fail(r, BAD_INPUT, at, "invalid @import value: it must be a string");
    if (!str_is_absent(m->job->base))
        url = uri_resolve(r->a, m->job->base, url);
    TRY(ld_load(r, url, at, &loaded));
    if (!json_is(loaded.context, JSON_OBJECT))
        return ld_fail(r, BAD_INPUT, at,
                       "invalid remote context: the imported context must be one definition");
    if (json_get(loaded.context, "@import"))
        return ld_fail(r, BAD_INPUT, at,
                       "invalid context entry: an imported context imports another");
    *out = loaded.context;
    return OK;
}

static void add_member(struct ld_local *l, const struct json *member)
{
    str key = json_key_of(member);
    enum ld_keyword k = ld_keyword_of(key);

    l->keyword[k] = member;
    if (l->by_name)
        *map_at(l->by_name, key) = &l->members[l->n];
    l->members[l->n++] = member;
}

static void gather(struct ld_run *r, struct ld_local *l, const struct json *definition,
                   const struct json *import)
{
    size_t n = json_count(definition) + json_count(import);

    *l = (struct ld_local){.members = NEW_ARRAY(r->a, n, const struct json *)};
    if (n > MANY_MEMBERS)
        l->by_name = map_new(r->a);
    for (size_t i = 0; i < json_count(import); i++)
        if (!json_get_str(definition, json_key(import, i)))
            add_member(l, json_value(import, i));
    for (size_t i = 0; i < json_count(definition); i++)
        add_member(l, json_value(definition, i));
}

static bool is_setting(str key)
{
    switch (ld_keyword_of(key)) {
    case KEY_BASE:
    case KEY_DIRECTION:
    case KEY_IMPORT:
    case KEY_LANGUAGE:
    case KEY_PROPAGATE:
    case KEY_PROTECTED:
    case KEY_VERSION:
    case KEY_VOCAB:
        return true;
    default:
        return false;
    }
}

static code read_protected(const struct ld_run *r, const struct json *v, const struct ld_place *at,
                           bool *out)
{
    *out = json_bool(v);
    if (v && !json_is(v, JSON_TRUE) && !json_is(v, JSON_FALSE))
        return ld_fail(r, BAD_INPUT, at, "invalid @protected value: it must be true or false");
    return OK;
}

/* Terms, and then what is inside of them: a scoped context may use any term. */
static code define_terms(struct making *m, const struct ld_local *local, const struct ld_place *at)
{
    struct ld_definer d = {
        .r = m->r,
        .job = m->job,
        .local = local,
        .at = at,
        .result = &m->result,
        .own = &m->own,
        .state = NEW_ARRAY(m->r->a, local->n, uint8_t),
    };

    TRY(read_protected(m->r, local->keyword[KEY_PROTECTED], at, &d.is_protected));
    for (size_t i = 0; i < local->n; i++)
        if (!is_setting(json_key_of(local->members[i])))
            TRY(ld_define(&d, i, m->job->depth));
    if (m->r->is_shared)
        return OK; /* bundled: a test has looked at them all */
    m->own = NULL;
    for (size_t i = 0; i < local->n; i++)
        if (json_get(local->members[i], "@context"))
            TRY(ld_validate_scoped(&d, local->members[i]));
    return OK;
}

static code process_definition(struct making *m, const struct json *definition,
                               const struct ld_place *at)
{
    const struct json *import;
    struct ld_local l;

    TRY(load_import(m, json_get(definition, "@import"), at, &import));
    gather(m->r, &l, definition, import);
    TRY(check_version(m, l.keyword[KEY_VERSION], at));
    TRY(set_base(m, l.keyword[KEY_BASE], at));
    TRY(set_vocab(m, l.keyword[KEY_VOCAB], at));
    TRY(set_language(m, l.keyword[KEY_LANGUAGE], at));
    TRY(set_direction(m, l.keyword[KEY_DIRECTION], at));
    TRY(check_propagate(m, l.keyword[KEY_PROPAGATE], at));
    return define_terms(m, &l, at);
}

static code process_one(struct making *m, const struct json *item, const struct ld_place *at)
{
    struct ld_run *r = m->r;

    if (r->left.contexts == 0)
        return ld_fail(r, LIMIT, at, "context overflow: the document uses too many contexts");
    r->left.contexts--;
    switch (json_kind(item)) {
    case JSON_NULL:
        return clear(m, at);
    case JSON_STRING:
        return process_url(m, json_str(item), at);
    case JSON_OBJECT:
        return process_definition(m, item, at);
    default:
        return ld_fail(r, BAD_INPUT, at,
                       "invalid local context: it must be an address, an object or null");
    }
}

code ld_process(struct ld_run *r, const struct ld_job *given, const struct ld_context **out)
{
    struct ld_job job = *given;
    const struct json *propagate = json_get(job.local, "@propagate");
    struct making m = {.r = r, .job = &job, .result = job.active};

    if (job.depth > r->left.depth)
        return ld_fail(r, LIMIT, job.at, "context overflow: contexts are nested too deeply");
    if (propagate)
        job.not_propagated = json_is(propagate, JSON_FALSE);
    if (!json_is(job.local, JSON_ARRAY)) {
        TRY(process_one(&m, job.local, job.at));
    } else {
        for (size_t i = 0; i < json_count(job.local); i++) {
            const struct ld_place at = {.up = job.at, .index = i};
            TRY(process_one(&m, json_item(job.local, i), &at));
        }
    }
    if (job.not_propagated && m.result != job.active && !m.result->previous)
        change(&m)->previous = job.active;
    *out = m.result;
    return OK;
}
