#include "format/jcs.h"
#include <math.h>
#include <unistd.h>
#include "unit/vectors.h"

static const struct json *parse(struct arena *a, str text)
{
    const struct json *v;
    struct error err;

    check_ok(json_parse(a, text, NULL, &v, &err), &err);
    return v;
}

static str canonical(const char *text)
{
    struct error err;
    str out;

    check_ok(jcs_write(test_arena, parse(test_arena, cstr(text)), &out, &err), &err);
    return out;
}

TEST(values_have_one_text)
{
    static const struct { const char *in, *want; } t[] = {
        {" [ ] ", "[]"}, {"{ }", "{}"}, {"null", "null"}, {"[true , false]", "[true,false]"}, {" \"x\" ", "\"x\""},
        {"{\"b\":1,\"a\":{\"d\":2,\"c\":3},\"\":4}", "{\"\":4,\"a\":{\"c\":3,\"d\":2},\"b\":1}"},
        {"[3,2,1]", "[3,2,1]"}, {"{\"aa\":1,\"a\":2}", "{\"a\":2,\"aa\":1}"},
        {"\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""},
        {"\"\\u0000\\u001f\\u007f\\b\\t\\f\\r\"", "\"\\u0000\\u001f\x7f\\b\\t\\f\\r\""},
        {"[1.0,1e0,10E-1,-0,-0.0,0e5,1E30,4.50,2e-3,0.000000000000000000000000001]",
         "[1,1,1,0,0,0,1e+30,4.5,0.002,1e-27]"},
        {"[333333333.33333329]", "[333333333.3333333]"},
        {"[9007199254740993,123456789012345678901234567890]", "[9007199254740992,1.2345678901234568e+29]"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, canonical(t[i].in), cstr(t[i].want));
}

/* RFC 8785 §3.2.3. */
TEST(members_are_sorted_by_utf_16)
{
    check_str(canonical("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}"),
              S("{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xEF\xAC\xB3\":3}"));
}

TEST(names_are_compared_by_utf_16_code_units)
{
    /* Each stands before the next. */
    static const char *const t[] = {"", "\x01", "A", "AA", "B", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
                                    "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF0\x90\x80\x80z", "\xF4\x8F\xBF\xBF",
                                    "\xEE\x80\x80", "\xEF\xBF\xBF", "\xEF\xBF\xBFz"};
    for (size_t i = 0; i < COUNT(t); i++)
        for (size_t j = 0; j < COUNT(t); j++) {
            int got = jcs_compare(cstr(t[i]), cstr(t[j]));
            check_at(i * 100 + j, (got > 0) - (got < 0) == (i > j) - (i < j));
        }
}

static double of_bits(uint64_t bits)
{
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

/* RFC 8785 appendix B. */
TEST(numbers_have_the_texts_of_the_standard)
{
    static const struct { uint64_t bits; const char *want; } t[] = {
        {0x0000000000000000, "0"}, {0x8000000000000000, "0"}, {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"}, {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"}, {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"}, {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"}, {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"}, {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"}, {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"}, {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"}, {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"}, {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"}, {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
        /* Where the nearest 16 digits do not read back, but those above do: 2^-44. */
        {0x3d30000000000000, "5.684341886080802e-14"},
        {0x3ff8000000000000, "1.5"}, {0x4024000000000000, "10"}, {0x3fb999999999999a, "0.1"},
        {0x000fffffffffffff, "2.225073858507201e-308"}, {0x0010000000000000, "2.2250738585072014e-308"},
        {0x0000000000000003, "1.5e-323"}, {0x44b52d02c7e14af8, "1.0000000000000003e+23"},
    };
    char text[JCS_NUMBER];

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, jcs_number(of_bits(t[i].bits), text), cstr(t[i].want));
}

TEST(numbers_that_no_double_holds_are_refused)
{
    static const char *const t[] = {"1e400", "[-1e309]", "{\"a\":{\"b\":1e99999}}"};

    for (size_t i = 0; i < COUNT(t); i++) {
        str out;
        check_code_at(i, jcs_write(test_arena, parse(test_arena, cstr(t[i])), &out, NULL), BAD_INPUT);
    }
}

static uint64_t random_bits(void)
{
    static uint64_t state = 0x9E3779B97F4A7C15;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

TEST(every_number_reads_back)
{
    for (size_t i = 0; i < 20000; i++) {
        double v = of_bits(random_bits());
        char text[JCS_NUMBER + 1];
        if (!isfinite(v))
            continue;
        str s = jcs_number(v, text);
        check_at(i, s.n < JCS_NUMBER && strtod(str_z(test_arena, s), NULL) == v);
        arena_reset(test_arena);
    }
}

/* Against another's conversion. */

/* Of all kinds: any bits, powers of two and their neighbours, decimals. */
static double any_number(size_t i)
{
    if (i < 3 * 2046)
        return of_bits(((uint64_t)(i / 3 + 1) << 52) + i % 3 - 1);
    if (i < 3 * 2046 + 4000)
        return of_bits(random_bits() >> (12 + i % 52));          /* subnormal */
    if (i % 3)
        return of_bits(random_bits());
    return (double)(random_bits() >> (11 + i % 40)) / pow(10, (double)(i % 23));
}

static FILE *ask_node(const char *file)
{
    char command[400];

    snprintf(command, sizeof command,
             "node -e \"const b=require('fs').readFileSync('%s');const o=[];"
             "for(let i=0;i<b.length;i+=8)o.push(String(b.readDoubleLE(i)));"
             "process.stdout.write(o.join('\\n')+'\\n')\" 2>/dev/null", file);
    return popen(command, "r");
}

static size_t compare_answers(FILE *answers, const double *numbers, size_t n)
{
    char line[64], text[JCS_NUMBER];
    size_t i = 0;

    for (; i < n && fgets(line, sizeof line, answers); i++)
        check_str_at(i, jcs_number(numbers[i], text), str_trim(cstr(line)));
    return i;
}

TEST(a_hundred_thousand_numbers_have_the_text_that_node_gives_them)
{
    enum { N = 100000 };
    double *numbers = NEW_ARRAY(test_arena, N, double);
    char file[] = "/tmp/lapel-jcs.XXXXXX";
    int fd = mkstemp(file);

    assert_true(fd >= 0);
    for (size_t i = 0, n = 0; n < N; i++) {
        numbers[n] = any_number(i);
        n += isfinite(numbers[n]) != 0;
    }
    assert_int_equal(write(fd, numbers, N * sizeof *numbers), N * sizeof *numbers);
    close(fd);
    FILE *answers = ask_node(file);
    size_t n = compare_answers(answers, numbers, N);
    bool is_there = pclose(answers) == 0;
    unlink(file);
    if (!is_there)
        skip();
    assert_int_equal(n, N);
}

static void write_anything(struct arena *a, void *ctx)
{
    str out;

    check_ok(jcs_write(a, parse(a, S("{\"b\":[1.5,\"\\n\",{\"z\":null,\"y\":true}],\"a\":-0}")), &out, ctx), ctx);
}

TEST(memory_may_run_out_anywhere_while_writing)
{
    struct error err = {0};

    assert_true(check_each_allocation(write_anything, &err) > 4);
}
