/* api/api_schema.c — what is sent and what is answered, as JSON Schema: the part of the
 * description that calls and messages refer to. */
#include "app/api/api_private.h"

void api_put_ref(struct json_writer *w, const char *where, str name)
{
    json_open_object(w);
    json_put_member(w, "$ref", str_printf(w->b->a, "#/components/%s/" STR_FMT, where, STR_ARG(name)));
    json_close_object(w);
}

void api_open_member(struct json_writer *w, const char *name)
{
    json_put_key(w, name);
    json_open_object(w);
}

/* ---- one member ---- */

enum side { ANSWERS, MAKING, CHANGING };

static void put_object(struct json_writer *w, const struct api_shape *s, enum side side);

static const struct { const char *type, *format; } types[] = {
    [API_TEXT] = {"string", NULL}, [API_INT] = {"integer", "int64"}, [API_BOOL] = {"boolean", NULL},
    [API_TIME] = {"string", "date-time"}, [API_DATE] = {"string", "date"}, [API_EMAIL] = {"string", "email"},
    [API_URL] = {"string", "uri"}, [API_CHOICE] = {"string", NULL}, [API_BASE64] = {"string", NULL},
    [API_WORDS] = {"array", NULL}, [API_NUMBERS] = {"array", NULL}, [API_ONE] = {"object", NULL}, [API_MANY] = {"array", NULL},
};

static void put_choices(struct json_writer *w, const char *choices, bool nullable)
{
    str rest = cstr(choices), one;

    json_put_key(w, "enum");
    json_open_array(w);
    while (str_cut(&rest, '|', &one))
        json_put_str(w, one);
    if (nullable)
        json_put_null(w);
    json_close_array(w);
}

static void put_limit(struct json_writer *w, const struct api_field *f)
{
    if (f->kind == API_INT)
        json_put_member_int(w, "minimum", 0);
    if (f->max && f->kind == API_INT)
        json_put_member_int(w, "maximum", (int64_t)f->max);
    else if (f->max && f->kind == API_TEXT)
        json_put_member_int(w, "maxLength", (int64_t)f->max);
    else if (f->max && (f->kind == API_MANY || f->kind == API_WORDS || f->kind == API_NUMBERS))
        json_put_member_int(w, "maxItems", (int64_t)f->max);
}

void api_put_parameter_schema(struct json_writer *w, const struct api_field *f)
{
    api_open_member(w, "schema");
    json_put_member(w, "type", cstr(types[f->kind].type));
    put_limit(w, f);
    if (f->choices)
        put_choices(w, f->choices, false);
    json_close_object(w);
}

static void put_type(struct json_writer *w, const struct api_field *f, enum side side)
{
    bool nullable = side == CHANGING && f->flags & EMPTIES, may_be_empty = side == ANSWERS && f->flags & EMPTIES;

    json_put_key(w, "type");
    if (nullable)
        json_open_array(w);
    json_put_cstr(w, types[f->kind].type);
    if (nullable) {
        json_put_cstr(w, "null");
        json_close_array(w);
    }
    if (types[f->kind].format && !(may_be_empty && f->kind != API_TIME && f->kind != API_DATE && f->kind != API_INT))
        json_put_member(w, "format", cstr(types[f->kind].format));
    if (f->kind == API_BASE64)
        json_put_member(w, "contentEncoding", S("base64"));
    if (f->choices)
        put_choices(w, f->choices, nullable);
}

static void put_items(struct json_writer *w, const struct api_field *f, enum side side)
{
    json_put_key(w, "items");
    if (f->kind == API_WORDS || f->kind == API_NUMBERS) {
        json_open_object(w);
        json_put_member(w, "type", f->kind == API_WORDS ? S("string") : S("integer"));
        json_close_object(w);
    } else if (side == ANSWERS) {
        api_put_ref(w, "schemas", cstr(f->shape->name));
    } else {
        put_object(w, f->shape, MAKING);
    }
}

static void put_field(struct json_writer *w, const struct api_field *f, enum side side)
{
    if (f->kind == API_ONE) {
        if (side == ANSWERS)
            api_put_ref(w, "schemas", cstr(f->shape->name));
        else
            put_object(w, f->shape, MAKING);
        return;
    }
    json_open_object(w);
    json_put_member(w, "description", cstr(f->says));
    put_type(w, f, side);
    if (side != ANSWERS)
        put_limit(w, f);
    if (f->kind == API_WORDS || f->kind == API_NUMBERS || f->kind == API_MANY)
        put_items(w, f, side);
    if (f->example) {
        json_put_key(w, "examples");
        json_open_array(w);
        json_put_text(w, cstr(f->example));
        json_close_array(w);
    }
    json_close_object(w);
}

static bool is_on(const struct api_field *f, enum side side)
{
    return !(f->flags & (side == ANSWERS ? TAKEN : GIVEN));
}

