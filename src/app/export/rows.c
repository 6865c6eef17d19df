/* export/rows.c — the tables: each as JSON, a row on a line of its own, and as CSV
 * for spreadsheets; files of pictures and evidence; and what the columns are. */
#include "app/export/export_private.h"

#include "base/codec.h"
#include "base/log.h"
#include "format/csv.h"
#include "format/json.h"
#include "store/migrate.h"

struct reading { struct export *x; const struct table *t; const struct export_table *as; int64_t rows; };

/* ---- one row ---- */

static str cell_text(struct arena *a, const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT:   return str_printf(a, "%lld", (long long)v->i);
    case VALUE_TEXT:  return v->s;
    case VALUE_BYTES: return base64url_encode(a, v->s);
    default:          return S("");
    }
}

static void put_value(struct json_writer *w, struct arena *a, const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT:   json_put_int(w, v->i); break;
    case VALUE_TEXT:  json_put_str(w, v->s); break;
    case VALUE_BYTES: json_put_str(w, base64url_encode(a, v->s)); break;
    default:          json_put_null(w); break;
    }
}

static code put_json_row(void *ctx, const struct value *values, struct error *err)
{
    struct reading *r = ctx;
    struct arena *a = r->x->item;

    arena_reset(a);
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    buf_putz(&b, r->rows++ ? ",\n" : "\n");
    json_open_object(&w);
    for (size_t i = 0; i < r->t->n; i++) {
        if (export_withholds(r->as, r->t->columns[i].name))
            continue;
        json_put_key_str(&w, r->t->columns[i].name);
        put_value(&w, a, &values[i]);
    }
    json_close_object(&w);
    return export_piece(r->x, buf_done(&b), err);
}

static code put_csv_row(void *ctx, const struct value *values, struct error *err)
{
    struct reading *r = ctx;
    bool first = true;

    arena_reset(r->x->item);
    struct buf b = buf_new(r->x->item);
    for (size_t i = 0; i < r->t->n; i++) {
        if (export_withholds(r->as, r->t->columns[i].name))
            continue;
        csv_put(&b, cell_text(r->x->item, &values[i]), first);
        first = false;
    }
    csv_end_row(&b);
    return export_piece(r->x, buf_done(&b), err);
}

/* ---- one table ---- */

static code read(struct reading *r, table_row_fn *fn, struct error *err)
{
    return table_read_part(r->x->db, r->x->a, r->t, &(struct table_part){r->as->which, r->x->q->org}, fn, r, err);
}

static code put_json(struct reading *r, struct error *err)
{
    str name = str_printf(r->x->a, "tables/%s.json", r->as->name);

    TRY(export_begin(r->x, name, err));
    TRY(export_piece(r->x, S("["), err));
    TRY(read(r, put_json_row, err));
    TRY(export_piece(r->x, S("\n]\n"), err));
    return export_close(r->x, name, err);
}

static code put_csv(struct reading *r, struct error *err)
{
    str name = str_printf(r->x->a, "tables/%s.csv", r->as->name);
    struct buf heads = buf_new(r->x->a);
    bool first = true;

    buf_putz(&heads, "\xEF\xBB\xBF");
    for (size_t i = 0; i < r->t->n; i++) {
        if (export_withholds(r->as, r->t->columns[i].name))
            continue;
        csv_put(&heads, r->t->columns[i].name, first);
        first = false;
    }
    csv_end_row(&heads);
    TRY(export_begin(r->x, name, err));
    TRY(export_piece(r->x, buf_done(&heads), err));
    TRY(read(r, put_csv_row, err));
    return export_close(r->x, name, err);
}

static size_t column_of(const struct table *t, str name)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->columns[i].name, name))
            return i;
    return t->n;
}

/* What is drawn by us has an ending that programs know; evidence is what somebody
 * brought, and stays without. */
