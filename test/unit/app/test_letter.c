#include "unit/test.h"
#include "unit/app/fixture.h"

#include "app/brand.h"
#include "app/colour.h"
#include "app/mail/mail.h"
#include "web/text.h"

static struct letter about(const struct fixture *f)
{
    return (struct letter){.kind = "revoked", .org = f->org, .badge = S("First aid"), .reason = S("A <mistake>"),
                           .link = S("https://x.example/?a=1&b=2")};
}

static struct mail written(struct fixture *f, const struct letter *l, const char *to)
{
    struct mail m = {.org = f->org, .to_address = cstr(to), .to_name = S("<Ann>")};

    NEED(letter_write(f->app, f->db, test_arena, l, &m, &err));
    return m;
}

TEST(every_kind_says_the_same_in_text_and_html_in_every_language)
{
    struct fixture f = fixture_open();
    size_t n, languages;
    const struct letter_kind *kinds = letter_kinds(&n);
    const struct spoken *spoken = text_languages(&languages);

    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < languages; l++) {
            struct mail m = {.to_name = S("<Ann>"), .person = 7};
            struct letter letter = about(&f);
            letter.kind = kinds[i].name;
            letter.subject = letter.opening = *kinds[i].subject ? NULL : "Something happened";
            NEED(letter_write_as(f.app, f.db, test_arena, &letter, &(struct letter_how){spoken[l].code, NULL}, &m, &err));
            assert_true(m.subject.n > 0);
            assert_false(str_contains(m.subject, S("{")) || str_contains(m.text, S("{")));
            assert_true(str_contains(m.html, S("&lt;Ann&gt;")) && !str_contains(m.html, S("<Ann>")));
            if (*kinds[i].action)
                assert_true(str_contains(m.text, letter.link) && str_contains(m.html, S("href=\"https://x.example/?a=1&amp;b=2\"")));
            assert_true(str_contains(m.html, str_printf(test_arena, "<html lang=\"" STR_FMT "\"", STR_ARG(spoken[l].code))));
            if (kinds[i].topic)
                assert_true(str_contains(m.text, S("/mail-choices/")));
        }
    fixture_close(&f);
}

static const char sql_speaks_german[] = SQL("UPDATE account SET lang = 'de' WHERE id = $1");

TEST(a_mail_speaks_what_its_receiver_chose_else_what_the_organisation_does)
{
    struct fixture f = fixture_open();
    struct letter l = about(&f);

    check_str(written(&f, &l, "ann@example.org").lang, S("en"));
    NEED(letter_rule_set(f.db, f.org, &(struct letter_rule){S("de"), S("Kai 1\nHamburg"), S("")}, &err));
    struct mail m = written(&f, &l, "ann@example.org");
    check_str(m.subject, S("Ihr Badge „First aid“ wurde widerrufen"));
    assert_true(str_contains(m.text, S("<Ann>,")) && str_contains(m.text, S("Kai 1\nHamburg")));
    assert_ptr_equal(words_spoken(), NULL);      /* the thread goes on in its own language */
    NEED(letter_rule_set(f.db, f.org, &(struct letter_rule){S("en"), S(""), S("")}, &err));
    NEED(db_run(f.db, sql_speaks_german, ARGS(v_int(f.account)), NULL, &err));
    check_str(written(&f, &l, "Maya@Example.org").lang, S("de"));
    fixture_close(&f);
}

TEST(who_asks_on_a_page_gets_the_mail_in_the_language_of_the_page)
{
    struct fixture f = fixture_open();
    struct letter l = about(&f);

    l.asked_here = true;
    text_speak(S("de"));
    check_str(written(&f, &l, "ann@example.org").lang, S("de"));
    text_speak(S("en"));
    check_str(written(&f, &l, "ann@example.org").lang, S("en"));
    fixture_close(&f);
}

