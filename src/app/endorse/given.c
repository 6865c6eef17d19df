/* endorse/given.c — endorsements that an organisation gives: of an achievement or a profile
 * of others, signed by its own key, served where any endorsement is, and taken back. */
#include "app/endorse/endorse.h"

#include "badge/sign.h"
#include "badge/status.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "base/uri.h"

#define TITLE_MOST 200
#define ABOUT_MOST 2048

/* ---- read ---- */

#define GIVEN                                                                                                              \
    "SELECT g.id, g.org_id, g.issuer_id, g.account_id, g.public_id, g.base, g.about, g.title, g.comment, g.document, coalesce(c.name, ''), g.signed_at, g.valid_until,"  \
    " g.revoked_at, g.partner_id FROM given_endorsement g LEFT JOIN account c ON c.id = g.account_id"
static const char sql_get[] = SQL(GIVEN " WHERE g.org_id = $1 AND g.id = $2");
static const char sql_by_public_id[] = SQL(GIVEN " WHERE g.public_id = $1");

static void read_given(struct rows *r, struct arena *a, struct given *g)
{
    *g = (struct given){.id = row_int(r, 0), .org = row_int(r, 1), .issuer = row_int(r, 2), .account = row_int(r, 3), .public_id = row_str(r, 4, a), .base = row_str(r, 5, a),
                        .about = row_str(r, 6, a), .title = row_str(r, 7, a), .comment = row_str(r, 8, a), .document = row_str(r, 9, a), .who = row_str(r, 10, a),
                        .at = row_int(r, 11), .until = row_int(r, 12), .revoked = row_int(r, 13), .partner = row_int(r, 14)};
}

static code one(struct rows *r, struct arena *a, struct given *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_given(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "endorsement", "there is no such endorsement");
}

