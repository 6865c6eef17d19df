#include "unit/test.h"

#include "app/people/roster.h"

TEST(columns_are_known_by_their_heads_however_they_are_written)
{
    static const struct { const char *head; enum roster_field want; } t[] = {
        {"E-Mail", ROSTER_EMAIL}, {"email address:", ROSTER_EMAIL}, {"User Principal Name", ROSTER_EMAIL}, {"FULL NAME", ROSTER_NAME},
        {"Vorname", ROSTER_FIRST}, {"Last_Name", ROSTER_LAST}, {"Job title", ROSTER_TITLE}, {"Dept.", ROSTER_DEPARTMENT},
        {"Reports to", ROSTER_MANAGER}, {"Employee ID", ROSTER_NUMBER}, {"Start date", ROSTER_STARTS}, {"Favourite colour", ROSTER_NOTHING},
        {"", ROSTER_NOTHING}, {"\xff\xfe", ROSTER_NOTHING},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        str head = cstr(t[i].head);
        struct str_list heads = {&head, 1, 1};
        struct roster_mapping m;
        roster_guess(test_arena, &heads, &m);
        assert_int_equal(m.n, 1);
        assert_int_equal(m.fields[0], t[i].want);
    }
}

TEST(a_field_is_given_to_one_column_alone)
{
    str heads[] = {S("Email"), S("E-mail"), S("Name"), S("Email address")};
    struct str_list list = {heads, COUNT(heads), COUNT(heads)};
    struct roster_mapping m;

    roster_guess(test_arena, &list, &m);
    check_str_at(0, roster_mapping_text(test_arena, &m), S("email,-,name,-"));
    assert_int_equal(roster_mapping_check(&m, NULL), OK);
}

TEST(a_mapping_is_read_as_it_was_written)
{
    static const char *const t[] = {"email", "email,name,-,starts", "-,-,number month-first", "first,last,email,teams,site,manager month-first"};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct roster_mapping m;
        roster_mapping_read(cstr(t[i]), &m);
        check_str_at(i, roster_mapping_text(test_arena, &m), cstr(t[i]));
    }
}

TEST(a_mapping_needs_somebody_to_be_told_by_and_no_field_twice)
{
    static const struct { const char *mapping; code want; } t[] = {
        {"name,department", BAD_INPUT}, {"email", OK}, {"number,name", OK}, {"email,email", BAD_INPUT}, {"email,name,first", BAD_INPUT},
        {"email,first,last", OK}, {"", BAD_INPUT}, {"-,-", BAD_INPUT}, {"email,nonsense", OK},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct roster_mapping m;
        roster_mapping_read(cstr(t[i].mapping), &m);
        assert_int_equal(roster_mapping_check(&m, NULL), t[i].want);
    }
}

TEST(days_are_read_as_people_write_them_and_never_guessed)
{
    static const struct { const char *text; bool month_first; const char *want; } t[] = {
        {"2026-01-31", false, "2026-01-31"}, {"31.1.2026", false, "2026-01-31"}, {"31/01/2026", false, "2026-01-31"},
        {" 3/4/2026 ", false, "2026-04-03"}, {"3/4/2026", true, "2026-03-04"}, {"03.04.2026", true, "2026-04-03"},
        {"29.02.2024", false, "2024-02-29"}, {"29.02.2025", false, NULL}, {"31/04/2026", false, NULL}, {"1/31/2026", false, NULL},
        {"1/31/2026", true, "2026-01-31"}, {"1.1.26", false, NULL}, {"", false, NULL}, {"//", false, NULL}, {"1/2/3/2026", false, NULL},
        {"1/2/2026/", false, NULL}, {"-1/2/2026", false, NULL}, {"+1/2/2026", false, NULL}, {"44562", false, NULL}, {"1/2/1800", false, NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        msec day = -1;
        bool ok = roster_day(cstr(t[i].text), t[i].month_first, &day);
        if (ok != (t[i].want != NULL))
            print_error("%s\n", t[i].text);
        assert_int_equal(ok, t[i].want != NULL);
        if (ok)
            check_str_at(i, date_format(test_arena, date_of(day)), cstr(t[i].want));
    }
}

TEST(kinds_of_employment_are_known_by_name_and_by_words)
{
    assert_true(str_eq(roster_employment(S("PERMANENT")), S("permanent")));
    assert_true(str_eq(roster_employment(S("Agency or temporary")), S("temporary")));
    assert_true(str_is_absent(roster_employment(S("gardener"))));
    assert_true(str_is_absent(roster_employment(S(""))));
}
