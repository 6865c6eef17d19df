#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/people/group.h"

static int64_t enter(struct fixture *f, const char *name, const char *email, const struct person_details *more)
{
    struct person_details d = more ? *more : (struct person_details){0};
    int64_t id;

    d.org = f->org;
    d.by = f->account;
    d.name = cstr(name);
    d.email = cstr(email);
    d.title = str_is_absent(d.title) ? S("") : d.title;
    d.staff_number = str_is_absent(d.staff_number) ? S("") : d.staff_number;
    d.employment = str_is_absent(d.employment) ? S("") : d.employment;
    NEED(person_add(f->db, test_arena, &d, &id, &err));
    return id;
}

static int64_t count(struct fixture *f, const char *query)
{
    int64_t n = -1;

    NEED(people_count(f->db, test_arena, f->org, cstr(query), &n, &err));
    return n;
}

static struct person get(struct fixture *f, int64_t id)
{
    struct person p;

    NEED(person_get(f->db, test_arena, f->org, id, &p, &err));
    return p;
}

static struct person_change by(struct fixture *f, int64_t id)
{
    return (struct person_change){f->org, id, f->account};
}

static void award_to(struct fixture *f, const char *email)
{
    struct award_context *c;
    int64_t id;
    struct award_request r = {.org = f->org, .achievement = f->badge, .name = S(""), .email = cstr(email),
                              .awarded = clock_now()};

    NEED(award_context_open(f->app, f->db, test_arena, f->org, f->badge, &c, &err));
    NEED(award_issue(c, f->db, test_arena, &r, &id, &err));
    award_context_close(c);
}

/* ---- departments ---- */

static int64_t department(struct fixture *f, const char *words)
{
    int64_t id = 0;

    NEED(db_begin(f->db, &err));
    NEED(db_end(f->db, place_find(f->db, test_arena, &(struct place_wanted){f->org, f->account, DEPARTMENT, cstr(words), true}, &id, &err), &err));
    return id;
}

TEST(departments_are_a_tree_and_filters_reach_down)
{
    struct fixture f = fixture_open();
    int64_t night = department(&f, "Operations / Warehouse / Night"), office = department(&f, "Office"), all = department(&f, "Operations");
    struct workplace_list list = {0};

    enter(&f, "Ann", "ann@example.org", &(struct person_details){.department = night});
    enter(&f, "Bo", "bo@example.org", &(struct person_details){.department = all});
    enter(&f, "Cy", "cy@example.org", &(struct person_details){.department = office});
    assert_int_equal(count(&f, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)all))), 2);
    assert_int_equal(count(&f, str_z(test_arena, str_printf(test_arena, "department=%lld&department=%lld", (long long)night, (long long)office))), 2);
    NEED(place_list(f.db, test_arena, f.org, DEPARTMENT, &list, &err));
    assert_int_equal(list.n, 4);
    assert_true(str_eq(list.items[3].name, S("Night")));
    assert_int_equal(list.items[3].depth, 2);
    check_str_at(0, place_in_words(test_arena, &list, night), S("Operations / Warehouse / Night"));
    assert_int_equal(department(&f, "night"), night);      /* the only one of that name */
    fixture_close(&f);
}

TEST(a_department_moves_with_all_below_it_and_never_into_itself)
{
    struct fixture f = fixture_open();
    int64_t night = department(&f, "Operations / Warehouse / Night"), office = department(&f, "Office"), store = department(&f, "Warehouse");
    struct place_change c = {f.org, f.account, DEPARTMENT, store, office, S("Stores")};

    enter(&f, "Ann", "ann@example.org", &(struct person_details){.department = night});
    NEED(place_save(f.db, test_arena, &c, &err));
    assert_int_equal(count(&f, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)office))), 1);
    c = (struct place_change){f.org, f.account, DEPARTMENT, office, night, S("Office")};
    assert_int_equal(place_save(f.db, test_arena, &c, NULL), BAD_INPUT);
    c = (struct place_change){f.org, f.account, DEPARTMENT, night, 0, S("office")};
    assert_int_equal(place_save(f.db, test_arena, &c, NULL), CONFLICT);
    c.name = S("A / B");
    assert_int_equal(place_save(f.db, test_arena, &c, NULL), BAD_INPUT);
    assert_int_equal(place_remove(f.db, test_arena, &c, NULL), CONFLICT);          /* Ann is there */
    fixture_close(&f);
}

