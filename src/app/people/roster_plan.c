/* people/roster_plan.c — what will become of one line: somebody new, a change, nothing,
 * or which cell is wrong and what to do about it. */
#include "app/people/roster.h"

#include <string.h>

#include "base/utf8.h"
#include "format/email.h"
#include "format/json.h"

struct line { const struct roster_planner *p; struct roster_change *c; struct buf wrong, what; str cells[ROSTER_FIELDS]; bool said[ROSTER_FIELDS]; size_t column[ROSTER_FIELDS]; };

/* ---- cells ---- */

static code read_cells(struct line *l, str cells, struct error *err)
{
    const struct roster_mapping *m = l->p->mapping;
    const struct json *all;

    for (int f = 0; f < ROSTER_FIELDS; f++)
        l->cells[f] = S("");
    TRY(json_parse(l->p->a, cells, NULL, &all, err));
    for (size_t i = 0; i < m->n; i++) {
        str cell = str_trim(json_str(json_item(all, i)));
        enum roster_field f = m->fields[i];
        l->column[f] = i;
        l->cells[f] = str_is_absent(cell) ? S("") : cell;
        l->said[f] = l->cells[f].n > 0;
    }
    return OK;
}

/* A cell as a sentence shows it: not longer than that. */
static str shown(const struct line *l, enum roster_field f)
{
    str s = l->cells[f];

    return s.n > 60 ? str_join(l->p->a, utf8_cut(s, 57), S("…")) : s;
}

static void add_wrong(struct line *l, enum roster_field f, const char *what)
{
    str head = l->column[f] < l->p->heads->n ? l->p->heads->items[l->column[f]] : cstr(roster_words[f].label);
    str cell = shown(l, f);

    buf_printf(&l->wrong, "%sColumn %zu, “" STR_FMT "”: ", l->wrong.n ? " " : "", l->column[f] + 1, STR_ARG(head));
    if (cell.n)
        buf_printf(&l->wrong, "“" STR_FMT "” ", STR_ARG(cell));
    buf_printf(&l->wrong, "%s.", what);
}

static void add_what(struct line *l, const char *label, str from, str to)
{
    buf_printf(&l->what, "%s%s: ", l->what.n ? "; " : "", label);
    if (from.n)
        buf_printf(&l->what, STR_FMT " → ", STR_ARG(from));
    buf_put(&l->what, to);
}

/* ---- who it is ---- */

static const char sql_by_number[] = SQL("SELECT coalesce(max(id), 0) FROM person WHERE org_id = $1 AND staff_number = $2 AND staff_number <> ''");
static const char sql_by_address[] = SQL(
    "SELECT coalesce((SELECT o.person_id FROM person_address o WHERE o.org_id = $1 AND o.folded = $2),"
    " (SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2), 0)");
static const char sql_earlier[] = SQL(
    "SELECT coalesce((SELECT min(number) FROM people_import_line WHERE import_id = $1 AND key = $2 AND $2 <> '' AND number < $4),"
    " (SELECT min(number) FROM people_import_line WHERE import_id = $1 AND address_key = $3 AND $3 <> '' AND number < $4), 0)");

static code find_person(struct line *l, int64_t *id, struct error *err)
{
    int64_t by_number = 0, by_address = 0;
    struct email email = {0};
    str folded = S("");

    if (l->said[ROSTER_EMAIL] && email_parse(l->p->a, l->cells[ROSTER_EMAIL], &email, NULL) != OK)
        add_wrong(l, ROSTER_EMAIL, "is no e-mail address: one looks like ann@example.org");
    else if (l->said[ROSTER_EMAIL])
        folded = email_fold(l->p->a, email.address);
    if (l->said[ROSTER_NUMBER])
        TRY(db_int(l->p->db, sql_by_number, ARGS(v_int(l->p->import->org), v_str(l->cells[ROSTER_NUMBER])), &by_number, err));
    if (folded.n)
        TRY(db_int(l->p->db, sql_by_address, ARGS(v_int(l->p->import->org), v_str(folded)), &by_address, err));
    if (by_number && by_address && by_number != by_address)
        add_wrong(l, ROSTER_NUMBER, "belongs to somebody else than the address does: correct one of the two");
    if (!by_number && !by_address && !l->said[ROSTER_EMAIL])
        add_wrong(l, l->p->mapping->n && l->said[ROSTER_NUMBER] ? ROSTER_NUMBER : ROSTER_EMAIL,
                  l->said[ROSTER_NUMBER] ? "is nobody’s yet, and a new person needs an e-mail address" : "the line names nobody: give an e-mail address");
    *id = by_number ? by_number : by_address;
    l->c->details.email = email.address;
    return OK;
}

