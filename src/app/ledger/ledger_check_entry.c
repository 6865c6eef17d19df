/* ledger/ledger_check_entry.c — one entry held against the one before, against its
 * own hashes, and against what earlier ones said of the same rows. */
#include <string.h>

#include "app/ledger/ledger_private.h"

#define SEQ(e) (long long)(e)->seq

static bool is_listed(struct ledger_checking *c, int64_t seq, ptrdiff_t line)
{
    str name = line < 0 ? str_printf(c->row, "%lld", (long long)seq) : str_printf(c->row, "%lld:%td", (long long)seq, line);

    return map_get(c->erased, name) != NULL;
}

/* ---- the chain ---- */

static bool check_place(struct ledger_checking *c, const struct ledger_entry *e)
{
    bool follows = e->seq == c->next;

    if (e->seq > c->next + 1)
        ledger_flaw(c, "the entries %lld to %lld are missing", (long long)c->next, SEQ(e) - 1);
    else if (!follows)
        ledger_flaw(c, "the entry %lld is missing", (long long)c->next);
    c->next = e->seq + 1;
    return follows;
}

static bool is_whole(struct ledger_checking *c, const struct ledger_entry *e, int64_t first, int64_t last)
{
    size_t n = e->lines.n / LEDGER_LINE;
    bool erased = is_listed(c, e->seq, -1);

    return e->lines.n % LEDGER_LINE == 0 && e->salts.n == (n ? n : 1) * LEDGER_SALT &&
           first == ledger_line_id(e->lines, 0) && last == ledger_line_id(e->lines, n ? n - 1 : 0) &&
           (erased ? str_is_absent(e->row) && str_is_absent(e->was) && ledger_is_zero(e->salts)
                   : str_eq(e->said, ledger_said(c->row, e->salts, e->was)) && (n == 1 || str_is_absent(e->row)));
}

/* `follows`: what the one before was is known. */
static bool check_chain(struct ledger_checking *c, const struct ledger_entry *e, bool follows)
{
    str previous = {(const char *)c->last, c->last_n};
    bool same = !follows || str_eq(e->hash, ledger_hash(c->row, e, previous));

    c->last_n = e->hash.n < sizeof c->last ? e->hash.n : sizeof c->last;
    memcpy(c->last, c->last_n ? e->hash.p : "", c->last_n);
    if (!same)
        ledger_flaw(c, "the entry %lld was changed, moved, or put in", SEQ(e));
    else if (!str_eq(e->mac, ledger_mac(c->row, c->l, e->hash)))
        ledger_flaw(c, "the entry %lld was not written by this server: its seal does not hold", SEQ(e));
    return same;
}

/* ---- rows ---- */

static bool has_hash(const struct ledger_stand *p, int64_t id, str row)
{
    uint8_t line[LEDGER_LINE];

    ledger_line(line, id, p->salt, row);
    return memcmp(line + 8, p->hash, LEDGER_HASH) == 0;
}

static void check_text(struct ledger_checking *c, const struct ledger_entry *e, int64_t id)
{
    uint8_t line[LEDGER_LINE];

    ledger_line(line, id, (const uint8_t *)e->salts.p, e->row);
    if (memcmp(line, e->lines.p, LEDGER_LINE) != 0)
        ledger_flaw(c, "what the entry %lld says was changed", SEQ(e));
}

/* Was the row, when it was changed or went, what it had been written down as? */
static void check_before(struct ledger_checking *c, const struct ledger_entry *e, const struct ledger_kind *k, const struct ledger_stand *p)
{
    str before = e->was;

    if (!p->is_there)
        ledger_row_flaw(c, ledger_place_of(k, p->id, e->seq), "%s %lld was put in outside of Lapel before entry %lld", k->t->thing, (long long)p->id, SEQ(e));
    else if (str_is_absent(e->was) || ledger_is_zero((str){(const char *)p->salt, LEDGER_SALT}))
        return;
    else if (!str_is_absent(e->row) && ledger_undo(c->row, e->row, e->was, &before, NULL) != OK)
        ledger_flaw(c, "what the entry %lld says cannot be read", SEQ(e));
    else if (!has_hash(p, p->id, before))
        ledger_row_flaw(c, ledger_place_of(k, p->id, p->seq), "%s %lld was changed outside of Lapel between the entries %lld and %lld", k->t->thing,
                        (long long)p->id, (long long)p->seq, SEQ(e));
}

static void check_came(struct ledger_checking *c, const struct ledger_entry *e, const struct ledger_kind *k, const struct ledger_stand *p)
{
    if (p->is_there)
        ledger_row_flaw(c, ledger_place_of(k, p->id, e->seq), "%s %lld was taken out outside of Lapel before entry %lld", k->t->thing, (long long)p->id, SEQ(e));
}

static void check_line(struct ledger_checking *c, const struct ledger_entry *e, const struct ledger_kind *k, size_t i)
{
    int64_t id = ledger_line_id(e->lines, i);
    struct ledger_stand *p = ledger_stand_at(&c->stands, k, id);
    bool went = str_eq(e->act, S("removed"));
    const char *salt = e->salts.p + i * LEDGER_SALT;

    if (went || str_eq(e->act, S("changed")))
        check_before(c, e, k, p);
    else if (!str_eq(e->act, S("stands")))
        check_came(c, e, k, p);
    p->is_there = !went;
    p->seq = e->seq;
    memcpy(p->hash, e->lines.p + i * LEDGER_LINE + 8, LEDGER_HASH);
    memcpy(p->salt, salt, LEDGER_SALT);
    if (e->lines.n > LEDGER_LINE && ledger_is_zero((str){salt, LEDGER_SALT}) && !is_listed(c, e->seq, (ptrdiff_t)i))
        ledger_flaw(c, "the salt of %s %lld in entry %lld is gone, and no erasure says why", k->t->thing, (long long)id, SEQ(e));
}

static void tell_accepted(struct ledger_checking *c, const struct ledger_entry *e)
{
    struct ledger_acceptance x;

    if (!str_is_absent(e->was) && ledger_acceptance_read(c->row, e->was, &x))
        *list_add(c->a, &c->out->accepted) = str_printf(c->a, "accepted in entry %lld: " STR_FMT "; the reason: " STR_FMT, SEQ(e), STR_ARG(x.found), STR_ARG(x.reason));
}

void ledger_check_entry(struct ledger_checking *c, const struct ledger_entry *e, int64_t first, int64_t last)
{
    const struct ledger_kind *k = ledger_kind_named(c->l, e->thing);
    size_t n = e->lines.n / LEDGER_LINE;
    bool follows = check_place(c, e);

    if (!check_chain(c, e, follows))
        return;
    if (!is_whole(c, e, first, last)) {
        ledger_flaw(c, "what the entry %lld says was changed", SEQ(e));
        return;
    }
    if (str_eq(e->act, S("broken")))
        ledger_flaw(c, "somebody had meddled with the newest entries before entry %lld", SEQ(e));
    if (str_eq(e->act, S("accepted")))
        tell_accepted(c, e);
    if (e->thing.n && !k)
        ledger_flaw(c, "entry %lld is about a table that this program does not know", SEQ(e));
    if (k && n == 1 && !is_listed(c, e->seq, -1))
        check_text(c, e, first);
    for (size_t i = 0; k && i < n; i++)
        check_line(c, e, k, i);
}