TEST(an_organisations_words_are_checked_kept_undone_and_put_back)
{
    struct fixture f = fixture_open();
    struct letter l = about(&f);
    const struct letter_kind *k = letter_kind(S("revoked"));
    struct letter_edit e = {f.org, k, S("en")};
    struct letter_words one = {0, S("No more {badge}"), S("Dear {name}, {reason}")}, two = {0, S("Gone: {badge}"), S("{reason}")};
    static const char *const wrong[][2] = {
        {"", "x"}, {"x", " "}, {"{sender}", "x"}, {"x", "{bad ge}"}, {"x", "open {name"}, {"x\ny", "x"}, {"{}", "x"},
    };

    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(letter_words_set(f.db, test_arena, &e, &(struct letter_words){1, cstr(wrong[i][0]).n ? cstr(wrong[i][0]) : S(" "), cstr(wrong[i][1])}, NULL),
                         BAD_INPUT);
    assert_int_equal(letter_words_undo(f.db, test_arena, &e, NULL), CONFLICT);
    NEED(letter_words_set(f.db, test_arena, &e, &one, &err));
    check_str(written(&f, &l, "ann@example.org").subject, S("No more First aid"));
    assert_true(str_contains(written(&f, &l, "ann@example.org").text, S("Dear <Ann>, A <mistake>")));
    NEED(letter_words_set(f.db, test_arena, &e, &two, &err));
    check_str(written(&f, &l, "ann@example.org").subject, S("Gone: First aid"));
    NEED(letter_words_undo(f.db, test_arena, &e, &err));
    check_str(written(&f, &l, "ann@example.org").subject, S("No more First aid"));
    NEED(letter_words_set(f.db, test_arena, &e, &(struct letter_words){0}, &err));
    check_str(written(&f, &l, "ann@example.org").subject, S("Your badge “First aid” was revoked"));
    NEED(letter_words_undo(f.db, test_arena, &e, &err));
    check_str(written(&f, &l, "ann@example.org").subject, S("No more First aid"));
    NEED(letter_words_set(f.db, test_arena, &e, &(struct letter_words){0, letter_standard(k, S("en")).subject, letter_standard(k, S("en")).opening}, &err));
    assert_int_equal(written(&f, &l, "ann@example.org").words, 0);
    fixture_close(&f);
}

TEST(what_strangers_typed_makes_no_second_line_of_a_subject)
{
    struct fixture f = fixture_open();
    struct letter l = about(&f);

    l.badge = S("A\r\nBcc: all@example.org\xe2\x80\xae");
    struct mail m = written(&f, &l, "ann@example.org");
    assert_int_equal(str_find_byte(m.subject, '\n'), -1);
    assert_true(str_contains(m.subject, S("A  Bcc: all@example.org ")));
    l.badge = str_printf(test_arena, "%0900d", 0);
    assert_true(written(&f, &l, "ann@example.org").subject.n <= 400);
    fixture_close(&f);
}

static void write_a_notice(struct arena *a, void *ctx)
{
    struct fixture *f = ctx;
    struct mail m = {.to_name = S("Ann")};
    struct letter l = {.kind = "reset", .link = S("https://x.example/")};

    words_speak(NULL);
    NEED(letter_write_as(f->app, f->db, a, &l, &(struct letter_how){S("de"), NULL}, &m, &err));
}

TEST(a_letter_that_memory_does_not_suffice_for_is_no_letter)
{
    struct fixture f = fixture_open();

    assert_true(check_each_allocation(write_a_notice, &f) > 10);
    words_speak(NULL);
    fixture_close(&f);
}

TEST(the_button_has_the_organisations_colour_and_can_be_read)
{
    static const char *const colours[] = {"#ffffff", "#000000", "#ffff00", "#777777", "#6b2f75", "#00aaff"};
    struct fixture f = fixture_open();

    for (size_t i = 0; i < COUNT(colours); i++) {
        struct letter_look look;
        struct colour ground, ink;
        NEED(brand_set(f.db, f.org, 0, f.account, &(struct brand_chosen){cstr(colours[i]), S(""), S(""), S("")}, &err));
        NEED(letter_look(f.app, f.db, test_arena, f.org, 0, &look, &err));
        assert_true(colour_read(look.ground, &ground) && colour_read(look.ink, &ink));
        assert_true(colour_contrast(ground, ink) >= 4.5);
        struct letter l = about(&f);
        assert_true(str_contains(written(&f, &l, "ann@example.org").html, str_printf(test_arena, "bgcolor=\"" STR_FMT "\"", STR_ARG(look.ground))));
    }
    fixture_close(&f);
}

static const char sql_person[] = SQL(
    "INSERT INTO person (org_id, name, email, folded, created_at) VALUES ($1, 'Ann', 'Ann@example.org', 'ann@example.org', 1) RETURNING id");

