#include "unit/test.h"

#include <lapel/canonical.h>
#include <lapel/issue.h>
#include <lapel/verify.h>
#include <pthread.h>

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>"
#define AT  1767225600000 /* 2026-01-01 */

static const char achievement[] =
    "{\"id\":\"https://acme.test/b/1\",\"type\":[\"Achievement\"],\"name\":\"Ladder safety\","
    "\"description\":\"Safe use of ladders\",\"criteria\":{\"narrative\":\"Pass the test.\"},"
    "\"tag\":[\"ladders\",\"work at height\"],\"alignment\":[{\"type\":[\"Alignment\"],"
    "\"targetName\":\"Heights\",\"targetUrl\":\"https://skills.test/heights\"}]}";

static struct lapel *open_lapel(void)
{
    struct lapel *l;
    struct lapel_error err = {0};

    if (lapel_open(&l, &err) != LAPEL_OK)
        print_error("%s\n", err.text);
    assert_non_null(l);
    return l;
}

static enum lapel_code issue(struct lapel *l, const struct lapel_key *key, const char *proof,
                             struct lapel_buffer **out, struct lapel_error *err)
{
    struct lapel_award award = {
        .size = sizeof award,
        .achievement = lapel_text(achievement),
        .recipient = "ada@example.org",
        .salt = "salt",
        .id = "urn:uuid:6a2f1f4e-2f5c-4b6e-9d7e-0d1d6b7f1a01",
        .valid_from = "2025-12-01T00:00:00Z",
    };
    struct lapel_signing how = {.size = sizeof how, .key = key, .proof = proof, .created = AT};

    return lapel_issue(l, &award, &how, out, err);
}

static struct lapel_buffer *issued(struct lapel *l, enum lapel_key_kind kind, const char *proof)
{
    struct lapel_key *key = NULL;
    struct lapel_buffer *out = NULL;
    struct lapel_error err = {0};

    if (lapel_key_new(kind, &key, &err) != LAPEL_OK || issue(l, key, proof, &out, &err) != LAPEL_OK)
        print_error("%s: %s\n", err.where, err.text);
    lapel_key_free(key);
    assert_non_null(out);
    return out;
}

static struct lapel_report *verified(struct lapel *l, struct lapel_bytes input)
{
    struct lapel_verify_options opt = {
        .size = sizeof opt, .at = AT + 1000, .recipient = "ada@example.org"};
    struct lapel_report *r = NULL;
    struct lapel_error err = {0};

    if (lapel_verify(l, input, &opt, &r, &err) != LAPEL_OK)
        print_error("%s: %s\n", err.where, err.text);
    assert_non_null(r);
    return r;
}

static void check_bytes(struct lapel_bytes got, const char *want)
{
    assert_string_equal(got.p, want);
    assert_int_equal(got.n, strlen(want));
}

/* ---- the way of a badge ---- */

TEST(a_badge_of_every_key_and_proof_is_issued_and_holds)
{
    static const struct {
        enum lapel_key_kind kind;
        const char *proof;
    } t[] = {{LAPEL_ED25519, NULL}, {LAPEL_ED25519, "jwt"}, {LAPEL_ED25519, "eddsa-jcs-2022"},
             {LAPEL_P256, NULL},    {LAPEL_P384, NULL},     {LAPEL_RSA, NULL}};
    struct lapel *l = open_lapel();

    for (size_t i = 0; i < COUNT(t); i++) {
        struct lapel_buffer *b = issued(l, t[i].kind, t[i].proof);
        struct lapel_report *r = verified(l, lapel_buffer_bytes(b));
        /* A key of RSA has no did:key that others would know. */
        enum lapel_verdict want = t[i].kind == LAPEL_RSA ? lapel_report_verdict(r) : LAPEL_VALID;
        check_at(i, lapel_report_verdict(r) == want);
        check_at(i, lapel_report_is_of_recipient(r) == 1);
        lapel_report_free(r);
        lapel_buffer_free(b);
    }
    lapel_close(l);
}

