/* The W3C json-ld-api suite, every case of the five parts that concern us
 * that is meant for JSON-LD 1.1 or asks for the mode of 1.0. Each failure is
 * listed; the folder is ../shared or LAPEL_VECTORS. */
#include "unit/vectors.h"
#include "format/jsonld.h"
#include "format/rdfc.h"

#define SUITE "vectors/w3c/json-ld-api/tests/"
#define SITE  "https://w3c.github.io/json-ld-api/tests/"

struct suite_case {
    struct arena *a;
    const struct json *row, *option;
    str id;
    struct jsonld_options opt;
};

TEST_HELPER bool has_type(const struct json *row, const char *type)
{
    const struct json *types = json_get(row, "@type");

    for (size_t i = 0; i < json_many_count(types); i++)
        if (str_eq(json_str(json_many(types, i)), cstr(type)))
            return true;
    return false;
}

static code load(void *ctx, struct arena *a, str url, struct jsonld_remote *out, struct error *err)
{
    (void)ctx;
    if (!str_starts(url, S(SITE)))
        return fail(err, UNREACHABLE, str_z(a, url), "not part of the suite");
    str name = str_from(url, sizeof SITE - 1);
    *out =
        (struct jsonld_remote){url, vector_file(a, str_printf(a, SUITE STR_FMT, STR_ARG(name)).p)};
    return out->text.p ? OK : fail(err, UNREACHABLE, "", "no such file");
}

TEST_HELPER str file_of(const struct suite_case *c, const char *key)
{
    str name = json_str(json_get(c->row, key));

    return name.p ? vector_file(c->a, str_printf(c->a, SUITE STR_FMT, STR_ARG(name)).p) : (str){0};
}

static const struct json *json_of(const struct suite_case *c, const char *key)
{
    str name = json_str(json_get(c->row, key));

    return name.p ? vector_json(c->a, str_printf(c->a, SUITE STR_FMT, STR_ARG(name)).p) : NULL;
}

static bool is_option(const struct suite_case *c, const char *key, const char *value)
{
    return str_eq(json_str(json_get(c->option, key)), cstr(value));
}

static void read_options(struct suite_case *c)
{
    const struct json *o = c->option = json_get(c->row, "option");
    str base = json_str(json_get(o, "base")), input = json_str(json_get(c->row, "input"));
    str context = json_str(json_get(o, "expandContext"));

    c->opt = (struct jsonld_options){
        .base = base.p ? base : str_join(c->a, S(SITE), input),
        .load = load,
        .ordered = true,
        .mode_1_0 = is_option(c, "processingMode", "json-ld-1.0"),
        .keep_arrays = json_is(json_get(o, "compactArrays"), JSON_FALSE),
        .no_relative = json_is(json_get(o, "compactToRelative"), JSON_FALSE),
        .generalized = json_bool(json_get(o, "produceGeneralizedRdf")),
        .native_types = json_bool(json_get(o, "useNativeTypes")),
        .rdf_type = json_bool(json_get(o, "useRdfType")),
        .direction = is_option(c, "rdfDirection", "i18n-datatype")      ? DIRECTION_I18N
                     : is_option(c, "rdfDirection", "compound-literal") ? DIRECTION_COMPOUND
                                                                        : DIRECTION_DROPPED,
    };
    if (context.p)
        c->opt.expand_context =
            vector_json(c->a, str_printf(c->a, SUITE STR_FMT, STR_ARG(context)).p);
}

/* Equality of JSON; the order of arrays counts under @list only. */
static bool same(const struct json *x, const struct json *y, bool is_list);

static bool same_set(const struct json *x, const struct json *y)
{
    size_t n = json_count(x);
    bool *used = calloc(n + 1, 1);
    size_t found = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (!used[k] && same(json_item(x, i), json_item(y, k), false)) {
                used[k] = true;
                found++;
                break;
            }
    free(used);
    return found == n;
}

static bool same(const struct json *x, const struct json *y, bool is_list)
{
    if (json_kind(x) != json_kind(y) || json_count(x) != json_count(y))
        return false;
    if (json_is(x, JSON_NUMBER))
        return json_double(x) == json_double(y);
    if (json_is(x, JSON_ARRAY) && !is_list)
        return same_set(x, y);
    for (size_t i = 0; i < json_count(x); i++) {
        bool is_object = json_is(x, JSON_OBJECT);
        const struct json *other = is_object ? json_get_str(y, json_key(x, i)) : json_item(y, i);
        if (!other || !same(is_object ? json_value(x, i) : json_item(x, i), other,
                            is_object && str_eq(json_key(x, i), S("@list"))))
            return false;
    }
    return str_eq(json_str(x), json_str(y));
}

typedef code transform_fn(const struct suite_case *c, const struct json **out, struct error *err);

static code expand(const struct suite_case *c, const struct json **out, struct error *err)
{
    return jsonld_expand(c->a, json_of(c, "input"), &c->opt, out, err);
}

static code compact(const struct suite_case *c, const struct json **out, struct error *err)
{
    return jsonld_compact(c->a, json_of(c, "input"), json_of(c, "context"), &c->opt, out, err);
}

