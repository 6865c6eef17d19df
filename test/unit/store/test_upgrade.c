/* A database in use goes through every step of the schema, on both engines: each table is filled as
 * soon as a step made it, each column as soon as it was added, and no later step may lose any of it.
 * Whatever a row is numbered, all its columns say, so that each reference leads to the row of the
 * same number. New tables and steps need nothing here, unless they mean to give something up. */
#include "store/tables.h"
#include "unit/store_db.h"

#define ROWS 3                                   /* the last one has nothing where it may */

/* What a step means to give up: tables whose rows went into others, and what was tidied by the way. */
struct given_up { int step; const char *table; };
static const struct given_up given_up[] = {
    {3, "award_batch_row"},
};

LIST_OF(row_list, struct str_list);
struct kept { str name; struct str_list columns; struct row_list rows; };
LIST_OF(kept_list, struct kept);
/* one: memory of this step. */
struct upgrade { struct store *s; struct arena *a, *one; const struct migration *step; struct kept_list kept; struct table_list now; int64_t *counts; };

/* Ends the test; `what` is what it is about. */
static void lost(const struct upgrade *u, str table, const char *what)
{
    print_error("step %d, " STR_FMT ": %s\n", u->step->number, STR_ARG(table), what);
    _fail(__FILE__, __LINE__);
}

static str text_of(struct arena *a, const struct value *v)
{
    return v->kind == VALUE_NULL ? S("-") : v->kind == VALUE_INT ? str_printf(a, "%lld", (long long)v->i) : str_printf(a, "'" STR_FMT "'", STR_ARG(v->s));
}

static bool says(const struct upgrade *u, const char *before, str name, const char *after)
{
    return str_contains(u->step->sql, str_printf(u->one, "%s" STR_FMT "%s", before, STR_ARG(name), after));
}

static bool is_given_up(const struct upgrade *u, str table)
{
    for (size_t i = 0; i < COUNT(given_up); i++)
        if (given_up[i].step == u->step->number && str_eq(table, cstr(given_up[i].table)))
            return true;
    return false;
}

/* ---- read ---- */

struct reading { struct arena *a; const struct table *t; struct kept *out; };

static code keep_row(void *ctx, const struct value *values, struct error *err)
{
    struct reading *r = ctx;
    struct str_list *row = list_add(r->a, &r->out->rows);

    (void)err;
    *row = (struct str_list){0};
    for (size_t i = 0; i < r->t->n; i++)
        *list_add(r->a, row) = text_of(r->a, &values[i]);
    return OK;
}

static struct kept read_table(struct upgrade *u, struct arena *a, const struct table *t)
{
    struct kept out = {.name = str_copy(a, t->name)};
    struct error err = {0};

    for (size_t i = 0; i < t->n; i++)
        *list_add(a, &out.columns) = str_copy(a, t->columns[i].name);
    check_ok(db_begin(u->s->db, &err), &err);
    check_ok(db_end(u->s->db, table_read(u->s->db, t, keep_row, &(struct reading){a, t, &out}, &err), &err), &err);
    return out;
}

static const struct table *table_named(const struct upgrade *u, str name)
{
    for (size_t i = 0; i < u->now.n; i++)
        if (str_eq(u->now.items[i].name, name))
            return &u->now.items[i];
    return NULL;
}

static struct kept *kept_named(struct upgrade *u, str name)
{
    for (size_t i = 0; i < u->kept.n; i++)
        if (str_eq(u->kept.items[i].name, name))
            return &u->kept.items[i];
    return NULL;
}

static size_t column_at(const struct kept *t, str name)
{
    size_t i = 0;

    while (i < t->columns.n && !str_eq(t->columns.items[i], name))
        i++;
    return i;
}

/* ---- is it all there? ---- */

/* Does the step write this column, in an UPDATE of the table? */
static bool is_set(const struct upgrade *u, str table, str column)
{
    str rest = u->step->sql, update = str_printf(u->one, "UPDATE " STR_FMT " SET", STR_ARG(table)), first = str_printf(u->one, " " STR_FMT " = ", STR_ARG(column)), one;

    for (ptrdiff_t at; (at = str_find(rest, update)) >= 0;) {
        rest = str_from(rest, (size_t)at);
        if (str_cut(&rest, ';', &one) && str_contains(one, first))
            return true;
    }
    return false;
}

