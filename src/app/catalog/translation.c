/* catalog/translation.c */
#include "app/catalog/translation.h"

#include "base/codec.h"
#include "base/crypto.h"

#include <stdlib.h>

const struct language languages[] = {
    {"ar", "Arabic", "العربية"}, {"bg", "Bulgarian", "Български"}, {"ca", "Catalan", "Català"}, {"zh", "Chinese", "中文"},
    {"hr", "Croatian", "Hrvatski"}, {"cs", "Czech", "Čeština"}, {"da", "Danish", "Dansk"}, {"nl", "Dutch", "Nederlands"},
    {"en", "English", "English"}, {"et", "Estonian", "Eesti"}, {"fi", "Finnish", "Suomi"}, {"fr", "French", "Français"},
    {"de", "German", "Deutsch"}, {"el", "Greek", "Ελληνικά"}, {"he", "Hebrew", "עברית"}, {"hi", "Hindi", "हिन्दी"},
    {"hu", "Hungarian", "Magyar"}, {"id", "Indonesian", "Bahasa Indonesia"}, {"ga", "Irish", "Gaeilge"}, {"it", "Italian", "Italiano"},
    {"ja", "Japanese", "日本語"}, {"ko", "Korean", "한국어"}, {"lv", "Latvian", "Latviešu"}, {"lt", "Lithuanian", "Lietuvių"},
    {"mt", "Maltese", "Malti"}, {"nb", "Norwegian", "Norsk"}, {"fa", "Persian", "فارسی"}, {"pl", "Polish", "Polski"},
    {"pt", "Portuguese", "Português"}, {"ro", "Romanian", "Română"}, {"ru", "Russian", "Русский"}, {"sr", "Serbian", "Српски"},
    {"sk", "Slovak", "Slovenčina"}, {"sl", "Slovenian", "Slovenščina"}, {"es", "Spanish", "Español"}, {"sw", "Swahili", "Kiswahili"},
    {"sv", "Swedish", "Svenska"}, {"th", "Thai", "ไทย"}, {"tr", "Turkish", "Türkçe"}, {"uk", "Ukrainian", "Українська"},
    {"ur", "Urdu", "اردو"}, {"vi", "Vietnamese", "Tiếng Việt"}, {"cy", "Welsh", "Cymraeg"},
};
const size_t language_count = COUNT(languages);

const struct language *language_find(str tag)
{
    for (size_t i = 0; i < COUNT(languages); i++)
        if (str_eq(tag, cstr(languages[i].tag)))
            return &languages[i];
    return NULL;
}

/* ---- the texts ---- */

static void add(struct arena *a, struct translation_slots *out, const char *label, str *place, bool is_long)
{
    if (!str_is_empty(*place) && out->n < CATALOG_WORDS)
        *list_add(a, out) = (struct translation_slot){label, place, is_long};
}

static void add_result(struct arena *a, struct translation_slots *out, struct result_description *d)
{
    add(a, out, "What is measured", &d->name, false);
    for (size_t i = 0; i < d->levels.n; i++) {
        add(a, out, "Name of a level", &d->levels.items[i].name, false);
        add(a, out, "What the level means", &d->levels.items[i].description, false);
    }
}

void translation_slots(struct arena *a, struct badge_version_row *v, struct translation_slots *out)
{
    *out = (struct translation_slots){0};
    add(a, out, "Name", &v->name, false);
    add(a, out, "One sentence about it", &v->description, true);
    add(a, out, "What is said about earning it", &v->criteria, true);
    for (size_t i = 0; i < v->items.n; i++)
        add(a, out, "Criterion", &v->items.items[i].text, false);
    for (size_t i = 0; i < v->results.n; i++)
        add_result(a, out, &v->results.items[i]);
}

/* Lists are shared by copies of a row: what is changed needs lists of its own. */
static void own_lists(struct arena *a, struct badge_version_row *v)
{
    struct criterion_list items = {0};
    struct result_description_list results = {0};

    for (size_t i = 0; i < v->items.n; i++)
        *list_add(a, &items) = v->items.items[i];
    for (size_t i = 0; i < v->results.n; i++) {
        struct result_description *d = list_add(a, &results);
        *d = v->results.items[i];
        d->levels = (struct rubric_level_list){0};
        for (size_t k = 0; k < v->results.items[i].levels.n; k++)
            *list_add(a, &d->levels) = v->results.items[i].levels.items[k];
    }
    v->items = items;
    v->results = results;
}

/* ---- kept ---- */

str translation_key(struct arena *a, str original)
{
    struct sha256 h = sha256(original);

    return base64url_encode(a, (str){(const char *)h.b, 15});
}

static const char sql_load[] = SQL("SELECT original, words FROM achievement_words WHERE achievement_id = $1 AND language = $2");

code translation_load(struct db *db, struct arena *a, int64_t achievement, str language, struct translation *out, struct error *err)
{
    struct rows *r = db_query(db, sql_load, ARGS(v_int(achievement), v_str(language)));

    *out = (struct translation){language, map_new(a)};
    while (rows_next(r)) {
        str *kept = NEW(a, str);
        *kept = row_str(r, 1, a);
        *map_at(out->by_original, row_str(r, 0, a)) = kept;
    }
    return rows_end(r, err);
}

str translation_of(struct arena *a, const struct translation *w, str original)
{
    const str *kept = map_get(w->by_original, translation_key(a, original));

    return kept ? *kept : (str){0};
}

