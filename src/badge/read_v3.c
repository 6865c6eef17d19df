#include "badge/read.h"

str member_text(const struct json *object, const char *key)
{
    return json_str(json_get(object, key));
}

static str words_of(const struct json *v)
{
    v = json_many(v, 0);
    if (!json_is(v, JSON_OBJECT))
        return json_str(v);
    const struct json *value = json_get(v, "@value");
    return json_str(value ? value : json_value(v, 0));
}

str member_words(const struct json *object, const char *key)
{
    const struct json *v = json_get(object, key);

    return v ? words_of(v) : (str){0};
}

str id_of(const struct json *value)
{
    if (json_is(value, JSON_STRING))
        return json_str(value);
    const struct json *id = json_get(value, "id");
    return json_str(id ? id : json_get(value, "@id"));
}

bool many_has(const struct json *value, str text)
{
    for (size_t i = 0; i < json_many_count(value); i++)
        if (str_eq(json_str(json_many(value, i)), text))
            return true;
    return false;
}

bool has_type(const struct json *object, const char *type)
{
    const struct json *types = json_get(object, "type");

    return many_has(types ? types : json_get(object, "@type"), cstr(type));
}

struct image read_image(const struct json *v)
{
    v = json_many(v, 0);
    return (struct image){.id = id_of(v), .caption = member_words(v, "caption")};
}

static void read_profile(const struct json *v, struct profile *p)
{
    *p = (struct profile){
        .id = id_of(v),
        .type = json_str(json_many(json_get(v, "type"), 0)),
        .name = member_words(v, "name"),
        .url = member_text(v, "url"),
        .email = member_text(v, "email"),
        .telephone = member_text(v, "phone"),
        .description = member_words(v, "description"),
        .image = read_image(json_get(v, "image")),
        .source = v,
    };
}

void read_alignments(struct arena *a, const struct json *v, struct alignment_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *al = json_many(v, i);
        *list_add(a, out) = (struct alignment){
            .target_name = member_words(al, "targetName"),
            .target_url = member_text(al, "targetUrl"),
            .target_description = member_words(al, "targetDescription"),
            .target_framework = member_words(al, "targetFramework"),
            .target_code = member_text(al, "targetCode"),
            .target_type = member_text(al, "targetType"),
        };
    }
}

void read_texts(struct arena *a, const struct json *v, struct str_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        *list_add(a, out) = json_str(json_many(v, i));
}

void read_related(struct arena *a, const struct json *v, const char *language,
                  struct related_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *r = json_many(v, i);
        *list_add(a, out) = (struct related){.id = id_of(r),
                                             .in_language = member_text(r, language),
                                             .version = member_text(r, "version")};
    }
}

static void read_levels(struct arena *a, const struct json *v, struct rubric_level_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *l = json_many(v, i);
        struct rubric_level *level = list_add(a, out);
        *level = (struct rubric_level){
            .id = id_of(l),
            .name = member_words(l, "name"),
            .description = member_words(l, "description"),
            .level = member_text(l, "level"),
            .points = member_text(l, "points"),
        };
        read_alignments(a, json_get(l, "alignment"), &level->alignments);
    }
}

static void read_descriptions(struct arena *a, const struct json *v,
                              struct result_description_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *d = json_many(v, i);
        struct result_description *one = list_add(a, out);
        *one = (struct result_description){
            .id = id_of(d),
            .name = member_words(d, "name"),
            .type = member_text(d, "resultType"),
            .required_level = member_text(d, "requiredLevel"),
            .required_value = member_text(d, "requiredValue"),
            .value_min = member_text(d, "valueMin"),
            .value_max = member_text(d, "valueMax"),
        };
        read_texts(a, json_get(d, "allowedValue"), &one->allowed);
        read_levels(a, json_get(d, "rubricCriterionLevel"), &one->levels);
        read_alignments(a, json_get(d, "alignment"), &one->alignments);
    }
}

static void read_results(struct arena *a, const struct json *v, struct result_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *r = json_many(v, i);
        *list_add(a, out) = (struct result){
            .description = member_text(r, "resultDescription"),
            .achieved_level = member_text(r, "achievedLevel"),
            .value = member_text(r, "value"),
            .status = member_text(r, "status"),
        };
    }
}

void read_v3_achievement(struct arena *a, const struct json *v, struct achievement *ac)
{
    const struct json *criteria = json_get(v, "criteria");

    *ac = (struct achievement){
        .id = id_of(v),
        .name = member_words(v, "name"),
        .description = member_words(v, "description"),
        .achievement_type = member_text(v, "achievementType"),
        .criteria_id = id_of(criteria),
        .criteria_narrative = member_words(criteria, "narrative"),
        .image = read_image(json_get(v, "image")),
        .version = member_text(v, "version"),
        .human_code = member_text(v, "humanCode"),
        .in_language = member_text(v, "inLanguage"),
        .source = v,
    };
    read_alignments(a, json_get(v, "alignment"), &ac->alignments);
    read_texts(a, json_get(v, "tag"), &ac->tags);
    read_related(a, json_get(v, "related"), "inLanguage", &ac->related);
    read_descriptions(a, json_get(v, "resultDescription"), &ac->results);
    read_skill_levels(a, &ac->results, NULL, &ac->alignments);
    read_profile(json_get(v, "creator"), &ac->creator);
}

void read_evidence(struct arena *a, const struct json *v, struct evidence_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *e = json_many(v, i);
        *list_add(a, out) = (struct evidence){
            .id = id_of(e),
            .name = member_words(e, "name"),
            .narrative = member_words(e, "narrative"),
            .description = member_words(e, "description"),
            .genre = member_words(e, "genre"),
            .audience = member_words(e, "audience"),
        };
    }
}

