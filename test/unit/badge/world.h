/* world.h — a small web and an issuer for the tests of the badge layer: pages
 * that a test puts up, takes down or lets fail at the n-th request. */
#pragma once
#include "unit/test.h"

#include "badge/issue.h"
#include "badge/recipient.h"
#include "badge/status.h"
#include "badge/verify.h"
#include "base/codec.h"
#include "format/did.h"
#include "format/jose.h"

#define MAX_PAGES 32
#define NOW 1767225600000                        /* 2026-01-01T00:00:00Z */

struct page { str url, body; int status; str final_url; };

struct world {
    struct page pages[MAX_PAGES];
    size_t n, asked;
    size_t fail_at;                              /* the n-th request gets no answer; 0: none */
    struct page instead;                         /* … or this one, when it has a status */
    str failed;                                  /* the address that it was for */
};

TEST_HELPER struct world the_world;

TEST_HELPER void world_put(str url, int status, str body)
{
    struct world *w = &the_world;

    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->pages[i].url, url)) {
            w->pages[i] = (struct page){.url = url, .body = body, .status = status};
            return;
        }
    assert_true(w->n < MAX_PAGES);
    w->pages[w->n++] = (struct page){.url = url, .body = body, .status = status};
}

TEST_HELPER void world_clear(void)
{
    the_world = (struct world){0};
}

TEST_HELPER code world_get(void *ctx, struct arena *a, str url, const char *accept,
                           struct loaded *out, struct error *err)
{
    struct world *w = ctx;

    (void)accept;
    if (++w->asked == w->fail_at) {
        w->failed = str_copy(test_arena, url);
        *out = (struct loaded){.status = w->instead.status, .body = w->instead.body,
                               .final_url = w->instead.final_url};
        return w->instead.status ? OK : fail(err, UNREACHABLE, str_z(a, url), "no answer");
    }
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->pages[i].url, url)) {
            *out = (struct loaded){.status = w->pages[i].status, .body = w->pages[i].body,
                                   .final_url = w->pages[i].final_url};
            return OK;
        }
    return fail(err, UNREACHABLE, str_z(a, url), "nobody lives there");
}

TEST_HELPER void judge_into(struct arena *a, str input, const struct verify_options *given,
                            struct report *out)
{
    struct loader l = {.get = world_get, .ctx = &the_world};
    struct verify_options o = given ? *given : (struct verify_options){0};
    struct error err;

    the_world.asked = 0;
    o.loader = &l;
    if (!o.at)
        o.at = NOW;
    (void)!badge_verify(a, input, &o, out, &err);
}

TEST_HELPER struct report judge_in(struct arena *a, str input, const struct verify_options *given)
{
    struct report r;

    judge_into(a, input, given, &r);
    return r;
}

TEST_HELPER struct report judge(str input)
{
    return judge_in(test_arena, input, NULL);
}

TEST_HELPER void check_verdict_(long row, const struct report *r, enum verdict want, const char *flaw,
                                const char *file, int line)
{
    if (r->verdict == want && (!flaw || report_has(r, flaw)))
        return;
    print_error("row %ld: want %s %s, got:\n%s\n", row, verdict_name(want), flaw ? flaw : "",
                str_z(test_arena, report_text(test_arena, r)));
    _fail(file, line);
}
#define check_verdict(r, want, flaw) check_verdict_(-1, &(r), (want), (flaw), __FILE__, __LINE__)
#define check_judged(call, want, flaw)                                         \
    do {                                                                       \
        struct report judged_ = (call);                                        \
        check_verdict(judged_, want, flaw);                                    \
    } while (0)
#define check_verdict_at(i, r, want, flaw)                                     \
    check_verdict_((long)(i), &(r), (want), (flaw), __FILE__, __LINE__)

/* An issuer with a key of this kind, known by the key alone. */
struct issuer { struct key *key; struct issue_key sign; str did; };

TEST_HELPER struct issuer issuer_new(enum key_kind kind)
{
    struct issuer s = {0};
    struct error err;

    crypto_start();
    check_ok(key_generate(kind, &s.key, &err), &err);
    s.did = did_key_from(test_arena, s.key);
    s.sign = (struct issue_key){s.key, str_printf(test_arena, STR_FMT "#" STR_FMT, STR_ARG(s.did),
                                                  STR_ARG(str_from(s.did, 8)))};
    return s;
}

TEST_HELPER struct badge sample_badge(str issuer_id)
{
    struct badge b = {.version = OB_3_0, .kind = KIND_VC_JWT, .id = S("urn:uuid:7d1c5f6e-0000-4000-8000-000000000001"),
                      .subject_id = S("did:example:ada"), .has_valid_from = true,
                      .valid_from = NOW - 30 * DAY, .has_valid_until = true,
                      .valid_until = NOW + 30 * DAY};

    b.issuer = (struct profile){.id = issuer_id, .name = S("Acme Training")};
    b.achievement = (struct achievement){.id = S("https://acme.test/b/1"), .name = S("Ladder safety"),
                                         .description = S("Safe use of ladders"),
                                         .criteria_narrative = S("Pass the test.")};
    return b;
}

TEST_HELPER str signed_payload(str payload, const struct issue_key *k)
{
    str signature, token;
    struct error err;

    check_ok(vcjwt_sign(test_arena, payload, k, &signature, &token, &err), &err);
    return token;
}

TEST_HELPER str payload_of(const struct badge *b)
{
    str payload;
    struct error err;

    check_ok(vcjwt_payload(test_arena, b, &payload, &err), &err);
    return payload;
}

TEST_HELPER str signed_badge(const struct badge *b, const struct issue_key *k)
{
    return signed_payload(payload_of(b), k);
}

/* `text` with the first `from` replaced. */
TEST_HELPER str replaced(str text, const char *from, const char *to)
{
    ptrdiff_t at = str_find(text, cstr(from));

    if (at < 0)
        print_error("\"%s\" is not in it\n", from);
    assert_true(at >= 0);
    return str_printf(test_arena, STR_FMT "%s" STR_FMT, STR_ARG(str_slice(text, 0, (size_t)at)), to,
                      STR_ARG(str_from(text, (size_t)at + strlen(from))));
}

/* Whatever memory or request fails, the report is no yes. */
struct dry { str input; struct report report; };

TEST_HELPER void judge_dry(struct arena *a, void *ctx)
{
    struct dry *d = ctx;

    judge_into(a, d->input, NULL, &d->report);
}

TEST_HELPER void check_never_yes_when_dry(str input)
{
    struct dry d = {.input = input};
    struct report *out = &d.report;

    for (size_t n = 1;; n++) {
        *out = (struct report){.verdict = VALID};
        bool ended = body_ends(n, judge_dry, &d);
        check_at(n, ended || out->verdict != VALID);
        if (ended)
            break;
    }
    assert_int_equal(out->verdict, VALID);
}

TEST_HELPER void check_never_yes_when_silent(str input)
{
    size_t asked;
    struct report r = judge(input);

    check_verdict(r, VALID, NULL);
    asked = the_world.asked;
    for (size_t n = 1; n <= asked; n++) {
        the_world.fail_at = n;
        r = judge(input);
        check_at(n, r.verdict != VALID);
    }
    the_world.fail_at = 0;
}
