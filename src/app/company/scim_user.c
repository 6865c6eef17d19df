/* company/scim_user.c — users of the company's directory: kept as they were sent,
 * and shown as people of ours. */
#include "app/company/scim_private.h"

#include "base/utf8.h"
#include "format/email.h"
#include "format/scim_patch.h"

#define SCANNED_MOST 10000                       /* for a filter that no index answers */
#define ENTERPRISE "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

/* ---- what a document says of a person ---- */

struct said { str user_name, external_id, email, name, title, staff_number, department; bool is_active; };

static str line_of(struct arena *a, const struct json *v, size_t most)
{
    str s = json_is(v, JSON_NUMBER) ? json_number_text(v) : json_str(v);

    (void)a;
    s = str_trim(s);
    return s.p && s.n <= most && !utf8_has_controls(s) ? s : S("");
}

static str text_at(struct arena *a, const struct json *o, const char *name, size_t most)
{
    return line_of(a, scim_member(o, cstr(name)), most);
}

/* The primary one, else that for work, else the first, else the user's name. */
static str email_of(struct arena *a, const struct json *body, str user_name)
{
    const struct json *all = scim_member(body, S("emails")), *best = NULL;
    int rank = 0;

    for (size_t i = 0; i < json_many_count(all); i++) {
        const struct json *one = json_many(all, i);
        int r = json_bool(scim_member(one, S("primary"))) ? 3 : str_eq_nocase(json_str(scim_member(one, S("type"))), S("work")) ? 2 : 1;
        if (r > rank) {
            best = one;
            rank = r;
        }
    }
    struct email e;
    str text = best ? text_at(a, best, "value", 254) : user_name;
    return email_parse(a, text, &e, NULL) == OK ? e.address : email_parse(a, user_name, &e, NULL) == OK ? e.address : (str){0};
}

static str name_of(struct arena *a, const struct json *body, str fallback)
{
    const struct json *name = scim_member(body, S("name"));
    str both = str_trim(str_printf(a, STR_FMT " " STR_FMT, STR_ARG(text_at(a, name, "givenName", 80)), STR_ARG(text_at(a, name, "familyName", 80))));
    const str names[] = {text_at(a, body, "displayName", 120), text_at(a, name, "formatted", 120), both, fallback};

    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].n && names[i].n <= 120)
            return names[i];
    return S("Somebody");
}

static code read_said(struct arena *a, const struct json *body, struct said *out, struct error *err)
{
    const struct json *active = scim_member(body, S("active")), *work = scim_member(body, S(ENTERPRISE));

    if (!json_is(body, JSON_OBJECT))
        return fail(err, BAD_INPUT, "invalidSyntax", "the request is no JSON object");
    *out = (struct said){.user_name = text_at(a, body, "userName", 254), .external_id = text_at(a, body, "externalId", 254), .is_active = true};
    if (out->user_name.n == 0)
        return fail(err, BAD_INPUT, "invalidValue", "userName is missing or longer than 254 bytes");
    if (active && !scim_truth(active, &out->is_active))
        return fail(err, BAD_INPUT, "invalidValue", "active is neither true nor false");
    out->email = email_of(a, body, out->user_name);
    if (str_is_absent(out->email))
        return fail(err, BAD_INPUT, "invalidValue", "neither emails nor userName hold an e-mail address");
    out->name = name_of(a, body, out->email);
    out->title = text_at(a, body, "title", 120);
    out->staff_number = text_at(a, work, "employeeNumber", 60);
    out->department = text_at(a, work, "department", 120);
    return OK;
}

static str body_text(struct arena *a, const struct json *body)
{
    static const char *const ours[] = {"id", "meta", "groups", "password"};
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);
    const struct json *yes = NULL;

    body = json_without(a, body, ours, COUNT(ours));
    if (!scim_member(body, S("active")) && json_parse(a, S("true"), NULL, &yes, NULL) == OK)
        body = json_with(a, body, S("active"), yes);      /* as filters are to see it */
    json_put_value(&w, body);
    return buf_done(&b);
}