TEST(a_place_goes_into_another_with_all_who_are_there)
{
    struct fixture f = fixture_open();
    int64_t night = department(&f, "Operations / Warehouse / Night"), store = department(&f, "Warehouse"), office = department(&f, "Office");
    struct workplace_list list = {0};
    int64_t people = 0;

    enter(&f, "Ann", "ann@example.org", &(struct person_details){.department = store});
    struct place_change c = {f.org, f.account, DEPARTMENT, store, night, S("")};
    struct error wrong = {0};
    assert_int_equal(place_merge(f.db, test_arena, &c, &people, &wrong), BAD_INPUT);      /* within it */
    assert_string_equal(wrong.where, "into");
    c.parent = store;
    assert_int_equal(place_merge(f.db, test_arena, &c, &people, NULL), BAD_INPUT);
    c.parent = 4711;
    assert_int_equal(place_merge(f.db, test_arena, &c, &people, NULL), BAD_INPUT);
    department(&f, "Office / Night");
    c.parent = office;
    assert_int_equal(place_merge(f.db, test_arena, &c, &people, &wrong), CONFLICT);       /* two of one name */
    assert_int_equal(count(&f, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)store))), 1);
    c.parent = department(&f, "Sales");
    NEED(place_merge(f.db, test_arena, &c, &people, &err));
    assert_int_equal(people, 1);
    assert_int_equal(count(&f, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)c.parent))), 1);
    NEED(place_list(f.db, test_arena, f.org, DEPARTMENT, &list, &err));
    check_str_at(0, place_in_words(test_arena, &list, night), S("Sales / Night"));
    fixture_close(&f);
}

/* ---- people ---- */

TEST(what_is_wrong_about_a_person_names_its_field)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann", "Ann@Example.org", &(struct person_details){.staff_number = S("7")}), id;
    int64_t bo = enter(&f, "Bo", "bo@example.org", &(struct person_details){.manager = ann});
    const struct { struct person_details d; code want; const char *where; } t[] = {
        {{.email = S("nonsense"), .name = S("X")}, BAD_INPUT, "email"},
        {{.email = S("ann@example.org"), .name = S("X")}, CONFLICT, "email"},
        {{.email = S("x@example.org"), .name = S("X"), .staff_number = S("7")}, CONFLICT, "staff_number"},
        {{.email = S("x@example.org"), .name = S("X"), .employment = S("gardener")}, BAD_INPUT, "employment"},
        {{.email = S("x@example.org"), .name = S("X"), .starts = 10 * DAY, .leaves = 9 * DAY}, BAD_INPUT, "leaves"},
        {{.id = ann, .email = S(""), .name = S("Ann"), .manager = ann}, BAD_INPUT, "manager"},
        {{.id = ann, .email = S(""), .name = S("Ann"), .manager = bo}, BAD_INPUT, "manager"},
        {{.id = ann, .email = S(""), .name = S("")}, BAD_INPUT, "name"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct person_details d = t[i].d;
        struct error err = {0};
        d.org = f.org;
        d.title = S("");
        d.staff_number = str_is_absent(d.staff_number) ? S("") : d.staff_number;
        d.employment = str_is_absent(d.employment) ? S("") : d.employment;
        code c = d.id ? person_save(f.db, test_arena, &d, &err) : person_add(f.db, test_arena, &d, &id, &err);
        if (c != t[i].want)
            print_error("row %zu: %s %s\n", i, err.where, err.text);
        assert_int_equal(c, t[i].want);
        assert_string_equal(err.where, t[i].where);
    }
    fixture_close(&f);
}

