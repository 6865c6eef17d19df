/* format/archive.c — an archive read record by record. Whoever wrote it may
 * mean harm: every length is held to what is left of its block, every count to
 * a limit, and nothing is taken for complete before the end mark and its hash. */
#include "format/archive_private.h"
#include "format/flate.h"
#include "format/json.h"

#define READER_QUOTA  ((size_t)128 << 20)        /* a packed block, unpacked, and its values */
#define FREE_UNPACKED ((size_t)64 << 20)         /* below it no one asks how well it was packed */
#define MOST_FOLD     250                        /* real backups pack some 3 to 20 fold */

enum place { IN_FRONT, IN_TABLE, AT_END };

struct archive_reader {
    struct arena *block, *table_arena, *header_arena;  /* each ends with what it holds */
    struct archive_source source;
    str rest;                                    /* of the block */
    struct sha256 chain, before, mac;            /* `before`: without the block that is open */
    enum place place;
    struct archive_table table;
    struct archive_value values[ARCHIVE_MAX_COLUMNS];  /* of the row */
    int64_t tables, rows, rows_of_table;
    size_t packed, unpacked;
};

static code damaged(struct error *err)
{
    return fail(err, BAD_INPUT, "backup", "the backup is damaged");
}

/* ---- bytes and blocks ---- */

static code read_all(struct archive_reader *r, char *out, size_t n, bool *at_end, struct error *err)
{
    size_t got = 0;

    TRY(r->source.read(r->source.ctx, out, n, &got, err));
    *at_end = got == 0;
    if (got != 0 && got < n)
        return fail(err, BAD_INPUT, "backup", "the backup is cut off in the middle");
    return OK;
}

static size_t get_size(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (size_t)u[0] << 24 | (size_t)u[1] << 16 | (size_t)u[2] << 8 | u[3];
}

static code check_fold(const struct archive_reader *r, struct error *err)
{
    if (r->unpacked > FREE_UNPACKED && r->unpacked / MOST_FOLD > r->packed)
        return fail(err, LIMIT, "backup", "the backup grows more than %d fold when it is unpacked: no real one does", MOST_FOLD);
    return OK;
}

static code read_block(struct archive_reader *r, struct error *err)
{
    char head[BLOCK_HEAD];
    bool at_end;

    TRY(read_all(r, head, sizeof head, &at_end, err));
    if (at_end)
        return fail(err, BAD_INPUT, "backup", "the backup is cut off: its end is missing");
    size_t size = get_size(head), packed = get_size(head + 4);
    if (size == 0 || packed == 0 || size > ARCHIVE_MAX_BLOCK || packed > MAX_PACKED)
        return damaged(err);
    r->packed += packed;
    r->unpacked += size;
    TRY(check_fold(r, err));
    arena_reset(r->block);
    char *bytes = NEW_ARRAY(r->block, packed, char);
    TRY(read_all(r, bytes, packed, &at_end, err));
    if (at_end || flate_unpack(r->block, FLATE_GZIP, (str){bytes, packed}, size, &r->rest, NULL) != OK || r->rest.n != size)
        return damaged(err);
    r->before = r->chain;
    r->chain = archive_link(r->chain, r->rest);
    return OK;
}

/* ---- numbers and texts; false when the block ends too early ---- */

static bool get_byte(struct archive_reader *r, uint8_t *out)
{
    if (r->rest.n == 0)
        return false;
    *out = (uint8_t)r->rest.p[0];
    r->rest = str_from(r->rest, 1);
    return true;
}

static bool get_number(struct archive_reader *r, uint64_t *out)
{
    uint8_t byte;

    *out = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (!get_byte(r, &byte) || (shift == 63 && byte > 1))
            return false;
        *out |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return byte > 0 || shift == 0;       /* one way to write a number */
    }
    return false;
}

static bool get_signed(struct archive_reader *r, int64_t *out)
{
    uint64_t v;

    if (!get_number(r, &v))
        return false;
    *out = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
    return true;
}

static bool get_bytes(struct archive_reader *r, size_t n, str *out)
{
    if (r->rest.n < n)
        return false;
    *out = str_slice(r->rest, 0, n);
    r->rest = str_from(r->rest, n);
    return true;
}

