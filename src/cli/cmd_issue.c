/* Achievement, recipient and key into a signed OB 3.0 credential, without a
 * server. */
#include "badge/bake.h"
#include "badge/verify.h"
#include "badge/read.h"
#include "badge/recipient.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "cli/signer.h"
#include "cli/status_options.h"
#include "format/did.h"
#include "format/email.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

struct order {
    struct arena *a;
    str achievement, issuer, recipient, id, name, from, until, narrative, evidence, refresh;
    str salt, image, out;
    struct signer signer;
    struct status_options status;
    struct str_list mandatory, endorsements;
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

static code fill(struct order *o, struct badge *b, struct error *err)
{
    *b = (struct badge){.version = OB_3_0};
    TRY(read_parts(o, b, err));
    TRY(set_recipient(o, b, err));
    TRY(set_times(o, b, err));
    TRY(status_options_read(&o->status, o->a, &b->status, err));
    b->id = str_is_absent(o->id) ? signer_new_id(o->a) : o->id;
    b->refresh_url = o->refresh;
    b->name = o->name;
    b->narrative = o->narrative;
    if (!str_is_absent(o->evidence))
        *list_add(o->a, &b->evidence) = (struct evidence){.id = o->evidence};
    return OK;
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

/* What a signed endorsement is about. */
static code read_about(struct order *o, str text, str *about, struct error *err)
{
    struct badge e;

    TRY(badge_read(o->a, text, &e, err));
    if (e.subject != SUBJECT_ENDORSEMENT || e.version != OB_3_0)
        return fail(err, BAD_INPUT, "--endorsement", "this is no endorsement of OB 3.0");
    *about = e.achievement.id;
    return OK;
}

/* Each stands at what it is about. */
static code add_endorsement(struct order *o, str path, struct badge *b, struct error *err)
{
    str text, about;
    const struct {
        str id;
        struct str_list *list;
    } places[] = {{b->achievement.id, &b->achievement.endorsements},
                  {b->issuer.id, &b->issuer.endorsements},
                  {b->id, &b->endorsements},
                  {b->subject_id, &b->endorsements}};

    TRY(cli_read(o->a, path, MAX_INPUT, &text, err));
    TRY(read_about(o, text, &about, err));
    for (size_t i = 0; i < COUNT(places); i++)
        if (!str_is_empty(about) && str_eq(about, places[i].id)) {
            *list_add(o->a, places[i].list) = text;
            return OK;
        }
    return fail(err, BAD_INPUT, str_z(o->a, path),
                "the endorsement is of something that is not in this badge");
}

/* Without an issuer of its own the badge is issued by the key: did:key. */
static code sign(struct order *o, struct badge *b, str *out, struct error *err)
{
    str credential;

    if (str_is_empty(b->issuer.id))
        b->issuer.id = o->signer.did;
    for (size_t i = 0; i < o->endorsements.n; i++)
        TRY(add_endorsement(o, o->endorsements.items[i], b, err));
    set_mandatory(o, b);
    o->signer.terms.mandatory = o->mandatory;
    TRY(signer_for(&o->signer, o->a, b->issuer.id, err));
    TRY(write_v3(o->a, b, &credential, err));
    return signer_sign(&o->signer, o->a, credential, b->valid_from, out, err);
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
    str signed_badge;

    TRY(fill(o, &b, err));
    TRY(signer_open(&o->signer, o->a, err));
    code c = sign(o, &b, &signed_badge, err);
    signer_close(&o->signer);
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
        {"key", "FILE", "secret key, PEM (required; see lapel key)", .text = &o.signer.key_file},
        {"issuer", "FILE", "OB 3.0 Profile as JSON; else the key is the issuer", .text = &o.issuer},
        {"key-id", "URL|DID-URL", "where others find the key", .text = &o.signer.key_id},
        {"id", "URI", "of the award; else a new urn:uuid", .text = &o.id},
        {"name", "TEXT", "of the award; else the achievement's", .text = &o.name},
        {"valid-from", "RFC3339", "else now", .text = &o.from},
        {"valid-until", "RFC3339", "else without end", .text = &o.until},
        {"narrative", "TEXT", "how it was earned", .text = &o.narrative},
        {"evidence", "URL", "a page or file that shows it", .text = &o.evidence},
        {"status-list", "URL", "Bitstring Status List for revocation", .text = &o.status.list},
        {"status-index", "N", "the award's place in it", .text = &o.status.index},
        {"status", "PURPOSE=URL#N", "a place for revocation, suspension, refresh or message",
         .texts = &o.status.places},
        {"status-message", "VALUE=TEXT", "what a value of the message means; may be repeated",
         .texts = &o.status.messages},
        {"status-reference", "URL", "where the messages are explained",
         .text = &o.status.reference},
        {"revocation-list", "URL", "1EdTechRevocationList: ids of revoked awards",
         .text = &o.status.ids},
        {"endorsement", "FILE", "carry this along (see lapel endorse); may be repeated",
         .texts = &o.endorsements},
        {"refresh", "URL", "where newer editions of the award are", .text = &o.refresh},
        {"salt", "TEXT", "for the hashed address; else random", .text = &o.salt},
        {"plain", NULL, "do not hash the mail address", .flag = &o.plain},
        {"proof", "SUITE", "jwt, eddsa-rdfc-2022, …; else what suits the key",
         .text = &o.signer.proof},
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
        if (str_is_absent(o.achievement) || str_is_absent(o.recipient) ||
            str_is_absent(o.signer.key_file))
            status = cli_complain(EXIT_USAGE, "issue needs --achievement, --recipient and --key");
        else if (!signer_knows_proof(o.a, &o.signer))
            status = EXIT_USAGE;
        else {
            crypto_start_lean();
            code c = issue(&o, &err);
            status = c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
        }
    }
    arena_free(o.a);
    return status;
}
