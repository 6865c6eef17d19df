#include "unit/test.h"
#include "unit/web/canned.h"
#include "unit/web/web.h"
#include "web/mime.h"
#include "web/smtp.h"

#define NOW 1795491960000                        /* Tue, 24 Nov 2026 03:46:00 */

static struct smtp_mail plain_mail(void)
{
    return (struct smtp_mail){
        .from_address = S("badges@acme.example"), .from_name = S("ACME Badges"),
        .to_address = S("ada@example.org"), .to_name = S("Ada Lovelace"),
        .subject = S("Your badge"), .message_id = S("1@acme.example"),
        .text = S("Hello Ada,\n.\nthis is for you: ü=1\n"),
    };
}

static str compose(const struct smtp_mail *m)
{
    struct error err = {0};
    str out = {NULL, 0};

    check_ok(smtp_compose(test_arena, m, NOW, &out, &err), &err);
    return out;
}

TEST(a_mail_has_the_headers_of_a_mail)
{
    struct smtp_mail m = plain_mail();

    check_str(compose(&m),
              S("Date: Tue, 24 Nov 2026 03:46:00 +0000\r\n"
                "From: \"ACME Badges\" <badges@acme.example>\r\n"
                "To: \"Ada Lovelace\" <ada@example.org>\r\n"
                "Subject: Your badge\r\n"
                "Message-ID: <1@acme.example>\r\n"
                "MIME-Version: 1.0\r\n"
                "Auto-Submitted: auto-generated\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                "Hello Ada,\r\n.\r\nthis is for you: =C3=BC=3D1\r\n"));
}

TEST(text_and_html_stand_side_by_side)
{
    struct smtp_mail m = plain_mail();
    m.html = S("<p>Hello</p>");
    m.text = S("--lapel-boundary--\n");
    str mail = compose(&m);
    ptrdiff_t at = str_find(mail, S("boundary=\""));
    assert_true(at > 0);
    str boundary = str_from(mail, (size_t)at + 10);
    boundary = str_slice(boundary, 0, (size_t)str_find_byte(boundary, '"'));
    str line = str_printf(test_arena, "\r\n--" STR_FMT, STR_ARG(boundary));
    size_t n = 0;
    for (str rest = mail; (at = str_find(rest, line)) >= 0; n++)
        rest = str_from(rest, (size_t)at + line.n);
    assert_int_equal(n, 3);
    assert_true(str_ends(mail, str_printf(test_arena, STR_FMT "--\r\n", STR_ARG(line))));
    check_str(compose(&m), mail);                /* the same mail has the same bytes again */
}

TEST(nothing_a_person_wrote_can_begin_a_header)
{
    static const char *const t[] = {"x\r\nBcc: victim@example.net", "x\nBcc: y", "x\rBcc: y", "\x01", "\x7f",
                                    "a\xE2\x80\xAE" "b", "\xff"};

    for (size_t i = 0; i < COUNT(t); i++) {
        for (int field = 0; field < 7; field++) {
            struct smtp_mail m = plain_mail();
            str *const fields[] = {&m.from_address, &m.from_name, &m.to_address, &m.to_name, &m.reply_to,
                                   &m.subject, &m.message_id};
            str out;
            *fields[field] = cstr(t[i]);
            check_code_at(i, smtp_compose(test_arena, &m, NOW, &out, NULL), BAD_INPUT);
        }
    }
}

TEST(addresses_are_plain_or_refused)
{
    static const char *const bad[] = {"", "ada", "ada@", "@example.org", "a@b@c", "ada@example.org>", "<ada@example.org",
                                      "a b@example.org", "ada@example.org,eve@example.org", "\"a\"@example.org",
                                      "ada@example.org\r\nRCPT TO:<victim@example.net>", "ada@ex\xC3\xBC.org"};

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct smtp_mail m = plain_mail();
        str out;
        m.to_address = cstr(bad[i]);
        check_code_at(i, smtp_compose(test_arena, &m, NOW, &out, NULL), BAD_INPUT);
    }
}

TEST(names_and_subjects_are_quoted_or_encoded)
{
    static const struct { const char *in, *phrase, *subject; } t[] = {
        {"Ada", "\"Ada\"", "Ada"},
        {"\"Lapel\" <ceo@bank.example>", "\"\\\"Lapel\\\" <ceo@bank.example>\"", "\"Lapel\" <ceo@bank.example>"},
        {"a\\b", "\"a\\\\b\"", "a\\b"},
        {"J\xC3\xBCrgen", "=?UTF-8?B?SsO8cmdlbg==?=", "=?UTF-8?B?SsO8cmdlbg==?="},
        {"=?UTF-8?B?SGk=?=", "=?UTF-8?B?PT9VVEYtOD9CP1NHaz0/PQ==?=", "=?UTF-8?B?PT9VVEYtOD9CP1NHaz0/PQ==?="},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf p = buf_new(test_arena), s = buf_new(test_arena);
        mime_phrase(&p, cstr(t[i].in));
        mime_unstructured(&s, cstr(t[i].in));
        check_str_at(i, buf_done(&p), cstr(t[i].phrase));
        check_str_at(i, buf_done(&s), cstr(t[i].subject));
    }
}

TEST(long_words_are_cut_between_characters)
{
    struct buf in = buf_new(test_arena), out = buf_new(test_arena);
    str line;

    for (int i = 0; i < 60; i++)
        buf_putz(&in, "\xE2\x82\xAC");
    mime_unstructured(&out, buf_done(&in));
    for (str rest = buf_done(&out); str_cut_line(&rest, &line);)
        assert_true(line.n <= 76 && str_contains(line, S("=?UTF-8?B?4oKs")) && str_ends(line, S("?=")));
}

TEST(lines_of_the_body_stay_short_and_lose_nothing)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""}, {"a", "a\r\n"}, {"a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd\r\n"}, {"end \n", "end=20\r\n"},
        {"tab\t", "tab=09\r\n"}, {"a=b", "a=3Db\r\n"}, {"\x01", "=01\r\n"}, {".dot", ".dot\r\n"},
    };
    struct buf b = buf_new(test_arena);
    str line;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct buf o = buf_new(test_arena);
        mime_quoted_printable(&o, cstr(t[i].in));
        check_str_at(i, buf_done(&o).n ? buf_done(&o) : S(""), cstr(t[i].want));
    }
    struct buf text = buf_new(test_arena);
    for (int i = 0; i < 500; i++)
        buf_putz(&text, i % 7 ? "x" : "\xC3\xBC");
    mime_quoted_printable(&b, buf_done(&text));
    for (str rest = buf_done(&b); str_cut_line(&rest, &line);)
        assert_true(line.n <= 76);
}

