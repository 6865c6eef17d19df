/* cv/cv_edit_pages.c — changing a CV: who, sections, entries, what is picked. */
#include "app/cv/cv_private.h"

#include "base/utf8.h"
#include "store/search.h"
#include "templates.h"

/* ---- saving ---- */

static void save(struct request *rq, struct response *rs, const struct cv *c, str path, const char *words)
{
    struct error err = {0};

    if (cv_save(rq->db, rq->arena, c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, path, words);
}

/* preview.js asks what the CV would be with what is typed: nothing is saved then. */
static bool is_preview(const struct request *rq)
{
    return request_field(rq, "preview").n > 0;
}

static void answer(struct request *rq, struct response *rs, struct out *o, const struct form *f)
{
    app_send_form(rq, rs, o, is_preview(rq) ? NULL : f);
}

static str section_path(struct arena *a, const struct cv *c, const struct cv_section *s)
{
    return str_printf(a, STR_FMT "/sections/%lld", STR_ARG(cv_self(a, c)), (long long)s->id);
}

/* The section of the address, or the answer is given. */
static struct cv_section *find_section(struct request *rq, struct response *rs, struct cv *c)
{
    struct error err = {0};
    struct cv_section *s;

    if (!cv_mine(rq, rs, c))
        return NULL;
    s = cv_section_of(c, request_param_int(rq, "section"));
    if (!s) {
        (void)!fail(&err, NOT_FOUND, "", "this CV has no such section");
        app_fail(rq, rs, &err);
    }
    return s;
}

/* ---- who ---- */

static const struct form_field head_fields[] = {
    {"label", FIELD_LINE, "What it is for", .max = 120, .required = true},
    {"name", FIELD_LINE, "Name", .max = 120, .required = true},
    {"headline", FIELD_LINE, "Headline", .max = 200},
    {"place", FIELD_LINE, "Place", .max = 120},
    {"email", FIELD_EMAIL, "Address", .max = 254},
    {"phone", FIELD_LINE, "Telephone", .max = 60},
    {"web", FIELD_URL, "Website", .max = 500},
};
const struct form_spec cv_head_form = FORM(head_fields);

static void show_head(struct request *rq, struct response *rs, const struct cv *c, struct form *f)
{
    struct cv_head_view v = {.cv = c, .form = f, .self = cv_self(rq->arena, c)};
    struct error err = {0};

    if (cv_fill(rq->db, rq->arena, c, S(""), &v.shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Name and contact", "backpack");
    tmpl_cv_head(&o, &v);
    answer(rq, rs, &o, f);
}

void cv_head_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &cv_head_form);
    struct cv c;

    if (!cv_mine(rq, rs, &c))
        return;
    form_set(f, "label", c.label);
    form_set(f, "name", c.name);
    form_set(f, "headline", c.headline);
    form_set(f, "place", c.place);
    form_set(f, "email", c.email);
    form_set(f, "phone", c.phone);
    form_set(f, "web", c.web);
    show_head(rq, rs, &c, f);
}

void cv_head_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_head_form);
    struct cv c;

    if (!cv_mine(rq, rs, &c))
        return;
    c.label = form_text(f, "label");
    c.name = form_text(f, "name");
    c.headline = form_text(f, "headline");
    c.place = form_text(f, "place");
    c.email = form_text(f, "email");
    c.phone = form_text(f, "phone");
    c.web = form_text(f, "web");
    if (!f->ok || is_preview(rq)) {
        show_head(rq, rs, &c, f);
        return;
    }
    save(rq, rs, &c, cv_self(rq->arena, &c), "Saved.");
}

/* ---- sections ---- */

static const struct form_field add_fields[] = {
    {"kind", FIELD_CHOICE, "Section", .required = true, .choices = "about|experience|education|badges|collections|log|languages"}};
const struct form_spec cv_add_form = FORM(add_fields);

void cv_section_add(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_add_form);
    const struct cv_kind *kind = cv_kind_of(form_text(f, "kind"));
    struct cv c;
    struct error err = {0};

    if (!cv_mine(rq, rs, &c))
        return;
    if (kind && c.sections.n < CV_MOST_SECTIONS) {
        const struct cv_section *s = cv_add_section(rq->arena, &c, kind);
        save(rq, rs, &c, section_path(rq->arena, &c, s), "The section is there. Fill it now.");
        return;
    }
    (void)!(kind ? fail(&err, LIMIT, "kind", "a CV has at most %d sections", CV_MOST_SECTIONS) : fail(&err, BAD_INPUT, "kind", "choose what to add"));
    app_fail(rq, rs, &err);
}

