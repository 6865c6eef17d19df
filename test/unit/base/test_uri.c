#include "unit/test.h"
#include "base/uri.h"

static const str absent = {NULL, 0};

TEST(parse_tells_the_parts_apart)
{
    static const struct { const char *in, *scheme, *userinfo, *host, *port, *path, *query, *fragment; } t[] = {
        {"https://u:p@h.example:8443/a/b?q=1#f", "https", "u:p", "h.example", "8443", "/a/b", "q=1", "f"},
        {"http://h?", "http", NULL, "h", NULL, "", "", NULL},
        {"http://h#", "http", NULL, "h", NULL, "", NULL, ""},
        {"http://h:/", "http", NULL, "h", "", "/", NULL, NULL},
        {"http://[2001:db8::7]:80/c", "http", NULL, "[2001:db8::7]", "80", "/c", NULL, NULL},
        {"http://[v1.a:b]/", "http", NULL, "[v1.a:b]", NULL, "/", NULL, NULL},
        {"did:key:z6Mk#z6Mk", "did", NULL, NULL, NULL, "key:z6Mk", NULL, "z6Mk"},
        {"mailto:a@b.example", "mailto", NULL, NULL, NULL, "a@b.example", NULL, NULL},
        {"urn:uuid:6a1b?+x", "urn", NULL, NULL, NULL, "uuid:6a1b", "+x", NULL},
        {"file:///etc/x", "file", NULL, "", NULL, "/etc/x", NULL, NULL},
        {"//h/p", NULL, NULL, "h", NULL, "/p", NULL, NULL},
        {"../a:b", NULL, NULL, NULL, NULL, "../a:b", NULL, NULL},
        {"?q", NULL, NULL, NULL, NULL, "", "q", NULL},
        {"", NULL, NULL, NULL, NULL, "", NULL, NULL},
        {"http://h/%C3%A9\xC3\xA9", "http", NULL, "h", NULL, "/%C3%A9\xC3\xA9", NULL, NULL},
        {"http://h/a?b?c/d#e?f", "http", NULL, "h", NULL, "/a", "b?c/d", "e?f"},
        {"http://h?a@b:c", "http", NULL, "h", NULL, "", "a@b:c", NULL},
        {"http://a%40b/", "http", NULL, "a%40b", NULL, "/", NULL, NULL},
    };
    struct error err;
    for (size_t i = 0; i < COUNT(t); i++) {
        struct uri u;
        check_ok(uri_parse(cstr(t[i].in), &u, &err), &err);
        check_str_at(i, u.scheme, cstr(t[i].scheme));
        check_str_at(i, u.userinfo, cstr(t[i].userinfo));
        check_str_at(i, u.host, cstr(t[i].host));
        check_str_at(i, u.port, cstr(t[i].port));
        check_str_at(i, u.path, cstr(t[i].path));
        check_str_at(i, u.query, cstr(t[i].query));
        check_str_at(i, u.fragment, cstr(t[i].fragment));
    }
}

TEST(broken_text_is_refused)
{
    static const char *const t[] = {
        "http://h/ ", " http://h/", "http://h/\n", "http://h/\x7F", "http://h/<", "http://h/>", "http://h/\"",
        "http://h/{", "http://h/}", "http://h/|", "http://h/\\", "http://h/^", "http://h/`", "http://h/%",
        "http://h/%4", "http://h/%zz", "http://h/%4g", "http:\\\\h\\", "http://h:80a/", "http://h:-1/",
        "http://a:b:c/", "http://a@b@c/", "http://[::1", "http://[::1]x/", "http://x[::1]/", "http://::1/",
        "http://[1.2.3.4]/", "http://[::1%25eth0]/", "http://[]/", "http://[v1]/", "http://[v.a]/",
        "http://[v1.a/b]/", "http://h]/", "http://u[@h/", "1http://h/", ":x", "a b:c", "h:80:90//x y",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct uri u;
        check_code_at(i, uri_parse(cstr(t[i]), &u, NULL), BAD_INPUT);
    }
    struct uri u;
    check_code(uri_parse(S("http://h/\0x"), &u, NULL), BAD_INPUT);
    check_code(uri_parse(S("http://h\0.example/"), &u, NULL), BAD_INPUT);
}

