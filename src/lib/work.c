#include "lib/work.h"

#include "base/crypto.h"

#define USUAL_MEMORY ((size_t)40 << 20)
#define USUAL_INPUT  ((size_t)5 << 20)
#define FOR_ITSELF   ((size_t)8 << 10) /* of a buffer, beside its bytes */

_Static_assert((int)LAPEL_NOT_FOUND == (int)NOT_FOUND && (int)LAPEL_LIMIT == (int)LIMIT &&
                   (int)LAPEL_UNREACHABLE == (int)UNREACHABLE && (int)LAPEL_NO_MEMORY == (int)NO_MEMORY,
               "the public codes are those of base/error.h");

enum lapel_code work_fail(struct lapel_error *err, code c, const char *where, const char *text)
{
    struct error e;

    fail(&e, c, where, "%s", text);
    if (err) {
        memset(err, 0, sizeof *err);
        err->code = (enum lapel_code)c;
        memcpy(err->where, e.where, sizeof err->where);
        memcpy(err->text, e.text, sizeof err->text);
    }
    return (enum lapel_code)c;
}

static code start(void *ctx, struct error *err)
{
    struct work *w = ctx;

    (void)err;
    crypto_start();
    w->a = arena_new(w->memory ? w->memory : USUAL_MEMORY);
    return OK;
}

enum lapel_code work_run(struct work *w, attempt_fn *fn, struct lapel_error *err)
{
    struct error e = {0};
    code c = attempt(start, w, &e);

    if (c == OK)
        c = attempt(fn, w, &e);
    if (c == OK)
        return LAPEL_OK;
    arena_free(w->a);
    w->a = NULL;
    return work_fail(err, c, e.where, e.text);
}

struct copying {
    struct work w;
    str from;
    struct lapel_buffer *made;
};

static code copy(void *ctx, struct error *err)
{
    struct copying *c = ctx;

    (void)err;
    c->made = NEW(c->w.a, struct lapel_buffer);
    *c->made = (struct lapel_buffer){.a = c->w.a, .bytes = work_bytes(c->w.a, c->from)};
    return OK;
}

enum lapel_code work_run_to_buffer(struct work *w, attempt_fn *fn, const str *result,
                                   struct lapel_buffer **out, struct lapel_error *err)
{
    *out = NULL;
    enum lapel_code c = work_run(w, fn, err);
    if (c != LAPEL_OK)
        return c;
    struct copying job = {.w.memory = result->n + FOR_ITSELF, .from = *result};
    c = work_run(&job.w, copy, err);
    *out = job.made;
    if (c != LAPEL_OK)
        *out = NULL;
    arena_free(w->a);
    return c;
}

code work_take(const struct lapel *l, struct lapel_bytes in, str *out, struct error *err)
{
    size_t most = l->input ? l->input : USUAL_INPUT;

    if (!in.p && in.n)
        return fail(err, BAD_INPUT, "", "bytes without an address");
    if (in.n > most)
        return fail(err, LIMIT, "", "more than %zu bytes", most);
    *out = in.p ? (str){in.p, in.n} : S("");
    return OK;
}

code work_options(void *to, size_t size, const void *from, struct error *err)
{
    const char *bytes = from;
    size_t given;

    memset(to, 0, size);
    if (!from)
        return OK;
    memcpy(&given, from, sizeof given);
    if (given < sizeof given)
        return fail(err, BAD_INPUT, "size", "the struct must begin with its own size");
    for (size_t i = size; i < given; i++)
        if (bytes[i])
            return fail(err, UNSUPPORTED, "size", "this library is older than what is asked of it");
    memcpy(to, from, given < size ? given : size);
    return OK;
}

struct lapel_bytes work_bytes(struct arena *a, str s)
{
    str copied = str_copy(a, str_is_empty(s) ? S("") : s);

    return (struct lapel_bytes){copied.p, copied.n};
}

/* ---- documents ---- */

/* The caller's code is on the stack, so nothing may be left through it: what
 * goes wrong is kept, and told when it has come back. */
struct lapel_answer {
    struct arena *a;
    struct loaded *out;
    size_t max;
    code failed;
};

struct answering {
    struct lapel_answer *to;
    str *member;
    struct lapel_bytes bytes;
};

static code keep(void *ctx, struct error *err)
{
    struct answering *k = ctx;

    (void)err;
    *k->member = str_copy(k->to->a, (str){k->bytes.p ? k->bytes.p : "", k->bytes.n});
    return OK;
}

static void set(struct lapel_answer *to, str *member, struct lapel_bytes bytes)
{
    struct answering job = {to, member, bytes};

    if (to->failed != OK || (!bytes.p && bytes.n))
        return;
    to->failed = bytes.n > to->max ? LIMIT : attempt(keep, &job, NULL);
}

void lapel_answer_set_status(struct lapel_answer *to, int status)
{
    to->out->status = status;
}

void lapel_answer_set_type(struct lapel_answer *to, struct lapel_bytes content_type)
{
    set(to, &to->out->content_type, content_type);
}

void lapel_answer_set_url(struct lapel_answer *to, struct lapel_bytes final_url)
{
    set(to, &to->out->final_url, final_url);
}

void lapel_answer_set_body(struct lapel_answer *to, struct lapel_bytes body)
{
    set(to, &to->out->body, body);
}

static code load(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                 struct error *err)
{
    const struct lapel *l = ctx;
    struct lapel_answer answer = {
        .a = a, .out = out, .max = l->input ? l->input : USUAL_INPUT};

    *out = (struct loaded){.status = 200, .at = clock_now()};
    int refused = l->load(l->load_ctx, str_z(a, url), accept ? accept : "*/*", &answer);
    if (answer.failed == NO_MEMORY)
        attempt_leave(NO_MEMORY, "a task needed more memory than it may have");
    if (answer.failed != OK)
        return fail(err, answer.failed, "", "the document is too large");
    return refused ? fail(err, UNREACHABLE, "", "nothing answered") : OK;
}

struct loader work_loader(const struct lapel *l)
{
    struct loader made = loader_offline();

    if (l->load) {
        made.get = load;
        made.ctx = (void *)(uintptr_t)l;
    }
    made.budget = l->fetches;
    made.allow_local_web = l->is_local_web;
    return made;
}
