#include <expat.h>
#include "format/svg.h"
#include "unit/vectors.h"

#define NS  "http://www.w3.org/2000/svg"
#define OB  S("http://openbadges.org")
#define SVG "<svg xmlns=\"" NS "\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""

static str body(const char *text)
{
    return str_printf(test_arena, SVG ">%s</svg>", text);
}

TEST(pictures_are_told_by_their_root)
{
    static const struct { const char *in; bool want; } t[] = {
        {SVG "/>", true},
        {"\xEF\xBB\xBF <?xml version=\"1.0\"?>\n<!-- <html> --><!DOCTYPE svg>\n<svg>", true},
        {"<s:svg xmlns:s=\"" NS "\"/>", true},
        {"<svg", true},
        {"<html><svg/></html>", false},
        {"<svgx/>", false},
        {"svg", false},
        {"", false},
        {"<", false},
        {"<?xml", false},
        {"<!-- <svg>", false},
        {"{\"a\":\"<svg>\"}", false},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_at(i, svg_looks_like(cstr(t[i].in)) == t[i].want);
}

TEST(an_element_is_found_by_namespace)
{
    static const struct { const char *in; code want; const char *verify, *text; } t[] = {
        {"<o:assertion xmlns:o=\"http://openbadges.org\" verify=\"a.b.c\"/>", OK, "a.b.c", ""},
        {"<g><assertion xmlns=\"http://openbadges.org\"><![CDATA[{\"a\":]]><!-- x --><![CDATA[1}]]></assertion></g>", OK, NULL, "{\"a\":1}"},
        {"<o:assertion xmlns:o=\"http://openbadges.org\">&#123;<b>no</b>&#x7D;</o:assertion>", OK, NULL, "{}"},
        {"<o:assertion xmlns:o=\"http://openbadges.org/\"/>", NOT_FOUND, NULL, NULL},
        {"<assertion verify=\"x\"/>", NOT_FOUND, NULL, NULL},
        {"<openbadges:assertion/>", BAD_INPUT, NULL, NULL},
        {"<o:other xmlns:o=\"http://openbadges.org\"/>", NOT_FOUND, NULL, NULL},
        {"", NOT_FOUND, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct svg_element e = {0};
        check_code_at(i, svg_element_get(test_arena, body(t[i].in), OB, S("assertion"), 0, &e, NULL), t[i].want);
        check_str_at(i, e.verify, cstr(t[i].verify));
        check_str_at(i, e.text, cstr(t[i].text));
    }
}

TEST(the_second_element_is_told_from_the_first)
{
    str file = body("<o:assertion xmlns:o=\"http://openbadges.org\" verify=\"1\"/>"
                    "<p:assertion xmlns:p=\"http://openbadges.org\" verify=\"2\"></p:assertion>");
    struct svg_element e;
    struct error err;

    check_ok(svg_element_get(test_arena, file, OB, S("assertion"), 1, &e, &err), &err);
    check_str(e.verify, S("2"));
    check_str(str_slice(file, e.from, e.to),
              S("<p:assertion xmlns:p=\"http://openbadges.org\" verify=\"2\"></p:assertion>"));
    check_code(svg_element_get(test_arena, file, OB, S("assertion"), 2, &e, NULL), NOT_FOUND);
}

static str put(str file, str verify, str text)
{
    struct svg_insert e = {.ns = OB, .prefix = S("openbadges"), .name = S("assertion"),
                           .verify = verify, .text = text};
    struct error err;
    str out;

    check_ok(svg_element_put(test_arena, file, &e, &out, &err), &err);
    return out;
}

TEST(an_element_goes_right_behind_the_start_tag_and_nothing_else_changes)
{
    static const struct { const char *in, *want; } t[] = {
        {"<?xml version='1.0'?>\n" SVG "  ><!-- x --><g/>\n</svg>\n",
         "<?xml version='1.0'?>\n" SVG "  ><openbadges:assertion xmlns:openbadges=\"http://openbadges.org\" verify=\"a.b.c\">"
         "</openbadges:assertion><!-- x --><g/>\n</svg>\n"},
        {"<s:svg xmlns:s='" NS "' />", "<s:svg xmlns:s='" NS "' ><openbadges:assertion xmlns:openbadges=\"http://openbadges.org\" "
         "verify=\"a.b.c\"></openbadges:assertion></s:svg>"},
        {"<!-- <svg> -->" SVG "><g><x:assertion xmlns:x='http://openbadges.org'>old<g/></x:assertion> </g>"
         "<assertion/><a:assertion xmlns:a='http://openbadges.org'/></svg>",
         "<!-- <svg> -->" SVG "><openbadges:assertion xmlns:openbadges=\"http://openbadges.org\" verify=\"a.b.c\">"
         "</openbadges:assertion><g> </g><assertion/></svg>"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, put(cstr(t[i].in), S("a.b.c"), (str){0}), cstr(t[i].want));
}

TEST(any_text_comes_back_as_it_went_in)
{
    static const char *const t[] = {
        "{}", "", "]]>", "a]]>b]]>", "]]]]>>", "\r\n\t\r", "<&>\"'", "\u00e9\U0001F600", "<![CDATA[x]]>",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct svg_element e;
        struct error err;
        check_ok(svg_element_get(test_arena, put(body("<g/>"), (str){0}, cstr(t[i])), OB, S("assertion"), 0, &e, &err), &err);
        check_str_at(i, e.text, cstr(t[i]));
        check_ok(svg_element_get(test_arena, put(body("<g/>"), cstr(t[i]), (str){0}), OB, S("assertion"), 0, &e, &err), &err);
        check_str_at(i, e.verify, cstr(t[i]));
    }
}

TEST(text_that_xml_cannot_hold_is_refused)
{
    static const char *const t[] = {"\x01", "\x7f\x1f", "\xff", "\xEF\xBF\xBE", "\xEF\xBF\xBF"};

    for (size_t i = 0; i < COUNT(t); i++) {
        struct svg_insert e = {.ns = OB, .prefix = S("o"), .name = S("assertion"), .text = cstr(t[i])};
        str out;
        check_code_at(i, svg_element_put(test_arena, body(""), &e, &out, NULL), BAD_INPUT);
    }
}

static code clean(str file, str *out)
{
    *out = (str){0};
    return svg_clean(test_arena, file, out, NULL);
}

TEST(files_that_are_not_plain_svg_are_refused)
{
    static const struct { const char *in; code want; } t[] = {
        {"", BAD_INPUT},
        {"<html xmlns='http://www.w3.org/1999/xhtml'><svg xmlns='" NS "'/></html>", BAD_INPUT},
        {"<svg/>", BAD_INPUT},
        {SVG "></svg>" SVG "/>", BAD_INPUT},
        {SVG "><g></svg>", BAD_INPUT},
        {SVG " id='a' id='b'/>", BAD_INPUT},
        {SVG ">&nbsp;</svg>", BAD_INPUT},
        {SVG ">&#0;</svg>", BAD_INPUT},
        {"<?xml version='1.0' encoding='ISO-8859-1'?>" SVG "/>", UNSUPPORTED},
        {"<?xml version='1.0' encoding='utf-8'?>" SVG "/>", OK},
        {"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>" SVG "/>", OK},
        {"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>" SVG ">&nbsp;</svg>", BAD_INPUT},
        {"<!DOCTYPE svg [<!ENTITY a 'x'>]>" SVG ">&a;</svg>", UNSUPPORTED},
        {"<!DOCTYPE svg []>" SVG "/>", UNSUPPORTED},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str out;
        check_code_at(i, clean(cstr(t[i].in), &out), t[i].want);
    }
}

static code clean_repeated(const char *before, const char *part, size_t times, const char *behind)
{
    struct buf b = buf_new(test_arena);
    str out;

    buf_putz(&b, SVG);
    buf_putz(&b, before);
    for (size_t i = 0; i < times; i++) {
        if (str_eq(cstr(part), S("%")))
            buf_printf(&b, " a%zu='1'", i);
        else
            buf_putz(&b, part);
    }
    buf_putz(&b, behind);
    return clean(buf_done(&b), &out);
}

TEST(limits_are_kept)
{
    check_code(clean_repeated(">", "<g/>", 19999, "</svg>"), OK);
    check_code(clean_repeated(">", "<g/>", 20000, "</svg>"), LIMIT);
    check_code(clean_repeated(">", "<g>", 64, ""), LIMIT);
    check_code(clean_repeated("", "%", 256, "/>"), OK);
    check_code(clean_repeated("", "%", 257, "/>"), LIMIT);
    check_code(clean_repeated("/>", " ", 1 << 20, ""), LIMIT);
}

TEST(a_picture_may_repeat_its_parts_but_not_without_end)
{
    static const struct { const char *in; code want; } t[] = {
        {"<g id='a'/><use href='#a'/><use href='#a'/><use href='#none'/>", OK},
        {"<use id='a' href='#a'/>", BAD_INPUT},
        {"<g id='a'><use href='#b'/></g><g id='b'><use xlink:href='#a'/></g>", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str out;
        check_code_at(i, clean(body(t[i].in), &out), t[i].want);
    }
    for (int levels = 4; levels < 40; levels += 5) {
        struct buf b = buf_new(test_arena);
        str out;
        buf_putz(&b, "<g id='l0'/>");
        for (int i = 1; i <= levels; i++) {
            buf_printf(&b, "<g id='l%d'>", i);
            for (int k = 0; k < 10; k++)
                buf_printf(&b, "<use href='#l%d'/>", i - 1);
            buf_putz(&b, "</g>");
        }
        check_code_at(levels, clean(body(buf_done(&b).p), &out), levels < 5 ? OK : LIMIT);
    }
}

/* The content of the root before and after. */
TEST(only_what_is_harmless_is_written_again)
{
    static const struct { const char *in, *want; } t[] = {
        {"<rect x=\"1\" fill=\"red\"/>", "<rect x=\"1\" fill=\"red\"/>"},
        {"<x:rect xmlns:x='" NS "' width='1'></x:rect>", "<rect width=\"1\"/>"},
        {"<g><title>A &amp; B</title>\n <text>c<tspan>d</tspan></text></g>",
         "<g><title>A &amp; B</title><text>c<tspan>d</tspan></text></g>"},
        {"<script>alert(1)</script><g/>", "<g/>"},
        {"<x:script xmlns:x='" NS "'/>", ""},
        {"<g onload='x()' onclick='x()' data-x='1' fill='red'/>", "<g fill=\"red\"/>"},
        {"<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>", ""},
        {"<h:iframe xmlns:h='http://www.w3.org/1999/xhtml'/><metadata><g/></metadata>", ""},
        {"<a xlink:href='javascript:alert(1)'><g/></a>", "<g/>"},
        {"<text><a href='x'>y</a></text>", "<text>y</text>"},
        {"<set attributeName='href' to='javascript:x'/><animate/>", ""},
        {"<use href='#a'/>", "<use xlink:href=\"#a\"/>"},
        {"<use xlink:href='#a'/>", "<use xlink:href=\"#a\"/>"},
        {"<use href='#%61'/>", "<use/>"},
        {"<use href='b.svg#a' xlink:href='#c'/>", "<use/>"},
        {"<use href='data:image/svg+xml;base64,AA#x'/>", "<use/>"},
        {"<use href='data:image/png;base64,AA'/>", "<use/>"},
        {"<image href='data:image/png;base64,AA'/>", "<image xlink:href=\"data:image/png;base64,AA\"/>"},
        {"<image href='data:image/jpeg;base64,AA'/>", "<image xlink:href=\"data:image/jpeg;base64,AA\"/>"},
        {"<image href='data:image/svg+xml;base64,AA'/>", "<image/>"},
        {"<image href='http://127.0.0.1/'/><image href='file:///etc/passwd'/>", "<image/><image/>"},
        {"<feImage href='http://x/'/>", ""},
        {"<g fill='url(#a)'/>", "<g fill=\"url(#a)\"/>"},
        {"<g fill='url( &quot;#a&quot; )'/>", "<g fill=\"url( &quot;#a&quot; )\"/>"},
        {"<g fill='url(http://x/#a)'/>", "<g/>"},
        {"<g fill='URL(http://x/)'/>", "<g/>"},
        {"<g style='fill:u\\rl(http://x/)'/>", "<g/>"},
        {"<g style='background:image-set(\"http://x/\" 1x)'/>", "<g/>"},
        {"<g style='fill:rgb(1,2,3);transform:rotate(3deg)'/>", "<g style=\"fill:rgb(1,2,3);transform:rotate(3deg)\"/>"},
        {"<g cursor='url(x)' href='x' xml:base='http://x/' xml:space='preserve'/>", "<g xml:space=\"preserve\"/>"},
        {"<style>.a{fill:url(#b)}</style>", "<style>.a{fill:url(#b)}</style>"},
        {"<style>.a{fill:url(<![CDATA[http://x/]]>)}</style>", ""},
        {"<style>@import 'x'</style>", ""},
        {"<style>a{}<b/></style>", "<style>a{}</style>"},
        {"<style>a{background:ur/**/l(x)}</style>", ""},
        {"<title><![CDATA[</title><img src=x onerror=alert(1)>]]></title>",
         "<title>&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;</title>"},
        {"<!-- x --><?xml-stylesheet href='x'?><g/>stray", "<g/>"},
        {"<g id='a&#10;b'/>", "<g id=\"a&#10;b\"/>"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str out, again;
        check_code_at(i, clean(body(t[i].in), &out), OK);
        str want = t[i].want[0] ? str_printf(test_arena, SVG ">%s</svg>", t[i].want) : S(SVG "/>");
        check_str_at(i, out, want);
        check_code_at(i, clean(out, &again), OK);
        check_str_at(i, again, out);
    }
}

/* As a browser would read it: a second parser looks for anything that acts or
 * loads. */
static void look_at(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
    static const char *const active[] = {"script", "foreignObject", "a", "set", "animate", "iframe",
                                         "embed", "object", "feImage", "handler", "listener", "include"};
    bool *is_bad = ctx;

    for (size_t i = 0; i < COUNT(active); i++)
        *is_bad |= str_eq_nocase(cstr(name), cstr(active[i]));
    for (; attrs[0]; attrs += 2) {
        str key = cstr(attrs[0]), value = str_trim(cstr(attrs[1]));
        bool is_link = str_ends(key, S("href")) || str_eq(key, S("src"));
        *is_bad |= str_starts(key, S("on")) || str_contains(str_lower(test_arena, value), S("javascript:"));
        *is_bad |= is_link && !str_starts(value, S("#")) && !str_starts(value, S("data:image/png;")) &&
                   !str_starts(value, S("data:image/jpeg;"));
        *is_bad |= !str_starts(key, S("xmlns")) && str_contains(value, S("://"));
    }
}

static bool is_active(str file)
{
    XML_Parser p = XML_ParserCreate(NULL);
    bool is_bad = false;

    XML_SetUserData(p, &is_bad);
    XML_SetStartElementHandler(p, look_at);
    if (XML_Parse(p, file.p, (int)file.n, 1) != XML_STATUS_OK)
        is_bad = true;
    XML_ParserFree(p);
    return is_bad;
}

static void check_file(struct arena *a, const struct hostile *h, str bytes)
{
    /* Plain pictures; what is wrong is the badge in them. */
    static const char *const wrong_as_badge[] = {
        "svg/two-assertions.svg", "svg/verify-js.svg", "svg/verify-newlines.svg",
        "svg/verify-private.svg", "svg/verify-vs-body.svg",
    };
    struct svg_element e;
    str cleaned;
    code c = svg_clean(a, bytes, &cleaned, NULL);
    code found = svg_element_get(a, bytes, OB, S("assertion"), 0, &e, NULL);

    if (c == OK)
        check_hostile(h, !is_active(cleaned));
    if (str_eq(h->verdict, S("accept")))
        check_hostile(h, c == OK && found == OK && str_starts(e.text, S("{")));
    if (str_eq(h->verdict, S("reject")) && !file_is_one_of(h, wrong_as_badge, COUNT(wrong_as_badge)))
        check_hostile(h, found != OK);
    if (str_starts(h->file, S("svg/js-")))
        check_hostile(h, c == OK);
    if (str_starts(h->file, S("svg/use-")))
        check_hostile(h, c != OK);
    if (str_starts(h->file, S("svg/cdata-")))
        check_hostile(h, found == OK && str_starts(e.text, S("{\"@context\"")) && str_ends(e.text, S("}")));
}

TEST(hostile_files_are_refused_or_rebuilt_without_anything_active)
{
    each_hostile("svg", 0, check_file);
}

static void put_and_clean(struct arena *a, void *ctx)
{
    struct svg_insert e = {.ns = OB, .prefix = S("o"), .name = S("assertion"), .text = S("{}")};
    str out;

    if (svg_element_put(a, *(str *)ctx, &e, &out, NULL) == OK)
        assert_int_equal(svg_clean(a, out, &out, NULL), OK);
}

TEST(memory_may_run_out_anywhere)
{
    str file = body("<g><rect x='1'/></g><style>a{}</style>");

    assert_true(check_each_allocation(put_and_clean, &file) > 3);
}
