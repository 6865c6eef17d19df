#include "unit/test.h"
#include "app/intake/intake.h"
#include "app/pathway/pathway.h"
#include "unit/app/fixture.h"

/* A pathway of one step with the badge of the fixture, and a badge at its end. */
struct office { struct fixture f; int64_t pathway, end; };

static struct pathway_act act_of(const struct office *o)
{
    return (struct pathway_act){o->f.org, o->pathway, o->f.account};
}

static struct pathway as_is(struct office *o)
{
    struct pathway p;

    NEED(pathway_get(o->f.db, test_arena, o->f.org, o->pathway, &p, &err));
    return p;
}

static void save(struct office *o, const struct pathway *p)
{
    int64_t id;

    NEED(pathway_save(o->f.db, test_arena, p, o->f.account, &id, &err));
}

static void publish(struct office *o, const char *title, int64_t badge, bool moves)
{
    struct pathway_act c = act_of(o);
    struct pathway_step s = {.title = cstr(title), .words = S(""), .unit = S("")};

    *list_add(test_arena, &s.badges) = badge;
    NEED(pathway_step_save(o->f.db, test_arena, &c, &s, &err));
    NEED(pathway_publish(o->f.db, test_arena, &c, moves, &err));
}

static struct office open_office(void)
{
    struct office o = {.f = fixture_open()};
    struct pathway p = {.org = o.f.org, .name = S("Supervisor"), .words = S(""), .qualification = S(""), .body = S(""), .level = S(""), .currency = S(""),
                        .owner_address = S("maya@example.org"), .lapses = true};

    o.end = p.achievement = make_badge(&o.f, S("Supervisor"), 12);
    NEED(pathway_save(o.f.db, test_arena, &p, o.f.account, &o.pathway, &err));
    publish(&o, "Forklift", o.f.badge, false);
    return o;
}

static void close_office(struct office *o)
{
    fixture_close(&o->f);
    clock_set(-1);
}

static int64_t enter(struct office *o, const char *address)
{
    int64_t id;

    NEED(db_int(o->f.db, "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, '', $2, $2, 1) RETURNING id", ARGS(v_int(o->f.org), v_str(cstr(address))), &id, &err));
    return id;
}

static int64_t put_on(struct office *o, int64_t person)
{
    struct enrol_new n = {o->f.org, o->pathway, person, o->f.account, "self"};
    int64_t id = 0;

    NEED(db_begin(o->f.db, &err));
    NEED(db_end(o->f.db, pathway_enrol(o->f.app, o->f.db, test_arena, &n, &id, &err), &err));
    return id;
}

static void give(struct office *o, const char *address)
{
    struct award_context *c = NULL;
    int64_t id;

    NEED(award_context_open(o->f.app, o->f.db, test_arena, o->f.org, o->f.badge, &c, &err));
    NEED(db_begin(o->f.db, &err));
    NEED(db_end(o->f.db, award_issue(c, o->f.db, test_arena, &(struct award_request){.org = o->f.org, .achievement = o->f.badge, .account = o->f.account, .email = cstr(address),
                                                                                     .name = S(""), .awarded = clock_now()}, &id, &err), &err));
    award_context_close(c);
}

static void later(struct office *o, msec by)
{
    clock_set(clock_now() + by);
    run_jobs(&o->f);
}

/* That of each hour. */
static void next_round(struct office *o)
{
    NEED(pathway_schedule(o->f.db, test_arena, &err));
    later(o, 2 * HOUR);
    later(o, 3 * SECOND);
}

static int64_t count(struct office *o, const char *sql, int64_t id)
{
    int64_t n = -1;

    NEED(db_int(o->f.db, sql, ARGS(v_int(id)), &n, &err));
    return n;
}

static bool is_done(struct office *o, int64_t enrol)
{
    return count(o, "SELECT count(*) FROM pathway_person WHERE id = $1 AND done_at IS NOT NULL", enrol) == 1;
}

