/* ledger/ledger_check_rows.c — every row of the covered tables held against what
 * the last entry about it says. */
#include <string.h>

#include "app/ledger/ledger_private.h"

#define PAGE 500

static const char sql_text[] = SQL("SELECT e.row_text FROM ledger_entry e WHERE e.org_id = $1 AND e.seq = $2");

/* "valid_until, revoked_at"; of rows that came with others only that they differ is known. */
static str differing(struct ledger_checking *c, int64_t seq, str row)
{
    struct rows *r = db_query(c->db, sql_text, ARGS(v_int(c->org), v_int(seq)));
    str text = rows_next(r) ? row_str(r, 0, c->row) : (str){0}, was;
    const struct json *names = NULL;
    struct buf b = buf_new(c->row);

    if (rows_end(r, NULL) != OK || str_is_absent(text))
        return S("");
    was = ledger_difference(c->row, row, text);
    if (str_is_absent(was) || json_parse(c->row, was, NULL, &names, NULL) != OK)
        return S("");
    for (size_t i = 0; i < json_count(names); i++)
        buf_printf(&b, "%s" STR_FMT, i ? ", " : ": ", STR_ARG(json_key(names, i)));
    return buf_done(&b);
}

static void check_row(struct ledger_checking *c, const struct ledger_kind *k, int64_t id, str row)
{
    struct ledger_stand *p = ledger_stand_at(&c->stands, k, id);
    uint8_t line[LEDGER_LINE];

    p->is_seen = true;
    c->out->rows++;
    if (!p->is_there) {
        ledger_row_flaw(c, ledger_place_of(k, id, p->seq), "%s %lld was put in outside of Lapel", k->t->thing, (long long)id);
        return;
    }
    ledger_line(line, id, p->salt, row);
    if (memcmp(line + 8, p->hash, LEDGER_HASH) != 0)
        ledger_row_flaw(c, ledger_place_of(k, id, p->seq), "%s %lld was changed outside of Lapel since entry %lld" STR_FMT, k->t->thing, (long long)id,
                        (long long)p->seq, STR_ARG(differing(c, p->seq, row)));
}

/* The next page begins behind the last key of this one. The statement is of this
 * check and ends with it, so no connection may keep it by its address. */
static code check_page(struct ledger_checking *c, const struct ledger_kind *k, int64_t *behind, int *n, struct error *err)
{
    struct rows *r = db_query_made(c->db, k->page, ARGS(v_int(c->org), v_int(*behind), v_int(PAGE)));

    for (*n = 0; rows_next(r); ++*n) {
        *behind = row_int(r, ROW_KEY);
        check_row(c, k, *behind, ledger_row_text(c->row, c->pepper, k, r, 0));
        arena_reset(c->row);
    }
    TRY(rows_end(r, err));
    if (c->ask->progress)
        c->ask->progress(c->ask->ctx, c->out);
    return OK;
}

code ledger_check_rows(struct ledger_checking *c, struct error *err)
{
    for (size_t i = 0; i < c->l->n; i++) {
        int64_t behind = INT64_MIN;
        int n = PAGE;
        while (n == PAGE)
            TRY(check_page(c, &c->l->kinds[i], &behind, &n, err));
    }
    for (size_t i = 0; i < c->stands.cap; i++) {
        const struct ledger_stand *p = &c->stands.places[i];
        if (p->kind && p->is_there && !p->is_seen)
            ledger_row_flaw(c, ledger_place_of(&c->l->kinds[p->kind - 1], p->id, p->seq), "%s %lld was taken out outside of Lapel since entry %lld",
                            c->l->kinds[p->kind - 1].t->thing, (long long)p->id, (long long)p->seq);
    }
    return OK;
}
