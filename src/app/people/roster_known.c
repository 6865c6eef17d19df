/* people/roster_known.c — what the directory and the list have of whom the lines of a
 * step name. Asked for many at once: a question a line and field would be ten ways to
 * the database for each of 100,000. */
#include "app/people/roster_private.h"

#include "format/email.h"
#include "store/several.h"

struct roster_known {
    struct db *db;
    struct arena *a;
    int64_t org;
    struct map *numbers, *addresses, *names, *people, *number_lines, *address_lines, *members, *places[PLACE_KINDS];
};

static void put(struct arena *a, struct map *m, str key, int64_t id)
{
    int64_t **slot = (int64_t **)map_at(m, key);

    if (!*slot)
        *slot = NEW(a, int64_t);
    **slot = id;
}

static int64_t id_at(const struct map *m, str key)
{
    const int64_t *id = map_get(m, key);

    return id ? *id : 0;
}

static str number_text(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

/* ---- places ---- */

/* By the whole way, "operations / warehouse", and by the last name where only one has it. */
static void put_place(struct arena *a, struct map *m, const struct workplace_list *all, const struct workplace *p)
{
    str name = str_lower(a, p->name);
    bool is_second = map_get(m, name) != NULL;

    put(a, m, name, is_second ? 0 : p->id);
    if (p->parent)
        put(a, m, str_lower(a, place_in_words(a, all, p->id)), p->id);
}

static struct map *places_of(struct arena *a, const struct workplace_list *all)
{
    struct map *m = map_new(a);

    for (size_t i = 0; i < all->n; i++)
        put_place(a, m, all, &all->items[i]);
    for (size_t i = 0; i < all->n; i++)          /* at the top the name is the whole way */
        if (!all->items[i].parent)
            put(a, m, str_lower(a, all->items[i].name), all->items[i].id);
    return m;
}

int64_t roster_known_place(const struct roster_known *k, enum place_kind kind, str words)
{
    struct buf way = buf_new(k->a);
    str one;

    while (str_cut(&words, '/', &one))
        buf_printf(&way, "%s" STR_FMT, way.n ? " / " : "", STR_ARG(str_trim(one)));
    return id_at(k->places[kind], str_lower(k->a, buf_done(&way)));
}

void roster_known_places(struct roster_known *k, enum place_kind kind, const struct workplace_list *all)
{
    k->places[kind] = places_of(k->a, all);
}

/* ---- asked for ---- */

/* Rows of a text and a number. */
static code take(struct roster_known *k, const char *sql, struct several *s, struct map *m, struct error *err)
{
    struct rows *r = db_query(k->db, sql, several_args(s));

    while (rows_next(r))
        put(k->a, m, row_str(r, 0, k->a), row_int(r, 1));
    s->n = 0;
    return rows_end(r, err);
}

static code ask(struct roster_known *k, const char *sql, int64_t of, const struct str_list *words, struct map *m, struct error *err)
{
    struct several s = several_of(of);

    for (size_t i = 0; i < words->n; i++) {
        several_add(&s, v_str(words->items[i]));
        if (several_is_full(&s))
            TRY(take(k, sql, &s, m, err));
    }
    return s.n ? take(k, sql, &s, m, err) : OK;
}

/* Each once, since many lines name one manager. */
struct wanted { struct str_list words; struct map *seen; };

static void want(struct arena *a, struct wanted *w, str word)
{
    void **slot = str_is_empty(word) ? NULL : map_at(w->seen, word);

    if (!slot || *slot)
        return;
    *slot = w;
    *list_add(a, &w->words) = word;
}

str roster_number_key(struct arena *a, str number)
{
    return str_lower(a, number);
}

str roster_address_key(struct arena *a, str address)
{
    struct email email;

    return email_parse(a, address, &email, NULL) == OK ? email_fold(a, email.address) : S("");
}

static const char sql_numbers[] = SQL(
    "SELECT staff_number, id FROM person WHERE org_id = $1 AND staff_number <> '' AND staff_number IN (" SQL_SEVERAL ")");
static const char sql_addresses[] = SQL("SELECT folded, id FROM person WHERE org_id = $1 AND folded IN (" SQL_SEVERAL ")");
/* Another address goes before: who was merged is somebody else now. */
static const char sql_others[] = SQL("SELECT folded, person_id FROM person_address WHERE org_id = $1 AND folded IN (" SQL_SEVERAL ")");
static const char sql_number_lines[] = SQL(
    "SELECT key, min(number) FROM people_import_line WHERE import_id = $1 AND key IN (" SQL_SEVERAL ") GROUP BY key");
static const char sql_address_lines[] = SQL(
    "SELECT address_key, min(number) FROM people_import_line WHERE import_id = $1 AND address_key IN (" SQL_SEVERAL ") GROUP BY address_key");

static code ask_all(struct roster_known *k, int64_t import, const struct roster_line_list *lines, struct error *err)
{
    struct wanted numbers = {.seen = map_new(k->a)}, addresses = {.seen = map_new(k->a)}, keys = {.seen = map_new(k->a)};
    static const enum roster_field fields[] = {ROSTER_NUMBER, ROSTER_MANAGER, ROSTER_EMAIL};

    for (size_t i = 0; i < lines->n; i++)
        for (size_t f = 0; f < COUNT(fields); f++) {
            str cell = lines->items[i].of.cells[fields[f]];
            if (fields[f] != ROSTER_NUMBER)
                want(k->a, &addresses, roster_address_key(k->a, cell));
            if (fields[f] == ROSTER_EMAIL)
                continue;
            want(k->a, &numbers, cell);
            want(k->a, &keys, roster_number_key(k->a, cell));
        }
    TRY(ask(k, sql_numbers, k->org, &numbers.words, k->numbers, err));
    TRY(ask(k, sql_addresses, k->org, &addresses.words, k->addresses, err));
    TRY(ask(k, sql_others, k->org, &addresses.words, k->addresses, err));
    TRY(ask(k, sql_number_lines, import, &keys.words, k->number_lines, err));
    return ask(k, sql_address_lines, import, &addresses.words, k->address_lines, err);
}

/* ---- who they are ---- */

static const char sql_people[] = SQL(
    "SELECT p.id, p.name, p.email, p.staff_number, p.title, p.employment, coalesce(p.starts_at, 0), coalesce(p.leaves_at, 0),"
    " coalesce(p.department_id, 0), coalesce(p.site_id, 0), coalesce(p.manager_id, 0),"
    " coalesce(CASE WHEN m.name = '' THEN m.email ELSE m.name END, '')"
    " FROM person p LEFT JOIN person m ON m.id = p.manager_id WHERE p.org_id = $1 AND p.id IN (" SQL_SEVERAL ")");
static const char sql_members[] = SQL(
    "SELECT person_id, team_id FROM person_team WHERE $1 > 0 AND person_id IN (" SQL_SEVERAL ")");

static struct person *person_at(const struct roster_known *k, int64_t id)
{
    return id ? map_get(k->people, number_text(k->a, id)) : NULL;
}

static code take_people(struct roster_known *k, struct several *s, struct error *err)
{
    struct rows *r = db_query(k->db, sql_people, several_args(s));

    while (rows_next(r)) {
        struct person *p = NEW(k->a, struct person);
        *p = (struct person){
            .id = row_int(r, 0), .org = k->org, .name = row_str(r, 1, k->a), .email = row_str(r, 2, k->a), .staff_number = row_str(r, 3, k->a),
            .title = row_str(r, 4, k->a), .employment = row_str(r, 5, k->a), .starts = row_int(r, 6), .leaves = row_int(r, 7),
            .department_id = row_int(r, 8), .site_id = row_int(r, 9), .manager_id = row_int(r, 10), .manager = row_str(r, 11, k->a)};
        *map_at(k->people, number_text(k->a, p->id)) = p;
    }
    return rows_end(r, err);
}

static str membership(struct arena *a, int64_t person, int64_t team)
{
    return str_printf(a, "%lld %lld", (long long)person, (long long)team);
}

static code take_members(struct roster_known *k, struct several *s, struct error *err)
{
    struct rows *r = db_query(k->db, sql_members, several_args(s));

    while (rows_next(r))
        put(k->a, k->members, membership(k->a, row_int(r, 0), row_int(r, 1)), 1);
    return rows_end(r, err);
}

static code take_both(struct roster_known *k, struct several *s, struct error *err)
{
    TRY(take_people(k, s, err));
    TRY(take_members(k, s, err));
    s->n = 0;
    return OK;
}

static code ask_people(struct roster_known *k, const struct roster_line_list *lines, struct error *err)
{
    struct several s = several_of(k->org);

    for (size_t i = 0; i < lines->n; i++) {
        const struct roster_line *l = &lines->items[i];
        int64_t ids[] = {id_at(k->numbers, l->of.cells[ROSTER_NUMBER]), id_at(k->addresses, roster_address_key(k->a, l->of.cells[ROSTER_EMAIL])), l->person};
        for (size_t n = 0; n < COUNT(ids); n++) {
            if (ids[n] == 0 || (n > 0 && ids[n] == ids[n - 1]))
                continue;
            several_add(&s, v_int(ids[n]));
            if (several_is_full(&s))
                TRY(take_both(k, &s, err));
        }
    }
    return s.n ? take_both(k, &s, err) : OK;
}

code roster_known_load(struct roster_step *s, const struct roster_line_list *lines, struct error *err)
{
    struct arena *a = s->a;
    struct roster_known *k = NEW(a, struct roster_known);

    *k = (struct roster_known){
        .db = s->db, .a = a, .org = s->i.org, .numbers = map_new(a), .addresses = map_new(a), .names = map_new(a), .people = map_new(a),
        .number_lines = map_new(a), .address_lines = map_new(a), .members = map_new(a)};
    roster_known_places(k, DEPARTMENT, &s->places.departments);
    roster_known_places(k, TEAM, &s->places.teams);
    roster_known_places(k, SITE, &s->places.sites);
    s->planner.known = k;
    TRY(ask_all(k, s->i.id, lines, err));
    return ask_people(k, lines, err);
}

/* ---- answers ---- */

int64_t roster_known_number(const struct roster_known *k, str number) { return str_is_empty(number) ? 0 : id_at(k->numbers, number); }
int64_t roster_known_address(const struct roster_known *k, str folded) { return str_is_empty(folded) ? 0 : id_at(k->addresses, folded); }
const struct person *roster_known_person(const struct roster_known *k, int64_t id) { return person_at(k, id); }

/* A name is asked for by itself, and once a step: who leads is seldom named so. */
code roster_known_words(const struct roster_known *k, str words, int64_t *id, struct error *err)
{
    void **slot;

    *id = str_find_byte(words, '@') >= 0 ? roster_known_address(k, roster_address_key(k->a, words)) : roster_known_number(k, words);
    if (*id || str_is_empty(words) || str_find_byte(words, '@') >= 0)
        return OK;
    slot = map_at(k->names, words);
    if (!*slot) {
        TRY(person_by_words(k->db, k->a, k->org, words, id, err));
        *slot = NEW(k->a, int64_t);
        *(int64_t *)*slot = *id;
    }
    *id = *(int64_t *)*slot;
    return OK;
}

int64_t roster_known_line(const struct roster_known *k, str number, str address)
{
    int64_t by_number = str_is_empty(number) ? 0 : id_at(k->number_lines, number);

    return by_number ? by_number : str_is_empty(address) ? 0 : id_at(k->address_lines, address);
}

int64_t roster_known_earlier(const struct roster_known *k, str number, str address, int64_t line)
{
    int64_t by_number = str_is_empty(number) ? 0 : id_at(k->number_lines, number);
    int64_t by_address = str_is_empty(address) ? 0 : id_at(k->address_lines, address);

    return by_number && by_number < line ? by_number : by_address && by_address < line ? by_address : 0;
}

bool roster_known_member(const struct roster_known *k, int64_t person, int64_t team)
{
    return id_at(k->members, membership(k->a, person, team)) > 0;
}

/* ---- what a line of this step changed ---- */

void roster_known_now(struct roster_known *k, const struct person_details *d)
{
    struct person *p = person_at(k, d->id);

    if (!p) {
        p = NEW(k->a, struct person);
        *map_at(k->people, number_text(k->a, d->id)) = p;
        put(k->a, k->addresses, roster_address_key(k->a, d->email), d->id);
    } else if (p->staff_number.n) {
        put(k->a, k->numbers, p->staff_number, 0);
    }
    *p = (struct person){
        .id = d->id, .org = d->org, .name = d->name, .email = d->email, .staff_number = d->staff_number, .title = d->title, .employment = d->employment,
        .starts = d->starts, .leaves = d->leaves, .department_id = d->department, .site_id = d->site, .manager_id = d->manager, .manager = p->manager};
    if (d->staff_number.n)
        put(k->a, k->numbers, d->staff_number, d->id);
    k->names = map_new(k->a);
}
