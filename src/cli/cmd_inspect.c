/* Inspect: expansion, quads, canonical forms and the like, for those who build
 * on the same standards and for conformance tests. */
#include "cli/inspect.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/map_loader.h"

#define MAX_FILE ((size_t)8 << 20)
#define QUOTA     ((size_t)512 << 20)
#define FILE_URL  "file://"

static const struct inspect_verb *const tables[] = {inspect_jsonld_verbs, inspect_rdf_verbs};

#define MAX_VERBS 16

static const struct inspect_verb *verb_named(str name)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        for (const struct inspect_verb *v = tables[i]; v->name; v++)
            if (str_eq(name, cstr(v->name)))
                return v;
    return NULL;
}

static size_t list_verbs(struct cli_verb rows[MAX_VERBS])
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT(tables); i++)
        for (const struct inspect_verb *v = tables[i]; v->name && n < MAX_VERBS; v++)
            rows[n++] = (struct cli_verb){v->name, "", v->summary};
    return n;
}

/* As if the verb were all that was given. */
static int unknown_verb(const struct cli_usage *u, str name, struct arena *a)
{
    char *argv[] = {(char *)(uintptr_t)u->command, (char *)(uintptr_t)str_z(a, name)};
    int status;

    cli_verb(u, 2, argv, &status);
    return status;
}

/* Options as they were given. */
struct given {
    str verb, file, base, context, expand_context, mode, direction, documents, hash;
    bool ordered, generalized, native_types, rdf_type, no_compact_arrays, no_relative, safe, digest,
        map;
};

static code parse_json(struct arena *a, str text, const struct json **out, struct error *err)
{
    static const struct json_limits limits = {
        .bytes = MAX_FILE, .depth = 256, .values = 1000000, .keys = 100000, .string = MAX_FILE};

    return json_parse(a, text, &limits, out, err);
}

code inspect_json(struct inspect *in, const struct json **out, struct error *err)
{
    return parse_json(in->a, in->text, out, err);
}

/* JSON-LD API §9.1.1 has words for what could not be read. */
static code explain(code c, const char *what, const struct error *reason, struct error *err)
{
    return c == OK ? OK : fail(err, c, reason->where, "%s: %s", what, reason->text);
}

static code read_context(struct arena *a, str path, const struct json **out, struct error *err)
{
    struct error reason = {0};
    str text = {0};

    *out = NULL;
    if (str_is_absent(path))
        return OK;
    code c = cli_read(a, path, MAX_FILE, &text, &reason);
    if (c == OK)
        c = parse_json(a, text, out, &reason);
    return explain(c, "loading remote context failed", &reason, err);
}

static code read_file(struct inspect *in, str path, struct error *err)
{
    struct error reason = {0};
    code c = cli_read(in->a, path, MAX_FILE, &in->text, &reason);

    return explain(c, "loading document failed", &reason, err);
}

/* One of two words; absent is the first. */
static code choose(const char *option, str given, const char *first, const char *second, bool *is_second,
                   struct error *err)
{
    *is_second = str_eq_nocase(given, cstr(second));
    if (str_is_absent(given) || str_eq_nocase(given, cstr(first)) || *is_second)
        return OK;
    return fail(err, BAD_INPUT, option, "must be %s or %s", first, second);
}

static code read_choices(const struct given *g, struct inspect *in, struct error *err)
{
    bool is_1_0, is_compound, is_384;

    TRY(choose("--mode", g->mode, "json-ld-1.1", "json-ld-1.0", &is_1_0, err));
    TRY(choose("--rdf-direction", g->direction, "i18n-datatype", "compound-literal", &is_compound, err));
    TRY(choose("--hash", g->hash, "SHA256", "SHA384", &is_384, err));
    in->jsonld.mode_1_0 = is_1_0;
    if (!str_is_absent(g->direction))
        in->jsonld.direction = is_compound ? DIRECTION_COMPOUND : DIRECTION_I18N;
    in->hash = is_384 ? SHA_384 : SHA_256;
    return OK;
}

/* --documents as JSON-LD's loader. */
static code load(void *ctx, struct arena *a, str url, struct jsonld_remote *out, struct error *err)
{
    struct loaded found;

    TRY(loader_get(ctx, a, url, "application/ld+json, application/json", &found, err));
    if (found.status != 200)
        return fail(err, UNREACHABLE, "", "the answer was %d", found.status);
    *out = (struct jsonld_remote){
        .url = str_is_empty(found.final_url) ? url : found.final_url, .text = found.body};
    return OK;
}

/* Without it: contexts beside the document, in files. Nothing is fetched. */
static code load_file(void *ctx, struct arena *a, str url, struct jsonld_remote *out,
                      struct error *err)
{
    (void)ctx;
    if (!str_starts(url, S(FILE_URL "/")))
        return fail(err, UNREACHABLE, "", "nothing is fetched");
    out->url = url;
    return cli_read(a, str_from(url, sizeof FILE_URL - 1), MAX_FILE, &out->text, err);
}

