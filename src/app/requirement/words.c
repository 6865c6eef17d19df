/* requirement/words.c — rules and reasons as sentences. */
#include "app/requirement/requirement_private.h"

#include "app/people/people.h"
#include "base/words.h"
#include "web/out.h"

static str day_words(struct arena *a, msec day)
{
    return day ? out_day_said(a, day) : S("");
}

static const char *const from_words[DUE_FROMS] = {
    [DUE_ON] = "a fixed day", [DUE_HIRED] = "the day they were hired", [DUE_ROLE] = "the start of their job", [DUE_SIGNED_IN] = "their first sign-in",
    [DUE_ASSIGNED] = "the day it was asked", [DUE_COMPLETED] = "the completion of another requirement", [DUE_DATE] = "a date of theirs",
};
static const char *const proof_words[PROOF_KINDS] = {
    [PROOF_ALL] = "all of", [PROOF_ANY] = "any of", [PROOF_SOME] = "some of", [PROOF_BADGE] = "Badge", [PROOF_REQUIREMENT] = "Requirement",
    [PROOF_RECORD] = "Record", [PROOF_EVIDENCE] = "Evidence", [PROOF_EXTERNAL] = "Proof of others",
};
static const char *const verdict_words[RECORD_VERDICTS] = {
    [RECORD_APART] = "does not matter here", [RECORD_COUNTS] = "counts", [RECORD_OVER] = "is over", [RECORD_EARLY] = "came before the renewal window, so the end stays",
    [RECORD_REVOKED] = "was revoked", [RECORD_SUSPENDED] = "is suspended", [RECORD_CORRECTED] = "was corrected", [RECORD_LOW] = "is of too low a level",
    [RECORD_OLD] = "is too old", [RECORD_BEFORE_REHIRE] = "is from before they were away too long", [RECORD_LATER] = "came later",
};

/* ---- what is named ---- */

static const char sql_badge[] = SQL(
    "SELECT v.name FROM achievement_version v JOIN achievement b ON b.id = v.achievement_id WHERE b.org_id = $1 AND b.id = $2 ORDER BY v.number DESC LIMIT 1");
static const char sql_requirement[] = SQL("SELECT code FROM requirement WHERE org_id = $1 AND id = $2");

static str name_by(struct arena *a, struct rows *r)
{
    str name = rows_next(r) ? row_str(r, 0, a) : S("");

    return rows_end(r, NULL) == OK ? name : S("");
}

static str name_of(struct arena *a, struct db *db, int64_t org, enum proof_kind kind, int64_t ref)
{
    if (kind != PROOF_BADGE && kind != PROOF_REQUIREMENT)
        return S("");
    return name_by(a, db_query(db, kind == PROOF_BADGE ? sql_badge : sql_requirement, ARGS(v_int(org), v_int(ref))));
}

struct thing { enum proof_kind kind; int64_t ref; str what; };

/* "Badge “First aid”", "Record “drill”", "Evidence". */
static str thing_words(struct arena *a, struct db *db, int64_t org, struct thing t)
{
    str name = t.what.n ? t.what : name_of(a, db, org, t.kind, t.ref);

    return name.n ? str_printf(a, "%s “" STR_FMT "”", words(proof_words[t.kind]), STR_ARG(name)) : said(proof_words[t.kind]);
}

static const char *const audience_words[FOR_KINDS] = {
    [FOR_EVERYBODY] = "Everybody", [FOR_DEPARTMENT] = "Department", [FOR_SITE] = "Site", [FOR_TEAM] = "Team", [FOR_GROUP] = "Group",
    [FOR_EMPLOYMENT] = "Employment", [FOR_TITLE] = "Job title", [FOR_JOB] = "Job role", [FOR_PERSON] = "Person"};
static const char sql_who[] = SQL(
    "SELECT CASE $2 WHEN 'department' THEN (SELECT d.name FROM department d WHERE d.org_id = $1 AND d.id = $3)"
    " WHEN 'site' THEN (SELECT s.name FROM site s WHERE s.org_id = $1 AND s.id = $3)"
    " WHEN 'team' THEN (SELECT t.name FROM team t WHERE t.org_id = $1 AND t.id = $3)"
    " WHEN 'group' THEN (SELECT g.name FROM person_group g WHERE g.org_id = $1 AND g.id = $3)"
    " WHEN 'job' THEN (SELECT j.name FROM jobrole j WHERE j.org_id = $1 AND j.id = $3)"
    " WHEN 'person' THEN (SELECT p.name FROM person p WHERE p.org_id = $1 AND p.id = $3) ELSE '' END");

str requirement_audience_words(struct arena *a, struct db *db, int64_t org, const struct audience_rule *x)
{
    const char *kind = words(audience_words[x->kind]);

    if (x->kind == FOR_EVERYBODY)
        return cstr(kind);
    if (x->kind == FOR_EMPLOYMENT)
        return *employment_words(x->words) ? said(employment_words(x->words)) : x->words;
    str name = x->kind == FOR_TITLE ? x->words : name_by(a, db_query(db, sql_who, ARGS(v_int(org), v_str(cstr(audience_kind_name(x->kind))), v_int(x->ref))));
    return name.n ? str_printf(a, "%s “" STR_FMT "”", kind, STR_ARG(name)) : cstr(kind);
}

