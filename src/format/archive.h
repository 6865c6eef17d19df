/* format/archive.h — a backup: the rows of a database, of whatever engine, as
 * one stream of bytes.
 *
 *     "LAPEL-BACKUP-01\n"
 *     blocks: size, packed size (32 bits, big endian), that many bytes of gzip
 *     inside, records back to back, none across blocks:
 *       'H' text                  JSON: schema, made_at, …; first, once
 *       'T' name columns counter  a table; columns: how many, then name and kind each
 *       'R' values                a row of it: 0 none | 1 number | 2 text | 3 bytes
 *       'E' rows                  end of the table
 *       'Z' tables rows hash mac  end of the archive; nothing may follow
 *
 * Numbers are LEB128, values of rows zigzag; texts have their length in front.
 * The hash chains SHA-256 over all blocks before the last; the mac is HMAC over
 * it under a key that only the server has, or zeros. Values are as they were:
 * what they mean is the reader's to judge, and so is who wrote them. */
#pragma once
#include <stdint.h>
#include "base/arena.h"
#include "base/str.h"

#define ARCHIVE_MAX_BLOCK   ((size_t)32 << 20)   /* unpacked, so one row too */
#define ARCHIVE_MAX_TABLES  1000
#define ARCHIVE_MAX_COLUMNS 200

/* Where the bytes go, and come from: all `n` unless the input ends. */
struct archive_sink { code (*write)(void *ctx, str bytes, struct error *err); void *ctx; };
struct archive_source { code (*read)(void *ctx, char *out, size_t n, size_t *got, struct error *err); void *ctx; };

enum archive_kind { ARCHIVE_NONE, ARCHIVE_NUMBER, ARCHIVE_TEXT, ARCHIVE_BYTES };
struct archive_value { enum archive_kind kind; int64_t number; str bytes; };
struct archive_column { str name; enum archive_kind kind; };
struct archive_table { str name; const struct archive_column *columns; size_t n; int64_t counter; };

/* What the archive says of itself. */
struct archive_header {
    int64_t schema;                              /* number of the newest step */
    int64_t made_at;                             /* Unix milliseconds */
    str made_by, public_url;
    str key_name;                                /* tells which master key seals what is inside; may be empty */
};

/* ---- writing ---- */

struct archive_writer;
/* `mac_key` empty: the archive bears no mac. Close the writer in any case. */
MUST_USE code archive_create(struct arena *a, struct archive_sink sink, const struct archive_header *h, str mac_key,
                             struct archive_writer **out, struct error *err);
MUST_USE code archive_put_table(struct archive_writer *w, const struct archive_table *t, struct error *err);
/* As many values as the table has columns. LIMIT: larger than a block. */
MUST_USE code archive_put_row(struct archive_writer *w, const struct archive_value *values, struct error *err);
MUST_USE code archive_end_table(struct archive_writer *w, struct error *err);
MUST_USE code archive_finish(struct archive_writer *w, struct error *err);
int64_t archive_rows_written(const struct archive_writer *w);
void archive_writer_close(struct archive_writer *w);  /* NULL is fine */

/* ---- reading ---- */

struct archive_reader;
enum archive_event { ARCHIVE_TABLE_BEGINS, ARCHIVE_ROW, ARCHIVE_TABLE_ENDS, ARCHIVE_COMPLETE };
struct archive_item {
    enum archive_event event;
    struct archive_table table;                  /* of the event, and while its rows come */
    const struct archive_value *values;          /* of a row: valid until the next call */
    int64_t rows;                                /* of the table, or of the whole archive at its end */
    int64_t tables;
};
/* BAD_INPUT: not an archive, or damaged, or cut; UNSUPPORTED: of a later
 * format; LIMIT: larger than a limit. The reader lives in `a`, the texts of
 * `*h` in the reader. */
MUST_USE code archive_open(struct arena *a, struct archive_source source, struct archive_reader **out,
                           struct archive_header *h, struct error *err);
/* The next thing; ARCHIVE_COMPLETE only when the hash was right and nothing
 * follows, and then it stays so. After a failure only archive_close. */
MUST_USE code archive_next(struct archive_reader *r, struct archive_item *out, struct error *err);
/* Was it written under this key? Asked when it is complete. */
enum archive_mac { MAC_NONE, MAC_HOLDS, MAC_WRONG };
enum archive_mac archive_mac_of(const struct archive_reader *r, str mac_key);
void archive_close(struct archive_reader *r);    /* NULL is fine */
