#include "unit/test.h"
#include "app/intake/intake.h"
#include "app/jobrole/met.h"
#include "app/people/people.h"
#include "app/ready/ready.h"
#include "app/skill/match.h"
#include "app/skill/vouch.h"
#include "unit/app/fixture.h"
#include "unit/store_db.h"

#define NOON 1795435200000                       /* 23 November 2026, 12:00 UTC */
#define PEOPLE 6
#define LEVELS "Novice\nPractised\nExpert"

/* Two job roles take skills 701 to 703 of one framework; badges stand for them, and one badge
 * names a skill that somebody may say is 703. People 0 and 1 have accounts, 0 leads the rest. */
struct scene {
    struct fixture f;
    int64_t people[PEOPLE], accounts[2], judge, badges[4], roles[2], requirement;
    struct id_list awards, intakes;
    struct arena *one;                           /* of an event */
    msec now;
    uint32_t seed;
};

/* The same each time. */
static size_t any(struct scene *c, size_t n)
{
    c->seed = c->seed * 1664525u + 1013904223u;
    return (c->seed >> 8) % n;
}

static int64_t one_of(struct scene *c, const struct id_list *all)
{
    return all->n ? all->items[any(c, all->n)] : 0;
}

/* ---- the scene ---- */

static const char *const setting[] = {
    "INSERT INTO framework (id, org_id, name, items, created_at, months) SELECT 700, min(id), 'Yard work', 3, 1, 12 FROM org",
    "INSERT INTO framework_item (id, framework_id, code, name, url, about, type, folded) VALUES (701, 700, 'L-1', 'Lift', 'https://example.org/1', '', '', 'lift'),"
    " (702, 700, 'L-2', 'Sling', 'https://example.org/2', '', '', 'sling'), (703, 700, 'L-3', 'Drive', 'https://example.org/3', '', '', 'drive')",
    "INSERT INTO outside_skill (id, org_id, url, name, code, framework) SELECT 800, min(id), 'https://example.org/1', 'Lift', '', '' FROM org",
    "INSERT INTO outside_skill (id, org_id, url, name, code, framework) SELECT 801, min(id), 'https://other.example/2', 'Sling', 'L-2', 'Yard work' FROM org",
};

static int64_t add_badge(struct scene *c, const char *name, const char *url, int64_t level, int64_t months)
{
    struct badge_version_row v = {.name = cstr(name), .description = S("x"), .criteria = S("x"), .type = S("Badge"), .tags = S(""), .validity_months = months};
    int64_t id = 0;

    NEED(blob_put(c->f.db, test_arena, S("not really a picture"), S("image/png"), clock_now(), &v.png_hash, &err));
    *list_add(test_arena, &v.alignments) = (struct alignment){.target_name = cstr(name), .target_url = cstr(url), .levels = level ? S(LEVELS) : S(""), .level = level};
    NEED(catalog_create(c->f.db, test_arena, c->f.org, &v, &id, &err));
    NEED(catalog_publish(c->f.db, test_arena, c->f.org, id, &err));
    return id;
}

static int64_t add_account(struct scene *c, const char *name)
{
    int64_t id = 0;

    NEED(account_create(c->f.db, test_arena, &(struct new_account){cstr(name), str_printf(test_arena, "%s@example.org", name), S("four plain words here"), true, false}, &id, &err));
    return id;
}

static void add_people(struct scene *c)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        struct person_details d = {.org = c->f.org, .by = c->f.account, .email = str_printf(test_arena, "p%zu@example.org", i), .name = str_printf(test_arena, "P %zu", i), .title = S("Driver"),
                                   .staff_number = S(""), .employment = S(""), .manager = i ? c->people[0] : 0};
        NEED(person_add(c->f.db, test_arena, &d, &c->people[i], &err));
    }
    c->accounts[0] = add_account(c, "p0");
    c->accounts[1] = add_account(c, "p1");
    c->judge = add_account(c, "judge");
}

