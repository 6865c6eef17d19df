/* award/award_forms.c — one award in each form of the standard: signed when it
 * is awarded or when first asked for, and the exact bytes again from the row.
 * A new form is a row in the table below. */
#include "app/award/award_private.h"

#include "format/jose.h"

/* One award in one form at work. */
struct forming {
    struct arena *a;
    const struct award_row *row;
    const struct badge *model;
    const struct award_parts *parts;             /* not known to who signs its own form */
    const struct org_key *key;                   /* its secret half is needed to sign alone */
    str unsigned_text;
};

/* ---- OB 3.0 as VC-JWT ---- */

static code write_jwt(struct forming *f, struct error *err)
{
    return vcjwt_payload(f->a, f->model, &f->unsigned_text, err);
}

static code sign_jwt(struct forming *f, str *signature, struct error *err)
{
    struct issue_key k = {f->key->key, f->key->address};
    str token;

    return vcjwt_sign(f->a, f->unsigned_text, &k, signature, &token, err);
}

static code join_jwt(struct forming *f, str signature, str *text, struct error *err)
{
    (void)err;
    *text = vcjwt_rebuild(f->a, f->unsigned_text, org_key_kind(f->key), f->key->address, signature);
    return OK;
}

/* ---- OB 3.0 with a Data Integrity proof ---- */

/* By name, not by what the library signs with today: old awards are rebuilt. */
static const struct { enum key_kind kind; const char *suite; } suites[] = {
    {KEY_ED25519, "eddsa-rdfc-2022"}, {KEY_P256, "ecdsa-rdfc-2019"}, {KEY_P384, "ecdsa-rdfc-2019"},
};

static const struct suite *suite_of(enum key_kind kind)
{
    for (size_t i = 0; i < COUNT(suites); i++)
        if (suites[i].kind == kind)
            return suite_named(cstr(suites[i].suite));
    return NULL;
}

static code write_proof(struct forming *f, struct error *err)
{
    if (!suite_of(org_key_kind(f->key)))
        return fail(err, UNSUPPORTED, "key", "no proof can be made with an RSA key");
    return write_v3(f->a, f->model, &f->unsigned_text, err);
}

/* Whoever asks first does not change the time: the proof is as old as the award. */
struct proof_terms award_proof_terms(const struct award_row *w, const struct org_key *k)
{
    return (struct proof_terms){.suite = suite_of(org_key_kind(k)), .key = {k->key, k->method},
                                .created = w->created / SECOND * SECOND};
}

static code sign_proof(struct forming *f, str *signature, struct error *err)
{
    struct proof_terms t = award_proof_terms(f->row, f->key);

    return proof_value(f->a, f->unsigned_text, &t, signature, err);
}

static code join_proof(struct forming *f, str signature, str *text, struct error *err)
{
    struct proof_terms t = award_proof_terms(f->row, f->key);

    return proof_rebuild(f->a, f->unsigned_text, &t, signature, text, err);
}

/* ---- OB 2.0 as JWS ---- */

static str joined(struct arena *a, str x, str y, str z)
{
    return str_join(a, x, str_join(a, y, z));
}

struct v2_urls award_v2_urls(struct arena *a, const struct org *o, str award, str badge, int64_t number)
{
    struct buf version = buf_new(a);

    buf_put(&version, badge);
    buf_byte(&version, '/');
    buf_int(&version, number);
    return (struct v2_urls){
        .assertion = joined(a, o->base, S("/ob2/b/"), award),
        .badge_class = joined(a, o->base, S("/ob2/badges/"), buf_done(&version)),
        .issuer = joined(a, o->base, S("/ob2/i/"), o->slug),
    };
}

/* The id of a signed badge is no address (OB 2.0 §Assertion), and does not
 * tell the one of the award to who reads the list of those revoked. One that was
 * changed has another: what it said before is revoked by its own. */