static const struct form_field section_fields[] = {
    {"title", FIELD_LINE, "Title", .max = 120},
    {"text", FIELD_TEXT, "Text", .max = 8000},
};
const struct form_spec cv_section_form = FORM(section_fields);

static void show_section(struct request *rq, struct response *rs, const struct cv *c, struct cv_section *s, struct form *f)
{
    struct cv_section_view v = {.cv = c, .section = s, .form = f, .self = section_path(rq->arena, c, s)};
    struct cv one = *c;
    struct cv_shown shown;
    struct error err = {0};

    one.sections = (struct cv_section_list){s, 1, 1};
    if (cv_fill(rq->db, rq->arena, &one, S(""), &shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.part = shown.parts.items[0];
    if (cv_fill(rq->db, rq->arena, c, S(""), &v.shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, v.part.title), "backpack");
    tmpl_cv_section(&o, &v);
    answer(rq, rs, &o, f);
}

void cv_section_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &cv_section_form);
    struct cv c;
    struct cv_section *s = find_section(rq, rs, &c);

    if (!s)
        return;
    form_set(f, "title", s->title);
    form_set(f, "text", s->text);
    show_section(rq, rs, &c, s, f);
}

void cv_section_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_section_form);
    struct cv c;
    struct cv_section *s = find_section(rq, rs, &c);

    if (!s)
        return;
    s->title = form_text(f, "title");
    s->text = form_text(f, "text");
    if (!f->ok || is_preview(rq)) {
        show_section(rq, rs, &c, s, f);
        return;
    }
    save(rq, rs, &c, s->kind->how == CV_TEXT ? cv_self(rq->arena, &c) : section_path(rq->arena, &c, s), "Saved.");
}

void cv_section_remove(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_section *s = find_section(rq, rs, &c);

    if (!s)
        return;
    cv_remove_section(&c, s->id);
    save(rq, rs, &c, cv_self(rq->arena, &c), "The section is gone. “Undo” brings it back.");
}

/* As arrange.js tells it too: what, in which list, in front of what. */
static const struct form_field move_fields[] = {
    {"badge", FIELD_INT, "What", .required = true, .min = 1},
    {"section", FIELD_INT, "List", .min = 0},
    {"before", FIELD_INT, "Before", .min = 0},
};
const struct form_spec cv_move_form = FORM(move_fields);

void cv_section_move(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_move_form);
    struct cv c;

    if (!cv_mine(rq, rs, &c))
        return;
    if (f->ok)
        cv_move_section(&c, form_int(f, "badge"), form_int(f, "before"));
    save(rq, rs, &c, cv_self(rq->arena, &c), "Moved.");
}

/* ---- entries ---- */

static const struct form_field entry_fields[] = {
    {"what", FIELD_LINE, "What", .max = 200, .required = true},
    {"where", FIELD_LINE, "Where", .max = 200},
    {"town", FIELD_LINE, "Town", .max = 120},
    {"from", FIELD_LINE, "From", .max = 10},
    {"until", FIELD_LINE, "Until", .max = 10},
    {"text", FIELD_TEXT, "Text", .max = 4000},
};
const struct form_spec cv_entry_form = FORM(entry_fields);

/* A year, a month or a day. */
static bool is_time(struct arena *a, str t)
{
    struct date d;

    str whole = t.n == 4 ? str_join(a, t, S("-01-01")) : t.n == 7 ? str_join(a, t, S("-01")) : t;
    return str_is_empty(t) || date_parse(whole, &d, NULL) == OK;
}

static void check_times(struct arena *a, struct form *f)
{
    str from = form_text(f, "from"), until = form_text(f, "until");
    static const char *const names[] = {"from", "until"};

    for (size_t i = 0; i < 2; i++)
        if (!is_time(a, form_text(f, names[i])))
            form_reject(f, names[i], said("Write a year (2019), a month (2019-03) or a day (2019-03-01)."));
    size_t n = from.n < until.n ? from.n : until.n;
    if (f->ok && n && str_cmp(str_slice(until, 0, n), str_slice(from, 0, n)) < 0)
        form_reject(f, "until", said("The end lies before the beginning."));
}

