/* account/sign_in.c — passwords, slowing down of guesses, one-time links. */
#include "app/account/account.h"

#include <string.h>

#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "format/email.h"

/* ---- which passwords are accepted (NIST SP 800-63B §5.1.1.2) ---- */

/* Beginnings of the most common long passwords; a longer list would only name
 * what the length rule refuses already. */
static const char *const common[] = {
    "password", "passwort", "qwerty", "123456", "111111", "000000", "abcdef", "letmein", "iloveyou", "welcome",
    "administrator", "administrador", "superman", "football", "baseball", "sunshine", "princess", "azerty", "qazwsx",
};

static bool is_repetition(str s)
{
    for (size_t period = 1; period <= 4; period++) {
        size_t i = period;
        while (i < s.n && s.p[i] == s.p[i - period])
            i++;
        if (i == s.n)
            return true;
    }
    return false;
}

/* Common word plus little else: "password1234", "qwertyqwerty". */
static bool is_common(struct arena *a, str password)
{
    str folded = utf8_fold(a, password);

    for (size_t i = 0; i < COUNT(common); i++)
        if (str_starts(folded, cstr(common[i])) && folded.n < strlen(common[i]) + 8)
            return true;
    return is_repetition(folded);
}

static bool holds_name(struct arena *a, str password, str name)
{
    return name.n >= 4 && password.n < name.n + 6 && str_contains(utf8_fold(a, password), utf8_fold(a, name));
}

code password_acceptable(struct arena *a, str password, str email, str name, struct error *err)
{
    str local = str_slice(email, 0, (size_t)(str_find_byte(email, '@') < 0 ? 0 : str_find_byte(email, '@')));

    if (utf8_count(password) < 12)
        return fail(err, BAD_INPUT, "password", "use at least 12 characters; three or four words are easy to remember");
    if (password.n > 200)
        return fail(err, BAD_INPUT, "password", "use at most 200 characters");
    if (is_common(a, password))
        return fail(err, BAD_INPUT, "password", "this is among the first passwords that anyone would try");
    if (holds_name(a, password, local) || holds_name(a, password, name))
        return fail(err, BAD_INPUT, "password", "do not build it from your name or address");
    return OK;
}

/* ---- slowing down ---- */

static const char sql_throttle_get[] = SQL("SELECT until_at FROM throttle WHERE subject = $1");
static const char sql_throttle_fail[] = SQL(
    "INSERT INTO throttle (subject, failures, until_at, seen_at) VALUES ($1, 1, 0, $2)"
    " ON CONFLICT (subject) DO UPDATE SET"
    " failures = CASE WHEN throttle.seen_at < $2 - 3600000 THEN 1 ELSE throttle.failures + 1 END, seen_at = $2"
    " RETURNING failures");
static const char sql_throttle_until[] = SQL("UPDATE throttle SET until_at = $2 WHERE subject = $1");
static const char sql_throttle_clear[] = SQL("DELETE FROM throttle WHERE subject = $1");

#define LONGEST_WAIT (15 * MINUTE)

/* A longer wait than the longest was written by a clock that stood wrong: it
 * must not lock anybody out when the clock is set right. */
static code throttle_check(struct db *db, str subject, struct error *err)
{
    int64_t until = 0;
    code c = db_int(db, sql_throttle_get, ARGS(v_str(subject)), &until, NULL);
    msec left = until - clock_now();

    if (c != OK || left <= 0 || left > LONGEST_WAIT)
        return OK;
    return fail(err, LIMIT, "email", "too many tries: wait %lld seconds and try again", (long long)(left / SECOND + 1));
}

/* From the `free`-th failure within an hour on: 2 s, 4 s, … up to 15 minutes. */
static void throttle_failed(struct db *db, str subject, int64_t free)
{
    int64_t failures = 0;

    if (db_int(db, sql_throttle_fail, ARGS(v_str(subject), v_int(clock_now())), &failures, NULL) != OK || failures < free)
        return;
    int64_t step = failures - free;
    msec wait = step > 8 ? LONGEST_WAIT : SECOND * (2LL << step);
    code ignored = db_run(db, sql_throttle_until, ARGS(v_str(subject), v_int(clock_now() + wait)), NULL, NULL);
    (void)ignored;                               /* a failure to slow down must not hide the answer */
}

