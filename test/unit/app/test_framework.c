#include "unit/test.h"

#include "app/catalog/framework_private.h"
#include "base/utf8.h"

static code read_in(struct arena *a, str text, const char *name, struct framework_file *out, struct error *err)
{
    struct framework_source s = {.name = cstr(name)};

    *list_add(a, &s.texts) = text;
    return framework_read(a, &s, out, err);
}

static code read_text(str text, const char *name, struct framework_file *out, struct error *err)
{
    return read_in(test_arena, text, name, out, err);
}

static code read_file(const char *text, struct framework_file *out, struct error *err)
{
    return read_text(cstr(text), "Ours", out, err);
}

TEST(a_sheet_is_read_by_the_names_of_its_columns)
{
    static const struct { const char *text; size_t taken, wrong; } t[] = {
        {"name,url\nDrive,https://example.org/1\n", 1, 0},
        {"URL;Skill\nhttps://example.org/1;Drive\n", 1, 0},                       /* as Excel writes it here and there */
        {"preferredLabel,conceptUri,description\nDrive,https://example.org/1,About\n", 1, 0},     /* ESCO */
        {"name,url\n,https://example.org/1\nLift,https://example.org/2\n", 1, 1},
        {"name,url\nDrive,javascript:alert(1)\nLift,https://example.org/2\n", 1, 1},
        {"name,url\nDrive,https://example.org/1\nAgain,https://example.org/1\n", 1, 1},
        {"conceptType,conceptUri,preferredLabel\nOccupation,https://example.org/1,Miner\nSkillGroup,https://example.org/2,Mining\n", 1, 1},
        {"name,url\nDri\xE2\x80\x8B,https://example.org/1\nLift,https://example.org/2\n", 1, 1},
    };
    struct framework_file f;

    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, read_file(t[i].text, &f, NULL) == OK);
        check_at(i, f.items.n == t[i].taken && f.wrong == t[i].wrong);
    }
}

TEST(a_case_package_brings_its_own_name)
{
    struct framework_file f;

    assert_int_equal(read_text(S("{\"CFDocument\":{\"title\":\"Crane work\"},\"CFItems\":[{\"fullStatement\":\"Lift\","
                               "\"uri\":\"https://example.org/1\",\"humanCodingScheme\":\"C.1\"},{\"uri\":\"x\"},7]}"), "", &f, NULL), OK);
    check_str(f.name, S("Crane work"));
    assert_int_equal(f.items.n, 1);
    assert_int_equal(f.wrong, 2);
    check_str(f.items.items[0].x.target_code, S("C.1"));
}

TEST(what_is_no_framework_is_said_in_a_sentence)
{
    static const char *const t[] = {
        "", "{", "{}", "{\"CFItems\":7}", "{\"CFItems\":[]}", "one line of words", "name,url\n", "name,code\nDrive,1\n", "\"open",
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct framework_file f;
        struct error err = {0};
        check_at(i, read_file(t[i], &f, &err) == BAD_INPUT);
        check_at(i, strcmp(err.where, "file") == 0 && err.text[0]);
    }
}

TEST(what_is_too_long_is_cut_between_letters)
{
    struct buf b = buf_new(test_arena);
    struct framework_file f;

    buf_put(&b, S("name,url,code,description\nx"));
    for (int i = 0; i < 600; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S(",https://example.org/1,"));
    for (int i = 0; i < 300; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S("x,x"));
    for (int i = 0; i < 600; i++)
        buf_put(&b, S("\xC3\xA9"));
    buf_put(&b, S("\n"));
    assert_int_equal(read_text(buf_done(&b), "Ours", &f, NULL), OK);
    const struct alignment *x = &f.items.items[0].x;
    assert_true(utf8_is_valid(x->target_name) && utf8_is_valid(x->target_code) && utf8_is_valid(x->target_description));
    assert_true(x->target_name.n <= 400 && x->target_code.n <= 200 && x->target_description.n <= 1000);
}

