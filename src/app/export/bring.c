/* export/bring.c — an export into an empty server. It is made into an archive of
 * rows, as a backup is one, and goes the way of every backup from there: the schema
 * of its day, every reference, all or nothing. The ZIP is a stranger's: tables and
 * columns are what the restore expects, or it ends. */
#include "app/export/bring_private.h"

#include <string.h>

#include "app/backup/backup.h"
#include "app/master_key.h"
#include "base/attempt.h"
#include "base/crypto.h"
#include "format/jose.h"

#define ROW_BYTES ARCHIVE_MAX_BLOCK
#define NEW_KEYS  (ORG_ISSUERS + 1)              /* at most: one for each profile */
#define ROW_QUOTA ((size_t)256 << 20)

/* ---- one table ---- */

/* A row on each line: "[", rows with a comma behind, "]". */
static code put_line(struct bring *b, str line, struct error *err)
{
    line = str_trim(line);
    if (str_ends(line, S(",")))
        line = str_slice(line, 0, line.n - 1);
    return line.n == 0 || str_eq(line, S("[")) || str_eq(line, S("]")) ? OK : bring_row(b, line, err);
}

static code put_rows(struct bring *b, struct error *err)
{
    const struct zip_item *e = map_get(b->files, str_printf(b->a, "tables/" STR_FMT ".json", STR_ARG(b->name)));
    struct zip_contents *c;
    struct buf line = buf_new(b->a);
    str piece;

    if (!e)
        return bring_unfit(err, str_printf(b->a, "the table " STR_FMT " is missing", STR_ARG(b->name)));
    TRY(zip_item_open(b->a, &b->zip, e, &c, err));
    do {
        TRY(zip_item_more(c, &piece, err));
        for (int64_t end; (end = str_find_byte(piece, '\n')) >= 0; piece = str_from(piece, (size_t)end + 1)) {
            buf_put(&line, str_slice(piece, 0, (size_t)end));
            TRY(put_line(b, buf_done(&line), err));
            line.n = 0;
        }
        buf_put(&line, piece);
        if (line.n > ROW_BYTES)
            return fail(err, LIMIT, "export", "a row of " STR_FMT " is too long", STR_ARG(b->name));
    } while (piece.n);
    return put_line(b, buf_done(&line), err);
}

static code begin_table(struct bring *b, struct error *err)
{
    struct archive_column columns[ARCHIVE_MAX_COLUMNS];
    size_t n = json_count(b->columns);

    if (n == 0 || n > ARCHIVE_MAX_COLUMNS)
        return bring_unfit(err, S("a table has no columns, or too many"));
    for (size_t i = 0; i < n; i++) {
        columns[i].name = bring_text(json_item(b->columns, i), "name");
        TRY(bring_kind(json_item(b->columns, i), &columns[i].kind, err));
    }
    int64_t last = bring_number(b->table, "lastId");
    return archive_put_table(b->writer, &(struct archive_table){b->name, columns, n, last + (str_eq(b->name, S("org_key")) ? NEW_KEYS : 0)}, err);
}

/* ---- what is added ---- */

/* Of a table of which one row is made here: by the names of its columns. */
struct made { const char *column; struct archive_value value; };

static struct archive_value a_number(int64_t n)
{
    return (struct archive_value){ARCHIVE_NUMBER, n, {0}};
}

static struct archive_value a_text(str s)
{
    return (struct archive_value){ARCHIVE_TEXT, 0, s};
}

static code put_made(struct bring *b, const struct made *made, size_t n, struct error *err)
{
    struct archive_value values[ARCHIVE_MAX_COLUMNS] = {0};

    for (size_t i = 0; i < json_count(b->columns); i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(bring_text(json_item(b->columns, i), "name"), cstr(made[k].column)))
                values[i] = made[k].value;
    b->put++;
    return archive_put_row(b->writer, values, err);
}

static code put_address(struct bring *b, struct error *err)
{
    const struct made row[] = {{"name", a_text(S("public_url"))}, {"value", a_text(b->out->base)}, {"changed_at", a_number(clock_now())}};

    return put_made(b, row, COUNT(row), err);
}

/* Where no secret half came, each profile signs by a key of its own from now on. */
static code put_key(struct bring *b, size_t i, struct error *err)
{
    struct key *key = NULL;
    str pem;

    TRY(key_generate(KEY_ED25519, &key, err));
    str kid = str_slice(jwk_thumbprint(b->a, key), 0, 16);
    code c = key_to_pem(b->a, key, &pem, err);
    key_close(key);
    TRY(c);
    const struct made row[] = {
        {"id", a_number(bring_number(b->table, "lastId") + 1 + (int64_t)i)}, {"org_id", a_number(b->org)}, {"issuer_id", a_number(b->keyless.items[i])},
        {"kid", a_text(kid)}, {"alg", a_text(S("EdDSA"))}, {"state", a_text(S("active"))}, {"created_at", a_number(clock_now())},
        {"sealed", {ARCHIVE_BYTES, 0, seal(b->a, b->master_key, pem)}}};
    return put_made(b, row, COUNT(row), err);
}

