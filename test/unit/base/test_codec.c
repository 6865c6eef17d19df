#include "unit/test.h"
#include "base/codec.h"

static const str absent = {NULL, 0};

TEST(hex_is_written_in_lower_case_and_read_in_both)
{
    static const struct { str text, bytes; } t[] = {
        {S(""), S("")}, {S("00ff"), S("\x00\xff")}, {S("DeadBEEF"), S("\xde\xad\xbe\xef")},
        {S("0"), {NULL, 0}}, {S("0g"), {NULL, 0}}, {S("0x"), {NULL, 0}}, {S(" 0"), {NULL, 0}},
        {S("@0"), {NULL, 0}}, {S("`0"), {NULL, 0}}, {S("\x10\x11"), {NULL, 0}}, {{NULL, 0}, {NULL, 0}},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, hex_decode(test_arena, t[i].text), t[i].bytes);
    check_str(hex_encode(test_arena, S("\x00\xAB\xff")), S("00abff"));
}

TEST(base32_has_the_vectors_of_rfc_4648_and_one_spelling)
{
    static const struct { const char *bytes, *text; } t[] = {
        {"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
        {"foobar", "MZXW6YTBOI"}, {"\xFF\xFF\xFF\xFF\xFF", "77777777"},
    };
    static const char *const wrong[] = {"M", "MZX", "MZXW6Y", "MY======", "my", "MZ", "M1", "M8", "MZXR"};

    for (size_t i = 0; i < COUNT(t); i++) {
        check_str_at(i, base32_encode(test_arena, cstr(t[i].bytes)), cstr(t[i].text));
        check_str_at(i, base32_decode(test_arena, cstr(t[i].text)), cstr(t[i].bytes));
    }
    for (size_t i = 0; i < COUNT(wrong); i++)
        check_str_at(i, base32_decode(test_arena, cstr(wrong[i])), absent);
    check_str(base32_decode(test_arena, absent), absent);
}

TEST(base64_has_the_vectors_of_rfc_4648)
{
    static const struct { const char *bytes, *text, *url; } t[] = {
        {"", "", ""}, {"f", "Zg==", "Zg"}, {"fo", "Zm8=", "Zm8"}, {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg==", "Zm9vYg"}, {"fooba", "Zm9vYmE=", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"}, {"\xFB\xFF\xBF", "+/+/", "-_-_"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_str_at(i, base64_encode(test_arena, cstr(t[i].bytes)), cstr(t[i].text));
        check_str_at(i, base64_decode(test_arena, cstr(t[i].text)), cstr(t[i].bytes));
        check_str_at(i, base64url_encode(test_arena, cstr(t[i].bytes)), cstr(t[i].url));
        check_str_at(i, base64url_decode(test_arena, cstr(t[i].url)), cstr(t[i].bytes));
    }
}

TEST(base64url_accepts_only_canonical_text)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""}, {"Zg", "f"}, {"Zm9v", "foo"}, {"-_-_", "\xFB\xFF\xBF"},
        {"Zh", NULL}, {"Zm9", NULL},             /* stray low bits: RFC 4648 §3.5 */
        {"Zg==", NULL}, {"Zg=", NULL}, {"=", NULL}, /* no padding in JOSE: RFC 7515 §2 */
        {"Z", NULL}, {"Zm9vY", NULL}, {"Zm9v\n", NULL}, {"Zm 9v", NULL}, {" Zg", NULL},
        {"+/+/", NULL}, {"Zm9v+A", NULL}, {"Zm9\xC3", NULL}, {"Z\xEF\xBC\x8D", NULL}, {NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, base64url_decode(test_arena, cstr(t[i].in)), cstr(t[i].want));
    check_str(base64url_decode(test_arena, S("Zm9\0")), absent);
}

