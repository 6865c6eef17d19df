/* format/file_type.c — a table of beginnings; what needs more than that has a
 * function of its own. */
#include "format/file_type.h"

#include "base/list.h"
#include "base/utf8.h"
#include "format/png.h"
#include "format/zip_list.h"

#define UNPACKED_MOST  ((uint64_t)200 << 20)
#define UNPACKED_TIMES 100
#define NAME_MOST      80

typedef bool sniff_fn(str file);

/* ---- by what is in it ---- */

static bool has_at(str file, size_t at, str what)
{
    return file.n >= at + what.n && memcmp(file.p + at, what.p, what.n) == 0;
}

static bool is_png(str file)
{
    struct png_info info;

    return png_looks_like(file) && png_outline(file, &info, NULL) == OK;
}

static bool has_nocase(str text, str part)
{
    for (size_t i = 0; i + part.n <= text.n; i++)
        if (text.p[i] == part.p[0] && str_eq_nocase(str_slice(text, i, i + part.n), part))
            return true;
    return false;
}

/* The first segment is a real one, and nothing in the head is a page: what
 * cameras write there is XMP, never HTML. */
static bool is_jpeg(str file)
{
    str head = str_slice(file, 0, 64 << 10);

    return file.n > 20 && has_at(file, 0, S("\xff\xd8\xff")) && (unsigned char)file.p[3] >= 0xc0
        && !has_nocase(head, S("<script")) && !has_nocase(head, S("<html"));
}

/* Bytes of a colour table, by the packed byte before it (GIF89a §18, §20). */
static size_t colours(str file, size_t packed_at)
{
    unsigned char packed = file.n > packed_at ? (unsigned char)file.p[packed_at] : 0;

    return packed & 0x80 ? (size_t)3 << ((packed & 7) + 1) : 0;
}

static size_t after_blocks(str file, size_t at)
{
    while (at < file.n && file.p[at])
        at += (size_t)(unsigned char)file.p[at] + 1;
    return at + 1;
}

/* Walked to its last byte, which is the trailer: so it is not a script or an
 * archive as well. */
static bool is_gif(str file)
{
    size_t at = 13 + colours(file, 10);

    if (!has_at(file, 0, S("GIF87a")) && !has_at(file, 0, S("GIF89a")))
        return false;
    while (at < file.n) {
        if (file.p[at] == 0x3b)
            return at + 1 == file.n;
        if (file.p[at] == 0x21)
            at = after_blocks(file, at + 2);
        else if (file.p[at] == 0x2c)
            at = after_blocks(file, at + 11 + colours(file, at + 9));
        else
            return false;
    }
    return false;
}

static bool is_webp(str file)
{
    return file.n > 20 && has_at(file, 0, S("RIFF")) && has_at(file, 8, S("WEBPVP8"));
}

static bool is_wav(str file)
{
    return file.n > 20 && has_at(file, 0, S("RIFF")) && has_at(file, 8, S("WAVEfmt "));
}

/* The end mark stands near the end, as ISO 32000 has it. */
static bool is_pdf(str file)
{
    str end = str_from(file, file.n > 2048 ? file.n - 2048 : 0);

    return (has_at(file, 0, S("%PDF-1.")) || has_at(file, 0, S("%PDF-2."))) && str_contains(end, S("%%EOF"));
}

static bool has_brand(str file, const char *const *brands)
{
    if (file.n < 16 || !has_at(file, 4, S("ftyp")))
        return false;
    for (; *brands; brands++)
        if (has_at(file, 8, cstr(*brands)))
            return true;
    return false;
}

static bool is_mp4(str file)
{
    static const char *const brands[] = {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "3gp4", "3gp5", "qt  ", NULL};

    return has_brand(file, brands);
}

static bool is_m4a(str file)
{
    static const char *const brands[] = {"M4A ", "M4B ", NULL};

    return has_brand(file, brands);
}

static bool is_heic(str file)
{
    static const char *const brands[] = {"heic", "heix", "mif1", "avif", NULL};

    return has_brand(file, brands);
}

static bool is_webm(str file)
{
    return has_at(file, 0, S("\x1a\x45\xdf\xa3")) && str_contains(str_slice(file, 0, 80), S("webm"));
}