static void add_requirement(struct scene *c)
{
    struct requirement_act act = {c->f.org, 0, c->f.account};
    struct audience_rules all = {0};
    struct requirement_version v;
    int64_t number = 0;

    NEED(requirement_add(c->f.db, test_arena, &(struct requirement_new){c->f.org, c->f.account, S("AID-1"), S("First aid")}, &c->requirement, &err));
    act.id = c->requirement;
    NEED(requirement_working(c->f.db, test_arena, &act, &v, &err));
    v.rule = S("{\"proof\":{\"any\":[{\"record\":\"\"},{\"external\":0}]}}");
    NEED(requirement_working_save(c->f.db, test_arena, &v, &err));
    *list_add(test_arena, &all) = (struct audience_rule){.kind = FOR_EVERYBODY};
    NEED(requirement_audience_set(c->f.db, test_arena, &act, &all, &err));
    NEED(requirement_publish(c->f.db, test_arena, &(struct requirement_publish){.org = c->f.org, .id = act.id, .by = c->f.account}, &number, &err));
    NEED(requirement_settle(c->f.db, test_arena, c->f.org, &err));
}

static struct jobrole_act act_of(struct scene *c, size_t role)
{
    return (struct jobrole_act){c->f.org, c->roles[role], c->f.account};
}

static void takes(struct scene *c, size_t role, int64_t item, enum skill_strength least, int64_t level)
{
    const struct jobrole_act of = act_of(c, role);

    NEED(jobrole_skill_set(c->f.db, test_arena, &of, &(struct jobrole_skill){.item = item, .weight = 1, .why = S(""), .mandatory = item != 702, .least = least, .level = level}, &err));
}

static void add_roles(struct scene *c)
{
    for (size_t i = 0; i < COUNT(c->roles); i++) {
        struct jobrole_details d = {.org = c->f.org, .by = c->f.account, .code = i ? S("B") : S("A"), .name = S("Driver"), .words = S("")};
        *list_add(test_arena, &d.titles) = S("Driver");
        NEED(jobrole_add(c->f.db, test_arena, &d, &c->roles[i], &err));
    }
    takes(c, 0, 701, SKILL_CONFIRMED, 0);
    takes(c, 0, 702, SKILL_SAID, 2);
    takes(c, 0, 703, SKILL_PROVED, 0);
    takes(c, 1, 701, SKILL_OUTSIDE, 2);
}

static struct scene open_on(const struct store *s)
{
    struct scene c = {.seed = 1, .now = NOON, .one = arena_new((size_t)64 << 20)};

    clock_set(NOON);
    c.f = fixture_open_on(s->postgres ? s->url : NULL);
    for (size_t i = 0; i < COUNT(setting); i++)
        NEED(db_script(c.f.db, cstr(setting[i]), &err));
    NEED(framework_set(c.f.db, test_arena, &(struct framework_settings){c.f.org, 700, c.f.account, S("Yard work"), 12, S(LEVELS)}, &err));
    add_people(&c);
    add_requirement(&c);
    add_roles(&c);
    c.badges[0] = add_badge(&c, "Lifter", "https://example.org/1", 0, 0);
    c.badges[1] = add_badge(&c, "Slinger", "https://example.org/2", 2, 3);
    c.badges[2] = add_badge(&c, "Expert lifter", "https://example.org/1", 3, 24);
    c.badges[3] = add_badge(&c, "Van", "https://unknown.example/van", 0, 0);
    return c;
}

static void close_it(struct scene *c)
{
    fixture_close(&c->f);
    arena_free(c->one);
    clock_set(-1);
}

/* ---- what happens ---- */

static void award(struct scene *c)
{
    size_t p = any(c, PEOPLE);
    int64_t id = 0, badge = c->badges[any(c, COUNT(c->badges))];
    struct award_context *x;
    struct award_request r = {.org = c->f.org, .achievement = badge, .account = c->f.account, .name = S("P"), .email = str_printf(c->one, "p%zu@example.org", p), .awarded = clock_now()};

    NEED(award_context_open(c->f.app, c->f.db, c->one, c->f.org, badge, &x, &err));
    NEED(db_begin(c->f.db, &err));
    code done = award_issue(x, c->f.db, c->one, &r, &id, NULL);
    if (db_end(c->f.db, done, NULL) == OK)       /* who left gets none */
        *list_add(test_arena, &c->awards) = id;
    award_context_close(x);
}

