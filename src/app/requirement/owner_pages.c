/* requirement/owner_pages.c — the code of a requirement, who answers for it and what it usually
 * takes, which no version has and which changes at once; somebody of
 * whom it is asked by hand, and no more. */
#include "app/requirement/requirement_view.h"

#include "app/org/members.h"
#include "app/people/people.h"
#include "format/email.h"
#include "templates.h"

static str self_path(struct request *rq)
{
    return str_printf(rq->arena, "/org/%lld/standards/%lld", (long long)rq->org, (long long)request_param_int(rq, "id"));
}

static bool is_of_form(code c)
{
    return c == BAD_INPUT || c == CONFLICT;
}

/* ---- code, owner and effort ---- */

static const struct form_field fields[] = {
    {"code", FIELD_LINE, "Code", .max = 40, .required = true},
    {"owner", FIELD_EMAIL, "Owner"},
    {"hours", FIELD_LINE, "Usually takes", .max = 20},
    {"cost", FIELD_LINE, "Usually costs", .max = 20},
};
static const struct form_spec spec = FORM(fields);

static void show(struct request *rq, struct response *rs, struct form *f)
{
    struct owner_view v = {.form = f, .self = self_path(rq)};
    struct error err = {0};

    if (requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &v.r, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Code, owner and effort", "norms");
    tmpl_requirement_owner(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void requirement_owner_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    struct requirement r;
    struct error err = {0};

    if (requirement_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &r, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    form_set(f, "code", r.code);
    if (r.owner)
        form_set(f, "owner", member_address(rq->db, rq->arena, r.owner));
    if (r.usual.has_time)
        form_set(f, "hours", r.usual.minutes ? effort_time_typed(rq->arena, r.usual.minutes) : S("0"));
    if (r.usual.has_cost)
        form_set(f, "cost", effort_cost_words(rq->arena, r.usual.cost));
    show(rq, rs, f);
}

static const char sql_member[] = SQL(
    "SELECT m.account_id FROM member m JOIN account_email e ON e.account_id = m.account_id WHERE m.org_id = $1 AND e.folded = $2 AND e.verified_at IS NOT NULL");

/* An empty field is not known; a 0 is nothing. */
static void read_usual(struct form *f, struct effort *out)
{
    *out = (struct effort){.has_time = form_text(f, "hours").n > 0, .has_cost = form_text(f, "cost").n > 0};
    if (!effort_read_time(form_text(f, "hours"), &out->minutes))
        form_reject(f, "hours", said("Write it like 1:30, 1.5 or 90 min."));
    if (!effort_read_cost(form_text(f, "cost"), &out->cost))
        form_reject(f, "cost", said("Write it like 250 or 249.50."));
}

static code save(struct request *rq, const struct form *f, const struct effort *usual, struct error *err)
{
    struct requirement_change c = {.org = rq->org, .id = request_param_int(rq, "id"), .by = rq->session->account, .code = form_text(f, "code"), .usual = *usual};
    str typed = form_text(f, "owner");

    if (typed.n) {
        code found = db_int(rq->db, sql_member, ARGS(v_int(rq->org), v_str(email_fold(rq->arena, typed))), &c.owner, err);
        if (found == NOT_FOUND)
            return fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation");
        TRY(found);
    }
    return requirement_save(rq->db, rq->arena, &c, err);
}

void requirement_owner_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &spec);
    struct effort usual;
    struct error err = {0};

    read_usual(f, &usual);
    code c = f->ok ? save(rq, f, &usual, &err) : OK;

    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, self_path(rq), "Saved.");
    else
        show(rq, rs, f);
}

/* ---- somebody by hand ---- */

static const struct form_field ask_fields[] = {{"person", FIELD_LINE, "Who", .max = 254, .required = true}};
const struct form_spec requirement_ask_spec = FORM(ask_fields);

static str cell_path(struct request *rq, int64_t person)
{
    return str_printf(rq->arena, STR_FMT "/people/%lld", STR_ARG(self_path(rq)), (long long)person);
}

static struct requirement_person person_of(struct request *rq, int64_t person)
{
    return (struct requirement_person){rq->org, request_param_int(rq, "id"), person, rq->session->account};
}

static code ask(struct request *rq, const struct form *f, int64_t *person, struct error *err)
{
    TRY(person_by_words(rq->db, rq->arena, rq->org, form_text(f, "person"), person, err));
    if (!*person)
        return fail(err, BAD_INPUT, "person", "nobody is called so, or more than one: write their address");
    struct requirement_person p = person_of(rq, *person);
    return requirement_assign(rq->db, rq->arena, &p, err);
}

void requirement_ask_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &requirement_ask_spec);
    struct error err = {0};
    int64_t person = 0;
    code c = f->ok ? ask(rq, f, &person, &err) : OK;

    if (is_of_form(c))
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        requirement_show(rq, rs, f);
    } else if (c != OK) {
        app_fail(rq, rs, &err);
    } else {
        app_wake(app_of(rq));
        app_done(rq, rs, cell_path(rq, person), "It is asked of them from today on, whatever the audience.");
    }
}

typedef code person_fn(struct db *db, struct arena *a, const struct requirement_person *p, struct error *err);

static void answer(struct request *rq, struct response *rs, person_fn *act, const char *done)
{
    struct requirement_person p = person_of(rq, request_param_int(rq, "person"));
    struct error err = {0};

    if (act(rq->db, rq->arena, &p, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    app_wake(app_of(rq));
    app_done(rq, rs, cell_path(rq, p.person), done);
}

void standing_ask(struct request *rq, struct response *rs)
{
    answer(rq, rs, requirement_assign, "It is asked of them from today on, whatever the audience.");
}

void standing_ask_end(struct request *rq, struct response *rs)
{
    answer(rq, rs, requirement_unassign, "It is asked of them no more. What was proved is kept.");
}
