#include "unit/test.h"
#include "app/matrix/matrix.h"
#include "app/people/people.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

static struct fixture open_on(const struct store *s)
{
    clock_set(NOON);
    return fixture_open_on(s->postgres ? s->url : NULL);
}

static void close_it(struct fixture *f)
{
    fixture_close(f);
    clock_set(-1);
}

static int64_t add_person(struct fixture *f, int i)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "p%d@example.org", i), .name = str_printf(test_arena, "Person %03d", i),
                               .title = i % 3 ? S("Driver") : S("Clerk"), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static void write_working(struct fixture *f, int64_t id, str rule, const char *title)
{
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {f->org, id, f->account};

    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = rule;
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = title ? (struct audience_rule){.kind = FOR_TITLE, .words = cstr(title)} : (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
}

static int64_t add_requirement(struct fixture *f, const char *id_code, str rule, const char *title)
{
    int64_t id = 0, number = 0;

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), S("Fire safety")}, &id, &err));
    write_working(f, id, rule, title);
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    return id;
}

static void record_for(struct fixture *f, int64_t requirement, int64_t person, msec day)
{
    int64_t id;
    const struct record_new r = {.of = {f->org, requirement, person, f->account}, .kind = S("record"), .source = S("attendance"), .completed = day};

    NEED(requirement_record(f->db, test_arena, &r, &id, &err));
}

/* 90 people, so that they come in two sets; records, a waiver, leave, one requirement on another. */
#define PEOPLE 90
struct world { int64_t people[PEOPLE], fire, drive, both; };

static struct world make_world(struct fixture *f)
{
    struct world w;
    int64_t id;

    for (int i = 0; i < PEOPLE; i++)
        w.people[i] = add_person(f, i);
    w.fire = add_requirement(f, "FS-01", S("{\"proof\":{\"record\":\"\"},\"due\":[{\"from\":\"assigned\",\"after\":\"P10D\"}],\"validity\":\"P30D\",\"window\":5}"), NULL);
    w.drive = add_requirement(f, "DR-01", S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2026-11-20\"}]}"), "Driver");
    w.both = add_requirement(f, "AL-01", str_printf(test_arena, "{\"proof\":{\"all\":[{\"requirement\":%lld},{\"requirement\":%lld}]}}", (long long)w.fire, (long long)w.drive), NULL);
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
    for (int i = 0; i < PEOPLE; i += 2)
        record_for(f, w.fire, w.people[i], TODAY - i % 40 * DAY);
    for (int i = 0; i < PEOPLE; i += 4)
        if (i % 3)
            record_for(f, w.drive, w.people[i], TODAY - DAY);
    NEED(requirement_except(f->db, test_arena, &(struct exception_new){.of = {f->org, w.fire, w.people[1], f->account}, .kind = EXCEPT_WAIVE, .first = TODAY, .last = TODAY + 3 * DAY, .reason = S("away")}, &id, &err));
    NEED(person_leave_add(f->db, test_arena, &(struct leave_new){f->org, w.people[3], f->account, TODAY - DAY, TODAY + 20 * DAY}, &id, &err));
    NEED(requirement_settle(f->db, test_arena, f->org, &err));
    return w;
}

static void check_column(struct fixture *f, const struct world *w, int64_t requirement, struct requirement_moment at)
{
    struct id_list people = {.items = (int64_t *)(uintptr_t)w->people, .n = PEOPLE};
    struct standing_lines lines = {0};
    struct arena *a = arena_new(0);

    NEED(requirement_as_at(f->db, a, &(struct as_at_ask){.org = f->org, .requirement = requirement, .people = &people, .at = at}, &lines, &err));
    assert_int_equal(lines.n, PEOPLE);
    for (size_t i = 0; i < PEOPLE; i += 7) {
        struct explained x;
        NEED(requirement_explain(f->db, a, &(struct explain_ask){.org = f->org, .requirement = requirement, .person = w->people[i], .at = at}, &x, &err));
        assert_int_equal(lines.items[i].person, w->people[i]);
        assert_int_equal(lines.items[i].state, x.standing.state);
        assert_int_equal(lines.items[i].due, x.standing.due);
        assert_int_equal(lines.items[i].expires, x.standing.expires);
    }
    arena_free(a);
}

