/* recognise/waiting.c — what waits for those who decide, and one mail in the morning
 * that tells them so, where something new has come. */
#include "app/recognise/recognise_private.h"

#include "app/mail/letter.h"
#include "app/mail/mail.h"
#include "app/org/members.h"
#include "app/remind/remind.h"

/* Theirs to decide, and not voted on by them. */
#define WAITING(org, me, now)                                                                                             \
    " FROM nomination n JOIN recognition_decider d ON d.scheme_id = n.scheme_id AND d.account_id = " me                     \
    " JOIN recognition_scheme s ON s.id = n.scheme_id"                                                                      \
    " WHERE n.org_id = " org " AND n.state = 'waiting' AND (n.account_id IS NULL OR n.account_id <> " me ")"                \
    " AND n.person_id NOT IN " PERSONS_OF(org, me) " AND (n.account_id IS NULL OR n.account_id NOT IN " ACCOUNTS_WITH(org, me) ")" \
    " AND " HAS_ROLE(org, me, now)                                                                                          \
    " AND NOT EXISTS (SELECT 1 FROM nomination_vote v WHERE v.nomination_id = n.id AND v.account_id = " me ")"

static const char sql_waiting[] = SQL("SELECT count(*)" WAITING("$1", "$2", "$3"));

code nominations_waiting(struct db *db, int64_t org, int64_t account, int64_t *n, struct error *err)
{
    return db_int(db, sql_waiting, ARGS(v_int(org), v_int(account), v_int(clock_now())), n, err);
}

/* ---- when ---- */

/* The first of a day makes the job, and says since when something is new. */
code nomination_tell_deciders_later(struct db *db, struct arena *a, int64_t org, msec since, struct error *err)
{
    msec when = 0;

    TRY(remind_next_morning(db, a, org, since, &when, err));
    return job_add(db, S("recognise.waiting"), str_printf(a, "%lld %lld", (long long)org, (long long)since),
                   str_printf(a, "recognise.waiting %lld %lld", (long long)org, (long long)when), when, err);
}

/* ---- what ---- */

#define LED_SAID 5                               /* schemes named in a mail */

static const char sql_by_scheme[] = SQL("SELECT s.name, count(*), max(n.created_at)" WAITING("$1", "$2", "$3") " GROUP BY s.id, s.name ORDER BY lower(s.name), s.id");

/* "A good idea (3), Thank you (1)"; empty: nothing is new. */
static code say_waiting(struct db *db, struct arena *a, int64_t org, int64_t account, msec since, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_by_scheme, ARGS(v_int(org), v_int(account), v_int(clock_now())));
    struct buf words = buf_new(a);
    bool is_new = false;

    while (rows_next(r)) {
        buf_printf(&words, "%s" STR_FMT " (%lld)", words.n ? ", " : "", STR_ARG(row_str(r, 0, a)), (long long)row_int(r, 1));
        is_new = is_new || row_int(r, 2) >= since;
    }
    *out = is_new ? buf_done(&words) : S("");
    return rows_end(r, err);
}

/* The same of what waits for who leads the person. */
static code say_led(struct db *db, struct arena *a, int64_t org, int64_t account, msec since, str *out, struct error *err)
{
    struct led_list all = {0};
    struct buf words = buf_new(a);
    bool is_new = false;

    TRY(nominations_led(db, a, org, account, &all, err));
    for (size_t i = 0; i < all.n; i++) {
        if (i < LED_SAID)
            buf_printf(&words, "%s" STR_FMT, i ? ", " : "", STR_ARG(all.items[i].scheme));
        is_new = is_new || all.items[i].created >= since;
    }
    *out = is_new ? buf_done(&words) : S("");
    return OK;
}

struct telling { struct app *app; struct db *db; struct arena *a; int64_t org; msec since; };

typedef code say_fn(struct db *db, struct arena *a, int64_t org, int64_t account, msec since, str *out, struct error *err);

static code tell_one(const struct telling *t, const struct decider *d, say_fn *say, const char *path, struct error *err)
{
    struct mail m = {.org = t->org, .kind = S("nominations-waiting"), .to_address = member_address(t->db, t->a, d->account), .to_name = d->name};
    str waiting;

    TRY(say(t->db, t->a, t->org, d->account, t->since, &waiting, err));
    if (str_is_empty(waiting))
        return OK;
    return mail_letter(t->app, t->db, t->a,
                       &(struct letter){.kind = "nominations-waiting", .org = t->org, .message = waiting,
                                        .link = app_url(t->a, t->app, cstr(path))}, &m, err);
}

static const char sql_deciders[] = SQL(
    "SELECT DISTINCT d.account_id, c.name FROM recognition_decider d JOIN recognition_scheme s ON s.id = d.scheme_id"
    " JOIN member m ON m.org_id = s.org_id AND m.account_id = d.account_id JOIN account c ON c.id = d.account_id WHERE s.org_id = $1 ORDER BY d.account_id");

static code tell_all(const struct telling *t, struct error *err)
{
    struct deciders all = {0}, leaders = {0};
    const char *queue = str_z(t->a, str_printf(t->a, "/org/%lld/recognition", (long long)t->org));
    struct rows *r;
    bool off = false;

    TRY(letter_is_off(t->db, t->a, t->org, "nominations-waiting", &off, err));
    if (off)
        return OK;
    r = db_query(t->db, sql_deciders, ARGS(v_int(t->org)));
    while (rows_next(r))
        *list_add(t->a, &all) = (struct decider){.account = row_int(r, 0), .name = row_str(r, 1, t->a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++)
        TRY(tell_one(t, &all.items[i], say_waiting, queue, err));
    TRY(nomination_leaders(t->db, t->a, t->org, &leaders, err));
    for (size_t i = 0; i < leaders.n; i++)
        TRY(tell_one(t, &leaders.items[i], say_led, "/recognise", err));
    return OK;
}

enum job_result recognise_run_waiting(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct telling t = {.app = ctx, .db = db, .a = a};

    if (!job_names(j, &t.org, &t.since))
        return JOB_DEAD;
    if (db_begin(db, err) != OK)
        return JOB_RETRY;
    return db_end(db, tell_all(&t, err), err) == OK ? JOB_DONE : JOB_RETRY;
}
