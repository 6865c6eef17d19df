/* ledger/ledger_begin.c — the first entries of an organisation, or of a table that
 * is new to its ledger: what stood before. */
#include <string.h>

#include "app/ledger/ledger_private.h"

/* Nobody else begins meanwhile, and nobody writes until it is done. */
static const char sql_alone[] = SQL_ON_POSTGRES("SELECT count(*) FROM (SELECT pg_advisory_xact_lock(7021935402)) l");
static const char sql_lacking[] = SQL(
    "SELECT o.id FROM org o LEFT JOIN ledger_head h ON h.org_id = o.id WHERE h.org_id IS NULL OR h.things <> $1 ORDER BY o.id");
static const char sql_is_new[] = SQL("SELECT count(*) FROM ledger_head WHERE org_id = $1");

struct beginning { const struct ledger *l; struct db *db; struct arena *a, *row; struct ledger_block *block; };

static str things_of(struct arena *a, const struct ledger *l)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < l->n; i++)
        buf_printf(&b, "%s%s", i ? " " : "", l->kinds[i].t->name);
    return buf_done(&b);
}

static bool is_among(str things, const char *name)
{
    str one;

    while (str_cut(&things, ' ', &one))
        if (str_eq(one, cstr(name)))
            return true;
    return false;
}

static code read_page(struct beginning *b, const struct ledger_kind *k, const struct ledger_chain *c, int64_t behind, struct ledger_block *block, struct error *err)
{
    struct rows *r = db_query(b->db, k->page, ARGS(v_int(c->org), v_int(behind), v_int(LEDGER_BLOCK)));

    while (rows_next(r))
        block->rows[block->n++] = (typeof(block->rows[0])){row_int(r, ROW_KEY), row_int(r, ROW_PERSON), ledger_row_text(b->row, c->pepper, k, r, 0)};
    return rows_end(r, err);
}

static code begin_kind(struct beginning *b, const struct ledger_kind *k, struct ledger_chain *c, struct error *err)
{
    struct ledger_block *block = b->block;       /* one for all: a server may have thousands of organisations */
    int64_t behind = INT64_MIN;
    size_t n;

    do {
        *block = (struct ledger_block){.kind = k, .act = "begun"};
        TRY(read_page(b, k, c, behind, block, err));
        n = block->n;
        if (n)
            behind = block->rows[n - 1].id;
        TRY(ledger_put_block(b->db, b->row, b->l, c, block, err));
        arena_reset(b->row);
    } while (n == LEDGER_BLOCK);
    return OK;
}

static code begin_org(struct beginning *b, int64_t org, struct error *err)
{
    struct ledger_chain c;
    int64_t had = 0;

    TRY(db_int(b->db, sql_is_new, ARGS(v_int(org)), &had, err));
    TRY(ledger_open(b->db, b->a, b->l, org, &c, err));
    if (c.is_gone)
        return OK;
    for (size_t i = 0; i < b->l->n; i++)
        if (!had || !is_among(c.things, b->l->kinds[i].t->name))
            TRY(begin_kind(b, &b->l->kinds[i], &c, err));
    c.things = things_of(b->a, b->l);
    return ledger_close(b->db, b->a, b->l, &c, err);
}

static code begin_all(struct beginning *b, struct error *err)
{
    LIST(int64_t) orgs = {0};
    int64_t locked;

    if (db_is_postgres(b->db))
        TRY(db_int(b->db, sql_alone, NO_ARGS, &locked, err));
    struct rows *r = db_query(b->db, sql_lacking, ARGS(v_str(things_of(b->a, b->l))));
    while (rows_next(r))
        *list_add(b->a, &orgs) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < orgs.n; i++)
        TRY(begin_org(b, orgs.items[i], err));
    return OK;
}

static code begin(const struct ledger *l, struct db *db, struct error *err)
{
    struct beginning b = {l, db, arena_new((size_t)64 << 20), arena_new((size_t)64 << 20), NULL};

    b.block = NEW(b.a, struct ledger_block);
    db_done_by(db, 0, S("start"));
    code c = begin_all(&b, err);
    db_done_by(db, 0, (str){0});
    arena_free(b.a);
    arena_free(b.row);
    return c;
}

static code start(struct ledger *l, struct db *db, struct arena *a, struct error *err)
{
    TRY(db_begin(db, err));
    code c = ledger_triggers(l, db, a, err);
    return db_end(db, c == OK ? begin(l, db, err) : c, err);
}

code ledger_start(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    struct ledger *l = ledger_new(app->arena, app->master_key, db_is_postgres(db));

    TRY(start(l, db, a, err));
    db_pool_watch(app->pool, &l->watch);
    return OK;
}
