/* learn/learn_rule_pages.c — one rule on screen, and what it would have done with
 * the last statements. */
#include "app/learn/learn_pages.h"

#include "templates.h"

#define BADGES_MOST 300

static const struct form_field fields[] = {
    {"badge", FIELD_INT, "Badge", .required = true},
    {"verb", FIELD_CHOICE, "What they did", .choices = "passed|completed|mastered|satisfied|scored|own", .required = true},
    {"own_verb", FIELD_LINE, "IRI of the verb", .max = 1000},
    {"activity", FIELD_LINE, "Activity", .max = 1000, .required = true},
    {"is_start", FIELD_BOOL, "All that begin so"},
    {"percent", FIELD_INT, "Percent", .max = 100},
    {"needs_success", FIELD_BOOL, "Success"},
    {"needs_completion", FIELD_BOOL, "Completion"},
    {"gives_evidence", FIELD_BOOL, "Evidence"},
};
static const struct form_spec spec = FORM(fields);

/* ---- the form ---- */

static const struct learn_verb *verb_of(str iri)
{
    const struct learn_verb *v = learn_verbs;

    while (v->iri && !str_eq(iri, cstr(v->iri)))
        v++;
    return v;
}

static void fill(struct form *f, const struct learn_rule *r)
{
    const struct learn_verb *verb = verb_of(r->verb);

    form_set_int(f, "badge", r->achievement);
    form_set(f, "verb", cstr(verb->name));
    form_set(f, "own_verb", verb->iri ? S("") : r->verb);
    form_set(f, "activity", r->activity);
    form_set_int(f, "is_start", r->is_start);
    if (r->percent >= 0)
        form_set_int(f, "percent", r->percent);
    form_set_int(f, "needs_success", r->needs_success);
    form_set_int(f, "needs_completion", r->needs_completion);
    form_set_int(f, "gives_evidence", r->gives_evidence);
}

static void read_form(struct request *rq, const struct form *f, struct learn_rule *r)
{
    const struct learn_verb *verb = learn_verbs;

    while (verb->iri && !str_eq(form_text(f, "verb"), cstr(verb->name)))
        verb++;
    *r = (struct learn_rule){
        .id = r->id, .org = rq->org, .account = rq->session->account, .achievement = form_int(f, "badge"),
        .verb = verb->iri ? cstr(verb->iri) : form_text(f, "own_verb"), .activity = form_text(f, "activity"), .is_start = form_bool(f, "is_start"),
        .percent = str_is_empty(form_text(f, "percent")) ? -1 : form_int(f, "percent"), .needs_success = form_bool(f, "needs_success"),
        .needs_completion = form_bool(f, "needs_completion"), .gives_evidence = form_bool(f, "gives_evidence"),
    };
}

/* What was told of last, to choose from. */
static const char sql_activities[] = SQL(
    "SELECT DISTINCT s.object FROM (SELECT x.object, x.state FROM learn_statement x WHERE x.org_id = $1 ORDER BY x.id DESC LIMIT 500) AS s"
    " WHERE s.state <> 'voids' AND s.object <> '' ORDER BY s.object LIMIT 40");

static code add_choices(struct request *rq, struct learn_rule_view *v, struct error *err)
{
    struct badge_list found = {0};
    struct rows *r = db_query(rq->db, sql_activities, ARGS(v_int(rq->org)));

    while (rows_next(r))
        *list_add(rq->arena, &v->activities) = row_str(r, 0, rq->arena);
    TRY(rows_end(r, err));
    TRY(catalog_list(rq->db, rq->arena, rq->org, &(struct badge_filter){S("published"), S(""), {.limit = BADGES_MOST}}, &found, err));
    for (size_t i = 0; i < found.n; i++) {
        bool chosen = form_int(v->form, "badge") == found.items[i].id;
        *list_add(rq->arena, &v->badges) = (struct learn_choice){found.items[i].id, found.items[i].v.name, chosen};
        v->measures = v->measures || (chosen && found.items[i].v.results.n > 0);
    }
    for (const struct learn_verb *verb = learn_verbs; verb->name; verb++)
        *list_add(rq->arena, &v->verbs) = (struct learn_verb_choice){verb, str_eq(form_text(v->form, "verb"), cstr(verb->name))};
    return OK;
}

/* ---- the dry run ---- */

static const char sql_holds[] = SQL(
    "SELECT count(*) FROM award w WHERE w.person_id = $1 AND w.achievement_id = $2 AND w.revoked_at IS NULL AND (w.valid_until IS NULL OR w.valid_until > $3)");

static code say_met(struct request *rq, const struct learn_rule_view *v, const struct xapi_statement *x, struct learn_dry_line *line, struct error *err)
{
    int64_t person = 0, holds = 0;

    TRY(learn_actor_guess(rq->db, rq->arena, rq->org, &x->actor, &person, err));
    if (person)
        TRY(db_int(rq->db, sql_holds, ARGS(v_int(person), v_int(v->r.achievement), v_int(clock_now())), &holds, err));
    line->tag = person == 0 ? (struct tag_view){"warn", "help", said("Would wait: who is it?")}
              : holds       ? (struct tag_view){NULL, "award", said("Has the badge already")}
                            : (struct tag_view){"good", "check", said("Would be awarded")};
    return OK;
}

