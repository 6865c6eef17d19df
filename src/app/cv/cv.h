/* cv/cv.h — a person's CVs: sections in an order, each a text, entries or things
 * picked from the Backpack. Every change keeps what was before it, so that the last
 * one is undone with a click. */
#pragma once
#include "app/backpack/backpack_pages.h"

enum cv_how { CV_TEXT, CV_ENTRIES, CV_PICKED };
/* One row per kind of section. */
struct cv_kind {
    const char *name, *title, *add;              /* "experience", "Experience", "Add a job" */
    enum cv_how how;
    const char *what, *where;                    /* labels of an entry's fields; NULL: it has none */
    const char *icon, *hint;
};
#define CV_KINDS 7
extern const struct cv_kind cv_kinds[CV_KINDS + 1];       /* behind the last, one without a name */
const struct cv_kind *cv_kind_of(str name);      /* NULL: there is none */

/* `ref`: what was picked: a badge's credential key, a collection's public id, the mark of a log's entry. */
struct cv_entry { int64_t id; str what, where, town, from, until, text, ref; };
LIST_OF(cv_entry_list, struct cv_entry);
struct cv_section { int64_t id; const struct cv_kind *kind; str title, text; struct cv_entry_list entries; };
LIST_OF(cv_section_list, struct cv_section);

struct cv {
    int64_t id, owner;
    str public_id, label;
    bool is_public, has_before;
    msec created, changed, removed;
    str name, headline, email, phone, place, web;
    int64_t next;                                /* number for what comes next */
    struct cv_section_list sections;
};
LIST_OF(cv_list, struct cv);

#define CV_MOST          50                      /* of one person */
#define CV_MOST_SECTIONS 40
#define CV_MOST_ENTRIES  200
#define CV_MOST_BYTES    ((size_t)200 << 10)

/* content.c: both ways. What is unknown or broken in the text is left out. */
void cv_read_content(struct arena *a, str json, struct cv *out);
MUST_USE code cv_write_content(struct arena *a, const struct cv *c, str *out, struct error *err);

/* cv.c */
MUST_USE code cv_list_of(struct db *db, struct arena *a, int64_t owner, struct cv_list *out, struct error *err);
MUST_USE code cv_get(struct db *db, struct arena *a, int64_t owner, int64_t id, struct cv *out, struct error *err); /* NOT_FOUND */
/* LIMIT: too many. */
MUST_USE code cv_create(struct db *db, struct arena *a, int64_t owner, str label, str name, int64_t *id, struct error *err);
MUST_USE code cv_add(struct db *db, struct arena *a, const struct cv *c, int64_t *id, struct error *err);        /* as it is, for its owner alone; LIMIT */
MUST_USE code cv_save(struct db *db, struct arena *a, const struct cv *c, struct error *err);   /* label, content */
MUST_USE code cv_undo(struct db *db, int64_t owner, int64_t id, struct error *err);              /* once more: redo */
MUST_USE code cv_copy(struct db *db, struct arena *a, int64_t owner, int64_t id, str label, int64_t *copy, struct error *err);
MUST_USE code cv_set_public(struct db *db, int64_t owner, int64_t id, bool is_public, struct error *err);
MUST_USE code cv_set_removed(struct db *db, int64_t owner, int64_t id, bool removed, struct error *err);

struct cv_reader { int64_t id; str public_id, reader; msec created, ends, seen; int64_t views; };
LIST_OF(cv_reader_list, struct cv_reader);
MUST_USE code cv_readers(struct db *db, struct arena *a, const struct cv *c, struct cv_reader_list *out, struct error *err);
MUST_USE code cv_reader_add(struct db *db, struct arena *a, const struct cv *c, str reader, msec ends, struct error *err);
MUST_USE code cv_reader_end(struct db *db, const struct cv *c, int64_t reader, struct error *err);
/* By its own address, or by a reader's, which counts the view if `counts`. NOT_FOUND. */
MUST_USE code cv_open(struct db *db, struct arena *a, str public_id, bool counts, struct cv *out, struct error *err);

/* Places in it. NULL: there is none. */
struct cv_section *cv_section_of(struct cv *c, int64_t id);
struct cv_entry *cv_entry_of(struct cv_section *s, int64_t id);
struct cv_section *cv_add_section(struct arena *a, struct cv *c, const struct cv_kind *kind);
struct cv_entry *cv_add_entry(struct arena *a, struct cv *c, struct cv_section *s);
void cv_remove_section(struct cv *c, int64_t id);
void cv_remove_entry(struct cv_section *s, int64_t id);
/* In front of `before`; 0: to the end. */
void cv_move_section(struct cv *c, int64_t id, int64_t before);
void cv_move_entry(struct cv_section *s, int64_t id, int64_t before);

extern const struct route cv_routes[];
