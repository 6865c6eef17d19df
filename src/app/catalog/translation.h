/* catalog/translation.h — a badge in other languages. What is signed is the original;
 * translations stand beside it, as versions of the same Achievement in another
 * language (OB 3.0 `inLanguage` and `related`, 2.0 `@language` and `related`). */
#pragma once
#include "app/catalog/catalog.h"

struct language { const char *tag, *name, *own; };       /* "de", "German", "Deutsch" */
extern const struct language languages[];
extern const size_t language_count;
const struct language *language_find(str tag);   /* NULL: not one of them */

/* One text of a version, and where it stands in it. */
struct translation_slot { const char *label; str *place; bool is_long; };
LIST_OF(translation_slots, struct translation_slot);
#define CATALOG_WORDS 60                         /* texts of one badge that are translated; further ones stay */
/* In the order of the page; empty ones are left out. `v` is changed through them. */
void translation_slots(struct arena *a, struct badge_version_row *v, struct translation_slots *out);

struct translation { str language; struct map *by_original; };
MUST_USE code translation_load(struct db *db, struct arena *a, int64_t achievement, str language, struct translation *out, struct error *err);
str  translation_key(struct arena *a, str original);     /* by which the words of a text are kept: achievement_words.original */
str  translation_of(struct arena *a, const struct translation *w, str original);     /* absent: not translated */
/* The version with what is translated in place; how much is not. */
size_t translation_apply(struct arena *a, const struct translation *w, struct badge_version_row *v);
/* `texts` in the order of the slots; an empty one takes the translation away. BAD_INPUT: no such language. */
MUST_USE code translation_save(struct db *db, struct arena *a, int64_t org, int64_t achievement, str language,
                         const struct badge_version_row *v, const struct str_list *texts, struct error *err);

/* Languages that this version can be read in, its own not among them: the name is translated. */
struct translation_language { str tag; size_t missing, all; };
LIST_OF(translation_languages, struct translation_language);
MUST_USE code translation_languages(struct db *db, struct arena *a, int64_t achievement, const struct badge_version_row *v, bool named,
                              struct translation_languages *out, struct error *err);
/* What a reader wants: `asked` by hand, else what the browser prefers. Puts the
 * words into `v`; `*language` is what was chosen (may be empty: nobody said). */
struct translation_reader { str asked, accept; };
MUST_USE code translation_for_reader(struct db *db, struct arena *a, int64_t achievement, const struct translation_reader *r,
                               struct badge_version_row *v, str *language, struct translation_languages *others, struct error *err);