static code put_keys(struct bring *b, struct error *err)
{
    if (b->keyless.n > NEW_KEYS)
        return bring_unfit(err, S("it has more profiles than there can be"));
    for (size_t i = 0; i < b->keyless.n; i++)
        TRY(put_key(b, i, err));
    return OK;
}

/* ---- all tables ---- */

static code put_table(struct bring *b, const struct json *table, struct error *err)
{
    b->table = table;
    b->columns = json_get(table, "columns");
    b->name = bring_text(table, "name");
    b->folder = bring_text(table, "files");
    b->put = 0;
    TRY(begin_table(b, err));
    if (bring_is(table, "exported") && bring_is(table, "imported"))
        TRY(put_rows(b, err));
    if (str_eq(b->name, S("org_key")))
        TRY(put_keys(b, err));
    if (str_eq(b->name, S("setting")))
        TRY(put_address(b, err));
    b->out->rows += b->put;
    b->out->tables += b->put > 0;
    return archive_end_table(b->writer, err);
}

static code put_tables(struct bring *b, struct error *err)
{
    const struct json *tables = json_get(b->schema, "tables");
    const struct archive_header h = {
        .schema = bring_number(b->schema, "schema"), .made_at = b->out->made, .made_by = S("lapel"), .public_url = b->out->base,
        .key_name = master_key_name(b->a, b->master_key)};

    TRY(archive_create(b->a, (struct archive_sink){spill_put, &b->rows}, &h, master_key_derive(b->a, b->master_key, "lapel backup"), &b->writer, err));
    for (size_t i = 0; i < json_count(tables); i++)
        TRY(put_table(b, json_item(tables, i), err));
    return archive_finish(b->writer, err);
}

/* ---- the whole ---- */

static code look(void *ctx, struct error *err)
{
    return bring_look(ctx, err);
}

static code convert(void *ctx, struct error *err)
{
    struct bring *b = ctx;

    if (b->in->passphrase.n && !b->out->has_secrets)
        return fail(err, BAD_INPUT, "passphrase", "there are no secret keys in this export, so there is nothing for a passphrase to open");
    TRY(bring_json(b, S("tables/schema.json"), &b->schema, err));
    return put_tables(b, err);
}

code export_look(struct arena *a, str file, struct export_brought *out, struct error *err)
{
    const struct export_bring in = {file, S("")};

    crypto_start();
    struct bring b = {.a = a, .row = arena_new(ROW_QUOTA), .in = &in, .out = out};
    code c = attempt(look, &b, err);

    arena_free(b.row);
    return c;
}

/* The one that is there is used: a server may be prepared before. */
static code find_key(struct arena *a, const struct start_options *opt, str *key, struct error *err)
{
    const char *path = app_master_key_file(a, opt);
    struct error why = {0};
    code c = master_key_read(a, path, key, &why);

    if (c == NOT_FOUND) {
        char *made = arena_alloc(a, MASTER_KEY_BYTES, 1);
        random_bytes(made, MASTER_KEY_BYTES);
        *key = (str){made, MASTER_KEY_BYTES};
        TRY(data_folder_make(opt->data, err));
        return master_key_write(a, path, *key, err);
    }
    if (c != OK && err)
        *err = why;
    return c;
}

static code read_rows(void *ctx, char *out, size_t n, size_t *got, struct error *err)
{
    struct bring *b = ctx;

    TRY(spill_read(&b->rows, b->read_at, out, n, got, err));
    b->read_at += *got;
    return OK;
}

static code bring(struct bring *b, const struct start_options *opt, struct error *err)
{
    const struct restore_request q = {.source = {read_rows, b}};
    struct restored done;

    TRY(attempt(look, b, err));
    TRY(find_key(b->a, opt, &b->master_key, err));
    TRY(spill_open(b->a, &b->rows, err));
    code c = attempt(convert, b, err);
    archive_writer_close(b->writer);
    return c == OK ? restore_into(b->a, opt, &q, &done, err) : c;
}

code export_bring(struct arena *a, const struct start_options *opt, const struct export_bring *in, struct export_brought *out, struct error *err)
{
    struct bring b = {.a = a, .in = in, .out = out};

    crypto_start();
    b.row = arena_new(ROW_QUOTA);
    code c = bring(&b, opt, err);
    spill_close(&b.rows);
    arena_free(b.row);
    return c;
}
