/* Is the recipient named in a way that somebody can match? OB 2.0
 * IdentityObject, IdentityHash; OB 3.0 IdentityHash; standard.md R05-3. */
#include "badge/checks.h"
#include "base/utf8.h"

#define MAX_SALT 1024

static const struct hash_form {
    str prefix;
    size_t digits;
    bool is_today; /* OB 2.0 and 3.0 §IdentityHash */
    bool weak;
    enum badge_version since; /* 0.5 has three: its schema's HashString */
} hash_forms[] = {
    {S("sha256$"), 64, true, false, OB_0_5},
    {S("md5$"), 32, true, true, OB_0_5},
    {S("sha1$"), 40, false, true, OB_0_5},
    {S("sha512$"), 128, false, false, OB_1_0},
};

static const struct hash_form *form_of(str value)
{
    for (size_t i = 0; i < COUNT(hash_forms); i++)
        if (str_starts(value, hash_forms[i].prefix))
            return &hash_forms[i];
    return NULL;
}

static bool is_hex(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f') ||
              (s.p[i] >= 'A' && s.p[i] <= 'F')))
            return false;
    return true;
}

static bool is_allowed(const struct inquiry *q, const struct hash_form *f, str digits)
{
    enum badge_version v = q->badge->version;

    return f && v >= f->since && (f->is_today || v < OB_2_0) && digits.n == f->digits &&
           is_hex(digits);
}

static void judge_hash(struct inquiry *q, const struct identity *id, str where)
{
    const struct hash_form *f = form_of(id->value);
    str digits = f ? str_from(id->value, f->prefix.n) : (str){0};

    if (!f && str_contains(id->value, S("@")))
        found(q, FAIL, "hash-flag-wrong", where, "The recipient is said to be hidden, and is not.");
    else if (!is_allowed(q, f, digits))
        found(q, FAIL, "hash-unsupported", where,
              "The recipient is hidden in a way that nobody can match.");
    else if (id->salt.n > MAX_SALT)
        found(q, FAIL, "hash-unsupported", where, "The salt of the hidden recipient is too long.");
    else if (str_is_empty(id->salt) || f->weak)
        found(q, WARN, "hash-weak", where, "The hidden recipient's address could be guessed.");
}

static void judge_plain(struct inquiry *q, const struct identity *id, str where)
{
    if (form_of(id->value))
        found(q, FAIL, "hash-flag-wrong", where, "The recipient is hidden, and said not to be.");
    else if (utf8_has_controls(id->value)) /* who reads up to a NUL would see another */
        found(q, FAIL, "value-type", where,
              "The recipient's name has characters in it that cannot be seen.");
    else if (str_eq(id->type, S("email")) && str_find_byte(id->value, '@') < 1)
        found(q, FAIL, "value-type", where, "The recipient's mail address is none.");
    else if (q->badge->version == OB_0_5 && !str_is_empty(id->salt))
        found(q, FAIL, "hash-flag-wrong", S("/salt"),
              "The recipient is not hidden, and has a salt.");
}

void judge_recipient(struct inquiry *q)
{
    const struct identity *id = q->badge->identities.n ? q->badge->identities.items : NULL;
    str where = q->badge->version == OB_0_5 ? S("/recipient") : S("/recipient/identity");

    if (!id || str_is_empty(id->value))
        return; /* the rules have said so */
    if (id->hashed)
        judge_hash(q, id, where);
    else
        judge_plain(q, id, where);
}

void judge_identities(struct inquiry *q)
{
    const struct identity_list *all = &q->badge->identities;

    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].hashed)
            judge_hash(q, &all->items[i], str_printf(q->a, "/credentialSubject/identifier/%zu/identityHash", i));
}
