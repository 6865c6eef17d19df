/* test_ical.c — a calendar as a file is well-formed, whatever stands in it. */
#include "unit/test.h"
#include "app/calendar/ical.h"

static str file_of(const struct ical_event *e)
{
    struct buf b = buf_new(test_arena);

    ical_begin(&b, S("Dates"));
    ical_put(&b, e);
    ical_end(&b);
    return buf_done(&b);
}

static void check_lines(str file)
{
    while (file.n) {
        size_t n = 0;
        while (n + 1 < file.n && !(file.p[n] == '\r' && file.p[n + 1] == '\n')) {
            assert_true(file.p[n] != '\n' && file.p[n] != '\r');
            n++;
        }
        assert_true(n <= 75);
        assert_true(n + 2 <= file.n);
        file = str_from(file, n + 2);
    }
}

TEST(an_event_is_a_whole_day_with_its_words)
{
    str file = file_of(&(struct ical_event){S("asked-1-2@example.org"), S("Due: Fire safety"), S("Harbour"), S("https://example.org/standards"), {2027, 1, 31}, 1700000000123});

    check_lines(file);
    assert_true(str_contains(file, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")));
    assert_true(str_contains(file, S("\r\nUID:asked-1-2@example.org\r\nDTSTAMP:20231114T221320Z\r\nDTSTART;VALUE=DATE:20270131\r\nSUMMARY:Due: Fire safety\r\n")));
    assert_true(str_contains(file, S("\r\nURL:https://example.org/standards\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")));
}

TEST(text_cannot_break_out_of_its_line)
{
    str file = file_of(&(struct ical_event){S("u"), S("a;b,c\\d\r\nEND:VEVENT\x01\x7f"), S(""), S(""), {2027, 1, 31}, 0});

    check_lines(file);
    assert_true(str_contains(file, S("SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n")));
    assert_false(str_contains(file, S("DESCRIPTION")));
    assert_false(str_contains(file, S("URL:")));
}

TEST(long_lines_are_folded_between_letters)
{
    struct buf b = buf_new(test_arena);

    for (int i = 0; i < 120; i++)
        buf_putz(&b, i % 3 ? "ü" : "€");
    str long_one = buf_done(&b);
    str file = file_of(&(struct ical_event){S("u"), long_one, S(""), S(""), {2027, 1, 31}, 0});
    struct buf whole = buf_new(test_arena);

    check_lines(file);
    for (size_t i = 0; i < file.n; i++)
        if (file.n - i > 2 && memcmp(file.p + i, "\r\n ", 3) == 0)
            i += 2;
        else
            buf_byte(&whole, file.p[i]);
    assert_true(str_contains(buf_done(&whole), str_join(test_arena, S("SUMMARY:"), long_one)));
}

TEST(bytes_that_are_no_text_come_to_an_end)
{
    char broken[300];

    memset(broken, 0x80, sizeof broken);
    check_lines(file_of(&(struct ical_event){S("u"), {broken, sizeof broken}, S(""), S(""), {2027, 1, 31}, 0}));
}
