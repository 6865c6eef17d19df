#include "unit/test.h"
#include <unistd.h>
#include "base/clock.h"
#include "base/log.h"

#define MOMENT 1795491966007

static int saved_stderr = -1, pipe_end = -1;

static void begin_capture(void)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    saved_stderr = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    pipe_end = ends[0];
    clock_set(MOMENT);
}

/* What was logged since; a line never exceeds what a pipe holds. */
static str end_capture(void)
{
    char *text = NEW_ARRAY(test_arena, 65536, char);

    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    ssize_t n = read(pipe_end, text, 65536);
    close(pipe_end);
    clock_set(-1);
    log_set_level(LOG_INFO);
    return (str){text, n > 0 ? (size_t)n : 0};
}

TEST(an_event_is_one_line)
{
    begin_capture();
    log_event(LOG_INFO, "server.listen", "addr", "127.0.0.1:8080", NULL);
    log_event(LOG_WARN, "server.slow", NULL);
    check_str(end_capture(), S("2026-11-24T03:46:06Z info server.listen addr=127.0.0.1:8080\n"
                               "2026-11-24T03:46:06Z warn server.slow\n"));
}

TEST(no_value_can_forge_a_line)
{
    static const struct { const char *value, *want; } t[] = {
        {"plain", "plain"}, {"", "\"\""}, {NULL, "\"\""}, {"two words", "\"two words\""},
        {"a=b", "\"a=b\""}, {"say \"x\" \\", "\"say \\\"x\\\" \\\\\""},
        {"Mozilla\n2024-01-01T00:00:00Z info admin.login", "\"Mozilla\\x0a2024-01-01T00:00:00Z info admin.login\""},
        {"\r", "\"\\x0d\""}, {"/x\033]0;pwn\007", "\"/x\\x1b]0;pwn\\x07\""}, {"\xC3\xA9", "\"\xC3\xA9\""},
        {"\xFF", "\"\\xff\""}, {"\xC2\x9B", "\"\\xc2\\x9b\""}, {"\xE2\x80\xAE", "\"\\xe2\\x80\\xae\""},
        {"\xE2\x80\xA8", "\"\\xe2\\x80\\xa8\""},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        begin_capture();
        log_event(LOG_INFO, "e", "v", t[i].value, NULL);
        check_str_at(i, end_capture(), str_printf(test_arena, "2026-11-24T03:46:06Z info e v=%s\n", t[i].want));
    }
}

TEST(long_values_and_lines_are_cut)
{
    char *value = memset(NEW_ARRAY(test_arena, 10001, char), 'x', 10000);
    char *controls = memset(NEW_ARRAY(test_arena, 10001, char), 1, 10000);

    begin_capture();
    log_event(LOG_INFO, "e", "v", value, "w", "kept", NULL);
    log_event(LOG_INFO, "e", "a", controls, "b", controls, "c", controls, NULL);
    str rest = end_capture(), first, second;
    assert_true(str_cut_line(&rest, &first) && str_cut_line(&rest, &second));
    assert_int_equal(rest.n, 0);
    assert_true(str_ends(first, S("xxx...\" w=kept")) && first.n < 1200);
    assert_true(second.n < 4096);
}

TEST(levels_below_the_least_are_silent)
{
    begin_capture();
    log_event(LOG_DEBUG, "hidden", NULL);
    log_set_level(LOG_ERROR);
    log_event(LOG_WARN, "hidden", NULL);
    log_event(LOG_ERROR, "seen", NULL);
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, "seen.too", NULL);
    check_str(end_capture(), S("2026-11-24T03:46:06Z error seen\n2026-11-24T03:46:06Z debug seen.too\n"));
}

TEST(an_error_is_told_with_code_place_and_sentence)
{
    struct error err;

    fail(&err, UNREACHABLE, "mail.example:25", "no answer from the mail server");
    begin_capture();
    log_error("mail.failed", &err);
    check_str(end_capture(), S("2026-11-24T03:46:06Z error mail.failed code=unreachable where=mail.example:25"
                               " text=\"no answer from the mail server\"\n"));
}
