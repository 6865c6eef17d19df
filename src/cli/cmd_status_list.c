/* The lists in which an issuer without a server withdraws badges: places of a
 * Bitstring Status List, signed; ids of 1EdTech and of OB 2.0, plain. */
#include "badge/read.h"
#include "badge/status.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "cli/cli.h"
#include "cli/signer.h"
#include "cli/status_options.h"
#include "format/jose.h"

#define MAX_INPUT  ((size_t)5 << 20)
#define QUOTA      ((size_t)128 << 20)
#define MAX_PLACES 16777216

struct list_order {
    struct arena *a;
    struct signer signer;
    str form, id, issuer, purpose, places, size, from, until, ttl, earlier, reason, out;
    struct str_list set, revoke;
};

static const struct json_limits limits = {
    .bytes = 8u << 20, .depth = 64, .values = 1000000, .keys = 1000, .string = 4u << 20};

/* The list of before, as JSON: out of its token if it is one. */
static code read_earlier(struct list_order *o, const struct json **doc, struct error *err)
{
    struct jws jws;
    str text;

    *doc = NULL;
    if (str_is_absent(o->earlier))
        return OK;
    TRY(cli_read(o->a, o->earlier, MAX_INPUT, &text, err));
    if (jws_looks_like(str_trim(text))) {
        TRY(jws_parse(o->a, text, &jws, err));
        text = jws.payload;
    }
    return json_parse(o->a, str_trim(text), &limits, doc, err);
}

/* ---- places ---- */

static code read_number(str text, const char *name, int64_t min, int64_t max, int64_t *out,
                        struct error *err)
{
    if (str_is_absent(text) || (str_to_int(text, out) && *out >= min && *out <= max))
        return OK;
    return fail(err, BAD_INPUT, name, "a number from %lld to %lld is wanted", (long long)min,
                (long long)max);
}

static code bits_of_before(struct list_order *o, struct bitstring *bits, struct error *err)
{
    const struct json *doc;
    struct status_bits read;
    int64_t places = BITSTRING_MIN_BITS, size = 1;

    TRY(read_number(o->places, "--places", 1, MAX_PLACES, &places, err));
    TRY(read_number(o->size, "--size", 1, 64, &size, err));
    *bits = bitstring_new(o->a, (size_t)(places * size));
    TRY(read_earlier(o, &doc, err));
    if (!doc)
        return OK;
    TRY(status_bits_read(doc, S("BitstringStatusListEntry"), &read, err));
    return bitstring_decode(o->a, read.encoded, bits, err);
}

/* INDEX, for 1, or INDEX=VALUE. */
static code set_place(struct list_order *o, str text, struct bitstring *bits, struct error *err)
{
    str rest = text, index = {0};
    uint64_t value = 1;
    int64_t i, size = 1;

    TRY(read_number(o->size, "--size", 1, 64, &size, err));
    bool has_value = str_find_byte(text, '=') >= 0;
    if (!str_cut(&rest, '=', &index) || !str_to_int(index, &i) || i < 0 ||
        (has_value && !status_value_read(rest, &value)))
        return fail(err, BAD_INPUT, "--set", "a place is written INDEX or INDEX=VALUE");
    if ((size_t)i >= bits->bits / (size_t)size || (size < 64 && value >> size))
        return fail(err, BAD_INPUT, "--set", "the list has no place or no room for " STR_FMT,
                    STR_ARG(text));
    bitstring_put(bits, (size_t)i, (unsigned)size, value);
    return OK;
}

static code read_terms(struct list_order *o, struct status_list *l, struct error *err)
{
    int64_t ttl = 0;

    *l = (struct status_list){.id = o->id,
                              .issuer_id = str_is_absent(o->issuer) ? o->signer.did : o->issuer,
                              .purpose = o->purpose,
                              .valid_from = clock_now() / SECOND * SECOND};
    if (!str_is_absent(o->from))
        TRY(time_parse(o->from, &l->valid_from, err));
    if (!str_is_absent(o->until))
        TRY(time_parse(o->until, &l->valid_until, err));
    TRY(read_number(o->ttl, "--ttl", 0, 366 * DAY / SECOND, &ttl, err));
    l->ttl_ms = ttl * SECOND;
    return OK;
}

static code write_places(struct list_order *o, str *out, struct error *err)
{
    struct status_list l;
    struct bitstring bits;

    TRY(read_terms(o, &l, err));
    TRY(bits_of_before(o, &bits, err));
    for (size_t i = 0; i < o->set.n; i++)
        TRY(set_place(o, o->set.items[i], &bits, err));
    TRY(signer_for(&o->signer, o->a, l.issuer_id, err));
    return signer_sign(&o->signer, o->a, status_list_write(o->a, &l, &bits), l.valid_from, out,
                       err);
}

static code sign_places(struct list_order *o, str *out, struct error *err)
{
    TRY(signer_open(&o->signer, o->a, err));
    code c = write_places(o, out, err);
    signer_close(&o->signer);
    return c;
}

/* ---- ids ---- */

static void add_revoked(struct list_order *o, struct revoked_list *l, str id, str reason)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].id, id))
            return;
    *list_add(o->a, l) = (struct revoked){id, reason};
}

