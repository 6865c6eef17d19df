/* mail/mail.c — the rows of the table `mail`: writing them into the outbox or
 * the queue, finding them again. Sending is in mail_send.c. */
#include "app/mail/mail_private.h"

#include <stdio.h>

/* ---- into the queue ---- */

/* A job of its own for each second: what is queued while one runs wakes the
 * next, so that no mail is overlooked. */
code mail_wake_at(struct db *db, msec at, struct error *err)
{
    char key[40];
    msec second = at / SECOND + 1;

    snprintf(key, sizeof key, "mail:%lld", (long long)second);
    return job_add(db, S("mail.drain"), S(""), cstr(key), second * SECOND, err);
}

/* Queued when there is a mail server, else kept for the administrator. */
static const char sql_queue[] = SQL(
    "INSERT INTO mail (org_id, award_id, batch_id, kind, to_address, to_name, subject, body_text, body_html, state,"
    " due_at, attempts, created_at, person_id, words_id, lang, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
    " CASE WHEN EXISTS (SELECT 1 FROM setting WHERE name = 'mail.url' AND value <> '') THEN 'queued' ELSE 'outbox' END,"
    " $10, 0, $11, $12, $13, $14, $15) RETURNING id, CASE WHEN state = 'queued' THEN 1 ELSE 0 END");

/* Counts them, and sees to it that they are sent when that can be. */
static code queued(struct db *db, const struct mail *m, bool is_queued, int64_t n, struct error *err)
{
    TRY(mail_tally_add(db, m, is_queued ? S("queued") : S("outbox"), n, err));
    return is_queued ? mail_wake_at(db, m->due ? m->due : clock_now(), err) : OK;
}

