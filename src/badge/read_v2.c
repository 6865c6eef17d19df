#include "badge/read.h"

#include "base/uri.h"

/* Splits "2016-12-31T23:59:59+0100" at its zone; false if there is none. */
static bool split_zone(str t, str *clock, str *zone)
{
    for (size_t i = t.n; i > 11; i--)
        if (t.p[i - 1] == '+' || t.p[i - 1] == '-' || t.p[i - 1] == 'Z') {
            *clock = str_slice(t, 0, i - 1);
            *zone = str_from(t, i - 1);
            return true;
        }
    return false;
}

str v2_time(struct arena *a, str t)
{
    str clock, zone;

    if (t.n > 40 || !split_zone(t, &clock, &zone))
        return t;
    if (clock.n == 16) /* "…T23:59" */
        clock = str_join(a, clock, S(":00"));
    if (zone.n == 3) /* "+01" */
        zone = str_join(a, zone, S(":00"));
    else if (zone.n == 5) /* "+0100" */
        zone = str_printf(a, "%.3s:%.2s", zone.p, zone.p + 3);
    return str_join(a, clock, zone);
}

static bool read_v2_time(struct arena *a, const struct json *object, const char *key, msec *out)
{
    return time_parse(v2_time(a, member_text(object, key)), out, NULL) == OK;
}

void read_v2_badge_class(struct arena *a, const struct json *v, struct achievement *ac)
{
    const struct json *criteria = json_get(v, "criteria");

    *ac = (struct achievement){
        .id = id_of(v),
        .name = member_words(v, "name"),
        .description = member_words(v, "description"),
        .criteria_id = id_of(criteria),
        .criteria_narrative = member_words(criteria, "narrative"),
        .image = read_image(json_get(v, "image")),
        .version = member_text(v, "version"),
        .in_language = member_text(v, "@language"),
        .source = v,
    };
    read_alignments(a, json_get(v, "alignment"), &ac->alignments);
    read_related(a, json_get(v, "related"), "@language", &ac->related);
    read_texts(a, json_get(v, "tags"), &ac->tags);
}

void read_v2_issuer(struct arena *a, const struct json *v, struct profile *p)
{
    (void)a;
    *p = (struct profile){
        .id = id_of(v),
        .type = json_str(json_many(json_get(v, "type"), 0)),
        .name = member_words(v, "name"),
        .url = member_text(v, "url"),
        .email = member_text(v, "email"),
        .telephone = member_text(v, "telephone"),
        .description = member_words(v, "description"),
        .image = read_image(json_get(v, "image")),
        .public_key_url = id_of(json_many(json_get(v, "publicKey"), 0)),
        .revocation_list_url = id_of(json_get(v, "revocationList")),
        .source = v,
    };
}

static void read_v2_recipient(struct arena *a, const struct json *v, struct identity_list *out)
{
    if (!json_is(v, JSON_OBJECT))
        return;
    *list_add(a, out) = (struct identity){
        .type = member_text(v, "type"),
        .value = member_text(v, "identity"),
        .salt = member_text(v, "salt"),
        .hashed = json_bool(json_get(v, "hashed")),
    };
}

/* An endorsement is read as an assertion about its `claim`, by its own issuer. */
static void read_v2_endorsement(struct arena *a, const struct json *v, struct badge *b)
{
    const struct json *claim = json_get(v, "claim");

    b->subject = SUBJECT_ENDORSEMENT;
    b->achievement = (struct achievement){.id = id_of(claim)};
    b->narrative = member_words(claim, "endorsementComment");
    read_v2_issuer(a, json_get(v, "issuer"), &b->issuer);
}

/* A badge class by itself: what could be awarded, and to nobody yet. */
static void read_v2_class_alone(struct arena *a, const struct json *v, struct badge *b)
{
    b->subject = SUBJECT_BADGE_CLASS;
    b->image = (struct image){0};
    read_v2_badge_class(a, v, &b->achievement);
    read_v2_issuer(a, json_get(v, "issuer"), &b->issuer);
}

/* Of several types the one that says how; else whatever comes first. */
static str verification_type(const struct json *types)
{
    static const str ways[] = {S("HostedBadge"), S("SignedBadge"), S("hosted"), S("signed")};

    for (size_t i = 0; i < json_many_count(types); i++)
        for (size_t w = 0; w < COUNT(ways); w++)
            if (str_eq(json_str(json_many(types, i)), ways[w]))
                return ways[w];
    return json_str(json_many(types, 0));
}

void read_v2(struct arena *a, const struct json *v, struct badge *b)
{
    const struct json *verification = json_get(v, "verification");
    const struct json *badge = json_get(v, "badge");

    if (!verification)
        verification = json_get(v, "verify");
    b->id = member_text(v, "id");
    b->uid = member_text(v, "uid"); /* what lists of 1.x call it */
    b->document = v;
    b->narrative = member_words(v, "narrative");
    b->image = read_image(json_get(v, "image"));
    b->verification_type = verification_type(json_get(verification, "type"));
    b->verification_url = member_text(verification, "url");
    b->is_revoked = json_bool(json_get(v, "revoked"));
    b->revocation_reason = member_text(v, "revocationReason");
    b->has_valid_from = read_v2_time(a, v, "issuedOn", &b->valid_from);
    b->has_valid_until = read_v2_time(a, v, "expires", &b->valid_until);
    b->has_awarded = b->has_valid_from;
    b->awarded = b->valid_from;
    read_v2_recipient(a, json_get(v, "recipient"), &b->identities);
    read_evidence(a, json_get(v, "evidence"), &b->evidence);
    read_v2_badge_class(a, badge, &b->achievement);
    if (json_is(badge, JSON_OBJECT))
        read_v2_issuer(a, json_get(badge, "issuer"), &b->issuer);
    if (has_type(v, "Endorsement"))
        read_v2_endorsement(a, v, b);
    else if (has_type(v, "BadgeClass") && !has_type(v, "Assertion"))
        read_v2_class_alone(a, v, b);
    if (str_is_empty(b->name))
        b->name = b->achievement.name;
}
