#include "unit/test.h"
#include "unit/app/fixture.h"
#include "app/award/award_private.h"
#include "app/mail/mail.h"

static code create(struct fixture *f, str text, int64_t *id, struct error *err)
{
    return bulk_create(f->db, test_arena,
                       &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = text,
                                             .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now()},
                       id, err);
}

static int64_t draft(struct fixture *f, str text)
{
    int64_t id = 0;

    NEED(create(f, text, &id, &err));
    return id;
}

static struct bulk_row_list rows_of(struct fixture *f, int64_t id)
{
    struct bulk_row_list rows = {0};

    struct bulk b;

    NEED(bulk_get(f->db, test_arena, f->org, id, &b, &err));
    NEED(bulk_rows(f->db, test_arena, &b, &(struct bulk_page){S(""), {.limit = 20000}}, &rows, &err));
    return rows;
}

static struct bulk list_of(struct fixture *f, int64_t id)
{
    struct bulk b;

    NEED(bulk_get(f->db, test_arena, f->org, id, &b, &err));
    return b;
}

TEST(each_way_of_writing_a_person_is_understood)
{
    static const struct { const char *text, *name, *email, *plan; } t[] = {
        {"ann@example.org", "", "ann@example.org", "award"},
        {"Ann Lee,ann@example.org", "Ann Lee", "ann@example.org", "award"},
        {"ann@example.org;Ann;Lee", "Ann Lee", "ann@example.org", "award"},
        {"Ann\tLee\tAnn@EXAMPLE.org", "Ann Lee", "Ann@example.org", "award"},
        {"Ann Lee <ann@example.org>", "Ann Lee", "ann@example.org", "award"},
        {"Lee, Ann <ann@example.org>", "Ann Lee", "ann@example.org", "award"},
        {"\"Lee, Ann\",ann@example.org", "Lee, Ann", "ann@example.org", "award"},
        {"E-Mail;Name\nann@example.org;Ann", "Ann", "ann@example.org", "award"},
        {"\xEF\xBB\xBFName,Mail address\r\nAnn,ann@example.org\r\n", "Ann", "ann@example.org", "award"},
        {"Ann Lee", "Ann Lee", "", "wrong"},
        {"Ann,ann@", "Ann", "ann@", "wrong"},
        {"Ann,ann lee@example.org", "Ann", "ann lee@example.org", "wrong"},
        {"ann@example.org; bo@example.org", "bo@example.org", "ann@example.org", "wrong"},
        {"Bo,\"Ann\nLee;ann@example.org\"", "Bo Ann Lee", "ann@example.org", "award"},
        {"A\xE2\x80\xAEnn,ann@example.org", "", "", "wrong"},
    };
    struct fixture f = fixture_open();

    for (size_t i = 0; i < COUNT(t); i++) {
        struct bulk_row_list rows = rows_of(&f, draft(&f, cstr(t[i].text)));
        assert_int_equal(rows.n, 1);
        check_str_at(i, rows.items[0].plan, cstr(t[i].plan));
        if (strcmp(t[i].plan, "award") == 0) {
            check_str_at(i, rows.items[0].name, cstr(t[i].name));
            check_str_at(i, rows.items[0].email, cstr(t[i].email));
        } else {
            assert_true(rows.items[0].message.n > 0);
        }
    }
    fixture_close(&f);
}

TEST(lines_with_other_separators_than_the_first_are_understood)
{
    struct fixture f = fixture_open();
    struct bulk_row_list rows = rows_of(&f, draft(&f, S("Ann,ann@example.org\nBo Lee;bo@example.org\nCy\tcy@example.org\n")));

    assert_int_equal(rows.n, 3);
    check_str(rows.items[1].name, S("Bo Lee"));
    check_str(rows.items[1].email, S("bo@example.org"));
    check_str(rows.items[2].name, S("Cy"));
    fixture_close(&f);
}

