#include "unit/test.h"

#include "badge/detect.h"
#include "badge/read.h"

static const struct json *parsed(const char *text)
{
    const struct json *v;
    struct error err;

    check_ok(json_parse(test_arena, cstr(text), NULL, &v, &err), &err);
    return v;
}

TEST(times_of_old_badges_are_read_in_every_form)
{
    static const struct { const char *json, *want; } t[] = {
        {"1361561067", "2013-02-22T19:24:27Z"},      {"\"1361561067\"", "2013-02-22T19:24:27Z"},
        {"\"2013-02\"", "2013-02-01T00:00:00Z"},     {"\"2013-02-21\"", "2013-02-21T00:00:00Z"},
        {"\"201302\"", "2013-02-01T00:00:00Z"},      {"\"20130221\"", "2013-02-21T00:00:00Z"},
        {"\"2013-02-21T15:18Z\"", "2013-02-21T15:18:00Z"},
        {"\"2013-02-21T15:18-0500\"", "2013-02-21T20:18:00Z"},
        {"\"2013-02-21T15:18.000-0500\"", "2013-02-21T20:18:00Z"},
        {"\"20130221T1518Z\"", "2013-02-21T15:18:00Z"},
        {"\"20130221T151859+05\"", "2013-02-21T10:18:59Z"},
        {"\"2013-02-18T18:10+0500\"", "2013-02-18T13:10:00Z"},
        {"\"2013-02-21 15:18:00\"", "2013-02-21T15:18:00Z"},
        {"\"2016-12-31T23:59:60.5+05:30\"", "2016-12-31T18:29:59Z"},
        {"\"2012-02-29\"", "2012-02-29T00:00:00Z"},
        {"\"2013-02-29\"", NULL}, {"\"2013-13\"", NULL}, {"\"2013-00-01\"", NULL}, {"\"20\"", NULL},
        {"\"2013022\"", NULL}, {"\"January 12th\"", NULL}, {"\"08/13/1985\"", NULL},
        {"\"1361561085305\"", NULL}, {"1361561085305", NULL}, {"136156106", NULL}, {"1361561067.5", NULL},
        {"\"2001-10-190-19\"", NULL}, {"\"901d1\"", NULL}, {"\"000000000000000000000\"", NULL},
        {"\"2013-02-21T24:18Z\"", NULL}, {"\"2013-02-21T15:60Z\"", NULL}, {"\"2013-02-21T15\"", NULL},
        {"\"2013-02-21T15:18Zx\"", NULL}, {"\"2013-02-21T15:18+5\"", NULL}, {"\"2013-02-21x\"", NULL},
        {"\"\"", NULL}, {"null", NULL}, {"true", NULL}, {"{}", NULL}, {"-361561067", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        msec got = 0;
        bool ok = v1_time(parsed(t[i].json), &got);
        check_at(i, ok == (t[i].want != NULL));
        if (ok)
            check_str_at(i, time_format(test_arena, got), cstr(t[i].want));
    }
}

TEST(flags_may_be_text)
{
    static const struct { const char *json; bool is_flag, want; } t[] = {
        {"true", true, true}, {"false", true, false}, {"\"TrUE\"", true, true}, {"\"FalSE\"", true, false},
        {"\"yes\"", false, false}, {"1", false, false}, {"null", false, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        bool flag = true;
        check_at(i, v1_flag(parsed(t[i].json), &flag) == t[i].is_flag);
        check_at(i, flag == t[i].want);
    }
}

static struct badge read(const char *text)
{
    struct detected d;
    struct badge b;
    struct error err;

    check_ok(detect(test_arena, cstr(text), &d, &err), &err);
    detected_read(test_arena, &d, &b);
    return b;
}

TEST(a_badge_of_0_5_is_read_in_the_words_of_today)
{
    struct badge b = read("{\"recipient\":\"sha1$aa\",\"salt\":\"s\",\"evidence\":\"/e\",\"issued_on\":\"2013-01-01\",\"expires\":1370476800,"
                          "\"badge\":{\"version\":\"0.5.0\",\"criteria\":\"/c\",\"image\":\"img/1.png\",\"name\":\"Basic\",\"description\":\"D\","
                          "\"issuer\":{\"origin\":\"https://acme.test\",\"name\":\"Acme\",\"org\":\"Unit\",\"contact\":\"a@acme.test\"}}}");

    assert_int_equal(b.version, OB_0_5);
    assert_int_equal(b.kind, KIND_HOSTED);
    check_str(b.name, S("Basic"));
    check_str(b.achievement.criteria_id, S("https://acme.test/c"));
    check_str(b.achievement.image.id, S("https://acme.test/img/1.png"));
    check_str(b.achievement.version, S("0.5.0"));
    check_str(b.evidence.items[0].id, S("https://acme.test/e"));
    check_str(b.issuer.name, S("Acme: Unit"));
    check_str(b.issuer.url, S("https://acme.test"));
    check_str(b.issuer.email, S("a@acme.test"));
    check_str(b.identities.items[0].value, S("sha1$aa"));
    check_str(b.identities.items[0].salt, S("s"));
    assert_true(b.identities.items[0].hashed);
    check_str(time_format(test_arena, b.valid_from), S("2013-01-01T00:00:00Z"));
    check_str(time_format(test_arena, b.valid_until), S("2013-06-06T00:00:00Z"));
}

TEST(a_badge_of_1_x_is_read_in_the_words_of_today)
{
    struct badge b = read("{\"uid\":\"u1\",\"recipient\":{\"type\":\"EMAIL\",\"hashed\":\"true\",\"identity\":\"sha256$aa\",\"salt\":\"s\"},"
                          "\"badge\":\"https://acme.test/b\",\"verify\":{\"type\":\"hosted\",\"url\":\"https://acme.test/a\"},"
                          "\"issuedOn\":1361561067,\"evidence\":\"https://acme.test/e\",\"image\":\"https://acme.test/i\"}");
    struct achievement ac;
    struct profile p;

    assert_int_equal(b.version, OB_1_0);
    check_str(b.id, S("https://acme.test/a"));
    check_str(b.uid, S("u1"));
    check_str(b.identities.items[0].type, S("email"));
    assert_true(b.identities.items[0].hashed);
    check_str(b.achievement.id, S("https://acme.test/b"));
    read_v1_badge_class(test_arena, parsed("{\"name\":\"N\",\"image\":\"https://acme.test/i\",\"criteria\":\"https://acme.test/c\","
                                           "\"alignment\":[{\"name\":\"A\",\"url\":\"https://x.test/1\",\"description\":\"D\"}],\"tags\":[\"t\"]}"), &ac);
    check_str(ac.alignments.items[0].target_name, S("A"));
    check_str(ac.alignments.items[0].target_url, S("https://x.test/1"));
    check_str(ac.alignments.items[0].target_description, S("D"));
    check_str(ac.tags.items[0], S("t"));
    read_v1_issuer(test_arena, parsed("{\"name\":\"I\",\"url\":\"https://acme.test\",\"revocationList\":\"https://acme.test/r\"}"), &p);
    check_str(p.revocation_list_url, S("https://acme.test/r"));
}

TEST(versions_are_told_by_their_shape)
{
    static const struct { const char *json; enum badge_version want; bool flattened; } t[] = {
        {"{\"recipient\":\"a@b.c\",\"badge\":{}}", OB_0_5},
        {"{\"badge\":{\"issuer\":{}}}", OB_0_5},
        {"{\"recipient\":\"a@b.c\",\"badge\":{},\"verify\":{\"url\":\"https://a.test/1\"}}", OB_0_5, true},
        {"{\"recipient\":{},\"badge\":\"x\"}", OB_1_0},
        {"{\"uid\":\"1\",\"recipient\":\"a@b.c\",\"badge\":\"x\",\"verify\":{}}", OB_1_0},
        {"{\"uid\":\"1\",\"recipient\":\"a@b.c\",\"badge\":{},\"verify\":{\"url\":\"https://a.test/1\"}}", OB_1_0, true},
        {"{\"uid\":\"1\",\"recipient\":\"a@b.c\",\"badge\":{},\"verify\":{\"type\":\"signed\",\"url\":\"https://a.test/1\"}}", OB_1_0},
        {"{\"@context\":\"https://w3id.org/openbadges/v1\",\"recipient\":\"a@b.c\",\"badge\":{}}", OB_1_1},
        {"{\"@context\":\"https://w3id.org/openbadges/v2\",\"recipient\":\"a@b.c\",\"badge\":{}}", OB_2_0},
        {"{\"@context\":\"https://x.test/\",\"recipient\":{},\"badge\":\"x\"}", OB_2_0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct detected d;
        struct error err;
        check_ok(detect(test_arena, cstr(t[i].json), &d, &err), &err);
        check_at(i, d.version == t[i].want);
        check_at(i, d.is_flattened == t[i].flattened);
    }
}

TEST(a_hosted_badge_says_where_it_lives)
{
    static const struct { const char *json, *want; } t[] = {
        {"{\"verify\":{\"type\":\"hosted\",\"url\":\"u\"},\"id\":\"i\"}", "u"},
        {"{\"verification\":{\"url\":\"u\"},\"id\":\"i\"}", "u"},
        {"{\"verify\":{\"type\":\"Signed\",\"url\":\"u\"},\"id\":\"i\"}", NULL},
        {"{\"verification\":{\"type\":\"SignedBadge\"},\"id\":\"i\"}", NULL},
        {"{\"@context\":\"https://w3id.org/openbadges/v2\",\"verify\":{\"url\":\"u\"},\"id\":\"i\"}", "i"},
        {"{\"id\":\"i\"}", "i"}, {"{}", NULL}, {"[]", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, hosted_address(parsed(t[i].json)), cstr(t[i].want));
}
