/* Conversations with a learning platform: whichever request of one fails, in whatever
 * manner, nothing is taken for granted; and memory may run out anywhere in them. */
#include "unit/test.h"
#include "unit/app/fixture.h"
#include "unit/web/canned.h"

#include "app/lti/lti_course.h"
#include "base/attempt.h"

/* ---- a platform of one thread ---- */

#define JSON_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"

static struct canned platform;
static const char *spoilt;                       /* the answer to the request `spoilt_at` */
static int spoilt_at;                            /* from 1; 0: all is well */

static str good_answer(struct arena *a, str path)
{
    if (str_starts(path, S("/token")))
        return S("{\"access_token\":\"t-1\",\"token_type\":\"bearer\",\"expires_in\":60}");
    if (str_starts(path, S("/roster")))
        return S("{\"members\":[{\"user_id\":\"1\",\"name\":\"Ann\",\"roles\":[\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\"]}]}");
    if (str_starts(path, S("/column/results")))
        return S("[{\"userId\":\"1\",\"resultScore\":1,\"resultMaximum\":1}]");
    if (str_starts(path, S("/.well-known")))
        return str_printf(a, "{\"issuer\":\"http://%s\",\"authorization_endpoint\":\"http://%s/auth\",\"token_endpoint\":\"http://%s/token\","
                          "\"jwks_uri\":\"http://%s/keys\",\"registration_endpoint\":\"http://%s/register\"}",
                          platform.address, platform.address, platform.address, platform.address, platform.address);
    return S("{\"client_id\":\"client-7\"}");
}

static void serve(struct canned *c, int fd)
{
    struct arena *a = arena_new(0);
    str line, path = S("");

    c->heard_n = 0;
    if (canned_hear(c, fd, S("\r\n\r\n"))) {
        line = (str){c->heard, c->heard_n};
        (void)!str_cut(&line, ' ', &path);
        (void)!str_cut(&line, ' ', &path);
        if (atomic_load(&c->requests) == spoilt_at)
            canned_say(fd, cstr(spoilt));
        else {
            canned_say(fd, S(JSON_HEAD));
            if (str_eq(path, S("/roster")))
                canned_say(fd, str_printf(a, "Link: <http://%s/roster?page=2>; rel=\"next\"\r\n", c->address));
            canned_say(fd, S("\r\n"));
            canned_say(fd, good_answer(a, path));
        }
    }
    arena_free(a);
}

static str at_platform(struct arena *a, const char *path)
{
    return str_printf(a, "http://%s%s", platform.address, path);
}

/* ---- what is said to it ---- */

struct talk { struct fixture *f; struct lti_platform p; };
typedef code conversation_fn(struct talk *t, struct arena *a, struct error *err);

static code ask_members(struct talk *t, struct arena *a, struct error *err)
{
    struct lti_member_list all = {0};

    TRY(lti_ask_members(t->f->app, a, &t->p, at_platform(a, "/roster"), &all, err));
    return all.n == 2 ? OK : fail(err, FAULT, "", "%zu members of two pages", all.n);
}

static code ask_results(struct talk *t, struct arena *a, struct error *err)
{
    struct lti_result_list all = {0};

    TRY(lti_ask_results(t->f->app, a, &t->p, at_platform(a, "/column"), &all, err));
    return all.n == 1 ? OK : fail(err, FAULT, "", "%zu results", all.n);
}

static code tell_score(struct talk *t, struct arena *a, struct error *err)
{
    struct lti_score s = {S("1"), true, clock_now()};
    str token;

    TRY(lti_service_token(t->f->app, a, &t->p, LTI_SCOPE_SCORE, &token, err));
    return lti_tell_score(t->f->app, a, token, at_platform(a, "/column"), &s, err);
}

