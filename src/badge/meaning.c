#include "badge/meaning.h"

#include "badge/context.h"
#include "badge/place.h"
#include "base/list.h"
#include "format/contexts.h"
#include "format/json_equal.h"
#include "format/jsonld.h"

/* ---- the shape of the JSON ---- */

struct walk {
    struct arena *a;
    bool is_strict;
    struct map *told;   /* id to where it is read: the badge, its subject, what was achieved */
    struct map *labels; /* of blank nodes */
    unsigned within;    /* credentials of a record, which are signed by themselves */
    struct meaning *out;
};

/* Where something is read, and which of its members must not stand elsewhere. */
struct told {
    const struct json *object;
    const char *const *members;
    size_t n;
};

/* The first flaw stays. Always false. */
static bool flawed(struct walk *w, const struct place *p, enum outcome o, const char *flaw,
                   const char *message)
{
    *w->out = (struct meaning){.outcome = o,
                               .flaw = flaw,
                               .message = cstr(message),
                               .where = place_pointer(w->a, S(""), p)};
    return false;
}

static bool are_pinned(const struct json *contexts)
{
    for (size_t i = 0; i < json_many_count(contexts); i++)
        if (!context_is_pinned(json_str(json_many(contexts, i))))
            return false;
    return json_many_count(contexts) > 0;
}

static bool is_value_keyword(str key)
{
    return str_eq(key, S("@value")) || str_eq(key, S("@type")) || str_eq(key, S("@language")) ||
           str_eq(key, S("@direction"));
}

/* The name of a member. With `@included`, `@id` or a whole address in place of
 * a word the same statements can be made where nobody who reads the JSON looks:
 * a badge without its end, or without its status list. */
static bool check_name(struct walk *w, const struct json *object, str key, const struct place *p)
{
    if (str_starts(key, S("@")) && !(json_get(object, "@value") && is_value_keyword(key)))
        return flawed(w, p, FAIL, "data-loss",
                      "A member is named by a keyword of JSON-LD: what it says would not be seen.");
    if (str_find_byte(key, ':') >= 0)
        return flawed(w, p, UNTESTED, "context-unknown",
                      "A member is named by an address, not by a word: what it says is not known.");
    return true;
}

/* An endorsement in a badge may be about the badge, about what was achieved or
 * about whose it is, and so their ids stand there too; all that is said under an
 * id is said of the same thing. The end of a badge and its status list must not
 * move to where nobody looks for them, nor a result, or that it was passed with
 * a limit; nor may a name be changed for another's. The endorsement's own proof
 * would break by that, but that is no more than a warning. */

static const char *const of_badge[] = {
    "issuer",         "credentialSubject", "validFrom",        "validUntil",     "issuanceDate",
    "expirationDate", "credentialStatus",  "credentialSchema", "name",           "description",
    "image",          "awardedDate",       "evidence",         "refreshService", "termsOfUse"};
static const char *const of_subject[] = {"achievement",
                                         "activityEndDate",
                                         "activityStartDate",
                                         "association",
                                         "creditsEarned",
                                         "identifier",
                                         "licenseNumber",
                                         "narrative",
                                         "result",
                                         "role",
                                         "source",
                                         "term",
                                         "verifiableCredential"};
static const char *const of_achievement[] = {"achievementType",
                                             "alignment",
                                             "creator",
                                             "creditsAvailable",
                                             "criteria",
                                             "description",
                                             "endorsement",
                                             "endorsementJwt",
                                             "fieldOfStudy",
                                             "humanCode",
                                             "image",
                                             "inLanguage",
                                             "name",
                                             "otherIdentifier",
                                             "related",
                                             "resultDescription",
                                             "specialization",
                                             "tag",
                                             "version"};

static void remember(struct walk *w, const struct json *object, const char *const *members,
                     size_t n)
{
    str id = json_str(json_get(object, "id"));

    if (str_is_empty(id))
        return;
    void **slot = map_at(w->told, id);
    struct told *t = *slot ? *slot : NEW(w->a, struct told);
    if (!*slot)
        *t = (struct told){object, members, n};
    *slot = t;
}

static void remember_all(struct walk *w, const struct json *document)
{
    const struct json *subjects = json_get(document, "credentialSubject");

    w->told = map_new(w->a);
    w->labels = map_new(w->a);
    remember(w, document, of_badge, COUNT(of_badge));
    for (size_t i = 0; i < json_many_count(subjects); i++) {
        const struct json *subject = json_many(subjects, i),
                          *achieved = json_get(subject, "achievement");
        remember(w, subject, of_subject, COUNT(of_subject));
        for (size_t k = 0; k < json_many_count(achieved); k++)
            remember(w, json_many(achieved, k), of_achievement, COUNT(of_achievement));
    }
}

/* What is said in both places alike is seen. */
static bool is_said_there(const struct told *t, const char *member, const struct json *value)
{
    const struct json *there = json_get(t->object, member);

    return there && json_equal(there, value);
}

static bool check_second_self(struct walk *w, const struct json *v, const struct place *at)
{
    const struct told *t = map_get(w->told, json_str(json_get(v, "id")));

    if (!t || t->object == v || (w->within && t->members != of_badge))
        return true;
    for (size_t i = 0; i < t->n; i++) {
        const struct json *value = json_get(v, t->members[i]);
        if (value && !is_said_there(t, t->members[i], value))
            return flawed(w, at, FAIL, "data-loss",
                          "Something is said of the badge in a place where it would not be seen.");
    }
    return true;
}

