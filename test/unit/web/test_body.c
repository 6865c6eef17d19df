#include "unit/test.h"
#include "unit/web/web.h"
#include "web/body.h"

#define MULTIPART "multipart/form-data; boundary=x"
#define PART(name) "--x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static code parse(const char *type, str body, struct part_list *out)
{
    *out = (struct part_list){0};
    return body_parse(test_arena, cstr(type), body, 3, out, NULL);
}

TEST(forms_are_known_by_their_type)
{
    assert_true(body_is_form(S("application/x-www-form-urlencoded; charset=utf-8")));
    assert_true(body_is_form(S("Multipart/Form-Data;boundary=a")));
    assert_false(body_is_form(S("application/json")));
    assert_false(body_is_form(S("")));
    assert_false(body_is_form((str){NULL, 0}));
}

TEST(urlencoded_fields_are_decoded)
{
    struct part_list p;

    check_ok(parse("application/x-www-form-urlencoded", S("name=Ada+L%C3%B6&x=%0A"), &p), NULL);
    assert_int_equal(p.n, 2);
    check_str(p.items[0].value, S("Ada Lö"));
    check_str(p.items[1].value, S("\n"));
    assert_true(str_is_absent(p.items[0].file_name));
    check_code(parse("application/x-www-form-urlencoded", S("a=%g0"), &p), BAD_INPUT);
    check_code(parse("application/x-www-form-urlencoded", S("a&b&c&d"), &p), LIMIT);
}

TEST(multipart_fields_and_files_are_kept_apart)
{
    struct part_list p;
    str body = S(PART("title") "Hello\r\nworld\r\n"
                 "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\dir\\a b.png\"\r\n"
                 "Content-Type: image/png\r\n\r\n\x89PNG\0--x\r\n\r\n--x--\r\n");

    check_ok(parse(MULTIPART, body, &p), NULL);
    assert_int_equal(p.n, 2);
    check_str(p.items[0].name, S("title"));
    check_str(p.items[0].value, S("Hello\r\nworld"));
    check_str(p.items[1].file_name, S("a b.png"));
    check_str(p.items[1].content_type, S("image/png"));
    check_str(p.items[1].value, S("\x89PNG\0--x\r\n"));
}

TEST(broken_multipart_is_refused_whole)
{
    static const struct { const char *type; str body; code want; } t[] = {
        {MULTIPART, {"--x--", 5}, OK},
        {MULTIPART, {"", 0}, BAD_INPUT},
        {MULTIPART, {"--y\r\n", 5}, BAD_INPUT},
        {"multipart/form-data", {"--x--", 5}, BAD_INPUT},
        {"multipart/form-data; boundary=", {"--x--", 5}, BAD_INPUT},
        {"multipart/form-data; boundary=\"x", {"--x--", 5}, BAD_INPUT},
        {"multipart/form-data; boundary=\"x\"", {"--x--", 5}, OK},
    };
    struct part_list p;
    for (size_t i = 0; i < COUNT(t); i++)
        check_code_at(i, parse(t[i].type, t[i].body, &p), t[i].want);

    static const char *const bad[] = {
        PART("a") "1\r\n",                       /* no end */
        PART("a") "1--x--",                      /* the boundary does not begin a line */
        PART("") "1\r\n--x--",                   /* no name */
        "--x\r\n\r\n1\r\n--x--",                 /* no headers */
        "--x\r\nX: y\r\n\r\n1\r\n--x--",         /* no disposition */
        "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\r\nX: y\"\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\nb\"\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--x--",
        "--x\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nF: 1\r\nG: 1\r\nH: 1\r\nI: 1\r\n\r\n1\r\n--x--",
        PART("a") "\r\n" PART("b") "\r\n" PART("c") "\r\n" PART("d") "\r\n--x--",
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        check_at(i, parse(MULTIPART, cstr(bad[i]), &p) != OK);
}
