/* format/pdf.c — attached files, found by reading objects from the first byte to
 * the last: tables of objects are a stranger's word, and streams stand in none. */
#include "format/pdf.h"

#include "base/codec.h"
#include "format/flate.h"

#define DICT_BYTES  ((size_t)64 << 10)
#define DICT_DEPTH  32
#define NAME_BYTES  200

struct scan {
    struct arena *a;
    str pdf;
    size_t at, work, most_work;                  /* work: bytes of dictionaries looked at */
    size_t unpacked;
    bool no_more_ends;                           /* no "endstream" from here on */
    LIST(struct named { int64_t object; str name; }) names;
    LIST(int64_t) objects;                       /* of the files found, beside them */
    struct pdf_file_list *out;
};

bool pdf_looks_like(str bytes)
{
    return str_find(str_slice(bytes, 0, 1024), S("%PDF-")) >= 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool ends_name(char c)
{
    return is_space(c) || strchr("()<>[]{}/%", c);
}

static str skip_space(str s)
{
    while (s.n && is_space(*s.p))
        s = str_from(s, 1);
    return s;
}

/* ---- dictionaries ---- */

/* Behind a string in brackets, which may hold more of them. */
static size_t end_of_string(str s, size_t i)
{
    unsigned depth = 0;

    for (; i < s.n; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '(')
            depth++;
        else if (s.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return s.n;
}

/* How long the dictionary is that `s` begins with; 0: it has no end within the limits. */
static size_t dict_length(str s)
{
    unsigned depth = 0;
    size_t i = 0;

    while (i + 1 < s.n) {
        if (s.p[i] == '(') {
            i = end_of_string(s, i);
        } else if (s.p[i] == '<' && s.p[i + 1] == '<') {
            if (++depth > DICT_DEPTH)
                return 0;
            i += 2;
        } else if (s.p[i] == '>' && s.p[i + 1] == '>') {
            i += 2;
            if (--depth == 0)
                return i;
        } else {
            i++;
        }
    }
    return 0;
}

/* What stands behind a key of the dictionary, wherever in it: "/Length 5" gives
 * "5 …". Absent: it has no such key. */
static str dict_value(str dict, str key)
{
    for (size_t i = 0; i + key.n < dict.n;) {
        if (dict.p[i] == '(') {
            i = end_of_string(dict, i);
            continue;
        }
        str rest = str_from(dict, i);
        if (str_starts(rest, key) && ends_name(rest.p[key.n]))
            return skip_space(str_from(rest, key.n));
        i++;
    }
    return (str){0};
}

static bool has_name(str value, str name)
{
    return str_starts(value, name) && (value.n == name.n || ends_name(value.p[name.n]));
}

static str take_int(str s, int64_t *out)
{
    size_t n = 0;

    while (n < s.n && n < 12 && is_digit(s.p[n]))
        n++;
    if (!str_to_int(str_slice(s, 0, n), out))
        *out = -1;
    return skip_space(str_from(s, n));
}

/* ---- names ---- */

static bool is_plain(char c)
{
    return (unsigned char)c >= ' ' && (unsigned char)c < 0x7F && !strchr("/\\:*?\"<>|", c);
}

/* A text as far as it is plain ASCII, also within UTF-16; anything else is "_". */
static str plain_name(struct arena *a, str s)
{
    struct buf b = buf_new(a);
    bool wide = str_starts(s, S("\xFE\xFF"));

    for (size_t i = wide ? 2 : 0; i < s.n && b.n < NAME_BYTES; i++) {
        if (wide && s.p[i] == '\0')
            continue;
        if (s.p[i] == '\\' && i + 1 < s.n)
            i++;
        buf_byte(&b, is_plain(s.p[i]) ? s.p[i] : '_');
    }
    return buf_done(&b);
}

static str string_of(struct arena *a, str value)
{
    ptrdiff_t close = str_find_byte(value, '>');

    if (value.n && *value.p == '(') {
        size_t end = end_of_string(value, 0);
        return end > 2 ? plain_name(a, str_slice(value, 1, end - 1)) : (str){0};
    }
    if (!value.n || *value.p != '<' || close < 2 || close > 4 * NAME_BYTES)
        return (str){0};
    str bytes = hex_decode(a, str_slice(value, 1, (size_t)close));
    return str_is_absent(bytes) ? bytes : plain_name(a, bytes);
}

/* A file specification: which object it names, and how. */
static void note_name(struct scan *s, str dict)
{
    str inner = dict_value(dict, S("/EF"));
    int64_t object;
    str name = string_of(s->a, dict_value(dict, S("/UF")));

    if (str_is_absent(inner) || s->names.n == PDF_FILES)
        return;
    take_int(dict_value(inner, S("/F")), &object);
    if (str_is_empty(name))
        name = string_of(s->a, dict_value(dict, S("/F")));
    if (object >= 0 && !str_is_empty(name))
        *list_add(s->a, &s->names) = (struct named){object, name};
}

/* ---- streams ---- */

static str stream_bytes(struct scan *s, str dict, size_t from)
{
    int64_t length;
    str rest = take_int(dict_value(dict, S("/Length")), &length), after;

    if (length >= 0 && !(rest.n && is_digit(*rest.p)) && (uint64_t)length <= s->pdf.n - from) {
        after = skip_space(str_slice(s->pdf, from + (size_t)length, from + (size_t)length + 16));
        if (str_starts(after, S("endstream")))
            return str_slice(s->pdf, from, from + (size_t)length);
    }
    ptrdiff_t end = s->no_more_ends ? -1 : str_find(str_from(s->pdf, from), S("endstream"));
    s->no_more_ends = end < 0;
    if (end < 0)
        return (str){0};
    str all = str_slice(s->pdf, from, from + (size_t)end);
    if (str_ends(all, S("\n")))
        all.n--;
    if (str_ends(all, S("\r")))
        all.n--;
    return all;
}

static bool is_deflated(str filter)
{
    if (filter.n && *filter.p == '[')
        filter = skip_space(str_from(filter, 1));
    return has_name(filter, S("/FlateDecode"));
}

static code take_file(struct scan *s, int64_t object, str dict, str bytes, struct error *err)
{
    str filter = dict_value(dict, S("/Filter")), out = bytes;

    if (s->out->n == PDF_FILES)
        return fail(err, LIMIT, "", "more than %d files are attached", PDF_FILES);
    if (!str_is_absent(dict_value(dict, S("/DecodeParms"))) || (!str_is_absent(filter) && !is_deflated(filter)))
        return OK;
    if (!str_is_absent(filter)) {
        code c = flate_unpack(s->a, FLATE_ZLIB, bytes, PDF_FILE_BYTES, &out, err);
        if (c != OK)
            return c == BAD_INPUT ? OK : c;      /* damaged: no file */
    }
    s->unpacked += out.n;
    if (out.n > PDF_FILE_BYTES || s->unpacked > PDF_ALL_BYTES)
        return fail(err, LIMIT, "", "the attached files are larger than %zu MB", PDF_ALL_BYTES >> 20);
    *list_add(s->a, s->out) = (struct pdf_file){.bytes = out};
    *list_add(s->a, &s->objects) = object;
    return OK;
}

/* ---- objects ---- */

static code refuse_encrypted(struct error *err)
{
    return fail(err, UNSUPPORTED, "", "the PDF is encrypted: save it without a password");
}

/* The number before "0 obj", read backwards. */
static int64_t object_number(str pdf, size_t obj)
{
    size_t i = obj, to;
    int64_t n;

    while (i && is_space(pdf.p[i - 1]))
        i--;
    while (i && is_digit(pdf.p[i - 1]))
        i--;
    while (i && is_space(pdf.p[i - 1]))
        i--;
    for (to = i; i && to - i < 12 && is_digit(pdf.p[i - 1]); i--)
        ;
    return str_to_int(str_slice(pdf, i, to), &n) ? n : -1;
}

/* From "obj" on; `s->at` goes behind what was understood. */
static code read_object(struct scan *s, size_t obj, struct error *err)
{
    str rest = skip_space(str_slice(s->pdf, obj + 3, obj + 3 + DICT_BYTES));
    size_t begin = (size_t)(rest.p - s->pdf.p), n = str_starts(rest, S("<<")) ? dict_length(rest) : 0;

    s->at = obj + 3;
    s->work += n ? n : str_starts(rest, S("<<")) ? rest.n : 1;
    if (s->work > s->most_work)
        return fail(err, LIMIT, "", "the PDF is built too intricately to look for files in it");
    if (!n)
        return OK;
    str dict = str_slice(rest, 0, n);
    s->at = begin + n;
    str next = skip_space(str_slice(s->pdf, s->at, s->at + 32));
    if (!str_starts(next, S("stream"))) {
        note_name(s, dict);
        return OK;
    }
    size_t from = (size_t)(next.p - s->pdf.p) + 6;
    from += from < s->pdf.n && s->pdf.p[from] == '\r';
    from += from < s->pdf.n && s->pdf.p[from] == '\n';
    str bytes = stream_bytes(s, dict, from);
    if (str_is_absent(bytes))
        return OK;
    s->at = (size_t)(bytes.p - s->pdf.p) + bytes.n;
    str type = dict_value(dict, S("/Type"));
    if (has_name(type, S("/XRef")) && !str_is_absent(dict_value(dict, S("/Encrypt"))))
        return refuse_encrypted(err);
    return has_name(type, S("/EmbeddedFile")) ? take_file(s, object_number(s->pdf, obj), dict, bytes, err) : OK;
}

static void give_names(struct scan *s)
{
    for (size_t i = 0; i < s->out->n; i++) {
        struct pdf_file *f = &s->out->items[i];
        for (size_t k = 0; k < s->names.n; k++)
            if (s->names.items[k].object == s->objects.items[i])
                f->name = s->names.items[k].name;
        if (str_is_empty(f->name))
            f->name = str_printf(s->a, "attachment %zu", i + 1);
    }
}

/* The last trailer counts; newer files have a stream in its place. */
static bool is_encrypted(str pdf)
{
    for (size_t i = pdf.n; i-- > 0;)
        if (pdf.p[i] == 't' && str_starts(str_from(pdf, i), S("trailer")))
            return !str_is_absent(dict_value(str_slice(pdf, i, i + DICT_BYTES), S("/Encrypt")));
    return false;
}

code pdf_files(struct arena *a, str pdf, struct pdf_file_list *out, struct error *err)
{
    struct scan s = {.a = a, .pdf = pdf, .most_work = 4 * pdf.n + DICT_BYTES, .out = out};

    if (!pdf_looks_like(pdf))
        return fail(err, BAD_INPUT, "", "this is no PDF");
    if (is_encrypted(pdf))
        return refuse_encrypted(err);
    for (;;) {
        ptrdiff_t found = str_find(str_from(pdf, s.at), S("obj"));
        if (found < 0)
            break;
        TRY(read_object(&s, s.at + (size_t)found, err));
    }
    give_names(&s);
    return OK;
}