/* ---- the person ---- */

static code find_department(struct db *db, struct arena *a, const struct scim_call *c, str words, int64_t *id, struct error *err)
{
    *id = 0;
    return words.n ? place_find(db, a, &(struct place_wanted){.org = c->org, .by = c->by, .kind = DEPARTMENT, .words = words, .make = true}, id, err) : OK;
}

/* What the directory does not say stays as it is here. */
static code write_person(struct db *db, struct arena *a, const struct scim_call *c, const struct said *s, int64_t id, struct error *err)
{
    struct person p;
    struct person_details d;

    TRY(person_get(db, a, c->org, id, &p, err));
    d = (struct person_details){.org = c->org, .id = id, .by = c->by, .name = s->name, .title = s->title.n ? s->title : p.title,
                                .staff_number = s->staff_number.n ? s->staff_number : p.staff_number, .employment = p.employment,
                                .department = p.department_id, .site = p.site_id, .manager = p.manager_id, .starts = p.starts,
                                .leaves = s->is_active ? 0 : p.leaves && p.leaves < clock_now() ? p.leaves : date_start(date_of(clock_now()))};
    if (s->department.n)
        TRY(find_department(db, a, c, s->department, &d.department, err));
    return person_save_within(db, a, &d, err);
}

static const char sql_end_sessions[] = SQL(
    "DELETE FROM session WHERE org_id = $1 AND account_id IN (SELECT e.account_id FROM account_email e JOIN person p ON p.folded = e.folded"
    " WHERE p.org_id = $1 AND p.id = $2 AND e.verified_at IS NOT NULL)");

static code let_go(struct db *db, struct arena *a, const struct scim_call *c, int64_t person, struct error *err)
{
    str before;

    TRY(person_end(db, a, &(struct person_change){c->org, person, c->by}, &before, err));
    return db_run(db, sql_end_sessions, ARGS(v_int(c->org), v_int(person)), NULL, err);
}

static code find_or_add_person(struct db *db, struct arena *a, const struct scim_call *c, const struct said *s, int64_t *person, struct error *err)
{
    TRY(person_by_words(db, a, c->org, s->email, person, err));
    if (*person)
        return person_restore(db, a, &(struct person_change){c->org, *person, c->by}, err);
    return person_add_within(db, a,
                             &(struct person_details){.org = c->org, .by = c->by, .email = s->email, .name = s->name, .title = S(""),
                                                      .staff_number = S(""), .employment = S("")},
                             person, err);
}

/* ---- made, changed, taken away ---- */

static const char sql_taken[] = SQL(
    "SELECT count(*) FROM scim_user WHERE org_id = $1 AND id <> $2 AND (folded = $3 OR person_id = $4)");
static const char sql_add[] = SQL(
    "INSERT INTO scim_user (org_id, person_id, folded, external_id, is_active, body, version, created_at, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7) RETURNING id");
static const char sql_change[] = SQL(
    "UPDATE scim_user SET folded = $3, external_id = $4, is_active = $5, body = $6, version = version + 1, changed_at = $7"
    " WHERE org_id = $1 AND id = $2");
static const char sql_person[] = SQL("SELECT person_id FROM scim_user WHERE org_id = $1 AND id = $2");
static const char sql_active[] = SQL("SELECT is_active FROM scim_user WHERE org_id = $1 AND id = $2");
static const char sql_remove[] = SQL("DELETE FROM scim_user WHERE org_id = $1 AND id = $2");

static code check_free(struct db *db, struct arena *a, const struct scim_call *c, const struct said *s, int64_t person, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_taken, ARGS(v_int(c->org), v_int(c->id), v_str(utf8_fold(a, s->user_name)), v_int(person)), &n, err));
    return n == 0 ? OK : fail(err, CONFLICT, "uniqueness", "there is a user of that userName or address already");
}

