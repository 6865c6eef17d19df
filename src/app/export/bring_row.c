/* export/bring_row.c — a line of a table into the values of a row: what is withheld
 * there comes from the files beside it, or is left empty. */
#include "app/export/bring_private.h"

#include "app/ledger/ledger.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/jose.h"

#define ROW_BYTES ARCHIVE_MAX_BLOCK
#define KEY_BYTES ((size_t)16 << 10)

static const struct json_limits limits = {.bytes = ROW_BYTES, .depth = 2, .values = 1000, .keys = 1000, .string = ROW_BYTES};

/* The secret halves come along. */
static bool opens_keys(const struct bring *b)
{
    return b->out->has_secrets && b->in->passphrase.n > 0;
}

/* ---- one row ---- */

static const struct { const char *type; enum archive_kind kind; } types[] = {{"number", ARCHIVE_NUMBER}, {"text", ARCHIVE_TEXT}, {"bytes", ARCHIVE_BYTES}};

code bring_kind(const struct json *column, enum archive_kind *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(bring_text(column, "type"), cstr(types[i].type))) {
            *out = types[i].kind;
            return OK;
        }
    return bring_unfit(err, S("a column is of no known type"));
}

static struct archive_value number(int64_t n)
{
    return (struct archive_value){ARCHIVE_NUMBER, n, {0}};
}

static struct archive_value piece(enum archive_kind kind, str s)
{
    return (struct archive_value){kind, 0, s};
}

/* A key that cannot sign here is kept by its public half. */
static code seal_key(struct bring *b, const struct json *row, struct archive_value *out, struct error *err)
{
    str kid = bring_text(row, "kid"), pem;
    struct key *key = NULL;
    code c = opens_keys(b)
                 ? bring_file(b, b->row, str_printf(b->row, "keys/" STR_FMT ".pem", STR_ARG(kid)), KEY_BYTES, &pem, NULL) : NOT_FOUND;

    if (c == OK) {
        TRY(key_from_locked_pem(pem, b->in->passphrase, &key, err));
        c = key_to_pem(b->row, key, &pem, err);
    } else {
        TRY(bring_file(b, b->row, str_printf(b->row, "keys/" STR_FMT ".public.pem", STR_ARG(kid)), KEY_BYTES, &pem, err));
        TRY(key_from_pem(pem, &key, err));
        c = OK;
    }
    if (c == OK && !str_eq(str_slice(jwk_thumbprint(b->row, key), 0, 16), kid))
        c = fail(err, BAD_INPUT, "export", "the key " STR_FMT " is another one than its name says", STR_ARG(kid));
    key_close(key);
    if (c == OK)
        *out = piece(ARCHIVE_BYTES, seal(b->row, b->master_key, pem));
    return c;
}

/* The bytes of a picture or of evidence stand beside the tables. */
static code file_value(struct bring *b, const struct json *row, struct archive_value *out, struct error *err)
{
    const char *ending = str_eq(b->folder, S("pictures")) ? str_eq(bring_text(row, "type"), S("image/svg+xml")) ? ".svg" : ".png" : "";
    str bytes;

    code c = bring_file(b, b->row, str_printf(b->row, STR_FMT "/" STR_FMT "%s", STR_ARG(b->folder), STR_ARG(bring_text(row, "hash")), ending), ROW_BYTES / 2, &bytes, err);
    if (c == NOT_FOUND)
        return BAD_INPUT;
    TRY(c);
    *out = piece(ARCHIVE_BYTES, bytes);
    return OK;
}

/* The seal of the server that it comes to. */
static code seal_ledger(struct bring *b, const struct json *row, struct archive_value *out, struct error *err)
{
    str hash = base64url_decode(b->row, bring_text(row, "hash")), pepper = base64url_decode(b->row, bring_text(row, "pepper"));

    if (str_is_absent(hash) || str_is_absent(pepper))
        return bring_unfit(err, S("an entry of the ledger has no hash"));
    *out = piece(ARCHIVE_BYTES, str_eq(b->name, S("ledger_head"))
        ? ledger_seal_head(b->row, b->master_key, bring_number(row, "org_id"), bring_number(row, "seq"), hash, bring_text(row, "things"), pepper)
        : ledger_seal_entry(b->row, b->master_key, hash));
    return OK;
}