static code put_file(void *ctx, const struct value *values, struct error *err)
{
    struct reading *r = ctx;
    size_t hash = column_of(r->t, S("hash")), type = column_of(r->t, S("type")), bytes = column_of(r->t, S("bytes"));
    bool is_svg = type < r->t->n && str_eq(values[type].s, S("image/svg+xml"));

    arena_reset(r->x->item);
    return export_add(r->x, str_printf(r->x->item, "%s/" STR_FMT "%s", r->as->folder, STR_ARG(values[hash].s), type == r->t->n ? "" : is_svg ? ".svg" : ".png"),
                      values[bytes].s, err);
}

static code put_table(struct export *x, const struct table *t, const struct export_table *as, int64_t *rows, struct error *err)
{
    struct reading r = {x, t, as, 0};

    TRY(put_json(&r, err));
    TRY(put_csv(&r, err));
    if (as->folder)
        TRY(read(&r, put_file, err));
    *rows = r.rows;
    x->n.tables++;
    x->n.rows += r.rows;
    return OK;
}

/* ---- what the columns are ---- */

static const char *const kind_names[] = {[VALUE_INT] = "number", [VALUE_TEXT] = "text", [VALUE_BYTES] = "bytes"};

static void put_columns(struct json_writer *w, const struct table *t, const struct export_table *as)
{
    json_put_key(w, "columns");
    json_open_array(w);
    for (size_t i = 0; i < t->n; i++) {
        json_open_object(w);
        json_put_member(w, "name", t->columns[i].name);
        json_put_member(w, "type", cstr(kind_names[t->columns[i].kind]));
        if (as->which && export_withholds(as, t->columns[i].name))
            json_put_member_bool(w, "withheld", true);
        json_close_object(w);
    }
    json_close_array(w);
}

static code put_schema_of(struct export *x, struct json_writer *w, const struct table *t, const struct export_table *as, int64_t rows, struct error *err)
{
    int64_t counter = 0;

    TRY(table_counter(x->db, t, &counter, err));
    json_open_object(w);
    json_put_member(w, "name", t->name);
    json_put_member(w, "about", cstr(as->about));
    json_put_member_bool(w, "exported", as->which != NULL);
    if (as->which) {
        json_put_member_int(w, "rows", rows);
        json_put_member_int(w, "lastId", counter);
        json_put_member_bool(w, "imported", !as->stays);
    }
    if (as->which && as->folder)
        json_put_member(w, "files", cstr(as->folder));
    put_columns(w, t, as);
    json_close_object(w);
    return OK;
}

/* Of a later version, or of somebody else who shares the database: what it holds, and
 * of whom, nobody here can say. The rest is worth having all the same. */
static void leave_out(struct export *x, str name)
{
    x->n.unknown = str_is_empty(x->n.unknown) ? name : str_printf(x->a, STR_FMT ", " STR_FMT, STR_ARG(x->n.unknown), STR_ARG(name));
    log_event(LOG_WARN, "export.table-left-out", "table", str_z(x->a, name), "why", "this program does not know it", NULL);
}

static code put_all(struct export *x, const struct table_list *tables, struct json_writer *w, struct error *err)
{
    for (size_t i = 0; i < tables->n; i++) {
        const struct table *t = &tables->items[i];
        const struct export_table *as = export_table_of(t->name);
        int64_t rows = 0;
        if (!as) {
            leave_out(x, t->name);
            continue;
        }
        if (as->which)
            TRY(put_table(x, t, as, &rows, err));
        TRY(put_schema_of(x, w, t, as, rows, err));
    }
    return OK;
}

code export_put_tables(struct export *x, struct error *err)
{
    struct table_list tables;
    struct buf b = buf_new(x->a);
    struct json_writer w = json_writer(&b);

    TRY(tables_list(x->db, &tables, err));
    json_open_object(&w);
    json_put_member_int(&w, "schema", migrate_version(x->db));
    json_put_key(&w, "tables");
    json_open_array(&w);
    TRY(put_all(x, &tables, &w, err));
    json_close_array(&w);
    json_close_object(&w);
    return export_add(x, S("tables/schema.json"), buf_done(&b), err);
}