TEST(a_text_that_is_no_list_is_refused_with_a_sentence)
{
    static const struct { str text; code want; } t[] = {
        {{"", 0}, BAD_INPUT},
        {{" \n\n ", 4}, BAD_INPUT},
        {{"Name,E-mail\n", 12}, BAD_INPUT},
        {{"\xFF\xFE" "a\0b\0", 6}, UNSUPPORTED},
        {{"PK\3\4xxxx", 8}, UNSUPPORTED},
        {{"\"Ann,ann@example.org", 20}, BAD_INPUT},
        {{"Ann\xC3,ann@example.org", 20}, BAD_INPUT},
    };
    struct fixture f = fixture_open();
    struct arena *large = arena_new((size_t)64 << 20);
    struct buf many = buf_new(large);
    struct error why = {0};
    int64_t id;

    for (size_t i = 0; i < COUNT(t); i++) {
        assert_int_equal(create(&f, t[i].text, &id, &why), t[i].want);
        assert_string_equal(why.where, "people");
        assert_true(why.text[0] != 0);
    }
    for (int i = 0; i < 200002; i++)
        buf_printf(&many, "p%d@example.org\n", i);
    assert_int_equal(create(&f, buf_done(&many), &id, &why), LIMIT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_batch"), 0);
    arena_free(large);
    fixture_close(&f);
}

TEST(a_day_in_the_future_and_a_draft_badge_are_refused)
{
    struct fixture f = fixture_open();
    struct error why = {0};
    int64_t id;
    struct bulk_source s = {.org = f.org, .achievement = f.badge, .text = S("a@example.org"), .narrative = S(""),
                            .evidence_url = S(""), .awarded_on = clock_now() + 400 * DAY};

    assert_int_equal(bulk_create(f.db, test_arena, &s, &id, &why), BAD_INPUT);
    assert_string_equal(why.where, "awarded_on");
    s.awarded_on = clock_now();
    NEED(catalog_archive(f.db, f.org, f.badge, true, &err));
    assert_int_equal(bulk_create(f.db, test_arena, &s, &id, &why), CONFLICT);
    s.org++;
    assert_int_equal(bulk_create(f.db, test_arena, &s, &id, &why), NOT_FOUND);
    fixture_close(&f);
}

TEST(a_list_is_planned_awarded_corrected_and_tried_again)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("Zoe,zoe@example.org\n"));

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    id = draft(&f, S("Ann,ann@example.org\nBo,bo@\nAnn again,ANN@example.org\nZoe,Zoe@example.org\nCy,cy@example.org\n"));
    struct bulk b = list_of(&f, id);
    assert_int_equal(b.n_award, 2);
    assert_int_equal(b.n_wrong, 1);
    assert_int_equal(b.n_double, 1);
    assert_int_equal(b.n_holds, 1);

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    assert_int_equal(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, NULL), CONFLICT);
    run_jobs(&f);
    b = list_of(&f, id);
    check_str(b.state, S("done"));
    assert_int_equal(b.n_done, 2);
    assert_int_equal(b.n_failed, 1);

    assert_int_equal(bulk_correct(f.db, test_arena, &(struct bulk_act){f.org, id, f.account}, 2, S("Bo"), S("still wrong"), NULL), BAD_INPUT);
    NEED(bulk_correct(f.db, test_arena, &(struct bulk_act){f.org, id, f.account}, 2, S("Bo"), S("bo@example.org"), &err));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    b = list_of(&f, id);
    assert_int_equal(b.n_done, 3);
    assert_int_equal(b.n_failed, 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 4);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 4);
    fixture_close(&f);
}

TEST(a_corrected_line_is_planned_against_the_list_and_what_people_hold)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("Ann,ann@example.org\nBo,bo@\n"));

    NEED(bulk_correct(f.db, test_arena, &(struct bulk_act){f.org, id, f.account}, 2, S("Bo"), S("ann@example.org"), &err));
    check_str(rows_of(&f, id).items[1].plan, S("skip-double"));
    NEED(bulk_leave_out(f.db, test_arena, f.org, id, 1, &err));
    NEED(bulk_correct(f.db, test_arena, &(struct bulk_act){f.org, id, f.account}, 2, S("Bo"), S("ann@example.org"), &err));
    check_str(rows_of(&f, id).items[1].plan, S("award"));
    assert_int_equal(bulk_correct(f.db, test_arena, &(struct bulk_act){f.org + 1, id, f.account}, 2, S("x"), S("x@example.org"), NULL), NOT_FOUND);
    fixture_close(&f);
}