TEST(a_report_tells_what_was_judged)
{
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_ED25519, NULL), *json, *text;
    struct lapel_report *r = verified(l, lapel_buffer_bytes(b));
    const struct lapel_badge *badge = lapel_report_badge(r);
    int64_t at = 0;

    check_bytes(lapel_badge_text(badge, LAPEL_FIELD_NAME), "Ladder safety");
    check_bytes(lapel_badge_text(badge, LAPEL_FIELD_VERSION), "3.0");
    check_bytes(lapel_badge_text(badge, LAPEL_FIELD_KIND), "data-integrity");
    check_bytes(lapel_badge_text(badge, LAPEL_FIELD_CRITERIA_URL), "");
    check_bytes(lapel_badge_text(badge, (enum lapel_field)999), "");
    assert_int_equal(lapel_badge_count(badge, LAPEL_TAGS), 2);
    check_bytes(lapel_badge_item(badge, LAPEL_TAGS, 1).name, "work at height");
    check_bytes(lapel_badge_item(badge, LAPEL_TAGS, 2).name, "");
    check_bytes(lapel_badge_item(badge, LAPEL_ALIGNMENTS, 0).id, "https://skills.test/heights");
    check_bytes(lapel_badge_item(badge, LAPEL_RECIPIENTS, 0).text, "salt");
    assert_true(lapel_badge_time(badge, LAPEL_VALID_FROM, &at) && at == 1764547200000);
    assert_false(lapel_badge_time(badge, LAPEL_VALID_UNTIL, &at));
    assert_true(lapel_badge_is_of(badge, "ada@example.org"));
    assert_false(lapel_badge_is_of(badge, "bob@example.org") || lapel_badge_is_of(badge, NULL));

    check_bytes(lapel_report_anchor_kind(r), "did:key");
    assert_true(lapel_report_at(r) == AT + 1000 && lapel_report_inner_count(r) == 0);
    assert_null(lapel_report_inner(r, 0));
    size_t n = lapel_report_check_count(r);
    assert_true(n > 3);
    assert_null(lapel_report_check(r, n));
    for (size_t i = 0; i < n; i++) {
        const struct lapel_check *c = lapel_report_check(r, i);
        check_at(i, lapel_check_id(c)[0] && lapel_check_clause(c) && lapel_check_message(c).n > 0);
        check_at(i, lapel_check_outcome(c) == LAPEL_PASS || lapel_check_code(c)[0]);
    }
    assert_int_equal(lapel_report_json(r, &json, NULL), LAPEL_OK);
    assert_int_equal(lapel_report_text(r, &text, NULL), LAPEL_OK);
    assert_non_null(strstr(lapel_buffer_bytes(json).p, "\"verdict\":\"valid\""));
    assert_non_null(strstr(lapel_buffer_bytes(text).p, lapel_report_sentence(r).p));
    lapel_buffer_free(json);
    lapel_buffer_free(text);
    lapel_report_free(r);
    lapel_buffer_free(b);
    lapel_close(l);
}

TEST(a_changed_badge_is_invalid)
{
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_ED25519, NULL);
    struct lapel_bytes bytes = lapel_buffer_bytes(b);
    char *copy = strdup(bytes.p);

    *strstr(copy, "Ladder") = 'B';
    struct lapel_report *r = verified(l, lapel_text(copy));
    assert_int_equal(lapel_report_verdict(r), LAPEL_INVALID);
    lapel_report_free(r);
    free(copy);
    lapel_buffer_free(b);
    lapel_close(l);
}

