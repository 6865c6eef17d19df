#include "unit/badge/world.h"

#include "badge/sign.h"

#define LIST_URL "https://acme.test/status/1"

static struct badge listed_badge(struct issuer *s, struct status_ref *ref, int64_t index)
{
    struct badge b = sample_badge(s->did);

    *ref = (struct status_ref){.id = S(LIST_URL "#x"), .purpose = S("revocation"), .list_url = S(LIST_URL),
                               .index = index, .size = 1};
    b.status.items = ref;
    b.status.n = 1;
    return b;
}

static str listed_as(struct issuer *s, str list)
{
    return signed_payload(list, &s->sign);
}

static str list_json(str issuer, const char *purpose, size_t bits, size_t set)
{
    struct bitstring b = bitstring_new(test_arena, bits);
    struct status_list l = {.id = S(LIST_URL), .issuer_id = issuer, .purpose = cstr(purpose),
                            .valid_from = NOW - DAY, .valid_until = NOW + DAY, .ttl_ms = HOUR};

    if (set < bits)
        bitstring_set(&b, set, true);
    return status_list_write(test_arena, &l, &b);
}

TEST(the_bit_decides)
{
    static const struct { const char *purpose; size_t set; enum verdict want; const char *flaw; } t[] = {
        {"revocation", 94567, INVALID, "revoked"},
        {"revocation", 94566, VALID, NULL},
        {"revocation", 94568, VALID, NULL},
        {"suspension", 94567, INVALID, "suspended"},
        {"refresh", 94567, VALID, "status-refresh"},
        {"refresh", 94566, VALID, NULL},
        {"message", 94567, VALID, "status-message"},
        {"message", 94566, VALID, NULL},
        {"something", 94567, UNVERIFIED, "status-list-invalid"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge b = listed_badge(&s, &ref, 94567);
        ref.purpose = cstr(t[i].purpose);
        world_clear();
        world_put(S(LIST_URL), 200, signed_payload(list_json(s.did, t[i].purpose, 131072, t[i].set), &s.sign));
        struct report r = judge(signed_badge(&b, &s.sign));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        check_at(i, r.badge.is_revoked == (t[i].flaw && !strcmp(t[i].flaw, "revoked")));
    }
    key_close(s.key);
}

/* Whatever is wrong with the list: unknown, never good. */
TEST(a_list_that_is_not_right_says_nothing)
{
    static const struct { const char *from, *to, *flaw; } t[] = {
        {"BitstringStatusListCredential", "OtherCredential", "status-list-invalid"},
        {"\"BitstringStatusList\"", "\"OtherList\"", "status-list-invalid"},
        {"\"statusPurpose\":\"revocation\"", "\"statusPurpose\":\"suspension\"", "status-purpose-mismatch"},
        {"\"encodedList\":\"u", "\"encodedList\":\"", "status-list-invalid"},
        {"\"encodedList\":\"uH4sI", "\"encodedList\":\"uH4sJ", "status-list-invalid"},
        {"\"encodedList\"", "\"otherList\"", "status-list-invalid"},
        {"\"validUntil\":\"2026-01-02T00:00:00Z\"", "\"validUntil\":\"2025-12-31T23:00:00Z\"", "status-list-invalid"},
        {"\"validFrom\":\"2025-12-31T00:00:00Z\"", "\"validFrom\":\"2026-01-01T00:06:00Z\"", "status-list-invalid"},
        {"\"validUntil\":\"2026-01-02T00:00:00Z\"", "\"validUntil\":7,\"exp\":1", "status-list-invalid"},
        {"\"issuer\":\"did:key:", "\"issuer\":\"did:key:z6Mk\",\"x\":\"", "status-list-invalid"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 5);
    str token = signed_badge(&b, &s.sign), list = list_json(s.did, "revocation", 131072, 9);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(LIST_URL), 200, signed_payload(replaced(list, t[i].from, t[i].to), &s.sign));
        struct report r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, t[i].flaw);
    }
    key_close(s.key);
}

