/* mail/mail_send.c — the job that sends what is due. A mail is taken for some
 * minutes before it goes out and marked right after, each in a commit of its
 * own: it may come twice only when the machine stops between the server's yes
 * and our commit, and then under the same Message-ID. */
#include "app/mail/mail_private.h"

#include <stdatomic.h>

#include "base/log.h"

#define MAILS_PER_RUN  20
#define MOST_ATTEMPTS  28                        /* about five days */
#define LOOK_AGAIN     (5 * SECOND)
#define MOST_LOST      3                         /* conversations in a row that broke off: it is the server */
#define TEST_SECONDS   10                        /* somebody sits before the page and waits */
#define MAX_ERROR      ((size_t)3000)

struct sender {
    struct app *app;
    struct db *db;
    struct arena *arena;
    struct mail_settings settings;
    int64_t done;
    int lost;                                    /* in a row */
    bool server_is_down;
};

/* What may be refused is refused by one press in the mail program, without a page (RFC 8058). */
static str refuse_url(struct arena *a, const struct app *app, const struct mail *m, const char *topic)
{
    if (m->org == 0 && str_starts(m->detail, S("/")))
        return app_url(a, app, m->detail);       /* of an account: whoever queued it knows where */
    if (m->person <= 0)
        return (str){0};
    return app_url(a, app, str_printf(a, STR_FMT "/refuse/%s", STR_ARG(letter_choices_path(a, app, m->org, m->person)), topic));
}

/* The mail as it goes to the server, with an id that stays the same. */
static struct smtp_mail mail_as_smtp(struct arena *a, const struct app *app, const struct mail_settings *s, const struct mail *m)
{
    str host = app_host(a, app);
    const struct letter_kind *k = letter_kind(m->kind);

    return (struct smtp_mail){
        .from_address = s->from_address, .from_name = s->from_name, .to_address = m->to_address,
        .to_name = m->to_name, .subject = m->subject, .text = m->text, .html = m->html,
        .message_id = str_printf(a, "%lld.%lld@" STR_FMT, (long long)m->id, (long long)m->created,
                                 STR_ARG(str_is_empty(host) ? S("localhost") : host)),
        .unsubscribe = k && k->topic ? refuse_url(a, app, m, k->topic) : (str){0},
    };
}

/* ---- a test ---- */

bool mail_test(const struct app *app, struct arena *a, const struct mail_settings *s, str to, str *sentence, str *dialogue)
{
    struct error why = {0};
    struct mail m = {.id = clock_now(), .created = clock_now(), .to_address = to,
                     .to_name = S(""), .subject = said("Test mail from Lapel"), .html = S(""),
                     .text = words_printf(a, "This mail shows that the mail server of " STR_FMT " works.\n", STR_ARG(app->base))};
    struct smtp_mail out = mail_as_smtp(a, app, s, &m);
    struct smtp_server server = s->server;
    if (!server.wait_seconds || server.wait_seconds > TEST_SECONDS)
        server.wait_seconds = TEST_SECONDS;
    bool ok = smtp_send(a, &server, &out, clock_now(), dialogue, &why) == OK;

    *sentence = ok ? words_printf(a, "The server took the mail to " STR_FMT ". Look into that mailbox.", STR_ARG(to))
                   : words_printf(a, "It did not work: %s.", why.text);
    return ok;
}

/* ---- one mail ---- */

static const char sql_take[] = SQL(
    "UPDATE mail SET due_at = $2, attempts = attempts + 1, last_error = NULL WHERE state = 'queued' AND due_at <= $1"
    " AND id = (SELECT id FROM mail WHERE state = 'queued' AND due_at <= $1 ORDER BY due_at, id LIMIT 1)"
    " RETURNING " MAIL_COLUMNS);
static const char sql_sent[] = SQL(
    "UPDATE mail SET state = 'sent', sent_at = $2, last_error = NULL, lang = $3, words_id = $4, bounced_at = NULL WHERE id = $1 AND state = 'queued'");
/* A letter about an award can be written again at any time; any other is kept as it went. */
static const char sql_keep[] = SQL(
    "UPDATE mail SET subject = $2, body_text = $3, body_html = $4 WHERE id = $1 AND award_id IS NULL AND subject IS NULL");
