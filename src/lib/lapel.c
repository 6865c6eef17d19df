/* lib/lapel.c — lapel/lapel.h: contexts and buffers. */
#include "badge/verify_cache.h"
#include "base/crypto.h"
#include "lib/work.h"

const char *lapel_version(void)
{
    return LAPEL_VERSION;
}

const char *lapel_code_name(enum lapel_code c)
{
    return code_name((code)c);
}

struct opening {
    struct work w;
    struct lapel *made;
};

static code open_context(void *ctx, struct error *err)
{
    struct opening *o = ctx;

    (void)err;
    o->made = NEW(o->w.a, struct lapel);
    o->made->a = o->w.a;
    o->made->cache = verify_cache_make(o->w.a, 0);
    return OK;
}

enum lapel_code lapel_open(struct lapel **out, struct lapel_error *err)
{
    struct opening job = {.w.memory = 256 << 10};
    enum lapel_code c = work_run(&job.w, open_context, err);

    *out = c == LAPEL_OK ? job.made : NULL;
    return c;
}

void lapel_close(struct lapel *l)
{
    if (!l)
        return;
    verify_cache_close(l->cache);
    arena_free(l->a);
}

void lapel_set_memory(struct lapel *l, size_t bytes)
{
    l->memory = bytes;
}

void lapel_set_input(struct lapel *l, size_t bytes)
{
    l->input = bytes;
}

void lapel_set_loader(struct lapel *l, lapel_load_fn *load, void *ctx)
{
    l->load = load;
    l->load_ctx = ctx;
}

void lapel_set_fetches(struct lapel *l, unsigned n)
{
    l->fetches = n;
}

void lapel_set_local_web(struct lapel *l, int allowed)
{
    l->is_local_web = allowed != 0;
}

struct lapel_bytes lapel_buffer_bytes(const struct lapel_buffer *b)
{
    return b ? b->bytes : (struct lapel_bytes){"", 0};
}

void lapel_buffer_free(struct lapel_buffer *b)
{
    if (!b)
        return;
    if (b->is_secret)
        crypto_wipe((void *)(uintptr_t)b->bytes.p, b->bytes.n);
    arena_free(b->a);
}
