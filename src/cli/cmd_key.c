#include "base/crypto.h"
#include "cli/cli.h"
#include "format/did.h"
#include "format/jose.h"
#include "format/multikey.h"

#define MAX_KEY_FILE ((size_t)64 << 10)

static const struct alg {
    str name;
    enum key_kind kind;
} algs[] = {
    {S("ed25519"), KEY_ED25519}, {S("p256"), KEY_P256}, {S("p384"), KEY_P384}, {S("rsa"), KEY_RSA}};

/* One of those that --alg takes. */
static enum key_kind kind_named(str name)
{
    for (size_t i = 0; i < COUNT(algs); i++)
        if (str_eq_nocase(algs[i].name, name))
            return algs[i].kind;
    return KEY_ED25519;
}

static code write_new(struct arena *a, enum key_kind kind, str to, struct error *err)
{
    struct key *key = NULL;
    str pem;

    TRY(key_generate(kind, &key, err));
    code c = key_to_pem(a, key, &pem, err);
    key_close(key);
    TRY(c);
    return cli_write(a, to, pem, true, err);
}

static int key_new(struct arena *a, int argc, char **argv)
{
    str alg = S("ed25519"), to = S("-");
    struct str_list args = {0};
    struct error err = {0};
    int status;
    const struct cli_option options[] = {
        {"alg", "ed25519|p256|p384|rsa", "else ed25519", .text = &alg},
        {"out", "FILE", "where to; else standard output", .text = &to},
    };
    const struct cli_usage usage = {
        .command = "key new",
        .arguments = "[--alg NAME] [--out FILE]",
        .summary = "Make a signing key, as PKCS#8 PEM that only you may read",
        .reads_nothing = true,
        .options = options,
        .n_options = COUNT(options),
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        return status;
    code c = write_new(a, kind_named(alg), to, &err);
    return c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
}

static str public_half(struct arena *a, const struct key *key, bool did, bool multikey)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    if (did)
        return did_key_from(a, key);
    if (multikey)
        return multikey_write(a, key);
    jwk_write(a, &w, key, jwk_thumbprint(a, key));
    return buf_done(&b);
}

static int key_public(struct arena *a, int argc, char **argv)
{
    bool did = false, multikey = false;
    struct str_list args = {0};
    struct error err = {0};
    struct key *key = NULL;
    str pem;
    int status;
    const struct cli_option options[] = {
        {"did", NULL, "as did:key", .flag = &did},
        {"multikey", NULL, "as Multikey", .flag = &multikey},
    };
    const struct cli_usage usage = {
        .command = "key public",
        .arguments = "[--did|--multikey] FILE",
        .summary = "Show the public half of a key, as JWK",
        .options = options,
        .n_options = COUNT(options),
        .min_arguments = 1,
        .max_arguments = 1,
    };

    if (!cli_parse(&usage, a, argc, argv, &args, &status))
        return status;
    if (cli_read(a, args.items[0], MAX_KEY_FILE, &pem, &err) != OK ||
        key_from_pem(pem, &key, &err) != OK)
        return cli_fail(EXIT_UNREADABLE, &err);
    str text = public_half(a, key, did, multikey);
    key_close(key);
    return cli_print(text) && cli_print(S("\n")) ? EXIT_YES : EXIT_FAULT;
}

int cmd_key(int argc, char **argv)
{
    static const struct cli_verb verbs[] = {
        {"new", "[--alg NAME] [--out FILE]", "Make a signing key"},
        {"public", "[--did|--multikey] FILE", "Show the public half of a key"},
    };
    static int (*const run[])(struct arena *a, int argc, char **argv) = {key_new, key_public};
    const struct cli_usage usage = {
        .command = "key",
        .arguments = "new|public …",
        .summary = "Make a signing key, or show its public half",
        .verbs = verbs,
        .n_verbs = COUNT(verbs),
        .verbs_have_options = true,
    };
    int status, i = cli_verb(&usage, argc, argv, &status);

    if (i < 0)
        return status;
    struct arena *a = arena_new(0);
    crypto_start_lean();
    status = run[i](a, argc - 1, argv + 1);
    arena_free(a);
    return status;
}