static const struct framework_skill *skill(const struct framework_file *f, const char *number)
{
    for (size_t i = 0; i < f->items.n; i++)
        if (str_eq(f->items.items[i].x.target_code, cstr(number)))
            return &f->items.items[i];
    static const struct framework_skill none;
    return &none;
}

TEST(a_mistake_names_its_row_and_column)
{
    struct framework_file f;

    assert_int_equal(read_file("Skill,Link\nDrive,https://example.org/1\nLift,\n,https://example.org/3\n", &f, NULL), OK);
    assert_int_equal(f.wrong, 2);
    check_str(f.problems.items[0], S("row 3, column “Link”: has no web address that begins with http:// or https://"));
    check_str(f.problems.items[1], S("row 4, column “Skill”: has no name"));
}

TEST(a_sheet_says_what_is_part_of_what_by_code_or_address_and_names_in_other_languages)
{
    struct framework_file f;

    assert_int_equal(read_file("code,name,url,broader,name (de),name_fr,name 12\nL,Loads,https://e.example/l,,Lasten,Charges,x\n"
                               "L-1,Lift,https://e.example/1,L,Heben,,y\nL-2,Lower,https://e.example/2,https://e.example/l|L-1|L-9,,,\n", &f, NULL), OK);
    assert_int_equal(f.items.n, 3);
    assert_int_equal(skill(&f, "L")->labels.n, 2);
    check_str(skill(&f, "L")->labels.items[0].name, S("Lasten"));
    assert_int_equal(skill(&f, "L-1")->labels.n, 1);
    check_str(skill(&f, "L-1")->broader.items[0], S("https://e.example/l"));
    assert_int_equal(skill(&f, "L-2")->broader.n, 2);       /* L-9 is nowhere */
}

TEST(esco_comes_in_several_files_in_any_order)
{
    static const char *const texts[] = {
        "conceptType,conceptUri,broaderType,broaderUri\nKnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,SkillGroup,http://data.europa.eu/esco/skill/S8\n",
        "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description\n"
        "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,skill/competence,sector-specific,operate forklift,\"drive forklift\nrun forklift\",,released,2024-01-01,,,http://x.example/,Handle it\n",
        "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description,code\n"
        "SkillGroup,http://data.europa.eu/esco/skill/S8,working with machinery,,,released,,,,,S8\n",
    };
    struct framework_source s = {.name = S("ESCO"), .language = S("EN")};
    struct framework_file f;

    for (size_t i = 0; i < COUNT(texts); i++)
        *list_add(test_arena, &s.texts) = cstr(texts[i]);
    assert_int_equal(framework_read(test_arena, &s, &f, NULL), OK);
    assert_int_equal(f.items.n, 2);
    check_str(f.format, S("esco"));
    check_str(f.language, S("en"));
    check_str(f.items.items[0].broader.items[0], S("http://data.europa.eu/esco/skill/S8"));
    check_str(f.items.items[0].x.target_description, S("Handle it"));
}

TEST(o_net_is_a_tree_by_its_numbers_and_says_each_skill_for_every_occupation)
{
    struct framework_file f;

    assert_int_equal(read_file("O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n11-1011.00\t2.A.1\tContent\tIM\t4.12\n"
                               "11-1011.00\t2.A.1.a\tReading Comprehension\tIM\t4.12\n11-1011.00\t2.A.1.a\tReading Comprehension\tLV\t4.75\n"
                               "11-1011.00\t2/A\tBroken\tIM\t1\n", &f, NULL), OK);
    assert_int_equal(f.items.n, 2);
    assert_int_equal(f.wrong, 1);
    check_str(f.format, S("onet"));
    check_str(skill(&f, "2.A.1.a")->x.target_url, S("https://www.onetcenter.org/content.html/2.A.1.a"));
    check_str(skill(&f, "2.A.1.a")->broader.items[0], S("https://www.onetcenter.org/content.html/2.A.1"));
}

