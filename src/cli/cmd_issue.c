/* Achievement, recipient and key into a signed OB 3.0 credential, without a
 * server. */
#include "badge/bake.h"
#include "badge/issue.h"
#include "badge/proof.h"
#include "badge/read.h"
#include "badge/recipient.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "format/did.h"
#include "format/email.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

struct order {
    struct arena *a;
    str key, key_id, achievement, issuer, recipient, id, name, from, until, narrative, evidence;
    str list, index, salt, image, out, proof;
    struct str_list mandatory;
    bool plain;
};

static code read_json(struct arena *a, str path, str *text, struct error *err)
{
    const struct json *v;

    TRY(cli_read(a, path, MAX_INPUT, text, err));
    TRY(json_parse(a, *text, NULL, &v, err));
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, str_z(a, path), "the file must hold a JSON object");
    return OK;
}

/* The reader knows credentials, so the two files are read as parts of one. */
static code read_parts(struct order *o, struct badge *b, struct error *err)
{
    str achievement, issuer = S("{}");
    const struct json *whole;

    TRY(read_json(o->a, o->achievement, &achievement, err));
    if (!str_is_absent(o->issuer))
        TRY(read_json(o->a, o->issuer, &issuer, err));
    str text = str_printf(
        o->a, "{\"issuer\":" STR_FMT ",\"credentialSubject\":{\"achievement\":" STR_FMT "}}",
        STR_ARG(issuer), STR_ARG(achievement));
    TRY(json_parse(o->a, text, NULL, &whole, err));
    read_v3(o->a, whole, b);
    return OK;
}

static code set_recipient(struct order *o, struct badge *b, struct error *err)
{
    struct email e;

    if (did_looks_like(o->recipient) || uri_is_http(o->recipient)) {
        b->subject_id = o->recipient;
        return OK;
    }
    TRY(email_parse(o->a, o->recipient, &e, err));
    struct identity *id = list_add(o->a, &b->identities);
    *id = (struct identity){.type = S("emailAddress"), .value = e.address};
    if (o->plain)
        return OK;
    id->hashed = true;
    id->salt = str_is_absent(o->salt) ? recipient_new_salt(o->a) : o->salt;
    id->value = recipient_hash(o->a, e.address, id->salt);
    return OK;
}

static code set_times(struct order *o, struct badge *b, struct error *err)
{
    b->has_valid_from = true;
    b->valid_from = clock_now() / SECOND * SECOND;
    if (!str_is_absent(o->from))
        TRY(time_parse(o->from, &b->valid_from, err));
    b->has_valid_until = !str_is_absent(o->until);
    if (b->has_valid_until)
        TRY(time_parse(o->until, &b->valid_until, err));
    return OK;
}

static code set_status(struct order *o, struct badge *b, struct error *err)
{
    int64_t index;

    if (str_is_absent(o->list) && str_is_absent(o->index))
        return OK;
    if (!uri_is_http(o->list) || !str_to_int(o->index, &index) || index < 0)
        return fail(err, BAD_INPUT, "status", "a status list needs its address and an index");
    *list_add(o->a, &b->status) = (struct status_ref){
        .id = str_printf(o->a, STR_FMT "#%lld", STR_ARG(o->list), (long long)index),
        .purpose = S("revocation"),
        .list_url = o->list,
        .index = index,
        .size = 1};
    return OK;
}

/* RFC 9562 §5.4: version 4. */
static str new_uuid(struct arena *a)
{
    uint8_t r[16];

    random_bytes(r, sizeof r);
    r[6] = (uint8_t)((r[6] & 0x0f) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80);
    str h = hex_encode(a, (str){(const char *)r, sizeof r});
    return str_printf(a, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", h.p, h.p + 8, h.p + 12, h.p + 16,
                      h.p + 20);
}

static code fill(struct order *o, struct badge *b, struct error *err)
{
    *b = (struct badge){.version = OB_3_0};
    TRY(read_parts(o, b, err));
    TRY(set_recipient(o, b, err));
    TRY(set_times(o, b, err));
    TRY(set_status(o, b, err));
    b->id = str_is_absent(o->id) ? new_uuid(o->a) : o->id;
    b->name = o->name;
    b->narrative = o->narrative;
    if (!str_is_absent(o->evidence))
        *list_add(o->a, &b->evidence) = (struct evidence){.id = o->evidence};
    return OK;
}

/* Without an issuer of its own the badge is issued by the key: did:key. */
static code set_issuer(struct order *o, const struct key *key, struct badge *b, struct issue_key *k,
                       struct error *err)
{
    str did = did_key_from(o->a, key);

    if (str_is_empty(b->issuer.id))
        b->issuer.id = did;
    *k = (struct issue_key){.key = key, .id = o->key_id};
    if (!str_is_absent(o->key_id))
        return OK;
    if (!str_eq(b->issuer.id, did))
        return fail(
            err, BAD_INPUT, "--key-id",
            "an issuer that is not the key itself needs --key-id: where others find the key");
    k->id = str_printf(o->a, STR_FMT "#" STR_FMT, STR_ARG(did), STR_ARG(str_from(did, 8)));
    return OK;
}

static code sign_token(struct order *o, const struct issue_key *k, const struct badge *b, str *out,
                       struct error *err)
{
    str payload, signature;

    TRY(vcjwt_payload(o->a, b, &payload, err));
    return vcjwt_sign(o->a, payload, k, &signature, out, err);
}