TEST(people_are_found_by_address_number_or_a_name_that_one_has)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann Lee", "ann@example.org", &(struct person_details){.staff_number = S("HV-7")}), id;
    int64_t bo = enter(&f, "Bo Lee", "bo@example.org", NULL);
    struct person_change c = by(&f, ann);

    enter(&f, "Bo Lee", "bo2@example.org", NULL);
    NEED(person_add_address(f.db, test_arena, &c, S("Ann.Lee@private.example"), &err));
    const struct { const char *words; int64_t want; } t[] = {
        {"ANN@example.org", ann}, {"Ann Lee <ann@example.org>", ann}, {"ann.lee@private.example", ann}, {"HV-7", ann}, {"ann lee", ann},
        {"Bo Lee", 0}, {"bo@example.org", bo}, {"", 0}, {"nobody", 0}, {"@", 0},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        NEED(person_by_words(f.db, test_arena, f.org, cstr(t[i].words), &id, &err));
        assert_int_equal(id, t[i].want);
    }
    c = by(&f, bo);
    assert_int_equal(person_add_address(f.db, test_arena, &c, S("ann.lee@private.example"), NULL), CONFLICT);
    assert_int_equal(person_add_address(f.db, test_arena, &c, S("ann@example.org"), NULL), CONFLICT);
    fixture_close(&f);
}

TEST(awards_to_another_address_are_the_same_persons_and_keep_what_they_were_made_out_to)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann", "ann@example.org", NULL);
    struct person_change c = by(&f, ann);
    struct award_row w;

    NEED(person_add_address(f.db, test_arena, &c, S("ann@private.example"), &err));
    award_to(&f, "ann@example.org");
    f.badge = make_badge(&f, S("First aider"), 0);
    award_to(&f, "ANN@private.example");
    assert_int_equal(get(&f, ann).award_count, 2);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person"), 1);
    NEED(person_main_address(f.db, test_arena, &c, S("ann@private.example"), &err));
    NEED(award_get(f.db, test_arena, f.org, 1, &w, &err));
    assert_true(str_eq(w.recipient, S("ann@example.org")));
    assert_true(str_eq(get(&f, ann).email, S("ann@private.example")));
    assert_int_equal(person_drop_address(f.db, test_arena, &c, S("nobody@example.org"), NULL), NOT_FOUND);
    fixture_close(&f);
}

/* ---- acts ---- */

static struct act act_on(struct fixture *f, const char *name, int64_t row, const char *input)
{
    const struct list_act *what = NULL;
    struct id_list rows = {&row, 1, 1};
    struct list l;
    struct act act;
    int64_t id;

    for (const struct list_act *const *a = people_acts; *a; a++)
        if (str_eq(cstr((*a)->name), cstr(name)))
            what = *a;
    assert_non_null(what);
    NEED(list_of_query(&(struct list_query_of){f->db, test_arena, &people_list_def, f->org, f->account, 0, S("state=all")}, &l, &err));
    NEED(act_ask(&(struct act_new){&l, what, &rows, S("")}, &id, &err));
    NEED(act_get(f->db, test_arena, f->org, f->account, id, &act, &err));
    NEED(act_start(f->app, f->db, test_arena, &act, cstr(input), &err));
    return act;
}

static void undo(struct fixture *f, struct act *act)
{
    NEED(act_undo(f->app, f->db, test_arena, act, &err));
    assert_int_equal(act->skipped, 0);
}

