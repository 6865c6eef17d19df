/* format/scim_patch.c — PATCH of SCIM resources: each operation makes a new
 * document out of the old one, sharing what it leaves alone. */
#include "format/scim_patch.h"

#include "base/list.h"

#define MAX_ELEMENTS 1000                        /* of a multi-valued attribute */

/* How attributes are spelled, whatever the client's case. */
static const char *const spellings[] = {
    "userName", "externalId", "displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone",
    "active", "password", "name", "formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix", "emails",
    "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates", "value", "type", "primary", "display",
    "employeeNumber", "costCenter", "organization", "division", "department", "manager", "members",
};
static const char *const several[] = {"emails", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates", "members"};

static str spelled(str name)
{
    for (size_t i = 0; i < COUNT(spellings); i++)
        if (str_eq_nocase(name, cstr(spellings[i])))
            return cstr(spellings[i]);
    return name;
}

static bool is_several(str name)
{
    for (size_t i = 0; i < COUNT(several); i++)
        if (str_eq_nocase(name, cstr(several[i])))
            return true;
    return false;
}

/* By the server itself. */
static bool is_kept(str name)
{
    static const char *const kept[] = {"id", "meta", "schemas", "groups"};

    for (size_t i = 0; i < COUNT(kept); i++)
        if (str_eq_nocase(name, cstr(kept[i])))
            return true;
    return false;
}

bool scim_truth(const struct json *v, bool *out)
{
    str text = json_str(v);

    *out = json_is(v, JSON_TRUE) || str_eq_nocase(text, S("true"));
    return *out || json_is(v, JSON_FALSE) || str_eq_nocase(text, S("false"));
}

/* ---- documents from documents ---- */

static const struct json *literal(struct arena *a, const char *text)
{
    const struct json *v = NULL;
    code c = json_parse(a, cstr(text), NULL, &v, NULL);

    return c == OK ? v : NULL;
}

/* The name as it stands in the object already, else as it is spelled. */
static str name_in(const struct json *object, str name)
{
    for (size_t i = 0; i < json_count(object); i++)
        if (str_eq_nocase(json_key(object, i), name))
            return json_key(object, i);
    return spelled(name);
}

static const struct json *without(struct arena *a, const struct json *object, str name)
{
    const char *key = str_z(a, name_in(object, name));

    return json_without(a, object, &key, 1);
}

static const struct json *with(struct arena *a, const struct json *object, str name, const struct json *value)
{
    bool truth;

    if ((str_eq_nocase(name, S("active")) || str_eq_nocase(name, S("primary"))) && scim_truth(value, &truth))
        value = literal(a, truth ? "true" : "false");
    if (json_is(value, JSON_NULL))
        return without(a, object, name);         /* RFC 7643 §2.5: null is no value */
    return json_with(a, json_is(object, JSON_OBJECT) ? object : literal(a, "{}"), name_in(object, name), value);
}

/* Members of one object into another. */
static const struct json *merged(struct arena *a, const struct json *object, const struct json *more)
{
    if (!json_is(object, JSON_OBJECT) || !json_is(more, JSON_OBJECT))
        return more;
    for (size_t i = 0; i < json_count(more); i++)
        object = with(a, object, json_key(more, i), json_value(more, i));
    return object;
}

/* ---- several values ---- */

LIST_OF(item_list, const struct json *);

static bool same_value(const struct json *x, const struct json *y)
{
    str vx = json_is(x, JSON_OBJECT) ? json_str(scim_member(x, S("value"))) : json_str(x);
    str vy = json_is(y, JSON_OBJECT) ? json_str(scim_member(y, S("value"))) : json_str(y);

    return !str_is_absent(vx) && str_eq(vx, vy);
}

/* A value that is there already is written over: adding it again changes nothing. */
static void put_item(struct arena *a, struct item_list *items, const struct json *item)
{
    for (size_t i = 0; i < items->n; i++) {
        if (same_value(items->items[i], item)) {
            items->items[i] = merged(a, items->items[i], item);
            return;
        }
    }
    *list_add(a, items) = item;
}

static const struct json *appended(struct arena *a, const struct json *old, const struct json *more)
{
    struct item_list items = {0};

    for (size_t i = 0; i < json_many_count(old); i++)
        *list_add(a, &items) = json_many(old, i);
    for (size_t i = 0; i < json_many_count(more); i++)
        put_item(a, &items, json_many(more, i));
    return json_of_items(a, items.items, items.n);
}

static const struct json *as_list(struct arena *a, const struct json *v)
{
    return json_is(v, JSON_ARRAY) ? v : json_of_items(a, &v, 1);
}

/* ---- one operation at its place ---- */

struct change { struct arena *a; enum scim_verb verb; struct scim_path path; const struct json *value; };

/* type eq "work" and primary eq true: what an element must have to fit. */
static bool element_of(struct arena *a, const struct scim_filter *f, const struct json **element)
{
    if (f->op == SCIM_AND)
        return element_of(a, f->left, element) && element_of(a, f->right, element);
    if (f->op != SCIM_EQ || f->attr.sub.p || f->attr.schema.p)
        return false;
    *element = with(a, *element, f->attr.name, f->value);
    return true;
}

static const struct json *changed_element(const struct change *c, const struct json *old)
{
    str sub = c->path.attr.sub;

    if (sub.p)
        return c->verb == SCIM_REMOVE ? without(c->a, old, sub) : with(c->a, old, sub, c->value);
    return c->verb == SCIM_REPLACE && !json_is(c->value, JSON_OBJECT) ? with(c->a, old, S("value"), c->value) : merged(c->a, old, c->value);
}

/* Elements that fit are changed or left out; `found` counts them. */
static void change_elements(const struct change *c, const struct json *old, struct item_list *items, size_t *found)
{
    *found = 0;
    for (size_t i = 0; i < json_many_count(old); i++) {
        const struct json *one = json_many(old, i);
        bool fits = scim_filter_matches(c->path.filter, one);
        *found += fits;
        if (!fits)
            *list_add(c->a, items) = one;
        else if (c->verb != SCIM_REMOVE || c->path.attr.sub.p)
            *list_add(c->a, items) = changed_element(c, one);
    }
}

static code change_filtered(const struct change *c, const struct json *old, const struct json **out, struct error *err)
{
    const struct json *made = literal(c->a, "{}");
    struct item_list items = {0};
    size_t found;

    change_elements(c, old, &items, &found);
    if (found == 0 && c->verb != SCIM_REMOVE) {
        if (!element_of(c->a, c->path.filter, &made))
            return fail(err, BAD_INPUT, "noTarget", "nothing fits the filter of the path");
        *list_add(c->a, &items) = changed_element(c, made);
    }
    *out = json_of_items(c->a, items.items, items.n);
    return OK;
}

/* A part: of a compound value, or of each of several. */
static const struct json *change_part(const struct change *c, const struct json *old)
{
    struct item_list items = {0};

    if (!json_is(old, JSON_ARRAY))
        return changed_element(c, json_is(old, JSON_OBJECT) ? old : literal(c->a, "{}"));
    for (size_t i = 0; i < json_count(old); i++)
        *list_add(c->a, &items) = changed_element(c, json_item(old, i));
    return json_of_items(c->a, items.items, items.n);
}

/* Elements named in the value of a removal, as Entra ID does it. */
static const struct json *removed(const struct change *c, const struct json *old)
{
    struct item_list items = {0};

    for (size_t i = 0; i < json_many_count(old); i++) {
        bool named = false;
        for (size_t k = 0; k < json_many_count(c->value); k++)
            named = named || same_value(json_many(old, i), json_many(c->value, k));
        if (!named)
            *list_add(c->a, &items) = json_many(old, i);
    }
    return json_of_items(c->a, items.items, items.n);
}

static const struct json *changed_whole(const struct change *c, const struct json *old)
{
    bool list = is_several(c->path.attr.name) || json_is(old, JSON_ARRAY);

    if (c->verb == SCIM_REMOVE)
        return list && json_many_count(c->value) ? removed(c, old) : NULL;
    if (c->verb == SCIM_ADD && list)
        return appended(c->a, old, c->value);
    if (json_is(old, JSON_OBJECT) && !list && json_is(c->value, JSON_OBJECT))
        return merged(c->a, old, c->value);
    return list && !json_is(c->value, JSON_NULL) ? as_list(c->a, c->value) : c->value;
}

static bool is_empty(const struct json *v)
{
    return !v || (json_is(v, JSON_ARRAY) && json_count(v) == 0) || (json_is(v, JSON_OBJECT) && json_count(v) == 0);
}

/* The value of one attribute of `object`, changed. */
static code change_member(const struct change *c, const struct json *object, const struct json **out, struct error *err)
{
    str name = c->path.attr.name;
    const struct json *old = scim_member(object, name), *now = NULL;

    if (c->path.filter)
        TRY(change_filtered(c, old, &now, err));
    else if (c->path.attr.sub.p)
        now = c->verb == SCIM_REMOVE && !old ? NULL : change_part(c, old);
    else
        now = changed_whole(c, old);
    if (json_count(now) > MAX_ELEMENTS)
        return fail(err, LIMIT, "tooMany", "the attribute has more than %d values", MAX_ELEMENTS);
    *out = is_empty(now) ? without(c->a, object, name) : with(c->a, object, name, now);
    return OK;
}

static code change_at(const struct change *c, const struct json *resource, const struct json **out, struct error *err)
{
    str schema = c->path.attr.schema;
    const struct json *inner;

    if (is_kept(c->path.attr.name) && !scim_is_extension(schema)) {
        *out = resource;
        return OK;
    }
    if (!scim_is_extension(schema))
        return change_member(c, resource, out, err);
    inner = scim_member(resource, schema);
    TRY(change_member(c, json_is(inner, JSON_OBJECT) ? inner : literal(c->a, "{}"), &inner, err));
    *out = is_empty(inner) ? without(c->a, resource, schema) : with(c->a, resource, schema, inner);
    return OK;
}

/* ---- paths ---- */

static code read_path(struct arena *a, str text, struct scim_path *out, struct error *err)
{
    struct error why = {0};

    if (scim_path_parse(a, text, out, &why) != OK)
        return fail(err, BAD_INPUT, "invalidPath", "the path cannot be read: %s", why.text);
    return OK;
}

/* A whole extension under its name, which a path cannot tell from an attribute. */
static bool is_schema(str key)
{
    return str_starts(key, S("urn:")) && str_ends(key, S(":User"));
}

static code apply_at(struct change *c, str path, const struct json *resource, const struct json **out, struct error *err)
{
    if (is_schema(path) && !scim_is_extension(path)) {
        *out = resource;
        return OK;
    }
    if (is_schema(path)) {
        const struct json *old = scim_member(resource, path);
        *out = c->verb == SCIM_REMOVE ? without(c->a, resource, path) : with(c->a, resource, path, merged(c->a, old, c->value));
        return OK;
    }
    TRY(read_path(c->a, path, &c->path, err));
    return change_at(c, resource, out, err);
}

/* Without a path each member of the value is one: "name.givenName" and
 * "urn:…:User:department" too. */
static code apply_members(struct change *c, const struct json *resource, const struct json **out, struct error *err)
{
    const struct json *all = c->value;

    *out = resource;
    if (!json_is(all, JSON_OBJECT))
        return fail(err, BAD_INPUT, "invalidValue", "without a path the value must be an object");
    for (size_t i = 0; i < json_count(all); i++) {
        c->value = json_value(all, i);
        TRY(apply_at(c, json_key(all, i), *out, out, err));
    }
    return OK;
}

static code apply(struct arena *a, const struct scim_operation *op, const struct json *resource, const struct json **out, struct error *err)
{
    struct change c = {.a = a, .verb = op->verb, .value = op->value};

    if (str_is_empty(op->path))
        return apply_members(&c, resource, out, err);
    return apply_at(&c, op->path, resource, out, err);
}

/* ---- the request ---- */

code scim_operations(const struct json *request, size_t *n, struct error *err)
{
    const struct json *all = scim_member(request, S("Operations"));

    *n = json_count(all);
    if (!json_is(all, JSON_ARRAY) || *n == 0)
        return fail(err, BAD_INPUT, "invalidSyntax", "the request brings no \"Operations\"");
    return *n <= SCIM_PATCH_OPERATIONS ? OK : fail(err, LIMIT, "tooMany", "at most %d operations at a time", SCIM_PATCH_OPERATIONS);
}

code scim_operation(const struct json *request, size_t i, struct scim_operation *out, struct error *err)
{
    static const struct { const char *word; enum scim_verb verb; } verbs[] = {{"add", SCIM_ADD}, {"replace", SCIM_REPLACE}, {"remove", SCIM_REMOVE}};
    const struct json *op = json_item(scim_member(request, S("Operations")), i);
    str word = json_str(scim_member(op, S("op")));
    bool known = false;

    *out = (struct scim_operation){.path = str_trim(json_str(scim_member(op, S("path")))), .value = scim_member(op, S("value"))};
    for (size_t k = 0; k < COUNT(verbs); k++)
        if (str_eq_nocase(word, cstr(verbs[k].word))) {
            out->verb = verbs[k].verb;
            known = true;
        }
    if (!known)
        return fail(err, BAD_INPUT, "invalidSyntax", "operation %zu is none of add, replace and remove", i + 1);
    if (out->verb == SCIM_REMOVE)
        return str_is_empty(out->path) ? fail(err, BAD_INPUT, "noTarget", "operation %zu does not say what to remove", i + 1) : OK;
    return out->value ? OK : fail(err, BAD_INPUT, "invalidValue", "operation %zu brings no value", i + 1);
}

code scim_patch(struct arena *a, const struct json *resource, const struct json *request, const struct json **out, struct error *err)
{
    struct scim_operation op;
    size_t n;

    *out = resource;
    TRY(scim_operations(request, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(scim_operation(request, i, &op, err));
        TRY(apply(a, &op, *out, out, err));
    }
    return OK;
}
