/* privacy/erase.c — a person is erased: asked for, done by a job when it is due,
 * with a receipt that says how much of what went and names nobody. */
#include "app/award/award.h"
#include "app/ledger/ledger.h"
#include "app/people/people.h"
#include "app/privacy/privacy_private.h"
#include "app/hook/hook.h"
#include "app/vacancy/vacancy.h"
#include "badge/recipient.h"
#include "format/json.h"

#define REFERENCE_MOST 60

/* ---- asked for, taken back ---- */

static const char sql_ask[] = SQL(
    "INSERT INTO erasure (org_id, person_id, account_id, state, reference, why, receipt, was_removed, asked_at, due_at)"
    " VALUES ($1, $2, $3, 'waiting', $4, '', '', $5, $6, $7) RETURNING id");
static const char sql_is_erased[] = SQL("SELECT count(*) FROM person WHERE org_id = $1 AND id = $2 AND erased_at IS NOT NULL");

static code check_free(struct db *db, struct arena *a, const struct person_named *p, struct error *err)
{
    struct person_counts counts;
    int64_t erased = 0;
    str reason;

    TRY(db_int(db, sql_is_erased, ARGS(v_int(p->org), v_int(p->id)), &erased, err));
    if (erased)
        return fail(err, CONFLICT, "person", "this person is erased already");
    TRY(hold_of(db, a, p, &reason, err));
    if (reason.n)
        return fail(err, CONFLICT, "person", "a legal hold keeps this person: " STR_FMT, STR_ARG(reason));
    TRY(privacy_count(db, a, p, &counts, err));
    return counts.lists == 0 ? OK : fail(err, CONFLICT, "person", "a list that is not awarded yet names this person: award it, or take the line out");
}

/* What a requirement wants kept for years goes before only where whoever erases says so. */
static code check_years(struct db *db, struct arena *a, const struct erasure_ask *ask, struct error *err)
{
    struct person_kept kept;

    if (ask->despite)
        return OK;
    TRY(person_kept(db, a, ask->who.org, ask->who.id, &kept, err));
    if (kept.years == 0 || (kept.until > 0 && kept.until <= clock_now()))
        return OK;
    return fail(err, CONFLICT, "despite", "a requirement wants this person kept: tick that they are erased nevertheless");
}

static code queue(struct db *db, struct arena *a, int64_t org, int64_t id, msec due, struct error *err)
{
    return job_add(db, S("privacy.erase"), str_printf(a, "%lld %lld", (long long)org, (long long)id),
                   str_printf(a, "erase %lld", (long long)id), due, err);
}

static code ask_within(struct db *db, struct arena *a, const struct erasure_ask *ask, int64_t *id, struct error *err)
{
    const struct person_named *p = &ask->who;
    struct person_change c = {p->org, p->id, p->by};
    msec now = clock_now(), due = ask->at_once ? now : now + ERASURE_GRACE;
    struct person person;

    TRY(person_get(db, a, p->org, p->id, &person, err));
    TRY(check_free(db, a, p, err));
    TRY(check_years(db, a, ask, err));
    code made = db_int(db, sql_ask, ARGS(v_int(p->org), v_int(p->id), v_int_if(p->by != 0, p->by), v_str(ask->reference), v_int(person.removed > 0),
                                         v_int(now), v_int(due)), id, err);
    if (made == CONFLICT)
        return fail(err, CONFLICT, "person", "this person is to be erased already");
    TRY(made);
    TRY(person_remove(db, a, &c, err));
    TRY(queue(db, a, p->org, *id, due, err));
    return org_log(db, p->org, p->by, "privacy.erase-asked", str_printf(a, "person %lld", (long long)p->id), ask->reference, err);
}

code erasure_ask(struct db *db, struct arena *a, const struct erasure_ask *ask, int64_t *id, struct error *err)
{
    if (ask->reference.n > REFERENCE_MOST)
        return fail(err, BAD_INPUT, "reference", "a reference has at most %d bytes", REFERENCE_MOST);
    TRY(db_begin(db, err));
    return db_end(db, ask_within(db, a, ask, id, err), err);
}

