#include "format/dsn.h"
#include "unit/test.h"

#define REPORT                                                                 \
    "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <report@mx.example>\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"  \
    "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"         \
    "Diagnostic-Code: smtp; 550 5.1.1 No such\r\n user here\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"                \
    "Message-ID:\r\n <17.1795003200000@badges.example>\r\nSubject: You earned\r\n--b--\r\n"

TEST(a_report_says_which_mail_came_back_and_why)
{
    struct dsn d;
    struct error err = {0};

    check_ok(dsn_read(test_arena, S(REPORT), &d, &err), &err);
    check_str(d.message, S("17.1795003200000@badges.example"));
    check_str(d.recipient, S("ann@example.org"));
    check_str(d.status, S("5.1.1"));
    check_str(d.said, S("550 5.1.1 No such user here"));
    assert_true(d.is_final);
}

TEST(what_is_tried_again_is_not_final_and_other_mail_is_no_report)
{
    static const char *const no[] = {"", "\r\n", "Subject: Hello\r\n\r\nAction without a colon\r\n", "Message-ID: <1.2@x>\r\n\r\nhello",
                                     "Action: failed\r\nStatus: 5.0.0\r\n", "Action: failed\r\nMessage-ID: <>\r\n"};
    struct dsn d;

    check_ok(dsn_read(test_arena, S("Action: delayed\nStatus: 4.4.1\nMessage-Id: <1.2@x>\n"), &d, NULL), NULL);
    assert_false(d.is_final);
    for (size_t i = 0; i < COUNT(no); i++)
        assert_int_equal(dsn_read(test_arena, cstr(no[i]), &d, NULL), BAD_INPUT);
}

static void read_report(struct arena *a, void *ctx)
{
    struct dsn d;

    (void)ctx;
    assert_int_equal(dsn_read(a, S(REPORT), &d, NULL), OK);
    check_str(d.said, S("550 5.1.1 No such user here"));
}

TEST(memory_may_run_out_anywhere)
{
    assert_true(check_each_allocation(read_report, NULL) > 1);
}
