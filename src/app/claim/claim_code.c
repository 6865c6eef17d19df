/* claim/claim_code.c — one-time codes: made many at once, read from paper, typed
 * with a thumb. No letter looks like a digit. */
#include "app/claim/claim.h"

#include "base/crypto.h"

#define LETTERS "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"   /* 32: five bits each */
#define LENGTH  10

str claim_code_clean(struct arena *a, str typed)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < typed.n && b.n < 40; i++) {
        char c = typed.p[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        c = c == 'O' || c == '0' ? 'Q' : c == 'I' || c == '1' ? 'L' : c;
        if (c != ' ' && c != '-')
            buf_byte(&b, c);
    }
    return buf_done(&b);
}

str claim_code_shown(struct arena *a, str kept)
{
    return str_printf(a, STR_FMT "-" STR_FMT, STR_ARG(str_slice(kept, 0, LENGTH / 2)), STR_ARG(str_from(kept, LENGTH / 2)));
}

static str new_code(struct arena *a)
{
    unsigned char random[LENGTH];
    struct buf b = buf_new(a);

    random_bytes(random, sizeof random);
    for (size_t i = 0; i < LENGTH; i++)
        buf_byte(&b, LETTERS[random[i] & 31]);
    return buf_done(&b);
}

static const char sql_insert[] = SQL(
    "INSERT INTO claim_code (link_id, code, created_at) VALUES ($1, $2, $3) ON CONFLICT (link_id, code) DO NOTHING");
static const char sql_count[] = SQL("SELECT count(*) FROM claim_code WHERE link_id = $1");

static code add(struct db *db, struct arena *a, const struct claim_link *l, int64_t n, int64_t by, struct error *err)
{
    int64_t have = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(l->id)), &have, err));
    if (n < 1 || have + n > CLAIM_CODES)
        return fail(err, BAD_INPUT, "codes", "from 1 to %d codes for one link; it has %lld", CLAIM_CODES, (long long)have);
    for (int64_t i = 0; i < n; i++)
        TRY(db_run_later(db, sql_insert, ARGS(v_int(l->id), v_str(new_code(a)), v_int(clock_now())), err));
    return org_log(db, l->org, by, "claim.codes", str_printf(a, "claim %lld", (long long)l->id),
                   str_printf(a, "%lld codes: " STR_FMT, (long long)n, STR_ARG(l->name)), err);
}

code claim_add_codes(struct db *db, struct arena *a, const struct claim_link *l, int64_t n, int64_t by, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, l, n, by, err), err);
}

static const char sql_codes[] = SQL(
    "SELECT code, used_at FROM claim_code WHERE link_id = $1 ORDER BY created_at, code LIMIT $2");

code claim_codes(struct db *db, struct arena *a, int64_t link, struct claim_code_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_codes, ARGS(v_int(link), v_int(CLAIM_CODES)));

    while (rows_next(r))
        *list_add(a, out) = (struct claim_code){row_str(r, 0, a), row_int(r, 1)};
    return rows_end(r, err);
}
