/* catalog/framework_json.c — skills out of JSON, and into it again: CASE 1.0 (a CFPackage of
 * CFDocument, CFItems, CFAssociations and CFRubrics) and CTDL-ASN (an @graph with one
 * ceasn:CompetencyFramework and its ceasn:Competency). */
#include "app/catalog/framework_private.h"

#include "base/utf8.h"

/* A whole framework is longer than what else comes as JSON; and what we wrote of one, with
 * all that is out of use, must be read again. Of uploads the form limits the bytes. */
static const struct json_limits limits = {.bytes = (size_t)128 << 20, .depth = 32, .values = 4000000, .keys = 1000, .string = (size_t)64 << 10};

static str text_of(const struct json *x, const char *key)
{
    str s = json_str(json_get(x, key));

    return str_is_absent(s) ? S("") : str_trim(s);
}

static str place_of(struct framework_reading *r, const char *list, size_t i)
{
    return words_printf(r->a, "%s, number %zu", list, i + 1);
}

static void take_language(struct framework_reading *r, str said)
{
    str tag = framework_language(r->a, said);

    if (str_is_empty(r->f->language) && !str_is_empty(tag))
        r->f->language = tag;
}

/* ---- CASE ---- */

static bool is_retired(const struct json *x)
{
    return json_bool(json_get(json_get(x, "extensions"), "retired"));
}

/* Ours, in `extensions`: names in other languages, and what is out of use. */
static void take_extensions(struct framework_reading *r, const struct json *x, struct framework_skill *s)
{
    const struct json *ours = json_get(x, "extensions"), *labels = json_get(ours, "labels");

    for (size_t i = 0; json_is(labels, JSON_OBJECT) && i < json_count(labels); i++)
        framework_label_add(r->a, s, json_key(labels, i), json_str(json_value(labels, i)));
    s->is_retired = is_retired(x);
    r->retired += s->is_retired;
    if (str_eq(text_of(ours, "type"), S("ceasn:Competency")))
        s->x.target_type = S("ceasn:Competency");
}

static void take_item(struct framework_reading *r, const struct json *x, size_t i)
{
    struct alignment skill = {.target_name = text_of(x, "fullStatement"), .target_url = text_of(x, "uri"),
                              .target_code = text_of(x, "humanCodingScheme"), .target_description = text_of(x, "notes"),
                              .target_type = S("CFItem")};
    struct framework_skill *s = framework_take(r, &skill, place_of(r, "CFItems", i));

    if (!s)
        return;
    framework_know(r, "id", text_of(x, "identifier"), s);
    take_language(r, text_of(x, "language"));
    take_extensions(r, x, s);
}

/* LinkURI: an object with the address and the identifier of it. */
static str end_of(const struct json *x, const char *key)
{
    const struct json *end = json_get(x, key);
    str uri = json_is(end, JSON_STRING) ? json_str(end) : text_of(end, "uri");

    return str_is_empty(uri) ? text_of(end, "identifier") : str_trim(uri);
}

static code read_case(struct framework_reading *r, const struct json *package, struct error *err)
{
    const struct json *items = json_get(package, "CFItems"), *document = json_get(package, "CFDocument"), *ties = json_get(package, "CFAssociations");
    str title = text_of(document, "title");

    if (!json_is(items, JSON_ARRAY))
        return fail(err, BAD_INPUT, "file", "this is no CASE package: it has no CFItems");
    r->f->format = S("case");
    if (!str_is_empty(title) && str_is_empty(r->f->name))
        r->f->name = utf8_cut(title, 200);
    take_language(r, text_of(document, "language"));
    for (size_t i = 0; i < json_count(items); i++) {
        TRY(framework_is_full(r, is_retired(json_item(items, i)), err));
        take_item(r, json_item(items, i), i);
    }
    for (size_t i = 0; json_is(ties, JSON_ARRAY) && i < json_count(ties); i++)
        if (str_eq(text_of(json_item(ties, i), "associationType"), S("isChildOf")))
            TRY(framework_pair(r, end_of(json_item(ties, i), "originNodeURI"), end_of(json_item(ties, i), "destinationNodeURI"), err));
    framework_read_rubrics(r, package);
    return OK;
}

/* ---- CTDL-ASN ---- */

static const struct json *term(const struct json *x, const char *with_prefix)
{
    const struct json *v = json_get(x, with_prefix);

    return v ? v : json_get(x, strchr(with_prefix, ':') + 1);
}

static bool is_a(const struct json *x, const char *type)
{
    const struct json *types = json_get(x, "@type");

    for (size_t i = 0; i < json_many_count(types); i++)
        if (str_eq(json_str(json_many(types, i)), cstr(type)) || str_eq(json_str(json_many(types, i)), cstr(strchr(type, ':') + 1)))
            return true;
    return false;
}

static str first_text(const struct json *x)
{
    str s = json_str(json_many(x, 0));

    return str_is_absent(s) ? S("") : str_trim(s);
}

/* langString: {"en-us": "…", "de": "…"}, or a bare text. In the language of the framework
 * where it has that, else the first one. */
static str in_language(struct framework_reading *r, const struct json *x)
{
    if (!json_is(x, JSON_OBJECT))
        return first_text(x);
    for (size_t i = 0; i < json_count(x); i++)
        if (str_eq(framework_language(r->a, json_key(x, i)), r->f->language))
            return first_text(json_value(x, i));
    return json_count(x) ? first_text(json_value(x, 0)) : S("");
}

static void first_language(struct framework_reading *r, const struct json *x)
{
    if (json_is(x, JSON_OBJECT) && json_count(x))
        take_language(r, json_key(x, 0));
}

