/* learnlog/witness.c — somebody is asked by mail whether they saw it, answers without
 * an account, and may take it back; the owner decides what is shown, and writes none
 * of it. What a witness says is said of the entry as they read it: once that is
 * changed, it stands in the history, and is shown to nobody. */
#include "app/learnlog/learnlog_private.h"

#include "app/backpack/news.h"
#include "app/mail/mail.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "format/email.h"

const struct witness_relation witness_relations[] = {
    {"leads", "I lead or supervise them"},
    {"peer", "We work together"},
    {"taught", "I taught or trained them"},
    {"customer", "I was their customer"},
    {"learner", "They taught or led me"},
    {"else", "Otherwise"},
    {NULL, NULL},
};
/* … as others read it. */
static const struct { const char *name, *words; } told[] = {
    {"leads", "a supervisor"}, {"peer", "a colleague"}, {"taught", "a teacher or trainer"}, {"customer", "a customer"}, {"learner", "a learner of theirs"},
};

static const char *relation_words(str name)
{
    for (size_t i = 0; i < COUNT(told); i++)
        if (str_eq(name, cstr(told[i].name)))
            return told[i].words;
    return "";
}

/* ---- rows ---- */

#define COLUMNS                                                                \
    "w.id, w.entry_id, w.edition, w.mails, w.address, w.asked_name, w.message, w.state, w.saw, w.name, w.role, w.relation, w.statement," \
    " w.asked_at, w.ends_at, w.answered_at, w.is_hidden"

static void read_witness(struct rows *r, struct arena *a, struct witness *w)
{
    *w = (struct witness){
        .id = row_int(r, 0), .entry = row_int(r, 1), .edition = row_int(r, 2), .mails = row_int(r, 3), .address = row_str(r, 4, a),
        .asked_name = row_str(r, 5, a), .message = row_str(r, 6, a), .state = row_str(r, 7, a), .saw = row_str(r, 8, a), .name = row_str(r, 9, a),
        .role = row_str(r, 10, a), .relation = row_str(r, 11, a), .statement = row_str(r, 12, a), .asked = row_int(r, 13), .ends = row_int(r, 14),
        .answered = row_int(r, 15), .is_hidden = row_bool(r, 16)};
}

static const char sql_all[] = SQL("SELECT " COLUMNS " FROM log_witness w WHERE w.entry_id = $1 ORDER BY w.id");
static const char sql_shown[] = SQL(
    "SELECT " COLUMNS " FROM log_witness w JOIN log_entry l ON l.id = w.entry_id WHERE w.entry_id = $1 AND w.state = 'said'"
    " AND w.edition = l.edition AND w.is_hidden = 0 ORDER BY w.id");
static const char sql_one[] = SQL("SELECT " COLUMNS " FROM log_witness w WHERE w.entry_id = $1 AND w.id = $2");

static code read_all(struct rows *r, struct arena *a, struct witness_list *out, struct error *err)
{
    while (rows_next(r))
        read_witness(r, a, list_add(a, out));
    return rows_end(r, err);
}

code witnesses_of(struct db *db, struct arena *a, int64_t entry, struct witness_list *out, struct error *err)
{
    return read_all(db_query(db, sql_all, ARGS(v_int(entry))), a, out, err);
}

code witnesses_shown(struct db *db, struct arena *a, int64_t entry, struct witness_list *out, struct error *err)
{
    return read_all(db_query(db, sql_shown, ARGS(v_int(entry))), a, out, err);
}

/* ---- asking ---- */

#define A_DAY            10                      /* mails that one person causes */
#define TO_ONE_A_DAY     3                       /* that one address gets, whoever asks */
#define OF_ONE_QUESTION  3
#define WITNESSES_MOST   10                      /* of one entry */

static const char sql_mailed_today[] = SQL(
    "SELECT CAST(coalesce(sum(w.mails), 0) AS BIGINT) FROM log_witness w JOIN log_entry l ON l.id = w.entry_id WHERE l.owner_id = $1 AND w.asked_at > $2");
static const char sql_got_today[] = SQL("SELECT CAST(coalesce(sum(mails), 0) AS BIGINT) FROM log_witness WHERE folded = $1 AND asked_at > $2");
/* Who said no to this person is left in peace for some time. */
static const char sql_refused[] = SQL(
    "SELECT count(*) FROM log_witness w JOIN log_entry l ON l.id = w.entry_id WHERE l.owner_id = $1 AND w.folded = $2 AND w.state = 'refused' AND w.answered_at > $3");
