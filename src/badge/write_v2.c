#include "badge/issue.h"
#include "badge/write.h"

#include "base/uri.h"

static struct json_writer begin(struct buf *out, const char *type, str id)
{
    struct json_writer w = json_writer(out);

    json_open_object(&w);
    put_text(&w, "@context", S(CONTEXT_OB2));
    put_text(&w, "type", cstr(type));
    put_text(&w, "id", id);
    return w;
}

static str end(struct json_writer *w)
{
    json_close_object(w);
    return buf_done(w->b);
}

/* OB 2.0 knows the property by its own name, OB 3.0 by IdentifierTypeEnum. */
static str v2_identity_type(str v3)
{
    return str_eq(v3, S("emailAddress")) ? S("email") : v3;
}

/* OB 2.0 names a recipient in one way only: by address if there is one. */
static bool pick_identity(const struct badge *b, struct identity *out)
{
    for (size_t i = 0; i < b->identities.n; i++) {
        const struct identity *id = &b->identities.items[i];
        if (str_eq(v2_identity_type(id->type), S("email"))) {
            *out = *id;
            out->type = S("email");
            return true;
        }
    }
    if (str_is_empty(b->subject_id))
        return false;
    *out = (struct identity){.type = uri_is_http(b->subject_id) ? S("url") : S("id"),
                             .value = b->subject_id};
    return true;
}

static void put_recipient(struct json_writer *w, const struct identity *id)
{
    json_put_key(w, "recipient");
    json_open_object(w);
    put_text(w, "type", id->type);
    json_put_member_bool(w, "hashed", id->hashed);
    put_text(w, "salt", id->salt);
    put_text(w, "identity", id->value);
    json_close_object(w);
}

static void put_v2_evidence(struct json_writer *w, const struct evidence_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "evidence");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct evidence *e = &l->items[i];
        json_open_object(w);
        put_text(w, "type", S("Evidence"));
        put_text(w, "id", e->id);
        put_text(w, "narrative", e->narrative);
        put_text(w, "name", e->name);
        put_text(w, "description", e->description);
        put_text(w, "genre", e->genre);
        put_text(w, "audience", e->audience);
        json_close_object(w);
    }
    json_close_array(w);
}

/* A badge that is its own proof needs an id alone; who signs it, OB 2.0 §VerificationObject. */
static void put_verification(struct json_writer *w, str creator)
{
    json_put_key(w, "verification");
    json_open_object(w);
    put_text(w, "type", str_is_empty(creator) ? S("HostedBadge") : S("SignedBadge"));
    put_text(w, "creator", creator);
    json_close_object(w);
}

static void put_v2_urls(struct json_writer *w, const char *key, const struct str_list *l)
{
    if (l->n == 1)
        put_text(w, key, l->items[0]);
    else
        put_strings(w, key, l);
}

/* OB 2.0 has no word for results, so they are told in words it has. */
static str both(struct arena *a, str said, str beside)
{
    if (str_is_empty(beside))
        return said;
    return str_is_empty(said) ? beside : str_printf(a, STR_FMT "\n\n" STR_FMT, STR_ARG(said), STR_ARG(beside));
}

code write_v2_assertion(struct arena *a, const struct badge *b, const struct v2_urls *u, str *json,
                        struct error *err)
{
    struct identity who;
    struct buf out = buf_new(a);

    if (str_is_empty(u->creator) ? !uri_is_http(u->assertion) : str_is_empty(u->assertion))
        return fail(err, BAD_INPUT, "assertion", "a hosted badge needs a web address, a signed one an id");
    if (!pick_identity(b, &who))
        return fail(err, BAD_INPUT, "recipient", "missing: a badge must name who received it");
    if (!b->has_valid_from && !b->has_awarded)
        return fail(err, BAD_INPUT, "issuedOn", "missing: a badge must say when it was issued");

