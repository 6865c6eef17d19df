/* app/draw.c — starts the drawing program, gives it one request, takes one
 * answer. Between the start and the end of the program no arena is touched:
 * an arena may leave by longjmp, and the program and its socket would stay. */
#include "app/draw.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/clock.h"
#include "format/frame.h"
#include "format/png.h"
#include "format/svg.h"

#define TIME_LIMIT_MS 10000
#define AT_A_TIME     2
#define PICTURE_SIDE  600

/* One run: what goes in, where the answer lands, how it ended. */
struct run {
    const char *program;
    str request;
    char *answer;
    size_t cap, n;
    int status;
    bool started, late;
};

/* ---- at most two at a time ---------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static int running;

static bool take_turn(void)
{
    struct timespec until;
    int rc = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += TIME_LIMIT_MS / 1000;
    pthread_mutex_lock(&lock);
    while (running == AT_A_TIME && rc == 0)
        rc = pthread_cond_timedwait(&turn, &lock, &until);
    bool taken = running < AT_A_TIME;
    running += taken;
    pthread_mutex_unlock(&lock);
    return taken;
}

static void leave_turn(void)
{
    pthread_mutex_lock(&lock);
    running--;
    pthread_cond_signal(&turn);
    pthread_mutex_unlock(&lock);
}

/* ---- the program -------------------------------------------------------- */

static const char *program_path(struct arena *a)
{
    const char *named = getenv("LAPEL_DRAW");
    char self[4096];

    if (named && *named)
        return named;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    while (n > 0 && self[n - 1] != '/')
        n--;
    return str_printf(a, "%.*slapel-draw", (int)(n > 0 ? n : 0), self).p;
}

