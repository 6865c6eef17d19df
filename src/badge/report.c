#include "badge/advice.h"

#include "base/utf8.h"

static const char *const verdict_names[] = {
    [UNVERIFIED] = "unverified", [INVALID] = "invalid", [VALID] = "valid"};
static const char *const outcome_names[] = {
    [UNTESTED] = "untested", [PASS] = "pass", [WARN] = "warn", [FAIL] = "fail"};

const char *verdict_name(enum verdict v)
{
    return (size_t)v < COUNT(verdict_names) ? verdict_names[v] : "unverified";
}

const char *outcome_name(enum outcome o)
{
    return (size_t)o < COUNT(outcome_names) ? outcome_names[o] : "untested";
}

bool report_has(const struct report *r, const char *flaw)
{
    for (size_t i = 0; i < r->checks.n; i++)
        if (r->checks.items[i].code && str_eq(cstr(r->checks.items[i].code), cstr(flaw)))
            return true;
    return false;
}

/* Text of strangers for a terminal or a sentence: no escape sequences, no
 * line breaks, nothing that turns the reading direction. */
static void put_clean(struct buf *b, str s)
{
    while (s.n) {
        str before = s;
        int32_t cp = utf8_next(&s);
        str one = str_slice(before, 0, before.n - s.n);
        if (cp < 0)
            break;
        buf_put(b, utf8_has_controls(one) ? S(" ") : one);
    }
}

static void put_day(struct buf *b, msec t)
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct date d = date_of(t);

    buf_printf(b, "%d %s %d", d.day, months[d.month - 1], d.year);
}

/* ---- the sentence ---- */

static const struct check *first_with(const struct report *r, enum outcome o)
{
    const struct check *plain = NULL;

    for (size_t i = 0; i < r->checks.n; i++) {
        const struct check *c = &r->checks.items[i];
        if (c->outcome != o)
            continue;
        if (c->code && c->code[0])
            return c;
        if (!plain)
            plain = c;
    }
    return plain;
}

const struct check *report_decider(const struct report *r)
{
    return r->verdict == VALID ? NULL : first_with(r, r->verdict == INVALID ? FAIL : UNTESTED);
}

/* What was proved comes first, what the badge says of itself in brackets. */
static void put_issuer(struct buf *b, const struct report *r)
{
    str kind = cstr(r->anchor.kind), name = r->badge.issuer.name;

    if (str_starts(kind, S("did:key")) || str_starts(kind, S("did:jwk"))) {
        buf_putz(b, "the holder of the key ");
        put_clean(b, utf8_cut(r->anchor.value, 64));
        buf_putz(b, r->anchor.value.n > 64 ? "…" : "");
    } else
        put_clean(b, r->anchor.value);
    if (str_is_empty(name))
        return;
    buf_putz(b, " (");
    put_clean(b, utf8_cut(name, 120));
    buf_putz(b, ")");
}

static void put_genuine(struct buf *b, const struct report *r)
{
    static const char *const openings[] = {
        [SUBJECT_AWARD] = "Genuine. Issued by ",
        [SUBJECT_ENDORSEMENT] = "A genuine endorsement, and no award. Written by ",
        [SUBJECT_BADGE_CLASS] = "A genuine badge class, and no award. Published by ",
    };

    buf_putz(b, openings[r->badge.subject]);
    put_issuer(b, r);
    if (r->badge.has_awarded || r->badge.has_valid_from) {
        buf_putz(b, " on ");
        put_day(b, r->badge.has_awarded ? r->badge.awarded : r->badge.valid_from);
    }
    buf_putz(b, ".");
    if (r->badge.has_valid_until) {
        buf_putz(b, " Valid until ");
        put_day(b, r->badge.valid_until);
        buf_putz(b, ".");
    }
}

str report_sentence(struct arena *a, const struct report *r)
{
    struct buf b = buf_new(a);
    const struct check *c = report_decider(r);

    if (r->verdict == VALID)
        put_genuine(&b, r);
    else {
        buf_putz(&b, r->verdict == INVALID ? "Not valid. " : "Could not tell. ");
        if (c)
            put_clean(&b, c->message);
    }
    return buf_done(&b);
}

/* ---- JSON: the form is a fixed interface ---- */

static void put_time_member(struct json_writer *w, struct arena *a, const char *key, bool has,
                            msec t)
{
    if (has)
        json_put_member(w, key, time_format(a, t));
}

