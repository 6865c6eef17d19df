/* lib/verify.c — lapel/verify.h: reports. */
#include "badge/verify.h"
#include "badge/verify_cache.h"
#include "lib/model.h"
#include "lib/work.h"

_Static_assert((int)LAPEL_VALID == (int)VALID && (int)LAPEL_UNVERIFIED == (int)UNVERIFIED &&
                   (int)LAPEL_UNTESTED == (int)UNTESTED && (int)LAPEL_FAIL == (int)FAIL,
               "the public verdicts and outcomes are those of badge/report.h");

struct lapel_check {
    enum lapel_outcome outcome;
    const char *id, *code, *clause;
    struct lapel_bytes message, where;
};

struct lapel_report {
    struct arena *a;                             /* NULL: an inner one */
    size_t memory;
    const struct report *report;
    struct lapel_badge badge;
    struct lapel_check *checks;
    struct lapel_report *inner;
    struct lapel_bytes sentence, anchor, anchor_kind;
};

/* ---- verifying ---- */

struct verifying {
    struct work w;
    const struct lapel *l;
    struct lapel_bytes input;
    const struct lapel_verify_options *given;
    struct lapel_report *made;
};

static const char *word(const char *z)
{
    return z ? z : "";
}

static void fill(struct arena *a, const struct report *r, struct lapel_report *out)
{
    *out = (struct lapel_report){
        .report = r,
        .checks = NEW_ARRAY(a, r->checks.n, struct lapel_check),
        .inner = NEW_ARRAY(a, r->nested.n, struct lapel_report),
        .sentence = work_bytes(a, report_sentence(a, r)),
        .anchor = work_bytes(a, r->anchor.value),
        .anchor_kind = work_bytes(a, cstr(r->anchor.kind ? r->anchor.kind : "none")),
    };
    model_fill(a, &r->badge, &out->badge);
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct check *c = &r->checks.items[i];
        out->checks[i] = (struct lapel_check){
            .outcome = (enum lapel_outcome)c->outcome,
            .id = word(c->id),
            .code = word(c->code),
            .clause = word(c->clause),
            .message = work_bytes(a, c->message),
            .where = work_bytes(a, c->where),
        };
    }
    for (size_t i = 0; i < r->nested.n; i++)
        fill(a, r->nested.items[i].report, &out->inner[i]);
}

static code do_verify(void *ctx, struct error *err)
{
    struct verifying *v = ctx;
    struct arena *a = v->w.a;
    struct lapel_verify_options given;
    struct loader loader = work_loader(v->l);
    struct report *r = NEW(a, struct report);
    str input;

    TRY(work_options(&given, sizeof given, v->given, err));
    TRY(work_take(v->l, v->input, &input, err));
    struct verify_options options = {
        .loader = &loader,
        .recipient = str_copy(a, cstr(given.recipient)),
        .at = given.at,
        .cache = v->l->cache,
        .short_lists = given.strict_lists ? SHORT_LISTS_NONE : SHORT_LISTS_USUAL,
        .found_at = str_copy(a, cstr(given.found_at)),
    };
    TRY(badge_verify(a, str_copy(a, input), &options, r, err));
    v->made = NEW(a, struct lapel_report);
    fill(a, r, v->made);
    v->made->a = a;
    v->made->memory = v->w.memory;
    return OK;
}

enum lapel_code lapel_verify(struct lapel *l, struct lapel_bytes input,
                             const struct lapel_verify_options *opt, struct lapel_report **out,
                             struct lapel_error *err)
{
    struct verifying job = {.w.memory = l->memory, .l = l, .input = input, .given = opt};
    enum lapel_code c = work_run(&job.w, do_verify, err);

    *out = c == LAPEL_OK ? job.made : NULL;
    return c;
}

void lapel_report_free(struct lapel_report *r)
{
    if (r)
        arena_free(r->a);
}

/* ---- reading the report ---- */

enum lapel_verdict lapel_report_verdict(const struct lapel_report *r)
{
    return (enum lapel_verdict)r->report->verdict;
}

const char *lapel_verdict_name(enum lapel_verdict v)
{
    return verdict_name((enum verdict)v);
}

struct lapel_bytes lapel_report_sentence(const struct lapel_report *r)
{
    return r->sentence;
}

struct lapel_bytes lapel_report_anchor(const struct lapel_report *r)
{
    return r->anchor;
}

struct lapel_bytes lapel_report_anchor_kind(const struct lapel_report *r)
{
    return r->anchor_kind;
}

int lapel_report_is_of_recipient(const struct lapel_report *r)
{
    return r->report->has_recipient_match ? r->report->recipient_matches : -1;
}

int64_t lapel_report_at(const struct lapel_report *r)
{
    return r->report->at;
}

const struct lapel_badge *lapel_report_badge(const struct lapel_report *r)
{
    return &r->badge;
}

size_t lapel_report_check_count(const struct lapel_report *r)
{
    return r->report->checks.n;
}

const struct lapel_check *lapel_report_check(const struct lapel_report *r, size_t i)
{
    return i < r->report->checks.n ? &r->checks[i] : NULL;
}

enum lapel_outcome lapel_check_outcome(const struct lapel_check *c)
{
    return c->outcome;
}

const char *lapel_check_id(const struct lapel_check *c)
{
    return c->id;
}

const char *lapel_check_code(const struct lapel_check *c)
{
    return c->code;
}

const char *lapel_check_clause(const struct lapel_check *c)
{
    return c->clause;
}

struct lapel_bytes lapel_check_message(const struct lapel_check *c)
{
    return c->message;
}

struct lapel_bytes lapel_check_where(const struct lapel_check *c)
{
    return c->where;
}

size_t lapel_report_inner_count(const struct lapel_report *r)
{
    return r->report->nested.n;
}

const struct lapel_report *lapel_report_inner(const struct lapel_report *r, size_t i)
{
    return i < r->report->nested.n ? &r->inner[i] : NULL;
}

/* ---- whole ---- */

struct printing {
    struct work w;
    const struct report *report;
    str (*print)(struct arena *a, const struct report *r);
    str result;
};

static code do_print(void *ctx, struct error *err)
{
    struct printing *p = ctx;

    (void)err;
    p->result = p->print(p->w.a, p->report);
    return OK;
}

enum lapel_code lapel_report_json(const struct lapel_report *r, struct lapel_buffer **out,
                                  struct lapel_error *err)
{
    struct printing job = {.w.memory = r->memory, .report = r->report, .print = report_json};

    return work_run_to_buffer(&job.w, do_print, &job.result, out, err);
}

enum lapel_code lapel_report_text(const struct lapel_report *r, struct lapel_buffer **out,
                                  struct lapel_error *err)
{
    struct printing job = {.w.memory = r->memory, .report = r->report, .print = report_text};

    return work_run_to_buffer(&job.w, do_print, &job.result, out, err);
}
