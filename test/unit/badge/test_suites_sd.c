#include "unit/badge/seeds.h"

#include "badge/sd_statements.h"
#include "badge/suites_sd.h"
#include "badge/read.h"
#include "format/jcs.h"
#include "format/multikey.h"

#define FOLDER "vectors/w3c/vc-di-ecdsa/TestVectors/"

static const struct jsonld_options words = {.safe = true};

struct example { const char *folder, *chosen; };
static const struct example examples[] = {
    {FOLDER "ecdsa-sd-2023/employ/", FOLDER "employSelective.json"},
    {FOLDER "ecdsa-sd-2023/prc/", FOLDER "prCredSelective.json"},
};

static const struct json *file_of(const struct example *e, const char *name)
{
    return vector_json(test_arena, str_printf(test_arena, "%s%s.json", e->folder, name).p);
}

static str sorted(const struct json *v)
{
    str text = {0};
    struct error err = {0};

    check_ok(jcs_write(test_arena, v, &text, &err), &err);
    return text;
}

static struct str_list texts(const struct json *list)
{
    struct str_list l = {0};

    for (size_t i = 0; i < json_count(list); i++)
        *list_add(test_arena, &l) = json_str(json_item(list, i));
    return l;
}

static struct key *key_of(str multikey)
{
    struct key *k = NULL;
    struct error err;

    check_ok(multikey_read(test_arena, multikey, &k, &err), &err);
    return k;
}

static str multikey_bytes_of(str multikey)
{
    str bytes = {0};

    assert_int_equal(multibase_decode(test_arena, multikey, &bytes, NULL), OK);
    return bytes;
}

struct opened { const struct json *secured; struct proof proof; struct securing in; };

static struct opened open_example(const struct json *secured)
{
    struct opened o = {.secured = secured, .in.words = &words};
    struct error err = {0};

    check_ok(proof_read(test_arena, json_get(secured, "proof"), &o.proof, &err), &err);
    check_ok(proof_document(test_arena, secured, &o.proof, &o.in.document, &err), &err);
    check_ok(proof_options(test_arena, o.in.document, &o.proof, &o.in.options, &err), &err);
    return o;
}

/* ---- the base proof ---- */

static void check_group(size_t i, const struct json *group, const struct sd_statements *s,
                        const bool *chosen, bool want)
{
    const struct json *rows = json_get(group, "value");
    size_t n = 0;

    for (size_t r = 0; r < json_count(rows); r++) {
        int64_t at;
        assert_true(json_int(json_item(json_item(rows, r), 0), &at));
        check_at(i, (size_t)at < s->n && chosen[at] == want);
        check_str_at(i, s->lines[at], json_str(json_item(json_item(rows, r), 1)));
    }
    for (size_t k = 0; k < s->n; k++)
        n += chosen[k] == want;
    check_at(i, n == json_count(rows));
}

static void check_signatures(size_t i, const struct sd_base *b, const struct sd_statements *s,
                             const bool *mandatory, str public_key)
{
    struct key *own = key_of(public_key);
    size_t n = 0;

    for (size_t k = 0; k < s->n; k++)
        if (!mandatory[k])
            check_at(i, key_verify(own, s->lines[k], b->signatures.items[n++]));
    check_at(i, n == b->signatures.n);
    key_close(own);
}

static str joined(const struct sd_statements *s, const bool *chosen)
{
    struct buf b = buf_new(test_arena);

    for (size_t k = 0; k < s->n; k++)
        if (chosen[k])
            buf_put(&b, s->lines[k]);
    return buf_done(&b);
}

static void check_base(size_t i, const struct example *e)
{
    struct opened o = open_example(file_of(e, "addSignedSDBase"));
    const struct json *lines = file_of(e, "addBaseDocHMACCanon"), *transform = file_of(e, "addBaseTransform");
    const struct json *info = file_of(e, "addRawBaseSignatureInfo"), *hashes = file_of(e, "addHashData");
    struct sd_base base;
    struct sd_statements s;
    struct error err = {0};
    bool *mandatory;

    check_ok(sd_read_base(test_arena, o.proof.value, &base, &err), &err);
    check_str_at(i, sd_write_base(test_arena, &base), o.proof.value);
    check_str_at(i, bytes_as_hex(base.signature), member_text(info, "baseSignature"));
    check_str_at(i, base.public_key, multikey_bytes_of(member_text(info, "publicKey")));
    const struct sd_labelling l = {sd_hmac_label, &base.hmac_key};
    check_ok(sd_statements(test_arena, o.in.document, &words, &l, &s, &err), &err);
    check_at(i, s.n == json_count(lines));
    for (size_t k = 0; k < s.n; k++)
        check_str_at(k, s.lines[k], json_str(json_item(lines, k)));
    check_ok(sd_choose(test_arena, &s, &words, &base.mandatory, &mandatory, &err), &err);
    check_group(i, json_get(transform, "mandatory"), &s, mandatory, true);
    check_group(i, json_get(transform, "nonMandatory"), &s, mandatory, false);
    check_str_at(i, sha256_hex(test_arena, joined(&s, mandatory)), member_text(hashes, "mandatoryHash"));
    check_str_at(i, sorted(o.in.options), sorted(file_of(e, "addProofConfig")));
    check_signatures(i, &base, &s, mandatory, member_text(info, "publicKey"));
}

