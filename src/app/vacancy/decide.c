/* vacancy/decide.c — what those who recruit do with candidates. Who somebody is, is asked for
 * by name and noted; a decision is told after the minutes in which it can be taken back. */
#include "app/vacancy/vacancy_private.h"

static code get(struct db *db, struct arena *a, const struct candidate_act *c, struct candidate *out, struct error *err)
{
    return candidate_get(db, a, c->of.org, c->of.id, c->candidate, out, err);
}

static code log_it(struct db *db, struct arena *a, const struct candidate_act *c, const char *what, const struct candidate *x, struct error *err)
{
    return vacancy_log(db, a, &c->of, what, candidate_title(a, x->number), err);
}

static const char sql_reveal[] = SQL("UPDATE vacancy_candidate SET revealed_at = $2 WHERE id = $1 AND revealed_at IS NULL");

code candidate_reveal(struct db *db, struct arena *a, const struct candidate_act *c, struct error *err)
{
    struct candidate x;
    int64_t n = 0;

    TRY(get(db, a, c, &x, err));
    TRY(db_run(db, sql_reveal, ARGS(v_int(x.id), v_int(clock_now())), &n, err));
    return n ? log_it(db, a, c, "vacancy.reveal", &x, err) : fail(err, CONFLICT, "candidate", "who this is, is known already");
}

static const char sql_decide[] = SQL(
    "UPDATE vacancy_candidate SET state_before = CASE WHEN state = 'sent' OR told_at IS NOT NULL THEN state ELSE state_before END, state = $2, decided_at = $3, told_at = NULL"
    " WHERE id = $1 AND state <> $2");

static const char *act_of(str verdict)
{
    return str_eq(verdict, S("hired")) ? "vacancy.hire" : str_eq(verdict, S("declined")) ? "vacancy.decline" : "vacancy.shortlist";
}

code candidate_decide(struct db *db, struct arena *a, const struct candidate_act *c, str verdict, struct error *err)
{
    struct candidate x;
    msec now = clock_now();
    int64_t n = 0;

    if (!str_eq(verdict, S("shortlisted")) && !str_eq(verdict, S("declined")) && !str_eq(verdict, S("hired")))
        return fail(err, BAD_INPUT, "verdict", "choose one of the list");
    TRY(get(db, a, c, &x, err));
    TRY(db_run(db, sql_decide, ARGS(v_int(x.id), v_str(verdict), v_int(now)), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "candidate", "this was decided already");
    TRY(job_add(db, S("vacancy.decided"), str_printf(a, "%lld %lld", (long long)x.org, (long long)x.id),
                str_printf(a, "vacancy.decided %lld %lld", (long long)x.id, (long long)now), now + ACT_UNDO_TIME, err));
    return log_it(db, a, c, act_of(verdict), &x, err);
}

static const char sql_undecide[] = SQL(
    "UPDATE vacancy_candidate SET state = state_before, decided_at = NULL, told_at = CASE WHEN state_before = 'sent' THEN NULL ELSE decided_at END"
    " WHERE id = $1 AND decided_at IS NOT NULL AND told_at IS NULL");

code candidate_undecide(struct db *db, struct arena *a, const struct candidate_act *c, struct error *err)
{
    struct candidate x;
    int64_t n = 0;

    TRY(get(db, a, c, &x, err));
    TRY(db_run(db, sql_undecide, ARGS(v_int(x.id)), &n, err));
    return n ? log_it(db, a, c, "vacancy.undecide", &x, err) : fail(err, CONFLICT, "candidate", "they were told already: decide anew instead");
}

#define NOTE_MOST 4000
static const char sql_note[] = SQL("UPDATE vacancy_candidate SET note = $2 WHERE id = $1");

code candidate_note(struct db *db, struct arena *a, const struct candidate_act *c, str note, struct error *err)
{
    struct candidate x;

    if (note.n > NOTE_MOST)
        return fail(err, BAD_INPUT, "note", "this is too long");
    TRY(get(db, a, c, &x, err));
    return db_run(db, sql_note, ARGS(v_int(x.id), v_str(note)), NULL, err);
}

/* ---- told ---- */

static const char sql_told[] = SQL(
    "UPDATE vacancy_candidate SET told_at = $2 WHERE org_id = $1 AND id = $4 AND told_at IS NULL AND state IN ('shortlisted', 'declined', 'hired') AND decided_at <= $3"
    " RETURNING vacancy_id");

code candidate_tell(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, struct error *err)
{
    msec now = clock_now();
    int64_t vacancy = 0;
    struct candidate c;
    struct vacancy v;
    code found = db_int(db, sql_told, ARGS(v_int(org), v_int(now), v_int(now - ACT_UNDO_TIME), v_int(id)), &vacancy, err);

    if (found != OK)
        return found == NOT_FOUND ? OK : found;  /* taken back, decided anew, or gone */
    TRY(candidate_get(db, a, org, vacancy, id, &c, err));
    TRY(vacancy_get(db, a, org, vacancy, &v, err));
    return candidate_mail(app, db, a, &v, &c, candidate_is(&c, "hired") ? "vacancy-hired" : candidate_is(&c, "declined") ? "vacancy-declined" : "vacancy-shortlisted", err);
}
