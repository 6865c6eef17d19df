/* elsewhere/ask_profile.c — who the person is, told to a host that lets us say so. */
#include "app/elsewhere/elsewhere_private.h"

#define LARGEST_PROFILE ((size_t)256 << 10)

static const struct json_limits limits = {LARGEST_PROFILE, 32, 5000, 500, LARGEST_PROFILE};

bool ask_may_put_profile(const struct tie *t)
{
    return t->place.base30.n > 0 && oauth_scope_has(t->place.scope, S(OB30_SCOPE "profile.update"));
}

/* What we say ourselves; the rest goes back as it came, as the whole is replaced. */
static bool is_ours(str key)
{
    static const char *const names[] = {"name", "email", "otherIdentifier"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(key, cstr(names[i])))
            return true;
    return false;
}

static bool is_address_of(const struct account_address_list *list, str text)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_verified && str_eq_nocase(list->items[i].address, text))
            return true;
    return false;
}

static void put_identifier(struct json_writer *w, str address)
{
    json_open_object(w);
    json_put_member(w, "type", S("IdentifierEntry"));
    json_put_member(w, "identifier", address);
    json_put_member(w, "identifierType", S("emailAddress"));
    json_close_object(w);
}

/* Theirs that are no addresses of ours stay: a student number is not ours to drop. */
static void put_identifiers(struct json_writer *w, const struct account_address_list *list, const struct json *theirs)
{
    json_put_key(w, "otherIdentifier");
    json_open_array(w);
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_verified && !list->items[i].is_primary)
            put_identifier(w, list->items[i].address);
    for (size_t i = 0; i < json_many_count(theirs); i++)
        if (!is_address_of(list, json_str(json_get(json_many(theirs, i), "identifier"))))
            json_put_value(w, json_many(theirs, i));
    json_close_array(w);
}

static str primary_of(const struct account_address_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_primary && list->items[i].is_verified)
            return list->items[i].address;
    return (str){0};
}

/* OB 3.0 §Profile: id and type are what it must have. */
static void put_frame(struct json_writer *w, const struct json *theirs, str address)
{
    if (!json_get(theirs, "@context")) {
        json_put_key(w, "@context");
        json_put_text(w, S("[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"));
    }
    if (!json_get(theirs, "id"))
        json_put_member(w, "id", str_join(w->b->a, S("mailto:"), address));
    if (!json_get(theirs, "type")) {
        json_put_key(w, "type");
        json_put_text(w, S("[\"Profile\"]"));
    }
}

static str profile_body(struct arena *a, const struct account *who, const struct account_address_list *list, const struct json *theirs)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    str address = primary_of(list);

    json_open_object(&w);
    put_frame(&w, theirs, address);
    for (size_t i = 0; i < json_count(theirs); i++)
        if (!is_ours(json_key(theirs, i))) {
            json_put_key_str(&w, json_key(theirs, i));
            json_put_value(&w, json_value(theirs, i));
        }
    if (who->name.n || json_get(theirs, "name"))
        json_put_member(&w, "name", who->name.n ? who->name : json_str(json_get(theirs, "name")));
    json_put_member(&w, "email", address);
    put_identifiers(&w, list, json_get(theirs, "otherIdentifier"));
    json_close_object(&w);
    return buf_done(&b);
}

/* 404: that host has none yet (OB 3.0 §getProfile). */
static code read_theirs(struct app *app, struct db *db, struct arena *a, struct tie *t, const struct json **out, struct error *err)
{
    struct fetched f;

    *out = NULL;
    if (!oauth_scope_has(t->place.scope, S(OB30_SCOPE "profile.readonly")))
        return OK;
    TRY(ask_call(app, db, a, t, &(struct tie_call){.url = str_join(a, t->place.base30, S("/profile")), .accept = "application/json", .max = LARGEST_PROFILE}, &f, err));
    if (f.status == 404)
        return OK;
    if (f.status != 200)
        return fail(err, UNREACHABLE, "profile", "that host answered %d where your profile should be", f.status);
    if (json_parse(a, f.body, &limits, out, NULL) != OK || !json_is(*out, JSON_OBJECT))
        return fail(err, UNREACHABLE, "profile", "that host has a profile of you that cannot be read: it was left alone");
    return OK;
}

code ask_put_profile(struct app *app, struct db *db, struct arena *a, struct tie *t, struct error *err)
{
    struct account_address_list list = {0};
    struct account who;
    const struct json *theirs;
    struct fetched f;

    if (!ask_may_put_profile(t))
        return fail(err, CONFLICT, "profile", "that host does not let us change your profile there");
    TRY(account_get(db, a, t->account, &who, err));
    TRY(account_addresses(db, a, t->account, &list, err));
    if (str_is_absent(primary_of(&list)))
        return fail(err, CONFLICT, "email", "prove your address here first");
    TRY(read_theirs(app, db, a, t, &theirs, err));
    const struct tie_call call = {.url = str_join(a, t->place.base30, S("/profile")), .type = S("application/json"), .accept = "application/json",
                                  .body = profile_body(a, &who, &list, theirs), .max = LARGEST_PROFILE, .method = "PUT"};
    TRY(ask_call(app, db, a, t, &call, &f, err));
    if (f.status != 200 && f.status != 201 && f.status != 202)
        return fail(err, CONFLICT, "profile", "that host did not take it: %s", str_z(a, ask_reason(a, &f)));
    t->who = ask_who(app, db, a, t);
    return tie_keep(app, db, a, t, err);
}
