/* catalog/framework.h — frameworks of skills that an organisation brought in: from a sheet,
 * as ESCO and O*NET are published, as CASE (1EdTech Competencies and Academic Standards
 * Exchange 1.0) and as CTDL-ASN in JSON-LD (Credential Engine). A newer file changes what
 * is there: a skill stays the same one by its address, or one that it had, else by its code. */
#pragma once
#include "app/catalog/catalog.h"
#include "app/layout/paging.h"

#define FRAMEWORK_ITEMS   20000                  /* in use */
#define FRAMEWORK_KEPT    100000                 /* with what is out of use */
#define FRAMEWORK_FILES   8                      /* of one upload */
#define FRAMEWORK_BYTES   ((size_t)60 << 20)     /* as a request may have (LONG_BODY) */
#define FRAMEWORK_BROADER 8                      /* of one skill */
#define FRAMEWORK_LABELS  40

struct framework_row { int64_t id, org, items, months; str name, language, format, levels; msec created, changed; };
LIST_OF(framework_row_list, struct framework_row);

/* ---- a file, read (framework_read.c and beside it) ---- */

struct framework_label { str language, name; };
LIST_OF(framework_labels, struct framework_label);
/* `broader`: addresses of others in the file. `former`: addresses that it had, of what is kept. */
struct framework_skill { struct alignment x; struct framework_labels labels; struct str_list broader, former; bool is_retired; };
LIST_OF(framework_skills, struct framework_skill);

/* What files hold; skills that cannot be taken are told of, by row and column or by their
 * place in the document: the first FRAMEWORK_PROBLEMS of `wrong`. */
#define FRAMEWORK_PROBLEMS 50
/* `levels`: the scale of its skills, as scale_check has it; empty: none. */
struct framework_file { str name, language, format, levels; struct framework_skills items; struct str_list problems; size_t wrong; };
/* One framework may come in several files, as that of ESCO: skills, groups, and which are
 * parts of which. `name`, `language`: where the files do not say. */
struct framework_source { struct str_list texts; str name, language; };
/* BAD_INPUT at "file" or "name": none of the formats, or nothing in it can be taken; LIMIT. */
MUST_USE code framework_read(struct arena *a, const struct framework_source *s, struct framework_file *out, struct error *err);
/* As a CASE package, which framework_read takes again, whole: languages and what is out of
 * use stand in `extensions`, where CASE 1.1 has room for them. */
str framework_write(struct arena *a, const struct framework_file *f);
/* "de", "pt-br" in small letters; absent: no tag of a language (RFC 5646, its first parts). */
str framework_language(struct arena *a, str text);
/* "en-us" is "en"; where either says none, nothing is known to differ. */
bool framework_other_language(str x, str y);

/* ---- kept ---- */

MUST_USE code framework_all(struct db *db, struct arena *a, int64_t org, struct framework_row_list *out, struct error *err);
MUST_USE code framework_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_row *out, struct error *err);
/* All of it, those out of use too, in the order of its ids. */
MUST_USE code framework_load(struct db *db, struct arena *a, const struct framework_row *f, struct framework_file *out, struct id_list *ids, struct error *err);
/* Told, in that transaction, that skills, their addresses, the months or the scale changed. Set once at start by the
 * slice above that wants to know. */
typedef code framework_watcher(struct db *db, struct arena *a, int64_t org, struct error *err);
void framework_watch(framework_watcher *watcher);
MUST_USE code framework_changed(struct db *db, struct arena *a, int64_t org, struct error *err);
/* levels: as typed (scale.h). */
struct framework_settings { int64_t org, id, by; str name; int64_t months; str levels; };
/* BAD_INPUT at "name", "months" or "levels"; CONFLICT at "levels": one that would go is named by
 * people or asked for by job roles. What names a level goes on to name it, wherever it stands in the scale then. */
MUST_USE code framework_set(struct db *db, struct arena *a, const struct framework_settings *s, struct error *err);
/* CONFLICT, as framework_unused says. */
MUST_USE code framework_remove(struct db *db, struct arena *a, int64_t org, int64_t id, int64_t by, struct error *err);
/* On how many badges, any version, a skill of it stands by its address, or one that it had. */
MUST_USE code framework_used(struct db *db, int64_t org, int64_t id, int64_t *badges, struct error *err);

