#include "format/qr_code.h"

#include <string.h>

#define WORDS_MOST 3706                          /* of version 40 */

/* ISO/IEC 18004 table 9, by level (L M Q H) and version: words of correction in a block,
 * and how many blocks. */
static const uint8_t correction[4][41] = {
    {0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
    {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28},
    {0, 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
    {0, 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
};
static const uint8_t blocks[4][41] = {
    {0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25},
    {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49},
    {0, 1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68},
    {0, 1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81},
};

struct grid { const uint8_t *modules; int side, version, level, mask; };

static bool dark(const struct grid *g, int x, int y)
{
    return g->modules[y * g->side + x] & 1;
}

/* ---- format: level and mask, twice, of five bits and ten to check them (§7.9) ---- */

static unsigned format_bits(unsigned data)
{
    unsigned rest = data << 10;

    for (int i = 14; i >= 10; i--)
        if (rest >> i & 1)
            rest ^= 0x537u << (i - 10);
    return (data << 10 | rest) ^ 0x5412;
}

static int bits_apart(unsigned a, unsigned b)
{
    return __builtin_popcount(a ^ b);
}

/* Beside the first finder, and split along the other two. */
static void read_format(const struct grid *g, unsigned found[2])
{
    int n = g->side;

    found[0] = found[1] = 0;
    for (int i = 0; i < 15; i++) {
        int x = i < 8 ? 8 : i == 8 ? 7 : 14 - i, y = i < 6 ? i : i < 8 ? i + 1 : 8;
        int x2 = i < 8 ? n - 1 - i : 8, y2 = i < 8 ? 8 : n - 15 + i;
        found[0] |= (unsigned)dark(g, x, y) << i;
        found[1] |= (unsigned)dark(g, x2, y2) << i;
    }
}

static bool settle_format(struct grid *g)
{
    static const int levels[] = {1, 0, 3, 2};    /* 00 is M, 01 L, 10 H, 11 Q */
    unsigned found[2];
    int best = 4;

    read_format(g, found);
    for (unsigned data = 0; data < 32; data++)
        for (int i = 0; i < 2; i++) {
            int apart = bits_apart(format_bits(data), found[i]);
            if (apart >= best)
                continue;
            best = apart;
            g->level = levels[data >> 3];
            g->mask = (int)(data & 7);
        }
    return best < 4;
}

/* ---- which modules carry words ---- */

static int align_places(int version, int places[8])
{
    int n = version / 7 + 2, step = version == 32 ? 26 : (version * 4 + n * 2 + 1) / (n * 2 - 2) * 2;

    if (version == 1)
        return 0;
    places[0] = 6;
    for (int i = n - 1, at = version * 4 + 10; i > 0; i--, at -= step)
        places[i] = at;
    return n;
}

static bool is_in_align(const int *places, int n, int x, int y)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            bool finder = (i == 0 && k == 0) || (i == 0 && k == n - 1) || (i == n - 1 && k == 0);
            if (!finder && x >= places[i] - 2 && x <= places[i] + 2 && y >= places[k] - 2 && y <= places[k] + 2)
                return true;
        }
    return false;
}

static bool is_reserved(const struct grid *g, const int *places, int n_places, int x, int y)
{
    int n = g->side;

    if (x == 6 || y == 6)
        return true;
    if ((x <= 8 && y <= 8) || (x >= n - 8 && y <= 8) || (x <= 8 && y >= n - 8))
        return true;
    if (g->version >= 7 && ((x >= n - 11 && y <= 5) || (y >= n - 11 && x <= 5)))
        return true;
    return is_in_align(places, n_places, x, y);
}

static bool is_masked(int mask, int x, int y)
{
    switch (mask) {
    case 0: return (x + y) % 2 == 0;
    case 1: return y % 2 == 0;
    case 2: return x % 3 == 0;
    case 3: return (x + y) % 3 == 0;
    case 4: return (x / 3 + y / 2) % 2 == 0;
    case 5: return x * y % 2 + x * y % 3 == 0;
    case 6: return (x * y % 2 + x * y % 3) % 2 == 0;
    default: return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

/* Two columns at a time from the right, upwards and downwards in turn (§7.7.3). */
static int read_words(const struct grid *g, uint8_t words[WORDS_MOST])
{
    int places[8], n_places = align_places(g->version, places), bits = 0;

    memset(words, 0, WORDS_MOST);
    for (int right = g->side - 1; right >= 1; right -= 2) {
        if (right == 6)
            right = 5;
        for (int step = 0; step < g->side; step++)
            for (int k = 0; k < 2; k++) {
                int x = right - k, y = (right + 1) & 2 ? step : g->side - 1 - step;
                if (is_reserved(g, places, n_places, x, y) || bits / 8 >= WORDS_MOST)
                    continue;
                words[bits / 8] |= (uint8_t)((dark(g, x, y) != is_masked(g->mask, x, y)) << (7 - bits % 8));
                bits++;
            }
    }
    return bits / 8;
}

/* ---- correction: Reed-Solomon over GF(256), x^8+x^4+x^3+x^2+1 ---- */

struct field { uint8_t exp[512], log[256]; };

static void field_fill(struct field *f)
{
    unsigned x = 1;

    for (int i = 0; i < 255; i++, x = x << 1 ^ (x & 0x80 ? 0x11d : 0)) {
        f->exp[i] = f->exp[i + 255] = (uint8_t)x;
        f->log[x & 255] = (uint8_t)i;
    }
    f->exp[510] = f->exp[511] = 1;
}

static uint8_t times(const struct field *f, uint8_t a, uint8_t b)
{
    return a && b ? f->exp[f->log[a] + f->log[b]] : 0;
}

static uint8_t over(const struct field *f, uint8_t a, uint8_t b)
{
    return a ? f->exp[f->log[a] + 255 - f->log[b]] : 0;
}

/* The value of a polynomial, the lowest coefficient first. */
static uint8_t value_at(const struct field *f, const uint8_t *p, int n, uint8_t x)
{
    uint8_t v = 0;

    for (int i = n - 1; i >= 0; i--)
        v = times(f, v, x) ^ p[i];
    return v;
}

/* Words of a block, the first is the highest; all zero: nothing is wrong. */
static bool find_syndromes(const struct field *f, const uint8_t *block, int n, int n_fix, uint8_t *s)
{
    uint8_t any = 0;

    for (int i = 0; i < n_fix; i++) {
        uint8_t v = 0;
        for (int k = 0; k < n; k++)
            v = times(f, v, f->exp[i]) ^ block[k];
        any |= s[i] = v;
    }
    return any != 0;
}

#define FIX_MOST 32

/* Berlekamp and Massey: the polynomial of where the errors are; its degree, or -1. */
static int find_locator(const struct field *f, const uint8_t *s, int n_fix, uint8_t *c)
{
    uint8_t b[FIX_MOST] = {1}, before[FIX_MOST], last = 1;
    int length = 0, shift = 1;

    memset(c, 0, FIX_MOST);
    c[0] = 1;
    for (int i = 0; i < n_fix; i++, shift++) {
        uint8_t d = s[i];
        for (int k = 1; k <= length; k++)
            d ^= times(f, c[k], s[i - k]);
        if (!d)
            continue;
        memcpy(before, c, FIX_MOST);
        uint8_t factor = over(f, d, last);
        for (int k = 0; k + shift < FIX_MOST; k++)
            c[k + shift] ^= times(f, factor, b[k]);
        if (2 * length > i)
            continue;
        length = i + 1 - length;
        memcpy(b, before, FIX_MOST);
        last = d;
        shift = 0;
    }
    return length <= n_fix / 2 ? length : -1;
}

/* Forney: how wrong a word is, and the word put right. */
static bool fix_at(const struct field *f, uint8_t *block, int n, int power, const uint8_t *s, int n_fix, const uint8_t *c)
{
    uint8_t omega[FIX_MOST] = {0}, inverse = f->exp[(255 - power) % 255], under = 0;

    for (int i = 0; i < n_fix; i++)
        for (int k = 0; k <= i && k < FIX_MOST; k++)
            omega[i] ^= times(f, s[i - k], c[k]);
    for (int k = 1; k < FIX_MOST; k += 2)
        under ^= times(f, c[k], f->exp[(255 - power * (k - 1) % 255) % 255]);
    if (!under)
        return false;
    block[n - 1 - power] ^= times(f, f->exp[power % 255], over(f, value_at(f, omega, n_fix, inverse), under));
    return true;
}

static bool fix_block(const struct field *f, uint8_t *block, int n, int n_fix)
{
    uint8_t s[FIX_MOST], c[FIX_MOST], check[FIX_MOST];
    int errors, found = 0;

    if (!find_syndromes(f, block, n, n_fix, s))
        return true;
    errors = find_locator(f, s, n_fix, c);
    for (int power = 0; errors > 0 && power < n; power++)
        if (value_at(f, c, FIX_MOST, f->exp[(255 - power) % 255]) == 0) {
            if (!fix_at(f, block, n, power, s, n_fix, c))
                return false;
            found++;
        }
    return errors > 0 && found == errors && !find_syndromes(f, block, n, n_fix, check);
}

/* Words of all blocks lie one of each in turn; the later blocks may be longer by one. */
static int put_right(const struct grid *g, const uint8_t *words, int n, uint8_t *out)
{
    struct field f;
    int n_blocks = blocks[g->level][g->version], n_fix = correction[g->level][g->version];
    int shorter = n_blocks - n % n_blocks, length = n / n_blocks, put = 0;
    uint8_t block[256];

    field_fill(&f);
    for (int b = 0; b < n_blocks; b++) {
        int data = length - n_fix + (b >= shorter);
        for (int i = 0; i < data; i++)
            block[i] = i < length - n_fix ? words[i * n_blocks + b] : words[(length - n_fix) * n_blocks + b - shorter];
        for (int i = 0; i < n_fix; i++)
            block[data + i] = words[n - n_fix * n_blocks + i * n_blocks + b];
        if (!fix_block(&f, block, data + n_fix, n_fix))
            return -1;
        memcpy(out + put, block, (size_t)data);
        put += data;
    }
    return put;
}

/* ---- text (§7.4) ---- */

struct bits { const uint8_t *p; int n, at; };

static int take(struct bits *b, int count)
{
    int v = 0;

    if (b->at + count > b->n)
        return -1;
    for (int i = 0; i < count; i++, b->at++)
        v = v << 1 | (b->p[b->at / 8] >> (7 - b->at % 8) & 1);
    return v;
}

static bool put_digits(struct bits *b, int count, struct buf *out)
{
    static const int widths[] = {0, 4, 7, 10}, tops[] = {1, 10, 100, 1000};

    while (count > 0) {
        int n = count < 3 ? count : 3, v = take(b, widths[n]);
        if (v < 0 || v >= tops[n])
            return false;
        buf_printf(out, "%0*d", n, v);
        count -= n;
    }
    return true;
}

static bool put_letters(struct bits *b, int count, struct buf *out)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    for (; count > 0; count -= 2) {
        int v = take(b, count > 1 ? 11 : 6);
        if (v < 0 || v >= (count > 1 ? 45 * 45 : 45))
            return false;
        if (count > 1)
            buf_byte(out, letters[v / 45]);
        buf_byte(out, letters[v % 45]);
    }
    return true;
}

static bool put_bytes(struct bits *b, int count, struct buf *out)
{
    for (; count > 0; count--) {
        int v = take(b, 8);
        if (v < 0)
            return false;
        buf_byte(out, (char)v);
    }
    return true;
}

/* The number of an alphabet; the bytes are taken as they are. */
static bool skip_alphabet(struct bits *b)
{
    int first = take(b, 8);

    return first >= 0 && ((first & 0x80) == 0 || take(b, (first & 0x40) == 0 ? 8 : 16) >= 0);
}

static code read_part(struct bits *b, int mode, int version, struct buf *out, struct error *err)
{
    static const struct { int mode, widths[3]; bool (*put)(struct bits *b, int count, struct buf *out); } modes[] = {
        {1, {10, 12, 14}, put_digits}, {2, {9, 11, 13}, put_letters}, {4, {8, 16, 16}, put_bytes}};

    for (size_t i = 0; i < COUNT(modes); i++) {
        if (modes[i].mode != mode)
            continue;
        int count = take(b, modes[i].widths[version < 10 ? 0 : version < 27 ? 1 : 2]);
        if (count < 0 || !modes[i].put(b, count, out))
            return fail(err, BAD_INPUT, "", "the QR code ends within its text");
        return OK;
    }
    return fail(err, UNSUPPORTED, "", "the QR code has a kind of text that is not read here");
}

static code read_text(struct arena *a, const uint8_t *data, int n, int version, str *text, struct error *err)
{
    struct bits b = {data, n * 8, 0};
    struct buf out = buf_new(a);

    for (;;) {
        int mode = take(&b, 4);
        if (mode <= 0)
            break;                               /* the end, or what is left is too short for more */
        if (mode == 5 || mode == 9)
            continue;                            /* a sign that it follows some rules of trade */
        if (mode != 7)
            TRY(read_part(&b, mode, version, &out, err));
        else if (!skip_alphabet(&b))
            return fail(err, BAD_INPUT, "", "the QR code ends within its text");
    }
    *text = buf_done(&out);
    return OK;
}

code qr_code_read(struct arena *a, const uint8_t *modules, int side, str *text, struct error *err)
{
    struct grid g = {modules, side, (side - 17) / 4, 0, 0};
    uint8_t *words = NEW_ARRAY(a, WORDS_MOST, uint8_t), *data = NEW_ARRAY(a, WORDS_MOST, uint8_t);

    if (side < 21 || side > QR_MOST || side % 4 != 1)
        return fail(err, BAD_INPUT, "", "no QR code has %d modules on a side", side);
    if (!settle_format(&g))
        return fail(err, BAD_INPUT, "", "this is no QR code, or it is damaged");
    int n = put_right(&g, words, read_words(&g, words), data);
    if (n < 0)
        return fail(err, BAD_INPUT, "", "more of the QR code is damaged than it can bear");
    return read_text(a, data, n, g.version, text, err);
}
