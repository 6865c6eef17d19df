/* people/roster_plan.c — what will become of one line: somebody new, a change, nothing,
 * or which cell is wrong and what to do about it. */
#include "app/people/roster_private.h"

#include <string.h>

#include "base/utf8.h"
#include "format/email.h"
#include "format/json.h"
#include "web/out.h"

struct line { const struct roster_planner *p; struct roster_change *c; struct buf wrong, what; struct roster_cells of; };

/* ---- cells ---- */

code roster_cells_read(struct arena *a, const struct roster_mapping *m, str text, struct roster_cells *out, struct error *err)
{
    const struct json *all;

    *out = (struct roster_cells){0};
    for (int f = 0; f < ROSTER_FIELDS; f++)
        out->cells[f] = S("");
    TRY(json_parse(a, text, NULL, &all, err));
    for (size_t i = 0; i < m->n; i++) {
        str cell = str_trim(json_str(json_item(all, i)));
        enum roster_field f = m->fields[i];
        out->column[f] = i;
        out->cells[f] = str_is_absent(cell) ? S("") : cell;
        out->said[f] = out->cells[f].n > 0;
    }
    return OK;
}

/* A cell as a sentence shows it: not longer than that. */
static str shown(const struct line *l, enum roster_field f)
{
    str s = l->of.cells[f];

    return s.n > 60 ? str_join(l->p->a, utf8_cut(s, 57), S("…")) : s;
}