static code register_there(struct talk *t, struct arena *a, struct error *err)
{
    struct lti_platform p = {.name = S("Moodle")};
    struct lti_change c = {.org = t->f->org, .by = t->f->account};

    p.org = t->f->org;
    TRY(lti_platform_make(t->f->app, t->f->db, a, &p, t->f->account, &c.id, err));
    TRY(lti_platform_open(t->f->db, &c, err));
    TRY(lti_platform_get(t->f->db, a, t->f->org, c.id, &p, err));
    code said = lti_register(t->f->app, t->f->db, a, &p, &(struct lti_register){at_platform(a, "/.well-known/openid-configuration"), S("r-1")}, err);
    assert_int_equal(lti_platform_get(t->f->db, a, t->f->org, c.id, &p, NULL), OK);
    assert_int_equal(lti_is_registered(&p), said == OK);
    assert_int_equal(lti_platform_remove(t->f->db, a, &c, NULL), OK);
    return said;
}

/* `words_count`: requests from the first on whose answer has words that matter. */
static const struct { const char *name; conversation_fn *have; int requests, words_count; } conversations[] = {
    {"members", ask_members, 3, 3}, {"results", ask_results, 2, 2}, {"score", tell_score, 2, 1}, {"registration", register_there, 2, 2},
};

static struct talk talk_to(struct fixture *f)
{
    struct talk t = {.f = f};

    f->app->fetch.allow_private = f->app->fetch.allow_http = true;
    canned_start(&platform, serve, NULL);
    NEED(lti_new_key(f->app, test_arena, &t.p.sealed, &t.p.kid, &err));
    t.p.client = S("client-7");
    t.p.token = at_platform(test_arena, "/token");
    return t;
}

static code have(struct talk *t, size_t which, int fail_at, const char *answer, struct error *err)
{
    struct arena *a = arena_new((size_t)32 << 20);

    atomic_store(&platform.requests, 0);
    spoilt_at = fail_at;
    spoilt = answer;
    code c = conversations[which].have(t, a, err);
    arena_free(a);
    return c;
}

TEST(no_request_that_fails_is_taken_for_an_answer)
{
    static const struct { const char *answer; bool by_status; } manners[] = {
        {"", true}, {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true},
        {"HTTP/1.1 500 No\r\nConnection: close\r\n\r\n{}", true}, {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{", true},
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true},
        {JSON_HEAD "\r\n", false}, {JSON_HEAD "\r\n{}", false}, {JSON_HEAD "\r\n[7]", false}, {JSON_HEAD "\r\n<html>", false}, {JSON_HEAD "\r\n{\"members\":", false},
    };
    struct fixture f = fixture_open();
    struct talk t = talk_to(&f);
    struct error err = {0};

    for (size_t i = 0; i < COUNT(conversations); i++) {
        check_ok(have(&t, i, 0, "", &err), &err);
        assert_int_equal(atomic_load(&platform.requests), conversations[i].requests);
        for (int n = 1; n <= conversations[i].requests; n++)
            for (size_t m = 0; m < COUNT(manners); m++) {
                if (!manners[m].by_status && n > conversations[i].words_count)
                    continue;
                err = (struct error){0};
                code c = have(&t, i, n, manners[m].answer, &err);
                if (c == OK || !err.text[0]) {
                    print_error("%s, request %d, manner %zu: %s\n", conversations[i].name, n, m, code_name(c));
                    assert_true(0);
                }
            }
    }
    canned_stop(&platform);
    fixture_close(&f);
}

/* ---- memory ---- */

struct dry { struct talk *t; struct arena *a; conversation_fn *have; };

static code have_dry(void *ctx, struct error *err)
{
    struct dry *d = ctx;

    return d->have(d->t, d->a, err);
}

TEST(memory_may_run_out_anywhere_in_a_conversation)
{
    struct fixture f = fixture_open();
    struct talk t = talk_to(&f);
    size_t n;

    for (size_t i = 0; i < COUNT(conversations); i++) {
        if (conversations[i].have == register_there)
            continue;
        for (n = 1;; n++) {
            struct arena *a = arena_new((size_t)32 << 20);
            struct error err = {0};
            atomic_store(&platform.requests, 0);
            spoilt_at = 0;
            arena_fail_after(a, n);
            code c = attempt(have_dry, &(struct dry){&t, a, conversations[i].have}, &err);
            arena_free(a);
            if (c == OK)
                break;
            check_code_at(n, c, NO_MEMORY);
        }
        assert_true(n > 20);
    }
    canned_stop(&platform);
    fixture_close(&f);
}