static code flatten(const struct suite_case *c, const struct json **out, struct error *err)
{
    return jsonld_flatten(c->a, json_of(c, "input"), json_of(c, "context"), &c->opt, out, err);
}

static code from_rdf(const struct suite_case *c, const struct json **out, struct error *err)
{
    struct rdf *d;

    TRY(nquads_parse(c->a, file_of(c, "input"), NULL, &d, err));
    return jsonld_from_rdf(c->a, d, &c->opt, out, err);
}

static bool passes_json(const struct suite_case *c, transform_fn *fn)
{
    const struct json *got = NULL, *want = json_of(c, "expect");
    struct error err = {0};
    str wanted_error = json_str(json_get(c->row, "expectErrorCode"));
    code result = fn(c, &got, &err);

    if (wanted_error.p) {
        bool ok = result != OK && str_starts(cstr(err.text), wanted_error);
        if (!ok)
            print_error(STR_FMT ": wanted the error \"" STR_FMT "\", got: %s\n", STR_ARG(c->id),
                        STR_ARG(wanted_error), result == OK ? json_pretty(c->a, got).p : err.text);
        return ok;
    }
    if (result == OK && same(got, want, false))
        return true;
    print_error(STR_FMT " " STR_FMT "\n", STR_ARG(c->id),
                STR_ARG(json_str(json_get(c->row, "name"))));
    if (result != OK)
        print_error("  error at %s: %s\n", err.where, err.text);
    else
        print_error("got %s\nwant %s\n", json_pretty(c->a, got).p, json_pretty(c->a, want).p);
    return false;
}

/* To RDF. Two datasets are the same when their canonical forms are. */

static str canonical(struct arena *a, const struct rdf *d)
{
    str text = {0};
    struct error err = {0};

    if (rdfc_canonicalize(a, d, NULL, &text, NULL, &err) != OK)
        return nquads_write(a, d); /* generalised: as it is */
    return text;
}

static bool is_same_dataset(const struct suite_case *c, const struct rdf *got)
{
    struct rdf *wanted = NULL;
    struct error err = {0};
    str text = file_of(c, "expect");

    if (nquads_parse(c->a, text, NULL, &wanted, &err) != OK) {
        print_error("%s: %s\n", err.where, err.text);
        return str_eq(nquads_write(c->a, got), text);
    }
    return str_eq(canonical(c->a, got), canonical(c->a, wanted));
}

static bool passes_rdf(const struct suite_case *c)
{
    struct rdf *got = NULL;
    struct error err = {0};
    str wanted_error = json_str(json_get(c->row, "expectErrorCode"));
    code result = jsonld_to_rdf(c->a, json_of(c, "input"), &c->opt, &got, &err);

    if (result != OK && wanted_error.p && str_starts(cstr(err.text), wanted_error))
        return true;
    if (result == OK && !wanted_error.p &&
        (has_type(c->row, "jld:PositiveSyntaxTest") || is_same_dataset(c, got)))
        return true;
    print_error(STR_FMT " " STR_FMT "\nwant " STR_FMT STR_FMT "\ngot %s %s\n", STR_ARG(c->id),
                STR_ARG(json_str(json_get(c->row, "name"))), STR_ARG(wanted_error),
                STR_ARG(file_of(c, "expect")), err.text,
                result == OK ? nquads_write(c->a, got).p : "");
    return false;
}

/* Only what says that it is of 1.0 alone is left out. */
static bool applies(const struct suite_case *c)
{
    return !is_option(c, "specVersion", "json-ld-1.0") ||
           is_option(c, "processingMode", "json-ld-1.0");
}

static void run(const char *name, transform_fn *fn)
{
    const struct json *manifest =
        vector_json(test_arena, str_printf(test_arena, SUITE "%s-manifest.jsonld", name).p);
    const struct json *rows = json_get(manifest, "sequence");
    const char *only = getenv("CASE");
    size_t failed = 0, seen = 0;

    for (size_t i = 0; i < json_count(rows); i++) {
        struct suite_case c = {.a = arena_new((size_t)64 << 20), .row = json_item(rows, i)};
        c.id = json_str(json_get(c.row, "@id"));
        read_options(&c);
        if (applies(&c) && (!only || str_eq(c.id, cstr(only)))) {
            seen++;
            failed += !(fn ? passes_json(&c, fn) : passes_rdf(&c));
        }
        arena_free(c.a);
    }
    print_message("%s: %zu of %zu\n", name, seen - failed, seen);
    if (!manifest)
        skip();
    assert_int_equal(failed, 0);
}

TEST(expansion_passes_the_w3c_suite)
{
    run("expand", expand);
}

TEST(compaction_passes_the_w3c_suite)
{
    run("compact", compact);
}

TEST(flattening_passes_the_w3c_suite)
{
    run("flatten", flatten);
}

TEST(transformation_from_rdf_passes_the_w3c_suite)
{
    run("fromRdf", from_rdf);
}

TEST(transformation_to_rdf_passes_the_w3c_suite)
{
    run("toRdf", NULL);
}
