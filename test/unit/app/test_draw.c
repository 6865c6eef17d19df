#include "unit/test.h"
#include "unit/app/draw_program.h"
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "app/draw.h"
#include "base/clock.h"
#include "base/codec.h"
#include "format/png.h"
#include "format/svg.h"

#define SVG(inside) S("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 50'>" inside "</svg>")
static const str circle = SVG("<circle cx='50' cy='25' r='20' fill='#5b2862'/>");

static struct png_info info_of(str png)
{
    struct png_info info;
    struct error err = {0};

    check_ok(png_inspect(png, &info, &err), &err);
    assert_false(info.damaged);
    return info;
}

TEST(an_svg_becomes_a_square_png)
{
    struct error err = {0};
    str png;

    check_ok(draw_png_from_svg(test_arena, circle, 64, &png, &err), &err);
    assert_int_equal(info_of(png).width, 64);
    assert_int_equal(info_of(png).height, 64);
}

TEST(a_png_is_drawn_anew_without_its_texts)
{
    struct error err = {0};
    struct png_text text;
    str png, baked, out;

    check_ok(draw_png_from_svg(test_arena, circle, 64, &png, &err), &err);
    check_ok(png_text_put(test_arena, png, &(struct png_put){S("openbadge"), S("secret")}, &baked, &err), &err);
    check_ok(draw_png_normalise(test_arena, baked, 32, &out, &err), &err);
    assert_int_equal(info_of(out).width, 32);
    check_code(png_text_get(test_arena, out, S("openbadge"), 0, 100, &text, NULL), NOT_FOUND);
    assert_false(str_contains(out, S("secret")));
}

TEST(an_uploaded_svg_is_cleaned_drawn_and_said_to_be_padded)
{
    struct accepted_image image;
    struct error err = {0};

    check_ok(draw_image_accept(test_arena, SVG("<script>alert(1)</script><path d='M1 1h9v9z' onclick='x()'/>"),
                               &image, &err), &err);
    assert_int_equal(info_of(image.png).width, 600);
    assert_int_equal(info_of(image.png).height, 600);
    assert_true(image.was_padded);
    assert_false(str_contains(image.svg, S("alert")));
    assert_false(str_contains(image.svg, S("onclick")));
}

TEST(what_is_wrong_with_an_upload_is_told_in_words)
{
    static const struct { str bytes; code want; const char *says; } t[] = {
        {S(""), UNSUPPORTED, "empty"},
        {S("GIF89a..."), UNSUPPORTED, "GIF"},
        {S("\xFF\xD8\xFF\xE0"), UNSUPPORTED, "JPEG"},
        {S("hello"), UNSUPPORTED, "not a PNG"},
        {S("\x89PNG\r\n\x1a\n"), BAD_INPUT, "PNG"},
        {SVG(""), BAD_INPUT, "shows nothing"},
        {SVG("<g>"), BAD_INPUT, "cannot be read"},
        {S("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"), UNSUPPORTED, "DOCTYPE"},
    };
    struct accepted_image image;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct error err = {0};
        code got = draw_image_accept(test_arena, t[i].bytes, &image, &err);
        check_code_at(i, got, i == 0 ? BAD_INPUT : t[i].want);
        check_at(i, strstr(err.text, t[i].says) != NULL);
    }
}

TEST(an_upload_may_not_be_larger_than_its_kind_allows)
{
    size_t n = DRAW_MAX_PNG + 1;
    char *p = NEW_ARRAY(test_arena, n, char);
    struct accepted_image image;

    memcpy(p, "\x89PNG\r\n\x1a\n", 8);
    check_code(draw_image_accept(test_arena, (str){p, n}, &image, NULL), LIMIT);
}

TEST(a_qr_code_is_an_svg_that_can_be_drawn)
{
    struct error err = {0};
    str svg, png;

    check_ok(draw_qr_svg(test_arena, S("https://badges.example.org/b/1"), &svg, &err), &err);
    assert_true(svg_looks_like(svg));
    check_ok(draw_png_from_svg(test_arena, svg, 200, &png, &err), &err);
    check_code(draw_qr_svg(test_arena, S(""), &svg, NULL), LIMIT);
}

