/* badge/receipt_check.c — a badge judged for the moment of a receipt, by what was
 * seen then. */
#include "badge/receipt.h"

#define CLAUSE "RFC 7515"

/* ---- the web as it was ---- */

struct past { const struct receipt *r; struct receipt_folder folder; str missing; struct arena *a; };

static const struct receipt_document *find(const struct receipt *r, str url)
{
    for (size_t i = 0; i < r->documents.n; i++)
        if (str_eq(r->documents.items[i].url, url))
            return &r->documents.items[i];
    return NULL;
}

static code get_past(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct past *p = ctx;
    const struct receipt_document *d = find(p->r, url);

    (void)accept;
    if (!d)
        return fail(err, UNREACHABLE, str_z(a, url), "nothing answered there when the badge was seen");
    *out = (struct loaded){.status = (int)d->status, .content_type = d->type, .final_url = d->final_url, .at = d->at};
    if (p->folder.get(p->folder.ctx, a, d->sha256, &out->body, NULL) == OK && str_eq(sha256_hex(a, out->body), d->sha256))
        return OK;
    p->missing = str_copy(p->a, url);
    return fail(err, UNREACHABLE, str_z(a, url), "what was seen there is missing, or was changed since");
}

/* ---- what the receipt says ---- */

static str moment(struct arena *a, const struct receipt *r)
{
    return str_printf(a, STR_FMT " saw it on " STR_FMT, STR_ARG(r->server), STR_ARG(time_format(a, r->seen)));
}

static struct check row_of(enum outcome outcome, const char *what, str message)
{
    return (struct check){.id = "receipt", .outcome = outcome, .code = what, .clause = CLAUSE, .message = message, .where = S("")};
}

static struct check judge(struct arena *a, const struct receipt_case *c, const struct receipt *r, const struct past *p)
{
    if (!str_eq(sha256_hex(a, c->badge), r->badge_sha256))
        return row_of(FAIL, "receipt-other-badge", S("The receipt is of another file than this."));
    if (p->missing.p)
        return row_of(UNTESTED, "receipt-incomplete",
                      str_printf(a, "What was seen at " STR_FMT " is missing, or was changed since.", STR_ARG(p->missing)));
    if (str_is_empty(c->trusted))
        return row_of(UNTESTED, "receipt-signer-unknown",
                      str_printf(a, "The receipt says that " STR_FMT ", but it is signed by a key that you did not name: " STR_FMT ".",
                                 STR_ARG(moment(a, r)), STR_ARG(r->signer)));
    if (!str_eq(c->trusted, r->signer))
        return row_of(FAIL, "receipt-other-signer", S("The receipt is signed by another key than the one that you trust."));
    return row_of(WARN, "receipt-seen-then",
                  str_printf(a, "Judged for the moment of its receipt: " STR_FMT ". What became of it since is not known.", STR_ARG(moment(a, r))));
}

static void add_row(struct arena *a, struct report *out, struct check row)
{
    *list_add(a, &out->checks) = row;
    if (row.outcome == FAIL)
        out->verdict = INVALID;
    else if (row.outcome == UNTESTED && out->verdict == VALID)
        out->verdict = UNVERIFIED;
}

code receipt_verify(struct arena *a, const struct receipt_case *c, const struct verify_options *opt, struct report *out, struct error *err)
{
    struct receipt r;
    struct verify_options then = opt ? *opt : (struct verify_options){0};

    TRY(receipt_read(a, c->token, &r, err));
    struct past p = {&r, c->folder, {0}, a};
    struct loader l = {.get = get_past, .ctx = &p, .budget = LOADER_BUDGET, .allow_local_web = opt && opt->loader && opt->loader->allow_local_web};
    then.loader = &l;
    then.cache = NULL;
    then.at = r.seen;
    then.found_at = r.found_at;
    code judged = badge_verify(a, c->badge, &then, out, err);
    add_row(a, out, judge(a, c, &r, &p));
    return judged;
}
