#include "unit/test.h"
#include "unit/web/html_check.h"
#include "web/markdown.h"

static str render(str source)
{
    struct buf b = buf_new(test_arena);

    markdown_write(&b, source);
    return buf_done(&b);
}

TEST(markdown_becomes_plain_elements)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""},
        {"Pass *both* and **sign**.", "<p>Pass <em>both</em> and <strong>sign</strong>.</p>\n"},
        {"# One\n\n###### Six", "<h3>One</h3>\n<h6>Six</h6>\n"},
        {"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
        {"3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"},
        {"    <b>x</b>", "<pre><code>&lt;b&gt;x&lt;/b&gt;\n</code></pre>\n"},
        {"a  \nb\nc", "<p>a<br>\nb\nc</p>\n"},
        {"`a<b`", "<p><code>a&lt;b</code></p>\n"},
        {"---", "<hr>\n"},
        {"[text](https://example.org/a)",
         "<p><a href=\"https://example.org/a\" rel=\"nofollow noopener\">text</a>"
         " <span class=\"link-host\">(example.org)</span></p>\n"},
        {"<mailto:ada@example.org>",
         "<p><a href=\"mailto:ada@example.org\" rel=\"nofollow noopener\">mailto:ada@example.org</a></p>\n"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, render(cstr(t[i].in)), cstr(t[i].want));
}

TEST(what_could_do_harm_is_dropped_or_shown_as_text)
{
    static const struct { const char *in, *want; } t[] = {
        {"<script>alert(1)</script>", ""},
        {"a <b onclick=x>b</b>", "<p>a b</p>\n"},
        {"[x](javascript:alert(1))", "<p>x</p>\n"},
        {"[x](JAVASCRIPT:alert(1))", "<p>x</p>\n"},
        {"[x](data:text/html,y)", "<p>x</p>\n"},
        {"[x](/local)", "<p>x</p>\n"},
        {"[x](//evil.example)", "<p>x</p>\n"},
        {"[x](&#106;avascript:alert(1))", "<p>x</p>\n"},
        {"![pixel](https://evil.example/p.gif)", "<p>pixel</p>\n"},
        {"<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"},
        {"[a](https://e.org/\" onmouseover=\"x)", "<p>[a](https://e.org/&quot; onmouseover=&quot;x)</p>\n"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, render(cstr(t[i].in)), cstr(t[i].want));
}

TEST(hostile_samples_leave_only_allowed_html)
{
    static const char *const t[] = {
        "<ScRiPt>alert(1)</sCrIpT>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<iframe src=javascript:alert(1)>", "<!-- x --><b>", "<![CDATA[x]]>", "<?php x ?>",
        "[a](<javascript:alert(1)>)", "[a]: javascript:alert(1)\n\n[a]", "[a](vbscript:x \"t\")",
        "[a](https://e.org/%22%20onload=x)", "[a](https://e.org \"\"onload=\"x\")",
        "```html\n<script>\n```", "~~~\"><script>\n~~~", "![<script>](x)", "[![a](b)](javascript:c)",
        "\\<script>", "&lt;script&gt;", "&#60;script&#62;", "<a href=\"x\">", "*a**b*c**", "> > > - - - a",
        "[a](https://user:pass@host/)", "https://bare.example", "\x01\x02<b>", "[\"><script>](https://e.org)",
        "<https://e.org/\"onclick=\"x>", "[x](https://e.org/<script>)", "<a\nonclick=x>", "<div>\n*a*\n</div>",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        const char *wrong = html_check(render(cstr(t[i])));
        if (wrong)
            print_error("%s: %s\n", t[i], wrong);
        check_at(i, !wrong);
    }
}

static str repeat(const char *unit, size_t n)
{
    struct buf b = buf_new(test_arena);

    while (n--)
        buf_putz(&b, unit);
    return buf_done(&b);
}

TEST(deep_nesting_keeps_balance_and_all_text)
{
    static const char *const t[] = {"> ", "*a ", "[", "![", "- ", "**a*"};

    for (size_t i = 0; i < COUNT(t); i++) {
        str html = render(str_join(test_arena, repeat(t[i], 5000), S("end")));
        check_at(i, html_check(html) == NULL);
        check_at(i, str_contains(html, S("end")));
    }
}

TEST(text_beyond_the_limit_is_shown_as_typed)
{
    str html = render(repeat("<b>x ", 20000));

    assert_null(html_check(html));
    assert_true(str_starts(html, S("<pre class=\"plain\">&lt;b&gt;x ")));
}

static void render_in(struct arena *a, void *ctx)
{
    struct buf b = buf_new(a);

    (void)ctx;
    markdown_write(&b, S("# a\n\n- b\n- [c](https://d.example)\n"));
}

TEST(memory_that_runs_out_leaks_nothing)
{
    assert_true(check_each_allocation(render_in, NULL) > 0);
}