TEST(only_the_issuer_itself_signs_its_list)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 5);
    str token = signed_badge(&b, &s.sign);
    str pages[] = {
        signed_payload(list_json(other.did, "revocation", 131072, 9), &other.sign),
        signed_payload(list_json(s.did, "revocation", 131072, 9), &other.sign),
        list_json(s.did, "revocation", 131072, 9),                   /* unsigned */
        signed_payload(list_json(s.did, "revocation", 65536, 9), &s.sign), /* short */
        S("<html>"), S(""),
    };

    for (size_t i = 0; i < COUNT(pages); i++) {
        world_clear();
        world_put(S(LIST_URL), 200, pages[i]);
        struct report r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, NULL);
    }
    key_close(s.key);
    key_close(other.key);
}

TEST(a_list_may_come_in_an_envelope)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    str list = signed_payload(list_json(s.did, "revocation", 131072, 9), &s.sign);

    world_clear();
    world_put(S(LIST_URL), 200, str_printf(test_arena, "{\"type\":\"EnvelopedVerifiableCredential\","
                                       "\"id\":\"data:application/vc+jwt," STR_FMT "\"}", STR_ARG(list)));
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, INVALID, "revoked");
    key_close(s.key);
}

TEST(an_index_is_a_plain_number_inside_the_list)
{
    static const struct { const char *index; enum verdict want; } t[] = {
        {"\"5\"", VALID},      {"5", VALID},          {"\"131071\"", VALID}, {"\"131072\"", UNVERIFIED},
        {"\"-1\"", UNVERIFIED}, {"\"\"", UNVERIFIED}, {"\"5e0\"", UNVERIFIED}, {"5.5", UNVERIFIED},
        {"\" 5\"", UNVERIFIED}, {"null", UNVERIFIED}, {"[\"5\"]", UNVERIFIED},
        {"\"18446744073709551621\"", UNVERIFIED}, {"\"5\",\"statusSize\":2147483648", UNVERIFIED},
        {"\"5\",\"statusSize\":0", UNVERIFIED}, {"\"5\",\"statusSize\":8", UNVERIFIED}, /* 16,384 places */
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 77);
    str payload = payload_of(&b);

    world_clear();
    world_put(S(LIST_URL), 200, signed_payload(list_json(s.did, "revocation", 131072, 9), &s.sign));
    for (size_t i = 0; i < COUNT(t); i++) {
        struct report r = judge(signed_payload(replaced(payload, "\"77\"", t[i].index), &s.sign));
        check_verdict_at(i, r, t[i].want, NULL);
    }
    key_close(s.key);
}

/* Places of two bits, and what the issuer calls their values. */
TEST(a_value_of_several_bits_is_told_in_the_issuers_words)
{
    static const struct { const char *purpose; uint64_t value; enum verdict want; const char *flaw, *said; } t[] = {
        {"message", 0, VALID, "status-message", "pending"},
        {"message", 2, VALID, "status-message", "rejected"},
        {"message", 3, VALID, "status-message", "0x3"},
        {"revocation", 2, INVALID, "revoked", "rejected"},
        {"suspension", 3, INVALID, "suspended", NULL},
        {"revocation", 0, VALID, NULL, NULL},
    };
    struct status_message means[] = {{0, S("pending")}, {1, S("accepted")}, {2, S("rejected")}};
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct badge b = listed_badge(&s, &ref, 70001);
        struct bitstring bits = bitstring_new(test_arena, 262144);
        struct status_list l = {.id = S(LIST_URL), .issuer_id = s.did, .purpose = cstr(t[i].purpose), .valid_from = NOW};
        ref.purpose = cstr(t[i].purpose);
        ref.size = 2;
        ref.messages = (struct status_message_list){.items = means, .n = COUNT(means)};
        ref.reference = S("https://acme.test/what-it-means");
        bitstring_put(&bits, 70001, 2, t[i].value);
        world_clear();
        world_put(S(LIST_URL), 200, listed_as(&s, status_list_write(test_arena, &l, &bits)));
        struct report r = judge(signed_badge(&b, &s.sign));
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        assert_int_equal(r.statuses.n, 1);
        check_at(i, r.statuses.items[0].value == t[i].value && r.statuses.items[0].index == 70001);
        check_str_at(i, r.statuses.items[0].reference, ref.reference);
        check_at(i, !t[i].said || str_contains(report_text(test_arena, &r), cstr(t[i].said)));
        check_at(i, str_contains(report_json(test_arena, &r), S("\"askAgainAt\"")));
    }
    key_close(s.key);
}