/* A mail server that answers by script: one answer for each of our lines. */

struct script { const char *verb, *answer; };

static const char *answer_for(const struct script *s, str line)
{
    for (; s->verb; s++)
        if (str_starts(line, cstr(s->verb)))
            return s->answer;
    return "500 what?\r\n";
}

static void serve_mail(struct canned *c, int fd)
{
    const struct script *s = c->script;
    bool in_data = false;

    c->heard_n = 0;
    canned_say(fd, cstr(answer_for(s, S("greeting"))));
    for (size_t from = 0; canned_hear(c, fd, in_data ? S("\r\n.\r\n") : S("\r\n")); from = c->heard_n) {
        str line = {c->heard + from, c->heard_n - from};
        const char *answer = in_data ? answer_for(s, S("content")) : answer_for(s, line);
        in_data = !in_data && str_starts(line, S("DATA")) && answer[0] == '3';
        canned_say(fd, cstr(answer));
        if (str_starts(line, S("QUIT")))
            return;
    }
}

#define USUAL(greeting, mail, rcpt, data, content)                                         \
    {{"greeting", greeting}, {"EHLO", "250-mx\r\n250 AUTH PLAIN\r\n"}, {"HELO", "250 mx\r\n"}, \
     {"AUTH", "535 no\r\n"}, {"MAIL", mail}, {"RCPT", rcpt}, {"DATA", data}, {"content", content}, \
     {"QUIT", "221 bye\r\n"}, {NULL, NULL}}
#define HI   "220 mx ready\r\n"
#define FINE "250 fine\r\n"
#define GO   "354 go on\r\n"

