/* requirement/record.c — what is recorded as proof, waived, extended, suspended. Nothing is changed: what was wrong gets a row that says so. */
#include "app/requirement/requirement_private.h"

#include "app/hook/hook.h"
#include "app/org/access.h"
#include "app/zone.h"

/* ---- who may not ---- */

static const char sql_is_self[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $2 AND p.id IN " ACCESS_ME_ANY("$3"));
static const char sql_is_manager[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND p.id = $2 AND p.manager_id IN " ACCESS_ME_ANY("$3"));

code requirement_need_other(struct db *db, const struct requirement_person *p, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_is_self, ARGS(v_int(p->org), v_int(p->person), v_int(p->by)), &n, err));
    return n ? fail(err, DENIED, "person", "nobody does this for themselves: ask somebody else who may") : OK;
}

static code need_no_manager(struct db *db, const struct requirement_person *p, const struct requirement_version *v, struct error *err)
{
    int64_t n = 0;

    if (!str_eq(v->sign_off, S("not-manager")))
        return OK;
    TRY(db_int(db, sql_is_manager, ARGS(v_int(p->org), v_int(p->person), v_int(p->by)), &n, err));
    return n ? fail(err, DENIED, "person", "this requirement asks for somebody other than their manager") : OK;
}

code requirement_need_no_manager(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err)
{
    struct requirement_version v;

    TRY(requirement_version_on(db, a, p->org, p->requirement, NO_DAY, &v, err));
    return v.id ? need_no_manager(db, p, &v, err) : OK;
}

static const char sql_zone[] = SQL(
    "SELECT CASE WHEN coalesce(s.time_zone, '') <> '' THEN s.time_zone ELSE g.time_zone END FROM person p JOIN org g ON g.id = p.org_id"
    " LEFT JOIN site s ON s.id = p.site_id WHERE p.org_id = $1 AND p.id = $2");

/* Today where the person works. NOT_FOUND: nobody of this organisation. */
static code today_of(struct db *db, struct arena *a, int64_t org, int64_t person, msec *day, struct error *err)
{
    struct rows *r = db_query(db, sql_zone, ARGS(v_int(org), v_int(person)));
    str zone = rows_next(r) ? row_str(r, 0, a) : (str){0};

    TRY(rows_end(r, err));
    if (str_is_absent(zone))
        return fail(err, NOT_FOUND, "person", "there is no such person in this organisation");
    *day = zone_day(a, zone, clock_now()).day;
    return OK;
}

/* ---- records ---- */

static bool asks_for(struct arena *a, const struct requirement_rule *rule, const struct record_new *r)
{
    struct proof_leaves leaves = {0};

    proof_tree_leaves(a, &rule->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++) {
        const struct proof_tree *p = leaves.items[i];
        if (str_eq(cstr(proof_kind_name(p->kind)), r->kind) && str_eq(p->what, r->what) && (p->ref == 0 || p->ref == r->ref))
            return true;
    }
    return false;
}

static bool is_among(const struct str_list *all, str s)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i], s))
            return true;
    return false;
}

void rule_record_names(struct arena *a, const struct requirement_rule *rule, struct str_list *out)
{
    struct proof_leaves leaves = {0};

    proof_tree_leaves(a, &rule->proof, &leaves);
    for (size_t i = 0; i < leaves.n; i++)
        if (leaves.items[i]->kind == PROOF_RECORD && !is_among(out, leaves.items[i]->what))
            *list_add(a, out) = leaves.items[i]->what;
}

code requirement_record_names(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct str_list *out, struct error *err)
{
    struct requirement_version v;
    struct requirement_rule rule;

    TRY(requirement_version_on(db, a, org, requirement, NO_DAY, &v, err));
    if (!v.id)
        return OK;
    TRY(rule_read(a, v.rule, &rule, err));
    rule_record_names(a, &rule, out);
    return OK;
}

