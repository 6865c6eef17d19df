/* app/layout/report_view.c — a report in the words and marks of a page. */
#include "app/layout/report_view.h"

#include <string.h>

/* What the reader can do about a finding; the first that applies is shown. */
static const struct { const char *code, *mark, *title, *next; } advice[] = {
    {"revoked", "revoked", "No, the issuer has revoked this badge",
     "Ask the issuer if the reason is not clear to you, or the holder for a badge that replaces it."},
    {"suspended", "suspended", "No, the issuer has suspended this badge", "Check again later, or ask the issuer."},
    {"expired", "expired", "It was genuine, but it has expired", "Ask the holder whether it was renewed."},
    {"not-yet-valid", "invalid", "Not yet: this badge is valid from a later day", "Check again on or after that day."},
    {"no-badge-data", "invalid", "There is no badge in this picture",
     "Ask the holder for the file as it was downloaded: photo apps and messengers often remove the badge from a picture."},
    {"recipient-mismatch", "invalid", "No, this badge belongs to somebody else",
     "Ask the holder which address the badge was made out to."},
    {"signature-invalid", "invalid", "No, do not rely on this badge",
     "Ask the holder for the original file, or the issuer whether the award is theirs."},
    {"outside-hosted-scope", "invalid", "No, this issuer's name was borrowed",
     "Only the server that is named is proved. Ask the organisation itself whether the award is theirs."},
    {"issuer-mismatch", "invalid", "No, this issuer's name was not proved",
     "Only the server that is named is proved. Ask the organisation itself whether the award is theirs."},
    {"image-unreachable", "invalid", "The badge is incomplete: its picture is gone",
     "Ask the issuer to put the picture back; what the badge says may still be true."},
    {"not-a-badge", "unverified", "We could not tell", "This old badge does not say where it is kept. Check its web address instead."},
    {"issuer-mismatch", "unverified", "We could not tell", "Ask the organisation whether it keeps its badges on that server."},
    {"status-unreachable", "unverified", "We could not tell", "The issuer's list of revoked badges did not answer. Try again in a few minutes."},
    {"fetch-failed", "unverified", "We could not tell", "The issuer's server did not answer. Try again in a few minutes."},
    {"key-unresolvable", "unverified", "We could not tell", "The issuer's key could not be fetched. Try again in a few minutes."},
};

str verdict_reason(str sentence)
{
    static const char *const openings[] = {"Genuine. ", "Not valid. ", "Could not tell. "};

    for (size_t i = 0; i < COUNT(openings); i++)
        if (str_starts(sentence, cstr(openings[i])))
            return str_from(sentence, cstr(openings[i]).n);
    return sentence;
}

static const char *const yes[] = {
    [SUBJECT_AWARD] = "Yes, this badge is genuine",
    [SUBJECT_ENDORSEMENT] = "A genuine endorsement, which is nobody's badge",
    [SUBJECT_BADGE_CLASS] = "The description of a badge, awarded to nobody",
};

static const char *default_title(const struct report *r)
{
    return r->verdict == VALID ? yes[r->badge.subject]
           : r->verdict == INVALID ? "No, do not rely on this badge" : "We could not tell";
}

/* Advice must agree with the verdict: a warning of that code is no reason. */
static bool applies(const struct report *r, size_t i)
{
    bool says_no = strcmp(advice[i].mark, "unverified") != 0;

    return r->verdict != VALID && says_no == (r->verdict == INVALID) && report_has(r, advice[i].code);
}

static void fill_verdict(struct arena *a, const struct report *r, struct report_view *out)
{
    out->verdict = (struct verdict_view){.mark = verdict_name(r->verdict), .title = default_title(r),
                                         .sentence = verdict_reason(report_sentence(a, r)), .large = true};
    if (r->verdict == UNVERIFIED && str_is_empty(out->badge_name)) {
        out->next_step = S("Is the address right? Otherwise give the badge itself, as a file or as text.");
        return;
    }
    for (size_t i = 0; i < COUNT(advice); i++)
        if (applies(r, i)) {
            out->verdict.mark = advice[i].mark;
            out->verdict.title = advice[i].title;
            out->next_step = cstr(advice[i].next);
            return;
        }
}

