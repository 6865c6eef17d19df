/* ledger/ledger_erase.c — a person is erased: what entries say goes with the salts
 * that their hashes could be tried out with, and an entry says which it were, so
 * that nobody can take words out and call it an erasure. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/attempt.h"

struct row_named { const struct ledger_kind *kind; int64_t id; bool is_theirs; };
LIST_OF(rows_named, struct row_named);

struct erasing {
    const struct ledger *l;
    struct db *db;
    struct arena *a, *row;                       /* of the erasure; of one row */
    int64_t org, person;
    struct ledger_chain chain;
    struct rows_named rows;                      /* theirs, and those that entries about them name: once each */
    struct map *named;
    LIST(int64_t) entries;
    struct str_list lines;
};

static void add_row(struct erasing *e, const struct ledger_kind *k, int64_t id, bool is_theirs)
{
    void **at = map_at(e->named, str_printf(e->a, "%u:%lld", k->index, (long long)id));

    if (!*at)
        *list_add(e->a, &e->rows) = (struct row_named){k, id, is_theirs};
    *at = e;
}

/* ---- rows of theirs ---- */

static code find_theirs(struct erasing *e, struct error *err)
{
    for (size_t i = 0; i < e->l->n; i++) {
        const struct ledger_kind *k = &e->l->kinds[i];
        if (!k->of_person)
            continue;
        struct rows *r = db_query(e->db, k->of_person, ARGS(v_int(e->org), v_int(e->person)));
        while (rows_next(r))
            add_row(e, k, row_int(r, ROW_KEY), true);
        TRY(rows_end(r, err));
    }
    return OK;
}

/* ---- entries about one row ---- */

/* What was theirs may be another's now, and what is theirs may have been another's:
 * two people became one. Entries name who it was when they were written. */
static const char sql_blank[] = SQL(
    "UPDATE ledger_entry SET row_text = NULL, was_text = NULL, salts = $3 WHERE org_id = $1 AND person_id = $2 AND thing <> '' RETURNING seq, thing, first_id");
static const char sql_blank_row[] = SQL(
    "UPDATE ledger_entry SET row_text = NULL, was_text = NULL, salts = $5 WHERE org_id = $1 AND thing = $2 AND first_id = $3 AND last_id = $3"
    " AND coalesce(person_id, 0) <> $4 RETURNING seq");

static const char zeros[LEDGER_SALT];

static code blank_theirs(struct erasing *e, struct error *err)
{
    struct rows *r = db_query(e->db, sql_blank, ARGS(v_int(e->org), v_int(e->person), v_bytes((str){zeros, LEDGER_SALT})));

    while (rows_next(r)) {
        const struct ledger_kind *k = ledger_kind_named(e->l, row_str(r, 1, e->a));
        *list_add(e->a, &e->entries) = row_int(r, 0);
        if (k)
            add_row(e, k, row_int(r, 2), false);
    }
    return rows_end(r, err);
}

static code blank_row(struct erasing *e, const struct row_named *row, struct error *err)
{
    struct rows *r = db_query(e->db, sql_blank_row, ARGS(v_int(e->org), v_str(cstr(row->kind->t->name)), v_int(row->id), v_int(e->person),
                                                         v_bytes((str){zeros, LEDGER_SALT})));

    while (rows_next(r))
        *list_add(e->a, &e->entries) = row_int(r, 0);
    return rows_end(r, err);
}

/* ---- lines of blocks ---- */

static const char sql_blocks[] = SQL(
    "SELECT e.seq, e.lines, e.salts FROM ledger_entry e WHERE e.org_id = $1 AND e.thing = $2 AND e.first_id <= $3 AND e.last_id >= $3 AND e.last_id > e.first_id");
static const char sql_salts[] = SQL("UPDATE ledger_entry SET salts = $3 WHERE org_id = $1 AND seq = $2");

