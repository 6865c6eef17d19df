/* jobrole/lines.c — what a job role takes, as pages show it: how long each requirement
 * holds, and how it is got. */
#include "app/jobrole/jobrole_view.h"

#include "app/catalog/scale.h"

/* "Law: Work at Height Regulations 2005, regulation 5"; nothing where no text is named. */
static str basis_words(struct arena *a, const struct requirement_version *v)
{
    str kind = said(requirement_word(requirement_bases, v->basis));

    return v->basis_ref.n ? str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(kind), STR_ARG(v->basis_ref)) : S("");
}

static code add_rule(struct db *db, struct arena *a, struct proof_reader *to, struct jobrole_line *line, struct error *err)
{
    struct requirement_version version;
    struct requirement_rule rule;

    TRY(requirement_version_get(db, a, to->org, line->ask.r.id, line->ask.r.number, &version, err));
    TRY(requirement_rule_of(db, a, &version, &rule, err));
    line->validity = requirement_validity_words(a, &rule);
    line->lasts = rule.validity;
    line->since = version.published_on;
    line->basis_url = version.basis_url;
    line->basis = basis_words(a, &version);
    return requirement_proof_shown(db, a, to, &version, &line->how, err);
}

static code add_line(struct db *db, struct arena *a, const struct jobrole_lines_ask *q, const struct jobrole_ask *ask, struct jobrole_line *line, struct error *err)
{
    const struct jobrole *j = q->j;
    bool in_force = ask->r.version && !ask->r.archived;

    *line = (struct jobrole_line){.ask = *ask, .href = str_printf(a, "/org/%lld/standards/%lld", (long long)j->org, (long long)ask->r.id),
                                  .change = str_printf(a, "/org/%lld/job-roles/%lld/asks/%lld", (long long)j->org, (long long)j->id, (long long)ask->r.id)};
    if (!in_force)
        line->tag = (struct tag_view){"warn", "alert-triangle", said("Not in force: nobody counts as ready")};
    if (ask->r.version)
        TRY(add_rule(db, a, q->to, line, err));
    return q->with_unasked && in_force ? jobrole_unasked(db, j->org, j->id, ask->r.id, &line->unasked, err) : OK;
}

static void add_skill(struct arena *a, const struct jobrole *j, const struct jobrole_skill *s, struct jobrole_skill_lines *out)
{
    struct jobrole_skill_line *line = list_add(a, out);

    *line = (struct jobrole_skill_line){.s = *s, .least = jobrole_skill_words(a, s), .level = scale_name(s->levels, s->level), .href = S(""),
                                        .change = str_printf(a, "/org/%lld/job-roles/%lld/skills/%lld", (long long)j->org, (long long)j->id, (long long)s->id)};
    if (s->item)
        line->href = str_printf(a, "/org/%lld/frameworks/%lld/skills/%lld", (long long)j->org, (long long)s->framework, (long long)s->item);
}

code jobrole_lines_find(struct db *db, struct arena *a, const struct jobrole_lines_ask *q, struct jobrole_takes *out, struct error *err)
{
    struct jobrole_asks asks = {0};
    struct jobrole_skills skills = {0};

    TRY(jobrole_asks(db, a, q->j->org, q->j->id, &asks, err));
    TRY(jobrole_skills(db, a, q->j->org, q->j->id, &skills, err));
    for (size_t i = 0; i < skills.n; i++)
        if (skills.items[i].item || !q->in_force)
            add_skill(a, q->j, &skills.items[i], skills.items[i].mandatory ? &out->must : &out->may);
    for (size_t i = 0; i < asks.n; i++) {
        const struct jobrole_ask *ask = &asks.items[i];
        if (q->in_force && (!ask->r.version || ask->r.archived))
            continue;
        TRY(add_line(db, a, q, ask, list_add(a, ask->mandatory ? &out->mandatory : &out->desirable), err));
    }
    return OK;
}
