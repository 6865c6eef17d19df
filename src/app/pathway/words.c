/* pathway/words.c — steps in words: what each takes, what it comes after, how it stands and
 * why. Everything that the picture shows, and more. */
#include "app/pathway/pathway_view.h"

#include "app/effort.h"
#include "web/out.h"

struct tag_view path_state_tag(enum path_state s)
{
    switch (s) {
    case PATH_DONE: return (struct tag_view){"good", "check", said("Done")};
    case PATH_LOCKED: return (struct tag_view){NULL, "lock", said("Not open yet")};
    case PATH_LAPSED: return (struct tag_view){"warn", "clock-off", said("Not valid any more")};
    case PATH_SPARE: return (struct tag_view){NULL, "circle-minus", said("Not needed")};
    default: return (struct tag_view){"info", "circle", said("Open")};
    }
}

struct tag_view enrolment_tag(bool has_left, bool is_done, bool has_lapsed)
{
    if (has_left)
        return (struct tag_view){NULL, "ban", said("Left")};
    if (is_done)
        return (struct tag_view){"good", "check", said("Complete")};
    return has_lapsed ? (struct tag_view){"warn", "clock-off", said("Complete no more")} : (struct tag_view){"info", "player-play", said("On the way")};
}

str pathway_effort(struct arena *a, int64_t minutes, int64_t cost, str currency)
{
    str time = minutes ? effort_time_words(a, minutes) : S("");
    str money = cost ? str_trim(str_printf(a, "%lld " STR_FMT, (long long)cost, STR_ARG(currency))) : S("");

    return time.n && money.n ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(time), STR_ARG(money)) : time.n ? time : money;
}

/* ---- names ---- */

static str badge_name(const struct pathway_names *names, int64_t id)
{
    for (size_t i = 0; i < names->n; i++)
        if (names->items[i].id == id)
            return names->items[i].name;
    return S("?");
}

static str title_of(const struct pathway_steps *all, int64_t line)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].line == line)
            return all->items[i].title;
    return S("?");
}

static str award_badge(const struct path_rows_ask *q, int64_t award)
{
    for (size_t i = 0; i < q->look->facts.awards.n; i++)
        if (q->look->facts.awards.items[i].id == award)
            return badge_name(q->names, q->look->facts.awards.items[i].achievement);
    return S("?");
}

static str quoted(struct arena *a, str name)
{
    return words_printf(a, "“" STR_FMT "”", STR_ARG(name));
}

static void put_list(struct arena *a, struct buf *b, str one, bool first, const char *between)
{
    if (!first)
        buf_putz(b, between);
    buf_put(b, quoted(a, one));
}

static str badges_of(struct arena *a, const struct path_rows_ask *q, const struct pathway_step *s)
{
    struct buf b = buf_new(a);
    const char *between = str_z(a, str_printf(a, " %s ", words("or")));

    for (size_t i = 0; i < s->badges.n; i++)
        put_list(a, &b, badge_name(q->names, s->badges.items[i]), i == 0, between);
    if (!s->badges.n && s->outside.n)
        return S("");
    return s->badges.n ? words_printf(a, "With the badge " STR_FMT, STR_ARG(buf_done(&b))) : said("No badge is chosen yet");
}

/* "First aid* (academy.example)"; an address is shown from left to right whatever the page is. */
static str outside_of(struct arena *a, const struct pathway_step *s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->outside.n; i++) {
        if (i)
            buf_putz(&b, ", ");
        if (!str_eq(s->outside.items[i].pattern, S("*")))
            buf_printf(&b, STR_FMT " ", STR_ARG(quoted(a, s->outside.items[i].pattern)));
        buf_printf(&b, "(\u2066" STR_FMT "\u2069)", STR_ARG(s->outside.items[i].issuer));
    }
    return s->outside.n ? words_printf(a, "From elsewhere: " STR_FMT, STR_ARG(buf_done(&b))) : S("");
}

static str parts_of(struct arena *a, const struct path_rows_ask *q, const struct pathway_step *s)
{
    int64_t parts = 0;

    for (size_t i = 0; i < q->steps->n; i++)
        parts += q->steps->items[i].parent == s->line;
    if (parts == 0)
        return said("Nothing is in it yet");
    return s->needed ? words_printf(a, "%lld of the %lld steps in it", (long long)s->needed, (long long)parts) : said("All steps in it that are not optional");
}

static str after_of(struct arena *a, const struct path_rows_ask *q, const struct pathway_step *s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s->after.n; i++)
        put_list(a, &b, title_of(q->steps, s->after.items[i]), i == 0, ", ");
    return s->after.n ? words_printf(a, "After " STR_FMT, STR_ARG(buf_done(&b))) : S("");
}

/* ---- why it stands so ---- */

static const struct pathway_credit *credit_of(const struct path_rows_ask *q, int64_t id)
{
    for (size_t i = 0; i < q->look->facts.credits.n; i++)
        if (q->look->facts.credits.items[i].id == id)
            return &q->look->facts.credits.items[i];
    return NULL;
}

static const struct pathway_training *training_of(const struct path_rows_ask *q, int64_t id)
{
    for (size_t i = 0; i < q->look->facts.trainings.n; i++)
        if (q->look->facts.trainings.items[i].rests.id == id)
            return &q->look->facts.trainings.items[i];
    return NULL;
}

/* The name of the award, or of what was handed in and who issued that. */
static str proof_name(struct arena *a, const struct path_rows_ask *q, const struct path_step *x)
{
    const struct pathway_training *t = x->intake ? training_of(q, x->intake) : NULL;

    return t ? words_printf(a, "%s by %s", str_z(a, t->title), str_z(a, t->issuer)) : award_badge(q, x->award);
}

