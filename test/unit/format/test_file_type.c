#include "base/utf8.h"
#include "format/file_type.h"
#include "format/zip.h"
#include "format/zip_list.h"
#include "format/crc32.h"
#include "unit/vectors.h"

static code type_of(str file, str *type)
{
    const struct file_type *t = NULL;
    code c = file_type_of(file, &t, NULL);

    *type = c == OK ? cstr(t->type) : S("");
    return c;
}

TEST(a_file_is_what_is_in_it)
{
    static const struct { str file; const char *type; code code; } t[] = {
        {S("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb"), "image/jpeg", OK},
        {S("GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"), "image/gif", OK},
        {S("GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;PK"), "", UNSUPPORTED},
        {S("GIF89a=1;alert(1);//;"), "", UNSUPPORTED},
        {S("\xff\xd8\xff\xe0\0\x20<html><script>alert(1)</script>"), "", UNSUPPORTED},
        {S("RIFF\x20\0\0\0WEBPVP8 \0\0\0\0\0"), "image/webp", OK},
        {S("RIFF\x20\0\0\0WAVEfmt \0\0\0\0\0"), "audio/wav", OK},
        {S("%PDF-1.7\n1 0 obj\n%%EOF\n"), "application/pdf", OK},
        {S("%PDF-1.7\n1 0 obj and no end \1"), "", UNSUPPORTED},
        {S("\0\0\0\x18""ftypisom\0\0\0\0isom"), "video/mp4", OK},
        {S("\0\0\0\x18""ftypM4A \0\0\0\0isom"), "audio/mp4", OK},
        {S("\0\0\0\x18""ftypheic\0\0\0\0mif1"), "image/heic", OK},
        {S("\0\0\0\x18""ftypevil\0\0\0\0evil"), "", UNSUPPORTED},
        {S("\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm"), "video/webm", OK},
        {S("ID3\x04\0\0\0\0\0\0"), "audio/mpeg", OK},
        {S("\xff\xfb\x90\0 only one frame"), "", UNSUPPORTED},
        {S("Done on Tuesday.\nBy Ann."), "text/plain", OK},
        {S("\xef\xbb\xbfname,day\nÅse,Monday\n"), "text/plain", OK},
        {S("5 < 6, and <b>this</b> is not a page"), "text/plain", OK},
        {S("Latin \xe9"), "", UNSUPPORTED},
        {S("with a \0 in it"), "", UNSUPPORTED},
        {S(""), "", BAD_INPUT},
        {S("<html><script>alert(1)</script>"), "", BAD_INPUT},
        {S("\xef\xbb\xbf \n<!DOCTYPE html>"), "", BAD_INPUT},
        {S("A note, then <ScRiPt>alert(1)</sCrIpT>"), "", BAD_INPUT},
        {S("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), "", BAD_INPUT},
        {S("<?xml version=\"1.0\"?><x/>"), "", BAD_INPUT},
        {S("#!/bin/sh\nrm -rf /"), "", BAD_INPUT},
        {S("MZ\x90\0\3\0\0\0"), "", UNSUPPORTED},
        {S("\x7f""ELF\2\1\1\0"), "", UNSUPPORTED},
        {S("Rar!\x1a\7\1\0"), "", UNSUPPORTED},
        {S("PK\3\4 and then nothing of an archive"), "", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str type;
        code c = type_of(t[i].file, &type);
        if (c != t[i].code)
            print_error("case %zu: %d\n", i, c);
        assert_int_equal(c, t[i].code);
        check_str_at(i, type, cstr(t[i].type));
    }
}

/* ---- archives ---- */

static code put(void *ctx, str bytes, struct error *err)
{
    (void)err;
    buf_put(ctx, bytes);
    return OK;
}

static str archive(const char *const *names)
{
    struct buf b = buf_new(test_arena);
    struct zip z = {.a = test_arena, .put = put, .ctx = &b};

    for (; *names; names++)
        assert_int_equal(zip_add(&z, cstr(*names), strcmp(*names, "mimetype") ? S("<x/>") : S("application/vnd.oasis.opendocument.text"), NULL), OK);
    assert_int_equal(zip_end(&z, NULL), OK);
    return buf_done(&b);
}

TEST(office_documents_are_known_by_their_names_and_macros_are_refused)
{
    static const struct { const char *names[5]; const char *type; code code; } t[] = {
        {{"[Content_Types].xml", "word/document.xml"}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", OK},
        {{"[Content_Types].xml", "xl/workbook.xml"}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", OK},
        {{"[Content_Types].xml", "ppt/presentation.xml"}, "application/vnd.openxmlformats-officedocument.presentationml.presentation", OK},
        {{"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.text", OK},
        {{"word/document.xml"}, "", UNSUPPORTED},
        {{"letter.txt"}, "", UNSUPPORTED},
        {{"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}, "", BAD_INPUT},
        {{"mimetype", "content.xml", "Basic/Standard/Module1.xml"}, "", BAD_INPUT},
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        str type;
        code c = type_of(archive(t[i].names), &type);
        assert_int_equal(c, t[i].code);
        check_str_at(i, type, cstr(t[i].type));
    }
}

/* A field of the first entry of the directory, or of the end record, set to `n`. */
static str spoiled(str file, bool end, size_t at, uint32_t n, size_t bytes)
{
    str copy = str_copy(test_arena, file);
    ptrdiff_t from = end ? (ptrdiff_t)file.n - 22 : str_find(file, S("PK\1\2"));

    for (size_t i = 0; i < bytes; i++)
        ((char *)(uintptr_t)copy.p)[(size_t)from + at + i] = (char)(n >> (8 * i));
    return copy;
}

TEST(archives_that_lie_about_themselves_are_refused)
{
    static const char *const names[] = {"[Content_Types].xml", "word/document.xml", NULL};
    str good = archive(names), type;

    assert_int_equal(type_of(spoiled(good, false, 24, 0x7fffffff, 4), &type), LIMIT);      /* unpacks to 2 GB */
    assert_int_equal(type_of(spoiled(good, false, 24, 500000, 4), &type), LIMIT);          /* 100 times */
    assert_int_equal(type_of(spoiled(good, false, 28, 0xffff, 2), &type), BAD_INPUT);      /* a name beyond the end */
    assert_int_equal(type_of(spoiled(good, true, 16, 0xffffffff, 4), &type), BAD_INPUT);
    assert_int_equal(type_of(spoiled(good, true, 10, 9, 2), &type), BAD_INPUT);
    assert_int_equal(type_of(spoiled(spoiled(good, true, 8, 9, 2), true, 10, 9, 2), &type), BAD_INPUT);
    assert_int_equal(type_of(spoiled(spoiled(good, true, 8, 5000, 2), true, 10, 5000, 2), &type), LIMIT);
    assert_int_equal(type_of(str_join(test_arena, good, S("x")), &type), BAD_INPUT);
    for (size_t n = 4; n < good.n; n++)
        assert_int_not_equal(type_of(str_slice(good, 0, n), &type), OK);
}

static void check_upload(struct arena *a, const struct hostile *h, str bytes)
{
    const struct file_type *t = NULL;
    code c = file_type_of(bytes, &t, NULL);

    (void)a;
    /* What stays is a file of a kind that no browser runs, whatever else it could be read as. */
    if (c == OK && (str_contains(cstr(t->type), S("html")) || str_contains(cstr(t->type), S("svg")) || str_contains(cstr(t->type), S("script"))))
        assert_string_equal(t->type, "");
    if (str_eq(h->verdict, S("reject")) || str_ends(h->file, S(".html")))
        assert_int_not_equal(c, OK);
}

TEST(hostile_uploads_are_refused_or_harmless)
{
    each_hostile("upload", (size_t)8 << 20, check_upload);
}

TEST(names_lose_folders_controls_and_false_endings)
{
    static const struct { const char *in, *want; } t[] = {
        {"report.pdf", "report.png"}, {"../../etc/passwd", "passwd.png"}, {"C:\\temp\\a.exe", "a.png"},
        {"", "file.png"}, {".htaccess", "htaccess.png"}, {"photo\xe2\x80\xaegnp.exe", "photognp.png"},
        {"a\nb\r\nSet-Cookie: x", "abSet-Cookie x.png"}, {"\"quoted\";name.png", "quotedname.png"}, {"Åse Lind.jpeg", "Åse Lind.png"},
        {"broken \xff", "file.png"}, {"...", "file.png"}, {"a.b.c.png", "a.b.c.png"},
    };
    for (size_t i = 0; i < COUNT(t); i++)
        check_str_at(i, file_name_clean(test_arena, cstr(t[i].in), file_type_named(S("image/png"))), cstr(t[i].want));
}
