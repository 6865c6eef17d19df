/* OB 2.0 hosted verification: the copy on the issuer's host is the badge, and
 * whatever was handed in only says where that is (OB 2.0 §Hosted verification;
 * security.md T-16). */
#include "badge/checks.h"
#include "badge/read.h"
#include "base/uri.h"

static bool same_origin(struct inquiry *q, str x, str y)
{
    str ox = uri_origin(q->a, x);

    return !str_is_absent(ox) && str_eq(ox, uri_origin(q->a, y));
}

/* Is this document the one that lives at `url`? A redirect may have led to its
 * new place on the same host, never to another. */
static bool lives_there(struct inquiry *q, str id, const struct answer *an)
{
    if (str_eq(id, an->got.final_url))
        return same_origin(q, an->url, an->got.final_url);
    return str_eq(id, an->url) && same_origin(q, an->url, an->got.final_url);
}

/* ---- the assertion ---- */

static bool says_hosted(struct inquiry *q)
{
    str type = q->badge->verification_type;

    if (str_is_absent(type) || str_eq(type, S("HostedBadge")) || str_eq(type, S("hosted")))
        return true;
    found(q, FAIL, "no-proof", S("/verification/type"),
          "The badge says that it is signed, and has no signature.");
    return false;
}

static void judge_gone(struct inquiry *q, const struct answer *an)
{
    const struct json *body = an->json;
    str reason = member_text(body, "revocationReason");

    q->badge->is_revoked = true;
    q->badge->revocation_reason = reason;
    if (str_is_empty(reason))
        found(q, FAIL, "revoked", an->url, "The issuer has revoked this badge.");
    else
        found(q, FAIL, "revoked", an->url, "The issuer has revoked this badge: " STR_FMT ".",
              STR_ARG(quoted(q, reason)));
}

/* 200 alone is a yes; 410 and a revoked copy are a no; silence is neither. */
static bool is_served(struct inquiry *q, const struct answer *an)
{
    if ((an->code == OK && an->got.status == 410) ||
        (an->code == OK && json_bool(json_get(an->json, "revoked")))) {
        judge_gone(q, an);
        return false;
    }
    if (answer_is_ok(an))
        return true;
    found(q, answer_is_refusal(an) ? FAIL : UNTESTED, "fetch-failed", an->url,
          answer_is_refusal(an) ? "The issuer's host does not have this badge: " STR_FMT "."
                                : "The issuer's host could not be asked: " STR_FMT ".",
          STR_ARG(answer_why(q, an)));
    return false;
}

/* The fetched copy may be JSON, or a picture with the JSON inside. */
static bool take_copy(struct inquiry *q, const struct answer *an)
{
    struct detected d;

    if (detect(q->a, an->got.body, &d, NULL) != OK || d.version != OB_2_0 ||
        d.kind != KIND_HOSTED || !d.document) {
        found(q, FAIL, "not-a-badge", an->url,
              "What the issuer's host has there is no such badge.");
        return false;
    }
    str original = q->badge->original;
    detected_read(q->a, &d, q->badge);
    q->badge->original = original;
    q->hosted = (struct linked){.url = an->got.final_url, .doc = d.document};
    return true;
}

static bool judge_copy_id(struct inquiry *q, const struct answer *an)
{
    if (!lives_there(q, q->badge->id, an)) {
        found(q, FAIL, "id-mismatch", an->url, "The document there calls itself %s.",
              str_z(q->a, quoted(q, q->badge->id)));
        return false;
    }
    if (!str_eq(q->badge->id, an->got.final_url))
        found(q, WARN, "id-mismatch", an->got.final_url,
              "The badge has moved on its issuer's host.");
    return true;
}

void check_hosted(struct inquiry *q)
{
    const struct answer *an = q->source;

    if (!says_hosted(q))
        return;
    if (!an && q->badge->is_revoked) {
        found(q, FAIL, "revoked", (str){0}, "The badge itself says that it was revoked.");
        return;
    }
    if (!an && !uri_is_http(q->badge->id)) {
        found(q, FAIL, "id-not-uri", S("/id"), "A hosted badge needs a web address as its id.");
        return;
    }
    if (!an)
        an = ask(q, q->badge->id, ACCEPT_BADGE);
    if (!is_served(q, an) || !take_copy(q, an) || !judge_copy_id(q, an))
        return;
    if (says_hosted(q))
        passed(q, "The issuer's host has this badge.");
}

/* ---- badge class and issuer ---- */

static struct linked unavailable(struct inquiry *q, const struct answer *an, const char *what)
{
    found(q, answer_is_refusal(an) ? FAIL : UNTESTED, "fetch-failed", an->url,
          "The %s could not be fetched: " STR_FMT ".", what, STR_ARG(answer_why(q, an)));
    return (struct linked){.url = an->url};
}

