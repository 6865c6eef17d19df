/* bake BADGE IMAGE OUT: puts a badge into a PNG or SVG, takes it out again, and
 * says what it is.
 *     cc bake.c $(pkg-config --cflags --libs lapel) -o bake */
#include <lapel/badge.h>
#include <stdio.h>

static char badge_bytes[5 << 20], image_bytes[5 << 20];

static struct lapel_bytes read_file(const char *path, char *to, size_t room)
{
    FILE *f = fopen(path, "rb");
    struct lapel_bytes b = {to, f ? fread(to, 1, room, f) : 0};

    if (f)
        fclose(f);
    return b;
}

static int write_file(const char *path, struct lapel_bytes b)
{
    FILE *f = fopen(path, "wb");

    if (!f)
        return 0;
    int all = fwrite(b.p, 1, b.n, f) == b.n;
    return fclose(f) == 0 && all;
}

static enum lapel_code bake(struct lapel *lapel, char **argv, struct lapel_error *err)
{
    struct lapel_bytes badge = read_file(argv[1], badge_bytes, sizeof badge_bytes);
    struct lapel_bytes image = read_file(argv[2], image_bytes, sizeof image_bytes);
    struct lapel_buffer *baked = NULL;
    struct lapel_badge *again = NULL;
    enum lapel_code c = lapel_bake(lapel, badge, image, &baked, err);

    if (c == LAPEL_OK)
        c = lapel_read(lapel, lapel_buffer_bytes(baked), &again, err);
    if (c == LAPEL_OK && write_file(argv[3], lapel_buffer_bytes(baked)))
        printf("%s, version %s, by %s\n", lapel_badge_text(again, LAPEL_FIELD_NAME).p,
               lapel_badge_text(again, LAPEL_FIELD_VERSION).p,
               lapel_badge_text(again, LAPEL_FIELD_ISSUER_ID).p);
    lapel_badge_free(again);
    lapel_buffer_free(baked);
    return c;
}

int main(int argc, char **argv)
{
    struct lapel *lapel = NULL;
    struct lapel_error err;

    if (argc != 4) {
        fprintf(stderr, "usage: bake BADGE IMAGE OUT\n");
        return 64;
    }
    enum lapel_code c = lapel_open(&lapel, &err);
    if (c == LAPEL_OK)
        c = bake(lapel, argv, &err);
    if (c != LAPEL_OK)
        fprintf(stderr, "bake: %s\n", err.text);
    lapel_close(lapel);
    return c == LAPEL_OK ? 0 : 65;
}