static void put_required(struct json_writer *w, const struct api_shape *s, enum side side)
{
    unsigned flag = side == ANSWERS ? ALWAYS : NEEDED;
    bool any = false;

    for (size_t i = 0; i < s->n && side != CHANGING; i++) {
        if (!(s->fields[i].flags & flag) || !is_on(&s->fields[i], side))
            continue;
        if (!any) {
            json_put_key(w, "required");
            json_open_array(w);
        }
        any = true;
        json_put_cstr(w, s->fields[i].name);
    }
    if (any)
        json_close_array(w);
}

static void put_object(struct json_writer *w, const struct api_shape *s, enum side side)
{
    json_open_object(w);
    json_put_member(w, "type", S("object"));
    if (*s->says)
        json_put_member(w, "description", cstr(s->says));
    put_required(w, s, side);
    api_open_member(w, "properties");
    for (size_t i = 0; i < s->n; i++) {
        if (!is_on(&s->fields[i], side))
            continue;
        json_put_key(w, s->fields[i].name);
        put_field(w, &s->fields[i], side);
    }
    json_close_object(w);
    if (side != ANSWERS)
        json_put_member_bool(w, "additionalProperties", false);
    json_close_object(w);
}

/* ---- every schema once ---- */

struct schema { const struct api_shape *shape; enum side side; };
LIST_OF(schema_list, struct schema);

static const char *const suffixes[] = {[ANSWERS] = "", [MAKING] = "New", [CHANGING] = "Change"};

static str schema_name(struct arena *a, const struct api_shape *s, enum side side)
{
    return str_printf(a, "%s%s", s->name, suffixes[side]);
}

static enum side side_of(const struct api_about *about)
{
    return about->takes == CHANGES ? CHANGING : MAKING;
}

str api_body_name(struct arena *a, const struct api_about *about)
{
    return schema_name(a, about->body, side_of(about));
}

static void collect(struct arena *a, struct schema_list *all, const struct api_shape *s, enum side side)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].shape == s && all->items[i].side == side)
            return;
    *list_add(a, all) = (struct schema){s, side};
    for (size_t i = 0; i < s->n && side == ANSWERS; i++)
        if (s->fields[i].shape && is_on(&s->fields[i], side))
            collect(a, all, s->fields[i].shape, side);
}

static void put_pages(struct json_writer *w, const struct api_shape *s)
{
    json_put_key_str(w, str_printf(w->b->a, "%sPage", s->name));
    json_open_object(w);
    json_put_member(w, "type", S("object"));
    json_put_key(w, "required");
    json_open_array(w);
    json_put_cstr(w, "items");
    json_close_array(w);
    api_open_member(w, "properties");
    api_open_member(w, "items");
    json_put_member(w, "type", S("array"));
    json_put_key(w, "items");
    api_put_ref(w, "schemas", cstr(s->name));
    json_close_object(w);
    api_open_member(w, "next");
    json_put_member(w, "description", S("Where the next page is; not there on the last one."));
    json_put_member(w, "type", S("string"));
    json_put_member(w, "format", S("uri"));
    json_close_object(w);
    json_close_object(w);
    json_close_object(w);
}

static const char problem_schema[] =
    "{\"type\":\"object\",\"description\":\"What went wrong (RFC 9457).\",\"required\":[\"status\",\"title\"],\"properties\":{"
    "\"type\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"title\":{\"type\":\"string\"},"
    "\"detail\":{\"description\":\"A sentence for people.\",\"type\":\"string\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"pointer\",\"detail\"],\"properties\":{"
    "\"pointer\":{\"description\":\"Which member (RFC 6901), or which filter: ?name.\",\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}}}}";

void api_put_schemas(struct json_writer *w, const struct route *const *tables)
{
    struct schema_list all = {0}, lists = {0};
    struct arena *a = w->b->a;

    for (const struct route *const *t = tables; *t; t++)
        for (const struct route *r = *t; r->path; r++) {
            const struct api_about *about = r->about;
            if (about->answer)
                collect(a, &all, about->answer, ANSWERS);
            if (about->body)
                collect(a, &all, about->body, side_of(about));
            if (about->is_list)
                collect(a, &lists, about->answer, MAKING);
        }
    for (const struct api_shape *const *s = api_work_shapes; *s; s++)
        collect(a, &all, *s, ANSWERS);
    api_open_member(w, "schemas");
    for (size_t i = 0; i < all.n; i++) {
        json_put_key_str(w, schema_name(a, all.items[i].shape, all.items[i].side));
        put_object(w, all.items[i].shape, all.items[i].side);
    }
    for (size_t i = 0; i < lists.n; i++)
        put_pages(w, lists.items[i].shape);
    json_put_key(w, "Problem");
    json_put_text(w, cstr(problem_schema));
    json_close_object(w);
}