static code try_one(struct request *rq, struct learn_rule_view *v, const struct learn_statement *s, struct error *err)
{
    struct learn_dry_line *line = list_add(rq->arena, &v->lines);
    struct xapi_statement x;

    *line = (struct learn_dry_line){
        .href = str_printf(rq->arena, STR_FMT "/statements/%lld", STR_ARG(v->learning), (long long)s->id),
        .who = s->actor_name.n ? s->actor_name : learn_who_words(rq->arena, s->actor), .did = learn_verb_words(rq->arena, s->verb, s->verb_name),
        .what = s->object_name.n ? s->object_name : s->object, .at = s->at};
    TRY(learn_statement_read(rq->arena, s, &x, err));
    enum learn_answer answer = learn_match(&v->r, &x);
    line->said = s->voided ? said("It was taken back.") : learn_answer_words(answer);
    line->met = answer == LEARN_MET && !s->voided;
    v->n_met += line->met;
    return line->met ? say_met(rq, v, &x, line, err) : OK;
}

static code try_all(struct request *rq, struct learn_rule_view *v, struct error *err)
{
    struct learn_statement_list last = {0};

    TRY(learn_statement_last(rq->db, rq->arena, rq->org, &last, err));
    for (size_t i = 0; i < last.n; i++)
        TRY(try_one(rq, v, &last.items[i], err));
    return OK;
}

/* ---- pages ---- */

static code load(struct request *rq, struct learn_rule_view *v, struct error *err)
{
    v->base = str_printf(rq->arena, "/org/%lld", (long long)rq->org);
    v->learning = learn_base(rq);
    v->self = str_join(rq->arena, v->learning, S("/rules"));
    if (v->r.id) {
        TRY(learn_rule_get(rq->db, rq->arena, rq->org, v->r.id, &v->r, err));
        v->self = str_printf(rq->arena, STR_FMT "/%lld", STR_ARG(v->self), (long long)v->r.id);
        v->when = learn_when(rq->arena, &v->r);
        if (v->form->ok)
            fill(v->form, &v->r);
        TRY(try_all(rq, v, err));
    }
    return add_choices(rq, v, err);
}

static void show(struct request *rq, struct response *rs, int64_t id, struct form *f)
{
    struct learn_rule_view v = {.r = {.id = id}, .form = f};
    struct error err = {0};

    if (load(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, id ? "Rule for learning" : "New rule for learning", "settings");
    tmpl_learning_rule(&o, &v);
    app_send_form(rq, rs, &o, f);
}

void learn_rule_new(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &spec);
    str badge = request_query(rq, "badge"), activity = request_query(rq, "activity");
    int64_t id;

    form_set(f, "verb", S("passed"));
    form_set_int(f, "gives_evidence", 1);
    if (str_to_int(badge, &id))
        form_set_int(f, "badge", id);
    if (!str_is_empty(activity))
        form_set(f, "activity", activity);
    show(rq, rs, 0, f);
}

void learn_rule_show(struct request *rq, struct response *rs)
{
    show(rq, rs, request_param_int(rq, "id"), form_empty(rq->arena, &spec));
}

static void save(struct request *rq, struct response *rs, int64_t id)
{
    struct form *f = form_read(rq, &spec);
    struct learn_rule r = {.id = id};
    struct error err = {0};

    read_form(rq, f, &r);
    code c = f->ok ? learn_rule_save(rq->db, rq->arena, &r, &id, &err) : OK;
    if (c == BAD_INPUT || c == LIMIT)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done_or_fail(rq, rs, c, &err, str_printf(rq->arena, STR_FMT "/rules/%lld", STR_ARG(learn_base(rq)), (long long)id),
                 "Saved, and switched off. Look at what it would have done, then switch it on.");
    else
        show(rq, rs, r.id, f);
}

void learn_rule_make(struct request *rq, struct response *rs)
{
    save(rq, rs, 0);
}

void learn_rule_change(struct request *rq, struct response *rs)
{
    save(rq, rs, request_param_int(rq, "id"));
}

static struct learn_change change_of(struct request *rq)
{
    return (struct learn_change){rq->org, request_param_int(rq, "id"), rq->session->account};
}

static void turn(struct request *rq, struct response *rs, bool on, const char *message)
{
    struct learn_change c = change_of(rq);
    struct error err = {0};

    if (learn_rule_switch(rq->db, rq->arena, &c, on, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_printf(rq->arena, STR_FMT "/rules/%lld", STR_ARG(learn_base(rq)), (long long)c.id), message);
}

void learn_rule_on(struct request *rq, struct response *rs)
{
    turn(rq, rs, true, "Switched on. It awards by what is told from now on.");
}

void learn_rule_off(struct request *rq, struct response *rs)
{
    turn(rq, rs, false, "Switched off. What was still waiting is not awarded.");
}

void learn_rule_drop(struct request *rq, struct response *rs)
{
    struct learn_change c = change_of(rq);
    struct error err = {0};

    if (learn_rule_remove(rq->db, rq->arena, &c, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, learn_base(rq), "The rule is deleted. Awards that were made stay.");
}
