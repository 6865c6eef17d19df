/* vacancy/lines.c — what a vacancy asks for: lines, and the ways to meet each. */
#include "app/vacancy/vacancy.h"

#include "app/catalog/framework.h"
#include "app/catalog/scale.h"
#include "app/jobrole/jobrole.h"
#include "base/utf8.h"
#include "base/words.h"

/* ---- read ---- */

static const char sql_lines[] = SQL(
    "SELECT id, vacancy_id, title, level, weight, is_must FROM vacancy_line WHERE vacancy_id = $1 ORDER BY is_must DESC, id");
static const char sql_ways[] = SQL(
    "SELECT w.id, w.line_id, coalesce(w.achievement_id, 0), w.kind, w.issuer, w.pattern, w.name FROM vacancy_way w JOIN vacancy_line l ON l.id = w.line_id"
    " WHERE l.vacancy_id = $1 ORDER BY w.id");

static void put_way(struct arena *a, struct vacancy_lines *lines, const struct vacancy_way *w)
{
    for (size_t i = 0; i < lines->n; i++)
        if (lines->items[i].id == w->line)
            *list_add(a, &lines->items[i].ways) = *w;
}

code vacancy_lines(struct db *db, struct arena *a, int64_t vacancy, struct vacancy_lines *out, struct error *err)
{
    struct rows *r = db_query(db, sql_lines, ARGS(v_int(vacancy)));

    while (rows_next(r)) {
        struct vacancy_line line = {.id = row_int(r, 0), .vacancy = row_int(r, 1), .place = (int64_t)out->n, .title = row_str(r, 2, a), .level = row_str(r, 3, a),
                                    .weight = row_int(r, 4), .is_must = row_bool(r, 5)};
        *list_add(a, out) = line;
    }
    TRY(rows_end(r, err));
    r = db_query(db, sql_ways, ARGS(v_int(vacancy)));
    while (rows_next(r)) {
        struct vacancy_way w = {.id = row_int(r, 0), .line = row_int(r, 1), .badge = row_int(r, 2), .kind = row_str(r, 3, a), .issuer = row_str(r, 4, a),
                                .pattern = row_str(r, 5, a), .name = row_str(r, 6, a)};
        put_way(a, out, &w);
    }
    return rows_end(r, err);
}

#define BADGES_MOST 500