/* Of what is asked here, much is refused: it was done already, or cannot be any more. */
static void change_award(struct scene *c)
{
    const struct award_act act = {c->f.account, S("looked at again")};
    int64_t id = one_of(c, &c->awards);

    switch (any(c, 3)) {
    case 0: (void)!award_revoke(c->f.db, c->one, c->f.org, id, c->f.account, S("wrong"), NULL); break;
    case 1: (void)!award_suspend(c->f.db, c->one, c->f.org, id, &act, NULL); break;
    default: (void)!award_reinstate(c->f.db, c->one, c->f.org, id, &act, NULL);
    }
}

static void say(struct scene *c)
{
    size_t me = any(c, 2);
    struct vouch_say s = {c->accounts[me], c->f.org, c->people[me], 701 + (int64_t)any(c, 3), S("I do"), (int64_t)any(c, 4)};

    (void)!vouch_say(c->f.db, c->one, &s, NULL);
}

static void lead(struct scene *c)
{
    struct vouch_led v = {c->accounts[0], c->f.org, c->people[1 + any(c, PEOPLE - 1)], 701 + (int64_t)any(c, 3), S("They do"), (int64_t)any(c, 4)};

    (void)!vouch_led(c->f.db, c->one, &v, NULL);
}

static void take_back(struct scene *c)
{
    struct skill_claims all = {0};
    size_t me = any(c, 2);

    NEED(vouch_claims(c->f.db, c->one, c->f.org, c->people[me], &all, &err));
    if (!all.n)
        return;
    const struct skill_claim *x = &all.items[any(c, all.n)];
    switch (any(c, 3)) {
    case 0: (void)!vouch_take_back(c->f.db, c->one, &(struct vouch_act){c->accounts[me], x->id}, NULL); break;
    case 1: (void)!vouch_bring_back(c->f.db, c->one, &(struct vouch_act){c->accounts[me], x->id}, NULL); break;
    default:
        if (x->words.n)
            (void)!vouch_answer(c->f.db, c->one, &(struct vouch_do){c->accounts[0], x->words.items[0].id, any(c, 2) ? WORD_BACK : WORD_AGAIN, S(""), 0}, NULL);
    }
}

static const char sql_hand_in[] =
    "INSERT INTO intake (org_id, person_id, kind, state, hash, title, issuer, number, note, issued_on, ends_on, is_theirs, standing, anchor, issuer_ref, achievement_ref, receipt, report, judged, reason, created_at,"
    " changed_at) VALUES ($1, $2, 'badge', 'waiting', $3, 'Lifter of the port', 'Port school', '', '', $4, $5, 1, 'good', '', '', '', '', '', '', '', 1, 1) RETURNING id";

/* Two of one badge are one proof. */
static void hand_in(struct scene *c)
{
    struct intake_judgement j = {.by = c->judge, .requirement = c->requirement, .verdict = INTAKE_ACCEPT, .valid = true, .authentic = true, .current = true, .sufficient = true,
                                 .reason = S(""), .method = S("verified"), .seen = S("")};
    msec day = clock_now() / DAY * DAY - DAY, ends = any(c, 2) ? day + 100 * DAY : NO_DAY;
    struct intake i;
    int64_t id = 0, of = 800 + (int64_t)any(c, 2);

    NEED(db_int(c->f.db, sql_hand_in, ARGS(v_int(c->f.org), v_int(c->people[any(c, PEOPLE)]), v_str(any(c, 2) ? S("h1") : S("h2")), v_int(day), v_int_if(ends != NO_DAY, ends)), &id, &err));
    NEED(db_run(c->f.db, "INSERT INTO intake_skill (intake_id, outside_id, taken, level) VALUES ($1, $2, 0, $3)", ARGS(v_int(id), v_int(of), v_str(any(c, 2) ? S("Expert") : S(""))), NULL, &err));
    NEED(intake_get(c->f.db, c->one, c->f.org, id, &i, &err));
    j.completed = day;
    j.ends = ends;
    *list_add(c->one, &j.skills) = of;
    NEED(db_begin(c->f.db, &err));
    (void)!db_end(c->f.db, intake_decide(c->f.db, c->one, &i, &j, NULL), NULL);
    *list_add(test_arena, &c->intakes) = id;
}

