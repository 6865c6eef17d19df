#include "format/json_schema.h"
#include "unit/vectors.h"

/* Tables below write ' for ". */
static str quoted(const char *text)
{
    struct buf b = buf_new(test_arena);

    for (; *text; text++)
        buf_byte(&b, *text == '\'' ? '"' : *text);
    return buf_done(&b);
}

static const struct json *parse(const char *text)
{
    const struct json *v = NULL;
    struct error err = {0};

    check_ok(json_parse(test_arena, quoted(text), NULL, &v, &err), &err);
    return v;
}

static struct schema_flaw_list flaws_of(size_t row, enum schema_draft draft, const char *schema, const char *value)
{
    struct json_schema *s;
    struct schema_flaw_list flaws = {0};
    struct error err = {0};

    if (json_schema_read(test_arena, parse(schema), draft, &s, &err) == OK &&
        json_schema_check(test_arena, s, parse(value), &flaws, &err) == OK)
        return flaws;
    print_error("row %zu: %s: %s %s\n", row, schema, err.where, err.text);
    _fail(__FILE__, __LINE__);
    return flaws;
}

struct row {
    const char *schema, *fits[6], *fails[6];
};

static void check_rows(enum schema_draft draft, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < 6 && rows[i].fits[k]; k++)
            if (flaws_of(i, draft, rows[i].schema, rows[i].fits[k]).n) {
                print_error("row %zu: %s should fit %s\n", i, rows[i].fits[k], rows[i].schema);
                _fail(__FILE__, __LINE__);
            }
        for (size_t k = 0; k < 6 && rows[i].fails[k]; k++)
            if (!flaws_of(i, draft, rows[i].schema, rows[i].fails[k]).n) {
                print_error("row %zu: %s should not fit %s\n", i, rows[i].fails[k], rows[i].schema);
                _fail(__FILE__, __LINE__);
            }
    }
}

TEST(values_are_judged_alike_in_every_draft)
{
    static const struct row rows[] = {
        {"{}", {"null", "1", "{'a':[]}"}, {0}},
        {"{'type':'string'}", {"''"}, {"1", "null", "{}"}},
        {"{'type':['string','null']}", {"'a'", "null"}, {"1", "[]"}},
        {"{'type':'integer'}", {"1", "-3"}, {"1.5", "'1'"}},
        {"{'type':'number'}", {"1", "1.5"}, {"'1'"}},
        {"{'type':'boolean'}", {"true", "false"}, {"0", "null"}},
        {"{'enum':[1,'a',{'x':[1.0]}]}", {"1.0", "'a'", "{'x':[1]}"}, {"2", "'b'", "{'x':[1,1]}"}},
        {"{'multipleOf':0.01}", {"4.02", "0", "'x'"}, {"4.025"}},
        {"{'minimum':1.1,'maximum':3}", {"1.1", "2", "3.0", "'x'"}, {"1.0999999999999999999", "3.0000000000000000001"}},
        {"{'minLength':2,'maxLength':2}", {"'ab'", "'\xC3\xA9\xC3\xA9'", "1"}, {"'a'", "'abc'", "'\xF0\x9F\x98\x80'"}},
        {"{'pattern':'^a*$'}", {"''", "'aaa'", "1"}, {"'ab'"}},
        {"{'minItems':1,'maxItems':2}", {"[1]", "[1,2]", "{}"}, {"[]", "[1,2,3]"}},
        {"{'uniqueItems':true}", {"[]", "[1,2]", "[1,true]", "[[1],[2]]", "[{'a':1},{'a':2}]", "'aa'"},
         {"[1,1.0]", "[{'a':1,'b':2},{'b':2,'a':1}]", "['x','y','x']", "[null,null]"}},
        {"{'uniqueItems':false}", {"[1,1]"}, {0}},
        {"{'minProperties':1,'maxProperties':1}", {"{'a':1}", "[]"}, {"{}", "{'a':1,'b':2}"}},
        {"{'required':['a','b']}", {"{'a':null,'b':1}", "[]"}, {"{'a':1}", "{}"}},
        {"{'properties':{'a':{'type':'string'},'b':{}}}", {"{'a':'x','c':1}", "[1]", "{}"}, {"{'a':1}"}},
        {"{'patternProperties':{'^x-':{'type':'number'}}}", {"{'x-a':1,'y':'z'}"}, {"{'x-a':'1'}"}},
        {"{'properties':{'a':{}},'patternProperties':{'^x-':{}},'additionalProperties':false}",
         {"{'a':1,'x-b':2}", "[]"}, {"{'a':1,'b':2}"}},
        {"{'additionalProperties':{'type':'number'}}", {"{'a':1}"}, {"{'a':'1'}"}},
        {"{'items':{'type':'number'}}", {"[1,2]", "[]", "{'a':'x'}"}, {"[1,'2']"}},
        {"{'allOf':[{'minimum':2},{'maximum':3}]}", {"2", "3"}, {"1", "4"}},
        {"{'anyOf':[{'maximum':2},{'minimum':4}]}", {"1", "5"}, {"3"}},
        {"{'oneOf':[{'maximum':3},{'minimum':2}]}", {"1", "4"}, {"2", "3"}},
        {"{'not':{'type':'string'}}", {"1"}, {"'x'"}},
        {"{'not':{'not':{'type':'string'}}}", {"'x'"}, {"1"}},
        {"{'definitions':{'n':{'type':'number'}},'properties':{'a':{'$ref':'#/definitions/n'}}}", {"{'a':1}"}, {"{'a':'1'}"}},
        {"{'definitions':{'a~b/c%d':{'type':'number'}},'items':{'$ref':'#/definitions/a~0b~1c%25d'}}", {"[1]"}, {"['1']"}},
        {"{'properties':{'child':{'$ref':'#'},'n':{'type':'number'}},'additionalProperties':false}",
         {"{'child':{'child':{'n':1}}}"}, {"{'child':{'child':{'n':'1'}}}", "{'child':{'m':1}}"}},
        {"{'x-unknown':{'type':3},'title':1,'default':'x'}", {"1"}, {0}},
        {"{'properties':{'a':{'$ref':'#/x-elsewhere/n'}},'x-elsewhere':{'n':{'type':'number'}}}", {"{'a':1}"}, {"{'a':'1'}"}},
        {"{'format':'date-time'}", {"'2026-11-24T03:46:06Z'", "'1985-04-12T23:20:50.52+01:00'", "1"}, {"'2026-11-24'", "'x'"}},
        {"{'format':'something-new'}", {"'x'"}, {0}},
    };
    for (enum schema_draft d = DRAFT_4; d <= DRAFT_2020_12; d++)
        check_rows(d, rows, COUNT(rows));
}

