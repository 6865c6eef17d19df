#include "unit/badge/world.h"

#include "badge/receipt.h"
#include "badge/recorder.h"
#include "base/attempt.h"

/* A hosted badge whose whole evidence was kept, and whose host is gone. */

#define ASSERTION "https://acme.test/a/1"
#define CLASS     "https://acme.test/b/1"
#define ISSUER    "https://acme.test/issuer"
#define PICTURE   "https://acme.test/p.png"

static const char assertion[] =
    "{\"uid\":\"u1\",\"recipient\":{\"type\":\"email\",\"hashed\":false,\"identity\":\"ada@example.org\"},"
    "\"badge\":\"" CLASS "\",\"verify\":{\"type\":\"hosted\",\"url\":\"" ASSERTION "\"},\"issuedOn\":\"2025-12-02\"}";
static const char class[] =
    "{\"name\":\"Ladder safety\",\"description\":\"Safe use of ladders\",\"image\":\"" PICTURE "\","
    "\"criteria\":\"https://acme.test/c\",\"issuer\":\"" ISSUER "\"}";
static const char issuer[] = "{\"name\":\"Acme Training\",\"url\":\"https://acme.test\"}";

struct kept { str sha256, bytes; };
static LIST(struct kept) folder;

static code get_kept(void *ctx, struct arena *a, str sha256, str *bytes, struct error *err)
{
    (void)ctx, (void)a;
    for (size_t i = 0; i < folder.n; i++)
        if (str_eq(folder.items[i].sha256, sha256)) {
            *bytes = folder.items[i].bytes;
            return OK;
        }
    return fail(err, NOT_FOUND, "document", "it is not there");
}

static struct issuer server;

static void take(struct receipt *r, const struct recorded *d)
{
    str hash = sha256_hex(test_arena, d->got.body);

    *list_add(test_arena, &r->documents) = (struct receipt_document){
        d->url, d->got.final_url, S("application/json"), hash, d->got.status, (int64_t)d->got.body.n, NOW};
    *list_add(test_arena, &folder) = (struct kept){hash, d->got.body};
}

static struct receipt sample_receipt(void)
{
    struct receipt r = {.server = S("https://badges.example.org"), .seen = NOW, .verdict = S("valid"), .version = S("1.0"), .anchor = S("acme.test"),
                        .badge_sha256 = sha256_hex(test_arena, cstr(assertion)), .report_sha256 = sha256_hex(test_arena, S("{}")),
                        .badge_bytes = sizeof assertion - 1};

    server = issuer_new(KEY_ED25519);
    r.signer = server.did;
    return r;
}

/* Judged while its host answers; then the host is gone. */
static str seen_and_gone(void)
{
    struct receipt r = sample_receipt();
    struct recorder rec;
    struct loader l = recorder_open(&rec, test_arena, (struct loader){.get = world_get, .ctx = &the_world});
    struct report report;
    str token;

    memset(&folder, 0, sizeof folder);
    world_clear();
    world_put(S(ASSERTION), 200, cstr(assertion));
    world_put(S(CLASS), 200, cstr(class));
    world_put(S(ISSUER), 200, cstr(issuer));
    world_put(S(PICTURE), 200, S("\x89PNG\r\n\x1a\n"));
    check_ok(badge_verify(test_arena, cstr(assertion), &(struct verify_options){.loader = &l, .at = NOW}, &report, NULL), NULL);
    check_verdict(report, VALID, NULL);
    assert_int_equal(rec.seen.n, 4);
    for (size_t i = 0; i < rec.seen.n; i++)
        take(&r, &rec.seen.items[i]);
    check_ok(receipt_sign(test_arena, server.key, &r, &token, NULL), NULL);
    world_clear();
    return token;
}

static struct report judge_by(const char *badge, str token, str trusted)
{
    struct receipt_case c = {.badge = cstr(badge), .token = token, .trusted = trusted, .folder = {get_kept, NULL}};
    struct report r = {0};

    assert_true(receipt_verify(test_arena, &c, NULL, &r, NULL) != DENIED);
    return r;
}

TEST(what_a_receipt_says_is_read_as_it_was_written)
{
    struct receipt r = sample_receipt(), back;
    str token;

    r.found_at = S(ASSERTION);
    *list_add(test_arena, &r.documents) = (struct receipt_document){S(CLASS), S("https://acme.test/b/2"), S("application/json"), r.badge_sha256, 200, 7, NOW + 5};
    *list_add(test_arena, &r.contexts) = (struct receipt_context){S("https://w3id.org/openbadges/v2"), r.report_sha256};
    check_ok(receipt_sign(test_arena, server.key, &r, &token, NULL), NULL);
    check_ok(receipt_read(test_arena, token, &back, NULL), NULL);
    check_str(back.signer, server.did);
    check_str(back.server, r.server);
    check_str(back.found_at, S(ASSERTION));
    assert_true(back.seen == NOW && back.badge_bytes == r.badge_bytes);
    check_str(back.documents.items[0].final_url, S("https://acme.test/b/2"));
    assert_true(back.documents.items[0].at == NOW + 5);
    check_str(back.contexts.items[0].sha256, r.report_sha256);
    check_str(back.badge_sha256, r.badge_sha256);
    key_close(server.key);
}

