/* endorse/endorse_sign.c — the answer: an endorsement signed, brought along, or
 * taken back; and what everybody may fetch of it. */
#include "app/endorse/endorse_private.h"
#include "app/hook/hook.h"

#include "badge/sign.h"
#include "badge/status.h"
#include "badge/verify.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/email.h"
#include "format/multikey.h"

/* ---- the endorser ---- */

str endorser_words(struct arena *a, const struct endorser *e)
{
    return str_is_empty(e->organisation) ? e->name : str_printf(a, STR_FMT ", " STR_FMT, STR_ARG(e->name), STR_ARG(e->organisation));
}

str endorser_domain(struct arena *a, const struct endorser *e)
{
    ptrdiff_t at = str_find_byte(e->email, '@');

    (void)a;
    return at < 0 ? S("") : str_from(e->email, (size_t)at + 1);
}

static str endorser_url(struct arena *a, const struct endorser *e, bool version2)
{
    return str_printf(a, STR_FMT "%s/endorsers/" STR_FMT, STR_ARG(e->base), version2 ? "/ob2" : "", STR_ARG(e->public_id));
}

str endorse_url(struct arena *a, const struct endorsement_row *e)
{
    return str_printf(a, STR_FMT "/endorsements/" STR_FMT, STR_ARG(e->by.base), STR_ARG(e->public_id));
}

/* Of the endorser as issuer, in either version. */
static void endorser_profile(struct arena *a, const struct endorser *e, bool version2, struct profile *out)
{
    *out = (struct profile){.id = endorser_url(a, e, version2), .name = endorser_words(a, e), .url = e->url,
                            .email = e->shows_email ? e->email : S("")};
    if (version2 && str_is_empty(out->url))      /* 2.0 knows no issuer without one */
        out->url = out->id;
}

/* 1EdTech's list of ids needs no signature, so it can be written though the key
 * that signed is gone; it stands under the endorser's own address. */
static void endorse_model(struct arena *a, const struct endorsement_row *e, bool version2, struct endorsement *out)
{
    *out = (struct endorsement){
        .id = version2 ? str_printf(a, STR_FMT "/ob2/endorsements/" STR_FMT, STR_ARG(e->by.base), STR_ARG(e->public_id)) : endorse_url(a, e),
        .about = version2 ? e->about_v2 : e->about, .comment = e->comment, .valid_from = e->signed_at,
        .valid_until = e->until, .has_valid_until = e->until > 0};
    endorser_profile(a, &e->by, version2, &out->issuer);
    if (!version2)
        *list_add(a, &out->status) = (struct status_ref){
            .type = S(STATUS_LIST_OF_IDS), .id = str_join(a, endorser_url(a, &e->by, false), S("/revocations"))};
}

static const char sql_endorser[] = SQL(
    "INSERT INTO endorser (org_id, public_id, base, email, folded, name, organisation, url, shows_email, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (org_id, folded) DO UPDATE SET name = excluded.name,"
    " organisation = excluded.organisation, url = excluded.url, shows_email = excluded.shows_email"
    " RETURNING id, public_id, base");

static code keep_endorser(struct db *db, struct arena *a, const struct endorsement_row *e, const struct endorse_answer *w, str base,
                          struct endorser *out, struct error *err)
{
    struct rows *r = db_query(db, sql_endorser,
                              ARGS(v_int(e->org), v_str(random_token(a, 16)), v_str(base), v_str(e->email), v_str(email_fold(a, e->email)),
                                   v_str(w->name), v_str(w->organisation), v_str(w->url), v_int(w->shows_email), v_int(clock_now())));
    bool found = rows_next(r);

    if (found)
        *out = (struct endorser){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), e->email, w->name, w->organisation, w->url, w->shows_email};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, FAULT, "endorser", "the endorser was not kept");
}

/* ---- signing ---- */

static const char sql_sign[] = SQL(
    "UPDATE endorsement SET state = 'signed', endorser_id = $2, version_id = $3, about = $4, about_v2 = $5, comment = $6, signed_at = $7,"
    " valid_until = $8, key = $9, document = $10 WHERE id = $1 AND state = 'asked' AND ends_at > $7");

