/* reveal/reveal.h — showing parts of a badge whose issuer lets its holder choose
 * (ecdsa-sd-2023): what is shown proves itself, the rest stays with the holder. */
#pragma once
#include "app/backpack/backpack_pages.h"
#include "app/layout/report_view.h"

/* One thing that may be shown. `is_fixed`: the issuer shows it to everybody, or it
 * would be no badge without it. */
struct reveal_part { str pointer, label, value; bool is_fixed, is_owner; };
LIST_OF(reveal_part_list, struct reveal_part);

/* parts.c: of the bytes of a badge. UNSUPPORTED: it has no base proof. */
MUST_USE code reveal_parts(struct arena *a, str bytes, struct reveal_part_list *out, struct error *err);
/* What stands in a credential, whoever signed it, for a reader. */
void reveal_told(struct arena *a, str credential, struct reveal_part_list *out);
/* The credential that shows the chosen ones; one that `pointers` names and the
 * badge does not have is BAD_INPUT. */
MUST_USE code reveal_make(struct arena *a, str bytes, const struct str_list *pointers, str *out, struct error *err);

/* reveal.c */
struct reveal { int64_t id; str public_id, reader, credential; msec created, ends; int64_t views; };
LIST_OF(reveal_list, struct reveal);
#define REVEAL_MOST 100                          /* of one badge */
MUST_USE code reveal_add(struct db *db, struct arena *a, const struct holding *h, const struct reveal *r, str *public_id, struct error *err);
MUST_USE code reveal_list_of(struct db *db, struct arena *a, const struct holding *h, struct reveal_list *out, struct error *err);
MUST_USE code reveal_end(struct db *db, const struct holding *h, int64_t id, struct error *err);     /* NOT_FOUND */
/* NOT_FOUND: there is none, or it is over. */
MUST_USE code reveal_open(struct db *db, struct arena *a, str public_id, bool counts, struct reveal *out, struct error *err);

extern const struct route reveal_routes[];

struct reveal_row { struct reveal r; str link, qr; bool is_over; };
LIST_OF(reveal_rows, struct reveal_row);
struct reveal_view { const struct holding *h; struct form *form; str self; struct reveal_part_list parts; struct reveal_rows rows; bool is_possible; };
struct reveal_reader_view { struct report_view report; struct reveal_part_list parts; str file; msec ends; };
