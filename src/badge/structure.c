/* Before 3.0: do the documents say all that they must say? */
#include "badge/checks.h"
#include "badge/extensions.h"
#include "badge/read.h"
#include "badge/rules.h"

/* The three documents of a version; 0.5 has them in one. */
static const struct book {
    enum badge_version version;
    void (*assertion)(struct inquiry *q, const struct json *doc);
    void (*badge_class)(struct inquiry *q, const struct json *doc);
    void (*issuer)(struct inquiry *q, const struct json *doc);
} books[] = {
    {OB_0_5, rules_v0_assertion, NULL, NULL},
    {OB_1_0, rules_v1_assertion, rules_v1_badge_class, rules_v1_issuer},
    {OB_1_1, rules_v1_assertion, rules_v1_badge_class, rules_v1_issuer},
    {OB_2_0, rules_v2_assertion, rules_v2_badge_class, rules_v2_issuer},
};

static const struct book *book_of(enum badge_version version)
{
    for (size_t i = 0; i < COUNT(books); i++)
        if (books[i].version == version)
            return &books[i];
    return &books[COUNT(books) - 1];
}

static void judge_subject(struct inquiry *q, const struct book *book)
{
    if (q->badge->subject == SUBJECT_ENDORSEMENT)
        rules_v2_endorsement(q, q->assertion.doc);
    if (q->badge->subject == SUBJECT_AWARD) {
        book->assertion(q, q->assertion.doc);
        judge_recipient(q);
    }
    if (book->badge_class && q->badge_class.doc)
        book->badge_class(q, q->badge_class.doc);
}

/* A document that could not be had leaves the question open. */
static bool is_complete(const struct inquiry *q)
{
    return q->issuer.doc && (q->badge_class.doc || q->badge->subject == SUBJECT_ENDORSEMENT);
}

void check_structure_old(struct inquiry *q)
{
    const struct book *book = book_of(q->badge->version);
    const struct json *raw[] = {q->assertion.raw, q->badge_class.raw, q->issuer.raw};

    if (!q->assertion.doc)
        return;
    judge_subject(q, book);
    if (!is_complete(q))
        return;
    if (book->issuer)
        book->issuer(q, q->issuer.doc);
    for (size_t i = 0; i < COUNT(raw) && book->version != OB_0_5; i++)
        extensions_judge(q, raw[i]);
    passed(q, "The badge says all that a badge must say.");
}