static code keep_answer(struct db *db, struct arena *a, const struct endorsement_row *e, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_sign,
               ARGS(v_int(e->id), v_int(e->by.id), v_int_if(e->version > 0, e->version), v_str(e->about), v_str(e->about_v2), v_str(e->comment),
                    v_int(e->signed_at), v_int_if(e->until > 0, e->until), v_str(e->key), v_str(e->document)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "link", "this was answered already, or the link has ended");
    TRY(public_changed(db, err));
    return org_log(db, e->org, 0, "endorsement.sign", e->about, endorser_words(a, &e->by), err);
}

static code sign_with(struct arena *a, const struct key *key, struct endorsement_row *e, struct error *err)
{
    struct proof_terms t = {.suite = suite_named(S("eddsa-rdfc-2022")), .created = e->signed_at,
                            .key = {.key = key, .id = str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(endorser_url(a, &e->by, false)),
                                                                 STR_ARG(e->public_id))}};
    struct endorsement model;
    str credential;

    endorse_model(a, e, false, &model);
    TRY(write_endorsement(a, &model, &credential, err));
    e->key = multikey_write(a, key);
    return sign_credential(a, credential, &t, &e->document, err);
}

/* The secret is wiped as soon as it has signed: nobody, nor we, can sign in this
 * name again without a new link. */
static code sign_once(struct arena *a, struct endorsement_row *e, struct error *err)
{
    struct key *key = NULL;

    TRY(key_generate(KEY_ED25519, &key, err));
    code c = sign_with(a, key, e, err);
    key_close(key);
    return c;
}

static code name_thing(struct db *db, struct arena *a, struct endorsement_row *e, struct error *err)
{
    struct endorse_thing t = endorse_thing_of(e);
    struct endorse_name n;

    TRY(endorse_name(db, a, &t, &n, err));
    e->about = n.about;
    e->about_v2 = n.about_v2;
    e->version = n.version;
    return OK;
}

static code check_answer(const struct endorsement_row *e, const struct endorse_answer *w, struct error *err)
{
    if (!endorse_may_answer(e))
        return fail(err, CONFLICT, "link", "this was answered already, or the link has ended");
    if (str_is_empty(w->name))
        return fail(err, BAD_INPUT, "name", "say who you are: it is shown beside your words");
    return str_is_empty(w->comment) ? fail(err, BAD_INPUT, "comment", "say what you think of it: that is the endorsement") : OK;
}

static code sign_rows(struct db *db, struct arena *a, const struct endorsement_row *row, const struct endorse_answer *w, struct error *err)
{
    struct endorsement_row e = *row;
    struct org o;

    TRY(org_get(db, a, e.org, &o, err));
    TRY(name_thing(db, a, &e, err));
    TRY(keep_endorser(db, a, &e, w, o.base, &e.by, err));
    e.comment = w->comment;
    e.signed_at = clock_now() / SECOND * SECOND;
    e.until = w->months > 0 ? date_start(date_add_months(date_of(e.signed_at), (int)w->months)) : 0;
    TRY(sign_once(a, &e, err));
    TRY(hook_tell(db, a, e.org, "endorsement.signed", e.id, err));
    return keep_answer(db, a, &e, err);
}

code endorse_sign(struct db *db, struct arena *a, const struct endorsement_row *e, const struct endorse_answer *w, struct error *err)
{
    TRY(check_answer(e, w, err));
    TRY(db_begin(db, err));
    return db_end(db, sign_rows(db, a, e, w, err), err);
}

/* ---- said already ---- */

/* The link of which this is the hash was sent to nobody. */
static const char sql_said[] = SQL(
    "INSERT INTO endorsement (org_id, public_id, subject, award_id, email, folded, name, message, by_earner, token_hash, asked_at, ends_at, state, issuer_id)"
    " VALUES ($1, $2, 'award', $3, $4, $5, $6, '', 1, $7, $8, $9, 'asked', 0) RETURNING id");

code endorse_said(struct db *db, struct arena *a, const struct endorse_said *s, int64_t *id, struct error *err)
{
    struct endorse_answer w = {.name = s->name, .organisation = s->organisation, .url = S(""), .comment = s->comment};
    struct endorsement_row e;

    TRY(db_int(db, sql_said,
               ARGS(v_int(s->org), v_str(random_token(a, 16)), v_int(s->award), v_str(s->email), v_str(email_fold(a, s->email)), v_str(s->name), v_str(random_token(a, 24)),
                    v_int(clock_now()), v_int(clock_now() + ENDORSE_LINK_LIFE)), id, err));
    TRY(endorse_get(db, a, s->org, *id, &e, err));
    TRY(check_answer(&e, &w, err));
    return sign_rows(db, a, &e, &w, err);
}

