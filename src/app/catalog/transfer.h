/* catalog/transfer.h — badges as files: out to other systems and for keeping,
 * and in from any of them. What is read is a stranger's; nothing of it is
 * believed but its words. */
#pragma once
#include "app/catalog/catalog.h"

#define TRANSFER_BADGES 200                      /* in one file */
#define TRANSFER_BYTES  ((size_t)5 << 20)        /* of one file, pictures and all */

/* One badge that stood in a file. */
struct transfer {
    struct badge_version_row v;                  /* within the limits of the editor */
    str picture;                                 /* the bytes of a PNG or SVG; absent: none */
    str picture_url;                             /* … or where it is */
    str creator;                                 /* who issues it, as the file says: an address or DID; may be absent */
    str class_url;                               /* the badge itself is there; the rest is empty then */
    const char *flaw;                            /* why it cannot be taken; NULL: it can */
};
LIST_OF(transfer_list, struct transfer);

/* JSON of OB 1.x, 2.0 or 3.0 (badge class, achievement, award, a list of them, or
 * what transfer_write wrote), a signed badge, or a picture with one in it.
 * BAD_INPUT, LIMIT: it is none of these, in words. No I/O. */
MUST_USE code transfer_read(struct arena *a, str bytes, struct transfer_list *out, struct error *err);
/* A document of a badge class, from the address that an award named. */
MUST_USE code transfer_read_class(struct arena *a, str bytes, struct transfer *out, struct error *err);

/* The achievement in the words of OB 3.0, its picture inside; and under "lapel"
 * what these words have no place for, so that reading gives all back. */
MUST_USE code transfer_write(struct db *db, struct arena *a, const struct org *o, const struct badge_row *b,
                             str *json, struct error *err);
/* The same without a database: `picture` is a data URI, or empty. */
str transfer_json(struct arena *a, const struct org *o, const struct badge_row *b, str picture);
/* The BadgeClass of OB 2.0, its picture inside. */
MUST_USE code transfer_write_v2(struct db *db, struct arena *a, const struct org *o, const struct badge_row *b,
                                str *json, struct error *err);

str transfer_v2_json(struct arena *a, const struct org *o, const struct badge_row *b, str picture);

/* What became of each badge of a file. */
struct import_line { str name, sentence; int64_t badge; };   /* badge 0: not taken, and why; else a draft */
LIST_OF(import_lines, struct import_line);
/* Makes drafts. `bytes` may be an address as well. Linked badges and pictures are
 * fetched; a picture that cannot be had is no reason to refuse a badge. */
struct import_source { struct loader *loader; str bytes; };
MUST_USE code catalog_import(struct db *db, struct arena *a, int64_t org, const struct import_source *in,
                             struct import_lines *out, struct error *err);
