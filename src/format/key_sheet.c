/* format/key_sheet.c — the secret of a key alone, with its kind and a check over
 * all of it; Ed25519 and P-256 are six lines, P-384 nine. */
#include "format/key_sheet.h"

#include "base/codec.h"

#define MARK       S("LAPELKEY1.")
#define HEAD       4                             /* version, kind, check over the secret */
#define VERSION    1
#define LINE_BYTES 6
#define LINES_MOST 16
#define CHECK      2

/* ---- what of PKCS#8 (RFC 5958) is secret ---- */

#define ED25519_HEAD "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"
#define P256_OID     "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define P384_OID     "\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22"

/* `written`: what stands before the secret as OpenSSL writes it; `read`: the same
 * without the public half behind it, which OpenSSL works out (RFC 5915 §3). */
static const struct shape { enum key_kind kind; size_t n; str written, read; } shapes[] = {
    {KEY_ED25519, 32, S(ED25519_HEAD), S(ED25519_HEAD)},
    {KEY_P256, 32, S("\x30\x81\x87\x02\x01\x00" P256_OID "\x04\x6d\x30\x6b\x02\x01\x01\x04\x20"),
     S("\x30\x41\x02\x01\x00" P256_OID "\x04\x27\x30\x25\x02\x01\x01\x04\x20")},
    {KEY_P384, 48, S("\x30\x81\xb6\x02\x01\x00" P384_OID "\x04\x81\x9e\x30\x81\x9b\x02\x01\x01\x04\x30"),
     S("\x30\x4e\x02\x01\x00" P384_OID "\x04\x37\x30\x35\x02\x01\x01\x04\x30")},
    {KEY_RSA, 0, S(""), S("")},                  /* all of it */
};

static const struct shape *shape_of(int kind)
{
    for (size_t i = 0; i < COUNT(shapes); i++)
        if ((int)shapes[i].kind == kind)
            return &shapes[i];
    return NULL;
}

static str der_of(struct arena *a, str pem)
{
    str rest = pem, line;
    struct buf b = buf_new(a);

    while (str_cut_line(&rest, &line))
        if (!str_starts(line, S("-----")))
            buf_put(&b, line);
    return base64_decode(a, buf_done(&b));
}

static str pem_of(struct arena *a, str der)
{
    str text = base64_encode(a, der);
    struct buf b = buf_new(a);

    buf_putz(&b, "-----BEGIN PRIVATE KEY-----\n");
    for (size_t at = 0; at < text.n; at += 64)
        buf_printf(&b, STR_FMT "\n", STR_ARG(str_slice(text, at, at + 64)));
    buf_putz(&b, "-----END PRIVATE KEY-----\n");
    return buf_done(&b);
}

/* ---- checks ---- */

static str check_of(struct arena *a, const char *what, int number, str bytes)
{
    struct sha256 h = sha256(str_join(a, str_printf(a, "lapel key sheet %s %d ", what, number), bytes));

    return str_copy(a, (str){(const char *)h.b, CHECK});
}

static str payload_of(struct arena *a, enum key_kind kind, str secret)
{
    const char head[] = {VERSION, (char)kind};
    str checked = check_of(a, "whole", (int)kind, secret);

    return str_join(a, str_join(a, (str){head, sizeof head}, checked), secret);
}

/* ---- writing ---- */

static str line_of(struct arena *a, int number, str bytes)
{
    str hex = hex_encode(a, bytes);
    struct buf b = buf_new(a);

    buf_printf(&b, "%d ", number);
    for (size_t at = 0; at < hex.n; at += 4)
        buf_printf(&b, " " STR_FMT, STR_ARG(str_slice(hex, at, at + 4)));
    buf_printf(&b, "  " STR_FMT, STR_ARG(hex_encode(a, check_of(a, "line", number, bytes))));
    return buf_done(&b);
}

code key_sheet_write(struct arena *a, enum key_kind kind, str pem, struct key_sheet *out, struct error *err)
{
    const struct shape *s = shape_of((int)kind);
    str der = der_of(a, pem), secret = der;

    if (!s || str_is_empty(der) || !str_starts(der, s->written) || der.n < s->written.n + s->n)
        return fail(err, FAULT, "key", "this key cannot be put on paper");
    if (s->n)
        secret = str_slice(der, s->written.n, s->written.n + s->n);
    str all = payload_of(a, kind, secret);
    *out = (struct key_sheet){.code = str_join(a, MARK, base64url_encode(a, all))};
    for (size_t at = 0; s->n && at < all.n; at += LINE_BYTES)
        *list_add(a, &out->lines) = line_of(a, (int)(at / LINE_BYTES) + 1, str_slice(all, at, at + LINE_BYTES));
    return OK;
}

