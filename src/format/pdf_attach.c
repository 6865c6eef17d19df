/* format/pdf_attach.c — files put into a PDF: an incremental update (ISO 32000-1
 * §7.5.6) with a new catalog, which keeps all that stood in the old one. */
#include "format/pdf.h"

#include "base/codec.h"

struct update {
    struct buf b;
    int64_t root, size;                          /* of the old file: number of its catalog, first free number */
    str previous;                                /* where its table is, as written */
    LIST(struct placed { int64_t number; size_t at; }) placed;
};

/* ---- what stands there ---- */

static str line_at(str s)
{
    str rest = s, line;

    return str_cut_line(&rest, &line) ? str_trim(line) : (str){0};
}

static ptrdiff_t find_last(str s, str part)
{
    for (size_t i = s.n; i-- > 0;)
        if (str_starts(str_from(s, i), part))
            return (ptrdiff_t)i;
    return -1;
}

static bool number_behind(str s, str key, int64_t *out)
{
    ptrdiff_t at = str_find(s, key);
    size_t n = 0;

    if (at < 0)
        return false;
    s = str_trim(str_from(s, (size_t)at + key.n));
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    return str_to_int(str_slice(s, 0, n), out);
}

/* The catalog's own text, between the brackets. */
static code old_catalog(struct arena *a, str pdf, struct update *u, str *out, struct error *err)
{
    ptrdiff_t start = find_last(pdf, S("startxref")), trailer = find_last(pdf, S("trailer")), end;

    if (start < 0 || trailer < 0)
        return fail(err, BAD_INPUT, "", "the PDF has no trailer of the form that is written here");
    u->previous = line_at(str_trim(str_from(pdf, (size_t)start + 9)));
    str dict = str_slice(pdf, (size_t)trailer, (size_t)start);
    if (!number_behind(dict, S("/Root "), &u->root) || !number_behind(dict, S("/Size "), &u->size))
        return fail(err, BAD_INPUT, "", "the PDF does not say where its catalog is");
    ptrdiff_t at = find_last(pdf, str_printf(a, "\n%lld 0 obj\n<<", (long long)u->root));
    str rest = at < 0 ? (str){0} : str_from(pdf, (size_t)at);
    end = str_find(rest, S(">>\nendobj"));
    ptrdiff_t open = str_find(rest, S("<<"));
    if (end < 0 || open < 0 || str_contains(str_slice(rest, 0, (size_t)end), S("/Names")))
        return fail(err, BAD_INPUT, "", "the PDF has no catalog of the form that is written here");
    *out = str_slice(rest, (size_t)open + 2, (size_t)end);
    return OK;
}

/* ---- what comes behind ---- */

static void open_object(struct update *u, int64_t number)
{
    *list_add(u->b.a, &u->placed) = (struct placed){number, u->b.n};
    buf_printf(&u->b, "%lld 0 obj\n", (long long)number);
}

/* UTF-16 of UTF-8 that is checked already, in hex: needs no escapes (§7.9.2). */
static void put_text(struct buf *b, str s)
{
    buf_putz(b, "<FEFF");
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        uint32_t point = more == 0 ? c : c & (0x3Fu >> more);
        for (size_t k = 1; k <= more && i + k < s.n; k++)
            point = point << 6 | ((unsigned char)s.p[i + k] & 0x3F);
        i += more + 1;
        if (point > 0xFFFF)
            buf_printf(b, "%04X%04X", 0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));
        else
            buf_printf(b, "%04X", point);
    }
    buf_byte(b, '>');
}

static void put_subtype(struct buf *b, str type)
{
    buf_byte(b, '/');
    for (size_t i = 0; i < type.n; i++) {
        char c = type.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            buf_byte(b, c);
        else
            buf_printf(b, "#%02X", (unsigned)(unsigned char)c);
    }
}

static void put_file(struct update *u, const struct pdf_file *f, int64_t number)
{
    struct buf *b = &u->b;

    open_object(u, number);
    buf_putz(b, "<< /Type /EmbeddedFile /Subtype ");
    put_subtype(b, f->type);
    buf_printf(b, " /Params << /Size %zu >> /Length %zu >>\nstream\n", f->bytes.n, f->bytes.n);
    buf_put(b, f->bytes);
    buf_putz(b, "\nendstream\nendobj\n");
    open_object(u, number + 1);
    buf_putz(b, "<< /Type /Filespec /F ");
    put_text(b, f->name);
    buf_putz(b, " /UF ");
    put_text(b, f->name);
    buf_putz(b, " /Desc ");
    put_text(b, f->about);
    buf_printf(b, " /AFRelationship /Supplement /EF << /F %lld 0 R /UF %lld 0 R >> >>\nendobj\n", (long long)number, (long long)number);
}

static void put_catalog(struct update *u, str old, const struct pdf_file_list *files)
{
    struct buf *b = &u->b;

    open_object(u, u->root);
    buf_putz(b, "<<");
    buf_put(b, old);
    buf_putz(b, "\n   /Version /1.7\n   /AF [");
    for (size_t i = 0; i < files->n; i++)
        buf_printf(b, " %lld 0 R", (long long)(u->size + 2 * (int64_t)i + 1));
    buf_putz(b, " ]\n   /Names << /EmbeddedFiles << /Names [");
    for (size_t i = 0; i < files->n; i++)
        buf_printf(b, " (%04zu) %lld 0 R", i, (long long)(u->size + 2 * (int64_t)i + 1));
    buf_putz(b, " ] >> >>\n>>\nendobj\n");
}

static void put_table(struct update *u, const struct pdf_file_list *files, str id)
{
    struct buf *b = &u->b;
    size_t at = b->n;
    str hex = hex_encode(b->a, id);

    buf_putz(b, "xref\n");
    for (size_t i = 0; i < u->placed.n; i++)
        buf_printf(b, "%lld 1\n%010zu 00000 n \n", (long long)u->placed.items[i].number, u->placed.items[i].at);
    buf_printf(b, "trailer\n<< /Size %lld /Root %lld 0 R /Prev " STR_FMT " /ID [<" STR_FMT "> <" STR_FMT ">] >>\nstartxref\n%zu\n%%%%EOF\n",
               (long long)(u->size + 2 * (int64_t)files->n), (long long)u->root, STR_ARG(u->previous), STR_ARG(hex), STR_ARG(hex), at);
}

code pdf_attach(struct arena *a, str pdf, const struct pdf_file_list *files, str id, str *out, struct error *err)
{
    struct update u = {.b = buf_sized(a, pdf.n + 4096)};
    str old;

    TRY(old_catalog(a, pdf, &u, &old, err));
    buf_put(&u.b, pdf);
    if (!str_ends(pdf, S("\n")))
        buf_byte(&u.b, '\n');
    for (size_t i = 0; i < files->n; i++)
        put_file(&u, &files->items[i], u.size + 2 * (int64_t)i);
    put_catalog(&u, old, files);
    put_table(&u, files, id);
    *out = buf_done(&u.b);
    return OK;
}
