/* Newer editions (OB 3.0 §1EdTechCredentialRefresh, §8 Verification step 3): a
 * badge that its issuer has signed may say where the issuer keeps the newest
 * one. That is asked once, and judged instead when it is the same credential,
 * of the same issuer, and holds; else the badge at hand stands as it is. */
#include "badge/checks.h"
#include "base/uri.h"

#define ACCEPT_TOKEN    "application/vc+jwt, application/jwt, application/vc;q=0.9, application/ld+json;q=0.9, " \
                        "application/json;q=0.9, text/plain;q=0.9"
#define ACCEPT_DOCUMENT "application/vc, application/ld+json, application/json, application/vc+jwt;q=0.9, " \
                        "application/jwt;q=0.9, text/plain;q=0.5"

/* What may be wrong with the newest edition and still be its last word: that
 * it was withdrawn, or has ended. */
static bool is_about_time(const struct check *c)
{
    static const str late[] = {S("status"), S("dates"), S("recipient")};

    for (size_t i = 0; i < COUNT(late); i++)
        if (str_eq(cstr(c->id), late[i]))
            return true;
    return false;
}

static const struct check *first_flaw(const struct check_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if ((l->items[i].outcome == FAIL || l->items[i].outcome == UNTESTED) &&
            !is_about_time(&l->items[i]))
            return &l->items[i];
    return NULL;
}

/* OB 3.0 §Credential equality: issuer and id, percent-decoded and trimmed. */
static bool same_text(struct inquiry *q, str x, str y)
{
    str dx, dy;

    if (uri_decode(q->a, str_trim(x), false, &dx, NULL) != OK ||
        uri_decode(q->a, str_trim(y), false, &dy, NULL) != OK)
        return str_eq(x, y);
    return str_eq(dx, dy);
}

/* A badge that is somebody else's by now says nothing for who shows this one. */
static bool same_recipient(const struct badge *x, const struct badge *y)
{
    if (!str_eq(x->subject_id, y->subject_id) || x->identities.n != y->identities.n)
        return false;
    for (size_t i = 0; i < x->identities.n; i++)
        if (!str_eq(x->identities.items[i].value, y->identities.items[i].value))
            return false;
    return true;
}

/* Then the newest edition answers for itself. */
static bool asks_recipient(const struct inquiry *q)
{
    return !str_is_empty(q->opt->recipient) || q->opt->recipients.n > 0;
}

/* NULL: it may take the place of the badge at hand. */
static const char *why_not(struct inquiry *q, const struct report *r)
{
    const struct badge *old = q->badge, *new = &r->badge;
    const struct check *flaw = first_flaw(&r->checks);

    if (new->version < OB_3_0 || flaw)
        return flaw ? str_z(q->a, flaw->message) : "it is of an older version";
    if (!same_text(q, new->id, old->id) || !same_text(q, new->issuer.id, old->issuer.id))
        return "it is another badge";
    if (!asks_recipient(q) && !same_recipient(new, old))
        return "it is made out to somebody else";
    if (new->valid_from < old->valid_from)
        return "it is an older edition";
    return NULL;
}

static void stays(struct inquiry *q, const char *why)
{
    found(q, PASS, "refresh-failed", q->badge->refresh_url,
          "A newer edition of the badge could not be had, so that this one was judged: %s", why);
}

/* What we have in our hands is what the service has. */
static bool is_at_hand(const struct inquiry *q, str body)
{
    str own = q->in.token.p ? q->in.token : q->in.payload;

    return str_eq(str_trim(body), str_trim(own));
}

/* The report becomes that of the newer edition; what was found about the
 * picture, and this row, go before. */
static void adopt(struct inquiry *q, const struct report *r)
{
    struct check_list before = q->report->checks, all = {0};
    size_t own = q->row;

    found(q, PASS, "", q->badge->refresh_url,
          "The issuer's newest edition of the badge was judged.");
    for (size_t i = 0; i < before.n; i++)
        if (str_eq(cstr(before.items[i].id), S("input")))
            *list_add(q->a, &all) = before.items[i];
    *list_add(q->a, &all) = q->report->checks.items[own];
    for (size_t i = 0; i < r->checks.n; i++)
        if (!str_eq(cstr(r->checks.items[i].id), S("input")))
            *list_add(q->a, &all) = r->checks.items[i];
    str from = q->badge->refresh_url;
    *q->report = *r;
    q->report->checks = all;
    q->report->refreshed_from = from;
    q->is_settled = true;
}

/* Has all held that was asked until now? Further findings stand behind the
 * rows of the questions. */
static bool all_held(const struct inquiry *q)
{
    const struct check_list *l = &q->report->checks;

    for (size_t i = 0; i < l->n; i++) {
        bool is_asked = i < q->row || i >= q->rows;
        if (is_asked && (l->items[i].outcome == FAIL || l->items[i].outcome == UNTESTED))
            return false;
    }
    return true;
}

void check_refresh(struct inquiry *q)
{
    const struct answer *an;
    const char *why;

    /* Who could write the badge could send us anywhere. */
    if (!all_held(q))
        return;
    if (!uri_is_http(q->badge->refresh_url)) {
        stays(q, "its service has no web address.");
        return;
    }
    /* In the form at hand, so that what is the same is seen to be. */
    an = ask(q, q->badge->refresh_url, q->in.token.p ? ACCEPT_TOKEN : ACCEPT_DOCUMENT);
    if (!answer_is_ok(an)) {
        stays(q, str_z(q->a, str_join(q->a, answer_why(q, an), S("."))));
        return;
    }
    if (is_at_hand(q, an->got.body)) {
        passed(q, "This is the newest edition of the badge.");
        return;
    }
    struct report newer = successor_verify(q, an->got.body);
    why = why_not(q, &newer);
    if (why)
        stays(q, why);
    else
        adopt(q, &newer);
}
