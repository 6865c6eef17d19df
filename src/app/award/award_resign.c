/* award/award_resign.c — awards of a key that is not trusted any more are signed
 * anew by the one of today: what they say stays, and so does their address. */
#include "app/award/award_private.h"

#include "app/settings.h"

#define AT_ONCE 100                              /* awards of one transaction */

/* "ORG KEY AFTER": the awards behind that one are still to be done. */
struct resign { int64_t org, key, after; };

static bool read_payload(str payload, struct resign *s)
{
    str org, key;

    return str_cut(&payload, ' ', &org) && str_to_int(org, &s->org) && str_cut(&payload, ' ', &key) && str_to_int(key, &s->key)
        && str_to_int(payload, &s->after);
}

static const char sql_find[] = SQL("SELECT id FROM award WHERE org_id = $1 AND key_id = $2 AND id > $3 ORDER BY id LIMIT $4");
LIST_OF(resign_list, int64_t);

static code find(struct db *db, struct arena *a, const struct resign *s, struct resign_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(s->org), v_int(s->key), v_int(s->after), v_int(AT_ONCE)));

    while (rows_next(r))
        *list_add(a, out) = row_int(r, 0);
    return rows_end(r, err);
}

static const char sql_write[] = SQL(
    "UPDATE award SET form = $3, key_id = $4, signature = $5, created_at = $6 WHERE id = $1 AND key_id = $2");
/* Its other forms were signed by the key of before. */
static const char sql_drop_forms[] = SQL("DELETE FROM award_signature WHERE award_id = $1");

/* In the words of the profile and the badge of its day. */
static code sign_again(struct app *app, struct db *db, struct arena *a, int64_t id, struct error *err)
{
    struct award_row w;
    struct award_parts p;
    struct org_key key;
    str signature = {0};

    TRY(award_by_id(db, a, id, &w, err));
    TRY(award_load(db, a, &w, &p, err));
    int64_t before = w.key;
    TRY(org_active_key(app, db, a, &p.org, &key, err));
    w.form = award_form_for(&p.org, &key);
    w.key = key.id;
    w.created = clock_now();
    award_model(a, &p.org, &p.badge, &p.version, &w, &p.model);
    code c = award_sign(a, &p.model, &w, &key, &signature, err);
    key_close(key.key);
    TRY(c);
    TRY(db_run(db, sql_drop_forms, ARGS(v_int(id)), NULL, err));
    TRY(award_note_change(db, a, id, err));
    return db_run(db, sql_write, ARGS(v_int(id), v_int(before), v_int(w.form), v_int(w.key), v_bytes(signature), v_int(w.created)), NULL, err);
}

static code run_part(struct app *app, struct db *db, struct arena *a, struct resign s, struct error *err)
{
    struct resign_list ids = {0};

    TRY(find(db, a, &s, &ids, err));
    for (size_t i = 0; i < ids.n; i++)
        TRY(sign_again(app, db, a, ids.items[i], err));
    if (ids.n == AT_ONCE)
        TRY(job_add(db, S("award.resign"), str_printf(a, "%lld %lld %lld", (long long)s.org, (long long)s.key, (long long)ids.items[ids.n - 1]),
                    (str){0}, clock_now(), err));
    return public_changed(db, err);
}

enum job_result award_run_resign(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct resign s;

    if (!read_payload(j->payload, &s))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    code c = db_end(db, run_part(ctx, db, a, s, err), err);
    app_wake(ctx);
    return c == OK ? JOB_DONE : JOB_RETRY;
}