static const char sql_failed[] = SQL("UPDATE mail SET state = 'failed', last_error = $2 WHERE id = $1 AND state = 'queued'");
static const char sql_dropped[] = SQL("UPDATE mail SET state = 'dropped', last_error = $2 WHERE id = $1 AND state = 'queued'");
static const char sql_later[] = SQL("UPDATE mail SET due_at = $2, last_error = $3 WHERE id = $1");
/* The server itself is out of reach: everybody waits, nobody knocks in turn. */
static const char sql_all_later[] = SQL(
    "UPDATE mail SET due_at = $1, last_error = $2 WHERE state = 'queued' AND due_at < $1 AND (attempts = 0 OR last_error IS NOT NULL)");

/* Taken for longer than the longest conversation. */
static code take(struct sender *s, struct mail *m, bool *found, struct error *err)
{
    msec hold = smtp_longest_seconds(&s->settings.server) * SECOND + MINUTE;
    struct rows *r = db_query(s->db, sql_take, ARGS(v_int(clock_now()), v_int(clock_now() + hold)));

    *found = rows_next(r);
    if (*found)
        mail_read(r, s->arena, m);
    return rows_end(r, err);
}

/* What became of it, and the counts of it, in one commit. */
static code end_rows(struct db *db, const struct mail *m, const char *state, str why, struct error *err)
{
    bool sent = str_eq(cstr(state), S("sent"));
    int64_t changed = 0;

    if (sent)
        TRY(db_run(db, sql_sent, ARGS(v_int(m->id), v_int(clock_now()), v_text_if_any(m->lang), v_int_if(m->words > 0, m->words)), &changed, err));
    else
        TRY(db_run(db, str_eq(cstr(state), S("dropped")) ? sql_dropped : sql_failed, ARGS(v_int(m->id), v_str(why)), &changed, err));
    if (changed == 0)
        return OK;
    if (sent && m->award == 0)
        TRY(db_run(db, sql_keep, ARGS(v_int(m->id), v_str(m->subject), v_str(m->text), v_str(m->html)), NULL, err));
    return mail_tally_move(db, m, S("queued"), cstr(state), err);
}

static code end_mail(struct db *db, const struct mail *m, const char *state, str why, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end_rows(db, m, state, why, err), err);
}

static msec back_off(int64_t attempts)
{
    msec wait = MINUTE << (attempts < 1 ? 0 : attempts > 10 ? 9 : attempts - 1);

    return wait > 6 * HOUR ? 6 * HOUR : wait;
}

/* The last refusal in the server's own words: "550 No such user here". */
static str refusal(str dialogue)
{
    str line, last = S("");

    while (str_cut_line(&dialogue, &line))
        if (str_starts(line, S("< 4")) || str_starts(line, S("< 5")))
            last = str_from(line, 2);
    return last;
}

/* The sentence, and below it what was said. */
static str account_of(struct arena *a, const struct error *why, str dialogue)
{
    str said = refusal(dialogue);
    str all = str_printf(a, "%s%s" STR_FMT "\n" STR_FMT, why->text, said.n ? ": " : "", STR_ARG(said), STR_ARG(dialogue));

    return all.n > MAX_ERROR ? str_slice(all, 0, MAX_ERROR) : all;
}

/* Did the conversation come to the recipient? Then the server works. */
static bool is_about_recipient(str dialogue)
{
    return str_contains(dialogue, S("> RCPT"));
}

static code put_off(struct sender *s, const struct mail *m, str account, bool whole_server, struct error *err)
{
    msec due = clock_now() + back_off(m->attempts);

    TRY(db_run(s->db, sql_later, ARGS(v_int(m->id), v_int(due), v_str(account)), NULL, err));
    if (whole_server)
        TRY(db_run(s->db, sql_all_later, ARGS(v_int(due), v_str(account)), NULL, err));
    return mail_wake_at(s->db, due, err);
}

/* We hung up, not the server: the mail goes with the next start. */
static code put_back(struct sender *s, const struct mail *m, struct error *err)
{
    TRY(db_run(s->db, sql_later, ARGS(v_int(m->id), v_int(clock_now()), v_null()), NULL, err));
    return mail_wake_at(s->db, clock_now(), err);
}

