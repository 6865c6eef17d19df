/* host/profile.c — who the person is, for programs: name and proved addresses,
 * and whatever else a program wrote there. */
#include "app/host/host_private.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "format/email.h"

#define MAX_BODY ((size_t)16 << 10)
#define MAX_NAME 120

/* Ours to say, whatever is written: the rest is kept as it comes. */
static const char *const ours[] = {"@context", "id", "type", "name", "email", "otherIdentifier", "verificationMethod", "verification", "publicKey"};

/* The same for ever, and nothing that could be counted through. */
static str profile_id(struct app *app, struct arena *a, int64_t account)
{
    struct sha256 mac = hmac_sha256(app->link_secret, str_printf(a, "profile %lld", (long long)account));

    return str_printf(a, STR_FMT "/ims/ob/profile/" STR_FMT, STR_ARG(app->base), STR_ARG(base64url_encode(a, (str){(const char *)mac.b, 16})));
}

/* ---- writing ---- */

static const char sql_body[] = SQL("SELECT body FROM account_profile WHERE account_id = $1");

static code put_rest(struct db *db, struct arena *a, int64_t account, struct json_writer *w, struct error *err)
{
    struct rows *r = db_query(db, sql_body, ARGS(v_int(account)));
    str body = rows_next(r) ? row_str(r, 0, a) : S("{}");
    const struct json *v = NULL;

    TRY(rows_end(r, err));
    TRY(json_parse(a, body, NULL, &v, err));
    for (size_t i = 0; i < json_count(v); i++) {
        json_put_key_str(w, json_key(v, i));
        json_put_value(w, json_value(v, i));
    }
    return OK;
}

/* OB 2.1 lets a property have several values; OB 3.0 has one address and further
 * identifiers. */
static void put_addresses_21(struct json_writer *w, const struct account_address_list *list)
{
    json_put_key(w, "email");
    json_open_array(w);
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_verified)
            json_put_str(w, list->items[i].address);
    json_close_array(w);
}

static void put_addresses_30(struct json_writer *w, const struct account_address_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_primary && list->items[i].is_verified)
            json_put_member(w, "email", list->items[i].address);
    json_put_key(w, "otherIdentifier");
    json_open_array(w);
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].is_primary || !list->items[i].is_verified)
            continue;
        json_open_object(w);
        json_put_member(w, "type", S("IdentifierEntry"));
        json_put_member(w, "identifier", list->items[i].address);
        json_put_member(w, "identifierType", S("emailAddress"));
        json_close_object(w);
    }
    json_close_array(w);
}

static size_t count_proved(const struct account_address_list *list, str *only)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_verified) {
            *only = list->items[i].address;
            n++;
        }
    return n;
}

static void put_who(struct app *app, int64_t id, const struct account *who, const struct account_address_list *list, enum badge_api api, struct json_writer *w)
{
    str only = {0};

    json_put_key(w, "@context");
    json_put_text(w, api == API_OB21 ? S("\"https://w3id.org/openbadges/v2\"") : S("[\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"));
    json_put_member(w, "id", profile_id(app, w->b->a, id));
    json_put_key(w, "type");
    json_put_text(w, api == API_OB21 ? S("\"Profile\"") : S("[\"Profile\"]"));
    if (who->name.n)
        json_put_member(w, "name", who->name);
    if (api == API_OB30)
        put_addresses_30(w, list);
    else if (count_proved(list, &only) == 1)
        json_put_member(w, "email", only);
    else
        put_addresses_21(w, list);
}

code profile_write(struct app *app, struct db *db, struct arena *a, int64_t account, enum badge_api api, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    struct account_address_list list = {0};
    struct account who;

    TRY(account_get(db, a, account, &who, err));
    TRY(account_addresses(db, a, account, &list, err));
    json_open_object(&w);
    put_who(app, account, &who, &list, api, &w);
    TRY(put_rest(db, a, account, &w, err));
    json_close_object(&w);
    *out = buf_done(&b);
    return OK;
}

/* ---- changing ---- */

static bool is_ours(str key)
{
    for (size_t i = 0; i < COUNT(ours); i++)
        if (str_eq(key, cstr(ours[i])))
            return true;
    return false;
}

static const char sql_put[] = SQL(
    "INSERT INTO account_profile (account_id, body, changed_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (account_id) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at");

static code keep_rest(struct db *db, struct arena *a, int64_t account, const struct json *v, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    for (size_t i = 0; i < json_count(v); i++)
        if (!is_ours(json_key(v, i))) {
            json_put_key_str(&w, json_key(v, i));
            json_put_value(&w, json_value(v, i));
        }
    json_close_object(&w);
    if (b.n > MAX_BODY)
        return fail(err, BAD_INPUT, "profile", "a profile has at most %zu kilobytes", MAX_BODY >> 10);
    return db_run(db, sql_put, ARGS(v_int(account), v_str(buf_done(&b)), v_int(clock_now())), NULL, err);
}

/* An address that is not proved yet gets a mail, and is not the person's until
 * they follow it. */
static code meet_address(struct app *app, struct db *db, struct arena *a, int64_t account, str typed, bool *waits, struct error *err)
{
    struct account_address_list list = {0};
    struct email e;

    TRY(email_parse(a, typed, &e, err));
    TRY(account_addresses(db, a, account, &list, err));
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].is_verified && str_eq(email_fold(a, list.items[i].address), email_fold(a, e.address)))
            return OK;
    *waits = true;
    return account_ask_address(app, db, a, account, e.address, err);
}

static code meet_identifiers(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *list, bool *waits, struct error *err)
{
    for (size_t i = 0; i < json_many_count(list) && i < 10; i++) {
        const struct json *entry = json_many(list, i);
        if (str_eq(json_str(json_get(entry, "identifierType")), S("emailAddress")))
            TRY(meet_address(app, db, a, account, json_str(json_get(entry, "identifier")), waits, err));
    }
    return OK;
}

static code meet_addresses(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *email, bool *waits, struct error *err)
{
    for (size_t i = 0; i < json_many_count(email) && i < 10; i++)
        TRY(meet_address(app, db, a, account, json_str(json_many(email, i)), waits, err));
    return OK;
}

static code take_name(struct db *db, int64_t account, const struct json *v, struct error *err)
{
    str name = str_trim(json_str(json_get(v, "name")));

    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ')
            return fail(err, BAD_INPUT, "name", "the name holds what is no text");
    if (name.n > MAX_NAME)
        return fail(err, BAD_INPUT, "name", "a name has at most %d characters", MAX_NAME);
    return name.n ? account_rename(db, account, name, err) : OK;
}

code profile_put(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *v, bool *waits, struct error *err)
{
    *waits = false;
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, "profile", "a profile is a JSON object");
    TRY(take_name(db, account, v, err));
    TRY(keep_rest(db, a, account, v, err));
    TRY(meet_addresses(app, db, a, account, json_get(v, "email"), waits, err));
    return meet_identifiers(app, db, a, account, json_get(v, "otherIdentifier"), waits, err);
}

code profile_add(struct app *app, struct db *db, struct arena *a, int64_t account, const struct json *v, struct error *err)
{
    bool waits = false;

    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, "profile", "a profile is a JSON object");
    if (json_get(v, "telephone") || json_get(v, "url"))
        return fail(err, BAD_INPUT, "profile", "only e-mail addresses can be proved here, no telephone numbers and no web addresses");
    return meet_addresses(app, db, a, account, json_get(v, "email"), &waits, err);
}