TEST(a_badge_goes_into_a_picture_and_out_again)
{
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_ED25519, "jwt"), *baked = NULL, *out = NULL;
    struct lapel_badge *badge = NULL;
    struct lapel_error err = {0};

    assert_int_equal(lapel_bake(l, lapel_buffer_bytes(b), lapel_text(SVG), &baked, &err), LAPEL_OK);
    assert_int_equal(lapel_unbake(l, lapel_buffer_bytes(baked), &out, &err), LAPEL_OK);
    check_bytes(lapel_buffer_bytes(out), lapel_buffer_bytes(b).p);
    assert_int_equal(lapel_read(l, lapel_buffer_bytes(baked), &badge, &err), LAPEL_OK);
    check_bytes(lapel_badge_text(badge, LAPEL_FIELD_KIND), "jwt");
    check_bytes(lapel_badge_original(badge), lapel_buffer_bytes(b).p);
    lapel_badge_free(badge);
    lapel_buffer_free(out);

    assert_int_equal(lapel_unbake(l, lapel_text(SVG), &out, &err), LAPEL_NOT_FOUND);
    assert_null(out);
    assert_int_equal(lapel_bake(l, lapel_buffer_bytes(b), lapel_text("GIF89a"), &out, &err),
                     LAPEL_BAD_INPUT);
    lapel_buffer_free(baked);
    lapel_buffer_free(b);
    lapel_close(l);
}

TEST(a_key_is_kept_as_pem_and_signs_the_same)
{
    struct lapel *l = open_lapel();
    struct lapel_key *key, *again;
    struct lapel_buffer *pem, *first, *second;

    assert_int_equal(lapel_key_new(LAPEL_ED25519, &key, NULL), LAPEL_OK);
    assert_int_equal(lapel_key_pem(key, &pem, NULL), LAPEL_OK);
    assert_int_equal(lapel_key_read(lapel_buffer_bytes(pem), &again, NULL), LAPEL_OK);
    check_bytes(lapel_key_did(again), lapel_key_did(key).p);
    assert_int_equal(strncmp(lapel_key_did(key).p, "did:key:z6Mk", 12), 0);
    check_bytes(lapel_key_multikey(key), lapel_key_did(key).p + 8);
    assert_non_null(strstr(lapel_key_jwk(key).p, "\"kty\":\"OKP\""));
    assert_null(strstr(lapel_key_jwk(key).p, "\"d\""));
    assert_int_equal(issue(l, key, NULL, &first, NULL), LAPEL_OK);
    assert_int_equal(issue(l, again, NULL, &second, NULL), LAPEL_OK);
    check_bytes(lapel_buffer_bytes(second), lapel_buffer_bytes(first).p);
    lapel_buffer_free(first);
    lapel_buffer_free(second);
    lapel_buffer_free(pem);
    lapel_key_free(key);
    lapel_key_free(again);
    lapel_close(l);
}

TEST(canonical_forms_are_those_of_the_standards)
{
    static const char doc[] = "{\"@context\":{\"name\":\"http://schema.org/name\"},\"name\":\"Ada\"}";
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = NULL;
    struct lapel_error err = {0};

    assert_int_equal(lapel_canonicalize_json(l, lapel_text("{\"b\":1.0, \"a\":[]}"), &b, &err), LAPEL_OK);
    check_bytes(lapel_buffer_bytes(b), "{\"a\":[],\"b\":1}");
    lapel_buffer_free(b);
    assert_int_equal(lapel_canonicalize_jsonld(l, lapel_text(doc), NULL, &b, &err), LAPEL_OK);
    check_bytes(lapel_buffer_bytes(b), "_:c14n0 <http://schema.org/name> \"Ada\" .\n");
    lapel_buffer_free(b);
    assert_int_equal(
        lapel_canonicalize_quads(l, lapel_text("_:x <http://schema.org/name> \"Ada\" .\n"), &b, &err),
        LAPEL_OK);
    check_bytes(lapel_buffer_bytes(b), "_:c14n0 <http://schema.org/name> \"Ada\" .\n");
    lapel_buffer_free(b);
    assert_int_equal(
        lapel_canonicalize_jsonld(l, lapel_text("{\"@context\":\"https://x.test/c\"}"), NULL, &b, &err),
        LAPEL_UNREACHABLE);
    assert_int_equal(strncmp(err.text, "loading remote context failed", 29), 0);
    lapel_close(l);
}

/* ---- documents ---- */