TEST(a_code_has_no_invisible_character_and_a_description_no_zero_byte)
{
    struct framework_file f;

    assert_int_equal(read_file("{\"CFItems\":[{\"fullStatement\":\"A\",\"uri\":\"https://e.example/a\",\"notes\":\"One\\ntwo\"},"
                               "{\"fullStatement\":\"B\",\"uri\":\"https://e.example/b\",\"notes\":\"One\\u0000two\"},"
                               "{\"fullStatement\":\"C\",\"uri\":\"https://e.example/c\",\"humanCodingScheme\":\"C\\u202e1\"}]}", &f, NULL), OK);
    assert_int_equal(f.items.n, 1);
    assert_int_equal(f.wrong, 2);
}

#define LARGE ((size_t)256 << 20)

/* Skills.txt, Knowledge.txt and Abilities.txt have more rows than FRAMEWORK_PAIRS together, of some hundred skills. */
TEST(o_net_may_say_the_same_skill_as_often_as_it_likes)
{
    struct arena *a = arena_new(LARGE);
    struct buf b = buf_new(a);
    struct framework_source s = {.name = S("Ours")};
    struct framework_file f;

    buf_put(&b, S("Element ID\tElement Name\n2.A.1\tContent\n"));
    for (int i = 0; i <= FRAMEWORK_PAIRS / 2; i++)
        buf_put(&b, S("2.A.1.a\tReading\n"));
    str text = buf_done(&b);
    *list_add(a, &s.texts) = text;
    *list_add(a, &s.texts) = text;
    assert_int_equal(framework_read(a, &s, &f, NULL), OK);
    assert_int_equal(f.items.n, 2);
    assert_int_equal(skill(&f, "2.A.1.a")->broader.n, 1);
    arena_free(a);
}

static str graph_of(struct arena *a, int n, const char *last)
{
    struct buf b = buf_new(a);

    buf_put(&b, S("{\"@graph\":["));
    for (int i = 0; i < n; i++)
        buf_printf(&b, "{\"@type\":\"ceasn:Competency\",\"@id\":\"https://e.example/%d\",\"ceasn:competencyText\":\"Skill\"},", i);
    buf_printf(&b, "%s]}", last);
    return buf_done(&b);
}

TEST(behind_as_many_skills_as_may_be_there_may_be_what_is_no_skill)
{
    struct arena *a = arena_new(LARGE);
    struct framework_file f;

    assert_int_equal(read_in(a, graph_of(a, FRAMEWORK_ITEMS, "{\"@type\":\"ceasn:CompetencyFramework\"}"), "Ours", &f, NULL), OK);
    assert_int_equal(f.items.n, FRAMEWORK_ITEMS);
    assert_int_equal(read_in(a, graph_of(a, FRAMEWORK_ITEMS + 1, "7"), "Ours", &f, NULL), BAD_INPUT);
    arena_free(a);
}

TEST(what_we_wrote_is_read_again_with_all_that_is_out_of_use)
{
    struct arena *a = arena_new(LARGE);
    struct framework_file f = {.name = S("Ours"), .language = S("en"), .format = S("sheet")}, again;

    for (int i = 0; i < FRAMEWORK_ITEMS + 5000; i++) {
        struct framework_skill *s = list_add(a, &f.items);
        *s = (struct framework_skill){.x = {.target_name = S("Skill"), .target_code = S(""), .target_description = S(""), .target_type = S("CFItem"),
                                            .target_url = str_printf(a, "https://e.example/%d", i)}, .is_retired = i < 2500 || i >= FRAMEWORK_ITEMS + 2500};
        for (int k = 1; k <= 2 && i >= 2500 + k && !s->is_retired; k++)
            *list_add(a, &s->broader) = f.items.items[i - k].x.target_url;
    }
    assert_int_equal(read_in(a, framework_write(a, &f), "", &again, NULL), OK);
    assert_int_equal(again.items.n, f.items.n);
    assert_int_equal(again.items.items[FRAMEWORK_ITEMS].broader.n, 2);
    f.items.items[0].is_retired = false;
    assert_int_equal(read_in(a, framework_write(a, &f), "", &again, NULL), BAD_INPUT);
    arena_free(a);
}

