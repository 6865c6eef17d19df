#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/mail/mail.h"
#include "format/dsn.h"

static void queue(struct fixture *f, int64_t org, const char *to)
{
    struct mail m = {.org = org, .kind = S("verify"), .to_address = cstr(to), .to_name = S("")};

    NEED(mail_letter(f->app, f->db, test_arena, &(struct letter){.kind = "verify", .link = S("https://badges.example.org/x?a=1&b=2")}, &m, &err));
}

static void set_server(struct fixture *f, const char *url)
{
    NEED(mail_settings_save(f->app, f->db, test_arena,
                            &(struct mail_settings){.has_server = *url != 0,
                                                    .server = {.url = cstr(url), .user = S(""), .password = S("")},
                                                    .from_address = S("b@example.org"), .from_name = S("Badges")},
                            &err));
}

static struct mail_counts counts(struct fixture *f, int64_t org)
{
    struct mail_counts n;

    NEED(mail_count(f->db, test_arena, org, 0, &n, &err));
    return n;
}

static void later(struct fixture *f, msec wait)
{
    clock_set(clock_now() + wait);
    run_jobs(f);
}

TEST(without_a_server_mails_stay_in_the_outbox)
{
    struct fixture f = fixture_open();
    int64_t n;

    queue(&f, f.org, "ann@example.org");
    queue(&f, 0, "bo@example.org");
    assert_int_equal(counts(&f, f.org).outbox, 1);
    assert_int_equal(counts(&f, 0).outbox, 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM job"), 0);
    assert_int_equal(mail_send_waiting(f.app, f.db, f.org, &n, NULL), CONFLICT);
    fixture_close(&f);
}

TEST(a_server_out_of_reach_puts_all_mails_off_at_once)
{
    struct fixture f = fixture_open();

    clock_set(clock_now());
    set_server(&f, "smtp://127.0.0.1:1");
    queue(&f, f.org, "ann@example.org");
    queue(&f, f.org, "bo@example.org");
    later(&f, 2 * SECOND);
    assert_int_equal(counts(&f, f.org).queued, 2);
    assert_int_equal(number_of(&f, "SELECT sum(attempts) FROM mail"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail WHERE last_error IS NOT NULL"), 2);
    later(&f, 30 * SECOND);
    assert_int_equal(number_of(&f, "SELECT sum(attempts) FROM mail"), 1);
    later(&f, 40 * SECOND);
    assert_int_equal(number_of(&f, "SELECT sum(attempts) FROM mail"), 2);
    for (int i = 0; i < 30; i++)
        later(&f, 6 * HOUR + 2 * SECOND);
    assert_int_equal(counts(&f, f.org).queued, 2);
    clock_set(-1);
    fixture_close(&f);
}

TEST(mails_come_back_to_the_outbox_when_the_server_is_removed)
{
    struct fixture f = fixture_open();
    int64_t n = 0;

    clock_set(clock_now());
    set_server(&f, "smtp://127.0.0.1:1");
    queue(&f, f.org, "ann@example.org");
    set_server(&f, "");
    later(&f, 2 * SECOND);
    assert_int_equal(counts(&f, f.org).outbox, 1);
    set_server(&f, "smtp://127.0.0.1:1");
    NEED(mail_send_waiting(f.app, f.db, f.org, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(counts(&f, f.org).queued, 1);
    clock_set(-1);
    fixture_close(&f);
}

TEST(a_mail_being_sent_is_not_sent_a_second_time_by_hand)
{
    struct fixture f = fixture_open();
    int64_t n = 0;

    set_server(&f, "smtp://127.0.0.1:1");
    queue(&f, f.org, "ann@example.org");
    NEED(mail_send_waiting(f.app, f.db, f.org, &n, &err));
    assert_int_equal(n, 0);
    assert_int_equal(mail_retry(f.app, f.db, f.org, 1, NULL), CONFLICT);
    assert_int_equal(mail_retry(f.app, f.db, f.org + 1, 1, NULL), NOT_FOUND);
    fixture_close(&f);
}

static const char sql_as_sent[] = SQL("UPDATE mail SET state = 'sent', created_at = 1795003200000");

TEST(a_mail_that_came_back_is_marked_once_with_what_was_said)
{
    struct fixture f = fixture_open();
    struct mail_list l = {0};
    struct mail_counts n;
    bool found = true;

    NEED(mail_queue(f.app, f.db, test_arena, &(struct mail){.org = f.org, .kind = S("note"), .to_address = S("ann@example.org"),
                    .to_name = S(""), .subject = S("Hello"), .text = S("Hello"), .html = S("")}, &err));
    NEED(mail_find(f.db, test_arena, f.org, S(""), &(struct keyset){.limit = 5}, &l, &err));
    struct dsn d = {.message = str_printf(test_arena, "%lld.1795003200000@badges.example.org", (long long)l.items[0].id),
                    .recipient = S("ann@example.org"), .status = S("5.1.1"), .said = S("550 No such user"), .is_final = true};
    NEED(mail_bounced(f.db, test_arena, &d, &found, &err));
    assert_false(found);                         /* it was not sent yet, and bears another time */
    NEED(db_run(f.db, sql_as_sent, NO_ARGS, NULL, &err));
    NEED(mail_recount(f.db, f.org, &err));
    d.is_final = false;
    NEED(mail_bounced(f.db, test_arena, &d, &found, &err));
    assert_false(found);
    d.is_final = true;
    NEED(mail_bounced(f.db, test_arena, &d, &found, &err));
    assert_true(found);
    NEED(mail_bounced(f.db, test_arena, &d, &found, &err));
    assert_false(found);
    NEED(mail_count(f.db, test_arena, f.org, 0, &n, &err));
    assert_true(n.failed == 1 && n.sent == 0);
    l = (struct mail_list){0};
    NEED(mail_find(f.db, test_arena, f.org, S("failed"), &(struct keyset){.limit = 5}, &l, &err));
    check_str(l.items[0].last_error, S("it came back: 5.1.1 550 No such user"));
    fixture_close(&f);
}