static int load(void *ctx, const char *url, const char *accept, struct lapel_answer *answer)
{
    const char *body = ctx;

    assert_string_equal(url, "https://x.test/c");
    assert_non_null(strstr(accept, "json"));
    if (!body)
        return 1;
    lapel_answer_set_status(answer, 200);
    lapel_answer_set_type(answer, lapel_text("application/ld+json"));
    lapel_answer_set_url(answer, lapel_text(url));
    lapel_answer_set_body(answer, lapel_text(body));
    return 0;
}

TEST(documents_come_from_the_loader_alone_and_have_a_limit)
{
    struct lapel_bytes doc = lapel_text("{\"@context\":\"https://x.test/c\",\"name\":\"Ada\"}");
    char *context = strdup("{\"@context\":{\"name\": \"http://schema.org/name\"}}");
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = NULL;

    lapel_set_loader(l, load, context);
    assert_int_equal(lapel_canonicalize_jsonld(l, doc, NULL, &b, NULL), LAPEL_OK);
    check_bytes(lapel_buffer_bytes(b), "_:c14n0 <http://schema.org/name> \"Ada\" .\n");
    lapel_buffer_free(b);
    lapel_set_input(l, 44); /* of the document, not of the context */
    assert_true(doc.n <= 44 && strlen(context) > 44);
    assert_int_equal(lapel_canonicalize_jsonld(l, doc, NULL, &b, NULL), LAPEL_UNREACHABLE);
    lapel_set_input(l, 0);
    lapel_set_loader(l, load, NULL);
    assert_int_equal(lapel_canonicalize_jsonld(l, doc, NULL, &b, NULL), LAPEL_UNREACHABLE);
    free(context);
    lapel_close(l);
}

/* ---- what is wrong ---- */

TEST(what_cannot_be_done_is_an_error_with_a_sentence_and_no_object)
{
    struct lapel *l = open_lapel();
    struct lapel_report *r = (void *)1;
    struct lapel_badge *badge = (void *)1;
    struct lapel_key *key = (void *)1;
    struct lapel_buffer *b = (void *)1;
    struct lapel_error err;

    assert_int_equal(lapel_verify(l, lapel_text("hello"), NULL, &r, &err), LAPEL_BAD_INPUT);
    assert_true(!r && err.code == LAPEL_BAD_INPUT && strlen(err.text) > 5);
    assert_int_not_equal(lapel_verify(l, lapel_text(NULL), NULL, &r, NULL), LAPEL_OK);
    assert_int_not_equal(lapel_verify(l, (struct lapel_bytes){NULL, 5}, NULL, &r, NULL), LAPEL_OK);
    assert_int_not_equal(lapel_read(l, lapel_text("{}"), &badge, NULL), LAPEL_OK);
    assert_null(badge);
    assert_int_equal(lapel_key_read(lapel_text("-----BEGIN"), &key, &err), LAPEL_BAD_INPUT);
    assert_null(key);
    assert_int_equal(lapel_key_new((enum lapel_key_kind)9, &key, &err), LAPEL_BAD_INPUT);
    assert_int_equal(lapel_issue(l, NULL, NULL, &b, &err), LAPEL_BAD_INPUT);
    assert_string_equal(err.where, "key");
    assert_null(b);
    assert_int_equal(lapel_canonicalize_json(l, lapel_text("{"), &b, &err), LAPEL_BAD_INPUT);
    lapel_set_input(l, 4);
    assert_int_equal(lapel_canonicalize_json(l, lapel_text("[1,2]"), &b, &err), LAPEL_LIMIT);
    lapel_report_free(NULL);
    lapel_badge_free(NULL);
    lapel_buffer_free(NULL);
    lapel_key_free(NULL);
    check_bytes(lapel_buffer_bytes(NULL), "");
    lapel_close(l);
    lapel_close(NULL);
}