static struct linked fetch_linked(struct inquiry *q, str url, const char *what)
{
    const struct answer *an = ask(q, url, ACCEPT_JSON);

    if (!answer_is_ok(an))
        return unavailable(q, an, what);
    if (lives_there(q, member_text(an->json, "id"), an))
        return (struct linked){.url = url, .doc = an->json};

    /* OB 2.0 §Verification: ask once at the address that it gives itself. */
    str id = member_text(an->json, "id");
    if (uri_is_http(id) && !str_eq(id, url)) {
        const struct answer *again = ask(q, id, ACCEPT_JSON);
        if (answer_is_ok(again) && lives_there(q, member_text(again->json, "id"), again)) {
            found(q, WARN, "id-mismatch", url, "The %s calls itself %s and was asked for there.",
                  what, str_z(q->a, quoted(q, id)));
            return (struct linked){.url = id, .doc = again->json};
        }
    }
    found(q, FAIL, "id-mismatch", url, "The document there is not the %s of this address.", what);
    return (struct linked){.url = url};
}

/* A linked document, or one that stands in its parent. The latter is only
 * believed when it has no address of its own. */
static struct linked follow(struct inquiry *q, const struct json *value, const char *what)
{
    str id = id_of(json_many(value, 0));

    if (uri_is_http(id))
        return fetch_linked(q, id, what);
    if (json_is(json_many(value, 0), JSON_OBJECT)) {
        found(q, WARN, "id-not-uri", id, "The %s has no web address of its own.", what);
        return (struct linked){.doc = json_many(value, 0)};
    }
    found(q, FAIL, "id-not-uri", id, "The %s has no web address.", what);
    return (struct linked){0};
}

static void load_linked(struct inquiry *q)
{
    q->badge_class = follow(q, json_get(q->hosted.doc, "badge"), "badge class");
    if (!q->badge_class.doc)
        return;
    read_v2_badge_class(q->a, q->badge_class.doc, &q->badge->achievement);
    q->badge->name = q->badge->achievement.name;
    q->issuer = follow(q, json_get(q->badge_class.doc, "issuer"), "issuer");
    if (q->issuer.doc)
        read_v2_issuer(q->a, q->issuer.doc, &q->badge->issuer);
}

/* ---- scope: may this host speak for this issuer? OB 2.0 §VerificationObject ---- */

static bool starts_as_allowed(struct inquiry *q, const struct json *allowed)
{
    for (size_t i = 0; i < json_many_count(allowed); i++) {
        str start = json_str(json_many(allowed, i));
        /* The origin is compared as a whole: "https://x.org" must not allow
         * "https://x.org.evil.net". */
        if (same_origin(q, start, q->badge->id) && str_starts(q->badge->id, start))
            return true;
    }
    return false;
}

static str authority_of(struct inquiry *q, str url)
{
    struct uri u;

    if (uri_parse(url, &u, NULL) != OK)
        return (str){0};
    return str_lower(q->a, u.authority);
}

/* OB 2.0 compares hosts alone. A badge over https may name its issuer by an
 * old http address of the same host; over http it could be anybody's. */
static bool same_host(struct inquiry *q)
{
    return same_origin(q, q->badge->id, q->badge->issuer.id) ||
           (str_starts(q->badge->id, S("https:")) &&
            str_eq(authority_of(q, q->badge->id), authority_of(q, q->badge->issuer.id)));
}

static bool origin_is_allowed(struct inquiry *q, const struct json *allowed)
{
    str authority = authority_of(q, q->badge->id);

    if (!json_many_count(allowed))
        return same_host(q);
    for (size_t i = 0; i < json_many_count(allowed); i++)
        if (!str_is_empty(authority) &&
            str_eq(str_lower(q->a, json_str(json_many(allowed, i))), authority))
            return true;
    return false;
}

void check_hosted_scope(struct inquiry *q)
{
    const struct json *policy;

    if (!q->hosted.doc)
        return;
    load_linked(q);
    if (!q->issuer.doc)
        return;
    if (!uri_is_http(q->badge->issuer.id)) {
        found(q, FAIL, "outside-hosted-scope", S("/badge/issuer"),
              "The issuer has no web address, so nothing shows that this badge is its own.");
        return;
    }
    policy = json_get(q->issuer.doc, "verification");
    const struct json *starts = json_get(policy, "startsWith");
    if ((json_many_count(starts) && !starts_as_allowed(q, starts)) ||
        !origin_is_allowed(q, json_get(policy, "allowedOrigins"))) {
        found(q, FAIL, "outside-hosted-scope", q->badge->id,
              "The badge is not kept where its issuer keeps its badges.");
        return;
    }
    q->report->anchor =
        (struct anchor){.kind = str_starts(q->badge->id, S("https:")) ? "https" : "http",
                        .value = authority_of(q, q->badge->issuer.id)};
    passed(q, "The badge is kept where its issuer keeps its badges.");
}