TEST(references_resolve_as_in_rfc_3986_section_5_4)
{
    static const struct { const char *reference, *want; } t[] = {
        {"g:h", "g:h"}, {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"}, {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"}, {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"}, {"g#s", "http://a/b/c/g#s"}, {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"}, {"g;x", "http://a/b/c/g;x"}, {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"}, {".", "http://a/b/c/"}, {"./", "http://a/b/c/"}, {"..", "http://a/b/"},
        {"../", "http://a/b/"}, {"../g", "http://a/b/g"}, {"../..", "http://a/"}, {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        /* §5.4.2 */
        {"../../../g", "http://a/g"}, {"../../../../g", "http://a/g"}, {"/./g", "http://a/g"},
        {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."}, {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."}, {"..g", "http://a/b/c/..g"}, {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"}, {"g/./h", "http://a/b/c/g/h"}, {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"}, {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g#s/./x"}, {"g#s/../x", "http://a/b/c/g#s/../x"}, {"http:g", "http:g"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, uri_resolve(test_arena, S("http://a/b/c/d;p?q"), cstr(t[i].reference)), cstr(t[i].want));
}

TEST(other_bases_resolve_too)
{
    static const struct { const char *base, *reference, *want; } t[] = {
        {"http://a", "b", "http://a/b"}, {"http://a?q", "", "http://a?q"}, {"http://a/b#f", "", "http://a/b"},
        {"http://a/b", "?", "http://a/b?"}, {"http://a/b", "#", "http://a/b#"},
        {"urn:a:b", "#k", "urn:a:b#k"}, {"did:web:x", "#key-1", "did:web:x#key-1"},
        {"file:///a/b", "../../c", "file:///c"}, {"x:/a", "/.//h", "x:/.//h"}, {"x:/a/b", "..//h", "x:/.//h"},
        {"http://a/b/", ":c", "http://a/b/:c"}, {"", "b", "b"}, {"http://a//b/c", "../d", "http://a//d"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, uri_resolve(test_arena, cstr(t[i].base), cstr(t[i].reference)), cstr(t[i].want));
    check_str(uri_resolve(test_arena, absent, absent), S(""));
}

TEST(absolute_and_http_are_told_by_the_text)
{
    static const struct { const char *in; bool absolute, http; } t[] = {
        {"http://h", true, true}, {"HTTPS://H:443/x", true, true}, {"http://[::1]:8080", true, true},
        {"http:", true, false}, {"http:///x", true, false}, {"http:/h", true, false}, {"https://:80", true, false},
        {"http://h:65536", true, false}, {"http://h:99999999999999999999", true, false}, {"http://h:0065535", true, true},
        {"ftp://h", true, false}, {"did:key:z", true, false}, {"httpx://h", true, false},
        {"//h", false, false}, {"h", false, false}, {"", false, false}, {":x", false, false}, {"1a:b", false, false},
        {"http://h/ x", true, false}, {NULL, false, false},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, uri_is_absolute(cstr(t[i].in)) == t[i].absolute);
        check_at(i, uri_is_http(cstr(t[i].in)) == t[i].http);
    }
}

TEST(origins_are_compared_in_one_spelling)
{
    static const struct { const char *in, *want; } t[] = {
        {"HTTPS://Badges.Example:443/a?b", "https://badges.example"}, {"http://h:80", "http://h"},
        {"http://h:443", "http://h:443"}, {"https://u@h:08443/", "https://h:8443"}, {"http://h:/", "http://h"},
        {"http://[::A]:81/", "http://[::a]:81"}, {"ftp://h", NULL}, {"urn:x", NULL}, {"http://", NULL},
        {"http://h:70000", NULL}, {"https://issuer.example@evil.example/", "https://evil.example"},
        {"https://issuer.example.evil.example/", "https://issuer.example.evil.example"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, uri_origin(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

TEST(one_address_may_be_spelled_in_more_ways_than_one)
{
    static const struct { const char *x, *y; bool same; } t[] = {
        {"https://a.org/b", "https://a.org/b", true},
        {"HTTPS://A.ORG/b", "https://a.org/b", true},
        {"https://a.org:443/b?c#d", "https://a.org/b?c#d", true},
        {"http://a.org:80/", "http://a.org/", true},
        {"urn:x", "urn:x", true},
        {"urn:x", "URN:x", false},
        {"https://a.org/b", "https://a.org/B", false},
        {"https://a.org/b", "http://a.org/b", false},
        {"https://a.org:8443/b", "https://a.org/b", false},
        {"https://a.org/b?", "https://a.org/b", false},
        {"https://a.org/b#c", "https://a.org/b", false},
        {"https://u@a.org/b", "https://a.org/b", false},
        {"https://a.org/%41", "https://a.org/A", false},   /* §6.2.2.2 is the origin's to say */
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        assert_int_equal(uri_is_same(test_arena, cstr(t[i].x), cstr(t[i].y)), t[i].same);
        assert_int_equal(uri_is_same(test_arena, cstr(t[i].y), cstr(t[i].x)), t[i].same);
    }
    check_str(uri_without_fragment(S("https://a.org/b#c#d")), S("https://a.org/b"));
    check_str(uri_without_fragment(S("https://a.org/b")), S("https://a.org/b"));
}

TEST(percent_signs_go_both_ways)
{
    str all = str_copy(test_arena, S("aZ09-._~ /?%+&=\0\x7F\xC3\xA9")), out;

    check_str(uri_encode(test_arena, all), S("aZ09-._~%20%2F%3F%25%2B%26%3D%00%7F%C3%A9"));
    check_code(uri_decode(test_arena, uri_encode(test_arena, all), false, &out, NULL), OK);
    check_str(out, all);
    check_code(uri_decode(test_arena, S("a+b%2b%2B"), true, &out, NULL), OK);
    check_str(out, S("a b++"));
    check_code(uri_decode(test_arena, S("a+b"), false, &out, NULL), OK);
    check_str(out, S("a+b"));
    static const char *const broken[] = {"%", "%4", "%g0", "%0g", "a%", "%%41", "% 4"};
    for (size_t i = 0; i < COUNT(broken); i++)
        check_code_at(i, uri_decode(test_arena, cstr(broken[i]), true, &out, NULL), BAD_INPUT);
}

static void use_all(struct arena *a, void *ctx)
{
    str out;

    (void)ctx;
    uri_origin(a, uri_resolve(a, S("https://a/b/c"), S("../d?e")));
    if (uri_decode(a, uri_encode(a, S("a b")), false, &out, NULL) != OK)
        abort();
}

TEST(addresses_survive_memory_that_runs_out)
{
    assert_true(check_each_allocation(use_all, NULL) >= 6);
}