static bool has_row(const struct upgrade *u, const struct kept *now, const struct kept *was, const struct str_list *row)
{
    for (size_t i = 0; i < now->rows.n; i++) {
        bool is_same = true;
        for (size_t c = 0; c < was->columns.n && is_same; c++) {
            size_t at = column_at(now, was->columns.items[c]);
            is_same = at == now->columns.n || str_eq(now->rows.items[i].items[at], row->items[c]) || is_set(u, was->name, was->columns.items[c]);
        }
        if (is_same)
            return true;
    }
    return false;
}

static void check_rows(struct upgrade *u, const struct kept *was, const struct table *t)
{
    struct kept now = read_table(u, u->one, t);

    for (size_t c = 0; c < was->columns.n; c++)
        if (column_at(&now, was->columns.items[c]) == now.columns.n && !says(u, "DROP COLUMN ", was->columns.items[c], ";"))
            lost(u, was->name, str_z(u->one, str_printf(u->one, "column " STR_FMT " is gone", STR_ARG(was->columns.items[c]))));
    for (size_t i = 0; i < was->rows.n; i++)
        if (!has_row(u, &now, was, &was->rows.items[i]))
            lost(u, was->name, str_z(u->one, str_printf(u->one, "row %zu says something else", i + 1)));
}

/* Of all tables at once: there are hundreds of them, and steps. */
static void count_all(struct upgrade *u)
{
    struct buf b = buf_new(u->one);
    struct error err = {0};

    u->counts = NEW_ARRAY(u->one, u->now.n + 1, int64_t);
    for (size_t i = 0; i < u->now.n; i++)
        buf_printf(&b, "%sSELECT %zu, count(*) FROM \"" STR_FMT "\"", i ? " UNION ALL " : "", i, STR_ARG(u->now.items[i].name));
    struct rows *r = db_query_made(u->s->db, str_z(u->one, buf_done(&b)), NO_ARGS);
    while (rows_next(r))
        u->counts[row_int(r, 0)] = row_int(r, 1);
    check_ok(rows_end(r, &err), &err);
}

/* What a step does not name it can only lose by a reference: its rows are counted. */
static void check_table(struct upgrade *u, const struct kept *was)
{
    const struct table *t = table_named(u, was->name);

    if (is_given_up(u, was->name))
        return;
    if (!t)
        lost(u, was->name, "the table is gone");
    int64_t n = u->counts[t - u->now.items];
    if (n < (int64_t)was->rows.n)
        lost(u, was->name, str_z(u->one, str_printf(u->one, "%lld of %zu rows are left", (long long)n, was->rows.n)));
    if (says(u, " ", was->name, ""))
        check_rows(u, was, t);
}

/* ---- filled ---- */

static const char sqlite_nullable[] = SQL("SELECT name FROM pragma_table_info($1) WHERE \"notnull\" = 0 AND pk = 0");
static const char postgres_nullable[] = SQL("SELECT attname FROM pg_attribute WHERE attrelid = CAST($1 AS regclass) AND attnum > 0 AND NOT attnotnull AND NOT attisdropped");

static struct str_list nullable_of(struct upgrade *u, const struct table *t)
{
    struct rows *r = db_query(u->s->db, u->s->postgres ? postgres_nullable : sqlite_nullable, ARGS(v_str(t->name)));
    struct str_list out = {0};
    struct error err = {0};

    while (rows_next(r))
        *list_add(u->one, &out) = row_str(r, 0, u->one);
    check_ok(rows_end(r, &err), &err);
    return out;
}

static bool is_in(const struct str_list *all, str s)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], s))
            return true;
    return false;
}

static struct value value_of(struct upgrade *u, enum value_kind kind, int64_t number)
{
    str text = str_printf(u->one, "%lld", (long long)number);

    return kind == VALUE_INT ? v_int(number) : kind == VALUE_BYTES ? v_bytes(text) : v_str(text);
}

