#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/apply/apply.h"

static int64_t member(struct fixture *f, const char *name, const char *role)
{
    int64_t id = 0;

    NEED(account_create(f->db, test_arena,
                        &(struct new_account){cstr(name), str_printf(test_arena, "%s@example.org", name), S("four plain words here"), true, false},
                        &id, &err));
    NEED(org_member_back(f->db, test_arena, &(struct member_change){f->org, id, cstr(role), f->account}, &err));
    return id;
}

static struct apply_form opened(struct fixture *f, int64_t sample)
{
    struct apply_form out, like = {.org = f->org, .achievement = f->badge, .account = f->account, .words = S(""), .audience = TO_NAMED, .sample = sample, .days = 7};

    NEED(apply_form_save(f->db, test_arena, &like, &err));
    NEED(apply_form_get(f->db, test_arena, f->org, f->badge, &out, &err));
    return out;
}

static struct application reload(struct fixture *f, int64_t id)
{
    struct application p;

    NEED(application_get(f->db, test_arena, f->org, id, &p, &err));
    return p;
}

/* Handed in by this account. */
static struct application handed_in(struct fixture *f, const struct apply_form *form, int64_t account)
{
    struct application p;
    struct apply_answers none = {0};

    NEED(apply_begin(f->db, test_arena, form, account, &p, &err));
    NEED(application_save(f->db, test_arena, &(struct apply_draft){&p, p.name, S("Two years of it."), &none}, &err));
    NEED(application_submit(f->app, f->db, test_arena, &p, &err));
    return reload(f, p.id);
}

static code judge(struct fixture *f, int64_t id, int64_t account, const char *verdict, struct error *err)
{
    struct application p = reload(f, id);
    struct judged_items items = {0};

    *list_add(test_arena, &items) = (struct judged_item){S(""), S(""), TICKS_ALL};
    TRY(db_begin(f->db, err));
    return db_end(f->db, application_judge(f->db, test_arena, &p,
                                           &(struct judge_act){account, cstr(verdict), S("Because of it."), S(""), &items}, err), err);
}

static str state_of(struct fixture *f, int64_t id)
{
    return reload(f, id).state;
}

TEST(a_decision_is_told_after_ten_minutes_and_taken_back_before)
{
    struct fixture f = fixture_open();
    struct apply_form form = opened(&f, 0);
    int64_t ada = member(&f, "ada", "assessor;checker"), ann = member(&f, "ann", "viewer");
    struct application p = handed_in(&f, &form, ann);

    NEED(judge(&f, p.id, ada, "pass", &err));
    run_jobs(&f);
    check_str(state_of(&f, p.id), S("passed"));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 0);
    p = reload(&f, p.id);
    NEED(application_take_back(f.db, test_arena, &p, ada, &err));
    check_str(state_of(&f, p.id), S("waiting"));
    NEED(judge(&f, p.id, ada, "pass", &err));
    clock_set(clock_now() + 11 * MINUTE);
    run_jobs(&f);
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM evidence_award"), 1);
    p = reload(&f, p.id);
    assert_true(p.award > 0 && p.told > 0);
    assert_int_equal(application_take_back(f.db, test_arena, &p, ada, NULL), CONFLICT);
    /* Who holds it does not get it twice. */
    struct application again;
    NEED(apply_begin(f.db, test_arena, &form, ann, &again, &err));
    assert_int_equal(application_submit(f.app, f.db, test_arena, &again, NULL), BAD_INPUT);
    NEED(application_save(f.db, test_arena, &(struct apply_draft){&again, again.name, S("Once more."), &(struct apply_answers){0}}, &err));
    assert_int_equal(application_submit(f.app, f.db, test_arena, &again, NULL), CONFLICT);
    clock_set(-1);
    fixture_close(&f);
}

TEST(nobody_judges_himself_by_any_address_of_account_or_directory)
{
    struct fixture f = fixture_open();
    struct apply_form form = opened(&f, 0);
    int64_t ada = member(&f, "ada", "assessor;checker"), ann = member(&f, "ann", "viewer");
    struct application p = handed_in(&f, &form, ada);
    struct apply_relation rel;

    assert_int_equal(judge(&f, p.id, ada, "pass", NULL), DENIED);
    /* Ann's application is by an address that the directory knows as Ada's. */
    p = handed_in(&f, &form, ann);
    NEED(application_relation(f.db, &p, ada, &rel, &err));
    assert_false(rel.is_self);
    NEED(db_run(f.db, "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, 'Ada', 'ada@example.org', 'ada@example.org', 1)",
                ARGS(v_int(f.org)), NULL, &err));
    NEED(db_run(f.db, "INSERT INTO person_address (org_id, folded, address, person_id) SELECT org_id, 'ann@example.org', 'ann@example.org', id FROM person", NO_ARGS, NULL, &err));
    NEED(application_relation(f.db, &p, ada, &rel, &err));
    assert_true(rel.is_self);
    assert_int_equal(judge(&f, p.id, ada, "decline", NULL), DENIED);
    int64_t id = 0;
    assert_int_equal(application_next(f.db, test_arena, f.org, ada, &id, NULL), NOT_FOUND);
    assert_int_equal(application_assign(f.db, test_arena, &(struct apply_assign){f.org, p.id, ada, f.account}, NULL), DENIED);
    /* And who has no right to judge does not either. */
    assert_int_equal(judge(&f, p.id, member(&f, "vic", "viewer"), "decline", NULL), DENIED);
    fixture_close(&f);
}