static code note_failure(struct sender *s, const struct mail *m, const struct error *why, str dialogue, struct error *err)
{
    str account = account_of(s->arena, why, dialogue);
    bool recipient = is_about_recipient(dialogue);

    log_error("mail.not_sent", why);
    if (smtp_has_hung_up() && why->code == UNREACHABLE)
        return put_back(s, m, err);
    if ((why->code != UNREACHABLE && why->code != LIMIT) || (recipient && m->attempts >= MOST_ATTEMPTS))
        return end_mail(s->db, m, "failed", account, err);
    s->lost = why->code == LIMIT ? s->lost + 1 : 0;
    s->server_is_down = !recipient || s->lost >= MOST_LOST;
    TRY(db_begin(s->db, err));
    return db_end(s->db, put_off(s, m, account, s->server_is_down, err), err);
}

static code send_one(struct sender *s, struct mail *m, struct error *err)
{
    struct error why = {0};
    str dialogue = S("");
    const char *unwanted = NULL;
    code result = mail_fill(s->app, s->db, s->arena, m, &unwanted, &why);

    if (result == OK && unwanted)
        return end_mail(s->db, m, "dropped", cstr(unwanted), err);
    if (result == OK) {
        struct smtp_mail out = mail_as_smtp(s->arena, s->app, &s->settings, m);
        result = smtp_send(s->arena, &s->settings.server, &out, clock_now(), &dialogue, &why);
    }
    if (result != OK)
        return note_failure(s, m, &why, dialogue, err);
    s->done++;
    s->lost = 0;
    return end_mail(s->db, m, "sent", S(""), err);
}

/* ---- the job ---- */

static const char sql_no_server[] = SQL("UPDATE mail SET state = 'outbox' WHERE state = 'queued'");
static const char sql_next_due[] = SQL("SELECT min(due_at) FROM mail WHERE state = 'queued'");

static code park(struct db *db, struct error *err)
{
    TRY(db_run(db, sql_no_server, NO_ARGS, NULL, err));
    return mail_tally_park(db, err);
}

static code park_all(struct db *db, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, park(db, err), err);
}

static code look_later(struct sender *s, struct error *err)
{
    int64_t due = 0;

    TRY(db_int(s->db, sql_next_due, NO_ARGS, &due, err));
    if (due > 0)
        TRY(mail_wake_at(s->db, due, err));
    /* A mail may have been written meanwhile and its job have been ours. */
    return s->done ? mail_wake_at(s->db, clock_now() + LOOK_AGAIN, err) : OK;
}

static code send_due(struct sender *s, bool *more, struct error *err)
{
    *more = true;
    for (int i = 0; i < MAILS_PER_RUN && *more; i++) {
        struct mail m;
        TRY(take(s, &m, more, err));
        if (*more)
            TRY(send_one(s, &m, err));
        *more = *more && !s->server_is_down && !smtp_has_hung_up();
    }
    return *more ? OK : look_later(s, err);
}

static enum job_result drain_some(struct app *app, struct db *db, struct arena *a, struct error *err)
{
    struct sender s = {.app = app, .db = db, .arena = a};
    bool more = false;

    if (mail_settings_load(s.app, db, a, &s.settings, err) != OK)
        return JOB_RETRY;
    code result = s.settings.has_server ? send_due(&s, &more, err) : park_all(db, err);
    if (result != OK)
        return JOB_RETRY;
    return more ? JOB_AGAIN : JOB_DONE;
}

/* Conversations of this process at a time; a mail server that hangs must leave
 * a thread to everything else that waits in the queue. */
static atomic_int senders;

static enum job_result drain(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    enum job_result result;

    (void)j;
    if (atomic_fetch_add(&senders, 1) < MAIL_SENDERS)
        result = drain_some(ctx, db, a, err);
    else
        result = mail_wake_at(db, clock_now() + LOOK_AGAIN, err) == OK ? JOB_DONE : JOB_RETRY;
    atomic_fetch_sub(&senders, 1);
    return result;
}

const struct job_kind mail_jobs[] = {{"mail.drain", drain}, {NULL, NULL}};
