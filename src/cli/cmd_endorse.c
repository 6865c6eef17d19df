/* A signed endorsement: of a badge, an award or an issuer, by whoever holds a
 * key. `lapel issue --endorsement` carries it in a badge. */
#include "badge/compose.h"
#include "badge/read.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "cli/signer.h"
#include "cli/status_options.h"

#define MAX_INPUT ((size_t)1 << 20)
#define QUOTA     ((size_t)32 << 20)

struct endorse_order {
    struct arena *a;
    struct signer signer;
    struct status_options status;
    str about, comment, issuer, id, name, from, until, out;
};

/* The reader knows credentials. */
static code read_issuer(struct endorse_order *o, struct profile *out, struct error *err)
{
    const struct json *whole;
    struct badge b = {0};
    str text;

    if (str_is_absent(o->issuer)) {
        out->id = o->signer.did;
        return OK;
    }
    TRY(cli_read(o->a, o->issuer, MAX_INPUT, &text, err));
    text = str_printf(o->a, "{\"issuer\":" STR_FMT "}", STR_ARG(text));
    TRY(json_parse(o->a, text, NULL, &whole, err));
    read_v3(o->a, whole, &b);
    *out = b.issuer;
    return OK;
}

static code fill(struct endorse_order *o, struct endorsement *e, struct error *err)
{
    *e = (struct endorsement){.id = str_is_absent(o->id) ? compose_new_id(o->a) : o->id,
                              .about = o->about,
                              .name = o->name,
                              .comment = o->comment,
                              .valid_from = clock_now() / SECOND * SECOND,
                              .has_valid_until = !str_is_absent(o->until)};
    if (!uri_is_absolute(o->about))
        return fail(err, BAD_INPUT, "--about", "what is endorsed is named by its id, a URI");
    TRY(read_issuer(o, &e->issuer, err));
    if (!str_is_absent(o->from))
        TRY(time_parse(o->from, &e->valid_from, err));
    if (e->has_valid_until)
        TRY(time_parse(o->until, &e->valid_until, err));
    return status_options_read(&o->status, o->a, &e->status, err);
}

static code write(struct endorse_order *o, str *out, struct error *err)
{
    struct endorsement e;
    str credential;

    TRY(fill(o, &e, err));
    TRY(signer_for(&o->signer, o->a, e.issuer.id, err));
    TRY(write_endorsement(o->a, &e, &credential, err));
    return signer_sign(&o->signer, o->a, credential, e.valid_from, out, err);
}

static code endorse(struct endorse_order *o, struct error *err)
{
    str text;

    TRY(signer_open(&o->signer, o->a, err));
    code c = write(o, &text, err);
    signer_close(&o->signer);
    TRY(c);
    return cli_write(o->a, o->out, str_join(o->a, text, S("\n")), false, err);
}

static int run(struct endorse_order *o)
{
    struct error err = {0};

    if (str_is_absent(o->about) || str_is_absent(o->signer.key_file))
        return cli_complain(EXIT_USAGE, "endorse needs --about and --key");
    if (!signer_knows_proof(o->a, &o->signer))
        return EXIT_USAGE;
    crypto_start();
    return endorse(o, &err) == OK ? EXIT_YES : cli_fail(cli_status_of(err.code), &err);
}

int cmd_endorse(int argc, char **argv)
{
    struct endorse_order o = {.a = arena_new(QUOTA), .out = S("-")};
    struct str_list args = {0};
    int status;
    const struct cli_option options[] = {
        {"about", "ID", "of the badge, award or issuer that is endorsed (required)",
         .text = &o.about},
        {"key", "FILE", "secret key, PEM (required; see lapel key)", .text = &o.signer.key_file},
        {"comment", "TEXT", "what is said of it", .text = &o.comment},
        {"issuer", "FILE", "who endorses, OB 3.0 Profile as JSON; else the key", .text = &o.issuer},
        {"key-id", "URL|DID-URL", "where others find the key", .text = &o.signer.key_id},
        {"id", "URI", "of the endorsement; else a new urn:uuid", .text = &o.id},
        {"name", "TEXT", "of the endorsement", .text = &o.name},
        {"valid-from", "RFC3339", "else now", .text = &o.from},
        {"valid-until", "RFC3339", "else without end", .text = &o.until},
        {"status", "PURPOSE=URL#N", "a place for revocation or suspension",
         .texts = &o.status.places},
        {"proof", "SUITE", "jwt, eddsa-rdfc-2022, …; else what suits the key",
         .text = &o.signer.proof},
        {"out", "FILE", "where to; else standard output", .text = &o.out},
    };
    const struct cli_usage usage = {
        .command = "endorse",
        .arguments = "--about ID --key FILE [--comment TEXT] [options]",
        .summary = "Sign an endorsement of a badge, an award or an issuer",
        .options = options,
        .n_options = COUNT(options),
        .more = "Whoever issues the badge carries it along: lapel issue --endorsement FILE.",
    };

    if (cli_parse(&usage, o.a, argc, argv, &args, &status))
        status = run(&o);
    arena_free(o.a);
    return status;
}