/* What to do, beside what does not simply hold. */
static void put_next(struct json_writer *w, const struct check *c)
{
    const struct advice *ad = c->outcome == PASS ? NULL : advice_of(c->code);

    if (!ad)
        return;
    json_put_key(w, "next");
    json_open_object(w);
    json_put_member(w, "earner", cstr(ad->earner));
    json_put_member(w, "verifier", cstr(ad->verifier));
    json_close_object(w);
}

static void put_check(struct json_writer *w, const struct check *c)
{
    json_open_object(w);
    json_put_member(w, "id", cstr(c->id));
    json_put_member(w, "outcome", cstr(outcome_name(c->outcome)));
    json_put_member(w, "code", cstr(c->code ? c->code : ""));
    json_put_member(w, "message", c->message);
    json_put_member(w, "clause", cstr(c->clause ? c->clause : ""));
    json_put_member(w, "where", str_is_absent(c->where) ? S("") : c->where);
    put_next(w, c);
    json_close_object(w);
}

static void put_identities(struct json_writer *w, const struct badge *b)
{
    json_put_key(w, "recipients");
    json_open_array(w);
    for (size_t i = 0; i < b->identities.n; i++) {
        const struct identity *id = &b->identities.items[i];
        json_open_object(w);
        json_put_member(w, "type", id->type);
        json_put_member(w, "identity", id->value);
        json_put_member(w, "salt", id->salt);
        json_put_member_bool(w, "hashed", id->hashed);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_alignments(struct json_writer *w, const struct alignment_list *l)
{
    json_put_key(w, "alignments");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct alignment *al = &l->items[i];
        json_open_object(w);
        json_put_member(w, "targetName", al->target_name);
        json_put_member(w, "targetUrl", al->target_url);
        json_put_member(w, "targetDescription", al->target_description);
        json_put_member(w, "targetFramework", al->target_framework);
        json_put_member(w, "targetCode", al->target_code);
        json_put_member(w, "targetType", al->target_type);
        if (al->level) {
            json_put_member(w, "levels", al->levels);
            json_put_member_int(w, "level", al->level);
        }
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_related(struct json_writer *w, const struct related_list *l)
{
    if (l->n == 0)
        return;
    json_put_key(w, "related");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        json_put_member(w, "id", l->items[i].id);
        json_put_member(w, "inLanguage", l->items[i].in_language);
        json_put_member(w, "version", l->items[i].version);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_achievement(struct json_writer *w, const struct achievement *ac)
{
    json_put_key(w, "achievement");
    json_open_object(w);
    json_put_member(w, "id", ac->id);
    json_put_member(w, "name", ac->name);
    json_put_member(w, "description", ac->description);
    json_put_member(w, "achievementType", ac->achievement_type);
    json_put_member(w, "criteriaUrl", ac->criteria_id);
    json_put_member(w, "criteriaNarrative", ac->criteria_narrative);
    json_put_member(w, "image", ac->image.id);
    json_put_key(w, "tags");
    json_open_array(w);
    for (size_t i = 0; i < ac->tags.n; i++)
        json_put_str(w, ac->tags.items[i]);
    json_close_array(w);
    put_alignments(w, &ac->alignments);
    json_put_member(w, "version", ac->version);
    json_put_member(w, "inLanguage", ac->in_language);
    put_related(w, &ac->related);
    json_close_object(w);
}

static void put_evidence(struct json_writer *w, const struct evidence_list *l)
{
    json_put_key(w, "evidence");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        json_put_member(w, "id", l->items[i].id);
        json_put_member(w, "name", l->items[i].name);
        json_put_member(w, "narrative", l->items[i].narrative);
        json_put_member(w, "description", l->items[i].description);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_anchor(struct json_writer *w, const struct anchor *n)
{
    json_open_object(w);
    json_put_member(w, "kind", cstr(n->kind ? n->kind : "none"));
    json_put_member(w, "value", n->value);
    json_close_object(w);
}

/* Who endorses the badge, and what of that counts; the whole is in "nested". */
static void put_endorsements(struct json_writer *w, struct arena *a, const struct nested_list *l)
{
    json_put_key(w, "endorsements");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct report *r = l->items[i].report;
        if (!str_eq(cstr(l->items[i].what), S("endorsement")))
            continue;
        json_open_object(w);
        json_put_member_bool(w, "counts", l->items[i].counts);
        json_put_member(w, "verdict", cstr(verdict_name(r->verdict)));
        json_put_member(w, "issuerId", r->badge.issuer.id);
        json_put_member(w, "issuer", r->badge.issuer.name);
        json_put_key(w, "anchor");
        put_anchor(w, &r->anchor);
        json_put_member(w, "about", r->badge.achievement.id);
        json_put_member(w, "comment", r->badge.narrative);
        put_time_member(w, a, "date", r->badge.has_valid_from, r->badge.valid_from);
        json_put_member(w, "where", l->items[i].where);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_badge(struct json_writer *w, struct arena *a, const struct report *r)
{
    const struct badge *b = &r->badge;

    json_put_key(w, "badge");
    json_open_object(w);
    json_put_member(w, "id", b->id);
    if (b->subject != SUBJECT_AWARD)
        json_put_member(w, "subject", cstr(badge_subject_name(b->subject)));
    json_put_member(w, "name", str_is_absent(b->name) ? b->achievement.name : b->name);
    json_put_member(w, "subjectId", b->subject_id);
    put_identities(w, b);
    put_achievement(w, &b->achievement);
    put_evidence(w, &b->evidence);
    json_put_member(w, "narrative", b->narrative);
    json_put_member(w, "image", b->image.id);
    put_time_member(w, a, "validFrom", b->has_valid_from, b->valid_from);
    put_time_member(w, a, "validUntil", b->has_valid_until, b->valid_until);
    put_time_member(w, a, "awardedDate", b->has_awarded, b->awarded);
    json_put_member_bool(w, "revoked", b->is_revoked);
    json_put_member(w, "revocationReason", b->revocation_reason);
    put_endorsements(w, a, &r->nested);
    json_close_object(w);
}

/* What the issuer's lists say by now, and when to ask them again. */
static void put_statuses(struct json_writer *w, struct arena *a, const struct status_told_list *l)
{
    if (l->n == 0)
        return;
    json_put_key(w, "status");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct status_told *s = &l->items[i];
        json_open_object(w);
        json_put_member(w, "purpose", s->purpose);
        json_put_member(w, "list", s->list_url);
        if (s->index >= 0)
            json_put_member_int(w, "index", s->index);
        json_put_member_int(w, "value", (int64_t)s->value);
        json_put_member(w, "message", s->message);
        json_put_member(w, "reference", s->reference);
        put_time_member(w, a, "askedAt", true, s->at);
        put_time_member(w, a, "askAgainAt", true, s->until);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_documents(struct json_writer *w, const struct source_list *l)
{
    if (l->n == 0)
        return;
    json_put_key(w, "documents");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        json_put_member(w, "role", cstr(l->items[i].role));
        json_put_member(w, "url", l->items[i].url);
        json_put_member(w, "text", l->items[i].text);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_issuer_json(struct json_writer *w, const struct report *r)
{
    const struct profile *p = &r->badge.issuer;

    json_put_key(w, "issuer");
    json_open_object(w);
    json_put_member(w, "id", p->id);
    json_put_member(w, "name", p->name);
    json_put_member(w, "url", p->url);
    json_put_member(w, "email", p->email);
    json_put_member(w, "description", p->description);
    json_put_member(w, "image", p->image.id);
    json_put_key(w, "anchor");
    put_anchor(w, &r->anchor);
    json_close_object(w);
}

static void put_nested(struct json_writer *w, struct arena *a, const struct nested_list *l);

/* The parts that were fetched are kept once, with the whole. */
static void put_report(struct json_writer *w, struct arena *a, const struct report *r,
                       bool is_inside)
{
    json_open_object(w);
    json_put_member(w, "verdict", cstr(verdict_name(r->verdict)));
    json_put_member(w, "sentence", report_sentence(a, r));
    json_put_member(w, "version", cstr(badge_version_name(r->badge.version)));
    json_put_member(w, "kind", cstr(badge_kind_name(r->badge.kind)));
    json_put_member(w, "at", time_format(a, r->at));
    json_put_member(w, "refreshedFrom", r->refreshed_from);
    if (r->has_recipient_match)
        json_put_member_bool(w, "recipientMatches", r->recipient_matches);
    json_put_key(w, "checks");
    json_open_array(w);
    for (size_t i = 0; i < r->checks.n; i++)
        put_check(w, &r->checks.items[i]);
    json_close_array(w);
    put_badge(w, a, r);
    put_issuer_json(w, r);
    put_statuses(w, a, &r->statuses);
    if (!is_inside)
        put_documents(w, &r->documents);
    put_nested(w, a, &r->nested);
    json_close_object(w);
}

static void put_nested(struct json_writer *w, struct arena *a, const struct nested_list *l)
{
    if (l->n == 0)
        return;
    json_put_key(w, "nested");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        json_put_member(w, "what", cstr(l->items[i].what));
        json_put_member(w, "where", l->items[i].where);
        json_put_member_bool(w, "counts", l->items[i].counts);
        json_put_key(w, "report");
        put_report(w, a, l->items[i].report, true);
        json_close_object(w);
    }
    json_close_array(w);
}

str report_json(struct arena *a, const struct report *r)
{
    struct buf out = buf_new(a);
    struct json_writer w = json_writer(&out);

    put_report(&w, a, r, false);
    return buf_done(&out);
}

/* ---- for a terminal: marks that need no colour ---- */

static const char *const marks[] = {
    [UNTESTED] = "?   ", [PASS] = "ok  ", [WARN] = "!   ", [FAIL] = "NO  "};

static void put_line(struct buf *b, const char *label, str value)
{
    if (str_is_empty(value))
        return;
    buf_printf(b, "  %-9s ", label);
    put_clean(b, value);
    buf_putz(b, "\n");
}

static void put_check_line(struct buf *b, const struct check *c)
{
    buf_printf(b, "  %s %-12s ", marks[c->outcome], c->id);
    put_clean(b, c->message);
    if (c->outcome != PASS && c->code && c->code[0])
        buf_printf(b, " [%s]", c->code);
    buf_putz(b, "\n");
}

/* Each credential within: one sentence, and what stands against it. */
static void put_nested_lines(struct buf *b, struct arena *a, const struct nested_list *l, int depth)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct report *r = l->items[i].report;
        str name = r->badge.subject == SUBJECT_ENDORSEMENT ? r->badge.issuer.name : r->badge.name;
        if (str_is_empty(name) && r->badge.subject == SUBJECT_ENDORSEMENT)
            name = r->badge.issuer.id;
        if (str_is_empty(name))
            name = str_is_empty(r->badge.achievement.name) ? l->items[i].where : r->badge.achievement.name;
        buf_printf(b, "\n%*s%s ", 2 * depth, "", r->badge.subject == SUBJECT_ENDORSEMENT ? "endorsement by" : l->items[i].what);
        put_clean(b, utf8_cut(name, 120));
        buf_printf(b, "\n%*s", 2 * depth + 2, "");
        put_clean(b, report_sentence(a, r));
        buf_putz(b, "\n");
        for (size_t k = 0; k < r->checks.n; k++)
            if (r->checks.items[k].outcome != PASS) {
                buf_printf(b, "%*s", 2 * depth, "");
                put_check_line(b, &r->checks.items[k]);
            }
        put_nested_lines(b, a, &r->nested, depth + 1);
    }
}

/* Whoever asks at a terminal was shown the badge. */
static void put_next_line(struct buf *b, const struct report *r)
{
    const struct check *c = report_decider(r);
    const struct advice *ad = c ? advice_of(c->code) : NULL;

    if (ad)
        put_line(b, "To do", cstr(ad->verifier));
}

str report_text(struct arena *a, const struct report *r)
{
    struct buf b = buf_new(a);
    const struct badge *bd = &r->badge;
    struct buf proved = buf_new(a);

    put_clean(&b, report_sentence(a, r));
    buf_putz(&b, "\n\n");
    put_line(&b, "Badge", str_is_absent(bd->name) ? bd->achievement.name : bd->name);
    put_issuer(&proved, r);
    put_line(&b, "Issuer", str_is_empty(r->anchor.value) ? bd->issuer.name : buf_done(&proved));
    if (str_is_empty(r->anchor.value) && !str_is_empty(bd->issuer.name))
        buf_putz(&b, "            (so says the badge; it was not proved)\n");
    put_line(&b, "Version",
             str_printf(a, "%s, %s", badge_version_name(bd->version), badge_kind_name(bd->kind)));
    put_line(&b, "Judged at", time_format(a, r->at));
    put_next_line(&b, r);
    buf_putz(&b, "\n");
    for (size_t i = 0; i < r->checks.n; i++)
        put_check_line(&b, &r->checks.items[i]);
    put_nested_lines(&b, a, &r->nested, 1);
    return buf_done(&b);
}
