#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/hook/hook.h"
#include "base/codec.h"

static int64_t make(struct fixture *f, const char *events)
{
    int64_t id = 0;
    str secret;

    NEED(hook_make(f->app, f->db, test_arena,
                   &(struct hook){.org = f->org, .account = f->account, .url = S("https://nowhere.invalid/in"), .listener = S("program"), .events = cstr(events)},
                   &id, &secret, &err));
    return id;
}

TEST(the_signature_is_that_of_standard_webhooks)
{
    str key = base64_decode(test_arena, S("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    check_str(hook_signature(test_arena, key, S("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330 * SECOND, S("{\"test\": 2432232314}")),
              S("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

TEST(a_message_is_written_with_the_event_or_not_at_all)
{
    struct fixture f = fixture_open();

    make(&f, " award.issued ");
    NEED(db_begin(f.db, &err));
    NEED(hook_tell(f.db, test_arena, f.org, "award.issued", 1, &err));
    NEED(hook_tell(f.db, test_arena, f.org, "award.revoked", 1, &err));
    NEED(hook_tell(f.db, test_arena, f.org + 1, "award.issued", 1, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook_send"), 1);
    assert_int_equal(db_end(f.db, CONFLICT, NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook_send"), 0);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM job WHERE kind = 'hook.send'"), 0);
    fixture_close(&f);
}

TEST(an_address_that_fails_is_left_alone_for_longer_and_longer_then_stopped_by_mail)
{
    struct fixture f = fixture_open();
    msec now = clock_now();
    int64_t hook = make(&f, " award.issued ");

    NEED(hook_tell(f.db, test_arena, f.org, "award.issued", 1, &err));
    for (int i = 0; i < 40; i++) {
        clock_set(now + i * HOUR);
        if (i == 30)
            NEED(hook_tell(f.db, test_arena, f.org, "award.issued", 2, &err));
        run_jobs(&f);
    }
    clock_set(-1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook_send WHERE state = 'failed'"), 2);
    assert_in_range(number_of(&f, "SELECT max(attempts) FROM hook_send"), 8, 10);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook WHERE state = 'stopped'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail WHERE kind = 'webhook'"), 1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM job WHERE kind = 'hook.send'"), 0);
    NEED(hook_switch(f.db, test_arena, &(struct hook_act){f.org, hook, f.account}, true, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM hook WHERE state = 'on' AND failing_since IS NULL"), 1);
    fixture_close(&f);
}
