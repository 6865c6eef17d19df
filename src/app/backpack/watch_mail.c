/* backpack/watch_mail.c — one mail a day or a week to who keeps badges here, about
 * all that became of them, and none when nothing did. */
#include "app/backpack/watch.h"
#include "app/backpack/goal.h"
#include "app/backpack/news.h"

#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"

#define PER_RUN   100                            /* people of one step */
#define PER_MAIL  25                             /* events; more are counted */
#define USUAL     "daily"
#define USUAL_DAYS 30

/* ---- choices ---- */

static const char sql_choice[] = SQL("SELECT how, days_before FROM backpack_mail WHERE account_id = $1");
static const char sql_choose[] = SQL(
    "INSERT INTO backpack_mail (account_id, how, days_before, last_at) VALUES ($1, $2, $3, 0)"
    " ON CONFLICT (account_id) DO UPDATE SET how = excluded.how, days_before = excluded.days_before");

code watch_choice_get(struct db *db, struct arena *a, int64_t account, struct watch_choice *out, struct error *err)
{
    struct rows *r = db_query(db, sql_choice, ARGS(v_int(account)));

    *out = (struct watch_choice){S(USUAL), USUAL_DAYS};
    if (rows_next(r))
        *out = (struct watch_choice){row_str(r, 0, a), row_int(r, 1)};
    return rows_end(r, err);
}

code watch_choice_set(struct db *db, int64_t account, const struct watch_choice *c, struct error *err)
{
    if (c->days_before < 0 || c->days_before > 365)
        return fail(err, BAD_INPUT, "days_before", "choose 0 to 365 days");
    if (!str_eq(c->how, S("daily")) && !str_eq(c->how, S("weekly")) && !str_eq(c->how, S("never")))
        return fail(err, BAD_INPUT, "how", "choose how often");
    return db_run(db, sql_choose, ARGS(v_int(account), v_str(c->how), v_int(c->days_before)), NULL, err);
}

/* ---- the link that switches them off ---- */

static str proof_of(struct arena *a, const struct app *app, int64_t account)
{
    struct sha256 mac = hmac_sha256(app->link_secret, str_printf(a, "backpack mail off %lld", (long long)account));

    return base64url_encode(a, (str){(const char *)mac.b, 16});
}

str watch_off_path(struct arena *a, const struct app *app, int64_t account)
{
    return str_printf(a, "/backpack/mail/off/%lld." STR_FMT, (long long)account, STR_ARG(proof_of(a, app, account)));
}

bool watch_off_read(struct arena *a, const struct app *app, str token, int64_t *account)
{
    str first;

    return str_cut(&token, '.', &first) && str_to_int(first, account) && crypto_equal(proof_of(a, app, *account), token);
}

/* ---- who gets one now ---- */

struct reader { int64_t account; str name, email, how; };
LIST_OF(reader_list, struct reader);

/* With something to tell, and whose day it is; $3: not before that, of those who want one a week. */
static const char sql_readers[] = SQL(
    "SELECT a.id, a.name, e.address, coalesce(m.how, 'daily') FROM account a JOIN account_email e ON e.account_id = a.id AND e.is_primary = 1"
    " LEFT JOIN backpack_mail m ON m.account_id = a.id"
    " WHERE a.id > $1 AND e.verified_at IS NOT NULL AND (EXISTS (SELECT 1 FROM backpack_note n WHERE n.account_id = a.id AND n.mailed_at IS NULL) OR EXISTS (SELECT 1 FROM holding_event v JOIN holding h ON h.id = v.holding_id"
    " WHERE h.owner_id = a.id AND h.removed_at IS NULL AND v.mailed_at IS NULL))"
    " AND (coalesce(m.how, 'daily') <> 'weekly' OR m.last_at <= $2) ORDER BY a.id LIMIT $3");

static code find_readers(struct db *db, struct arena *a, int64_t after, msec now, struct reader_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_readers, ARGS(v_int(after), v_int(now - 7 * DAY + HOUR), v_int(PER_RUN)));

    while (rows_next(r))
        *list_add(a, out) = (struct reader){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a)};
    return rows_end(r, err);
}

/* ---- one mail ---- */

static const char sql_news[] = SQL(
    "SELECT e.kind, h.id, h.title, h.valid_until FROM holding_event e JOIN holding h ON h.id = e.holding_id"
    " WHERE h.owner_id = $1 AND h.removed_at IS NULL AND e.mailed_at IS NULL ORDER BY e.id LIMIT $2");
static const char sql_told[] = SQL(
    "UPDATE holding_event SET mailed_at = $2 WHERE mailed_at IS NULL AND holding_id IN (SELECT h.id FROM holding h WHERE h.owner_id = $1)");
