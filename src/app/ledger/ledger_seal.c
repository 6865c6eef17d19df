/* ledger/ledger_seal.c — the end of a transaction: what it touched is read and
 * written behind the chains of its organisations. */
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/attempt.h"

#define FEW 8                                    /* rows that are told one by one; more that came together stand in blocks */

struct sealing {
    const struct ledger *l;
    struct db *db;
    struct rows *touched;                        /* which tables */
    struct arena *a, *row;                       /* of the transaction; of some rows */
    LIST(struct ledger_chain *) chains;
    struct ledger_block block;
    struct ledger_chain *of_block;
};

static code chain_of(struct sealing *s, int64_t org, struct ledger_chain **out, struct error *err)
{
    for (size_t i = 0; i < s->chains.n; i++)
        if ((*out = s->chains.items[i])->org == org)
            return OK;
    *out = *list_add(s->a, &s->chains) = NEW(s->a, struct ledger_chain);
    return ledger_open(s->db, s->a, s->l, org, *out, err);
}

/* ---- rows that came ---- */

static code flush(struct sealing *s, struct error *err)
{
    struct ledger_block *b = &s->block;

    if (b->n > FEW)
        return ledger_put_block(s->db, s->row, s->l, s->of_block, b, err);
    for (size_t i = 0; i < b->n; i++)
        TRY(ledger_put_row(s->db, s->row, s->l, s->of_block, b->act, b->kind, b->rows[i].id, b->rows[i].person, b->rows[i].row, (str){0}, err));
    b->n = 0;
    return OK;
}

static code flush_and_forget(struct sealing *s, struct error *err)
{
    TRY(flush(s, err));
    arena_reset(s->row);
    return OK;
}

static code put_added(struct sealing *s, const struct ledger_kind *k, struct ledger_chain *c, int64_t id, int64_t person, str row, struct error *err)
{
    struct ledger_block *b = &s->block;

    if (b->n && (b->kind != k || s->of_block != c))
        TRY(flush(s, err));
    b->kind = k;
    b->act = "added";
    s->of_block = c;
    b->rows[b->n++] = (typeof(b->rows[0])){id, person, row};
    return b->n == LEDGER_BLOCK ? flush_and_forget(s, err) : OK;
}

/* ---- one row ---- */

/* One whose parent went with it does not know its organisation any more: who wrote
 * of it last does. A number is one organisation's alone, but a block of another may
 * begin before it and end behind it. */
static const char sql_told[] = SQL("SELECT e.org_id, e.at FROM ledger_entry e WHERE e.thing = $1 AND e.first_id = $2 AND e.last_id = $2 ORDER BY e.at DESC LIMIT 1");
static const char sql_told_with[] = SQL(
    "SELECT e.org_id, e.at, e.lines FROM ledger_entry e WHERE e.thing = $1 AND e.first_id <= $2 AND e.last_id >= $2 AND e.last_id > e.first_id AND e.at > $3 ORDER BY e.at DESC");

static bool holds(str lines, int64_t id)
{
    for (size_t i = 0; i < lines.n / LEDGER_LINE; i++)
        if (ledger_line_id(lines, i) == id)
            return true;
    return false;
}