TEST(base64_accepts_only_canonical_text)
{
    static const struct { const char *in, *want; } t[] = {
        {"Zg==", "f"}, {"Zm8=", "fo"}, {"Zg", NULL}, {"Zg=", NULL}, {"Zh==", NULL}, {"Zm9=", NULL},
        {"Zg==Zg==", NULL}, {"====", NULL}, {"Z===", NULL}, {"=Zg=", NULL}, {"Zm9vZg==", "foof"},
        {"-_-_", NULL}, {"Zm9v\n", NULL}, {"==", NULL}, {NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, base64_decode(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

TEST(base58_has_the_vectors_of_its_draft)
{
    static const struct { str bytes; const char *text; } t[] = {
        {S(""), ""}, {S("Hello World!"), "2NEpo7TZRRrLZSi2U"},
        {S("The quick brown fox jumps over the lazy dog."),
         "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"},
        {S("\x00\x00\x28\x7f\xb4\xcd"), "11233QC4"}, {S("\0"), "1"}, {S("\0\0\0"), "111"}, {S("\x39"), "z"},
        {S("\x3a"), "21"}, {S("\xff\xff\xff\xff"), "7YXq9G"}, {S("\x01\0\0\0\0"), "7YXq9H"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        check_str_at(i, base58_encode(test_arena, t[i].bytes), cstr(t[i].text));
        check_str_at(i, base58_decode(test_arena, cstr(t[i].text)), t[i].bytes);
    }
}

TEST(base58_refuses_other_digits_and_long_text)
{
    static const char *const t[] = {"0", "O", "I", "l", "2NE po", "2\n", "+", "\xC3\xA9", NULL};

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, base58_decode(test_arena, cstr(t[i])), absent);
    char *longest = memset(NEW_ARRAY(test_arena, 4097, char), 'z', 4097);
    assert_int_equal(base58_decode(test_arena, (str){longest, 4096}).n, 3000);
    check_str(base58_decode(test_arena, (str){longest, 4097}), absent);
}

TEST(every_length_comes_back_from_every_codec)
{
    for (size_t n = 0; n < 200; n++) {
        char *p = NEW_ARRAY(test_arena, n + 1, char);
        for (size_t i = 0; i < n; i++)
            p[i] = (char)(i < n % 4 ? 0 : i * 37 + n * 101);
        str s = {p, n};
        check_str_at(n, hex_decode(test_arena, hex_encode(test_arena, s)), s);
        check_str_at(n, base64_decode(test_arena, base64_encode(test_arena, s)), s);
        check_str_at(n, base64url_decode(test_arena, base64url_encode(test_arena, s)), s);
        check_str_at(n, base58_decode(test_arena, base58_encode(test_arena, s)), s);
    }
}

TEST(multibase_knows_z_and_u)
{
    static const struct { const char *in; code want; const char *bytes; } t[] = {
        {"z2NEpo7TZRRrLZSi2U", OK, "Hello World!"}, {"uSGVsbG8", OK, "Hello"},
        {"z", OK, ""}, {"u", OK, ""},
        {"", BAD_INPUT, NULL}, {NULL, BAD_INPUT, NULL}, {"z0", BAD_INPUT, NULL}, {"uZh", BAD_INPUT, NULL},
        {"f00", UNSUPPORTED, NULL}, {"mSGVs", UNSUPPORTED, NULL}, {"Z2", UNSUPPORTED, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str out = absent;
        check_code_at(i, multibase_decode(test_arena, cstr(t[i].in), &out, NULL), t[i].want);
        if (t[i].want == OK)
            check_str_at(i, out, cstr(t[i].bytes));
    }
}

static void use_all(struct arena *a, void *ctx)
{
    str s = S("some bytes");

    (void)ctx;
    hex_decode(a, hex_encode(a, s));
    base64_decode(a, base64_encode(a, s));
    base64url_decode(a, base64url_encode(a, s));
    base58_decode(a, base58_encode(a, s));
}

TEST(codecs_survive_memory_that_runs_out)
{
    assert_true(check_each_allocation(use_all, NULL) >= 8);
}