static int64_t end_awards(struct office *o, int64_t person)
{
    return count(o, "SELECT count(*) FROM award w JOIN pathway t ON t.achievement_id = w.achievement_id WHERE w.person_id = $1 AND w.revoked_at IS NULL"
                    " AND NOT EXISTS (SELECT 1 FROM award_suspension z WHERE z.award_id = w.id)", person);
}

static int64_t end_award(struct office *o, int64_t person)
{
    return count(o, "SELECT max(w.id) FROM award w JOIN pathway t ON t.achievement_id = w.achievement_id WHERE w.person_id = $1", person);
}

/* Whatever goes wrong with one is tried again in an hour. */
TEST(one_with_whom_it_goes_wrong_holds_up_nobody_else)
{
    struct office o = open_office();
    int64_t ann = enter(&o, "ann@example.org"), bo = enter(&o, "bo@example.org");
    int64_t anns = put_on(&o, ann), bos = put_on(&o, bo);

    assert_int_equal(anns, 1);
    NEED(db_run(o.f.db, "CREATE TRIGGER broken BEFORE UPDATE OF steps ON pathway_person WHEN NEW.id = 1 AND NEW.steps_done = 1 BEGIN SELECT RAISE(ABORT, 'no'); END", NO_ARGS, NULL, &err));
    give(&o, "ann@example.org");
    give(&o, "bo@example.org");
    later(&o, 3 * SECOND);
    assert_true(is_done(&o, bos));
    assert_int_equal(end_awards(&o, bo), 1);
    assert_false(is_done(&o, anns));
    assert_true(count(&o, "SELECT look_at FROM pathway_person WHERE id = $1", anns) > clock_now());
    NEED(db_run(o.f.db, "DROP TRIGGER broken", NO_ARGS, NULL, &err));
    next_round(&o);
    assert_true(is_done(&o, anns));
    close_office(&o);
}

TEST(who_was_taken_off_the_directory_rests_until_they_are_back)
{
    struct office o = open_office();
    int64_t ann = enter(&o, "ann@example.org"), anns = put_on(&o, ann);

    give(&o, "ann@example.org");
    NEED(db_run(o.f.db, "UPDATE person SET removed_at = 1 WHERE id = $1", ARGS(v_int(ann)), NULL, &err));
    later(&o, 3 * SECOND);
    assert_false(is_done(&o, anns));
    assert_int_equal(count(&o, "SELECT count(*) FROM person WHERE id = $1 AND removed_at IS NOT NULL", ann), 1);
    NEED(db_run(o.f.db, "UPDATE person SET removed_at = NULL WHERE id = $1", ARGS(v_int(ann)), NULL, &err));
    next_round(&o);
    assert_true(is_done(&o, anns));
    assert_int_equal(end_awards(&o, ann), 1);
    close_office(&o);
}

static void set_lapsed(struct office *o, bool lapsed)
{
    NEED(db_run(o->f.db, lapsed ? "UPDATE award SET valid_until = 5 WHERE achievement_id = $1" : "UPDATE award SET valid_until = NULL WHERE achievement_id = $1",
                ARGS(v_int(o->f.badge)), NULL, &err));
    NEED(db_run(o->f.db, "UPDATE pathway_person SET look_at = 1 WHERE pathway_id = $1", ARGS(v_int(o->pathway)), NULL, &err));
    NEED(job_add(o->f.db, S("pathway.look"), S(""), (str){0}, clock_now(), &err));
    later(o, 3 * SECOND);
}

