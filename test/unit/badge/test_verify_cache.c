#include "unit/badge/world.h"

#include <pthread.h>

#include "badge/verify_cache.h"

static struct kept_list sample_list(size_t bits, size_t set)
{
    static const str purposes[] = {S("revocation"), S("suspension")};
    struct kept_list l = {.bits = bitstring_new(test_arena, bits), .purposes = purposes, .n_purposes = 2,
                          .at = NOW, .until = NOW + MINUTE, .judged_at = NOW};

    bitstring_set(&l.bits, set, true);
    return l;
}

static bool ask_bit(struct verify_cache *c, const char *key, size_t i, struct kept_bit *out)
{
    return verify_cache_get_bit(c, cstr(key), &(struct place){i, 1, S("revocation")}, out);
}

TEST(a_list_says_the_same_as_before_until_its_time_is_over)
{
    struct verify_cache *c = verify_cache_open(0);
    struct kept_list l = sample_list(131072, 5);
    struct kept_bit bit;

    clock_set(NOW);
    assert_false(ask_bit(c, "k", 5, &bit));
    verify_cache_put_list(c, S("k"), &l);
    bitstring_set(&l.bits, 5, false);            /* a copy was kept */
    assert_true(ask_bit(c, "k", 5, &bit) && bit.is_inside && bit.for_purpose && bit.value == 1 && bit.bits == 131072);
    assert_true(ask_bit(c, "k", 6, &bit) && bit.value == 0);
    assert_true(ask_bit(c, "k", 131072, &bit) && !bit.is_inside);
    assert_true(verify_cache_get_bit(c, S("k"), &(struct place){5, 1, S("message")}, &bit) && !bit.for_purpose);
    assert_false(ask_bit(c, "K", 5, &bit));
    clock_set(NOW + MINUTE - 1);
    assert_true(ask_bit(c, "k", 5, &bit));
    clock_set(NOW + MINUTE);
    assert_false(ask_bit(c, "k", 5, &bit));
    clock_set(-1);
    verify_cache_close(c);
}

TEST(a_newer_list_takes_the_place_of_the_older)
{
    struct verify_cache *c = verify_cache_open(0);
    struct kept_list older = sample_list(131072, 5), newer = sample_list(131072, 6);
    struct kept_bit bit;

    clock_set(NOW);
    verify_cache_put_list(c, S("k"), &older);
    verify_cache_put_list(c, S("k"), &newer);
    assert_true(ask_bit(c, "k", 5, &bit) && bit.value == 0);
    assert_true(ask_bit(c, "k", 6, &bit) && bit.value == 1);
    clock_set(-1);
    verify_cache_close(c);
}

TEST(documents_are_kept_for_five_minutes)
{
    struct verify_cache *c = verify_cache_open(0);
    const struct loaded doc = {200, S("application/json"), S("{\"id\":1}"), S("https://x.test/2"), NOW};
    struct loaded got;

    clock_set(NOW);
    verify_cache_put_document(c, S("https://x.test/1"), &doc);
    assert_true(verify_cache_get_document(c, test_arena, S("https://x.test/1"), &got));
    check_str(got.body, doc.body);
    check_str(got.final_url, doc.final_url);
    check_str(got.content_type, doc.content_type);
    assert_int_equal(got.status, 200);
    assert_false(verify_cache_get_document(c, test_arena, S("https://x.test/2"), &got));
    clock_set(NOW + 5 * MINUTE);
    assert_false(verify_cache_get_document(c, test_arena, S("https://x.test/1"), &got));
    clock_set(-1);
    verify_cache_close(c);
}

/* Whatever strangers make us verify, it holds no more than it may. */
TEST(it_is_bounded_and_what_was_used_last_stays)
{
    struct verify_cache *c = verify_cache_open((size_t)1 << 20);
    struct kept_list l = sample_list(131072, 5), large = sample_list(MAX_KEPT_BITS + 8, 5),
                     half = sample_list(MAX_KEPT_BITS / 2, 5);
    struct kept_bit bit;
    size_t kept = 0;

    clock_set(NOW);
    verify_cache_put_list(c, S("mine"), &l);
    for (size_t i = 0; i < 1000; i++) {
        verify_cache_put_list(c, str_printf(test_arena, "%zu", i), &l);
        assert_true(ask_bit(c, "mine", 5, &bit));
    }
    for (size_t i = 0; i < 1000; i++)
        kept += ask_bit(c, str_printf(test_arena, "%zu", i).p, 5, &bit);
    assert_in_range(kept, 30, 64);               /* of 16 KiB each */
    verify_cache_put_list(c, S("large"), &large);
    assert_false(ask_bit(c, "large", 5, &bit));
    verify_cache_put_list(c, S("half"), &half);
    assert_true(ask_bit(c, "half", 5, &bit));
    verify_cache_put_list(c, S("half too"), &half);
    assert_true(ask_bit(c, "half too", 5, &bit) && !ask_bit(c, "half", 5, &bit));
    clock_set(-1);
    verify_cache_close(c);
}