TEST(each_base_proof_of_w3c_comes_out_step_by_step)
{
    for (size_t i = 0; i < COUNT(examples); i++) {
        if (!file_of(&examples[i], "addSignedSDBase"))
            skip();
        check_base(i, &examples[i]);
    }
}

/* ---- the derived proof ---- */

TEST(what_w3c_derives_is_derived_byte_for_byte)
{
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct json *base = file_of(&examples[i], "addSignedSDBase"), *out;
        struct error err = {0};
        str shown;
        if (!base)
            skip();
        struct str_list pointers = texts(vector_json(test_arena, examples[i].chosen));
        check_ok(sd_derive(test_arena, json_text_of(base), &pointers, &shown, &err), &err);
        check_ok(json_parse(test_arena, shown, NULL, &out, &err), &err);
        check_str_at(i, sorted(out), sorted(file_of(&examples[i], "derivedRevealDocument")));
    }
}

static void check_derived(size_t i, const struct example *e, const struct opened *o)
{
    const struct json *data = file_of(e, "derivedDisclosureData");
    struct sd_derived d;
    struct error err = {0};

    check_ok(sd_read_derived(test_arena, o->proof.value, &d, &err), &err);
    check_str_at(i, sd_write_derived(test_arena, &d), o->proof.value);
    check_str_at(i, bytes_as_hex(d.signature), member_text(data, "baseSignature"));
    check_at(i, d.mandatory.n == json_count(json_get(data, "mandatoryIndexes")));
    const struct json *labels = json_get(json_get(data, "labelMap"), "value");
    for (size_t k = 0; k < d.labels.n; k++)
        check_str_at(k, d.labels.items[k], json_str(json_item(json_item(labels, k), 1)));
}

TEST(each_derived_proof_of_w3c_holds_and_with_a_changed_word_does_not)
{
    for (size_t i = 0; i < COUNT(examples); i++) {
        const struct json *shown = file_of(&examples[i], "derivedRevealDocument");
        const struct json *data = file_of(&examples[i], "verifyCreateVerifyData");
        struct sealed sealed;
        struct error err = {0};
        if (!shown)
            skip();
        struct opened o = open_example(shown);
        check_derived(i, &examples[i], &o);
        check_ok(sd_open(test_arena, o.proof.suite, &o.in, o.proof.value, &sealed, &err), &err);
        check_str_at(i, bytes_as_hex(sealed.text),
                     str_printf(test_arena, STR_FMT "%s" STR_FMT, STR_ARG(member_text(data, "proofHash")),
                                bytes_as_hex(multikey_bytes_of(member_text(data, "publicKey"))).p,
                                STR_ARG(member_text(data, "mandatoryHash"))));
        check_at(i, !sealed.is_broken);
        struct key *k = key_of(str_slice(o.proof.method, 8, 8 + 49));
        check_at(i, key_verify(k, sealed.text, sealed.signature));
        key_close(k);

        o.in.document = json_with(test_arena, o.in.document, S("validUntil"), json_of_str(test_arena, S("2035-12-16T23:59:59Z")));
        check_ok(sd_open(test_arena, o.proof.suite, &o.in, o.proof.value, &sealed, &err), &err);
        check_at(i, sealed.is_broken);
    }
}

/* ---- pointers ---- */

static const struct json *parsed(const char *text)
{
    const struct json *v = NULL;

    assert_int_equal(json_parse(test_arena, cstr(text), NULL, &v, NULL), OK);
    return v;
}