static code make_rows(struct db *db, struct arena *a, const struct scim_call *c, const struct said *s, int64_t *id, struct error *err)
{
    int64_t person = 0;

    TRY(check_free(db, a, c, s, 0, err));
    TRY(find_or_add_person(db, a, c, s, &person, err));
    TRY(check_free(db, a, c, s, person, err));
    TRY(write_person(db, a, c, s, person, err));
    TRY(db_int(db, sql_add, ARGS(v_int(c->org), v_int(person), v_str(utf8_fold(a, s->user_name)), v_str(s->external_id), v_int(s->is_active),
                                 v_str(body_text(a, c->body)), v_int(clock_now())), id, err));
    return s->is_active ? OK : let_go(db, a, c, person, err);
}

code scim_user_make(struct db *db, struct arena *a, const struct scim_call *c, int64_t *id, struct error *err)
{
    struct said s;

    TRY(read_said(a, c->body, &s, err));
    TRY(db_begin(db, err));
    return db_end(db, make_rows(db, a, c, &s, id, err), err);
}

static code change_rows(struct db *db, struct arena *a, const struct scim_call *c, const struct json *body, struct error *err)
{
    struct said s;
    int64_t person = 0, was_active = 0;

    TRY(read_said(a, body, &s, err));
    TRY(check_free(db, a, c, &s, 0, err));
    TRY(db_int(db, sql_person, ARGS(v_int(c->org), v_int(c->id)), &person, err));
    TRY(db_int(db, sql_active, ARGS(v_int(c->org), v_int(c->id)), &was_active, err));
    TRY(write_person(db, a, c, &s, person, err));
    TRY(db_run(db, sql_change, ARGS(v_int(c->org), v_int(c->id), v_str(utf8_fold(a, s.user_name)), v_str(s.external_id), v_int(s.is_active),
                                    v_str(body_text(a, body)), v_int(clock_now())), NULL, err));
    if (was_active && !s.is_active)
        return let_go(db, a, c, person, err);
    return s.is_active ? scim_map_user(db, a, c->org, c->by, c->id, err) : OK;
}

static code look(struct db *db, struct arena *a, const struct scim_call *c, struct scim_row *row, struct error *err)
{
    TRY(scim_user_get(db, a, c->org, c->id, row, err));
    if (c->if_match && c->if_match != row->version)
        return fail(err, CONFLICT, "mutability", "the user was changed meanwhile");
    return OK;
}

static code replace_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    struct scim_row row;

    TRY(look(db, a, c, &row, err));
    return change_rows(db, a, c, c->body, err);
}

static code patch_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    const struct json *now, *after;
    struct scim_row row;

    TRY(look(db, a, c, &row, err));
    TRY(json_parse(a, row.body, NULL, &now, err));
    TRY(scim_patch(a, now, c->body, &after, err));
    return change_rows(db, a, c, after, err);
}

code scim_user_replace(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, replace_rows(db, a, c, err), err);
}

code scim_user_patch(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, patch_rows(db, a, c, err), err);
}

static code remove_rows(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    struct scim_row row;
    int64_t person = 0;

    TRY(look(db, a, c, &row, err));
    TRY(db_int(db, sql_person, ARGS(v_int(c->org), v_int(c->id)), &person, err));
    TRY(let_go(db, a, c, person, err));
    TRY(person_remove(db, a, &(struct person_change){c->org, person, c->by}, err));
    return db_run(db, sql_remove, ARGS(v_int(c->org), v_int(c->id)), NULL, err);
}

code scim_user_remove(struct db *db, struct arena *a, const struct scim_call *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, remove_rows(db, a, c, err), err);
}

/* ---- found ---- */

#define COLUMNS "SELECT u.id, u.version, u.body, u.created_at, u.changed_at FROM scim_user u WHERE u.org_id = $1"
static const char sql_get[] = SQL(COLUMNS " AND u.id = $2");
static const char sql_page[] = SQL(COLUMNS " ORDER BY u.id LIMIT $2 OFFSET $3");
static const char sql_all[] = SQL(COLUMNS " ORDER BY u.id LIMIT $2");
static const char sql_count[] = SQL("SELECT count(*) FROM scim_user WHERE org_id = $1");
static const char sql_by_name[] = SQL(COLUMNS " AND u.folded = $2");
static const char sql_by_external[] = SQL(COLUMNS " AND u.external_id = $2 ORDER BY u.id LIMIT 200");

