#include "unit/test.h"
#include "unit/web/web.h"
#include "web/asset.h"
#include "web/out.h"
#include "web/page.h"

static struct out new_out(void)
{
    static const struct page page = {.lang = {"en", 2}, .csrf = {"tok\"en", 6}};

    return (struct out){.buf = buf_new(test_arena), .page = &page};
}

TEST(text_and_attributes_escape_all_that_html_reads)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""},
        {"plain", "plain"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onmouseover=\"x", "&quot; onmouseover=&quot;x"},
        {"' onmouseover='x", "&#39; onmouseover=&#39;x"},
        {"a & b &amp; c", "a &amp; b &amp;amp; c"},
        {"</textarea><svg/onload=x>", "&lt;/textarea&gt;&lt;svg/onload=x&gt;"},
        {"ünïcödé 😀", "ünïcödé 😀"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct out o = new_out(), p = new_out();
        out_text(&o, t[i].in);
        check_str_at(i, buf_done(&o.buf), cstr(t[i].want));
        out_attr(&p, cstr(t[i].in));
        check_str_at(i, buf_done(&p.buf), cstr(t[i].want));
    }
}

TEST(a_nul_in_text_becomes_the_replacement_character)
{
    struct out o = new_out();

    out_text(&o, ((str){"a\0b", 3}));
    check_str(buf_done(&o.buf), S("a\xEF\xBF\xBD" "b"));
}

TEST(an_address_is_one_of_few_kinds_or_a_hash_sign)
{
    static const struct { const char *in, *want; } t[] = {
        {"https://example.org/a?b=c&d=e", "https://example.org/a?b=c&amp;d=e"},
        {"HTTP://example.org", "HTTP://example.org"},
        {"mailto:ada@example.org", "mailto:ada@example.org"},
        {"/org/7", "/org/7"},
        {"#top", "#top"},
        {"?page=2", "?page=2"},
        {"awards/new", "awards/new"},
        {"awards?next=a:b", "awards?next=a:b"},
        {"", ""},
        {"/a b\"<>", "/a%20b%22%3C%3E"},
        {"javascript:alert(1)", "#"},
        {"JaVaScRiPt:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"java\tscript:alert(1)", "#"},
        {"java\nscript:alert(1)", "#"},
        {"\x01javascript:alert(1)", "#"},
        {"vbscript:x", "#"},
        {"data:text/html,<script>", "#"},
        {"file:///etc/passwd", "#"},
        {"//evil.example", "#"},
        {"/\\evil.example", "#"},
        {"\\\\evil.example", "#"},
        {"https:evil.example", "#"},
        {"a\\b:c", "#"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct out o = new_out();
        out_url(&o, t[i].in);
        check_str_at(i, buf_done(&o.buf), cstr(t[i].want));
    }
}

TEST(a_part_of_an_address_stays_one_part)
{
    static const struct { const char *in, *want; } t[] = {
        {"plain-1_2~.x", "plain-1_2~.x"}, {"a/b", "a%2Fb"},     {"..", "%2E%2E"}, {".", "%2E"},
        {"a&b=c#d?e", "a%26b%3Dc%23d%3Fe"}, {"\"<>'", "%22%3C%3E%27"}, {"ü", "%C3%BC"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct out o = new_out();
        out_urlpart(&o, t[i].in);
        check_str_at(i, buf_done(&o.buf), cstr(t[i].want));
    }
}

TEST(numbers_are_grouped_in_text_and_plain_in_attributes)
{
    static const struct { int64_t in; const char *text, *attr; } t[] = {
        {0, "0", "0"}, {999, "999", "999"}, {1204, "1,204", "1204"}, {-1000000, "-1,000,000", "-1000000"},
        {INT64_MIN, "-9,223,372,036,854,775,808", "-9223372036854775808"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct out o = new_out(), p = new_out();
        out_text(&o, t[i].in);
        check_str_at(i, buf_done(&o.buf), cstr(t[i].text));
        out_attr(&p, t[i].in);
        check_str_at(i, buf_done(&p.buf), cstr(t[i].attr));
    }
}

TEST(dates_read_for_people_and_for_machines)
{
    struct out o = new_out();
    msec t = 1795491960000;                      /* 2026-11-24T03:46:00Z */

    out_text(&o, as_date(t));
    out_text(&o, as_time(t));
    out_attr(&o, as_date(t));
    check_str(buf_done(&o.buf),
              S("<time datetime=\"2026-11-24\">24 Nov 2026</time>"
                "<time datetime=\"2026-11-24T03:46Z\">24 Nov 2026, 03:46 UTC</time>2026-11-24"));
}

TEST(messages_fill_names_and_escape_their_values)
{
    const str args[] = {S("org"), S("<b>ACME</b>"), S("n"), S("3")};
    static const struct { const char *message, *want; } t[] = {
        {"Badges of {org}", "Badges of &lt;b&gt;ACME&lt;/b&gt;"},
        {"{n} of {n}", "3 of 3"},
        {"{unknown} stays", "{unknown} stays"},
        {"open { brace", "open { brace"},
        {"a & b", "a &amp; b"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct out o = new_out();
        out_message(&o, i % 2, t[i].message, args, 2);
        check_str_at(i, buf_done(&o.buf), cstr(t[i].want));
    }
}

TEST(data_cannot_end_the_script_that_it_stands_in)
{
    struct out o = new_out();

    out_json(&o, S("{\"a\":\"</script><!-- & é\"}"));
    check_str(buf_done(&o.buf), S("{\"a\":\"\\u003c/script\\u003e\\u003c!-- \\u0026 é\"}"));
}

TEST(the_token_field_is_escaped_too)
{
    struct out o = new_out();

    out_csrf(&o);
    check_str(buf_done(&o.buf), S("<input type=\"hidden\" name=\"csrf\" value=\"tok&quot;en\">"));
}

TEST(an_icon_points_into_the_sprite)
{
    struct out o = new_out();

    out_icon(&o, "alert-circle");
    str html = buf_done(&o.buf);
    assert_true(str_contains(html, S("/icons.svg#alert-circle\"")));
    assert_true(str_contains(html, S("aria-hidden=\"true\"")));
}