    struct json_writer w = begin(&out, "Assertion", u->assertion);
    put_recipient(&w, &who);
    put_text(&w, "badge", u->badge_class);
    put_verification(&w, u->creator);
    put_time(&w, a, "issuedOn", b->has_awarded ? b->awarded : b->valid_from);
    if (b->has_valid_until)
        put_time(&w, a, "expires", b->valid_until);
    put_text(&w, "narrative", both(a, b->narrative, results_told(a, &b->results, &b->achievement.results)));
    put_v2_evidence(&w, &b->evidence);
    /* A data URI is not allowed here: OB 2.0 §Assertion. */
    if (uri_is_http(b->image.id))
        put_text(&w, "image", b->image.id);
    put_v2_urls(&w, "endorsement", &u->endorsements);
    *json = end(&w);
    return OK;
}

static void put_v2_alignments(struct json_writer *w, const struct alignment_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "alignment");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        const struct alignment *al = &l->items[i];
        json_open_object(w);
        put_text(w, "type", S("AlignmentObject"));
        put_text(w, "targetName", al->target_name);
        put_text(w, "targetUrl", al->target_url);
        put_text(w, "targetDescription", al->target_description);
        put_text(w, "targetFramework", al->target_framework);
        put_text(w, "targetCode", al->target_code);
        json_close_object(w);
    }
    json_close_array(w);
}

static void put_v2_related(struct json_writer *w, const struct related_list *l)
{
    if (!l->n)
        return;
    json_put_key(w, "related");
    json_open_array(w);
    for (size_t i = 0; i < l->n; i++) {
        json_open_object(w);
        put_text(w, "type", S("BadgeClass"));
        put_text(w, "id", l->items[i].id);
        put_text(w, "@language", l->items[i].in_language);
        put_text(w, "version", l->items[i].version);
        json_close_object(w);
    }
    json_close_array(w);
}

str write_v2_badge_class(struct arena *a, const struct achievement *ac, const struct v2_urls *u)
{
    struct buf out = buf_new(a);
    struct json_writer w = begin(&out, "BadgeClass", u->badge_class);

    put_text(&w, "name", ac->name);
    put_text(&w, "description", ac->description);
    put_text(&w, "image", ac->image.id);
    json_put_key(&w, "criteria");
    json_open_object(&w);
    put_text(&w, "type", S("Criteria"));
    put_text(&w, "id", ac->criteria_id);
    put_text(&w, "narrative", both(a, ac->criteria_narrative, results_described(a, &ac->results)));
    json_close_object(&w);
    put_text(&w, "issuer", u->issuer);
    put_v2_alignments(&w, &ac->alignments);
    put_strings(&w, "tags", &ac->tags);
    put_text(&w, "version", ac->version);
    put_text(&w, "@language", ac->in_language);
    put_v2_related(&w, &ac->related);
    put_v2_urls(&w, "endorsement", &u->endorsements);
    return end(&w);
}

str write_v2_issuer(struct arena *a, const struct profile *p, const struct v2_urls *u)
{
    struct buf out = buf_new(a);
    struct json_writer w = begin(&out, "Issuer", u->issuer);

    put_text(&w, "name", p->name);
    put_text(&w, "url", p->url);
    put_text(&w, "email", p->email);
    put_text(&w, "telephone", p->telephone);
    put_text(&w, "description", p->description);
    put_text(&w, "image", p->image.id);
    put_text(&w, "publicKey", p->public_key_url);
    put_strings(&w, "publicKey", &u->keys);
    put_text(&w, "revocationList", p->revocation_list_url);
    put_v2_urls(&w, "endorsement", &u->endorsements);
    return end(&w);
}

code write_v2_key(struct arena *a, const struct issue_key *k, str owner, str *json,
                  struct error *err)
{
    struct buf out = buf_new(a);
    struct json_writer w = begin(&out, "CryptographicKey", k->id);
    str pem;

    TRY(key_public_pem(a, k->key, &pem, err));
    put_text(&w, "owner", owner);
    put_text(&w, "publicKeyPem", pem);
    *json = end(&w);
    return OK;
}

str write_v2_revoked(struct arena *a, str id, str reason)
{
    struct buf out = buf_new(a);
    struct json_writer w = begin(&out, "Assertion", id);

    json_put_member_bool(&w, "revoked", true);
    put_text(&w, "revocationReason", reason);
    return end(&w);
}
