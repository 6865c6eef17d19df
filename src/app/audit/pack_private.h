/* audit/pack_private.h — one pack at work; for the files of this slice alone. */
#pragma once
#include "app/audit/pack.h"
#include "app/evidence/evidence.h"
#include "app/matrix/matrix.h"

/* One file of evidence in the pack, by the hash of its content as `evidence` has it. */
struct pack_file { str hash, name; };
LIST_OF(pack_files, struct pack_file);

/* `item`: memory of one file, emptied for each. */
struct pack {
    struct app *app;
    struct db *db;
    struct arena *a, *item;
    const struct pack_request *q;
    struct org org;
    struct sample sample;
    struct sample_lines lines;
    str population;
    str scope;                                   /* of whom it is for, in words */
    struct sample_sight sight, opens;            /* of whom it is for: how people stand; evidence, with a reason */
    struct id_list folders, opened;              /* of evidence, each once */
    struct pack_files evidence;
    uint64_t evidence_bytes;
    struct zip zip;
    struct buf files;                            /* of the manifest: JSON, with commas */
    struct pack_made made;
    struct id_list awards, records, requirements;         /* that the lines rest on, each once */
    struct requirement_counts counts;            /* of the lines */
    msec now;
};
/* A file, and its line of the manifest. */
MUST_USE code pack_add(struct pack *p, str name, str bytes, struct error *err);

void pack_once(struct arena *a, struct id_list *ids, int64_t id);
str  pack_number(struct arena *a, int64_t n);
str  pack_hex(struct arena *a, str hash);        /* base64url, as hashes of evidence are kept, in hexadecimal digits */
str  pack_day(struct arena *a, msec day);        /* empty: none */
str  pack_time(struct arena *a, msec t);
str  pack_yes(bool is);                          /* "yes" or empty */
void pack_row(struct buf *b, const str *cells, size_t n);

/* A table of CSV; `each` puts the rows of one line of the sample. */
typedef code pack_of_line(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err);
struct pack_table { const char *name; const char *const *heads; size_t n; pack_of_line *each; };
MUST_USE code pack_put_table(struct pack *p, const struct pack_table *t, struct error *err);

MUST_USE code pack_put_standings(struct pack *p, struct error *err);         /* pack_standings.c: why each stands so, waivers */
MUST_USE code pack_put_evidence(struct pack *p, struct error *err);          /* pack_evidence.c: what there is, and its files */
MUST_USE code pack_put_records(struct pack *p, struct error *err);           /* pack_records.c: what was recorded, corrected and judged */
MUST_USE code pack_put_matrix(struct pack *p, struct error *err);            /* pack_matrix.c: the population, and how it stood */
MUST_USE code pack_put_register(struct pack *p, struct error *err);          /* pack_register.c: requirements, sample */
MUST_USE code pack_put_views(struct pack *p, struct error *err);             /* pack_views.c: who looked */
MUST_USE code pack_put_proofs(struct pack *p, struct error *err);            /* pack_proofs.c: credentials, status, issuer */
MUST_USE code pack_put_ledger(struct pack *p, struct error *err);            /* pack_ledger.c */
MUST_USE code pack_put_partners(struct pack *p, struct error *err);           /* pack_partners.c: who teaches, and which records rest on whom */
MUST_USE code pack_put_words(struct pack *p, struct error *err);             /* pack_words.c: for people */