static void as_at(struct store *s)
{
    struct fixture f = open_on(s);
    struct world w = make_world(&f);
    static const int64_t days[] = {-1, 0, 1, 4, 12, 29, 60};

    for (size_t i = 0; i < COUNT(days); i++) {
        struct requirement_moment at = {TODAY + days[i] * DAY, 0};
        check_column(&f, &w, w.fire, at);
        check_column(&f, &w, w.drive, at);
        check_column(&f, &w, w.both, at);
    }
    check_column(&f, &w, w.fire, (struct requirement_moment){0});
    check_column(&f, &w, w.fire, (struct requirement_moment){TODAY, NOON - 1});
    close_it(&f);
}

TEST(many_people_stand_on_any_day_as_each_of_them_is_explained)
{
    each_engine(as_at);
}

static void today(struct store *s)
{
    struct fixture f = open_on(s);
    struct world w = make_world(&f);
    struct id_list people = {.items = w.people, .n = PEOPLE};
    struct matrix_columns columns = {0};
    struct matrix_rows kept = {0}, worked = {0};

    NEED(matrix_columns(f.db, test_arena, &(struct matrix_ask){.org = f.org}, &columns, &err));
    assert_int_equal(columns.n, 3);
    NEED(matrix_cells(f.db, test_arena, &(struct matrix_cells_ask){f.org, 0, &people, &columns, {0}}, &kept, &err));
    NEED(matrix_cells(f.db, test_arena, &(struct matrix_cells_ask){f.org, 0, &people, &columns, {TODAY, 0}}, &worked, &err));
    for (size_t i = 0; i < PEOPLE; i++) {
        for (size_t k = 0; k < columns.n; k++)
            assert_int_equal(kept.items[i].cells[k].state, worked.items[i].cells[k].state);
        assert_int_equal(kept.items[i].asked, worked.items[i].asked);
        assert_int_equal(kept.items[i].met, worked.items[i].met);
    }
    close_it(&f);
}

TEST(what_is_kept_of_today_is_what_would_be_worked_out)
{
    each_engine(today);
}

static void totals_of(struct fixture *f, const char *query, struct matrix_columns *columns)
{
    struct list l;
    struct matrix_ask ask;
    struct requirement_moment at;

    NEED(list_of_query(&(struct list_query_of){f->db, test_arena, &matrix_list_def, f->org, f->account, 0, cstr(query)}, &l, &err));
    matrix_asked(&l, &ask, &at);
    NEED(matrix_columns(f->db, test_arena, &ask, columns, &err));
    NEED(matrix_totals(&l, columns, &err));
}

static void totals(struct store *s)
{
    struct fixture f = open_on(s);
    struct world w = make_world(&f);
    struct matrix_columns all = {0}, some = {0}, one = {0};

    totals_of(&f, "", &all);
    assert_int_equal(all.items[2].id, w.fire);
    assert_int_equal(all.items[2].counts.all, PEOPLE);
    totals_of(&f, "q=person", &some);            /* narrowed, and all of them */
    for (size_t k = 0; k < all.n; k++)
        assert_memory_equal(&all.items[k].counts, &some.items[k].counts, sizeof all.items[k].counts);
    totals_of(&f, "q=person+00&basis=policy&state=overdue", &one);
    for (size_t k = 0; k < one.n; k++)
        assert_true(one.items[k].counts.all <= 10);
    close_it(&f);
}

TEST(totals_over_who_matches_are_those_of_all_where_all_match)
{
    each_engine(totals);
}

/* The list as it is for who has the right for what they answer for alone. */
static size_t seen_by_owner(struct fixture *f, int64_t requirement, const char *query)
{
    struct list l;
    struct id_list ids = {0};

    NEED(list_of_query(&(struct list_query_of){f->db, test_arena, &matrix_list_def, f->org, f->account, requirement, cstr(query)}, &l, &err));
    l.reach = (struct list_reach){0};
    *list_add(test_arena, &l.reach.parts) = (struct list_part){.badges = true};
    NEED(list_ids(&l, 0, 200, &ids, &err));
    return ids.n;
}

