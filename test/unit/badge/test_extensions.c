#include "unit/vectors.h"

#include "badge/extensions.h"
#include "badge/schemas.h"
#include "format/json_schema.h"

#define EXT(name) "\"https://w3id.org/openbadges/extensions/" name "/context.json\""

static const struct json *parse(str text)
{
    const struct json *v;
    struct error err = {0};

    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    return v;
}

/* The findings of a document, as "code where" of the first that is no PASS. */
static str judged(const char *json, size_t *n)
{
    static const struct verify_options none;
    struct report *report = NEW(test_arena, struct report);
    struct inquiry q = {.a = test_arena, .opt = &none, .report = report, .badge = &report->badge};

    *list_add(test_arena, &report->checks) = (struct check){.id = "structure", .code = ""};
    ask_question(&q, 0);
    extensions_judge(&q, parse(cstr(json)));
    *n = q.answered ? report->checks.n : 0;
    if (!*n)
        return S("");
    return str_printf(test_arena, "%s " STR_FMT, report->checks.items[0].code,
                      STR_ARG(report->checks.items[0].where));
}

TEST(extensions_are_held_against_the_schema_of_their_type)
{
    static const struct { const char *json, *want; } t[] = {
        {"{}", ""},
        {"{\"x\":{\"@context\":" EXT("applyLinkExtension") ",\"type\":[\"Extension\",\"extensions:ApplyLink\"],\"url\":\"https://x.org\"}}", ""},
        {"{\"x\":{\"@context\":" EXT("applyLinkExtension") ",\"type\":[\"Extension\",\"extensions:ApplyLink\"],\"url\":\"nowhere\"}}", "extension-invalid /x/url"},
        {"{\"x\":{\"@context\":" EXT("applyLinkExtension") ",\"type\":[\"Extension\",\"extensions:ApplyLink\"]}}", "extension-invalid /x"},
        /* The type is compared as what it stands for. */
        {"{\"x\":{\"@context\":[" EXT("applyLinkExtension") "],\"type\":[\"https://w3id.org/openbadges#Extension\",\"https://w3id.org/openbadges/extensions#ApplyLink\"]}}", "extension-invalid /x"},
        {"{\"x\":{\"@context\":" EXT("applyLinkExtension") ",\"type\":[\"Extension\",\"extensions:SomethingElse\"]}}", "extension-unknown /x"},
        {"{\"x\":{\"@context\":\"http://example.org/own\",\"type\":[\"Extension\",\"extensions:ApplyLink\"]}}", "extension-unknown /x"},
        {"{\"x\":{\"@context\":{\"a\":\"b:c\"},\"type\":[\"Extension\",\"a\"]}}", "extension-unknown /x"},
        {"{\"x\":{\"type\":[\"Extension\",\"x\"]}}", "extension-unknown /x"},
        /* The context may stand at the top. */
        {"{\"@context\":[\"https://w3id.org/openbadges/v2\"," EXT("exampleExtension") "],\"x\":[{\"type\":[\"Extension\",\"extensions:ExampleExtension\"],\"exampleProperty\":7}]}", "extension-invalid /x/0/exampleProperty"},
        {"{\"evidence\":[{},{\"y\":{\"@context\":" EXT("geoCoordinatesExtension") ",\"type\":[\"Extension\",\"extensions:GeoCoordinates\"],\"description\":\"d\",\"geo\":{\"latitude\":\"1\",\"longitude\":2}}}]}", "extension-invalid /evidence/1/y/geo/latitude"},
        {"{\"y\":{\"@context\":" EXT("geoCoordinatesExtension") ",\"type\":[\"Extension\",\"extensions:GeoCoordinates\"],\"description\":\"d\",\"geo\":{\"latitude\":1,\"longitude\":2}}}", ""},
        /* Members are what they stand for, whatever they are called. */
        {"{\"y\":{\"@context\":" EXT("geoCoordinatesExtension") ",\"type\":[\"Extension\",\"extensions:GeoCoordinates\"],\"http://schema.org/description\":\"d\",\"schema:geo\":{\"schema:latitude\":1,\"schema:longitude\":2}}}", ""},
        {"{\"y\":{\"@context\":" EXT("geoCoordinatesExtension") ",\"type\":[\"Extension\",\"extensions:GeoCoordinates\"],\"description\":\"d\",\"schema:geo\":{\"schema:latitude\":1}}}", "extension-invalid /y/geo"},
        {"{\"y\":{\"@context\":" EXT("originalCreatorExtension") ",\"type\":[\"Extension\",\"extensions:originalCreator\"]}}", "extension-invalid /y"},
        {"{\"y\":{\"@context\":" EXT("licenseExtension") ",\"type\":[\"Extension\",\"extensions:LicenseExtension\"],\"id\":\"CC-BY\",\"name\":\"n\"}}", ""},
        {"{\"y\":{\"@context\":" EXT("licenseExtension") ",\"type\":[\"Extension\",\"extensions:LicenseExtension\"],\"id\":\"BY\",\"name\":\"n\"}}", "extension-invalid /y/id"},
        {"{\"y\":{\"@context\":" EXT("accessibilityExtension") ",\"type\":[\"Extension\",\"extensions#accessibility\"],\"accessibilityControl\":\"x\"}}", "extension-invalid /y/accessibilityControl"},
        {"{\"y\":{\"@context\":" EXT("issuerAccreditationExtension") ",\"type\":[\"Extension\",\"extensions:IssuerAccreditation\"],\"name\":\"n\",\"contactInstructions\":\"c\",\"url\":\"https://x.org\",\"address\":{},\"accreditationDate\":\"2020-0101\"}}", "extension-invalid /y/accreditationDate"},
        {"{\"y\":{\"@context\":" EXT("assessmentExtension") ",\"type\":[\"Extension\",\"extensions:AssessmentExtension\"],\"description\":\"n\",\"assessments\":{\"type\":\"Exam\"}}}", "extension-invalid /y/assessments"},
        {"{\"y\":{\"@context\":" EXT("extraDescription") ",\"type\":[\"Extension\",\"extensions:ExtraDescriptionExtension\"],\"name\":\"n\",\"narrative\":\"x\"}}", ""},
        {"{\"y\":{\"@context\":" EXT("recipientProfile") ",\"type\":[\"Extension\",\"extensions:RecipientProfile\"],\"publicKey\":\"x y\"}}", "extension-invalid /y/publicKey"},
        /* What is a document of its own is judged on its own. */
        {"{\"badge\":{\"x\":{\"type\":[\"Extension\",\"x\"]}}}", ""},
    };
    size_t n;

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, judged(t[i].json, &n), cstr(t[i].want));
}

