#include "unit/test.h"

#include "app/catalog/framework.h"
#include "base/utf8.h"

static code read_file(const char *text, struct framework_file *out, struct error *err)
{
    return framework_read(test_arena, cstr(text), S("Ours"), out, err);
}

TEST(a_sheet_is_read_by_the_names_of_its_columns)
{
    static const struct { const char *text; size_t taken, wrong; } t[] = {
        {"name,url\nDrive,https://example.org/1\n", 1, 0},
        {"URL;Skill\nhttps://example.org/1;Drive\n", 1, 0},                       /* as Excel writes it here and there */
        {"preferredLabel,conceptUri,description\nDrive,https://example.org/1,About\n", 1, 0},     /* ESCO */
        {"name,url\n,https://example.org/1\nLift,https://example.org/2\n", 1, 1},
        {"name,url\nDrive,javascript:alert(1)\nLift,https://example.org/2\n", 1, 1},
        {"name,url\nDri\xE2\x80\x8B,https://example.org/1\nLift,https://example.org/2\n", 1, 1},
    };
    struct framework_file f;

    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, read_file(t[i].text, &f, NULL) == OK);
        check_at(i, f.items.n == t[i].taken && f.wrong == t[i].wrong);
    }
}

TEST(a_case_package_brings_its_own_name)
{
    struct framework_file f;

    assert_int_equal(read_file("{\"CFDocument\":{\"title\":\"Crane work\"},\"CFItems\":[{\"fullStatement\":\"Lift\","
                               "\"uri\":\"https://example.org/1\",\"humanCodingScheme\":\"C.1\"},{\"uri\":\"x\"},7]}", &f, NULL), OK);
    check_str(f.name, S("Crane work"));
    assert_int_equal(f.items.n, 1);
    assert_int_equal(f.wrong, 2);
    check_str(f.items.items[0].target_code, S("C.1"));
}

TEST(what_is_no_framework_is_said_in_a_sentence)
{
    static const char *const t[] = {
        "", "{", "{}", "{\"CFItems\":7}", "{\"CFItems\":[]}", "one line of words", "name,url\n", "name,code\nDrive,1\n", "\"open",
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct framework_file f;
        struct error err = {0};
        check_at(i, read_file(t[i], &f, &err) == BAD_INPUT);
        check_at(i, strcmp(err.where, "file") == 0 && err.text[0]);
    }
}

TEST(what_is_too_long_is_cut_between_letters)
{
    struct buf b = buf_new(test_arena);
    struct framework_file f;

    buf_put(&b, S("name,url,code,description\nx"));
    for (int i = 0; i < 600; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S(",https://example.org/1,"));
    for (int i = 0; i < 300; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S("x,x"));
    for (int i = 0; i < 600; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S("\n"));
    assert_int_equal(framework_read(test_arena, buf_done(&b), S("Ours"), &f, NULL), OK);
    const struct alignment *x = &f.items.items[0];
    assert_true(utf8_is_valid(x->target_name) && utf8_is_valid(x->target_code) && utf8_is_valid(x->target_description));
    assert_true(x->target_name.n <= 400 && x->target_code.n <= 200 && x->target_description.n <= 1000);
}

static void read_both(struct arena *a, void *ctx)
{
    struct framework_file f;

    (void)ctx;
    if (framework_read(a, S("name,url\nDrive,https://example.org/1\nBad,\n"), S("Ours"), &f, NULL) == OK)
        assert_int_equal(f.items.n, 1);
    if (framework_read(a, S("{\"CFItems\":[{\"fullStatement\":\"Lift\",\"uri\":\"https://example.org/1\"}]}"), S("Ours"), &f, NULL) == OK)
        assert_int_equal(f.items.n, 1);
}

TEST(memory_that_runs_out_leaves_nothing_behind)
{
    assert_true(check_each_allocation(read_both, NULL) > 5);
}