TEST(a_certificate_is_a_pdf_whatever_the_names)
{
    static const str names[] = {
        S("Ada Lovelace"), S("\xD8\xB9\xD9\x84\xD9\x8A"), S("\xE5\xB1\xB1\xE7\x94\xB0"), S(""),
        S("A very long name that does not fit on one line of the paper, whatever is done to it, ever"),
        S("'); drop\\ <b>&\n"), S("\xF0\x9F\x98\x80"),
    };
    struct error err = {0};
    str pdf;

    for (size_t i = 0; i < COUNT(names); i++) {
        struct certificate c = {.picture = circle, .colour = S("#123456"), .title = names[i], .name = names[i],
                                .badge = names[i], .issuer = names[i], .is_letter = i & 1,
                                .url = S("https://h.example/b/'\\(x)")};
        struct arena *a = arena_new(0);
        check_ok(draw_certificate_pdf(a, &c, &pdf, &err), &err);
        check_at(i, str_starts(pdf, S("%PDF-1.")));
        check_at(i, pdf.n < 200000);
        arena_free(a);
    }
}

/* As the matrix asks for it: people by 25 columns. */
static str grid_of(struct arena *a, int people)
{
    struct buf b = buf_new(a);

    buf_putz(&b, "{\"title\":\"Matrix\",\"names\":\"Name\",\"kinds\":[{\"word\":\"Current\",\"tone\":\"good\"},{\"word\":\"Overdue\",\"tone\":\"bad\"}],\"columns\":[");
    for (int k = 0; k < 25; k++)
        buf_printf(&b, "%s{\"head\":\"REQ-%d\",\"name\":\"What it is about, in some words\",\"total\":\"3 of 4\"}", k ? "," : "", k);
    buf_putz(&b, "],\"rows\":[");
    for (int i = 0; i < people; i++) {
        buf_printf(&b, "%s{\"head\":\"Person %d\",\"sub\":\"Assembly\",\"cells\":[", i ? "," : "", i);
        for (int k = 0; k < 25; k++)
            buf_printf(&b, "%s[%d,\"%d Nov 2026\"]", k ? "," : "", (i + k) % 2, 1 + k);
        buf_putz(&b, "]}");
    }
    buf_putz(&b, "]}");
    return buf_done(&b);
}

TEST(a_table_of_5000_cells_is_drawn_over_pages)
{
    struct error err = {0};
    struct arena *a = arena_new((size_t)64 << 20);
    str pdf;

    check_ok(draw_grid_pdf(a, grid_of(a, 0), &pdf, &err), &err);
    assert_true(str_contains(pdf, S("/Count 2\n")));
    check_ok(draw_grid_pdf(a, grid_of(a, 200), &pdf, &err), &err);
    assert_true(str_contains(pdf, S("/Count 12\n")));
    check_code(draw_grid_pdf(a, S("[1"), &pdf, &err), BAD_INPUT);
    check_code(draw_grid_pdf(a, grid_of(a, 2200), &pdf, &err), LIMIT);
    check_ok(draw_grid_pdf(a, S("{\"rows\":[{\"cells\":[[9],[-1],[null],7]}],\"columns\":[1,2,3,4]}"), &pdf, &err), &err);
    arena_free(a);
}

TEST(text_in_any_font_and_script_needs_nothing_that_the_sandbox_forbids)
{
    struct error err = {0};
    str png;

    check_ok(draw_png_from_svg(test_arena, SVG(
        "<text y='9' font-family='Comic Sans MS' font-weight='300'>Hello \xD8\xB9\xD9\x84\xD9\x8A \xE3\x81\x82</text>"
        "<text y='19' font-family='serif' font-style='italic' font-size='7'>\xE0\xA4\x95 \xF0\x9F\x98\x80</text>"
        "<text y='29' font-family='monospace' font-stretch='condensed' font-weight='900'>\xE2\x99\xA5</text>"
        "<image width='9' height='9' href='data:image/png;base64,iVBORw0KGgo'/>"
        "<image width='9' height='9' href='data:image/jpeg;base64,/9j/4AAQSkZJRg'/>"
        "<image width='9' height='9' href='file:///etc/passwd'/><image href='http://h.test/x.png'/>"
        "<filter id='f'><feTurbulence baseFrequency='.1'/><feGaussianBlur stdDeviation='2'/></filter>"
        "<rect width='9' height='9' filter='url(#f)'/>"), 100, &png, &err), &err);
}