TEST(draft_4_has_its_own_ways)
{
    static const struct row rows[] = {
        {"{'maximum':3,'exclusiveMaximum':true}", {"2.9"}, {"3"}},
        {"{'minimum':3,'exclusiveMinimum':true}", {"3.1"}, {"3"}},
        {"{'maximum':3,'exclusiveMaximum':false}", {"3"}, {"3.1"}},
        {"{'type':'integer'}", {"1", "1e2"}, {"1.0"}},
        {"{'items':[{'type':'number'},{'type':'string'}],'additionalItems':false}", {"[1,'a']", "[1]"}, {"[1,'a',2]", "['a']"}},
        {"{'const':1}", {"2"}, {0}},             /* not yet a keyword */
        {"{'dependencies':{'a':['b'],'c':{'required':['d']}}}", {"{'a':1,'b':1}", "{'c':1,'d':1}", "{}"}, {"{'a':1}", "{'c':1}"}},
        {"{'id':'http://x.org/root.json','definitions':{'n':{'id':'n.json','type':'number'}},'items':{'$ref':'n.json'}}", {"[1]"}, {"['1']"}},
        {"{'definitions':{'n':{'id':'#num','type':'number'}},'items':{'$ref':'#num'}}", {"[1]"}, {"['1']"}},
        {"{'$schema':'http://json-schema.org/draft-04/schema#','type':'integer'}", {"1"}, {"1.0"}},
    };
    check_rows(DRAFT_4, rows, COUNT(rows));
    check_rows(DRAFT_2020_12, &rows[COUNT(rows) - 1], 1);
}

