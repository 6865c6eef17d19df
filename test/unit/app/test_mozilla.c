#include "unit/test.h"
#include "app/mozilla/mozilla_private.h"
#include "badge/advice.h"
#include "badge/recipient.h"

/* ---- the words of Mozilla's validator ---- */

TEST(every_flaw_of_ours_has_a_word_of_theirs)
{
    for (size_t i = 0; i < advice_count; i++) {
        struct report r = {.verdict = INVALID};
        *list_add(test_arena, &r.checks) = (struct check){.id = "x", .outcome = FAIL, .code = advice_table[i].code, .message = S("It is broken."), .where = S("/badge")};
        struct flaw f = flaw_of_report(test_arena, &r);
        assert_true(f.code && *f.code);
        check_str(f.message, S("It is broken."));
        check_str(f.ours, cstr(advice_table[i].code));
        check_str(f.field, S("/badge"));
    }
}

TEST(a_report_that_could_not_tell_is_a_flaw_too)
{
    struct report r = {.verdict = UNVERIFIED};

    assert_true(flaw_of_report(test_arena, &r).message.n > 0);
    *list_add(test_arena, &r.checks) = (struct check){.id = "proof", .outcome = UNTESTED, .code = "fetch-failed", .message = S("No answer."), .where = S("https://a.example/x")};
    struct flaw f = flaw_of_report(test_arena, &r);
    assert_string_equal(f.code, "unreachable");
    check_str(f.url, S("https://a.example/x"));
}

TEST(an_error_is_told_by_what_the_address_answered)
{
    static const struct { code code; int status; const char *want; } t[] = {
        {UNREACHABLE, 0, "http-unreachable"}, {DENIED, 0, "http-unreachable"}, {UNREACHABLE, 503, "http-status"}, {NOT_FOUND, 410, "http-status"}, {BAD_INPUT, 200, "input"}, {LIMIT, 0, "input"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        (void)fail(&err, t[i].code, "", "no");
        struct flaw f = flaw_of_error(test_arena, &err, t[i].status);
        assert_string_equal(f.code, t[i].want);
        assert_int_equal(f.received, t[i].status && t[i].status != 200 ? t[i].status : 0);
    }
}

/* ---- the flattened form ---- */

static str flat_of(const struct badge *b, bool hides)
{
    struct buf buf = buf_new(test_arena);
    struct json_writer w = json_writer(&buf);

    put_flat(&w, test_arena, &(struct flat){.badge = b, .hides_person = hides});
    return buf_done(&buf);
}

static const struct json *parsed(str text)
{
    const struct json *v = NULL;

    check_ok(json_parse(test_arena, text, NULL, &v, NULL), NULL);
    return v;
}

static struct badge named(const char *type, const char *value, bool hashed)
{
    struct badge b = {.version = OB_1_0, .kind = KIND_HOSTED, .id = S("https://a.example/1"), .achievement.name = S("Slinger"),
                      .issuer = {.name = S("Quay"), .url = S("https://A.example:443/about")}};
    *list_add(test_arena, &b.identities) = (struct identity){cstr(type), cstr(value), S("brine"), hashed};
    return b;
}

TEST(a_flat_badge_for_others_never_has_an_address)
{
    struct badge plain = named("email", "ann@example.org", false), hidden = named("email", "sha256$aa", true);

    plain.subject_id = S("mailto:ann@example.org");
    str text = flat_of(&plain, true);
    assert_false(str_contains(text, S("ann@example.org")));
    const struct json *v = parsed(text);
    assert_true(str_eq(json_str(json_get(v, "recipient")), recipient_hash(test_arena, S("ann@example.org"), json_str(json_get(v, "salt")))));
    assert_true(json_bool(json_get(json_get(v, "_originalRecipient"), "hashed")));
    check_str(json_str(json_get(parsed(flat_of(&hidden, true)), "recipient")), S("sha256$aa"));
    check_str(json_str(json_get(parsed(flat_of(&plain, false)), "recipient")), S("ann@example.org"));
}

TEST(a_flat_badge_says_where_it_is_and_whose)
{
    struct badge b = named("email", "sha256$aa", true);
    const struct json *v = parsed(flat_of(&b, true)), *issuer = json_get(json_get(v, "badge"), "issuer");

    check_str(json_str(json_get(json_get(v, "verify"), "type")), S("hosted"));
    check_str(json_str(json_get(json_get(v, "verify"), "url")), S("https://a.example/1"));
    check_str(json_str(json_get(issuer, "origin")), S("https://a.example"));
    check_str(json_str(json_get(issuer, "name")), S("Quay"));
    b.kind = KIND_VC_JWT;
    check_str(json_str(json_get(json_get(parsed(flat_of(&b, true)), "verify"), "type")), S("signed"));
}

/* ---- what may be pushed ---- */

TEST(only_addresses_of_the_web_and_signed_badges_are_pushed)
{
    static const struct { const char *in; bool want; } t[] = {
        {"https://a.example/1", true}, {"http://a.example", true}, {"eyJhbGciOiJSUzI1NiJ9.e30.AAAA", true}, {"", false}, {"{}", false}, {"ftp://a.example/1", false},
        {"javascript:alert(1)", false}, {"https://", false}, {"/assertions/1", false}, {"data:text/plain,x", false}, {"file:///etc/passwd", false}, {"a.b", false},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, is_pushable(cstr(t[i].in)) ? S("yes") : S("no"), t[i].want ? S("yes") : S("no"));
}

TEST(an_origin_is_of_the_web_and_has_no_user)
{
    static const struct { const char *in, *want; } t[] = {
        {"https://A.example:443/x?y", "https://a.example"}, {"http://a.example:8080", "http://a.example:8080"}, {"https://us@a.example/", NULL}, {"ftp://a.example", NULL},
        {"null", NULL}, {"", NULL}, {"https:///x", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, site_origin(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

/* ---- memory ---- */

static void say_all(struct arena *a, void *ctx)
{
    const struct badge *b = ctx;
    struct buf buf = buf_new(a);
    struct json_writer w = json_writer(&buf);
    struct report r = {.verdict = UNVERIFIED};
    struct flaw f;
    struct push_result_list results = {0};

    put_flat(&w, a, &(struct flat){.badge = b, .hides_person = true});
    *list_add(a, &r.checks) = (struct check){.id = "proof", .outcome = UNTESTED, .code = "fetch-failed", .message = S("No answer."), .where = S("https://a.example/x")};
    f = flaw_of_report(a, &r);
    buf = buf_new(a);
    w = json_writer(&buf);
    json_open_object(&w);
    put_flaw(&w, &f);
    json_close_object(&w);
    *list_add(a, &results) = (struct push_result){S("https://a.example/1"), "DENIED"};
    assert_true(str_contains(push_outcome(a, &results), S("DENIED")));
    check_str(site_origin(a, S("https://A.example:443/x")), S("https://a.example"));
}

TEST(memory_may_run_out_anywhere)
{
    struct badge b = named("email", "ann@example.org", false);

    assert_true(check_each_allocation(say_all, &b) > 10);
}
