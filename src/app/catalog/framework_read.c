/* catalog/framework_read.c — a framework of skills out of its files, whichever of the
 * formats they are. */
#include "app/catalog/framework_private.h"

#include "base/utf8.h"

/* ---- all of them ---- */

static code read_one(struct framework_reading *r, str text, struct error *err)
{
    str bytes = str_trim(utf8_without_mark(text));

    return str_starts(bytes, S("{")) || str_starts(bytes, S("[")) ? framework_read_json(r, bytes, err) : framework_read_sheet(r, text, err);
}

static code check(struct framework_file *f, struct error *err)
{
    if (str_is_empty(f->name))
        return fail(err, BAD_INPUT, "name", "give the framework a name");
    if (utf8_has_controls(f->name))
        return fail(err, BAD_INPUT, "name", "the name of the framework has an invisible character");
    if (!f->items.n)
        return fail(err, BAD_INPUT, "file", "there is no skill in it that could be taken%s" STR_FMT, f->problems.n ? ": " : "",
                    STR_ARG(f->problems.n ? f->problems.items[0] : S("")));
    return OK;
}

code framework_read(struct arena *a, const struct framework_source *s, struct framework_file *out, struct error *err)
{
    struct framework_reading r = {.a = a, .f = out, .known = map_new(a)};

    *out = (struct framework_file){.name = s->name, .language = framework_language(a, s->language), .format = S(""), .levels = S("")};
    if (str_is_absent(out->language))
        out->language = S("");
    for (size_t i = 0; i < s->texts.n; i++)
        TRY(read_one(&r, s->texts.items[i], err));
    framework_link_pairs(&r);
    return check(out, err);
}