/* ---- reading ---- */

static code whole(struct arena *a, str all, str *pem, struct error *err)
{
    const struct shape *s = all.n > HEAD && all.p[0] == VERSION ? shape_of(all.p[1]) : NULL;
    str secret = str_from(all, HEAD);

    if (!s || (s->n && secret.n != s->n))
        return fail(err, BAD_INPUT, "sheet", "this is no signing key, or one of a newer program");
    if (!str_eq(str_slice(all, 2, HEAD), check_of(a, "whole", (int)s->kind, secret)))
        return fail(err, BAD_INPUT, "sheet", "the lines are not of one sheet");
    *pem = pem_of(a, str_join(a, s->read, secret));
    return OK;
}

static bool is_of_code(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static code read_code(struct arena *a, str text, str *pem, struct error *err)
{
    size_t n = 0;

    while (n < text.n && is_of_code(text.p[n]))
        n++;
    str all = base64url_decode(a, str_slice(text, 0, n));
    if (str_is_empty(all))
        return fail(err, BAD_INPUT, "sheet", "the text of the code is not complete: copy it whole");
    return whole(a, all, pem, err);
}

/* The number at the front of a line of the sheet; 0: another line. */
static int line_number(str *line)
{
    int n = 0;
    size_t at = 0;

    while (at < line->n && at < 2 && line->p[at] >= '0' && line->p[at] <= '9')
        n = n * 10 + (line->p[at++] - '0');
    if (at == 0 || at >= line->n || (line->p[at] != ' ' && line->p[at] != '\t' && line->p[at] != '.' && line->p[at] != ':'))
        return 0;
    *line = str_from(*line, at + 1);
    return n <= LINES_MOST ? n : 0;
}

/* In any grouping: "4f3a 9c01", "4F3A-9C01". Absent: something else stands there. */
static str bytes_of(struct arena *a, str typed)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] != ' ' && typed.p[i] != '-' && typed.p[i] != '\t')
            buf_byte(&b, typed.p[i]);
    return hex_decode(a, str_lower(a, buf_done(&b)));
}

static code read_line(struct arena *a, int number, str typed, str *out, struct error *err)
{
    str bytes = bytes_of(a, typed);
    bool fits = bytes.n > CHECK && bytes.n <= LINE_BYTES + CHECK;

    *out = fits ? str_slice(bytes, 0, bytes.n - CHECK) : S("");
    if (!fits || !str_eq(str_from(bytes, bytes.n - CHECK), check_of(a, "line", number, *out)))
        return fail(err, BAD_INPUT, "sheet", "line %d is not as it was printed: compare it digit by digit", number);
    return OK;
}

/* How many lines there must be is said by the first one. */
static size_t lines_of(const str *lines)
{
    const struct shape *s = lines[0].n >= 2 ? shape_of(lines[0].p[1]) : NULL;

    return s ? (HEAD + s->n + LINE_BYTES - 1) / LINE_BYTES : 1;
}

static code read_lines(struct arena *a, str text, str *pem, struct error *err)
{
    str lines[LINES_MOST] = {{0}}, line, all = S("");

    while (str_cut_line(&text, &line)) {
        line = str_trim(line);
        int number = line_number(&line);
        if (number)
            TRY(read_line(a, number, line, &lines[number - 1], err));
    }
    size_t n = lines_of(lines);
    for (size_t i = 0; i < n; i++) {
        if (str_is_empty(lines[i]))
            return fail(err, BAD_INPUT, "sheet", "line %d is missing", (int)i + 1);
        all = str_join(a, all, lines[i]);
    }
    return whole(a, all, pem, err);
}

code key_sheet_read(struct arena *a, str text, str *pem, struct error *err)
{
    ptrdiff_t mark = text.n <= KEY_SHEET_BYTES ? str_find(text, MARK) : -1;

    if (text.n > KEY_SHEET_BYTES)
        return fail(err, BAD_INPUT, "sheet", "this is too long for a sheet");
    return mark >= 0 ? read_code(a, str_from(text, (size_t)mark + MARK.n), pem, err) : read_lines(a, text, pem, err);
}