/* A switch is off; what a row would name is not there. */
static code withheld_value(struct bring *b, const struct json *row, struct archive_column column, struct archive_value *out, struct error *err)
{
    if (str_eq(b->name, S("org_key")))
        return seal_key(b, row, out, err);
    if (b->folder.n)
        return file_value(b, row, out, err);
    if (str_eq(column.name, S("mac")))
        return seal_ledger(b, row, out, err);
    *out = column.kind == ARCHIVE_NUMBER && !str_ends(column.name, S("_id")) ? number(0) : (struct archive_value){ARCHIVE_NONE, 0, {0}};
    return OK;
}

static code value_of(struct bring *b, const struct json *v, enum archive_kind kind, struct archive_value *out, struct error *err)
{
    int64_t n = 0;

    *out = (struct archive_value){ARCHIVE_NONE, 0, {0}};
    if (json_is(v, JSON_NULL))
        return OK;
    if (kind == ARCHIVE_NUMBER) {
        if (!json_is(v, JSON_NUMBER) || !json_int(v, &n))
            return bring_unfit(err, str_printf(b->row, "a row of " STR_FMT " has no number where one belongs", STR_ARG(b->name)));
        *out = number(n);
        return OK;
    }
    str s = json_is(v, JSON_STRING) ? json_str(v) : (str){0};
    if (kind == ARCHIVE_BYTES && !str_is_absent(s))
        s = base64url_decode(b->row, s);
    if (str_is_absent(s))
        return bring_unfit(err, str_printf(b->row, "a row of " STR_FMT " has no text where some belongs", STR_ARG(b->name)));
    *out = piece(kind, s);
    return OK;
}

static code cell(struct bring *b, const struct json *row, const struct json *column, struct archive_value *out, struct error *err)
{
    enum archive_kind kind;
    str name = bring_text(column, "name");

    TRY(bring_kind(column, &kind, err));
    if (bring_is(column, "withheld"))
        return withheld_value(b, row, (struct archive_column){name, kind}, out, err);
    if (!json_get_str(row, name))
        return bring_unfit(err, str_printf(b->row, "a row of " STR_FMT " lacks " STR_FMT, STR_ARG(b->name), STR_ARG(name)));
    return value_of(b, json_get_str(row, name), kind, out, err);
}

/* Without its secret half a key signs no more: it is retired. */
static void retire(str column, struct archive_value *v)
{
    if (str_eq(column, S("state")))
        v->bytes = S("retired");
    if (str_eq(column, S("ended_at")))
        *v = number(clock_now());
}

static bool signs_no_more(const struct bring *b, const struct json *row)
{
    return str_eq(b->name, S("org_key")) && !opens_keys(b) && str_eq(bring_text(row, "state"), S("active"));
}

code bring_row(struct bring *b, str line, struct error *err)
{
    struct archive_value values[ARCHIVE_MAX_COLUMNS];
    const struct json *row;

    arena_reset(b->row);
    TRY(json_parse(b->row, line, &limits, &row, err));
    if (!json_is(row, JSON_OBJECT))
        return bring_unfit(err, str_printf(b->row, "a row of " STR_FMT " is none", STR_ARG(b->name)));
    bool ends = signs_no_more(b, row);
    for (size_t i = 0; i < json_count(b->columns); i++) {
        const struct json *column = json_item(b->columns, i);
        TRY(cell(b, row, column, &values[i], err));
        if (ends)
            retire(bring_text(column, "name"), &values[i]);
    }
    if (ends) {
        b->org = bring_number(row, "org_id");
        *list_add(b->a, &b->keyless) = bring_number(row, "issuer_id");
    }
    b->put++;
    return archive_put_row(b->writer, values, err);
}
