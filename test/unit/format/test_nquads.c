#include "format/rdf.h"
#include "unit/vectors.h"

static str read_and_write(const char *text)
{
    struct rdf *d;

    return nquads_parse(test_arena, cstr(text), NULL, &d, NULL) == OK ? nquads_write(test_arena, d) : (str){0};
}

TEST(nquads_are_read_and_written)
{
    static const struct { const char *in, *want; } t[] = {
        {"", ""}, {"\n\r\n \t\n", ""}, {"# only a comment", ""}, {"  # and another\n", ""},
        {"<s:a><p:b><o:c>.", "<s:a> <p:b> <o:c> .\n"},
        {"<s:a> <p:b> <o:c> <g:d> .", "<s:a> <p:b> <o:c> <g:d> .\n"},
        {"\t<s:a>\t <p:b>\t_:x\t_:y\t.\t# said\r\n", "<s:a> <p:b> _:x _:y .\n"},
        {"_:a.b <p:b> _:c.", "_:a.b <p:b> _:c .\n"},
        {"<s:a> <p:b> \"x\"@en-GB-1.", "<s:a> <p:b> \"x\"@en-GB-1 .\n"},
        {"<s:a> <p:b> \"x\"^^<t:x> <g:d>.", "<s:a> <p:b> \"x\"^^<t:x> <g:d> .\n"},
        {"<s:a> <p:b> \"\"^^<http://www.w3.org/2001/XMLSchema#string> .", "<s:a> <p:b> \"\" .\n"},
        {"<s:a> <p:b> \"\t\\t\\b\\n\\r\\f\\\"\\'\\\\\" .", "<s:a> <p:b> \"\\t\\t\\b\\n\\r\\f\\\"'\\\\\" .\n"},
        {"<s:a> <p:b> \"\\u0041\\U0001F600\\u005c\\u0000\" .", "<s:a> <p:b> \"A😀\\\\\\u0000\" .\n"},
        {"<s:\\u0061\\U000000e9> <p:b> <o:c> .", "<s:aé> <p:b> <o:c> .\n"},
        {"<s:a> <p:b> <o:c> .\r<s:a> <p:b> <o:c> .\n<s:b> <p:b> <o:c> .\n\n",
         "<s:a> <p:b> <o:c> .\n<s:b> <p:b> <o:c> .\n"},
        {"<s:a> <p:b> \"#> .\" .", "<s:a> <p:b> \"#> .\" .\n"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, read_and_write(t[i].in), cstr(t[i].want));
}

TEST(what_the_grammar_does_not_know_is_refused)
{
    static const char *const t[] = {
        "<s:a>", "<s:a> <p:b>", "<s:a> <p:b> <o:c>", "<s:a> <p:b> <o:c> <g:d>", "<s:a> <p:b> .", ".", "<s:a .",
        "<s:a> <p:b> <o:c> <g:d> <h:e> .", "<s:a> <p:b> <o:c> \"g\" .", "\"s\" <p:b> <o:c> .",
        "<s:a> _:p <o:c> .", "<s:a> \"p\" <o:c> .", "<s:a> <p:b> <o:c> . <s:a> <p:b> <o:d> .",
        "<s:a> <p:b> <o:c> ..", "<s:a>\n<p:b> <o:c> .", "<s> <p:b> <o:c> .", "<s:a> <p:b> \"x\"^^<dt> .",
        "<s:a b> <p:b> <o:c> .", "<s:\\u0020> <p:b> <o:c> .", "<s:\\u003E> <p:b> <o:c> .", "<s:\\n> <p:b> <o:c> .",
        "<s:\\u00ZZ> <p:b> <o:c> .", "<s:\\uD800> <p:b> <o:c> .", "<s:\\U00110000> <p:b> <o:c> .", "<s:\\u00",
        "_: <p:b> <o:c> .", "_:-a <p:b> <o:c> .", "_::a <p:b> <o:c> .", "_:a:b <p:b> <o:c> .", "_a <p:b> <o:c> .",
        "<s:a> <p:b> \"x .", "<s:a> <p:b> \"x\n\" .", "<s:a> <p:b> \"\\z\" .", "<s:a> <p:b> \"\\", "<s:a> <p:b> \"\\\"",
        "<s:a> <p:b> \"\\uD83D\\uDE00\" .", "<s:a> <p:b> \"\\u12\" .", "<s:a> <p:b> 'x' .", "<s:a> <p:b> 1 .",
        "<s:a> <p:b> \"x\"@ .", "<s:a> <p:b> \"x\"@1 .", "<s:a> <p:b> \"x\"@en- .", "<s:a> <p:b> \"x\"@en_GB .",
        "<s:a> <p:b> \"x\" ^^<t:x> .", "<s:a> <p:b> \"x\"^<t:x> .", "<s:a> <p:b> \"x\"^^ <t:x> .", "<s:a> <p:b> \"x\"^^_:t .",
        "@prefix p: <p:> .", "<s:a> <p:b> \"\xFF\" .", "<s:a> <p:b> \"\xED\xA0\x80\" .", "\xEF\xBB\xBF<s:a> <p:b> <o:c> .",
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct rdf *d;
        check_code_at(i, nquads_parse(test_arena, cstr(t[i]), NULL, &d, NULL), BAD_INPUT);
    }
}

TEST(an_error_names_the_line)
{
    struct error err;
    struct rdf *d;

    check_code(nquads_parse(test_arena, S("# one\r\n<s:a> <p:b> <o:c> .\n\n<s:a>"), NULL, &d, &err), BAD_INPUT);
    check_str(cstr(err.where), S("line 4"));
}

TEST(a_text_with_too_many_quads_is_refused)
{
    struct buf b = buf_new(test_arena);
    struct rdf *d;

    for (size_t i = 0; i <= rdf_default_limits.quads; i++)
        buf_printf(&b, "_:b%zu <p:b> \"%zu\" .\n", i / 3, i);
    str text = buf_done(&b);
    check_code(nquads_parse(test_arena, text, NULL, &d, NULL), LIMIT);
    text.n -= strlen("_:b3333 <p:b> \"10000\" .\n");
    check_code(nquads_parse(test_arena, text, NULL, &d, NULL), OK);
    assert_int_equal(rdf_count(d), 10000);
    check_str(nquads_write(test_arena, d), text);
}

static void parse(struct arena *a, void *ctx)
{
    struct rdf *d;

    check_ok(nquads_parse(a, S("<s:\\u0061> <p:b> \"\\t\\\\\"@en _:g .\n_:b <p:c> \"1\"^^<t:\\u0061> .\n"), NULL, &d, ctx), ctx);
    (void)nquads_write(a, d);
}

TEST(memory_may_run_out_anywhere_while_reading)
{
    struct error err;

    assert_true(check_each_allocation(parse, &err) > 8);
}