static const char sql_last[] = SQL(
    "INSERT INTO backpack_mail (account_id, how, days_before, last_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (account_id) DO UPDATE SET last_at = excluded.last_at");

static code find_news(struct app *app, struct db *db, struct arena *a, int64_t account, struct letter_items *out, struct error *err)
{
    struct rows *r = db_query(db, sql_news, ARGS(v_int(account), v_int(PER_MAIL)));

    while (rows_next(r)) {
        str kind = row_str(r, 0, a);
        bool is_end = str_eq(kind, S("ends-soon")) || str_eq(kind, S("expired"));
        *list_add(a, out) = (struct letter_item){
            .title = row_str(r, 2, a), .href = app_url(a, app, str_printf(a, "/backpack/badges/%lld", (long long)row_int(r, 1))),
            .until = row_int(r, 3), .is_over = str_eq(kind, S("expired")), .words = is_end ? NULL : watch_words(kind)};
    }
    return rows_end(r, err);
}

static code add_notes(struct app *app, struct db *db, struct arena *a, int64_t account, struct letter_items *out, struct error *err)
{
    struct news_items news = {0};

    TRY(news_untold(db, a, account, PER_MAIL, &news, err));
    for (size_t i = 0; i < news.n; i++) {
        const struct news *n = &news.items[i];
        str title = n->who.n ? str_printf(a, STR_FMT " – " STR_FMT, STR_ARG(n->title), STR_ARG(n->who)) : n->title;
        *list_add(a, out) = (struct letter_item){.title = title, .href = app_url(a, app, n->path), .words = news_words(n->kind)};
    }
    return OK;
}

static code send(struct app *app, struct db *db, struct arena *a, const struct reader *to, msec now, int64_t *mails, struct error *err)
{
    str off = watch_off_path(a, app, to->account);
    struct mail m = {.kind = S("backpack"), .to_address = to->email, .to_name = to->name, .detail = off};
    struct letter l = {.kind = "backpack", .link = app_url(a, app, S("/backpack/news")), .choices = off};

    TRY(find_news(app, db, a, to->account, &l.items, err));
    TRY(add_notes(app, db, a, to->account, &l.items, err));
    if (l.items.n == 0)
        return OK;
    TRY(mail_letter(app, db, a, &l, &m, err));
    ++*mails;
    return db_run(db, sql_last, ARGS(v_int(to->account), v_str(S(USUAL)), v_int(USUAL_DAYS), v_int(now)), NULL, err);
}

/* Told or not wanted: never again. */
static code tell(struct app *app, struct db *db, struct arena *a, const struct reader *to, msec now, int64_t *mails, struct error *err)
{
    bool wanted = !str_eq(to->how, S("never"));

    if (wanted)
        TRY(send(app, db, a, to, now, mails, err));
    TRY(news_told(db, to->account, wanted ? now : 0, err));
    return db_run(db, sql_told, ARGS(v_int(to->account), v_int(wanted ? now : 0)), NULL, err);
}

code watch_tell(struct app *app, struct db *db, struct arena *a, msec now, int64_t *mails, struct error *err)
{
    struct reader_list readers = {0};
    int64_t after = 0;

    *mails = 0;
    do {
        readers.n = 0;
        TRY(find_readers(db, a, after, now, &readers, err));
        for (size_t i = 0; i < readers.n; i++) {
            TRY(db_begin(db, err));
            TRY(db_end(db, tell(app, db, a, &readers.items[i], now, mails, err), err));
            after = readers.items[i].account;
        }
    } while (readers.n == PER_RUN);
    return OK;
}

/* ---- once a day ---- */

static code tell_at(struct db *db, struct arena *a, msec at, struct error *err)
{
    return job_add(db, S("backpack.tell"), S(""), str_printf(a, "backpack tell %lld", (long long)(at / DAY)), at, err);
}

enum job_result watch_run_tell(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    int64_t mails;
    msec now = clock_now();

    (void)j;
    if (watch_ends(db, now, err) != OK || goals_tell(db, err) != OK || watch_tell(ctx, db, a, now, &mails, err) != OK)
        return JOB_RETRY;
    return tell_at(db, a, now + DAY, err) == OK ? JOB_DONE : JOB_RETRY;
}

code watch_schedule(struct db *db, struct arena *a, struct error *err)
{
    msec now = clock_now();

    TRY(job_add(db, S("backpack.round"), S(""), str_printf(a, "backpack round %lld", (long long)((now + MINUTE) / (5 * MINUTE))), now + MINUTE, err));
    return tell_at(db, a, now + 2 * MINUTE, err);
}
