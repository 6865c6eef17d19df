#include "format/lookalike.h"

#include <idn2.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include "base/arena.h"
#include "base/utf8.h"

#define MAX_NAME  ((size_t)256)                  /* longer ones are compared by their beginning */
#define MAX_HOST  253
#define WIDEST    18                             /* NFKD makes no character longer (UAX #15) */

/* ---- what letters look like ---- */

/* Letters that most fonts draw as the Latin one; confusables.txt of UTS #39 as
 * far as living alphabets go. Small letters: names are folded before. */
static const struct { uint16_t cp; char looks; } twins[] = {
    {0x0131, 'i'}, {0x0251, 'a'}, {0x0261, 'g'}, {0x03B1, 'a'}, {0x03B5, 'e'}, {0x03B9, 'i'}, {0x03BA, 'k'},
    {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'}, {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'},
    {0x0430, 'a'}, {0x0432, 'b'}, {0x0433, 'r'}, {0x0435, 'e'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'},
    {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'},
    {0x044C, 'b'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0501, 'd'},
    {0x051B, 'q'}, {0x051D, 'w'}, {0x0561, 'w'}, {0x0563, 'q'}, {0x0566, 'q'}, {0x0570, 'h'}, {0x0575, 'j'},
    {0x0578, 'n'}, {0x057C, 'n'}, {0x057D, 'u'}, {0x0581, 'g'}, {0x0582, 'i'}, {0x0584, 'f'}, {0x0585, 'o'},
    {0x13A0, 'd'}, {0x13A1, 'r'}, {0x13A2, 't'}, {0x13E2, 'p'},
};

static int32_t twin_of(int32_t cp)
{
    size_t from = 0, to = COUNT(twins);

    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (twins[mid].cp == cp)
            return twins[mid].looks;
        if (twins[mid].cp < cp)
            from = mid + 1;
        else
            to = mid;
    }
    return cp;
}

/* In a buffer of ours, so that libunistring mallocs nothing. */
static str decomposed(struct arena *a, str s)
{
    size_t n = s.n * WIDEST;
    uint8_t *out = arena_alloc(a, n + 1, 1);

    if (s.n == 0 || !utf8_is_valid(s))
        return s;
    return u8_normalize(UNINORM_NFKD, (const uint8_t *)s.p, s.n, out, &n) == out ? (str){(const char *)out, n} : s;
}

/* "0" and "1" are read as letters in a word; "rn" is read as "m". */
static int32_t plain_digit(int32_t cp)
{
    return cp == '0' ? 'o' : cp == '1' ? 'l' : cp;
}

static bool is_letter_or_digit(int32_t cp)
{
    return uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

str lookalike_skeleton(struct arena *a, str name)
{
    str rest = utf8_fold(a, decomposed(a, utf8_cut(name, MAX_NAME)));
    struct buf b = buf_new(a);

    for (int32_t cp; (cp = utf8_next(&rest)) >= 0;) {
        if (!is_letter_or_digit(cp))
            continue;
        int32_t looks = plain_digit(twin_of(cp));
        utf8_put(&b, (uint32_t)(looks == 'i' ? 'l' : looks));    /* I and l */
    }
    str seen = buf_done(&b);
    struct buf joined = buf_new(a);
    for (size_t i = 0; i < seen.n; i++)
        if (seen.p[i] == 'r' && i + 1 < seen.n && seen.p[i + 1] == 'n' && ++i)
            buf_byte(&joined, 'm');
        else
            buf_byte(&joined, seen.p[i]);
    return buf_done(&joined);
}

/* ---- whose letters they are ---- */

/* NULL: no letter, or one of all alphabets. Those that one language writes
 * together are one. */
static const char *alphabet_of(int32_t cp)
{
    static const char *const no_own[] = {"Common", "Inherited"};
    static const char *const together[] = {"Han", "Hiragana", "Katakana", "Bopomofo", "Hangul"};
    const uc_script_t *s = uc_script((ucs4_t)cp);

    if (!s || !uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_L))
        return NULL;
    for (size_t i = 0; i < COUNT(no_own); i++)
        if (!strcmp(s->name, no_own[i]))
            return NULL;
    for (size_t i = 0; i < COUNT(together); i++)
        if (!strcmp(s->name, together[i]))
            return together[0];
    return s->name;
}

/* East Asian words take Latin ones in. */
static bool go_together(const char *one, const char *other)
{
    return !one || !other || !strcmp(one, other) || !strcmp(one, "Han") || !strcmp(other, "Han");
}

static bool ends_word(int32_t cp)
{
    return (cp < 0x80 && strchr(" .-/(),&", (char)cp)) || cp == 0xA0;
}

bool lookalike_is_mixed(str name)
{
    str rest = utf8_cut(name, MAX_NAME);
    const char *word = NULL;

    for (int32_t cp; (cp = utf8_next(&rest)) >= 0;) {
        const char *now = alphabet_of(cp);
        if (ends_word(cp))
            word = NULL;
        else if (!go_together(word, now))
            return true;
        else if (now)
            word = now;
    }
    return false;
}

/* Has letters, all of which look Latin, and none that is. */
static bool is_all_twins(str label)
{
    size_t letters = 0, twin_letters = 0;

    for (int32_t cp; (cp = utf8_next(&label)) >= 0;) {
        letters += alphabet_of(cp) != NULL;
        twin_letters += twin_of(cp) != cp;
    }
    return letters > 1 && letters == twin_letters;
}

bool lookalike_is_disguised(struct arena *a, str host)
{
    str rest = utf8_fold(a, utf8_cut(host, MAX_NAME)), label = {0};
    bool found = false;

    while (str_cut(&rest, '.', &label))
        found |= is_all_twins(label);
    return found && !is_all_twins(label) && label.n && (unsigned char)label.p[0] < 0x80;
}

bool lookalike_has_hidden(str name)
{
    str rest = utf8_cut(name, MAX_NAME);

    for (int32_t cp; (cp = utf8_next(&rest)) >= 0;)
        if (uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Co) ||
            uc_is_property_default_ignorable_code_point((ucs4_t)cp))
            return true;
    return false;
}