/* ---- rules ---- */

str requirement_span_words(struct arena *a, struct span s)
{
    long long n = s.n < 0 ? -s.n : s.n;

    switch (s.unit) {
    case SPAN_DAYS: return n == 1 ? said("1 day") : words_printf(a, "%lld days", n);
    case SPAN_MONTHS: return n == 1 ? said("1 month") : words_printf(a, "%lld months", n);
    case SPAN_YEARS: return n == 1 ? said("1 year") : words_printf(a, "%lld years", n);
    case SPAN_NONE: break;
    }
    return S("");
}

str requirement_leaf_words(struct arena *a, struct db *db, int64_t org, const struct proof_tree *leaf)
{
    str s = thing_words(a, db, org, (struct thing){leaf->kind, leaf->ref, leaf->what});

    if (leaf->level)
        s = words_printf(a, STR_FMT ", level %d or above", STR_ARG(s), leaf->level);
    if (leaf->age.unit)
        s = words_printf(a, STR_FMT ", at most " STR_FMT " old", STR_ARG(s), STR_ARG(requirement_span_words(a, leaf->age)));
    return s;
}

static void put_types(struct buf *b, const struct evidence_rule *e)
{
    int n = 0;

    for (int t = 0; t < EVIDENCE_TYPES; t++)
        if (e->takes[t])
            buf_printf(b, "%s%s", n++ ? ", " : "", words(evidence_type_words((enum evidence_type)t)));
}

str requirement_evidence_words(struct arena *a, const struct requirement_rule *r, str sign_off)
{
    const struct evidence_rule *e = &r->evidence;
    struct buf b = buf_new(a), types = buf_new(a);

    if (!rule_evidence(a, r))
        return S("");
    put_types(&types, e);
    str named = buf_done(&types);
    buf_put(&b, e->least == 1 ? words_printf(a, "At least 1 piece of: " STR_FMT, STR_ARG(named)) : words_printf(a, "At least %d pieces of: " STR_FMT, e->least, STR_ARG(named)));
    if (e->months)
        buf_put(&b, str_join(a, S("; "), words_printf(a, "none older than " STR_FMT, STR_ARG(requirement_span_words(a, (struct span){SPAN_MONTHS, e->months})))));
    if (e->second)
        buf_put(&b, str_join(a, S("; "), words_printf(a, "a second judge looks at %d of 100", e->second)));
    if (str_eq(sign_off, S("not-manager")))
        buf_put(&b, str_join(a, S("; "), said("their manager does not judge it")));
    return buf_done(&b);
}

str requirement_proof_words(struct arena *a, struct db *db, int64_t org, const struct proof_tree *p)
{
    struct buf b = buf_new(a);

    if (proof_tree_is_leaf(p))
        return requirement_leaf_words(a, db, org, p);
    for (size_t i = 0; i < p->n; i++) {
        buf_put(&b, i ? S("; ") : S(""));
        buf_put(&b, requirement_proof_words(a, db, org, &p->parts[i]));
    }
    str parts = buf_done(&b);
    if (p->kind == PROOF_SOME)
        return words_printf(a, "%d of (" STR_FMT ")", p->need, STR_ARG(parts));
    return p->kind == PROOF_ANY ? words_printf(a, "any of (" STR_FMT ")", STR_ARG(parts)) : words_printf(a, "all of (" STR_FMT ")", STR_ARG(parts));
}

static str one_due_words(struct arena *a, struct db *db, int64_t org, const struct due_rule *d)
{
    str from = said(from_words[d->from]), length = requirement_span_words(a, d->after);

    if (d->from == DUE_ON)
        return words_printf(a, "on " STR_FMT, STR_ARG(day_words(a, d->on)));
    if (d->from == DUE_DATE)
        from = str_printf(a, STR_FMT " (“" STR_FMT "”)", STR_ARG(from), STR_ARG(d->name));
    if (d->from == DUE_COMPLETED)
        from = str_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(from), STR_ARG(name_of(a, db, org, PROOF_REQUIREMENT, d->ref)));
    if (d->after.n == 0)
        return words_printf(a, "from " STR_FMT, STR_ARG(from));
    return d->after.n < 0 ? words_printf(a, STR_FMT " before " STR_FMT, STR_ARG(length), STR_ARG(from)) : words_printf(a, STR_FMT " after " STR_FMT, STR_ARG(length), STR_ARG(from));
}

str requirement_dues_words(struct arena *a, struct db *db, int64_t org, const struct requirement_rule *r)
{
    struct buf b = buf_new(a);

    if (r->n_dues == 0)
        return said("No day by which it is due");
    for (size_t i = 0; i < r->n_dues; i++) {
        buf_put(&b, i ? S("; ") : S(""));
        buf_put(&b, one_due_words(a, db, org, &r->dues[i]));
    }
    return buf_done(&b);
}