TEST(two_lists_with_the_same_person_give_one_award)
{
    struct fixture f = fixture_open();
    int64_t one = draft(&f, S("ann@example.org\n")), two = draft(&f, S("ann@example.org\n"));

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, one, 0}, &err));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, two, 0}, &err));
    run_jobs(&f);
    assert_int_equal(list_of(&f, one).n_done + list_of(&f, two).n_done, 1);
    assert_int_equal(list_of(&f, one).n_skipped + list_of(&f, two).n_skipped, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    fixture_close(&f);
}

TEST(one_person_by_two_addresses_on_a_list_gets_one_award)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("ann@example.org\nbo@example.org\nlee@home.example\n"));
    struct bulk b;

    NEED(db_run(f.db, "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, '', 'ann@example.org', 'ann@example.org', 0)",
                ARGS(v_int(f.org)), NULL, &err));
    NEED(db_run(f.db, "INSERT INTO person_address (org_id, folded, address, person_id)"
                      " SELECT org_id, 'lee@home.example', 'lee@home.example', id FROM person WHERE folded = 'ann@example.org'",
                NO_ARGS, NULL, &err));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    b = list_of(&f, id);
    assert_int_equal(b.n_done, 2);
    assert_int_equal(b.n_skipped, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM person"), 2);
    fixture_close(&f);
}

TEST(a_badge_archived_meanwhile_fails_the_rest_with_a_sentence)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("ann@example.org\n"));

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    NEED(catalog_archive(f.db, f.org, f.badge, true, &err));
    run_jobs(&f);
    check_str(list_of(&f, id).state, S("done"));
    check_str(rows_of(&f, id).items[0].state, S("failed"));
    assert_true(rows_of(&f, id).items[0].message.n > 0);
    NEED(catalog_archive(f.db, f.org, f.badge, false, &err));
    NEED(catalog_publish(f.db, test_arena, f.org, f.badge, &err));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    check_str(rows_of(&f, id).items[0].state, S("done"));
    fixture_close(&f);
}

TEST(a_list_without_its_job_is_stuck_and_may_be_started_again)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("ann@example.org\n"));
    struct bulk b;

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    b = list_of(&f, id);
    assert_false(bulk_is_stuck(f.db, test_arena, &b));
    NEED(db_run(f.db, "UPDATE job SET state = 2", NO_ARGS, NULL, &err));
    assert_true(bulk_is_stuck(f.db, test_arena, &b));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    assert_int_equal(list_of(&f, id).n_done, 1);
    fixture_close(&f);
}

