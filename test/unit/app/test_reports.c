#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/people/directory.h"
#include "app/reports/reports.h"
#include "unit/store_db.h"

#define TODAY ((msec)1795651200000)              /* 2026-11-26 */

/* Mails are counted by when they were written, so the clock stands still too. */
static struct fixture open_on(const struct store *s)
{
    clock_set(TODAY);
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static int64_t award_on(struct fixture *f, int64_t badge, const char *email, msec day)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = badge, .account = f->account, .name = S(""), .email = cstr(email), .awarded = day};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
    return id;
}

static void work_at(struct fixture *f, const char *department, const char *email)
{
    int64_t place = 0;

    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, place_find(f->db, test_arena, &(struct place_wanted){f->org, f->account, DEPARTMENT, cstr(department), true}, &place, &err), &err));
    NEED(db_run(f->db, "UPDATE person SET department_id = $2 WHERE folded = $1", ARGS(v_str(cstr(email)), v_int(place)), NULL, &err));
}

static struct reports made(struct fixture *f, struct report_ask ask)
{
    struct reports r;

    ask.org = f->org;
    NEED(reports_make(f->db, test_arena, &ask, TODAY, &r, &err));
    return r;
}

static msec day(int year, int month, int d)
{
    return date_start((struct date){year, month, d});
}

static void sums(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t first_aid = make_badge(&f, S("First aid"), 0);
    struct report_ask year = {.from = day(2025, 12, 1), .until = TODAY + DAY, .compares = true};

    struct award_row claimed = {.id = award_on(&f, f.badge, "ann@example.org", day(2026, 11, 3)), .org = f.org};
    NEED(award_claimed(f.db, test_arena, &claimed, &err));
    award_on(&f, f.badge, "bo@example.org", day(2026, 11, 20));
    award_on(&f, first_aid, "ann@example.org", day(2026, 3, 31));
    award_on(&f, first_aid, "cy@example.org", day(2025, 3, 31));
    work_at(&f, "Operations / Night", "ann@example.org");
    struct reports r = made(&f, year);
    assert_int_equal(r.n, 3);
    assert_int_equal(r.claimed, 1);
    assert_int_equal(r.before, 1);
    assert_int_equal(r.time.n, 12);
    check_str(r.time.items[11].label, S("Nov 2026"));
    assert_int_equal(r.time.items[11].n, 2);
    assert_int_equal(r.time.items[11].part, 1);
    assert_int_equal(r.time.items[3].n, 1);      /* March, as far in as that of the year before */
    assert_int_equal(r.time.items[3].before, 1);
    assert_int_equal(r.badges.n, 2);
    assert_int_equal(r.badges.items[0].id, f.badge);
    assert_int_equal(r.badges.items[0].n, 2);
    assert_int_equal(r.departments.n, 2);        /* Night, and those without */
    assert_int_equal(r.mails.n, 1);

    int64_t all = number_of(&f, "SELECT id FROM department WHERE name = 'Operations'");
    assert_int_equal(made(&f, (struct report_ask){.from = year.from, .until = year.until, .department = all}).n, 2);
    assert_int_equal(made(&f, (struct report_ask){.from = year.from, .until = year.until, .badge = first_aid}).n, 1);
    assert_int_equal(made(&f, (struct report_ask){.from = year.from, .until = year.until, .site = 7}).n, 0);
    assert_int_equal(made(&f, (struct report_ask){.from = day(2026, 11, 1), .until = day(2026, 11, 20)}).time.n, 19);
    assert_int_equal(made(&f, (struct report_ask){.from = day(2020, 1, 1), .until = TODAY}).time.n, 7);
    fixture_close(&f);
}

TEST(awards_are_summed_up_by_time_badge_and_department_and_compared)
{
    each_engine(sums);
}

static void expires(struct store *s)
{
    struct fixture f = open_on(s);
    int64_t one = award_on(&f, f.badge, "ann@example.org", day(2023, 12, 10)), other;

    award_on(&f, f.badge, "bo@example.org", day(2024, 1, 20));
    other = award_on(&f, f.badge, "cy@example.org", day(2023, 12, 20));
    award_on(&f, f.badge, "dee@example.org", day(2026, 1, 20));
    NEED(db_run(f.db, "UPDATE award SET revoked_at = 1 WHERE id = $1", ARGS(v_int(other)), NULL, &err));
    struct reports r = made(&f, (struct report_ask){.from = day(2026, 1, 1), .until = TODAY});
    assert_int_equal(r.expiring.n, 1);
    assert_int_equal(r.expiring.items[0].near, 1);
    assert_int_equal(r.expiring.items[0].soon, 1);
    assert_int_equal(r.expiring.items[0].later, 0);
    NEED(db_run(f.db, "INSERT INTO award_successor (award_id, next_id, why) VALUES ($1, $1, 'renewed')", ARGS(v_int(one)), NULL, &err));
    assert_int_equal(made(&f, (struct report_ask){.from = day(2026, 1, 1), .until = TODAY}).expiring.items[0].near, 0);
    fixture_close(&f);
}

TEST(what_expires_is_told_by_how_soon_and_not_what_was_renewed_or_revoked)
{
    each_engine(expires);
}

static void nothing(struct store *s)
{
    struct fixture f = open_on(s);
    msec begin = 0;
    struct reports r = made(&f, (struct report_ask){.from = TODAY, .until = TODAY + DAY, .compares = true});

    assert_int_equal(r.n + r.before, 0);
    assert_int_equal(r.time.n, 1);
    NEED(reports_begin(f.db, f.org, TODAY + HOUR, &begin, &err));
    assert_int_equal(begin, TODAY);
    fixture_close(&f);
}

TEST(an_organisation_that_awarded_nothing_has_a_report)
{
    each_engine(nothing);
}