static str number_key(struct arena *a, str number)
{
    return str_lower(a, number);
}

static str address_key(struct arena *a, str address)
{
    struct email email;

    return email_parse(a, address, &email, NULL) == OK ? email_fold(a, email.address) : S("");
}

static code check_double(struct line *l, const struct roster_line *line, struct error *err)
{
    int64_t earlier = 0;
    str number = number_key(l->p->a, l->cells[ROSTER_NUMBER]), address = address_key(l->p->a, l->cells[ROSTER_EMAIL]);

    TRY(db_int(l->p->db, sql_earlier, ARGS(v_int(l->p->import->id), v_str(number), v_str(address), v_int(line->number)), &earlier, err));
    if (earlier > 0)
        buf_printf(&l->wrong, "%sLine %lld is about the same person: keep one of the two.", l->wrong.n ? " " : "", (long long)earlier);
    return OK;
}

/* ---- what is there ---- */

static void take_person(struct roster_change *c, const struct person *p)
{
    c->details = (struct person_details){
        .id = p->id, .email = p->email, .name = p->name, .title = p->title, .staff_number = p->staff_number, .employment = p->employment,
        .department = p->department_id, .site = p->site_id, .manager = p->manager_id, .starts = p->starts, .leaves = p->leaves};
}

/* ---- what the line says ---- */

static void take_text(struct line *l, enum roster_field f, str *field, size_t most)
{
    if (!l->said[f] || str_eq(*field, l->cells[f]))
        return;
    if (l->cells[f].n > most) {
        add_wrong(l, f, "is too long: shorten it");
        return;
    }
    add_what(l, roster_words[f].label, *field, l->cells[f]);
    *field = l->cells[f];
}

static void take_name(struct line *l)
{
    if (l->said[ROSTER_FIRST] || l->said[ROSTER_LAST]) {
        l->cells[ROSTER_NAME] = str_trim(str_printf(l->p->a, STR_FMT " " STR_FMT, STR_ARG(str_is_absent(l->cells[ROSTER_FIRST]) ? S("") : l->cells[ROSTER_FIRST]),
                                                    STR_ARG(str_is_absent(l->cells[ROSTER_LAST]) ? S("") : l->cells[ROSTER_LAST])));
        l->said[ROSTER_NAME] = true;
    }
    take_text(l, ROSTER_NAME, &l->c->details.name, 200);
}

static void take_day(struct line *l, enum roster_field f, msec *field)
{
    msec day;

    if (!l->said[f])
        return;
    if (!roster_day(l->cells[f], l->p->mapping->month_first, &day)) {
        add_wrong(l, f, "is no day: write it as 2026-01-31");
        return;
    }
    if (day == *field)
        return;
    add_what(l, roster_words[f].label, *field ? date_format(l->p->a, date_of(*field)) : S(""), date_format(l->p->a, date_of(day)));
    *field = day;
}

static void take_employment(struct line *l)
{
    str *field = &l->c->details.employment, to = roster_employment(l->cells[ROSTER_EMPLOYMENT]);

    if (!l->said[ROSTER_EMPLOYMENT])
        return;
    if (str_is_absent(to)) {
        add_wrong(l, ROSTER_EMPLOYMENT, "is not known: write Permanent, Fixed term, Part time, Apprentice, Agency or temporary, Contractor or Volunteer");
        return;
    }
    if (!str_eq(to, *field))
        add_what(l, "Employment", cstr(employment_words(*field)), cstr(employment_words(to)));
    *field = to;
}