str award_v2_uuid(struct arena *a, str public_id, int64_t edition)
{
    str name = edition ? str_printf(a, STR_FMT " %lld", STR_ARG(public_id), (long long)edition) : public_id;
    struct sha256 h = sha256(str_join(a, S("uuid of award "), name));
    struct buf b = buf_new(a);

    h.b[6] = (uint8_t)((h.b[6] & 0x0F) | 0x80);  /* RFC 9562 §5.8: version 8 */
    h.b[8] = (uint8_t)((h.b[8] & 0x3F) | 0x80);
    buf_putz(&b, "urn:uuid:");
    for (size_t i = 0; i < 16; i++)
        buf_printf(&b, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", h.b[i]);
    return buf_done(&b);
}

static code write_v2(struct forming *f, struct error *err)
{
    const struct award_parts *p = f->parts;
    struct v2_urls u = award_v2_urls(f->a, &p->org, f->row->public_id, p->badge.public_id, p->version.number);
    struct badge model = *f->model;

    if (f->row->has_own_picture)
        model.image.id = award_picture_url(f->a, p->org.base, f->row->public_id, true);
    u.assertion = award_v2_uuid(f->a, f->row->public_id, f->row->edition);
    u.creator = f->key->v2;
    return write_v2_assertion(f->a, &model, &u, &f->unsigned_text, err);
}

static str v2_input(const struct forming *f)
{
    const struct jws_header none = {0};

    return jws_signing_input(f->a, org_key_kind(f->key), &none, f->unsigned_text);
}

static code sign_v2(struct forming *f, str *signature, struct error *err)
{
    return key_sign(f->a, f->key->key, v2_input(f), signature, err);
}

static code join_v2(struct forming *f, str signature, str *text, struct error *err)
{
    (void)err;
    *text = jws_join(f->a, v2_input(f), signature);
    return OK;
}

/* ---- the table ---- */

static const struct form {
    enum award_form form;
    code (*write)(struct forming *f, struct error *err);
    code (*sign)(struct forming *f, str *signature, struct error *err);
    code (*join)(struct forming *f, str signature, str *text, struct error *err);
} forms[] = {
    {AWARD_JWT, write_jwt, sign_jwt, join_jwt},
    {AWARD_PROOF, write_proof, sign_proof, join_proof},
    {AWARD_V2_SIGNED, write_v2, sign_v2, join_v2},
};

static const struct form *form_of(int64_t number)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if (forms[i].form == number)
            return &forms[i];
    return NULL;
}

enum award_form award_form_for(const struct org *o, const struct org_key *k)
{
    return str_eq(o->award_form, S("jwt")) || !suite_of(org_key_kind(k)) ? AWARD_JWT : AWARD_PROOF;
}

code award_sign(struct arena *a, const struct badge *model, const struct award_row *w, const struct org_key *k,
                str *signature, struct error *err)
{
    struct forming f = {.a = a, .row = w, .model = model, .key = k};
    const struct form *form = form_of(w->form);

    TRY(form->write(&f, err));
    return form->sign(&f, signature, err);
}

/* ---- another form than its own ---- */

static const char sql_kept[] = SQL("SELECT signature FROM award_signature WHERE award_id = $1 AND form = $2");
/* Two may ask at once and sign twice: the first one counts. */
static const char sql_keep[] = SQL(
    "INSERT INTO award_signature (award_id, form, signature) VALUES ($1, $2, $3) ON CONFLICT (award_id, form) DO NOTHING");

static code load_kept(struct db *db, const struct forming *f, const struct form *form, str *signature, struct error *err)
{
    struct rows *r = db_query(db, sql_kept, ARGS(v_int(f->row->id), v_int(form->form)));

    *signature = rows_next(r) ? row_str(r, 0, f->a) : (str){0};
    return rows_end(r, err);
}

static bool signs_the_same_again(const struct org_key *k)
{
    enum key_kind kind = org_key_kind(k);

    return kind == KEY_ED25519 || kind == KEY_RSA;
}

static code sign_with_secret(struct app *app, struct db *db, struct forming *f, const struct form *form, str *signature,
                             struct error *err)
{
    const struct org_key *named = f->key;
    struct org_key k;

    if (!org_key_is_trusted(named))
        return fail(err, DENIED, "key", "the key of this award is not to be trusted any more, so nothing is signed with it");
    TRY(org_key_by_id(app, db, f->a, &f->parts->org, f->row->key, &k, err));
    f->key = &k;
    code c = key_has_secret(k.key) ? form->sign(f, signature, err)
                                   : fail(err, DENIED, "key", "the secret half of the key of this award is not on this server, so nothing new is signed with it");
    f->key = named;
    key_close(k.key);
    return c;
}

static code other_signature(struct app *app, struct db *db, struct forming *f, const struct form *form, str *signature,
                            struct error *err)
{
    if (signs_the_same_again(f->key))
        return sign_with_secret(app, db, f, form, signature, err);
    TRY(load_kept(db, f, form, signature, err));
    if (!str_is_empty(*signature))
        return OK;
    TRY(sign_with_secret(app, db, f, form, signature, err));
    TRY(db_run(db, sql_keep, ARGS(v_int(f->row->id), v_int(form->form), v_bytes(*signature)), NULL, err));
    return load_kept(db, f, form, signature, err);
}

code award_text(struct app *app, struct db *db, struct arena *a, const struct award_row *w, enum award_form form,
                str *text, struct error *err)
{
    const struct form *as = form_of(form);
    struct award_parts parts;
    struct org_key key;
    struct forming f = {.a = a, .row = w, .model = &parts.model, .parts = &parts, .key = &key};
    str signature = w->signature;

    TRY(award_load(db, a, w, &parts, err));
    TRY(org_key_name(db, a, &parts.org, w->key, &key, err));
    TRY(as->write(&f, err));
    if (w->form != (int64_t)form)
        TRY(other_signature(app, db, &f, as, &signature, err));
    return as->join(&f, signature, text, err);
}