static bool get_text(struct archive_reader *r, size_t max, str *out)
{
    uint64_t n;

    return get_number(r, &n) && n <= max && get_bytes(r, (size_t)n, out);
}

static bool get_value(struct archive_reader *r, enum archive_kind column, struct archive_value *out)
{
    uint8_t kind;

    *out = (struct archive_value){0};
    if (!get_byte(r, &kind) || (kind != ARCHIVE_NONE && kind != column))
        return false;
    out->kind = kind;
    if (kind == ARCHIVE_NUMBER)
        return get_signed(r, &out->number);
    return kind == ARCHIVE_NONE || get_text(r, ARCHIVE_MAX_BLOCK, &out->bytes);
}

/* ---- records ---- */

static bool get_column(struct archive_reader *r, struct archive_column *c)
{
    uint8_t kind;
    str name;

    if (!get_text(r, MAX_NAME, &name) || name.n == 0 || !get_byte(r, &kind) || kind < ARCHIVE_NUMBER || kind > ARCHIVE_BYTES)
        return false;
    *c = (struct archive_column){str_copy(r->table_arena, name), kind};
    return true;
}

static bool get_table(struct archive_reader *r)
{
    struct archive_column *columns;
    str name;
    uint64_t n;

    arena_reset(r->table_arena);
    r->table = (struct archive_table){0};
    if (!get_text(r, MAX_NAME, &name) || name.n == 0 || !get_number(r, &n) || n == 0 || n > ARCHIVE_MAX_COLUMNS)
        return false;
    columns = NEW_ARRAY(r->table_arena, n, struct archive_column);
    for (size_t i = 0; i < n; i++)
        if (!get_column(r, &columns[i]))
            return false;
    r->table = (struct archive_table){.name = str_copy(r->table_arena, name), .columns = columns, .n = (size_t)n};
    return get_signed(r, &r->table.counter);
}

static code begin_table(struct archive_reader *r, struct archive_item *out, struct error *err)
{
    if (r->place != IN_FRONT || !get_table(r))
        return damaged(err);
    if (++r->tables > ARCHIVE_MAX_TABLES)
        return fail(err, LIMIT, "backup", "the backup has more than %d tables", ARCHIVE_MAX_TABLES);
    r->place = IN_TABLE;
    r->rows_of_table = 0;
    *out = (struct archive_item){.event = ARCHIVE_TABLE_BEGINS, .table = r->table};
    return OK;
}

static code read_row(struct archive_reader *r, struct archive_item *out, struct error *err)
{
    struct archive_value *values = r->values;

    if (r->place != IN_TABLE)
        return damaged(err);
    for (size_t i = 0; i < r->table.n; i++)
        if (!get_value(r, r->table.columns[i].kind, &values[i]))
            return damaged(err);
    r->rows++;
    r->rows_of_table++;
    *out = (struct archive_item){.event = ARCHIVE_ROW, .table = r->table, .values = values};
    return OK;
}

static code end_table(struct archive_reader *r, struct archive_item *out, struct error *err)
{
    int64_t rows;

    if (r->place != IN_TABLE || !get_signed(r, &rows))
        return damaged(err);
    if (rows != r->rows_of_table)
        return fail(err, BAD_INPUT, "backup", "the backup says %lld rows of " STR_FMT " and holds %lld", (long long)rows,
                    STR_ARG(r->table.name), (long long)r->rows_of_table);
    r->place = IN_FRONT;
    *out = (struct archive_item){.event = ARCHIVE_TABLE_ENDS, .table = r->table, .rows = rows};
    return OK;
}

static code nothing_follows(struct archive_reader *r, struct error *err)
{
    char byte;
    bool at_end = false;

    TRY(read_all(r, &byte, 1, &at_end, err));
    return at_end ? OK : fail(err, BAD_INPUT, "backup", "there is something behind the end of the backup");
}