/* ---- places ---- */

static int64_t place_named(struct arena *a, const struct workplace_list *all, str words)
{
    int64_t found = 0;
    int n = 0;

    for (size_t i = 0; i < all->n; i++) {
        if (str_eq_nocase(place_in_words(a, all, all->items[i].id), words))
            return all->items[i].id;
        if (str_eq_nocase(all->items[i].name, words)) {
            found = all->items[i].id;
            n++;
        }
    }
    return n == 1 ? found : 0;
}

static bool is_place_name(str words)
{
    str one;

    while (str_cut(&words, '/', &one))
        if (str_is_empty(str_trim(one)) || str_trim(one).n > 120)
            return false;
    return true;
}

static void take_place(struct line *l, enum roster_field f, const struct workplace_list *all, int64_t *field, str *words)
{
    struct arena *a = l->p->a;

    *words = S("");
    if (!l->said[f])
        return;
    if (!is_place_name(l->cells[f])) {
        add_wrong(l, f, "is no name of a place: each part between the / has 1 to 120 letters");
        return;
    }
    int64_t id = place_named(a, all, l->cells[f]);
    if (id && id == *field)
        return;
    *words = l->cells[f];
    add_what(l, roster_words[f].label, place_in_words(a, all, *field),
             id ? place_in_words(a, all, id) : str_join(a, l->cells[f], S(" (new)")));
}

static const char sql_in_team[] = SQL("SELECT count(*) FROM person_team WHERE person_id = $1 AND team_id = $2");

/* Teams that a line names are added; those it does not name stay. */
static code take_teams(struct line *l, struct error *err)
{
    str rest = l->cells[ROSTER_TEAMS], one;
    struct buf names = buf_new(l->p->a);

    while (l->said[ROSTER_TEAMS] && str_cut(&rest, ';', &one)) {
        int64_t id, in = 0;
        one = str_trim(one);
        if (str_is_empty(one))
            continue;
        if (one.n > 120 || str_find_byte(one, '/') >= 0) {
            add_wrong(l, ROSTER_TEAMS, "is no name of a team: write teams with a ; between them");
            return OK;
        }
        id = place_named(l->p->a, &l->p->places->teams, one);
        if (id && l->c->details.id)
            TRY(db_int(l->p->db, sql_in_team, ARGS(v_int(l->c->details.id), v_int(id)), &in, err));
        if (in)
            continue;
        add_what(l, "Team", S(""), id ? one : str_join(l->p->a, one, S(" (new)")));
        buf_printf(&names, "%s" STR_FMT, names.n ? ";" : "", STR_ARG(one));
    }
    l->c->team_names = buf_done(&names);
    l->c->teams_change = l->c->team_names.n > 0;
    return OK;
}

/* ---- manager ---- */

static const char sql_in_file[] = SQL(
    "SELECT (SELECT count(*) FROM people_import_line WHERE import_id = $1 AND key = $2 AND $2 <> '')"
    " + (SELECT count(*) FROM people_import_line WHERE import_id = $1 AND address_key = $3 AND $3 <> '')");

static code take_manager(struct line *l, struct error *err)
{
    int64_t id = 0, in_file = 0;
    str words = l->cells[ROSTER_MANAGER];
    struct person now = {.name = S("")};

    l->c->manager = S("");
    if (!l->said[ROSTER_MANAGER])
        return OK;
    TRY(person_by_words(l->p->db, l->p->a, l->p->import->org, words, &id, err));
    if (id && id == l->c->details.manager)
        return OK;
    if (!id)
        TRY(db_int(l->p->db, sql_in_file, ARGS(v_int(l->p->import->id), v_str(number_key(l->p->a, words)), v_str(address_key(l->p->a, words))),
                   &in_file, err));
    if (!id && !in_file) {
        buf_printf(&l->what, "%sManager: “" STR_FMT "” is nobody here or in the list, and is left out", l->what.n ? "; " : "", STR_ARG(shown(l, ROSTER_MANAGER)));
        return OK;
    }
    if (l->c->details.manager)
        TRY(person_get(l->p->db, l->p->a, l->p->import->org, l->c->details.manager, &now, err));
    l->c->manager = words;
    add_what(l, "Manager", now.name, shown(l, ROSTER_MANAGER));
    return OK;
}

