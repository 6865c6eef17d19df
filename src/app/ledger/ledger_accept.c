/* ledger/ledger_accept.c — a change outside of Lapel that somebody answers for: what was
 * found is told by an entry for good, with the reason, and the row is taken as it stands. */
#include "app/ledger/ledger_private.h"

/* ---- a finding as a line ---- */

str ledger_place_text(struct arena *a, const struct ledger_place *p)
{
    return str_printf(a, STR_FMT " %lld %lld", STR_ARG(p->thing), (long long)p->id, (long long)p->seq);
}

str ledger_finding_line(struct arena *a, str words, const struct ledger_place *of)
{
    return of->thing.n ? str_printf(a, STR_FMT "\t" STR_FMT, STR_ARG(words), STR_ARG(ledger_place_text(a, of))) : words;
}

void ledger_finding_read(str line, struct ledger_finding *out)
{
    str thing, id;

    *out = (struct ledger_finding){.of.thing = S("")};
    str_cut(&line, '\t', &out->words);
    if (str_cut(&line, ' ', &thing) && str_cut(&line, ' ', &id) && str_to_int(id, &out->of.id) && str_to_int(line, &out->of.seq))
        out->of.thing = thing;
}

static const char sql_last[] = SQL("SELECT c.found FROM ledger_check c WHERE c.org_id = $1 AND c.state = 'done' ORDER BY c.id DESC LIMIT 1");

code ledger_acceptable(struct db *db, struct arena *a, int64_t org, struct ledger_findings *out, struct error *err)
{
    struct rows *r = db_query(db, sql_last, ARGS(v_int(org)));
    str rest = rows_next(r) ? row_str(r, 0, a) : S(""), line;

    while (str_cut(&rest, '\n', &line)) {
        struct ledger_finding f;
        ledger_finding_read(line, &f);
        if (f.of.thing.n)
            *list_add(a, out) = f;
    }
    return rows_end(r, err);
}

/* ---- what the entry says ---- */

static str acceptance_text(struct arena *a, const struct ledger_acceptance *x)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member_int(&w, "entry", x->of.seq);
    json_put_member(&w, "found", x->found);
    json_put_member_int(&w, "id", x->of.id);
    json_put_member(&w, "reason", x->reason);
    json_put_member(&w, "thing", x->of.thing);
    json_close_object(&w);
    return buf_done(&b);
}

bool ledger_acceptance_read(struct arena *a, str was, struct ledger_acceptance *out)
{
    const struct json *j;

    if (json_parse(a, was, NULL, &j, NULL) != OK)
        return false;
    *out = (struct ledger_acceptance){.of.thing = json_str(json_get(j, "thing")), .found = json_str(json_get(j, "found")), .reason = json_str(json_get(j, "reason"))};
    return json_int(json_get(j, "id"), &out->of.id) && json_int(json_get(j, "entry"), &out->of.seq);
}

/* ---- the row as it stands, behind what was written of it ---- */

struct accepting {
    struct db *db;
    struct arena *a;
    const struct ledger *l;
    const struct ledger_kind *k;
    struct ledger_chain chain;
    int64_t id, person;
    bool was_there;
    str told;                                    /* what the newest entry about it says; absent: not known, or nothing */
    str now;                                     /* absent: it does not stand */
};

static const char sql_told[] = SQL(
    "SELECT e.act, e.lines, coalesce(e.person_id, 0), e.row_text FROM ledger_entry e WHERE e.org_id = $1 AND e.thing = $2 AND e.first_id <= $3 AND e.last_id >= $3"
    " ORDER BY e.seq DESC");

static bool is_about(str lines, int64_t id)
{
    for (size_t i = 0; i < lines.n / LEDGER_LINE; i++)
        if (ledger_line_id(lines, i) == id)
            return true;
    return false;
}

static code read_told(struct accepting *x, struct error *err)
{
    struct rows *r = db_query(x->db, sql_told, ARGS(v_int(x->chain.org), v_str(cstr(x->k->t->name)), v_int(x->id)));

    while (rows_next(r)) {
        if (!is_about(row_str(r, 1, x->a), x->id))
            continue;
        x->was_there = !str_eq(row_str(r, 0, x->a), S("removed"));
        x->person = row_int(r, 2);
        x->told = row_str(r, 3, x->a);
        break;
    }
    return rows_end(r, err);
}