static void read_identities(struct arena *a, const struct json *v, struct identity_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *id = json_many(v, i);
        *list_add(a, out) = (struct identity){
            .type = member_text(id, "identityType"),
            .value = member_text(id, "identityHash"),
            .salt = member_text(id, "salt"),
            .hashed = json_bool(json_get(id, "hashed")),
        };
    }
}

/* Decimal text or a whole number; anything else is -1, which no list has. */
static int64_t read_index(const struct json *v)
{
    int64_t n;
    str text = json_is(v, JSON_NUMBER) ? json_number_text(v) : json_str(v);

    if (str_is_empty(text) || text.n > 15)
        return -1;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return -1;
    return str_to_int(text, &n) ? n : -1;
}

/* Bitstring Status List §2.1 statusMessage: "0x" and hexadecimal digits. */
static bool read_hex(str text, uint64_t *out)
{
    *out = 0;
    if (text.n < 3 || text.n > 18 || !(str_starts(text, S("0x")) || str_starts(text, S("0X"))))
        return false;
    for (size_t i = 2; i < text.n; i++) {
        char c = (char)(text.p[i] | 0x20);
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
        *out = *out << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
}

static void read_messages(struct arena *a, const struct json *v, struct status_message_list *out)
{
    uint64_t value;

    for (size_t i = 0; i < json_many_count(v); i++)
        if (read_hex(member_text(json_many(v, i), "status"), &value))
            *list_add(a, out) = (struct status_message){
                .value = value, .text = member_words(json_many(v, i), "message")};
}

/* The kind is one of its types; which one, only its reader knows. */
static str status_type(const struct json *s)
{
    static const char *const known[] = {"BitstringStatusListEntry", "StatusList2021Entry",
                                        STATUS_LIST_OF_IDS};

    for (size_t i = 0; i < COUNT(known); i++)
        if (has_type(s, known[i]))
            return cstr(known[i]);
    return json_str(json_many(json_get(s, "type"), 0));
}

static struct status_ref read_status_ref(struct arena *a, const struct json *s)
{
    int64_t size = json_get(s, "statusSize") ? read_index(json_get(s, "statusSize")) : 1;
    struct status_ref ref = {.type = status_type(s),
                             .id = member_text(s, "id"),
                             .purpose = member_text(s, "statusPurpose"),
                             .list_url = member_text(s, "statusListCredential"),
                             .index = read_index(json_get(s, "statusListIndex")),
                             .size = size >= 1 && size <= 64 ? (int)size : 0,
                             .reference = id_of(json_many(json_get(s, "statusReference"), 0))};

    if (str_eq(ref.type, S(STATUS_LIST_OF_IDS))) {
        ref.purpose = S("revocation");
        ref.list_url = ref.id;
    }
    read_messages(a, json_get(s, "statusMessage"), &ref.messages);
    return ref;
}

static void read_status(struct arena *a, const struct json *v, struct status_ref_list *out)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        *list_add(a, out) = read_status_ref(a, json_many(v, i));
}

/* The first of the kind that is known. */
static str read_refresh(const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v); i++)
        if (has_type(json_many(v, i), REFRESH_TYPE))
            return member_text(json_many(v, i), "id");
    return (str){0};
}

static bool read_time(const struct json *object, const char *key, msec *out)
{
    return time_parse_stamp(member_text(object, key), out, NULL) == OK;
}

static void read_dates(const struct json *v, struct badge *b)
{
    b->has_valid_from =
        read_time(v, "validFrom", &b->valid_from) || read_time(v, "issuanceDate", &b->valid_from);
    b->has_valid_until = read_time(v, "validUntil", &b->valid_until) ||
                         read_time(v, "expirationDate", &b->valid_until);
    b->has_awarded = read_time(v, "awardedDate", &b->awarded);
}

/* An endorsement is read as an assertion about what it is of, by its own issuer. */
static void read_endorsement(const struct json *subject, struct badge *b)
{
    b->subject = SUBJECT_ENDORSEMENT;
    b->achievement = (struct achievement){.id = member_text(subject, "id")};
    b->narrative = member_words(subject, "endorsementComment");
}

static void read_award(struct arena *a, const struct json *v, const struct json *subject,
                       struct badge *b)
{
    b->subject_id = member_text(subject, "id");
    b->narrative = member_words(subject, "narrative");
    b->image = read_image(json_get(subject, "image"));
    read_identities(a, json_get(subject, "identifier"), &b->identities);
    if (!has_type(v, "ClrCredential")) /* a learner record has many, and none is its own */
        read_v3_achievement(a, json_many(json_get(subject, "achievement"), 0), &b->achievement);
    read_evidence(a, json_get(v, "evidence"), &b->evidence);
    read_results(a, json_get(subject, "result"), &b->results);
    read_skill_levels(a, &b->achievement.results, &b->results, &b->achievement.alignments);
}

void read_v3(struct arena *a, const struct json *v, struct badge *b)
{
    const struct json *subject = json_many(json_get(v, "credentialSubject"), 0);

    b->id = member_text(v, "id");
    b->name = member_words(v, "name");
    b->document = v;
    read_profile(json_get(v, "issuer"), &b->issuer);
    read_status(a, json_get(v, "credentialStatus"), &b->status);
    b->refresh_url = read_refresh(json_get(v, "refreshService"));
    read_dates(v, b);
    if (has_type(v, "EndorsementCredential"))
        read_endorsement(subject, b);
    else
        read_award(a, v, subject, b);
}
