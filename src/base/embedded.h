/* base/embedded.h — files that the build put into the program: assets/ and
 * schema/. The tables are written by tools/embed. */
#pragma once
#include <stddef.h>

struct embedded_file {
    const char *name;                            /* below its folder: "css/lapel.css", "0001_start.sql" */
    const char *type;                            /* content type, with charset for text */
    const char *hash;                            /* first 16 hex digits of its SHA-256 */
    const unsigned char *data;                   /* followed by a NUL that `size` does not count */
    size_t size;
    const unsigned char *gzip_data;              /* NULL where gzip does not make it smaller */
    size_t gzip_size;
};

/* Both in the order of their names. The icon sprite is "icons.svg". */
extern const struct embedded_file embedded_assets[];   /* in libweb */
extern const size_t embedded_asset_count;
extern const struct embedded_file embedded_schema[];   /* in libstore */
extern const size_t embedded_schema_count;
extern const struct embedded_file embedded_languages[]; /* in libweb: compiled catalogues of gettext */
extern const size_t embedded_language_count;
extern const struct embedded_file embedded_icons[];    /* in libapp: the one table of all icons */
extern const size_t embedded_icon_count;
