/* store/in_list.c — values for statements with a list of keys. */
#include "store/in_list.h"

struct args in_list(struct arena *a, struct args before, const int64_t *keys, size_t n)
{
    struct value *all = NEW_ARRAY(a, before.n + IN_80, struct value);

    for (size_t i = 0; i < before.n; i++)
        all[i] = before.items[i];
    for (size_t i = 0; i < IN_80; i++)
        all[before.n + i] = v_int(i < n ? keys[i] : 0);
    return (struct args){all, before.n + IN_80};
}

struct args in_list_of(struct arena *a, struct args before, const str *keys, size_t n)
{
    struct value *all = NEW_ARRAY(a, before.n + IN_80, struct value);

    for (size_t i = 0; i < before.n; i++)
        all[i] = before.items[i];
    for (size_t i = 0; i < IN_80; i++)
        all[before.n + i] = v_str(keys[i < n ? i : n - 1]);
    return (struct args){all, before.n + IN_80};
}
