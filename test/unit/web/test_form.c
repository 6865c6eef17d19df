#include "unit/test.h"
#include "unit/web/web.h"
#include "web/form.h"

static const struct form_field fields[] = {
    {"name", FIELD_LINE, "Name", .max = 20, .required = true},
    {"about", FIELD_TEXT, "About", .max = 40},
    {"password", FIELD_SECRET, "Password", .max = 0},
    {"email", FIELD_EMAIL, "E-mail", .max = 0},
    {"url", FIELD_URL, "Web page", .max = 0},
    {"count", FIELD_INT, "Count", .max = 50, .min = 1},
    {"date", FIELD_DATE, "Date", .max = 0},
    {"agree", FIELD_BOOL, "Agree", .max = 0},
    {"color", FIELD_CHOICE, "Colour", .choices = "red|green"},
    {"file", FIELD_FILE, "Picture", .max = 8},
    {"tags", FIELD_MANY, "Tags", .choices = "a|b|c"},
};
static const struct form_spec spec = FORM(fields);

static struct form *read_one(const char *name, const char *value)
{
    struct request *rq = new_request(test_arena, POST, "/");

    if (strcmp(name, "name") != 0)
        add_field(rq, "name", "Ada");
    add_field(rq, name, value);
    return form_read(rq, &spec);
}