TEST(the_badge_at_the_end_is_followed_when_it_is_renewed_and_comes_anew_when_it_ran_out)
{
    struct office o = open_office();
    int64_t ann = enter(&o, "ann@example.org"), next = 0;

    put_on(&o, ann);
    give(&o, "ann@example.org");
    later(&o, 3 * SECOND);
    int64_t first = end_award(&o, ann);
    NEED(org_awarding_set(o.f.db, test_arena, o.f.org, o.f.account, &(struct org_awarding){S("UTC"), 0, true}, &err));
    NEED(db_begin(o.f.db, &err));
    NEED(db_end(o.f.db, award_renew_now(o.f.app, o.f.db, test_arena, &(struct award_renewal){o.f.org, first, o.f.account}, &next, &err), &err));
    set_lapsed(&o, true);
    assert_int_equal(count(&o, "SELECT count(*) FROM award_suspension WHERE award_id = $1", next), 1);
    set_lapsed(&o, false);
    assert_int_equal(count(&o, "SELECT count(*) FROM award_suspension WHERE award_id = $1", next), 0);
    assert_int_equal(end_award(&o, ann), next);
    NEED(db_run(o.f.db, "UPDATE award SET valid_until = 5 WHERE id = $1", ARGS(v_int(next)), NULL, &err));
    set_lapsed(&o, false);
    assert_true(end_award(&o, ann) > next);      /* the first was revoked as renewed, which is not by hand */
    close_office(&o);
}

TEST(another_badge_at_the_end_is_awarded_from_the_version_on_that_has_it)
{
    struct office o = open_office();
    int64_t ann = enter(&o, "ann@example.org"), anns = put_on(&o, ann), bo = enter(&o, "bo@example.org");

    put_on(&o, bo);
    give(&o, "ann@example.org");
    later(&o, 3 * SECOND);
    struct pathway p = as_is(&o);
    NEED(db_run(o.f.db, "UPDATE achievement SET state = 'archived' WHERE id = $1", ARGS(v_int(o.end)), NULL, &err));
    p.name = S("Team leader");
    save(&o, &p);                                /* with a badge that could not be chosen any more */
    assert_int_equal(count(&o, "SELECT count(*) FROM pathway_person WHERE id = $1 AND look_at <= 9000000000000", anns), 1);
    assert_true(count(&o, "SELECT look_at FROM pathway_person WHERE id = $1", anns) > clock_now());       /* when forklift ends */
    p.achievement = make_badge(&o.f, S("Team leader"), 0);
    save(&o, &p);
    NEED(pathway_publish(o.f.db, test_arena, &(struct pathway_act){o.f.org, o.pathway, o.f.account}, true, &err));
    later(&o, 3 * SECOND);
    give(&o, "bo@example.org");
    later(&o, 3 * SECOND);
    assert_int_equal(end_awards(&o, bo), 1);                             /* was moved to it */
    assert_int_equal(end_awards(&o, ann), 0);                            /* is complete, and keeps that of her version */
    close_office(&o);
}

TEST(coming_back_keeps_the_version_and_needs_a_pathway_in_use)
{
    struct office o = open_office();
    int64_t ann = enter(&o, "ann@example.org"), anns = put_on(&o, ann);
    struct pathway_act hers = {o.f.org, anns, o.f.account};

    NEED(pathway_leave(o.f.db, test_arena, &hers, &err));
    publish(&o, "More", make_badge(&o.f, S("More"), 0), true);
    assert_int_equal(put_on(&o, ann), anns);
    assert_int_equal(count(&o, "SELECT number FROM pathway_person WHERE id = $1", anns), 1);
    NEED(pathway_leave(o.f.db, test_arena, &hers, &err));
    struct pathway_act c = act_of(&o);
    NEED(pathway_set_archived(o.f.db, test_arena, &c, true, &err));
    assert_int_equal(pathway_rejoin(o.f.db, test_arena, &hers, NULL), CONFLICT);
    NEED(pathway_set_archived(o.f.db, test_arena, &c, false, &err));
    NEED(db_run(o.f.db, "UPDATE person SET leaves_at = 1 WHERE id = $1", ARGS(v_int(ann)), NULL, &err));
    assert_int_equal(pathway_rejoin(o.f.db, test_arena, &hers, NULL), CONFLICT);
    NEED(db_run(o.f.db, "UPDATE person SET leaves_at = NULL WHERE id = $1", ARGS(v_int(ann)), NULL, &err));
    NEED(pathway_rejoin(o.f.db, test_arena, &hers, &err));
    close_office(&o);
}