/* Parts without a name may be given a label, and then be said in pieces. */
static bool check_label(struct walk *w, const struct json *v, const struct place *at)
{
    str id = json_str(json_get(v, "id"));

    if (!str_starts(id, S("_:")))
        return true;
    void **slot = map_at(w->labels, id);
    bool is_first = !*slot;
    *slot = (void *)(uintptr_t)v;
    return is_first ||
           flawed(w, at, FAIL, "data-loss",
                  "A part of the badge is said in pieces, which would be taken for several.");
}

static bool walk_value(struct walk *w, const struct json *v, const struct place *up);

static bool walk_object(struct walk *w, const struct json *v, const struct place *up)
{
    if (w->is_strict && (!check_second_self(w, v, up) || !check_label(w, v, up)))
        return false;
    for (size_t i = 0; i < json_count(v); i++) {
        struct place here = {.up = up, .key = json_key(v, i)};
        if (str_eq(here.key, S("@context"))) {
            if (!are_pinned(json_value(v, i)))
                return flawed(w, &here, UNTESTED, "context-unknown",
                              "The badge uses words that are not known here.");
            continue;
        }
        if (w->is_strict && !check_name(w, v, here.key, &here))
            return false;
        bool is_within = str_eq(here.key, S("verifiableCredential"));
        w->within += is_within;
        if (!walk_value(w, json_value(v, i), &here))
            return false;
        w->within -= is_within;
    }
    return true;
}

static bool walk_array(struct walk *w, const struct json *v, const struct place *up)
{
    for (size_t i = 0; i < json_count(v); i++) {
        struct place here = {.up = up, .item = i};
        /* JSON-LD makes one list of them, and who reads the JSON sees another. */
        if (w->is_strict && json_is(json_item(v, i), JSON_ARRAY))
            return flawed(w, &here, FAIL, "data-loss",
                          "There is a list inside a list: what it says would not be seen.");
        if (!walk_value(w, json_item(v, i), &here))
            return false;
    }
    return true;
}

/* No deeper than what the JSON reader lets in. */
static bool walk_value(struct walk *w, const struct json *v, const struct place *up)
{
    if (json_is(v, JSON_OBJECT))
        return walk_object(w, v, up);
    return !json_is(v, JSON_ARRAY) || walk_array(w, v, up);
}

/* ---- the linked data ---- */

/* Documents behind addresses are changed in place; how many of them there are
 * for the contexts of this one. */
static size_t count_revisions(const struct json *contexts)
{
    size_t most = 1;

    for (size_t i = 0; i < json_many_count(contexts); i++)
        while (contexts_find(json_str(json_many(contexts, i)), most))
            most++;
    return most;
}

#define LOST "data-loss: "

static struct meaning unread(struct arena *a, code c, const struct error *err)
{
    struct meaning m = {
        .outcome = FAIL, .flaw = "value-type", .where = str_copy(a, cstr(err->where))};
    const char *words = "The badge cannot be read as linked data", *why = err->text;

    if (str_starts(cstr(why), S(LOST))) {
        why += sizeof LOST - 1;
        m.flaw = "data-loss";
        words = "Something in the badge is not among the words it uses";
    } else if (str_starts(cstr(err->text), S("protected term redefinition"))) {
        m.flaw = "version-mismatch";
        words = "The contexts that the badge names do not go together";
    } else if (c == UNREACHABLE) {
        m.outcome = UNTESTED;
        m.flaw = "context-unknown";
    } else if (c != BAD_INPUT) { /* too large or too deep: not wrong, only not read */
        m.outcome = UNTESTED;
        m.flaw = "too-many-values";
    }
    m.message = str_printf(a, "%s: %s.", words, why);
    return m;
}

/* Where the bytes are signed, nothing depends on what statements leave out. */
static struct meaning read_statements(struct arena *a, const struct json *document, bool is_strict,
                                      size_t revision)
{
    const struct jsonld_options words = {.safe = true,
                                         .revision = revision,
                                         .direction = is_strict ? DIRECTION_DROPPED
                                                                : DIRECTION_I18N};
    struct meaning m = {.outcome = PASS, .flaw = "", .revision = revision};
    struct error err = {0};

    code c = jsonld_to_rdf(a, document, &words, &m.statements, &err);
    return c == OK ? m : unread(a, c, &err);
}

struct meaning meaning_of(struct arena *a, const struct json *document, bool is_strict)
{
    struct meaning m = {0}, older;
    struct walk w = {.a = a, .is_strict = is_strict, .out = &m};
    size_t revisions = count_revisions(json_get(document, "@context"));

    if (is_strict)
        remember_all(&w, document);
    if (!walk_value(&w, document, NULL))
        return m;
    m = read_statements(a, document, is_strict, 0);
    for (size_t i = 1; i < revisions && m.outcome != PASS; i++) {
        older = read_statements(a, document, is_strict, i);
        if (older.outcome == PASS)
            m = older;
    }
    m.revisions = revisions;
    return m;
}