code vacancy_badges(struct db *db, struct arena *a, int64_t org, struct vacancy_choices *out, struct error *err)
{
    struct badge_list all = {0};

    TRY(catalog_list(db, a, org, &(struct badge_filter){S("published"), S(""), {.limit = BADGES_MOST}}, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(a, out) = (struct vacancy_choice){all.items[i].id, all.items[i].v.name, false};
    return OK;
}

/* ---- a way, as it is typed ---- */

static code check_badge(struct db *db, struct arena *a, int64_t org, struct vacancy_way *w, struct error *err)
{
    struct badge_row b;

    if (w->badge <= 0 || catalog_get(db, a, org, w->badge, &b, NULL) != OK)
        return fail(err, BAD_INPUT, "badge", "choose one of the list");
    w->issuer = w->pattern = S("");
    w->name = b.v.name;
    return OK;
}

static code check_issuer(const struct vacancy_way *w, struct error *err)
{
    if (w->issuer.n > INTAKE_PATTERN || str_find_byte(w->issuer, ' ') >= 0 || str_find_byte(w->issuer, '*') >= 0)
        return fail(err, BAD_INPUT, "issuer", "write the host, the DID or the address of one issuer, such as academy.example");
    return OK;
}

static code check_others(struct vacancy_way *w, struct error *err)
{
    TRY(check_issuer(w, err));
    if (str_is_empty(w->issuer))
        return fail(err, BAD_INPUT, "issuer", "write the host, the DID or the address of one issuer, such as academy.example");
    if (str_is_empty(w->pattern) || w->pattern.n > INTAKE_PATTERN)
        return fail(err, BAD_INPUT, "pattern", "say which achievement: its name or address, * for anything");
    w->badge = 0;
    w->name = w->pattern;
    return OK;
}

static const char sql_skill[] = SQL(
    "SELECT i.url, i.name FROM framework_item i JOIN framework f ON f.id = i.framework_id WHERE f.org_id = $1 AND i.retired_at IS NULL"
    " AND (i.url = $2 OR i.code = $2 OR i.name = $2 OR lower(i.name) = $3) ORDER BY CASE WHEN i.url = $2 THEN 0 ELSE 1 END, i.id LIMIT 1");

/* One of our frameworks by address, code or name, which has an address then; else any address. */
static code check_skill(struct db *db, struct arena *a, int64_t org, struct vacancy_way *w, struct error *err)
{
    bool found;

    TRY(check_issuer(w, err));
    if (str_is_empty(w->pattern) || w->pattern.n > INTAKE_PATTERN)
        return fail(err, BAD_INPUT, "pattern", "say which skill: its address, or its name in one of your frameworks");
    struct rows *r = db_query(db, sql_skill, ARGS(v_int(org), v_str(w->pattern), v_str(str_lower(a, w->pattern))));
    found = rows_next(r);
    w->name = found ? row_str(r, 1, a) : w->pattern;
    if (found && !str_is_empty(row_str(r, 0, a)))
        w->pattern = row_str(r, 0, a);
    TRY(rows_end(r, err));
    w->badge = 0;
    if (!found && !str_contains(w->pattern, S("://")))
        return fail(err, BAD_INPUT, "pattern", "no skill of your frameworks is called so: write its address");
    return OK;
}

static code check_way(struct db *db, struct arena *a, int64_t org, struct vacancy_way *w, struct error *err)
{
    w->issuer = str_trim(w->issuer);
    w->pattern = str_trim(w->pattern);
    if (str_eq(w->kind, S("badge")))
        return check_badge(db, a, org, w, err);
    if (str_eq(w->kind, S("others")))
        return check_others(w, err);
    if (str_eq(w->kind, S("skill")))
        return check_skill(db, a, org, w, err);
    return fail(err, BAD_INPUT, "kind", "choose one of the list");
}

/* ---- changed ---- */

static const char sql_add_line[] = SQL("INSERT INTO vacancy_line (vacancy_id, is_must, title, level, weight) VALUES ($1, $2, $3, $4, $5) RETURNING id");
static const char sql_add_way[] = SQL("INSERT INTO vacancy_way (line_id, kind, achievement_id, issuer, pattern, name) VALUES ($1, $2, $3, $4, $5, $6)");

static code put_line(struct db *db, int64_t vacancy, const struct vacancy_line *line, int64_t *id, struct error *err)
{
    return db_int(db, sql_add_line, ARGS(v_int(vacancy), v_int(line->is_must), v_str(line->title), v_str(line->level), v_int(line->weight)), id, err);
}

static code add_way(struct db *db, int64_t line, const struct vacancy_way *w, struct error *err)
{
    return db_run(db, sql_add_way, ARGS(v_int(line), v_str(w->kind), v_int_if(w->badge != 0, w->badge), v_str(w->issuer), v_str(w->pattern), v_str(w->name)), NULL, err);
}

static code need_draft(struct db *db, struct arena *a, const struct vacancy_act *c, struct vacancy *v, struct error *err)
{
    TRY(vacancy_get(db, a, c->org, c->id, v, err));
    if (v->opened)
        return fail(err, CONFLICT, "vacancy", "it was open to people: what it asks for stays as they read it");
    return OK;
}

static code check_line(const struct vacancy_line *line, struct error *err)
{
    if (str_is_empty(line->title) || line->title.n > 200)
        return fail(err, BAD_INPUT, "title", "say what is asked for, in at most %d letters", 200);
    if (utf8_count(line->level) > 80)
        return fail(err, BAD_INPUT, "level", "this is too long");
    if (line->weight < 1 || line->weight > VACANCY_WEIGHT)
        return fail(err, BAD_INPUT, "weight", "between 1 and %d", VACANCY_WEIGHT);
    return OK;
}

static code add_to(struct db *db, struct arena *a, const struct vacancy_line_new *n, struct vacancy_way *way, struct error *err)
{
    struct vacancy_lines lines = {0};
    struct vacancy v;

    TRY(need_draft(db, a, &n->of, &v, err));
    TRY(check_way(db, a, n->of.org, way, err));
    TRY(vacancy_lines(db, a, v.id, &lines, err));
    for (size_t i = 0; i < lines.n; i++)
        if (lines.items[i].id == n->line)
            return lines.items[i].ways.n < VACANCY_WAYS ? add_way(db, n->line, way, err)
                                                        : fail(err, LIMIT, "kind", "a line is met by at most %d badges or skills", VACANCY_WAYS);
    return fail(err, NOT_FOUND, "line", "there is no such line");
}

static code add(struct db *db, struct arena *a, const struct vacancy_line_new *n, struct error *err)
{
    struct vacancy_way way = n->way;
    struct vacancy_line line = n->what;
    struct vacancy_lines lines = {0};
    struct vacancy v;
    int64_t id = 0;

    if (n->line)
        return add_to(db, a, n, &way, err);
    TRY(need_draft(db, a, &n->of, &v, err));
    TRY(check_way(db, a, n->of.org, &way, err));
    if (str_is_empty(line.title))
        line.title = str_slice(way.name, 0, 200);
    TRY(check_line(&line, err));
    TRY(vacancy_lines(db, a, v.id, &lines, err));
    if (lines.n >= VACANCY_LINES)
        return fail(err, LIMIT, "title", "a vacancy has at most %d lines", VACANCY_LINES);
    TRY(put_line(db, v.id, &line, &id, err));
    return add_way(db, id, &way, err);
}

code vacancy_line_add(struct db *db, struct arena *a, const struct vacancy_line_new *n, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, n, err), err);
}

