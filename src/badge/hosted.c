/* Hosted verification before 3.0: the copy on the issuer's host is the badge,
 * and whatever was handed in only says where that is (OB 2.0 §Hosted
 * verification; OB 1.1 §Hosted Assertion; security.md T-16). */
#include "badge/hosted.h"

#include "badge/checks.h"
#include "badge/read.h"
#include "base/uri.h"
#include "format/json_equal.h"

#define MAX_KEPT ((size_t)64 << 10)

enum form form_said(const struct badge *b)
{
    str type = b->verification_type;
    bool is_v2 = b->version == OB_2_0;

    if (str_is_absent(type) || str_eq(type, S("HostedBadge")) || str_eq(type, S("hosted")))
        return FORM_HOSTED;
    if (str_eq(type, S("SignedBadge")) || str_eq(type, S("signed")))
        return FORM_SIGNED;
    if (!is_v2 && str_eq_nocase(type, S("hosted")))
        return FORM_HOSTED;
    return !is_v2 && str_eq_nocase(type, S("signed")) ? FORM_SIGNED : FORM_OTHER;
}

struct linked assertion_of(const struct inquiry *q, str url)
{
    return (struct linked){
        .url = url, .doc = q->in.document, .raw = q->in.raw, .is_unread = q->in.is_unread};
}

/* ---- addresses ---- */

str authority_of(struct inquiry *q, str url)
{
    str origin = uri_origin(q->a, url);
    ptrdiff_t at = str_find(origin, S("://"));

    return at < 0 ? (str){0} : str_from(origin, (size_t)at + 3);
}

static bool same_origin(struct inquiry *q, str x, str y)
{
    str origin = uri_origin(q->a, x);

    return !str_is_absent(origin) && str_eq(origin, uri_origin(q->a, y));
}

bool is_same_home(struct inquiry *q, str from, str to)
{
    str authority = authority_of(q, from);

    return same_origin(q, from, to) || (str_starts(to, S("https:")) && !str_is_absent(authority) &&
                                        str_eq(authority, authority_of(q, to)));
}

/* The same but for http that has become https. */
static bool is_secured(str http, str https)
{
    return str_starts(http, S("http:")) && str_starts(https, S("https:")) &&
           str_eq(str_from(http, 5), str_from(https, 6));
}

bool lives_there(struct inquiry *q, str id, const struct answer *an)
{
    return is_same_home(q, an->url, an->got.final_url) &&
           (uri_is_same(q->a, id, an->url) || uri_is_same(q->a, id, an->got.final_url) ||
            is_secured(id, an->url) || is_secured(id, an->got.final_url));
}

void warn_about_http(struct inquiry *q)
{
    found(q, WARN, "key-not-anchored", (str){0},
          "The issuer's host was asked without encryption, so anybody on the way could have "
          "answered.");
}

void keep_document(struct inquiry *q, const char *role, const struct answer *an)
{
    if (an->json && an->got.body.n <= MAX_KEPT)
        *list_add(q->a, &q->report->documents) =
            (struct source_document){.role = role, .url = an->got.final_url, .text = an->got.body};
}

/* ---- the assertion ---- */

static bool says_hosted(struct inquiry *q)
{
    enum form form = form_said(q->badge);

    if (form == FORM_SIGNED)
        found(q, FAIL, "no-proof", S("/verification/type"),
              "The badge says that it is signed, and has no signature.");
    if (form == FORM_OTHER)
        found(q, FAIL, "type-wrong", S("/verification/type"),
              "The badge is to be verified in a way that does not exist.");
    return form == FORM_HOSTED;
}

static void judge_gone(struct inquiry *q, const struct answer *an)
{
    const struct json *body = an->json ? an->json : q->in.document;
    str reason = member_words(body, "revocationReason");

    q->badge->is_revoked = true;
    q->badge->revocation_reason = reason;
    if (str_is_empty(reason))
        found(q, FAIL, "revoked", an->url, "The issuer has revoked this badge.");
    else
        found(q, FAIL, "revoked", an->url, "The issuer has revoked this badge: " STR_FMT ".",
              STR_ARG(quoted(q, reason)));
}

bool says_revoked(const struct json *doc)
{
    bool revoked;

    return v1_flag(json_get(doc, "revoked"), &revoked) && revoked;
}

/* 200 alone is a yes; 410 and a revoked copy are a no. All else leaves it
 * open: a host that lost a page did not say that the badge is false. */
static bool is_served(struct inquiry *q, const struct answer *an)
{
    bool says_so = says_revoked(an->json) || (q->is_copy && q->badge->is_revoked);

    if (an->code == OK && (an->got.status == 410 || says_so)) {
        judge_gone(q, an);
        return false;
    }
    if (answer_is_ok(an))
        return true;
    found(q, UNTESTED, "fetch-failed", an->url,
          answer_is_refusal(an) ? "The issuer's host does not have this badge: " STR_FMT "."
                                : "The issuer's host could not be asked: " STR_FMT ".",
          STR_ARG(answer_why(q, an)));
    return false;
}

