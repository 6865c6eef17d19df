/* vacancy/show.c — vacancies, points and badges as pages show them. */
#include "app/vacancy/vacancy_view.h"

#include "web/out.h"

str vacancy_path(struct arena *a, const struct vacancy *v)
{
    return str_join(a, S("/vacancies/"), v->public_id);
}

struct tag_view vacancy_tag(const struct vacancy *v, msec today)
{
    if (str_eq(v->state, S("draft")))
        return (struct tag_view){NULL, "pencil", said("Draft")};
    if (str_eq(v->state, S("closed")) || today > v->closes)
        return (struct tag_view){NULL, "lock", said("Closed")};
    if (v->opens != NO_DAY && today < v->opens)
        return (struct tag_view){"info", "clock", said("Opens later")};
    return (struct tag_view){"good", "circle-check", said("Open")};
}

struct tag_view candidate_tag(str state)
{
    static const struct { const char *state, *kind, *icon, *words; } looks[] = {
        {"unconfirmed", "warn", "mail", "Not confirmed yet"}, {"sent", "info", "inbox", "To be looked at"}, {"shortlisted", "accent", "star", "Shortlisted"},
        {"declined", NULL, "x", "Declined"}, {"hired", "good", "circle-check", "Hired"},
    };

    for (size_t i = 0; i < COUNT(looks); i++)
        if (str_eq(state, cstr(looks[i].state)))
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    return (struct tag_view){0};
}

struct tag_view whose_tag(enum proof_whose whose)
{
    switch (whose) {
    case WHOSE_THEIRS: return (struct tag_view){"good", "user-check", said("Made out to this address")};
    case WHOSE_OTHER: return (struct tag_view){"warn", "alert-triangle", said("Made out to another address")};
    case WHOSE_NOBODY: return (struct tag_view){"warn", "alert-triangle", said("Made out to no e-mail address")};
    case WHOSE_UNASKED: return (struct tag_view){0};
    }
    return (struct tag_view){0};
}

/* ---- what is asked for ---- */

str way_words(struct arena *a, const struct vacancy_way *w)
{
    if (str_eq(w->kind, S("badge")))
        return words_printf(a, "Our badge “%.*s”", STR_ARG(w->name));
    if (str_eq(w->kind, S("others")))
        return words_printf(a, "“%.*s” of %.*s", STR_ARG(w->pattern), STR_ARG(w->issuer));
    return w->issuer.n ? words_printf(a, "A badge of %.*s for the skill “%.*s”", STR_ARG(w->issuer), STR_ARG(w->name)) : words_printf(a, "A badge for the skill “%.*s”", STR_ARG(w->name));
}

void asks_fill(struct arena *a, const struct vacancy_lines *lines, str base, struct asks *out)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct vacancy_line *x = &lines->items[i];
        struct ask_line line = {.id = x->id, .title = x->title, .level = x->level, .weight = x->weight,
                                .action = str_printf(a, STR_FMT "/lines/%lld", STR_ARG(base), (long long)x->id)};
        for (size_t k = 0; k < x->ways.n; k++)
            *list_add(a, &line.ways) = way_words(a, &x->ways.items[k]);
        *list_add(a, x->is_must ? &out->must : &out->nice) = line;
    }
}

/* ---- points ---- */

static str why_words(struct arena *a, const struct vacancy_line *line, const struct vacancy_point *x, str name)
{
    switch (x->why) {
    case WHY_NOTHING: case WHY_COUNT: return said("No badge is for this.");
    case WHY_OTHER: return words_printf(a, "“%.*s” would be for this, but is made out to another address: it does not count.", STR_ARG(name));
    case WHY_NOBODY: return words_printf(a, "“%.*s” would be for this, but is made out to no e-mail address: whose it is cannot be told, and it does not count.", STR_ARG(name));
    case WHY_UNPROVED: return words_printf(a, "“%.*s” would be for this, but could not be verified: it does not count.", STR_ARG(name));
    case WHY_SKILL:
        return x->coverage == 100 ? words_printf(a, "“%.*s” counts by half: it says that it is for this skill, and nobody here named its issuer.", STR_ARG(name))
                                  : words_printf(a, "“%.*s” counts by a quarter: nobody here named its issuer, and it does not reach the level “%.*s”.", STR_ARG(name), STR_ARG(line->level));
    case WHY_NAMED: break;
    }
    return x->coverage == 100 ? words_printf(a, "“%.*s” counts in full.", STR_ARG(name))
                              : words_printf(a, "“%.*s” counts by half: it does not reach the level “%.*s”.", STR_ARG(name), STR_ARG(line->level));
}

