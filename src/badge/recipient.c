#include "badge/recipient.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"

#define MAX_SALT 1024

str recipient_hash(struct arena *a, str identity, str salt)
{
    return str_join(a, S("sha256$"), sha256_hex(a, str_join(a, identity, salt)));
}

str recipient_new_salt(struct arena *a)
{
    return random_token(a, 16);
}

static str without_mailto(str s)
{
    return str_starts(s, S("mailto:")) ? str_from(s, 7) : s;
}

/* Domains are case-insensitive, local parts are the mail host's business. */
static str fold_domain(struct arena *a, str address)
{
    ptrdiff_t at = str_find_byte(address, '@');

    if (at < 0 || uri_is_absolute(address))
        return address;
    return str_join(a, str_slice(address, 0, (size_t)at + 1),
                    str_lower(a, str_from(address, (size_t)at + 1)));
}

static const struct hash_form {
    str prefix;
    str (*hex)(struct arena *a, str data);
} hash_forms[] = {
    {S("sha256$"), sha256_hex},
    {S("md5$"), md5_hex},
    {S("sha1$"), sha1_hex},
};

static bool hash_is_of(struct arena *a, const struct identity *id, str who)
{
    for (size_t i = 0; i < COUNT(hash_forms); i++) {
        const struct hash_form *f = &hash_forms[i];
        if (!str_starts(id->value, f->prefix))
            continue;
        str want = str_lower(a, str_from(id->value, f->prefix.n));
        return crypto_equal(want, f->hex(a, str_join(a, who, id->salt)));
    }
    return false;
}

static bool identity_names(struct arena *a, const struct identity *id, str who, str folded)
{
    if (!id->hashed)
        return str_eq(fold_domain(a, without_mailto(id->value)), folded);
    if (id->salt.n > MAX_SALT)
        return false;
    bool as_given = hash_is_of(a, id, who);
    return hash_is_of(a, id, folded) || as_given;
}

bool recipient_matches(struct arena *a, const struct badge *b, str who)
{
    who = without_mailto(str_trim(who));
    if (str_is_empty(who))
        return false;

    str folded = fold_domain(a, who);
    if (str_eq(fold_domain(a, without_mailto(b->subject_id)), folded))
        return true;
    for (size_t i = 0; i < b->identities.n; i++)
        if (identity_names(a, &b->identities.items[i], who, folded))
            return true;
    return false;
}