TEST(who_leaves_keeps_awards_and_record_and_ends_membership_until_it_is_undone)
{
    struct fixture f = fixture_open();
    int64_t maya = enter(&f, "Maya", "maya@example.org", NULL), other;
    str yesterday = str_printf(test_arena, "day=" STR_FMT, STR_ARG(date_format(test_arena, date_of(clock_now() - DAY))));

    NEED(account_create(f.db, test_arena, &(struct new_account){S("Ann"), S("ann@example.org"), S("four plain words here"), true, true}, &other, &err));
    NEED(org_member_back(f.db, test_arena, &(struct member_change){f.org, other, S("admin"), other}, &err));
    award_to(&f, "maya@example.org");
    int64_t account = f.account;
    f.account = other;
    struct act act = act_on(&f, "leave", maya, str_z(test_arena, yesterday));
    assert_int_equal(act.done, 1);
    assert_int_equal(count(&f, ""), 0);
    assert_int_equal(count(&f, "state=left"), 1);
    assert_int_equal(get(&f, maya).award_count, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award WHERE revoked_at IS NOT NULL"), 0);
    assert_false(org_is_member(f.db, f.org, account));
    undo(&f, &act);
    assert_true(org_may(f.db, test_arena, f.org, account, MANAGE_ORG) && org_may(f.db, test_arena, f.org, account, JUDGE_EVIDENCE));
    assert_int_equal(count(&f, ""), 1);
    fixture_close(&f);
}

TEST(the_last_administrator_stays_a_member_even_when_leaving)
{
    struct fixture f = fixture_open();
    int64_t maya = enter(&f, "Maya", "maya@example.org", NULL);
    struct act act = act_on(&f, "leave", maya, "day=2020-01-01");

    assert_int_equal(act.done, 1);
    assert_true(org_may(f.db, test_arena, f.org, f.account, MANAGE_ORG));
    undo(&f, &act);
    assert_int_equal(count(&f, ""), 1);
    act = act_on(&f, "return", maya, "");
    assert_int_equal(act.skipped, 1);            /* who is here need not come back */
    fixture_close(&f);
}

TEST(a_membership_ends_by_itself_on_the_day)
{
    struct fixture f = fixture_open();
    int64_t bo = enter(&f, "Bo", "bo@example.org", NULL), account;

    clock_set(clock_now());
    NEED(account_create(f.db, test_arena, &(struct new_account){S("Bo"), S("bo@example.org"), S("four plain words here"), true, false}, &account, &err));
    NEED(org_member_back(f.db, test_arena, &(struct member_change){f.org, account, S("awarder"), f.account}, &err));
    NEED(people_schedule(f.db, test_arena, &err));
    act_on(&f, "leave", bo, str_z(test_arena, str_printf(test_arena, "day=" STR_FMT, STR_ARG(date_format(test_arena, date_of(clock_now() + 2 * DAY))))));
    run_jobs(&f);
    assert_true(org_may(f.db, test_arena, f.org, account, AWARD_BADGES));
    clock_set(clock_now() + 3 * DAY);
    run_jobs(&f);
    assert_false(org_is_member(f.db, f.org, account));
    clock_set(-1);
    fixture_close(&f);
}

static bool refuses(const struct fixture *f, int64_t person)
{
    int64_t n = 0;

    NEED(db_int(f->db, "SELECT count(*) FROM letter_choice WHERE person_id = $1 AND refused = ' reminders '", ARGS(v_int(person)), &n, &err));
    return n == 1;
}

static bool is_off_wall(struct fixture *f, int64_t person)
{
    int64_t n = 0;

    NEED(db_int(f->db, "SELECT count(*) FROM wall_off WHERE person_id = $1", ARGS(v_int(person)), &n, &err));
    return n == 1;
}

/* Both on the same one: each stays where it is. */
static void be_on_pathway(struct fixture *f, int64_t ann, int64_t old)
{
    NEED(db_run(f->db, "INSERT INTO pathway (id, org_id, name, words, qualification, body, level, currency, is_open, lapses, number, is_edited, created_at)"
                       " VALUES (1, $1, 'P', '', '', '', '', '', 0, 0, 1, 0, 1)", ARGS(v_int(f->org)), NULL, &err));
    NEED(db_run(f->db, "INSERT INTO pathway_person (org_id, pathway_id, number, person_id, source, created_at, steps, steps_done, minutes, cost, next_title)"
                       " SELECT org_id, 1, 1, id, 'hand', 1, 0, 0, 0, 0, '' FROM person WHERE id IN ($1, $2)", ARGS(v_int(ann), v_int(old)), NULL, &err));
}

static int64_t looked_at_soon(struct fixture *f)
{
    int64_t n = number_of(f, "SELECT count(*) FROM pathway_person WHERE look_at = 1");

    NEED(db_run(f->db, "UPDATE pathway_person SET look_at = NULL", NO_ARGS, NULL, &err));
    return n;
}

/* The one that goes has a skill of which Bo said something, and said something of a skill of Bo's. */
static void speak_of_skills(struct fixture *f, int64_t old, int64_t bo)
{
    static const char *const steps[] = {
        "INSERT INTO framework (id, org_id, name, items, created_at) VALUES (700, $1, 'Yard', 1, 1)",
        "INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) SELECT 701, 700, '', 'Lift', 'https://example.org/lift', '', '', 'lift' FROM org WHERE id = $1",
        "INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, created_at) VALUES (1, $1, $2, 701, '', 1, 1), (2, $1, $3, 701, '', 1, 1)",
        "INSERT INTO skill_word (org_id, claim_id, by_id, state, is_manager, note, said_at) VALUES ($1, 1, $3, 'said', 0, '', 1), ($1, 2, $2, 'said', 0, '', 1)",
    };

    for (size_t i = 0; i < COUNT(steps); i++)
        NEED(db_run(f->db, steps[i], i < 2 ? ARGS(v_int(f->org)) : ARGS(v_int(f->org), v_int(old), v_int(bo)), NULL, &err));
}

/* Skills that somebody has, and those of others of which they said something. */
static int64_t spoken(struct fixture *f, int64_t person)
{
    int64_t n = 0;

    NEED(db_int(f->db, "SELECT (SELECT count(*) FROM skill_claim WHERE person_id = $1) + 10 * (SELECT count(*) FROM skill_word WHERE by_id = $1)", ARGS(v_int(person)), &n, &err));
    return n;
}

TEST(where_both_had_a_skill_what_others_said_goes_to_who_stays)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann Lee", "ann@example.org", NULL), old = enter(&f, "A. Lee", "a.lee@example.org", NULL), bo = enter(&f, "Bo", "bo@example.org", NULL), n = 0;

    speak_of_skills(&f, old, bo);
    NEED(db_run(f.db, "INSERT INTO skill_claim (id, org_id, person_id, item_id, note, said_at, created_at) VALUES (3, $1, $2, 701, '', 1, 1)", ARGS(v_int(f.org), v_int(ann)), NULL, &err));
    struct act act = act_on(&f, "merge", old, "person=ann%40example.org");
    NEED(db_int(f.db, "SELECT claim_id FROM skill_word WHERE by_id = $1", ARGS(v_int(bo)), &n, &err));
    assert_int_equal(n, 3);
    undo(&f, &act);
    NEED(db_int(f.db, "SELECT claim_id FROM skill_word WHERE by_id = $1", ARGS(v_int(bo)), &n, &err));
    assert_int_equal(n, 1);
    fixture_close(&f);
}