TEST(the_answers_of_a_server_tell_later_from_never)
{
    static const struct { struct script s[10]; code want; } t[] = {
        {USUAL(HI, FINE, FINE, GO, FINE), OK},
        {USUAL(HI, FINE, "550 no such user\r\n", GO, FINE), BAD_INPUT},
        {USUAL(HI, FINE, "450 greylisted\r\n", GO, FINE), UNREACHABLE},
        {USUAL(HI, FINE, FINE, GO, "554 spam\r\n"), BAD_INPUT},
        {USUAL(HI, FINE, FINE, GO, "451 later\r\n"), UNREACHABLE},
        {USUAL(HI, "550 you may not\r\n", FINE, GO, FINE), UNREACHABLE},
        {USUAL("421 busy\r\n", FINE, FINE, GO, FINE), UNREACHABLE},
        {USUAL("554 go away\r\n", FINE, FINE, GO, FINE), UNREACHABLE},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct canned c;
        struct smtp_mail m = plain_mail();
        struct error err = {0};
        str dialogue = {NULL, 0};
        canned_start(&c, serve_mail, t[i].s);
        const struct smtp_server server = {.url = str_printf(test_arena, "smtp://%s", c.address)};
        check_code_at(i, smtp_send(test_arena, &server, &m, NOW, &dialogue, &err), t[i].want);
        canned_stop(&c);
        check_at(i, str_contains(dialogue, S("< ")));
        check_at(i, t[i].want == OK || err.text[0]);
    }
}

TEST(what_arrives_is_one_mail_with_its_dots_doubled)
{
    static const struct script s[] = USUAL(HI, FINE, FINE, GO, FINE);
    struct canned c;
    struct smtp_mail m = plain_mail();

    canned_start(&c, serve_mail, s);
    const struct smtp_server server = {.url = str_printf(test_arena, "smtp://%s", c.address)};
    check_code(smtp_send(test_arena, &server, &m, NOW, NULL, NULL), OK);
    canned_stop(&c);
    str heard = {c.heard, c.heard_n};
    assert_true(str_contains(heard, S("MAIL FROM:<badges@acme.example>")));
    assert_true(str_contains(heard, S("RCPT TO:<ada@example.org>\r\n")));
    assert_true(str_contains(heard, S("Hello Ada,\r\n..\r\nthis is")));
    assert_int_equal(atomic_load(&c.requests), 1);
}

TEST(a_password_is_not_part_of_the_dialogue)
{
    static const struct script s[] = USUAL(HI, FINE, FINE, GO, FINE);
    struct canned c;
    struct smtp_mail m = plain_mail();
    str dialogue;

    canned_start(&c, serve_mail, s);
    const struct smtp_server server = {.url = str_printf(test_arena, "smtp://%s", c.address),
                                       .user = S("user"), .password = S("secret")};
    check_code(smtp_send(test_arena, &server, &m, NOW, &dialogue, NULL), UNREACHABLE);
    canned_stop(&c);
    assert_true(str_contains(dialogue, S("(not shown)")));
    assert_false(str_contains(dialogue, S("secret")));
    assert_false(str_contains(dialogue, S("AHVzZXIAc2VjcmV0")));
}

TEST(a_server_that_is_not_there_is_unreachable)
{
    struct smtp_mail m = plain_mail();
    const struct smtp_server none = {.url = S("smtp://127.0.0.1:1")}, wrong = {.url = S("file:///etc/passwd")},
                             tls = {.url = S("smtp://127.0.0.1:1"), .require_tls = true};

    check_code(smtp_send(test_arena, &none, &m, NOW, NULL, NULL), UNREACHABLE);
    check_code(smtp_send(test_arena, &wrong, &m, NOW, NULL, NULL), UNREACHABLE);
    check_code(smtp_send(test_arena, &tls, &m, NOW, NULL, NULL), UNREACHABLE);
}

TEST(a_server_without_encryption_is_refused_where_that_is_required)
{
    static const struct script s[] = USUAL(HI, FINE, FINE, GO, FINE);
    struct canned c;
    struct smtp_mail m = plain_mail();

    canned_start(&c, serve_mail, s);
    const struct smtp_server server = {.url = str_printf(test_arena, "smtp://%s", c.address), .require_tls = true};
    check_code(smtp_send(test_arena, &server, &m, NOW, NULL, NULL), UNREACHABLE);
    canned_stop(&c);
    assert_false(str_contains((str){c.heard, c.heard_n}, S("MAIL FROM")));
}