static void show_entry(struct request *rq, struct response *rs, const struct cv *c, const struct cv_section *s, struct form *f)
{
    str id = request_param(rq, "entry");
    int64_t number = 0;
    struct cv_entry_view v = {.cv = c, .section = s, .form = f};
    struct error err = {0};

    if (str_to_int(id, &number))
        v.id = number;
    v.self = str_printf(rq->arena, STR_FMT "/entries/" STR_FMT, STR_ARG(section_path(rq->arena, c, s)), STR_ARG(id));
    if (cv_fill(rq->db, rq->arena, c, S(""), &v.shown, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, v.id ? "Change the entry" : "New entry", "backpack");
    tmpl_cv_entry(&o, &v);
    answer(rq, rs, &o, f);
}

/* The entry of the address; `*is_new`: it says "new". NULL: the answer is given. */
static struct cv_entry *find_entry(struct request *rq, struct response *rs, struct cv *c, struct cv_section **s, bool *is_new)
{
    struct error err = {0};
    struct cv_entry *e = NULL;

    *is_new = str_eq(request_param(rq, "entry"), S("new"));
    *s = find_section(rq, rs, c);
    if (!*s)
        return NULL;
    if (!*is_new)
        e = cv_entry_of(*s, request_param_int(rq, "entry"));
    else if ((*s)->entries.n < CV_MOST_ENTRIES)
        e = cv_add_entry(rq->arena, c, *s);
    if (e && (*s)->kind->how == CV_ENTRIES)
        return e;
    (void)!(*is_new ? fail(&err, LIMIT, "", "a section has at most %d entries", CV_MOST_ENTRIES) : fail(&err, NOT_FOUND, "", "this section has no such entry"));
    app_fail(rq, rs, &err);
    return NULL;
}

void cv_entry_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &cv_entry_form);
    struct cv c;
    struct cv_section *s;
    bool is_new;
    const struct cv_entry *e = find_entry(rq, rs, &c, &s, &is_new);

    if (!e)
        return;
    form_set(f, "what", e->what);
    form_set(f, "where", e->where);
    form_set(f, "town", e->town);
    form_set(f, "from", e->from);
    form_set(f, "until", e->until);
    form_set(f, "text", e->text);
    show_entry(rq, rs, &c, s, f);
}

void cv_entry_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_entry_form);
    struct cv c;
    struct cv_section *s;
    bool is_new;
    struct cv_entry *e = find_entry(rq, rs, &c, &s, &is_new);

    if (!e)
        return;
    check_times(rq->arena, f);
    *e = (struct cv_entry){e->id, form_text(f, "what"), form_text(f, "where"), form_text(f, "town"), form_text(f, "from"), form_text(f, "until"), form_text(f, "text"), S("")};
    if (!f->ok || is_preview(rq)) {
        show_entry(rq, rs, &c, s, f);
        return;
    }
    save(rq, rs, &c, section_path(rq->arena, &c, s), "Saved.");
}

void cv_entry_remove(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_section *s = find_section(rq, rs, &c);

    if (!s)
        return;
    cv_remove_entry(s, request_param_int(rq, "entry"));
    save(rq, rs, &c, section_path(rq->arena, &c, s), "The entry is gone. “Undo” on the CV’s page brings it back.");
}

void cv_entry_move(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_move_form);
    struct cv c;
    struct cv_section *s = find_section(rq, rs, &c);

    if (!s)
        return;
    if (f->ok)
        cv_move_entry(s, form_int(f, "badge"), form_int(f, "before"));
    save(rq, rs, &c, section_path(rq->arena, &c, s), "Moved.");
}

/* ---- picked: the newest, or those that words find ---- */

#define PICKS_SHOWN 100
#define PICK_WORDS  100

static const struct form_field pick_fields[] = {{"in", FIELD_MANY, "Picked", .max = 120}, {"q", FIELD_LINE, "Name or issuer", .max = PICK_WORDS}};
const struct form_spec cv_pick_form = FORM(pick_fields);

static const char sql_badges[] = SQL(
    "SELECT h.credential_key, h.title, h.issuer_name, h.image_hash FROM holding h WHERE h.owner_id = $1 AND h.removed_at IS NULL AND h.standing NOT IN ('doubtful', 'broken', 'paper')"
    " AND ($2 = '' OR lower(h.title) LIKE $2 ESCAPE '!' OR lower(h.issuer_name) LIKE $2 ESCAPE '!') ORDER BY h.id DESC LIMIT $3");