/* `levels` groups, each using the one before `fan` times. */
static str bomb(int levels, int fan)
{
    struct buf b = buf_new(test_arena);

    buf_putz(&b, "<svg xmlns='http://www.w3.org/2000/svg'><g id='g0'><rect width='9' height='9'/></g>");
    for (int i = 1; i <= levels; i++) {
        buf_printf(&b, "<g id='g%d'>", i);
        for (int k = 0; k < fan; k++)
            buf_printf(&b, "<use href='#g%d'/>", i - 1);
        buf_putz(&b, "</g>");
    }
    buf_putz(&b, "</svg>");
    return buf_done(&b);
}

TEST(a_few_lines_cannot_stand_for_millions)
{
    static const struct { int levels, fan; code want; } t[] = {{3, 10, OK}, {8, 10, LIMIT}, {40, 2, LIMIT}, {20, 1, OK}};
    struct accepted_image image;

    for (size_t i = 0; i < COUNT(t); i++) {
        struct arena *a = arena_new(0);
        check_code_at(i, draw_image_accept(a, bomb(t[i].levels, t[i].fan), &image, NULL), t[i].want);
        arena_free(a);
    }
}

TEST(pictures_inside_pictures_are_drawn)
{
    struct error err = {0};
    str png, again;

    check_ok(draw_png_from_svg(test_arena, circle, 64, &png, &err), &err);
    str svg = str_printf(test_arena, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                         "<image width='9' height='9' href='data:image/png;base64," STR_FMT "'/></svg>",
                         STR_ARG(base64_encode(test_arena, png)));
    check_ok(draw_png_from_svg(test_arena, svg, 64, &again, &err), &err);
}

TEST(the_sandbox_kills_what_tries_to_leave_it)
{
    static const char *const attempts[] = {
        "open", "connect", "exec", "fork", "code", "signal", "ptrace", "write",
    };

    for (size_t i = 0; i < COUNT(attempts); i++) {
        pid_t pid = fork();
        int status = 0;
        if (pid == 0) {
            execl(getenv("LAPEL_DRAW"), "lapel-draw", "--attempt", attempts[i], (char *)NULL);
            _exit(99);
        }
        check_at(i, waitpid(pid, &status, 0) == pid);
        check_at(i, WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    }
}

/* A kind of picture whose reader would first have to be loaded from a file;
 * svg_clean lets none of these through. */
TEST(a_picture_that_ends_the_drawing_program_is_a_plain_error)
{
    struct error err = {0};
    str png;

    check_code(draw_png_from_svg(test_arena, SVG(
        "<image width='9' height='9' href='data:image/webp;base64,UklGRiIAAABXRUJQ'/>"), 64, &png, &err), BAD_INPUT);
    assert_non_null(strstr(err.text, "could not be drawn"));
}

TEST(a_drawing_program_that_is_not_there_is_named)
{
    const char *real = str_z(test_arena, cstr(getenv("LAPEL_DRAW")));
    struct error err = {0};
    str png;

    setenv("LAPEL_DRAW", "/nowhere/lapel-draw", 1);
    check_code(draw_png_from_svg(test_arena, circle, 64, &png, &err), UNREACHABLE);
    assert_non_null(strstr(err.text, "/nowhere"));
    setenv("LAPEL_DRAW", "/bin/true", 1);        /* ends without an answer */
    check_code(draw_png_from_svg(test_arena, circle, 64, &png, &err), BAD_INPUT);
    setenv("LAPEL_DRAW", real, 1);
}

static void draw_once(struct arena *a, void *ctx)
{
    struct error err = {0};

    (void)ctx;
    check_ok(draw_svg_clean(a, circle, &(str){0}, &err), &err);
}

static size_t open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

TEST(memory_that_runs_out_leaves_no_file_open_and_no_turn_taken)
{
    size_t before = open_files();

    for (int i = 0; i < 3; i++)
        assert_true(check_each_allocation(draw_once, NULL) > 0);
    assert_int_equal(open_files(), before);
}

static void *draw_in_thread(void *out)
{
    struct arena *a = arena_new(0);
    str png;

    *(code *)out = draw_png_from_svg(a, circle, 64, &png, NULL);
    arena_free(a);
    return NULL;
}

TEST(more_than_two_at_a_time_wait_their_turn)
{
    pthread_t thread[6];
    code result[6];

    for (size_t i = 0; i < COUNT(thread); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, draw_in_thread, &result[i]), 0);
    for (size_t i = 0; i < COUNT(thread); i++)
        pthread_join(thread[i], NULL);
    for (size_t i = 0; i < COUNT(thread); i++)
        check_code_at(i, result[i], OK);
}