TEST(a_draft_is_thrown_away_and_a_sent_list_is_not)
{
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("ann@example.org\n")), sent = draft(&f, S("bo@example.org\n"));

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, sent, 0}, &err));
    assert_int_equal(bulk_discard(f.db, test_arena, &(struct bulk_act){f.org, sent, 0}, NULL), CONFLICT);
    assert_int_equal(bulk_discard(f.db, test_arena, &(struct bulk_act){f.org + 1, id, 0}, NULL), NOT_FOUND);
    NEED(bulk_discard(f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_batch_line"), 1);
    fixture_close(&f);
}

/* ---- pages of a list ---- */

static void check_page(struct fixture *f, const struct bulk *b, const struct bulk_page *p, const char *want)
{
    struct bulk_row_list rows = {0};
    struct buf got = buf_new(test_arena);

    NEED(bulk_rows(f->db, test_arena, b, p, &rows, &err));
    for (size_t i = 0; i < rows.n; i++)
        buf_printf(&got, "%s%lld" STR_FMT, i ? " " : "", (long long)rows.items[i].number,
                   STR_ARG(str_slice(rows.items[i].state, 0, 1)));
    check_str(buf_done(&got), cstr(want));
}

TEST(a_list_is_read_forward_and_back_whether_awarded_or_not)
{
    static const struct { const char *only; struct keyset at; const char *want; } t[] = {
        {"", {.limit = 4}, "1d 2f 3d 4d"},
        {"", {.after = 4, .limit = 4}, "5s 6d 7f"},
        {"", {.before = 5, .limit = 3}, "4d 3d 2f"},
        {"", {.before = 1, .limit = 3}, ""},
        {"done", {.limit = 3}, "1d 3d 4d"},
        {"done", {.after = 4, .limit = 3}, "6d"},
        {"done", {.before = 4, .limit = 3}, "3d 1d"},
        {"failed", {.limit = 3}, "2f 7f"},
        {"failed", {.before = 7, .limit = 3}, "2f"},
        {"skipped", {.limit = 3}, "5s"},
        {"skip-double", {.limit = 3}, "5s"},
    };
    struct fixture f = fixture_open();
    int64_t id = draft(&f, S("a@example.org\nb@\nc@example.org\nd@example.org\nC@example.org\nf@example.org\ng\n"));

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    struct bulk b = list_of(&f, id);
    for (size_t i = 0; i < COUNT(t); i++)
        check_page(&f, &b, &(struct bulk_page){cstr(t[i].only), t[i].at}, t[i].want);
    fixture_close(&f);
}

/* More than one commit, people known before, and some who hold the badge. */
TEST(counts_are_kept_through_every_commit_of_a_long_list)
{
    struct fixture f = fixture_open();
    struct buf some = buf_new(test_arena), all = buf_new(test_arena);
    struct mail_counts mails;

    for (int i = 0; i < 1300; i++) {
        if (i % 5 == 0)
            buf_printf(&some, "Person %d,p%d@example.org\n", i, i);
        buf_printf(&all, "Person %d,P%d@Example.org\n", i, i);
    }
    int64_t first = draft(&f, buf_done(&some)), second = draft(&f, buf_done(&all));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, first, 0}, &err));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, second, 0}, &err));
    run_jobs(&f);
    struct bulk b = list_of(&f, second);
    assert_int_equal(b.n_done, 1040);
    assert_int_equal(b.n_skipped, 260);
    assert_int_equal(b.n_waiting, 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1300);
    assert_int_equal(number_of(&f, "SELECT count(DISTINCT person_id) FROM award"), 1300);
    assert_int_equal(number_of(&f, "SELECT count(DISTINCT status_index) FROM award"), 1300);
    assert_int_equal(number_of(&f, "SELECT award_count FROM achievement"), 1300);
    assert_int_equal(number_of(&f, "SELECT next_place FROM status_list"), 1300);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award_batch_line"), 260);
    NEED(mail_count(f.db, test_arena, f.org, second, &mails, &err));
    assert_int_equal(mails.outbox, 1040);
    NEED(mail_count(f.db, test_arena, f.org, 0, &mails, &err));
    assert_int_equal(mails.outbox, 1300);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 1300);
    fixture_close(&f);
}

/* Long enough to be read by a job. */
static int64_t long_draft(struct fixture *f, int lines)
{
    struct buf b = buf_new(test_arena);
    int64_t id = 0;

    for (int i = 0; i < lines; i++)
        buf_printf(&b, "Person of the list %d,p%d@example.org\n", i, i);
    NEED(bulk_create(f->db, test_arena,
                     &(struct bulk_source){.org = f->org, .achievement = f->badge, .account = f->account, .text = buf_done(&b),
                                           .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now(), .may_wait = true},
                     &id, &err));
    check_str(list_of(f, id).state, S("reading"));
    return id;
}

static void let_it_grow(struct fixture *f, int64_t pages)
{
    int64_t n = pages ? number_of(f, "PRAGMA page_count") + pages : 1 << 30;

    number_of(f, str_z(test_arena, str_printf(test_arena, "PRAGMA max_page_count = %lld", (long long)n)));
}