TEST(more_extensions_than_anybody_needs_are_not_all_checked)
{
    struct buf b = buf_new(test_arena);
    size_t n;

    buf_putz(&b, "{\"x\":[{}");
    for (int i = 0; i < 500; i++)
        buf_putz(&b, ",{\"type\":\"Extension\"}");
    buf_putz(&b, "]}");
    judged(buf_done(&b).p, &n);
    assert_true(n <= 20);
}

TEST(every_schema_that_is_carried_is_one)
{
    assert_true(schemas_count > 30);
    for (size_t i = 0; i < schemas_count; i++) {
        struct json_schema *s;
        struct error err = {0};
        check_ok(json_schema_read(test_arena, parse(schemas_table[i].json), DRAFT_2020_12, &s, &err), &err);
        check_str_at(i, schemas_find(schemas_table[i].url), schemas_table[i].json);
    }
    assert_true(str_is_absent(schemas_find(S("https://x.org/schema.json"))));
}

/* ---- ours and the published one give the same answers ---- */

static struct json_schema *read_schema(const struct json *doc)
{
    struct json_schema *s = NULL;

    return json_schema_read(test_arena, doc, DRAFT_2020_12, &s, NULL) == OK ? s : NULL;
}

static bool fits(struct arena *a, struct json_schema *s, const struct json *v)
{
    struct schema_flaw_list flaws;

    assert_int_equal(json_schema_check(a, s, v, &flaws, NULL), OK);
    return flaws.n == 0;
}