TEST(what_is_too_large_for_all_of_it_is_not_kept)
{
    struct verify_cache *c = verify_cache_open(10000);
    struct kept_list l = sample_list(131072, 5);
    struct kept_bit bit;

    clock_set(NOW);
    verify_cache_put_list(c, S("k"), &l);
    assert_false(ask_bit(c, "k", 5, &bit));
    clock_set(-1);
    verify_cache_close(c);
}

static void *ask_and_put(void *ctx)
{
    struct verify_cache *c = ctx;
    struct arena *a = arena_new(0);
    static const str purposes[] = {S("revocation")};
    const struct kept_list l = {.bits = bitstring_new(a, 131072), .purposes = purposes, .n_purposes = 1,
                                .until = INT64_MAX};
    struct loaded got, doc = {200, {0}, S("body"), S("url"), 0};
    struct kept_bit bit;

    for (size_t i = 0; i < 3000; i++) {
        str key = str_printf(a, "%zu", i % 300);
        verify_cache_put_list(c, key, &l);
        if (verify_cache_get_bit(c, key, &(struct place){7, 1, purposes[0]}, &bit) && bit.bits != 131072)
            __builtin_trap();
        verify_cache_put_document(c, str_join(a, S("u"), key), &doc);
        if (verify_cache_get_document(c, a, str_join(a, S("u"), key), &got) && !str_eq(got.body, doc.body))
            __builtin_trap();
    }
    arena_free(a);
    return NULL;
}

TEST(several_threads_share_it)
{
    struct verify_cache *c = verify_cache_open((size_t)2 << 20);
    pthread_t t[4];

    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(pthread_create(&t[i], NULL, ask_and_put, c), 0);
    for (size_t i = 0; i < COUNT(t); i++)
        pthread_join(t[i], NULL);
    verify_cache_close(c);
}

static void get_document(struct arena *a, void *ctx)
{
    struct loaded got;

    assert_true(verify_cache_get_document(ctx, a, S("https://x.test/1"), &got));
}

TEST(memory_may_run_out_while_it_is_asked)
{
    struct verify_cache *c = verify_cache_open(0);
    const struct loaded doc = {200, S("application/json"), S("{\"id\":1}"), S("https://x.test/1"), NOW};

    clock_set(NOW);
    verify_cache_put_document(c, S("https://x.test/1"), &doc);
    assert_int_equal(check_each_allocation(get_document, c), 1);
    get_document(test_arena, c);
    clock_set(-1);
    verify_cache_close(c);
}

/* ---- in verifications ---- */

#define LIST_URL "https://acme.test/status/1"
#define DID_URL  "https://acme.test/.well-known/did.json"

/* An issuer with a document and a list, both on the web. */
static str badge_of_web_issuer(struct issuer *s, const char *list_issuer, size_t set)
{
    struct issue_key k = {s->key, S("did:web:acme.test#k")};
    struct badge b = sample_badge(S("did:web:acme.test"));
    struct status_ref ref = {.purpose = S("revocation"), .list_url = S(LIST_URL), .index = 5, .size = 1};
    struct bitstring bits = bitstring_new(test_arena, BITSTRING_MIN_BITS);
    struct status_list l = {.id = S(LIST_URL), .issuer_id = cstr(list_issuer), .purpose = S("revocation"),
                            .valid_from = NOW - DAY, .valid_until = NOW + HOUR, .ttl_ms = 10 * MINUTE};

    bitstring_set(&bits, set, true);
    b.status = (struct status_ref_list){.items = &ref, .n = 1};
    world_clear();
    world_put(S(DID_URL), 200, write_did_document(test_arena, b.issuer.id, (str){0}, &k, 1));
    world_put(S(LIST_URL), 200, signed_payload(status_list_write(test_arena, &l, &bits), &k));
    return signed_badge(&b, &k);
}

static struct report judge_kept(str token, struct verify_cache *c, msec at)
{
    return judge_in(test_arena, token, &(struct verify_options){.cache = c, .at = at});
}

