/* May the host of a hosted badge speak for its issuer? OB 2.0
 * §VerificationObject; before that, whose host is it (standard.md R05-5;
 * security.md T-16, T-17)? */
#include "badge/checks.h"
#include "badge/hosted.h"
#include "badge/read.h"
#include "base/uri.h"

/* ---- 2.0: the issuer's own policy, or its host ---- */

/* "…/a/../b/1" begins with "…/a/", and is in b. */
static bool climbs(str url)
{
    return str_contains(url, S("..")) || str_contains(url, S("%2e")) || str_contains(url, S("%2E"));
}

static bool starts_as_allowed(struct inquiry *q, const struct json *allowed)
{
    str origin = uri_origin(q->a, q->badge->id);

    for (size_t i = 0; i < json_many_count(allowed) && !climbs(q->badge->id); i++) {
        str start = json_str(json_many(allowed, i));
        /* The origin is compared as a whole: "https://x.org" must not allow
         * "https://x.org.evil.net". */
        if (str_eq(uri_origin(q->a, start), origin) && str_starts(q->badge->id, start))
            return true;
    }
    return false;
}

static bool origin_is_allowed(struct inquiry *q, const struct json *allowed)
{
    str authority = authority_of(q, q->badge->id);

    if (!json_many_count(allowed))
        return str_eq(authority, authority_of(q, q->badge->issuer.id));
    for (size_t i = 0; i < json_many_count(allowed); i++)
        if (str_eq(str_lower(q->a, json_str(json_many(allowed, i))), authority))
            return true;
    return false;
}

/* The policy is about badges; a badge class lives where its issuer lives. */
static bool is_with_issuer(struct inquiry *q)
{
    if (str_eq(authority_of(q, q->badge->id), authority_of(q, q->badge->issuer.id)))
        return true;
    found(q, FAIL, "outside-hosted-scope", q->badge->id,
          "The badge class is not kept on the host of the issuer that it names.");
    return false;
}

static bool is_in_scope_v2(struct inquiry *q)
{
    const struct json *policy = json_get(q->issuer.doc, "verification");
    const struct json *starts = json_get(policy, "startsWith");

    if (!uri_is_http(q->badge->issuer.id)) {
        found(q, FAIL, "outside-hosted-scope", S("/badge/issuer"),
              "The issuer has no web address, so nothing shows that this badge is its own.");
        return false;
    }
    if (q->badge->subject == SUBJECT_BADGE_CLASS)
        return is_with_issuer(q);
    if (json_get(policy, "verificationProperty") &&
        !str_eq(member_text(policy, "verificationProperty"), S("id"))) {
        found(q, UNTESTED, "value-type", S("/badge/issuer/verification/verificationProperty"),
              "The issuer tells its badges by something else than their id, which is not judged.");
        return false;
    }
    if ((!json_many_count(starts) || starts_as_allowed(q, starts)) &&
        origin_is_allowed(q, json_get(policy, "allowedOrigins")))
        return true;
    found(q, FAIL, "outside-hosted-scope", q->badge->id,
          "The badge is not kept where its issuer keeps its badges.");
    return false;
}

/* ---- 1.x: assertion, issuer's document and issuer's site on one host ---- */

static bool is_below(str host, str domain)
{
    return str_contains(domain, S(".")) && host.n > domain.n && str_ends(host, domain) &&
           host.p[host.n - domain.n - 1] == '.';
}

static str without_www(str host)
{
    return str_starts(host, S("www.")) ? str_from(host, 4) : host;
}

bool judge_same_host(struct inquiry *q, str where, const char *what, str shown)
{
    str proved = without_www(authority_of(q, where));
    str claimed = without_www(authority_of(q, shown));

    if (str_is_empty(claimed))
        return false; /* the rules say so */
    if (str_eq(proved, claimed))
        return true;
    /* Often one and the same, and sometimes a lodger of a big house. */
    bool related = is_below(proved, claimed) || is_below(claimed, proved);
    found(q, related ? UNTESTED : FAIL, "issuer-mismatch", shown,
          "The %s is on the host " STR_FMT ", the issuer says that it is " STR_FMT
          ": nothing shows that these are the same.",
          what, STR_ARG(quoted(q, proved)), STR_ARG(quoted(q, claimed)));
    return false;
}

/* An issuer that stands inside the badge class was put there by that one's
 * host, or by the assertion's. */
str issuer_home(const struct inquiry *q)
{
    if (!str_is_absent(q->issuer.url))
        return q->issuer.url;
    return str_is_absent(q->badge_class.url) ? q->assertion.url : q->badge_class.url;
}

static bool is_in_scope_v1(struct inquiry *q)
{
    str home = issuer_home(q);

    if (!str_eq(authority_of(q, q->assertion.url), authority_of(q, home))) {
        found(q, FAIL, "outside-hosted-scope", q->assertion.url,
              "The badge is kept on another host than the issuer that it names.");
        return false;
    }
    return judge_same_host(q, home, "badge", q->badge->issuer.url);
}

/* ---- 0.5: the origin is the issuer ---- */

static bool is_in_scope_v0(struct inquiry *q)
{
    str origin = q->badge->issuer.url;

    if (is_same_home(q, origin, q->assertion.url))
        return true;
    found(q, FAIL, "outside-hosted-scope", q->assertion.url,
          "The badge names the issuer " STR_FMT ", and is kept elsewhere.",
          STR_ARG(quoted(q, origin)));
    return false;
}

static bool is_in_scope(struct inquiry *q)
{
    switch (q->badge->version) {
    case OB_0_5:
        return is_in_scope_v0(q);
    case OB_2_0:
        return is_in_scope_v2(q);
    default:
        return is_in_scope_v1(q);
    }
}

/* A policy that came over plain http could be anybody's. */
static bool is_secure(const struct inquiry *q)
{
    bool has_policy = q->badge->version == OB_2_0 && json_get(q->issuer.doc, "verification");

    return str_starts(q->assertion.url, S("https:")) &&
           (!has_policy || str_starts(q->badge->issuer.id, S("https:")));
}

void check_hosted_scope(struct inquiry *q)
{
    if (str_is_absent(q->assertion.url) || !q->issuer.doc || !is_in_scope(q))
        return;
    q->report->anchor =
        (struct anchor){.kind = is_secure(q) ? "https" : "http",
                        .value = authority_of(q, q->badge->version == OB_2_0 ? q->badge->issuer.id
                                                                             : q->assertion.url)};
    if (!is_secure(q))
        warn_about_http(q);
    passed(q, "The badge is kept where its issuer keeps its badges.");
}
