/* Achievement, recipient and key into a signed OB 3.0 credential, without a
 * server. */
#include "badge/bake.h"
#include "badge/compose.h"
#include "base/crypto.h"
#include "cli/cli.h"
#include "cli/signer.h"
#include "cli/status_options.h"

#define MAX_INPUT ((size_t)5 << 20)
#define QUOTA     ((size_t)64 << 20)

struct order {
    struct arena *a;
    str achievement, issuer, image, out;
    struct composition parts;
    struct signer signer;
    struct status_options status;
    struct str_list mandatory, endorsements;
};

/* What is wrong in it is told with the file's name. */
static code read_json(struct arena *a, str path, str *text, struct error *err)
{
    const struct json *v;

    TRY(cli_read(a, path, MAX_INPUT, text, err));
    TRY(json_parse(a, *text, NULL, &v, err));
    if (!json_is(v, JSON_OBJECT))
        return fail(err, BAD_INPUT, str_z(a, path), "the file must hold a JSON object");
    return OK;
}

static code fill(struct order *o, struct badge *b, struct error *err)
{
    TRY(read_json(o->a, o->achievement, &o->parts.achievement, err));
    if (!str_is_absent(o->issuer))
        TRY(read_json(o->a, o->issuer, &o->parts.issuer, err));
    TRY(compose(o->a, &o->parts, b, err));
    return status_options_read(&o->status, o->a, &b->status, err);
}

static code add_endorsement(struct order *o, str path, struct badge *b, struct error *err)
{
    struct error reason = {0};
    str text;

    TRY(cli_read(o->a, path, MAX_INPUT, &text, err));
    code c = compose_endorsement(o->a, text, b, &reason);
    return c == OK ? OK : fail(err, c, str_z(o->a, path), "%s", reason.text);
}

/* Without an issuer of its own the badge is issued by the key: did:key. */
static code sign(struct order *o, struct badge *b, str *out, struct error *err)
{
    str credential;

    if (str_is_empty(b->issuer.id))
        b->issuer.id = o->signer.did;
    for (size_t i = 0; i < o->endorsements.n; i++)
        TRY(add_endorsement(o, o->endorsements.items[i], b, err));
    o->signer.terms.mandatory = o->mandatory.n ? o->mandatory : compose_mandatory(o->a, b);
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
        {"recipient", "EMAIL|URL|DID", "who earned it (required)", .text = &o.parts.recipient},
        {"key", "FILE", "secret key, PEM (required; see lapel key)", .text = &o.signer.key_file},
        {"issuer", "FILE", "OB 3.0 Profile as JSON; else the key is the issuer", .text = &o.issuer},
        {"key-id", "URL|DID-URL", "where others find the key", .text = &o.signer.key_id},
        {"id", "URI", "of the award; else a new urn:uuid", .text = &o.parts.id},
        {"name", "TEXT", "of the award; else the achievement's", .text = &o.parts.name},
        {"valid-from", "RFC3339", "else now", .text = &o.parts.valid_from},
        {"valid-until", "RFC3339", "else without end", .text = &o.parts.valid_until},
        {"narrative", "TEXT", "how it was earned", .text = &o.parts.narrative},
        {"evidence", "URL", "a page or file that shows it", .text = &o.parts.evidence},
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
        {"refresh", "URL", "where newer editions of the award are", .text = &o.parts.refresh},
        {"salt", "TEXT", "for the hashed address; else random", .text = &o.parts.salt},
        {"plain", NULL, "do not hash the mail address", .flag = &o.parts.is_plain},
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
        if (str_is_absent(o.achievement) || str_is_absent(o.parts.recipient) ||
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
