/* badge/report_read.c — a report from the JSON that report.c wrote of it, for who
 * kept that: written again, it is the same text. */
#include "badge/advice.h"

#include <string.h>

/* Documents stand in it as they were, and records have many parts. */
static const struct json_limits limits = {
    .bytes = (size_t)8 << 20, .depth = 64, .values = 200000, .keys = 1000, .string = (size_t)1 << 20};

static str text_of(const struct json *v, const char *key)
{
    return json_str(json_get(v, key));
}

static const char *words_of(struct arena *a, const struct json *v, const char *key)
{
    str s = text_of(v, key);

    return str_is_absent(s) ? "" : str_z(a, s);
}

/* Which of the first `n` has this name? The first, where none has. */
static size_t named(str name, const char *(*name_of)(unsigned i), size_t n)
{
    for (unsigned i = 0; i < n; i++)
        if (str_eq(name, cstr(name_of(i))))
            return i;
    return 0;
}

static const char *name_of_verdict(unsigned i)
{
    return verdict_name((enum verdict)i);
}

static const char *name_of_outcome(unsigned i)
{
    return outcome_name((enum outcome)i);
}

static const char *name_of_version(unsigned i)
{
    return badge_version_name((enum badge_version)i);
}

static const char *name_of_kind(unsigned i)
{
    return badge_kind_name((enum badge_kind)i);
}

static const char *name_of_subject(unsigned i)
{
    return badge_subject_name((enum badge_subject)i);
}

static bool read_time(const struct json *v, const char *key, msec *out)
{
    str s = text_of(v, key);

    return !str_is_absent(s) && time_parse(s, out, NULL) == OK;
}

static void read_checks(struct arena *a, const struct json *l, struct check_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        *list_add(a, out) = (struct check){
            .id = words_of(a, v, "id"),
            .outcome = (enum outcome)named(text_of(v, "outcome"), name_of_outcome, FAIL + 1),
            .code = words_of(a, v, "code"), .message = text_of(v, "message"),
            .clause = words_of(a, v, "clause"), .where = text_of(v, "where")};
    }
}

static void read_identities(struct arena *a, const struct json *l, struct identity_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        *list_add(a, out) = (struct identity){text_of(v, "type"), text_of(v, "identity"),
                                              text_of(v, "salt"), json_bool(json_get(v, "hashed"))};
    }
}

static void read_alignments(struct arena *a, const struct json *l, struct alignment_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        struct alignment *x = list_add(a, out);
        *x = (struct alignment){
            text_of(v, "targetName"), text_of(v, "targetUrl"), text_of(v, "targetDescription"),
            text_of(v, "targetFramework"), text_of(v, "targetCode"), text_of(v, "targetType"), .levels = text_of(v, "levels")};
        if (!json_int(json_get(v, "level"), &x->level))
            x->level = 0;
    }
}

static void read_achievement(struct arena *a, const struct json *v, struct achievement *out)
{
    const struct json *tags = json_get(v, "tags"), *related = json_get(v, "related");

    *out = (struct achievement){
        .id = text_of(v, "id"), .name = text_of(v, "name"), .description = text_of(v, "description"),
        .achievement_type = text_of(v, "achievementType"), .criteria_id = text_of(v, "criteriaUrl"),
        .criteria_narrative = text_of(v, "criteriaNarrative"), .image = {.id = text_of(v, "image")},
        .version = text_of(v, "version"), .in_language = text_of(v, "inLanguage")};
    for (size_t i = 0; i < json_count(tags); i++)
        *list_add(a, &out->tags) = json_str(json_item(tags, i));
    read_alignments(a, json_get(v, "alignments"), &out->alignments);
    for (size_t i = 0; i < json_count(related); i++) {
        const struct json *one = json_item(related, i);
        *list_add(a, &out->related) = (struct related){text_of(one, "id"), text_of(one, "inLanguage"), text_of(one, "version")};
    }
}

static void read_evidence(struct arena *a, const struct json *l, struct evidence_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        *list_add(a, out) = (struct evidence){.id = text_of(v, "id"), .name = text_of(v, "name"),
                                              .narrative = text_of(v, "narrative"), .description = text_of(v, "description")};
    }
}

