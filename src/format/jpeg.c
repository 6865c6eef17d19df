/* format/jpeg.c — the segments of a JPEG up to its first scan, and the one number
 * of its Exif block that a picture cannot do without. */
#include "format/jpeg.h"

#define SEGMENTS_MOST 2000
#define ENTRIES_MOST  200
#define ORIENTATION   0x0112

enum { SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, APP0 = 0xE0, APP1 = 0xE1, APP15 = 0xEF, COM = 0xFE };

static unsigned byte_at(str s, size_t i)
{
    return (unsigned char)s.p[i];
}

static unsigned be16(str s, size_t i)
{
    return byte_at(s, i) << 8 | byte_at(s, i + 1);
}

/* ---- Exif ---- */

/* A TIFF within the segment; numbers in the order that its head says. */
static unsigned tiff16(str t, size_t i, bool little)
{
    return little ? byte_at(t, i + 1) << 8 | byte_at(t, i) : be16(t, i);
}

static size_t tiff32(str t, size_t i, bool little)
{
    size_t first = tiff16(t, i, little), second = tiff16(t, i + 2, little);

    return little ? second << 16 | first : first << 16 | second;
}

/* What is damaged in it is left out: a picture is shown as it stands. */
static int orientation_of(str t)
{
    if (t.n < 8 || !(str_starts(t, S("II*\0")) || str_starts(t, S("MM\0*"))))
        return 1;
    bool little = t.p[0] == 'I';
    size_t at = tiff32(t, 4, little);
    if (at > t.n || t.n - at < 2)
        return 1;
    unsigned entries = tiff16(t, at, little);
    at += 2;
    for (unsigned i = 0; i < entries && i < ENTRIES_MOST && t.n - at >= 12; i++, at += 12) {
        unsigned value = tiff16(t, at + 8, little);
        if (tiff16(t, at, little) == ORIENTATION)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}

/* ---- segments ---- */

static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static void read_app1(str body, struct jpeg_info *out)
{
    if (str_starts(body, S("Exif\0\0")))
        out->orientation = orientation_of(str_from(body, 6));
}

static code read_segment(unsigned marker, str body, struct jpeg_info *out, struct error *err)
{
    if ((marker > APP0 && marker <= APP15) || marker == COM)
        out->metadata += body.n + 4;
    if (marker == APP1)
        read_app1(body, out);
    if (!is_frame(marker))
        return OK;
    if (body.n < 6)
        return fail(err, BAD_INPUT, "", "the JPEG picture is damaged: its frame is cut off");
    out->height = be16(body, 1);
    out->width = be16(body, 3);
    out->is_progressive = marker == 0xC2;
    return OK;
}

/* The next segment behind `*at`; false: the file ends first. */
static bool next_segment(str file, size_t *at, unsigned *marker, str *body)
{
    if (file.n < *at || file.n - *at < 4 || byte_at(file, *at) != 0xFF)
        return false;
    while (*at + 1 < file.n && byte_at(file, *at + 1) == 0xFF)
        ++*at;                                   /* fill bytes, §B.1.1.2 */
    if (file.n - *at < 4)
        return false;
    size_t length = be16(file, *at + 2);
    *marker = byte_at(file, *at + 1);
    if (length < 2 || file.n - *at - 2 < length)
        return false;
    *body = str_slice(file, *at + 4, *at + 2 + length);
    *at += 2 + length;
    return true;
}

code jpeg_inspect(str file, struct jpeg_info *out, struct error *err)
{
    size_t at = 2;
    unsigned marker = 0;
    str body;

    *out = (struct jpeg_info){.orientation = 1};
    if (!str_starts(file, S("\xff\xd8\xff")))
        return fail(err, BAD_INPUT, "", "the file is not a JPEG picture");
    for (int i = 0; i < SEGMENTS_MOST && next_segment(file, &at, &marker, &body); i++) {
        TRY(read_segment(marker, body, out, err));
        if (marker == SOS || marker == EOI)
            break;
    }
    if (marker != SOS || out->width == 0 || out->height == 0)
        return fail(err, BAD_INPUT, "", "the JPEG picture is damaged: its head ends before the picture begins");
    return OK;
}
