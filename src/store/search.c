#include "store/search.h"

str search_anywhere(struct arena *a, str typed)
{
    struct buf b = buf_new(a);

    if (str_is_empty(typed))
        return S("");
    buf_byte(&b, '%');
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] == '%' || typed.p[i] == '_' || typed.p[i] == '!')
            buf_byte(&b, '!');
        buf_byte(&b, typed.p[i]);
    }
    buf_byte(&b, '%');
    return str_lower(a, buf_done(&b));
}

/* U+10FFFF is behind whatever else may follow. */
struct search_range search_start(struct arena *a, str typed)
{
    str from = str_lower(a, typed);

    return (struct search_range){from, str_join(a, from, S("\xF4\x8F\xBF\xBF"))};
}