static void read_row(struct rows *r, struct arena *a, struct scim_row *out)
{
    *out = (struct scim_row){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_int(r, 3), row_int(r, 4)};
}

code scim_user_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct scim_row *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_row(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "", "there is no user with this id");
}

static code ask(struct db *db, struct arena *a, const char *sql, struct args args, struct scim_rows *out, struct error *err)
{
    struct rows *r = db_query(db, sql, args);

    while (rows_next(r))
        read_row(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* Held against each, with its id as the filter may ask for that too. */
static code scan(struct db *db, struct arena *a, const struct scim_question *q, const struct scim_filter *f, struct scim_found *out, struct error *err)
{
    struct scim_rows all = {0};
    int64_t n = 0;

    TRY(db_int(db, sql_count, ARGS(v_int(q->org)), &n, err));
    if (n > SCANNED_MOST)
        return fail(err, LIMIT, "tooMany", "of more than %d users only userName, externalId and id are looked up", SCANNED_MOST);
    TRY(ask(db, a, sql_all, ARGS(v_int(q->org), v_int(SCANNED_MOST)), &all, err));
    for (size_t i = 0; i < all.n; i++) {
        const struct json *v;
        TRY(json_parse(a, all.items[i].body, NULL, &v, err));
        v = json_with(a, v, S("id"), json_of_str(a, str_printf(a, "%lld", (long long)all.items[i].id)));
        if (!scim_filter_matches(f, v))
            continue;
        out->total++;
        if (out->total >= q->start && (int64_t)out->rows.n < q->count)
            *list_add(a, &out->rows) = all.items[i];
    }
    return OK;
}

static code filtered(struct db *db, struct arena *a, const struct scim_question *q, struct scim_found *out, struct error *err)
{
    const struct scim_filter *f;
    str value;

    TRY(scim_filter_of(a, q, &f, err));
    if (scim_filter_is_equal(f, "userName", &value))
        TRY(ask(db, a, sql_by_name, ARGS(v_int(q->org), v_str(utf8_fold(a, value))), &out->rows, err));
    else if (scim_filter_is_equal(f, "externalId", &value))
        TRY(ask(db, a, sql_by_external, ARGS(v_int(q->org), v_str(value)), &out->rows, err));
    else
        return scan(db, a, q, f, out, err);
    out->total = (int64_t)out->rows.n;
    return OK;
}

code scim_user_find(struct db *db, struct arena *a, const struct scim_question *q, struct scim_found *out, struct error *err)
{
    *out = (struct scim_found){0};
    if (q->filter.n)
        return filtered(db, a, q, out, err);
    TRY(db_int(db, sql_count, ARGS(v_int(q->org)), &out->total, err));
    return ask(db, a, sql_page, ARGS(v_int(q->org), v_int(q->count), v_int(q->start - 1)), &out->rows, err);
}

static const char sql_users_off[] = SQL("SELECT count(*) FROM scim_user WHERE org_id = $1 AND is_active = 0");
static const char sql_groups[] = SQL("SELECT count(*) FROM scim_group WHERE org_id = $1");

code scim_count(struct db *db, int64_t org, struct scim_numbers *out, struct error *err)
{
    TRY(db_int(db, sql_count, ARGS(v_int(org)), &out->users, err));
    TRY(db_int(db, sql_users_off, ARGS(v_int(org)), &out->off, err));
    return db_int(db, sql_groups, ARGS(v_int(org)), &out->groups, err);
}

static const char sql_off[] = SQL(
    "SELECT count(*) FROM scim_user u JOIN person p ON p.id = u.person_id WHERE u.org_id = $1 AND p.folded = $2 AND u.is_active = 0");

code scim_is_off(struct db *db, struct arena *a, int64_t org, str email, bool *off, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_off, ARGS(v_int(org), v_str(email_fold(a, email))), &n, err));
    *off = n > 0;
    return OK;
}
