#include "unit/vectors.h"

#include "badge/model.h"
#include "format/json_equal.h"
#include "format/json_schema.h"

/* Tables below write ' for ". */
static str quoted_text(const char *text)
{
    struct buf b = buf_new(test_arena);

    for (; *text; text++)
        buf_byte(&b, *text == '\'' ? '"' : *text);
    return buf_done(&b);
}

static const struct json *parse(str text)
{
    const struct json *v = NULL;
    struct error err = {0};

    check_ok(json_parse(test_arena, text, NULL, &v, &err), &err);
    return v;
}

/* "code place" of each flaw, one a line; a warning begins with "!". */
static str flaws_of(const struct model *m, const struct json *doc)
{
    struct model_flaw_list flaws;
    struct buf b = buf_new(test_arena);

    model_judge(test_arena, m, doc, S(""), &flaws);
    if (m == &model_achievement_credential)
        model_judge_results(test_arena, doc, &flaws);
    for (size_t i = 0; i < flaws.n; i++)
        buf_printf(&b, "%s%s%s " STR_FMT, i ? "\n" : "", flaws.items[i].is_warning ? "!" : "", flaws.items[i].flaw,
                   STR_ARG(flaws.items[i].where));
    return buf_done(&b);
}

/* A badge with something of every class. */
static const char whole[] =
    "{'id':'urn:uuid:1','type':['VerifiableCredential','OpenBadgeCredential'],'name':'N','awardedDate':'2026-01-01T00:00:00Z',"
    "'image':{'id':'https://x.org/i.png','type':'Image','caption':'C'},"
    "'issuer':{'id':'https://x.org','type':['Profile'],'name':'X','url':'https://x.org','dateOfBirth':'1999-12-31',"
    "'address':{'type':['Address'],'addressCountry':'DE','geo':{'type':'GeoCoordinates','latitude':1.5,'longitude':2}},"
    "'otherIdentifier':[{'type':'IdentifierEntry','identifier':'7','identifierType':'sourcedId'}],"
    "'parentOrg':{'id':'https://y.org','type':'Profile'}},"
    "'credentialSubject':{'id':'did:x:1','type':['AchievementSubject'],'creditsEarned':3,'activityStartDate':'2026-01-01T00:00:00Z',"
    "'identifier':[{'type':'IdentityObject','hashed':false,'identityHash':'a@x.org','identityType':'emailAddress'}],"
    "'source':{'id':'https://z.org','type':'Profile'},"
    "'result':[{'type':['Result'],'resultDescription':'urn:r:1','achievedLevel':'urn:l:2'},{'type':'Result','resultDescription':'urn:r:2','status':'Completed'},"
    "{'type':'Result','resultDescription':'urn:r:3','value':'85'},{'type':'Result','resultDescription':'urn:r:4','value':'B'}],"
    "'achievement':{'id':'https://x.org/a','type':['Achievement'],'name':'A','description':'D','criteria':{'narrative':'Do it.'},"
    "'achievementType':'Competency','inLanguage':'en-US','tag':['t'],'creditsAvailable':3,'creator':{'id':'https://x.org','type':'Profile'},"
    "'alignment':[{'type':'Alignment','targetName':'T','targetUrl':'https://t.org','targetType':'CFItem'}],"
    "'related':[{'id':'urn:a:2','type':'Related','inLanguage':'es','version':'2'}],"
    "'resultDescription':[{'id':'urn:r:1','type':'ResultDescription','name':'R','resultType':'RubricCriterionLevel','requiredLevel':'urn:l:1',"
    "'rubricCriterionLevel':[{'id':'urn:l:1','type':'RubricCriterionLevel','name':'L1'},{'id':'urn:l:2','type':'RubricCriterionLevel','name':'L2'}]},"
    "{'id':'urn:r:2','type':'ResultDescription','name':'R','resultType':'Status'},"
    "{'id':'urn:r:3','type':'ResultDescription','name':'R','resultType':'Percent','valueMin':'0','valueMax':'100','requiredValue':'60'},"
    "{'id':'urn:r:4','type':'ResultDescription','name':'R','resultType':'LetterGrade','allowedValue':['C','B','A'],'requiredValue':'C'}]}},"
    "'evidence':[{'id':'https://x.org/e','type':['Evidence'],'name':'E'}],"
    "'credentialStatus':{'id':'https://x.org/s#1','type':'BitstringStatusListEntry'},"
    "'credentialSchema':[{'id':'https://x.org/s','type':'JsonSchema'}],'refreshService':{'id':'https://x.org/r','type':'R'},"
    "'termsOfUse':[{'type':'T'}],'proof':[{'type':'DataIntegrityProof'}]}";

