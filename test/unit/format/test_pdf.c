/* Files attached to PDFs: what is put in comes out, strangers' PDFs are read by
 * their objects, and nothing is taken that was made to hurt. */
#include "format/pdf.h"

#include "unit/test.h"

/* As cairo writes them: numbers, a table, a trailer. */
static str plain_pdf(void)
{
    str head = S("%PDF-1.5\n1 0 obj\n<< /Type /Catalog\n   /Pages 2 0 R\n>>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");

    return str_printf(test_arena, STR_FMT "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
                      "trailer\n<< /Size 3\n   /Root 1 0 R\n>>\nstartxref\n%zu\n%%%%EOF\n", STR_ARG(head), head.n);
}

static str stream_pdf(str dict, str bytes)
{
    struct buf b = buf_new(test_arena);

    buf_printf(&b, "%%PDF-1.7\n7 0 obj\n<< " STR_FMT " >>\nstream\r\n", STR_ARG(dict));
    buf_put(&b, bytes);
    buf_putz(&b, "\nendstream\nendobj\n");
    return buf_done(&b);
}

TEST(what_is_attached_comes_out_with_its_name_and_the_pages_stay_as_they_were)
{
    struct pdf_file_list in = {0}, out = {0};
    str pdf;

    *list_add(test_arena, &in) = (struct pdf_file){S("01-Crane.json"), S("application/json"), S("Kran \xC3\xBC \xF0\x9F\x9A\xA2 (1)"), S("{\"a\":\"endobj endstream 9 0 obj <<\"}")};
    *list_add(test_arena, &in) = (struct pdf_file){S("02-Sling.jwt"), S("application/vc+jwt"), S("x"), S("a.b.c")};
    check_code(pdf_attach(test_arena, plain_pdf(), &in, S("0123456789abcdef"), &pdf, NULL), OK);
    assert_true(str_starts(pdf, plain_pdf()));
    check_code(pdf_files(test_arena, pdf, &out, NULL), OK);
    assert_int_equal(out.n, 2);
    for (size_t i = 0; i < 2; i++) {
        check_str(out.items[i].name, in.items[i].name);
        check_str(out.items[i].bytes, in.items[i].bytes);
    }
}

TEST(only_what_cairo_writes_is_attached_to)
{
    struct pdf_file_list none = {0};
    str out;

    check_code(pdf_attach(test_arena, S("%PDF-1.5\n"), &none, S("x"), &out, NULL), BAD_INPUT);
    check_code(pdf_attach(test_arena, S("%PDF-1.5\ntrailer\n<< /Root 9 0 R /Size 4 >>\nstartxref\n1\n"), &none, S("x"), &out, NULL), BAD_INPUT);
}

TEST(streams_are_taken_by_their_type_alone)
{
    static const struct { const char *dict; bool taken; } t[] = {
        {"/Type /EmbeddedFile /Length 5", true},
        {"/Type/EmbeddedFile/Length 5", true},
        {"/Type /EmbeddedFile", true},                       /* no length: up to its end */
        {"/Type /EmbeddedFile /Length 4", true},             /* a wrong one too */
        {"/Type /EmbeddedFile /Length 900000000", true},
        {"/Type /EmbeddedFile /Length 8 0 R", true},         /* it stands elsewhere */
        {"/Type /EmbeddedFiles /Length 5", false},
        {"/Type /XObject /Length 5", false},
        {"/Note (/Type /EmbeddedFile) /Length 5", false},
        {"/Type /EmbeddedFile /Filter /LZWDecode /Length 5", false},
        {"/Type /EmbeddedFile /Filter /FlateDecode /Length 5", false},  /* it is not */
    };
    for (size_t i = 0; i < COUNT(t); i++) {
        struct pdf_file_list out = {0};
        check_code_at(i, pdf_files(test_arena, stream_pdf(cstr(t[i].dict), S("hello")), &out, NULL), OK);
        check_at(i, out.n == (t[i].taken ? 1 : 0));
        if (t[i].taken)
            check_str_at(i, out.items[0].bytes, S("hello"));
    }
}

TEST(a_deflated_file_is_unpacked_within_its_limit)
{
    static const char packed[] = "x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15";
    struct pdf_file_list out = {0};

    check_code(pdf_files(test_arena, stream_pdf(S("/Type /EmbeddedFile /Filter [ /FlateDecode ]"), (str){packed, sizeof packed - 1}), &out, NULL), OK);
    assert_int_equal(out.n, 1);
    check_str(out.items[0].bytes, S("hello"));
}

TEST(names_are_plain_whatever_they_say)
{
    str pdf = str_join(test_arena, stream_pdf(S("/Type /EmbeddedFile /Length 5"), S("hello")),
                       S("8 0 obj\n<< /Type /Filespec /UF (..\\\\..\\/etc:\x01""a\\)b) /EF << /F 7 0 R >> >>\nendobj\n"));
    struct pdf_file_list out = {0};

    check_code(pdf_files(test_arena, pdf, &out, NULL), OK);
    check_str(out.items[0].name, S(".._.._etc__a)b"));
}

TEST(what_is_no_pdf_encrypted_or_made_to_be_slow_is_refused)
{
    struct pdf_file_list out = {0};
    struct buf b = buf_new(test_arena);

    check_code(pdf_files(test_arena, S("hello"), &out, NULL), BAD_INPUT);
    check_code(pdf_files(test_arena, S("%PDF-1.7\ntrailer << /Encrypt 3 0 R >>"), &out, NULL), UNSUPPORTED);
    buf_putz(&b, "%PDF-1.7\n");
    for (int i = 0; i < 60000; i++)
        buf_putz(&b, "obj<<");
    check_code(pdf_files(test_arena, buf_done(&b), &out, NULL), LIMIT);
    b = buf_new(test_arena);
    buf_putz(&b, "%PDF-1.7\n");
    for (int i = 0; i <= PDF_FILES; i++)
        buf_putz(&b, "1 0 obj<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream\n");
    out = (struct pdf_file_list){0};
    check_code(pdf_files(test_arena, buf_done(&b), &out, NULL), LIMIT);
}

TEST(every_cut_of_a_pdf_ends_without_harm)
{
    struct pdf_file_list in = {0};
    str pdf;

    *list_add(test_arena, &in) = (struct pdf_file){S("a"), S("text/plain"), S("b"), S("c")};
    check_code(pdf_attach(test_arena, plain_pdf(), &in, S("i"), &pdf, NULL), OK);
    for (size_t n = 0; n < pdf.n; n++) {
        struct pdf_file_list out = {0};
        code c = pdf_files(test_arena, str_copy(test_arena, str_slice(pdf, 0, n)), &out, NULL);
        assert_true(c == OK || c == BAD_INPUT);
    }
}

static void put_and_get(struct arena *a, void *ctx)
{
    const str *pdf = ctx;
    struct pdf_file_list in = {0}, out = {0};
    str whole;

    *list_add(a, &in) = (struct pdf_file){S("a.json"), S("application/json"), S("A badge"), S("{}")};
    check_code(pdf_attach(a, *pdf, &in, S("i"), &whole, NULL), OK);
    check_code(pdf_files(a, whole, &out, NULL), OK);
    assert_int_equal(out.n, 1);
    check_str(out.items[0].bytes, S("{}"));
}

TEST(memory_may_run_out_anywhere)
{
    str pdf = plain_pdf();

    assert_true(check_each_allocation(put_and_get, &pdf) > 5);
}
