/* catalog/alignments.c — skills of a badge, kept as the JSON that its credential
 * will carry; and the level that it shows of each, with the scale as it was then. */
#include "app/catalog/catalog_private.h"

#include <stddef.h>

static const struct {
    const char *key;
    size_t at;
} alignment_members[] = {
    {"targetName", offsetof(struct alignment, target_name)},
    {"targetUrl", offsetof(struct alignment, target_url)},
    {"targetDescription", offsetof(struct alignment, target_description)},
    {"targetFramework", offsetof(struct alignment, target_framework)},
    {"targetCode", offsetof(struct alignment, target_code)},
    {"targetType", offsetof(struct alignment, target_type)},
    {"levels", offsetof(struct alignment, levels)},
};

static str *alignment_member(struct alignment *x, size_t i)
{
    return (str *)(void *)((char *)x + alignment_members[i].at);
}

void alignments_read_json(struct arena *a, const struct json *list, struct alignment_list *out)
{
    for (size_t i = 0; i < json_count(list); i++) {
        struct alignment *x = list_add(a, out);
        *x = (struct alignment){0};
        for (size_t m = 0; m < COUNT(alignment_members); m++)
            *alignment_member(x, m) = json_str(json_get(json_item(list, i), alignment_members[m].key));
        if (!json_int(json_get(json_item(list, i), "level"), &x->level))
            x->level = 0;
    }
}

void alignments_read(struct arena *a, str text, struct alignment_list *out)
{
    const struct json *list;

    if (json_parse(a, text, NULL, &list, NULL) == OK)
        alignments_read_json(a, list, out);
}

str alignments_write(struct arena *a, const struct alignment_list *list)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < list->n; i++) {
        json_open_object(&w);
        for (size_t m = 0; m < COUNT(alignment_members); m++) {
            str value = *alignment_member(&list->items[i], m);
            if (!str_is_empty(value))
                json_put_member(&w, alignment_members[m].key, value);
        }
        if (list->items[i].level)
            json_put_member_int(&w, "level", list->items[i].level);
        json_close_object(&w);
    }
    json_close_array(&w);
    return buf_done(&b);
}