/* CONFLICT, with what uses it: badges, people who speak of its skills. */
MUST_USE code framework_unused(struct db *db, int64_t org, int64_t id, struct error *err);

/* Every word must be in name or code; what is out of use is not found. */
/* `skill.levels`: the scale of its framework. */
struct framework_item { int64_t id, framework; struct alignment skill; msec retired; int64_t narrower; };
LIST_OF(framework_item_list, struct framework_item);
MUST_USE code framework_search(struct db *db, struct arena *a, int64_t org, str words, int limit, struct framework_item_list *out, struct error *err);
MUST_USE code framework_item_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_item *out, struct error *err);
/* The scale of the framework that has a skill of this address, or had it; empty: none has. */
MUST_USE code framework_levels_of(struct db *db, struct arena *a, int64_t org, str url, str *levels, struct error *err);
/* A page of one framework: what fits the words in any language, or, without words, what lies
 * under `below`; 0: what is part of nothing. By ids, so that a page costs the same anywhere. */
struct framework_page { int64_t framework, below; str words; struct paging *paging; bool with_retired; };
MUST_USE code framework_items(struct db *db, struct arena *a, const struct framework_page *q, struct framework_item_list *out, struct error *err);
MUST_USE code framework_broader(struct db *db, struct arena *a, int64_t item, struct framework_item_list *out, struct error *err);
MUST_USE code framework_labels(struct db *db, struct arena *a, int64_t item, struct framework_labels *out, struct error *err);

/* Badges whose newest version has the skill by its address, or one that it had; at most `most`. */
struct framework_badge { int64_t id; str name; };
LIST_OF(framework_badges, struct framework_badge);
struct framework_badges_ask { int64_t org, item; int most; };
MUST_USE code framework_badges(struct db *db, struct arena *a, const struct framework_badges_ask *q, struct framework_badges *out, struct error *err);

/* ---- brought in (framework_import.c) ---- */

struct framework_import {
    int64_t id, org, framework, n_new, n_change, n_same, n_gone, n_wrong;       /* framework 0: a new one */
    str state, name, format, language, problems, shown;  /* lines; shown: "new NAME", "change NAME", "gone NAME", "level NAME" */
    msec created, ended;
    bool is_first;                               /* of the newest that was done: taken back, the framework goes */
};
LIST_OF(framework_import_list, struct framework_import);
#define FRAMEWORK_UNDO_TIME (30 * DAY)

/* Reads it and says what it would do; nothing is changed. `framework` 0: a new one. Where the
 * file is in another language than the framework, it brings names in that language and
 * nothing else. */
struct framework_new { int64_t org, framework, by; const struct framework_source *source; };
MUST_USE code framework_import_plan(struct db *db, const struct framework_new *n, int64_t *id, struct error *err);
MUST_USE code framework_import_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct framework_import *out, struct error *err);
/* Of a framework, the newest first; 0: those that are only planned, of new ones. */
MUST_USE code framework_import_find(struct db *db, struct arena *a, int64_t org, int64_t framework, struct framework_import_list *out, struct error *err);
struct framework_act { int64_t org, id, by; };
/* By what is there then, which may have changed since it was looked at. CONFLICT: done already. */
MUST_USE code framework_import_do(struct db *db, const struct framework_act *c, int64_t *framework, struct error *err);
MUST_USE code framework_import_drop(struct db *db, const struct framework_act *c, struct error *err);
/* The newest of its framework, for 30 days; of the first one the framework goes. CONFLICT: it is not, or what it brought is used. */
MUST_USE code framework_import_undo(struct db *db, const struct framework_act *c, struct error *err);

/* All of it as framework_write has it, to `put`, with memory of its own. */
struct framework_export { int64_t org, id; code (*put)(void *ctx, str bytes, struct error *err); void *ctx; };
MUST_USE code framework_export(struct db *db, const struct framework_export *x, struct error *err);
