/* ledger/ledger_erase.c — a person is erased: what entries say goes with the salts
 * that their hashes could be tried out with, and an entry says which it were, so
 * that nobody can take words out and call it an erasure. */
#include <string.h>

#include "app/ledger/ledger_private.h"

struct erasing {
    const struct ledger *l;
    struct db *db;
    struct arena *a;
    int64_t org, person;
    struct ledger_chain chain;
    LIST(int64_t) entries;
    struct str_list lines;
};

/* ---- entries about one row ---- */

static const char sql_about[] = SQL("SELECT e.seq FROM ledger_entry e WHERE e.org_id = $1 AND e.person_id = $2 AND e.thing <> '' ORDER BY e.seq");
static const char sql_blank[] = SQL(
    "UPDATE ledger_entry SET row_text = NULL, was_text = NULL, salts = $3 WHERE org_id = $1 AND person_id = $2 AND thing <> ''");

static code blank_entries(struct erasing *e, struct error *err)
{
    static const char zeros[LEDGER_SALT];
    struct rows *r = db_query(e->db, sql_about, ARGS(v_int(e->org), v_int(e->person)));

    while (rows_next(r))
        *list_add(e->a, &e->entries) = row_int(r, 0);
    TRY(rows_end(r, err));
    return db_run(e->db, sql_blank, ARGS(v_int(e->org), v_int(e->person), v_bytes((str){zeros, LEDGER_SALT})), NULL, err);
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
        char *blank = (char *)(uintptr_t)str_copy(e->a, salts).p;
        memset(blank + i * LEDGER_SALT, 0, LEDGER_SALT);
        *list_add(e->a, &e->lines) = str_printf(e->a, "%lld:%zu", (long long)seq, i);
        return db_run(e->db, sql_salts, ARGS(v_int(e->org), v_int(seq), v_bytes((str){blank, salts.n})), NULL, err);
    }
    return OK;
}

static code blank_blocks(struct erasing *e, const struct ledger_kind *k, int64_t id, struct error *err)
{
    struct rows *r = db_query(e->db, sql_blocks, ARGS(v_int(e->org), v_str(cstr(k->t->name)), v_int(id)));
    LIST(struct { int64_t seq; str lines; str salts; }) found = {0};

    while (rows_next(r))
        *list_add(e->a, &found) = (typeof(*found.items)){row_int(r, 0), row_str(r, 1, e->a), row_str(r, 2, e->a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < found.n; i++)
        TRY(blank_line(e, found.items[i].seq, found.items[i].lines, found.items[i].salts, id, err));
    return OK;
}

/* ---- what still stands ---- */

struct standing { const struct ledger_kind *kind; int64_t id; str row; };
LIST_OF(standing_list, struct standing);

static code find_standing(struct erasing *e, struct standing_list *out, struct error *err)
{
    for (size_t i = 0; i < e->l->n; i++) {
        const struct ledger_kind *k = &e->l->kinds[i];
        if (!k->of_person)
            continue;
        struct rows *r = db_query(e->db, k->of_person, ARGS(v_int(e->org), v_int(e->person)));
        while (rows_next(r))
            *list_add(e->a, out) = (struct standing){k, row_int(r, ROW_KEY), ledger_row_text(e->a, e->chain.pepper, k, r, 0)};
        TRY(rows_end(r, err));
    }
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

static code erase_with(struct erasing *e, struct error *err)
{
    struct standing_list all = {0};

    TRY(ledger_open(e->db, e->a, e->l, e->org, &e->chain, err));
    TRY(find_standing(e, &all, err));
    TRY(blank_entries(e, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(blank_blocks(e, all.items[i].kind, all.items[i].id, err));
    struct ledger_entry said = {.act = S("erased"), .person = e->person, .was = said_of(e)};
    TRY(ledger_put(e->db, e->a, e->l, &e->chain, &said, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(ledger_put_row(e->db, e->a, e->l, &e->chain, "stands", all.items[i].kind, all.items[i].id, e->person, all.items[i].row, (str){0}, err));
    return ledger_close(e->db, e->a, e->l, &e->chain, err);
}

code ledger_erase(struct db *db, struct arena *a, int64_t org, int64_t person, struct error *err)
{
    struct erasing e = {.l = ledger_of(db), .db = db, .a = a, .org = org, .person = person};

    if (!e.l)
        return OK;
    TRY(ledger_seal(e.l, db, err));
    return erase_with(&e, err);
}
