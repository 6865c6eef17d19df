/* backpack/import.c — bytes, text or a link into the Backpack: taken out of
 * the picture, verified, and kept exactly as received with its report. */
#include "app/backpack/backpack_private.h"
#include "app/backpack/shelf.h"

#include <string.h>

#include "badge/bake.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "app/draw.h"
#include "format/json_equal.h"
#include "format/png.h"
#include "format/svg.h"
#include "store/blob.h"

/* Issuer and id name a credential; where there is no id, the bytes do. */
str holding_key(struct arena *a, const struct badge *b, str bytes)
{
    str what = badge_identity(a, b);
    struct sha256 h = sha256(str_is_absent(what) ? bytes : what);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

/* A link is followed by the verifier's own loader, so that our own awards and
 * those of any other host come in the same way. */
static code fetch_link(struct loader *l, struct arena *a, str link, str *bytes, struct error *err)
{
    struct loaded got;

    TRY(loader_get(l, a, link, "application/vc+jwt, application/ld+json, application/json, image/png, image/svg+xml, */*;q=0.1", &got, err));
    if (got.status == 410)
        return fail(err, NOT_FOUND, "link", "the issuer says that this badge is gone (410)");
    if (got.status != 200)
        return fail(err, UNREACHABLE, "link", "the address answered with status %d instead of a badge", got.status);
    *bytes = got.body;
    return OK;
}

code holding_addresses(struct db *db, struct arena *a, int64_t owner, struct str_list *out, struct error *err)
{
    struct account_address_list list = {0};

    TRY(account_addresses(db, a, owner, &list, err));
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].is_verified)
            *list_add(a, out) = list.items[i].address;
    return OK;
}

code holding_picture(struct loader *l, struct arena *a, str bytes, const struct badge *b, str *png, struct error *err)
{
    struct accepted_image image;
    struct loaded got;
    str url = b->achievement.image.id;

    if (!png_looks_like(bytes) && !svg_looks_like(bytes)) {
        TRY(str_is_empty(url) ? NOT_FOUND : loader_get(l, a, url, "image/png, image/svg+xml", &got, err));
        if (got.status != 200)
            return fail(err, NOT_FOUND, "image", "the picture's address answered with status %d", got.status);
        bytes = got.body;
    }
    TRY(draw_image_accept(a, bytes, &image, err));
    *png = image.png;
    return OK;
}

/* A picture that cannot be had or drawn is no reason to refuse a badge. */
static str picture(struct loader *l, struct db *db, struct arena *a, str bytes, const struct badge *b)
{
    str png, hash = {0};

    if (holding_picture(l, a, bytes, b, &png, NULL) != OK || blob_put(db, a, png, S("image/png"), clock_now(), &hash, NULL) != OK)
        return (str){0};
    return hash;
}

static const char sql_have[] = SQL("SELECT id FROM holding WHERE owner_id = $1 AND credential_key = $2 AND removed_at IS NULL");
static const char sql_insert[] = SQL(
    "INSERT INTO holding (owner_id, public_id, credential_key, original, source, title, issuer_name, issuer_anchor,"
    " description, image_hash, version, awarded_at, valid_until, verdict, report, checked_at, is_public, created_at,"
    " changed_at, valid_from, standing, held_at, next_check_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $16, $16, $17, $18, $19, $20)"
    " ON CONFLICT (owner_id, credential_key) DO UPDATE SET removed_at = NULL, original = excluded.original,"
    " title = excluded.title, issuer_name = excluded.issuer_name, issuer_anchor = excluded.issuer_anchor,"
    " description = excluded.description, image_hash = coalesce(excluded.image_hash, holding.image_hash),"
    " version = excluded.version, awarded_at = excluded.awarded_at, valid_until = excluded.valid_until,"
    " verdict = excluded.verdict, report = excluded.report, checked_at = excluded.checked_at,"
    " changed_at = excluded.changed_at, valid_from = excluded.valid_from, standing = excluded.standing, held_at = excluded.held_at,"
    " next_check_at = CASE WHEN holding.relied_on = 1 THEN excluded.checked_at + 86400000 ELSE excluded.next_check_at END, silent_since = NULL, failed_checks = 0 RETURNING id");