TEST(two_entries_become_one_and_two_again)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann Lee", "ann@example.org", NULL), old = enter(&f, "A. Lee", "a.lee@example.org", NULL), id;
    int64_t bo = enter(&f, "Bo", "bo@example.org", &(struct person_details){.manager = old});
    struct person_change c = by(&f, old);
    struct award_row w;

    award_to(&f, "a.lee@example.org");
    NEED(person_add_note(f.db, &c, S("Has the key."), &err));
    NEED(db_run(f.db, "INSERT INTO letter_choice (person_id, lang, refused, changed_at) VALUES ($1, 'de', ' reminders ', 1)",
                ARGS(v_int(old)), NULL, &err));
    NEED(db_run(f.db, "INSERT INTO wall_off (person_id, created_at) VALUES ($1, 1)", ARGS(v_int(old)), NULL, &err));
    be_on_pathway(&f, ann, old);
    speak_of_skills(&f, old, bo);
    struct act act = act_on(&f, "merge", old, "person=ann%40example.org");
    assert_int_equal(act.done, 1);
    assert_int_equal(looked_at_soon(&f), 2);
    assert_int_equal(get(&f, ann).award_count, 1);
    assert_int_equal(get(&f, bo).manager_id, ann);
    assert_true(spoken(&f, ann) == 11 && spoken(&f, old) == 0);
    assert_true(refuses(&f, ann) && is_off_wall(&f, ann));
    assert_true(get(&f, old).removed > 0);
    NEED(award_get(f.db, test_arena, f.org, 1, &w, &err));
    assert_true(str_eq(w.recipient, S("a.lee@example.org")));
    NEED(person_by_words(f.db, test_arena, f.org, S("a.lee@example.org"), &id, &err));
    assert_int_equal(id, ann);
    assert_int_equal(person_restore(f.db, test_arena, &c, NULL), CONFLICT);
    f.badge = make_badge(&f, S("First aider"), 0);
    award_to(&f, "a.lee@example.org");
    assert_int_equal(get(&f, ann).award_count, 2);
    undo(&f, &act);
    assert_int_equal(looked_at_soon(&f), 2);
    assert_true(refuses(&f, old) && !refuses(&f, ann));
    assert_true(is_off_wall(&f, old) && !is_off_wall(&f, ann));
    assert_int_equal(get(&f, old).award_count, 1);
    assert_int_equal(get(&f, bo).manager_id, old);
    assert_true(spoken(&f, ann) == 0 && spoken(&f, old) == 11);
    assert_int_equal(get(&f, ann).award_count, 1);
    assert_int_equal(get(&f, old).removed, 0);
    act = act_on(&f, "merge", ann, "person=ann%40example.org");
    assert_int_equal(act.skipped, 1);
    fixture_close(&f);
}