code throttle_try(struct db *db, str subject, int64_t free, struct error *err)
{
    TRY(throttle_check(db, subject, err));
    throttle_failed(db, subject, free);
    return OK;
}

code throttle_clear(struct db *db, str subject, struct error *err)
{
    return db_run(db, sql_throttle_clear, ARGS(v_str(subject)), NULL, err);
}

/* ---- signing in ---- */

static const char sql_password[] = SQL(
    "SELECT c.id, c.password FROM account_email e JOIN account c ON c.id = e.account_id"
    " WHERE e.folded = $1 AND e.verified_at IS NOT NULL");

/* The hash to compare with where there is none, so that an unknown address
 * costs the same time: made once, of a random password. */
static str hash_of_nobody(struct arena *a)
{
    static _Thread_local char kept[160];
    str hash;

    if (!kept[0] && password_hash(a, random_token(a, 18), &hash, NULL) == OK && hash.n < sizeof kept)
        memcpy(kept, hash.p, hash.n);
    return cstr(kept);
}

static code password_of(struct db *db, struct arena *a, str folded, int64_t *id, str *hash, struct error *err)
{
    struct rows *r = db_query(db, sql_password, ARGS(v_str(folded)));

    *id = 0;
    *hash = (str){0};
    if (rows_next(r)) {
        *id = row_int(r, 0);
        *hash = row_str(r, 1, a);
    }
    return rows_end(r, err);
}

code account_sign_in(struct db *db, struct arena *a, str email, str password, str client, int64_t *id, struct error *err)
{
    str folded = email_fold(a, email), hash;
    str by_address = str_join(a, S("address "), folded), by_network = str_join(a, S("network "), client);

    TRY(throttle_check(db, by_address, err));
    TRY(throttle_check(db, by_network, err));
    TRY(password_of(db, a, folded, id, &hash, err));
    bool right = password_matches(str_is_empty(hash) ? hash_of_nobody(a) : hash, password) && !str_is_empty(hash);
    if (!right) {
        throttle_failed(db, by_address, 5);
        throttle_failed(db, by_network, 30);
        *id = 0;
        return fail(err, DENIED, "password", "this address and password do not belong together");
    }
    return throttle_clear(db, by_address, err);
}

/* ---- one-time links ---- */

static str token_hash(struct arena *a, str token)
{
    struct sha256 h = sha256(token);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static const char sql_link_insert[] = SQL(
    "INSERT INTO one_time_link (token_hash, purpose, account_id, payload, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)");
static const char sql_link_look[] = SQL(
    "SELECT account_id, payload FROM one_time_link"
    " WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3");
static const char sql_link_use[] = SQL(
    "UPDATE one_time_link SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL"
    " AND expires_at > $3 RETURNING account_id, payload");

code link_put(struct db *db, struct arena *a, const struct link_row *l, struct error *err)
{
    return db_run(db, sql_link_insert,
                  ARGS(v_str(token_hash(a, l->token)), v_str(cstr(l->purpose)), v_int_if(l->account > 0, l->account),
                       v_str(l->payload), v_int(clock_now()), v_int(clock_now() + l->life)),
                  NULL, err);
}

code link_make(struct db *db, struct arena *a, const char *purpose, int64_t account, str payload, msec life,
               str *token, struct error *err)
{
    *token = random_token(a, 24);
    return link_put(db, a, &(struct link_row){purpose, account, payload, *token, life}, err);
}

static code one_link(struct db *db, struct arena *a, const char *sql, const char *purpose, str token,
                     struct one_time_link *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_str(token_hash(a, token)), v_str(cstr(purpose)), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        *out = (struct one_time_link){row_int(r, 0), row_str(r, 1, a)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "link", "this link was used before or is too old; ask for a new one");
}

code link_look(struct db *db, struct arena *a, const char *purpose, str token, struct one_time_link *out, struct error *err)
{
    return one_link(db, a, sql_link_look, purpose, token, out, err);
}

code link_use(struct db *db, struct arena *a, const char *purpose, str token, struct one_time_link *out, struct error *err)
{
    return one_link(db, a, sql_link_use, purpose, token, out, err);
}
