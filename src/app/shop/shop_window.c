/* shop/shop_window.c — what stands in the window, in its order and in the reader's
 * language, and what of it somebody looks for. */
#include "app/shop/shop.h"

#include "app/catalog/translation.h"
#include "app/catalog/version_row.h"
#include "base/utf8.h"

#include <stdlib.h>

/* $2: hidden ones too. Badges without a section or a place come last, the newest first. */
static const char sql_cards[] = SQL(
    "SELECT " VERSION_COLUMNS ", b.id, b.public_id, b.state, b.award_count, b.changed_at, coalesce(s.section_id, 0), coalesce(s.is_hidden, 0),"
    " coalesce(s.level, ''), coalesce(s.takes, ''), coalesce(s.way, '')"
    " FROM achievement b JOIN achievement_version v ON v.id = b.version_id LEFT JOIN shop_badge s ON s.achievement_id = b.id"
    " LEFT JOIN shop_section x ON x.id = s.section_id WHERE b.org_id = $1 AND b.state = 'published' AND ($2 = 1 OR coalesce(s.is_hidden, 0) = 0)"
    " ORDER BY coalesce(x.place, 1000000), coalesce(x.id, 0), coalesce(s.place, 1000000), b.id DESC LIMIT $3");

static void read_card(struct rows *r, struct arena *a, int64_t org, struct shop_card *c)
{
    int n = VERSION_COLUMN_COUNT;

    *c = (struct shop_card){
        .b = {.id = row_int(r, n), .org = org, .public_id = row_str(r, n + 1, a), .state = row_str(r, n + 2, a),
              .award_count = row_int(r, n + 3), .changed = row_int(r, n + 4)},
        .shop = {row_int(r, n + 5), row_bool(r, n + 6), row_str(r, n + 7, a), row_str(r, n + 8, a), row_str(r, n + 9, a)}};
    version_row_read(r, a, &c->b.v);
}

code shop_cards(struct db *db, struct arena *a, int64_t org, bool all, struct shop_card_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_cards, ARGS(v_int(org), v_int(all), v_int(SHOP_BADGES)));

    while (rows_next(r))
        read_card(r, a, org, list_add(a, out));
    return rows_end(r, err);
}

/* All words of the organisation's badges in one language: few, where nobody translates. */
static const char sql_words[] = SQL(
    "SELECT b.id, w.words, w.original FROM achievement b JOIN achievement_words w ON w.achievement_id = b.id AND w.language = $2"
    " JOIN achievement_version v ON v.id = b.version_id WHERE b.org_id = $1 AND b.state = 'published' AND v.language <> $2");

static str key_of(struct arena *a, int64_t badge, str hash)
{
    return str_printf(a, "%lld " STR_FMT, (long long)badge, STR_ARG(hash));
}

static void put_words(struct arena *a, const struct map *words, int64_t badge, str *text)
{
    const str *found = map_get(words, key_of(a, badge, translation_key(a, *text)));

    if (found && !str_is_empty(*found))
        *text = *found;
}

code shop_translate(struct db *db, struct arena *a, int64_t org, str lang, struct shop_card_list *cards, struct error *err)
{
    struct rows *r = db_query(db, sql_words, ARGS(v_int(org), v_str(lang)));
    struct map *words = map_new(a);

    while (rows_next(r)) {
        str *text = NEW(a, str);
        *text = row_str(r, 1, a);
        *map_at(words, key_of(a, row_int(r, 0), row_str(r, 2, a))) = text;
    }
    TRY(rows_end(r, err));
    if (map_count(words) == 0)
        return OK;
    for (size_t i = 0; i < cards->n; i++) {
        put_words(a, words, cards->items[i].b.id, &cards->items[i].b.v.name);
        put_words(a, words, cards->items[i].b.id, &cards->items[i].b.v.description);
    }
    return OK;
}

/* ---- looking for one ---- */

static bool has_skill(struct arena *a, const struct badge_version_row *v, str folded)
{
    for (size_t i = 0; i < v->alignments.n; i++)
        if (str_eq(utf8_fold(a, v->alignments.items[i].target_name), folded))
            return true;
    return false;
}

/* Each word somewhere in name, sentence, tags or skills. */
static bool has_words(struct arena *a, const struct badge_version_row *v, str typed)
{
    struct buf b = buf_new(a);
    str rest = utf8_fold(a, typed), word;

    buf_printf(&b, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(v->name), STR_ARG(v->description), STR_ARG(v->tags));
    for (size_t i = 0; i < v->alignments.n; i++)
        buf_printf(&b, "\n" STR_FMT, STR_ARG(v->alignments.items[i].target_name));
    str all = utf8_fold(a, buf_done(&b));
    while (str_cut(&rest, ' ', &word))
        if (!str_contains(all, word))
            return false;
    return true;
}

bool shop_fits(struct arena *a, const struct shop_card *c, const struct shop_wish *w)
{
    if (w->issuer >= 0 && c->b.v.issuer != w->issuer)
        return false;
    if (w->section >= 0 && c->shop.section != w->section)
        return false;
    if (!str_is_empty(w->level) && !str_eq(c->shop.level, w->level))
        return false;
    if (!str_is_empty(w->skill) && !has_skill(a, &c->b.v, utf8_fold(a, w->skill)))
        return false;
    return str_is_empty(w->words) || has_words(a, &c->b.v, w->words);
}

static int by_name(const void *x, const void *y)
{
    const struct shop_count *p = x, *q = y;

    return str_cmp(p->name, q->name);
}

void shop_skills(struct arena *a, const struct shop_card_list *cards, struct shop_count_list *out)
{
    struct map *seen = map_new(a);

    for (size_t i = 0; i < cards->n; i++)
        for (size_t k = 0; k < cards->items[i].b.v.alignments.n; k++) {
            str name = cards->items[i].b.v.alignments.items[k].target_name;
            void **slot = map_at(seen, utf8_fold(a, name));
            if (!*slot) {
                *list_add(a, out) = (struct shop_count){name, 0};
                *slot = (void *)(uintptr_t)out->n;   /* the row's number, from 1 */
            }
            out->items[(size_t)(uintptr_t)*slot - 1].n++;
        }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, by_name);
}
