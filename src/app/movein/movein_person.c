/* movein/movein_person.c — the person's page, CVs and goals. */
#include "app/movein/movein.h"

#include "base/uri.h"
#include "base/utf8.h"
#include "web/form.h"
#include "web/scratch.h"

/* ---- the page ---- */

static code put_page(struct moving *m, const struct showcase *page, struct error *err)
{
    struct showcase s;

    TRY(showcase_get(m->db, m->a, m->owner, &s, err));
    if (page->name.n == 0 || !str_is_empty(s.public_id))
        return OK;
    s = *page;
    s.account = m->owner;
    s.is_public = false;
    m->n.page = 1;
    movein_note(m, "page", m->owner, 0);
    return showcase_save(m->db, m->a, &s, err);
}

/* ---- CVs ---- */

static void clean(struct arena *a, str *s, size_t most, bool keep_lines)
{
    *s = utf8_cut(form_clean(a, utf8_cut(*s, 4 * most), keep_lines), most);
}

/* What it shows of collections has other addresses here. */
static str ref_here(const struct moving *m, const struct cv_section *s, str ref)
{
    bool is_one = ref.n && str_eq(cstr(s->kind->name), S("collections"));

    for (size_t i = 0; is_one && i < m->list.collections.n; i++)
        if (str_eq(m->list.collections.items[i].id, ref)) {
            const struct collection *c = movein_collection_of(m, i);
            return c ? c->public_id : ref;
        }
    return ref;
}

static void clean_section(const struct moving *m, struct arena *a, struct cv *c, struct cv_section *s)
{
    s->id = c->next++;
    clean(a, &s->title, 120, false);
    clean(a, &s->text, 8000, true);
    for (size_t i = 0; i < s->entries.n; i++) {
        struct cv_entry *e = &s->entries.items[i];
        e->id = c->next++;
        clean(a, &e->what, 200, false);
        clean(a, &e->where, 200, false);
        clean(a, &e->town, 120, false);
        clean(a, &e->from, 10, false);
        clean(a, &e->until, 10, false);
        clean(a, &e->text, 4000, true);
        clean(a, &e->ref, GOAL_ID_BYTES, false);
        e->ref = ref_here(m, s, e->ref);
    }
}

/* As its pages would have taken it, with numbers from 1: so two that say the same are the same. */
static void clean_cv(const struct moving *m, struct arena *a, struct cv *c)
{
    clean(a, &c->name, 120, false);
    clean(a, &c->headline, 200, false);
    clean(a, &c->email, 254, false);
    clean(a, &c->phone, 60, false);
    clean(a, &c->place, 120, false);
    c->web = c->web.n <= 500 && uri_is_http(c->web) && !utf8_has_controls(c->web) ? c->web : S("");
    c->next = 1;
    for (size_t i = 0; i < c->sections.n; i++)
        clean_section(m, a, c, &c->sections.items[i]);
}

static const char sql_labelled[] = SQL("SELECT id FROM cv WHERE owner_id = $1 AND label = $2 ORDER BY id");

/* One after the other in the thread's scratch: each may be long. */
static code is_same_cv(struct moving *m, int64_t id, str content, bool *same, struct error *err)
{
    struct arena *a = scratch_open();
    struct cv c;
    str other;

    TRY(cv_get(m->db, a, m->owner, id, &c, err));
    clean_cv(m, a, &c);
    *same = cv_write_content(a, &c, &other, NULL) == OK && str_eq(other, content);
    return OK;
}

static code has_cv(struct moving *m, const struct cv *c, str content, bool *found, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(m->db, sql_labelled, ARGS(v_int(m->owner), v_str(c->label)));

    while (rows_next(r))
        *list_add(m->a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    *found = false;
    for (size_t i = 0; i < ids.n && !*found; i++)
        TRY(is_same_cv(m, ids.items[i], content, found, err));
    return OK;
}

/* One that is too long, or one too many, stays behind. */
static code put_cv(struct moving *m, const struct moved_cv *w, struct error *err)
{
    struct cv c = {.owner = m->owner, .label = w->label};
    struct error why = {0};
    bool found = false;
    str content;

    cv_read_content(m->a, w->content, &c);
    clean_cv(m, m->a, &c);
    if (cv_write_content(m->a, &c, &content, NULL) != OK)
        return OK;
    TRY(has_cv(m, &c, content, &found, err));
    if (found)
        return OK;
    code made = cv_add(m->db, m->a, &c, &c.id, &why);
    if (made == OK)
        movein_note(m, "cv", c.id, 0);
    m->n.cvs += made == OK;
    return made == OK || made == LIMIT ? OK : fail(err, made, "", "%s", why.text);
}

/* ---- goals ---- */

static bool is_there(const struct goal_list *all, const struct goal *g)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct goal *x = &all->items[i];
        if (g->achievement.n ? str_eq(x->achievement, g->achievement) : str_is_empty(x->achievement) && str_eq(x->title, g->title))
            return true;
    }
    return false;
}

static code put_goal(struct moving *m, const struct goal_list *mine, const struct goal *w, struct error *err)
{
    struct goal g = *w;
    struct error why = {0};

    if (is_there(mine, w))
        return OK;
    g.owner = m->owner;
    TRY(goal_find_here(m->app, m->db, m->a, &g, err));
    code c = goal_add(m->db, m->a, &g, &why);
    if (c != OK)
        return c == LIMIT ? OK : fail(err, c, "", "%s", why.text);
    movein_note(m, "goal", g.id, 0);
    m->n.goals++;
    return w->done && str_is_empty(g.achievement) ? goal_set_done(m->db, m->owner, g.id, true, err) : OK;
}

static code put_goals(struct moving *m, const struct goal_list *all, struct error *err)
{
    struct goal_list mine = {0};

    TRY(goals_of(m->db, m->a, m->owner, false, &mine, err));
    for (size_t i = all->n; i > 0; i--)
        TRY(put_goal(m, &mine, &all->items[i - 1], err));
    return OK;
}

code movein_person(struct moving *m, const struct moved_person *p, struct error *err)
{
    TRY(put_page(m, &p->page, err));
    for (size_t i = 0; i < p->cvs.n; i++)
        TRY(put_cv(m, &p->cvs.items[i], err));
    return put_goals(m, &p->goals, err);
}