/* ---- together ---- */

static code take_all(struct line *l, struct error *err)
{
    struct person_details *d = &l->c->details;

    take_name(l);
    take_text(l, ROSTER_TITLE, &d->title, 120);
    take_text(l, ROSTER_NUMBER, &d->staff_number, 40);
    take_employment(l);
    take_place(l, ROSTER_DEPARTMENT, &l->p->places->departments, &d->department, &l->c->department);
    take_place(l, ROSTER_SITE, &l->p->places->sites, &d->site, &l->c->site);
    take_day(l, ROSTER_STARTS, &d->starts);
    take_day(l, ROSTER_LEAVES, &d->leaves);
    TRY(take_teams(l, err));
    TRY(take_manager(l, err));
    if (d->starts && d->leaves && d->leaves < d->starts)
        add_wrong(l, l->said[ROSTER_LEAVES] ? ROSTER_LEAVES : ROSTER_STARTS, "nobody leaves before they start");
    return OK;
}

static code check_texts(struct line *l)
{
    for (int f = ROSTER_NOTHING + 1; f < ROSTER_FIELDS; f++)
        if (l->said[f] && utf8_has_controls(l->cells[f])) {
            add_wrong(l, (enum roster_field)f, "has signs that cannot be shown: type it anew");
            l->said[f] = false;
        }
    return OK;
}

static void finish(struct line *l)
{
    struct roster_change *c = l->c;

    if (c->details.id == 0 && c->details.name.n == 0 && l->wrong.n == 0)
        c->details.name = S("");
    c->plan = l->wrong.n ? "wrong" : c->details.id == 0 ? "new" : l->what.n ? "change" : "same";
    c->message = l->wrong.n ? buf_done(&l->wrong) : buf_done(&l->what);
}

code roster_plan_line(const struct roster_planner *p, const struct roster_line *line, struct roster_change *out, struct error *err)
{
    struct line l = {.p = p, .c = out, .wrong = buf_new(p->a), .what = buf_new(p->a)};
    struct person now;
    int64_t id = 0;
    str email;

    *out = (struct roster_change){.message = S(""), .manager = S(""), .department = S(""), .site = S(""), .team_names = S("")};
    out->details = (struct person_details){.name = S(""), .title = S(""), .staff_number = S(""), .employment = S("")};
    TRY(read_cells(&l, line->cells, err));
    TRY(check_texts(&l));
    TRY(find_person(&l, &id, err));
    email = out->details.email;
    if (id) {
        TRY(person_get(p->db, p->a, p->import->org, id, &now, err));
        take_person(out, &now);
    } else {
        out->details.email = email;
    }
    out->details.org = p->import->org;
    out->details.by = p->import->account;
    TRY(check_double(&l, line, err));
    TRY(take_all(&l, err));
    finish(&l);
    return OK;
}

code roster_keys(const struct roster_planner *p, const struct roster_line *line, str *number, str *address, struct error *err)
{
    struct roster_change c;
    struct line l = {.p = p, .c = &c};

    TRY(read_cells(&l, line->cells, err));
    *number = number_key(p->a, str_is_absent(l.cells[ROSTER_NUMBER]) ? S("") : l.cells[ROSTER_NUMBER]);
    *address = address_key(p->a, str_is_absent(l.cells[ROSTER_EMAIL]) ? S("") : l.cells[ROSTER_EMAIL]);
    return OK;
}