static const char sql_undo[] = SQL(
    "UPDATE erasure SET state = 'undone', ended_at = $3 WHERE org_id = $1 AND id = $2 AND state = 'waiting' RETURNING person_id, was_removed");

static code undo(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    struct person_change c = {.org = org, .by = by};
    struct rows *r = db_query(db, sql_undo, ARGS(v_int(org), v_int(id), v_int(clock_now())));
    bool found = rows_next(r), was_removed = found && row_bool(r, 1);

    c.id = found ? row_int(r, 0) : 0;
    TRY(rows_end(r, err));
    if (!found)
        return fail(err, CONFLICT, "erasure", "it cannot be taken back any more");
    if (!was_removed)
        TRY(person_restore(db, a, &c, err));
    return org_log(db, org, by, "privacy.erase-undone", str_printf(a, "person %lld", (long long)c.id), S(""), err);
}

code erasure_undo(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, undo(db, a, org, id, by, err), err);
}

/* ---- reading ---- */

#define ERASURE                                                                \
    "SELECT e.id, e.person_id, e.state, e.reference, e.why, e.receipt, coalesce((SELECT c.name FROM account c WHERE c.id = e.account_id), '')," \
    " e.asked_at, e.due_at, e.ended_at FROM erasure e WHERE e.org_id = $1 "
static const char sql_one[] = SQL(ERASURE "AND e.id = $2");
static const char sql_all[] = SQL(ERASURE "ORDER BY e.id DESC LIMIT 50");

static struct erasure read(struct rows *r, struct arena *a)
{
    return (struct erasure){
        .id = row_int(r, 0), .person = row_int(r, 1), .state = row_str(r, 2, a), .reference = row_str(r, 3, a), .why = row_str(r, 4, a),
        .receipt = row_str(r, 5, a), .by = row_str(r, 6, a), .asked = row_int(r, 7), .due = row_int(r, 8), .ended = row_int(r, 9)};
}

code erasure_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct erasure *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        *out = read(r, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "erasure", "there is no such receipt");
}

code erasure_find(struct db *db, struct arena *a, int64_t org, struct erasures *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = read(r, a);
    return rows_end(r, err);
}

void erasure_lines(struct arena *a, str receipt, struct receipt_lines *out)
{
    const struct json *all = NULL;

    if (json_parse(a, receipt, NULL, &all, NULL) != OK)
        return;
    for (const struct privacy_part *p = privacy_parts; p->name; p++) {
        const struct json *v = json_get(all, p->name);
        int64_t n = 0;
        if (v && json_int(v, &n))
            *list_add(a, out) = (struct receipt_line){said(p->label), n};
    }
}

/* ---- done ---- */

/* The public document of an award is the same afterwards: it never had more than
 * this hash, and the row needs the address for nothing else. */
static const char sql_awards[] = SQL(
    "SELECT w.id, CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END, CASE WHEN w.salt = '' THEN w.public_id ELSE w.salt END"
    " FROM award w JOIN person p ON p.id = w.person_id WHERE +w.org_id = $1 AND w.person_id = $2");
static const char sql_hash[] = SQL("UPDATE award SET recipient = $2 WHERE id = $1");

static code hash_awards(struct db *db, struct arena *a, const struct person_named *p, int64_t *n, struct error *err)
{
    LIST(struct { int64_t id; str who; }) all = {0};
    struct rows *r = db_query(db, sql_awards, ARGS(v_int(p->org), v_int(p->id)));

    while (rows_next(r)) {
        str who = row_str(r, 1, a), salt = row_str(r, 2, a);
        bool is_hashed = !person_has_address(who) || award_is_erased(who);
        *list_add(a, &all) = (typeof(*all.items)){row_int(r, 0), is_hashed ? who : recipient_hash(a, who, salt)};
    }
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(db_run_later(db, sql_hash, ARGS(v_int(all.items[i].id), v_str(all.items[i].who)), err));
    *n = (int64_t)all.n;
    return OK;
}

static const char sql_person[] = SQL(
    "UPDATE person SET name = '', email = 'urn:lapel:erased:' || CAST($2 AS TEXT), folded = 'urn:lapel:erased:' || CAST($2 AS TEXT), title = '',"
    " staff_number = '', employment = '', department_id = NULL, site_id = NULL, manager_id = NULL, starts_at = NULL, leaves_at = NULL,"
    " removed_at = coalesce(removed_at, $3), erased_at = $3 WHERE org_id = $1 AND id = $2");