TEST(a_receipt_changed_anywhere_is_none)
{
    str token = seen_and_gone();
    struct arena *a = arena_new(0);
    struct receipt r;

    for (size_t i = 0; i < token.n; i++) {
        str changed = str_copy(a, token);
        ((char *)changed.p)[i] = token.p[i] == 'A' ? 'B' : 'A';
        check_at(i, receipt_read(a, changed, &r, NULL) != OK);
        arena_reset(a);
    }
    arena_free(a);
    key_close(server.key);
}

TEST(a_badge_holds_for_the_moment_of_its_receipt_when_its_issuer_is_gone)
{
    str token = seen_and_gone();
    struct report r;

    check_judged(judge(cstr(assertion)), UNVERIFIED, NULL);
    r = judge_by(assertion, token, server.did);
    check_verdict(r, VALID, "receipt-seen-then");
    check_str(r.badge.achievement.name, S("Ladder safety"));
    check_str(r.anchor.value, S("acme.test"));
    key_close(server.key);
}

TEST(no_receipt_makes_a_badge_valid_that_nobody_vouches_for)
{
    str token = seen_and_gone();
    struct issuer other = issuer_new(KEY_ED25519);
    struct report r;

    r = judge_by(assertion, token, (str){0});
    check_verdict(r, UNVERIFIED, "receipt-signer-unknown");
    r = judge_by(assertion, token, other.did);
    check_verdict(r, INVALID, "receipt-other-signer");
    r = judge_by("{\"uid\":\"u2\"}", token, server.did);
    assert_true(r.verdict != VALID && report_has(&r, "receipt-other-badge"));
    for (size_t i = 0; i < folder.n; i++) {
        str kept = folder.items[i].bytes;
        folder.items[i].bytes = S("{\"name\":\"Flight instructor\"}");
        r = judge_by(assertion, token, server.did);
        check_at(i, r.verdict != VALID && report_has(&r, "receipt-incomplete"));
        folder.items[i].bytes = kept;
    }
    key_close(other.key);
    key_close(server.key);
}

TEST(only_servers_keys_sign_receipts)
{
    struct receipt r = sample_receipt();
    static const enum key_kind kinds[] = {KEY_P256, KEY_P384};
    str token;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct issuer s = issuer_new(kinds[i]);
        check_ok(receipt_sign(test_arena, s.key, &r, &token, NULL), NULL);
        assert_int_equal(receipt_read(test_arena, token, &r, NULL), DENIED);
        key_close(s.key);
    }
    assert_int_equal(receipt_read(test_arena, signed_payload(S("{}"), &server.sign), &r, NULL), BAD_INPUT);
    key_close(server.key);
}

TEST(more_documents_than_a_receipt_takes_are_refused)
{
    struct receipt r = sample_receipt();
    str token;

    for (size_t i = 0; i <= RECEIPT_DOCUMENTS; i++)
        *list_add(test_arena, &r.documents) = (struct receipt_document){S(CLASS), S(CLASS), S(""), r.badge_sha256, 200, 1, NOW};
    assert_int_equal(receipt_sign(test_arena, server.key, &r, &token, NULL), LIMIT);
    key_close(server.key);
}

struct dry_receipt { struct arena *a; const struct receipt *r; };

static code sign_and_read(void *ctx, struct error *err)
{
    const struct dry_receipt *d = ctx;
    struct receipt back;
    str token;

    TRY(receipt_sign(d->a, server.key, d->r, &token, err));
    TRY(receipt_read(d->a, token, &back, err));
    check_str(back.documents.items[0].url, S(CLASS));
    return OK;
}

/* In an attempt, which closes the key that was just being read. */
TEST(memory_may_run_out_anywhere)
{
    struct receipt r = sample_receipt();
    size_t n;

    *list_add(test_arena, &r.documents) = (struct receipt_document){S(CLASS), S(CLASS), S("application/json"), r.badge_sha256, 200, 7, NOW};
    for (n = 1;; n++) {
        struct arena *a = arena_new(0);
        arena_fail_after(a, n);
        code c = attempt(sign_and_read, &(struct dry_receipt){a, &r}, NULL);
        arena_free(a);
        if (c == OK)
            break;
        check_code_at(n, c, NO_MEMORY);
    }
    assert_true(n > 5);
    key_close(server.key);
}