TEST(values_are_cleaned_by_kind)
{
    static const struct { const char *name, *in, *want; } t[] = {
        {"name", "  Ada \t Lovelace ", "Ada   Lovelace"},
        {"name", "a\x01" "b\x7f" "c", "abc"},
        {"name", "a\r\nb", "a  b"},
        {"name", "\xE2\x80\xAE" "evil", "evil"},          /* right-to-left override */
        {"name", "Ame\xCC\x81lie", "Am\xC3\xA9lie"},      /* NFC */
        {"about", "a\r\nb\rc\nd", "a\nb\nc\nd"},
        {"about", "\n  \n    code\n more \n\n", "    code\n more"},
        {"password", "  keep me \t", "  keep me \t"},
        {"email", " ada@example.org ", "ada@example.org"},
        {"url", "https://example.org/", "https://example.org/"},
        {"color", "green", "green"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct form *f = read_one(t[i].name, t[i].in);
        check_at(i, f->ok);
        check_str_at(i, form_text(f, t[i].name), cstr(t[i].want));
    }
}

TEST(wrong_values_are_kept_with_a_message_beside_them)
{
    static const struct { const char *name, *in; } t[] = {
        {"name", ""}, {"name", "   "}, {"name", "\x01"}, {"name", "longer than twenty bytes"}, {"name", "\xff"},
        {"about", "much longer than forty bytes, which is what it may have"}, {"password", "\xc3"},
        {"email", "ada"}, {"email", "ada@"}, {"email", "@example.org"}, {"email", "ada@example"},
        {"email", "a b@example.org"}, {"email", "ada@exa mple.org"}, {"email", "ada@example..org"},
        {"email", "ada@-example.org"}, {"email", ".ada@example.org"}, {"email", "a@b@example.org"},
        {"email", "ada@example.org>, <eve@example.org"}, {"email", "ada,eve@example.org"},
        {"url", "example.org"}, {"url", "javascript:alert(1)"}, {"url", "https://"}, {"url", "https://a b"},
        {"url", "ftp://example.org/"}, {"count", "x"}, {"count", "0"}, {"count", "51"}, {"count", "1.5"},
        {"count", "99999999999999999999"}, {"date", "2027-02-30"}, {"date", "31.12.2027"}, {"color", "blue"},
        {"color", "red|green"}, {"tags", "d"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct form *f = read_one(t[i].name, t[i].in);
        check_at(i, !f->ok);
        check_at(i, form_value(f, t[i].name)->error.n > 0);
    }
    check_str(form_text(read_one("email", "ada@"), "email"), S("ada@"));
    check_str(form_text(read_one("count", "51"), "count"), S("51"));
}

TEST(what_was_not_sent_is_empty_and_only_missed_when_required)
{
    struct request *rq = new_request(test_arena, POST, "/");
    struct form *f = form_read(rq, &spec);

    assert_false(f->ok);
    check_str(form_value(f, "name")->error, S("Please fill in “Name”."));
    for (size_t i = 1; i < f->n; i++)
        check_at(i, f->values[i].error.n == 0 && f->values[i].text.n == 0 && f->values[i].number == 0);
}

TEST(numbers_dates_and_ticks_have_a_number)
{
    assert_int_equal(form_int(read_one("count", "50"), "count"), 50);
    assert_int_equal(form_int(read_one("date", "2026-11-24"), "date"), 1795478400000);
    assert_true(form_bool(read_one("agree", "on"), "agree"));
    assert_false(form_bool(read_one("agree", "0"), "agree"));
}

TEST(a_name_may_come_several_times_where_that_is_said)
{
    struct request *rq = new_request(test_arena, POST, "/");

    add_field(rq, "name", "Ada");
    add_field(rq, "tags", "a");
    add_field(rq, "tags", "");
    add_field(rq, "tags", "c");
    struct form *f = form_read(rq, &spec);
    assert_true(f->ok);
    struct str_list many = form_value(f, "tags")->many;
    assert_int_equal(many.n, 2);
    check_str(many.items[1], S("c"));
}

static struct form *read_file(str bytes)
{
    struct request *rq = new_request(test_arena, POST, "/");

    add_field(rq, "name", "Ada");
    *list_add(test_arena, &rq->form) = (struct part){S("file"), bytes, S("a.png"), S("image/png")};
    return form_read(rq, &spec);
}

TEST(files_have_a_limit)
{
    check_str(form_file(read_file(S("12345678")), "file")->value, S("12345678"));
    assert_null(form_file(read_file(S("")), "file"));
    struct form *f = read_file(S("123456789"));
    assert_false(f->ok);
    assert_null(form_file(f, "file"));
    assert_true(form_value(f, "file")->error.n > 0);
}

TEST(an_empty_file_is_told_and_no_choice_is_none)
{
    struct request rq = {.arena = test_arena};

    *list_add(test_arena, &rq.form) = (struct part){.name = S("file"), .value = S(""), .file_name = S("a.png")};
    struct form *f = form_read(&rq, &spec);
    check_str(form_value(f, "file")->error, S("This file is empty."));
    rq.form.items[0].file_name = S("");
    assert_true(str_is_empty(form_value(form_read(&rq, &spec), "file")->error));
}

TEST(a_file_is_not_taken_for_a_text_field)
{
    struct request *rq = new_request(test_arena, POST, "/");

    *list_add(test_arena, &rq->form) = (struct part){S("name"), S("Ada"), S("a.txt"), S("text/plain")};
    assert_false(form_read(rq, &spec)->ok);
}

TEST(a_form_can_be_filled_for_a_first_look)
{
    struct form *f = form_empty(test_arena, &spec);

    form_set(f, "name", S("Ada"));
    form_set_int(f, "count", 7);
    form_set_int(f, "date", 1795478400000);
    form_set_int(f, "agree", 1);
    assert_true(f->ok);
    check_str(form_text(f, "name"), S("Ada"));
    check_str(form_text(f, "count"), S("7"));
    check_str(form_text(f, "date"), S("2026-11-24"));
    assert_true(form_bool(f, "agree"));
}

TEST(an_error_finds_its_field_or_the_whole_form)
{
    struct form *f = form_empty(test_arena, &spec);
    struct error err;

    (void)fail(&err, CONFLICT, "email", "the address has an owner");
    form_reject_error(f, &err, test_arena);
    check_str(form_value(f, "email")->error, S("The address has an owner."));
    (void)fail(&err, CONFLICT, "", "somebody was faster");
    form_reject_error(f, &err, test_arena);
    check_str(f->error, S("Somebody was faster."));
    assert_false(f->ok);
}

static void read_in(struct arena *a, void *ctx)
{
    struct request *rq = new_request(a, POST, "/");

    (void)ctx;
    add_field(rq, "name", "Am\xC3\xA9lie e\xCC\x81");
    add_field(rq, "email", "no");
    form_read(rq, &spec);
}

TEST(memory_that_runs_out_leaks_nothing)
{
    assert_true(check_each_allocation(read_in, NULL) > 0);
}
