/* cli/admin_export.c — an organisation out as one file, and into an empty server. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/export/export.h"
#include "cli/admin.h"
#include "cli/stream.h"

/* ---- out ---- */

static code tell(void *ctx, int64_t done, int64_t all, struct error *err)
{
    (void)err;
    stream_progress(ctx, done, all);
    return OK;
}

static code write_export(struct admin *ad, const struct org *o, struct export_request *q, struct stream_out *out, struct error *err)
{
    static char doing[] = "Exporting awards";
    const struct export_watch watch = {tell, doing};
    struct export_count n = {0};

    q->watch = &watch;
    q->put = stream_write;
    q->ctx = out;
    code c = export_write(ad->app, ad->db, ad->a, q, &n, err);
    stream_progress_end();
    TRY(stream_finish(ad->a, out, c, err));
    TRY(org_log(ad->db, o->id, 0, "export.fetch", S(""), S("lapel admin export"), err));
    fprintf(stderr, "%lld awards, %lld badges and %lld rows of %lld tables of " STR_FMT " are in %s: %lld files, %llu bytes.\n", (long long)n.awards,
            (long long)n.badges, (long long)n.rows, (long long)n.tables, STR_ARG(o->name), out->path, (long long)n.files, (unsigned long long)n.bytes);
    if (!str_is_empty(n.unknown))
        fprintf(stderr, "Left out, since this program does not know them: " STR_FMT ". Export by the program that made them.\n", STR_ARG(n.unknown));
    if (n.missing)
        fprintf(stderr, "%lld files of awards could not be made: their key is not trusted or not here, or the badge has no picture.\n", (long long)n.missing);
    return OK;
}

code admin_export(struct admin *ad, struct error *err)
{
    struct export_request q = {.keys = S("")};
    struct stream_out out;
    struct org o;
    str passphrase;

    if (str_is_empty(ad->value))
        return fail(err, BAD_INPUT, "organisation", "say which one by --organisation SLUG: `lapel admin organisations` lists them");
    TRY(org_by_slug(ad->db, ad->a, ad->value, &o, err));
    q.org = o.id;
    q.without_pictures = ad->also;
    if (ad->flag) {
        TRY(admin_read_secret(ad->a, "Passphrase for the keys: ", &passphrase, err));
        TRY(export_lock_keys(ad->app, ad->db, ad->a, o.id, passphrase, &q.keys, err));
    }
    TRY(stream_create(ad->a, ad->args.items[0], str_printf(ad->a, STR_FMT ".zip", STR_ARG(o.slug)), &out, err));
    return write_export(ad, &o, &q, &out, err);
}

/* ---- in ---- */

/* All of it as if it were in memory; pages come from the disk as they are read. */
static code map_file(str path, struct arena *a, str *out, struct error *err)
{
    const char *name = str_z(a, path);
    struct stat st;
    int fd = open(name, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        if (fd >= 0)
            close(fd);
        return fail(err, BAD_INPUT, name, fd < 0 ? "the file cannot be read" : "this is no file, or an empty one");
    }
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return fail(err, FAULT, name, "the file cannot be mapped: %s", strerror(errno));
    *out = (str){p, (size_t)st.st_size};
    return OK;
}

static code say_brought(struct admin *ad, const struct export_brought *b, bool signs, struct error *err)
{
    TRY(admin_say(ad, err, STR_FMT " is here: %lld rows of %lld tables, exported " STR_FMT ".", STR_ARG(b->name), (long long)b->rows, (long long)b->tables,
                  STR_ARG(time_format(ad->a, b->made))));
    TRY(admin_say(ad, err, signs ? "Its keys came along and sign as before." : "Its keys did not come along: new awards are signed by new keys, and those of before go on verifying."));
    TRY(admin_say(ad, err, "Its address is " STR_FMT ". Lead that here, switch the old server off, and start this one.", STR_ARG(b->base)));
    return admin_say(ad, err, "Passwords, tokens, webhooks and the company’s sign-in stayed there. `lapel admin add-operator` lets you in.");
}

code admin_import(struct admin *ad, struct error *err)
{
    struct export_bring in = {.passphrase = S("")};
    struct export_brought out = {0};

    TRY(map_file(ad->args.items[0], ad->a, &in.file, err));
    code c = ad->flag ? admin_read_secret(ad->a, "Passphrase of the keys: ", &in.passphrase, err) : OK;
    if (c == OK)
        c = export_bring(ad->a, ad->opt, &in, &out, err);
    munmap((void *)(uintptr_t)in.file.p, in.file.n);
    return c == OK ? say_brought(ad, &out, in.passphrase.n > 0, err) : c;
}
