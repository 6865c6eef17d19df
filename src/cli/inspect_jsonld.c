/* cli/inspect_jsonld.c — JSON-LD: expand, compact, flatten, and quads both ways. */
#include "cli/inspect.h"

/* What a tool for developers reads is larger than what a badge may be. */
static const struct rdf_limits large = {.quads = 2000000, .term_bytes = (size_t)128 << 20};

static str print(struct inspect *in, const struct json *v)
{
    return str_join(in->a, json_pretty(in->a, v), S("\n"));
}

static code read_document(struct inspect *in, const struct json **out, struct error *err)
{
    struct error reason = {0};
    code c = inspect_json(in, out, &reason);

    return c == OK ? OK : fail(err, c, reason.where, "loading document failed: %s", reason.text);
}

static code expand(struct inspect *in, str *out, struct error *err)
{
    const struct json *document, *expanded;

    TRY(read_document(in, &document, err));
    TRY(jsonld_expand(in->a, document, &in->jsonld, &expanded, err));
    *out = print(in, expanded);
    return OK;
}

static code compact(struct inspect *in, str *out, struct error *err)
{
    const struct json *document, *compacted;

    TRY(read_document(in, &document, err));
    TRY(jsonld_compact(in->a, document, in->context, &in->jsonld, &compacted, err));
    *out = print(in, compacted);
    return OK;
}

static code flatten(struct inspect *in, str *out, struct error *err)
{
    const struct json *document, *flat;

    TRY(read_document(in, &document, err));
    TRY(jsonld_flatten(in->a, document, in->context, &in->jsonld, &flat, err));
    *out = print(in, flat);
    return OK;
}

static code quads(struct inspect *in, str *out, struct error *err)
{
    const struct json *document;
    struct rdf *d;

    in->jsonld.rdf_limits = &large;
    TRY(read_document(in, &document, err));
    TRY(jsonld_to_rdf(in->a, document, &in->jsonld, &d, err));
    *out = nquads_write(in->a, d);
    return OK;
}

static code from_quads(struct inspect *in, str *out, struct error *err)
{
    const struct json *expanded;
    struct rdf *d;

    TRY(nquads_parse(in->a, in->text, &large, &d, err));
    TRY(jsonld_from_rdf(in->a, d, &in->jsonld, &expanded, err));
    *out = print(in, expanded);
    return OK;
}

const struct inspect_verb inspect_jsonld_verbs[] = {
    {"expand", "JSON-LD in expanded form", expand},
    {"compact", "JSON-LD compacted with --context", compact},
    {"flatten", "JSON-LD flattened, and compacted if there is a --context", flatten},
    {"quads", "JSON-LD to N-Quads", quads},
    {"from-quads", "N-Quads to JSON-LD in expanded form", from_quads},
    {0},
};