static str written(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static code insert(struct db *db, const struct mail *m, int64_t *id, bool *is_queued, struct error *err)
{
    struct rows *r = db_query(
        db, sql_queue,
        ARGS(v_int_if(m->org > 0, m->org), v_int_if(m->award > 0, m->award), v_int_if(m->batch > 0, m->batch), v_str(m->kind),
             v_str(written(m->to_address)), v_str(written(m->to_name)), v_text_if_any(m->subject), v_text_if_any(m->text), v_text_if_any(m->html),
             v_int(m->due ? m->due : clock_now()), v_int(clock_now()), v_int_if(m->person > 0 && m->award == 0, m->person),
             v_int_if(m->words > 0, m->words), v_text_if_any(m->lang), v_text_if_any(m->detail)));

    if (rows_next(r)) {
        *id = row_int(r, 0);
        *is_queued = row_bool(r, 1);
    }
    return rows_end(r, err);
}

code mail_queue_id(struct db *db, const struct mail *m, int64_t *id, struct error *err)
{
    bool is_queued = false;

    TRY(insert(db, m, id, &is_queued, err));
    return queued(db, m, is_queued, 1, err);
}

code mail_queue(struct app *app, struct db *db, struct arena *a, const struct mail *m, struct error *err)
{
    int64_t id = 0;

    (void)app, (void)a;
    return mail_queue_id(db, m, &id, err);
}

code mail_letter(struct app *app, struct db *db, struct arena *a, const struct letter *l, struct mail *m, struct error *err)
{
    TRY(letter_write(app, db, a, l, m, err));
    return mail_queue(app, db, a, m, err);
}

static const char sql_queue_lines[] = SQL(
    "INSERT INTO mail (org_id, award_id, batch_id, kind, to_address, to_name, state, due_at, attempts, created_at)"
    " SELECT w.org_id, w.id, w.batch_id, 'award', '', '', $5, CAST($6 AS BIGINT), 0, CAST($6 AS BIGINT) FROM award w"
    " WHERE w.batch_id = $1 AND w.batch_line > $2 AND w.batch_line <= $3 AND w.id > $4 ORDER BY w.id");
static const char sql_has_server[] = SQL("SELECT count(*) FROM setting WHERE name = 'mail.url' AND value <> ''");

code mail_queue_lines(struct db *db, const struct mail_lines *l, struct error *err)
{
    int64_t has_server = 0, n = 0;

    TRY(db_int(db, sql_has_server, NO_ARGS, &has_server, err));
    TRY(db_run(db, sql_queue_lines,
               ARGS(v_int(l->batch), v_int(l->after_line), v_int(l->to_line), v_int(l->after_award),
                    v_str(has_server ? S("queued") : S("outbox")), v_int(clock_now())),
               &n, err));
    return n ? queued(db, &(struct mail){.org = l->org, .batch = l->batch}, has_server, n, err) : OK;
}

/* ---- finding ---- */

void mail_read(struct rows *r, struct arena *a, struct mail *m)
{
    *m = (struct mail){
        .id = row_int(r, 0), .org = row_int(r, 1), .award = row_int(r, 2), .kind = row_str(r, 3, a),
        .to_address = row_str(r, 4, a), .to_name = row_str(r, 5, a), .subject = row_str(r, 6, a),
        .text = row_str(r, 7, a), .html = row_str(r, 8, a), .state = row_str(r, 9, a),
        .last_error = row_str(r, 10, a), .attempts = row_int(r, 11), .created = row_int(r, 12),
        .sent = row_int(r, 13), .due = row_int(r, 14), .batch = row_int(r, 15), .person = row_int(r, 16),
        .words = row_int(r, 17), .lang = row_str(r, 18, a), .detail = row_str(r, 19, a), .bounced = row_int(r, 20),
    };
}

/* A state of an organisation is a range of one index; all states are five such
 * ranges put together. Organisation 0: mails about accounts, which belong to none. */
#define RANGE(whose, state, than, order)                                       \
    "SELECT " MAIL_COLUMNS " FROM mail WHERE " whose " AND state = " state " AND id " than " $2 ORDER BY id " order " LIMIT $3"
#define ALL(whose, than, order)                                                \
    "SELECT * FROM (" RANGE(whose, "'outbox'", than, order) ") AS a UNION ALL SELECT * FROM ("                \
    RANGE(whose, "'queued'", than, order) ") AS b UNION ALL SELECT * FROM ("                                  \
    RANGE(whose, "'sent'", than, order) ") AS c UNION ALL SELECT * FROM (" RANGE(whose, "'failed'", than, order)  \
    ") AS d UNION ALL SELECT * FROM (" RANGE(whose, "'dropped'", than, order) ") AS e ORDER BY id " order " LIMIT $3"
#define OF_ORG     "org_id = $1"
#define OF_ACCOUNT "org_id IS NULL AND $1 = 0"

static const char sql_org_all[] = SQL(ALL(OF_ORG, "<", "DESC"));
static const char sql_org_all_back[] = SQL(ALL(OF_ORG, ">", "ASC"));
static const char sql_org_state[] = SQL(RANGE(OF_ORG, "$4", "<", "DESC"));
static const char sql_org_state_back[] = SQL(RANGE(OF_ORG, "$4", ">", "ASC"));
static const char sql_own_all[] = SQL(ALL(OF_ACCOUNT, "<", "DESC"));
static const char sql_own_all_back[] = SQL(ALL(OF_ACCOUNT, ">", "ASC"));
static const char sql_own_state[] = SQL(RANGE(OF_ACCOUNT, "$4", "<", "DESC"));
static const char sql_own_state_back[] = SQL(RANGE(OF_ACCOUNT, "$4", ">", "ASC"));

static const char *const pages[2][2][2] = {      /* of an organisation, in one state, back */
    {{sql_own_all, sql_own_all_back}, {sql_own_state, sql_own_state_back}},
    {{sql_org_all, sql_org_all_back}, {sql_org_state, sql_org_state_back}},
};

code mail_find(struct db *db, struct arena *a, int64_t org, str state, const struct keyset *at,
               struct mail_list *out, struct error *err)
{
    struct args args = ARGS(v_int(org), v_int(keyset_row(at, INT64_MAX)), v_int(at->limit), v_str(state));

    if (str_is_empty(state))
        args.n--;
    struct rows *r = db_query(db, pages[org > 0][!str_is_empty(state)][keyset_is_back(at)], args);
    while (rows_next(r))
        mail_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* The signs: looked up by award, not walked by organisation. */
static const char sql_of_person[] = SQL(
    "SELECT " MAIL_COLUMNS " FROM mail WHERE +org_id = $1 AND (award_id IN (SELECT w.id FROM award w WHERE w.person_id = $2"
    " ORDER BY w.id DESC LIMIT 50) OR person_id = $2) ORDER BY +id DESC LIMIT 20");

code mail_of_person(struct db *db, struct arena *a, int64_t org, int64_t person, struct mail_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_person, ARGS(v_int(org), v_int(person)));

    while (rows_next(r))
        mail_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_of_award[] = SQL(
    "SELECT " MAIL_COLUMNS " FROM mail WHERE org_id = $1 AND award_id = $2 ORDER BY id DESC LIMIT 20");

code mail_of_award(struct db *db, struct arena *a, int64_t org, int64_t award, struct mail_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_of_award, ARGS(v_int(org), v_int(award)));

    while (rows_next(r))
        mail_read(r, a, list_add(a, out));
    return rows_end(r, err);
}

static const char sql_get[] = SQL(
    "SELECT " MAIL_COLUMNS " FROM mail WHERE (org_id = $1 OR ($1 = 0 AND org_id IS NULL)) AND id = $2");

code mail_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct mail *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        mail_read(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "mail", "there is no such mail");
}

/* ---- again ---- */