#define VALUES 6

/* A value for a schema, some of its members left out, some of another kind. */
static void put_sample(struct json_writer *w, const struct json *schema, unsigned *seed, int depth)
{
    static const char *const values[VALUES] = {"\"https://x.org/\"", "\"CC-BY\"", "7", "true", "[]", "\"2026-11-24\""};
    const struct json *members = json_get(schema, "properties");

    *seed = *seed * 1103515245 + 12345;
    if (!members || depth > 6 || *seed >> 16 & 1 << 3) {
        json_put_text(w, cstr(values[(*seed >> 16) % VALUES]));
        return;
    }
    json_open_object(w);
    for (size_t i = 0; i < json_count(members); i++) {
        *seed = *seed * 1103515245 + 12345;
        if ((*seed >> 16) % 8 == 0)
            continue;
        json_put_key(w, str_z(w->b->a, json_key(members, i)));
        put_sample(w, json_value(members, i), seed, depth + 1);
    }
    json_close_object(w);
}

/* A published document that is no schema that can be read has nothing to say. */
static void compare(str text, const struct json *published)
{
    const struct json *doc = parse(text), *v;
    struct json_schema *ours = read_schema(doc), *theirs = read_schema(published);
    unsigned seed = 1;

    for (int i = 0; i < 300 && theirs; i++) {
        struct arena *a = arena_new(0);
        struct buf b = buf_new(a);
        struct json_writer w = json_writer(&b);
        put_sample(&w, doc, &seed, 0);
        assert_int_equal(json_parse(a, buf_done(&b), NULL, &v, NULL), OK);
        if (fits(a, ours, v) != fits(a, theirs, v)) {
            print_error("%s\n", buf_done(&b).p);
            _fail(__FILE__, __LINE__);
        }
        arena_free(a);
    }
}

TEST(what_a_carried_schema_says_the_published_one_says_too)
{
    static const struct { const char *url, *file; } more[] = {
        {"https://openbadgespec.org/extensions/accessibilityExtension/schema_achievement_credential_obv3p0.json", "accessibilityExtension/schema_achievement_credential_obv3p0.json"},
        {"https://openbadgespec.org/extensions/accessibilityExtension/schema_achievement_obv3p0.json", "accessibilityExtension/schema_achievement_obv3p0.json"},
        {"https://openbadgespec.org/extensions/accessibilityExtension/schema_profile_obv3p0.json", "accessibilityExtension/schema_profile_obv3p0.json"},
        {"https://openbadgespec.org/extensions/applyLinkExtension/schema_obv3p0.json", "applyLinkExtension/schema_obv3p0.json"},
        {"https://openbadgespec.org/extensions/geoCoordinatesExtension/schema_achievement_credential_obv3p0.json", "geoCoordinatesExtension/schema_achievement_credential_obv3p0.json"},
        {"https://openbadgespec.org/extensions/geoCoordinatesExtension/schema_achievement_obv3p0.json", "geoCoordinatesExtension/schema_achievement_obv3p0.json"},
        {"http://purl.imsglobal.org/spec/ob-assessment/v1p0/schema/", "assessmentExtension/v1p0/schema.json"},
    };
    const struct json *map = vector_json(test_arena, "vectors/schemas/map.json");

    if (!map)
        skip();
    for (size_t i = 0; i < json_count(map); i++) {
        str ours = schemas_find(json_key(map, i));
        if (!str_is_absent(ours))
            compare(ours, vector_json(test_arena, str_printf(test_arena, "vectors/schemas/" STR_FMT, STR_ARG(json_str(json_value(map, i)))).p));
    }
    for (size_t i = 0; i < COUNT(more); i++)
        compare(schemas_find(cstr(more[i].url)), vector_json(test_arena, str_printf(test_arena, "vectors/schemas/ob3-extensions/%s", more[i].file).p));
}