size_t translation_apply(struct arena *a, const struct translation *w, struct badge_version_row *v)
{
    struct translation_slots slots;
    size_t missing = 0;

    own_lists(a, v);
    translation_slots(a, v, &slots);
    for (size_t i = 0; i < slots.n; i++) {
        str translated = translation_of(a, w, *slots.items[i].place);
        if (str_is_empty(translated))
            missing++;
        else
            *slots.items[i].place = translated;
    }
    return missing;
}

static const char sql_put[] = SQL(
    "INSERT INTO achievement_words (achievement_id, language, original, words, changed_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (achievement_id, language, original) DO UPDATE SET words = excluded.words, changed_at = excluded.changed_at");
static const char sql_drop[] = SQL("DELETE FROM achievement_words WHERE achievement_id = $1 AND language = $2 AND original = $3");
static const char sql_is_ours[] = SQL("SELECT count(*) FROM achievement WHERE org_id = $1 AND id = $2");

static code put(struct db *db, struct arena *a, int64_t achievement, str language, str original, str words, struct error *err)
{
    if (str_is_empty(words))
        return db_run(db, sql_drop, ARGS(v_int(achievement), v_str(language), v_str(translation_key(a, original))), NULL, err);
    return db_run(db, sql_put, ARGS(v_int(achievement), v_str(language), v_str(translation_key(a, original)), v_str(words), v_int(clock_now())),
                  NULL, err);
}

static code save_rows(struct db *db, struct arena *a, int64_t achievement, str language, const struct translation_slots *slots,
                      const struct str_list *texts, struct error *err)
{
    for (size_t i = 0; i < slots->n && i < texts->n; i++)
        TRY(put(db, a, achievement, language, *slots->items[i].place, str_trim(texts->items[i]), err));
    return public_changed(db, err);
}

code translation_save(struct db *db, struct arena *a, int64_t org, int64_t achievement, str language, const struct badge_version_row *v,
                const struct str_list *texts, struct error *err)
{
    struct badge_version_row copy = *v;
    struct translation_slots slots;
    int64_t ours = 0;

    if (!language_find(language) || str_eq(language, v->language))
        return fail(err, BAD_INPUT, "language", "choose one of the languages, another than the original's");
    TRY(db_int(db, sql_is_ours, ARGS(v_int(org), v_int(achievement)), &ours, err));
    if (!ours)
        return fail(err, NOT_FOUND, "badge", "there is no such badge");
    translation_slots(a, &copy, &slots);
    TRY(db_begin(db, err));
    return db_end(db, save_rows(db, a, achievement, language, &slots, texts, err), err);
}

/* ---- languages ---- */

static const char sql_languages[] = SQL("SELECT DISTINCT language FROM achievement_words WHERE achievement_id = $1 ORDER BY language");

static code load_tags(struct db *db, struct arena *a, int64_t achievement, struct str_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_languages, ARGS(v_int(achievement)));

    while (rows_next(r))
        *list_add(a, out) = row_str(r, 0, a);
    return rows_end(r, err);
}

code translation_languages(struct db *db, struct arena *a, int64_t achievement, const struct badge_version_row *v, bool named,
                     struct translation_languages *out, struct error *err)
{
    struct str_list tags = {0};

    TRY(load_tags(db, a, achievement, &tags, err));
    for (size_t i = 0; i < tags.n; i++) {
        struct badge_version_row copy = *v;
        struct translation w;
        struct translation_slots slots;
        if (str_eq(tags.items[i], v->language))
            continue;
        TRY(translation_load(db, a, achievement, tags.items[i], &w, err));
        if (named && str_is_empty(translation_of(a, &w, v->name)))
            continue;
        translation_slots(a, &copy, &slots);
        *list_add(a, out) = (struct translation_language){tags.items[i], translation_apply(a, &w, &copy), slots.n};
    }
    return OK;
}

/* ---- the reader ---- */

static bool is_there(const struct translation_languages *l, str own, str tag)
{
    if (str_eq(tag, own))
        return true;
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].tag, tag))
            return true;
    return false;
}

/* RFC 9110 §12.5.4: the one with the greatest weight that is there; "de-AT" is "de". */
static str preferred(struct arena *a, str accept, const struct translation_languages *l, str own)
{
    str one, best = own;
    double weight = 0;

    while (str_cut(&accept, ',', &one)) {
        str tag, rest = one, main;
        double q = 1;
        if (!str_cut(&rest, ';', &tag))
            continue;
        ptrdiff_t at = str_find(rest, S("q="));
        if (at >= 0)
            q = strtod(str_z(a, str_slice(str_trim(str_from(rest, (size_t)at + 2)), 0, 6)), NULL);
        tag = str_lower(a, str_trim(tag));
        if (str_cut(&tag, '-', &main) && q > weight && is_there(l, own, main)) {
            weight = q;
            best = main;
        }
    }
    return best;
}

code translation_for_reader(struct db *db, struct arena *a, int64_t achievement, const struct translation_reader *r, struct badge_version_row *v,
                      str *language, struct translation_languages *others, struct error *err)
{
    struct translation w;

    *language = v->language;
    TRY(translation_languages(db, a, achievement, v, true, others, err));
    if (!others->n)
        return OK;
    *language = !str_is_empty(r->asked) && is_there(others, v->language, r->asked)
        ? r->asked : preferred(a, str_is_absent(r->accept) ? S("") : str_slice(r->accept, 0, 500), others, v->language);
    if (str_eq(*language, v->language))
        return OK;
    TRY(translation_load(db, a, achievement, *language, &w, err));
    translation_apply(a, &w, v);
    return OK;
}