/* A queued mail without an error is being sent at this moment: left alone. */
static const char sql_send_waiting[] = SQL(
    "UPDATE mail SET state = 'queued', due_at = $2, attempts = 0, last_error = NULL, bounced_at = NULL"
    " WHERE (org_id = $1 OR ($1 = 0 AND org_id IS NULL))"
    " AND (state IN ('outbox', 'failed') OR (state = 'queued' AND last_error IS NOT NULL))");
static const char sql_retry[] = SQL(
    "UPDATE mail SET state = 'queued', due_at = $2, attempts = 0, last_error = NULL, bounced_at = NULL"
    " WHERE id = $1 AND state = $3 AND (state IN ('outbox', 'failed') OR (state = 'queued' AND last_error IS NOT NULL))");

static code need_server(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    struct mail_settings s;

    TRY(mail_settings_load(app, db, a, &s, err));
    return s.has_server ? OK : fail(err, CONFLICT, "mail", "there is no mail server yet; set one first");
}

static code requeue(struct db *db, int64_t org, int64_t *count, struct error *err)
{
    TRY(db_run(db, sql_send_waiting, ARGS(v_int(org), v_int(clock_now())), count, err));
    if (*count == 0)
        return OK;
    TRY(mail_tally_requeue(db, org, err));
    return mail_wake_at(db, clock_now(), err);
}

code mail_send_waiting(struct app *app, struct db *db, int64_t org, int64_t *count, struct error *err)
{
    struct arena *a = arena_new((size_t)1 << 20);
    code ready = need_server(app, db, a, err);

    arena_free(a);
    *count = 0;
    TRY(ready);
    TRY(db_begin(db, err));
    TRY(db_end(db, requeue(db, org, count, err), err));
    app_wake(app);
    return OK;
}

static code retry(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t *count, struct error *err)
{
    struct mail m;

    TRY(mail_get(db, a, org, id, &m, err));
    TRY(db_run(db, sql_retry, ARGS(v_int(id), v_int(clock_now()), v_str(m.state)), count, err));
    if (*count == 0)
        return OK;
    TRY(mail_tally_move(db, &m, m.state, S("queued"), err));
    return mail_wake_at(db, clock_now(), err);
}

static code retry_when_ready(struct app *app, struct db *db, struct arena *a, int64_t org, int64_t id, int64_t *count, struct error *err)
{
    TRY(need_server(app, db, a, err));
    TRY(db_begin(db, err));
    return db_end(db, retry(db, a, org, id, count, err), err);
}

code mail_retry(struct app *app, struct db *db, int64_t org, int64_t id, struct error *err)
{
    struct arena *a = arena_new((size_t)4 << 20);
    int64_t count = 0;
    code c = retry_when_ready(app, db, a, org, id, &count, err);

    arena_free(a);
    TRY(c);
    app_wake(app);
    return count ? OK : fail(err, CONFLICT, "mail", "this mail was sent, or is being sent just now");
}

/* ---- texts that are written when needed ---- */

#define MOST_WRITERS 8                           /* slices that write */

static const struct mail_writer_of *writers[MOST_WRITERS];

void mail_set_writers(const struct mail_writer_of *own)
{
    for (size_t i = 0; i < MOST_WRITERS; i++)
        if (!writers[i] || writers[i] == own) {
            writers[i] = own;
            return;
        }
}

static mail_writer *writer_of(str kind)
{
    for (size_t i = 0; i < MOST_WRITERS && writers[i]; i++)
        for (const struct mail_writer_of *w = writers[i]; w->kind; w++)
            if (str_eq(cstr(w->kind), kind))
                return w->write;
    return NULL;
}

/* One that was sent is shown in the words and the language of then. */
static code write_as_sent(struct app *app, struct db *db, struct arena *a, const struct letter *l, struct mail *m, struct error *err)
{
    struct letter_words own = {0};

    if (m->words)
        TRY(letter_words_get(db, a, m->words, &own, err));
    return letter_write_as(app, db, a, l, &(struct letter_how){m->lang, own.id ? &own : NULL}, m, err);
}

code mail_fill(struct app *app, struct db *db, struct arena *a, struct mail *m, const char **unwanted, struct error *err)
{
    mail_writer *write = writer_of(m->kind);
    struct letter l = {.kind = str_z(a, m->kind), .org = m->org};

    if (unwanted)
        *unwanted = NULL;
    if (!str_is_empty(m->subject))
        return OK;
    if (!write || !letter_kind(m->kind))
        return fail(err, FAULT, "mail", "nobody writes mails of the kind " STR_FMT " in this process", STR_ARG(m->kind));
    TRY(write(app, db, a, m, &l, err));
    if (unwanted)
        *unwanted = l.unwanted;
    if (str_eq(m->state, S("sent")) && !str_is_empty(m->lang))
        return write_as_sent(app, db, a, &l, m, err);
    return letter_write(app, db, a, &l, m, err);
}