bool lookalike_boasts(struct arena *a, str name)
{
    static const char *const ticks[] = {"\xe2\x9c\x93", "\xe2\x9c\x94", "\xe2\x9c\x85", "\xe2\x98\x91", "\xf0\x9f\x97\xb8"};
    str folded = utf8_fold(a, utf8_cut(name, MAX_NAME));

    for (size_t i = 0; i < COUNT(ticks); i++)
        if (str_contains(name, cstr(ticks[i])))
            return true;
    return str_contains(folded, S("verified")) || str_contains(folded, S("official"));
}

/* ---- hosts ---- */

static bool is_encoded(str host)
{
    str label;

    for (str rest = host; str_cut(&rest, '.', &label);)
        if (str_starts(label, S("xn--")))
            return true;
    return false;
}

/* libidn2 mallocs its result, so no arena call may happen in between. */
str lookalike_host(struct arena *a, str host)
{
    char in[MAX_HOST + 1], out[4 * MAX_HOST + 1], *wide = NULL;
    size_t n = 0;

    if (host.n == 0 || host.n > MAX_HOST || str_find_byte(host, '\0') >= 0 || !is_encoded(host))
        return (str){0};
    memcpy(in, host.p, host.n);
    in[host.n] = '\0';
    if (idn2_to_unicode_8z8z(in, &wide, 0) == IDN2_OK && strlen(wide) < sizeof out) {
        n = strlen(wide);
        memcpy(out, wide, n);
    }
    idn2_free(wide);
    bool is_text = n && utf8_is_valid((str){out, n}) && !lookalike_has_hidden((str){out, n});
    return is_text ? str_copy(a, (str){out, n}) : (str){0};
}
