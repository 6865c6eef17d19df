/* ledger/ledger_check.c — is it all as it was written? Entries first, in their
 * order, then how they end, then what stands in the tables. */
#include <stdarg.h>
#include <string.h>

#include "app/ledger/ledger_private.h"
#include "base/attempt.h"
#include "base/codec.h"

static void note(struct ledger_checking *c, struct ledger_place of, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
static void note(struct ledger_checking *c, struct ledger_place of, const char *fmt, va_list ap)
{
    struct buf b = buf_new(c->a);

    if (c->out->flaws++ >= LEDGER_FLAWS)
        return;
    buf_vprintf(&b, fmt, ap);
    *list_add(c->a, &c->out->found) = buf_done(&b);
    *list_add(c->a, &c->out->places) = of;
}

void ledger_flaw(struct ledger_checking *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    note(c, (struct ledger_place){.thing = S("")}, fmt, ap);
    va_end(ap);
}

struct ledger_place ledger_place_of(const struct ledger_kind *k, int64_t id, int64_t seq)
{
    return (struct ledger_place){cstr(k->t->name), id, seq};
}

void ledger_row_flaw(struct ledger_checking *c, struct ledger_place of, const char *fmt, ...)
{
    va_list ap;

    if (map_get(c->accepted, ledger_place_text(c->row, &of)))
        return;                                  /* the entry that accepts it tells of it */
    va_start(ap, fmt);
    note(c, of, fmt, ap);
    va_end(ap);
}

/* ---- what was erased, and so need not be there ---- */

static const char sql_erased[] = SQL("SELECT e.was_text FROM ledger_entry e WHERE e.org_id = $1 AND e.act = 'erased' AND e.was_text IS NOT NULL");

static void take_erased(struct ledger_checking *c, const struct json *said)
{
    const struct json *entries = json_get(said, "entries"), *lines = json_get(said, "lines");

    for (size_t i = 0; i < json_count(entries); i++)
        *map_at(c->erased, json_number_text(json_item(entries, i))) = c;
    for (size_t i = 0; i < json_count(lines); i++)
        *map_at(c->erased, json_str(json_item(lines, i))) = c;
}

static code find_erased(struct ledger_checking *c, struct error *err)
{
    static const struct json_limits wide = {.bytes = (size_t)32 << 20, .depth = 4, .values = 4000000, .keys = 10, .string = 100};
    struct rows *r = db_query(c->db, sql_erased, ARGS(v_int(c->org)));
    const struct json *said;

    while (rows_next(r))
        if (json_parse(c->a, row_str(r, 0, c->a), &wide, &said, NULL) == OK)
            take_erased(c, said);
    return rows_end(r, err);
}

/* ---- what somebody answers for ---- */

static const char sql_accepted[] = SQL("SELECT e.was_text FROM ledger_entry e WHERE e.org_id = $1 AND e.act = 'accepted' AND e.was_text IS NOT NULL");

static code find_accepted(struct ledger_checking *c, struct error *err)
{
    struct rows *r = db_query(c->db, sql_accepted, ARGS(v_int(c->org)));
    struct ledger_acceptance x;

    while (rows_next(r))
        if (ledger_acceptance_read(c->a, row_str(r, 0, c->a), &x))
            *map_at(c->accepted, ledger_place_text(c->a, &x.of)) = c;
    return rows_end(r, err);
}

/* ---- entries ---- */

static code take_entry(void *ctx, const struct ledger_entry *e, int64_t first, int64_t last, struct error *err)
{
    struct ledger_checking *c = ctx;

    (void)err;
    if (c->out->entries++ == 0)
        c->out->since = e->at;
    c->out->seq = e->seq;
    c->out->until = e->at;
    ledger_check_entry(c, e, first, last);
    if (c->ask->progress && c->out->entries % 1000 == 0)
        c->ask->progress(c->ask->ctx, c->out);
    return OK;
}

/* ---- how it ends ---- */

static const char sql_head[] = SQL("SELECT h.seq, h.hash, h.things, h.pepper, h.mac FROM ledger_head h WHERE h.org_id = $1");

static void check_end(struct ledger_checking *c, int64_t seq, str hash)
{
    int64_t newest = c->next - 1;

    if (seq > newest)
        ledger_flaw(c, newest + 1 == seq ? "the end was cut off: the entry %lld is missing" : "the end was cut off: the entries %lld to %lld are missing",
                    (long long)newest + 1, (long long)seq);
    else if (seq < newest || !str_eq(hash, (str){(const char *)c->last, c->last_n}))
        ledger_flaw(c, "entries were put in behind entry %lld", (long long)seq);
}

static code check_head(struct ledger_checking *c, struct error *err)
{
    struct rows *r = db_query(c->db, sql_head, ARGS(v_int(c->org)));

    if (!rows_next(r)) {
        ledger_flaw(c, "what says how the ledger ends is missing");
        return rows_end(r, err);
    }
    int64_t seq = row_int(r, 0);
    str hash = row_str(r, 1, c->a), things = row_str(r, 2, c->a), mac = row_str(r, 4, c->a);
    c->pepper = row_str(r, 3, c->a);
    TRY(rows_end(r, err));
    if (!str_eq(mac, ledger_head_mac(c->a, c->l, c->org, seq, hash, things, c->pepper)))
        ledger_flaw(c, "what says how the ledger ends was changed");
    else
        check_end(c, seq, hash);
    return OK;
}

static code check_all(void *ctx, struct error *err)
{
    struct ledger_checking *c = ctx;

    TRY(find_erased(c, err));
    TRY(find_accepted(c, err));
    TRY(ledger_entries(c->db, c->row, c->org, INT64_MIN, take_entry, c, err));
    TRY(check_head(c, err));
    TRY(ledger_check_points(c, err));
    c->out->hash = base64url_encode(c->a, (str){(const char *)c->last, c->last_n});
    return ledger_check_rows(c, err);
}

code ledger_verify(struct app *app, struct db *db, struct arena *a, const struct ledger_ask *ask, struct ledger_report *out, struct error *err)
{
    struct arena *large = arena_new((size_t)1 << 30), *row = arena_new((size_t)128 << 20);
    struct ledger_checking c = {.app = app, .l = ledger_new(large, ask->master_key, db_is_postgres(db)), .db = db, .a = a, .row = row, .org = ask->org,
                                .erased = map_new(large), .accepted = map_new(large), .out = out, .ask = ask, .next = 1};

    *out = (struct ledger_report){0};
    code result = attempt(check_all, &c, err);   /* what is open here is closed here, however much it needed */
    ledger_stands_free(&c.stands);
    arena_free(row);
    arena_free(large);
    return result;
}