static struct tag_view point_tag(const struct vacancy_point *x)
{
    if (x->points == 0)
        return x->why == WHY_NOTHING ? (struct tag_view){NULL, "circle-minus", said("Missing")} : (struct tag_view){"warn", "alert-triangle", said("Does not count")};
    return x->coverage == 100 && x->strength == 100 ? (struct tag_view){"good", "circle-check", said("Covered")} : (struct tag_view){"info", "info-circle", said("Covered in part")};
}

void scored_fill(struct arena *a, const struct scored_of *q, struct scored *out)
{
    *out = (struct scored){.must_points = vacancy_points_words(a, q->score.must), .must_of = vacancy_points_words(a, q->score.must_of), .nice_points = vacancy_points_words(a, q->score.nice),
                           .nice_of = vacancy_points_words(a, q->score.nice_of), .met = q->score.n_met, .n_must = q->score.n_must, .has_score = true};
    for (size_t i = 0; i < q->lines->n; i++) {
        const struct vacancy_line *line = &q->lines->items[i];
        const struct vacancy_point *x = &q->points[i];
        str name = x->proof >= 0 && (size_t)x->proof < q->names.n ? q->names.items[x->proof] : S("");
        *list_add(a, line->is_must ? &out->must : &out->nice) = (struct point_line){
            line->title, line->level, why_words(a, line, x, name), vacancy_points_words(a, x->points), vacancy_points_words(a, line->weight * 100), point_tag(x), x->coverage == 100 && x->points ? 0 : line->requirement, {0}};
    }
}

static int64_t place_of(const struct candidate_badges *badges, int64_t id)
{
    for (size_t i = 0; i < badges->n; i++)
        if (badges->items[i].id == id)
            return (int64_t)i;
    return NO_PROOF;
}

static void put_points(const struct vacancy_lines *lines, const struct candidate_points *kept, const struct candidate_badges *badges, struct vacancy_point *points, struct vacancy_score *of)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct vacancy_line *line = &lines->items[i];
        points[i] = (struct vacancy_point){.proof = NO_PROOF};
        *(line->is_must ? &of->must_of : &of->nice_of) += line->weight * 100;
        of->n_must += line->is_must;
        for (size_t k = 0; k < kept->n; k++)
            if (kept->items[k].line == line->id) {
                points[i] = kept->items[k].x;
                points[i].proof = place_of(badges, kept->items[k].badge);
            }
    }
}

code scored_find(struct db *db, struct arena *a, const struct candidate *c, const struct candidate_badges *badges, struct scored *out, struct error *err)
{
    struct vacancy_lines lines = {0};
    struct candidate_points kept = {0};
    struct scored_of q = {.lines = &lines, .score = c->score};
    struct vacancy_point *points;

    TRY(vacancy_lines(db, a, c->vacancy, &lines, err));
    TRY(candidate_points(db, a, c->id, &kept, err));
    q.points = points = NEW_ARRAY(a, lines.n + 1, struct vacancy_point);
    put_points(&lines, &kept, badges, points, &q.score);
    for (size_t i = 0; i < badges->n; i++)
        *list_add(a, &q.names) = badges->items[i].name;
    scored_fill(a, &q, out);
    return OK;
}

static const char *standing_words(str name)
{
    static const struct { const char *name, *words; } all[] = {
        {"good", "verified"}, {"revoked", "revoked by its issuer"}, {"suspended", "suspended by its issuer"}, {"expired", "not valid any more"}, {"broken", "not genuine"}, {"doubtful", "not to be verified"},
    };

    for (size_t i = 0; i < COUNT(all); i++)
        if (str_eq(name, cstr(all[i].name)))
            return all[i].words;
    return "not to be verified";
}

code badge_line_fill(struct arena *a, const struct candidate_badge *b, enum proof_whose whose, struct badge_line *out, struct error *err)
{
    struct report r;

    *out = (struct badge_line){.name = b->name.n ? b->name : said("A badge without a name"), .issuer = b->issuer, .whose = whose_tag(whose), .has_report = true};
    if (!str_is_empty(b->was))
        out->changed = words_printf(a, "When it was sent: %s. Since %.*s: %s.", words(standing_words(b->was)), STR_ARG(out_day_said(a, b->changed)), words(standing_words(b->stands)));
    if (b->silent)
        out->silent = words_printf(a, "It could not be looked at again since %.*s, and counts as it did.", STR_ARG(out_day_said(a, b->silent)));
    TRY(report_read(a, b->report, &r, err));
    report_view_fill(a, &r, &out->report);
    return OK;
}
