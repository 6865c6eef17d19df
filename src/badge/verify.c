#include "badge/verify.h"

#include "badge/checks.h"

/* Until it is answered, a question is not a yes. */
#define NOT_ANSWERED "This could not be checked, because something before it did not hold."

static unsigned asked_of(const struct inquiry *q)
{
    unsigned further = !str_is_empty(q->opt->recipient) || q->opt->recipients.n ? ASK_RECIPIENT : 0;

    if (!str_is_absent(q->in.baked.older))
        further |= ASK_OLDER_FORM;
    switch (q->badge->version) {
    case OB_3_0:
    case CLR_2_0:
        return further | (q->badge->kind == KIND_VC_JWT ? ASK_V3_JWT : ASK_V3_JSON);
    case OB_2_0:
        return further | (q->badge->kind == KIND_HOSTED ? ASK_V2_HOSTED : ASK_OTHER);
    default: /* without a reader nothing is known of the recipient */
        return ASK_OTHER;
    }
}

static struct check *new_row(struct inquiry *q, const char *id, const char *clause)
{
    struct check *row = list_add(q->a, &q->report->checks);

    *row = (struct check){
        .id = id, .outcome = UNTESTED, .code = "", .clause = clause, .message = S(NOT_ANSWERED)};
    return row;
}

static void ask_all(struct inquiry *q)
{
    unsigned asked = asked_of(q);
    size_t row = 0;

    for (size_t i = 0; i < questions_count; i++)
        if (questions[i].asked_of & asked)
            new_row(q, questions[i].id, questions[i].clause);
    for (size_t i = 0; i < questions_count; i++)
        if (questions[i].asked_of & asked) {
            ask_question(q, row++);
            questions[i].ask(q);
        }
}

/* Yes, only when all was asked and nothing was left open. */
static enum verdict judge(const struct check_list *l)
{
    bool open = l->n == 0;

    for (size_t i = 0; i < l->n; i++) {
        if (l->items[i].outcome == FAIL)
            return INVALID;
        open |= l->items[i].outcome != PASS && l->items[i].outcome != WARN;
    }
    return open ? UNVERIFIED : VALID;
}

/* One row for what is no badge, or so broken that nothing can be asked. */
static void report_flaw(struct inquiry *q, const char *flaw, enum outcome o, str where,
                        const char *text)
{
    new_row(q, "input", "");
    ask_question(q, q->report->checks.n - 1);
    found(q, o, flaw, where, "%s.", text);
    q->badge->version = q->in.version;
    q->badge->kind = q->in.kind;
    q->badge->original = q->in.payload;
}

static const char *capital(struct arena *a, const char *text)
{
    str s = str_copy(a, cstr(text));
    char *p = (char *)s.p;

    if (s.n && p[0] >= 'a' && p[0] <= 'z')
        p[0] = (char)(p[0] - 'a' + 'A');
    return p;
}

/* An address instead of a badge: what is there is judged, once. */
static code follow_address(struct inquiry *q, struct error *err)
{
    const struct answer *an = ask(q, q->in.url, ACCEPT_BADGE);
    str url = q->in.url;
    bool from_image = q->in.from_image;
    struct unbaked baked = q->in.baked;

    q->source = an;
    if (an->code != OK)
        return fail(err, UNREACHABLE, str_z(q->a, url), "the badge could not be fetched: %s",
                    str_z(q->a, answer_why(q, an)));
    code c = detect(q->a, an->got.body, &q->in, err);
    if (from_image && !q->in.from_image) {
        q->in.from_image = true;
        q->in.baked = baked;
    }
    if (c == OK && !str_is_absent(q->in.url) && !q->in.document) {
        q->in.flaw = "not-a-badge";
        return fail(err, BAD_INPUT, str_z(q->a, url), "the address leads only to another address");
    }
    return c;
}

static code refuse(struct inquiry *q, code c, struct error *err)
{
    const struct answer *an = q->source;
    bool unanswered = an && !answer_is_ok(an);

    if (unanswered) {
        bool gone = an->code == OK && an->got.status == 410;
        enum outcome o = gone || answer_is_refusal(an) ? FAIL : UNTESTED;
        report_flaw(q, gone ? "revoked" : "fetch-failed", o, an->url,
                    str_z(q->a, str_printf(q->a, "The badge could not be fetched: " STR_FMT,
                                           STR_ARG(answer_why(q, an)))));
        return OK;
    }
    report_flaw(q, q->in.flaw ? q->in.flaw : "input-unreadable", FAIL, cstr(err->where),
                capital(q->a, err->text));
    return q->in.flaw_is_verdict ? OK : c == LIMIT ? LIMIT : BAD_INPUT;
}

static code take_in(struct inquiry *q, str input, struct error *err)
{
    TRY(detect(q->a, input, &q->in, err));
    if (!str_is_absent(q->in.url))
        TRY(follow_address(q, err));
    return OK;
}

code badge_verify(struct arena *a, str input, const struct verify_options *opt, struct report *out,
                  struct error *err)
{
    static const struct verify_options none;
    struct error own;
    struct inquiry q = {.a = a, .opt = opt ? opt : &none, .report = out, .badge = &out->badge};

    if (!err)
        err = &own;
    *err = (struct error){0};
    *out = (struct report){.anchor = {.kind = "none"}};
    out->at = q.opt->at ? q.opt->at : clock_now();
    q.loader = q.opt->loader ? *q.opt->loader : loader_offline();
    if (q.loader.budget == 0)
        q.loader.budget = LOADER_BUDGET;

    code c = take_in(&q, input, err);
    if (c != OK) {
        c = refuse(&q, c, err);
        out->verdict = judge(&out->checks);
        return c;
    }
    detected_read(a, &q.in, &out->badge);
    ask_all(&q);
    out->verdict = judge(&out->checks);
    return OK;
}