static code read_now(struct accepting *x, struct error *err)
{
    struct rows *r = db_query(x->db, x->k->one, ARGS(v_int(x->chain.org), v_int(x->id)));

    if (rows_next(r)) {
        x->person = row_int(r, ROW_PERSON);
        x->now = ledger_row_text(x->a, x->chain.pepper, x->k, r, 0);
    }
    return rows_end(r, err);
}

static code put_row(struct accepting *x, const char *act, str was, struct error *err)
{
    return ledger_put_row(x->db, x->a, x->l, &x->chain, act, x->k, x->id, x->person, x->now, was, err);
}

/* Long ago it may have been made good already: then there is nothing to take. */
static code put_standing(struct accepting *x, struct error *err)
{
    if (str_is_absent(x->now))
        return x->was_there ? put_row(x, "removed", x->told, err) : OK;
    if (!x->was_there)
        return put_row(x, "added", (str){0}, err);
    if (str_is_absent(x->told))
        return put_row(x, "stands", (str){0}, err);
    return str_eq(x->now, x->told) ? OK : put_row(x, "stands", ledger_difference(x->a, x->now, x->told), err);
}

static code put_all(struct accepting *x, const struct ledger_acceptance *what, struct error *err)
{
    TRY(read_told(x, err));
    TRY(read_now(x, err));
    struct ledger_entry e = {.act = S("accepted"), .person = x->person, .was = acceptance_text(x->a, what)};
    TRY(ledger_put(x->db, x->a, x->l, &x->chain, &e, err));
    TRY(put_standing(x, err));
    return ledger_close(x->db, x->a, x->l, &x->chain, err);
}

static code find(struct db *db, struct arena *a, const struct ledger_accept *q, struct ledger_acceptance *out, struct error *err)
{
    struct ledger_findings all = {0};
    str wanted = ledger_place_text(a, &q->of);

    TRY(ledger_acceptable(db, a, q->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(ledger_place_text(a, &all.items[i].of), wanted)) {
            *out = (struct ledger_acceptance){all.items[i].of, all.items[i].words, q->reason};
            return OK;
        }
    return fail(err, NOT_FOUND, "row", "the last check found nothing of the kind");
}

static const char sql_is_accepted[] = SQL("SELECT count(*) FROM ledger_entry e WHERE e.org_id = $1 AND e.thing = '' AND e.first_id = 0 AND e.act = 'accepted' AND e.was_text LIKE $2");

/* Twice pressed, once written. */
static code check_new(struct db *db, struct arena *a, const struct ledger_accept *q, struct error *err)
{
    int64_t n = 0;
    str like = str_printf(a, "{\"entry\":%lld,%%\"id\":%lld,%%\"thing\":\"" STR_FMT "\"}", (long long)q->of.seq, (long long)q->of.id, STR_ARG(q->of.thing));

    TRY(db_int(db, sql_is_accepted, ARGS(v_int(q->org), v_str(like)), &n, err));
    return n == 0 ? OK : fail(err, CONFLICT, "row", "it was accepted already");
}

code ledger_accept(struct db *db, struct arena *a, const struct ledger_accept *q, struct error *err)
{
    struct accepting x = {.db = db, .a = a, .l = ledger_of(db), .id = q->of.id};
    struct ledger_acceptance what = {0};

    x.k = x.l ? ledger_kind_named(x.l, q->of.thing) : NULL;
    if (!x.k)
        return fail(err, NOT_FOUND, "row", "the ledger knows no such thing");
    TRY(find(db, a, q, &what, err));
    TRY(check_new(db, a, q, err));
    TRY(ledger_open(db, a, x.l, q->org, &x.chain, err));
    return x.chain.is_gone ? fail(err, NOT_FOUND, "organisation", "it is gone") : put_all(&x, &what, err);
}

/* ---- those that were ---- */

static const char sql_accepted[] = SQL(
    "SELECT e.seq, e.at, e.was_text, coalesce((SELECT c.name FROM account c WHERE c.id = e.account_id), '') FROM ledger_entry e"
    " WHERE e.org_id = $1 AND e.thing = '' AND e.first_id = 0 AND e.act = 'accepted' AND e.was_text IS NOT NULL ORDER BY e.seq DESC LIMIT $2");

code ledger_accepted(struct db *db, struct arena *a, int64_t org, int most, struct ledger_accepted_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_accepted, ARGS(v_int(org), v_int(most)));
    struct ledger_acceptance x;

    while (rows_next(r))
        if (ledger_acceptance_read(a, row_str(r, 2, a), &x))
            *list_add(a, out) = (struct ledger_accepted){row_int(r, 0), row_int(r, 1), x.found, x.reason, row_str(r, 3, a)};
    return rows_end(r, err);
}
