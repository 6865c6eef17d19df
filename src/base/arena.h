/* base/arena.h — memory that ends with its owner.
 * One arena per request, command or test. Nothing in it is freed singly.
 * Built with -DARENA_DEBUG each object is a malloc of its own, so that
 * sanitizers see its edges. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Called when the quota is reached or memory is out; must not return
 * (longjmp or exit). Without one the attempt is left (base/attempt.h); and so is
 * one that began after this was set, since a jump would pass over what it holds. */
typedef void arena_full_fn(void *ctx);

/* `quota` in bytes; 0 means 16 MiB. Never NULL: where there is no memory, the
 * attempt is left. */
struct arena *arena_new(size_t quota);
void arena_on_full(struct arena *a, arena_full_fn *fn, void *ctx);
void arena_reset(struct arena *a);          /* all objects end, the arena stays */
void arena_free(struct arena *a);           /* NULL is fine */

/* Zeroed memory for `count` objects of `size` bytes, aligned for any type;
 * never NULL, the product is checked. */
void *arena_alloc(struct arena *a, size_t count, size_t size)
    __attribute__((returns_nonnull, malloc, alloc_size(2, 3)));
/* Grows an array that the same arena made; in place where it can. */
void *arena_grow(struct arena *a, void *old, size_t old_count, size_t new_count, size_t size)
    __attribute__((returns_nonnull));
size_t arena_used(const struct arena *a);

#define NEW(a, type)          ((type *)arena_alloc((a), 1, sizeof(type)))
#define NEW_ARRAY(a, n, type) ((type *)arena_alloc((a), (n), sizeof(type)))

/* Tests: the n-th allocation from now on acts as if the quota were reached;
 * 0 switches this off. */
void arena_fail_after(struct arena *a, size_t n);
/* The same of arenas that this thread makes from now on, counted together. */
void arena_fail_after_in_new(size_t n);
