/* award/award_table.c — the table of a list: looked at, kept, read anew. */
#include "app/award/award_table.h"

#include "app/award/award_private.h"
#include "base/codec.h"
#include "base/crypto.h"

#define TOP_BYTES ((size_t)16 << 10)

/* ---- looked at ---- */

/* Whole lines, as many as fit. */
static str top_of(str text)
{
    size_t n = text.n;

    if (n <= TOP_BYTES)
        return text;
    for (n = TOP_BYTES; n > 0 && text.p[n - 1] != '\n'; n--)
        ;
    return str_slice(text, 0, n);
}

/* What cannot be read is told by whoever reads all of it. */
static void read_top(struct arena *a, str text, struct csv_table *out)
{
    struct csv *csv;
    struct csv_row row;
    bool found = true;

    if (csv_open(a, top_of(text), &csv, NULL) != OK)
        return;
    while (out->n <= TABLE_SAMPLES && csv_next(csv, a, &row, &found, NULL) == OK && found)
        *list_add(a, out) = row;
}

static str sample_of(struct arena *a, const struct csv_table *top, size_t column, size_t from)
{
    struct buf b = buf_new(a);

    for (size_t i = from; i < top->n && b.n < 100; i++)
        if (column < top->items[i].cells.n && !str_is_empty(str_trim(top->items[i].cells.items[column])))
            buf_printf(&b, "%s" STR_FMT, b.n ? " · " : "", STR_ARG(str_trim(top->items[i].cells.items[column])));
    return buf_done(&b);
}

static bool has_address(const struct csv_row *row)
{
    for (size_t i = 0; i < row->cells.n; i++)
        if (str_contains(row->cells.items[i], S("@")))
            return true;
    return false;
}

/* The first line says nothing that we know, and the one below it is of a table. */
static bool is_strange(const struct csv_table *top)
{
    return top->n > 1 && !has_address(&top->items[0]) && has_address(&top->items[1]) && top->items[1].cells.n == top->items[0].cells.n;
}

static void look(struct arena *a, const struct table_of *of, struct table *out)
{
    struct csv_table top = {0};
    struct list_columns c = {0};

    *out = (struct table){0};
    read_top(a, of->text, &top);
    if (top.n == 0 || top.items[0].cells.n < 2 || top.items[0].cells.n > MAPPING_COLUMNS)
        return;
    out->is_table = true;
    out->must_ask = columns_read(a, &top.items[0], of->results, &c, NULL) != OK || (!c.named && is_strange(&top));
    mapping_guess(&c, &top.items[0], &top.items[top.n > 1], &out->mapping);
    out->heads = top.items[0].cells;
    out->not_read = c.ignored;
    for (size_t i = 0; i < out->heads.n; i++)
        *list_add(a, &out->samples) = sample_of(a, &top, i, out->mapping.has_names);
}

/* ---- what was said before ---- */

static str heads_key(struct arena *a, const struct str_list *heads)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < heads->n; i++)
        buf_printf(&b, "%zu:" STR_FMT ",", i, STR_ARG(columns_bare(a, heads->items[i])));
    struct sha256 h = sha256(buf_done(&b));
    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static const char sql_said[] = SQL("SELECT mapping FROM award_columns WHERE org_id = $1 AND heads = $2");
static const char sql_say[] = SQL(
    "INSERT INTO award_columns (org_id, heads, mapping, changed_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id, heads) DO UPDATE SET mapping = excluded.mapping, changed_at = excluded.changed_at");

static void take_mapping(struct arena *a, str text, const struct table_of *of, struct table *t)
{
    struct column_mapping m;

    mapping_read(a, text, of->results, &m);
    if (m.n != t->heads.n)
        return;
    t->mapping = m;
    t->is_said = true;
    t->must_ask = false;
}

code table_learn(struct db *db, struct arena *a, const struct table_of *of, struct table *out, struct error *err)
{
    look(a, of, out);
    if (!out->is_table || !out->mapping.has_names)
        return OK;
    struct rows *r = db_query(db, sql_said, ARGS(v_int(of->org), v_str(heads_key(a, &out->heads))));
    if (rows_next(r))
        take_mapping(a, row_str(r, 0, a), of, out);
    return rows_end(r, err);
}

/* ---- kept ---- */