TEST(those_on_the_way_are_moved_one_by_one_past_one_with_whom_it_goes_wrong)
{
    struct office o = open_office();
    char address[40];

    for (int i = 1; i <= 45; i++) {
        snprintf(address, sizeof address, "p%d@example.org", i);
        put_on(&o, enter(&o, address));
    }
    NEED(db_run(o.f.db, "UPDATE person SET removed_at = 1 WHERE email = 'p2@example.org'", NO_ARGS, NULL, &err));
    NEED(db_run(o.f.db, "CREATE TRIGGER broken BEFORE UPDATE OF number ON pathway_person WHEN NEW.id = 3 AND NEW.number = 2 BEGIN SELECT RAISE(ABORT, 'no'); END", NO_ARGS, NULL, &err));
    publish(&o, "More", make_badge(&o.f, S("More"), 0), true);
    later(&o, 3 * SECOND);
    assert_int_equal(count(&o, "SELECT count(*) FROM pathway_person WHERE pathway_id = $1 AND number = 2", o.pathway), 43);
    NEED(db_run(o.f.db, "DROP TRIGGER broken", NO_ARGS, NULL, &err));
    later(&o, 2 * HOUR);
    assert_int_equal(count(&o, "SELECT count(*) FROM pathway_person WHERE pathway_id = $1 AND number = 2", o.pathway), 44);
    close_office(&o);
}

TEST(a_group_is_not_recognised_as_learned_before)
{
    struct office o = open_office();
    struct pathway_act c = act_of(&o);
    struct pathway_step group = {.title = S("Electives"), .words = S(""), .unit = S(""), .is_group = true, .needed = 1}, part = {.title = S("Gaelic"), .words = S(""), .unit = S("")};

    NEED(pathway_step_save(o.f.db, test_arena, &c, &group, &err));
    part.parent = count(&o, "SELECT line FROM pathway_step WHERE pathway_id = $1 AND number = 0 AND kind = 'group'", o.pathway);
    *list_add(test_arena, &part.badges) = o.f.badge;
    NEED(pathway_step_save(o.f.db, test_arena, &c, &part, &err));
    NEED(pathway_publish(o.f.db, test_arena, &c, false, &err));
    struct pathway_prior prior = {o.f.org, put_on(&o, enter(&o, "ann@example.org")), part.parent, o.f.account, S("Seen")};
    assert_int_equal(pathway_recognise(o.f.db, test_arena, &prior, NULL), NOT_FOUND);
    close_office(&o);
}

/* What was judged does a step that is there, of this person, and that is not done. */
TEST(only_a_step_that_is_still_to_do_is_done_by_what_was_judged)
{
    struct office o = open_office();
    struct pathway_act c = act_of(&o);
    struct pathway_step group = {.title = S("Electives"), .words = S(""), .unit = S(""), .is_group = true, .needed = 1}, part = {.title = S("Gaelic"), .words = S(""), .unit = S("")};

    NEED(pathway_step_save(o.f.db, test_arena, &c, &group, &err));
    int64_t electives = count(&o, "SELECT line FROM pathway_step WHERE pathway_id = $1 AND number = 0 AND kind = 'group'", o.pathway);
    part.parent = electives;
    *list_add(test_arena, &part.badges) = o.end;
    NEED(pathway_step_save(o.f.db, test_arena, &c, &part, &err));
    NEED(pathway_publish(o.f.db, test_arena, &c, false, &err));
    int64_t ann = enter(&o, "ann@example.org"), bob = enter(&o, "bob@example.org"), gaelic = count(&o, "SELECT max(line) FROM pathway_step WHERE pathway_id = $1 AND number = 2", o.pathway);
    int64_t hers = put_on(&o, ann), his = put_on(&o, bob), done = count(&o, "SELECT min(line) FROM pathway_step WHERE pathway_id = $1 AND number = 2", o.pathway), id;
    struct pathway_prior prior = {o.f.org, hers, done, o.f.account, S("Seen")};
    NEED(pathway_recognise(o.f.db, test_arena, &prior, &err));
    NEED(db_int(o.f.db, "INSERT INTO intake (org_id, person_id, kind, state, hash, title, issuer, number, note, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged,"
                " reason, created_at, changed_at) VALUES ($1, $2, 'paper', 'waiting', 'x', 'Gaelic', 'School', '', '', 0, 'paper', '', '', '', '', '', '', '', 1, 1) RETURNING id",
                ARGS(v_int(o.f.org), v_int(ann)), &id, &err));
    struct { int64_t enrol, line; code c; } t[] = {
        {hers, 999, BAD_INPUT}, {hers, electives, BAD_INPUT}, {hers, done, BAD_INPUT}, {his, gaelic, BAD_INPUT}, {999, gaelic, BAD_INPUT}, {hers, gaelic, OK},
    };
    for (size_t k = 0; k < COUNT(t); k++) {
        struct intake_judgement j = {.by = o.f.account, .step = {.enrol = t[k].enrol, .line = t[k].line}, .verdict = INTAKE_ACCEPT, .valid = true, .authentic = true, .current = true,
                                     .sufficient = true, .completed = DAY, .ends = NO_DAY, .reason = S(""), .method = S("copy"), .seen = S("")};
        struct intake i;
        NEED(intake_get(o.f.db, test_arena, o.f.org, id, &i, &err));
        NEED(db_begin(o.f.db, &err));
        assert_int_equal(db_end(o.f.db, intake_decide(o.f.db, test_arena, &i, &j, NULL), NULL), t[k].c);
    }
    assert_int_equal(count(&o, "SELECT count(*) FROM intake WHERE pathway_id = $1 AND state = 'accepted'", o.pathway), 1);
    close_office(&o);
}

