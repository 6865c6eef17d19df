/* cli/inspect_rdf.c — canonical forms: RDFC-1.0 of N-Quads or JSON-LD, and JCS. */
#include "base/codec.h"
#include "cli/inspect.h"
#include "format/jcs.h"
#include "format/rdfc.h"

/* N-Quads begin with "<", "_" or a comment. */
static bool is_json(str text)
{
    text = str_trim(text);
    return str_starts(text, S("{")) || str_starts(text, S("["));
}

static code read_dataset(struct inspect *in, struct rdf **out, struct error *err)
{
    const struct json *document;

    if (!is_json(in->text))
        return nquads_parse(in->a, in->text, NULL, out, err);
    TRY(inspect_json(in, &document, err));
    return jsonld_to_rdf(in->a, document, &in->jsonld, out, err);
}

static str print_map(struct arena *a, const struct rdfc_labels *labels)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    for (size_t i = 0; i < labels->n; i++) {
        json_put_key_str(&w, labels->items[i].input);
        json_put_str(&w, labels->items[i].canonical);
    }
    json_close_object(&w);
    buf_byte(&b, '\n');
    return buf_done(&b);
}

static code canonicalize(struct inspect *in, str *out, struct error *err)
{
    struct rdfc_options opt = {.hash = in->hash};
    struct rdfc_labels labels = {0};
    struct rdf *d;
    str hash;

    TRY(read_dataset(in, &d, err));
    if (in->digest) {
        TRY(rdfc_hash(in->a, d, &opt, &hash, err));
        *out = str_join(in->a, hex_encode(in->a, hash), S("\n"));
        return OK;
    }
    TRY(rdfc_canonicalize(in->a, d, &opt, out, &labels, err));
    if (in->map)
        *out = print_map(in->a, &labels);
    return OK;
}

static code jcs(struct inspect *in, str *out, struct error *err)
{
    const struct json *v;

    TRY(inspect_json(in, &v, err));
    return jcs_write(in->a, v, out, err);
}

const struct inspect_verb inspect_rdf_verbs[] = {
    {"canonicalize", "RDFC-1.0 of N-Quads or JSON-LD: canonical N-Quads", canonicalize},
    {"jcs", "RFC 8785: canonical JSON", jcs},
    {0},
};