static void open_folder(const struct given *g, struct inspect *in)
{
    char path[PATH_MAX];

    in->jsonld.load = load_file;
    if (!str_eq(g->file, S("-")) && realpath(str_z(in->a, g->file), path))
        in->jsonld.url = str_printf(in->a, FILE_URL "%s", path);
}

static code open_documents(const struct given *g, struct inspect *in, struct error *err)
{
    struct loader *loader = NEW(in->a, struct loader);

    if (str_is_absent(g->documents)) {
        if (str_is_absent(g->base))
            open_folder(g, in);
        return OK;
    }
    TRY(map_loader_open(in->a, g->documents, loader, err));
    loader->budget = UINT16_MAX;
    in->jsonld.load_first = true;
    in->jsonld.load = load;
    in->jsonld.load_ctx = loader;
    return OK;
}

static code prepare(const struct given *g, struct inspect *in, struct error *err)
{
    in->jsonld = (struct jsonld_options){
        .base = g->base,
        .mode_1_0 = in->jsonld.mode_1_0,
        .direction = in->jsonld.direction,
        .ordered = g->ordered,
        .generalized = g->generalized,
        .native_types = g->native_types,
        .rdf_type = g->rdf_type,
        .keep_arrays = g->no_compact_arrays,
        .no_relative = g->no_relative,
        .safe = g->safe,
    };
    in->digest = g->digest;
    in->map = g->map;
    TRY(read_context(in->a, g->expand_context, &in->jsonld.expand_context, err));
    TRY(read_context(in->a, g->context, &in->context, err));
    TRY(open_documents(g, in, err));
    return read_file(in, g->file, err);
}

/* The specification's code, which the text begins with, stands first. */
static int complain(code c, const struct error *err)
{
    fprintf(stderr, err->where[0] ? "%s (%s)\n" : "%s\n", err->text, err->where);
    return c == FAULT ? EXIT_FAULT : EXIT_UNREADABLE;
}

static int run(struct arena *a, const struct given *g)
{
    struct inspect in = {.a = a};
    const struct inspect_verb *verb = verb_named(g->verb);
    struct error err = {0};
    str out;

    if (read_choices(g, &in, &err) != OK)
        return cli_fail(EXIT_USAGE, &err);
    crypto_start_lean();
    code c = prepare(g, &in, &err);
    if (c == OK)
        c = verb->run(&in, &out, &err);
    if (c != OK)
        return complain(c, &err);
    return cli_print(out) ? EXIT_YES : EXIT_FAULT;
}

int cmd_inspect(int argc, char **argv)
{
    struct arena *a = arena_new(QUOTA);
    struct given g = {0};
    struct str_list arguments = {0};
    struct cli_verb verbs[MAX_VERBS];
    int status;
    const struct cli_option options[] = {
        {"base", "IRI", "what relative references in the document are relative to", .text = &g.base},
        {"context", "FILE", "the context to compact with", .text = &g.context},
        {"expand-context", "FILE", "a context for documents that have none", .text = &g.expand_context},
        {"documents", "MAP.json", "a file that stands for the whole web; else only files beside FILE are read", .text = &g.documents},
        {"mode", "json-ld-1.1|json-ld-1.0", "else the first", .text = &g.mode},
        {"ordered", NULL, "members in order of their names", .flag = &g.ordered},
        {"rdf-direction", "i18n-datatype|compound-literal", "how quads keep it; else not at all", .text = &g.direction},
        {"produce-generalized-rdf", NULL, "blank nodes as predicates too", .flag = &g.generalized},
        {"use-native-types", NULL, "JSON numbers and booleans from quads", .flag = &g.native_types},
        {"use-rdf-type", NULL, "rdf:type as a property like others", .flag = &g.rdf_type},
        {"no-compact-arrays", NULL, "arrays of one item stay arrays", .flag = &g.no_compact_arrays},
        {"no-compact-to-relative", NULL, "IRIs below the base stay whole", .flag = &g.no_relative},
        {"safe", NULL, "what would be dropped is an error", .flag = &g.safe},
        {"hash", "SHA256|SHA384", "for RDFC-1.0; else the first", .text = &g.hash},
        {"digest", NULL, "canonicalize: print the hash of the canonical form", .flag = &g.digest},
        {"map", NULL, "canonicalize: print which label each blank node got", .flag = &g.map},
    };
    const struct cli_usage usage = {
        .command = "inspect",
        .arguments = "VERB [options] FILE|-",
        .summary = "Do one step of a standard and print what comes out",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 2,
        .max_arguments = 2,
        .verbs = verbs,
        .n_verbs = list_verbs(verbs),
        .more = "Errors: standard error begins with the code that the specification has for it\n"
                "(\"invalid local context\").",
    };

    if (cli_parse(&usage, a, argc, argv, &arguments, &status)) {
        g.verb = arguments.items[0];
        g.file = arguments.items[1];
        status = verb_named(g.verb) ? run(a, &g) : unknown_verb(&usage, g.verb, a);
    }
    arena_free(a);
    return status;
}