static str credit_words(struct arena *a, const struct pathway_credit *c)
{
    if (c && str_eq(c->kind, S("outside")))
        return words_printf(a, "With “%s” by %s from elsewhere, as " STR_FMT " judged on " STR_FMT, str_z(a, c->title), str_z(a, c->issuer),
                            STR_ARG(c->by.n ? c->by : said("somebody who is gone")), STR_ARG(out_day_said(a, c->at)));
    if (!c || !str_eq(c->kind, S("prior")))
        return said("Kept from an older version of the pathway");
    return words_printf(a, "Learned before, as " STR_FMT " says on " STR_FMT ": " STR_FMT, STR_ARG(c->by.n ? c->by : said("somebody who is gone")), STR_ARG(out_day_said(a, c->at)),
                        STR_ARG(c->words));
}

static str reason(struct arena *a, const struct path_rows_ask *q, const struct path_step *x)
{
    switch (x->why) {
    case PATH_WHY_AWARD:
        return x->until ? words_printf(a, "With “" STR_FMT "”, valid until " STR_FMT, STR_ARG(award_badge(q, x->award)), STR_ARG(out_day_said(a, x->until)))
                        : words_printf(a, "With “" STR_FMT "”, since " STR_FMT, STR_ARG(award_badge(q, x->award)), STR_ARG(out_day_said(a, x->since)));
    case PATH_WHY_OUTSIDE:
        return x->until ? words_printf(a, "From elsewhere: “" STR_FMT "”, valid until " STR_FMT, STR_ARG(proof_name(a, q, x)), STR_ARG(out_day_said(a, x->until - DAY)))
                        : words_printf(a, "From elsewhere: “" STR_FMT "”, since " STR_FMT, STR_ARG(proof_name(a, q, x)), STR_ARG(out_day_said(a, x->since)));
    case PATH_WHY_CREDIT: return credit_words(a, credit_of(q, x->credit));
    case PATH_WHY_PARTS: return words_printf(a, "%lld of %lld done", (long long)x->done, (long long)x->needed);
    case PATH_WHY_AFTER: return words_printf(a, "Opens after “" STR_FMT "”", STR_ARG(title_of(q->steps, x->other)));
    case PATH_WHY_HELD: return words_printf(a, "Its badge is there, and counts after “" STR_FMT "”", STR_ARG(title_of(q->steps, x->other)));
    case PATH_WHY_EXPIRED: return words_printf(a, "“" STR_FMT "” ended on " STR_FMT, STR_ARG(proof_name(a, q, x)), STR_ARG(out_day_said(a, x->intake ? x->until - DAY : x->until)));
    case PATH_WHY_REVOKED: return words_printf(a, "“" STR_FMT "” was taken back", STR_ARG(proof_name(a, q, x)));
    case PATH_WHY_SUSPENDED: return words_printf(a, "“" STR_FMT "” is suspended", STR_ARG(proof_name(a, q, x)));
    case PATH_WHY_EMPTY: return said("Nothing is in it, so it cannot be done");
    default: return S("");
    }
}

/* ---- all of it ---- */

static const char *depth_of(const struct pathway_steps *all, const struct pathway_step *s)
{
    static const char *const looks[] = {"path-row", "path-row path-in", "path-row path-in-2", "path-row path-in-3"};
    size_t depth = 0;

    for (int64_t up = s->parent; up && depth < COUNT(looks) - 1; depth++) {
        size_t i = 0;
        while (i < all->n && all->items[i].line != up)
            i++;
        up = i < all->n ? all->items[i].parent : 0;
    }
    return looks[depth];
}

static bool has_above(const struct pathway_steps *all, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (all->items[i].parent == all->items[at].parent)
            return true;
    return false;
}

static void set_standing(struct arena *a, const struct path_rows_ask *q, size_t i, struct path_row *row)
{
    const struct path_step *x = &q->look->state.steps.items[i];
    const struct pathway_credit *c = x->why == PATH_WHY_CREDIT ? credit_of(q, x->credit) : NULL;

    row->tag = path_state_tag(x->state);
    row->reason = reason(a, q, x);
    row->may_recognise = x->state != PATH_DONE && !row->is_group;
    row->may_take_back = c && str_eq(c->kind, S("prior"));
    row->credit = x->credit;
    if (x->intake)
        row->training = str_printf(a, STR_FMT "%lld", STR_ARG(q->training), (long long)x->intake);
    row->proof = x->intake ? training_of(q, x->intake) : NULL;
}

void pathway_rows(struct arena *a, const struct path_rows_ask *q, struct path_rows *out)
{
    for (size_t i = 0; i < q->steps->n; i++) {
        const struct pathway_step *s = &q->steps->items[i];
        struct path_row *row = list_add(a, out);
        *row = (struct path_row){
            .line = s->line, .title = s->title, .words = as_markdown(s->words), .needs = s->is_group ? parts_of(a, q, s) : badges_of(a, q, s), .outside = s->is_group ? S("") : outside_of(a, s),
            .after = after_of(a, q, s),
            .effort = pathway_effort(a, s->minutes, s->cost, q->currency), .unit = s->unit, .depth = depth_of(q->steps, s), .is_group = s->is_group, .optional = s->optional,
            .has_above = has_above(q->steps, i)};
        row->credits = s->credit == 1 ? said("1 credit") : s->credit ? words_printf(a, "%lld credits", (long long)s->credit) : S("");
        if (q->base.n)
            row->href = str_printf(a, STR_FMT "/steps/%lld", STR_ARG(q->base), (long long)s->line);
        if (q->look)
            set_standing(a, q, i, row);
    }
}