TEST(choices_belong_to_the_link_of_one_person_and_nobody_else)
{
    struct fixture f = fixture_open();
    struct letter l = about(&f);
    struct letter_choice c;
    int64_t person = 0, org = 0, other = 0;

    NEED(db_int(f.db, sql_person, ARGS(v_int(f.org)), &person, &err));
    str path = letter_choices_path(test_arena, f.app, f.org, person), token = str_from(path, 14);
    assert_true(letter_choices_read(test_arena, f.app, token, &org, &other) && org == f.org && other == person);
    str forged = str_printf(test_arena, "%lld.%lld" STR_FMT, (long long)f.org, (long long)person + 1, STR_ARG(str_from(token, 3)));
    assert_false(letter_choices_read(test_arena, f.app, forged, &org, &other));
    assert_false(letter_choices_read(test_arena, f.app, S("1.1"), &org, &other) || letter_choices_read(test_arena, f.app, S(""), &org, &other));
    NEED(letter_refuse(f.db, test_arena, f.org, person, "reminders", true, &err));
    NEED(letter_refuse(f.db, test_arena, f.org, person, "team", true, &err));
    NEED(letter_refuse(f.db, test_arena, f.org, person, "reminders", true, &err));
    NEED(letter_choice_get(f.db, test_arena, f.org, person, &c, &err));
    check_str(c.refused, S("team reminders"));
    NEED(letter_refuse(f.db, test_arena, f.org, person, "team", false, &err));
    NEED(letter_choice_get(f.db, test_arena, f.org, person, &c, &err));
    assert_true(letter_refused(c.refused, "reminders") && !letter_refused(c.refused, "team") && !letter_refused(c.refused, ""));
    c.lang = S("de");
    NEED(letter_choice_set(f.db, test_arena, &c, &err));
    check_str(written(&f, &l, "ann@example.org").lang, S("de"));
    assert_int_equal(written(&f, &l, "ann@example.org").person, person);
    assert_int_equal(letter_choice_get(f.db, test_arena, f.org + 1, person, &c, NULL), NOT_FOUND);
    fixture_close(&f);
}

static str state_of(struct fixture *f, const char *kind)
{
    struct mail_list all = {0};

    NEED(mail_find(f->db, test_arena, f->org, S(""), &(struct keyset){.limit = 20}, &all, &err));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.items[i].kind, cstr(kind)))
            return all.items[i].state;
    return S("none");
}

TEST(a_suspension_that_is_taken_back_in_time_is_told_to_nobody)
{
    struct fixture f = fixture_open();
    struct award_context *c;
    int64_t id = 0;

    clock_set(clock_now());
    NEED(mail_settings_save(f.app, f.db, test_arena, &(struct mail_settings){.has_server = true, .server = {.url = S("smtp://127.0.0.1:1"), .user = S(""), .password = S("")},
                            .from_address = S("b@example.org"), .from_name = S("Badges")}, &err));
    NEED(award_context_open(f.app, f.db, test_arena, f.org, f.badge, &c, &err));
    NEED(award_issue(c, f.db, test_arena, &(struct award_request){.org = f.org, .achievement = f.badge, .account = f.account, .name = S("Ann"), .email = S("ann@example.org"),
                     .narrative = S(""), .evidence_url = S(""), .awarded = clock_now()}, &id, &err));
    award_context_close(c);
    NEED(db_run(f.db, "DELETE FROM mail", NO_ARGS, NULL, &err));     /* no server takes it, and it would be tried first */
    NEED(award_suspend(f.db, test_arena, f.org, id, &(struct award_act){f.account, S("Look again")}, &err));
    check_str(state_of(&f, "suspended"), S("queued"));
    NEED(award_reinstate(f.db, test_arena, f.org, id, &(struct award_act){f.account, S("")}, &err));
    clock_set(clock_now() + 11 * MINUTE);
    run_jobs(&f);
    check_str(state_of(&f, "suspended"), S("dropped"));
    check_str(state_of(&f, "reinstated"), S("none"));
    NEED(letter_rule_set(f.db, f.org, &(struct letter_rule){S("en"), S(""), S("revoked")}, &err));
    NEED(award_revoke(f.db, test_arena, f.org, id, f.account, S("No"), &err));
    check_str(state_of(&f, "revoked"), S("none"));
    clock_set(-1);
    fixture_close(&f);
}
