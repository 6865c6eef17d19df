/* audit/pack_register.c — the requirements in all their versions, the population as a
 * matrix, the sample, and what auditors viewed. */
#include "app/audit/pack_private.h"

#include "format/csv.h"
#include "format/json.h"

static str number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

static void put_row(struct buf *b, const str *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_put(b, cells[i], i == 0);
    csv_end_row(b);
}

/* ---- requirements ---- */

static code put_audience(struct pack *p, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    struct audience_rules rules = {0};

    TRY(requirement_audience(p->db, p->item, v->id, &rules, err));
    json_put_key(w, "audience");
    json_open_array(w);
    for (size_t i = 0; i < rules.n; i++) {
        json_open_object(w);
        json_put_member_bool(w, "leavesOut", rules.items[i].leaves_out);
        json_put_member(w, "inWords", requirement_audience_words(p->item, p->db, p->q->org, &rules.items[i]));
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_rule(struct pack *p, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    struct requirement_rule rule;

    TRY(requirement_rule_of(p->db, p->item, v, &rule, err));
    json_put_key(w, "inWords");
    json_open_object(w);
    json_put_member(w, "proof", requirement_proof_words(p->item, p->db, p->q->org, &rule.proof));
    json_put_member(w, "due", requirement_dues_words(p->item, p->db, p->q->org, &rule));
    json_put_member(w, "validity", requirement_validity_words(p->item, &rule));
    json_close_object(w);
    json_put_key(w, "rule");
    json_put_text(w, v->rule);
    return OK;
}

static code put_version(struct pack *p, str code_text, const struct requirement_version *v, struct json_writer *w, struct error *err)
{
    json_open_object(w);
    json_put_member(w, "code", code_text);
    json_put_member_int(w, "version", v->number);
    json_put_member(w, "name", v->name);
    json_put_member(w, "words", v->words);
    json_put_member(w, "basis", v->basis);
    json_put_member(w, "basisReference", v->basis_ref);
    json_put_member(w, "basisVersion", v->basis_version);
    json_put_member(w, "criticality", v->criticality);
    json_put_member(w, "publishedOn", date_format(p->item, date_of(v->published_on)));
    TRY(put_audience(p, v, w, err));
    TRY(put_rule(p, v, w, err));
    json_close_object(w);
    return OK;
}

static code put_requirements(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_array(&w);
    for (size_t i = 0; i < p->requirements.n; i++) {
        struct requirement_versions versions = {0};
        struct requirement r;
        TRY(requirement_get(p->db, p->item, p->q->org, p->requirements.items[i], &r, err));
        TRY(requirement_versions(p->db, p->item, p->q->org, r.id, &versions, err));
        for (size_t k = 0; k < versions.n; k++)
            TRY(put_version(p, r.code, &versions.items[k], &w, err));
    }
    json_close_array(&w);
    TRY(pack_add(p, S("requirements.json"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

/* ---- the population ---- */

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

static void put_pair(struct pack *p, const struct sample_pair *x, const struct person_line *who, const struct code_lines *codes, struct buf *b)
{
    const str cells[] = {number(p->item, x->person), who->name, who->number, number(p->item, x->requirement), code_of(codes, x->requirement), cstr(requirement_state_name(x->state))};

    put_row(b, cells, COUNT(cells));
}

static code put_matrix(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct code_lines codes = {0};
    struct person_line who = {0}, nobody = {0};
    struct sample_pair x;
    str rest = p->population, line;

    TRY(read_codes(p, &codes, err));
    buf_putz(&b, "person,name,staff number,requirement,code,state\r\n");
    struct rows *r = db_query(p->db, sql_people, ARGS(v_int(p->q->org)));
    while (str_cut(&rest, '\n', &line))
        if (sample_pair_read(line, &x))
            put_pair(p, &x, next_person(r, p->item, x.person, &who) ? &who : &nobody, &codes, &b);
    TRY(rows_end(r, err));
    TRY(pack_add(p, S("matrix.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return pack_add(p, S("population.txt"), p->population, err);
}

/* ---- the sample ---- */

static code put_sample(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);

    buf_putz(&b, "place,person,name,staff number,requirement,code,state,draw,result,note\r\n");
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct sample_line *l = &p->lines.items[i];
        const str cells[] = {number(p->item, l->place), number(p->item, l->person), l->name, l->number, number(p->item, l->requirement), l->code,
                             cstr(requirement_state_name(l->state)), l->draw, l->result, l->note};
        put_row(&b, cells, COUNT(cells));
    }
    return pack_add(p, S("sample.csv"), buf_done(&b), err);
}

/* ---- what was viewed ---- */

static const char sql_views[] = SQL(
    "SELECT v.first_at, v.times, v.kind, v.address, coalesce((SELECT c.name FROM account c WHERE c.id = v.account_id), '') FROM audit_view v WHERE v.org_id = $1 ORDER BY v.id");

static code put_views(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct rows *r = db_query(p->db, sql_views, ARGS(v_int(p->q->org)));

    buf_putz(&b, "who,first opened,times in that hour,page,address\r\n");
    while (rows_next(r)) {
        const str cells[] = {row_str(r, 4, p->item), time_format(p->item, row_int(r, 0)), number(p->item, row_int(r, 1)), row_str(r, 2, p->item), row_str(r, 3, p->item)};
        put_row(&b, cells, COUNT(cells));
    }
    TRY(rows_end(r, err));
    TRY(pack_add(p, S("views.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

code pack_put_register(struct pack *p, struct error *err)
{
    TRY(put_requirements(p, err));
    TRY(put_matrix(p, err));
    TRY(put_sample(p, err));
    return put_views(p, err);
}
