#include "unit/test.h"
#include "app/people/directory.h"
#include "app/people/people.h"
#include "app/reports/counted.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* 23 November 2026, 12:00 UTC */
#define TODAY (NOON - 12 * HOUR)

static msec day(int year, int month, int d)
{
    return date_start((struct date){year, month, d});
}

TEST(a_month_ends_on_its_last_day_whatever_its_length)
{
    static const struct { struct date today; int back; struct date want; } t[] = {
        {{2026, 11, 23}, 0, {2026, 11, 30}}, {{2026, 11, 23}, 1, {2026, 10, 31}}, {{2026, 11, 30}, 1, {2026, 10, 31}},
        {{2026, 12, 1}, 1, {2026, 11, 30}},  {{2026, 11, 23}, 9, {2026, 2, 28}},  {{2028, 3, 31}, 1, {2028, 2, 29}},
        {{2026, 1, 31}, 1, {2025, 12, 31}},  {{2026, 11, 23}, 12, {2025, 11, 30}},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(months_last_day(date_start(t[i].today), t[i].back), date_start(t[i].want));
}

/* ---- an office of five, two of them in a department within another ---- */

struct office { struct fixture f; int64_t people[5], whole, part, fire, drive; };

static int64_t place(struct fixture *f, const char *name)
{
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, place_find(f->db, test_arena, &(struct place_wanted){f->org, f->account, DEPARTMENT, cstr(name), true}, &id, &err), &err));
    return id;
}

static int64_t add_person(struct fixture *f, int i, int64_t department)
{
    int64_t id = 0;
    struct person_details d = {.org = f->org, .by = f->account, .email = str_printf(test_arena, "p%d@example.org", i), .name = str_printf(test_arena, "Person %d", i),
                               .title = S(""), .staff_number = S(""), .employment = S("")};

    NEED(person_add(f->db, test_arena, &d, &id, &err));
    NEED(db_run(f->db, "UPDATE person SET department_id = $2 WHERE id = $1", ARGS(v_int(id), v_int_if(department != 0, department)), NULL, &err));
    return id;
}

