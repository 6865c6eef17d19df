#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/claim/claim.h"
#include "app/mail/mail.h"

static struct claim_link make_link(struct fixture *f, const struct claim_link *like)
{
    struct claim_link l = *like, out;
    int64_t id;

    l.org = f->org;
    l.account = f->account;
    l.achievement = f->badge;
    l.name = S("Open day");
    NEED(claim_create(f->db, test_arena, &l, &id, &err));
    NEED(claim_get(f->db, test_arena, f->org, id, &out, &err));
    return out;
}

/* The token of the newest mail about a claim. */
static str mailed_token(struct fixture *f)
{
    struct mail_list mails = {0};

    NEED(mail_find(f->db, test_arena, f->org, S(""), &(struct keyset){.limit = 1}, &mails, &err));
    assert_int_equal(mails.n, 1);
    ptrdiff_t at = str_find(mails.items[0].text, S("/claimed/"));
    assert_true(at > 0);
    str rest = str_from(mails.items[0].text, (size_t)at + 9), token;
    assert_true(str_cut(&rest, '\n', &token));
    return token;
}

static code come(struct fixture *f, const struct claim_link *l, str email, struct claim_got *got)
{
    NEED(claim_ask(f->app, f->db, test_arena, l, &(struct claim_ask){S("Ann Lee"), email, S(""), S("192.0.2.1")}, &err));
    return claim_take(f->app, f->db, test_arena, mailed_token(f), got, NULL);
}

TEST(an_address_is_proved_by_mail_and_gets_the_badge_once)
{
    struct fixture f = fixture_open();
    struct claim_link l = make_link(&f, &(struct claim_link){0});
    struct claim_got first, again;

    NEED(claim_ask(f.app, f.db, test_arena, &l, &(struct claim_ask){S("Ann Lee"), S("ann@example.org"), S(""), S("192.0.2.1")}, &err));
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 0);
    str token = mailed_token(&f);
    NEED(claim_take(f.app, f.db, test_arena, token, &first, &err));
    assert_true(first.is_new && first.award > 0);
    assert_int_equal(claim_take(f.app, f.db, test_arena, token, &again, NULL), NOT_FOUND);

    assert_int_equal(come(&f, &l, S("ANN@example.org"), &again), OK);
    assert_false(again.is_new);
    assert_int_equal(again.award, first.award);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    assert_int_equal(number_of(&f, "SELECT taken FROM claim_link"), 1);
    fixture_close(&f);
}

TEST(a_link_gives_no_more_than_its_limit_and_only_while_it_is_open)
{
    struct fixture f = fixture_open();
    struct claim_link l = make_link(&f, &(struct claim_link){.open.most = 1, .with_file = true});
    struct claim_got got;
    struct claim_ask q = {S("Bo"), S(""), S(""), S("192.0.2.1")};
    msec now = clock_now();

    assert_int_equal(opening_state(&l.open, now), OPENING_OPEN);
    NEED(claim_take_file(f.app, f.db, test_arena, &l, &q, &got, &err));
    /* `l` still says 0: two who come at the same moment. */
    assert_int_equal(claim_take_file(f.app, f.db, test_arena, &l, &q, &got, NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);

    fixture_close(&f);
}

TEST(the_file_names_nobody_by_address_and_holds_in_every_form)
{
    struct fixture f = fixture_open();
    struct claim_link l = make_link(&f, &(struct claim_link){.with_file = true});
    struct claim_got got;
    struct award_row w;
    struct badge b;

    NEED(claim_take_file(f.app, f.db, test_arena, &l, &(struct claim_ask){S("Bo"), S(""), S(""), S("192.0.2.1")}, &got, &err));
    NEED(award_get(f.db, test_arena, f.org, got.award, &w, &err));
    assert_true(str_starts(w.recipient, S("urn:uuid:")));
    assert_int_equal(w.recipient.n, 45);
    NEED(award_badge(f.db, test_arena, &w, &b, &err));
    assert_int_equal(b.identities.n, 0);
    check_str(b.subject_id, w.recipient);
    for (int form = AWARD_JWT; form <= AWARD_V2_SIGNED; form++) {
        str text;
        NEED(award_text(f.app, f.db, test_arena, &w, (enum award_form)form, &text, &err));
        assert_true(text.n > 0);
    }
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), 0);
    fixture_close(&f);
}

