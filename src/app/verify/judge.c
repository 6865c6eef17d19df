#include "app/verify/judge.h"

#include "app/work.h"
#include "badge/verify.h"
#include "base/attempt.h"
#include "base/uri.h"

/* ---- documents of others ---- */

void sitting_open(struct sitting *s, struct app *app, struct db *db, str recipient)
{
    *s = (struct sitting){.app = app, .db = db, .recipient = str_is_empty(recipient) ? (str){0} : recipient,
                          .fetches = JUDGE_FETCHES, .until_ns = clock_monotonic_ns() + JUDGE_SECONDS * 1000000000LL};
}

struct counted { struct loader inner; struct sitting *sitting; };

static code counted_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct counted *c = ctx;

    if (c->sitting->fetches == 0)
        return fail(err, UNREACHABLE, str_z(a, url), "too many documents would have to be fetched for what was handed in together");
    if (clock_monotonic_ns() > c->sitting->until_ns)
        return fail(err, UNREACHABLE, str_z(a, url), "the servers asked before took too long");
    c->sitting->fetches--;
    return c->inner.get(c->inner.ctx, a, url, accept, out, err);
}

/* ---- one badge ---- */

struct task {
    struct arena *a, *work;
    struct sitting *sitting;
    const struct handed *in;
    struct judged *out;
};

/* What the file says beside the badge in it counts too, and a text would not have it. */
static bool needs_the_file(const struct report *r)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (str_eq(cstr(r->checks.items[i].id), S("older-form")) ||
            (str_eq(cstr(r->checks.items[i].id), S("input")) && r->checks.items[i].outcome != PASS))
            return true;
    return false;
}

static str to_judge_again(struct arena *a, const struct handed *in, const struct report *r)
{
    str original = r->badge.original;

    if (uri_is_http(in->bytes))
        return str_copy(a, in->bytes);
    if (needs_the_file(r) || str_is_empty(original))
        return S("");
    return str_copy(a, original);
}

static code judge(void *ctx, struct error *err)
{
    struct task *t = ctx;
    struct sitting *s = t->sitting;
    struct counted counted = {app_loader(s->app, s->db, t->a), s};
    struct loader l = counted.inner;
    struct verify_options opt = {.loader = &l, .cache = s->app->verified, .recipient = s->recipient};
    struct report r;

    l.get = counted_get;
    l.ctx = &counted;
    TRY(badge_verify(t->work, t->in->bytes, &opt, &r, err));
    t->out->again = to_judge_again(t->a, t->in, &r);
    /* Out of the memory of this work, as whoever keeps it will read it. */
    return report_read(t->a, str_copy(t->a, report_json(t->work, &r)), &t->out->report, err);
}

code judge_one(struct arena *a, struct sitting *s, const struct handed *in, struct judged *out, struct error *err)
{
    struct task t = {a, work_memory(), s, in, out};

    *out = (struct judged){.name = in->name, .again = S("")};
    code c = attempt(judge, &t, err);
    if (c == NO_MEMORY)
        return fail(err, LIMIT, "file", "this badge is too large, or asks for too much, to be checked here");
    return c;
}
