/* requirement/version_facts.c — a version as lines of words. */
#include "app/requirement/version_facts.h"

#include "base/words.h"

struct telling { struct db *db; struct arena *a; const struct requirement_version *v; struct version_facts *out; };

static void tell(const struct telling *t, const char *what, str words)
{
    *list_add(t->a, t->out) = (struct version_fact){what, words, false};
}

static void tell_short(const struct telling *t, const char *what, str words)
{
    *list_add(t->a, t->out) = (struct version_fact){what, words, true};
}

/* ---- whom it is for ---- */

code requirement_for_words(struct db *db, struct arena *a, const struct audience_said *q, str *out, struct error *err)
{
    struct audience_rules all = {0};
    struct buf b = buf_new(a);

    TRY(requirement_audience(db, a, q->version, &all, err));
    size_t n = q->most && q->most < all.n ? q->most : all.n;
    for (size_t i = 0; i < n; i++) {
        const struct audience_rule *x = &all.items[i];
        str who = x->kind == FOR_PERSON && !q->names ? said("Person") : requirement_audience_words(a, db, q->org, x);
        buf_put(&b, i ? S("; ") : S(""));
        buf_put(&b, x->leaves_out ? words_printf(a, "not " STR_FMT, STR_ARG(who)) : who);
    }
    *out = n < all.n ? words_printf(a, STR_FMT " and %d more", STR_ARG(buf_done(&b)), (int)(all.n - n)) : n ? buf_done(&b) : said("Nobody");
    return OK;
}

/* ---- what it says ---- */

static void tell_texts(const struct telling *t)
{
    const struct requirement_version *v = t->v;

    tell(t, "Name", v->name);
    tell(t, "What it asks", v->words);
    tell(t, "Basis", said(requirement_word(requirement_bases, v->basis)));
    tell(t, "Reference", v->basis_ref);
    tell(t, "Address", v->basis_url);
    tell(t, "Its version", v->basis_version);
    tell(t, "Criticality", said(requirement_word(requirement_criticalities, v->criticality)));
    tell_short(t, "Who records and judges", said(requirement_word(requirement_sign_offs, v->sign_off)));
    tell(t, "Years kept", str_printf(t->a, "%lld", (long long)v->retain_years));
}

static str days_words(struct arena *a, int n)
{
    return n ? requirement_span_words(a, (struct span){SPAN_DAYS, n}) : said("None");
}

static str yes_words(bool yes)
{
    return yes ? said("Yes") : said("No");
}

static void tell_rule(const struct telling *t, const struct requirement_rule *r)
{
    struct arena *a = t->a;

    tell(t, "What proves it", requirement_proof_words(a, t->db, t->v->org, &r->proof));
    tell(t, "Evidence", requirement_evidence_words(a, r, S("")));
    tell_short(t, "When it is due", requirement_dues_words(a, t->db, t->v->org, r));
    tell_short(t, "How long it lasts", requirement_validity_words(a, r));
    tell_short(t, "Renewal window", days_words(a, r->window));
    tell(t, "Due soon", days_words(a, r->soon));
    tell_short(t, "Grace", days_words(a, r->grace));
    tell(t, "Notice", days_words(a, r->notice));
    tell(t, "Months away", str_printf(a, "%d", r->rehire));
    tell(t, "Renewed before the window moves the end all the same", yes_words(r->early_counts));
    tell(t, "Leave of absence moves the end too", yes_words(r->leave_prolongs));
}

code requirement_version_facts(struct db *db, struct arena *a, const struct requirement_version *v, bool names, struct version_facts *out, struct error *err)
{
    struct telling t = {db, a, v, out};
    struct requirement_rule rule;
    str who;

    TRY(rule_read(a, v->rule, &rule, err));
    TRY(requirement_for_words(db, a, &(struct audience_said){v->org, v->id, names, 0}, &who, err));
    tell_texts(&t);
    tell_rule(&t, &rule);
    tell_short(&t, "Whom it is for", who);
    return OK;
}