TEST(two_judge_a_sample_and_a_third_settles_it)
{
    struct fixture f = fixture_open();
    struct apply_form form = opened(&f, 100);
    int64_t ada = member(&f, "ada", "assessor;checker"), ben = member(&f, "ben", "assessor;checker"), cy = member(&f, "cy", "assessor;checker");
    struct application p = handed_in(&f, &form, member(&f, "ann", "viewer")), q = handed_in(&f, &form, member(&f, "bo", "viewer"));

    NEED(judge(&f, p.id, ada, "pass", &err));
    check_str(state_of(&f, p.id), S("second"));
    assert_int_equal(judge(&f, p.id, ada, "pass", NULL), DENIED);
    assert_int_equal(judge(&f, p.id, ben, "more", NULL), BAD_INPUT);
    NEED(judge(&f, p.id, ben, "pass", &err));
    check_str(state_of(&f, p.id), S("passed"));

    NEED(judge(&f, q.id, ada, "pass", &err));
    NEED(judge(&f, q.id, ben, "decline", &err));
    check_str(state_of(&f, q.id), S("third"));
    assert_int_equal(judge(&f, q.id, ben, "decline", NULL), DENIED);
    NEED(judge(&f, q.id, cy, "decline", &err));
    check_str(state_of(&f, q.id), S("declined"));
    assert_int_equal(number_of(&f, "SELECT taken FROM apply_form"), 1);
    q = reload(&f, q.id);
    NEED(application_take_back(f.db, test_arena, &q, cy, &err));
    check_str(state_of(&f, q.id), S("third"));
    assert_int_equal(number_of(&f, "SELECT taken FROM apply_form"), 2);
    fixture_close(&f);
}

TEST(the_line_manager_is_never_the_only_judge)
{
    struct fixture f = fixture_open();
    struct apply_form form = opened(&f, 0);
    int64_t ada = member(&f, "ada", "assessor;checker");
    struct application p = handed_in(&f, &form, member(&f, "ann", "viewer"));

    for (const char *const *who = (const char *const[]){"ada", "ann", NULL}; *who; who++) {
        str address = str_printf(test_arena, "%s@example.org", *who);
        NEED(db_run(f.db, "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, $2, $3, $3, 1)",
                    ARGS(v_int(f.org), v_str(cstr(*who)), v_str(address)), NULL, &err));
    }
    NEED(db_run(f.db, "UPDATE person SET manager_id = (SELECT m.id FROM person m WHERE m.folded = 'ada@example.org') WHERE folded = 'ann@example.org'", NO_ARGS, NULL, &err));
    NEED(judge(&f, p.id, ada, "pass", &err));
    check_str(state_of(&f, p.id), S("second"));
    fixture_close(&f);
}

TEST(the_sample_is_the_same_every_time_and_near_its_share)
{
    int n = 0;

    for (int i = 0; i < 2000; i++) {
        str id = str_printf(test_arena, "application-%d", i);
        bool once = apply_is_sampled(S("seed"), id, 20);
        assert_int_equal(once, apply_is_sampled(S("seed"), id, 20));
        assert_false(apply_is_sampled(S("seed"), id, 0));
        assert_true(apply_is_sampled(S("seed"), id, 100));
        n += once;
    }
    assert_in_range(n, 320, 480);
}

TEST(evidence_has_a_quota_and_removal_keeps_the_hash_and_spares_what_others_hold)
{
    struct fixture f = fixture_open();
    int64_t one = 0, two = 0;
    struct evidence_pieces pieces = {0};
    struct evidence_viewer owner = {.is_owner = true}, stranger = {0};
    struct evidence_folder folder;

    NEED(evidence_open(f.db, test_arena, &(struct evidence_owner){f.org, S("Ann@example.org"), S("Forklift")}, &one, &err));
    NEED(evidence_open(f.db, test_arena, &(struct evidence_owner){f.org, S("bo@example.org"), S("Forklift")}, &two, &err));
    for (int64_t i = one; i <= two; i++)
        NEED(evidence_add(f.db, test_arena, &(struct evidence_new){.folder = i, .item = S(""), .title = S(""), .words = S(""), .url = S(""), .file = S("same text"), .file_name = S("a.txt"), .audience = TO_NAMED}, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM evidence_bytes"), 1);
    NEED(evidence_of(f.db, test_arena, one, &pieces, &err));
    NEED(evidence_folder_get(f.db, test_arena, one, &folder, &err));
    struct evidence_change c = {&folder, &pieces.items[0], &stranger, TO_EVERYBODY};
    assert_int_equal(evidence_remove(f.db, test_arena, &c, NULL), DENIED);
    assert_int_equal(evidence_set_audience(f.db, test_arena, &c, NULL), DENIED);
    c.by = &(struct evidence_viewer){.is_member = true, .may_tidy = true};
    assert_int_equal(evidence_set_audience(f.db, test_arena, &c, NULL), DENIED);   /* opening is for whose it is */
    c.by = &owner;
    NEED(evidence_set_audience(f.db, test_arena, &c, &err));
    NEED(evidence_remove(f.db, test_arena, &c, &err));
    assert_int_equal(evidence_remove(f.db, test_arena, &c, NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM evidence_bytes"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM evidence WHERE removed_at IS NOT NULL AND hash <> ''"), 1);
    NEED(db_run(f.db, "UPDATE evidence_folder SET bytes = $1", ARGS(v_int(EVIDENCE_OWNER_BYTES)), NULL, &err));
    assert_int_equal(evidence_add(f.db, test_arena, &(struct evidence_new){.folder = two, .file = S("more"), .file_name = S("b.txt")}, NULL), LIMIT);
    fixture_close(&f);
}