TEST(case_says_what_is_part_of_what_in_associations)
{
    struct framework_file f;

    assert_int_equal(read_file("{\"CFDocument\":{\"language\":\"en\"},\"CFItems\":[{\"identifier\":\"a\",\"uri\":\"https://e.example/a\",\"fullStatement\":\"A\",\"humanCodingScheme\":\"A\"},"
                               "{\"identifier\":\"b\",\"uri\":\"https://e.example/b\",\"fullStatement\":\"B\",\"humanCodingScheme\":\"B\"}],\"CFAssociations\":["
                               "{\"associationType\":\"isChildOf\",\"originNodeURI\":{\"identifier\":\"b\"},\"destinationNodeURI\":{\"uri\":\"https://e.example/a\"}},"
                               "{\"associationType\":\"isChildOf\",\"originNodeURI\":\"https://e.example/a\",\"destinationNodeURI\":{\"uri\":\"https://e.example/document\"}},"
                               "{\"associationType\":\"isRelatedTo\",\"originNodeURI\":{\"uri\":\"https://e.example/a\"},\"destinationNodeURI\":{\"uri\":\"https://e.example/b\"}},7]}", &f, NULL), OK);
    assert_int_equal(skill(&f, "B")->broader.n, 1);
    assert_int_equal(skill(&f, "A")->broader.n, 0);
    check_str(f.language, S("en"));
}

TEST(ctdl_has_texts_in_languages_and_says_both_ways_what_is_part_of_what)
{
    struct framework_file f;

    assert_int_equal(read_text(S("{\"@context\":\"https://credreg.net/ctdlasn/schema/context/json\",\"@graph\":["
                               "{\"@id\":\"https://e.example/f\",\"@type\":\"ceasn:CompetencyFramework\",\"ceasn:name\":{\"en-US\":\"Crane work\"}},"
                               "{\"@id\":\"https://e.example/a\",\"@type\":\"ceasn:Competency\",\"ceasn:competencyText\":{\"en-US\":\"Lift\",\"de\":\"Heben\"},\"ceasn:codedNotation\":\"A\","
                               "\"ceasn:hasChild\":[\"https://e.example/b\"]},"
                               "{\"@id\":\"https://e.example/b\",\"@type\":[\"ceasn:Competency\"],\"ceasn:competencyLabel\":{\"en-US\":[\"Slings\"]},\"ceasn:competencyText\":{\"en-US\":\"Chooses slings\"},"
                               "\"ceasn:codedNotation\":\"B\",\"ceasn:isChildOf\":\"https://e.example/a\"},{\"@type\":\"ceasn:Competency\"},7]}"), "", &f, NULL), OK);
    check_str(f.name, S("Crane work"));
    check_str(f.language, S("en-us"));
    assert_int_equal(f.items.n, 2);
    assert_int_equal(f.wrong, 1);
    check_str(skill(&f, "A")->labels.items[0].name, S("Heben"));
    check_str(skill(&f, "B")->x.target_name, S("Slings"));
    check_str(skill(&f, "B")->x.target_description, S("Chooses slings"));
    assert_int_equal(skill(&f, "B")->broader.n, 1);
}

TEST(what_was_read_is_written_as_case_and_read_again_whole)
{
    struct framework_file f, again;

    assert_int_equal(read_file("code,name,url,broader,name (de)\nL,=Loads,https://e.example/l,,Lasten\nL-1,\"Lift \"\"it\"\"\",https://e.example/1,L,\n", &f, NULL), OK);
    f.items.items[0].is_retired = true;
    f.language = S("en");
    assert_int_equal(read_text(framework_write(test_arena, &f), "Ours", &again, NULL), OK);
    assert_int_equal(again.items.n, 2);
    check_str(again.items.items[0].x.target_name, S("=Loads"));
    check_str(again.items.items[0].x.target_type, S("ceasn:Competency"));
    check_str(again.items.items[0].labels.items[0].name, S("Lasten"));
    assert_true(again.items.items[0].is_retired && !again.items.items[1].is_retired);
    check_str(again.items.items[1].broader.items[0], S("https://e.example/l"));
    check_str(again.language, S("en"));
}