static void add_wrong(struct line *l, enum roster_field f, const char *what)
{
    str head = l->of.column[f] < l->p->heads->n ? l->p->heads->items[l->of.column[f]] : cstr(roster_words[f].label);
    str cell = shown(l, f);

    buf_printf(&l->wrong, "%sColumn %zu, “" STR_FMT "”: ", l->wrong.n ? " " : "", l->of.column[f] + 1, STR_ARG(head));
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

static int64_t find_person(struct line *l)
{
    int64_t by_number, by_address;
    struct email email = {0};
    str folded = S("");

    if (l->of.said[ROSTER_EMAIL] && email_parse(l->p->a, l->of.cells[ROSTER_EMAIL], &email, NULL) != OK)
        add_wrong(l, ROSTER_EMAIL, "is no e-mail address: one looks like ann@example.org");
    else if (l->of.said[ROSTER_EMAIL])
        folded = email_fold(l->p->a, email.address);
    by_number = roster_known_number(l->p->known, l->of.cells[ROSTER_NUMBER]);
    by_address = roster_known_address(l->p->known, folded);
    if (by_number && by_address && by_number != by_address)
        add_wrong(l, ROSTER_NUMBER, "belongs to somebody else than the address does: correct one of the two");
    if (!by_number && !by_address && !l->of.said[ROSTER_EMAIL])
        add_wrong(l, l->p->mapping->n && l->of.said[ROSTER_NUMBER] ? ROSTER_NUMBER : ROSTER_EMAIL,
                  l->of.said[ROSTER_NUMBER] ? "is nobody’s yet, and a new person needs an e-mail address" : "the line names nobody: give an e-mail address");
    l->c->details.email = email.address;
    return by_number ? by_number : by_address;
}

static void check_double(struct line *l, const struct roster_line *line)
{
    str number = roster_number_key(l->p->a, l->of.cells[ROSTER_NUMBER]), address = roster_address_key(l->p->a, l->of.cells[ROSTER_EMAIL]);
    int64_t earlier = roster_known_earlier(l->p->known, number, address, line->number);

    if (earlier > 0)
        buf_printf(&l->wrong, "%sLine %lld is about the same person: keep one of the two.", l->wrong.n ? " " : "", (long long)earlier);
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
    if (!l->of.said[f] || str_eq(*field, l->of.cells[f]))
        return;
    if (l->of.cells[f].n > most) {
        add_wrong(l, f, "is too long: shorten it");
        return;
    }
    add_what(l, roster_words[f].label, *field, l->of.cells[f]);
    *field = l->of.cells[f];
}

static void take_name(struct line *l)
{
    if (l->of.said[ROSTER_FIRST] || l->of.said[ROSTER_LAST]) {
        l->of.cells[ROSTER_NAME] = str_trim(str_printf(l->p->a, STR_FMT " " STR_FMT, STR_ARG(str_is_absent(l->of.cells[ROSTER_FIRST]) ? S("") : l->of.cells[ROSTER_FIRST]),
                                                    STR_ARG(str_is_absent(l->of.cells[ROSTER_LAST]) ? S("") : l->of.cells[ROSTER_LAST])));
        l->of.said[ROSTER_NAME] = true;
    }
    take_text(l, ROSTER_NAME, &l->c->details.name, 200);
}

static void take_day(struct line *l, enum roster_field f, msec *field)
{
    msec day;

    if (!l->of.said[f])
        return;
    if (!roster_day(l->of.cells[f], l->p->mapping->month_first, &day)) {
        add_wrong(l, f, "is no day: write it as 2026-01-31");
        return;
    }
    if (day == *field)
        return;
    add_what(l, roster_words[f].label, *field ? out_day_said(l->p->a, *field) : S(""), out_day_said(l->p->a, day));
    *field = day;
}

static void take_employment(struct line *l)
{
    str *field = &l->c->details.employment, to = roster_employment(l->of.cells[ROSTER_EMPLOYMENT]);

    if (!l->of.said[ROSTER_EMPLOYMENT])
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

static bool is_place_name(str words)
{
    str one;

    while (str_cut(&words, '/', &one))
        if (str_is_empty(str_trim(one)) || str_trim(one).n > 120)
            return false;
    return true;
}

static void take_place(struct line *l, enum roster_field f, enum place_kind kind, int64_t *field, str *words)
{
    struct arena *a = l->p->a;
    const struct workplace_list *all = kind == SITE ? &l->p->places->sites : &l->p->places->departments;

    *words = S("");
    if (!l->of.said[f])
        return;
    if (!is_place_name(l->of.cells[f])) {
        add_wrong(l, f, "is no name of a place: each part between the / has 1 to 120 letters");
        return;
    }
    int64_t id = roster_known_place(l->p->known, kind, l->of.cells[f]);
    if (id && id == *field)
        return;
    *words = l->of.cells[f];
    add_what(l, roster_words[f].label, place_in_words(a, all, *field),
             id ? place_in_words(a, all, id) : str_join(a, l->of.cells[f], S(" (new)")));
}

/* Teams that a line names are added; those it does not name stay. */
static void take_teams(struct line *l)
{
    str rest = l->of.cells[ROSTER_TEAMS], one;
    struct buf names = buf_new(l->p->a);

    while (l->of.said[ROSTER_TEAMS] && str_cut(&rest, ';', &one)) {
        one = str_trim(one);
        if (str_is_empty(one))
            continue;
        if (one.n > 120 || str_find_byte(one, '/') >= 0) {
            add_wrong(l, ROSTER_TEAMS, "is no name of a team: write teams with a ; between them");
            return;
        }
        int64_t id = roster_known_place(l->p->known, TEAM, one);
        if (id && l->c->details.id && roster_known_member(l->p->known, l->c->details.id, id))
            continue;
        add_what(l, "Team", S(""), id ? one : str_join(l->p->a, one, S(" (new)")));
        buf_printf(&names, "%s" STR_FMT, names.n ? ";" : "", STR_ARG(one));
    }
    l->c->team_names = buf_done(&names);
}

/* ---- manager ---- */

static code take_manager(struct line *l, struct error *err)
{
    int64_t id = 0;
    str words = l->of.cells[ROSTER_MANAGER];
    const struct roster_known *k = l->p->known;
    const struct person *now = roster_known_person(k, l->c->details.id);

    l->c->manager = S("");
    if (!l->of.said[ROSTER_MANAGER])
        return OK;
    TRY(roster_known_words(k, words, &id, err));
    if (id && id == l->c->details.manager)
        return OK;
    if (!id && !roster_known_line(k, roster_number_key(l->p->a, words), roster_address_key(l->p->a, words))) {
        buf_printf(&l->what, "%sManager: “" STR_FMT "” is nobody here or in the list, and is left out", l->what.n ? "; " : "", STR_ARG(shown(l, ROSTER_MANAGER)));
        return OK;
    }
    l->c->manager = words;
    add_what(l, "Manager", now && now->manager_id ? now->manager : S(""), shown(l, ROSTER_MANAGER));
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
    take_place(l, ROSTER_DEPARTMENT, DEPARTMENT, &d->department, &l->c->department);
    take_place(l, ROSTER_SITE, SITE, &d->site, &l->c->site);
    take_day(l, ROSTER_STARTS, &d->starts);
    take_day(l, ROSTER_LEAVES, &d->leaves);
    take_teams(l);
    TRY(take_manager(l, err));
    if (d->starts && d->leaves && d->leaves < d->starts)
        add_wrong(l, l->of.said[ROSTER_LEAVES] ? ROSTER_LEAVES : ROSTER_STARTS, "nobody leaves before they start");
    return OK;
}

static void check_texts(struct line *l)
{
    for (int f = ROSTER_NOTHING + 1; f < ROSTER_FIELDS; f++)
        if (l->of.said[f] && utf8_has_controls(l->of.cells[f])) {
            add_wrong(l, (enum roster_field)f, "has signs that cannot be shown: type it anew");
            l->of.said[f] = false;
        }
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
    struct line l = {.p = p, .c = out, .wrong = buf_new(p->a), .what = buf_new(p->a), .of = line->of};
    const struct person *now;

    *out = (struct roster_change){.message = S(""), .manager = S(""), .department = S(""), .site = S(""), .team_names = S("")};
    out->details = (struct person_details){.name = S(""), .title = S(""), .staff_number = S(""), .employment = S("")};
    check_texts(&l);
    now = roster_known_person(p->known, find_person(&l));
    if (now)
        take_person(out, now);
    out->details.org = p->import->org;
    out->details.by = p->import->account;
    check_double(&l, line);
    TRY(take_all(&l, err));
    finish(&l);
    return OK;
}