TEST(a_place_given_to_many_is_taken_back_only_where_it_still_stands)
{
    struct fixture f = fixture_open();
    int64_t office = department(&f, "Office"), stores = department(&f, "Stores");
    int64_t ann = enter(&f, "Ann", "ann@example.org", &(struct person_details){.department = stores});
    struct act act = act_on(&f, "department", ann, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)office)));

    assert_int_equal(get(&f, ann).department_id, office);
    undo(&f, &act);
    assert_int_equal(get(&f, ann).department_id, stores);
    act = act_on(&f, "department", ann, str_z(test_arena, str_printf(test_arena, "department=%lld", (long long)office)));
    act_on(&f, "department", ann, "department=none");
    NEED(act_undo(f.app, f.db, test_arena, &act, &err));
    assert_int_equal(act.skipped, 1);
    assert_int_equal(get(&f, ann).department_id, 0);
    fixture_close(&f);
}

/* ---- groups and who ---- */

TEST(a_group_by_filter_has_whoever_fits_and_one_by_hand_those_put_in)
{
    struct fixture f = fixture_open();
    int64_t office = department(&f, "Office"), filter, hand;
    int64_t ann = enter(&f, "Ann", "ann@example.org", &(struct person_details){.department = office});
    struct person_group g;
    str query = str_printf(test_arena, "department=%lld", (long long)office), words;
    struct id_list ids = {0};

    NEED(group_add(f.db, test_arena, &(struct group_change){f.org, 0, f.account, S("Office people"), query}, &filter, &err));
    NEED(group_add(f.db, test_arena, &(struct group_change){f.org, 0, f.account, S("Mentors"), {0}}, &hand, &err));
    assert_int_equal(group_add(f.db, test_arena, &(struct group_change){f.org, 0, f.account, S("MENTORS"), {0}}, &hand, NULL), CONFLICT);
    enter(&f, "Bo", "bo@example.org", &(struct person_details){.department = office});
    act_on(&f, "group", ann, str_z(test_arena, str_printf(test_arena, "group=%lld", (long long)hand)));
    NEED(group_get(f.db, test_arena, f.org, filter, &g, &err));
    assert_int_equal(count(&f, str_z(test_arena, group_query(test_arena, &g))), 2);
    NEED(people_in_words(f.db, test_arena, f.org, group_query(test_arena, &g), &words, &err));
    assert_true(str_contains(words, S("Office")));
    NEED(group_get(f.db, test_arena, f.org, hand, &g, &err));
    NEED(people_ids(f.db, test_arena, &(struct people_part){f.org, group_query(test_arena, &g), 0, 10}, &ids, &err));
    assert_int_equal(ids.n, 1);
    assert_int_equal(ids.items[0], ann);
    NEED(group_remove(f.db, test_arena, &(struct group_change){f.org, hand, f.account, S(""), {0}}, &err));
    assert_int_equal(group_get(f.db, test_arena, f.org, hand, &g, NULL), NOT_FOUND);
    NEED(group_restore(f.db, test_arena, &(struct group_change){f.org, hand, f.account, S(""), {0}}, &err));
    NEED(group_get(f.db, test_arena, f.org, hand, &g, &err));
    assert_true(str_eq(g.name, S("Mentors")));
    fixture_close(&f);
}

TEST(nothing_of_another_organisation_can_be_named)
{
    struct fixture f = fixture_open();
    int64_t ann = enter(&f, "Ann", "ann@example.org", NULL), n = 0;
    struct person p;

    assert_int_equal(person_get(f.db, test_arena, f.org + 1, ann, &p, NULL), NOT_FOUND);
    NEED(people_count(f.db, test_arena, f.org + 1, S("state=all"), &n, &err));
    assert_int_equal(n, 0);
    assert_int_equal(person_add_note(f.db, &(struct person_change){f.org + 1, ann, f.account}, S("x"), NULL), NOT_FOUND);
    assert_int_equal(person_add_address(f.db, test_arena, &(struct person_change){f.org + 1, ann, f.account}, S("x@example.org"), NULL), NOT_FOUND);
    fixture_close(&f);
}