static code whose(struct sealing *s, const struct ledger_kind *k, int64_t key, int64_t *org, struct error *err)
{
    struct value thing = v_str(cstr(k->t->name));
    struct rows *r = db_query(s->db, sql_told, ARGS(thing, v_int(key)));
    msec at = 0;
    bool found = false;

    if (rows_next(r)) {
        *org = row_int(r, 0);
        at = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    r = db_query(s->db, sql_told_with, ARGS(thing, v_int(key), v_int(at)));
    while (!found && rows_next(r))
        if ((found = holds(row_str(r, 2, s->row), key)))
            *org = row_int(r, 0);
    return rows_end(r, err);
}

static code org_of(struct sealing *s, const struct ledger_kind *k, struct rows *r, int64_t key, int64_t *org, struct error *err)
{
    *org = row_int(r, DRAIN_ORG);
    return *org ? OK : whose(s, k, key, org, err);
}

static code put_change(struct sealing *s, const struct ledger_kind *k, struct rows *r, struct error *err)
{
    int64_t key = row_int(r, DRAIN_KEY), person = row_int(r, DRAIN_ROW + ROW_PERSON);
    bool stood = !row_is_null(r, DRAIN_BEFORE), stands = !row_is_null(r, DRAIN_ROW + ROW_KEY);
    int64_t org = 0;
    str now = {0}, before = {0};
    struct ledger_chain *c;

    if (stood || stands)
        TRY(org_of(s, k, r, key, &org, err));
    if (org == 0)
        return OK;
    TRY(chain_of(s, org, &c, err));
    if (c->is_gone)
        return OK;
    if (stands)
        now = ledger_row_text(s->row, c->pepper, k, r, DRAIN_ROW);
    if (stood)
        TRY(ledger_before_text(s->row, c->pepper, k, key, row_str(r, DRAIN_BEFORE, s->row), &before, err));
    if (stands && str_eq(now, before))
        return OK;
    if (!stood)
        return put_added(s, k, c, key, person, now, err);
    TRY(flush(s, err));
    if (!stands)
        return ledger_put_row(s->db, s->row, s->l, c, "removed", k, key, row_int(r, DRAIN_PERSON), (str){0}, before, err);
    return ledger_put_row(s->db, s->row, s->l, c, "changed", k, key, person, now, ledger_difference(s->row, now, before), err);
}

static code seal_kind(struct sealing *s, const struct ledger_kind *k, struct error *err)
{
    struct rows *r = db_query(s->db, k->drain, NO_ARGS);
    code c = OK;

    while (c == OK && rows_next(r)) {
        c = put_change(s, k, r, err);
        if (s->block.n == 0)
            arena_reset(s->row);
    }
    code ended = rows_end(r, c == OK ? err : NULL);
    TRY(c);
    TRY(ended);
    return flush_and_forget(s, err);
}

/* ---- the transaction ---- */

#define WORN 20000                               /* rows that PostgreSQL keeps the remains of, until they are cut off */

static code seal_touched(struct sealing *s, const struct str_list *things, int64_t most, struct error *err)
{
    bool worn = db_is_postgres(s->db) && most > WORN;

    for (size_t i = 0; i < things->n; i++) {
        const struct ledger_kind *k = ledger_kind_named(s->l, things->items[i]);
        if (k)
            TRY(seal_kind(s, k, err));
    }
    for (size_t i = 0; i < s->chains.n; i++)
        TRY(ledger_close(s->db, s->row, s->l, s->chains.items[i], err));
    return db_run(s->db, worn ? ledger_sql_forget_all : ledger_sql_forget, NO_ARGS, NULL, err);
}

static code seal_all(void *ctx, struct error *err)
{
    struct sealing *s = ctx;
    struct rows *r = s->touched;
    struct str_list things = {0};
    int64_t most = 0;

    do {
        *list_add(s->a, &things) = row_str(r, 0, s->a);
        most = row_int(r, 1) > most ? row_int(r, 1) : most;
    } while (rows_next(r));
    TRY(rows_end(r, err));
    return seal_touched(s, &things, most, err);
}

/* Arenas are closed whatever comes of it: a change too large is given up by itself. */
code ledger_seal(const struct ledger *l, struct db *db, struct error *err)
{
    struct rows *r = db_query(db, ledger_sql_touched, NO_ARGS);

    if (!rows_next(r))
        return rows_end(r, err);
    struct sealing s = {.l = l, .db = db, .touched = r, .a = arena_new((size_t)8 << 20), .row = arena_new((size_t)64 << 20)};
    code c = attempt(seal_all, &s, err);
    arena_free(s.a);
    arena_free(s.row);
    return c;
}