TEST(a_list_may_serve_several_purposes_and_a_badge_have_several_lists)
{
    static const struct { size_t revoked, suspended; enum verdict want; const char *flaw; } t[] = {
        {9, 9, VALID, NULL}, {5, 9, INVALID, "revoked"}, {9, 6, INVALID, "suspended"}, {5, 6, INVALID, "revoked"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref refs[2] = {
        {.purpose = S("revocation"), .list_url = S(LIST_URL), .index = 5, .size = 1},
        {.purpose = S("suspension"), .list_url = S(LIST_URL "/b"), .index = 6, .size = 1}};
    struct badge b = sample_badge(s.did);

    b.status = (struct status_ref_list){.items = refs, .n = 2};
    str token = signed_badge(&b, &s.sign);
    for (size_t i = 0; i < COUNT(t); i++) {
        str second = replaced(list_json(s.did, "suspension", 131072, t[i].suspended), "\"suspension\"",
                              "[\"revocation\",\"suspension\"]");
        world_clear();
        world_put(S(LIST_URL), 200, listed_as(&s, list_json(s.did, "revocation", 131072, t[i].revoked)));
        world_put(S(LIST_URL "/b"), 200, listed_as(&s, second));
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    world_put(S(LIST_URL), 200, listed_as(&s, list_json(s.did, "revocation", 131072, 9)));
    world_put(S(LIST_URL "/b"), 200, listed_as(&s, list_json(s.did, "suspension", 131072, 9)));
    check_never_yes_when_silent(token);
    key_close(s.key);
}

/* With a proof in it, in the forms that suites make. */
TEST(a_list_may_be_json_with_a_proof)
{
    static const char *const suites[] = {"eddsa-rdfc-2022", "eddsa-jcs-2022"};
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    str token = signed_badge(&b, &s.sign), list;
    struct error err;

    for (size_t i = 0; i < COUNT(suites); i++) {
        struct proof_terms t = {.suite = suite_named(cstr(suites[i])), .key = s.sign, .created = NOW - DAY};
        check_ok(sign_credential(test_arena, list_json(s.did, "revocation", 131072, 9), &t, &list, &err), &err);
        world_clear();
        world_put(S(LIST_URL), 200, list);
        struct report r = judge(token);
        check_verdict_at(i, r, INVALID, "revoked");
        world_put(S(LIST_URL), 200, replaced(list, "\"validFrom\":\"2025", "\"validFrom\":\"2024"));
        r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, "status-list-invalid");
        t.key = other.sign;
        check_ok(sign_credential(test_arena, list_json(s.did, "revocation", 131072, 8), &t, &list, &err), &err);
        world_put(S(LIST_URL), 200, list);
        r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, "status-list-invalid");
    }
    key_close(s.key);
    key_close(other.key);
}

TEST(the_lists_own_id_may_be_another_than_its_address)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    str list = list_json(s.did, "revocation", 131072, 9);

    world_clear();
    world_put(S(LIST_URL), 200, listed_as(&s, replaced(list, "\"id\":\"" LIST_URL, "\"id\":\"https://cdn.test/list")));
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, INVALID, "revoked");
    key_close(s.key);
}

