#include "format/scim_filter.h"
#include "format/scim_group.h"
#include "format/scim_patch.h"
#include "unit/test.h"

static const char ann[] =
    "{\"id\":\"7\",\"userName\":\"Ann@Acme.example\",\"externalId\":\"e-7\",\"active\":true,\"title\":\"\",\"name\":{\"givenName\":\"Ann\",\"familyName\":\"Lee\"},"
    "\"emails\":[{\"value\":\"ann@acme.example\",\"type\":\"work\",\"primary\":true},{\"value\":\"a@home.example\",\"type\":\"home\"}],"
    "\"logins\":12,\"meta\":{\"lastModified\":\"2026-05-13T04:42:34Z\"},"
    "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Stores\",\"manager\":{\"value\":\"3\"}}}";

static const struct json *parse(str text)
{
    const struct json *v = NULL;
    struct error err;

    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    return v;
}

/* RFC 7644 §3.4.2.2, figures 4 to 7, and what providers ask. */
TEST(filters_find_what_they_ask_for)
{
    static const struct { const char *filter; bool want; } t[] = {
        {"userName eq \"ann@acme.example\"", true}, {"USERNAME EQ \"ann@ACME.example\"", true}, {"userName eq \"ben\"", false},
        {"externalId eq \"e-7\"", true}, {"externalId eq \"E-7\"", false}, {"id eq \"7\"", true},
        {"userName ne \"ben\"", true}, {"nickName ne \"x\"", true}, {"nickName eq null", true}, {"userName eq null", false},
        {"userName sw \"ann\"", true}, {"userName ew \"example\"", true}, {"userName co \"@ac\"", true}, {"userName co \"\"", true},
        {"name.familyName co \"LE\"", true}, {"name.givenName eq \"Lee\"", false}, {"userName.x eq \"a\"", false},
        {"urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"ann\"", true},
        {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"stores\"", true},
        {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"3\"", true},
        {"title pr", false}, {"name pr", true}, {"name.middleName pr", false}, {"emails pr", true}, {"emails.type pr", true},
        {"active eq true", true}, {"active eq True", true}, {"active eq \"true\"", false}, {"active eq false", false},
        {"logins gt 11", true}, {"logins ge 12.0", true}, {"logins lt 12", false}, {"logins le 12", true}, {"logins gt \"1\"", false},
        {"meta.lastModified gt \"2011-05-13T04:42:34Z\"", true}, {"meta.lastModified lt \"2011-05-13T04:42:34Z\"", false},
        {"emails eq \"ann@acme.example\"", true}, {"emails.value eq \"a@home.example\"", true}, {"emails.type eq \"other\"", false},
        {"emails[type eq \"work\" and value co \"@acme\"]", true}, {"emails[type eq \"home\" and value co \"@acme\"]", false},
        {"emails[type eq \"work\"].value eq \"ann@acme.example\"", true}, {"emails[type eq \"home\"].value eq \"ann@acme.example\"", false},
        {"active eq true and (emails.type eq \"other\" or logins gt 1)", true}, {"active eq false and logins gt 1 or title pr", false},
        {"title pr or active eq true and logins gt 1", true}, {"not (title pr)", true}, {"not(active eq true)", false},
        {"not (emails[type eq \"x\"]) and userName pr", true}, {"not eq \"x\"", false}, {"nothing[type eq \"work\"]", false},
    };
    const struct json *resource = parse(cstr(ann));

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct scim_filter *f, *again;
        struct error err = {0};
        check_code_at(i, scim_filter_parse(test_arena, cstr(t[i].filter), &f, &err), OK);
        check_at(i, scim_filter_matches(f, resource) == t[i].want);
        str written = scim_filter_write(test_arena, f);
        check_code_at(i, scim_filter_parse(test_arena, written, &again, &err), OK);
        check_str_at(i, scim_filter_write(test_arena, again), written);
        check_at(i, scim_filter_matches(again, resource) == t[i].want);
    }
}