#define COUNT_TO(n) "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " n ") "

TEST(two_thousand_people_and_two_hundred_steps_are_simulated_within_the_memory_of_a_request)
{
    struct office o = open_office();
    struct pathway_simulation out;
    struct arena *a = arena_new((size_t)16 << 20);
    static const char *const sql[] = {
        COUNT_TO("199") "INSERT INTO pathway_step (org_id, pathway_id, number, line, place, parent, kind, title, words, needed, optional, minutes, cost, unit, credit)"
        " SELECT 1, 1, v.column1, 1000 + n.i, 1000 + n.i, 0, 'badge', 'Step', '', 0, 0, 0, 0, '', 0 FROM n, (VALUES (0), (1)) v",
        "INSERT INTO pathway_badge (pathway_id, number, line, achievement_id) SELECT pathway_id, number, line, 1 FROM pathway_step WHERE line > 1000",
        COUNT_TO("2001") "INSERT INTO person (org_id, name, email, folded, created_at) SELECT 1, '', 'many' || n.i, 'many' || n.i, 1 FROM n",
        "INSERT INTO pathway_person (org_id, pathway_id, number, person_id, source, created_at, steps, steps_done, minutes, cost, next_title)"
        " SELECT 1, 1, 1, id, 'hand', 1, 0, 0, 0, 0, '' FROM person WHERE email LIKE 'many%'",
    };

    assert_int_equal(o.pathway, 1);
    for (size_t i = 0; i < COUNT(sql); i++)
        NEED(db_run(o.f.db, sql[i], NO_ARGS, NULL, &err));
    NEED(db_run(o.f.db, "DELETE FROM pathway_step WHERE number = 0 AND line = 1001", NO_ARGS, NULL, &err));
    NEED(pathway_simulate(o.f.db, a, &(struct pathway_ask){o.f.org, o.pathway, o.f.account, S("")}, &out, &err));
    assert_int_equal(out.looked_at, PATHWAY_SIMULATED);
    assert_true(out.more);
    assert_int_equal(out.other.n, PATHWAY_SIMULATED);                    /* each has a step less to do */
    assert_int_equal(out.other.seen.items[1999].n_before, 200);
    assert_int_equal(out.other.seen.items[1999].n_after, 199);
    /* Whose right is for nobody is told how many. */
    NEED(pathway_simulate(o.f.db, a, &(struct pathway_ask){o.f.org, o.pathway, o.f.account, S(",0,")}, &out, &err));
    assert_int_equal(out.other.n, PATHWAY_SIMULATED);
    assert_int_equal(out.other.seen.n, 0);
    arena_free(a);
    close_office(&o);
}