TEST(drafts_6_and_7_add_theirs)
{
    static const struct row six[] = {
        {"true", {"1"}, {0}},
        {"false", {0}, {"1"}},
        {"{'const':{'a':[1]}}", {"{'a':[1.0]}"}, {"{'a':[2]}", "{}"}},
        {"{'contains':{'minimum':5}}", {"[1,6]", "'x'"}, {"[1]", "[]"}},
        {"{'propertyNames':{'pattern':'^[a-z]+$'}}", {"{'abc':1}"}, {"{'A':1}"}},
        {"{'exclusiveMaximum':3,'exclusiveMinimum':1}", {"2"}, {"3", "1.0"}},
        {"{'type':'integer'}", {"1.0"}, {"1.1"}},
        {"{'$ref':'#/definitions/n','maximum':0,'definitions':{'n':{'type':'number'}}}", {"5"}, {"'5'"}},
        {"{'definitions':{'n':{'$id':'#num','type':'number'}},'items':{'$ref':'#num'}}", {"[1]"}, {"['1']"}},
        {"{'properties':{'a':false}}", {"{'b':1}"}, {"{'a':1}"}},
        {"{'$id':'http://x.org/','definitions':{'n':{'$id':'n','type':'number'},'s':{'type':'string'}},"
         "'allOf':[{'$id':'http://y.org/','$ref':'#/definitions/s'}]}", {"'x'"}, {"1"}},
    };
    static const struct row seven[] = {
        {"{'if':{'type':'number'},'then':{'minimum':3},'else':{'type':'string'}}", {"3", "'x'"}, {"2", "null"}},
        {"{'then':false,'else':false}", {"1"}, {0}},
        {"{'if':false,'else':{'type':'number'}}", {"1"}, {"'x'"}},
    };
    check_rows(DRAFT_6, six, COUNT(six));
    check_rows(DRAFT_7, six, COUNT(six));
    check_rows(DRAFT_7, seven, COUNT(seven));
}

static const struct row since_2019[] = {
    {"{'$ref':'#/$defs/n','maximum':0,'$defs':{'n':{'type':'number'}}}", {"-1"}, {"5", "'5'"}},
    {"{'$defs':{'n':{'$anchor':'num','type':'number'}},'items':{'$ref':'#num'}}", {"[1]"}, {"['1']"}},
    {"{'$id':'http://x.org/a/root.json','$defs':{'n':{'$id':'sub/n.json','$defs':{'m':{'type':'number'}},'$ref':'#/$defs/m'}},"
     "'items':{'$ref':'sub/n.json'}}", {"[1]"}, {"['1']"}},
    {"{'dependentRequired':{'a':['b','c']}}", {"{'a':1,'b':1,'c':1}", "{'b':1}"}, {"{'a':1,'b':1}"}},
    {"{'dependentSchemas':{'a':{'minProperties':2}}}", {"{'a':1,'b':1}", "{}"}, {"{'a':1}"}},
    {"{'contains':{'const':1},'minContains':2,'maxContains':3}", {"[1,1]", "[1,2,1,1]"}, {"[1]", "[1,1,1,1]"}},
    {"{'contains':{'const':1},'minContains':0}", {"[]", "[2]"}, {0}},
    {"{'properties':{'a':{}},'unevaluatedProperties':false}", {"{'a':1}"}, {"{'b':1}"}},
    {"{'allOf':[{'properties':{'a':{}}}],'unevaluatedProperties':false}", {"{'a':1}"}, {"{'a':1,'b':1}"}},
    {"{'anyOf':[{'properties':{'a':{'const':1}},'required':['a']},{'properties':{'b':{}},'required':['b']}],'unevaluatedProperties':false}",
     {"{'a':1}", "{'b':1}", "{'a':1,'b':1}"}, {"{'a':2,'b':1}", "{'a':1,'c':1}"}},
    {"{'if':{'properties':{'a':{'const':1}},'required':['a']},'then':{'properties':{'b':{}}},'unevaluatedProperties':false}",
     {"{'a':1,'b':1}"}, {"{'a':2}", "{'b':1}"}},
    {"{'$ref':'#/$defs/x','unevaluatedProperties':false,'$defs':{'x':{'properties':{'a':{}},'patternProperties':{'^y':{}}}}}",
     {"{'a':1,'yy':1}"}, {"{'b':1}"}},
    {"{'properties':{'a':{'properties':{'x':{}}}},'unevaluatedProperties':{'type':'number'}}", {"{'a':{'q':1},'b':1}"}, {"{'b':'1'}"}},
    {"{'not':{'properties':{'a':{}},'required':['z']},'unevaluatedProperties':false}", {"{}"}, {"{'a':1}"}},
    {"{'dependencies':{'a':['b']}}", {"{'a':1,'b':1}"}, {"{'a':1}"}},    /* lives on */
};

