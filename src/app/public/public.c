/* public/public.c — documents of the standard at their stable addresses: which
 * there are; badges and pictures. */
#include "app/catalog/relation.h"
#include "app/catalog/translation.h"
#include "app/endorse/endorse.h"
#include "app/public/public_private.h"

#include "store/blob.h"
#include "web/http.h"

code public_answer(struct document *out, const char *type, str body)
{
    *out = (struct document){.status = 200, .type = cstr(type), .body = body};
    return OK;
}

const char *public_ld_type(const struct asked *q)
{
    static const char *const types[] = {LD_TYPE, JSON_TYPE};

    return accept_best(q->accept, types, COUNT(types)) == 1 ? JSON_TYPE : LD_TYPE;
}

struct named_parts { struct org org; struct badge_row badge; struct badge_version_row version; struct v2_urls urls; str original, language; };

/* ---- the badge ---- */

/* In another language, if its name is translated. */
static code translate(struct db *db, struct arena *a, struct named_parts *p, struct error *err)
{
    struct translation w;

    p->original = p->version.language;
    if (str_is_empty(p->language))
        return OK;
    TRY(translation_load(db, a, p->badge.id, p->language, &w, err));
    if (str_is_empty(translation_of(a, &w, p->version.name)))
        return fail(err, NOT_FOUND, "badge", "this badge is not there in that language");
    translation_apply(a, &w, &p->version);
    p->version.language = p->language;
    return OK;
}

/* "ID", "ID/NUMBER" or "ID/NUMBER/LANGUAGE"; without a number the newest version. */
static code badge_parts(struct db *db, struct arena *a, const struct asked *q, str rest, struct named_parts *p, struct error *err)
{
    struct badge_version_list versions = {0};
    int64_t number;
    str id, tail = rest;

    if (!str_cut(&tail, '/', &id))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    TRY(catalog_by_public_id(db, a, id, &p->badge, err));
    if (str_eq(p->badge.state, S("draft")))
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    p->version = p->badge.v;
    str digits;
    if (str_cut(&tail, '/', &digits)) {
        p->language = tail;
        tail = digits;
    }
    if (!str_is_empty(tail)) {
        TRY(catalog_versions(db, a, p->badge.org, p->badge.id, &versions, err));
        p->version.id = 0;
        for (size_t i = 0; str_to_int(tail, &number) && i < versions.n; i++)
            if (versions.items[i].number == number)
                p->version = versions.items[i];
        if (p->version.id == 0)
            return fail(err, NOT_FOUND, "badge", "there is no such version of this badge");
    }
    TRY(org_issuer_get(db, a, p->badge.org, p->version.issuer, &p->org, err));
    TRY(org_asked_at(db, q->host, &p->org, a, err));
    p->urls = award_v2_urls(a, &p->org, S(""), p->badge.public_id, p->version.number);
    return translate(db, a, p, err);
}

/* What others say of this version. */
static code carry(struct db *db, struct arena *a, const struct named_parts *p, struct str_list *v3, struct str_list *v2, struct error *err)
{
    struct endorse_thing t = {p->org.id, ENDORSE_BADGE, p->badge.id, 0, 0};

    return endorse_carried(db, a, &t, p->version.id, v3, v2, err);
}

/* `id`: of the original, in the words of that version of the standard. A
 * translation leads back to it, the original to all. */
static code relate(struct db *db, struct arena *a, const struct named_parts *p, str *id, struct related_list *out, struct error *err)
{
    struct translation_languages there = {0};
    str original = *id;

    if (!str_is_empty(p->language)) {
        *id = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(original), STR_ARG(p->language));
        *list_add(a, out) = (struct related){.id = original, .in_language = p->original};
        return OK;
    }
    TRY(translation_languages(db, a, p->badge.id, &p->version, true, &there, err));
    for (size_t i = 0; i < there.n; i++)
        *list_add(a, out) = (struct related){.id = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(original), STR_ARG(there.items[i].tag)),
                                             .in_language = there.items[i].tag};
    return OK;
}

/* Badges that stand to it somehow, as of today: `related` has no word for the kind
 * (OB 3.0 §Related). */
static code name_related(struct db *db, struct arena *a, const struct named_parts *p, bool v2, struct related_list *out, struct error *err)
{
    struct relation_list found = {0};

    TRY(relation_find(db, a, p->badge.id, true, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        const struct relation *r = &found.items[i];
        str v3 = str_printf(a, STR_FMT "/badges/" STR_FMT "/%lld", STR_ARG(p->org.base), STR_ARG(r->public_id), (long long)r->number);
        *list_add(a, out) = (struct related){
            .id = v2 ? award_v2_urls(a, &p->org, S(""), r->public_id, r->number).badge_class : v3,
            .version = v2 ? (str){0} : str_printf(a, "%lld", (long long)r->number)};
    }
    return OK;
}

static code badge_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                           struct document *out, struct error *err)
{
    struct named_parts p = {0};
    struct achievement ac;

    (void)app;
    (void)q;
    TRY(badge_parts(db, a, q, rest, &p, err));
    catalog_achievement(a, &p.org, &p.badge, &p.version, &ac);
    TRY(relate(db, a, &p, &ac.id, &ac.related, err));
    if (str_is_empty(p.language))                /* they are about the original */
        TRY(carry(db, a, &p, &ac.endorsements, &(struct str_list){0}, err));
    TRY(name_related(db, a, &p, false, &ac.related, err));
    return public_answer(out, public_ld_type(q), write_v3_achievement(a, &ac));
}

static code v2_badge_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str rest,
                              struct document *out, struct error *err)
{
    struct named_parts p = {0};
    struct achievement ac;

    (void)app;
    TRY(badge_parts(db, a, q, rest, &p, err));
    catalog_achievement(a, &p.org, &p.badge, &p.version, &ac);
    TRY(relate(db, a, &p, &p.urls.badge_class, &ac.related, err));
    if (str_is_empty(p.language))
        TRY(carry(db, a, &p, &(struct str_list){0}, &p.urls.endorsements, err));
    TRY(name_related(db, a, &p, true, &ac.related, err));
    return public_answer(out, public_ld_type(q), write_v2_badge_class(a, &ac, &p.urls));
}

/* ---- pictures ---- */

static code image_document(struct app *app, struct db *db, struct arena *a, const struct asked *q, str hash,
                           struct document *out, struct error *err)
{
    struct blob b;

    (void)app;
    (void)q;
    TRY(blob_get(db, a, hash, &b, err));
    *out = (struct document){.status = 200, .type = b.type, .body = b.bytes};
    return OK;
}

/* ---- by path ---- */

static const struct { const char *prefix; document_fn *make; } documents[] = {
    {"/b/", public_award},
    {"/ob2/b/", public_hosted},
    {"/badges/", badge_document},
    {"/ob2/badges/", v2_badge_document},
    {"/i/", public_issuer},
    {"/ob2/i/", public_v2_issuer},
    {"/endorsements/", public_endorsement},
    {"/ob2/endorsements/", public_v2_endorsement},
    {"/endorsers/", public_endorser},
    {"/ob2/endorsers/", public_v2_endorser},
    {"/records/", public_record},
    {"/status/", public_status},
    {"/images/", image_document},
    {"/.well-known/", public_well_known},
};

code public_document(struct app *app, struct db *db, struct arena *a, const struct asked *q,
                     struct document *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(documents); i++) {
        str prefix = cstr(documents[i].prefix);
        if (str_starts(q->path, prefix))
            return documents[i].make(app, db, a, q, str_from(q->path, prefix.n), out, err);
    }
    return fail(err, NOT_FOUND, "", "there is no such page");
}