/* ---- signed elsewhere ---- */

static code must_hold(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, str credential,
                      struct report *r, struct error *err)
{
    struct loader l = app_loader(app, db, a);
    struct verify_options opt = {.loader = &l, .cache = app->verified};

    if (badge_verify(a, credential, &opt, r, NULL) != OK || r->badge.subject != SUBJECT_ENDORSEMENT || r->badge.version != OB_3_0)
        return fail(err, BAD_INPUT, "file", "this is no endorsement of Open Badges 3.0");
    if (r->verdict != VALID)
        return fail(err, BAD_INPUT, "file", "this endorsement could not be proved: check it with lapel verify");
    return str_eq(r->badge.achievement.id, e->about)
        ? OK : fail(err, BAD_INPUT, "file", "this endorsement is about something else: it must be about " STR_FMT, STR_ARG(e->about));
}

static code take_rows(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *row, str credential, struct error *err)
{
    struct endorsement_row e = *row;
    struct report r = {0};
    struct org o;

    TRY(org_get(db, a, e.org, &o, err));
    TRY(name_thing(db, a, &e, err));
    TRY(must_hold(app, db, a, &e, credential, &r, err));
    struct endorse_answer w = {.name = str_is_empty(r.badge.issuer.name) ? r.anchor.value : r.badge.issuer.name, .organisation = S(""),
                               .url = str_is_absent(r.badge.issuer.url) ? S("") : r.badge.issuer.url};
    TRY(keep_endorser(db, a, &e, &w, o.base, &e.by, err));
    e.comment = str_is_absent(r.badge.narrative) ? S("") : r.badge.narrative;
    e.signed_at = clock_now() / SECOND * SECOND;
    e.until = r.badge.has_valid_until ? r.badge.valid_until : 0;
    e.key = S("");
    e.document = credential;
    TRY(hook_tell(db, a, e.org, "endorsement.signed", e.id, err));
    return keep_answer(db, a, &e, err);
}

code endorse_take(struct app *app, struct db *db, struct arena *a, const struct endorsement_row *e, str credential, struct error *err)
{
    if (!endorse_may_answer(e))
        return fail(err, CONFLICT, "link", "this was answered already, or the link has ended");
    TRY(db_begin(db, err));
    return db_end(db, take_rows(app, db, a, e, str_trim(credential), err), err);
}

/* ---- no, and no more ---- */

static const char sql_refuse[] = SQL("UPDATE endorsement SET state = 'refused', decided_at = $2 WHERE id = $1 AND state = 'asked'");

code endorse_refuse(struct db *db, const struct endorsement_row *e, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_refuse, ARGS(v_int(e->id), v_int(clock_now())), &changed, err));
    return changed ? OK : fail(err, CONFLICT, "link", "this was answered already");
}

static const char sql_withdraw[] = SQL(
    "UPDATE endorsement SET state = 'withdrawn', decided_at = $2, comment = '', document = ''"
    " WHERE id = $1 AND state IN ('signed', 'shown', 'declined')");

static code withdraw(struct db *db, struct arena *a, const struct endorsement_row *e, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_withdraw, ARGS(v_int(e->id), v_int(clock_now())), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "link", "there is nothing to take back");
    TRY(public_changed(db, err));
    return org_log(db, e->org, 0, "endorsement.withdraw", e->about, endorser_words(a, &e->by), err);
}

code endorse_withdraw(struct db *db, struct arena *a, const struct endorsement_row *e, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw(db, a, e, err), err);
}

/* ---- documents ---- */

static bool is_public(const struct endorsement_row *e)
{
    return str_eq(e->state, S("shown")) || str_eq(e->state, S("withdrawn"));
}

static code public_one(struct db *db, struct arena *a, str id, struct endorsement_row *e, struct error *err)
{
    TRY(endorse_by_public_id(db, a, id, e, err));
    return is_public(e) ? OK : fail(err, NOT_FOUND, "endorsement", "there is no such endorsement");
}

code endorse_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err)
{
    struct endorsement_row e;
    code c = endorse_by_public_id(db, a, rest, &e, NULL);

    if (c == NOT_FOUND)
        return given_document(db, a, rest, out, err);
    TRY(public_one(db, a, rest, &e, err));
    *out = (struct endorse_document){e.document, str_eq(e.state, S("withdrawn"))};
    if (out->is_gone)
        out->json = S("{\"revoked\":true}");
    return OK;
}