static const char sql_asked_before[] = SQL(
    "SELECT count(*) FROM log_witness w WHERE w.entry_id = $1 AND w.folded = $2 AND w.edition = $3 AND w.state IN ('asked', 'said')");
/* … and for good about this entry, however it was changed since: so the page promised. */
static const char sql_said_no[] = SQL(
    "SELECT count(*) FROM log_witness w WHERE w.entry_id = $1 AND w.folded = $2 AND w.state IN ('refused', 'withdrawn')");
static const char sql_mine[] = SQL("SELECT count(*) FROM account_email WHERE account_id = $1 AND folded = $2");
static const char sql_proved[] = SQL("SELECT count(*) FROM account_email WHERE account_id = $1 AND verified_at IS NOT NULL");
static const char sql_witnesses[] = SQL("SELECT count(*) FROM log_witness WHERE entry_id = $1 AND state <> 'copied'");

static code count(struct db *db, const char *sql, struct args args, int64_t most, struct error *err, const char *sentence)
{
    int64_t n = 0;

    TRY(db_int(db, sql, args, &n, err));
    return n < most ? OK : fail(err, LIMIT, "person", "%s", words(sentence));
}

/* What one person causes, and what one address gets. */
static code check_flood(struct db *db, const struct log_entry *e, str folded, struct error *err)
{
    msec yesterday = clock_now() - DAY;

    TRY(count(db, sql_mailed_today, ARGS(v_int(e->owner), v_int(yesterday)), A_DAY, err, "you asked as many people as one day has: go on tomorrow"));
    TRY(count(db, sql_got_today, ARGS(v_str(folded), v_int(yesterday)), TO_ONE_A_DAY, err, "this address got several such mails today: try tomorrow"));
    return count(db, sql_refused, ARGS(v_int(e->owner), v_str(folded), v_int(clock_now() - 90 * DAY)), 1, err,
                 "they said that they would rather not: ask somebody else");
}

static code check_person(struct db *db, const struct log_entry *e, str folded, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_proved, ARGS(v_int(e->owner)), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "person", "prove your own address first, on the page of your account");
    TRY(db_int(db, sql_mine, ARGS(v_int(e->owner), v_str(folded)), &n, err));
    if (n)
        return fail(err, BAD_INPUT, "person", "this is an address of yours: a witness is somebody else");
    TRY(count(db, sql_witnesses, ARGS(v_int(e->id)), WITNESSES_MOST, err, "ten people were asked about this entry: that is enough"));
    TRY(count(db, sql_said_no, ARGS(v_int(e->id), v_str(folded)), 1, err, "they said that they would rather not: ask somebody else"));
    return count(db, sql_asked_before, ARGS(v_int(e->id), v_str(folded), v_int(e->edition)), 1, err, "they were asked already");
}