TEST(the_second_badge_of_an_issuer_asks_nothing)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct verify_cache *c = verify_cache_open(0);
    str token = badge_of_web_issuer(&s, "did:web:acme.test", 9);

    clock_set(NOW);
    struct report r = judge_kept(token, c, NOW);
    check_verdict(r, VALID, NULL);
    assert_int_equal(the_world.asked, 2);
    r = judge_kept(token, c, NOW);
    check_verdict(r, VALID, NULL);
    assert_int_equal(the_world.asked, 0);
    assert_int_equal(r.statuses.items[0].at, NOW);
    assert_int_equal(r.statuses.items[0].until, NOW + 10 * MINUTE);

    badge_of_web_issuer(&s, "did:web:acme.test", 5);         /* now it is revoked */
    r = judge_kept(token, NULL, NOW);
    check_verdict(r, INVALID, "revoked");
    clock_set(NOW + 10 * MINUTE - 1);                        /* the list may be believed that long */
    r = judge_kept(token, c, NOW);
    check_verdict(r, VALID, NULL);
    assert_int_equal(the_world.asked, 1);                    /* the keys, which are older than five minutes */
    clock_set(NOW + 10 * MINUTE);
    r = judge_kept(token, c, NOW);
    check_verdict(r, INVALID, "revoked");
    r = judge_kept(token, c, NOW);
    check_verdict(r, INVALID, "revoked");
    assert_int_equal(the_world.asked, 0);
    clock_set(-1);
    verify_cache_close(c);
    key_close(s.key);
}

/* Held for one moment is not held for another. */
TEST(a_kept_list_answers_for_its_own_time)
{
    static const struct { msec at; enum verdict want; size_t asked; } t[] = {
        {NOW + 5 * MINUTE, VALID, 0}, {NOW - 5 * MINUTE, VALID, 0}, {NOW + 6 * MINUTE, VALID, 1},
        {NOW + HOUR + 1, UNVERIFIED, 1}, {NOW - 2 * DAY, UNVERIFIED, 1},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    str token = badge_of_web_issuer(&s, "did:web:acme.test", 9);

    clock_set(NOW);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct verify_cache *c = verify_cache_open(0);
        struct report r = judge_kept(token, c, NOW);
        check_verdict_at(i, r, VALID, NULL);
        r = judge_kept(token, c, t[i].at);
        check_verdict_at(i, r, t[i].want, NULL);
        check_at(i, the_world.asked == t[i].asked);
        verify_cache_close(c);
    }
    clock_set(-1);
    key_close(s.key);
}

TEST(a_list_kept_for_one_issuer_says_nothing_of_anothers_badge)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct verify_cache *c = verify_cache_open(0);
    struct status_ref ref = {.purpose = S("revocation"), .list_url = S(LIST_URL), .index = 5, .size = 1};
    struct badge b = sample_badge(other.did);

    clock_set(NOW);
    struct report r = judge_kept(badge_of_web_issuer(&s, "did:web:acme.test", 9), c, NOW);
    check_verdict(r, VALID, NULL);
    b.status = (struct status_ref_list){.items = &ref, .n = 1};
    r = judge_kept(signed_badge(&b, &other.sign), c, NOW);
    check_verdict(r, UNVERIFIED, "status-list-invalid");
    clock_set(-1);
    verify_cache_close(c);
    key_close(s.key);
    key_close(other.key);
}

TEST(what_was_not_proved_is_not_kept)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct verify_cache *c = verify_cache_open(0);
    str token = badge_of_web_issuer(&s, "did:web:other.test", 9);

    clock_set(NOW);
    struct report r = judge_kept(token, c, NOW);
    check_verdict(r, UNVERIFIED, "status-list-invalid");
    badge_of_web_issuer(&s, "did:web:acme.test", 5);
    r = judge_kept(token, c, NOW);
    check_verdict(r, INVALID, "revoked");
    clock_set(-1);
    verify_cache_close(c);
    key_close(s.key);
}

/* Our own lists are at hand, and always the newest. */
TEST(nothing_of_our_own_is_kept)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct verify_cache *c = verify_cache_open(0);
    str token = badge_of_web_issuer(&s, "did:web:acme.test", 9);
    struct loader l = {.get = world_get, .ctx = &the_world, .own = S("https://acme.test")};
    struct verify_options o = {.loader = &l, .at = NOW, .cache = c};
    struct report r;
    struct error err;

    clock_set(NOW);
    check_ok(badge_verify(test_arena, token, &o, &r, &err), &err);
    check_verdict(r, VALID, NULL);
    badge_of_web_issuer(&s, "did:web:acme.test", 5);
    check_ok(badge_verify(test_arena, token, &o, &r, &err), &err);
    check_verdict(r, INVALID, "revoked");
    clock_set(-1);
    verify_cache_close(c);
    key_close(s.key);
}