static const char sql_reports[] = SQL("UPDATE person SET manager_id = NULL WHERE org_id = $1 AND manager_id = $2");
static const char sql_done[] = SQL("UPDATE erasure SET state = 'done', receipt = $3, ended_at = $4 WHERE org_id = $1 AND id = $2");

static code erase_parts(struct db *db, struct arena *a, const struct person_named *p, str *receipt, struct error *err)
{
    struct value both[] = {v_int(p->org), v_int(p->id)};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    struct person_counts counts;

    TRY(privacy_count(db, a, p, &counts, err));
    TRY(candidate_erase(db, a, p->org, p->id, err));         /* with the mails, which belong to no organisation */
    json_open_object(&w);
    for (size_t i = 0; i < counts.parts.n; i++) {
        const struct privacy_part *part = counts.parts.items[i].part;
        json_put_key(&w, part->name);
        json_put_int(&w, counts.parts.items[i].n);
        for (size_t k = 0; k < COUNT(part->erase) && part->erase[k]; k++)
            TRY(db_run(db, part->erase[k], (struct args){both, COUNT(both)}, NULL, err));
    }
    json_put_key(&w, "awards");
    json_put_int(&w, counts.awards);
    json_close_object(&w);
    *receipt = buf_done(&b);
    return OK;
}

static code erase(struct db *db, struct arena *a, const struct person_named *p, int64_t id, struct error *err)
{
    int64_t awards = 0;
    str before, receipt;

    TRY(person_end(db, a, &(struct person_change){p->org, p->id, p->by}, &before, err));
    TRY(hash_awards(db, a, p, &awards, err));
    TRY(erase_parts(db, a, p, &receipt, err));
    TRY(db_run(db, sql_reports, ARGS(v_int(p->org), v_int(p->id)), NULL, err));
    TRY(db_run(db, sql_person, ARGS(v_int(p->org), v_int(p->id), v_int(clock_now())), NULL, err));
    TRY(ledger_erase(db, a, p->org, p->id, err));
    TRY(db_run(db, sql_done, ARGS(v_int(p->org), v_int(id), v_str(receipt), v_int(clock_now())), NULL, err));
    TRY(hook_tell(db, a, p->org, "person.erased", p->id, err));
    return org_log(db, p->org, p->by, "privacy.erase", str_printf(a, "person %lld", (long long)p->id), S(""), err);
}

static const char sql_stop[] = SQL("UPDATE erasure SET state = 'stopped', why = $3, ended_at = $4 WHERE org_id = $1 AND id = $2 AND state = 'waiting'");
static const char sql_waiting[] = SQL("SELECT person_id FROM erasure WHERE org_id = $1 AND id = $2 AND state = 'waiting'");

/* A hold that came meanwhile stops it for good: somebody must look. */
static code erase_due(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct person_named p = {.org = org};
    struct error why = {0};

    if (db_int(db, sql_waiting, ARGS(v_int(org), v_int(id)), &p.id, NULL) != OK)
        return OK;                               /* taken back, or done */
    code c = check_free(db, a, &p, &why);
    if (c == CONFLICT)
        return db_run(db, sql_stop, ARGS(v_int(org), v_int(id), v_str(cstr(why.text)), v_int(clock_now())), NULL, err);
    if (c != OK && err)
        *err = why;
    TRY(c);
    return erase(db, a, &p, id, err);
}

/* What was deleted is overwritten in the file too, and the journal is emptied. */
enum job_result erase_run(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t org, id;

    (void)ctx;
    if (!job_names(j, &org, &id))
        return JOB_DEAD;
    if (db_overwrite_deleted(db, true, err) != OK)
        return JOB_RETRY;
    code c = db_begin(db, err);
    if (c == OK)
        c = db_end(db, erase_due(db, a, org, id, err), err);
    if (db_overwrite_deleted(db, false, c == OK ? err : NULL) != OK)
        return JOB_RETRY;
    return c == OK ? JOB_DONE : JOB_RETRY;
}