static void prepare(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int socket)
{
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(files);
    posix_spawn_file_actions_adddup2(files, socket, 0);
    posix_spawn_file_actions_adddup2(files, socket, 1);
    posix_spawn_file_actions_addopen(files, 2, "/dev/null", 1, 0);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Nothing of our environment goes along: it may hold secrets. */
static pid_t spawn(const char *program, int socket)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    char *argv[] = {"lapel-draw", NULL}, *environment[] = {NULL};
    pid_t pid;

    prepare(&files, &attributes, socket);
    int rc = posix_spawn(&pid, program, &files, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return rc ? -1 : pid;
}

/* ---- one exchange ------------------------------------------------------- */

/* A socket, not a pipe: writing to a program that has died must not raise SIGPIPE. */
static void send_some(int fd, struct run *r, size_t *sent)
{
    ssize_t n = send(fd, r->request.p + *sent, r->request.n - *sent, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (n > 0)
        *sent += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        *sent = r->request.n;                    /* it stopped reading; its answer says why */
}

/* False at the end of the answer. */
static bool receive_some(int fd, struct run *r)
{
    ssize_t n = recv(fd, r->answer + r->n, r->cap - r->n, MSG_DONTWAIT);

    if (n > 0)
        r->n += (size_t)n;
    return n > 0 ? r->n < r->cap : n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void exchange(int fd, struct run *r)
{
    int64_t end = clock_monotonic_ns() + TIME_LIMIT_MS * INT64_C(1000000);
    size_t sent = 0;

    for (;;) {
        struct pollfd p = {fd, (short)(sent < r->request.n ? POLLIN | POLLOUT : POLLIN), 0};
        int left = (int)((end - clock_monotonic_ns()) / 1000000);
        r->late = left <= 0;
        if (r->late)
            return;
        if (poll(&p, 1, left) <= 0)
            continue;
        if (p.revents & POLLOUT)
            send_some(fd, r, &sent);
        if (p.revents & (POLLIN | POLLHUP | POLLERR) && !receive_some(fd, r))
            return;
    }
}

static void finish(pid_t pid, struct run *r)
{
    kill(pid, SIGKILL);                          /* no harm to one that has ended and not been waited for */
    while (waitpid(pid, &r->status, 0) < 0 && errno == EINTR)
        ;
}

static void run(struct run *r)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return;
    pid_t pid = spawn(r->program, pair[1]);
    close(pair[1]);
    r->started = pid > 0;
    if (r->started) {
        exchange(pair[0], r);
        finish(pid, r);
    }
    close(pair[0]);
}

/* ---- what it answered ---------------------------------------------------- */

static code no_answer(const struct run *r, struct error *err)
{
    if (!r->started)
        return fail(err, UNREACHABLE, "lapel-draw", "the drawing program %.100s could not be started", r->program);
    if (r->late)
        return fail(err, LIMIT, "", "the picture takes too long to draw");
    if (r->n == r->cap)
        return fail(err, LIMIT, "", "the picture is too large once it is drawn");
    return fail(err, BAD_INPUT, "", "the picture could not be drawn: it is damaged or too complicated");
}

static code told_error(struct arena *a, const struct frame *f, struct error *err)
{
    const char *where = str_z(a, frame_get(f, "where"));
    str name = frame_get(f, "code"), text = frame_get(f, "text");
    code c = FAULT;

    for (code known = BAD_INPUT; known < FAULT; known++)
        if (str_eq(name, cstr(code_name(known))))
            c = known;
    return fail(err, c, where, STR_FMT, STR_ARG(text));
}

static code ask(struct arena *a, const struct frame *question, size_t cap, struct frame *out, struct error *err)
{
    struct run r = {.program = program_path(a), .cap = cap + FRAME_HEADER + 4096};

    TRY(frame_write(a, question, &r.request, err));
    r.answer = NEW_ARRAY(a, r.cap, char);
    if (!take_turn())
        return fail(err, LIMIT, "", "too many pictures are being drawn just now: try again in a moment");
    run(&r);
    leave_turn();
    if (frame_read(a, (str){r.answer, r.n}, out, NULL) != OK)
        return no_answer(&r, err);
    if (!str_eq(out->verb, S("ok")))
        return told_error(a, out, err);
    return OK;
}

/* ---- the verbs ----------------------------------------------------------- */

static code ask_sized(struct arena *a, str verb, str body, int size, struct frame *out, struct error *err)
{
    struct frame in = {.verb = verb, .body = body};

    frame_set(a, &in, "size", str_printf(a, "%d", size));
    return ask(a, &in, (size_t)size * (size_t)size * 4 + 65536, out, err);
}

code draw_png_from_svg(struct arena *a, str svg, int size, str *png, struct error *err)
{
    struct frame out;

    TRY(ask_sized(a, S("png-from-svg"), svg, size, &out, err));
    *png = out.body;
    return OK;
}

code draw_png_normalise(struct arena *a, str file, int size, str *png, struct error *err)
{
    struct frame out;

    TRY(ask_sized(a, S("png-normalise"), file, size, &out, err));
    *png = out.body;
    return OK;
}

/* Pure noise of the largest size has less. */
#define PHOTO_ANSWER ((size_t)6 << 20)

code draw_photo(struct arena *a, str file, int size, str *jpeg, struct error *err)
{
    struct frame in = {.verb = S("photo"), .body = file}, out;

    frame_set(a, &in, "size", str_printf(a, "%d", size));
    TRY(ask(a, &in, PHOTO_ANSWER, &out, err));
    *jpeg = out.body;
    return OK;
}

code draw_svg_clean(struct arena *a, str file, str *svg, struct error *err)
{
    struct frame in = {.verb = S("svg-clean"), .body = file}, out;

    TRY(ask(a, &in, DRAW_MAX_SVG + 65536, &out, err));
    *svg = out.body;
    return OK;
}

code draw_qr_svg(struct arena *a, str text, str *svg, struct error *err)
{
    struct frame in = {.verb = S("qr"), .body = text}, out;

    TRY(ask(a, &in, (size_t)256 << 10, &out, err));
    *svg = out.body;
    return OK;
}

code draw_qr_read(struct arena *a, str photo, str *text, struct error *err)
{
    struct frame in = {.verb = S("qr-read"), .body = photo}, out;

    TRY(ask(a, &in, (size_t)64 << 10, &out, err));
    *text = out.body;
    return OK;
}

code draw_certificate_pdf(struct arena *a, const struct certificate *c, str *pdf, struct error *err)
{
    const struct { const char *name; str value; } options[] = {
        {"paper", c->is_letter ? S("letter") : S("a4")}, {"colour", c->colour},
        {"title", c->title}, {"given", c->given}, {"name", c->name}, {"earned", c->earned},
        {"badge", c->badge}, {"description", c->description},
        {"issuer_label", c->issuer_label}, {"issuer", c->issuer},
        {"date_label", c->date_label}, {"date", c->date},
        {"expires_label", c->expires_label}, {"expires", c->expires},
        {"check", c->check}, {"url", c->url},
    };
    struct frame in = {.verb = S("certificate"), .body = c->picture}, out;

    for (size_t i = 0; i < COUNT(options); i++)
        if (!str_is_empty(options[i].value))
            frame_set(a, &in, options[i].name, options[i].value);
    TRY(ask(a, &in, (size_t)5 << 19, &out, err));
    *pdf = out.body;
    return OK;
}

static code draw_pdf(struct arena *a, str verb, str json, size_t most, str *pdf, struct error *err)
{
    const struct frame in = {.verb = verb, .body = json};
    struct frame out;

    TRY(ask(a, &in, most, &out, err));
    *pdf = out.body;
    return OK;
}

code draw_paper_pdf(struct arena *a, str json, str *pdf, struct error *err)
{
    return draw_pdf(a, S("paper"), json, (size_t)12 << 20, pdf, err);
}

code draw_grid_pdf(struct arena *a, str json, str *pdf, struct error *err)
{
    return draw_pdf(a, S("grid"), json, (size_t)3 << 20, pdf, err);
}

/* ---- uploads ------------------------------------------------------------- */

static const struct { str begin; const char *name; } other_kinds[] = {
    {S("GIF8"), "a GIF"}, {S("\xFF\xD8\xFF"), "a JPEG"}, {S("RIFF"), "a WebP"}, {S("BM"), "a BMP"},
    {S("\0\0\1\0"), "an icon"}, {S("II*\0"), "a TIFF"}, {S("MM\0*"), "a TIFF"}, {S("%PDF"), "a PDF"},
    {S("8BPS"), "a Photoshop"},
};

static code refuse_kind(str bytes, struct error *err)
{
    if (bytes.n == 0)
        return fail(err, BAD_INPUT, "", "the file is empty");
    for (size_t i = 0; i < COUNT(other_kinds); i++)
        if (str_starts(bytes, other_kinds[i].begin))
            return fail(err, UNSUPPORTED, "", "this is %s file: save it as PNG or SVG and try again",
                        other_kinds[i].name);
    if (str_starts(bytes, S("\x1F\x8B")))
        return fail(err, UNSUPPORTED, "", "this is a compressed file: save it as plain SVG or PNG");
    if (str_contains(str_slice(bytes, 0, 4096), S("<!DOCTYPE")) && str_contains(bytes, S("<svg")))
        return fail(err, UNSUPPORTED, "", "the SVG file has a DOCTYPE of its own: save it as plain SVG");
    if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
        return fail(err, UNSUPPORTED, "", "the file is UTF-16: save it as plain SVG, which is UTF-8");
    return fail(err, UNSUPPORTED, "", "this file is not a PNG or SVG picture");
}

static code too_large(str bytes, size_t most, const char *kind, struct error *err)
{
    if (bytes.n <= most)
        return OK;
    return fail(err, LIMIT, "", "the %s picture has %.1f MB; %zu MB are the most", kind,
                (double)bytes.n / (1 << 20), most >> 20);
}

/* The reader of XML tells what is wrong, but not with which file. */
static code clean(struct arena *a, str bytes, str *svg, struct error *err)
{
    struct error why = {0};
    code c = draw_svg_clean(a, bytes, svg, &why);

    if (c == BAD_INPUT && !str_starts(cstr(why.text), S("the ")))
        return fail(err, c, why.where, "the SVG picture cannot be read: %s", why.text);
    return c == OK ? OK : fail(err, c, why.where, "%s", why.text);
}

static void take_answer(const struct frame *f, struct accepted_image *out)
{
    out->png = f->body;
    out->width = frame_int(f, "width", 0, 1000000, 0);
    out->height = frame_int(f, "height", 0, 1000000, 0);
    out->was_padded = out->width != out->height;
}

code draw_image_accept(struct arena *a, str bytes, struct accepted_image *out, struct error *err)
{
    bool is_png = png_looks_like(bytes);
    struct frame f;

    *out = (struct accepted_image){0};
    if (is_png)
        TRY(too_large(bytes, DRAW_MAX_PNG, "PNG", err));
    else if (!svg_looks_like(bytes))
        return refuse_kind(bytes, err);
    else {
        TRY(too_large(bytes, DRAW_MAX_SVG, "SVG", err));
        TRY(clean(a, bytes, &out->svg, err));
    }
    TRY(ask_sized(a, is_png ? S("png-normalise") : S("png-from-svg"), is_png ? bytes : out->svg,
                  PICTURE_SIDE, &f, err));
    take_answer(&f, out);
    return OK;
}
