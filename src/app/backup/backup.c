/* backup/backup.c — from the tables of a snapshot into an archive. */
#include "app/backup/backup.h"

#include <stdio.h>

#include "app/master_key.h"
#include "app/settings.h"
#include "store/migrate.h"
#include "store/tables.h"

#define TELL_EVERY 1000
#define MADE_BY    "lapel"

struct backup {
    struct db *db;
    struct archive_writer *writer;
    const struct progress *progress;
    const struct table *table;
    int64_t all;
};

static const enum archive_kind kinds[] = {
    [VALUE_NULL] = ARCHIVE_NONE, [VALUE_INT] = ARCHIVE_NUMBER, [VALUE_TEXT] = ARCHIVE_TEXT, [VALUE_BYTES] = ARCHIVE_BYTES,
};

static code put_row(void *ctx, const struct value *values, struct error *err)
{
    struct backup *b = ctx;
    struct archive_value out[ARCHIVE_MAX_COLUMNS];
    int64_t done = archive_rows_written(b->writer);

    for (size_t i = 0; i < b->table->n; i++)
        out[i] = (struct archive_value){kinds[values[i].kind], values[i].i, values[i].s};
    if (b->progress && done % TELL_EVERY == 0)
        b->progress->tell(b->progress->ctx, done, b->all);
    return archive_put_row(b->writer, out, err);
}

static code put_table(struct backup *b, struct arena *a, const struct table *t, struct error *err)
{
    struct archive_column *columns = NEW_ARRAY(a, t->n, struct archive_column);
    int64_t counter;

    for (size_t i = 0; i < t->n; i++)
        columns[i] = (struct archive_column){t->columns[i].name, kinds[t->columns[i].kind]};
    TRY(table_counter(b->db, t, &counter, err));
    TRY(archive_put_table(b->writer, &(struct archive_table){t->name, columns, t->n, counter}, err));
    b->table = t;
    TRY(table_read(b->db, t, put_row, b, err));
    return archive_end_table(b->writer, err);
}

static code count_all(struct backup *b, const struct table_list *tables, struct error *err)
{
    int64_t n;

    for (size_t i = 0; i < tables->n; i++) {
        TRY(table_count(b->db, &tables->items[i], &n, err));
        b->all += n;
    }
    return OK;
}

static code write_tables(struct backup *b, struct arena *a, struct backup_count *out, struct error *err)
{
    struct table_list tables;

    TRY(tables_list(b->db, &tables, err));
    TRY(count_all(b, &tables, err));
    for (size_t i = 0; i < tables.n; i++)
        TRY(put_table(b, a, &tables.items[i], err));
    *out = (struct backup_count){(int64_t)tables.n, archive_rows_written(b->writer)};
    if (b->progress)
        b->progress->tell(b->progress->ctx, out->rows, out->rows);
    return archive_finish(b->writer, err);
}

static code write_snapshot(struct app *app, struct backup *b, struct arena *a, struct archive_sink sink,
                           struct backup_count *out, struct error *err)
{
    bool has_key = app->master_key.n > 0;
    struct archive_header h = {
        .schema = migrate_version(b->db), .made_at = clock_now(), .made_by = S(MADE_BY), .public_url = app->base,
        .key_name = has_key ? master_key_name(a, app->master_key) : S(""),
    };

    if (h.schema < 1)
        return fail(err, NOT_FOUND, "database", "the database is empty: there is nothing to back up");
    TRY(archive_create(a, sink, &h, has_key ? master_key_derive(a, app->master_key, "lapel backup") : S(""), &b->writer, err));
    return write_tables(b, a, out, err);
}

code backup_write(struct app *app, struct db *db, struct arena *a, struct archive_sink sink,
                  const struct progress *p, struct backup_count *out, struct error *err)
{
    struct backup b = {.db = db, .progress = p};

    TRY(db_begin_snapshot(db, err));
    code c = db_end(db, write_snapshot(app, &b, a, sink, out, err), err);
    archive_writer_close(b.writer);
    return c;
}

/* ---- when ---- */

code backup_note(struct db *db, msec at, struct error *err)
{
    char number[24];

    snprintf(number, sizeof number, "%lld", (long long)at);
    return setting_put(db, "backup.last", cstr(number), err);
}

msec backup_last(struct db *db, struct arena *a)
{
    int64_t at = 0;

    return str_to_int(setting_get(db, a, "backup.last"), &at) ? at : 0;
}
