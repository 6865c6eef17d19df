#include "unit/test.h"

#include "format/jpeg.h"

#define HEAD  "\xff\xd8"
#define FRAME "\xff\xc0\0\x0b\x08\0\x20\0\x40\1\1\x11\0"
#define SCAN  "\xff\xda\0\x08\1\1\0\0\x3f\0"
#define TIFF(order, offset, rest) "\xff\xe1\0\x22" "Exif\0\0" order offset rest
#define II(entry) TIFF("II*\0", "\x08\0\0\0", "\1\0" entry "\0\0\0\0")
#define MM(entry) TIFF("MM\0*", "\0\0\0\x08", "\0\1" entry "\0\0\0\0")

TEST(the_head_of_a_jpeg_says_size_and_way_up)
{
    static const struct { str in; code want; int orientation; } t[] = {
        {S(HEAD FRAME SCAN), OK, 1},
        {S(HEAD II("\x12\1\3\0\1\0\0\0\6\0\0\0") FRAME SCAN), OK, 6},
        {S(HEAD MM("\1\x12\0\3\0\0\0\1\0\x08\0\0") FRAME SCAN), OK, 8},
        {S(HEAD II("\x12\1\3\0\1\0\0\0\x09\0\0\0") FRAME SCAN), OK, 1},     /* no such way up */
        {S(HEAD II("\x12\1\3\0\1\0\0\0\0\0\0\0") FRAME SCAN), OK, 1},
        {S(HEAD TIFF("II*\0", "\xff\xff\xff\xff", "\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0") FRAME SCAN), OK, 1},
        {S(HEAD TIFF("II*\0", "\x08\0\0\0", "\xff\xff\x13\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0") FRAME SCAN), OK, 1},
        {S(HEAD "\xff\xff\xff\xfe\0\4ok" FRAME SCAN), OK, 1},                 /* fill bytes */
        {S(HEAD "\xff\xe1\0\2" FRAME SCAN), OK, 1},
        {S(""), BAD_INPUT, 0},
        {S(HEAD), BAD_INPUT, 0},
        {S(HEAD FRAME), BAD_INPUT, 0},
        {S(HEAD SCAN), BAD_INPUT, 0},
        {S(HEAD "\xff\xe1\0\1" FRAME SCAN), BAD_INPUT, 0},                     /* shorter than its own length */
        {S(HEAD "\xff\xe1\xff\xff" FRAME SCAN), BAD_INPUT, 0},
        {S(HEAD "\xff\xc0\0\5\x08\0\x20" SCAN), BAD_INPUT, 0},
        {S(HEAD "\xff\xc0\0\x0b\x08\0\0\0\x40\1\1\x11\0" SCAN), BAD_INPUT, 0},
        {S("\x89PNG\r\n"), BAD_INPUT, 0},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct jpeg_info info;
        code c = jpeg_inspect(t[i].in, &info, NULL);
        check_at(i, c == t[i].want);
        if (c == OK)
            check_at(i, info.orientation == t[i].orientation && info.width == 64 && info.height == 32);
    }
}

TEST(what_is_no_picture_is_counted)
{
    struct jpeg_info info;

    check_ok(jpeg_inspect(S(HEAD "\xff\xe0\0\4JF" "\xff\xfe\0\4hi" "\xff\xed\0\4PS" FRAME SCAN), &info, NULL), NULL);
    assert_int_equal(info.metadata, 12);
    assert_false(info.is_progressive);
}
