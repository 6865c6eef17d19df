#include "unit/test.h"

#include "badge/loader.h"

static code read_name(void *ctx, struct arena *a, str path, str *bytes, struct error *err)
{
    (void)ctx;
    if (str_eq(path, S("none")))
        return fail(err, NOT_FOUND, "none", "no such file");
    *bytes = str_join(a, S("file "), path);
    return OK;
}

static struct loader open_map(const char *json)
{
    struct loader_map *m;
    struct error err;

    check_ok(loader_map_open(test_arena, cstr(json), read_name, NULL, &m, &err), &err);
    return loader_of_map(m);
}

TEST(each_form_of_an_answer_is_given)
{
    static const struct { const char *url, *body; int status; const char *type, *final_url; } t[] = {
        {"https://a.test/f", "file x.json", 200, NULL, "https://a.test/f"},
        {"https://a.test/g", "file y", 203, NULL, "https://a.test/g"},
        {"https://a.test/j", "{\"a\":[1,\"x\"]}", 200, "application/json", "https://a.test/j"},
        {"https://a.test/t", "text", 404, "text/plain", "https://a.test/t"},
        {"https://a.test/b", "foo", 200, NULL, "https://a.test/b"},
        {"https://a.test/s", "first", 200, NULL, "https://a.test/s"},
        {"https://a.test/r", "text", 404, "text/plain", "https://a.test/t"},
        {"https://a.test/e", "", 410, NULL, "https://a.test/e"},
    };
    struct loader l = open_map("{\"https://a.test/f\":\"x.json\",\"https://a.test/g\":{\"status\":203,\"file\":\"y\"},"
        "\"https://a.test/j\":{\"headers\":{\"Content-Type\":\"application/json\"},\"json\":{\"a\":[1,\"x\"]}},"
        "\"https://a.test/t\":{\"status\":404,\"type\":\"text/plain\",\"text\":\"text\"},"
        "\"https://a.test/b\":{\"base64\":\"Zm9v\"},\"https://a.test/s\":{\"sequence\":[{\"text\":\"first\"},{\"text\":\"second\"}]},"
        "\"https://a.test/r\":{\"status\":302,\"location\":\"/t\"},\"https://a.test/e\":{\"status\":410}}");

    for (size_t i = 0; i < COUNT(t); i++) {
        struct loaded got;
        struct error err;
        check_ok(loader_get(&l, test_arena, cstr(t[i].url), "", &got, &err), &err);
        check_at(i, got.status == t[i].status && str_eq(got.body, cstr(t[i].body)));
        check_str_at(i, got.content_type, cstr(t[i].type));
        check_str_at(i, got.final_url, cstr(t[i].final_url));
    }
}

TEST(what_is_not_in_the_map_does_not_answer)
{
    static const char *const t[] = {"https://b.test/", "https://a.test/h", "https://a.test/d", "https://a.test/x"};
    struct loader l = open_map("{\"https://a.test/h\":{\"hang\":true},\"https://a.test/d\":{\"drip\":1,\"text\":\"x\"},"
                               "\"https://a.test/x\":{\"tls\":\"expired\",\"text\":\"x\"}}");

    for (size_t i = 0; i < COUNT(t); i++) {
        struct loaded got;
        check_code_at(i, loader_get(&l, test_arena, cstr(t[i]), "", &got, NULL), UNREACHABLE);
    }
}

TEST(redirects_and_requests_are_counted)
{
    struct loader l = open_map("{\"https://a.test/1\":{\"status\":301,\"location\":\"/1\"},\"https://a.test/2\":\"x\"}");
    struct loaded got;
    struct error err;

    check_code(loader_get(&l, test_arena, S("https://a.test/1"), "", &got, NULL), LIMIT);
    for (size_t i = 1; i < LOADER_BUDGET; i++)
        check_ok(loader_get(&l, test_arena, S("https://a.test/2"), "", &got, &err), &err);
    check_code(loader_get(&l, test_arena, S("https://a.test/2"), "", &got, NULL), LIMIT);
}

TEST(a_map_must_be_a_json_object)
{
    struct loader_map *m;

    check_code(loader_map_open(test_arena, S("[]"), read_name, NULL, &m, NULL), BAD_INPUT);
    check_code(loader_map_open(test_arena, S("{"), read_name, NULL, &m, NULL), BAD_INPUT);
}

TEST(a_file_that_is_missing_is_an_error)
{
    struct loader l = open_map("{\"https://a.test/f\":\"none\"}");
    struct loaded got;

    check_code(loader_get(&l, test_arena, S("https://a.test/f"), "", &got, NULL), NOT_FOUND);
}

TEST(offline_nothing_answers)
{
    struct loader l = loader_offline();
    struct loaded got;

    check_code(loader_get(&l, test_arena, S("https://a.test/"), "", &got, NULL), UNREACHABLE);
}