/* What a badge is no badge without; the holder decides about the rest. */
static void set_mandatory(struct order *o, const struct badge *b)
{
    const struct {
        str pointer;
        bool is_there;
    } parts[] = {
        {S("/issuer"), true},
        {S("/validFrom"), true},
        {S("/validUntil"), b->has_valid_until},
        {S("/credentialStatus"), b->status.n > 0},
        {S("/credentialSubject/identifier"), b->identities.n > 0},
        {S("/credentialSubject/achievement"), true},
    };

    bool chosen = o->mandatory.n > 0;

    for (size_t i = 0; i < COUNT(parts); i++)
        if (parts[i].is_there && !chosen)
            *list_add(o->a, &o->mandatory) = parts[i].pointer;
}

static code sign_proof(struct order *o, const struct suite *suite, const struct issue_key *k,
                       const struct badge *b, str *out, struct error *err)
{
    msec now = clock_now();
    /* Not the present second: the same order gives the same bytes. */
    struct proof_terms t = {
        .suite = suite, .key = *k, .created = b->valid_from < now ? b->valid_from : now};
    str credential, value;

    set_mandatory(o, b);
    t.mandatory = o->mandatory;
    TRY(write_v3(o->a, b, &credential, err));
    return proof_sign(o->a, credential, &t, &value, out, err);
}

static bool is_known_proof(str name)
{
    return str_is_absent(name) || str_eq(name, S("jwt")) || suite_named(name);
}

static code sign(struct order *o, const struct key *key, struct badge *b, str *out,
                 struct error *err)
{
    struct issue_key k;
    /* Data Integrity where a suite takes this kind of key, else a token. */
    const struct suite *suite =
        str_is_absent(o->proof) ? suite_for(key_kind(key)) : suite_named(o->proof);

    TRY(set_issuer(o, key, b, &k, err));
    return suite ? sign_proof(o, suite, &k, b, out, err) : sign_token(o, &k, b, out, err);
}

static code deliver(struct order *o, str badge, struct error *err)
{
    str image, baked;

    if (str_is_absent(o->image))
        return cli_write(o->a, o->out, str_join(o->a, badge, S("\n")), false, err);
    TRY(cli_read(o->a, o->image, MAX_INPUT, &image, err));
    TRY(bake(o->a, image, OB_3_0, badge, &baked, err));
    return cli_write(o->a, o->out, baked, false, err);
}

static code issue(struct order *o, struct error *err)
{
    struct badge b;
    struct key *key = NULL;
    str pem, signed_badge;

    TRY(fill(o, &b, err));
    TRY(cli_read(o->a, o->key, MAX_INPUT, &pem, err));
    TRY(key_from_pem(pem, &key, err));
    code c = sign(o, key, &b, &signed_badge, err);
    key_close(key);
    TRY(c);
    return deliver(o, signed_badge, err);
}

int cmd_issue(int argc, char **argv)
{
    struct order o = {.a = arena_new(QUOTA), .out = S("-")};
    struct str_list args = {0};
    struct error err = {0};
    int status;
    const struct cli_option options[] = {
        {"achievement", "FILE", "OB 3.0 Achievement as JSON (required)", .text = &o.achievement},
        {"recipient", "EMAIL|URL|DID", "who earned it (required)", .text = &o.recipient},
        {"key", "FILE", "secret key, PEM (required; see lapel key)", .text = &o.key},
        {"issuer", "FILE", "OB 3.0 Profile as JSON; else the key is the issuer", .text = &o.issuer},
        {"key-id", "URL|DID-URL", "where others find the key", .text = &o.key_id},
        {"id", "URI", "of the award; else a new urn:uuid", .text = &o.id},
        {"name", "TEXT", "of the award; else the achievement's", .text = &o.name},
        {"valid-from", "RFC3339", "else now", .text = &o.from},
        {"valid-until", "RFC3339", "else without end", .text = &o.until},
        {"narrative", "TEXT", "how it was earned", .text = &o.narrative},
        {"evidence", "URL", "a page or file that shows it", .text = &o.evidence},
        {"status-list", "URL", "Bitstring Status List for revocation", .text = &o.list},
        {"status-index", "N", "the award's place in it", .text = &o.index},
        {"salt", "TEXT", "for the hashed address; else random", .text = &o.salt},
        {"plain", NULL, "do not hash the mail address", .flag = &o.plain},
        {"proof", "SUITE", "jwt, eddsa-rdfc-2022, …; else what suits the key", .text = &o.proof},
        {"mandatory", "POINTER", "ecdsa-sd-2023: what every reader sees; may be repeated",
         .texts = &o.mandatory},
        {"bake", "IMAGE", "deliver it inside this PNG or SVG", .text = &o.image},
        {"out", "FILE", "where to; else standard output", .text = &o.out},
    };
    const struct cli_usage usage = {
        .command = "issue",
        .arguments = "--achievement FILE --recipient WHO --key FILE [options]",
        .summary = "Sign a badge for a recipient",
        .options = options,
        .n_options = COUNT(options),
        .more = "Without --proof an Ed25519 key makes an eddsa-rdfc-2022 proof, a P-256 or P-384\n"
                "key an ecdsa-rdfc-2019 proof, an RSA key a token (VC-JWT). Other suites are\n"
                "eddsa-jcs-2022, ecdsa-jcs-2019 and ecdsa-sd-2023, of which the holder derives\n"
                "what to show (lapel derive).\n"
                "A mail address is written as a salted hash unless --plain is given.",
    };

    if (cli_parse(&usage, o.a, argc, argv, &args, &status)) {
        if (str_is_absent(o.achievement) || str_is_absent(o.recipient) || str_is_absent(o.key))
            status = cli_complain(EXIT_USAGE, "issue needs --achievement, --recipient and --key");
        else if (!is_known_proof(o.proof))
            status = cli_complain(EXIT_USAGE, "--proof is jwt or one of " STR_FMT,
                                  STR_ARG(suite_names(o.a)));
        else {
            crypto_start();
            code c = issue(&o, &err);
            status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
        }
    }
    arena_free(o.a);
    return status;
}
