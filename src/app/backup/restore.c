/* backup/restore.c — an archive's rows into a fresh schema. The archive decides
 * nothing but values: which tables and columns there are, and of which kind,
 * says our own schema of the step that the archive names. */
#include "app/backup/backup.h"

#include <stdio.h>

#include "app/master_key.h"
#include "store/migrate.h"
#include "store/tables.h"

#define TELL_EVERY 1000

struct restore {
    struct db *db;                               /* NULL: only to check */
    struct arena *arena;
    const struct restore_request *q;
    struct archive_reader *reader;
    struct restored *out;
    struct table_list tables;
    bool *seen;                                  /* of the tables */
    int64_t rows;
    /* The table that is being filled: */
    const struct table *table;
    size_t place[ARCHIVE_MAX_COLUMNS];           /* of the archive's column among ours */
    struct table_load *load;
};

/* ---- the key ---- */

static code check_name(const struct restore *r, struct error *err)
{
    str of_backup = r->out->header.key_name;

    if (str_is_empty(r->q->master_key) || str_is_empty(of_backup) || str_eq(of_backup, master_key_name(r->arena, r->q->master_key)))
        return OK;
    return fail(err, DENIED, "master key", "the master key at hand (" STR_FMT ") is not the one of this backup (" STR_FMT "): put the right one back first",
                STR_ARG(master_key_name(r->arena, r->q->master_key)), STR_ARG(of_backup));
}

static code check_mac(struct restore *r, struct error *err)
{
    str key = r->q->master_key;

    r->out->key = RESTORE_KEY_MISSING;
    if (str_is_empty(key))
        return OK;
    enum archive_mac mac = archive_mac_of(r->reader, master_key_derive(r->arena, key, "lapel backup"));
    r->out->key = mac == MAC_HOLDS ? RESTORE_KEY_FITS : RESTORE_KEY_UNKNOWN;
    return mac != MAC_WRONG ? OK : fail(err, BAD_INPUT, "backup", "somebody changed this backup after it was made: its seal does not hold");
}

/* ---- tables ---- */

static const struct table *find_table(struct restore *r, str name)
{
    for (size_t i = 0; i < r->tables.n; i++)
        if (str_eq(r->tables.items[i].name, name) && !r->seen[i]) {
            r->seen[i] = true;
            return &r->tables.items[i];
        }
    return NULL;
}

static bool find_column(const struct table *t, const struct archive_column *c, size_t *place)
{
    static const enum value_kind kinds[] = {
        [ARCHIVE_NUMBER] = VALUE_INT, [ARCHIVE_TEXT] = VALUE_TEXT, [ARCHIVE_BYTES] = VALUE_BYTES,
    };

    for (*place = 0; *place < t->n; ++*place)
        if (str_eq(t->columns[*place].name, c->name))
            return t->columns[*place].kind == kinds[c->kind];
    return false;
}

/* Same number of columns, each found, none twice: then all are there. */
static code match_columns(struct restore *r, const struct archive_table *t, struct error *err)
{
    bool taken[ARCHIVE_MAX_COLUMNS] = {false};
    bool fits = t->n == r->table->n;

    for (size_t i = 0; fits && i < t->n; i++) {
        fits = find_column(r->table, &t->columns[i], &r->place[i]) && !taken[r->place[i]];
        if (fits)
            taken[r->place[i]] = true;
    }
    return fits ? OK : fail(err, BAD_INPUT, "backup", "the table " STR_FMT " of the backup has not the columns of schema %lld",
                            STR_ARG(t->name), (long long)r->out->header.schema);
}

static code begin_table(struct restore *r, const struct archive_table *t, struct error *err)
{
    r->table = find_table(r, t->name);
    if (!r->table)
        return fail(err, BAD_INPUT, "backup", "the backup has a table " STR_FMT " that schema %lld has not, or twice", STR_ARG(t->name),
                    (long long)r->out->header.schema);
    TRY(match_columns(r, t, err));
    if (t->counter < 0)
        return fail(err, BAD_INPUT, "backup", "the backup is damaged");
    TRY(table_empty(r->db, r->table, err));      /* a step of the schema may have put rows there */
    return table_load_begin(r->db, r->arena, r->table, &r->load, err);
}

static struct value value_of(const struct archive_value *v)
{
    switch (v->kind) {
    case ARCHIVE_NUMBER: return v_int(v->number);
    case ARCHIVE_TEXT:   return v_str(v->bytes.p ? v->bytes : S(""));
    case ARCHIVE_BYTES:  return v_bytes(v->bytes.p ? v->bytes : S(""));
    default:             return v_null();
    }
}

static code name_table(const struct restore *r, code c, struct error *err)
{
    char text[sizeof err->text];

    if (c == OK || !err)
        return c;
    snprintf(text, sizeof text, "%s", err->text);
    return fail(err, c == CONFLICT ? BAD_INPUT : c, "backup", "the rows of " STR_FMT " cannot be put back: %s", STR_ARG(r->table->name), text);
}

static code put_row(struct restore *r, const struct archive_item *it, struct error *err)
{
    struct value values[ARCHIVE_MAX_COLUMNS];

    for (size_t i = 0; i < r->table->n; i++)
        values[r->place[i]] = value_of(&it->values[i]);
    return name_table(r, table_load_row(r->load, values, err), err);
}

