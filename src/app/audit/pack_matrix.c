/* audit/pack_matrix.c — the population, and how it stood: the state that a line was drawn
 * with, and the days that go with it, worked out for the day of the sample by what was known
 * when it was drawn. Some people at a time, as a population may be 100,000 lines. */
#include "app/audit/pack_private.h"

#include "store/in_list.h"

/* ---- names ---- */

/* The names of a line's person and requirement; both are in order and few of the second. */
static const char sql_people[] = SQL("SELECT p.id, p.name, p.staff_number FROM person p WHERE p.org_id = $1 ORDER BY p.id");
static const char sql_codes[] = SQL("SELECT r.id, r.code FROM requirement r WHERE r.org_id = $1 ORDER BY r.id");

struct code_line { int64_t id; str text; };
LIST_OF(code_lines, struct code_line);

static str code_of(const struct code_lines *all, int64_t id)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].id == id)
            return all->items[i].text;
    return S("");
}

static code read_codes(struct pack *p, struct code_lines *out, struct error *err)
{
    struct rows *r = db_query(p->db, sql_codes, ARGS(v_int(p->q->org)));

    while (rows_next(r))
        *list_add(p->item, out) = (struct code_line){row_int(r, 0), row_str(r, 1, p->item)};
    return rows_end(r, err);
}

struct person_line { int64_t id; str name, number; };

static bool next_person(struct rows *r, struct arena *a, int64_t id, struct person_line *now)
{
    while (now->id < id) {
        if (!rows_next(r))
            return false;
        *now = (struct person_line){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a)};
    }
    return now->id == id;
}

/* ---- days ---- */

/* `lines`: of one requirement, in the order of the people. */
struct stood { int64_t requirement; struct standing_lines lines; };
LIST_OF(stood_list, struct stood);

static struct stood *stood_of(struct stood_list *all, int64_t requirement)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].requirement == requirement)
            return &all->items[i];
    return NULL;
}

static code work_out(struct pack *p, struct arena *a, const struct id_list *people, struct stood *s, struct error *err)
{
    struct error none = {0};
    struct as_at_ask ask = {.org = p->q->org, .requirement = s->requirement, .people = people, .at = {p->sample.day, p->sample.created}};
    code c = requirement_as_at(p->db, a, &ask, &s->lines, &none);

    if (c != OK && c != NOT_FOUND && err)
        *err = none;
    return c == NOT_FOUND ? OK : c;              /* deleted since: there are no days to tell */
}

/* What these lines are about, worked out once for each requirement. */
static code stood_then(struct pack *p, struct arena *a, const struct sample_pair *x, size_t n, struct stood_list *out, struct error *err)
{
    struct id_list people = {0};

    for (size_t i = 0; i < n; i++) {
        if (people.n == 0 || people.items[people.n - 1] != x[i].person)
            *list_add(a, &people) = x[i].person;
        if (!stood_of(out, x[i].requirement))
            *list_add(a, out) = (struct stood){.requirement = x[i].requirement};
    }
    for (size_t i = 0; i < out->n; i++)
        TRY(work_out(p, a, &people, &out->items[i], err));
    return OK;
}

/* None where it is worked out otherwise than it was drawn. */
static struct standing_line days_of(struct stood_list *all, const struct sample_pair *x)
{
    const struct stood *s = stood_of(all, x->requirement);

    for (size_t i = 0; s && i < s->lines.n; i++)
        if (s->lines.items[i].person == x->person && s->lines.items[i].state == x->state)
            return s->lines.items[i];
    return (struct standing_line){0};
}

/* ---- rows ---- */

struct writing { struct pack *p; struct rows *people; struct code_lines codes; struct person_line who; struct buf b; };

static void put_pair(struct writing *w, const struct sample_pair *x, const struct standing_line *days)
{
    static const struct person_line nobody = {.name = {"", 0}, .number = {"", 0}};
    struct arena *a = w->p->item;
    const struct person_line *who = next_person(w->people, a, x->person, &w->who) ? &w->who : &nobody;
    const str cells[] = {pack_number(a, x->person), who->name, who->number, pack_number(a, x->requirement), code_of(&w->codes, x->requirement),
                         cstr(requirement_state_name(x->state)), pack_day(a, days->since), pack_day(a, days->expires), pack_day(a, days->due)};

    pack_row(&w->b, cells, COUNT(cells));
}

static code put_some(struct writing *w, const struct sample_pair *x, size_t n, struct error *err)
{
    struct arena *piece = arena_new(0);
    struct stood_list stood = {0};
    code c = stood_then(w->p, piece, x, n, &stood, err);

    for (size_t i = 0; c == OK && i < n; i++) {
        struct standing_line days = days_of(&stood, &x[i]);
        put_pair(w, &x[i], &days);
    }
    arena_free(piece);
    return c;
}

/* Lines of a person stand beside each other; these are of at most so many people. */
static size_t lines_of_some(const struct sample_pairs *all, size_t first)
{
    size_t n = 0;

    for (size_t people = 0; first + n < all->n; n++) {
        people += n == 0 || all->items[first + n].person != all->items[first + n - 1].person;
        if (people > IN_80)
            break;
    }
    return n;
}

static code put_rows(struct writing *w, const struct sample_pairs *all, struct error *err)
{
    code c = OK;

    w->people = db_query(w->p->db, sql_people, ARGS(v_int(w->p->q->org)));
    for (size_t first = 0, n; c == OK && first < all->n; first += n) {
        n = lines_of_some(all, first);
        c = put_some(w, all->items + first, n, err);
    }
    code ended = rows_end(w->people, c == OK ? err : NULL);
    return c == OK ? ended : c;
}

code pack_put_matrix(struct pack *p, struct error *err)
{
    struct writing w = {.p = p, .b = buf_new(p->item)};
    struct sample_pairs all = {0};
    struct sample_pair x;
    str rest = p->population, line;

    while (str_cut(&rest, '\n', &line))
        if (sample_pair_read(line, &x))
            *list_add(p->item, &all) = x;
    TRY(read_codes(p, &w.codes, err));
    buf_putz(&w.b, "person,name,staff number,requirement,code,state,since,until,due\r\n");
    TRY(put_rows(&w, &all, err));
    TRY(pack_add(p, S("matrix.csv"), buf_done(&w.b), err));
    arena_reset(p->item);
    return pack_add(p, S("population.txt"), p->population, err);
}
