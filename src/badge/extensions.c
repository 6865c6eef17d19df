#include "badge/extensions.h"

#include "badge/read.h"
#include "badge/schemas.h"
#include "badge/write.h"
#include "format/contexts.h"
#include "format/json_schema.h"

#define EXTENSION_IRI  "https://w3id.org/openbadges#Extension"
#define MAX_EXTENSIONS 20
#define MAX_DEPTH      16
#define MAX_EXPANSIONS 4 /* a prefix that is itself a compact IRI, and so on */

struct walk {
    struct inquiry *q;
    const struct json *contexts; /* of the whole document */
    unsigned seen;
};

/* One extension, its place, and whether a schema was found for it. */
struct extension {
    const struct json *node;
    str where;
    bool is_known;
};

static bool is_extension(const struct json *node)
{
    return has_type(node, "Extension") || has_type(node, "obi:Extension") ||
           has_type(node, EXTENSION_IRI);
}

/* ---- names, as far as contexts of extensions need it ---- */

/* The context of an extension, on top of that of Open Badges 2.0. */
struct words {
    struct arena *a;
    const struct json *own, *badge;
};

static str meaning_in(const struct json *context, str name)
{
    const struct json *terms = json_get(context, "@context");

    for (size_t i = 0; i < json_many_count(terms); i++) {
        const struct json *term = json_get_str(json_many(terms, i), name);
        if (term)
            return json_is(term, JSON_OBJECT) ? json_str(json_get(term, "@id")) : json_str(term);
    }
    return (str){0};
}

static str meaning(const struct words *w, str name)
{
    str own = meaning_in(w->own, name);

    return str_is_empty(own) ? meaning_in(w->badge, name) : own;
}

/* What a term or a compact IRI stands for; itself if it is neither. */
static str expand(const struct words *w, str name)
{
    for (int i = 0; i < MAX_EXPANSIONS; i++) {
        str rest = name, prefix, m;
        bool is_compact = str_find_byte(name, ':') > 0;
        str_cut(&rest, ':', &prefix);
        if (is_compact && str_starts(rest, S("//")))
            break;
        m = meaning(w, is_compact ? prefix : name);
        if (str_is_empty(m) || m.p[0] == '@')
            break;
        name = is_compact ? str_join(w->a, m, rest) : m;
    }
    return name;
}

/* The extension's own term for what `key` stands for; schemas speak of those. */
static str own_term(const struct words *w, str key)
{
    const struct json *terms = json_get(w->own, "@context");
    str iri = expand(w, key);

    for (size_t i = 0; i < json_count(terms); i++)
        if (str_eq(expand(w, json_key(terms, i)), iri))
            return json_key(terms, i);
    return key;
}

static void put_in_own_terms(struct json_writer *out, const struct words *w, const struct json *v)
{
    if (json_is(v, JSON_OBJECT)) {
        json_open_object(out);
        for (size_t i = 0; i < json_count(v); i++) {
            json_put_key(out, str_z(w->a, own_term(w, json_key(v, i))));
            put_in_own_terms(out, w, json_value(v, i));
        }
        json_close_object(out);
    } else if (json_is(v, JSON_ARRAY)) {
        json_open_array(out);
        for (size_t i = 0; i < json_count(v); i++)
            put_in_own_terms(out, w, json_item(v, i));
        json_close_array(out);
    } else
        json_put_value(out, v);
}

/* Two members that become the same one leave the text as it was. */
static const struct json *in_own_terms(const struct words *w, const struct json *v)
{
    struct buf b = buf_new(w->a);
    struct json_writer out = json_writer(&b);
    const struct json *renamed;

    put_in_own_terms(&out, w, v);
    return json_parse(w->a, buf_done(&b), NULL, &renamed, NULL) == OK ? renamed : v;
}

static bool has_expanded_type(const struct words *w, const struct json *node, str type)
{
    const struct json *types = json_get(node, "type");

    type = expand(w, type);
    for (size_t i = 0; i < json_many_count(types); i++)
        if (str_eq(expand(w, json_str(json_many(types, i))), type))
            return true;
    return false;
}

/* ---- one extension ---- */

