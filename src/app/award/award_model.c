/* award/award_model.c — an award in the words of the standard, from its fields,
 * the frozen version of its badge and of its issuer; the link in its mail. */
#include "app/award/award_private.h"

#include "base/codec.h"
#include "app/catalog/results.h"
#include "app/catalog/scale.h"
#include "app/hook/hook.h"
#include "badge/recipient.h"

bool award_is_erased(str recipient)
{
    return str_starts(recipient, S("sha256$"));
}

str award_identity(struct arena *a, str recipient, str salt)
{
    return award_is_erased(recipient) ? recipient : recipient_hash(a, recipient, salt);
}

static void add_status(struct arena *a, str list, const char *purpose, const struct award_row *w, struct badge *out)
{
    *list_add(a, &out->status) = (struct status_ref){
        .type = S("BitstringStatusListEntry"), .purpose = cstr(purpose), .list_url = list,
        .id = str_printf(a, STR_FMT "#%lld", STR_ARG(list), (long long)w->status_index),
        .index = w->status_index, .size = 1,
    };
}

/* Both lists give it the same place. */
static void add_lists(struct arena *a, const struct org *o, const struct award_row *w, struct badge *out)
{
    str list = str_printf(a, STR_FMT "/status/" STR_FMT, STR_ARG(o->base), STR_ARG(w->status_list_public_id));

    add_status(a, list, "revocation", w, out);
    if (w->can_suspend)
        add_status(a, str_join(a, list, S("/suspension")), "suspension", w, out);
}

static void add_results(struct arena *a, const struct award_row *w, struct badge *out)
{
    struct result_list kept;

    results_kept(a, w->results, &kept);
    results_award(a, out->achievement.id, &kept, &out->results);
    scale_award(a, out->achievement.id, &out->achievement.alignments, &out->results);
}

str award_picture_url(struct arena *a, str base, str public_id, bool version2)
{
    return str_printf(a, STR_FMT "/b/" STR_FMT "%s.png", STR_ARG(base), STR_ARG(public_id), version2 ? ".2" : "");
}

void award_model(struct arena *a, const struct org *o, const struct badge_row *b, const struct badge_version_row *v,
                 const struct award_row *w, struct badge *out)
{
    *out = (struct badge){
        .version = OB_3_0, .name = v->name, .narrative = w->narrative,
        .id = str_printf(a, STR_FMT "/b/" STR_FMT, STR_ARG(o->base), STR_ARG(w->public_id)),
        .valid_from = w->valid_from, .has_valid_from = true, .awarded = w->awarded, .has_awarded = true,
        .valid_until = w->valid_until, .has_valid_until = w->valid_until > 0,
        .is_revoked = w->revoked > 0, .revocation_reason = w->revoke_reason,
    };
    if (person_has_address(w->recipient))
        *list_add(a, &out->identities) = (struct identity){
            .type = S("emailAddress"), .hashed = true, .salt = w->salt,
            .value = award_identity(a, w->recipient, w->salt),
        };
    else
        out->subject_id = w->recipient;
    org_profile(a, o, &out->issuer);
    catalog_achievement(a, o, b, v, &out->achievement);
    add_results(a, w, out);
    if (!str_is_empty(w->evidence_url))
        *list_add(a, &out->evidence) = (struct evidence){.id = w->evidence_url};
    if (w->has_own_picture)
        out->image.id = award_picture_url(a, o->base, w->public_id, false);
    add_lists(a, o, w, out);
    if (w->can_refresh)
        out->refresh_url = str_join(a, out->id, S("/refresh"));
}

code award_load(struct db *db, struct arena *a, const struct award_row *w, struct award_parts *out, struct error *err)
{
    TRY(org_at_version(db, a, w->org_version, &out->org, err));
    TRY(catalog_version(db, a, w->version, &out->version, err));
    TRY(catalog_get(db, a, w->org, out->version.achievement, &out->badge, err));
    award_model(a, &out->org, &out->badge, &out->version, w, &out->model);
    return OK;
}

code award_badge(struct db *db, struct arena *a, const struct award_row *w, struct badge *out, struct error *err)
{
    struct award_parts p;

    TRY(award_load(db, a, w, &p, err));
    *out = p.model;
    return OK;
}

/* Proof of the mailbox for one award: an HMAC, so that nothing need be stored
 * for a hundred thousand mails. */
static str claim_proof(struct arena *a, const struct app *app, const struct award_row *w)
{
    str what = str_printf(a, "claim " STR_FMT " " STR_FMT, STR_ARG(w->public_id), STR_ARG(w->recipient));
    struct sha256 mac = hmac_sha256(app->link_secret, what);

    return base64url_encode(a, (str){(const char *)mac.b, 16});
}

str award_claim_path(struct arena *a, const struct app *app, const struct award_row *w)
{
    return str_printf(a, "/claim/" STR_FMT "/" STR_FMT, STR_ARG(w->public_id), STR_ARG(claim_proof(a, app, w)));
}

static const char sql_claimed[] = SQL("INSERT INTO award_claim (award_id, at) VALUES ($1, $2) ON CONFLICT (award_id) DO NOTHING");

code award_claimed(struct db *db, struct arena *a, const struct award_row *w, struct error *err)
{
    int64_t is_new = 0;

    TRY(db_run(db, sql_claimed, ARGS(v_int(w->id), v_int(clock_now())), &is_new, err));
    return is_new ? hook_tell(db, a, w->org, "award.accepted", w->id, err) : OK;
}

bool award_claim_check(struct arena *a, const struct app *app, const struct award_row *w, str proof)
{
    return crypto_equal(claim_proof(a, app, w), proof);
}
