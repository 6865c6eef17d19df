#include "app/verify/result.h"

#include "badge/recipient.h"
#include "base/codec.h"
#include "base/crypto.h"

/* ---- in their hands ---- */

static str sealing_key(struct arena *a, const struct app *app)
{
    struct sha256 h = hmac_sha256(app->link_secret, S("result of a check"));

    return str_copy(a, (str){(const char *)h.b, sizeof h.b});
}

/* "time LF length of the badge LF badge report". */
str result_seal(struct arena *a, const struct app *app, const struct sealed_result *in)
{
    str plain = str_printf(a, "%lld\n%zu\n" STR_FMT STR_FMT, (long long)clock_now(), in->again.n, STR_ARG(in->again),
                           STR_ARG(report_json(a, &in->report)));

    if (plain.n > SEALED_MAX / 4 * 3 - 100)
        return S("");
    return base64url_encode(a, seal(a, sealing_key(a, app), plain));
}

static bool take_number(str *rest, int64_t *out)
{
    str line;

    return str_cut(rest, '\n', &line) && str_to_int(line, out) && *out >= 0;
}

code result_unseal(struct arena *a, const struct app *app, str text, struct sealed_result *out, struct error *err)
{
    str box = text.n <= SEALED_MAX ? base64url_decode(a, text) : (str){0}, plain;
    int64_t at, n;

    if (str_is_empty(box) || unseal(a, sealing_key(a, app), box, &plain, NULL) != OK)
        return fail(err, DENIED, "result", "this is no result of a check that was made here");
    if (!take_number(&plain, &at) || clock_now() - at > DAY || !take_number(&plain, &n) || (size_t)n > plain.n)
        return fail(err, DENIED, "result", "this result is of more than a day ago: check the badge again");
    out->again = str_slice(plain, 0, (size_t)n);
    return report_read(a, str_from(plain, (size_t)n), &out->report, err);
}

static struct check *recipient_row(struct arena *a, struct report *r)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (str_eq(cstr(r->checks.items[i].id), S("recipient")))
            return &r->checks.items[i];
    return list_add(a, &r->checks);
}

static enum verdict verdict_of(const struct check_list *l)
{
    enum verdict v = l->n ? VALID : UNVERIFIED;

    for (size_t i = 0; i < l->n; i++) {
        if (l->items[i].outcome == FAIL)
            return INVALID;
        if (l->items[i].outcome == UNTESTED)
            v = UNVERIFIED;
    }
    return v;
}

void result_match(struct arena *a, struct report *r, str recipient)
{
    bool yes = recipient_matches(a, &r->badge, recipient);

    *recipient_row(a, r) = (struct check){
        .id = "recipient", .outcome = yes ? PASS : FAIL, .code = yes ? "" : "recipient-mismatch",
        .message = yes ? said("The badge was issued to this recipient.") : said("The badge was not issued to this recipient."),
        .clause = "OB 3.0 §8.5 Verify the Recipient"};
    r->has_recipient_match = true;
    r->recipient_matches = yes;
    r->verdict = verdict_of(&r->checks);
}

/* ---- kept here ---- */

#define MOST_KEPT ((int64_t)256 << 20)           /* bytes in all: strangers fill no disk */

static str hash_of(struct arena *a, str token)
{
    struct sha256 h = sha256(token);

    return hex_encode(a, (str){(const char *)h.b, sizeof h.b});
}

void result_without_persons(struct report *r)
{
    r->badge.identities = (struct identity_list){0};
    r->badge.subject_id = (str){0};
    r->documents = (struct source_list){0};
    for (size_t i = 0; i < r->nested.n; i++)
        result_without_persons((struct report *)(uintptr_t)r->nested.items[i].report);
}

static const char sql_size[] = SQL("SELECT COALESCE(SUM(size), 0) FROM verify_result WHERE until_at > $1");
static const char sql_keep[] = SQL(
    "INSERT INTO verify_result (token_hash, delete_hash, created_at, until_at, size, badge, report) VALUES ($1, $2, $3, $4, $5, $6, $7)");

static code keep_row(struct db *db, struct arena *a, const struct kept_result *k, str report, struct error *err)
{
    str hash = hash_of(a, k->token);

    TRY(db_run(db, sql_keep, ARGS(v_str(hash), v_str(hash_of(a, k->secret)), v_int(k->created), v_int(k->until),
                                  v_int((int64_t)(k->again.n + report.n)), v_str(k->again), v_str(report)), NULL, err));
    return job_add(db, S("verify.forget"), S(""), str_join(a, S("result "), hash), k->until, err);
}

code result_keep(struct app *app, struct db *db, struct arena *a, const struct sealed_result *in, int days, struct kept_result *out, struct error *err)
{
    int64_t kept = 0;
    str report;

    *out = (struct kept_result){.token = random_token(a, 16), .secret = random_token(a, 16), .created = clock_now(),
                                .again = in->again, .report = in->report};
    out->until = out->created + days * DAY;
    result_without_persons(&out->report);
    report = report_json(a, &out->report);
    TRY(db_int(db, sql_size, ARGS(v_int(out->created)), &kept, err));
    if (kept > MOST_KEPT)
        return fail(err, LIMIT, "", "as many results are kept here as may be: try again on another day");
    TRY(db_begin(db, err));
    TRY(db_end(db, keep_row(db, a, out, report, err), err));
    app_wake(app);
    return OK;
}

static const char sql_find[] = SQL(
    "SELECT delete_hash, created_at, until_at, badge, report FROM verify_result WHERE token_hash = $1 AND until_at > $2");

code result_find(struct db *db, struct arena *a, str token, str secret, struct kept_result *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_str(hash_of(a, token)), v_int(clock_now())));
    bool found = rows_next(r);
    str delete_hash = S(""), report = S("");

    if (found) {
        delete_hash = row_str(r, 0, a);
        *out = (struct kept_result){.token = token, .secret = secret, .created = row_int(r, 1), .until = row_int(r, 2), .again = row_str(r, 3, a)};
        report = row_str(r, 4, a);
    }
    TRY(rows_end(r, err));
    if (!found || (!str_is_absent(secret) && !str_eq(delete_hash, hash_of(a, secret))))
        return fail(err, NOT_FOUND, "", "this result is not kept any more, or never was");
    return report_read(a, report, &out->report, err);
}

static const char sql_delete[] = SQL("DELETE FROM verify_result WHERE token_hash = $1 AND delete_hash = $2");

code result_delete(struct db *db, struct arena *a, str token, str secret, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_delete, ARGS(v_str(hash_of(a, token)), v_str(hash_of(a, secret))), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "", "this result is not kept any more, or never was");
}

static const char sql_forget[] = SQL("DELETE FROM verify_result WHERE until_at <= $1");

static enum job_result forget(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    (void)ctx, (void)a, (void)j;
    return db_run(db, sql_forget, ARGS(v_int(clock_now())), NULL, err) == OK ? JOB_DONE : JOB_RETRY;
}

const struct job_kind result_jobs[] = {{"verify.forget", forget}, {0}};
