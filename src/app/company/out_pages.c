/* company/out_pages.c — the provider tells us that somebody has signed out there:
 * OpenID Connect Back-Channel Logout 1.0. No browser is in it; what counts is the
 * provider's signature. */
#include "app/company/company_pages.h"

#include "base/crypto.h"

/* ---- what ends ---- */

/* A token ends sessions once; afterwards it would end those begun since. */
static const char sql_note[] = SQL(
    "INSERT INTO provider_logout (org_id, token_hash, until) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
static const char sql_forget[] = SQL("DELETE FROM provider_logout WHERE org_id = $1 AND until < $2");
/* A session whose name there is not known may be the one. */
static const char sql_end_of_subject[] = SQL(
    "DELETE FROM session WHERE org_id = $1 AND account_id IN (SELECT i.account_id FROM identity i WHERE i.org_id = $1 AND i.issuer = $2"
    " AND i.subject = $3) AND ($4 = '' OR provider_session IS NULL OR provider_session = '' OR provider_session = $4)");
static const char sql_end_of_session[] = SQL("DELETE FROM session WHERE org_id = $1 AND provider_session = $2");

static code end_rows(struct db *db, struct arena *a, const struct provider *p, const struct oidc_logout *said, struct error *err)
{
    str session = said->session.n ? said->session : S("");
    int64_t is_new = 0;

    TRY(db_run(db, sql_forget, ARGS(v_int(p->org), v_int(clock_now())), NULL, err));
    TRY(db_run(db, sql_note, ARGS(v_int(p->org), v_str(sha256_hex(a, said->id)), v_int(said->until)), &is_new, err));
    if (!is_new)
        return fail(err, DENIED, "jti", "this token came before");
    if (str_is_empty(said->subject))
        return db_run(db, sql_end_of_session, ARGS(v_int(p->org), v_str(session)), NULL, err);
    return db_run(db, sql_end_of_subject, ARGS(v_int(p->org), v_str(p->issuer), v_str(said->subject), v_str(session)), NULL, err);
}

static code end_sessions(struct db *db, struct arena *a, const struct provider *p, const struct oidc_logout *said, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, end_rows(db, a, p, said, err), err);
}

/* ---- as it is told ---- */

/* §2.8: 400 with an OAuth error; nothing of it may be kept on the way. */
static void refuse(struct request *rq, struct response *rs, const struct error *err)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "error", S("invalid_request"));
    json_put_member(&w, "error_description", app_sentence(rq->arena, err->text));
    json_close_object(&w);
    response_json(rs, err->code == UNREACHABLE ? 503 : err->code == FAULT ? 500 : 400, buf_done(&b));
}

void company_out(struct request *rq, struct response *rs)
{
    struct oidc_logout said;
    struct provider p;
    struct error err = {0};
    code c = provider_by_slug(rq->db, rq->arena, request_param(rq, "slug"), &p, &err);

    response_header(rs, "Cache-Control", S("no-store"));
    if (c == OK)
        c = provider_signed_out(app_of(rq), rq->db, rq->arena, &p, request_field(rq, "logout_token"), &said, &err);
    if (c == OK)
        c = end_sessions(rq->db, rq->arena, &p, &said, &err);
    if (c != OK)
        refuse(rq, rs, &err);
    else
        response_bytes(rs, S("text/plain"), S(""));
}