static code check_days(const struct record_new *r, msec today, struct error *err)
{
    if (r->completed == NO_DAY || r->completed < 0)
        return fail(err, BAD_INPUT, "completed", "say on which day it was completed");
    if (r->completed > today)
        return fail(err, BAD_INPUT, "completed", "that day is still to come");
    return r->ends && r->ends < r->completed ? fail(err, BAD_INPUT, "ends", "it would end before it was completed") : OK;
}

static const char sql_insert[] = SQL(
    "INSERT INTO requirement_record (org_id, requirement_id, person_id, kind, source, ref_id, what, completed_on, ends_on, back_dated, note, folder_id,"
    " corrects_id, voids, account_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    " ON CONFLICT DO NOTHING RETURNING id");

static code insert_record(struct db *db, const struct record_new *r, msec today, int64_t *id, struct error *err)
{
    code c = db_int(db, sql_insert,
                    ARGS(v_int(r->of.org), v_int(r->of.requirement), v_int(r->of.person), v_str(r->kind), v_str(r->source), v_int(r->ref), v_str(r->what),
                         v_int(r->completed), v_int_if(r->ends != NO_DAY, r->ends), v_int(r->completed < today), v_str(r->note), v_int_if(r->folder != 0, r->folder),
                         v_int_if(r->corrects != 0, r->corrects), v_int(r->voids), v_int_if(r->of.by != 0, r->of.by), v_int(clock_now())), id, err);

    return c == NOT_FOUND ? fail(err, CONFLICT, "record", "this record was corrected already") : c;
}

static const char sql_corrected[] = SQL(
    "SELECT kind, source, ref_id, what, completed_on, coalesce(ends_on, 0), coalesce(folder_id, 0) FROM requirement_record WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3 AND id = $4 AND voids = 0");

/* A correction is of the same thing; one that voids repeats what it takes away. */
static code take_corrected(struct db *db, struct arena *a, struct record_new *r, struct error *err)
{
    bool found = false;

    if (!r->corrects)
        return OK;
    struct rows *row = db_query(db, sql_corrected, ARGS(v_int(r->of.org), v_int(r->of.requirement), v_int(r->of.person), v_int(r->corrects)));
    if (rows_next(row)) {
        found = true;
        r->kind = row_str(row, 0, a);
        r->source = row_str(row, 1, a);
        r->ref = row_int(row, 2);
        r->what = row_str(row, 3, a);
        r->completed = r->voids ? row_int(row, 4) : r->completed;
        r->ends = r->voids || r->ends ? r->ends : row_int(row, 5);
        r->folder = r->voids || r->folder ? r->folder : row_int(row, 6);
    }
    TRY(rows_end(row, err));
    return found ? OK : fail(err, NOT_FOUND, "record", "there is no such record");
}

static record_watcher *watching;

void requirement_watch_records(record_watcher *watcher)
{
    watching = watcher;
}

static code record(struct db *db, struct arena *a, struct record_new *r, int64_t *id, struct error *err)
{
    struct requirement_version v;
    struct requirement_rule rule;
    msec today;

    TRY(requirement_version_on(db, a, r->of.org, r->of.requirement, NO_DAY, &v, err));
    if (!v.id)
        return fail(err, NOT_FOUND, "requirement", "there is no published requirement of that kind");
    TRY(today_of(db, a, r->of.org, r->of.person, &today, err));
    TRY(requirement_need_other(db, &r->of, err));
    TRY(need_no_manager(db, &r->of, &v, err));
    TRY(take_corrected(db, a, r, err));
    TRY(check_days(r, today, err));
    TRY(rule_read(a, v.rule, &rule, err));
    if (!r->corrects && !asks_for(a, &rule, r))
        return fail(err, BAD_INPUT, "what", "the requirement does not ask for such a record");
    TRY(insert_record(db, r, today, id, err));
    TRY(org_log(db, r->of.org, r->of.by, r->voids ? "requirement.void" : r->corrects ? "requirement.correct" : "requirement.record",
                str_printf(a, "person %lld", (long long)r->of.person),
                str_printf(a, "requirement %lld, " STR_FMT, (long long)r->of.requirement, STR_ARG(date_format(a, date_of(r->completed)))), err));
    if (watching)
        TRY(watching(db, a, r->of.org, r->of.person, err));
    return requirement_touch(db, a, r->of.org, r->of.requirement, r->of.person, err);
}

code requirement_record(struct db *db, struct arena *a, const struct record_new *given, int64_t *id, struct error *err)
{
    struct record_new r = *given;

    r.note = str_is_absent(r.note) ? S("") : r.note;
    r.what = str_is_absent(r.what) ? S("") : r.what;
    if (r.note.n > 2000)
        return fail(err, BAD_INPUT, "note", "this is too long");
    if (db_in_transaction(db))
        return record(db, a, &r, id, err);
    TRY(db_begin(db, err));
    return db_end(db, record(db, a, &r, id, err), err);
}

static const char sql_records[] = SQL(
    "SELECT r.id, r.ref_id, coalesce(r.folder_id, 0), coalesce(r.corrects_id, 0), r.kind, r.source, r.what, r.note, coalesce(c.name, ''), r.completed_on,"
    " coalesce(r.ends_on, 0), r.recorded_at, r.back_dated, r.voids, CASE WHEN EXISTS (SELECT 1 FROM requirement_record n WHERE n.corrects_id = r.id) THEN 1 ELSE 0 END"
    " FROM requirement_record r LEFT JOIN account c ON c.id = r.account_id WHERE r.org_id = $1 AND r.requirement_id = $2 AND r.person_id = $3 ORDER BY r.id DESC");

code requirement_records(struct db *db, struct arena *a, const struct requirement_person *of, struct record_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_records, ARGS(v_int(of->org), v_int(of->requirement), v_int(of->person)));

    while (rows_next(r))
        *list_add(a, out) = (struct record_line){
            .id = row_int(r, 0), .ref = row_int(r, 1), .folder = row_int(r, 2), .corrects = row_int(r, 3), .kind = row_str(r, 4, a), .source = row_str(r, 5, a),
            .what = row_str(r, 6, a), .note = row_str(r, 7, a), .who = row_str(r, 8, a), .completed = row_int(r, 9), .ends = row_int(r, 10),
            .recorded = row_int(r, 11), .back_dated = row_bool(r, 12), .voids = row_bool(r, 13), .is_corrected = row_bool(r, 14)};
    return rows_end(r, err);
}