/* False: what it refers to is not filled yet. A row that a step made itself stays. */
static bool fill(struct upgrade *u, const struct table *t)
{
    const char *sql = str_z(u->one, str_printf(u->one, "%s ON CONFLICT DO NOTHING", t->insert));
    struct str_list nullable = nullable_of(u, t);
    struct error err = {0};

    for (int64_t number = 1; number <= ROWS; number++) {
        struct value *values = NEW_ARRAY(u->one, t->n, struct value);
        for (size_t i = 0; i < t->n; i++)
            values[i] = number == ROWS && is_in(&nullable, t->columns[i].name) ? v_null() : value_of(u, t->columns[i].kind, number);
        code c = db_run_made(u->s->db, sql, (struct args){values, t->n}, NULL, &err);
        if (c == CONFLICT)
            return false;
        check_ok(c, &err);
    }
    if (t->set_counter)
        check_ok(table_set_counter(u->s->db, t, 100, &err), &err);
    return true;
}

/* A column that was added says the number of its row too, by what another column says of it. */
static void fill_columns(struct upgrade *u, const struct table *t, const struct kept *was)
{
    struct error err = {0};
    size_t number = 0;

    while (number < t->n && (t->columns[number].kind != VALUE_INT || column_at(was, t->columns[number].name) == was->columns.n))
        number++;
    for (size_t i = 0; i < t->n && number < t->n; i++) {
        const struct table_column *c = &t->columns[i];
        if (column_at(was, c->name) < was->columns.n)
            continue;
        str by = t->columns[number].name, as = c->kind == VALUE_INT ? S("BIGINT") : c->kind == VALUE_BYTES ? S("BYTES") : S("TEXT");
        str sql = str_printf(u->one, "UPDATE \"" STR_FMT "\" SET \"" STR_FMT "\" = CAST(CAST(\"" STR_FMT "\" AS TEXT) AS " STR_FMT ") WHERE \"" STR_FMT "\" < %d",
                             STR_ARG(t->name), STR_ARG(c->name), STR_ARG(by), STR_ARG(as), STR_ARG(by), ROWS);
        check_ok(db_script(u->s->db, migrate_text(u->one, sql, u->s->postgres), &err), &err);
    }
}

static void fill_new(struct upgrade *u)
{
    struct table_list open = {0};

    for (size_t i = 0; i < u->now.n; i++)
        if (!kept_named(u, u->now.items[i].name))
            *list_add(u->one, &open) = u->now.items[i];
    for (size_t left = open.n, before = 0; left > 0 && left != before;) {
        before = left;
        left = 0;
        for (size_t i = 0; i < before; i++)
            if (!fill(u, &open.items[i]))
                open.items[left++] = open.items[i];
        if (left == before)
            lost(u, open.items[0].name, "what it refers to has no row of the same number");
    }
}

/* ---- all steps ---- */

static void remember(struct upgrade *u)
{
    struct kept_list now = {0};

    for (size_t i = 0; i < u->now.n; i++) {
        struct kept *was = kept_named(u, u->now.items[i].name);
        *list_add(u->a, &now) = was && !says(u, " ", was->name, "") ? *was : read_table(u, u->a, &u->now.items[i]);
    }
    u->kept = now;
}

/* Each by a connection of its own, as each makes its own statements. */
static void take_step(struct upgrade *u, const struct migration *steps)
{
    struct error err = {0};

    close_store(u->s);
    open_store(u->s, u->s->url, 1);
    if (migrate(u->s->db, u->one, steps, (size_t)u->step->number, &err) != OK)
        lost(u, cstr(u->step->name), err.text);
    check_ok(tables_list(u->s->db, &u->now, &err), &err);
    count_all(u);
    for (size_t i = 0; i < u->kept.n; i++)
        check_table(u, &u->kept.items[i]);
    fill_new(u);
    for (size_t i = 0; i < u->now.n; i++) {
        const struct kept *was = kept_named(u, u->now.items[i].name);
        if (was)
            fill_columns(u, &u->now.items[i], was);
    }
    remember(u);
}

static void upgrade(struct store *s)
{
    struct upgrade u = {.s = s, .a = test_arena};
    struct error err = {0};
    str finding;
    size_t n;
    const struct migration *steps = migrate_steps(test_arena, &n);

    for (size_t i = 0; i < n; i++) {
        u.step = &steps[i];
        u.one = arena_new(0);
        take_step(&u, steps);
        arena_free(u.one);
    }
    check_ok(tables_check(s->db, test_arena, &finding, &err), &err);
    assert_true(str_is_absent(finding));
}

TEST(no_step_loses_anything_of_a_database_in_use)
{
    each_engine(upgrade);
}