TEST(an_award_says_which_part_of_it_is_wrong)
{
    struct lapel *l = open_lapel();
    struct lapel_key *key;
    static const struct {
        const char *achievement, *issuer, *recipient, *until, *proof, *where;
    } t[] = {
        {NULL, NULL, "a@b.test", NULL, NULL, "achievement"},
        {"[]", NULL, "a@b.test", NULL, NULL, "achievement"},
        {achievement, "7", "a@b.test", NULL, NULL, "issuer"},
        {achievement, NULL, NULL, NULL, NULL, "recipient"},
        {achievement, NULL, "a@b.test", NULL, "rot13", "proof"},
        {achievement, "{\"id\":\"https://a.test\",\"type\":\"Profile\"}", "a@b.test", NULL, NULL, "key_id"},
    };

    assert_int_equal(lapel_key_new(LAPEL_ED25519, &key, NULL), LAPEL_OK);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct lapel_award award = {.size = sizeof award,
                                    .achievement = lapel_text(t[i].achievement),
                                    .issuer = lapel_text(t[i].issuer),
                                    .recipient = t[i].recipient,
                                    .valid_until = t[i].until};
        struct lapel_signing how = {.size = sizeof how, .key = key, .proof = t[i].proof};
        struct lapel_buffer *b;
        struct lapel_error err = {0};
        check_at(i, lapel_issue(l, &award, &how, &b, &err) != LAPEL_OK && !b);
        if (strcmp(err.where, t[i].where))
            print_error("row %zu: %s: %s\n", i, err.where, err.text);
        assert_string_equal(err.where, t[i].where);
    }
    lapel_key_free(key);
    lapel_close(l);
}

TEST(a_struct_of_a_newer_library_is_refused_unless_its_news_are_not_asked_for)
{
    struct {
        struct lapel_verify_options known;
        int news;
    } opt = {.known.size = sizeof opt, .known.at = AT};
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_ED25519, NULL);
    struct lapel_report *r;
    struct lapel_error err;

    assert_int_equal(lapel_verify(l, lapel_buffer_bytes(b), &opt.known, &r, &err), LAPEL_OK);
    lapel_report_free(r);
    opt.news = 1;
    assert_int_equal(lapel_verify(l, lapel_buffer_bytes(b), &opt.known, &r, &err), LAPEL_UNSUPPORTED);
    opt.known.size = 0;
    assert_int_equal(lapel_verify(l, lapel_buffer_bytes(b), &opt.known, &r, &err), LAPEL_BAD_INPUT);
    lapel_buffer_free(b);
    lapel_close(l);
}

/* ---- memory ---- */

TEST(a_call_has_the_memory_that_its_context_allows)
{
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_ED25519, NULL);
    struct lapel_report *r;
    struct lapel_error err;

    lapel_set_memory(l, 20000);
    assert_int_equal(lapel_verify(l, lapel_buffer_bytes(b), NULL, &r, &err), LAPEL_NO_MEMORY);
    assert_null(r);
    lapel_set_memory(l, 0);
    assert_int_equal(lapel_verify(l, lapel_buffer_bytes(b), NULL, &r, &err), LAPEL_OK);
    lapel_report_free(r);
    lapel_buffer_free(b);
    lapel_close(l);
}

static enum lapel_code whole_way(const char *proof)
{
    struct lapel *l = NULL;
    struct lapel_key *key = NULL;
    struct lapel_buffer *badge = NULL, *baked = NULL, *json = NULL, *pem = NULL;
    struct lapel_report *r = NULL;
    enum lapel_code c = lapel_open(&l, NULL);

    if (!c)
        c = lapel_key_new(LAPEL_P256, &key, NULL);
    if (!c)
        c = lapel_key_pem(key, &pem, NULL);
    if (!c)
        c = issue(l, key, proof, &badge, NULL);
    if (!c)
        c = lapel_bake(l, lapel_buffer_bytes(badge), lapel_text(SVG), &baked, NULL);
    if (!c)
        c = lapel_verify(l, lapel_buffer_bytes(baked), NULL, &r, NULL);
    if (!c)
        c = lapel_report_json(r, &json, NULL);
    if (!c && lapel_report_verdict(r) != LAPEL_VALID)
        c = LAPEL_FAULT; /* a lack of memory made an answer of itself */
    lapel_report_free(r);
    lapel_buffer_free(json);
    lapel_buffer_free(baked);
    lapel_buffer_free(badge);
    lapel_buffer_free(pem);
    lapel_key_free(key);
    lapel_close(l);
    return c;
}

