#include "app/verify/judge.h"

#include "app/work.h"
#include "badge/advice.h"
#include "badge/verify.h"
#include "base/attempt.h"
#include "base/uri.h"
#include "format/png.h"
#include "format/svg.h"

/* ---- documents of others ---- */

void sitting_open(struct sitting *s, struct app *app, struct db *db, str recipient)
{
    *s = (struct sitting){.app = app, .db = db, .recipient = str_is_empty(recipient) ? (str){0} : recipient,
                          .fetches = JUDGE_FETCHES, .until_ns = clock_monotonic_ns() + JUDGE_SECONDS * 1000000000LL};
}

/* Pictures that came by are kept in mind: what the badge looks like is seen once
 * it has been read. */
#define PICTURES 4
struct seen { str url, bytes; };
struct counted { struct loader inner; struct sitting *sitting; struct seen pictures[PICTURES]; size_t n_pictures; };

static bool is_picture(str bytes)
{
    return png_looks_like(bytes) || svg_looks_like(bytes);
}

static code counted_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct counted *c = ctx;

    if (c->sitting->fetches == 0)
        return fail(err, UNREACHABLE, str_z(a, url), "too many documents would have to be fetched for what was handed in together");
    if (clock_monotonic_ns() > c->sitting->until_ns)
        return fail(err, UNREACHABLE, str_z(a, url), "the servers asked before took too long");
    c->sitting->fetches--;
    TRY(c->inner.get(c->inner.ctx, a, url, accept, out, err));
    if (out->status == 200 && c->n_pictures < PICTURES && is_picture(out->body))
        c->pictures[c->n_pictures++] = (struct seen){url, out->body};
    return OK;
}

/* That of the award before that of its class. */
static str picture_of(const struct counted *c, const struct badge *b)
{
    const str ids[] = {b->image.id, b->achievement.image.id};

    for (size_t i = 0; i < COUNT(ids); i++)
        for (size_t k = 0; k < c->n_pictures; k++)
            if (!str_is_empty(ids[i]) && str_eq(c->pictures[k].url, ids[i]))
                return c->pictures[k].bytes;
    return (str){0};
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

static const char *todo_of(const struct report *r)
{
    const struct check *c = report_decider(r);
    const struct advice *ad = c ? advice_of(c->code) : NULL;

    return ad ? ad->verifier : NULL;
}

static const struct result_description *described(const struct badge *b, const struct result *r)
{
    for (size_t i = 0; i < b->achievement.results.n; i++)
        if (str_eq(b->achievement.results.items[i].id, r->description))
            return &b->achievement.results.items[i];
    return NULL;
}

/* A result of these reaches nothing, whatever value stands beside it: not yet, or no more
 * (OB 3.0 §ResultStatusType). */
static bool is_unfinished(str status)
{
    static const char *const names[] = {"Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(status, cstr(names[i])))
            return true;
    return false;
}

#define LEVELS_MOST 100
#define LEVEL_BYTES 200

static void add_level(struct arena *a, str name, struct str_list *out)
{
    if (out->n < LEVELS_MOST && name.n <= LEVEL_BYTES && !str_is_empty(name))
        *list_add(a, out) = str_copy(a, name);
}

/* Allowed values stand from the lowest to the highest (OB 3.0 §ResultDescription): those
 * below are reached too. A value that is none of them reaches nothing. */
static void add_values(struct arena *a, const struct result_description *d, str value, struct str_list *out)
{
    size_t at = 0;

    while (d && at < d->allowed.n && !str_eq(d->allowed.items[at], value))
        at++;
    if (d && d->allowed.n && at == d->allowed.n)
        return;
    add_level(a, value, out);
    for (size_t i = 0; i < at; i++)
        add_level(a, d->allowed.items[i], out);
}

/* Where levels are numbered, as we write them, those below are reached too. */
static void add_rubric(struct arena *a, const struct result_description *d, str achieved, struct str_list *out)
{
    int64_t at = 0, n;
    bool has_number = false;

    for (size_t i = 0; i < d->levels.n; i++)
        if (str_eq(d->levels.items[i].id, achieved)) {
            add_level(a, d->levels.items[i].name, out);
            has_number = !str_is_empty(d->levels.items[i].level) && str_to_int(d->levels.items[i].level, &at);
        }
    for (size_t i = 0; has_number && i < d->levels.n; i++)
        if (!str_is_empty(d->levels.items[i].level) && str_to_int(d->levels.items[i].level, &n) && n < at)
            add_level(a, d->levels.items[i].name, out);
}

static void add_reached(struct arena *a, const struct badge *b, const struct result *r, struct str_list *out)
{
    const struct result_description *d = described(b, r);

    if (is_unfinished(r->status))
        return;
    if (d && !str_is_empty(r->achieved_level))
        add_rubric(a, d, r->achieved_level, out);
    if (!str_is_empty(r->value))
        add_values(a, d, r->value, out);
}

void judge_levels(struct arena *a, const struct badge *b, struct str_list *out)
{
    for (size_t i = 0; i < b->results.n && out->n < LEVELS_MOST; i++)
        add_reached(a, b, &b->results.items[i], out);
}

static code judge(void *ctx, struct error *err)
{
    struct task *t = ctx;
    struct sitting *s = t->sitting;
    struct counted counted = {.inner = app_loader(s->app, s->db, t->a), .sitting = s};
    struct loader l = counted.inner;
    struct verify_options opt = {.loader = &l, .cache = s->app->verified, .recipient = s->recipient};
    struct report r;

    l.get = counted_get;
    l.ctx = &counted;
    code c = badge_verify(t->work, t->in->bytes, &opt, &r, err);
    if (c != OK) {
        t->out->todo = todo_of(&r);
        return c;
    }
    t->out->again = to_judge_again(t->a, t->in, &r);
    t->out->picture = str_copy(t->a, picture_of(&counted, &r.badge));
    judge_levels(t->a, &r.badge, &t->out->levels);
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