static const char sql_drop[] = SQL("DELETE FROM vacancy_line WHERE vacancy_id = $1 AND id = $2");

static code drop(struct db *db, struct arena *a, const struct vacancy_line_drop *d, struct error *err)
{
    struct vacancy v;
    int64_t n = 0;

    TRY(need_draft(db, a, &d->of, &v, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(v.id), v_int(d->line)), &n, err));
    return n ? OK : fail(err, NOT_FOUND, "line", "there is no such line");
}

code vacancy_line_drop(struct db *db, struct arena *a, const struct vacancy_line_drop *d, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, d, err), err);
}

/* ---- from a job role ---- */

struct making { struct db *db; struct arena *a; int64_t org; struct vacancy_line *line; struct intake_rules rules; };

static void add_one(struct making *m, const struct vacancy_way *w)
{
    if (m->line->ways.n < VACANCY_WAYS)
        *list_add(m->a, &m->line->ways) = *w;
}

static void add_badge(struct making *m, int64_t badge)
{
    struct vacancy_way w = {.kind = S("badge"), .badge = badge};

    if (check_badge(m->db, m->a, m->org, &w, NULL) == OK)
        add_one(m, &w);
}

/* `root`: by this rule alone; 0: by any. */
static void add_equivalents(struct making *m, int64_t requirement, int64_t root)
{
    for (size_t i = 0; i < m->rules.n; i++) {
        const struct intake_rule *r = &m->rules.items[i];
        if (r->requirement == requirement && (!root || r->root == root))
            add_one(m, &(struct vacancy_way){.kind = S("others"), .issuer = r->issuer, .pattern = r->pattern, .name = r->pattern});
    }
}

static void add_leaf(struct making *m, int64_t requirement, const struct proof_tree *leaf)
{
    if (leaf->kind == PROOF_BADGE)
        add_badge(m, leaf->ref);
    else if (leaf->kind == PROOF_EXTERNAL)
        add_equivalents(m, requirement, leaf->ref);
}

static str name_ways(struct arena *a, const struct vacancy_line *line)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < line->ways.n; i++) {
        buf_put(&b, i ? S(" / ") : S(""));
        buf_put(&b, line->ways.items[i].name);
    }
    return buf_done(&b);
}

static bool takes_others(const struct vacancy_line *line)
{
    for (size_t i = 0; i < line->ways.n; i++)
        if (str_eq(line->ways.items[i].kind, S("others")))
            return true;
    return false;
}

