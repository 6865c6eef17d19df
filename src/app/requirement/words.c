/* requirement/words.c — reasons as sentences. */
#include "app/requirement/requirement_private.h"

#include "base/words.h"

static str day_words(struct arena *a, msec day)
{
    return day ? date_format(a, date_of(day)) : S("");
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

static const char sql_badge[] = SQL(
    "SELECT v.name FROM achievement_version v WHERE v.achievement_id = $1 ORDER BY v.number DESC LIMIT 1");
static const char sql_requirement[] = SQL("SELECT code FROM requirement WHERE id = $1");

static str name_of(struct arena *a, struct db *db, enum proof_kind kind, int64_t ref)
{
    if (kind != PROOF_BADGE && kind != PROOF_REQUIREMENT)
        return S("");
    struct rows *r = db_query(db, kind == PROOF_BADGE ? sql_badge : sql_requirement, ARGS(v_int(ref)));
    str name = rows_next(r) ? row_str(r, 0, a) : S("");

    return rows_end(r, NULL) == OK ? name : S("");
}

/* "Badge “First aid”", "Record “drill”", "Evidence". */
static str thing_words(struct arena *a, struct db *db, enum proof_kind kind, int64_t ref, str what)
{
    str name = what.n ? what : name_of(a, db, kind, ref);

    return name.n ? str_printf(a, "%s “" STR_FMT "”", words(proof_words[kind]), STR_ARG(name)) : said(proof_words[kind]);
}

str requirement_leaf_words(struct arena *a, struct db *db, const struct proof_tree *leaf)
{
    return thing_words(a, db, leaf->kind, leaf->ref, leaf->what);
}

static str record_words(struct arena *a, struct db *db, const struct explained *x, const struct requirement_why *y)
{
    const struct proof_record *r = &x->records.items[y->record];
    str thing = thing_words(a, db, r->kind, r->ref, r->what), day = day_words(a, y->day);

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
    case WHY_MISSING: return words_printf(a, "Missing: " STR_FMT, STR_ARG(requirement_leaf_words(a, db, y->leaf)));
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