void report_view_reason(struct arena *a, struct report_view *v, str reason)
{
    if (!str_is_empty(reason))
        v->verdict.sentence = str_printf(a, "The reason it gives: “" STR_FMT "”", STR_ARG(reason));
}

/* What failed is read first, what passed last. */
static void sort_checks(struct arena *a, const struct check_list *from, struct check_list *to)
{
    static const enum outcome order[] = {FAIL, UNTESTED, WARN, PASS};

    for (size_t o = 0; o < COUNT(order); o++)
        for (size_t i = 0; i < from->n; i++)
            if (from->items[i].outcome == order[o])
                *list_add(a, to) = from->items[i];
}

static void count(struct report_view *out)
{
    for (size_t i = 0; i < out->checks.n; i++) {
        out->n_passed += out->checks.items[i].outcome == PASS;
        out->n_failed += out->checks.items[i].outcome == FAIL;
    }
}

static str recipient_line(const struct report *r)
{
    if (!r->has_recipient_match)
        return S("");
    return r->recipient_matches ? S("Yes, it is made out to the address you gave")
                                : S("No, it is made out to somebody else");
}

static const struct { enum badge_kind kind; const char *words; } wrappings[] = {
    {KIND_HOSTED, "kept on the issuer's server"}, {KIND_VC_JWT, "signed"}, {KIND_JWS, "signed"},
    {KIND_DATA_INTEGRITY, "signed"}, {KIND_UNSIGNED, "not signed"},
};

static str standard_of(struct arena *a, const struct badge *b)
{
    if (b->version == OB_UNKNOWN)
        return S("");
    if (b->version == CLR_2_0)
        return S("Comprehensive Learner Record 2.0");
    for (size_t i = 0; i < COUNT(wrappings); i++)
        if (wrappings[i].kind == b->kind)
            return str_printf(a, "Open Badges %s, %s", badge_version_name(b->version), wrappings[i].words);
    return str_printf(a, "Open Badges %s", badge_version_name(b->version));
}

static str pretty(struct arena *a, str json)
{
    const struct json *v;

    return json_parse(a, json, NULL, &v, NULL) == OK ? json_pretty(a, v) : json;
}

static str or_else(str s, str other)
{
    return str_is_empty(s) ? other : s;
}

static void fill_inside(struct arena *a, const struct nested_list *l, struct inside_list *out)
{
    static const enum outcome outcomes[] = {[VALID] = PASS, [INVALID] = FAIL, [UNVERIFIED] = UNTESTED};

    for (size_t i = 0; i < l->n; i++) {
        const struct report *r = l->items[i].report;
        bool is_endorsement = strcmp(l->items[i].what, "endorsement") == 0;
        *list_add(a, out) = (struct inside){
            .outcome = outcomes[r->verdict], .what = is_endorsement ? "Endorsement" : "Credential",
            .name = is_endorsement ? r->badge.issuer.name : or_else(r->badge.achievement.name, r->badge.name),
            .sentence = report_sentence(a, r)};
    }
}

void report_view_fill(struct arena *a, const struct report *r, struct report_view *out)
{
    const struct badge *b = &r->badge;
    bool awarded = b->has_awarded || b->has_valid_from;

    *out = (struct report_view){
        .badge_name = str_is_empty(b->achievement.name) ? b->name : b->achievement.name,
        .description = b->achievement.description, .issuer_name = b->issuer.name, .anchor = r->anchor.value,
        .standard = standard_of(a, b), .recipient_line = recipient_line(r),
        .has_awarded = awarded, .awarded = {b->has_awarded ? b->awarded : b->valid_from},
        .has_valid_until = b->has_valid_until, .valid_until = {b->valid_until},
        .checked_at = {r->at}, .json = pretty(a, report_json(a, r)),
    };
    fill_inside(a, &r->nested, &out->inside);
    sort_checks(a, &r->checks, &out->checks);
    fill_verdict(a, r, out);
    count(out);
}
