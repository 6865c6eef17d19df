/* A stranger's PDF: the files found in it lie within the limits, have plain names,
 * and attached to a PDF of ours they come out as they were. */
#include "fuzz.h"
#include "format/pdf.h"

static const char ours[] = "%PDF-1.5\n1 0 obj\n<< /Type /Catalog\n>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
                           "trailer\n<< /Size 2\n   /Root 1 0 R\n>>\nstartxref\n47\n%%EOF\n";

static void check_again(struct arena *a, const struct pdf_file_list *files)
{
    struct pdf_file_list again = {0};
    str pdf;

    REQUIRE(pdf_attach(a, (str){ours, sizeof ours - 1}, files, S("0123456789abcdef"), &pdf, NULL) == OK);
    REQUIRE(pdf_files(a, pdf, &again, NULL) == OK && again.n == files->n);
    for (size_t i = 0; i < files->n; i++)
        REQUIRE(str_eq(again.items[i].bytes, files->items[i].bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct pdf_file_list files = {0};
    size_t all = 0;

    if (pdf_files(a, (str){(const char *)p, n}, &files, NULL) == OK) {
        REQUIRE(files.n <= PDF_FILES);
        for (size_t i = 0; i < files.n; i++) {
            struct pdf_file *f = &files.items[i];
            REQUIRE(f->name.n > 0 && f->bytes.n <= PDF_FILE_BYTES);
            for (size_t k = 0; k < f->name.n; k++)
                REQUIRE(f->name.p[k] >= ' ' && f->name.p[k] != '/' && f->name.p[k] != 0x7F);
            f->type = S("text/plain");
            all += f->bytes.n;
        }
        REQUIRE(all <= PDF_ALL_BYTES);
        if (all < (1 << 20))
            check_again(a, &files);
    }
    arena_free(a);
    return 0;
}