str requirement_validity_words(struct arena *a, const struct requirement_rule *r)
{
    str length = requirement_span_words(a, r->validity);

    if (r->base == BASE_FIXED && r->active.n)
        return words_printf(a, "Until the next %02d-%02d (month-day), " STR_FMT " at least", r->until.month, r->until.day, STR_ARG(requirement_span_words(a, r->active)));
    if (r->base == BASE_FIXED)
        return words_printf(a, "Until the next %02d-%02d (month-day)", r->until.month, r->until.day);
    if (r->validity.unit == SPAN_NONE)
        return said("For good");
    return r->base == BASE_PREVIOUS ? words_printf(a, STR_FMT ", renewed from the end before", STR_ARG(length)) : words_printf(a, STR_FMT " from completion", STR_ARG(length));
}

/* ---- reasons ---- */

static str record_words(struct arena *a, struct db *db, const struct explained *x, const struct requirement_why *y)
{
    const struct proof_record *r = &x->records.items[y->record];
    str thing = thing_words(a, db, x->version.org, (struct thing){r->kind, r->ref, r->what}), day = day_words(a, y->day);

    if (y->verdict == RECORD_COUNTS && y->last)
        return words_printf(a, STR_FMT " of " STR_FMT " counts until " STR_FMT, STR_ARG(thing), STR_ARG(day), STR_ARG(day_words(a, y->last)));
    return words_printf(a, STR_FMT " of " STR_FMT " %s", STR_ARG(thing), STR_ARG(day), words(verdict_words[y->verdict]));
}

static str due_words(struct arena *a, const struct requirement_why *y)
{
    const char *from = words(from_words[y->from]);

    if (y->code == WHY_DUE_UNKNOWN)
        return words_printf(a, "Not known yet: %s", from);
    return y->chosen ? words_printf(a, "Due by " STR_FMT ", counted from %s: the earliest", STR_ARG(day_words(a, y->day)), from)
                     : words_printf(a, "Also due by " STR_FMT ", counted from %s", STR_ARG(day_words(a, y->day)), from);
}

static str span_words(struct arena *a, const char *what, const struct requirement_why *y)
{
    if (!y->last)
        return words_printf(a, "%s from " STR_FMT " on", what, STR_ARG(day_words(a, y->day)));
    return words_printf(a, "%s from " STR_FMT " until " STR_FMT, what, STR_ARG(day_words(a, y->day)), STR_ARG(day_words(a, y->last)));
}

str requirement_why_words(struct arena *a, struct db *db, const struct explained *x, const struct requirement_why *y)
{
    str day = day_words(a, y->day), last = day_words(a, y->last);

    switch (y->code) {
    case WHY_NOT_ASSIGNED: return said("Not asked of them on that day");
    case WHY_ASSIGNED: return words_printf(a, "Asked since " STR_FMT, STR_ARG(day));
    case WHY_DUE: case WHY_DUE_UNKNOWN: return due_words(a, y);
    case WHY_DUE_NOTICE: return words_printf(a, "Moved to " STR_FMT ": nothing is due earlier than %lld days after it was asked", STR_ARG(day), (long long)y->n);
    case WHY_DUE_LEAVE: return y->day ? words_printf(a, "Moved to " STR_FMT " by leave of absence", STR_ARG(day)) : said("Not due while they are on leave");
    case WHY_NO_DUE: return said("No day by which it is due");
    case WHY_RECORD: return record_words(a, db, x, y);
    case WHY_MISSING: return words_printf(a, "Missing: " STR_FMT, STR_ARG(requirement_leaf_words(a, db, x->version.org, y->leaf)));
    case WHY_RENEWED_BY_VERSION: return words_printf(a, "A new version: what was proved before " STR_FMT " holds until " STR_FMT " at most", STR_ARG(day), STR_ARG(last));
    case WHY_HELD: return span_words(a, words("Satisfied"), y);
    case WHY_ENDED: return words_printf(a, "Satisfied until " STR_FMT, STR_ARG(last));
    case WHY_WINDOW: return words_printf(a, "May be renewed from " STR_FMT " on", STR_ARG(day));
    case WHY_GRACE: return words_printf(a, "Grace until " STR_FMT, STR_ARG(last));
    case WHY_EXTENDED: return words_printf(a, "Extended to " STR_FMT, STR_ARG(last));
    case WHY_WAIVED: return span_words(a, words("Waived"), y);
    case WHY_SUSPENDED: return y->day ? span_words(a, words("Suspended"), y) : said("What proves it is suspended");
    case WHY_LEAVE: return span_words(a, words("On leave"), y);
    case WHY_STARTED: return words_printf(a, "Begun on " STR_FMT, STR_ARG(day));
    case WHY_SUBMITTED: return words_printf(a, "Handed in on " STR_FMT ", waits for a judge", STR_ARG(day));
    case WHY_AWAY_TOO_LONG: return words_printf(a, "Away for too long: proof from before " STR_FMT " is void", STR_ARG(day));
    case WHY_CODES: break;
    }
    return S("");
}
