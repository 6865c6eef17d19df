#include "format/email.h"
#include "unit/vectors.h"

TEST(addresses_are_taken_apart)
{
    static const struct { const char *in, *name, *address; } t[] = {
        {"ann@x.org", NULL, "ann@x.org"},
        {"  ann@x.org \n", NULL, "ann@x.org"},
        {"Ann Lee <ann@x.org>", "Ann Lee", "ann@x.org"},
        {"\"Lee, Ann\" <ann@x.org>", "Lee, Ann", "ann@x.org"},
        {"<ann@x.org>", NULL, "ann@x.org"},
        {"ann@x.org <ann@x.org>", NULL, "ann@x.org"},
        {"Ann.Lee+badge@X.ORG", NULL, "Ann.Lee+badge@x.org"},
        {"o'brien_1-2@mail.x-y.co.uk", NULL, "o'brien_1-2@mail.x-y.co.uk"},
        {"ann@B\u00fccher.example", NULL, "ann@xn--bcher-kva.example"},
        {"ann@xn--bcher-kva.example", NULL, "ann@xn--bcher-kva.example"},
        {"Jos\u00e9 <jose@x.org>", "Jos\u00e9", "jose@x.org"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct email e;
        struct error err;
        check_ok(email_parse(test_arena, cstr(t[i].in), &e, &err), &err);
        check_str_at(i, e.name, cstr(t[i].name));
        check_str_at(i, e.address, cstr(t[i].address));
    }
}

TEST(what_cannot_be_sent_to_safely_is_refused)
{
    static const char *const t[] = {
        "", " ", "ann", "@", "@x.org", "ann@", "ann@x", "ann@localhost", "ann@@x.org", "a@b@x.org",
        "ann @x.org", "ann@x .org", ".ann@x.org", "ann.@x.org", "a..b@x.org", "-oQ/var@x.org",
        "ann@-x.org", "ann@x-.org", "ann@x..org", "ann@x.org.", "ann@.x.org", "ann@x_y.org",
        "ann@127.0.0.1", "ann@[127.0.0.1]", "ann@[IPv6:::1]", "ann@1.2.3.4", "\"ann lee\"@x.org",
        "ann@x.org\r\nBcc: eve@x.org", "ann@x.org\nSubject: hi", "ann@x.org%0d%0aBcc:eve@x.org",
        "ann@x.org, eve@x.org", "ann@x.org;eve@x.org", "eve%x.org@relay.org", "x.org!eve@relay.org",
        "ann|cat@x.org", "ann`id`@x.org", "ann\\@x.org", "ann(c)@x.org", "ann,lee@x.org", "ann:lee@x.org",
        "\u0430da@x.org", "\u202Eada@x.org", "ada\u200B@x.org", "ann@x\x01.org", "\xFF@x.org",
        "Ann <ann@x.org", "Ann ann@x.org>", "Ann <ann@x.org> x", "<<ann@x.org>>", "A\"b <ann@x.org>",
        "Ann\r\nBcc: eve@x.org <ann@x.org>", "mailto:ann@x.org", "ann@ex ample.org", "ann@a/b.org",
        "ann@xn--a.org", "ann@\u2665.\u200D.org",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct email e;
        check_code_at(i, email_parse(test_arena, cstr(t[i]), &e, NULL), BAD_INPUT);
    }
    struct email e;
    check_code(email_parse(test_arena, S("ann\0@x.org"), &e, NULL), BAD_INPUT);
}

TEST(lengths_are_those_of_rfc_5321)
{
    char local[66], label[65];
    struct email e;

    memset(local, 'a', 65), local[65] = '\0';
    memset(label, 'b', 64), label[64] = '\0';
    check_code(email_parse(test_arena, str_printf(test_arena, "%s@x.org", local + 1), &e, NULL), OK);
    check_code(email_parse(test_arena, str_printf(test_arena, "%s@x.org", local), &e, NULL), BAD_INPUT);
    check_code(email_parse(test_arena, str_printf(test_arena, "a@%s.org", label + 1), &e, NULL), OK);
    check_code(email_parse(test_arena, str_printf(test_arena, "a@%s.org", label), &e, NULL), BAD_INPUT);
    str domain = str_printf(test_arena, "%s.%s.%s.%s.org", label + 1, label + 1, label + 1, label + 1);
    check_code(email_parse(test_arena, str_join(test_arena, S("a@"), domain), &e, NULL), BAD_INPUT);
    char *huge = arena_alloc(test_arena, 2000, 1);
    memset(huge, 'a', 1999);
    check_code(email_parse(test_arena, cstr(huge), &e, NULL), LIMIT);
}

TEST(folded_addresses_compare_equal)
{
    check_str(email_fold(test_arena, S(" Ann.LEE@x.org")), S("ann.lee@x.org"));
}

static void parse_one(struct arena *a, void *ctx)
{
    struct email e;

    (void)ctx;
    assert_int_equal(email_parse(a, S("Ann <ann@b\u00fccher.example>"), &e, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(parse_one, NULL) >= 1);
}

TEST(hostile_recipients_are_refused)
{
    struct arena *a = arena_new(0);
    const struct json *list = vector_json(a, "hostile/text/mail.json");

    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *row = json_item(list, i);
        struct email e;
        if (str_eq(json_str(json_get(row, "field")), S("to")))
            check_code_at(i, email_parse(a, json_str(json_get(row, "input")), &e, NULL), BAD_INPUT);
    }
    arena_free(a);
    if (!list)
        skip();
}