static void take_labels(struct framework_reading *r, const struct json *x, struct framework_skill *s)
{
    for (size_t i = 0; json_is(x, JSON_OBJECT) && i < json_count(x); i++)
        if (!str_eq(framework_language(r->a, json_key(x, i)), r->f->language))
            framework_label_add(r->a, s, json_key(x, i), first_text(json_value(x, i)));
}

/* Those above and those below: publishers say either, or both. */
static code take_ties(struct framework_reading *r, const struct json *x, str url, struct error *err)
{
    const struct json *above = term(x, "ceasn:isChildOf"), *below = term(x, "ceasn:hasChild");

    for (size_t i = 0; i < json_many_count(above); i++)
        TRY(framework_pair(r, url, json_str(json_many(above, i)), err));
    for (size_t i = 0; i < json_many_count(below); i++)
        TRY(framework_pair(r, json_str(json_many(below, i)), url, err));
    return OK;
}

static code take_competency(struct framework_reading *r, const struct json *x, size_t i, struct error *err)
{
    const struct json *label = term(x, "ceasn:competencyLabel"), *text = term(x, "ceasn:competencyText"), *named = label ? label : text;

    first_language(r, named);
    struct alignment skill = {.target_name = in_language(r, named), .target_url = text_of(x, "@id"), .target_type = S("ceasn:Competency"),
                              .target_code = first_text(term(x, "ceasn:codedNotation")),
                              .target_description = in_language(r, label && text ? text : term(x, "ceasn:comment"))};
    struct framework_skill *s = framework_take(r, &skill, place_of(r, "@graph", i));

    if (!s)
        return OK;
    framework_know(r, "id", first_text(json_get(x, "ceterms:ctid")), s);
    take_labels(r, named, s);
    return take_ties(r, x, skill.target_url, err);
}

static code read_ctdl(struct framework_reading *r, const struct json *graph, struct error *err)
{
    r->f->format = S("ctdl");
    for (size_t i = 0; i < json_count(graph); i++) {
        const struct json *x = json_item(graph, i);
        if (!is_a(x, "ceasn:CompetencyFramework"))
            continue;
        first_language(r, term(x, "ceasn:name"));
        str name = in_language(r, term(x, "ceasn:name"));
        if (!str_is_empty(name) && str_is_empty(r->f->name))
            r->f->name = utf8_cut(name, 200);
    }
    for (size_t i = 0; i < json_count(graph); i++) {
        if (!is_a(json_item(graph, i), "ceasn:Competency"))
            continue;
        TRY(framework_is_full(r, false, err));
        TRY(take_competency(r, json_item(graph, i), i, err));
    }
    return OK;
}

code framework_read_json(struct framework_reading *r, str text, struct error *err)
{
    const struct json *x;
    struct error why = {0};

    if (json_parse(r->a, text, &limits, &x, &why) != OK)
        return fail(err, BAD_INPUT, "file", "this JSON cannot be read: %s", why.text);
    if (json_is(json_get(x, "@graph"), JSON_ARRAY))
        return read_ctdl(r, json_get(x, "@graph"), err);
    if (json_is(x, JSON_ARRAY))
        return read_ctdl(r, x, err);
    return read_case(r, x, err);
}

/* ---- out again ---- */

static void put_extensions(struct json_writer *w, const struct framework_skill *s)
{
    json_put_key(w, "extensions");
    json_open_object(w);
    json_put_member(w, "type", s->x.target_type);
    if (s->is_retired)
        json_put_member_bool(w, "retired", true);
    if (s->labels.n) {
        json_put_key(w, "labels");
        json_open_object(w);
        for (size_t i = 0; i < s->labels.n; i++) {
            json_put_key_str(w, s->labels.items[i].language);
            json_put_str(w, s->labels.items[i].name);
        }
        json_close_object(w);
    }
    json_close_object(w);
}

static void put_item(struct json_writer *w, const struct framework_file *f, const struct framework_skill *s)
{
    json_open_object(w);
    json_put_member(w, "uri", s->x.target_url);
    json_put_member(w, "fullStatement", s->x.target_name);
    if (s->x.target_code.n)
        json_put_member(w, "humanCodingScheme", s->x.target_code);
    if (s->x.target_description.n)
        json_put_member(w, "notes", s->x.target_description);
    if (f->language.n)
        json_put_member(w, "language", f->language);
    put_extensions(w, s);
    json_close_object(w);
}

static void put_end(struct json_writer *w, const char *key, str uri)
{
    json_put_key(w, key);
    json_open_object(w);
    json_put_member(w, "uri", uri);
    json_close_object(w);
}

static void put_ties(struct json_writer *w, const struct framework_skill *s)
{
    for (size_t i = 0; i < s->broader.n; i++) {
        json_open_object(w);
        json_put_member(w, "associationType", S("isChildOf"));
        put_end(w, "originNodeURI", s->x.target_url);
        put_end(w, "destinationNodeURI", s->broader.items[i]);
        json_close_object(w);
    }
}

str framework_write(struct arena *a, const struct framework_file *f)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "CFDocument");
    json_open_object(&w);
    json_put_member(&w, "title", f->name);
    if (f->language.n)
        json_put_member(&w, "language", f->language);
    json_close_object(&w);
    json_put_key(&w, "CFItems");
    json_open_array(&w);
    for (size_t i = 0; i < f->items.n; i++)
        put_item(&w, f, &f->items.items[i]);
    json_close_array(&w);
    json_put_key(&w, "CFAssociations");
    json_open_array(&w);
    for (size_t i = 0; i < f->items.n; i++)
        put_ties(&w, &f->items.items[i]);
    json_close_array(&w);
    framework_write_rubrics(&w, f->levels);
    json_close_object(&w);
    return buf_done(&b);
}
