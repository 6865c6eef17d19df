/* account/second_step.c — whether there is one, and recovery codes. */
#include "app/account/second_step.h"

#include "base/codec.h"
#include "base/crypto.h"

#define CODE_BYTES 10                            /* 80 bits: nothing to guess, also with the table in hand */
#define FREE_TRIES 5

/* ---- on or off ---- */

static const char sql_look[] = SQL(
    "SELECT c.two_step, (SELECT count(*) FROM totp t WHERE t.account_id = c.id AND t.confirmed_at IS NOT NULL),"
    " (SELECT count(*) FROM passkey p WHERE p.account_id = c.id),"
    " (SELECT count(*) FROM recovery_code r WHERE r.account_id = c.id AND r.used_at IS NULL) FROM account c WHERE c.id = $1");

code second_step_look(struct db *db, struct arena *a, int64_t account, struct second_step *out, struct error *err)
{
    struct rows *r = db_query(db, sql_look, ARGS(v_int(account)));

    (void)a;
    *out = (struct second_step){0};
    if (rows_next(r))
        *out = (struct second_step){row_bool(r, 0), row_int(r, 1) > 0, row_int(r, 2), row_int(r, 3)};
    return rows_end(r, err);
}

static const char sql_turn_on[] = SQL(
    "UPDATE account SET two_step = 1 WHERE id = $1 AND (EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = $1)"
    " OR EXISTS (SELECT 1 FROM totp t WHERE t.account_id = $1 AND t.confirmed_at IS NOT NULL))");
static const char sql_turn_off[] = SQL("UPDATE account SET two_step = 0 WHERE id = $1");
static const char sql_drop_app[] = SQL("DELETE FROM totp WHERE account_id = $1");
static const char sql_drop_codes[] = SQL("DELETE FROM recovery_code WHERE account_id = $1");

static code turn_off(struct db *db, int64_t account, struct error *err)
{
    TRY(db_run(db, sql_turn_off, ARGS(v_int(account)), NULL, err));
    TRY(db_run(db, sql_drop_app, ARGS(v_int(account)), NULL, err));
    return db_run(db, sql_drop_codes, ARGS(v_int(account)), NULL, err);
}

code second_step_turn(struct db *db, int64_t account, bool on, struct error *err)
{
    int64_t changed = 0;

    if (!on) {
        bool own = !db_in_transaction(db);
        if (own)
            TRY(db_begin(db, err));
        code c = turn_off(db, account, err);
        return own ? db_end(db, c, err) : c;
    }
    TRY(db_run(db, sql_turn_on, ARGS(v_int(account)), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "", "add a passkey or an app for codes first");
}

/* ---- recovery codes ---- */

/* As it would be written on paper: "abcd-efgh-ijkl-mnop". */
static str on_paper(struct arena *a, str letters)
{
    str s = str_lower(a, letters);

    return str_printf(a, "%.4s-%.4s-%.4s-%.4s", s.p, s.p + 4, s.p + 8, s.p + 12);
}

/* Figures that base32 does not have are the letters that they look like. */
static str letters_of(struct arena *a, str typed)
{
    static const char from[] = "018", to[] = "OLB";
    struct buf b = buf_new(a);

    for (size_t i = 0; i < typed.n && b.n < 2 * CODE_BYTES; i++) {
        char c = typed.p[i];
        for (size_t k = 0; k < sizeof from - 1; k++)
            c = c == from[k] ? to[k] : c;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'))
            buf_byte(&b, c);
    }
    return buf_done(&b);
}

static str code_hash(struct arena *a, int64_t account, str letters)
{
    return sha256_hex(a, str_printf(a, "recovery %lld " STR_FMT, (long long)account, STR_ARG(letters)));
}

static const char sql_add_code[] = SQL("INSERT INTO recovery_code (code_hash, account_id, created_at) VALUES ($1, $2, $3)");

static code make_rows(struct db *db, struct arena *a, int64_t account, struct str_list *out, struct error *err)
{
    char bytes[CODE_BYTES];

    TRY(db_run(db, sql_drop_codes, ARGS(v_int(account)), NULL, err));
    for (int i = 0; i < RECOVERY_CODES; i++) {
        random_bytes(bytes, sizeof bytes);
        str letters = base32_encode(a, (str){bytes, sizeof bytes});
        TRY(db_run(db, sql_add_code, ARGS(v_str(code_hash(a, account, letters)), v_int(account), v_int(clock_now())), NULL, err));
        *list_add(a, out) = on_paper(a, letters);
    }
    crypto_wipe(bytes, sizeof bytes);
    return OK;
}

code recovery_make(struct db *db, struct arena *a, int64_t account, struct str_list *out, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, make_rows(db, a, account, out, err), err);
}

static const char sql_use_code[] = SQL(
    "UPDATE recovery_code SET used_at = $3 WHERE code_hash = $2 AND account_id = $1 AND used_at IS NULL");

code recovery_use(struct db *db, struct arena *a, int64_t account, str typed, struct error *err)
{
    str subject = str_printf(a, "recovery %lld", (long long)account);
    int64_t changed = 0;

    TRY(throttle_try(db, subject, FREE_TRIES, err));
    TRY(db_run(db, sql_use_code, ARGS(v_int(account), v_str(code_hash(a, account, letters_of(a, typed))), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, DENIED, "code", "this is none of your recovery codes, or it was used before");
    return throttle_clear(db, subject, err);
}
