/* draw/main.c — lapel-draw: one request on standard input, one answer on
 * standard output, then the end. A new process for each picture costs about
 * as much as drawing it, and no picture can leave anything behind for the next. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "draw/fonts.h"
#include "draw/sandbox.h"
#include "draw/verbs.h"

#define QUOTA ((size_t)320 << 20)

static const struct { const char *name; verb_fn *run; } verbs[] = {
    {"png-from-svg", verb_png_from_svg},
    {"png-normalise", verb_png_normalise},
    {"photo", verb_photo},
    {"svg-clean", verb_svg_clean},
    {"qr", verb_qr},
    {"qr-read", verb_qr_read},
    {"certificate", verb_certificate},
    {"paper", verb_paper},
    {"grid", verb_grid},
};

static bool read_all(char *p, size_t n)
{
    while (n > 0) {
        ssize_t got = read(0, p, n);
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool write_all(str s)
{
    while (s.n > 0) {
        ssize_t put = write(1, s.p, s.n);
        if (put <= 0)
            return false;
        s = str_from(s, (size_t)put);
    }
    return true;
}

static code read_request(struct arena *a, struct frame *out, struct error *err)
{
    char header[FRAME_HEADER];
    size_t total = 0;

    if (!read_all(header, sizeof header))
        return fail(err, BAD_INPUT, "", "the request ends within its header");
    TRY(frame_length(header, &total, err));
    char *p = NEW_ARRAY(a, total, char);
    memcpy(p, header, sizeof header);
    if (!read_all(p + sizeof header, total - sizeof header))
        return fail(err, BAD_INPUT, "", "the request is shorter than its header says");
    return frame_read(a, (str){p, total}, out, err);
}

static code run(struct arena *a, const struct frame *in, struct frame *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (str_eq(in->verb, cstr(verbs[i].name)))
            return verbs[i].run(a, in, out, err);
    return fail(err, UNSUPPORTED, "", "the drawing program does not know this request");
}

/* The process ends without exit handlers: those of the libraries would make
 * system calls that are not on the list. */
static void answer(struct arena *a, struct frame *f)
{
    str bytes;

    if (frame_write(a, f, &bytes, NULL) != OK || !write_all(bytes))
        _exit(1);
    _exit(0);
}

static void answer_error(struct arena *a, const struct error *err)
{
    struct frame f = {.verb = S("error")};

    frame_set(a, &f, "code", cstr(code_name(err->code)));
    frame_set(a, &f, "where", cstr(err->where));
    frame_set(a, &f, "text", cstr(err->text));
    answer(a, &f);
}

static void out_of_memory(void *ctx)
{
    struct error err;

    (void)ctx;
    fail(&err, LIMIT, "", "the picture needs too much memory to be drawn");
    answer_error(arena_new(1 << 20), &err);
}

static void serve(struct arena *a)
{
    struct frame in, out = {.verb = S("ok")};
    struct error err = {0};

    if (read_request(a, &in, &err) != OK || run(a, &in, &out, &err) != OK)
        answer_error(a, &err);
    answer(a, &out);
}

/* All that needs files or threads happens here, before any input is read. */
static code start(bool sandboxed, struct error *err)
{
    sandbox_begin();
    mallopt(M_ARENA_MAX, 1);                     /* each more would reserve 64 MB of the limit */
    clearenv();
    setenv("RAYON_NUM_THREADS", "1", 1);
    setenv("TZ", "UTC0", 1);
    tzset();
    TRY(fonts_load(err));
    picture_warm();
    return sandboxed ? sandbox_lock(err) : OK;
}

static int usage(void)
{
    fputs("usage: lapel-draw [--no-sandbox | --attempt NAME]\n"
          "Draws the one picture that is asked for on standard input; see src/draw/README.md.\n"
          "--no-sandbox    draw even where the kernel offers no sandbox: only for pictures of your own\n"
          "--attempt NAME  lock in, then try something forbidden: the process must be killed.\n"
          "                NAME:", stderr);
    for (const char *const *name = sandbox_attempts; *name; name++)
        fprintf(stderr, " %s", *name);
    fputs("\n", stderr);
    return 64;
}

int main(int argc, char **argv)
{
    bool attempt = argc == 3 && strcmp(argv[1], "--attempt") == 0;
    bool open = argc == 2 && strcmp(argv[1], "--no-sandbox") == 0;
    struct error err = {0};

    if (argc != 1 && !attempt && !open)
        return usage();
    struct arena *a = arena_new(QUOTA);
    arena_on_full(a, out_of_memory, NULL);
    if (start(!open, &err) != OK)
        answer_error(a, &err);
    if (attempt)
        _exit(sandbox_attempt(argv[2]) ? 1 : 2);
    serve(a);
}
