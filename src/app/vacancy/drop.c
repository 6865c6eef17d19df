/* vacancy/drop.c — badges that somebody dropped on a vacancy: carried by them, sealed, until
 * they are sent; and what each proves. */
#include "app/vacancy/vacancy_private.h"

#include "app/award/award.h"
#include "badge/recipient.h"
#include "badge/report.h"
#include "base/codec.h"
#include "base/crypto.h"

/* ---- in their hands ---- */

#define SEALED_MOST ((size_t)1 << 20)

static str sealing_key(struct arena *a, const struct app *app, const struct vacancy *v)
{
    struct sha256 h = hmac_sha256(app->link_secret, str_join(a, S("vacancy-badge:"), v->public_id));

    return str_copy(a, (str){(const char *)h.b, sizeof h.b});
}

str drop_levels(struct arena *a, const struct str_list *all)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < all->n && b.n < 4000; i++) {
        if (str_find_byte(all->items[i], '\n') >= 0)
            continue;
        buf_put(&b, all->items[i]);
        buf_byte(&b, '\n');
    }
    return buf_done(&b);
}

/* What looks are made of proves nothing, and would be most of what is carried. */
static str unless_embedded(str image)
{
    return str_starts(image, S("data:")) ? (str){0} : image;
}

static void take_out_pictures(struct badge *b)
{
    b->image.id = unless_embedded(b->image.id);
    b->achievement.image.id = unless_embedded(b->achievement.image.id);
    b->achievement.creator.image.id = unless_embedded(b->achievement.creator.image.id);
    b->issuer.image.id = unless_embedded(b->issuer.image.id);
}

/* A report within a report is at most so deep as one that was read. */
static struct report without_pictures(struct arena *a, const struct report *in)
{
    struct report r = *in;

    take_out_pictures(&r.badge);
    r.nested = (struct nested_list){0};
    for (size_t i = 0; i < in->nested.n; i++) {
        struct nested one = in->nested.items[i];
        if (one.report) {
            struct report *inner = NEW(a, struct report);
            *inner = without_pictures(a, one.report);
            one.report = inner;
        }
        *list_add(a, &r.nested) = one;
    }
    return r;
}

str drop_report(struct arena *a, const struct report *found)
{
    struct report r = without_pictures(a, found);

    r.documents = (struct source_list){0};       /* the verdict says what came of them */
    return report_json(a, &r);
}

/* "time LF bytes of the levels LF bytes of the badge LF levels badge report". */
str drop_seal(struct arena *a, const struct app *app, const struct vacancy *v, const struct dropped *d)
{
    str levels = drop_levels(a, d->levels), plain;

    plain = str_printf(a, "%lld\n%zu\n%zu\n" STR_FMT STR_FMT STR_FMT, (long long)clock_now(), levels.n, d->original.n, STR_ARG(levels), STR_ARG(d->original),
                       STR_ARG(drop_report(a, d->report)));
    return plain.n < SEALED_MOST / 4 * 3 - 100 ? base64url_encode(a, seal(a, sealing_key(a, app, v), plain)) : S("");
}

static bool take_number(str *rest, int64_t *out)
{
    str line;

    return str_cut(rest, '\n', &line) && str_to_int(line, out) && *out >= 0;
}

static void fill(struct arena *a, str levels, const struct report *r, struct candidate_badge *out)
{
    const struct badge *b = &r->badge;
    str one;

    while (str_cut(&levels, '\n', &one))
        if (!str_is_empty(one))
            *list_add(a, &out->levels) = one;
    out->name = str_is_empty(b->achievement.name) ? S("") : b->achievement.name;
    out->issuer = str_is_empty(b->issuer.name) ? S("") : b->issuer.name;
}

code drop_unseal(struct arena *a, const struct app *app, const struct vacancy *v, str text, struct candidate_badge *out, struct error *err)
{
    str box = text.n <= SEALED_MOST ? base64url_decode(a, text) : (str){0}, plain;
    int64_t at, n_levels, n;
    struct report r;

    *out = (struct candidate_badge){.whose = S("")};
    if (str_is_empty(box) || unseal(a, sealing_key(a, app, v), box, &plain, NULL) != OK)
        return fail(err, DENIED, "badge", "this was not checked here, for this vacancy");
    if (!take_number(&plain, &at) || clock_now() - at > DAY || !take_number(&plain, &n_levels) || !take_number(&plain, &n) || (size_t)n_levels > plain.n ||
        (size_t)n > plain.n - (size_t)n_levels)
        return fail(err, DENIED, "badge", "this was checked more than a day ago: drop the badges again");
    out->original = str_slice(plain, (size_t)n_levels, (size_t)(n_levels + n));
    out->report = str_from(plain, (size_t)(n_levels + n));
    TRY(report_read(a, out->report, &r, err));
    fill(a, str_slice(plain, 0, (size_t)n_levels), &r, out);
    return OK;
}

/* ---- what it proves ---- */

/* A badge of 3.0 may name its holder by a key alone: that is no address. */
static enum proof_whose whose_of(struct arena *a, const struct badge *b, str address)
{
    if (str_is_absent(address))
        return WHOSE_UNASKED;
    if (recipient_matches(a, b, address))
        return WHOSE_THEIRS;
    for (size_t i = 0; i < b->identities.n; i++)
        if (str_eq(b->identities.items[i].type, S("email")) || str_eq(b->identities.items[i].type, S("emailAddress")))
            return WHOSE_OTHER;
    return WHOSE_NOBODY;
}

static str or_none(str s)
{
    return str_is_absent(s) ? S("") : s;
}

code drop_proof(struct app *app, struct db *db, struct arena *a, const struct proof_ask *q, const struct candidate_badge *b, struct vacancy_proof *out, struct error *err)
{
    struct report r;

    *out = (struct vacancy_proof){0};
    TRY(report_read(a, b->report, &r, err));
    out->is_valid = r.verdict == VALID && r.badge.subject == SUBJECT_AWARD && (!r.badge.has_valid_until || r.badge.valid_until > clock_now());
    out->whose = whose_of(a, &r.badge, q->address);
    out->facts = (struct intake_facts){.anchor = or_none(r.anchor.value), .issuer = or_none(r.badge.issuer.id), .achievement = or_none(r.badge.achievement.id),
                                       .name = or_none(r.badge.achievement.name), .awarded = r.badge.has_awarded ? r.badge.awarded : NO_DAY};
    out->skills = r.badge.achievement.alignments;
    out->levels = b->levels;
    TRY(award_ours(app, db, a, &(struct award_shown){q->org, &r}, &out->own, err));
    out->is_ours = out->own != 0;
    return OK;
}