TEST(how_short_a_list_may_be_is_the_readers_choice)
{
    static const struct { size_t bits; enum short_lists may; enum verdict want; const char *flaw; } t[] = {
        {131072, SHORT_LISTS_NONE, VALID, NULL},
        {131064, SHORT_LISTS_USUAL, UNVERIFIED, "status-list-short"},
        {131064, SHORT_LISTS_ANY, VALID, "status-list-short"},
        {100000, SHORT_LISTS_USUAL, VALID, "status-list-short"},
        {100000, SHORT_LISTS_NONE, UNVERIFIED, "status-list-short"},
        {128, SHORT_LISTS_USUAL, UNVERIFIED, "status-list-short"},
        {128, SHORT_LISTS_ANY, VALID, "status-list-short"},
        {128, SHORT_LISTS_NONE, UNVERIFIED, "status-list-short"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 5);
    str token = signed_badge(&b, &s.sign);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(LIST_URL), 200, listed_as(&s, list_json(s.did, "revocation", t[i].bits, 9)));
        struct report r = judge_in(test_arena, token, &(struct verify_options){.short_lists = t[i].may});
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        world_put(S(LIST_URL), 200, listed_as(&s, list_json(s.did, "revocation", t[i].bits, 5)));
        r = judge_in(test_arena, token, &(struct verify_options){.short_lists = t[i].may});
        check_at(i, r.verdict == (t[i].want == VALID ? INVALID : UNVERIFIED));
    }
    key_close(s.key);
}

/* VCDM 1.1: the list of 2021, with the dates and the words of its time. */
TEST(a_list_of_2021_is_read)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    ref.type = S("StatusList2021Entry");
    str token = signed_payload(replaced(payload_of(&b), "3.0.3.json\"", "3.0.3.json\",\"https://w3id.org/vc/status-list/2021/v1\""),
                               &s.sign);
    str list = list_json(s.did, "revocation", 131072, 9);
    list = replaced(list, "BitstringStatusListCredential", "StatusList2021Credential");
    list = replaced(list, "\"BitstringStatusList\"", "\"StatusList2021\"");
    list = replaced(list, "\"encodedList\":\"u", "\"encodedList\":\"");
    list = replaced(list, "https://www.w3.org/ns/credentials/v2",
                    "https://www.w3.org/2018/credentials/v1\",\"https://w3id.org/vc/status-list/2021/v1");
    list = replaced(replaced(list, "validFrom", "issuanceDate"), "validUntil", "expirationDate");
    static const struct { const char *from, *to; enum verdict want; const char *flaw; } t[] = {
        {"", "", INVALID, "revoked"},
        {"\"issuer\"", "\"by\"", UNVERIFIED, "status-list-invalid"},
        {"2026-01-02T00", "2025-12-31T00", UNVERIFIED, "status-list-invalid"},
        {"\"2026-01-02T00:00:00Z\"", "null", UNVERIFIED, "status-list-invalid"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(LIST_URL), 200, listed_as(&s, replaced(list, t[i].from, t[i].to)));
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        /* In a token of VCDM 1.1 the issuer and the dates may stand outside. */
        str vc = str_printf(test_arena, "{\"iss\":\"" STR_FMT "\",\"exp\":%d,\"vc\":" STR_FMT "}", STR_ARG(s.did),
                            1767225600 + 60, STR_ARG(replaced(list, t[i].from, t[i].to)));
        world_put(S(LIST_URL), 200, listed_as(&s, vc));
        r = judge(token);
        check_verdict_at(i, r, i == 1 ? INVALID : t[i].want, i == 1 ? "revoked" : t[i].flaw);
        world_put(S(LIST_URL), 200, listed_as(&s, replaced(vc, "\"exp\":1767225660", "\"exp\":1767225599")));
        r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, "status-list-invalid");
    }
    key_close(s.key);
}

