#include "badge/verify.h"

#include "badge/checks.h"
#include "badge/hosted.h"
#include "badge/intake.h"
#include "badge/nested.h"
#include "badge/read.h"

/* Until it is answered, a question is not a yes. */
#define NOT_ANSWERED "This could not be checked, because something before it did not hold."

static unsigned asked_of_old(const struct badge *b)
{
    unsigned asked = b->kind == KIND_JWS ? ASK_SIGNED : ASK_HOSTED;

    if (b->version == OB_1_1 || b->version == OB_2_0)
        asked |= ASK_LINKED_DATA;
    if (b->subject != SUBJECT_BADGE_CLASS)
        asked |= ASK_DATED;
    if (b->subject != SUBJECT_ENDORSEMENT)
        asked |= b->version == OB_2_0 ? ASK_PICTURED | ASK_ENDORSED : ASK_PICTURED;
    return asked;
}

static unsigned asked_of_v3(struct inquiry *q)
{
    nested_find(q);
    return (json_get(q->badge->document, "credentialSchema") ? ASK_SCHEMA : 0) |
           (nested_has(q, false) ? ASK_CREDENTIALS : 0) | (nested_has(q, true) ? ASK_ENDORSEMENTS_V3 : 0) |
           (q->badge->kind == KIND_VC_JWT ? ASK_V3_JWT : ASK_V3_JSON);
}

static unsigned asked_of(struct inquiry *q)
{
    unsigned further = !str_is_empty(q->opt->recipient) || q->opt->recipients.n ? ASK_RECIPIENT : 0;

    if (!str_is_absent(q->in.baked.older))
        further |= ASK_OLDER_FORM;
    if (q->badge->version < OB_3_0)
        return further | asked_of_old(q->badge);
    if (!str_is_empty(q->badge->refresh_url) && !q->outer)
        further |= ASK_REFRESH;
    return further | asked_of_v3(q);
}

static struct check *new_row(struct inquiry *q, const char *id, const char *clause)
{
    struct check *row = list_add(q->a, &q->report->checks);

    *row = (struct check){
        .id = id, .outcome = UNTESTED, .code = "", .clause = clause, .message = S(NOT_ANSWERED)};
    return row;
}

/* A newer edition was judged by itself; what is left is what came with the
 * badge that was handed in. */
static void ask_of_the_picture(struct inquiry *q, unsigned asked)
{
    for (size_t i = 0; i < questions_count; i++)
        if (questions[i].asked_of & asked & ASK_OLDER_FORM) {
            new_row(q, questions[i].id, questions[i].clause);
            ask_question(q, q->report->checks.n - 1);
            questions[i].ask(q);
        }
}

