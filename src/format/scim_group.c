/* format/scim_group.c — groups of SCIM: read, and changed step by step. */
#include "format/scim_group.h"

#include "base/utf8.h"
#include "format/scim_patch.h"

/* ---- parts ---- */

static code read_name(const struct json *v, str *out, struct error *err)
{
    *out = str_trim(json_str(v));
    if (str_is_empty(*out) || out->n > SCIM_GROUP_NAME_MOST || utf8_has_controls(*out))
        return fail(err, BAD_INPUT, "invalidValue", "displayName is missing or longer than %d bytes", SCIM_GROUP_NAME_MOST);
    return OK;
}

static code read_number(const struct json *v, str *out, struct error *err)
{
    *out = json_is(v, JSON_STRING) ? str_trim(json_str(v)) : S("");
    if (out->n > SCIM_GROUP_NAME_MOST || utf8_has_controls(*out))
        return fail(err, BAD_INPUT, "invalidValue", "externalId is longer than %d bytes", SCIM_GROUP_NAME_MOST);
    return OK;
}

static code read_member(struct arena *a, const struct json *v, struct str_list *out, struct error *err)
{
    const struct json *value = json_is(v, JSON_OBJECT) ? scim_member(v, S("value")) : v;
    str id = json_is(value, JSON_NUMBER) ? json_number_text(value) : json_str(value);

    if (str_is_empty(id) || id.n > SCIM_GROUP_NAME_MOST)
        return fail(err, BAD_INPUT, "invalidValue", "a member brings no value");
    if (str_eq_nocase(json_str(scim_member(v, S("type"))), S("Group")))
        return fail(err, BAD_INPUT, "invalidValue", "groups within groups are not taken: send the users who are in them");
    *list_add(a, out) = id;
    return OK;
}

static code read_members(struct arena *a, const struct json *v, struct str_list *out, struct error *err)
{
    size_t n = json_is(v, JSON_NULL) ? 0 : json_many_count(v);

    if (n > SCIM_GROUP_MEMBERS_MOST)
        return fail(err, LIMIT, "tooMany", "at most %d members at a time", SCIM_GROUP_MEMBERS_MOST);
    for (size_t i = 0; i < n; i++)
        TRY(read_member(a, json_many(v, i), out, err));
    return OK;
}

code scim_group_read(struct arena *a, const struct json *body, struct scim_group *out, struct error *err)
{
    const struct json *members = scim_member(body, S("members"));

    *out = (struct scim_group){.has_members = members != NULL};
    if (!json_is(body, JSON_OBJECT))
        return fail(err, BAD_INPUT, "invalidSyntax", "the request is no JSON object");
    TRY(read_name(scim_member(body, S("displayName")), &out->name, err));
    TRY(read_number(scim_member(body, S("externalId")), &out->external_id, err));
    return members ? read_members(a, members, &out->members, err) : OK;
}

/* ---- steps ---- */

struct reading { struct arena *a; enum scim_verb verb; const struct json *value; struct scim_step_list *out; };

static code step_of_text(const struct reading *r, enum scim_step_kind kind, struct error *err)
{
    struct scim_step *step = list_add(r->a, r->out);

    *step = (struct scim_step){.kind = kind};
    if (kind == STEP_NUMBER)
        return read_number(r->verb == SCIM_REMOVE ? NULL : r->value, &step->text, err);
    return r->verb == SCIM_REMOVE ? fail(err, BAD_INPUT, "invalidValue", "a group keeps a displayName") : read_name(r->value, &step->text, err);
}

/* members[value eq "7"]; only a removal may ask for others. */
static code step_of_filter(const struct reading *r, const struct scim_filter *filter, struct error *err)
{
    struct scim_step step = {.kind = r->verb == SCIM_REMOVE ? STEP_REMOVE : STEP_ADD, .filter = filter};
    str id;

    if (scim_filter_is_equal(filter, "value", &id) && id.n)
        *list_add(r->a, &step.members) = id;
    else if (r->verb == SCIM_REMOVE)
        step.kind = STEP_FITTING;
    else
        return fail(err, BAD_INPUT, "invalidPath", "members are added by their value");
    *list_add(r->a, r->out) = step;
    return OK;
}

static code step_of_members(const struct reading *r, struct error *err)
{
    static const enum scim_step_kind kinds[] = {[SCIM_ADD] = STEP_ADD, [SCIM_REPLACE] = STEP_REPLACE, [SCIM_REMOVE] = STEP_REMOVE};
    struct scim_step *step = list_add(r->a, r->out);

    *step = (struct scim_step){.kind = r->verb == SCIM_REMOVE && !r->value ? STEP_REPLACE : kinds[r->verb]};
    return r->value ? read_members(r->a, r->value, &step->members, err) : OK;
}

static code step_at(const struct reading *r, const struct scim_path *path, struct error *err)
{
    str name = path->attr.name;

    if (scim_is_extension(path->attr.schema))
        return OK;
    if (str_eq_nocase(name, S("displayName")))
        return step_of_text(r, STEP_RENAME, err);
    if (str_eq_nocase(name, S("externalId")))
        return step_of_text(r, STEP_NUMBER, err);
    if (!str_eq_nocase(name, S("members")))
        return OK;
    if (path->attr.sub.p)
        return fail(err, BAD_INPUT, "invalidPath", "members are added and removed as a whole");
    return path->filter ? step_of_filter(r, path->filter, err) : step_of_members(r, err);
}

static code read_step(struct reading *r, str text, struct error *err)
{
    struct scim_path path;
    struct error why = {0};

    if (scim_path_parse(r->a, text, &path, &why) != OK)
        return fail(err, BAD_INPUT, "invalidPath", "the path cannot be read: %s", why.text);
    return step_at(r, &path, err);
}

/* Without a path each member of the value is one. */
static code read_steps(struct reading *r, struct error *err)
{
    const struct json *all = r->value;

    if (!json_is(all, JSON_OBJECT))
        return fail(err, BAD_INPUT, "invalidValue", "without a path the value must be an object");
    for (size_t i = 0; i < json_count(all); i++) {
        r->value = json_value(all, i);
        TRY(read_step(r, json_key(all, i), err));
    }
    return OK;
}

code scim_group_patch(struct arena *a, const struct json *request, struct scim_step_list *out, struct error *err)
{
    struct scim_operation op;
    size_t n;

    TRY(scim_operations(request, &n, err));
    for (size_t i = 0; i < n; i++) {
        TRY(scim_operation(request, i, &op, err));
        struct reading r = {a, op.verb, op.value, out};
        TRY(str_is_empty(op.path) ? read_steps(&r, err) : read_step(&r, op.path, err));
    }
    return OK;
}