code given_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct given *out, struct error *err)
{
    return one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code given_by_public_id(struct db *db, struct arena *a, str public_id, struct given *out, struct error *err)
{
    return one(db_query(db, sql_by_public_id, ARGS(v_str(public_id))), a, out, err);
}

str given_url(struct arena *a, const struct given *g)
{
    return str_printf(a, STR_FMT "/endorsements/" STR_FMT, STR_ARG(g->base), STR_ARG(g->public_id));
}

/* ---- signed ---- */

static bool is_id(str s)
{
    return s.n <= ABOUT_MOST && (uri_is_http(s) || str_starts(s, S("did:"))) && uri_is_absolute(s);
}

static code check(const struct given *g, struct error *err)
{
    struct uri u;

    if (!is_id(g->about) || uri_parse(g->about, &u, NULL) != OK)
        return fail(err, BAD_INPUT, "about", "write the address or DID of what is endorsed");
    if (str_is_empty(g->title) || g->title.n > TITLE_MOST)
        return fail(err, BAD_INPUT, "title", "say what it is called");
    if (str_is_empty(g->comment) || g->comment.n > ENDORSE_COMMENT)
        return fail(err, BAD_INPUT, "comment", "say what you think of it: that is the endorsement");
    return g->until && g->until <= clock_now() ? fail(err, BAD_INPUT, "until", "choose a day that is to come") : OK;
}

/* A list of ids needs no signature of its own: it stands under the endorsement's own address. */
static code write_it(struct arena *a, const struct org *o, const struct given *g, str *json, struct error *err)
{
    struct endorsement e = {.id = given_url(a, g), .about = g->about, .name = g->title, .comment = g->comment, .valid_from = g->at, .valid_until = g->until,
                            .has_valid_until = g->until > 0};

    org_profile(a, o, &e.issuer);
    *list_add(a, &e.status) = (struct status_ref){.type = S(STATUS_LIST_OF_IDS), .id = str_join(a, e.id, S("/revocations"))};
    return write_endorsement(a, &e, json, err);
}

/* As the organisation's key can: RSA makes a token, others a proof. */
static code sign(struct app *app, struct db *db, struct arena *a, const struct org *o, struct given *g, struct error *err)
{
    struct org_key key;
    str json;

    TRY(write_it(a, o, g, &json, err));
    TRY(org_active_key(app, db, a, o, &key, err));
    const struct suite *suite = suite_for(org_key_kind(&key));
    const struct proof_terms t = {.suite = suite, .key = {key.key, suite ? key.method : key.address}, .created = g->at};
    code c = sign_credential(a, json, &t, &g->document, err);
    key_close(key.key);
    return c;
}

static const char sql_have[] = SQL(
    "SELECT count(*) FROM given_endorsement WHERE org_id = $1 AND about = $2 AND issuer_id = $4 AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > $3)");
static const char sql_add[] = SQL(
    "INSERT INTO given_endorsement (org_id, issuer_id, public_id, base, about, title, comment, document, account_id, signed_at, valid_until, partner_id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id");

code given_sign(struct app *app, struct db *db, struct arena *a, const struct given *asked, int64_t *id, struct error *err)
{
    struct given g = *asked;
    struct org o;
    int64_t have = 0;

    TRY(check(&g, err));
    TRY(org_issuer_get(db, a, g.org, g.issuer, &o, err));
    TRY(db_int(db, sql_have, ARGS(v_int(g.org), v_str(g.about), v_int(clock_now()), v_int(g.issuer)), &have, err));
    if (have)
        return fail(err, CONFLICT, "about", "you endorse this already: take that back first");
    g.base = o.base;
    g.public_id = random_token(a, 16);
    g.at = clock_now() / SECOND * SECOND;
    TRY(sign(app, db, a, &o, &g, err));
    TRY(db_int(db, sql_add,
               ARGS(v_int(g.org), v_int(g.issuer), v_str(g.public_id), v_str(g.base), v_str(g.about), v_str(g.title), v_str(g.comment), v_str(g.document),
                    v_int_if(g.account != 0, g.account), v_int(g.at), v_int_if(g.until != 0, g.until), v_int_if(g.partner != 0, g.partner)), id, err));
    TRY(public_changed(db, err));
    return org_log(db, g.org, g.account, "endorsement.give", g.about, g.title, err);
}

static const char sql_revoke[] = SQL("UPDATE given_endorsement SET revoked_at = $3, document = '', comment = '' WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL");

code given_revoke(struct db *db, struct arena *a, const struct given_revoke *r, struct error *err)
{
    struct given g;
    int64_t n = 0;

    TRY(given_get(db, a, r->org, r->id, &g, err));
    TRY(db_run(db, sql_revoke, ARGS(v_int(r->org), v_int(r->id), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "endorsement", "it was taken back before");
    TRY(public_changed(db, err));
    return org_log(db, r->org, r->by, "endorsement.take-back", g.about, g.title, err);
}

/* ---- served ---- */

static code revocations(struct db *db, struct arena *a, const struct given *g, str *json, struct error *err)
{
    struct revoked_list list = {0};
    struct org o;

    TRY(org_issuer_get(db, a, g->org, g->issuer, &o, err));
    o.base = g->base;
    if (g->revoked)
        *list_add(a, &list) = (struct revoked){.id = given_url(a, g)};
    *json = revocation_list_write(a, str_join(a, given_url(a, g), S("/revocations")), org_issuer_id(a, &o), &list);
    return OK;
}

code given_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err)
{
    struct given g;
    str id = S("");

    *out = (struct endorse_document){0};
    str_cut(&rest, '/', &id);
    TRY(given_by_public_id(db, a, id, &g, err));
    if (str_eq(rest, S("revocations")))
        return revocations(db, a, &g, &out->json, err);
    if (!str_is_empty(rest))
        return fail(err, NOT_FOUND, "", "there is no such page");
    *out = (struct endorse_document){g.revoked ? S("{\"revoked\":true}") : g.document, g.revoked > 0};
    return OK;
}

void given_view(struct app *app, struct db *db, struct arena *a, const struct given *g, bool *good, str *verdict)
{
    struct loader l = app_loader(app, db, a);
    struct verify_options opt = {.loader = &l, .cache = app->verified};
    struct report r = {0};
    bool judged = badge_verify(a, g->document, &opt, &r, NULL) == OK;

    *good = judged && r.verdict == VALID;
    *verdict = *good ? said("Signature checked just now") : judged ? report_sentence(a, &r) : said("It could not be checked");
}