/* DID Core alsoKnownAs: what the issuer itself says it is too may sign for it. */
TEST(an_issuer_may_name_another_that_keeps_its_lists)
{
    struct issuer s = issuer_new(KEY_ED25519), keeper = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    struct issue_key k = {s.key, S("did:web:acme.test#k")};
    b.issuer.id = S("did:web:acme.test");
    str token = signed_badge(&b, &k), did = S("https://acme.test/.well-known/did.json");
    str document = write_did_document(test_arena, b.issuer.id, keeper.did, &k, 1);
    const struct { str document; enum verdict want; const char *flaw; } t[] = {
        {document, INVALID, "revoked"},
        {replaced(document, "alsoKnownAs", "knownAs"), UNVERIFIED, "status-list-invalid"},
        {replaced(document, "\"alsoKnownAs\":[\"did:key:", "\"alsoKnownAs\":[\"did:key:x"), UNVERIFIED,
         "status-list-invalid"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(did, 200, t[i].document);
        world_put(S(LIST_URL), 200, listed_as(&keeper, list_json(keeper.did, "revocation", 131072, 9)));
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        world_put(S(LIST_URL), 200, listed_as(&s, list_json(keeper.did, "revocation", 131072, 8)));
        r = judge(token);
        check_at(i, r.verdict == UNVERIFIED);    /* its name, and another's signature */
    }
    key_close(s.key);
    key_close(keeper.key);
}

/* ---- lists of ids ---- */

static struct badge badge_in_ids(struct issuer *s, struct status_ref *ref)
{
    struct badge b = sample_badge(s->did);

    *ref = (struct status_ref){.type = S(STATUS_LIST_OF_IDS), .id = S(LIST_URL)};
    b.status = (struct status_ref_list){.items = ref, .n = 1};
    return b;
}

TEST(a_list_of_ids_decides_if_it_is_the_issuers_and_came_over_https)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = badge_in_ids(&s, &ref);
    str token = signed_badge(&b, &s.sign);
    struct revoked items[] = {{S("urn:uuid:1"), {0}}, {b.id, S("by mistake")}};
    str list = revocation_list_write(test_arena, S(LIST_URL), s.did, &(struct revoked_list){.items = items, .n = 2});
    str other = revocation_list_write(test_arena, S(LIST_URL), s.did, &(struct revoked_list){.items = items, .n = 1});
    const struct { str page; int status; const char *final_url; enum verdict want; const char *flaw; } t[] = {
        {list, 200, NULL, INVALID, "revoked"},
        {other, 200, NULL, VALID, NULL},
        {other, 200, "https://cdn.test/list", VALID, NULL},
        {other, 200, "http://acme.test/status/1", UNVERIFIED, "status-list-invalid"},
        {other, 404, NULL, UNVERIFIED, "status-unreachable"},
        {other, 410, NULL, UNVERIFIED, "status-unreachable"},
        {replaced(other, "\"issuer\":\"did:key:", "\"issuer\":\"did:web:"), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {replaced(other, "\"issuer\"", "\"by\""), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {replaced(other, "\"urn:uuid:1\"", "7"), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {S("{\"revokedCredential\":[]}"), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {S("<html>"), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {S(""), 200, NULL, UNVERIFIED, "status-list-invalid"},
        {S("[]"), 200, NULL, UNVERIFIED, "status-list-invalid"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(LIST_URL), t[i].status, t[i].page);
        the_world.pages[0].final_url = cstr(t[i].final_url);
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
        check_at(i, r.badge.is_revoked == (t[i].want == INVALID));
        if (t[i].want == INVALID)
            check_str(r.badge.revocation_reason, S("by mistake"));
    }
    world_clear();
    struct report r = judge(token);
    check_verdict(r, UNVERIFIED, "status-unreachable");
    world_put(S(LIST_URL), 200, other);
    check_never_yes_when_silent(token);
    check_never_yes_when_dry(token);
    key_close(s.key);
}

TEST(a_long_list_of_ids_is_read_in_its_length)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = badge_in_ids(&s, &ref);
    struct revoked *items = NEW_ARRAY(test_arena, 30001, struct revoked);

    for (size_t i = 0; i < 30000; i++)
        items[i].id = str_printf(test_arena, "https://acme.test/awards/%zu", i);
    items[30000].id = b.id;
    world_clear();
    for (size_t n = 30000; n <= 30001; n++) {
        const struct revoked_list l = {.items = items, .n = n};
        struct arena *own = arena_new((size_t)64 << 20);
        world_put(S(LIST_URL), 200, revocation_list_write(test_arena, S(LIST_URL), s.did, &l));
        struct report r = judge_in(own, signed_badge(&b, &s.sign), NULL);
        check_at(n, r.verdict == (n == 30000 ? VALID : INVALID));
        arena_free(own);
    }
    key_close(s.key);
}

TEST(one_list_is_fetched_once_and_too_many_are_refused)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref refs[9];
    struct badge b = sample_badge(s.did);

    for (size_t i = 0; i < 9; i++)
        refs[i] = (struct status_ref){.purpose = S("revocation"), .list_url = S(LIST_URL), .index = (int64_t)i, .size = 1};
    b.status.items = refs;
    b.status.n = 2;
    world_clear();
    world_put(S(LIST_URL), 200, signed_payload(list_json(s.did, "revocation", 131072, 1), &s.sign));
    struct report r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, INVALID, "revoked");
    assert_int_equal(the_world.asked, 1);
    b.status.n = 9;
    r = judge(signed_badge(&b, &s.sign));
    check_verdict(r, INVALID, "too-many-values");
    assert_int_equal(the_world.asked, 0);
    key_close(s.key);
}

TEST(a_list_out_of_reach_leaves_it_open)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 5);
    str token = signed_badge(&b, &s.sign);
    int statuses[] = {404, 410, 500, 301};

    world_clear();
    struct report r = judge(token);
    check_verdict(r, UNVERIFIED, "status-unreachable");
    for (size_t i = 0; i < COUNT(statuses); i++) {
        world_put(S(LIST_URL), statuses[i], signed_payload(list_json(s.did, "revocation", 131072, 9), &s.sign));
        r = judge(token);
        check_verdict_at(i, r, UNVERIFIED, "status-unreachable");
    }
    world_put(S(LIST_URL), 200, signed_payload(list_json(s.did, "revocation", 131072, 9), &s.sign));
    check_never_yes_when_silent(token);
    check_never_yes_when_dry(token);
    key_close(s.key);
}