/* ---- exceptions ---- */

static const char sql_except[] = SQL(
    "INSERT INTO requirement_exception (org_id, requirement_id, person_id, kind, from_on, until_on, reason, account_id, recorded_at, ended_why)"
    " SELECT p.org_id, r.id, p.id, $4, $5, $6, $7, $8, $9, '' FROM person p JOIN requirement r ON r.org_id = p.org_id"
    " WHERE p.org_id = $1 AND r.id = $2 AND p.id = $3 RETURNING id");

static code check_exception(const struct exception_new *e, struct error *err)
{
    if (str_is_empty(str_trim(e->reason)))
        return fail(err, BAD_INPUT, "reason", "say why: it is asked about later");
    if (e->reason.n > 2000)
        return fail(err, BAD_INPUT, "reason", "this is too long");
    if (e->first == NO_DAY)
        return fail(err, BAD_INPUT, "first", "say from which day on");
    if (e->kind == EXCEPT_EXTEND && e->last == NO_DAY)
        return fail(err, BAD_INPUT, "last", "say which day it is moved to");
    return e->last && e->last < e->first ? fail(err, BAD_INPUT, "last", "it would end before it begins") : OK;
}

static code except(struct db *db, struct arena *a, const struct exception_new *e, int64_t *id, struct error *err)
{
    code c;

    TRY(requirement_need_other(db, &e->of, err));
    c = db_int(db, sql_except,
               ARGS(v_int(e->of.org), v_int(e->of.requirement), v_int(e->of.person), v_str(cstr(exception_kind_name(e->kind))), v_int(e->first),
                    v_int_if(e->last != NO_DAY, e->last), v_str(str_trim(e->reason)), v_int(e->of.by), v_int(clock_now())), id, err);
    if (c != OK)
        return c == NOT_FOUND ? fail(err, NOT_FOUND, "person", "there is no such person in this organisation") : c;
    TRY(org_log(db, e->of.org, e->of.by, "requirement.except", str_printf(a, "person %lld", (long long)e->of.person),
                str_printf(a, "%s, requirement %lld", exception_kind_name(e->kind), (long long)e->of.requirement), err));
    TRY(hook_tell(db, a, e->of.org, "waiver.made", *id, err));
    return requirement_touch(db, a, e->of.org, e->of.requirement, e->of.person, err);
}

