/* web/text.c — tables of messages, one per po/LANG.po, sorted by the English.
 * The build writes text_tables.h when there is a translation. */
#include "web/text.h"
#include <string.h>

struct message { const char *english, *there; };
struct language { const char *code; const struct message *messages; size_t n; };

#if __has_include("text_tables.h")
#include "text_tables.h"                         /* static const struct language languages[], {0} last */
#else
static const struct language languages[] = {{0}};
#endif

static const struct language *find_language(str lang)
{
    for (const struct language *l = languages; l->code; l++)
        if (str_eq_nocase(cstr(l->code), lang))
            return l;
    return NULL;
}

const char *text(str lang, const char *english)
{
    const struct language *l = find_language(lang);
    size_t low = 0, high = l ? l->n : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = strcmp(english, l->messages[middle].english);
        if (c == 0)
            return l->messages[middle].there;
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return english;
}

/* "de-AT;q=0.8" is asked for as "de". Browsers list the best first, so the
 * first that we have wins, without looking at the weights. */
str text_language(str accept_language)
{
    str part, tag, primary;

    while (str_cut(&accept_language, ',', &part)) {
        if (!str_cut(&part, ';', &tag))
            continue;
        tag = str_trim(tag);
        if (!str_cut(&tag, '-', &primary))
            continue;
        const struct language *l = find_language(primary);
        if (l)
            return cstr(l->code);
        if (str_eq_nocase(primary, S("en")))
            break;
    }
    return S("en");
}
