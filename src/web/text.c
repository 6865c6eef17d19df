/* web/text.c — languages, from catalogues that the build put into the program. */
#include "web/text.h"
#include <threads.h>
#include "base/embedded.h"
#include "base/words.h"

#define MOST       32
#define COOKIE     "lang"
#define REMEMBERED (365 * 24 * 60 * 60)          /* seconds */

/* Side by side; English has an empty dictionary. */
static struct spoken languages[MOST] = {{{"en", 2}, {"English", 7}, false}};
static struct dictionary dictionaries[MOST];
static size_t n_languages = 1;
static once_flag opened = ONCE_FLAG_INIT;

static bool add(str catalogue)
{
    struct dictionary d;

    if (n_languages == MOST || !dictionary_open(catalogue, &d))
        return false;
    struct spoken l = {dictionary_head(&d, "Language"), dictionary_head(&d, "X-Language-Name"),
                         str_eq(dictionary_head(&d, "X-Direction"), S("rtl"))};
    if (str_is_empty(l.code) || str_is_empty(l.name))
        return false;
    languages[n_languages] = l;
    dictionaries[n_languages++] = d;
    return true;
}

static void open_all(void)
{
    for (size_t i = 0; i < embedded_language_count; i++)
        add((str){(const char *)embedded_languages[i].data, embedded_languages[i].size});
}

code text_add(str catalogue, struct error *err)
{
    call_once(&opened, open_all);
    return add(catalogue) ? OK
        : fail(err, BAD_INPUT, "", "this is no catalogue of sentences (.mo) with Language and X-Language-Name, "
                                   "or a sentence of it asks for other values than the English");
}

const struct spoken *text_languages(size_t *n)
{
    call_once(&opened, open_all);
    *n = n_languages;
    return languages;
}

const struct spoken *text_language_of(str tag)
{
    call_once(&opened, open_all);
    for (size_t i = 0; i < n_languages; i++)
        if (str_eq_nocase(languages[i].code, tag))
            return &languages[i];
    return NULL;
}

static const struct dictionary *dictionary_of(str tag)
{
    const struct spoken *l = text_language_of(tag);

    return l ? &dictionaries[l - languages] : NULL;
}

const char *text(str lang, const char *english)
{
    const struct dictionary *d = dictionary_of(lang);
    const char *there = d ? dictionary_find(d, english) : NULL;

    return there ? there : english;
}

/* "de-AT;q=0.8" is asked for as "de-AT", then as "de". Browsers list the best
 * first, so the first that we have wins, without looking at the weights. */
str text_language(str accept_language)
{
    str part, tag, primary;

    while (str_cut(&accept_language, ',', &part)) {
        if (!str_cut(&part, ';', &tag))
            continue;
        tag = str_trim(tag);
        const struct spoken *l = text_language_of(tag);
        if (!l && str_cut(&tag, '-', &primary))
            l = text_language_of(primary);
        if (l)
            return l->code;
    }
    return S("en");
}

static str cookie(const struct request *rq)
{
    for (size_t i = 0; i < rq->cookies.n; i++)
        if (str_eq(rq->cookies.items[i].name, S(COOKIE)))
            return rq->cookies.items[i].value;
    return S("");
}

str request_language(const struct request *rq)
{
    const struct spoken *chosen = text_language_of(cookie(rq));

    return chosen ? chosen->code : text_language(request_header(rq, "accept-language"));
}

str request_languages(const struct request *rq)
{
    const struct spoken *chosen = text_language_of(cookie(rq));
    str asked = request_header(rq, "accept-language");

    if (!chosen)
        return asked;
    return str_is_absent(asked) ? chosen->code : str_printf(rq->arena, STR_FMT "," STR_FMT, STR_ARG(chosen->code), STR_ARG(asked));
}

void language_choose(struct response *rs, str tag)
{
    const struct spoken *l = text_language_of(tag);

    response_cookie(rs, COOKIE, l ? l->code : S(""), l ? REMEMBERED : 0, false);
}

void text_speak(str lang)
{
    words_speak(dictionary_of(lang));
}

str text_spoken(void)
{
    const struct dictionary *d = words_spoken();

    return d >= dictionaries && d < dictionaries + COUNT(dictionaries) ? languages[d - dictionaries].code : S("en");
}
