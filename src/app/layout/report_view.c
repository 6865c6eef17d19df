/* app/layout/report_view.c — a report in the words and marks of a page. */
#include "app/layout/report_view.h"

#include <string.h>

#include "badge/advice.h"
#include "base/uri.h"
#include "format/lookalike.h"

/* Flaws that are so common that the headline itself says them; the first that
 * applies. What to do about any is in badge/advice.h. */
static const struct { const char *code, *mark, *title; } headlines[] = {
    {"revoked", "revoked", "No, the issuer has revoked this badge"},
    {"suspended", "suspended", "No, the issuer has suspended this badge"},
    {"expired", "expired", "It was genuine, but it has expired"},
    {"not-yet-valid", "invalid", "Not yet: this badge is valid from a later day"},
    {"no-badge-data", "invalid", "There is no badge in this picture"},
    {"recipient-mismatch", "invalid", "No, this badge belongs to somebody else"},
    {"outside-hosted-scope", "invalid", "No, this issuer's name was borrowed"},
    {"issuer-mismatch", "invalid", "No, this issuer's name was not proved"},
    {"image-unreachable", "invalid", "The badge is incomplete: its picture is gone"},
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

/* The check behind the headline; NULL: no flaw has one of its own. A warning of
 * that code is no reason. */
static const struct check *headline(const struct report *r, size_t *which)
{
    for (size_t h = 0; h < COUNT(headlines) && r->verdict == INVALID; h++)
        for (size_t i = 0; i < r->checks.n; i++)
            if (r->checks.items[i].outcome == FAIL && strcmp(r->checks.items[i].code, headlines[h].code) == 0) {
                *which = h;
                return &r->checks.items[i];
            }
    return NULL;
}

static void fill_verdict(struct arena *a, const struct report *r, struct report_view *out)
{
    size_t h = 0;
    const struct check *c = headline(r, &h);

    out->verdict = (struct verdict_view){.mark = c ? headlines[h].mark : verdict_name(r->verdict),
                                         .title = c ? headlines[h].title : default_title(r),
                                         .sentence = verdict_reason(report_sentence(a, r)), .large = true};
    if (!c)
        c = report_decider(r);
    const struct advice *ad = c ? advice_of(c->code) : NULL;
    if (ad)
        out->to_verifier = ad->verifier, out->to_earner = ad->earner;
    if (r->verdict == UNVERIFIED && str_is_empty(out->badge_name)) {
        out->to_verifier = "Is the address right? Otherwise give the badge itself, as a file or as text.";
        out->to_earner = NULL;
    }
}

/* ---- whose name it is ---- */

static void warn(struct arena *a, struct report_view *out, const char *fmt, ...) PRINTF_LIKE(3, 4);
static void warn(struct arena *a, struct report_view *out, const char *fmt, ...)
{
    struct buf b = buf_new(a);
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(&b, words(fmt), ap);
    va_end(ap);
    *list_add(a, &out->warnings) = buf_done(&b);
}

/* The host of an anchor, which is an address, a did:web or a host with its port. */
static str anchor_host(struct arena *a, const struct anchor *n)
{
    str value = n->value, host = S("");
    struct uri u;

    if (str_starts(value, S("did:")) && !str_starts(value, S("did:web:")))
        return S("");
    if (uri_parse(value, &u, NULL) == OK && u.host.n)
        return str_lower(a, u.host);
    if (str_starts(value, S("did:web:")))
        value = str_from(value, 8);
    str rest = value;
    (void)!str_cut(&rest, ':', &host);
    rest = host;
    (void)!str_cut(&rest, '%', &host);
    return str_lower(a, host);
}

/* One lies below the other: www.example.org and example.org. */
static bool is_one_site(str one, str other)
{
    str longer = one.n > other.n ? one : other, shorter = one.n > other.n ? other : one;

    return str_eq(one, other) || (str_ends(longer, shorter) && shorter.n && longer.p[longer.n - shorter.n - 1] == '.');
}

static void warn_of_host(struct arena *a, const struct report *r, struct report_view *out)
{
    str host = anchor_host(a, &r->anchor), shown = lookalike_host(a, host), home = S("");
    struct uri u;

    if (shown.n && (lookalike_is_mixed(shown) || lookalike_is_disguised(a, shown)))
        warn(a, out, "The proved domain is written “" STR_FMT "”, with letters of another alphabet that look like Latin ones. Its true name is " STR_FMT ".",
             STR_ARG(shown), STR_ARG(host));
    else if (shown.n)
        warn(a, out, "The proved domain is written “" STR_FMT "”.", STR_ARG(shown));
    if (host.n && !str_is_empty(r->badge.issuer.url) && uri_parse(r->badge.issuer.url, &u, NULL) == OK)
        home = str_lower(a, u.host);
    if (home.n && !is_one_site(home, host))
        out->home = home;
}

static void warn_of_name(struct arena *a, const struct report *r, struct report_view *out)
{
    str name = r->badge.issuer.name;

    if (lookalike_has_hidden(name))
        warn(a, out, "The issuer's name has characters in it that nobody sees.");
    if (lookalike_is_mixed(name))
        warn(a, out, "The issuer's name mixes letters of several alphabets, which may look alike.");
    if (lookalike_boasts(a, name))
        warn(a, out, "The issuer's name says that it was checked. Only what is called proved here was.");
}

void report_view_reason(struct arena *a, struct report_view *v, str reason)
{
    if (!str_is_empty(reason))
        v->verdict.sentence = words_printf(a, "The reason it gives: “" STR_FMT "”", STR_ARG(reason));
}

/* Nothing to say of it but that it was not come to. */
static bool was_left_out(const struct check *c)
{
    return c->outcome == UNTESTED && !*c->code;
}

/* What failed is read first, what passed last. */
static void sort_checks(struct arena *a, const struct check_list *from, struct check_list *to)
{
    static const enum outcome order[] = {FAIL, UNTESTED, WARN, PASS};

    for (size_t o = 0; o < COUNT(order); o++)
        for (size_t i = 0; i < from->n; i++)
            if (from->items[i].outcome == order[o] && !was_left_out(&from->items[i]))
                *list_add(a, to) = from->items[i];
}

static void count(const struct check_list *all, struct report_view *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct check *c = &all->items[i];
        out->n_passed += c->outcome == PASS;
        out->n_failed += c->outcome == FAIL;
        out->n_noted += c->outcome == WARN;
        out->n_left_out += was_left_out(c);
    }
}

