/* backpack/shows.c — the fields of a badge that its owner tells or keeps back. */
#include "app/backpack/shows.h"

#include "base/words.h"

static const struct { int64_t bit; const char *label, *hint; } fields[] = {
    {SHOW_NAME, "My name", NULL},
    {SHOW_DATES, "Dates", "When it was awarded, and until when it is valid."},
    {SHOW_SKILLS, "Skills", NULL},
    {SHOW_WORDS, "What the issuer wrote about me", NULL},
    {SHOW_EVIDENCE, "Evidence", "Links and words that the issuer put into the badge."},
    {SHOW_CHECKS, "How it was checked", NULL},
};

void show_ticks(struct arena *a, int64_t shows, struct show_tick_list *out)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        *list_add(a, out) = (struct show_tick){fields[i].bit, words(fields[i].label), fields[i].hint ? words(fields[i].hint) : NULL,
                                               (shows & fields[i].bit) != 0};
}

int64_t show_ticked(const struct form *f, const char *name)
{
    const struct form_value *v = form_value((struct form *)(uintptr_t)f, name);
    int64_t shows = 0, bit;

    for (size_t i = 0; i < v->many.n; i++)
        if (str_to_int(v->many.items[i], &bit))
            shows |= bit & SHOW_ALL;
    return shows;
}

static const char sql_bits[] = SQL("SELECT shows FROM holding WHERE owner_id = $1 AND id = $2");
static const char sql_set_bits[] = SQL("UPDATE holding SET shows = $3 WHERE owner_id = $1 AND id = $2");

code show_bits(struct db *db, int64_t owner, int64_t holding, int64_t *shows, struct error *err)
{
    return db_int(db, sql_bits, ARGS(v_int(owner), v_int(holding)), shows, err);
}

code show_set_bits(struct db *db, int64_t owner, int64_t holding, int64_t shows, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_set_bits, ARGS(v_int(owner), v_int(holding), v_int(shows & SHOW_ALL)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "badge", "there is no such badge in your Backpack");
}