static code read_end(struct archive_reader *r, struct archive_item *out, struct error *err)
{
    int64_t tables, rows;
    str hash, mac;

    if (r->place != IN_FRONT || !get_signed(r, &tables) || !get_signed(r, &rows) || !get_bytes(r, HASH_BYTES, &hash) ||
        !get_bytes(r, HASH_BYTES, &mac) || r->rest.n)
        return damaged(err);
    if (tables != r->tables || rows != r->rows || memcmp(hash.p, r->before.b, HASH_BYTES) != 0)
        return fail(err, BAD_INPUT, "backup", "the backup is not what was written: its checksum differs");
    TRY(nothing_follows(r, err));
    memcpy(r->mac.b, mac.p, HASH_BYTES);
    r->place = AT_END;
    *out = (struct archive_item){.event = ARCHIVE_COMPLETE, .rows = rows, .tables = tables};
    return OK;
}

/* ---- the story ---- */

static code read_magic(struct archive_reader *r, struct error *err)
{
    char head[MAGIC_BYTES + VERSION_BYTES];
    bool at_end;

    if (read_all(r, head, sizeof head, &at_end, NULL) != OK || at_end || memcmp(head, ARCHIVE_MAGIC, MAGIC_BYTES) != 0)
        return fail(err, BAD_INPUT, "backup", "this is not a backup made by `lapel backup`");
    if (memcmp(head + MAGIC_BYTES, ARCHIVE_VERSION, VERSION_BYTES) != 0)
        return fail(err, UNSUPPORTED, "backup", "this backup has a form of another version of Lapel: use that version to restore it");
    return OK;
}

static str text_of(struct arena *a, const struct json *header, const char *name)
{
    str text = json_str(json_get(header, name));

    return str_is_absent(text) ? S("") : str_copy(a, text);
}

static code read_header(struct archive_reader *r, struct archive_header *h, struct error *err)
{
    struct arena *a = r->header_arena;
    const struct json *header;
    uint8_t kind;
    str text;

    TRY(read_block(r, err));
    if (!get_byte(r, &kind) || kind != RECORD_HEADER || !get_text(r, MAX_HEADER, &text) ||
        json_parse(r->block, text, NULL, &header, NULL) != OK || !json_int(json_get(header, "schema"), &h->schema) ||
        !json_int(json_get(header, "made_at"), &h->made_at) || h->schema < 1 || h->schema > 1000000)
        return damaged(err);
    h->made_by = text_of(a, header, "made_by");
    h->public_url = text_of(a, header, "public_url");
    h->key_name = text_of(a, header, "key_name");
    return OK;
}

code archive_open(struct arena *a, struct archive_source source, struct archive_reader **out,
                  struct archive_header *h, struct error *err)
{
    struct archive_reader *r = NEW(a, struct archive_reader);

    r->source = source;
    r->block = arena_new(READER_QUOTA);
    r->table_arena = arena_new(0);
    r->header_arena = arena_new(0);
    code c = read_magic(r, err);
    if (c == OK)
        c = read_header(r, h, err);
    if (c == OK)
        *out = r;
    else
        archive_close(r);
    return c;
}

code archive_next(struct archive_reader *r, struct archive_item *out, struct error *err)
{
    uint8_t kind;

    if (r->place == AT_END) {
        *out = (struct archive_item){.event = ARCHIVE_COMPLETE, .rows = r->rows, .tables = r->tables};
        return OK;
    }
    if (r->rest.n == 0)
        TRY(read_block(r, err));
    if (!get_byte(r, &kind))
        return damaged(err);
    switch (kind) {
    case RECORD_TABLE:
        return begin_table(r, out, err);
    case RECORD_ROW:
        return read_row(r, out, err);
    case RECORD_END_TABLE:
        return end_table(r, out, err);
    case RECORD_END:
        return read_end(r, out, err);
    default:
        return damaged(err);
    }
}

enum archive_mac archive_mac_of(const struct archive_reader *r, str mac_key)
{
    static const struct sha256 none;
    struct sha256 own = archive_mac(mac_key, &r->before);
    str given = {(const char *)r->mac.b, HASH_BYTES};

    if (memcmp(r->mac.b, none.b, HASH_BYTES) == 0)
        return MAC_NONE;
    return crypto_equal(given, (str){(const char *)own.b, HASH_BYTES}) ? MAC_HOLDS : MAC_WRONG;
}

void archive_close(struct archive_reader *r)
{
    if (!r)
        return;
    arena_free(r->block);
    arena_free(r->table_arena);
    arena_free(r->header_arena);
}