TEST(a_list_that_is_half_read_when_the_disk_is_full_is_no_draft_and_read_again)
{
    struct fixture f = fixture_open();
    int64_t id = long_draft(&f, 8000);

    let_it_grow(&f, 60);
    run_jobs(&f);
    assert_true(number_of(&f, "SELECT count(*) FROM award_batch_line") < 8000);
    check_str(list_of(&f, id).state, S("reading"));
    let_it_grow(&f, 0);
    NEED(db_run(f.db, "UPDATE job SET run_at = 0", NO_ARGS, NULL, &err));
    run_jobs(&f);
    struct bulk b = list_of(&f, id);
    check_str(b.state, S("draft"));
    assert_int_equal(b.total, 8000);
    assert_int_equal(b.n_award, 8000);
    fixture_close(&f);
}

TEST(a_list_is_left_when_nobody_has_been_reading_it_for_two_minutes)
{
    struct fixture f = fixture_open();
    int64_t id = long_draft(&f, 8000);
    struct bulk b = list_of(&f, id);
    msec began = b.starts;

    clock_set(began + 3 * MINUTE);
    assert_false(bulk_is_left(f.db, test_arena, &b));
    NEED(db_run(f.db, "DELETE FROM job", NO_ARGS, NULL, &err));
    assert_true(bulk_is_left(f.db, test_arena, &b));
    clock_set(began + MINUTE);
    assert_false(bulk_is_left(f.db, test_arena, &b));
    clock_set(-1);
    NEED(bulk_discard(f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    fixture_close(&f);
}

TEST(a_list_whose_text_was_deleted_while_it_waited_is_no_empty_draft)
{
    struct fixture f = fixture_open();
    int64_t id = long_draft(&f, 8000);

    NEED(db_run(f.db, "DELETE FROM award_batch_source", NO_ARGS, NULL, &err));
    run_jobs(&f);
    struct bulk b = list_of(&f, id);
    check_str(b.state, S("reading"));
    assert_false(job_is_queued(f.db, str_printf(test_arena, "award.read:%lld:%lld", (long long)id, (long long)b.starts)));
    fixture_close(&f);
}

/* Between the end of a reading and the end of its job. */
TEST(columns_named_while_the_job_before_still_ends_are_read_by_a_job_of_their_own)
{
    struct fixture f = fixture_open();
    int64_t id = long_draft(&f, 8000);
    struct bulk b = list_of(&f, id);

    NEED(db_run(f.db, "UPDATE award_batch SET state = 'draft', starts_at = NULL", NO_ARGS, NULL, &err));
    clock_set(b.starts + SECOND);
    NEED(bulk_is_read(f.db, &b, &err));
    NEED(bulk_read_on(f.db, test_arena, &b, &err));
    clock_set(-1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM job WHERE kind = 'award.read'"), 2);
    NEED(db_run(f.db, "UPDATE job SET run_at = 0", NO_ARGS, NULL, &err));
    run_jobs(&f);
    b = list_of(&f, id);
    check_str(b.state, S("draft"));
    assert_int_equal(b.total, 8000);
    fixture_close(&f);
}

TEST(the_first_of_two_addresses_that_differ_in_letters_is_kept_in_each_award)
{
    struct fixture f = fixture_open();
    struct award_list awards = {0};
    int64_t id = draft(&f, S("Ann,Ann@example.org\n")), again;

    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, id, 0}, &err));
    run_jobs(&f);
    f.badge = make_badge(&f, S("Crane"), 0);
    again = draft(&f, S("ANN@EXAMPLE.ORG\n"));
    NEED(bulk_start(f.app, f.db, test_arena, &(struct bulk_act){f.org, again, 0}, &err));
    run_jobs(&f);
    NEED(award_find(f.db, test_arena, f.org, &(struct award_filter){.at = {.limit = 10}}, &awards, &err));
    assert_int_equal(awards.n, 2);
    check_str(awards.items[1].recipient, S("Ann@example.org"));
    check_str(awards.items[0].recipient, S("ANN@example.org"));
    assert_int_equal(awards.items[0].person, awards.items[1].person);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award WHERE recipient = ''"), 1);
    fixture_close(&f);
}