TEST(draft_2019_09_adds_its_own)
{
    static const struct row rows[] = {
        {"{'items':[{'type':'number'}],'additionalItems':{'type':'string'}}", {"[1,'a','b']"}, {"[1,2]"}},
        {"{'items':[true],'unevaluatedItems':false}", {"[1]"}, {"[1,2]"}},
        {"{'contains':{'const':1},'unevaluatedItems':false}", {"'x'"}, {"[1]"}},
        {"{'properties':{'a':{'$recursiveRef':'#'}},'additionalProperties':false}", {"{'a':{'a':{}}}"}, {"{'a':{'b':1}}"}},
    };
    check_rows(DRAFT_2019_09, since_2019, COUNT(since_2019));
    check_rows(DRAFT_2019_09, rows, COUNT(rows));
}

TEST(draft_2020_12_adds_its_own)
{
    static const struct row rows[] = {
        {"{'prefixItems':[{'type':'number'},{'type':'string'}],'items':false}", {"[1,'a']", "[1]", "[]"}, {"[1,'a',2]", "['a']"}},
        {"{'prefixItems':[true],'unevaluatedItems':{'type':'string'}}", {"[1,'a']"}, {"[1,2]"}},
        {"{'contains':{'const':1},'unevaluatedItems':false}", {"[1,1]"}, {"[1,2]"}},
        {"{'$defs':{'t':{'$dynamicAnchor':'node','properties':{'a':{'$dynamicRef':'#node'}},'additionalProperties':false}},'$ref':'#node'}",
         {"{'a':{'a':{}}}"}, {"{'a':{'b':1}}"}},
    };
    check_rows(DRAFT_2020_12, since_2019, COUNT(since_2019));
    check_rows(DRAFT_2020_12, rows, COUNT(rows));
}

