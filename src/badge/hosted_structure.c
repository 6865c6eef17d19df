/* OB 2.0: are the three documents complete, and their pictures there? */
#include "badge/checks.h"
#include "badge/extensions.h"
#include "badge/read.h"
#include "badge/rules.h"
#include "base/uri.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_SALT 1024

static const struct hash_form {
    str prefix;
    size_t digits;
    bool allowed; /* OB 2.0 §IdentityHash */
} hash_forms[] = {{S("sha256$"), 64, true}, {S("md5$"), 32, true}, {S("sha1$"), 40, false}};

static const struct hash_form *form_of(str value)
{
    for (size_t i = 0; i < COUNT(hash_forms); i++)
        if (str_starts(value, hash_forms[i].prefix))
            return &hash_forms[i];
    return NULL;
}

static bool is_hex(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f') ||
              (s.p[i] >= 'A' && s.p[i] <= 'F')))
            return false;
    return true;
}

static void judge_hash(struct inquiry *q, const struct identity *id, str where)
{
    const struct hash_form *f = form_of(id->value);
    str digits = f ? str_from(id->value, f->prefix.n) : (str){0};

    if (!f && str_contains(id->value, S("@")))
        found(q, FAIL, "hash-flag-wrong", where, "The recipient is said to be hidden, and is not.");
    else if (!f || !f->allowed || digits.n != f->digits || !is_hex(digits))
        found(q, FAIL, "hash-unsupported", where,
              "The recipient is hidden in a way that nobody can match.");
    else if (id->salt.n > MAX_SALT)
        found(q, FAIL, "hash-unsupported", where, "The salt of the hidden recipient is too long.");
    else if (str_is_empty(id->salt) || str_starts(id->value, S("md5$")))
        found(q, WARN, "hash-weak", where, "The hidden recipient's address could be guessed.");
}

static void judge_recipient(struct inquiry *q)
{
    const struct identity *id = q->badge->identities.n ? q->badge->identities.items : NULL;
    str where = S("/recipient/identity");

    if (!id || str_is_empty(id->value))
        return; /* the rules have said so */
    if (id->hashed)
        judge_hash(q, id, where);
    else if (form_of(id->value))
        found(q, FAIL, "hash-flag-wrong", where, "The recipient is hidden, and said not to be.");
    else if (str_eq(id->type, S("email")) && str_find_byte(id->value, '@') < 1)
        found(q, FAIL, "value-type", where, "The recipient's mail address is none.");
}

static void judge_endorsements(struct inquiry *q, const struct json *doc)
{
    if (json_get(doc, "endorsement"))
        found(q, WARN, "proof-unsupported", S("/endorsement"),
              "The badge carries endorsements, which were not checked.");
}

void check_hosted_structure(struct inquiry *q)
{
    const struct json *docs[] = {q->hosted.doc, q->badge_class.doc, q->issuer.doc};

    if (!q->hosted.doc)
        return;
    rules_v2_assertion(q, q->hosted.doc);
    judge_recipient(q);
    if (!q->badge_class.doc || !q->issuer.doc)
        return;
    rules_v2_badge_class(q, q->badge_class.doc);
    rules_v2_issuer(q, q->issuer.doc);
    for (size_t i = 0; i < COUNT(docs); i++) {
        extensions_judge(q, docs[i]);
        judge_endorsements(q, docs[i]);
    }
    passed(q, "The badge says all that a badge must say.");
}

/* ---- pictures: OB 2.0 §Image, errata 2020-04-09 ---- */

static void judge_data_image(struct inquiry *q, str uri, str where, bool allowed)
{
    if (!allowed)
        found(q, FAIL, "image-type", where, "The picture of an award must have a web address.");
    else if (!str_starts(uri, S("data:image/png")) && !str_starts(uri, S("data:image/svg+xml")))
        found(q, FAIL, "image-type", where, "The picture is neither PNG nor SVG.");
}

static void judge_linked_image(struct inquiry *q, str url)
{
    const struct answer *an = ask(q, url, "image/png, image/svg+xml");

    if (answer_is_ok(an)) {
        if (!png_looks_like(an->got.body) && !svg_looks_like(an->got.body))
            found(q, FAIL, "image-type", url, "The picture is neither PNG nor SVG.");
        return;
    }
    /* We did not want to ask: no fault of the badge. */
    bool ours = an->code == DENIED || an->code == LIMIT;
    found(q,
          ours                    ? WARN
          : answer_is_refusal(an) ? FAIL
                                  : UNTESTED,
          "image-unreachable", url, "The picture could not be fetched: " STR_FMT ".",
          STR_ARG(answer_why(q, an)));
}

static void judge_image(struct inquiry *q, str id, str where, bool data_allowed)
{
    if (str_starts(id, S("data:")))
        judge_data_image(q, id, where, data_allowed);
    else if (uri_is_http(id))
        judge_linked_image(q, id);
    else if (!str_is_empty(id))
        found(q, FAIL, "image-type", where, "The picture has no web address.");
}

void check_images(struct inquiry *q)
{
    if (!q->badge_class.doc)
        return;
    judge_image(q, q->badge->image.id, S("/image"), false);
    judge_image(q, q->badge->achievement.image.id, S("/badge/image"), true);
    passed(q, "The picture is there.");
}