code endorse_document_v2(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err)
{
    struct endorsement_row e;
    struct endorsement model;

    TRY(public_one(db, a, rest, &e, err));
    endorse_model(a, &e, true, &model);
    *out = (struct endorse_document){.is_gone = str_eq(e.state, S("withdrawn"))};
    if (!e.by.shows_email || str_is_empty(e.key))
        return fail(err, NOT_FOUND, "endorsement", "this endorsement has no form for Open Badges 2.0");
    if (!out->is_gone)
        return write_v2_endorsement(a, &model, &out->json, err);
    out->json = write_v2_revoked(a, model.id, S(""));
    return OK;
}

static const char sql_endorser_of[] = SQL(
    "SELECT id, public_id, base, email, name, organisation, url, shows_email FROM endorser WHERE public_id = $1");

static code load_endorser(struct db *db, struct arena *a, str id, struct endorser *out, struct error *err)
{
    struct rows *r = db_query(db, sql_endorser_of, ARGS(v_str(id)));
    bool found = rows_next(r);

    if (found)
        *out = (struct endorser){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a),
                                 row_str(r, 5, a), row_str(r, 6, a), row_int(r, 7) > 0};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "endorser", "there is no such endorser");
}

#define MOST_KEYS 200                            /* of one endorser; the newest */
static const char sql_keys[] = SQL(
    "SELECT public_id, key, state FROM endorsement WHERE endorser_id = $1 AND key <> '' ORDER BY id DESC LIMIT $2");

static code profile_document(struct db *db, struct arena *a, const struct endorser *e, str *json, struct error *err)
{
    struct issue_key *keys = NEW_ARRAY(a, MOST_KEYS, struct issue_key);
    struct rows *r = db_query(db, sql_keys, ARGS(v_int(e->id), v_int(MOST_KEYS)));
    struct profile p;
    size_t n = 0;
    str url = endorser_url(a, e, false);

    while (rows_next(r) && n < MOST_KEYS) {
        struct key *key = NULL;
        if (multikey_read(a, row_str(r, 1, a), &key, NULL) == OK)
            keys[n++] = (struct issue_key){key, str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(url), STR_ARG(row_str(r, 0, a))), .as_multikey = true};
    }
    code c = rows_end(r, err);
    endorser_profile(a, e, false, &p);
    if (c == OK)
        *json = write_profile(a, &p, keys, n);
    for (size_t i = 0; i < n; i++)
        key_close((struct key *)(uintptr_t)keys[i].key);
    return c;
}

static const char sql_withdrawn[] = SQL(
    "SELECT public_id FROM endorsement WHERE endorser_id = $1 AND state = 'withdrawn' ORDER BY id");

static code revocations_document(struct db *db, struct arena *a, const struct endorser *e, str *json, struct error *err)
{
    struct rows *r = db_query(db, sql_withdrawn, ARGS(v_int(e->id)));
    struct revoked_list list = {0};
    str url = endorser_url(a, e, false);

    while (rows_next(r))
        *list_add(a, &list) = (struct revoked){.id = str_printf(a, STR_FMT "/endorsements/" STR_FMT, STR_ARG(e->base), STR_ARG(row_str(r, 0, a)))};
    TRY(rows_end(r, err));
    *json = revocation_list_write(a, str_join(a, url, S("/revocations")), url, &list);
    return OK;
}

code endorser_document(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err)
{
    struct endorser e;
    str id;

    *out = (struct endorse_document){0};
    if (!str_cut(&rest, '/', &id))
        return fail(err, NOT_FOUND, "", "there is no such page");
    TRY(load_endorser(db, a, id, &e, err));
    if (str_eq(rest, S("revocations")))
        return revocations_document(db, a, &e, &out->json, err);
    if (!str_is_empty(rest))
        return fail(err, NOT_FOUND, "", "there is no such page");
    return profile_document(db, a, &e, &out->json, err);
}

code endorser_document_v2(struct db *db, struct arena *a, str rest, struct endorse_document *out, struct error *err)
{
    struct endorser e;
    struct profile p;

    TRY(load_endorser(db, a, rest, &e, err));
    if (!e.shows_email)
        return fail(err, NOT_FOUND, "endorser", "this endorser has no form for Open Badges 2.0");
    endorser_profile(a, &e, true, &p);
    *out = (struct endorse_document){.json = write_v2_issuer(a, &p, &(struct v2_urls){.issuer = p.id})};
    return OK;
}