static str hash_of(struct arena *a, str token)
{
    struct sha256 h = sha256(token);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

/* It holds the link, so it belongs to no organisation, where others could read it. */
static code queue_mail(struct app *app, struct db *db, struct arena *a, const struct log_entry *e, const struct witness *w, str token, struct error *err)
{
    struct mail m = {.kind = S("witness"), .to_address = w->address, .to_name = w->asked_name};
    struct account who;

    TRY(account_get(db, a, e->owner, &who, err));
    return mail_letter(app, db, a,
                       &(struct letter){.kind = "witness", .badge = e->what, .sender = str_is_empty(who.name) ? said("Somebody") : who.name,
                                        .message = w->message, .link = app_url(a, app, str_join(a, S("/witness/"), token))}, &m, err);
}

static const char sql_insert[] = SQL(
    "INSERT INTO log_witness (entry_id, edition, address, folded, asked_name, message, token_hash, state, mails, asked_at, ends_at,"
    " saw, name, role, relation, statement, is_hidden) VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', 1, $8, $9, '', '', '', '', '', 0)");

static code ask(struct app *app, struct db *db, struct arena *a, const struct log_entry *e, const struct witness *w, struct error *err)
{
    str token = random_token(a, 24), folded = email_fold(a, w->address);

    TRY(check_person(db, e, folded, err));
    TRY(check_flood(db, e, folded, err));
    TRY(db_run(db, sql_insert,
               ARGS(v_int(e->id), v_int(e->edition), v_str(w->address), v_str(folded), v_str(w->asked_name), v_str(w->message),
                    v_str(hash_of(a, token)), v_int(clock_now()), v_int(clock_now() + WITNESS_LIFE)), NULL, err));
    return queue_mail(app, db, a, e, w, token, err);
}

code witness_ask(struct app *app, struct db *db, struct arena *a, const struct witness_ask *q, struct error *err)
{
    struct email to;

    if (email_parse(a, q->person, &to, NULL) != OK)
        return fail(err, BAD_INPUT, "person", "write their e-mail address, such as ana@example.org");
    const struct witness w = {.address = to.address, .asked_name = str_is_absent(to.name) ? S("") : to.name, .message = q->message};
    TRY(db_begin(db, err));
    TRY(db_end(db, ask(app, db, a, q->entry, &w, err), err));
    app_wake(app);
    return OK;
}

/* ---- what the owner does ---- */

static code get(struct db *db, struct arena *a, const struct log_entry *e, int64_t id, struct witness *out, struct error *err)
{
    struct witness_list one = {0};

    TRY(read_all(db_query(db, sql_one, ARGS(v_int(e->id), v_int(id))), a, &one, err));
    if (one.n == 0)
        return fail(err, NOT_FOUND, "witness", "nobody of that number was asked");
    *out = one.items[0];
    return OK;
}

/* A new secret; the one before leads nowhere. */
static const char sql_again[] = SQL(
    "UPDATE log_witness SET token_hash = $3, asked_at = $4, ends_at = $5, mails = mails + 1, edition = $6 WHERE entry_id = $1 AND id = $2 AND state = 'asked'");

static code again(struct app *app, struct db *db, struct arena *a, const struct log_entry *e, int64_t id, struct error *err)
{
    str token = random_token(a, 24);
    struct witness w;
    int64_t n = 0;

    TRY(get(db, a, e, id, &w, err));
    if (e->removed)
        return fail(err, CONFLICT, "person", "this entry is removed: bring it back first");
    if (w.mails >= OF_ONE_QUESTION)
        return fail(err, LIMIT, "person", "they got this question %d times: ask them yourself", OF_ONE_QUESTION);
    TRY(check_flood(db, e, email_fold(a, w.address), err));
    TRY(db_run(db, sql_again, ARGS(v_int(e->id), v_int(id), v_str(hash_of(a, token)), v_int(clock_now()), v_int(clock_now() + WITNESS_LIFE),
                                   v_int(e->edition)), &n, err));
    return n ? queue_mail(app, db, a, e, &w, token, err) : fail(err, CONFLICT, "witness", "it was answered already");
}

code witness_ask_again(struct app *app, struct db *db, struct arena *a, const struct log_entry *e, int64_t id, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, again(app, db, a, e, id, err), err));
    app_wake(app);
    return OK;
}

static const char sql_stop[] = SQL("UPDATE log_witness SET state = 'stopped' WHERE entry_id = $1 AND id = $2 AND state = 'asked'");
static const char sql_hide[] = SQL("UPDATE log_witness SET is_hidden = $3 WHERE entry_id = $1 AND id = $2 AND state = 'said'");

code witness_stop(struct db *db, const struct log_entry *e, int64_t id, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_stop, ARGS(v_int(e->id), v_int(id)), &n, err));
    return n ? OK : fail(err, CONFLICT, "witness", "there is no open question to take back");
}

code witness_set_hidden(struct db *db, const struct log_entry *e, int64_t id, bool hidden, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_hide, ARGS(v_int(e->id), v_int(id), v_int(hidden)), &n, err));
    return n ? OK : fail(err, CONFLICT, "witness", "they have said nothing yet");
}

/* ---- behind the link ---- */

static const char sql_by_link[] = SQL("SELECT " COLUMNS " FROM log_witness w WHERE w.token_hash = $1 AND w.state <> 'stopped'");
static const char sql_entry[] = SQL("SELECT " LOG_COLUMNS " FROM log_entry l WHERE l.id = $1");

/* What was said of an entry can be taken back, also while that is removed: it may return. */
static bool leads_somewhere(const struct witness *w, const struct log_entry *e)
{
    return !e->removed || str_eq(w->state, S("said")) || str_eq(w->state, S("withdrawn"));
}

code witness_by_link(struct db *db, struct arena *a, str token, struct witness *out, struct log_entry *entry, struct error *err)
{
    struct witness_list one = {0};
    static const char none[] = "this link is not complete, or it has ended: take the newest mail";

    TRY(read_all(db_query(db, sql_by_link, ARGS(v_str(hash_of(a, token)))), a, &one, err));
    if (one.n == 0)
        return fail(err, NOT_FOUND, "link", "%s", words(none));
    *out = one.items[0];
    struct rows *r = db_query(db, sql_entry, ARGS(v_int(out->entry)));
    bool found = rows_next(r);
    if (found)
        learnlog_read(r, a, entry);
    TRY(rows_end(r, err));
    return found && leads_somewhere(out, entry) ? OK : fail(err, NOT_FOUND, "link", "%s", words(none));
}

