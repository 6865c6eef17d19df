/* intake/above.c — pathways, which stand above: what of theirs external training can do, and
 * badges that they take without anybody looking. */
#include "app/intake/intake_private.h"

#include "app/skill/skill.h"

static const struct intake_pathways *above;

void intake_set_pathways(const struct intake_pathways *x)
{
    above = x;
}

code intake_steps_find(struct db *db, struct arena *a, int64_t org, int64_t person, struct intake_steps *out, struct error *err)
{
    return above ? above->steps(db, a, org, person, out, err) : OK;
}

code intake_changed(struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    struct intake i;

    TRY(intake_get(db, a, org, id, &i, err));
    TRY(skill_changed(db, a, org, i.person, err));
    if (!above)
        return OK;
    return above->changed(db, a, &i, err);
}

static const char sql_for[] = SQL("UPDATE intake SET pathway_id = $2 WHERE id = $1");

code intake_take_step(struct db *db, struct arena *a, const struct intake *i, const struct intake_taking *t, struct error *err)
{
    int64_t pathway = 0;

    if (!above)
        return fail(err, BAD_INPUT, "step", "there is no such step");
    TRY(above->take(db, a, i, t, &pathway, err));
    return db_run(db, sql_for, ARGS(v_int(i->id), v_int(pathway)), NULL, err);
}

/* ---- without anybody looking ---- */

#define SOME 50
static const char sql_waiting[] = SQL(
    "SELECT i.id FROM intake i WHERE i.org_id = $1 AND i.person_id = $2 AND i.kind = 'badge' AND i.state = 'waiting' AND i.standing = 'good' AND i.receipt <> '' AND i.is_theirs = 1"
    " ORDER BY i.id LIMIT $3");

/* Somebody refused this badge, or took back that it counts: from then on it is for eyes, also when it is handed in again.
 * A question or a first word that was taken back decided nothing. */
static const char sql_judged[] = SQL(
    "SELECT count(*) FROM intake i JOIN intake_event e ON e.intake_id = i.id WHERE i.org_id = $1 AND i.person_id = $2 AND i.hash = $3 AND (e.kind = 'refused' OR (e.kind = 'undone'"
    " AND EXISTS (SELECT 1 FROM intake_event d WHERE d.intake_id = e.intake_id AND d.id < e.id AND d.kind = 'accepted')))");

static code is_takeable(struct db *db, const struct intake *i, bool *yes, struct error *err)
{
    int64_t judged = 0;

    *yes = intake_is(i, "waiting") && str_eq(i->kind, S("badge")) && str_eq(i->standing, S("good")) && i->is_theirs && i->has_frozen && !i->is_twin;
    if (*yes)
        TRY(db_int(db, sql_judged, ARGS(v_int(i->org), v_int(i->person), v_str(i->hash)), &judged, err));
    *yes = *yes && !judged;
    return OK;
}

code intake_takeable(struct db *db, struct arena *a, int64_t org, int64_t person, struct intakes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_waiting, ARGS(v_int(org), v_int(person), v_int(SOME)));
    struct id_list ids = {0};
    struct intake i;
    bool yes;

    while (rows_next(r))
        *list_add(a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    for (size_t k = 0; k < ids.n; k++) {
        TRY(intake_get(db, a, org, ids.items[k], &i, err));
        TRY(is_takeable(db, &i, &yes, err));
        if (yes)
            *list_add(a, out) = i;
    }
    return OK;
}

/* What is to prove a requirement goes on waiting for that: a row of its own counts for pathways. */
static const char sql_has_own[] = SQL(
    "SELECT count(*) FROM intake WHERE org_id = $1 AND person_id = $2 AND hash = $3 AND pathway_id IS NOT NULL AND state IN ('accepted', 'reopened')");
static const char sql_own[] = SQL(
    "INSERT INTO intake (org_id, person_id, account_id, kind, state, holding_id, folder_id, hash, title, issuer, number, note, issued_on, ends_on, standing, checked_at, anchor, issuer_ref,"
    " achievement_ref, original, receipt, report, judged, reason, created_at, changed_at, is_theirs, issue) SELECT org_id, person_id, account_id, kind, 'waiting', holding_id, folder_id, hash, title,"
    " issuer, number, note, issued_on, ends_on, standing, checked_at, anchor, issuer_ref, achievement_ref, original, receipt, report, '', '', $2, $2, is_theirs, issue FROM intake WHERE id = $1 RETURNING id");
static const char sql_same_documents[] = SQL("INSERT INTO intake_document (intake_id, hash) SELECT $2, d.hash FROM intake_document d WHERE d.intake_id = $1 ON CONFLICT DO NOTHING");

static code make_own(struct db *db, struct arena *a, struct intake *i, struct error *err)
{
    int64_t id = 0;

    TRY(db_int(db, sql_own, ARGS(v_int(i->id), v_int(clock_now())), &id, err));
    TRY(db_run(db, sql_same_documents, ARGS(v_int(i->id), v_int(id)), NULL, err));
    TRY(intake_note(db, id, "handed-in", S(""), i->account, err));
    return intake_get(db, a, i->org, id, i, err);
}

static code accept_now(struct db *db, struct arena *a, struct intake *i, int64_t pathway, str words, struct error *err)
{
    struct intake_counts counts = {.completed = i->issued, .ends = i->ends, .judged = "", .reason = ""};
    int64_t has_own = 0;

    if (i->requirement) {
        TRY(db_int(db, sql_has_own, ARGS(v_int(i->org), v_int(i->person), v_str(i->hash)), &has_own, err));
        if (has_own)
            return OK;
        TRY(make_own(db, a, i, err));
    }
    TRY(intake_count_it(db, a, i, &counts, err));
    TRY(db_run(db, sql_for, ARGS(v_int(i->id), v_int(pathway)), NULL, err));
    TRY(intake_rest_on_partner(db, a, i, err));
    TRY(skill_take_all_outside(db, i->id, err));
    TRY(intake_note(db, i->id, "accepted", words, 0, err));
    TRY(intake_changed(db, a, i->org, i->id, err));
    return intake_tell_later(db, a, i->id, clock_now(), err);
}

code intake_accept_for(struct db *db, struct arena *a, const struct intake *given, int64_t pathway, str words, struct error *err)
{
    struct intake_facts facts;
    struct intake i;
    bool waits, yes;
    str held;

    TRY(intake_hold(db, given->id, &waits, err));
    TRY(intake_get(db, a, given->org, given->id, &i, err));
    TRY(is_takeable(db, &i, &yes, err));
    facts = intake_facts_of(&i);
    TRY(intake_held_back(db, a, i.org, &facts, &held, err));
    return waits && yes && !held.n ? accept_now(db, a, &i, pathway, words, err) : OK;
}
