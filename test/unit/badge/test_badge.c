#include "unit/vectors.h"

#include "badge/read.h"

static struct badge named(const char *issuer, const char *id)
{
    return (struct badge){.id = cstr(id), .issuer = {.id = cstr(issuer)}};
}

TEST(credentials_of_one_issuer_and_id_are_the_same)
{
    static const struct { const char *issuer, *id, *other_issuer, *other_id; bool same; } t[] = {
        {"https://x.org", "urn:1", "https://x.org", "urn:1", true},
        {"https://x.org", "urn:1", "https://x.org", "urn:2", false},
        {"https://x.org", "urn:1", "https://y.org", "urn:1", false},
        {"https://x.org/a%20b", "urn:%31", " https://x.org/a b ", "urn:1\n", true},
        {"https://x.org", "urn:%zz", "https://x.org", "urn:%zz", true},
        {"https://x.org", "urn:1\nx", "https://x.org\nurn:1", "x", false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge x = named(t[i].issuer, t[i].id), y = named(t[i].other_issuer, t[i].other_id);
        check_at(i, str_eq(badge_identity(test_arena, &x), badge_identity(test_arena, &y)) == t[i].same);
    }
}

TEST(a_credential_without_an_id_has_no_identity)
{
    struct badge b = named("https://x.org", " ");

    assert_true(str_is_absent(badge_identity(test_arena, &b)));
}

TEST(the_later_edition_is_that_of_the_later_start)
{
    struct badge old = {.has_valid_from = true, .valid_from = 1}, later = {.has_valid_from = true, .valid_from = 2}, open = {0};

    assert_true(badge_is_newer(&later, &old));
    assert_false(badge_is_newer(&old, &later));
    assert_false(badge_is_newer(&old, &old));
    assert_true(badge_is_newer(&old, &open));
    assert_false(badge_is_newer(&open, &old));
}

TEST(the_samples_of_the_specification_compare_as_it_says)
{
    static const char *const names[] = {"01-sample-credential-a", "02-sample-credential-b", "03-sample-credential-c", "04-sample-credential-d"};
    struct badge b[COUNT(names)] = {0};

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct json *doc = vector_json(test_arena, str_printf(test_arena, "vectors/examples/ob3/equality-and-comparison-%s.json", names[i]).p);
        if (!doc)
            skip();
        read_v3(test_arena, doc, &b[i]);
        check_str_at(i, badge_identity(test_arena, &b[i]), badge_identity(test_arena, &b[0]));
        check_at(i, badge_is_newer(&b[i], &b[0]) == (i == 2));
    }
}