/* Every allocation of the whole way fails once: the caller gets the code, and
 * the sanitizers find nothing left behind. */
TEST(no_lack_of_memory_is_more_than_an_error)
{
    size_t n = 1;
    enum lapel_code c;

    assert_int_equal(whole_way(NULL), LAPEL_OK);
    for (;; n++) {
        arena_fail_after_in_new(n);
        c = whole_way(n % 2 ? NULL : "jwt");
        arena_fail_after_in_new(0);
        if (c == LAPEL_OK)
            break;
        if (c != LAPEL_NO_MEMORY)
            print_error("allocation %zu: %s\n", n, lapel_code_name(c));
        assert_int_equal(c, LAPEL_NO_MEMORY);
        assert_true(n < 1000000);
    }
    assert_true(n > 200);
    printf("# %zu allocations\n", n);
}

/* ---- threads ---- */

struct shared {
    struct lapel *l;
    struct lapel_bytes badge;
    int good;
};

static void *verify_many(void *ctx)
{
    struct shared *s = ctx;

    for (int i = 0; i < 50; i++) {
        struct lapel_report *r = NULL;
        if (lapel_verify(s->l, s->badge, NULL, &r, NULL) == LAPEL_OK)
            s->good += lapel_report_verdict(r) == LAPEL_VALID;
        lapel_report_free(r);
    }
    return NULL;
}

TEST(threads_with_small_stacks_share_a_context)
{
    struct lapel *l = open_lapel();
    struct lapel_buffer *b = issued(l, LAPEL_P384, NULL);
    struct shared shared[4];
    pthread_t threads[COUNT(shared)];
    pthread_attr_t small;

    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 512 << 10);
    for (size_t i = 0; i < COUNT(shared); i++) {
        shared[i] = (struct shared){l, lapel_buffer_bytes(b), 0};
        assert_int_equal(pthread_create(&threads[i], &small, verify_many, &shared[i]), 0);
    }
    for (size_t i = 0; i < COUNT(shared); i++) {
        pthread_join(threads[i], NULL);
        check_at(i, shared[i].good == 50);
    }
    pthread_attr_destroy(&small);
    lapel_buffer_free(b);
    lapel_close(l);
}

/* What is compiled into programs stays as it is: these may only be added to. */
TEST(values_and_layouts_are_those_that_programs_were_compiled_with)
{
    assert_int_equal(sizeof(struct lapel_error), 4 + 96 + 200);
    assert_int_equal(offsetof(struct lapel_error, text), 100);
    assert_int_equal(sizeof(struct lapel_bytes), 2 * sizeof(void *));
    assert_int_equal(sizeof(struct lapel_item), 6 * sizeof(void *));
    assert_int_equal(sizeof(struct lapel_verify_options), 5 * sizeof(void *));
    assert_int_equal(offsetof(struct lapel_verify_options, strict_lists), 4 * sizeof(void *));
    assert_int_equal(offsetof(struct lapel_signing, created), 4 * sizeof(void *));
    assert_int_equal(offsetof(struct lapel_award, status_index), 16 * sizeof(void *));
    assert_int_equal(LAPEL_NO_MEMORY, 9);
    assert_int_equal(LAPEL_FIELD_REVOCATION_REASON, 18);
    assert_int_equal(LAPEL_RECIPIENTS, 3);
    assert_int_equal(LAPEL_VALID, 2);
    assert_int_equal(LAPEL_FAIL, 3);
    assert_int_equal(LAPEL_RSA, 4);
    assert_string_equal(lapel_version(), LAPEL_VERSION);
}
