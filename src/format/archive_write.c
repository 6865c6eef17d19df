/* format/archive_write.c — rows into blocks, blocks into the sink. */
#include "format/archive_private.h"
#include "format/flate.h"
#include "format/json.h"

#define FLUSH_AT     ((size_t)256 << 10)
#define WRITER_QUOTA ((size_t)256 << 20)         /* one row of the largest kind, and its gzip */
#define ROW_OVERHEAD ((size_t)16 << 10)          /* lengths and kinds of all its values */

struct archive_writer {
    struct arena *block;                         /* ends with each block */
    struct buf pending;
    struct archive_sink sink;
    str mac_key;
    struct sha256 chain;
    size_t columns;                              /* of the table that is open */
    int64_t tables, rows, rows_of_table;
};

/* ---- records ---- */

static void put_number(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_byte(b, (char)(v | 0x80));
    buf_byte(b, (char)v);
}

static void put_signed(struct buf *b, int64_t v)
{
    put_number(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

static void put_text(struct buf *b, str s)
{
    put_number(b, s.n);
    buf_put(b, s);
}

static void put_value(struct buf *b, const struct archive_value *v)
{
    buf_byte(b, (char)v->kind);
    if (v->kind == ARCHIVE_NUMBER)
        put_signed(b, v->number);
    else if (v->kind != ARCHIVE_NONE)
        put_text(b, v->bytes);
}

/* ---- blocks ---- */

static void put_size(struct buf *b, size_t n)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(b, (char)(n >> shift));
}

static code write_block(struct archive_writer *w, struct error *err)
{
    str block = buf_done(&w->pending), packed = flate_gzip(w->block, block);
    struct buf head = buf_new(w->block);

    put_size(&head, block.n);
    put_size(&head, packed.n);
    TRY(w->sink.write(w->sink.ctx, buf_done(&head), err));
    TRY(w->sink.write(w->sink.ctx, packed, err));
    w->chain = archive_link(w->chain, block);
    arena_reset(w->block);
    w->pending = buf_new(w->block);
    return OK;
}

static code write_if_large(struct archive_writer *w, struct error *err)
{
    return w->pending.n < FLUSH_AT ? OK : write_block(w, err);
}

/* ---- the story ---- */

static void put_header(struct buf *b, const struct archive_header *h)
{
    struct buf text = buf_new(b->a);
    struct json_writer w = json_writer(&text);

    json_open_object(&w);
    json_put_member_int(&w, "schema", h->schema);
    json_put_member_int(&w, "made_at", h->made_at);
    json_put_member(&w, "made_by", h->made_by);
    json_put_member(&w, "public_url", h->public_url);
    json_put_member(&w, "key_name", h->key_name);
    json_close_object(&w);
    buf_byte(b, RECORD_HEADER);
    put_text(b, buf_done(&text));
}

code archive_create(struct arena *a, struct archive_sink sink, const struct archive_header *h, str mac_key,
                    struct archive_writer **out, struct error *err)
{
    struct archive_writer *w = NEW(a, struct archive_writer);

    w->block = arena_new(WRITER_QUOTA);
    w->pending = buf_new(w->block);
    w->sink = sink;
    w->mac_key = mac_key;
    *out = w;
    TRY(sink.write(sink.ctx, S(ARCHIVE_MAGIC ARCHIVE_VERSION), err));
    put_header(&w->pending, h);
    return write_block(w, err);
}

code archive_put_table(struct archive_writer *w, const struct archive_table *t, struct error *err)
{
    if (t->n > ARCHIVE_MAX_COLUMNS || w->tables == ARCHIVE_MAX_TABLES)
        return fail(err, LIMIT, "backup", "there are more tables or columns than a backup can hold");
    buf_byte(&w->pending, RECORD_TABLE);
    put_text(&w->pending, t->name);
    put_number(&w->pending, t->n);
    for (size_t i = 0; i < t->n; i++) {
        put_text(&w->pending, t->columns[i].name);
        buf_byte(&w->pending, (char)t->columns[i].kind);
    }
    put_signed(&w->pending, t->counter);
    w->columns = t->n;
    w->tables++;
    w->rows_of_table = 0;
    return write_if_large(w, err);
}

static size_t size_of(const struct archive_value *values, size_t n)
{
    size_t size = ROW_OVERHEAD;

    for (size_t i = 0; i < n; i++)
        size += values[i].bytes.n;
    return size;
}

code archive_put_row(struct archive_writer *w, const struct archive_value *values, struct error *err)
{
    size_t size = size_of(values, w->columns);

    if (size > ARCHIVE_MAX_BLOCK)
        return fail(err, LIMIT, "backup", "a row is larger than a backup can hold");
    if (w->pending.n + size > ARCHIVE_MAX_BLOCK)
        TRY(write_block(w, err));
    buf_byte(&w->pending, RECORD_ROW);
    for (size_t i = 0; i < w->columns; i++)
        put_value(&w->pending, &values[i]);
    w->rows++;
    w->rows_of_table++;
    return write_if_large(w, err);
}

code archive_end_table(struct archive_writer *w, struct error *err)
{
    buf_byte(&w->pending, RECORD_END_TABLE);
    put_signed(&w->pending, w->rows_of_table);
    return write_if_large(w, err);
}

code archive_finish(struct archive_writer *w, struct error *err)
{
    struct sha256 mac = {{0}};

    if (w->pending.n)
        TRY(write_block(w, err));
    if (w->mac_key.n)
        mac = archive_mac(w->mac_key, &w->chain);
    buf_byte(&w->pending, RECORD_END);
    put_signed(&w->pending, w->tables);
    put_signed(&w->pending, w->rows);
    buf_put(&w->pending, (str){(const char *)w->chain.b, HASH_BYTES});
    buf_put(&w->pending, (str){(const char *)mac.b, HASH_BYTES});
    return write_block(w, err);
}

int64_t archive_rows_written(const struct archive_writer *w)
{
    return w->rows;
}

void archive_writer_close(struct archive_writer *w)
{
    if (w)
        arena_free(w->block);
}
