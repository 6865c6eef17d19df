/* format/email.c */
#include "format/email.h"
#include <idn2.h>
#include <string.h>
#include "base/utf8.h"

#define MAX_INPUT  1000
#define MAX_NAME   200
#define MAX_LOCAL  64                            /* RFC 5321 §4.5.3.1 */
#define MAX_DOMAIN 253

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Dot-atom of RFC 5322 without % ! | ` which relays and shells have read as
 * routes or commands, and without a leading dash, which programs read as an
 * option. */
static bool is_local_part(str s)
{
    char before = '.';

    if (s.n == 0 || s.n > MAX_LOCAL || s.p[0] == '-')
        return false;
    for (size_t i = 0; i < s.n; before = s.p[i++])
        if (s.p[i] == '.' ? before == '.' : !is_alnum(s.p[i]) && (!s.p[i] || !strchr("_-+'&=~#$*/?^{}", s.p[i])))
            return false;
    return before != '.';
}

static bool is_label(str s)
{
    if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) && s.p[i] != '-')
            return false;
    return true;
}

/* Two labels at least; a last one of digits is an IPv4 address. */
static bool is_domain(str s)
{
    str label = {0}, rest = s;
    int labels = 0;

    if (s.n == 0 || s.n > MAX_DOMAIN)
        return false;
    for (; str_cut(&rest, '.', &label); labels++)
        if (!is_label(label))
            return false;
    return labels >= 2 && !(label.p[0] >= '0' && label.p[0] <= '9');
}

/* Nearly every address: ASCII, and no label that could be an encoded one. The
 * mapping makes small letters of it and nothing else. */
static bool is_plain_domain(str domain)
{
    for (size_t i = 0; i < domain.n; i++)
        if (!is_alnum(domain.p[i]) && domain.p[i] != '.' && domain.p[i] != '-')
            return false;
    return domain.n <= MAX_DOMAIN && !str_contains(domain, S("--"));
}

static void lower_domain(str domain, char out[static MAX_DOMAIN + 1])
{
    for (size_t i = 0; i < domain.n; i++)
        out[i] = domain.p[i] >= 'A' && domain.p[i] <= 'Z' ? (char)(domain.p[i] | 0x20) : domain.p[i];
    out[domain.n] = '\0';
}

/* IDNA 2008 with the mapping of UTS #46: small letters, A-labels. The flag
 * IDN2_USE_STD3_ASCII_RULES would drop foreign characters without a word
 * ("x@y.org" becomes "xy.org"); is_domain refuses them afterwards. libidn2
 * mallocs its result, so no arena call may happen in between. */
static bool domain_to_ascii(str domain, char out[static MAX_DOMAIN + 1])
{
    char in[MAX_DOMAIN * 4 + 1];
    uint8_t *ascii = NULL;

    if (is_plain_domain(domain)) {
        lower_domain(domain, out);
        return true;
    }
    if (domain.n >= sizeof in || str_find_byte(domain, '\0') >= 0)
        return false;
    memcpy(in, domain.p, domain.n);
    in[domain.n] = '\0';
    int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    int result = idn2_lookup_u8((const uint8_t *)in, &ascii, flags);
    size_t n = result == IDN2_OK ? strlen((char *)ascii) : MAX_DOMAIN + 1;
    if (n <= MAX_DOMAIN)
        memcpy(out, ascii, n + 1);
    idn2_free(ascii);
    return n <= MAX_DOMAIN;
}

static code read_address(struct arena *a, str text, str *out, struct error *err)
{
    ptrdiff_t at = str_find_byte(text, '@');
    char domain[MAX_DOMAIN + 1];

    if (at < 0)
        return fail(err, BAD_INPUT, "email", "an e-mail address has an @ in it");
    if (!is_local_part(str_slice(text, 0, (size_t)at)))
        return fail(err, BAD_INPUT, "email", "the part before the @ of the e-mail address is not one we can send to");
    if (!domain_to_ascii(str_from(text, (size_t)at + 1), domain) || !is_domain(cstr(domain)))
        return fail(err, BAD_INPUT, "email", "the part behind the @ of the e-mail address is not a domain name");
    *out = str_join(a, str_slice(text, 0, (size_t)at + 1), cstr(domain));
    return OK;
}

/* "Ann Lee", as found before the angle bracket. */
static code read_name(str text, str *out, struct error *err)
{
    str name = str_trim(text);

    if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
        name = str_trim(str_slice(name, 1, name.n - 1));
    if (name.n > MAX_NAME)
        return fail(err, LIMIT, "email", "the name before the e-mail address is too long");
    for (size_t i = 0; i < name.n; i++)
        if (strchr("<>\"\\", name.p[i]))
            return fail(err, BAD_INPUT, "email", "the name before the e-mail address has a character that has no place there");
    /* Mail programs repeat the address as name; as a name it could only lie. */
    *out = name.n && str_find_byte(name, '@') < 0 ? name : (str){0};
    return OK;
}

code email_parse(struct arena *a, str text, struct email *out, struct error *err)
{
    ptrdiff_t open;

    *out = (struct email){0};
    text = str_trim(text);
    if (text.n == 0)
        return fail(err, BAD_INPUT, "email", "the e-mail address is missing");
    if (text.n > MAX_INPUT)
        return fail(err, LIMIT, "email", "the e-mail address is too long");
    if (!utf8_is_valid(text) || utf8_has_controls(text))
        return fail(err, BAD_INPUT, "email", "the e-mail address has invisible characters or line breaks in it");
    if ((open = str_find_byte(text, '<')) < 0)
        return read_address(a, text, &out->address, err);
    if (!str_ends(text, S(">")))
        return fail(err, BAD_INPUT, "email", "the > behind the e-mail address is missing");
    TRY(read_name(str_slice(text, 0, (size_t)open), &out->name, err));
    return read_address(a, str_trim(str_slice(text, (size_t)open + 1, text.n - 1)), &out->address, err);
}

str email_fold(struct arena *a, str address)
{
    return str_lower(a, str_trim(address));
}
