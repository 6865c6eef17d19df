#include "unit/test.h"
#include "unit/web/web.h"
#include "web/head.h"

static struct pair_list headers_of(const char *const *names)
{
    struct pair_list list = {0};

    for (; *names; names += 2)
        *list_add(test_arena, &list) = (struct pair){cstr(names[0]), cstr(names[1])};
    return list;
}

TEST(framing_that_could_be_read_twice_is_refused)
{
    static const struct { const char *h[10]; bool http10; code want; int64_t length; } t[] = {
        {{"host", "a.example"}, false, OK, 0},
        {{"host", "a.example:8080"}, false, OK, 0},
        {{"host", "[::1]:8080"}, false, OK, 0},
        {{"host", "a", "content-length", "5"}, false, OK, 5},
        {{"host", "a", "transfer-encoding", "chunked"}, false, OK, -1},
        {{"host", "a", "transfer-encoding", "Chunked"}, false, OK, -1},
        {{NULL}, true, OK, 0},
        {{NULL}, false, BAD_INPUT, 0},
        {{"host", "a", "host", "a"}, false, BAD_INPUT, 0},
        {{"host", ""}, false, BAD_INPUT, 0},
        {{"host", ":80"}, false, BAD_INPUT, 0},
        {{"host", "a b"}, false, BAD_INPUT, 0},
        {{"host", "a/b"}, false, BAD_INPUT, 0},
        {{"host", "a@b"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "5", "content-length", "5"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "5", "content-length", "6"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "5", "transfer-encoding", "chunked"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "+5"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "-5"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "0x5"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "5, 5"}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", ""}, false, BAD_INPUT, 0},
        {{"host", "a", "content-length", "99999999999999999999"}, false, BAD_INPUT, 0},
        {{"host", "a", "transfer-encoding", "gzip, chunked"}, false, UNSUPPORTED, 0},
        {{"host", "a", "transfer-encoding", "xchunked"}, false, UNSUPPORTED, 0},
        {{"transfer-encoding", "chunked"}, true, UNSUPPORTED, 0},
        {{"host", "a", "x y", "z"}, false, BAD_INPUT, 0},
        {{"host", "a", "", "z"}, false, OK, 0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct pair_list list = headers_of(t[i].h);
        int64_t length = 99;
        check_code_at(i, head_check(&list, t[i].http10, 64, &length, NULL), t[i].want);
        if (t[i].want == OK)
            check_at(i, length == t[i].length);
    }
}

TEST(too_many_headers_are_refused)
{
    struct pair_list list = headers_of((const char *const[]){"host", "a", "b", "c", "d", "e", NULL});
    int64_t length;

    check_code(head_check(&list, false, 3, &length, NULL), OK);
    check_code(head_check(&list, false, 2, &length, NULL), LIMIT);
}

TEST(a_path_is_decoded_once_and_stays_in_its_folder)
{
    static const struct { const char *target; const char *path; } t[] = {
        {"/", "/"},
        {"/a%20b", "/a b"},
        {"/%2541", "/%41"},
        {"/a+b", "/a+b"},
        {"/%C3%BC", "/ü"},
        {"/a/...", "/a/..."},
        {"/.well-known/did.json", "/.well-known/did.json"},
        {"", NULL}, {"a", NULL}, {"*", NULL}, {"http://e.example/", NULL},
        {"/..", NULL}, {"/a/../b", NULL}, {"/./a", NULL}, {"/%2e%2e/a", NULL}, {"/a/%2E./b", NULL},
        {"/a%2fb", NULL}, {"/a%5Cb", NULL}, {"/a\\b", NULL}, {"/%00", NULL}, {"/%ff", NULL},
        {"/%", NULL}, {"/%4", NULL}, {"/%zz", NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct pair_list query = {0};
        str path;
        code c = head_target(test_arena, cstr(t[i].target), &path, &query, NULL);
        check_at(i, (c == OK) == (t[i].path != NULL));
        if (c == OK)
            check_str_at(i, path, cstr(t[i].path));
    }
}

TEST(a_query_is_read_as_forms_write_it)
{
    struct pair_list q = {0};
    str path;

    check_ok(head_target(test_arena, S("/x?a=1&b=&c&&d=x+y%26&a=2?&=z"), &path, &q, NULL), NULL);
    static const struct { const char *name, *value; } want[] = {
        {"a", "1"}, {"b", ""}, {"c", ""}, {"d", "x y&"}, {"a", "2?"}, {"", "z"},
    };
    assert_int_equal(q.n, COUNT(want));
    for (size_t i = 0; i < q.n; i++) {
        check_str_at(i, q.items[i].name, cstr(want[i].name));
        check_str_at(i, q.items[i].value, cstr(want[i].value));
    }
    check_code(head_target(test_arena, S("/x?a=%"), &path, &q, NULL), BAD_INPUT);
}

TEST(a_query_of_too_many_values_is_refused)
{
    struct buf b = buf_new(test_arena);
    struct pair_list q = {0};
    str path;

    buf_putz(&b, "/?");
    for (int i = 0; i < 300; i++)
        buf_putz(&b, "a&");
    check_code(head_target(test_arena, buf_done(&b), &path, &q, NULL), LIMIT);
}

TEST(cookies_are_cut_at_semicolons)
{
    struct pair_list c = {0};

    head_cookies(test_arena, S("a=1; b=\"2\";c=x=y; junk; =z;d="), &c);
    static const struct { const char *name, *value; } want[] = {{"a", "1"}, {"b", "2"}, {"c", "x=y"}, {"d", ""}};
    assert_int_equal(c.n, COUNT(want));
    for (size_t i = 0; i < c.n; i++) {
        check_str_at(i, c.items[i].name, cstr(want[i].name));
        check_str_at(i, c.items[i].value, cstr(want[i].value));
    }
}

TEST(a_proxy_is_believed_in_its_own_word_alone)
{
    static const struct { const char *h[8], *want; } t[] = {
        {{"x-forwarded-for", "203.0.113.7"}, "203.0.113.7"},
        {{"x-forwarded-for", "10.0.0.1, 203.0.113.7"}, "203.0.113.7"},
        {{"x-forwarded-for", "10.0.0.1", "x-forwarded-for", " 2001:db8::1 "}, "2001:db8::1"},
        {{"x-forwarded-for", "10.0.0.1", "x-forwarded-for", "nonsense"}, NULL},
        {{"x-forwarded-for", "203.0.113.7,"}, NULL},
        {{"x-forwarded-for", "203.0.113.7:443"}, NULL},
        {{"x-forwarded-for", "unix"}, NULL},
        {{"x-forwarded-for", ""}, NULL},
        {{"forwarded", "for=203.0.113.7"}, NULL},
        {{"x-forwarded-for", "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"}, NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct pair_list list = headers_of(t[i].h);
        check_str_at(i, head_forwarded(&list), cstr(t[i].want));
    }
}
