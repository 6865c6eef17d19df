/* audit/pack_private.h — one pack at work; for the files of this slice alone. */
#pragma once
#include "app/audit/pack.h"
#include "app/matrix/matrix.h"

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
    struct zip zip;
    struct buf files;                            /* of the manifest: JSON, with commas */
    struct pack_made made;
    struct id_list awards, records, requirements;         /* that the lines rest on, each once */
    struct requirement_counts counts;            /* of the lines */
    msec now;
};
/* A file, and its line of the manifest. */
MUST_USE code pack_add(struct pack *p, str name, str bytes, struct error *err);

MUST_USE code pack_put_standings(struct pack *p, struct error *err);         /* pack_standings.c: why each stands so, waivers, evidence */
MUST_USE code pack_put_register(struct pack *p, struct error *err);          /* pack_register.c: requirements, matrix, sample, what was viewed */
MUST_USE code pack_put_proofs(struct pack *p, struct error *err);            /* pack_proofs.c: credentials, status, issuer, ledger */
MUST_USE code pack_put_partners(struct pack *p, struct error *err);           /* pack_partners.c: who teaches, and which records rest on whom */
MUST_USE code pack_put_words(struct pack *p, struct error *err);             /* pack_words.c: for people */
