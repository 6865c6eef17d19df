#include "cli/signer.h"

#include "cli/cli.h"
#include "format/did.h"

#define MAX_KEY ((size_t)64 << 10)

bool signer_knows_proof(struct arena *a, const struct signer *s)
{
    if (str_is_absent(s->proof) || str_eq(s->proof, S("jwt")) || suite_named(s->proof))
        return true;
    cli_complain(EXIT_USAGE, "--proof is jwt or one of " STR_FMT, STR_ARG(suite_names(a)));
    return false;
}

code signer_open(struct signer *s, struct arena *a, struct error *err)
{
    str pem;

    TRY(cli_read(a, s->key_file, MAX_KEY, &pem, err));
    TRY(key_from_pem(pem, &s->key, err));
    s->did = did_key_from(a, s->key);
    /* Data Integrity where a suite takes this kind of key, else a token. */
    s->terms.suite = str_is_absent(s->proof) ? suite_for(key_kind(s->key)) : suite_named(s->proof);
    return OK;
}

void signer_close(struct signer *s)
{
    key_close(s->key);
    s->key = NULL;
}

code signer_for(struct signer *s, struct arena *a, str issuer_id, struct error *err)
{
    s->terms.key = (struct issue_key){.key = s->key, .id = s->key_id};
    if (!str_is_absent(s->key_id))
        return OK;
    if (!str_eq(issuer_id, s->did))
        return fail(
            err, BAD_INPUT, "--key-id",
            "an issuer that is not the key itself needs --key-id: where others find the key");
    s->terms.key.id =
        str_printf(a, STR_FMT "#" STR_FMT, STR_ARG(s->did), STR_ARG(str_from(s->did, 8)));
    return OK;
}

code signer_sign(struct signer *s, struct arena *a, str credential, msec at, str *out,
                 struct error *err)
{
    msec now = clock_now();

    s->terms.created = at < now ? at : now;
    return sign_credential(a, credential, &s->terms, out, err);
}
