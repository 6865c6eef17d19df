#include "badge/inquiry.h"

#include "badge/verify_cache.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "base/words.h"

#define QUOTED       80
#define MAX_FINDINGS 20

str quoted(struct inquiry *q, str s)
{
    struct buf b = buf_new(q->a);
    str cut = utf8_cut(s, QUOTED);
    bool shortened = cut.n < s.n;

    if (utf8_has_controls(cut))
        cut = S("…");
    buf_put(&b, S("\""));
    buf_put(&b, cut);
    buf_put(&b, shortened ? S("…\"") : S("\""));
    return buf_done(&b);
}

void ask_question(struct inquiry *q, size_t row)
{
    q->row = row;
    q->id = q->report->checks.items[row].id;
    q->clause = q->report->checks.items[row].clause;
    q->answered = q->failed = false;
    q->findings = 0;
}

/* Addresses and errors may quote bytes of strangers; a report is always text. */
static str as_text(struct inquiry *q, str s)
{
    return utf8_is_valid(s) ? str_copy(q->a, s) : S("…");
}

static struct check *row_for_finding(struct inquiry *q)
{
    struct check_list *l = &q->report->checks;

    if (!q->answered) {
        q->answered = true;
        return &l->items[q->row];
    }
    return list_add(q->a, l);
}

/* One wrong list of thousands must not make thousands of sentences; what could
 * change the verdict is never left out. */
static bool is_more_of_the_same(const struct inquiry *q, enum outcome o)
{
    return q->findings >= MAX_FINDINGS && (o == WARN || (o == FAIL && q->failed));
}

void found(struct inquiry *q, enum outcome o, const char *flaw, str where, const char *fmt, ...)
{
    struct buf b = buf_new(q->a);
    va_list ap;

    if (is_more_of_the_same(q, o))
        return;
    q->findings++;
    q->failed |= o == FAIL;
    va_start(ap, fmt);
    buf_vprintf(&b, words(fmt), ap);
    va_end(ap);
    *row_for_finding(q) = (struct check){.id = q->id,
                                         .outcome = o,
                                         .code = flaw,
                                         .message = as_text(q, buf_done(&b)),
                                         .clause = q->clause,
                                         .where = as_text(q, where)};
}

void passed(struct inquiry *q, const char *fmt, ...)
{
    struct buf b = buf_new(q->a);
    va_list ap;

    if (q->answered)
        return;
    va_start(ap, fmt);
    buf_vprintf(&b, words(fmt), ap);
    va_end(ap);
    found(q, PASS, "", (str){0}, STR_FMT, STR_ARG(buf_done(&b)));
}

static const struct answer *answered_before(const struct inquiry *q, str url)
{
    for (size_t i = 0; i < q->answers.n; i++)
        if (str_eq(q->answers.items[i]->url, url))
            return q->answers.items[i];
    return NULL;
}

/* Editors put a mark before the text that they save; RFC 8259 §8.1 lets readers
 * look past it. Nothing that is signed is read through here. */
static const struct answer *remember(struct inquiry *q, struct answer *an)
{
    an->got.body = utf8_without_mark(an->got.body);
    if (an->code != OK || json_parse(q->a, an->got.body, NULL, &an->json, NULL) != OK)
        an->json = NULL;
    *list_add(q->a, &q->answers) = an;
    return an;
}

const struct answer *ask(struct inquiry *q, str url, const char *accept)
{
    const struct answer *before = answered_before(q, url);

    if (before)
        return before;
    struct answer *an = NEW(q->a, struct answer);
    an->url = url;
    an->code =
        loader_get(&q->loader, q->a, uri_without_fragment(url), accept, &an->got, &an->err);
    return remember(q, an);
}

const struct answer *ask_kept(struct inquiry *q, str url, const char *accept)
{
    const struct answer *before = answered_before(q, url);
    struct verify_cache *cache = loader_owns(&q->loader, url) ? NULL : q->opt->cache;

    if (before)
        return before;
    struct answer *an = NEW(q->a, struct answer);
    an->url = url;
    if (cache && verify_cache_get_document(cache, q->a, url, &an->got))
        return remember(q, an);
    before = ask(q, url, accept);
    if (cache && answer_is_ok(before))
        verify_cache_put_document(cache, url, &before->got);
    return before;
}

bool answer_is_ok(const struct answer *an)
{
    return an->code == OK && an->got.status == 200;
}

bool answer_is_refusal(const struct answer *an)
{
    if (an->code != OK)
        return false;
    return an->got.status == 404 || an->got.status == 410 || an->got.status == 400;
}

str answer_why(struct inquiry *q, const struct answer *an)
{
    if (an->code == OK)
        return str_printf(q->a, "it answered with status %d", an->got.status);
    return str_printf(q->a, "%s", an->err.text[0] ? an->err.text : code_name(an->code));
}
