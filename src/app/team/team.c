/* team/team.c — how a team stands in figures, and its people reminded. */
#include "app/team/team.h"

#include "app/remind/remind.h"
#include "app/team/team_sql.h"

/* ---- figures ---- */

#define IF(condition) "CASE WHEN " condition " THEN 1 ELSE 0 END"
static const char sql_counts[] = SQL(
    "SELECT x.direct, count(*), sum(x.late), sum(x.soon), sum(x.handed_in), sum(x.away) FROM (SELECT " IF(TEAM_DIRECT("$1", "$2", "$3")) " AS direct, "
    IF(TEAM_STANDS(TEAM_LATE)) " AS late, " IF(TEAM_STANDS(TEAM_SOON)) " AS soon, " IF(TEAM_STANDS(TEAM_HANDED_IN)) " AS handed_in, " IF(TEAM_AWAY("$4")) " AS away"
    " FROM person p WHERE +p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND p.id IN " TEAM_BELOW("$1", "$2", "$3") ") x GROUP BY x.direct");

static void add(struct team_counts *to, const struct team_counts *n)
{
    to->people += n->people;
    to->late += n->late;
    to->soon += n->soon;
    to->handed_in += n->handed_in;
    to->away += n->away;
}

static msec today(void)
{
    return date_start(date_of(clock_now()));
}

code team_count(struct db *db, struct arena *a, const struct team_of *t, struct team_sums *out, struct error *err)
{
    struct rows *r = db_query(db, sql_counts, ARGS(v_int(t->org), v_int(t->account), v_int(clock_now()), v_int(today())));

    (void)a;
    *out = (struct team_sums){0};
    while (rows_next(r)) {
        const struct team_counts n = {row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_int(r, 5)};
        add(&out->all, &n);
        if (row_int(r, 0))
            add(&out->direct, &n);
    }
    return rows_end(r, err);
}

/* ---- who is late ---- */

static const char sql_late[] = SQL(
    "SELECT x.id, x.n, x.name, x.title FROM (SELECT p.id, " TEAM_HOW_MANY(TEAM_LATE) " AS n, CASE WHEN p.name = '' THEN p.email ELSE p.name END AS name, coalesce(p.title, '') AS title"
    " FROM person p WHERE +p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND p.id IN " TEAM_BELOW("$1", "$2", "$3") " AND ($4 = 0 OR " TEAM_DIRECT("$1", "$2", "$3") ")"
    " AND NOT " TEAM_AWAY("$5") ") x WHERE x.n > 0 ORDER BY x.n DESC, lower(x.name), x.id LIMIT $6");

code team_find_late(struct db *db, struct arena *a, const struct team_late_ask *q, struct team_lates *out, struct error *err)
{
    struct rows *r = db_query(db, sql_late, ARGS(v_int(q->of.org), v_int(q->of.account), v_int(clock_now()), v_int(q->direct), v_int(today()), v_int(q->most)));

    while (rows_next(r))
        *list_add(a, out) = (struct team_late){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a)};
    return rows_end(r, err);
}

/* ---- reminded ---- */

/* What they can do something about: what is handed in waits for others. */
static const char sql_open[] = SQL(
    "SELECT t.requirement_id FROM requirement_standing t WHERE t.org_id = $1 AND t.person_id = $2 AND t.state IN (1, 2, 4, 5, 7, 8, 9) ORDER BY t.requirement_id");

static code find_open(struct db *db, struct arena *a, const struct team_remind *t, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_open, ARGS(v_int(t->org), v_int(t->person)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    TRY(rows_end(r, err));
    return out->n ? OK : fail(err, CONFLICT, "person", "nothing is open for them");
}

static code send_and_note(struct db *db, struct arena *a, const struct team_remind *t, const struct id_list *open, struct error *err)
{
    int64_t mail = 0;

    TRY(remind_now(db, a, &(struct remind_now){t->org, t->person, open}, &mail, err));
    return org_log(db, t->org, t->by, "team.remind", str_printf(a, "person %lld", (long long)t->person), str_printf(a, "mail %lld", (long long)mail), err);
}

code team_remind(struct db *db, struct arena *a, const struct team_remind *t, struct error *err)
{
    struct id_list open = {0};

    TRY(find_open(db, a, t, &open, err));
    TRY(db_begin(db, err));
    return db_end(db, send_and_note(db, a, t, &open, err), err);
}

static const char sql_reminded[] = SQL(
    "SELECT coalesce(max(m.created_at), 0) FROM mail m WHERE m.org_id = $1 AND m.person_id = $2 AND m.kind = 'duty'");

code team_reminded(struct db *db, int64_t org, int64_t person, msec *at, struct error *err)
{
    return db_int(db, sql_reminded, ARGS(v_int(org), v_int(person)), at, err);
}