/* The judge takes it back, or somebody takes its record away. */
static void change_intake(struct scene *c)
{
    struct intake i;
    int64_t id = one_of(c, &c->intakes);

    if (!id)
        return;
    NEED(intake_get(c->f.db, c->one, c->f.org, id, &i, &err));
    if (any(c, 2) && i.record) {
        struct record_new r = {.of = {c->f.org, c->requirement, i.person, c->f.account}, .corrects = i.record, .voids = any(c, 2) == 0, .completed = i.issued, .ends = i.issued + 40 * DAY, .note = S("")};
        (void)!requirement_record(c->f.db, c->one, &r, &id, NULL);
        return;
    }
    NEED(db_begin(c->f.db, &err));
    (void)!db_end(c->f.db, intake_undo(c->f.db, c->one, &i, c->judge, NULL), NULL);
}

static void change_framework(struct scene *c)
{
    static const char *const scales[] = {LEVELS, "Novice\nSome\nPractised\nExpert", "Beginner\nPractised\nExpert"};
    struct framework_settings s = {c->f.org, 700, c->f.account, S("Yard work"), (int64_t)any(c, 3) * 6, cstr(scales[any(c, COUNT(scales))])};

    (void)!framework_set(c->f.db, c->one, &s, NULL);
}

static void change_role(struct scene *c)
{
    size_t role = any(c, 2);
    int64_t item = 701 + (int64_t)any(c, 3);
    const struct jobrole_act of = act_of(c, role);
    struct jobrole_skills all = {0};

    NEED(jobrole_skills(c->f.db, c->one, c->f.org, of.id, &all, &err));
    if (all.n > 1 && any(c, 2))
        NEED(jobrole_skill_drop(c->f.db, c->one, &of, all.items[any(c, all.n)].id, &err));
    else
        takes(c, role, item, (enum skill_strength)(SKILL_SAID + (int)any(c, 5)), (int64_t)any(c, 4));
}

static void match(struct scene *c)
{
    struct match_says all = {0};
    const struct match_act act = {c->f.org, c->f.account, &all};
    int64_t n = 0;

    *list_add(c->one, &all) = (struct match_say){S("https://unknown.example/van"), any(c, 4) ? 703 : 0};
    if (any(c, 2))
        (void)!match_decide(c->f.db, c->one, &act, &n, NULL);
    else
        (void)!match_undo(c->f.db, c->one, &act, &n, NULL);
}

static void leave(struct scene *c)
{
    struct person_change p = {c->f.org, c->people[2 + any(c, PEOPLE - 2)], c->f.account};

    (void)!(any(c, 3) ? person_restore(c->f.db, c->one, &p, NULL) : person_remove(c->f.db, c->one, &p, NULL));
}

static void wait(struct scene *c)
{
    c->now += (msec)(1 + any(c, 70)) * DAY;
    clock_set(c->now);
}

static void (*const events[])(struct scene *c) = {award, award, change_award, change_award, say, lead, lead, take_back, hand_in, change_intake, change_framework, change_role, match, leave, wait, wait};

/* ---- what is kept is what is so ---- */

static const char sql_kept[] = "SELECT CASE WHEN ends_at = 0 THEN 0 ELSE (ends_at - 1) / 86400000 * 86400000 END FROM jobrole_met WHERE skill_id = $1 AND person_id = $2 AND (ends_at = 0 OR ends_at >= $3 + 86400000)";

static void check_skill(struct scene *c, int64_t person, const struct ready_skill *s, int event, int after)
{
    struct rows *r = db_query(c->f.db, sql_kept, ARGS(v_int(s->ask.id), v_int(person), v_int(clock_now() / DAY * DAY)));
    bool has = rows_next(r);
    msec until = has ? row_int(r, 0) : 0;

    check_ok(rows_end(r, NULL), NULL);
    if (has != s->is_met || until != s->until)
        print_error("event %d after %d: skill %.*s of person %lld: kept %d until %lld, so %d until %lld\n", event, after, (int)s->ask.name.n, s->ask.name.p, (long long)person, has, (long long)until,
                    s->is_met, (long long)s->until);
    assert_true(has == s->is_met && until == s->until);
}