/* What no badge shows stands in one line, which nothing covers: who has all the badges lacks it still. */
static void put_parts(struct making *m, const struct jobrole_ask *ask, struct vacancy_lines *parts, bool hidden, struct vacancy_lines *out)
{
    bool alone = parts->n + hidden == 1;

    if (hidden)
        *list_add(m->a, parts) = (struct vacancy_line){.title = alone ? ask->r.name : words_printf(m->a, STR_FMT ": what badges do not show", STR_ARG(ask->r.name))};
    for (size_t i = 0; i < parts->n; i++) {
        struct vacancy_line *line = &parts->items[i];
        int64_t weight = (ask->mandatory ? 3 : 1) / (int64_t)parts->n;
        if (line->ways.n)
            line->title = alone ? ask->r.name : str_printf(m->a, STR_FMT ": " STR_FMT, STR_ARG(ask->r.name), STR_ARG(name_ways(m->a, line)));
        line->title = utf8_cut(line->title, 200);
        line->level = S("");
        line->requirement = takes_others(line) ? ask->r.id : 0;
        line->weight = weight ? weight : 1;
        line->is_must = ask->mandatory;
        *list_add(m->a, out) = *line;
    }
}

#define PARTS 8                                  /* of one requirement: more are not told apart */

/* A line says "any of these": where more than one thing is needed each has a line of its own. */
static code add_asked(struct making *m, const struct jobrole_ask *ask, struct vacancy_lines *out, struct error *err)
{
    size_t room = VACANCY_LINES - out->n, most = room < PARTS ? room : PARTS;
    struct requirement_version version;
    struct requirement_rule rule;
    struct proof_clauses clauses = {0};
    struct vacancy_lines parts = {0};
    struct vacancy_line line;
    bool hidden;

    TRY(requirement_version_get(m->db, m->a, m->org, ask->r.id, ask->r.number, &version, err));
    TRY(requirement_rule_of(m->db, m->a, &version, &rule, err));
    if (!proof_tree_clauses(m->a, &rule.proof, most, &clauses))
        clauses = (struct proof_clauses){0};
    hidden = clauses.n == 0;
    for (size_t i = 0; i < clauses.n; i++) {
        line = (struct vacancy_line){0};
        m->line = &line;
        for (size_t k = 0; k < clauses.items[i].n; k++)
            add_leaf(m, ask->r.id, clauses.items[i].items[k]);
        hidden |= line.ways.n == 0;
        if (line.ways.n)
            *list_add(m->a, &parts) = line;
    }
    put_parts(m, ask, &parts, hidden, out);
    return OK;
}

static code add_skills(struct making *m, int64_t jobrole, struct vacancy_lines *out, struct error *err)
{
    struct jobrole_skills skills = {0};

    TRY(jobrole_skills(m->db, m->a, m->org, jobrole, &skills, err));
    for (size_t i = 0; i < skills.n && out->n < VACANCY_LINES; i++) {
        const struct jobrole_skill *s = &skills.items[i];
        if (!s->item)
            continue;
        m->line = list_add(m->a, out);
        *m->line = (struct vacancy_line){.title = str_slice(s->name, 0, 200), .level = scale_name(s->levels, s->level), .weight = s->weight, .is_must = s->mandatory};
        add_one(m, &(struct vacancy_way){.kind = S("skill"), .issuer = S(""), .pattern = s->url, .name = s->name});
    }
    return OK;
}

code vacancy_role_lines(struct db *db, struct arena *a, int64_t org, int64_t jobrole, struct vacancy_lines *out, struct error *err)
{
    struct making m = {.db = db, .a = a, .org = org};
    struct jobrole_asks asks = {0};

    TRY(jobrole_asks(db, a, org, jobrole, &asks, err));
    TRY(intake_rules_find(db, a, org, &m.rules, err));
    for (size_t i = 0; i < asks.n && out->n < VACANCY_LINES; i++) {
        const struct jobrole_ask *ask = &asks.items[i];
        if (!ask->r.version || ask->r.archived)
            continue;
        TRY(add_asked(&m, ask, out, err));
    }
    return add_skills(&m, jobrole, out, err);
}

code vacancy_lines_of_role(struct db *db, struct arena *a, int64_t org, int64_t vacancy, int64_t jobrole, struct error *err)
{
    struct vacancy_lines lines = {0};
    int64_t id = 0;

    TRY(vacancy_role_lines(db, a, org, jobrole, &lines, err));
    for (size_t i = 0; i < lines.n; i++) {
        TRY(put_line(db, vacancy, &lines.items[i], &id, err));
        for (size_t k = 0; k < lines.items[i].ways.n; k++)
            TRY(add_way(db, id, &lines.items[i].ways.items[k], err));
    }
    return OK;
}