static code blank_line(struct erasing *e, int64_t seq, str lines, str salts, int64_t id, struct error *err)
{
    for (size_t i = 0; i < lines.n / LEDGER_LINE; i++) {
        if (ledger_line_id(lines, i) != id || (i + 1) * LEDGER_SALT > salts.n)
            continue;
        char *blank = (char *)(uintptr_t)str_copy(e->row, salts).p;
        memset(blank + i * LEDGER_SALT, 0, LEDGER_SALT);
        *list_add(e->a, &e->lines) = str_printf(e->a, "%lld:%zu", (long long)seq, i);
        return db_run(e->db, sql_salts, ARGS(v_int(e->org), v_int(seq), v_bytes((str){blank, salts.n})), NULL, err);
    }
    return OK;
}

static code blank_blocks(struct erasing *e, const struct row_named *row, struct error *err)
{
    struct rows *r = db_query(e->db, sql_blocks, ARGS(v_int(e->org), v_str(cstr(row->kind->t->name)), v_int(row->id)));
    LIST(struct { int64_t seq; str lines; str salts; }) found = {0};

    while (rows_next(r))
        *list_add(e->row, &found) = (typeof(*found.items)){row_int(r, 0), row_str(r, 1, e->row), row_str(r, 2, e->row)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(blank_line(e, found.items[i].seq, found.items[i].lines, found.items[i].salts, row->id, err));
    arena_reset(e->row);
    return OK;
}

static code blank_rows(struct erasing *e, struct error *err)
{
    for (size_t i = 0; i < e->rows.n; i++) {
        if (!e->rows.items[i].is_theirs)
            continue;
        TRY(blank_row(e, &e->rows.items[i], err));
        TRY(blank_blocks(e, &e->rows.items[i], err));
    }
    return OK;
}

/* ---- what still stands, whoever's it is ---- */

static code tell_standing(struct erasing *e, const struct row_named *row, struct error *err)
{
    struct rows *r = db_query(e->db, row->kind->one, ARGS(v_int(e->org), v_int(row->id)));
    bool stands = rows_next(r);
    int64_t person = stands ? row_int(r, ROW_PERSON) : 0;
    str text = stands ? ledger_row_text(e->row, e->chain.pepper, row->kind, r, 0) : (str){0};

    TRY(rows_end(r, err));
    if (stands)
        TRY(ledger_put_row(e->db, e->row, e->l, &e->chain, "stands", row->kind, row->id, person, text, (str){0}, err));
    arena_reset(e->row);
    return OK;
}

static str said_of(struct erasing *e)
{
    struct buf b = buf_new(e->a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_key(&w, "entries");
    json_open_array(&w);
    for (size_t i = 0; i < e->entries.n; i++)
        json_put_int(&w, e->entries.items[i]);
    json_close_array(&w);
    json_put_key(&w, "lines");
    json_open_array(&w);
    for (size_t i = 0; i < e->lines.n; i++)
        json_put_str(&w, e->lines.items[i]);
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static code erase_with(void *ctx, struct error *err)
{
    struct erasing *e = ctx;

    TRY(ledger_open(e->db, e->a, e->l, e->org, &e->chain, err));
    TRY(find_theirs(e, err));
    TRY(blank_theirs(e, err));
    TRY(blank_rows(e, err));
    struct ledger_entry said = {.act = S("erased"), .person = e->person, .was = said_of(e)};
    TRY(ledger_put(e->db, e->a, e->l, &e->chain, &said, err));
    for (size_t i = 0; i < e->rows.n; i++)
        TRY(tell_standing(e, &e->rows.items[i], err));
    return ledger_close(e->db, e->a, e->l, &e->chain, err);
}

code ledger_erase(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    struct erasing e = {.l = ledger_of(db), .db = db, .a = a, .org = org, .person = person};

    if (!e.l)
        return OK;
    TRY(ledger_seal(e.l, db, err));
    e.named = map_new(a);
    e.row = arena_new((size_t)64 << 20);
    code c = attempt(erase_with, &e, err);
    arena_free(e.row);
    return c;
}