static str or_else(str s, str other)
{
    return str_is_empty(s) ? other : s;
}

static code keep_row(struct db *db, struct arena *a, const struct keeping *k, int64_t *id, struct error *err)
{
    const struct badge *b = &k->report->badge;
    const struct import *in = k->in;
    msec awarded = b->has_awarded ? b->awarded : b->valid_from, now = clock_now();
    bool holds = k->report->verdict == VALID;

    TRY(db_int(db, sql_insert,
                  ARGS(v_int(k->owner), v_str(random_token(a, 16)), v_str(holding_key(a, b, k->bytes)), v_bytes(k->bytes),
                       v_str(or_else(in->source, or_else(in->link, S("pasted text")))),
                       v_str(or_else(b->achievement.name, or_else(b->name, S("Badge without a name")))),
                       v_str(or_else(b->issuer.name, S(""))), v_str(or_else(k->report->anchor.value, S(""))),
                       v_str(or_else(b->achievement.description, S(""))), v_str(k->image_hash),
                       v_str(cstr(badge_version_name(b->version))),
                       v_int_if(b->has_awarded || b->has_valid_from, awarded), v_int_if(b->has_valid_until, b->valid_until),
                       v_str(cstr(verdict_name(k->report->verdict))), v_str(report_json(a, k->report)), v_int(now),
                       v_int_if(b->has_valid_from, b->valid_from), v_str(cstr(standing_of(k->report, false))), v_int_if(holds, now),
                       v_int(next_check(&(struct checked){.report = k->report, .now = now}))),
                  id, err));
    return shelf_note(db, a, *id, err);
}

/* Another edition has evidence of its own. */
static code keep_all(struct app *app, struct db *db, struct arena *a, const struct keeping *k, int64_t *id, struct error *err)
{
    TRY(keep_row(db, a, k, id, err));
    TRY(frozen_forget(db, *id, err));
    return k->sight ? frozen_keep(app, db, a, *id, k->bytes, k->sight, k->report, err) : OK;
}

code holding_keep(struct app *app, struct db *db, struct arena *a, const struct keeping *k, int64_t *id, struct error *err)
{
    if (db_in_transaction(db))
        return keep_all(app, db, a, k, id, err);
    TRY(db_begin(db, err));
    return db_end(db, keep_all(app, db, a, k, id, err), err);
}

/* A claim needs the address: a badge made out to somebody else is refused with
 * the reason; a badge that names nobody we could compare with is let in. */
static code made_out_to_owner(const struct report *r, struct error *err)
{
    if (r->has_recipient_match && !r->recipient_matches)
        return fail(err, DENIED, "badge", "this badge is made out to another address; add that address to your account first");
    return OK;
}

code holding_verify(struct loader *l, struct db *db, struct arena *a, int64_t owner, struct found found, struct report *out,
                    struct error *err)
{
    struct verify_options opt = {.loader = l, .found_at = str_trim(found.at)};

    TRY(holding_addresses(db, a, owner, &opt.recipients, err));
    return badge_verify(a, found.bytes, &opt, out, err);
}

code backpack_import(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct import *in,
                     int64_t *id, struct error *err)
{
    struct sight s = {.found_at = str_trim(in->link)};
    struct loader l = recorder_open(&s.rec, a, app_loader(app, db, a));
    struct report r = {0};
    str bytes = in->bytes;

    if (str_is_empty(bytes))
        TRY(fetch_link(&l, a, str_trim(in->link), &bytes, err));
    TRY(holding_verify(&l, db, a, owner, (struct found){bytes, in->link}, &r, err));
    TRY(made_out_to_owner(&r, err));
    if (db_int(db, sql_have, ARGS(v_int(owner), v_str(holding_key(a, &r.badge, bytes))), id, NULL) == OK)
        return fail(err, CONFLICT, "badge", "this badge is in your Backpack already");
    str image = picture(&l, db, a, bytes, &r.badge);
    return holding_keep(app, db, a, &(struct keeping){owner, in, bytes, image, &r, &s}, id, err);
}

/* ---- from programs ---- */

/* Of a hosted badge the copy at its own address counts, so that is kept, unless
 * what was sent says the same. */