/* A package with one skill and these CFRubricCriteria. */
static void read_rubrics(const char *criteria, struct framework_file *out)
{
    str text = str_printf(test_arena, "{\"CFItems\":[{\"fullStatement\":\"Lift\",\"uri\":\"https://e.example/1\"}],\"CFRubrics\":[{\"CFRubricCriteria\":[%s]}]}", criteria);

    assert_int_equal(read_text(text, "Ours", out, NULL), OK);
    assert_int_equal(out->items.n, 1);
}

TEST(rubrics_of_a_case_package_are_the_scale_where_all_speak_of_the_same_levels)
{
#define LEVELS(list) "{\"CFRubricCriterionLevels\":[" list "]}"
#define LEVEL(position, name) "{\"quality\":\"" name "\",\"position\":" position "}"
#define TWO LEVELS(LEVEL("2", "Expert") "," LEVEL("1", "Novice"))
#define FOUR LEVEL("1", "A") "," LEVEL("2", "B") "," LEVEL("3", "C") "," LEVEL("4", "D")
    static const struct { const char *criteria, *levels; size_t wrong; } t[] = {
        {TWO, "Novice\nExpert", 0},
        {TWO "," TWO, "Novice\nExpert", 0},
        {TWO "," LEVELS(LEVEL("1", "Low") "," LEVEL("2", "High")), "Novice\nExpert", 1},
        {LEVELS("{\"description\":\" Can help \"},{\"description\":\"Can teach\",\"quality\":\"\"}"), "Can help\nCan teach", 0},
        {LEVELS(""), "", 0},
        {"{},7,{\"CFRubricCriterionLevels\":7}", "", 0},
        {LEVELS(LEVEL("1", "Novice")), "", 1},
        {LEVELS(LEVEL("1", "Novice") ",{}"), "", 1},
        {LEVELS(LEVEL("1", "Novice") "," LEVEL("2", "NOVICE")), "", 1},
        {LEVELS(LEVEL("1", "No\\nvice") "," LEVEL("2", "Expert")), "", 1},
        {LEVELS(FOUR "," LEVEL("5", "E") "," LEVEL("6", "F") "," LEVEL("7", "G") "," LEVEL("8", "H") "," LEVEL("9", "I") "," LEVEL("10", "J") ","
                LEVEL("11", "K") "," LEVEL("12", "L") "," LEVEL("13", "M")), "", 1},
    };
    struct framework_file f, again;

    for (size_t i = 0; i < COUNT(t); i++) {
        read_rubrics(t[i].criteria, &f);
        check_at(i, str_eq(f.levels, cstr(t[i].levels)) && f.wrong == t[i].wrong);
        assert_int_equal(read_text(framework_write(test_arena, &f), "Ours", &again, NULL), OK);
        check_at(i, str_eq(again.levels, f.levels) && again.wrong == 0);
    }
}

TEST(a_skill_stays_the_same_one_by_its_address_else_by_a_code_that_only_it_has)
{
    static const struct { const char *was, *is; int fresh, changed, same, gone; } t[] = {
        {"A,Drive,https://e.example/1", "A,Drive,https://e.example/1", 0, 0, 1, 0},
        {"A,Drive,https://e.example/1", "A,Drives,https://e.example/1", 0, 1, 0, 0},
        {"A,Drive,https://e.example/1", "B,Drive,https://e.example/1", 0, 1, 0, 0},
        {"A,Drive,https://e.example/1", "A,Drive,https://e.example/9", 0, 1, 0, 0},
        {"A,Drive,https://e.example/1", "B,Drive,https://e.example/9", 1, 0, 0, 1},
        {"A,Drive,https://e.example/1\nA,Lift,https://e.example/2", "A,Drive,https://e.example/9", 1, 0, 0, 2},
        {"A,Drive,https://e.example/1\nB,Lift,https://e.example/2", "B,Lift,https://e.example/1\nA,Drive,https://e.example/2", 0, 2, 0, 0},
        {",Drive,https://e.example/1", ",Drive,https://e.example/2", 1, 0, 0, 1},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct framework_file was, is;
        struct framework_plan p;
        const char *head = "code,name,url\n";
        check_at(i, read_text(str_join(test_arena, cstr(head), cstr(t[i].was)), "x", &was, NULL) == OK);
        check_at(i, read_text(str_join(test_arena, cstr(head), cstr(t[i].is)), "x", &is, NULL) == OK);
        framework_plan(test_arena, &was, &is, &p);
        check_at(i, p.n_new == t[i].fresh && p.n_change == t[i].changed && p.n_same == t[i].same && p.n_gone == t[i].gone);
    }
}

