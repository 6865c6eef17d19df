/* The badge class and the issuer: linked from the assertion, or standing in it. */
#include "badge/checks.h"
#include "badge/hosted.h"
#include "badge/read.h"
#include "badge/words_v2.h"
#include "base/uri.h"

static struct linked unavailable(struct inquiry *q, const struct answer *an, const char *what)
{
    found(q, answer_is_refusal(an) ? FAIL : UNTESTED, "fetch-failed", an->url,
          "The %s could not be fetched: " STR_FMT ".", what, STR_ARG(answer_why(q, an)));
    return (struct linked){.url = an->url};
}

/* Of 2.0 in the words of 2.0. */
static struct linked document_at(struct inquiry *q, str url, const struct json *raw)
{
    struct linked l = {.url = url, .doc = raw, .raw = raw};

    if (q->badge->version == OB_2_0)
        l.is_unread = words_v2(q->a, raw, &l.doc, NULL) != OK;
    return l;
}

/* OB 2.0 §Verification: ask once at the address that it gives itself. */
static struct linked fetch_at_its_id(struct inquiry *q, str url, str id, const char *what)
{
    const struct answer *again =
        uri_is_http(id) && !str_eq(id, url) ? ask(q, id, ACCEPT_JSON) : NULL;
    struct linked l = document_at(q, id, again ? again->json : NULL);

    if (again && answer_is_ok(again) && lives_there(q, member_text(l.doc, "id"), again)) {
        found(q, WARN, "id-mismatch", url,
              "The %s calls itself " STR_FMT " and was asked for there.", what,
              STR_ARG(quoted(q, id)));
        return l;
    }
    found(q, FAIL, "id-mismatch", url, "The document there is not the %s of this address.", what);
    return (struct linked){.url = url};
}

/* Before 2.0 a document has no id that would have to be true. */
static struct linked take_v1(struct inquiry *q, const struct answer *an, const char *what)
{
    str id = member_text(an->json, "id");

    if (!is_same_home(q, an->url, an->got.final_url)) {
        found(q, FAIL, "id-mismatch", an->url, "The address of the %s leads to another host.",
              what);
        return (struct linked){.url = an->url};
    }
    if (!str_is_empty(id) && !lives_there(q, id, an))
        found(q, WARN, "id-mismatch", an->url, "The %s's id is not the address where it is kept.",
              what);
    return document_at(q, an->url, an->json);
}

static struct linked fetch_linked(struct inquiry *q, str url, const char *what)
{
    const struct answer *an = ask(q, url, ACCEPT_JSON);

    if (!answer_is_ok(an))
        return unavailable(q, an, what);
    if (!json_is(an->json, JSON_OBJECT)) {
        found(q, FAIL, "json-syntax", url, "What is there instead of the %s is no JSON object.",
              what);
        return (struct linked){.url = url};
    }
    if (q->badge->version != OB_2_0)
        return take_v1(q, an, what);
    struct linked l = document_at(q, url, an->json);
    str id = member_text(l.doc, "id");
    return lives_there(q, id, an) ? l : fetch_at_its_id(q, url, id, what);
}

/* A linked document, or one that stands in its parent. The latter is only
 * believed when it has no address of its own. */
static struct linked follow(struct inquiry *q, const struct json *value, const char *what)
{
    str id = id_of(json_many(value, 0));

    if (uri_is_http(id))
        return fetch_linked(q, id, what);
    if (json_is(json_many(value, 0), JSON_OBJECT)) {
        if (q->badge->version != OB_0_5)
            found(q, WARN, "id-not-uri", id, "The %s has no web address of its own.", what);
        return (struct linked){.doc = json_many(value, 0), .raw = json_many(value, 0)};
    }
    found(q, FAIL, "id-not-uri", id, "The %s has no web address.", what);
    return (struct linked){0};
}

static void read_badge_class(struct inquiry *q)
{
    struct badge *b = q->badge;

    if (b->version == OB_0_5)
        return; /* it was read with the assertion */
    if (b->version == OB_2_0)
        read_v2_badge_class(q->a, q->badge_class.doc, &b->achievement);
    else
        read_v1_badge_class(q->a, q->badge_class.doc, &b->achievement);
    if (str_is_empty(b->achievement.id))
        b->achievement.id = q->badge_class.url;
    b->name = b->achievement.name;
}

static void read_issuer(struct inquiry *q)
{
    struct badge *b = q->badge;

    if (b->version == OB_0_5)
        return;
    if (b->version == OB_2_0)
        read_v2_issuer(q->a, q->issuer.doc, &b->issuer);
    else
        read_v1_issuer(q->a, q->issuer.doc, &b->issuer);
    if (str_is_empty(b->issuer.id))
        b->issuer.id = q->issuer.url;
}

/* It was asked for already, so this is the answer of then. */
static void keep(struct inquiry *q, const char *role, const struct linked *l)
{
    if (!str_is_absent(l->url) && q->badge->subject != SUBJECT_BADGE_CLASS)
        keep_document(q, role, ask(q, l->url, ACCEPT_JSON));
}

/* What names the issuer: OB 2.0 §Verification has the badge class's issuer as
 * the issuer of record; an endorsement names its own. */
static bool load_badge_class(struct inquiry *q)
{
    switch (q->badge->subject) {
    case SUBJECT_ENDORSEMENT:
        return true;
    case SUBJECT_BADGE_CLASS:
        q->badge_class = q->assertion;
        break;
    default:
        q->badge_class = follow(q, json_get(q->assertion.doc, "badge"), "badge class");
    }
    if (q->badge_class.doc) {
        keep(q, "badge-class", &q->badge_class);
        read_badge_class(q);
    }
    return q->badge_class.doc;
}

void check_documents(struct inquiry *q)
{
    if (!q->assertion.doc || !load_badge_class(q))
        return;
    q->issuer =
        follow(q, json_get(q->badge_class.doc ? q->badge_class.doc : q->assertion.doc, "issuer"),
               "issuer");
    if (q->issuer.doc) {
        keep(q, "issuer", &q->issuer);
        read_issuer(q);
    }
    passed(q, "What the badge is for, and who issued it, is there to read.");
}