static str proved_list(str list, const struct issue_key *k)
{
    struct proof_terms t = {.suite = suite_for(key_kind(k->key)), .key = *k, .created = NOW - DAY};
    struct error err = {0};
    str value, out;

    check_ok(proof_sign(test_arena, list, &t, &value, &out, &err), &err);
    return out;
}

TEST(a_list_with_a_proof_in_it_counts_under_the_issuers_key_alone)
{
    struct issuer s = issuer_new(KEY_ED25519), other = issuer_new(KEY_P256);
    struct status_ref ref;
    struct badge b = listed_badge(&s, &ref, 9);
    str token = signed_badge(&b, &s.sign);
    str good = proved_list(list_json(s.did, "revocation", 131072, 8), &s.sign);
    const struct { str page; enum verdict want; const char *flaw; } t[] = {
        {good, VALID, NULL},
        {proved_list(list_json(s.did, "revocation", 131072, 9), &s.sign), INVALID, "revoked"},
        {proved_list(list_json(s.did, "revocation", 131072, 8), &other.sign), UNVERIFIED, "status-list-invalid"},
        {proved_list(list_json(other.did, "revocation", 131072, 8), &other.sign), UNVERIFIED, "status-list-invalid"},
        {list_json(s.did, "revocation", 131072, 8), UNVERIFIED, "status-list-invalid"},
        {replaced(good, "\"statusPurpose\":\"revocation\"", "\"statusPurpose\":\"suspension\""), UNVERIFIED, "status-list-invalid"},
        {replaced(good, "\"validUntil\":", "\"https://www.w3.org/2018/credentials#validUntil\":"), UNVERIFIED, "status-list-invalid"},
        {replaced(good, "\"@context\":[", "\"@context\":[{\"statusPurpose\":\"https://x.test/p\"},"), UNVERIFIED, "status-list-invalid"},
        {replaced(good, "assertionMethod", "authentication"), UNVERIFIED, "status-list-invalid"},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(LIST_URL), 200, t[i].page);
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    key_close(s.key);
    key_close(other.key);
}

#define IDS_URL "https://acme.test/revoked"
#define ID      "urn:uuid:7d1c5f6e-0000-4000-8000-000000000001"