static const struct json *changed(const char *doc, const char *from, const char *to)
{
    str text = quoted_text(doc), part = quoted_text(from);
    ptrdiff_t at = str_find(text, part);

    if (at < 0)
        print_error("not in the document: %s\n", from);
    assert_true(at >= 0);
    return parse(str_printf(test_arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, (size_t)at)),
                            STR_ARG(quoted_text(to)), STR_ARG(str_from(text, (size_t)at + part.n))));
}

TEST(a_badge_that_uses_every_class_has_no_flaw)
{
    check_str(flaws_of(&model_achievement_credential, parse(quoted_text(whole))), S(""));
}

TEST(each_class_is_held_against_its_members)
{
    static const struct { const char *from, *to, *want; } t[] = {
        /* Fixed types. */
        {"'type':'Image'", "'type':'Picture'", "type-wrong /image/type"},
        {"'type':['Address']", "'type':[]", "type-wrong /issuer/address/type"},
        {"'type':'GeoCoordinates'", "'type':'Geo'", "type-wrong /issuer/address/geo/type"},
        {"'type':'IdentifierEntry'", "'type':'Entry'", "type-wrong /issuer/otherIdentifier/0/type"},
        {"'type':'IdentityObject'", "'type':7", "type-wrong /credentialSubject/identifier/0/type"},
        {"'id':'https://z.org','type':'Profile'", "'id':'https://z.org','type':'Org'", "type-wrong /credentialSubject/source/type"},
        {"'id':'https://y.org','type':'Profile'", "'id':'https://y.org'", "required-missing /issuer/parentOrg/type"},
        {"'type':['Result']", "'type':['Score']", "type-wrong /credentialSubject/result/0/type"},
        {"'type':'Alignment'", "'type':'AlignmentObject'", "type-wrong /credentialSubject/achievement/alignment/0/type"},
        {"'type':'Related'", "'type':'Other'", "type-wrong /credentialSubject/achievement/related/0/type"},
        {"'id':'urn:l:1','type':'RubricCriterionLevel'", "'id':'urn:l:1','type':'Level'", "type-wrong /credentialSubject/achievement/resultDescription/0/rubricCriterionLevel/0/type"},
        {"'type':['Evidence']", "'type':['Proof']", "type-wrong /evidence/0/type"},
        /* Vocabularies. */
        {"'Competency'", "'Skill'", "value-type /credentialSubject/achievement/achievementType"},
        {"'Competency'", "'ext:Skill_1.0'", ""},
        {"'Competency'", "'ext:'", "value-type /credentialSubject/achievement/achievementType"},
        {"'Competency'", "'ext:two words'", "value-type /credentialSubject/achievement/achievementType"},
        {"'emailAddress'", "'email'", "value-type /credentialSubject/identifier/0/identityType"},
        {"'emailAddress'", "'ext:badge_no'", ""},
        {"'sourcedId'", "'sourced'", "value-type /issuer/otherIdentifier/0/identifierType"},
        {"'CFItem'", "'CTDL'", ""},
        {"'CFItem'", "'Item'", "value-type /credentialSubject/achievement/alignment/0/targetType"},
        {"'Percent'", "'Points'", "value-type /credentialSubject/achievement/resultDescription/2/resultType"},
        {"'status':'Completed'", "'status':'Done'", "value-type /credentialSubject/result/1/status"},
        {"'status':'Completed'", "'status':'ext:Done'", "value-type /credentialSubject/result/1/status"},
        /* What must be there. */
        {"'targetUrl':'https://t.org',", "", "required-missing /credentialSubject/achievement/alignment/0/targetUrl"},
        {"'targetUrl':'https://t.org'", "'targetUrl':'t'", "id-not-uri /credentialSubject/achievement/alignment/0/targetUrl"},
        {"'hashed':false,", "", "required-missing /credentialSubject/identifier/0/hashed"},
        {"'id':'urn:a:2',", "", "required-missing /credentialSubject/achievement/related/0/id"},
        {"'name':'L1'", "'level':'1'", "required-missing /credentialSubject/achievement/resultDescription/0/rubricCriterionLevel/0/name"},
        {"'criteria':{'narrative':'Do it.'},", "", "required-missing /credentialSubject/achievement/criteria"},
        {"'id':'https://x.org/s','type':'JsonSchema'", "'type':'JsonSchema'", "required-missing /credentialSchema/0/id"},
        {"'termsOfUse':[{'type':'T'}]", "'termsOfUse':[{'id':'urn:x'}]", "required-missing /termsOfUse/0/type"},
        {"'refreshService':{'id':'https://x.org/r','type':'R'}", "'refreshService':{'id':'https://x.org/r'}", "required-missing /refreshService/type"},
        {"'proof':[{'type':'DataIntegrityProof'}]", "'proof':[{}]", "required-missing /proof/0/type"},
        /* Kinds of values. */
        {"'latitude':1.5", "'latitude':'1.5'", "value-type /issuer/address/geo/latitude"},
        {"'creditsEarned':3", "'creditsEarned':'3'", "value-type /credentialSubject/creditsEarned"},
        {"'dateOfBirth':'1999-12-31'", "'dateOfBirth':'1999-13-31'", "date-malformed /issuer/dateOfBirth"},
        {"'activityStartDate':'2026-01-01T00:00:00Z'", "'activityStartDate':'2026-01-01'", "date-malformed /credentialSubject/activityStartDate"},
        {"'inLanguage':'en-US'", "'inLanguage':'english language'", "value-type /credentialSubject/achievement/inLanguage"},
        {"'inLanguage':'en-US'", "'inLanguage':'zh-Hant-TW'", ""},
        {"'tag':['t']", "'tag':[7]", "value-type /credentialSubject/achievement/tag"},
        {"'image':{'id':'https://x.org/i.png','type':'Image','caption':'C'}", "'image':'https://x.org/i.png'", "value-type /image"},
        {"'id':'https://x.org/s#1'", "'id':['https://x.org/s#1','https://x.org/s#2']", "id-not-uri /credentialStatus/id"},
        {"'type':'BitstringStatusListEntry'", "'type':2", "type-wrong /credentialStatus/type"},
        {"'issuer':{'id':'https://x.org','type':['Profile'],", "'issuer':7,'holder':{", "value-type /issuer"},
        /* One or many (OB 3.0 §Compacted document form). */
        {"'evidence':[{'id':'https://x.org/e','type':['Evidence'],'name':'E'}]", "'evidence':{'type':'Evidence'}", ""},
        {"'tag':['t']", "'tag':'t'", ""},
        {"'result':[", "'result':[7,", "value-type /credentialSubject/result"},
        {"'achievement':{", "'achievement':[{'id':'urn:z'},{", NULL},
        /* Words in a language (VCDM 2.0 §11.1). */
        {"'name':'N'", "'name':{'@value':'N','@language':'en','@direction':'ltr'}", ""},
        {"'name':'N'", "'name':[{'@value':'N','@language':'en'},{'@value':'M','@language':'de'}]", ""},
        {"'name':'N'", "'name':{'@value':'N','url':'did:x:y'}", "value-type /name"},
        {"'name':'N'", "'name':{'@value':7}", "value-type /name"},
        {"'name':'N'", "'description':''", ""},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        if (t[i].want)
            check_str_at(i, flaws_of(&model_achievement_credential, changed(whole, t[i].from, t[i].to)), cstr(t[i].want));
}

TEST(results_are_those_that_the_achievement_describes)
{
    static const struct { const char *from, *to, *want; } t[] = {
        {"'resultDescription':'urn:r:1'", "'resultDescription':'urn:r:9'", "!value-type /credentialSubject/result/0/resultDescription"},
        {"'achievedLevel':'urn:l:2'", "'achievedLevel':'urn:l:3'", "!value-type /credentialSubject/result/0/achievedLevel"},
        {",'status':'Completed'", "", "required-missing /credentialSubject/result/1/status"},
        {"'value':'85'", "'value':'101'", "!value-type /credentialSubject/result/2/value"},
        {"'value':'85'", "'value':'-0.5'", "!value-type /credentialSubject/result/2/value"},
        {"'value':'85'", "'value':' 100.0 '", ""},
        {"'value':'85'", "'value':'plenty'", ""},
        {"'value':'B'", "'value':'D'", "!value-type /credentialSubject/result/3/value"},
        {"'requiredLevel':'urn:l:1'", "'requiredLevel':'urn:l:0'", "!value-type /credentialSubject/achievement/resultDescription/0/requiredLevel"},
        {"'requiredValue':'60'", "'requiredValue':'600'", "!value-type /credentialSubject/achievement/resultDescription/2/requiredValue"},
        {"'requiredValue':'C'", "'requiredValue':'F'", "!value-type /credentialSubject/achievement/resultDescription/3/requiredValue"},
        {"'valueMin':'0'", "'valueMin':'1000','requiredValue':'x'", NULL},
        {"'resultDescription':'urn:r:1',", "", ""},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        if (t[i].want)
            check_str_at(i, flaws_of(&model_achievement_credential, changed(whole, t[i].from, t[i].to)), cstr(t[i].want));
}

TEST(a_least_value_above_the_greatest_is_odd)
{
    check_str(flaws_of(&model_achievement_credential, changed(whole, "'valueMin':'0','valueMax':'100','requiredValue':'60'", "'valueMin':'86','valueMax':'84'")),
              S("!value-type /credentialSubject/result/2/value\n"
                "!value-type /credentialSubject/achievement/resultDescription/2/valueMin"));
}

static const char record[] =
    "{'id':'urn:uuid:1','type':['VerifiableCredential','ClrCredential'],'name':'N','issuer':'https://x.org','partial':true,"
    "'credentialSubject':{'type':'ClrSubject','id':'did:x:1','achievement':[{'id':'urn:a:1','type':'Achievement','name':'A','description':'D','criteria':{'narrative':'x'}}],"
    "'verifiableCredential':[{'type':'VerifiableCredential'},'a.b.c'],"
    "'association':[{'type':'Association','associationType':'isParentOf','sourceId':'urn:a:1','targetId':'urn:a:2'}]}}";

TEST(learner_records_have_a_model_of_their_own)
{
    static const struct { const char *from, *to, *want; } t[] = {
        {"'partial':true", "'partial':false", ""},
        {"'partial':true", "'partial':'yes'", "value-type /partial"},
        {"'name':'N',", "", "required-missing /name"},
        {"'type':'ClrSubject'", "'type':'AchievementSubject'", "type-wrong /credentialSubject/type"},
        {"'isParentOf'", "'knows'", "value-type /credentialSubject/association/0/associationType"},
        {",'targetId':'urn:a:2'", "", "required-missing /credentialSubject/association/0/targetId"},
        {"'type':'Association'", "'type':'Link'", "type-wrong /credentialSubject/association/0/type"},
        {"[{'type':'VerifiableCredential'},'a.b.c']", "[]", "value-type /credentialSubject/verifiableCredential"},
        {"'a.b.c'", "'https://x.org/badge'", "value-type /credentialSubject/verifiableCredential"},
        {"'a.b.c'", "7", "value-type /credentialSubject/verifiableCredential"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, flaws_of(&model_clr_credential, changed(record, t[i].from, t[i].to)), cstr(t[i].want));
}

TEST(credentials_within_are_found_wherever_they_may_stand)
{
    struct enclosed_list l = {0};
    const struct json *doc = changed(whole, "'name':'N'",
        "'name':'N','endorsement':[{'id':'urn:e:1'},{'id':'urn:e:2'}],'endorsementJwt':'eyJhbGciOiJFZERTQSJ9.e30.AA'");
    static const char *const places[] = {"/endorsement/0", "/endorsement/1", "/endorsementJwt"};

    model_enclosed(test_arena, &model_achievement_credential, doc, S(""), &l);
    assert_int_equal(l.n, COUNT(places));
    for (size_t i = 0; i < l.n; i++) {
        check_str_at(i, l.items[i].where, cstr(places[i]));
        check_str_at(i, l.items[i].holder, S("urn:uuid:1"));
        check_at(i, l.items[i].is_endorsement);
    }
    l = (struct enclosed_list){0};
    doc = changed(whole, "'id':'https://y.org',", "'id':'https://y.org','endorsement':{'id':'urn:e:3'},");
    model_enclosed(test_arena, &model_achievement_credential, doc, S(""), &l);
    assert_int_equal(l.n, 1);
    check_str(l.items[0].where, S("/issuer/parentOrg/endorsement"));
    check_str(l.items[0].holder, S("https://y.org"));

    l = (struct enclosed_list){0};
    model_enclosed(test_arena, &model_clr_credential, parse(quoted_text(record)), S(""), &l);
    assert_int_equal(l.n, 2);
    assert_false(l.items[0].is_endorsement);
}

TEST(an_address_instead_of_a_credential_is_not_followed)
{
    struct enclosed_list l = {0};

    model_enclosed(test_arena, &model_achievement_credential,
                   changed(whole, "'name':'N'", "'endorsement':'https://x.org/e','endorsementJwt':'https://x.org/e'"), S(""), &l);
    model_enclosed(test_arena, &model_clr_credential, changed(record, "'a.b.c'", "'https://x.org/b'"), S(""), &l);
    assert_int_equal(l.n, 1);
}

TEST(a_wrong_document_of_any_size_makes_a_bounded_list)
{
    struct buf b = buf_new(test_arena);
    struct model_flaw_list flaws;

    buf_putz(&b, "{\"evidence\":[{}");
    for (int i = 0; i < 900; i++)
        buf_putz(&b, ",{}");
    buf_putz(&b, "]}");
    model_judge(test_arena, &model_achievement_credential, parse(buf_done(&b)), S(""), &flaws);
    assert_int_equal(flaws.n, MODEL_MAX_FLAWS);
}

/* ---- held against the published schema ---- */

/* Writes `v` with its n-th value left out (NULL) or replaced. */
static void put_changed(struct json_writer *w, const struct json *v, long *n, const char *with);

static void put_members(struct json_writer *w, const struct json *v, long *n, const char *with)
{
    json_open_object(w);
    for (size_t i = 0; i < json_count(v); i++) {
        if (*n == 1 && !with) {
            *n = 0;
            continue;
        }
        json_put_key(w, str_z(w->b->a, json_key(v, i)));
        put_changed(w, json_value(v, i), n, with);
    }
    json_close_object(w);
}

static void put_changed(struct json_writer *w, const struct json *v, long *n, const char *with)
{
    if (--*n == 0 && with) {
        json_put_text(w, cstr(with));
        return;
    }
    if (json_is(v, JSON_OBJECT)) {
        put_members(w, v, n, with);
        return;
    }
    if (!json_is(v, JSON_ARRAY)) {
        json_put_value(w, v);
        return;
    }
    json_open_array(w);
    for (size_t i = 0; i < json_count(v); i++)
        put_changed(w, json_item(v, i), n, with);
    json_close_array(w);
}

/* Contexts and dates have questions of their own. */
static bool model_refuses(struct arena *a, const struct json *v, const struct json *original)
{
    static const char *const others[] = {"@context", "validFrom"};
    struct model_flaw_list flaws;

    model_judge(a, &model_achievement_credential, v, S(""), &flaws);
    for (size_t i = 0; i < COUNT(others); i++)
        if (!json_equal(json_get(v, others[i]), json_get(original, others[i])))
            return true;
    return flaws.n > 0;
}

/* Where; absent when it does not. */
static str schema_refuses(struct arena *a, struct json_schema *s, const struct json *v)
{
    struct schema_flaw_list flaws;

    assert_int_equal(json_schema_check(a, s, v, &flaws, NULL), OK);
    return flaws.n ? flaws.items[0].where : (str){0};
}

/* One change at a time, at every place of the document. */
static void check_every_change(struct json_schema *s, const struct json *doc, const char *with)
{
    long n = 1, at = 0;

    for (long place = 2; at <= 0; place++) {
        struct arena *a = arena_new(0);
        struct buf b = buf_new(a);
        struct json_writer w = json_writer(&b);
        const struct json *v;
        n = place;
        put_changed(&w, doc, &n, with);
        at = n;
        assert_int_equal(json_parse(a, buf_done(&b), NULL, &v, NULL), OK);
        str where = schema_refuses(a, s, v);
        if (where.p && !model_refuses(a, v, doc)) {
            print_error("the schema alone refuses %s at " STR_FMT "\n", with ? with : "nothing", STR_ARG(where));
            _fail(__FILE__, __LINE__);
        }
        arena_free(a);
    }
}

TEST(what_the_published_schema_refuses_the_model_refuses_too)
{
    /* An empty list says nothing in JSON-LD, so the model lets it stand. */
    static const char *const with[] = {NULL, "7", "\"x\"", "[7]", "{}", "true"};
    const struct json *published =
        vector_json(test_arena, "vectors/schemas/ob_v3p0_achievementcredential_schema.json-ld.json");
    const struct json *doc = changed(whole, "'id':'urn:uuid:1'",
        "'@context':['https://www.w3.org/ns/credentials/v2','https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],"
        "'id':'urn:uuid:1','validFrom':'2026-01-01T00:00:00Z'");
    struct json_schema *s;
    struct error err = {0};

    if (!published)
        skip();
    check_ok(json_schema_read(test_arena, published, DRAFT_2019_09, &s, &err), &err);
    assert_null(schema_refuses(test_arena, s, doc).p);
    for (size_t i = 0; i < COUNT(with); i++)
        check_every_change(s, doc, with[i]);
}

/* ---- W3C's inputs, right or wrong as their names say ---- */

/* What contexts and terms mean is for the linked data to find; the order of two
 * dates is for the question about dates. */
static bool is_for_others(str name)
{
    static const char *const parts[] = {"context", "redef", "unmapped", "mapped-nonurl", "validUntil-validFrom", "as-string"};

    for (size_t i = 0; i < COUNT(parts); i++)
        if (str_contains(name, cstr(parts[i])))
            return true;
    return false;
}

static str all_flaws_of(const struct json *doc)
{
    static const struct verify_options none;
    struct report *r = NEW(test_arena, struct report);
    struct inquiry q = {.a = test_arena, .opt = &none, .as = AS_CREDENTIAL, .report = r, .badge = &r->badge};
    struct buf b = buf_new(test_arena);

    *list_add(test_arena, &r->checks) = (struct check){.id = "structure", .code = ""};
    ask_question(&q, 0);
    rules_v3(&q, doc, true);
    for (size_t i = 0; i < r->checks.n && q.answered; i++)
        buf_printf(&b, "%s " STR_FMT "\n", r->checks.items[i].code, STR_ARG(r->checks.items[i].where));
    return buf_done(&b);
}

/* The issuer, or its id, is what the test's service would add. */
static bool is_expected(str file, str flaws, bool is_good)
{
    bool is_added = str_eq(flaws, S("required-missing /issuer/id\n")) ||
                    (str_eq(flaws, S("required-missing /issuer\n")) && !str_contains(file, S("-issuer-")));

    return (flaws.n == 0 || is_added) == is_good;
}

TEST(inputs_of_the_w3c_are_right_or_wrong_as_their_names_say)
{
    static const char prefix[] = "w3c/vc-data-model-2.0/";
    const struct json *manifest = vector_json(test_arena, "vectors/MANIFEST.json");
    size_t seen = 0;

    if (!manifest)
        skip();
    for (size_t i = 0; i < json_count(manifest); i++) {
        str file = json_str(json_get(json_item(manifest, i), "file"));
        if (!str_starts(file, cstr(prefix)) || is_for_others(str_from(file, sizeof prefix - 1)))
            continue;
        const struct json *doc = vector_json(test_arena, str_printf(test_arena, "vectors/" STR_FMT, STR_ARG(file)).p);
        str flaws = str_contains(file, S("presentation-")) ? flaws_of(&model_presentation, doc) : all_flaws_of(doc);
        if (!is_expected(file, flaws, !str_contains(file, S("-fail")))) {
            print_error(STR_FMT ": " STR_FMT "\n", STR_ARG(file), STR_ARG(flaws));
            _fail(__FILE__, __LINE__);
        }
        seen++;
    }
    assert_true(seen > 50);
}