bool witness_may_answer(const struct witness *w)
{
    return str_eq(w->state, S("asked")) && w->ends > clock_now();
}

static code tell(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, const char *kind, str who, struct error *err)
{
    return news_tell(db, &(struct news_note){e->owner, kind, str_printf(a, "witness %lld", (long long)w->id), e->what, who, learnlog_path(a, e)}, err);
}

static const char sql_say[] = SQL(
    "UPDATE log_witness SET state = 'said', answered_at = $2, saw = $3, name = $4, role = $5, relation = $6, statement = $7, edition = $8"
    " WHERE id = $1 AND state = 'asked' AND ends_at > $2 AND $8 = (SELECT l.edition FROM log_entry l WHERE l.id = log_witness.entry_id AND l.removed_at IS NULL)");

static code say(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, const struct witness_answer *s, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_say, ARGS(v_int(w->id), v_int(clock_now()), v_str(s->saw), v_str(s->name), v_str(s->role), v_str(s->relation),
                                 v_str(s->statement), v_int(s->edition)), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "witness", "it was answered already, or the entry was changed meanwhile: read it once more");
    return tell(db, a, w, e, "witness-said", s->name, err);
}

/* Addresses of others are masked wherever badges are shown: no name brings one in. */
static bool has_address(str s)
{
    return str_find_byte(s, '@') >= 0;
}

code witness_say(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, const struct witness_answer *s, struct error *err)
{
    if (!str_eq(s->saw, S("work")) && !str_eq(s->saw, S("result")))
        return fail(err, BAD_INPUT, "saw", "say what you saw, or press “I did not see it”");
    if (str_is_empty(s->name))
        return fail(err, BAD_INPUT, "name", "write your name");
    if (has_address(s->name) || has_address(s->role))
        return fail(err, BAD_INPUT, has_address(s->name) ? "name" : "role", "leave out e-mail addresses: others see this");
    if (str_is_empty(s->relation))
        return fail(err, BAD_INPUT, "relation", "say how you know them");
    TRY(db_begin(db, err));
    return db_end(db, say(db, a, w, e, s, err), err);
}

static const char sql_refuse[] = SQL("UPDATE log_witness SET state = 'refused', answered_at = $2 WHERE id = $1 AND state = 'asked'");
static const char sql_withdraw[] = SQL(
    "UPDATE log_witness SET state = 'withdrawn', answered_at = $2, saw = '', name = '', role = '', relation = '', statement = '' WHERE id = $1 AND state = 'said'");

static code close_it(struct db *db, const struct witness *w, const char *sql, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql, ARGS(v_int(w->id), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "witness", "there is nothing to answer or to take back here any more");
}

static code refuse(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err)
{
    TRY(close_it(db, w, sql_refuse, err));
    return tell(db, a, w, e, "witness-refused", w->address, err);
}

code witness_refuse(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, refuse(db, a, w, e, err), err);
}

static code withdraw(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err)
{
    TRY(close_it(db, w, sql_withdraw, err));
    return tell(db, a, w, e, "witness-withdrawn", w->address, err);
}

code witness_withdraw(struct db *db, struct arena *a, const struct witness *w, const struct log_entry *e, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw(db, a, w, e, err), err);
}

/* ---- in words ---- */

str witness_words(struct arena *a, const struct witness *w)
{
    str relation = cstr(relation_words(w->relation));
    str about = w->role;

    if (relation.n)
        about = w->role.n ? str_printf(a, STR_FMT ", %s", STR_ARG(w->role), words(relation.p)) : said(relation.p);
    return about.n ? str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(w->name), STR_ARG(about)) : w->name;
}

str witness_domain(const struct witness *w)
{
    return str_from(w->address, (size_t)(str_find_byte(w->address, '@') + 1));
}

/* ---- waiting ---- */

static const char sql_waiting[] = SQL(
    "SELECT count(*) FROM account_email m JOIN log_witness w ON w.folded = m.folded JOIN log_entry e ON e.id = w.entry_id"
    " WHERE m.account_id = $1 AND m.verified_at IS NOT NULL AND w.state = 'asked' AND w.ends_at > $2 AND e.removed_at IS NULL");

code learnlog_witness_waiting(struct db *db, int64_t account, int64_t *n, struct error *err)
{
    return db_int(db, sql_waiting, ARGS(v_int(account), v_int(clock_now())), n, err);
}