static str to_be_kept(struct arena *a, const struct report *r, str bytes)
{
    const struct json *sent = NULL, *found = NULL;

    for (size_t i = 0; i < r->documents.n; i++) {
        str text = r->documents.items[i].text;
        if (strcmp(r->documents.items[i].role, "assertion") || json_parse(a, text, NULL, &found, NULL) != OK)
            continue;
        return json_parse(a, bytes, NULL, &sent, NULL) == OK && json_equal(sent, found) ? bytes : text;
    }
    return bytes;
}

static const char sql_kept[] = SQL(
    "SELECT id, valid_from, removed_at, original FROM holding WHERE owner_id = $1 AND credential_key = $2");

code holding_find(struct db *db, struct arena *a, int64_t owner, str key, struct kept *out, struct error *err)
{
    struct rows *r = db_query(db, sql_kept, ARGS(v_int(owner), v_str(key)));

    *out = (struct kept){0};
    if (rows_next(r))
        *out = (struct kept){row_int(r, 0), row_int(r, 1), !row_is_null(r, 2), row_str(r, 3, a)};
    return rows_end(r, err);
}

/* OB 3.0 §Credential equality: of one and the same, the later edition stays. What
 * older versions call the date of the award does not change with an edition. */
static bool is_newer(const struct report *r, const struct kept *k, str bytes)
{
    const struct badge *b = &r->badge;

    if (k->id == 0 || k->is_removed)
        return true;
    if (str_eq(k->original, bytes))
        return false;
    return b->version < OB_3_0 || (b->has_valid_from && b->valid_from > k->valid_from);
}

/* A badge whose day is over is as genuine as it was. */
bool holding_is_only_expired(const struct report *r)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (r->checks.items[i].outcome == FAIL && strcmp(r->checks.items[i].code, "expired"))
            return false;
    return report_has(r, "expired");
}

code holding_acceptable(struct arena *a, const struct report *r, struct error *err)
{
    TRY(made_out_to_owner(r, err));
    return r->verdict == INVALID && !holding_is_only_expired(r) ? fail(err, BAD_INPUT, "badge", STR_FMT, STR_ARG(report_sentence(a, r))) : OK;
}

code holding_weigh(struct db *db, struct arena *a, int64_t owner, const struct report *r, str sent, struct put *out, str *bytes, struct error *err)
{
    struct kept k;

    TRY(holding_find(db, a, owner, holding_key(a, &r->badge, sent), &k, err));
    *bytes = to_be_kept(a, r, sent);
    *out = (struct put){k.id, k.id && !k.is_removed ? PUT_REPLACED : PUT_NEW, r->verdict == VALID, k.is_removed};
    if (!is_newer(r, &k, *bytes))
        out->outcome = PUT_SAME;
    return OK;
}

code backpack_put(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct import *in, struct put *out, struct error *err)
{
    struct sight s = {.found_at = str_trim(in->link)};
    struct loader l = recorder_open(&s.rec, a, app_loader(app, db, a));
    struct report r = {0};
    str bytes;

    TRY(holding_verify(&l, db, a, owner, (struct found){in->bytes, in->link}, &r, err));
    TRY(holding_acceptable(a, &r, err));
    TRY(holding_weigh(db, a, owner, &r, in->bytes, out, &bytes, err));
    if (in->by_others && out->was_removed)
        return fail(err, CONFLICT, "badge", "this badge is here already");
    if (out->outcome == PUT_SAME)
        return OK;
    str image = picture(&l, db, a, bytes, &r.badge);
    return holding_keep(app, db, a, &(struct keeping){owner, in, bytes, image, &r, &s}, &out->id, err);
}

/* Where a holding came from: an address, or a file's name. */
static const char sql_source[] = SQL("SELECT source FROM holding WHERE owner_id = $1 AND id = $2");

code holding_source(struct db *db, struct arena *a, int64_t owner, int64_t id, str *out, struct error *err)
{
    struct rows *r = db_query(db, sql_source, ARGS(v_int(owner), v_int(id)));

    if (rows_next(r))
        *out = row_str(r, 0, a);
    return rows_end(r, err);
}