static int64_t met_all = 0, unmet_all = 0;

static void check_all(struct scene *c, int event, int after)
{
    for (size_t i = 0; i < PEOPLE * COUNT(c->roles); i++) {
        struct ready r;
        NEED(ready_find(c->f.db, c->one, &(struct ready_ask){.org = c->f.org, .jobrole = c->roles[i % 2], .person = c->people[i / 2]}, &r, &err));
        for (size_t k = 0; !r.is_gone && k < r.skills.n; k++) {
            check_skill(c, c->people[i / 2], &r.skills.items[k], event, after);
            *(r.skills.items[k].is_met ? &met_all : &unmet_all) += 1;
        }
    }
}

/* That of everybody must find nothing to mend. */
static str all_kept(struct scene *c)
{
    struct rows *r = db_query(c->f.db, "SELECT skill_id, person_id, ends_at FROM jobrole_met m WHERE ends_at = 0 OR ends_at >= $1 + 86400000 ORDER BY skill_id, person_id", ARGS(v_int(clock_now() / DAY * DAY)));
    struct buf b = buf_new(c->one);

    while (rows_next(r))
        buf_printf(&b, "%lld %lld %lld\n", (long long)row_int(r, 0), (long long)row_int(r, 1), (long long)row_int(r, 2));
    check_ok(rows_end(r, NULL), NULL);
    return buf_done(&b);
}

static void random_events(struct store *s)
{
    struct scene c = open_on(s);

    met_all = unmet_all = 0;
    NEED(jobrole_met_settle(c.f.db, c.one, c.f.org, &err));
    for (int i = 0; i < 150; i++) {
        int event = (int)any(&c, COUNT(events));
        arena_reset(c.one);
        events[event](&c);
        NEED(jobrole_met_settle(c.f.db, c.one, c.f.org, &err));
        check_all(&c, event, i);
        str kept = all_kept(&c);
        if (i % 10)
            continue;
        NEED(jobrole_met_work_out(c.f.db, c.f.org, 0, &err));
        check_str(all_kept(&c), kept);
    }
    assert_true(met_all > 150 && unmet_all > 150);
    close_it(&c);
}

TEST(whatever_happens_the_skills_that_are_kept_are_those_that_people_have)
{
    each_engine(random_events);
}

static void one_alone(struct store *s)
{
    struct scene c = open_on(s);

    NEED(jobrole_met_settle(c.f.db, test_arena, c.f.org, &err));
    lead(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM jobrole_touched WHERE person_id > 0"), 1);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM jobrole_touched"), 1);
    /* By its job, a second later. */
    clock_set(NOON + 2 * SECOND);
    run_jobs(&c.f);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM jobrole_touched"), 0);
    /* Where no job role takes a skill nothing is worked out. */
    NEED(db_run(c.f.db, "DELETE FROM jobrole_skill", NO_ARGS, NULL, &err));
    lead(&c);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM jobrole_touched"), 0);
    close_it(&c);
}

TEST(what_is_said_of_one_person_is_worked_out_for_them_alone)
{
    each_engine(one_alone);
}

static void at_night(struct store *s)
{
    struct scene c = open_on(s);

    NEED(jobrole_met_settle(c.f.db, test_arena, c.f.org, &err));
    c.people[1] = c.people[PEOPLE - 1];
    for (int i = 0; i < 20; i++)
        lead(&c);
    NEED(jobrole_met_settle(c.f.db, test_arena, c.f.org, &err));
    assert_true(number_of(&c.f, "SELECT count(*) FROM jobrole_met") > 0);
    /* No event tells that whoever said it went for good behind the program. */
    NEED(db_run(c.f.db, "DELETE FROM skill_word", NO_ARGS, NULL, &err));
    NEED(jobrole_schedule(c.f.db, test_arena, &err));
    NEED(jobrole_met_settle(c.f.db, test_arena, c.f.org, &err));
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM jobrole_met"), 0);
    assert_int_equal(number_of(&c.f, "SELECT count(*) FROM job WHERE kind = 'jobrole.night'"), 1);
    close_it(&c);
}

TEST(each_night_everybody_is_worked_out_whatever_was_heard)
{
    each_engine(at_night);
}