TEST(pointers_choose_parts_with_the_id_and_type_of_what_is_around_them)
{
    static const char doc[] = "{\"@context\":[\"c\"],\"id\":\"urn:1\",\"type\":[\"T\"],\"a/b\":1,\"m~n\":2,"
                              "\"list\":[{\"id\":\"_:b\",\"type\":\"L\",\"x\":1,\"y\":2},{\"x\":3},\"z\"],"
                              "\"one\":{\"id\":\"urn:2\",\"deep\":{\"v\":null,\"w\":{}}}}";
    static const struct { const char *pointers[3], *want; } t[] = {
        {{"/a~1b"}, "\"a/b\":1"},
        {{"/m~0n", "/a~1b"}, "\"a/b\":1,\"m~n\":2"},
        {{"/list/0/y"}, "\"list\":[{\"type\":\"L\",\"y\":2}]"},
        {{"/list/2", "/list/0/x"}, "\"list\":[{\"type\":\"L\",\"x\":1},\"z\"]"},
        {{"/list/1/x", "/list/1"}, "\"list\":[{\"x\":3}]"},
        {{"/one/deep/w"}, "\"one\":{\"deep\":{\"w\":{}},\"id\":\"urn:2\"}"},
        {{"/one/deep", "/one/deep/v"}, "\"one\":{\"deep\":{\"v\":null,\"w\":{}},\"id\":\"urn:2\"}"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct str_list l = {0};
        const struct json *out;
        struct error err = {0};
        for (size_t k = 0; k < 3 && t[i].pointers[k]; k++)
            *list_add(test_arena, &l) = cstr(t[i].pointers[k]);
        check_ok(sd_select(test_arena, parsed(doc), &l, false, &out, &err), &err);
        str want = str_printf(test_arena, "{\"@context\":[\"c\"],\"id\":\"urn:1\",\"type\":[\"T\"],%s}", t[i].want);
        check_str_at(i, sorted(out), sorted(parsed(want.p)));
    }
}

TEST(a_pointer_that_leads_nowhere_is_told)
{
    static const char doc[] = "{\"a\":[1],\"b\":{\"c\":\"d\"},\"\":{\"\":1}}";
    static const struct { const char *pointer; bool lenient; code want; } t[] = {
        {"", false, OK},       {"/a/0", false, OK},         {"//", false, OK},
        {"/b/0", true, OK},    {"/b/0/c", true, OK},        {"a", false, BAD_INPUT},
        {"/x", false, BAD_INPUT}, {"/a/1", false, BAD_INPUT}, {"/a/00", false, BAD_INPUT},
        {"/a/-1", false, BAD_INPUT}, {"/a/-", false, BAD_INPUT}, {"/b/c/d", false, BAD_INPUT},
        {"/b/0", false, BAD_INPUT}, {"/b~", false, BAD_INPUT}, {"/b~2", false, BAD_INPUT},
        {"/b/1", true, BAD_INPUT}, {"/a/0/0", false, BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str pointer = cstr(t[i].pointer);
        const struct json *out;
        check_code_at(i, sd_select(test_arena, parsed(doc), &(struct str_list){.items = &pointer, .n = 1}, t[i].lenient, &out, NULL), t[i].want);
    }
}

/* ---- broken signatures ---- */

TEST(a_value_that_is_cut_or_changed_is_no_signature_of_this_kind)
{
    const struct json *shown = file_of(&examples[0], "derivedRevealDocument");
    struct sd_derived d;
    struct sd_base b;

    if (!shown)
        skip();
    struct opened o = open_example(shown);
    for (size_t n = 0; n < o.proof.value.n; n++)
        check_at(n, sd_read_derived(test_arena, str_slice(o.proof.value, 0, n), &d, NULL) == BAD_INPUT);
    assert_int_equal(sd_read_base(test_arena, o.proof.value, &b, NULL), BAD_INPUT);
    o = open_example(file_of(&examples[0], "addSignedSDBase"));
    check_code(sd_read_derived(test_arena, o.proof.value, &d, NULL), UNSUPPORTED);
}

struct holder { str base; };

static void derive(struct arena *a, void *ctx)
{
    const struct holder *h = ctx;
    str pointer = S("/validFrom"), out;

    (void)!sd_derive(a, h->base, &(struct str_list){.items = &pointer, .n = 1}, &out, NULL);
}

TEST(memory_may_run_out_while_deriving)
{
    const struct json *base = file_of(&examples[0], "addSignedSDBase");
    struct holder h = {json_text_of(base)};

    if (!base)
        skip();
    assert_true(check_each_allocation(derive, &h) > 50);
}
