/* runtime.c — stands in for web/out.c: shows which writer a hole got instead of
 * escaping, so that a template's output tells how each place was understood. */
#include <stdio.h>
#include <string.h>
#include "view.h"
#include "web/page.h"

#define WRITER(name, type, format, ...)                                        \
    void name(struct out *o, type v)                                           \
    {                                                                          \
        (void)o;                                                               \
        printf("[" #name " " format "]", __VA_ARGS__);                         \
    }

WRITER(out_text_str, str, STR_FMT, STR_ARG(v))
WRITER(out_text_cstr, const char *, "%s", v)
WRITER(out_text_int, int64_t, "%ld", (long)v)
WRITER(out_text_date, out_date, "%ld", (long)v.t)
WRITER(out_text_time, out_time, "%ld", (long)v.t)
WRITER(out_text_markdown, out_markdown, STR_FMT, STR_ARG(v.source))
WRITER(out_attr_str, str, STR_FMT, STR_ARG(v))
WRITER(out_attr_cstr, const char *, "%s", v)
WRITER(out_attr_int, int64_t, "%ld", (long)v)
WRITER(out_attr_date, out_date, "%ld", (long)v.t)
WRITER(out_url_str, str, STR_FMT, STR_ARG(v))
WRITER(out_url_cstr, const char *, "%s", v)
WRITER(out_urlpart_str, str, STR_FMT, STR_ARG(v))
WRITER(out_urlpart_cstr, const char *, "%s", v)
WRITER(out_urlpart_int, int64_t, "%ld", (long)v)
WRITER(out_json, str, STR_FMT, STR_ARG(v))
WRITER(out_asset, const char *, "%s", v)
WRITER(out_icon, const char *, "%s", v)

str cstr(const char *z)
{
    return (str){z, strlen(z)};
}

void out_lit(struct out *o, const char *html, size_t n)
{
    (void)o;
    fwrite(html, 1, n, stdout);
}

void out_csrf(struct out *o)
{
    (void)o;
    printf("[out_csrf]");
}

void out_message(struct out *o, bool in_attribute, const char *english, const str *args, size_t n_pairs)
{
    (void)o;
    printf("[out_message %s %s", in_attribute ? "attribute" : "text", english);
    for (size_t i = 0; i < n_pairs; i++)
        printf(" " STR_FMT "=" STR_FMT, STR_ARG(args[2 * i]), STR_ARG(args[2 * i + 1]));
    printf("]");
}

str out_str_of_int(struct out *o, int64_t v)
{
    (void)o;
    return v == 7 ? S("seven") : S("some");
}

void show(struct out *o, const struct view *m);

int main(void)
{
    str rows[] = {S("one"), S("two")};
    struct view m = {
        .name = S("<Ann>"), .link = S("/x"), .word = "word", .n = 7, .on = true,
        .rows = {.items = rows, .n = 2},
    };
    struct page page = {.title = S("Title"), .lang = S("en")};
    struct out o = {.page = &page};

    show(&o, &m);
    return 0;
}