static int64_t add_requirement(struct fixture *f, const char *id_code, str rule, const char *criticality)
{
    int64_t id = 0, number = 0;
    struct requirement_version v;
    struct audience_rules all = {0};
    struct requirement_act act = {.org = f->org, .by = f->account};

    NEED(requirement_add(f->db, test_arena, &(struct requirement_new){f->org, f->account, cstr(id_code), cstr(id_code)}, &id, &err));
    act.id = id;
    NEED(requirement_working(f->db, test_arena, &act, &v, &err));
    v.rule = rule;
    v.criticality = cstr(criticality);
    NEED(requirement_working_save(f->db, test_arena, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(f->db, test_arena, &act, &all, &err));
    NEED(requirement_publish(f->db, test_arena, &(struct requirement_publish){.org = f->org, .id = id, .by = f->account}, &number, &err));
    return id;
}

static void record_for(struct office *o, int64_t requirement, int i, msec on)
{
    int64_t id;

    NEED(requirement_record(o->f.db, test_arena, &(struct record_new){.of = {o->f.org, requirement, o->people[i], o->f.account}, .kind = S("record"), .source = S("attendance"), .completed = on},
                            &id, &err));
}

/* Everything is asked since the spring. Fire, valid for a year: 0 holds it since August, 1 until
 * in 20 days, 2 until in 80, 3 is waived, 4 is late. Driving: 0 alone. */
static struct office open_office(const struct store *s)
{
    struct office o = {0};
    int64_t id;

    clock_set(NOON);
    o.f = fixture_open_on(s->postgres ? s->url : NULL);
    o.whole = place(&o.f, "Operations");
    o.part = place(&o.f, "Operations / Warehouse");
    for (int i = 0; i < 5; i++)
        o.people[i] = add_person(&o.f, i, i < 2 ? o.part : i == 2 ? o.whole : 0);
    o.fire = add_requirement(&o.f, "FS-01", S("{\"proof\":{\"record\":\"\"},\"due\":[{\"on\":\"2026-06-01\"}],\"validity\":\"P1Y\"}"), "blocks");
    o.drive = add_requirement(&o.f, "DR-01", S("{\"proof\":{\"record\":\"\"}}"), "recommended");
    NEED(requirement_settle(o.f.db, test_arena, o.f.org, &err));
    NEED(db_run(o.f.db, "UPDATE requirement_assignment SET from_on = $1", ARGS(v_int(day(2026, 4, 1))), NULL, &err));
    NEED(db_run(o.f.db, "UPDATE requirement_version SET published_on = $1", ARGS(v_int(day(2026, 4, 1))), NULL, &err));
    record_for(&o, o.fire, 0, day(2026, 8, 15));
    record_for(&o, o.fire, 1, TODAY + 20 * DAY - 365 * DAY);
    record_for(&o, o.fire, 2, TODAY + 80 * DAY - 365 * DAY);
    record_for(&o, o.drive, 0, day(2026, 10, 1));
    NEED(requirement_except(o.f.db, test_arena, &(struct exception_new){.of = {o.f.org, o.fire, o.people[3], o.f.account}, .kind = EXCEPT_WAIVE, .first = TODAY, .last = TODAY + 3 * DAY, .reason = S("away")}, &id, &err));
    NEED(requirement_touch(o.f.db, test_arena, o.f.org, 0, 0, &err));
    NEED(requirement_settle(o.f.db, test_arena, o.f.org, &err));
    return o;
}

static void close_office(struct office *o)
{
    fixture_close(&o->f);
    clock_set(-1);
}

static struct compliance made(struct office *o, struct compliance_ask ask)
{
    struct compliance c;

    ask.org = o->f.org;
    NEED(compliance_make(o->f.db, test_arena, &ask, &c, &err));
    return c;
}

static void check_line(const struct compliance_line *l, int64_t asked, int64_t held, int64_t late, int64_t excused)
{
    assert_int_equal(l->asked, asked);
    assert_int_equal(l->held, held);
    assert_int_equal(l->late, late);
    assert_int_equal(l->excused, excused);
}

static void check_all(struct office *o, struct compliance_ask ask, int64_t asked, int64_t held, int64_t late, int64_t excused)
{
    struct compliance c = made(o, ask);

    check_line(&c.all, asked, held, late, excused);
}

static const struct compliance_line *line_of(const struct compliance_lines *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

static void dial(struct store *s)
{
    struct office o = open_office(s);
    struct compliance c = made(&o, (struct compliance_ask){0});

    check_line(&c.all, 9, 4, 1, 1);
    check_line(&c.weights[0], 4, 3, 1, 1);
    check_line(&c.weights[1], 0, 0, 0, 0);
    check_line(&c.weights[2], 5, 1, 0, 0);
    assert_int_equal(c.all.near, 1);
    assert_int_equal(c.all.soon, 0);
    assert_int_equal(c.all.later, 1);
    assert_int_equal(c.requirements.items[0].id, o.drive);       /* the worst first */
    check_line(line_of(&c.requirements, o.fire), 4, 3, 1, 1);
    check_line(line_of(&c.departments, o.whole), 6, 4, 0, 0);    /* with those within it */
    check_line(line_of(&c.departments, o.part), 4, 3, 0, 0);
    check_line(line_of(&c.departments, 0), 3, 0, 1, 1);
    assert_int_equal(line_of(&c.departments, o.part)->depth, 1);
    close_office(&o);
}

TEST(what_is_held_is_counted_by_weight_requirement_and_along_the_tree)
{
    each_engine(dial);
}

static void filters(struct store *s)
{
    struct office o = open_office(s);

    check_all(&o, (struct compliance_ask){.requirement = o.fire}, 4, 3, 1, 1);
    check_all(&o, (struct compliance_ask){.weight = S("recommended")}, 5, 1, 0, 0);
    check_all(&o, (struct compliance_ask){.department = o.whole}, 6, 4, 0, 0);
    check_all(&o, (struct compliance_ask){.site = 99999}, 0, 0, 0, 0);
    struct compliance c = made(&o, (struct compliance_ask){.department = o.part});
    check_line(&c.all, 4, 3, 0, 0);
    assert_null(line_of(&c.departments, o.whole));               /* a part of it would look like all of it */
    /* A right of no grant that is there goes for nobody. */
    c = made(&o, (struct compliance_ask){.account = o.f.account, .grants = S(",99999,")});
    check_line(&c.all, 0, 0, 0, 0);
    for (size_t i = 0; i < c.months.n; i++)
        assert_int_equal(c.months.items[i].n, 0);
    close_office(&o);
}

TEST(each_filter_narrows_what_is_counted)
{
    each_engine(filters);
}

static int64_t rows_kept(struct office *o)
{
    int64_t n = 0;

    NEED(db_int(o->f.db, "SELECT count(*) FROM standing_month", NO_ARGS, &n, &err));
    return n;
}

/* What was asked of people one by one, and held, at the end of the newest month. */
static void check_people(struct office *o, int64_t asked, int64_t held)
{
    int64_t n = 0;

    NEED(db_int(o->f.db, "SELECT CAST(coalesce(sum(m.asked), 0) AS BIGINT) FROM person_month m WHERE m.last_day = (SELECT max(x.last_day) FROM standing_month x)", NO_ARGS, &n, &err));
    assert_int_equal(n, asked);
    NEED(db_int(o->f.db, "SELECT CAST(coalesce(sum(m.held), 0) AS BIGINT) FROM person_month m WHERE m.last_day = (SELECT max(x.last_day) FROM standing_month x)", NO_ARGS, &n, &err));
    assert_int_equal(n, held);
}

static void months(struct store *s)
{
    struct office o = open_office(s);
    struct compliance c;

    NEED(months_count(o.f.db, o.f.org, &err));
    c = made(&o, (struct compliance_ask){0});
    assert_true(c.has_months);
    assert_int_equal(c.months.n, COMPLIANCE_MONTHS + 1);         /* and today */
    assert_int_equal(c.months.items[4].n, 0);                    /* March: nothing was asked yet */
    assert_int_equal(c.months.items[5].n, 10);                   /* April: all of five people */
    assert_int_equal(c.months.items[5].part, 2);
    assert_int_equal(c.months.items[9].part, 3);                 /* August: one more */
    assert_int_equal(c.months.items[11].part, 4);                /* October: and the driver */
    assert_int_equal(c.months.items[12].n, c.all.asked);
    c = made(&o, (struct compliance_ask){.department = o.whole, .requirement = o.drive});
    assert_int_equal(c.months.items[11].n, 3);
    assert_int_equal(c.months.items[11].part, 1);

    int64_t before = rows_kept(&o), asked = made(&o, (struct compliance_ask){0}).months.items[11].n;
    NEED(months_count(o.f.db, o.f.org, &err));
    assert_int_equal(rows_kept(&o), before);                     /* each is counted once */
    check_people(&o, asked, 4);
    /* Months from before people were counted: these are, and places stay as they were. */
    NEED(db_begin(o.f.db, &err));
    NEED(db_run(o.f.db, "DELETE FROM person_month", NO_ARGS, NULL, &err));
    NEED(db_run(o.f.db, "UPDATE standing_month SET by_person = 0, held = held + 100", NO_ARGS, NULL, &err));
    NEED(db_end(o.f.db, OK, &err));
    NEED(months_count(o.f.db, o.f.org, &err));
    check_people(&o, asked, 4);
    assert_int_equal(rows_kept(&o), before);
    c = made(&o, (struct compliance_ask){0});
    assert_true(c.months.items[11].part >= 100);
    (void)add_requirement(&o.f, "NEW-01", S("{\"proof\":{\"record\":\"\"}}"), "mandatory");
    NEED(months_count(o.f.db, o.f.org, &err));
    assert_int_equal(rows_kept(&o), before + COMPLIANCE_MONTHS); /* that it was not asked then is known once and for all */
    close_office(&o);
}

/* ---- counted beforehand ---- */

static bool is_same_line(const struct compliance_line *x, const struct compliance_line *y)
{
    return x->id == y->id && x->asked == y->asked && x->held == y->held && x->late == y->late && x->excused == y->excused && x->near == y->near && x->soon == y->soon && x->later == y->later;
}

static void check_same(const struct compliance_lines *x, const struct compliance_lines *y)
{
    assert_int_equal(x->n, y->n);
    for (size_t i = 0; i < x->n; i++)
        check_at(i, is_same_line(&x->items[i], &y->items[i]));
}

static void counted(struct store *s)
{
    struct office o = open_office(s);
    const struct compliance_ask asks[] = {{0}, {.requirement = o.fire}, {.department = o.whole}, {.department = o.part}, {.weight = S("blocks")}, {.site = 9}};
    struct compliance now[COUNT(asks)];

    for (size_t i = 0; i < COUNT(asks); i++)
        now[i] = made(&o, asks[i]);
    NEED(counted_make(o.f.db, test_arena, o.f.org, &err));
    NEED(counted_make(o.f.db, test_arena, o.f.org, &err));
    for (size_t i = 0; i < COUNT(asks); i++) {
        struct compliance c = made(&o, asks[i]);
        assert_true(now[i].counted == 0 && c.counted == NOON);
        check_at(i, is_same_line(&c.all, &now[i].all));
        check_same(&c.requirements, &now[i].requirements);
        check_same(&c.departments, &now[i].departments);
    }
    /* What came since is not in it, until it is counted again, or too old. */
    NEED(db_run(o.f.db, "UPDATE person SET removed_at = 1 WHERE id = $1", ARGS(v_int(o.people[4])), NULL, &err));
    assert_int_equal(made(&o, asks[0]).all.asked, now[0].all.asked);
    clock_set(NOON + 31 * MINUTE);
    assert_int_equal(made(&o, asks[0]).counted, 0);
    assert_int_equal(made(&o, asks[0]).all.asked, now[0].all.asked - 2);
    clock_set(NOON + DAY);
    assert_int_equal(made(&o, asks[0]).counted, 0);
    close_office(&o);
}

TEST(what_was_counted_some_minutes_ago_is_the_same_and_says_when)
{
    each_engine(counted);
}

static void merged(struct store *s)
{
    struct office o = open_office(s);
    int64_t people, office = place(&o.f, "Office");
    struct place_change c = {.org = o.f.org, .by = o.f.account, .kind = DEPARTMENT, .id = o.part, .parent = office};

    NEED(months_count(o.f.db, o.f.org, &err));
    NEED(place_merge(o.f.db, test_arena, &c, &people, &err));
    struct compliance after = made(&o, (struct compliance_ask){.department = office});
    assert_int_equal(after.months.items[11].n, 4);
    assert_int_equal(after.months.items[11].part, 3);
    close_office(&o);
}

TEST(a_department_that_went_into_another_takes_its_months_along)
{
    each_engine(merged);
}

TEST(months_that_are_over_are_counted_once_as_they_ended)
{
    each_engine(months);
}