static void judge_by_schema(struct inquiry *q, const struct extension *e, const struct json *node,
                            str text)
{
    const struct json *doc;
    struct json_schema *schema;
    struct schema_flaw_list flaws;
    struct error err = {0};

    if (json_parse(q->a, text, NULL, &doc, &err) != OK ||
        json_schema_read(q->a, doc, DRAFT_2020_12, &schema, &err) != OK ||
        json_schema_check(q->a, schema, node, &flaws, &err) != OK) {
        found(q, UNTESTED, "extension-invalid", e->where,
              "An extension could not be held against its schema: %s.", err.text);
        return;
    }
    for (size_t i = 0; i < flaws.n; i++)
        found(q, FAIL, "extension-invalid", str_join(q->a, e->where, flaws.items[i].where),
              "An extension is not as its schema has it: it " STR_FMT ".",
              STR_ARG(flaws.items[i].text));
}

static str either(const struct json *v, const char *name)
{
    const struct json *m = json_get(v, name);

    return json_str(m ? m : json_get(v, str_find_byte(cstr(name), ':') < 0 ? name : name + 4));
}

/* What one context says of the types that it is for. */
static void judge_by_context(struct inquiry *q, struct extension *e, const struct words *w)
{
    const struct json *list = json_get(w->own, "obi:validation");

    list = list ? list : json_get(w->own, "validation");
    for (size_t i = 0; i < json_many_count(list); i++) {
        const struct json *v = json_many(list, i);
        if (!has_expanded_type(w, e->node, either(v, "obi:validatesType")))
            continue;
        str schema = schemas_find(either(v, "obi:validationSchema"));
        if (str_is_absent(schema))
            continue;
        e->is_known = true;
        judge_by_schema(q, e, in_own_terms(w, e->node), schema);
    }
}

static const struct json *carried_context(struct arena *a, str url)
{
    const struct bundled_context *c = contexts_find(url, 0);
    const struct json *doc = NULL;

    return c && json_parse(a, c->json, NULL, &doc, NULL) == OK ? doc : NULL;
}

static void judge_by_contexts(struct inquiry *q, struct extension *e, const struct json *contexts)
{
    struct words w = {.a = q->a, .badge = carried_context(q->a, S(CONTEXT_OB2))};

    for (size_t i = 0; i < json_many_count(contexts); i++) {
        w.own = carried_context(q->a, json_str(json_many(contexts, i)));
        if (w.own)
            judge_by_context(q, e, &w);
    }
}

static void judge_extension(struct walk *w, const struct json *node, str where)
{
    struct extension e = {.node = node, .where = where};

    if (++w->seen > MAX_EXTENSIONS)
        return;
    judge_by_contexts(w->q, &e, json_get(node, "@context"));
    if (!e.is_known)
        judge_by_contexts(w->q, &e, w->contexts);
    if (!e.is_known)
        found(w->q, WARN, "extension-unknown", where,
              "The badge carries an extension that is not known here, and was not checked.");
}

/* ---- all of a document ---- */

static bool is_document(str key)
{
    return str_eq(key, S("badge")) || str_eq(key, S("issuer"));
}

static void walk(struct walk *w, const struct json *node, str where, unsigned depth)
{
    if (depth > MAX_DEPTH)
        return;
    if (is_extension(node))
        judge_extension(w, node, where);
    for (size_t i = 0; i < json_count(node); i++) {
        const struct json *item = json_item(node, i);
        str key = json_key(node, i);
        if (item)
            walk(w, item, str_printf(w->q->a, STR_FMT "/%zu", STR_ARG(where), i), depth + 1);
        else if (json_count(json_value(node, i)) && !is_document(key) && !str_starts(key, S("@")))
            walk(w, json_value(node, i),
                 str_printf(w->q->a, STR_FMT "/" STR_FMT, STR_ARG(where), STR_ARG(key)), depth + 1);
    }
}

void extensions_judge(struct inquiry *q, const struct json *doc)
{
    struct walk w = {.q = q, .contexts = json_get(doc, "@context")};

    walk(&w, doc, S(""), 0);
    if (w.seen > MAX_EXTENSIONS)
        found(q, WARN, "extension-unknown", S(""),
              "Of the badge's extensions only the first %d were checked.", MAX_EXTENSIONS);
}