static void owner(struct store *s)
{
    struct fixture f = open_on(s);
    struct world w = make_world(&f);
    struct id_list people = {.items = w.people, .n = PEOPLE};
    struct matrix_columns columns = {0};
    struct matrix_rows rows = {0};
    int64_t overdue = 0;

    NEED(db_run(f.db, "UPDATE requirement SET owner_id = NULL WHERE id <> $1", ARGS(v_int(w.drive)), NULL, &err));
    assert_int_equal(seen_by_owner(&f, 0, ""), 60);          /* drivers, whom it is asked of */
    assert_int_equal(seen_by_owner(&f, 0, "who=all"), 60);
    NEED(db_int(f.db, "SELECT count(*) FROM requirement_standing WHERE requirement_id = $1 AND state = 5", ARGS(v_int(w.drive)), &overdue, &err));
    assert_true(overdue > 0 && overdue < 60);
    assert_int_equal(seen_by_owner(&f, 0, "state=overdue"), overdue);
    assert_int_equal(seen_by_owner(&f, w.drive, "state=overdue"), overdue);
    assert_int_equal(seen_by_owner(&f, w.fire, "state=due-soon&state=current&state=expired"), 0);
    NEED(matrix_columns(f.db, test_arena, &(struct matrix_ask){.org = f.org, .owner = f.account}, &columns, &err));
    assert_int_equal(columns.n, 1);
    NEED(matrix_cells(f.db, test_arena, &(struct matrix_cells_ask){f.org, f.account, &people, &columns, {0}}, &rows, &err));
    for (size_t i = 0; i < rows.n; i++)
        assert_true(rows.items[i].asked <= 1);
    close_it(&f);
}

TEST(who_answers_for_some_requirements_learns_nothing_of_others_by_filters_and_counts)
{
    each_engine(owner);
}

static void what_if(struct store *s)
{
    struct fixture f = open_on(s);
    struct world w = make_world(&f);
    struct whatif x;
    struct requirement r;

    assert_int_equal(whatif_find(f.db, test_arena, &(struct whatif_ask){f.org, w.drive, TODAY}, &x, NULL), NOT_FOUND);
    write_working(&f, w.drive, S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2026-11-20\"}]}"), NULL);
    NEED(whatif_find(f.db, test_arena, &(struct whatif_ask){f.org, w.drive, TODAY}, &x, &err));
    assert_int_equal(x.looked, PEOPLE);
    assert_int_equal(x.asked_before, 60);
    assert_int_equal(x.asked_after, PEOPLE);     /* the clerks, who were not asked */
    assert_int_equal(x.worse_n, 30 - (int64_t)(x.after.n[STANDING_SUSPENDED] - x.before.n[STANDING_SUSPENDED]));
    assert_true(x.pressing_n > 0 && x.pressing_n <= x.worse_n && x.better_n == 0);
    assert_true(!x.is_silent && x.mailed_after.first > x.mailed_before.first && x.mailed_after.first <= x.mailed_after.month);
    write_working(&f, w.drive, S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2027-11-20\"}]}"), NULL);
    NEED(whatif_find(f.db, test_arena, &(struct whatif_ask){f.org, w.drive, TODAY}, &x, &err));
    assert_true(x.worse_n > 0 && x.pressing_n == 0);         /* they have a year */
    write_working(&f, w.drive, S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2027-11-20\"}]}"), "Driver");
    NEED(whatif_find(f.db, test_arena, &(struct whatif_ask){f.org, w.drive, TODAY}, &x, &err));
    assert_int_equal(x.worse_n, 0);
    assert_true(x.better_n > 0);
    NEED(requirement_get(f.db, test_arena, f.org, w.drive, &r, &err));
    assert_int_equal(r.number, 1);               /* nothing was published */
    close_it(&f);
}

TEST(a_change_is_seen_in_who_would_have_more_to_do_and_nothing_is_saved)
{
    each_engine(what_if);
}

TEST(a_moment_is_a_day_or_a_time)
{
    struct requirement_moment m;

    NEED(why_moment(S("2026-03-01"), &m, &err));
    assert_true(m.day > 0 && m.known == 0);
    NEED(why_moment(S("2026-03-01T09:00:00Z"), &m, &err));
    assert_int_equal(m.known - m.day, 9 * HOUR);
    NEED(why_moment(S(""), &m, &err));
    assert_int_equal(m.day, NO_DAY);
    assert_int_equal(why_moment(S("yesterday"), &m, NULL), BAD_INPUT);
}

