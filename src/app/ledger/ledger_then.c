/* ledger/ledger_then.c — rows as they stood at a moment: what stands today, with
 * the entries since then undone, the newest first. So it costs what happened since,
 * and not what ever happened. */
#include <stdlib.h>
#include <string.h>

#include "app/ledger/ledger_private.h"

struct then_row { int64_t id; str text; bool is_there; };

struct then {
    const struct ledger *l;
    const struct ledger_kind *kind;
    struct db *db;
    struct arena *a;
    int64_t org, person;
    LIST(struct then_row) rows;
    struct ledger_stands places;                 /* id: where in `rows`, as `seq` */
};

static struct then_row *row_at(struct then *t, int64_t id)
{
    struct ledger_stand *p = ledger_stand_at(&t->places, t->kind, id);

    if (!p->is_seen) {
        p->is_seen = true;
        p->seq = (int64_t)t->rows.n;
        *list_add(t->a, &t->rows) = (struct then_row){.id = id};
    }
    return &t->rows.items[p->seq];
}

/* ---- what stands today ---- */

#define PAGE 1000

static code take_today(struct then *t, struct error *err)
{
    int64_t behind = INT64_MIN;
    int n = PAGE;

    while (n == PAGE) {
        struct rows *r = db_query(t->db, t->kind->page, ARGS(v_int(t->org), v_int(behind), v_int(PAGE)));
        for (n = 0; rows_next(r); n++) {
            behind = row_int(r, ROW_KEY);
            if (t->person == 0 || row_int(r, ROW_PERSON) == t->person)
                *row_at(t, behind) = (struct then_row){behind, ledger_row_text(t->a, S(""), t->kind, r, 0), true};
        }
        TRY(rows_end(r, err));
    }
    return OK;
}

/* Of one person: what stands of theirs, and what is written of them. */
static code take_todays_of_person(struct then *t, struct error *err)
{
    struct rows *r = db_query(t->db, t->kind->of_person, ARGS(v_int(t->org), v_int(t->person)));

    while (rows_next(r))
        *row_at(t, row_int(r, ROW_KEY)) = (struct then_row){row_int(r, ROW_KEY), ledger_row_text(t->a, S(""), t->kind, r, 0), true};
    return rows_end(r, err);
}

/* ---- undone ---- */

static const char sql_since[] = SQL(
    "SELECT e.act, e.lines, e.was_text FROM ledger_entry e WHERE e.org_id = $1 AND e.thing = $2 AND e.at > $3 AND ($4 = 0 OR e.person_id = $4 OR e.last_id > e.first_id)"
    " ORDER BY e.seq DESC");

static code undo_changed(struct then *t, struct then_row *row, str was, struct error *err)
{
    if (!row->is_there || str_is_absent(was))
        return OK;                               /* erased since */
    return ledger_undo(t->a, row->text, was, &row->text, err);
}

static code undo(struct then *t, str act, str lines, str was, struct error *err)
{
    for (size_t i = 0; i < lines.n / LEDGER_LINE; i++) {
        int64_t id = ledger_line_id(lines, i);
        if (t->person && lines.n > LEDGER_LINE && !ledger_stand_at(&t->places, t->kind, id)->is_seen)
            continue;                            /* a block with others in it */
        struct then_row *row = row_at(t, id);
        if (str_eq(act, S("added")))
            row->is_there = false;
        else if (str_eq(act, S("removed")))
            *row = (struct then_row){id, was, !str_is_absent(was)};
        else if (str_eq(act, S("changed")) || (str_eq(act, S("stands")) && !str_is_absent(was)))     /* as it was taken when somebody accepted it */
            TRY(undo_changed(t, row, was, err));
    }
    return OK;
}

static code undo_all(struct then *t, msec moment, struct error *err)
{
    struct rows *r = db_query(t->db, sql_since, ARGS(v_int(t->org), v_str(cstr(t->kind->t->name)), v_int(moment), v_int(t->person)));
    code c = OK;

    while (c == OK && rows_next(r)) {
        str act = row_str(r, 0, t->a), lines = row_str(r, 1, t->a);
        c = undo(t, act, lines, row_str(r, 2, t->a), err);
    }
    code ended = rows_end(r, c == OK ? err : NULL);
    return c == OK ? ended : c;
}

/* ---- told ---- */

static int by_id(const void *x, const void *y)
{
    int64_t a = ((const struct then_row *)x)->id, b = ((const struct then_row *)y)->id;

    return a < b ? -1 : a > b;
}

static code tell(struct then *t, ledger_each *each, void *ctx, struct error *err)
{
    static const struct json_limits wide = {.bytes = (size_t)64 << 20, .depth = 4, .values = 1000, .keys = 1000, .string = (size_t)32 << 20};

    if (t->rows.n)
        qsort(t->rows.items, t->rows.n, sizeof t->rows.items[0], by_id);
    for (size_t i = 0; i < t->rows.n; i++) {
        struct ledger_row row = {.id = t->rows.items[i].id};
        if (!t->rows.items[i].is_there)
            continue;
        TRY(json_parse(t->a, t->rows.items[i].text, &wide, &row.row, err));
        TRY(each(ctx, &row, err));
    }
    return OK;
}

code ledger_as_at(struct db *db, struct arena *a, int64_t org, const char *name, int64_t person, msec moment, ledger_each *each, void *ctx, struct error *err)
{
    const struct ledger *l = ledger_of(db);
    const struct ledger_kind *k = l ? ledger_kind_named(l, cstr(name)) : NULL;

    if (!k)
        return fail(err, NOT_FOUND, "ledger", "the ledger does not cover %s", name);
    struct then t = {.l = l, .kind = k, .db = db, .a = a, .org = org, .person = person, .places = {.a = a}};
    TRY(person && k->of_person ? take_todays_of_person(&t, err) : take_today(&t, err));
    TRY(undo_all(&t, moment, err));
    return tell(&t, each, ctx, err);
}