/* ---- what strangers send -------------------------------------------------- */

static str read_file(struct arena *a, const char *path)
{
    struct buf b = buf_new(a);
    char piece[65536];
    FILE *f = fopen(path, "rb");
    size_t n;

    while (f && (n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_put(&b, (str){piece, n});
    if (f)
        fclose(f);
    return buf_done(&b);
}

/* Refused with a sentence, or a picture that is whole and passive. */
static void check_hostile(const char *path)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct accepted_image image;
    struct error err = {0};
    str bytes = read_file(a, path);
    int64_t start = clock_monotonic_ns();
    code c = draw_image_accept(a, bytes, &image, &err);
    double ms = (double)(clock_monotonic_ns() - start) / 1e6;

    if (ms > 6000 * SLOWER || (c != OK && (!*err.text || c == FAULT)))
        print_error("%s: %.0f ms, %s\n", path, ms, err.text);
    assert_true(ms < 6000 * SLOWER);
    assert_true(c == OK || (*err.text && c != FAULT));
    if (c == OK) {
        info_of(image.png);
        assert_false(str_contains(image.svg, S("script")));
        assert_false(str_contains(image.svg, S("http://169")));
        assert_false(str_contains(image.png, S("openbadge")));
    }
    if (getenv("LAPEL_SHOW"))
        print_message("%-40s %6.0f ms %s\n", strrchr(path, '/') + 1, ms, c == OK ? "drawn" : err.text);
    arena_free(a);
}

TEST(hostile_pictures_are_refused_or_made_harmless)
{
    static const char *const kinds[] = {"png", "svg", "upload"};
    const char *folder = getenv("LAPEL_HOSTILE");
    struct dirent *e;

    if (!folder)
        folder = "../shared/hostile";
    for (size_t i = 0; i < COUNT(kinds); i++) {
        DIR *d = opendir(str_printf(test_arena, "%s/%s", folder, kinds[i]).p);
        if (!d)
            skip();
        while ((e = readdir(d)))
            if (e->d_name[0] != '.')
                check_hostile(str_printf(test_arena, "%s/%s/%s", folder, kinds[i], e->d_name).p);
        closedir(d);
    }
}

/* From the standard's own side to the camera's: in each size of code, and in a photo
 * that shows no code at all. */
TEST(a_qr_code_that_was_drawn_is_read_again)
{
    static const size_t lengths[] = {1, 14, 60, 130, 300, 700, 1400};
    struct buf b = buf_new(test_arena);
    struct error err = {0};
    str text, none;

    while (b.n < 1400)
        buf_putz(&b, "https://badges.example.org/b/AbCdEf0123?");
    for (size_t i = 0; i < COUNT(lengths); i++) {
        str want = str_slice(buf_done(&b), 0, lengths[i]), svg, png;
        struct arena *a = arena_new(0);
        check_ok(draw_qr_svg(a, want, &svg, &err), &err);
        check_ok(draw_png_from_svg(a, svg, 1000, &png, &err), &err);
        check_ok(draw_qr_read(a, png, &text, &err), &err);
        check_str_at(i, text, want);
        arena_free(a);
    }
    check_ok(draw_png_from_svg(test_arena, circle, 300, &none, &err), &err);
    check_code(draw_qr_read(test_arena, none, &text, NULL), NOT_FOUND);
    check_code(draw_qr_read(test_arena, S("\x89PNG\r\n\x1a\n"), &text, NULL), BAD_INPUT);
}