static code end_table(struct restore *r, const struct archive_item *it, struct error *err)
{
    int64_t held = 0;

    TRY(name_table(r, table_load_end(r->load, err), err));
    TRY(table_set_counter(r->db, r->table, it->table.counter, err));
    TRY(table_count(r->db, r->table, &held, err));
    return held == it->rows ? OK : fail(err, FAULT, "database", "%lld rows of " STR_FMT " arrived, of %lld", (long long)held,
                                        STR_ARG(r->table->name), (long long)it->rows);
}

/* ---- the stream ---- */

static code take(struct restore *r, const struct archive_item *it, struct error *err)
{
    if (!r->db)
        return OK;
    switch (it->event) {
    case ARCHIVE_TABLE_BEGINS: return begin_table(r, &it->table, err);
    case ARCHIVE_ROW:          return put_row(r, it, err);
    case ARCHIVE_TABLE_ENDS:   return end_table(r, it, err);
    default:                   return OK;
    }
}

static code read_stream(struct restore *r, struct error *err)
{
    struct archive_item it = {0};

    while (it.event != ARCHIVE_COMPLETE) {
        TRY(archive_next(r->reader, &it, err));
        TRY(take(r, &it, err));
        if (it.event == ARCHIVE_ROW && ++r->rows % TELL_EVERY == 0 && r->q->progress)
            r->q->progress->tell(r->q->progress->ctx, r->rows, 0);
    }
    r->out->tables = it.tables;
    r->out->rows = it.rows;
    return check_mac(r, err);
}

static code all_tables_came(const struct restore *r, struct error *err)
{
    for (size_t i = 0; i < r->tables.n; i++)
        if (!r->seen[i])
            return fail(err, BAD_INPUT, "backup", "the backup lacks the table " STR_FMT, STR_ARG(r->tables.items[i].name));
    return OK;
}

/* ---- the database ---- */

static code check_empty(struct db *db, struct error *err)
{
    bool none;

    TRY(tables_none(db, &none, err));
    return none ? OK : fail(err, CONFLICT, "database", "there is something in this database already: restore into an empty one");
}

/* The schema as it was when the backup was made. */
static code make_schema(struct restore *r, const struct migration *steps, size_t n, struct error *err)
{
    size_t known = 0;

    while (known < n && steps[known].number <= r->out->header.schema)
        known++;
    if (known == 0 || steps[known - 1].number != r->out->header.schema)
        return fail(err, CONFLICT, "backup", "the backup was made by a newer Lapel (schema %lld, this one knows %d): install that version to restore it",
                    (long long)r->out->header.schema, n ? steps[n - 1].number : 0);
    TRY(migrate_within(r->db, r->arena, steps, known, err));
    TRY(tables_list(r->db, &r->tables, err));
    r->seen = NEW_ARRAY(r->arena, r->tables.n + 1, bool);
    return OK;
}

static code fill(struct restore *r, struct error *err)
{
    struct loosened loosened;
    size_t n;
    const struct migration *steps = migrate_steps(r->arena, &n);

    TRY(check_empty(r->db, err));
    TRY(make_schema(r, steps, n, err));
    TRY(tables_loosen(r->db, r->arena, &loosened, err));
    TRY(read_stream(r, err));
    TRY(all_tables_came(r, err));
    code c = tables_tighten(r->db, &loosened, err);
    if (c == CONFLICT)
        return fail(err, BAD_INPUT, "backup", "the backup does not fit together: %s", str_z(r->arena, str_copy(r->arena, cstr(err->text))));
    TRY(c);
    TRY(migrate_within(r->db, r->arena, steps, n, err));
    r->out->schema = migrate_version(r->db);
    return OK;
}

static code keys_open(struct restore *r, struct error *err)
{
    if (str_is_empty(r->q->master_key))
        return OK;
    return master_key_fits(r->arena, r->db, "master key", r->q->master_key, err);
}

static code fill_and_check(struct restore *r, struct error *err)
{
    TRY(fill(r, err));
    return keys_open(r, err);
}

static code in_transaction(struct restore *r, struct error *err)
{
    TRY(db_check_references(r->db, false, err));
    TRY(db_begin(r->db, err));
    code c = db_end(r->db, fill_and_check(r, err), err);
    TRY(db_check_references(r->db, true, c == OK ? err : NULL));
    return c;
}

/* It outlives the reader. */
static void keep_header(struct arena *a, struct archive_header *h)
{
    h->made_by = str_copy(a, h->made_by);
    h->public_url = str_copy(a, h->public_url);
    h->key_name = str_copy(a, h->key_name);
}

static code restore(struct restore *r, struct error *err)
{
    TRY(archive_open(r->arena, r->q->source, &r->reader, &r->out->header, err));
    keep_header(r->arena, &r->out->header);
    code c = check_name(r, err);
    if (c == OK)
        c = r->db ? in_transaction(r, err) : read_stream(r, err);
    archive_close(r->reader);
    return c;
}

code restore_rows(struct db *db, struct arena *a, const struct restore_request *q, struct restored *out, struct error *err)
{
    struct restore r = {.db = db, .arena = a, .q = q, .out = out};

    *out = (struct restored){0};
    return restore(&r, err);
}

code restore_check(struct arena *a, const struct restore_request *q, struct restored *out, struct error *err)
{
    struct restore r = {.arena = a, .q = q, .out = out};

    *out = (struct restored){0};
    return restore(&r, err);
}