static bool is_ogg(str file)
{
    return file.n > 40 && has_at(file, 0, S("OggS\0"));
}

/* MPEG 1 layer III: the length of the frame that begins here; 0: none does. */
static size_t mp3_frame(str file, size_t at)
{
    static const int rates[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
    static const int hertz[] = {44100, 48000, 32000, 0};

    if (file.n < at + 4)
        return 0;
    const unsigned char *p = (const unsigned char *)file.p + at;
    int rate = rates[p[2] >> 4], h = hertz[p[2] >> 2 & 3];
    if (p[0] != 0xff || (p[1] & 0xfe) != 0xfa || rate == 0 || h == 0)
        return 0;
    return (size_t)(144000 * rate / h) + (p[2] >> 1 & 1);
}

static bool is_mp3(str file)
{
    size_t n = mp3_frame(file, 0);

    return has_at(file, 0, S("ID3\x02")) || has_at(file, 0, S("ID3\x03")) || has_at(file, 0, S("ID3\x04")) || (n && mp3_frame(file, n));
}

/* ---- text, but nothing that runs ---- */

/* Programs sniff: a text that begins or goes on like a page is one. */
static bool is_markup(str file)
{
    static const char *const signs[] = {"<!doctype", "<html", "<head", "<body", "<script", "<svg", "<iframe", "<?xml", "<math", "<object", "<embed"};
    str text = str_trim(utf8_without_mark(file));

    if (str_starts(text, S("<")) || str_starts(text, S("#!")))
        return true;
    for (size_t i = 0; i < COUNT(signs); i++)
        if (has_nocase(text, cstr(signs[i])))
            return true;
    return false;
}

/* What calls itself a picture or a PDF and is none is no text either. */
static bool is_text(str file)
{
    if (has_at(file, 0, S("GIF8")) || has_at(file, 0, S("%PDF")))
        return false;
    for (size_t i = 0; i < file.n; i++)
        if (((unsigned char)file.p[i] < 0x20 && str_find_byte(S("\t\n\r\f"), file.p[i]) < 0) || file.p[i] == 0x7f)
            return false;
    return utf8_is_valid(file);
}

/* ---- the table ---- */

static const struct { struct file_type is; sniff_fn *sniff; } types[] = {
    {{"image/png", "Picture (PNG)", "png", true}, is_png},
    {{"image/jpeg", "Picture (JPEG)", "jpg", true}, is_jpeg},
    {{"image/gif", "Picture (GIF)", "gif", false}, is_gif},
    {{"image/webp", "Picture (WebP)", "webp", true}, is_webp},
    {{"image/heic", "Picture (HEIC)", "heic", false}, is_heic},
    {{"application/pdf", "PDF", "pdf", false}, is_pdf},
    {{"video/mp4", "Video (MP4)", "mp4", false}, is_mp4},
    {{"video/webm", "Video (WebM)", "webm", false}, is_webm},
    {{"audio/mp4", "Sound (M4A)", "m4a", false}, is_m4a},
    {{"audio/mpeg", "Sound (MP3)", "mp3", false}, is_mp3},
    {{"audio/ogg", "Sound (Ogg)", "ogg", false}, is_ogg},
    {{"audio/wav", "Sound (WAV)", "wav", false}, is_wav},
    {{"text/plain", "Text", "txt", false}, is_text},
    {{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Document (Word)", "docx", false}, NULL},
    {{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Table (Excel)", "xlsx", false}, NULL},
    {{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "Slides (PowerPoint)", "pptx", false}, NULL},
    {{"application/vnd.oasis.opendocument.text", "Document (OpenDocument)", "odt", false}, NULL},
    {{"application/vnd.oasis.opendocument.spreadsheet", "Table (OpenDocument)", "ods", false}, NULL},
    {{"application/vnd.oasis.opendocument.presentation", "Slides (OpenDocument)", "odp", false}, NULL},
};

const struct file_type *file_type_named(str type)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(type, cstr(types[i].is.type)))
            return &types[i].is;
    return NULL;
}

static const struct file_type *by_ending(const char *ending)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (strcmp(types[i].is.ending, ending) == 0)
            return &types[i].is;
    return NULL;
}

/* ---- office documents: a ZIP whose list of names says which ---- */

struct office { bool has_types, has_macros; const char *ending; uint64_t packed, unpacked; };

static void look_at(struct office *o, const struct zip_listed *e)
{
    static const struct { const char *name, *ending; } parts[] = {
        {"word/document.xml", "docx"}, {"xl/workbook.xml", "xlsx"}, {"ppt/presentation.xml", "pptx"},
    };

    o->packed += e->packed;
    o->unpacked += e->unpacked;
    o->has_types |= str_eq(e->name, S("[Content_Types].xml"));
    o->has_macros |= has_nocase(e->name, S("vbaProject")) || str_starts(e->name, S("Basic/")) || str_starts(e->name, S("Scripts/"));
    for (size_t i = 0; i < COUNT(parts); i++)
        if (str_eq(e->name, cstr(parts[i].name)))
            o->ending = parts[i].ending;
}

/* OpenDocument 1.3 part 2 §3.3: the first file is called mimetype and is stored as it is. */
static const struct file_type *open_document(str file)
{
    str rest = str_slice(file, 38, 38 + 60);

    if (!has_at(file, 30, S("mimetype")))
        return NULL;
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_starts(cstr(types[i].is.type), S("application/vnd.oasis")) && str_starts(rest, cstr(types[i].is.type)))
            return &types[i].is;
    return NULL;
}

static code office_type(str file, const struct file_type **out, struct error *err)
{
    struct office o = {0};
    struct zip_listed e;
    struct zip_reader r;
    code c;

    TRY(zip_read(file, &r, err));
    while ((c = zip_next(&r, &e, err)) == OK)
        look_at(&o, &e);
    if (c != NOT_FOUND)
        return c;
    if (o.has_macros)
        return fail(err, BAD_INPUT, "file", "this document brings a program (macros) along: save it without, or as PDF");
    if (o.unpacked > UNPACKED_MOST || o.unpacked > o.packed * UNPACKED_TIMES + 4096)
        return fail(err, LIMIT, "file", "this file would unpack to far more than it seems to hold");
    *out = o.ending && o.has_types ? by_ending(o.ending) : open_document(file);
    return *out ? OK : fail(err, UNSUPPORTED, "file", "archives cannot be looked into: hand the files in one by one");
}

code file_type_of(str file, const struct file_type **out, struct error *err)
{
    if (file.n == 0)
        return fail(err, BAD_INPUT, "file", "this file is empty");
    if (has_at(file, 0, S("PK\3\4")))
        return office_type(file, out, err);
    if (is_text(file) && is_markup(file))
        return fail(err, BAD_INPUT, "file", "web pages, SVG and scripts are not taken: print it as PDF, or make a picture of it");
    for (size_t i = 0; i < COUNT(types); i++)
        if (types[i].sniff && types[i].sniff(file)) {
            *out = &types[i].is;
            return OK;
        }
    return fail(err, UNSUPPORTED, "file",
                "this kind of file is not taken: PDF, PNG, JPEG, GIF, WebP, HEIC, text, office documents, MP4, WebM, MP3, M4A, Ogg and WAV are");
}

/* ---- names ---- */

/* A character that ends nothing, starts nothing and shows. */
static bool is_plain(str one)
{
    return !utf8_has_controls(one) && !(one.n == 1 && str_find_byte(S("\"*:<>?|%;`$&'"), one.p[0]) >= 0);
}

static str last_part(str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return str_from(name, i);
    return name;
}

static str without_ending(str name)
{
    for (size_t i = name.n; i > 0 && name.n - i < 6; i--)
        if (name.p[i - 1] == '.')
            return str_slice(name, 0, i - 1);
    return name;
}

str file_name_clean(struct arena *a, str name, const struct file_type *t)
{
    str rest = without_ending(last_part(utf8_is_valid(name) ? name : S("")));
    struct buf b = buf_new(a);

    while (rest.n && b.n < NAME_MOST) {
        str before = rest;
        utf8_next(&rest);
        str one = str_slice(before, 0, before.n - rest.n);
        if (is_plain(one) && !(b.n == 0 && (one.p[0] == '.' || one.p[0] == ' ')))
            buf_put(&b, one);
    }
    str stem = str_trim(buf_done(&b));
    return str_printf(a, STR_FMT ".%s", STR_ARG(stem.n ? stem : S("file")), t->ending);
}