code requirement_except(struct db *db, struct arena *a, const struct exception_new *e, int64_t *id, struct error *err)
{
    TRY(check_exception(e, err));
    if (db_in_transaction(db))
        return except(db, a, e, id, err);
    TRY(db_begin(db, err));
    return db_end(db, except(db, a, e, id, err), err);
}

static const char sql_end[] = SQL(
    "UPDATE requirement_exception SET ended_at = $5, ended_by = $6, ended_why = $7 WHERE org_id = $1 AND requirement_id = $2 AND person_id = $3 AND id = $4"
    " AND ended_at IS NULL");

static code end_exception(struct db *db, struct arena *a, const struct exception_end *e, struct error *err)
{
    const struct requirement_person *of = &e->of;
    int64_t ended = 0;

    TRY(requirement_need_other(db, of, err));
    TRY(db_run(db, sql_end, ARGS(v_int(of->org), v_int(of->requirement), v_int(of->person), v_int(e->id), v_int(clock_now()), v_int(of->by),
                                 v_str(str_is_absent(e->why) ? S("") : e->why)), &ended, err));
    if (!ended)
        return fail(err, NOT_FOUND, "exception", "it was taken back already");
    TRY(org_log(db, of->org, of->by, "requirement.except-end", str_printf(a, "person %lld", (long long)of->person),
                str_printf(a, "requirement %lld", (long long)of->requirement), err));
    return requirement_touch(db, a, of->org, of->requirement, of->person, err);
}

code requirement_except_end(struct db *db, struct arena *a, const struct exception_end *e, struct error *err)
{
    if (db_in_transaction(db))
        return end_exception(db, a, e, err);
    TRY(db_begin(db, err));
    return db_end(db, end_exception(db, a, e, err), err);
}

static const char sql_exceptions[] = SQL(
    "SELECT x.id, x.kind, x.reason, coalesce(c.name, ''), x.ended_why, x.from_on, coalesce(x.until_on, 0), x.recorded_at, coalesce(x.ended_at, 0)"
    " FROM requirement_exception x LEFT JOIN account c ON c.id = x.account_id WHERE x.org_id = $1 AND x.requirement_id = $2 AND x.person_id = $3 ORDER BY x.id DESC");

code requirement_exceptions(struct db *db, struct arena *a, const struct requirement_person *of, struct exception_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_exceptions, ARGS(v_int(of->org), v_int(of->requirement), v_int(of->person)));

    while (rows_next(r)) {
        enum exception_kind kind;
        if (exception_kind_named(row_str(r, 1, a), &kind))
            *list_add(a, out) = (struct exception_line){row_int(r, 0), kind, row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a), row_int(r, 5), row_int(r, 6),
                                                        row_int(r, 7), row_int(r, 8)};
    }
    return rows_end(r, err);
}