static const char sql_collections[] = SQL(
    "SELECT c.public_id, c.name, '', NULL FROM collection c WHERE c.owner_id = $1 AND ($2 = '' OR lower(c.name) LIKE $2 ESCAPE '!') ORDER BY c.id DESC LIMIT $3");

static const char sql_log[] = SQL(
    "SELECT l.mark, l.what, l.seen_by, NULL FROM log_entry l WHERE l.owner_id = $1 AND l.removed_at IS NULL"
    " AND ($2 = '' OR lower(l.what) LIKE $2 ESCAPE '!') ORDER BY l.day DESC, l.id DESC LIMIT $3");

static const char *sql_picks(const struct cv_section *s)
{
    if (str_eq(cstr(s->kind->name), S("badges")))
        return sql_badges;
    return str_eq(cstr(s->kind->name), S("log")) ? sql_log : sql_collections;
}

static bool is_in(const struct cv_section *s, str ref)
{
    for (size_t i = 0; i < s->entries.n; i++)
        if (str_eq(s->entries.items[i].ref, ref))
            return true;
    return false;
}

/* One more than are shown, where there are. */
static code load_picks(struct request *rq, const struct cv_section *s, str typed, struct cv_pick_list *out, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_picks(s), ARGS(v_int(rq->session->account), v_str(search_anywhere(rq->arena, typed)), v_int(PICKS_SHOWN + 1)));

    while (rows_next(r)) {
        str ref = row_str(r, 0, rq->arena);
        *list_add(rq->arena, out) = (struct cv_pick){
            ref, row_str(r, 1, rq->arena), row_str(r, 2, rq->arena),
            row_is_null(r, 3) ? S("") : str_join(rq->arena, S("/images/"), row_str(r, 3, rq->arena)), is_in(s, ref)};
    }
    return rows_end(r, err);
}

static struct cv_section *find_picked(struct request *rq, struct response *rs, struct cv *c)
{
    struct cv_section *s = find_section(rq, rs, c);
    struct error err = {0};

    if (!s || s->kind->how == CV_PICKED)
        return s;
    (void)!fail(&err, NOT_FOUND, "", "nothing is picked for this section");
    app_fail(rq, rs, &err);
    return NULL;
}

void cv_pick_show(struct request *rq, struct response *rs)
{
    struct cv c;
    struct cv_section *s = find_picked(rq, rs, &c);
    struct error err = {0};

    if (!s)
        return;
    struct cv_pick_view v = {.cv = &c, .section = s, .self = section_path(rq->arena, &c, s)};
    v.typed = utf8_cut(str_trim(request_query(rq, "q")), PICK_WORDS);
    if (str_is_absent(v.typed))
        v.typed = S("");
    if (load_picks(rq, s, v.typed, &v.rows, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    v.more = v.rows.n > PICKS_SHOWN;
    v.rows.n -= v.more;
    struct out o = app_page(rq, s->kind->add, "backpack");
    tmpl_cv_pick(&o, &v);
    app_send(rq, rs, &o);
}

/* What stays keeps its place; what is new comes behind; what was not shown is as it was. */
static void pick(struct arena *a, struct cv *c, struct cv_section *s, const struct cv_pick_list *all, const struct str_list *ticked)
{
    for (size_t i = 0; i < all->n && i < PICKS_SHOWN; i++) {
        const struct cv_pick *p = &all->items[i];
        bool wanted = false;
        for (size_t k = 0; k < ticked->n; k++)
            wanted = wanted || str_eq(ticked->items[k], p->ref);
        if (wanted && !p->in && s->entries.n < CV_MOST_ENTRIES)
            cv_add_entry(a, c, s)->ref = p->ref;
        for (size_t k = 0; !wanted && k < s->entries.n; k++)
            if (str_eq(s->entries.items[k].ref, p->ref)) {
                cv_remove_entry(s, s->entries.items[k].id);
                break;
            }
    }
}

void cv_pick_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &cv_pick_form);
    struct cv c;
    struct cv_section *s = find_picked(rq, rs, &c);
    struct cv_pick_list all = {0};
    struct error err = {0};

    if (!s)
        return;
    if (load_picks(rq, s, form_text(f, "q"), &all, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    pick(rq->arena, &c, s, &all, &form_value(f, "in")->many);
    save(rq, rs, &c, section_path(rq->arena, &c, s), "Saved.");
}