static bool is_key(const struct anchor *n)
{
    return str_starts(n->value, S("did:key:")) || str_starts(n->value, S("did:jwk:"));
}

static str recipient_line(const struct report *r)
{
    if (!r->has_recipient_match)
        return S("");
    return r->recipient_matches ? said("Yes, it is made out to the address you gave")
                                : said("No, it is made out to somebody else");
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
            return words_printf(a, "Open Badges %s, %s", badge_version_name(b->version), wrappings[i].words);
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

static void fill(struct arena *a, const struct report *r, struct report_view *out);

static void fill_inside(struct arena *a, const struct nested_list *l, struct inside_list *out)
{
    static const enum outcome outcomes[] = {[VALID] = PASS, [INVALID] = FAIL, [UNVERIFIED] = UNTESTED};

    for (size_t i = 0; i < l->n; i++) {
        const struct report *r = l->items[i].report;
        bool is_endorsement = strcmp(l->items[i].what, "endorsement") == 0;
        struct report_view *view = NEW(a, struct report_view);
        fill(a, r, view);
        *list_add(a, out) = (struct inside){
            .outcome = outcomes[r->verdict], .what = is_endorsement ? "Endorsement" : "Credential",
            .name = is_endorsement ? r->badge.issuer.name : or_else(r->badge.achievement.name, r->badge.name),
            .comment = is_endorsement ? or_else(r->badge.narrative, S("")) : S(""), .sentence = report_sentence(a, r),
            .report = view};
    }
}

/* Reports within reports are as few deep as verification goes. */
static void fill(struct arena *a, const struct report *r, struct report_view *out)
{
    const struct badge *b = &r->badge;
    bool awarded = b->has_awarded || b->has_valid_from;

    *out = (struct report_view){
        .badge_name = str_is_empty(b->achievement.name) ? b->name : b->achievement.name,
        .description = b->achievement.description, .issuer_name = b->issuer.name, .anchor = r->anchor.value,
        .standard = standard_of(a, b), .recipient_line = recipient_line(r),
        .has_awarded = awarded, .awarded = {b->has_awarded ? b->awarded : b->valid_from},
        .has_valid_until = b->has_valid_until, .valid_until = {b->valid_until},
        .checked_at = {r->at}, .is_proved = !str_is_empty(r->anchor.value),
        .is_key = is_key(&r->anchor),
    };
    fill_inside(a, &r->nested, &out->inside);
    sort_checks(a, &r->checks, &out->checks);
    fill_verdict(a, r, out);
    warn_of_host(a, r, out);
    warn_of_name(a, r, out);
    count(&r->checks, out);
}

void report_view_fill(struct arena *a, const struct report *r, struct report_view *out)
{
    fill(a, r, out);
    out->json = pretty(a, report_json(a, r));
}

void report_view_known(struct arena *a, struct report_view *v, str name, str whose)
{
    warn(a, v, "“" STR_FMT "” is an organisation of this server, at " STR_FMT ". This badge is not from there.", STR_ARG(name), STR_ARG(whose));
}