TEST(a_skill_is_found_by_an_address_that_it_had_unless_another_one_has_it_now)
{
    static const struct { const char *is; int fresh, changed, same, gone; } t[] = {
        {"B,Drive,https://e.example/old", 0, 1, 0, 0},
        {"A,Drive,https://e.example/1", 0, 0, 1, 0},
        {"A,Drive,https://e.example/1\nB,Older,https://e.example/old", 1, 0, 1, 0},
        {"B,Older,https://e.example/old\nA,Drive,https://e.example/1", 1, 0, 1, 0},
    };
    struct framework_file was, is;
    struct framework_plan p;

    assert_int_equal(read_file("code,name,url\nA,Drive,https://e.example/1", &was, NULL), OK);
    *list_add(test_arena, &was.items.items[0].former) = S("https://e.example/old");
    for (size_t i = 0; i < COUNT(t); i++) {
        check_at(i, read_text(str_join(test_arena, S("code,name,url\n"), cstr(t[i].is)), "x", &is, NULL) == OK);
        framework_plan(test_arena, &was, &is, &p);
        check_at(i, p.n_new == t[i].fresh && p.n_change == t[i].changed && p.n_same == t[i].same && p.n_gone == t[i].gone);
    }
}

TEST(a_language_is_the_same_one_in_every_country)
{
    assert_false(framework_other_language(S("en"), S("en-us")));
    assert_false(framework_other_language(S("de-at"), S("de-ch")));
    assert_false(framework_other_language(S(""), S("de")));
    assert_true(framework_other_language(S("en-us"), S("de")));
}

TEST(a_file_in_another_language_brings_names_and_takes_nothing_away)
{
    struct framework_file was, is;
    struct framework_plan p;

    assert_int_equal(read_file("name,url\nDrive,https://e.example/1\nLift,https://e.example/2\n", &was, NULL), OK);
    assert_int_equal(read_file("name,url\nFahren,https://e.example/1\nNeu,https://e.example/3\n", &is, NULL), OK);
    was.language = S("en");
    is.language = S("de");
    framework_plan(test_arena, &was, &is, &p);
    assert_true(p.labels_only);
    assert_int_equal(p.n_new + p.n_gone, 0);
    assert_int_equal(p.n_change, 1);
}

TEST(a_language_is_a_short_tag)
{
    static const struct { const char *in, *want; } t[] = {
        {"de", "de"}, {" EN-us ", "en-us"}, {"pt-BR", "pt-br"}, {"", NULL}, {"d", NULL}, {"deutsch!", NULL}, {"de-", NULL}, {"12", NULL}, {"a-language-that-is-too-long", NULL},
    };

    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, framework_language(test_arena, cstr(t[i].in)), cstr(t[i].want));
}

static void read_each(struct arena *a, void *ctx)
{
    static const char *const texts[] = {
        "name,url,broader,name de\nDrive,https://example.org/1,,Fahren\nBad,,,\nLift,https://example.org/2,https://example.org/1,\n",
        "{\"CFItems\":[{\"fullStatement\":\"Lift\",\"uri\":\"https://example.org/1\"}]}",
        "{\"@graph\":[{\"@type\":\"Competency\",\"@id\":\"https://example.org/1\",\"competencyText\":\"Lift\"}]}",
    };

    (void)ctx;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct framework_source s = {.name = S("Ours")};
        struct framework_file f;
        *list_add(a, &s.texts) = cstr(texts[i]);
        if (framework_read(a, &s, &f, NULL) == OK)
            assert_true(f.items.n == (i ? 1 : 2));
    }
}

TEST(memory_that_runs_out_leaves_nothing_behind)
{
    assert_true(check_each_allocation(read_each, NULL) > 5);
}