TEST(a_code_works_once_however_it_is_typed)
{
    struct fixture f = fixture_open();
    struct claim_link l = make_link(&f, &(struct claim_link){.by_code = true, .with_file = true});
    struct claim_code_list codes = {0};
    struct claim_got got;

    assert_int_equal(claim_add_codes(f.db, test_arena, &l, CLAIM_CODES + 1, f.account, NULL), BAD_INPUT);
    NEED(claim_add_codes(f.db, test_arena, &l, 3, f.account, &err));
    NEED(claim_codes(f.db, test_arena, l.id, &codes, &err));
    assert_int_equal(codes.n, 3);
    str typed = str_lower(test_arena, claim_code_shown(test_arena, codes.items[0].code));
    struct claim_ask q = {S("Bo"), S(""), typed, S("192.0.2.1")};
    NEED(claim_take_file(f.app, f.db, test_arena, &l, &q, &got, &err));
    assert_int_equal(claim_take_file(f.app, f.db, test_arena, &l, &q, &got, NULL), BAD_INPUT);
    q.code = S("");
    assert_int_equal(claim_take_file(f.app, f.db, test_arena, &l, &q, &got, NULL), BAD_INPUT);
    code c = BAD_INPUT;
    for (int i = 0; i < 40 && c == BAD_INPUT; i++)
        c = claim_take_file(f.app, f.db, test_arena, &l, &q, &got, NULL);
    assert_int_equal(c, LIMIT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    fixture_close(&f);
}

TEST(who_waits_is_approved_or_refused_and_a_refusal_is_told_once)
{
    struct fixture f = fixture_open();
    struct claim_link l = make_link(&f, &(struct claim_link){.needs_approval = true});
    struct claim_got got;
    struct claim_decision d = {f.org, 0, f.account, S("")};

    assert_int_equal(come(&f, &l, S("ann@example.org"), &got), OK);
    assert_int_equal(got.award, 0);
    assert_int_equal(come(&f, &l, S("ann@example.org"), &got), OK);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM claim_entry"), 1);
    d.entry = number_of(&f, "SELECT id FROM claim_entry");

    assert_int_equal(claim_refuse(f.db, test_arena, &d, NULL), BAD_INPUT);
    d.reason = S("Not at the course");
    NEED(claim_refuse(f.db, test_arena, &d, &err));
    NEED(claim_reopen(f.db, test_arena, &d, &err));
    NEED(claim_refuse(f.db, test_arena, &d, &err));
    assert_int_equal(claim_accept(f.app, f.db, test_arena, &d, NULL), CONFLICT);
    int64_t mails = number_of(&f, "SELECT count(*) FROM mail");
    run_jobs(&f);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), mails);
    clock_set(clock_now() + HOUR);
    run_jobs(&f);
    /* As after a death between the mail and the job's end. */
    NEED(job_add(f.db, S("claim.refused"), str_printf(test_arena, "%lld %lld", (long long)f.org, (long long)d.entry), S("again"), 0, &err));
    run_jobs(&f);
    clock_set(-1);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM mail"), mails + 1);

    NEED(claim_reopen(f.db, test_arena, &d, &err));
    NEED(claim_accept(f.app, f.db, test_arena, &d, &err));
    assert_int_equal(claim_accept(f.app, f.db, test_arena, &d, NULL), CONFLICT);
    assert_int_equal(number_of(&f, "SELECT count(*) FROM award"), 1);
    assert_int_equal(number_of(&f, "SELECT taken FROM claim_link"), 1);
    fixture_close(&f);
}

TEST(what_cannot_be_is_refused_at_its_field)
{
    struct fixture f = fixture_open();
    static const struct { struct claim_link l; const char *where; } t[] = {
        {{.name = S("")}, "name"}, {{.name = S("x"), .open = {.opens = 5, .closes = 5}}, "closes"},
        {{.name = S("x"), .open.most = -1}, "most"}, {{.name = S("x"), .needs_approval = true, .with_file = true}, "with_file"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct claim_link l = t[i].l;
        struct error err = {0};
        int64_t id;
        l.org = f.org;
        l.achievement = f.badge;
        assert_int_equal(claim_create(f.db, test_arena, &l, &id, &err), BAD_INPUT);
        assert_string_equal(err.where, t[i].where);
    }
    fixture_close(&f);
}