TEST(what_is_no_filter_is_refused_with_its_place)
{
    static const struct { const char *filter; code want; } t[] = {
        {"", BAD_INPUT}, {"userName", BAD_INPUT}, {"userName eq", BAD_INPUT}, {"userName eq ", BAD_INPUT}, {"userName eq ann", BAD_INPUT},
        {"userName eq \"ann", BAD_INPUT}, {"userName eq \"ann\" and", BAD_INPUT}, {"userName eq \"a\" or or title pr", BAD_INPUT},
        {"(userName pr", BAD_INPUT}, {"userName pr)", BAD_INPUT}, {"emails[type eq \"work\"", BAD_INPUT}, {"emails[]", BAD_INPUT},
        {"emails[type eq \"work\"].value", BAD_INPUT}, {"emails[type eq \"work\"].a.b eq \"x\"", BAD_INPUT}, {"name..x pr", BAD_INPUT},
        {"name.a.b pr", BAD_INPUT}, {".x pr", BAD_INPUT}, {"urn: pr", BAD_INPUT}, {":x pr", BAD_INPUT}, {"userName eq {\"a\":1}", BAD_INPUT},
        {"userName eq [1]", BAD_INPUT}, {"userName eq 'a'", BAD_INPUT}, {"userName like \"a\"", BAD_INPUT}, {"userName eq\"a\"", BAD_INPUT},
        {"userName eq \"\\uD800\"", BAD_INPUT}, {"1=1; DROP TABLE person", BAD_INPUT},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct scim_filter *f;
        struct error err = {0};
        check_code_at(i, scim_filter_parse(test_arena, cstr(t[i].filter), &f, &err), t[i].want);
        check_at(i, str_contains(cstr(err.text), S("at letter ")));
    }
}

TEST(a_filter_has_an_end)
{
    const struct scim_filter *f;
    struct buf deep = buf_new(test_arena), wide = buf_new(test_arena), fits = buf_new(test_arena);

    for (int i = 0; i < SCIM_FILTER_DEPTH; i++)
        buf_putz(&deep, "(");
    buf_putz(&deep, "a pr");
    check_code(scim_filter_parse(test_arena, buf_done(&deep), &f, NULL), LIMIT);
    for (int i = 0; i < SCIM_FILTER_TERMS; i++) {
        buf_printf(&wide, "%sa pr", i ? " and " : "");
        buf_printf(&fits, "%sa pr", i ? " or " : "");
    }
    check_code(scim_filter_parse(test_arena, buf_done(&fits), &f, NULL), OK);
    str written = scim_filter_write(test_arena, f);
    check_code(scim_filter_parse(test_arena, written, &f, NULL), OK);
    buf_putz(&wide, " and b pr");
    check_code(scim_filter_parse(test_arena, buf_done(&wide), &f, NULL), LIMIT);
    while (wide.n <= SCIM_FILTER_BYTES)
        buf_putz(&wide, "aaaaaaaaaaaaaaaa");
    check_code(scim_filter_parse(test_arena, buf_done(&wide), &f, NULL), LIMIT);
}

