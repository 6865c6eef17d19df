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

static str sha512_hex(struct arena *a, str data)
{
    return hex_encode(a, sha512(a, data));
}

static const struct hash_form {
    str prefix;
    str (*hex)(struct arena *a, str data);
} hash_forms[] = {
    {S("sha256$"), sha256_hex},
    {S("md5$"), md5_hex},
    {S("sha1$"), sha1_hex},
    {S("sha512$"), sha512_hex},
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

/* ---- spellings: before 3.0 addresses were hashed as somebody had typed them ---- */

enum spelling { LOWER, UPPER, FIRST, EACH_WORD, LOCAL_UPPER, SPELLINGS };

static bool is_large(enum spelling sp, str address, size_t i)
{
    ptrdiff_t at = str_find_byte(address, '@');
    bool local = at < 0 || i < (size_t)at;

    switch (sp) {
    case UPPER:
        return true;
    case FIRST:
        return i == 0;
    case EACH_WORD:
        return local && (i == 0 || str_find_byte(S(".-_"), address.p[i - 1]) >= 0);
    case LOCAL_UPPER:
        return local;
    default:
        return false;
    }
}

static str spelt(struct arena *a, enum spelling sp, str address)
{
    str lower = str_lower(a, address);
    char *p = (char *)str_copy(a, lower).p;

    for (size_t i = 0; i < lower.n; i++)
        if (p[i] >= 'a' && p[i] <= 'z' && is_large(sp, address, i))
            p[i] = (char)(p[i] - 'a' + 'A');
    return (str){p, lower.n};
}

/* All are tried, so that the time tells nothing. */
static bool hash_is_of_spelling(struct arena *a, const struct identity *id, str who)
{
    bool any = false;

    for (int sp = LOWER; sp < SPELLINGS; sp++)
        any |= hash_is_of(a, id, spelt(a, (enum spelling)sp, who));
    return any;
}

/* OB 3.0 §8.5: identifiers of the same kind are compared. A mail address is one of
 * those; a name or a number that looks like it is not. */
static bool may_be_address(const struct badge *b, str type)
{
    static const char *const types[] = {"emailAddress", "identifier", "userName", "accountId", "systemId"};

    if (b->version < OB_3_0 || str_starts(type, S("ext:")))
        return true;
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(type, cstr(types[i])))
            return true;
    return false;
}

static bool identity_names(struct arena *a, const struct badge *b, const struct identity *id,
                           str who, str folded)
{
    bool is_address = str_find_byte(who, '@') > 0 && !uri_is_absolute(who);

    if (is_address && !may_be_address(b, id->type))
        return false;
    if (!id->hashed && b->version != OB_UNKNOWN && b->version < OB_2_0)
        return str_eq_nocase(without_mailto(id->value), who);
    if (!id->hashed)
        return str_eq(fold_domain(a, without_mailto(id->value)), folded);
    if (id->salt.n > MAX_SALT)
        return false;
    bool as_given = hash_is_of(a, id, who), as_folded = hash_is_of(a, id, folded);
    if (is_address && b->version < OB_3_0)
        as_given |= hash_is_of_spelling(a, id, who);
    return as_given || as_folded;
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
        if (identity_names(a, b, &b->identities.items[i], who, folded))
            return true;
    return false;
}