static code collect_ids(struct list_order *o, const char *member, struct revoked_list *l,
                        struct error *err)
{
    const struct json *doc, *entries;

    TRY(read_earlier(o, &doc, err));
    entries = json_get(doc, member);
    if (doc && !entries)
        return fail(err, BAD_INPUT, "--from", "there is no list of this form in it");
    for (size_t i = 0; i < json_many_count(entries); i++) {
        const struct json *e = json_many(entries, i);
        if (!str_is_empty(id_of(e)) && !json_is(json_get(e, "revoked"), JSON_FALSE))
            add_revoked(o, l, id_of(e), member_words(e, "revocationReason"));
    }
    for (size_t i = 0; i < o->revoke.n; i++)
        add_revoked(o, l, o->revoke.items[i], o->reason);
    return OK;
}

static code write_ids(struct list_order *o, str *out, struct error *err)
{
    struct revoked_list l = {0};

    TRY(collect_ids(o, "revokedCredential", &l, err));
    *out = revocation_list_write(o->a, o->id, o->issuer, &l);
    return OK;
}

static code write_ids_v2(struct list_order *o, str *out, struct error *err)
{
    struct revoked_list l = {0};

    TRY(collect_ids(o, "revokedAssertions", &l, err));
    *out = revocation_list_write_v2(o->a, o->id, o->issuer, &l);
    return OK;
}

/* ---- the command ---- */

static const struct form {
    str name;
    code (*write)(struct list_order *o, str *out, struct error *err);
    bool is_signed;
} forms[] = {
    {S("bitstring"), sign_places, true},
    {S("1edtech"), write_ids, false},
    {S("ob2"), write_ids_v2, false},
};

static const struct form *form_named(str name)
{
    for (size_t i = 0; i < COUNT(forms); i++)
        if (str_eq(name, forms[i].name))
            return &forms[i];
    return NULL;
}

static int run(struct list_order *o)
{
    const struct form *f = form_named(o->form);
    struct error err = {0};
    str list;

    if (!f)
        return cli_complain(EXIT_USAGE, "--form is bitstring, 1edtech or ob2");
    if (!uri_is_http(o->id))
        return cli_complain(EXIT_USAGE, "--id is the web address of the list");
    if (f->is_signed ? str_is_absent(o->signer.key_file) : str_is_absent(o->issuer))
        return cli_complain(EXIT_USAGE, "a list of this form needs %s",
                            f->is_signed ? "--key" : "--issuer");
    if (!signer_knows_proof(o->a, &o->signer))
        return EXIT_USAGE;
    crypto_start_lean();
    code c = f->write(o, &list, &err);
    if (c == OK)
        c = cli_write(o->a, o->out, str_join(o->a, list, S("\n")), false, &err);
    return c == OK ? EXIT_YES : cli_fail(cli_status_of(c), &err);
}

int cmd_status_list(int argc, char **argv)
{
    struct list_order o = {
        .a = arena_new(QUOTA), .form = S("bitstring"), .purpose = S("revocation"), .out = S("-")};
    struct str_list args = {0};
    int status;
    const struct cli_option options[] = {
        {"id", "URL", "where the list will be (required)", .text = &o.id},
        {"form", "bitstring|1edtech|ob2", "else bitstring", .text = &o.form},
        {"issuer", "ID", "of the badges; else the key is the issuer", .text = &o.issuer},
        {"from", "FILE", "the list of before: what was set in it stays", .text = &o.earlier},
        {"out", "FILE", "where to; else standard output", .text = &o.out},
        {"set", "N[=VALUE]", "bitstring: a place to set; 0 clears it; may be repeated",
         .texts = &o.set},
        {"purpose", "revocation|suspension|refresh|message", "else revocation",
         .text = &o.purpose},
        {"places", "N", "131072 (else) or more", .text = &o.places},
        {"size", "BITS", "of a place; else 1", .text = &o.size},
        {"valid-from", "RFC3339", "else now", .text = &o.from},
        {"valid-until", "RFC3339", "else without end", .text = &o.until},
        {"ttl", "SECONDS", "for how long readers may keep it", .text = &o.ttl},
        {"key", "FILE", "bitstring: secret key, PEM (required)", .text = &o.signer.key_file},
        {"key-id", "URL|DID-URL", "where others find the key", .text = &o.signer.key_id},
        {"proof", "SUITE", "jwt, eddsa-rdfc-2022, …; else what suits the key",
         .text = &o.signer.proof},
        {"revoke", "ID", "1edtech, ob2: a badge taken back; may be repeated", .texts = &o.revoke},
        {"reason", "TEXT", "why those are taken back", .text = &o.reason},
    };
    const struct cli_usage usage = {
        .command = "status-list",
        .arguments = "--id URL [--form FORM] [--from FILE] [options]",
        .summary = "Write the list in which badges are revoked or suspended",
        .options = options,
        .n_options = COUNT(options),
        .more =
            "A bitstring list is signed with --key and fits badges of lapel issue --status.\n"
            "The form 1edtech fits --revocation-list, the form ob2 the signed badges of OB 2.0;\n"
            "neither is signed, and both need --issuer. Serve the file over https.",
    };

    if (cli_parse(&usage, o.a, argc, argv, &args, &status))
        status = run(&o);
    arena_free(o.a);
    return status;
}