static void read_badge(struct arena *a, const struct json *v, struct badge *out)
{
    out->id = text_of(v, "id");
    out->subject = (enum badge_subject)named(text_of(v, "subject"), name_of_subject, SUBJECT_BADGE_CLASS + 1);
    out->name = text_of(v, "name");
    out->subject_id = text_of(v, "subjectId");
    read_identities(a, json_get(v, "recipients"), &out->identities);
    read_achievement(a, json_get(v, "achievement"), &out->achievement);
    read_evidence(a, json_get(v, "evidence"), &out->evidence);
    out->narrative = text_of(v, "narrative");
    out->image.id = text_of(v, "image");
    out->has_valid_from = read_time(v, "validFrom", &out->valid_from);
    out->has_valid_until = read_time(v, "validUntil", &out->valid_until);
    out->has_awarded = read_time(v, "awardedDate", &out->awarded);
    out->is_revoked = json_bool(json_get(v, "revoked"));
    out->revocation_reason = text_of(v, "revocationReason");
}

static void read_issuer(struct arena *a, const struct json *v, struct report *out)
{
    const struct json *anchor = json_get(v, "anchor");

    out->badge.issuer = (struct profile){.id = text_of(v, "id"), .name = text_of(v, "name"), .url = text_of(v, "url"),
                                         .email = text_of(v, "email"), .description = text_of(v, "description"),
                                         .image = {.id = text_of(v, "image")}};
    out->anchor = (struct anchor){words_of(a, anchor, "kind"), text_of(anchor, "value")};
}

static void read_statuses(struct arena *a, const struct json *l, struct status_told_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        struct status_told *s = list_add(a, out);
        int64_t value = 0;
        *s = (struct status_told){.purpose = text_of(v, "purpose"), .list_url = text_of(v, "list"),
                                  .message = text_of(v, "message"), .reference = text_of(v, "reference"), .index = -1};
        if (!json_int(json_get(v, "index"), &s->index))
            s->index = -1;
        if (json_int(json_get(v, "value"), &value))
            s->value = (uint64_t)value;
        (void)read_time(v, "askedAt", &s->at);
        (void)read_time(v, "askAgainAt", &s->until);
    }
}

static void read_documents(struct arena *a, const struct json *l, struct source_list *out)
{
    for (size_t i = 0; i < json_count(l); i++) {
        const struct json *v = json_item(l, i);
        *list_add(a, out) = (struct source_document){words_of(a, v, "role"), text_of(v, "url"), text_of(v, "text")};
    }
}

/* As deep as verification goes; what is deeper was never written. */
static void read_one(struct arena *a, const struct json *v, unsigned depth, struct report *out)
{
    const struct json *match = json_get(v, "recipientMatches"), *nested = json_get(v, "nested");

    *out = (struct report){
        .verdict = (enum verdict)named(text_of(v, "verdict"), name_of_verdict, VALID + 1),
        .refreshed_from = text_of(v, "refreshedFrom"), .has_recipient_match = match != NULL,
        .recipient_matches = json_bool(match)};
    (void)read_time(v, "at", &out->at);
    read_badge(a, json_get(v, "badge"), &out->badge);
    out->badge.version = (enum badge_version)named(text_of(v, "version"), name_of_version, CLR_2_0 + 1);
    out->badge.kind = (enum badge_kind)named(text_of(v, "kind"), name_of_kind, KIND_UNSIGNED + 1);
    read_issuer(a, json_get(v, "issuer"), out);
    read_checks(a, json_get(v, "checks"), &out->checks);
    read_statuses(a, json_get(v, "status"), &out->statuses);
    read_documents(a, json_get(v, "documents"), &out->documents);
    for (size_t i = 0; depth < REPORTS_DEEP && i < json_count(nested); i++) {
        const struct json *one = json_item(nested, i);
        struct report *inside = NEW(a, struct report);
        read_one(a, json_get(one, "report"), depth + 1, inside);
        *list_add(a, &out->nested) = (struct nested){words_of(a, one, "what"), text_of(one, "where"),
                                                     json_bool(json_get(one, "counts")), inside};
    }
}

code report_read(struct arena *a, str json, struct report *out, struct error *err)
{
    const struct json *v;

    *out = (struct report){.anchor = {.kind = "none"}};
    TRY(json_parse(a, json, &limits, &v, err));
    if (!json_is(json_get(v, "checks"), JSON_ARRAY))
        return fail(err, BAD_INPUT, "/checks", "this is no report");
    read_one(a, v, 0, out);
    return OK;
}