static const char sql_keep[] = SQL("INSERT INTO award_batch_source (batch_id, n_lines, top, mapping) VALUES ($1, $2, $3, $4)");
static const char sql_get[] = SQL("SELECT top, mapping FROM award_batch_source WHERE batch_id = $1");
static const char sql_lines[] = SQL("SELECT coalesce(max(n_lines), 0) FROM award_batch_source WHERE batch_id = $1");
static const char sql_change[] = SQL("UPDATE award_batch_source SET mapping = $2 WHERE batch_id = $1");
static const char sql_drop[] = SQL("DELETE FROM award_batch_source WHERE batch_id = $1");

code table_keep(struct db *db, struct arena *a, int64_t list, const struct table_of *of, const struct table *t, struct error *err)
{
    str mapping = t->is_said ? mapping_text(a, &t->mapping, of->results) : S("");
    return db_run(db, sql_keep, ARGS(v_int(list), v_int(of->lines), v_str(top_of(of->text)), v_str(mapping)), NULL, err);
}

code table_drop(struct db *db, int64_t list, struct error *err)
{
    return db_run(db, sql_drop, ARGS(v_int(list)), NULL, err);
}

/* By its first lines. */
code table_of_list(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct table *out, struct error *err)
{
    struct table_of of = {.org = b->org, .results = &badge->v.results};
    struct rows *r = db_query(db, sql_get, ARGS(v_int(b->id)));

    *out = (struct table){0};
    if (rows_next(r)) {
        of.text = row_str(r, 0, a);
        look(a, &of, out);
        take_mapping(a, row_str(r, 1, a), &of, out);
    }
    return rows_end(r, err);
}

static code get(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, struct table *out, struct error *err)
{
    *out = (struct table){0};
    if (bulk_is(b, "draft"))
        TRY(table_of_list(db, a, b, badge, out, err));
    return out->is_table ? OK : fail(err, NOT_FOUND, "list", "this list has no columns any more");
}

code table_get(struct db *db, struct arena *a, const struct bulk *b, struct table *out, struct error *err)
{
    struct badge_row badge;

    TRY(catalog_get(db, a, b->org, b->achievement, &badge, err));
    return get(db, a, b, &badge, out, err);
}

code table_lines(struct db *db, int64_t list, int64_t *out, struct error *err)
{
    return db_int(db, sql_lines, ARGS(v_int(list)), out, err);
}

/* ---- read anew ---- */

static code say(struct db *db, struct arena *a, const struct bulk *b, const struct table *t, const struct badge_row *badge, struct error *err)
{
    str mapping = mapping_text(a, &t->mapping, &badge->v.results);

    TRY(db_run(db, sql_change, ARGS(v_int(b->id), v_str(mapping)), NULL, err));
    if (!t->mapping.has_names)
        return OK;
    return db_run(db, sql_say, ARGS(v_int(b->org), v_str(heads_key(a, &t->heads)), v_str(mapping), v_int(clock_now())), NULL, err);
}

static code fill_anew(struct db *db, struct arena *a, const struct bulk *b, const struct badge_row *badge, const struct column_mapping *m,
                      struct error *err)
{
    struct list_reader *list;
    str text;

    TRY(bulk_empty(db, b->id, err));
    TRY(source_open(db, b->id, &text, err));
    code c = plan_open(a, text, &list, err);
    if (c == OK)
        c = bulk_fill(db, a, b, badge, list, m, err);
    source_close(text);
    return c;
}

static code read_anew(struct db *db, struct arena *a, const struct bulk_act *act, const struct column_mapping *m, struct error *err)
{
    struct bulk b;
    struct badge_row badge;
    struct table t;
    struct column_choice_list choices = {0};
    int64_t lines;

    TRY(bulk_get(db, a, act->org, act->list, &b, err));
    TRY(catalog_get(db, a, act->org, b.achievement, &badge, err));
    if (get(db, a, &b, &badge, &t, NULL) != OK)
        return fail(err, CONFLICT, "list", "the columns of this list cannot be changed any more");
    mapping_choices(a, &badge.v.results, &choices);
    TRY(mapping_check(m, &choices, err));
    t.mapping = *m;
    TRY(table_lines(db, b.id, &lines, err));
    TRY(say(db, a, &b, &t, &badge, err));
    if (!lines)
        return fill_anew(db, a, &b, &badge, m, err);
    TRY(bulk_is_read(db, &b, err));
    return bulk_read_on(db, a, &b, err);
}

code bulk_read_anew(struct db *db, struct arena *a, const struct bulk_act *act, const struct column_mapping *m, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, read_anew(db, a, act, m, err), err);
}
