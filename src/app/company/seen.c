/* company/seen.c — what a test of the connection showed, step by step. */
#include "app/company/company_pages.h"

static const struct { const char *kind, *mark, *words; } kinds[] = {
    {"found", "good", "The provider was found and described itself"},
    {"back", "good", "It sent you back with a code"},
    {"token", "good", "Its token is signed by it, for this application, and fresh"},
    {"subject", "info", "Its lasting name for you"},
    {"name", "info", "Your name"},
    {"email-good", "good", "Your address, which counts as proved"},
    {"email-unmarked", "warn", "Your address. It does not say whether that is verified: tick below that it counts"},
    {"email-unverified", "warn", "Your address, which it calls not verified, so it proves nothing"},
    {"email-domain", "warn", "Your address. Its domain is not proved below, so everybody signs in to an account of their own first"},
    {"email-none", "warn", "It told no e-mail address: everybody signs in to an account of their own first"},
    {"groups", "info", "Groups and roles it told"},
    {"groups-none", "warn", "It told no groups or roles under that name"},
    {"role", "info", "Your role here by that"},
    {"role-none", "info", "By that you would have no role here"},
    {"failed", "bad", "Here it ended"},
};

void seen_put(struct buf *b, const char *kind, str value)
{
    buf_printf(b, "%s\t", kind);
    for (size_t i = 0; i < value.n; i++)
        buf_byte(b, (unsigned char)value.p[i] < ' ' ? ' ' : value.p[i]);
    buf_byte(b, '\n');
}

void seen_read(struct arena *a, str text, struct seen_line_list *out)
{
    str line, kind;

    while (str_cut_line(&text, &line)) {
        if (!str_cut(&line, '\t', &kind))
            continue;
        for (size_t i = 0; i < COUNT(kinds); i++)
            if (str_eq(kind, cstr(kinds[i].kind)))
                *list_add(a, out) = (struct seen_line){kinds[i].mark, kinds[i].words, line};
    }
}
