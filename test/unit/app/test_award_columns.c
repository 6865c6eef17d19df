#include "unit/test.h"
#include "app/award/award_columns.h"

/* The only row of a list for the badge "Ladder safety", where "Fire warden" is
 * another badge of the organisation. */
static struct draft_row read_one(struct arena *a, str text, code *c, struct error *err)
{
    struct list_reader *list = NULL;
    struct draft_row row = {0};
    struct str_list badges = {0};
    bool found = false;

    *list_add(a, &badges) = S("Ladder safety");
    *list_add(a, &badges) = S("Fire warden");
    *c = plan_open(a, text, &list, err);
    if (*c == OK) {
        plan_for(list, S("Ladder safety"), &badges);
        *c = plan_next(list, a, &row, &found, err);
    }
    return row;
}

TEST(a_line_of_names_says_which_column_is_what)
{
    static const struct { const char *text, *name, *email; } t[] = {
        {"name,email\nAnn Lee,ann@example.org", "Ann Lee", "ann@example.org"},
        {"Department;E-Mail;Name\nIT;ann@example.org;Ann Lee", "Ann Lee", "ann@example.org"},
        {"First name,Last_name,Work e-mail\nAnn,Lee,ann@example.org", "Ann Lee", "ann@example.org"},
        {"Surname,email,Given name\nLee,ann@example.org,Ann", "Ann Lee", "ann@example.org"},
        {"Vorname\tNachname\tE-Mail\nAnn\tLee\tann@example.org", "Ann Lee", "ann@example.org"},
        {"No.,Employee name,email\n17,Ann Lee,ann@example.org", "Ann Lee", "ann@example.org"},
        {"email,Mitarbeiter\nann@example.org,Ann Lee", "Ann Lee", "ann@example.org"},
        {"Name , EMAIL,Badge\nAnn Lee,ann@example.org,ladder-safety", "Ann Lee", "ann@example.org"},
        {"name,email,phone\nAnn Lee,ann@example.org", "Ann Lee", "ann@example.org"},   /* sheets drop empty ends */
        {"name,email\nAnn Lee <ann@example.org>", "Ann Lee", "ann@example.org"},       /* pasted below */
        {"email\nann@example.org", "", "ann@example.org"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        code c;
        struct draft_row row = read_one(test_arena, cstr(t[i].text), &c, NULL);
        check_at(i, c == OK && str_eq(cstr(row.plan), S("award")));
        check_str_at(i, row.name, cstr(t[i].name));
        check_str_at(i, row.email, cstr(t[i].email));
    }
}

TEST(evidence_and_notes_come_with_the_line)
{
    static const struct { const char *text, *narrative, *evidence; } t[] = {
        {"name,email,evidence\nAnn,ann@example.org,https://example.org/e/1", "", "https://example.org/e/1"},
        {"name,email,evidence\nAnn,ann@example.org,Seen at the drill", "Seen at the drill", ""},
        {"name,email,evidence,note\nAnn,ann@example.org,https://example.org/e/1,Well done", "Well done", "https://example.org/e/1"},
        {"name,email,evidence\nAnn,ann@example.org,+1+1", "+1+1", ""},
        {"name,email\nAnn,ann@example.org", "", ""},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        code c;
        struct draft_row row = read_one(test_arena, cstr(t[i].text), &c, NULL);
        check_at(i, c == OK && str_eq(cstr(row.plan), S("award")));
        check_str_at(i, row.narrative, cstr(t[i].narrative));
        check_str_at(i, row.evidence_url, cstr(t[i].evidence));
    }
}

TEST(a_line_that_does_not_fit_its_columns_is_wrong_and_says_why)
{
    static const struct { const char *text, *why; } t[] = {
        {"name,email\nAnn,ann@example.org,x", "more cells than the first line has names"},
        {"name,email\nAnn,Boss <victim@example.net>", "holds a name as well"},
        {"name,email,evidence\nAnn,ann@example.org,javascript:alert(1)", "a web address or words"},
        {"name,email,badge\nAnn,ann@example.org,FIRE WARDEN", "for another badge: “FIRE WARDEN”"},
        {"name,email,badge\nAnn,ann@example.org,other-org/secret-badge", "for another badge"},
        {"name,email\nAnn,", "no e-mail address"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        code c;
        struct draft_row row = read_one(test_arena, cstr(t[i].text), &c, NULL);
        check_at(i, c == OK && str_eq(cstr(row.plan), S("wrong")) && str_contains(row.message, cstr(t[i].why)));
    }
}

TEST(a_badge_that_we_do_not_know_says_nothing)
{
    code c;
    struct draft_row row = read_one(test_arena, S("name,email,badge\nAnn,ann@example.org,Course 14-B"), &c, NULL);

    assert_string_equal(row.plan, "award");
}

TEST(two_columns_of_addresses_are_refused_whole)
{
    struct error err = {0};
    code c;

    read_one(test_arena, S("name,email,private e-mail\nAnn,ann@example.org,a@example.net"), &c, &err);
    assert_int_equal(c, BAD_INPUT);
    assert_string_equal(err.where, "people");
}

TEST(columns_that_are_not_read_are_told)
{
    struct csv_table t;
    struct list_columns c;
    struct error err = {0};

    check_ok(csv_parse(test_arena, S("No.,Name,Email,Department,,badge\n"), &t, &err), &err);
    check_ok(columns_read(test_arena, &t.items[0], NULL, &c, &err), &err);
    assert_int_equal(c.ignored.n, 2);
    check_str(c.ignored.items[0], S("No."));
    check_str(c.ignored.items[1], S("Department"));
}

static void read_again(struct arena *a, void *ctx)
{
    code c;

    (void)ctx;
    read_one(a, S("name,email,badge,evidence\nAnn,ann@example.org,Fire warden,https://example.org"), &c, NULL);
}

TEST(each_allocation_may_fail)
{
    assert_true(check_each_allocation(read_again, NULL) > 5);
}