TEST(plain_questions_are_known_as_such)
{
    static const struct { const char *filter, *name, *want; } t[] = {
        {"userName eq \"ann\"", "userName", "ann"}, {"username eq \"ann\"", "userName", "ann"}, {"externalId eq \"e\"", "externalId", "e"},
        {"emails eq \"a\"", "emails", "a"}, {"emails.value eq \"a\"", "emails", "a"}, {"emails[type eq \"work\"].value eq \"a\"", "emails", "a"},
        {"urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"ann\"", "userName", "ann"},
        {"userName sw \"ann\"", "userName", NULL}, {"userName eq true", "userName", NULL}, {"emails.type eq \"work\"", "emails", NULL},
        {"emails[type eq \"work\"]", "emails", NULL}, {"userName eq \"a\" and title pr", "userName", NULL}, {"name.userName eq \"a\"", "userName", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct scim_filter *f;
        str value = {0};
        check_code_at(i, scim_filter_parse(test_arena, cstr(t[i].filter), &f, NULL), OK);
        bool equal = scim_filter_is_equal(f, t[i].name, &value);
        check_at(i, equal == (t[i].want != NULL));
        check_str_at(i, equal ? value : (str){0}, cstr(t[i].want));
    }
}

/* ---- PATCH ---- */

static str written(const struct json *v)
{
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    json_put_value(&w, v);
    return buf_done(&b);
}

#define ENTERPRISE "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

TEST(a_patch_changes_what_it_names)
{
    static const struct { const char *before, *ops, *after; } t[] = {
        /* RFC 7644 §3.5.2.1 to 3.5.2.3 */
        {"{}", "{\"op\":\"add\",\"value\":{\"emails\":[{\"value\":\"b@j.org\",\"type\":\"home\"}],\"nickName\":\"Babs\"}}",
         "{\"emails\":[{\"value\":\"b@j.org\",\"type\":\"home\"}],\"nickName\":\"Babs\"}"},
        {"{\"members\":[{\"value\":\"1\"}]}", "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"2\"},{\"value\":\"1\"}]}", "{\"members\":[{\"value\":\"1\"},{\"value\":\"2\"}]}"},
        {"{\"members\":[{\"value\":\"1\"},{\"value\":\"2\"}]}", "{\"op\":\"remove\",\"path\":\"members[value eq \\\"1\\\"]\"}", "{\"members\":[{\"value\":\"2\"}]}"},
        {"{\"members\":[{\"value\":\"1\"}]}", "{\"op\":\"remove\",\"path\":\"members\"}", "{}"},
        {"{\"addresses\":[{\"type\":\"work\",\"street\":\"a\"},{\"type\":\"home\"}]}",
         "{\"op\":\"replace\",\"path\":\"addresses[type eq \\\"work\\\"].street\",\"value\":\"b\"}",
         "{\"addresses\":[{\"type\":\"work\",\"street\":\"b\"},{\"type\":\"home\"}]}"},
        {"{\"name\":{\"givenName\":\"A\"}}", "{\"op\":\"replace\",\"path\":\"name.familyName\",\"value\":\"B\"}", "{\"name\":{\"givenName\":\"A\",\"familyName\":\"B\"}}"},
        {"{\"name\":{\"givenName\":\"A\"}}", "{\"op\":\"remove\",\"path\":\"name.givenName\"}", "{}"},
        {"{\"title\":\"a\"}", "{\"op\":\"replace\",\"path\":\"title\",\"value\":null}", "{}"},
        /* Entra ID */
        {"{\"active\":true}", "{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}", "{\"active\":false}"},
        {"{}", "{\"op\":\"Add\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"a@b.c\"}", "{\"emails\":[{\"type\":\"work\",\"value\":\"a@b.c\"}]}"},
        {"{}", "{\"op\":\"Add\",\"path\":\"phoneNumbers[type eq \\\"work\\\" and primary eq true].value\",\"value\":\"7\"}",
         "{\"phoneNumbers\":[{\"type\":\"work\",\"primary\":true,\"value\":\"7\"}]}"},
        {"{}", "{\"op\":\"Add\",\"path\":\"" ENTERPRISE ":department\",\"value\":\"IT\"}", "{\"" ENTERPRISE "\":{\"department\":\"IT\"}}"},
        {"{}", "{\"op\":\"Replace\",\"value\":{\"name.givenName\":\"A\",\"" ENTERPRISE ":department\":\"IT\",\"Active\":\"True\"}}",
         "{\"name\":{\"givenName\":\"A\"},\"" ENTERPRISE "\":{\"department\":\"IT\"},\"active\":true}"},
        {"{\"members\":[{\"value\":\"1\"},{\"value\":\"2\"}]}", "{\"op\":\"Remove\",\"path\":\"members\",\"value\":[{\"value\":\"2\"}]}", "{\"members\":[{\"value\":\"1\"}]}"},
        {"{\"" ENTERPRISE "\":{\"department\":\"IT\"}}", "{\"op\":\"Remove\",\"path\":\"" ENTERPRISE ":department\"}", "{}"},
        /* Okta */
        {"{\"active\":true,\"id\":\"7\"}", "{\"op\":\"replace\",\"value\":{\"active\":false,\"id\":\"8\"}}", "{\"active\":false,\"id\":\"7\"}"},
        {"{\"displayName\":\"a\"}", "{\"op\":\"replace\",\"value\":{\"id\":\"x\",\"displayName\":\"b\",\"schemas\":[]}}", "{\"displayName\":\"b\"}"},
        {"{\"emails\":[{\"value\":\"a\",\"type\":\"work\"}]}", "{\"op\":\"replace\",\"path\":\"emails\",\"value\":[{\"value\":\"b\"}]}", "{\"emails\":[{\"value\":\"b\"}]}"},
        /* what has to stay */
        {"{\"userName\":\"a\"}", "{\"op\":\"replace\",\"path\":\"USERNAME\",\"value\":\"b\"}", "{\"userName\":\"b\"}"},
        {"{\"meta\":{\"x\":1}}", "{\"op\":\"remove\",\"path\":\"meta\"}", "{\"meta\":{\"x\":1}}"},
        {"{\"emails\":[{\"value\":\"a\"}]}", "{\"op\":\"remove\",\"path\":\"emails[value eq \\\"z\\\"]\"}", "{\"emails\":[{\"value\":\"a\"}]}"},
        {"{\"emails\":[{\"value\":\"a\",\"type\":\"work\"}]}", "{\"op\":\"add\",\"path\":\"emails\",\"value\":{\"value\":\"a\",\"primary\":\"True\"}}",
         "{\"emails\":[{\"value\":\"a\",\"type\":\"work\",\"primary\":true}]}"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *after = NULL;
        struct error err = {0};
        str request = str_printf(test_arena, "{\"Operations\":[%s]}", t[i].ops);
        check_code_at(i, scim_patch(test_arena, parse(cstr(t[i].before)), parse(request), &after, &err), OK);
        check_str_at(i, written(after), cstr(t[i].after));
    }
}

TEST(a_patch_that_cannot_be_done_says_of_which_kind_it_is)
{
    static const struct { const char *request, *where; } t[] = {
        {"{}", "invalidSyntax"}, {"[]", "invalidSyntax"}, {"{\"Operations\":[]}", "invalidSyntax"}, {"{\"Operations\":{}}", "invalidSyntax"},
        {"{\"Operations\":[7]}", "invalidSyntax"}, {"{\"Operations\":[{\"op\":\"move\",\"path\":\"a\"}]}", "invalidSyntax"},
        {"{\"Operations\":[{\"op\":\"remove\"}]}", "noTarget"}, {"{\"Operations\":[{\"op\":\"add\",\"path\":\"a\"}]}", "invalidValue"},
        {"{\"Operations\":[{\"op\":\"add\",\"value\":7}]}", "invalidValue"}, {"{\"Operations\":[{\"op\":\"add\",\"path\":\"a[\",\"value\":7}]}", "invalidPath"},
        {"{\"Operations\":[{\"op\":\"add\",\"path\":\"a b\",\"value\":7}]}", "invalidPath"},
        {"{\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type ne \\\"x\\\"].value\",\"value\":7}]}", "noTarget"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        const struct json *after;
        struct error err = {0};
        check_code_at(i, scim_patch(test_arena, parse(S("{}")), parse(cstr(t[i].request)), &after, &err), BAD_INPUT);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
}

/* ---- groups ---- */

#define OPS(text) "{\"Operations\":[" text "]}"

static str steps_in_words(const struct scim_step_list *steps)
{
    static const char *const words[] = {[STEP_RENAME] = "name", [STEP_NUMBER] = "number", [STEP_ADD] = "+", [STEP_REMOVE] = "-", [STEP_FITTING] = "fit", [STEP_REPLACE] = "="};
    struct buf b = buf_new(test_arena);

    for (size_t i = 0; i < steps->n; i++) {
        const struct scim_step *s = &steps->items[i];
        buf_printf(&b, "%s%s%s" STR_FMT, i ? " " : "", words[s->kind], s->text.n ? ":" : "", STR_ARG(s->text));
        for (size_t k = 0; k < s->members.n; k++)
            buf_printf(&b, "%s" STR_FMT, k ? "," : "", STR_ARG(s->members.items[k]));
    }
    return buf_done(&b);
}

/* As Entra ID, Okta and the RFC (§3.5.2) write them. */
TEST(a_group_is_changed_by_no_more_than_what_is_named)
{
    static const struct { const char *request, *want; } t[] = {
        {OPS("{\"op\":\"Add\",\"path\":\"members\",\"value\":[{\"$ref\":null,\"value\":\"7\"},{\"value\":\"8\"}]}"), "+7,8"},
        {OPS("{\"op\":\"Remove\",\"path\":\"members\",\"value\":[{\"value\":\"7\"}]}"), "-7"},
        {OPS("{\"op\":\"remove\",\"path\":\"members[value eq \\\"7\\\"]\"}"), "-7"},
        {OPS("{\"op\":\"remove\",\"path\":\"members[display sw \\\"a\\\"]\"}"), "fit"},
        {OPS("{\"op\":\"remove\",\"path\":\"members\"}"), "="},
        {OPS("{\"op\":\"replace\",\"path\":\"members\",\"value\":[]}"), "="},
        {OPS("{\"op\":\"replace\",\"path\":\"members\",\"value\":{\"value\":7}}"), "=7"},
        {OPS("{\"op\":\"add\",\"path\":\"members\",\"value\":[\"7\"]}"), "+7"},
        {OPS("{\"op\":\"replace\",\"value\":{\"id\":\"3\",\"displayName\":\"A\"}}"), "name:A"},
        {OPS("{\"op\":\"replace\",\"value\":{\"members\":[],\"displayName\":\"A\",\"externalId\":\"e\"}}"), "= name:A number:e"},
        {OPS("{\"op\":\"Replace\",\"path\":\"urn:ietf:params:scim:schemas:core:2.0:Group:displayName\",\"value\":\"B\"}"), "name:B"},
        {OPS("{\"op\":\"remove\",\"path\":\"externalId\"}"), "number"},
        {OPS("{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"x\"}"), ""},
        {OPS("{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:x:2.0:Group:displayName\",\"value\":\"x\"}"), ""},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct scim_step_list steps = {0};
        struct error err = {0};
        check_code_at(i, scim_group_patch(test_arena, parse(cstr(t[i].request)), &steps, &err), OK);
        check_str_at(i, steps_in_words(&steps), cstr(t[i].want));
    }
}

TEST(a_group_that_says_nonsense_is_refused_with_its_kind)
{
    static const struct { const char *request, *where; } t[] = {
        {OPS("{\"op\":\"remove\",\"path\":\"displayName\"}"), "invalidValue"}, {OPS("{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\" \"}"), "invalidValue"},
        {OPS("{\"op\":\"add\",\"path\":\"members\",\"value\":[{}]}"), "invalidValue"}, {OPS("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"1\",\"type\":\"group\"}]}"), "invalidValue"},
        {OPS("{\"op\":\"add\",\"path\":\"members.value\",\"value\":\"1\"}"), "invalidPath"}, {OPS("{\"op\":\"add\",\"path\":\"members[\",\"value\":\"1\"}"), "invalidPath"},
        {OPS("{\"op\":\"replace\",\"path\":\"members[type eq \\\"User\\\"]\",\"value\":\"1\"}"), "invalidPath"}, {OPS("{\"op\":\"replace\",\"value\":7}"), "invalidValue"},
        {OPS(""), "invalidSyntax"}, {"{}", "invalidSyntax"},
    };
    struct scim_group g;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct scim_step_list steps = {0};
        struct error err = {0};
        check_code_at(i, scim_group_patch(test_arena, parse(cstr(t[i].request)), &steps, &err), BAD_INPUT);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
    }
    check_code_at(20, scim_group_read(test_arena, parse(S("[]")), &g, NULL), BAD_INPUT);
    check_code_at(21, scim_group_read(test_arena, parse(S("{\"displayName\":\"a\\u0007\"}")), &g, NULL), BAD_INPUT);
    check_code_at(22, scim_group_read(test_arena, parse(S("{\"displayName\":\"A\",\"members\":null}")), &g, NULL), OK);
    assert_int_equal(g.members.n, 0);
}

static void patch_one(struct arena *a, void *ctx)
{
    const struct json *v, *request;

    (void)ctx;
    if (json_parse(a, cstr(ann), NULL, &v, NULL) == OK &&
        json_parse(a, S("{\"Operations\":[{\"op\":\"add\",\"path\":\"emails[type eq \\\"x\\\"].value\",\"value\":\"y\"}]}"), NULL, &request, NULL) == OK)
        assert_int_equal(scim_patch(a, v, request, &v, NULL), OK);
}

static void patch_group(struct arena *a, void *ctx)
{
    struct scim_step_list steps = {0};
    const struct json *request;

    (void)ctx;
    if (json_parse(a, S(OPS("{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"7\"}]}")), NULL, &request, NULL) == OK)
        assert_int_equal(scim_group_patch(a, request, &steps, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(patch_one, NULL) >= 1);
    assert_true(check_each_allocation(patch_group, NULL) >= 1);
}