/* VCRL 1.0 */
TEST(the_list_of_ids_of_1edtech_decides)
{
    static const struct { int status; const char *items; enum verdict want; const char *flaw; } t[] = {
        {200, "[]", VALID, NULL},
        {200, "[{\"id\":\"urn:uuid:2\"}]", VALID, NULL},
        {200, "[{\"id\":\"" ID "\"}]", INVALID, "revoked"},
        {200, "[{\"id\":\"urn:uuid:2\",\"revoked\":true},{\"id\":\" " ID "\",\"revoked\":true}]", INVALID, "revoked"},
        {200, "{\"id\":\"" ID "\",\"revoked\":true,\"revocationReason\":\"left\"}", INVALID, "revoked"},
        {200, "[{\"id\":\"" ID "\",\"revoked\":false}]", VALID, NULL},
        {200, "[{\"id\":\"" ID "\",\"revoked\":\"no\"}]", UNVERIFIED, "status-list-invalid"},
        {200, "[{\"revoked\":true}]", UNVERIFIED, "status-list-invalid"},
        {200, "[7]", UNVERIFIED, "status-list-invalid"},
        {200, "\"all\"", UNVERIFIED, "status-list-invalid"},
        {404, "[]", UNVERIFIED, "status-unreachable"},
    };
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    str payload = replaced(payload_of(&b), "context-3.0.3.json\"]", "context-3.0.3.json\",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"]");
    payload = replaced(payload, "\"iss\":", "\"credentialStatus\":{\"id\":\"" IDS_URL "\",\"type\":\"1EdTechRevocationList\"},\"iss\":");
    str token = signed_payload(payload, &s.sign);

    for (size_t i = 0; i < COUNT(t); i++) {
        world_clear();
        world_put(S(IDS_URL), t[i].status, str_printf(test_arena, "{\"issuer\":\"%s\",\"revokedCredential\":%s}", s.did.p, t[i].items));
        struct report r = judge(token);
        check_verdict_at(i, r, t[i].want, t[i].flaw);
    }
    world_put(S(IDS_URL), 200, S("{\"issuer\":\"did:web:evil.test\",\"revokedCredential\":[]}"));
    struct report r = judge(token);
    check_verdict(r, UNVERIFIED, "status-list-invalid");
    r = judge(signed_payload(replaced(payload, IDS_URL, "http://acme.test/revoked"), &s.sign));
    check_verdict(r, UNVERIFIED, "status-list-invalid");
    key_close(s.key);
}

/* The draft before Bitstring Status List, in badges of VCDM 1.1. */
TEST(a_status_list_of_2021_is_read)
{
    struct issuer s = issuer_new(KEY_ED25519);
    struct badge b = sample_badge(s.did);
    struct bitstring bits = bitstring_new(test_arena, 131072);
    struct report r;

    bitstring_set(&bits, 5, true);
    str list = str_printf(test_arena,
        "{\"@context\":[\"https://www.w3.org/2018/credentials/v1\",\"https://w3id.org/vc/status-list/2021/v1\"],"
        "\"id\":\"" LIST_URL "\",\"type\":[\"VerifiableCredential\",\"StatusList2021Credential\"],\"issuer\":\"" STR_FMT "\","
        "\"issuanceDate\":\"2025-12-01T00:00:00Z\",\"credentialSubject\":{\"id\":\"" LIST_URL "#list\",\"type\":\"StatusList2021\","
        "\"statusPurpose\":\"revocation\",\"encodedList\":\"" STR_FMT "\"}}",
        STR_ARG(s.did), STR_ARG(str_from(bitstring_encode(test_arena, &bits), 1)));
    str payload = replaced(payload_of(&b), "context-3.0.3.json\"]", "context-3.0.3.json\",\"https://w3id.org/vc/status-list/2021/v1\"]");
    for (int index = 4; index <= 5; index++) {
        str entry = str_printf(test_arena, "\"credentialStatus\":{\"id\":\"" LIST_URL "#%d\",\"type\":\"StatusList2021Entry\","
                               "\"statusPurpose\":\"revocation\",\"statusListIndex\":\"%d\",\"statusListCredential\":\"" LIST_URL "\"},\"iss\":", index, index);
        world_clear();
        world_put(S(LIST_URL), 200, signed_payload(list, &s.sign));
        r = judge(signed_payload(replaced(payload, "\"iss\":", entry.p), &s.sign));
        check_verdict_at(index, r, index == 5 ? INVALID : VALID, index == 5 ? "revoked" : NULL);
    }
    key_close(s.key);
}