static void miss_address(struct inquiry *q)
{
    if (q->badge->version == OB_2_0)
        found(q, FAIL, "id-not-uri", S("/id"), "A hosted badge needs a web address as its id.");
    else
        found(q, FAIL, "required-missing", S("/verify"),
              "The badge does not say where its host keeps it.");
}

/* No address to ask at. */
static void judge_homeless(struct inquiry *q)
{
    const struct badge *b = q->badge;

    if (b->is_revoked) {
        found(q, FAIL, "revoked", (str){0}, "The badge itself says that it was revoked.");
        return;
    }
    if (b->version == OB_0_5) {
        /* Well formed it may be: the further questions can be asked. */
        q->assertion = assertion_of(q, (str){0});
        found(q, UNTESTED, "not-a-badge", (str){0},
              "A badge of version 0.5 does not say where it is kept, so nothing proves it; hand "
              "in its web address instead.");
    } else
        miss_address(q);
}

/* ---- does the copy belong to its address, and to what was handed in? ---- */

static bool judge_copy_id(struct inquiry *q, const struct answer *an)
{
    str claimed = hosted_address(q->in.document), id = member_text(q->in.document, "id");

    if (q->badge->version == OB_0_5 && str_is_empty(claimed))
        claimed = an->url; /* that version has no id */
    if (str_is_empty(claimed)) {
        miss_address(q);
        return false;
    }
    if (!lives_there(q, claimed, an)) {
        found(q, FAIL, "id-mismatch", an->url,
              "The document there says that it lives at " STR_FMT ".", STR_ARG(quoted(q, claimed)));
        return false;
    }
    if (!uri_is_same(q->a, uri_without_fragment(claimed), an->got.final_url))
        found(q, WARN, "id-mismatch", an->got.final_url,
              "The badge has moved on its issuer's host.");
    if (q->badge->version == OB_1_1 && !str_is_empty(id) && !str_eq(id, claimed))
        found(q, WARN, "id-mismatch", an->url,
              "The badge's id is not the address where it is kept.");
    return true;
}

/* Before 2.0 the JSON that travels must be the JSON that is hosted; 2.0 asks
 * for the latter alone. */
static void compare_members(struct inquiry *q, const struct json *given, const struct json *copy)
{
    for (size_t i = 0; i < json_count(given); i++) {
        str key = json_key(given, i);
        const struct json *other = json_get_str(copy, key);
        if (!other || !json_equal(json_value(given, i), other)) {
            found(q, FAIL, "id-mismatch", str_join(q->a, S("/"), key),
                  "What was handed in differs from what its host has: " STR_FMT ".",
                  STR_ARG(quoted(q, key)));
            return;
        }
    }
}

static void compare_given(struct inquiry *q)
{
    const struct detected *given = &q->given;

    if (q->source && q->source != q->home)
        found(q, WARN, "id-mismatch", q->source->url,
              "The address led to " STR_FMT ", where the badge lives, and was judged there.",
              STR_ARG(quoted(q, q->home->url)));
    if (!given->document)
        return;
    if (given->is_flattened)
        found(q, WARN, "id-mismatch", q->home->url,
              "What was handed in is a Backpack's own form of the badge; its original was judged "
              "instead.");
    else if (given->version != q->badge->version)
        found(q, WARN, "version-mismatch", q->home->url,
              "The host keeps the badge as version %s, and that was judged.",
              badge_version_name(q->badge->version));
    else if (q->badge->version != OB_2_0) {
        compare_members(q, given->raw, q->in.raw);
        if (!q->failed)
            compare_members(q, q->in.raw, given->raw);
    }
}

/* Who is told that a badge was revoked wants to know which: the rest is read
 * when the host keeps all of it. */
static void show_revoked(struct inquiry *q, const struct answer *an)
{
    if (q->badge->is_revoked && q->is_copy && json_get(q->in.document, "badge") &&
        lives_there(q, hosted_address(q->in.document), an))
        q->assertion = assertion_of(q, an->got.final_url);
}

void check_hosted(struct inquiry *q)
{
    const struct answer *an = q->home;

    if (!says_hosted(q))
        return;
    if (!an) {
        judge_homeless(q);
        return;
    }
    if (!is_served(q, an)) {
        show_revoked(q, an);
        return;
    }
    if (!q->is_copy) {
        found(q, FAIL, "not-a-badge", an->url,
              "What the issuer's host has there is no such badge.");
        return;
    }
    if (!judge_copy_id(q, an))
        return;
    compare_given(q);
    keep_document(
        q, q->badge->subject == SUBJECT_AWARD ? "assertion" : badge_subject_name(q->badge->subject),
        an);
    q->assertion = assertion_of(q, an->got.final_url);
    passed(q, "The issuer's host has this badge.");
}