static void ask_all(struct inquiry *q)
{
    unsigned asked = asked_of(q);
    size_t row = 0;

    for (size_t i = 0; i < questions_count; i++)
        if (questions[i].asked_of & asked)
            new_row(q, questions[i].id, questions[i].clause);
    q->rows = q->report->checks.n;
    for (size_t i = 0; i < questions_count && !q->is_settled; i++)
        if (questions[i].asked_of & asked) {
            ask_question(q, row++);
            questions[i].ask(q);
        }
    if (q->is_settled)
        ask_of_the_picture(q, asked);
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

/* There was an address, and what it answered is no badge. */
static void report_answer(struct inquiry *q, const struct answer *an)
{
    bool gone = an->code == OK && (an->got.status == 410 || says_revoked(an->json));
    str why = gone && !str_is_empty(member_text(an->json, "revocationReason"))
                  ? quoted(q, member_text(an->json, "revocationReason"))
                  : answer_why(q, an);

    report_flaw(q, gone ? "revoked" : "fetch-failed", gone ? FAIL : UNTESTED, an->url,
                str_z(q->a, str_printf(q->a, "%s: " STR_FMT,
                                       gone ? "The issuer has revoked this badge"
                                            : "The badge could not be fetched",
                                       STR_ARG(why))));
}

static code refuse(struct inquiry *q, code c, struct error *err)
{
    const struct answer *an = q->source;

    if (an && (!answer_is_ok(an) || says_revoked(an->json))) {
        report_answer(q, an);
        return OK;
    }
    report_flaw(q, q->in.flaw ? q->in.flaw : "input-unreadable", FAIL, cstr(err->where),
                capital(q->a, err->text));
    return q->in.flaw_is_verdict ? OK : c == LIMIT ? LIMIT : BAD_INPUT;
}

/* A badge of 0.5 has no id but the address at which it was found. */
static void read_model(struct inquiry *q)
{
    const struct answer *home = q->home ? q->home : q->source;
    str original = q->given.document ? q->given.payload : q->in.payload;

    detected_read(q->a, &q->in, q->badge);
    q->badge->original = original;
    if (str_is_empty(q->badge->id) && home)
        q->badge->id = home->url;
    if (q->badge->kind == KIND_JWS)
        q->assertion = assertion_of(q, (str){0});
}

/* Part of a badge, handed in for one. */
static bool is_other_class(const struct inquiry *q)
{
    static const char *const classes[] = {"Issuer",          "Profile",  "CryptographicKey",
                                          "RevocationList",  "Criteria", "Evidence",
                                          "AlignmentObject", "Image"};
    const struct json *doc = q->badge->document;

    if (q->badge->version != OB_2_0 || has_type(doc, "Assertion") || json_get(doc, "recipient"))
        return false;
    for (size_t i = 0; i < COUNT(classes); i++)
        if (has_type(doc, classes[i]))
            return true;
    return false;
}

/* The report of `q` on these bytes. */
static code answer_all(struct inquiry *q, str input, struct error *err)
{
    code c = take_in(q, input, err);

    if (c != OK)
        c = refuse(q, c, err);
    else {
        read_model(q);
        if (q->as == AS_ENDORSEMENT && q->badge->subject != SUBJECT_ENDORSEMENT)
            report_flaw(q, "type-wrong", FAIL, (str){0}, "This is no endorsement");
        else if (is_other_class(q))
            report_flaw(q, "type-wrong", FAIL, S("/type"),
                        "This is a part of badges, and no badge");
        else
            ask_all(q);
    }
    q->report->verdict = judge(&q->report->checks);
    return c;
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
    return answer_all(&q, input, err);
}

/* What was asked once is not asked again. */
static code outer_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                      struct error *err)
{
    const struct answer *an = ask(ctx, url, accept);

    (void)a;
    *out = an->got;
    if (an->code != OK && err)
        *err = an->err;
    return an->code;
}

unsigned part_depth(const struct inquiry *q)
{
    unsigned n = 0;

    for (; q->outer; q = q->outer)
        n += !q->is_successor;
    return n;
}

/* One verification within another: what it asks, that one asks. */
static struct inquiry within(struct inquiry *outer, struct report *r,
                             const struct verify_options *opt)
{
    *r = (struct report){.anchor = {.kind = "none"}, .at = outer->report->at};
    return (struct inquiry){.a = outer->a,
                            .opt = opt,
                            .report = r,
                            .badge = &r->badge,
                            .outer = outer,
                            .loader = {.get = outer_get,
                                       .ctx = outer,
                                       .budget = LOADER_BUDGET,
                                       .own = outer->loader.own,
                                       .allow_local_web = outer->loader.allow_local_web}};
}

struct report part_verify(struct inquiry *outer, str input, enum taken_as as)
{
    const struct verify_options opt = {.cache = outer->opt->cache,
                                       .short_lists = outer->opt->short_lists};
    struct report r;
    struct error err = {0};
    struct inquiry q = within(outer, &r, &opt);

    q.as = as;
    if (part_depth(outer) < PARTS_DEEP)
        (void)!answer_all(&q, input, &err);
    return r;
}

struct report successor_verify(struct inquiry *outer, str input)
{
    struct report r;
    struct error err = {0};
    struct inquiry q = within(outer, &r, outer->opt);

    q.is_successor = true;
    (void)!answer_all(&q, input, &err);
    return r;
}
