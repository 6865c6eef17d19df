#include "unit/test.h"
#include <setjmp.h>

#include "base/attempt.h"
#include "base/crypto.h"

struct task {
    struct arena *a;
    struct key *key, *other;
    code inner;
    int steps;
};

static code do_nothing(void *ctx, struct error *err)
{
    (void)ctx;
    return fail(err, DENIED, "door", "it is shut");
}

static code eat(void *ctx, struct error *err)
{
    struct task *t = ctx;

    (void)err;
    for (; t->steps < 1000; t->steps++)
        arena_alloc(t->a, 1, 1000);
    return OK;
}

static code open_key_and_eat(void *ctx, struct error *err)
{
    struct task *t = ctx;

    TRY(key_generate(KEY_P256, &t->key, err));
    TRY(key_generate(KEY_ED25519, &t->other, err));
    key_close(t->key);
    TRY(key_generate(KEY_P384, &t->key, err));
    return eat(ctx, err);
}

static code open_key(void *ctx, struct error *err)
{
    return key_generate(KEY_ED25519, &((struct task *)ctx)->key, err);
}

static code open_key_inside_and_eat(void *ctx, struct error *err)
{
    TRY(attempt(open_key, ctx, err));
    return eat(ctx, err);
}

static code survive_the_inner_one(void *ctx, struct error *err)
{
    struct task *t = ctx;

    t->inner = attempt(eat, ctx, err);
    return OK;
}

TEST(an_attempt_tells_what_its_work_tells)
{
    struct error err = {0};

    assert_int_equal(attempt(do_nothing, NULL, &err), DENIED);
    assert_string_equal(err.where, "door");
    assert_int_equal(attempt(do_nothing, NULL, NULL), DENIED);
}

TEST(memory_that_runs_out_ends_the_attempt_alone)
{
    struct task t = {.a = arena_new(64 << 10)};
    struct error err = {0};

    assert_int_equal(attempt(eat, &t, &err), NO_MEMORY);
    assert_int_equal(err.code, NO_MEMORY);
    assert_true(strlen(err.text) > 10 && t.steps > 10);
    arena_reset(t.a);
    assert_int_equal(attempt(survive_the_inner_one, &t, &err), OK);
    assert_int_equal(t.inner, NO_MEMORY);
    arena_free(t.a);
}

/* The sanitizer build would tell of a key that was left behind. */
TEST(keys_that_were_open_are_closed_with_it)
{
    struct task t = {.a = arena_new(64 << 10)};

    assert_int_equal(attempt(open_key_and_eat, &t, NULL), NO_MEMORY);
    arena_reset(t.a);
    assert_int_equal(attempt(open_key_inside_and_eat, &t, NULL), NO_MEMORY);
    arena_free(t.a);
}

TEST(a_key_that_is_handed_out_outlives_the_attempt)
{
    struct task t = {0};
    struct error err = {0};

    check_ok(attempt(open_key, &t, &err), &err);
    assert_true(key_has_secret(t.key));
    key_close(t.key);
}

static code leave_with_fault(void *ctx, struct error *err)
{
    (void)ctx, (void)err;
    attempt_leave(FAULT, "the machine is on fire");
}

TEST(what_cannot_go_on_says_why)
{
    struct error err = {0};

    assert_int_equal(attempt(leave_with_fault, NULL, &err), FAULT);
    assert_string_equal(err.text, "the machine is on fire");
}

/* ---- beside an arena's own way out ---- */

static void jump(void *ctx)
{
    longjmp(*(jmp_buf *)ctx, 1);
}

static code eat_with_a_way_out_of_its_own(void *ctx, struct error *err)
{
    struct task *t = ctx;
    jmp_buf env;

    if (setjmp(env))
        return fail(err, LIMIT, "", "by its own way");
    arena_on_full(t->a, jump, &env);
    return eat(ctx, err);
}

TEST(the_innermost_way_out_is_taken_be_it_an_attempt_or_the_arenas_own)
{
    struct task t = {.a = arena_new(20000)};
    struct error err = {0};
    jmp_buf env;

    if (setjmp(env)) {
        assert_true(0);                          /* over the head of the attempt */
        return;
    }
    arena_on_full(t.a, jump, &env);
    assert_int_equal(attempt(eat, &t, &err), NO_MEMORY);
    assert_int_equal(attempt_depth(), 0);
    t.steps = 0;
    assert_int_equal(attempt(eat_with_a_way_out_of_its_own, &t, &err), LIMIT);
    assert_int_equal(attempt_depth(), 0);
    arena_free(t.a);
}
