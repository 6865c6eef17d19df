/* public/public_award.c — an award in the forms of OB 3.0, and in its picture. */
#include "app/public/public_private.h"

#include "badge/bake.h"
#include "base/codec.h"
#include "store/blob.h"
#include "web/http.h"

/* ---- which form is wanted ---- */

struct wanted public_wanted(const struct asked *q)
{
    static const char *const types[] = {VC_TYPE, "application/vc", LD_TYPE, JSON_TYPE, JWT_TYPE, "application/jwt", "text/plain"};
    enum { FIRST_TOKEN = 4 };
    int best = accept_best(q->accept, types, COUNT(types));

    return best < 0 ? (struct wanted){false, VC_TYPE} : (struct wanted){best >= FIRST_TOKEN, types[best]};
}

str public_enveloped(struct arena *a, str token)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "@context", S("https://www.w3.org/ns/credentials/v2"));
    json_put_member(&w, "id", str_join(a, S("data:application/vc+jwt,"), token));
    json_put_member(&w, "type", S("EnvelopedVerifiableCredential"));
    json_close_object(&w);
    return buf_done(&b);
}

/* A key of RSA makes no proof, one that is not trusted any more nothing new:
 * what stands is put into an envelope of JSON then. */
code public_award_json(struct app *app, struct db *db, struct arena *a, const struct award_row *w, str *json, struct error *err)
{
    struct error why = {0};
    str token;
    code c = award_text(app, db, a, w, AWARD_PROOF, json, &why);

    if (c != UNSUPPORTED && c != DENIED)
        return c == OK ? OK : fail(err, c, why.where, "%s", why.text);
    TRY(award_text(app, db, a, w, AWARD_JWT, &token, err));
    *json = public_enveloped(a, token);
    return OK;
}

/* "ID", or "ID/refresh", by which copies of it find the newest edition: what stands
 * here always is (OB 3.0 1EdTechCredentialRefresh). */
code public_award(struct app *app, struct db *db, struct arena *a, const struct asked *q, str id, struct document *out,
                  struct error *err)
{
    struct award_row w;
    struct wanted want = public_wanted(q);
    str text;

    if (str_ends(id, S("/refresh")))
        id = str_slice(id, 0, id.n - 8);
    TRY(award_by_public_id(db, a, id, &w, err));
    if (want.token)
        TRY(award_text(app, db, a, &w, AWARD_JWT, &text, err));
    else
        TRY(public_award_json(app, db, a, &w, &text, err));
    return public_answer(out, want.type, text);
}

/* ---- in a picture: one badge in each (Baking §PNG, §SVG), in its own form ---- */

static code bake_award(struct app *app, struct db *db, struct arena *a, const struct award_row *w, str picture, bool version2,
                       str *out, struct error *err)
{
    str text;

    if (version2)
        TRY(public_v2_assertion(db, a, w, &text, err));
    else
        TRY(award_text(app, db, a, w, (enum award_form)w->form, &text, err));
    return bake(a, picture, version2 ? OB_2_0 : OB_3_0, text, out, err);
}

code public_png(struct app *app, struct db *db, struct arena *a, const struct award_row *w, bool version2, str *png,
                struct error *err)
{
    struct blob picture;

    TRY(blob_get(db, a, w->png_hash, &picture, err));
    return bake_award(app, db, a, w, picture.bytes, version2, png, err);
}

/* A badge whose picture came as PNG is wrapped, pixels untouched. */
static str wrap_png(struct arena *a, str png)
{
    return str_printf(a, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 600\" width=\"600\" height=\"600\">"
                      "<image width=\"600\" height=\"600\" href=\"data:image/png;base64," STR_FMT "\"/></svg>",
                      STR_ARG(base64_encode(a, png)));
}

code public_svg(struct app *app, struct db *db, struct arena *a, const struct award_row *w, bool version2, str *svg,
                struct error *err)
{
    struct badge_version_row v;
    struct blob picture;

    TRY(catalog_version(db, a, w->version, &v, err));
    if (w->has_own_picture)
        v.svg_hash = S("");
    TRY(blob_get(db, a, str_is_empty(v.svg_hash) ? w->png_hash : v.svg_hash, &picture, err));
    return bake_award(app, db, a, w, str_is_empty(v.svg_hash) ? wrap_png(a, picture.bytes) : picture.bytes, version2, svg, err);
}