TEST(flaws_say_where_and_what_in_plain_words)
{
    static const struct { const char *schema, *value, *where, *text; } t[] = {
        {"{'properties':{'a':{'items':{'type':'string'}}}}", "{'a':['x',1]}", "/a/1", "must be text"},
        {"{'type':['object','string','null']}", "1", "", "must be an object, text or null"},
        {"{'properties':{'a/b~':{'type':'integer'}}}", "{'a/b~':1.5}", "/a~1b~0", "must be a whole number"},
        {"{'required':['name']}", "{}", "", "lacks \"name\""},
        {"{'additionalProperties':false}", "{'x':1}", "/x", "must not be there"},
        {"{'const':'https://x.org'}", "1", "", "must be \"https://x.org\""},
        {"{'enum':['a','b']}", "'c'", "", "is none of the 2 values that it may have"},
        {"{'maximum':3}", "4", "", "must be at most 3"},
        {"{'exclusiveMinimum':3}", "3", "", "must be above 3"},
        {"{'minItems':2}", "[1]", "", "must not have fewer than 2 items"},
        {"{'format':'uri'}", "'x y'", "", "must be of the form \"uri\""},
        {"{'oneOf':[{'type':'string'},{'type':'object','required':['id']}]}", "{}", "", "lacks \"id\""},
        {"{'oneOf':[{'type':'string'},{'$ref':'#/$defs/p'}],'$defs':{'p':{'type':'object','properties':{'id':{'type':'string'}}}}}",
         "{'id':1}", "/id", "must be text"},
        {"{'anyOf':[{'maximum':3},{'minimum':5}]}", "4", "", "fits none of the 2 forms that it may have"},
        {"{'oneOf':[{},{}]}", "4", "", "fits more than one of the forms of which it may have one"},
        {"{'dependentRequired':{'a':['b']}}", "{'a':1}", "", "must have \"b\" where it has \"a\""},
        {"{'contains':{'const':'X'}}", "['Y']", "", "lacks an item that must be in it"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct schema_flaw_list flaws = flaws_of(i, DRAFT_2020_12, t[i].schema, t[i].value);
        check_at(i, flaws.n == 1);
        check_str_at(i, flaws.items[0].where, cstr(t[i].where));
        check_str_at(i, flaws.items[0].text, cstr(t[i].text));
    }
}

TEST(every_flaw_is_told_up_to_a_limit)
{
    struct buf b = buf_new(test_arena);

    assert_int_equal(flaws_of(0, DRAFT_7, "{'properties':{'a':{'type':'string'},'b':{'minimum':2}},'required':['c']}",
                              "{'a':1,'b':1}").n, 3);
    buf_putz(&b, "[0");
    for (int i = 0; i < 100; i++)
        buf_putz(&b, ",0");
    buf_putz(&b, "]");
    assert_int_equal(flaws_of(1, DRAFT_7, "{'items':{'type':'string'}}", buf_done(&b).p).n, SCHEMA_MAX_FLAWS);
}

TEST(formats_that_badges_name_are_asserted)
{
    static const struct { const char *format, *yes[4], *no[5]; } t[] = {
        {"date-time", {"2026-01-31T00:00:00Z", "2026-01-31t23:59:60+01:00"}, {"2026-01-31T00:00:00", "2026-02-30T00:00:00Z"}},
        {"date", {"2024-02-29"}, {"2023-02-29", "20240229", "2024-2-9"}},
        {"time", {"10:00:00Z", "23:59:59.5-02:00"}, {"10:00:00", "25:00:00Z"}},
        {"uri", {"https://x.org/a?b#c", "urn:uuid:1", "mailto:a@b"}, {"/a", "x y:z", "http://a b", ""}},
        {"url", {"https://x.org"}, {"x.org"}},
        {"uri-reference", {"", "/a", "a/b#c"}, {"a b", "%zz"}},
        {"email", {"a@b", "a.b+c@x.org"}, {"a", "@b", "a@", "a b@c", "a@b@c"}},
        {"uuid", {"2EB8AA08-AA98-11EA-B4AA-73B441D16380"}, {"2EB8AA08AA9811EAB4AA73B441D16380", "2EB8AA08-AA98-11EA-B4AA-73B441D1638G"}},
        {"hostname", {"x.org", "a-b.c"}, {"-a.b", "a..b", "a_b", ""}},
        {"ipv4", {"127.0.0.1"}, {"127.0.0.256", "1.2.3"}},
        {"ipv6", {"::1"}, {"12345::", "x"}},
        {"json-pointer", {"", "/a~0b~1c"}, {"a", "/a~2"}},
        {"regex-ish", {"("}, {NULL}},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        for (size_t k = 0; k < 4 && t[i].yes[k]; k++)
            check_at(i * 10 + k, json_schema_format(cstr(t[i].format), cstr(t[i].yes[k])));
        for (size_t k = 0; k < 5 && t[i].no[k]; k++)
            check_at(i * 10 + k, !json_schema_format(cstr(t[i].format), cstr(t[i].no[k])));
    }
    assert_false(json_schema_format(S("time"), (str){"10:00:00Z\0x", 11}));
    assert_false(json_schema_format(S("ipv4"), (str){"127.0.0.1\0x", 11}));
}

TEST(what_is_no_schema_or_not_read_says_so)
{
    static const struct { const char *schema; code code; const char *where; } t[] = {
        {"1", BAD_INPUT, ""},
        {"[]", BAD_INPUT, ""},
        {"{'type':'text'}", BAD_INPUT, "/type"},
        {"{'type':[]}", BAD_INPUT, "/type"},
        {"{'properties':{'a':{'required':true}}}", BAD_INPUT, "/properties/a/required"},
        {"{'properties':{'required':['a']}}", BAD_INPUT, "/properties/required"},
        {"{'allOf':[]}", BAD_INPUT, "/allOf"},
        {"{'items':[{}]}", BAD_INPUT, "/items"},
        {"{'minLength':-1}", BAD_INPUT, "/minLength"},
        {"{'minLength':1.5}", BAD_INPUT, "/minLength"},
        {"{'exclusiveMaximum':true}", BAD_INPUT, "/exclusiveMaximum"},
        {"{'pattern':'('}", BAD_INPUT, "/pattern"},
        {"{'patternProperties':{'[':{}}}", BAD_INPUT, "/patternProperties/["},
        {"{'pattern':'^(?=a)'}", UNSUPPORTED, "/pattern"},
        {"{'$ref':'#/$defs/gone'}", BAD_INPUT, "/$ref"},
        {"{'$ref':'#gone'}", BAD_INPUT, "/$ref"},
        {"{'anyOf':[{'$ref':'https://x.org/other.json'}]}", UNSUPPORTED, "/anyOf/0/$ref"},
        {"{'$schema':'https://x.org/my-draft'}", UNSUPPORTED, "/$schema"},
        {"{'$schema':'http://json-schema.org/draft-03/schema#'}", UNSUPPORTED, "/$schema"},
        {"{'$defs':{'a':{'$id':'http://x.org/'},'b':{'$id':'http://x.org/'}}}", BAD_INPUT, "/$defs/b"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct json_schema *s;
        struct error err = {0};
        check_at(i, json_schema_read(test_arena, parse(t[i].schema), DRAFT_2020_12, &s, &err) == t[i].code);
        check_str_at(i, cstr(err.where), cstr(t[i].where));
        check_at(i, err.text[0]);
    }
}

static str nested_all_of(unsigned levels)
{
    struct buf b = buf_new(test_arena);

    buf_putz(&b, "{'$defs':{'d0':{'minimum':0}");
    for (unsigned i = 1; i <= levels; i++)
        buf_printf(&b, ",'d%u':{'allOf':[{'$ref':'#/$defs/d%u'},{'$ref':'#/$defs/d%u'}]}", i, i - 1, i - 1);
    buf_printf(&b, "},'$ref':'#/$defs/d%u'}", levels);
    return buf_done(&b);
}

static str nested_lists(unsigned levels)
{
    struct buf b = buf_new(test_arena);

    for (unsigned i = 0; i < levels; i++)
        buf_byte(&b, '[');
    for (unsigned i = 0; i < levels; i++)
        buf_byte(&b, ']');
    return buf_done(&b);
}

TEST(schemas_that_run_in_circles_or_explode_are_refused)
{
    const struct { const char *schema, *value; code code; } t[] = {
        {"{'$ref':'#'}", "1", BAD_INPUT},
        {"{'allOf':[{'$ref':'#'}]}", "1", BAD_INPUT},
        {"{'not':{'$ref':'#'}}", "1", BAD_INPUT},
        {"{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}},'anyOf':[{'$ref':'#/$defs/a'},{}]}", "1", BAD_INPUT},
        {nested_all_of(25).p, "1", LIMIT},
        {"{'items':{'$ref':'#'}}", nested_lists(60).p, OK},
        {"{'items':{'allOf':[{'allOf':[{'allOf':[{'allOf':[{'allOf':[{'$ref':'#'}]}]}]}]}]}}", nested_lists(60).p, LIMIT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct json_schema *s;
        struct schema_flaw_list flaws;
        struct error err = {0};
        check_ok(json_schema_read(test_arena, parse(t[i].schema), DRAFT_2020_12, &s, &err), &err);
        check_at(i, json_schema_check(test_arena, s, parse(t[i].value), &flaws, &err) == t[i].code);
    }
}

TEST(the_schemas_of_the_standard_are_read)
{
    const struct json *map = vector_json(test_arena, "vectors/schemas/map.json");

    if (!map)
        skip();
    for (size_t i = 0; i < json_count(map); i++) {
        const char *file = str_printf(test_arena, "vectors/schemas/" STR_FMT, STR_ARG(json_str(json_value(map, i)))).p;
        struct json_schema *s;
        struct error err = {0};
        code c = json_schema_read(test_arena, vector_json(test_arena, file), DRAFT_4, &s, &err);
        /* One has `required` among its properties, one a back reference. */
        if (str_contains(cstr(file), S("accessibilityExtension")))
            assert_int_equal(c, BAD_INPUT);
        else if (str_contains(cstr(file), S("issuerAccreditation")))
            assert_int_equal(c, UNSUPPORTED);
        else
            check_ok(c, &err);
    }
}

static void read_and_check(struct arena *a, void *ctx)
{
    static const char schema[] = "{\"properties\":{\"a\":{\"pattern\":\"^x+$\"}},\"required\":[\"b\"],\"unevaluatedProperties\":false}";
    const struct json *doc, *value;
    struct json_schema *s;
    struct schema_flaw_list flaws;

    (void)ctx;
    if (json_parse(a, cstr(schema), NULL, &doc, NULL) == OK && json_parse(a, S("{\"a\":\"y\",\"c\":1}"), NULL, &value, NULL) == OK &&
        json_schema_read(a, doc, DRAFT_2020_12, &s, NULL) == OK)
        assert_int_equal(json_schema_check(a, s, value, &flaws, NULL), OK);
}

TEST(memory_may_run_out_at_any_moment)
{
    assert_true(check_each_allocation(read_and_check, NULL) > 10);
}
