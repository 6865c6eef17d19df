/* cli/pdf_badges.c — what is attached, checked and told. */
#include "cli/pdf_badges.h"

#include "base/attempt.h"

/* One of them at work; its arena is emptied for the next. */
struct one {
    struct arena *a;
    str bytes;
    const struct verify_options *options;
    struct report report;
    str json, text;
};

static code check(void *ctx, struct error *err)
{
    struct one *o = ctx;

    TRY(badge_verify(o->a, o->bytes, o->options, &o->report, err));
    o->json = report_json(o->a, &o->report);
    o->text = report_text(o->a, &o->report);
    return OK;
}

/* From the best to the worst. */
static int rank(enum verdict v)
{
    return v == VALID ? 0 : v == UNVERIFIED ? 1 : 2;
}

static void check_file(struct arena *a, struct one *o, const struct pdf_file *f,
                       struct pdf_badges *out)
{
    struct error err = {0};

    arena_reset(o->a);
    o->bytes = f->bytes;
    code c = attempt(check, o, &err);
    if (c == BAD_INPUT) {
        out->others++;
        return;
    }
    struct pdf_badge *b = list_add(a, &out->list);
    *b = (struct pdf_badge){.name = f->name, .verdict = UNVERIFIED};
    if (c == OK) {
        b->verdict = o->report.verdict;
        b->json = str_copy(a, o->json);
        b->text = str_copy(a, o->text);
    } else {
        b->error = c == NO_MEMORY ? S("the badge needs more memory to check than any badge should")
                                  : str_copy(a, cstr(err.text));
    }
    if (rank(b->verdict) > rank(out->verdict))
        out->verdict = b->verdict;
}

code pdf_badges_check(struct arena *a, str pdf, const struct verify_options *options, size_t quota,
                      struct pdf_badges *out, struct error *err)
{
    struct pdf_file_list files = {0};
    struct one o = {.options = options};

    *out = (struct pdf_badges){.verdict = VALID};
    TRY(pdf_files(a, pdf, &files, err));
    o.a = arena_new(quota);
    for (size_t i = 0; i < files.n; i++)
        check_file(a, &o, &files.items[i], out);
    arena_free(o.a);
    return out->list.n ? OK : fail(err, BAD_INPUT, "", "no badge is attached to this PDF");
}

str pdf_badges_json(struct arena *a, const struct pdf_badges *all)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "verdict", cstr(verdict_name(all->verdict)));
    json_put_member(&w, "kind", S("pdf"));
    json_put_key(&w, "attachments");
    json_open_array(&w);
    for (size_t i = 0; i < all->list.n; i++) {
        const struct pdf_badge *one = &all->list.items[i];
        json_open_object(&w);
        json_put_member(&w, "name", one->name);
        json_put_member(&w, "error", one->error);
        if (!str_is_absent(one->json)) {
            json_put_key(&w, "report");
            json_put_text(&w, one->json);
        }
        json_close_object(&w);
    }
    json_close_array(&w);
    json_close_object(&w);
    return buf_done(&b);
}

str pdf_badges_text(struct arena *a, const struct pdf_badges *all)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < all->list.n; i++) {
        const struct pdf_badge *one = &all->list.items[i];
        buf_printf(&b, "%s" STR_FMT ": ", i ? "\n" : "", STR_ARG(one->name));
        if (str_is_absent(one->text))
            buf_printf(&b, "Could not be checked: " STR_FMT ".\n", STR_ARG(one->error));
        else
            buf_put(&b, one->text);
    }
    return buf_done(&b);
}
